//! Whose turn it is to search: a few at once, the others in the order in which they came. Where all of a crowd search at
//! once, some of them take as long as all of them together. Nobody is ever turned away.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};

/// Searches at once for each processor. With fewer a processor stands idle while the next is woken; with all of fifty at
/// once on two processors the slowest hundredth waited ten times as long.
const FOR_EACH_PROCESSOR: usize = 4;

/// The right to search, until it is dropped. Whoever has it must not ask for another.
pub(super) struct Turn(());

impl Turn {
    /// Waits until it is this caller's turn.
    pub fn take() -> Self {
        let mut turns = turns();
        if turns.free > 0 {
            turns.free -= 1;
            return Self(());
        }
        let place = Arc::new(Place::default());
        turns.waiting.push_back(Arc::clone(&place));
        drop(turns);
        let given = place.given.lock().unwrap_or_else(PoisonError::into_inner);
        drop(place.told.wait_while(given, |given| !*given));
        Self(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut turns = turns();
        let Some(next) = turns.waiting.pop_front() else {
            turns.free += 1;
            return;
        };
        drop(turns);
        *next.given.lock().unwrap_or_else(PoisonError::into_inner) = true;
        next.told.notify_one();
    }
}

struct Turns {
    free: usize,
    waiting: VecDeque<Arc<Place>>,
}

/// One caller who waits.
#[derive(Default)]
struct Place {
    given: Mutex<bool>,
    told: Condvar,
}

fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from) * FOR_EACH_PROCESSOR
}

fn turns() -> MutexGuard<'static, Turns> {
    static TURNS: LazyLock<Mutex<Turns>> =
        LazyLock::new(|| Mutex::new(Turns { free: at_once(), waiting: VecDeque::new() }));
    TURNS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn everybody_has_a_turn_and_only_so_many_at_once() {
        let (now, most, had) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let search = || {
            for _ in 0..20 {
                let turn = Turn::take();
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(std::time::Duration::from_micros(50));
                now.fetch_sub(1, Ordering::SeqCst);
                had.fetch_add(1, Ordering::SeqCst);
                drop(turn);
            }
        };
        let people = 3 * at_once();
        std::thread::scope(|scope| (0..people).for_each(|_| drop(scope.spawn(search))));
        assert_eq!(had.into_inner(), people * 20);
        assert!((1..=at_once()).contains(&most.into_inner()));
    }

    #[test]
    fn a_search_that_panics_gives_its_turn_back() {
        for _ in 0..64 {
            let panicked = std::panic::catch_unwind(|| {
                let _turn = Turn::take();
                std::panic::resume_unwind(Box::new("as a damaged file makes the engine do"));
            });
            assert!(panicked.is_err());
        }
    }
}
