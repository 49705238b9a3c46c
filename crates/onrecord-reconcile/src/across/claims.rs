//! What is claimed, and where everybody stands: statements of the same content in other words, and what answers them.
//!
//! Two statements meet where they share a name and a content word within two weeks. They are one claim where most of the content of the one
//! with less stands in the other and their numbers do not differ; an answer belongs to what it answers. Statements that only hang
//! together by a chain of others are parted again: each must be like the first of its claim.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::across::{Body, Claim, Dispute, Draft, Group, Layer, More, Saying, Stand};
use onrecord_model::{Act, Id, Polarity, Standpoint, Statement, Verdict, VerificationStatus};

use super::content::Content;
use super::face::{number, numbers, shared};
use super::{Page, counts, members, span, teller};
use crate::day;

/// Less content than this is nobody's own ("they agreed").
const LEAST_CONTENT: usize = 4;
/// Names and words that a statement is filed under, the longest of each.
const NAMES: usize = 3;
const WORDS: usize = 4;
/// Statements further apart than this many days are two.
const NEAR_DAYS: i64 = 7;
/// The part of the lighter one's content that the other must share; names weigh twice.
const LEAST_SHARE: f32 = 0.6;
/// And so many words at least, names included.
const LEAST_SHARED: usize = 3;

pub(super) fn drafts(page: &Page<'_>) -> Vec<Draft> {
    let statements = &page.reading.findings.statements;
    let answered: BTreeSet<&Id> = statements.iter().filter_map(|it| it.answers.as_ref()).collect();
    statements.iter().filter_map(|statement| draft(page, statement, &answered)).collect()
}

fn draft(page: &Page<'_>, statement: &Statement, answered: &BTreeSet<&Id>) -> Option<Draft> {
    let mut content = Content::default();
    for words in &statement.content {
        content.add(&words.text, page.rules);
    }
    let is_linked = answered.contains(&statement.id) || statement.answers.is_some();
    // A denial is on record however few its words ("the army denied it").
    let is_denial = statement.act == Act::Deny;
    if content.len() < LEAST_CONTENT && !is_linked && !is_denial {
        return None;
    }
    let verification = statement.verification.as_ref().map(|it| it.status);
    let saying = Saying {
        act: statement.act,
        content: content.words.into_iter().collect(),
        names: content.names.into_iter().collect(),
        numbers: content.numbers.into_iter().collect(),
        answers: statement.answers.clone(),
        unverified: verification == Some(VerificationStatus::Unverified),
        negative: statement.polarity == Polarity::Negative,
    };
    let mut keys = keys(&saying, page.day.as_deref());
    let version = &page.reading.report.version;
    let is_met = answered.contains(&statement.id) || is_denial;
    let own = is_met.then_some(&statement.id);
    keys.extend(own.into_iter().chain(&statement.answers).map(|id| format!("a:{version}:{id}")));
    let words = statement.content.first().or(statement.cue.first());
    let mut draft = page.draft(Layer::Claims, &statement.id, words, Body::Saying(saying));
    let all: Vec<&str> = statement.content.iter().map(|words| words.text.as_str()).collect();
    if !all.is_empty() {
        draft.words = all.join(" … ");
    }
    draft.voice = teller(statement.chain.last());
    draft.keys = keys;
    Some(draft)
}

/// Each name with each word, in two stretches of two weeks that overlap by one, so that a week apart still meets.
fn keys(saying: &Saying, published: Option<&str>) -> Vec<String> {
    if saying.content.len() + saying.names.len() < LEAST_CONTENT {
        return Vec::new();
    }
    let longest = |words: &[String], most: usize| -> Vec<String> {
        let mut words = words.to_vec();
        words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        words.truncate(most);
        words
    };
    let words = longest(&saying.content, WORDS);
    let names = longest(&saying.names, NAMES);
    let heads = if names.is_empty() { words.clone() } else { names };
    let weeks: Vec<String> = match published.and_then(day::number) {
        Some(day) => vec![day.div_euclid(14).to_string(), format!("{}h", (day + 7).div_euclid(14))],
        None => vec!["undated".to_owned()],
    };
    let mut keys = Vec::new();
    for head in &heads {
        for word in words.iter().filter(|word| *word != head) {
            let (a, b) = if head < word { (head, word) } else { (word, head) };
            keys.extend(weeks.iter().map(|week| format!("{a}+{b}@{week}")));
        }
    }
    keys.sort();
    keys.dedup();
    keys
}

/// A statement, as it is compared.
#[derive(Clone, Debug)]
pub(super) struct Said {
    version: u64,
    finding: u64,
    /// The statement of the same report that it answers.
    answers: Option<u64>,
    day: Option<i64>,
    is_silent: bool,
    content: Box<[u64]>,
    names: Box<[u64]>,
    numbers: Box<[u64]>,
}

impl Said {
    pub(super) fn of(draft: &Draft, saying: &Saying) -> Said {
        Said {
            version: number(&draft.version),
            finding: number(draft.finding.as_str()),
            answers: saying.answers.as_ref().map(|id| number(id.as_str())),
            day: draft.day.as_deref().and_then(day::number),
            is_silent: is_silent(saying.act),
            content: numbers(&saying.content),
            names: numbers(&saying.names),
            numbers: numbers(&saying.numbers),
        }
    }

    pub(super) fn joins(&self, other: &Said) -> bool {
        if self.is_answer_to(other) || other.is_answer_to(self) {
            return true;
        }
        // What answers a statement of its own report is about that, whatever its words.
        match (self.answers, other.answers) {
            (None, None) => self.is_one_with(other),
            (Some(_), Some(_)) => false,
            _ => self.version != other.version && self.is_one_with(other),
        }
    }

    fn is_answer_to(&self, other: &Said) -> bool {
        self.version == other.version && self.answers == Some(other.finding)
    }

    /// Do two statements claim one thing?
    fn is_one_with(&self, other: &Said) -> bool {
        let near = match (self.day, other.day) {
            (Some(a), Some(b)) => (a - b).abs() <= NEAR_DAYS,
            (None, None) => true,
            _ => false,
        };
        if !near || self.is_silent || other.is_silent {
            return false;
        }
        let (a, b) = (&self.numbers, &other.numbers);
        if !a.is_empty() && !b.is_empty() && shared(a, b) == 0 {
            return false;
        }
        let words = shared(&self.content, &other.content);
        let names = shared(&self.names, &other.names);
        let (one, two) = (self.weight(), other.weight());
        let lighter = one.min(two);
        words > 0
            && words + names >= LEAST_SHARED
            && (words + 2 * names) as f32 >= LEAST_SHARE * lighter as f32
            && one.max(two) <= 3 * lighter
    }

    fn weight(&self) -> usize {
        self.content.len() + 2 * self.names.len()
    }
}

fn is_silent(act: Act) -> bool {
    matches!(act, Act::NoComment | Act::NonAnswer | Act::Unreachable)
}

pub(super) fn fold(drafts: &[Draft]) -> Vec<Group> {
    let said: Vec<(&Draft, Said)> = drafts
        .iter()
        .filter_map(|draft| match &draft.body {
            Body::Saying(saying) => Some((draft, Said::of(draft, saying))),
            _ => None,
        })
        .collect();
    let told: BTreeSet<(u64, u64)> = said.iter().map(|(_, it)| (it.version, it.finding)).collect();
    let answered = |it: &Said| it.answers.map(|to| (it.version, to)).filter(|to| told.contains(to));
    let (answering, own): (Vec<_>, Vec<_>) =
        said.iter().partition(|(_, it)| answered(it).is_some());
    let mut claims: Vec<Vec<(&Draft, &Said)>> = Vec::new();
    // The claim of each statement.
    let mut of: BTreeMap<(u64, u64), usize> = BTreeMap::new();
    for (draft, it) in own.into_iter().chain(answering) {
        let like =
            |claim: &Vec<(&Draft, &Said)>| claim.first().is_some_and(|(_, first)| first.joins(it));
        let answers = answered(it).and_then(|to| of.get(&to).copied());
        // The first claim that it is like, or whose member it answers.
        let before = answers.unwrap_or(claims.len());
        let place = claims.iter().take(before).position(like).or(answers);
        of.insert((it.version, it.finding), place.unwrap_or(claims.len()));
        match place.and_then(|at| claims.get_mut(at)) {
            Some(claim) => claim.push((draft, it)),
            None => claims.push(vec![(draft, it)]),
        }
    }
    let mut groups = Vec::new();
    for claim in claims {
        let claim: Vec<&Draft> = claim.into_iter().map(|(draft, _)| draft).collect();
        let group = group(&claim);
        let told = claim.len() > 1 || group.state != Stand::Asserted.as_str();
        if told {
            groups.extend(dispute(&claim, &group));
            groups.push(group);
        }
    }
    groups
}

fn stand(draft: &Draft) -> Stand {
    let Body::Saying(saying) = &draft.body else { return Stand::Asserted };
    match saying.act {
        Act::Deny => Stand::Denied,
        Act::NoComment | Act::Unreachable => Stand::NoComment,
        Act::NonAnswer => Stand::NonAnswer,
        _ if saying.unverified => Stand::Unverified,
        _ => Stand::Asserted,
    }
}

fn group(claim: &[&Draft]) -> Group {
    let stands: Vec<Stand> = claim.iter().map(|draft| stand(draft)).collect();
    let has = |stand: Stand| stands.contains(&stand);
    let state = [Stand::Denied, Stand::NonAnswer, Stand::NoComment, Stand::Unverified]
        .into_iter()
        .find(|stand| has(*stand))
        .unwrap_or_default();
    let (first, last) = span(claim);
    let (reports, sources) = counts(claim);
    let head =
        claim.iter().zip(&stands).find(|(_, stand)| **stand == Stand::Asserted).map(|(it, _)| *it);
    let head = head.or(claim.first().copied());
    let id = head.map(|it| (it.version.as_str(), it.finding.as_str())).unwrap_or_default();
    Group {
        layer: Layer::Claims,
        id: Id::of("cl", [id.0, id.1]),
        title: head.map(|draft| draft.words.clone()).unwrap_or_default(),
        kind: "statement".to_owned(),
        state: state.as_str().to_owned(),
        first,
        last,
        reports,
        sources,
        weight: i64::try_from(claim.len()).unwrap_or(i64::MAX),
        members: members(claim),
        more: More::Claim(Claim { stands }),
        ..Group::default()
    }
}

/// The claim as a dispute: where somebody denies it, or the report could not verify it, or somebody will not speak of it.
fn dispute(claim: &[&Draft], group: &Group) -> Option<Group> {
    let answer = claim.iter().find(|draft| stand(draft).as_str() == group.state)?;
    let linked = matches!(&answer.body, Body::Saying(saying) if saying.answers.is_some());
    let (label, confidence, how) = match stand(answer) {
        Stand::Denied if linked => (Standpoint::Denial, 0.85, "denies it"),
        Stand::Denied => (Standpoint::Denial, 0.6, "denies it"),
        Stand::NoComment => (Standpoint::NoComment, 0.9, "would not speak of it"),
        Stand::NonAnswer => (Standpoint::NoComment, 0.8, "replies and leaves it open"),
        Stand::Unverified => (Standpoint::NoComment, 0.8, "the report could not verify it"),
        Stand::Asserted => return None,
    };
    let who = answer.voice.as_ref().map_or("somebody", |voice| voice.name.as_str());
    let why = match stand(answer) {
        Stand::Unverified => how.to_owned(),
        _ => format!("{who} {how}: “{}”", answer.words),
    };
    let verdict = Verdict { label, why, confidence, same_primary_source: None };
    let weight = match label {
        Standpoint::Denial => 2_000,
        _ if stand(answer) == Stand::Unverified => 500,
        _ => 1_000,
    };
    Some(Group {
        layer: Layer::Disputes,
        id: Id::of("di", [group.id.as_str()]),
        kind: "claim".to_owned(),
        weight: weight + group.weight.min(400),
        more: More::Dispute(Dispute { about: group.id.clone(), verdict, pairs: Vec::new() }),
        ..group.clone()
    })
}
