//! How independent the voices are behind one claim: four counters, never one, each opened to its members (domain rules 3.6).
//!
//! Ten outlets that quote one ministry are ten reports, and one primary source. An outlet that nobody knows is a family of its own.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Link, Report};
use onrecord_rules::Rules;

use crate::{CopyText, copies, credit};

/// One report with the chain of voices by which it tells the claim; outermost first, empty where the report says it itself.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'a> {
    /// The report.
    pub report: &'a Report,
    /// The chain of the statement that tells it.
    pub chain: &'a [Link],
    /// Who publishes it, where several outlets are one house; the outlet itself where not known.
    pub family: Option<&'a str>,
    /// Does the root of the chain speak of itself, as a party to what is claimed?
    pub is_party: bool,
}

/// How many stand behind a claim, counted in four ways; every counter holds its members' names, and which tellings are theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Independence {
    /// Reports, by id.
    pub reports: Members,
    /// Publishing houses.
    pub families: Members,
    /// Who wrote the text first: an agency that is credited, the first of several copies, else the report's own outlet.
    pub origins: Members,
    /// The roots of the chains. A report that says so itself is none: it is nobody's word.
    pub primary_sources: Members,
    /// Of these, those that are a party and speak of themselves: a claim, and no confirmation.
    pub parties: Members,
}

/// Names, each with the numbers of its tellings.
pub type Members = BTreeMap<String, BTreeSet<usize>>;

impl Independence {
    /// Primary sources that are no party, reached by different origins: what corroboration rests on.
    pub fn corroborating(&self) -> usize {
        let outside =
            self.primary_sources.iter().filter(|(name, _)| !self.parties.contains_key(*name));
        let sources = outside.clone().count();
        let reached: BTreeSet<&String> = self
            .origins
            .iter()
            .filter(|(_, tellings)| {
                outside.clone().any(|(_, theirs)| !theirs.is_disjoint(tellings))
            })
            .map(|(origin, _)| origin)
            .collect();
        sources.min(reached.len())
    }
}

/// The four counters of one claim.
pub fn independence(tellings: &[Telling<'_>], rules: &Rules) -> Independence {
    let mut found = Independence::default();
    let reports: Vec<&Report> = tellings.iter().map(|telling| telling.report).collect();
    let origins = origins(&reports, rules);
    for (at, telling) in tellings.iter().enumerate() {
        let report = telling.report;
        let add = |members: &mut Members, name: String| {
            members.entry(name).or_default().insert(at);
        };
        let outlet = outlet(report);
        add(&mut found.reports, report.id.clone());
        add(&mut found.families, telling.family.map_or_else(|| outlet, folded));
        if let Some(origin) = origins.get(at) {
            add(&mut found.origins, origin.clone());
        }
        if let Some(root) = root(telling.chain) {
            if telling.is_party {
                add(&mut found.parties, root.clone());
            }
            add(&mut found.primary_sources, root);
        }
    }
    found
}

/// Who wrote the text of each report first: the agency that it, or a copy of it, credits; else the outlet of the first of
/// several copies; else its own.
pub fn origins(reports: &[&Report], rules: &Rules) -> Vec<String> {
    let agency = |report: &Report| credit(report, rules).and_then(|credit| credit.agency);
    let agencies: Vec<Option<String>> = reports.iter().map(|report| agency(report)).collect();
    let mut origins: Vec<String> = reports
        .iter()
        .zip(&agencies)
        .map(|(report, agency)| agency.as_deref().map_or_else(|| outlet(report), folded))
        .collect();
    let texts: Vec<CopyText<'_>> = reports
        .iter()
        .map(|report| CopyText {
            name: &report.id,
            text: &report.text,
            published: report.published.as_ref().map(|it| it.at.as_str()),
        })
        .collect();
    for group in copies(&texts) {
        let first = group.origin.or_else(|| group.members.first().copied());
        let is_credited = |at: &&usize| agencies.get(**at).is_some_and(Option::is_some);
        let credited = group.members.iter().find(is_credited).copied();
        let Some(name) = credited.or(first).and_then(|at| origins.get(at).cloned()) else {
            continue;
        };
        for at in group.members {
            if let Some(origin) = origins.get_mut(at) {
                origin.clone_from(&name);
            }
        }
    }
    origins
}

/// A report's outlet; a report without one stands for itself alone.
pub fn outlet(report: &Report) -> String {
    report.outlet.as_deref().map_or_else(|| report.id.clone(), folded)
}

fn folded(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The root of a chain: who said it first.
pub fn root(chain: &[Link]) -> Option<String> {
    let link = chain.last()?;
    let name = if link.name.trim().is_empty() { &link.words.text } else { &link.name };
    Some(folded(name)).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_model::{Published, Standing};

    fn report(id: &str, outlet: &str, text: &str) -> Report {
        Report {
            id: id.into(),
            outlet: Some(outlet.into()),
            text: text.into(),
            published: Some(Published { at: format!("2031-03-0{}", id.len()), inferred: false }),
            ..Report::default()
        }
    }

    fn link(name: &str) -> Link {
        Link { name: name.into(), standing: Standing::BODY, ..Link::default() }
    }

    fn telling<'a>(report: &'a Report, chain: &'a [Link]) -> Telling<'a> {
        Telling { report, chain, family: None, is_party: false }
    }

    const STORY: &str = "The old bridge at Varlow fell on Monday morning after three days of rain, and nobody was on it at the time, the \
        roads office said.";

    #[test]
    fn ten_outlets_that_quote_one_office_are_one_source() {
        let office = [link("The roads office")];
        let reports: Vec<Report> = (0..10)
            .map(|n| {
                report(&format!("r{n}"), &format!("Outlet {n}"), &format!("Story {n} of its own."))
            })
            .collect();
        let tellings: Vec<Telling<'_>> = reports.iter().map(|r| telling(r, &office)).collect();
        let found = independence(&tellings, Rules::embedded().unwrap());
        let counts = [&found.reports, &found.families, &found.origins, &found.primary_sources]
            .map(Members::len);
        assert_eq!(counts, [10, 10, 10, 1]);
        assert_eq!(found.corroborating(), 1);
        assert_eq!(found.primary_sources["the roads office"].len(), 10);
    }

    #[test]
    fn copies_and_agency_text_have_one_origin() {
        let office = [link("roads office")];
        let wire = report("a", "Northern Wire", STORY);
        let copy = report("bb", "Courier", &format!("{STORY} More follows."));
        let agency = report("ccc", "Herald", "VARLOW (AP) — A bridge is down.");
        let other = report("dddd", "Post", "(AP) Rain has brought down the Varlow crossing.");
        let tellings = [&wire, &copy, &agency, &other].map(|r| telling(r, &office));
        let found = independence(&tellings, Rules::embedded().unwrap());
        assert_eq!(found.origins.keys().collect::<Vec<_>>(), ["associated press", "northern wire"]);
    }

    #[test]
    fn a_partys_own_word_confirms_nothing() {
        let (mill, clinic) = ([link("The mill")], [link("The clinic")]);
        let (one, other) = (report("a", "Wire", "One."), report("bb", "Post", "Two."));
        let own = Telling { is_party: true, ..telling(&one, &mill) };
        let rules = Rules::embedded().unwrap();
        assert_eq!(independence(&[own], rules).corroborating(), 0);
        assert_eq!(independence(&[own, telling(&other, &clinic)], rules).corroborating(), 1);
    }

    #[test]
    fn a_report_in_its_own_voice_is_no_source() {
        let one = report("a", "Wire", "One.");
        let found = independence(&[telling(&one, &[])], Rules::embedded().unwrap());
        assert!(found.primary_sources.is_empty() && found.reports.len() == 1);
    }
}
