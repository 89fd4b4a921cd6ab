//! Things of which only so many exist, lent out to threads that wait for them. It knows nothing of what they are.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Things of which only so many exist; whoever wants one waits.
#[derive(Debug)]
pub(crate) struct Slots<T> {
    free: Mutex<Vec<T>>,
    returned: Condvar,
}

impl<T> Slots<T> {
    /// These things and no more.
    pub(crate) fn new(things: Vec<T>) -> Self {
        Self { free: Mutex::new(things), returned: Condvar::new() }
    }

    /// Takes one, waiting until there is one.
    pub(crate) fn take(&self) -> T {
        let mut free = self.lock();
        loop {
            if let Some(thing) = free.pop() {
                return thing;
            }
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Gives one back.
    pub(crate) fn give(&self, thing: T) {
        self.lock().push(thing);
        self.returned.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<T>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
