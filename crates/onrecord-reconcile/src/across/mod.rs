//! What follows across reports, as folds by key: in go readings one at a time, out come drafts; in go the drafts of one key,
//! out come groups.
//!
//! [`drafts`] knows one reading and no other. Drafts of a layer that are filed under one key each are folded key by key; those of a
//! layer with several keys meet where they share one, [`joins`] tells whether two belong together, and all that hang together are
//! folded at once. So every group can be made alone, from what it concerns, in any order and on any machine.

mod against;
mod chains;
mod claims;
mod content;
mod decisions;
mod face;
mod incidents;
mod lines;
mod names;
mod offices;
mod stories;
mod texts;
mod weighing;

use onrecord_model::across::{Body, Draft, Group, Layer, Teller};
use onrecord_model::{Id, Link, Reading, Voice, Words};
use onrecord_rules::Rules;

pub use chains::{Chain, Link as ChainLink, chains};
pub use decisions::{Change, Decisions};
pub use face::{Face, Joining};
pub(crate) use incidents::main_place;
pub use names::Form;
pub use stories::{Features, stories};
pub use texts::fold as fold_texts;

/// Changes with every change of what the folds make: a layer made by another is made again.
pub const FOLDS: u32 = 4;

/// What a reading brings to each layer, in the order of layers, then of its findings.
pub fn drafts(reading: &Reading, rules: &Rules, decisions: &Decisions) -> Vec<Draft> {
    let page = Page::of(reading, rules);
    let mut drafts = names::drafts(&page);
    drafts.extend(offices::drafts(&page));
    drafts.extend(claims::drafts(&page));
    drafts.extend(incidents::drafts(&page));
    drafts.extend(lines::drafts(&page));
    drafts.extend(texts::drafts(&page));
    filed(drafts, decisions)
}

/// Those of them that can be disputed: statements and figures.
pub fn disputable(reading: &Reading, rules: &Rules, decisions: &Decisions) -> Vec<Draft> {
    let page = Page::of(reading, rules);
    let mut drafts = claims::drafts(&page);
    drafts.extend(lines::drafts(&page));
    filed(drafts, decisions)
}

/// Without what was rejected, and filed as was decided.
fn filed(mut drafts: Vec<Draft>, decisions: &Decisions) -> Vec<Draft> {
    drafts.retain(|draft| !decisions.rejected.contains(&draft.finding));
    for draft in &mut drafts {
        for key in &mut draft.keys {
            if let Some(under) = decisions.filed_under.get(key) {
                key.clone_from(under);
            }
        }
    }
    drafts
}

/// Is a draft of this layer filed under several keys, and folded with those that it joins?
pub fn meets(layer: Layer) -> bool {
    matches!(layer, Layer::Claims | Layer::Copies | Layer::Incidents)
}

/// Do two drafts that share `shared` keys belong together? The same whichever comes first.
pub fn joins(one: &Draft, other: &Draft, shared: usize, rules: &Rules) -> bool {
    let faces = Face::of(one).zip(Face::of(other));
    faces.is_some_and(|(one, other)| Joining::by(rules).joins(&one, &other, shared))
}

/// The groups of the drafts of one key, or of those that hang together, in order of their ids. Names are folded by
/// [`fold_names`] and texts by [`fold_texts`].
pub fn fold(
    layer: Layer,
    mut drafts: Vec<Draft>,
    rules: &Rules,
    decisions: &Decisions,
) -> Vec<Group> {
    drafts.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut groups = match layer {
        Layer::Offices => offices::fold(&drafts),
        Layer::Claims => claims::fold(&drafts),
        Layer::Incidents => incidents::fold(&drafts, &rules.joining.evidence, decisions),
        Layer::Series => lines::fold(&drafts, rules),
        _ => Vec::new(),
    };
    groups.sort_by(|a, b| (a.layer, &a.id).cmp(&(b.layer, &b.id)));
    groups
}

/// The entities of the names filed under one key.
pub fn fold_names(key: &str, forms: Vec<Form>, decisions: &Decisions) -> Vec<Group> {
    names::fold(key, forms, decisions)
}

fn order(draft: &Draft) -> (&Option<String>, &str, &Option<u32>, &Id) {
    (&draft.day, &draft.report, &draft.start, &draft.finding)
}

/// A reading, and what is asked of it again and again.
struct Page<'a> {
    reading: &'a Reading,
    rules: &'a Rules,
    day: Option<String>,
    /// Where most of it happens.
    place: Option<&'a onrecord_model::Place>,
}

impl<'a> Page<'a> {
    fn of(reading: &'a Reading, rules: &'a Rules) -> Page<'a> {
        let published = reading.report.published.as_ref();
        let day = published.map(|published| published.day().to_owned());
        Page { reading, rules, day, place: incidents::main_place(reading) }
    }

    /// A draft of this page, its body to come.
    fn draft(&self, layer: Layer, finding: &Id, words: Option<&Words>, body: Body) -> Draft {
        let report = &self.reading.report;
        Draft {
            layer,
            finding: finding.clone(),
            report: report.id.clone(),
            version: report.version.clone(),
            outlet: report.outlet.clone(),
            day: self.day.clone(),
            keys: Vec::new(),
            start: words.map(|words| words.start),
            end: words.map(|words| words.end),
            words: words.map(|words| words.text.clone()).unwrap_or_default(),
            voice: None,
            body,
        }
    }

    /// Who answers for what has this voice; nobody where the report does.
    fn teller(&self, voice: &Voice) -> Option<Teller> {
        self.reading.statement(voice).and_then(|statement| teller(statement.chain.last()))
    }
}

fn teller(link: Option<&Link>) -> Option<Teller> {
    let link = link?;
    let name = crate::fuller(link).to_owned();
    Some(Teller { name, kind: link.kind, standing: link.standing, entity: link.entity.clone() })
}

/// The days of the first and last draft.
fn span(drafts: &[&Draft]) -> (Option<String>, Option<String>) {
    let days = || drafts.iter().filter_map(|draft| draft.day.clone());
    (days().min(), days().max())
}

/// How many different reports, and how many roots of chains.
fn counts(drafts: &[&Draft]) -> (u32, u32) {
    let reports: std::collections::BTreeSet<&str> =
        drafts.iter().map(|draft| draft.report.as_str()).collect();
    let roots: std::collections::BTreeSet<String> = drafts
        .iter()
        .filter_map(|draft| draft.voice.as_ref())
        .map(|voice| crate::key(&voice.name))
        .collect();
    let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
    (count(reports.len()), count(roots.len()))
}

fn members(drafts: &[&Draft]) -> Vec<(String, Id)> {
    drafts.iter().map(|draft| (draft.version.clone(), draft.finding.clone())).collect()
}

#[cfg(test)]
mod tests;
