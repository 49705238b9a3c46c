//! Keeps what follows across reports up to date while the desk is open and may write.

use std::path::{Path, PathBuf};
use std::time::Duration;

use onrecord::derive;
use onrecord::ledger::Ledger;
use onrecord::rules::Rules;

use super::beside::Beside;
use super::news::News;
use super::problem::Problem;

/// A larger record without such a layer is left as it is: making it takes long, and `onrecord add` does it.
const SMALL: u64 = 2_000;

/// Whoever adds reports brings the layer up to date, too. So long they are given before it is done here.
const PATIENCE: Duration = Duration::from_secs(3);

/// Begins to keep the layer of the record at `ledger`, by the rules of a folder or those inside.
pub(crate) fn keep(ledger: PathBuf, rules: Option<PathBuf>, mut news: News, beside: Beside) {
    tokio::spawn(async move {
        loop {
            let (ledger, rules) = (ledger.clone(), rules.clone());
            // What cannot be kept now is kept next time; pages show the layer as it stands.
            let _ = beside.does(move || once(&ledger, rules.as_deref())).await;
            let reviews = news.reviews();
            if news.more().await.is_none() {
                return;
            }
            if news.reviews() == reviews {
                tokio::time::sleep(PATIENCE).await;
            }
        }
    });
}

fn once(ledger: &Path, rules: Option<&Path>) -> Result<(), Problem> {
    let mut ledger = Ledger::open(ledger)?;
    if ledger.derived_state()?.is_none() && ledger.extent()?.reports > SMALL {
        return Ok(());
    }
    let decided = derive::decided(&ledger)?;
    match rules {
        None => {
            if let Ok(rules) = Rules::embedded() {
                derive::keep(&mut ledger, rules, &decided)?;
            }
        }
        Some(folder) => {
            if let Ok(rules) = Rules::from_folder(folder) {
                derive::keep(&mut ledger, &rules, &decided)?;
            }
        }
    }
    Ok(())
}
