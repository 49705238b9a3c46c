//! What every row of every board carries: where it stands, in which words, who says it, how independent the voices are, what
//! reviewers decided.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use onrecord_model::{
    Access, Event, Figure, Grade, Id, Link, NotSaid, Person, Sensitivity, Standing, Statement,
    Talks, Verification, Words,
};
use serde::{Serialize, Serializer};

/// A part of a board's rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Board<R> {
    /// The rows, in the board's own order.
    pub rows: Vec<R>,
    /// How many there are on all pages.
    pub total: usize,
    /// The cursor of the next page; `None` on the last.
    pub next: Option<String>,
}

/// One finding on a board: the fields of the wire format, and beside them those of [`Entry`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row<F> {
    /// The finding, as reviewers left it.
    #[serde(flatten)]
    pub found: F,
    /// What is known of it besides.
    #[serde(flatten)]
    pub entry: Entry,
}

/// Where a finding stands, who says it, and what was decided about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Entry {
    /// The finding's id, which the finding itself carries on the wire.
    #[serde(skip)]
    pub id: Id,
    /// The kind of finding: `statement`, `figure`.
    pub finding: &'static str,
    /// What read it: release, reader, rules; `by hand` for what a reviewer added.
    pub engine: String,
    /// The report it stands in.
    pub report: ReportRef,
    /// The words it rests on, in text order.
    pub evidence: Vec<Words>,
    /// Who answers for it.
    pub says: Says,
    /// How many stand behind it, counted in four ways, over all reports of the selection that tell the same.
    /// All rows that tell the same share them.
    #[serde(serialize_with = "shared")]
    pub counters: Arc<Counters>,
    /// What reviewers decided about it, oldest first; undone reviews are left out.
    pub reviews: Vec<ReviewMark>,
    /// How it was graded; `F6` until somebody does.
    pub grade: Grade,
    /// Were its words withheld? Then they are `█` in every field.
    pub redacted: bool,
}

/// A report, as far as a row needs it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReportRef {
    /// The id under which all its versions go.
    pub id: String,
    /// The version.
    pub version: String,
    /// Headline.
    pub title: Option<String>,
    /// Who publishes it.
    pub outlet: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Whom it credits.
    pub credit: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// When it was published, ISO 8601 at the precision given.
    pub published: Option<String>,
    /// Place of writing as printed.
    pub dateline: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// SHA-256 of the bytes as received.
    pub sha256: String,
    /// Who may see it.
    pub sensitivity: Sensitivity,
}

impl ReportRef {
    /// The day of publication, `YYYY-MM-DD`; empty where it has none.
    pub fn day(&self) -> &str {
        let at = self.published.as_deref().unwrap_or_default();
        at.get(..10).unwrap_or(at)
    }
}

/// Who answers for a finding.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Says {
    /// The statement that does; `None` where the report speaks itself.
    pub statement: Option<Id>,
    /// Its chain, outermost first, the one who said it last; empty where the report speaks itself or nobody is named.
    pub chain: Vec<Link>,
    /// How openly the last of the chain speaks; `None` where the report speaks itself.
    pub standing: Option<Standing>,
    /// To whom it was said.
    pub to: Option<String>,
    /// Where it was said.
    pub venue: Option<String>,
    /// When it was said.
    pub said_on: Option<String>,
    /// What the report says about having checked it.
    pub verification: Option<Verification>,
}

impl Says {
    /// Is nobody named, neither person nor body? A report in its own voice stands for itself.
    pub fn is_unnamed(&self) -> bool {
        self.standing.is_some_and(Standing::is_unnamed)
    }
}

/// Four counters, never one (domain rules 3.6). Each opens to its members by name, and each member to its findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Reports, by id.
    pub reports: Members,
    /// Publishing houses.
    pub families: Members,
    /// Who wrote the text first: an agency, the first of several copies, else the report's own outlet.
    pub origins: Members,
    /// The roots of the chains. A report that says so itself is none.
    pub primary_sources: Members,
}

fn shared<S: Serializer>(counters: &Arc<Counters>, to: S) -> Result<S::Ok, S::Error> {
    counters.serialize(to)
}

/// Names, each with the findings by which it tells the thing.
pub type Members = BTreeMap<String, BTreeSet<Id>>;

/// A decision on a row, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReviewMark {
    /// The review.
    pub review: Id,
    /// `accept`, `correct`, `grade`, `note` ...
    pub what: &'static str,
    /// Who.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// Why.
    pub note: Option<String>,
}

/// A finding of any kind, as the wire has it; [`Entry::finding`] tells which it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each holds the type of its name, which says what it is")]
pub enum AnyFinding {
    Statement(Statement),
    Figure(Figure),
    Event(Event),
    Person(Person),
    Talks(Talks),
    Access(Access),
    NotSaid(NotSaid),
}
