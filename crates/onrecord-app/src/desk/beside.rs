//! One thread for what is worked out beside the requests: it takes one processor at most, and uses the memory of one work again for the next.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Sender, channel};

use tokio::sync::oneshot;

use super::problem::Problem;

type Work = Box<dyn FnOnce() + Send>;

/// Does one work after the other.
#[derive(Clone, Debug)]
pub(crate) struct Beside(Sender<Work>);

impl Beside {
    /// Starts the thread; it ends when nobody holds this any more.
    pub(crate) fn start() -> Beside {
        let (give, take) = channel::<Work>();
        let work = move || {
            while let Ok(work) = take.recv() {
                // Who waits for it learns that nothing came.
                let _ = catch_unwind(AssertUnwindSafe(work));
            }
        };
        // Where there can be no thread, nothing is taken, and whoever asks is told so.
        let _ = std::thread::Builder::new().name("beside".into()).spawn(work);
        Beside(give)
    }

    /// Does `work` when its turn comes.
    pub(crate) async fn does<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (tell, told) = oneshot::channel();
        let work = move || drop(tell.send(work()));
        self.0.send(Box::new(work)).map_err(|_| Problem::stopping())?;
        told.await.unwrap_or_else(|_| Err(Problem::stopping()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_fails_does_not_end_it() {
        let beside = Beside::start();
        let failed = beside.does(|| -> Result<u8, Problem> { panic!("of a test") }).await;
        assert!(failed.is_err());
        assert_eq!(beside.does(|| Ok(7)).await.unwrap(), 7);
    }
}
