//! What the program writes, reads beside tables and prints, seen from outside: links, rights, pipes that never end,
//! outputs that nobody hears, and names that a terminal would obey.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where something is wrong")]

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const TABLE: &str = "period,reporter,partner,sector,flow,value\n2023,JPN,USA,A,export,5\n2024,JPN,USA,A,export,7\n";

/// A folder with a table in it and a home of its own.
struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let case = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::create_dir(case.path("home")).expect("a home");
        case.write("t.csv", TABLE);
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).expect("a file");
        self.path(name)
    }

    fn pipe(&self, name: &str) -> PathBuf {
        assert!(Command::new("mkfifo").arg(self.path(name)).status().expect("mkfifo").success());
        self.path(name)
    }

    /// `saldo` in the folder, with a home of its own.
    fn saldo<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_saldo"));
        command.args(arguments).current_dir(self.folder.path()).env("HOME", self.path("home"));
        for name in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
            command.env_remove(name);
        }
        command
    }

    fn run<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Output {
        self.saldo(arguments).output().expect("saldo starts")
    }

    /// As [`Case::run`], by a user who owns nothing, perhaps under another program.
    fn as_nobody(&self, under: &[&str], arguments: &[&str]) -> std::io::Result<Output> {
        fs::set_permissions(self.folder.path(), Permissions::from_mode(0o777)).expect("rights");
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).args(under);
        command.arg(env!("CARGO_BIN_EXE_saldo")).args(arguments).current_dir(self.folder.path());
        command.env("HOME", self.path("home")).output()
    }

    /// As [`Case::run`], of what might wait for ever.
    fn ends<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Output {
        let mut command = self.saldo(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("saldo starts");
        let start = Instant::now();
        while child.try_wait().expect("a child").is_none() {
            if start.elapsed() > Duration::from_mins(1) {
                let _ = child.kill();
                panic!("it waits for ever");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        child.wait_with_output().expect("a child")
    }
}

/// Why nobody can be asked to run the program.
const NOBODY: &str = "setpriv is missing, or this is not root, or the program is out of others' reach";

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).expect("a file").permissions().mode() & 0o777
}

#[test]
fn a_figure_is_saved_to_what_a_link_leads_to() {
    let case = Case::new();
    let (real, link) = (case.write("real.svg", ""), case.path("link.svg"));
    fs::set_permissions(&real, Permissions::from_mode(0o640)).expect("rights");
    symlink("real.svg", &link).expect("a link");
    let output = case.run(["render", "-o", "link.svg", "t.csv"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink(), "the link is still one");
    assert!(fs::read_to_string(&real).expect("text").starts_with("<svg"));
    assert_eq!(mode(&real), 0o640);
    symlink("circle.svg", case.path("circle.svg")).expect("a link");
    let output = case.run(["render", "-o", "circle.svg", "t.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("circle"), "{}", said(&output));
}

#[test]
fn a_file_of_somebody_elses_is_replaced_and_opened_to_nobody() {
    use std::os::unix::fs::MetadataExt as _;
    let case = Case::new();
    if !case.as_nobody(&[], &["--version"]).is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: {NOBODY}");
        return;
    }
    let place = case.write("f.svg", "");
    for (before, after) in [(0o640, 0o600), (0o664, 0o644), (0o604, 0o600)] {
        fs::remove_file(&place).and_then(|()| fs::write(&place, "")).expect("a file of root's");
        fs::set_permissions(&place, Permissions::from_mode(before)).expect("rights");
        let output = case.as_nobody(&[], &["render", "-o", "f.svg", "t.csv"]).expect("it starts");
        assert!(output.status.success(), "{}", said(&output));
        assert!(fs::read_to_string(&place).expect("text").starts_with("<svg"));
        let owner = fs::metadata(&place).expect("a file").uid();
        assert_eq!((owner, format!("{:o}", mode(&place))), (65534, format!("{after:o}")));
    }
}

#[test]
fn an_output_that_cannot_be_written_leaves_nothing_behind() {
    let case = Case::new();
    fs::create_dir(case.path("dir.svg")).expect("a folder");
    let output = case.run(["render", "-o", "dir.svg", "t.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("dir.svg: cannot be written (it is a folder)"), "{}", said(&output));
    let names: Vec<OsString> =
        fs::read_dir(case.folder.path()).expect("entries").flatten().map(|entry| entry.file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().starts_with('.')), "{names:?}");
}

#[test]
fn what_is_kept_of_a_confidential_table_is_the_owners_alone() {
    let case = Case::new();
    let mut rows = String::new();
    for row in 0..700_000 {
        let (year, partner, sector) = (2000 + row % 20, row / 20 % 200, row / 4000);
        let _ = writeln!(rows, "{year},JPN,P{partner:03},Sector number {sector:05},export,{row}.25");
    }
    let table = case.write("big.csv", &format!("period,reporter,partner,sector,flow,value\n{rows}"));
    assert!(table.metadata().expect("a file").len() > 32 << 20);
    let output = case.run(["query", "--by", "partner", "--top", "1", "big.csv"]);
    assert!(output.status.success(), "{}", said(&output));
    let mut stack = vec![case.path("home/.cache")];
    let mut count = 0;
    while let Some(path) = stack.pop() {
        let is_folder = path.is_dir();
        assert_eq!(mode(&path), if is_folder { 0o700 } else { 0o600 }, "{}", path.display());
        if is_folder {
            stack.extend(fs::read_dir(&path).expect("entries").flatten().map(|entry| entry.path()));
        } else {
            count += 1;
        }
    }
    assert!(count > 0, "something was kept");
}

#[test]
fn companions_that_never_end_are_refused_by_name() {
    let case = Case::new();
    case.write("p.csv", TABLE);
    case.write("z.csv", TABLE);
    case.pipe("p.json");
    symlink("/dev/zero", case.path("z.json")).expect("a link");
    for (arguments, expected) in [
        (vec!["inspect", "p.csv"], "p.json: cannot be read (it is a pipe, not an ordinary file)"),
        (vec!["inspect", "z.csv"], "z.json: cannot be read (it is a device, not an ordinary file)"),
        (vec!["query", "--mapping", "p.json", "t.csv"], "p.json: cannot be read (it is a pipe"),
        (vec!["query", "--mapping", "z.json", "t.csv"], "z.json: cannot be read (it is a device"),
        (vec!["render", "--events", "p.json", "-o", "a.svg", "t.csv"], "p.json: cannot be read"),
    ] {
        let output = case.ends(&arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(expected), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn where_nobody_hears_remarks_the_figures_are_printed_all_the_same() {
    let case = Case::new();
    // A row that is not understood makes a remark.
    case.write("r.csv", &format!("{TABLE}soon,JPN,USA,A,export,5\n"));
    let plain = case.run(["query", "--accept-disputed", "r.csv"]);
    assert!(plain.status.success() && !said(&plain).is_empty(), "{}", said(&plain));
    let full = || Stdio::from(fs::OpenOptions::new().write(true).open("/dev/full").expect("a device"));
    let deaf = case.saldo(["query", "--accept-disputed", "r.csv"]).stderr(full()).output().expect("saldo starts");
    assert_eq!((deaf.status.code(), printed(&deaf)), (Some(0), printed(&plain)));
    for (arguments, status) in [(vec!["query", "nosuch.csv"], 1), (vec!["query", "--nosuch"], 2)] {
        let deaf = case.saldo(&arguments).stderr(full()).output().expect("saldo starts");
        assert_eq!(deaf.status.code(), Some(status), "{arguments:?}");
    }
    let output = case.saldo(["query", "t.csv"]).stdout(full()).output().expect("saldo starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("cannot print"), "{}", said(&output));
    for arguments in
        [vec!["query", "--accept-disputed", "r.csv"], vec!["--help"], vec!["library"], vec!["query", "nosuch.csv"]]
    {
        let mut child =
            case.saldo(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("saldo starts");
        // Both ends are closed before anything is printed.
        drop((child.stdout.take(), child.stderr.take()));
        let status = child.wait().expect("a child").code();
        assert_eq!(status, Some(i32::from(arguments[1..] == ["nosuch.csv"])), "{arguments:?}");
    }
}

#[test]
fn nothing_raw_of_a_file_reaches_a_terminal() {
    let case = Case::new();
    let escape = "\u{1b}]0;owned\u{7}";
    let name = format!("a{escape}.csv");
    case.write(&name, &format!("{TABLE}soon,JPN,USA,A,export,5\n"));
    case.write("l.csv", &TABLE.replace("USA", "U\u{9b}31mSA"));
    let is_raw = |text: &str| text.contains(|letter: char| letter.is_control() && letter != '\n');
    let output = case.run(["inspect", "--accept-disputed", &name]);
    assert!(printed(&output).contains("a\\u001b]0;owned\\u0007.csv"), "{}", printed(&output));
    assert!(!is_raw(&printed(&output)) && !is_raw(&said(&output)));
    let output = case.run(["query", "--accept-disputed", &name]);
    assert!(!said(&output).is_empty() && !is_raw(&said(&output)), "{}", said(&output));
    let output = case.run(["query", &format!("no{escape}.csv")]);
    assert!(said(&output).contains("]0;owned") && !is_raw(&said(&output)), "{}", said(&output));
    let output = case.run(["query", &format!("--no{escape}")]);
    assert!(said(&output).contains("unexpected argument") && !is_raw(&said(&output)), "{}", said(&output));
    assert_eq!(output.status.code(), Some(2));
    // A pipe gets data as it is.
    let output = case.run(["query", "--by", "partner", "--measure", "exports", "l.csv"]);
    assert!(printed(&output).contains("U\u{9b}31mSA"), "{}", printed(&output));
    let Ok(script) = Command::new("script")
        .args(["-qec"])
        .arg(format!("'{}' query --by partner --measure exports l.csv", env!("CARGO_BIN_EXE_saldo")))
        .arg("/dev/null")
        .current_dir(case.folder.path())
        .env("HOME", case.path("home"))
        .stdin(Stdio::null())
        .output()
    else {
        return;
    };
    let shown = printed(&script).replace('\r', "");
    assert!(shown.contains("U\\u009b31mSA") && !is_raw(&shown), "{shown:?}");
}

#[test]
fn a_message_is_not_without_end() {
    let case = Case::new();
    let long = "x".repeat(60_000);
    let output = case.run(["query", "--partner", &long, "t.csv"]);
    assert_ne!(output.status.code(), Some(0));
    assert!(said(&output).len() < 4200 && said(&output).contains("letters …"), "{}", said(&output).len());
}

#[test]
fn every_file_name_can_be_given() {
    let case = Case::new();
    let odd = OsString::from_vec(b"\xff.csv".to_vec());
    for name in [odd, "..csv".into(), "...csv".into(), ".csv".into(), "file:a.csv".into(), "a b%20.csv".into()] {
        fs::write(case.folder.path().join(&name), TABLE).expect("a file");
        for arguments in [vec!["query".as_ref(), name.as_os_str()], vec!["inspect".as_ref(), name.as_os_str()]] {
            let output = case.run(&arguments);
            assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        }
    }
    assert!(
        printed(&case.run([OsString::from("inspect"), OsString::from_vec(b"\xff.csv".to_vec())]))
            .starts_with("file:%FF.csv\n")
    );
    let whole = format!("file://{}/%FF.csv", case.folder.path().display());
    assert!(case.run(["inspect", &whole]).status.success());
}

#[test]
fn one_thread_does_all_where_there_are_no_more() {
    let case = Case::new();
    // Root may start as many as there are: only others can be denied.
    let limited = |arguments: &[&str]| case.as_nobody(&["prlimit", "--nproc=1"], arguments);
    if !limited(&["--version"]).is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: {NOBODY}, or prlimit is missing");
        return;
    }
    let plain = case.run(["query", "t.csv"]);
    let output = limited(&["query", "t.csv"]).expect("it starts");
    assert_eq!((output.status.code(), printed(&output), said(&output)), (Some(0), printed(&plain), said(&plain)));
    let output = limited(&[]).expect("it starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("no window can be opened") && said(&output).lines().count() == 1,
        "{}",
        said(&output)
    );
}
