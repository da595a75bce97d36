//! How much memory the machine has, and how much of it is free: its own, its control group's, or what a limit leaves.

use std::path::Path;

use crate::disk;

/// Bytes of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Machine {
    /// In all.
    pub(super) has: u64,
    /// Of which nobody makes use.
    pub(super) free: u64,
}

/// Taken for granted where the system does not say.
const UNKNOWN: Machine = Machine { has: 8_000_000_000, free: 4_000_000_000 };

impl Machine {
    fn least(self, other: Self) -> Self {
        Self { has: self.has.min(other.has), free: self.free.min(other.free) }
    }
}

/// What this process can have.
pub(super) fn look() -> Machine {
    // What the system tells is a page or two.
    let read = |path: &str| String::from_utf8(disk::read(Path::new(path), 1 << 20).ok()?).ok();
    let own = read("/proc/meminfo").and_then(|text| of_system(&text)).unwrap_or(UNKNOWN);
    let group = read("/proc/self/cgroup").and_then(|text| of_group(&text, &read));
    let limit = of_limit(&read);
    [group, limit].into_iter().flatten().fold(own, Machine::least)
}

/// `MemTotal:       16316412 kB`.
fn of_system(text: &str) -> Option<Machine> {
    Some(Machine { has: kilobytes(text, "MemTotal:")?, free: kilobytes(text, "MemAvailable:")? })
}

fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

/// The narrowest of the control groups that the process stands in, from its own up: `0::/user.slice/app.scope`.
fn of_group(text: &str, read: &dyn Fn(&str) -> Option<String>) -> Option<Machine> {
    let path = text.lines().find_map(|line| line.strip_prefix("0::"))?.trim_end_matches('/');
    let limit = |folder: &str| {
        let number = |file: &str| read(&format!("/sys/fs/cgroup{folder}/{file}"))?.trim().parse::<u64>().ok();
        let has = number("memory.max")?;
        // What is kept of files is given up when it is needed.
        let kept = read(&format!("/sys/fs/cgroup{folder}/memory.stat"))
            .and_then(|text| text.lines().find_map(|line| line.strip_prefix("file ")?.trim().parse().ok()));
        let used = number("memory.current")?.saturating_sub(kept.unwrap_or(0));
        Some(Machine { has, free: has.saturating_sub(used) })
    };
    let folders = std::iter::successors(Some(path), |folder| folder.rfind('/').map(|end| &folder[..end]));
    folders.filter_map(limit).reduce(Machine::least)
}

/// What a limit on the address space of this process leaves.
fn of_limit(read: &dyn Fn(&str) -> Option<String>) -> Option<Machine> {
    let limits = read("/proc/self/limits")?;
    let has = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    let has: u64 = has.split_whitespace().next()?.parse().ok()?;
    let used = read("/proc/self/status").and_then(|text| kilobytes(&text, "VmSize:")).unwrap_or(0);
    Some(Machine { has, free: has.saturating_sub(used) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_says_what_it_has() {
        let text = "MemTotal:       16000000 kB\nMemFree:          100000 kB\nMemAvailable:    9000000 kB\n";
        assert_eq!(of_system(text), Some(Machine { has: 16_384_000_000, free: 9_216_000_000 }));
    }

    #[test]
    fn the_narrowest_group_counts() {
        let read = |path: &str| {
            let text = match path {
                "/sys/fs/cgroup/a/b/memory.max" => "max",
                "/sys/fs/cgroup/a/memory.max" => "3000",
                "/sys/fs/cgroup/a/memory.current" => "1000\n",
                "/sys/fs/cgroup/a/memory.stat" => "anon 300\nfile 700\n",
                _ => return None,
            };
            Some(text.to_owned())
        };
        assert_eq!(of_group("0::/a/b\n", &read), Some(Machine { has: 3000, free: 2700 }));
        assert_eq!(of_group("0::/\n", &read), None);
    }

    #[test]
    fn a_limit_on_the_process_counts() {
        let read = |path: &str| {
            let text = match path {
                "/proc/self/limits" => {
                    "Limit  Soft Limit  Hard Limit  Units\nMax address space         2000000000   unlimited  bytes\n"
                }
                "/proc/self/status" => "VmSize:\t  1000 kB\n",
                _ => return None,
            };
            Some(text.to_owned())
        };
        assert_eq!(of_limit(&read), Some(Machine { has: 2_000_000_000, free: 1_998_976_000 }));
        assert_eq!(of_limit(&|_| Some("Max address space   unlimited   unlimited   bytes".to_owned())), None);
    }
}
