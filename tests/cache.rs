//! What is kept of a large file, when the program is stopped while it keeps it or the disk is full.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where something is wrong")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A file just large enough to be kept, and a place to keep it.
struct Case {
    folder: tempfile::TempDir,
    expected: String,
}

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut text = "period,reporter,partner,sector,flow,value\n".to_owned();
        for row in 0u32.. {
            let (year, partner, sector) = (2000 + row % 20, row / 20 % 200, row / 4000);
            let value = row.wrapping_mul(2_654_435_761) % 9_000_000;
            writeln!(text, "{year},JPN,P{partner:03},Sector number {sector:05},export,{value}.25").expect("a row");
            if text.len() > 33 << 20 {
                break;
            }
        }
        fs::write(folder.path().join("large.csv"), text).expect("a file");
        let mut case = Self { folder, expected: String::new() };
        case.expected = case.answer("--no-cache");
        assert!(case.expected.lines().count() > 20, "{}", case.expected);
        case
    }

    fn kept(&self) -> PathBuf {
        self.folder.path().join("cache/saldo/datasets")
    }

    /// What is kept whole, by the ending of its name.
    fn whole_ones(&self) -> impl Iterator<Item = PathBuf> {
        let names = fs::read_dir(self.kept()).into_iter().flatten().flatten().map(|entry| entry.path());
        names.filter(|path| path.extension().is_some_and(|ending| ending == "kept"))
    }

    fn whole(&self) -> usize {
        self.whole_ones().count()
    }

    /// All that is kept whole.
    fn kept_bytes(&self) -> Vec<Vec<u8>> {
        self.whole_ones().map(|path| fs::read(path).expect("a file")).collect()
    }

    /// A query of the file, beneath a shell that first does something else.
    fn query(&self, before: &str, option: &str) -> Command {
        // A query without filters keeps the file when it is asked for the first time.
        self.query_of("--by partner --top 2", before, option)
    }

    fn query_of(&self, view: &str, before: &str, option: &str) -> Command {
        let mut command = Command::new("sh");
        let script = format!("{before}; exec \"$0\" query {view} {option} \"$1\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_saldo")]).arg(self.folder.path().join("large.csv"));
        command.env("XDG_CACHE_HOME", self.folder.path().join("cache")).env("HOME", self.folder.path());
        command
    }

    fn answer(&self, option: &str) -> String {
        printed(self.query(":", option))
    }
}

fn printed(mut command: Command) -> String {
    let output = command.output().expect("saldo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Waits until something stands in a folder, or the program has ended.
fn until_written(child: &mut Child, folder: &Path) {
    let start = Instant::now();
    let is_written = || fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some());
    while !is_written() && child.try_wait().expect("a child").is_none() {
        assert!(start.elapsed() < Duration::from_mins(2), "nothing was kept");
        std::thread::sleep(Duration::from_micros(100));
    }
}

#[test]
fn stopped_while_it_is_kept_the_next_answer_is_right() {
    let case = Case::new();
    let mut stopped = 0;
    for delay in [0, 0, 1, 2, 4, 8, 16] {
        let mut child = case.query(":", "").stdout(Stdio::null()).spawn().expect("saldo starts");
        until_written(&mut child, &case.kept());
        std::thread::sleep(Duration::from_millis(delay));
        stopped += usize::from(child.try_wait().expect("a child").is_none());
        child.kill().expect("stopped");
        child.wait().expect("stopped");
        assert_eq!(case.answer(""), case.expected, "stopped {delay} ms after the first byte");
        assert_eq!(case.answer(""), case.expected, "from what is kept now");
        assert_eq!(case.whole(), 1);
        fs::remove_dir_all(case.kept()).expect("removed");
    }
    assert!(stopped > 0, "the program had ended each time before it could be stopped");
}

#[test]
fn a_file_is_kept_when_it_is_asked_about_for_the_second_time() {
    let case = Case::new();
    let filtered = |partner: &str, option: &str| {
        printed(case.query_of(&format!("--measure exports --partner {partner}"), ":", option))
    };
    let expected = ["P000", "P199", "P007"].map(|partner| filtered(partner, "--no-cache"));
    assert!(expected[0] != expected[1] && expected[1] != expected[2], "{expected:?}");
    let ask = |partner: usize| {
        let answer = filtered(["P000", "P199", "P007"][partner], "");
        assert_eq!(answer, expected[partner]);
        case.whole()
    };
    assert_eq!([ask(0), ask(1), ask(2), ask(0)], [0, 1, 1, 1]);
    // Another file at the same place is asked about for the first time.
    let path = case.folder.path().join("large.csv");
    let text = fs::read_to_string(&path).expect("a file");
    fs::write(&path, text + "2000,JPN,P000,Sector number 00000,import,1\n").expect("a file");
    let old = case.kept_bytes();
    ask(1);
    assert!(case.kept_bytes() == old, "kept at the first question about what is new");
    ask(2);
    assert!(case.kept_bytes() != old, "not kept at the second");
}

#[test]
fn where_the_disk_is_full_the_answer_is_right_and_nothing_is_kept() {
    let case = Case::new();
    // No file may grow beyond so many blocks; the signal that comes with it is ignored, so that writing fails.
    let answer = case.query("trap '' XFSZ; ulimit -f 1000", "").output().expect("saldo starts");
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    assert_eq!(String::from_utf8_lossy(&answer.stdout), case.expected);
    assert_eq!(case.whole(), 0);
    assert_eq!(case.answer(""), case.expected);
    assert_eq!(case.whole(), 1, "with room again it is kept");
}
