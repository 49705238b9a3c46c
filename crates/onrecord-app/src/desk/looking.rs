//! What the desk shows, for whoever looks without a browser.

use std::path::PathBuf;
use std::sync::Arc;

use onrecord::model::Sensitivity;
use serde_json::Value;

use super::api::{self, LISTS, lists};
use super::asked::Asked;
use super::beside::Beside;
use super::pages::across as kept;
use super::problem::Problem;
use super::readers::Readers;
use super::situation::{Selection, Situation};

/// The record, to look things up in; what is wrong is told in words.
#[derive(Debug)]
pub(crate) struct Looking {
    readers: Arc<Readers>,
    situation: Situation,
}

impl Looking {
    /// Looks at the record at `ledger`, up to `ceiling`, at the latest `window` reports together.
    pub(crate) fn at(ledger: PathBuf, ceiling: Sensitivity, window: u32) -> Looking {
        let readers = Arc::new(Readers::of(ledger, ceiling));
        Looking { situation: Situation::of(Arc::clone(&readers), window, Beside::start()), readers }
    }

    /// A page of a list, each finding with how many stand behind it.
    pub(crate) async fn list(&self, name: &str, query: &str) -> Result<Value, String> {
        let list = LISTS.iter().find(|list| list.name == name).ok_or("no such list")?;
        let asked = Asked::read(query).map_err(told)?;
        let read = self.readers.read(move |view| lists::page(view, &asked, list));
        let mut value = read.await.map_err(told)?;
        let across = self.across(Selection::default()).await?;
        if let Some(Value::Array(findings)) = value.get_mut("findings") {
            findings.iter_mut().for_each(|finding| across.count(finding));
        }
        Ok(value)
    }

    /// One finding with the text around its words.
    pub(crate) async fn evidence(&self, id: String) -> Result<Value, String> {
        let mut value =
            self.readers.read(move |view| api::evidence(view, &id)).await.map_err(told)?;
        self.across(Selection::default()).await?.count(&mut value);
        Ok(value)
    }

    /// What stands against what, both sides with their words.
    pub(crate) async fn disputes(&self, query: &str) -> Result<Value, String> {
        let asked = Asked::read(query).map_err(told)?;
        let read = self.readers.read(move |view| kept::all_disputes(view, &asked));
        Ok(kept::told(&read.await.map_err(told)?, "disputes"))
    }

    async fn across(&self, selection: Selection) -> Result<Arc<super::situation::Across>, String> {
        let read = self.readers.read(|view| Ok((view.extent()?, view.reviews_so_far()?)));
        let (now, reviews) = read.await.map_err(told)?;
        self.situation.decided(reviews);
        self.situation.across(selection, now).await.map_err(told)
    }
}

fn told(problem: Problem) -> String {
    problem.detail().to_owned()
}
