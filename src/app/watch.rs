//! Notices when the open file changes on disk. A quiet thread looks every other second; the window sleeps.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::jobs::Wake;
use crate::import::{FileStamp, stamp};

/// How often the file is looked at.
const EVERY: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Looked {
    path: Option<PathBuf>,
    stamp: Option<FileStamp>,
}

/// Watches one file.
pub(super) struct Watch {
    looked: Arc<Mutex<Looked>>,
    changed: Arc<AtomicBool>,
    wake: Wake,
    running: bool,
}

impl Watch {
    pub(super) fn new(wake: Wake) -> Self {
        Self { looked: Arc::default(), changed: Arc::default(), wake, running: false }
    }

    /// Watches this file from now on.
    pub(super) fn look_at(&mut self, path: Option<PathBuf>) {
        let stamp = path.as_deref().and_then(stamp);
        let wanted = path.is_some();
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = Looked { path, stamp };
        self.changed.store(false, Ordering::Relaxed);
        if wanted && !self.running {
            self.running = self.start();
        }
    }

    /// Whether the file has changed since the last call.
    pub(super) fn take_changed(&self) -> bool {
        self.changed.swap(false, Ordering::Relaxed)
    }

    fn start(&self) -> bool {
        let looked = Arc::downgrade(&self.looked);
        let (changed, wake) = (Arc::clone(&self.changed), Arc::clone(&self.wake));
        std::thread::Builder::new()
            .name("saldo file watch".to_owned())
            .spawn(move || {
                // Ends with the window: its last strong reference is gone then.
                while let Some(looked) = looked.upgrade() {
                    if is_changed(&mut looked.lock().unwrap_or_else(PoisonError::into_inner)) {
                        changed.store(true, Ordering::Relaxed);
                        wake();
                    }
                    drop(looked);
                    std::thread::sleep(EVERY);
                }
            })
            .is_ok()
    }
}

fn is_changed(looked: &mut Looked) -> bool {
    let Some(path) = &looked.path else { return false };
    let now = stamp(path);
    // A file that is gone for a moment is being replaced: wait until it is back.
    if now.is_none() || now == looked.stamp {
        return false;
    }
    looked.stamp = now;
    true
}
