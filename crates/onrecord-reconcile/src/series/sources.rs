//! The primary sources of a series: the roots of its points' chains, one body under several names counted once.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use onrecord_model::{Figure, Link, Reading, SourceKind};
use onrecord_rules::Rules;

use super::Point;
use super::point::speaker;
use crate::Names;

/// The names of the primary sources that `points` rest on, in order of their first point. A point that the report itself
/// answers for rests on none that is named.
pub fn primary_sources<R: Borrow<Reading>>(
    readings: &[R],
    points: &[Point],
    names: &Names,
    rules: &Rules,
) -> Vec<String> {
    let mut roots: Vec<Root<'_>> = Vec::new();
    for point in points {
        let Some(reading) = readings.get(point.reading) else { continue };
        let reading: &Reading = reading.borrow();
        let figures = &reading.findings.figures;
        let figure = figures.iter().find(|figure| figure.id == point.figure);
        let Some(link) = figure.and_then(|figure| speaker(reading, figure)) else { continue };
        let root = Root::of(reading, link, names, rules);
        if !roots.iter().any(|other| other.is_one(&root) || other.may_be_one(&root)) {
            roots.push(root);
        }
    }
    roots.into_iter().map(|root| names.shown(root.link)).collect()
}

/// The bodies that answer for the figures of one report.
pub(super) struct Bodies<'a> {
    reading: &'a Reading,
    names: &'a Names,
    rules: &'a Rules,
    roots: Vec<Root<'a>>,
}

impl<'a> Bodies<'a> {
    pub(super) fn of(reading: &'a Reading, names: &'a Names, rules: &'a Rules) -> Bodies<'a> {
        Bodies { reading, names, rules, roots: Vec::new() }
    }

    /// The number of the body that answers for a figure, one for all its names ("Observatory chief Ada Lund", "the Observatory"); `None`
    /// where the report does.
    pub(super) fn behind(&mut self, figure: &Figure) -> Option<usize> {
        let root = Root::of(self.reading, speaker(self.reading, figure)?, self.names, self.rules);
        let known = self.roots.iter().position(|other| other.is_one(&root));
        Some(known.unwrap_or_else(|| {
            self.roots.push(root);
            self.roots.len() - 1
        }))
    }
}

/// A voice with the words that it and the body it speaks for go by.
struct Root<'a> {
    link: &'a Link,
    key: String,
    /// Its own words: of a name those in capitals, of an unnamed voice all.
    own: BTreeSet<String>,
    /// Words of the bodies that it speaks for.
    bodies: Vec<BTreeSet<String>>,
    /// Those of them that are no country or town by its adjective.
    speaks_for: Vec<BTreeSet<String>>,
    /// Its last word.
    head: String,
    /// An official of no body that is told.
    is_official: bool,
    /// A body of state, or somebody who speaks for one.
    is_of_state: bool,
}

impl<'a> Root<'a> {
    fn of(reading: &'a Reading, link: &'a Link, names: &Names, rules: &Rules) -> Root<'a> {
        let link = stands_for(reading, link, rules).unwrap_or(link);
        let name = names.shown(link);
        let is_person = link.kind == SourceKind::Person && !link.standing.is_unnamed();
        let called = mentions(reading, link);
        let mut bodies: Vec<BTreeSet<String>> = called
            .iter()
            .flat_map(|link| &link.bodies)
            .map(|body| capital(body))
            .filter(|body| !body.is_empty())
            .collect();
        if is_person {
            // "Observatory chief Ada Lund" speaks for the Observatory.
            let own = capital(&name);
            let rest = called.iter().map(|link| &capital(&link.words.text) - &own);
            bodies.extend(rest.filter(|rest| !rest.is_empty()));
        }
        let is_own = |body: &str| {
            body.contains(' ') || !body.is_empty() && body.chars().all(char::is_uppercase)
        };
        let speaks_for = link.bodies.iter().filter(|body| is_own(body));
        let speaks_for: Vec<BTreeSet<String>> = speaks_for.map(|body| capital(body)).collect();
        let own = if link.standing.is_unnamed() { all(&name) } else { capital(&name) };
        let head = name.split_whitespace().last().map(crate::key).unwrap_or_default();
        let joining = &rules.joining;
        let is_official = link.standing.is_unnamed()
            && link.bodies.is_empty()
            && !name.chars().any(char::is_uppercase)
            && joining.officials.contains(&head);
        let named = all(&name);
        let mut words = named.iter().chain(bodies.iter().flatten());
        let is_of_state = words.any(|word| joining.of_state.contains(word));
        let key = names.key_of(link);
        Root { link, key, own, bodies, speaks_for, head, is_official, is_of_state }
    }

    /// Do two speak for one body: is one the other's by its name ("monitoring group the Valley Observatory", "the
    /// Observatory"), or one's body the other, or the body of both?
    fn is_one(&self, other: &Root<'_>) -> bool {
        let named = !self.link.standing.is_unnamed() && !other.link.standing.is_unnamed();
        let within = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
            !a.is_empty() && !b.is_empty() && (a.is_subset(b) || b.is_subset(a))
        };
        self.key == other.key
            || within(&self.own, &other.own)
            || self.bodies.iter().any(|body| named && within(body, &other.own))
            || other.bodies.iter().any(|body| named && within(body, &self.own))
            || self.bodies.iter().any(|body| named && other.bodies.contains(body))
            || self.speaks_for.iter().any(|body| within(body, &other.own))
            || other.speaks_for.iter().any(|body| within(body, &self.own))
            || self.describes(other)
            || other.describes(self)
    }
}

impl Root<'_> {
    /// An official of no body that is told may be of any body of state, and is no source more beside one.
    fn may_be_one(&self, other: &Root<'_>) -> bool {
        self.is_official && other.is_of_state || other.is_official && self.is_of_state
    }

    /// "The coastal observatory" beside "Valley Observatory": an unnamed body that goes by a word of the other's name, or of the body
    /// that the other speaks for.
    fn describes(&self, other: &Root<'_>) -> bool {
        let is_body =
            !matches!(self.link.kind, SourceKind::Person | SourceKind::Role | SourceKind::Group);
        self.link.standing.is_unnamed()
            && is_body
            && !other.link.standing.is_unnamed()
            && std::iter::once(&other.own)
                .chain(&other.bodies)
                .any(|name| name.len() > 1 && name.contains(&self.head))
    }
}

/// Every link of the report that names the same voice: "Lund said" is "Observatory chief Ada Lund" of the sentence before.
fn mentions<'a>(reading: &'a Reading, link: &'a Link) -> Vec<&'a Link> {
    let chains = reading.findings.statements.iter().flat_map(|it| &it.chain);
    let same = chains.filter(|other| link.entity.is_some() && other.entity == link.entity);
    same.chain(std::iter::once(link)).collect()
}

/// The voice that the report names for one it only describes: "a monitor said", and the next sentence names the monitor.
fn stands_for<'a>(reading: &'a Reading, link: &'a Link, rules: &Rules) -> Option<&'a Link> {
    if link.name.chars().any(char::is_uppercase) {
        return None;
    }
    if link.name.split_whitespace().any(|word| rules.joining.again.contains(word)) {
        return said_before(reading, link);
    }
    let head = link.name.split_whitespace().last().map(str::to_lowercase).unwrap_or_default();
    if !rules.joining.described.contains(&head) {
        return None;
    }
    let statements = reading.findings.statements.iter().filter_map(|it| it.chain.last());
    let mut named: Vec<&Link> = statements
        .filter(|other| other.words.start > link.words.start)
        .filter(|other| other.kind == SourceKind::Organisation && !other.standing.is_unnamed())
        .filter(|other| other.name.chars().any(char::is_uppercase))
        .collect();
    named.sort_by_key(|other| other.words.start);
    named.first().copied()
}

/// "The same source": whoever spoke last before.
fn said_before<'a>(reading: &'a Reading, link: &Link) -> Option<&'a Link> {
    let statements = reading.findings.statements.iter().filter_map(|it| it.chain.last());
    let before = statements.filter(|other| {
        other.words.start < link.words.start && other.name.chars().any(char::is_uppercase)
    });
    before.max_by_key(|other| other.words.start)
}

/// The folded words in capitals.
fn capital(text: &str) -> BTreeSet<String> {
    let words = text.split_whitespace().filter(|word| word.starts_with(char::is_uppercase));
    words.map(crate::key).filter(|word| !word.is_empty()).collect()
}

fn all(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(crate::key).filter(|word| !word.is_empty()).collect()
}
