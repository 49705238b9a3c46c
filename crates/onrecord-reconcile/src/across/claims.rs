//! What is claimed, and where everybody stands: statements of the same content in other words, and what answers them.
//!
//! Two statements meet where they share a name and a content word within two weeks. They are one claim where most of the content of the one
//! with less stands in the other and their numbers do not differ; an answer belongs to what it answers. Statements that only hang
//! together by a chain of others are parted again: each must be like the first of its claim.

use std::collections::BTreeSet;

use onrecord_model::across::{Body, Claim, Dispute, Draft, Group, Layer, More, Saying, Stand};
use onrecord_model::{Act, Id, Polarity, Standpoint, Statement, Verdict, VerificationStatus};

use super::content::{Content, shared};
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
    if content.len() < LEAST_CONTENT && !is_linked {
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
    let own = answered.contains(&statement.id).then_some(&statement.id);
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

pub(super) fn joins(one: &Draft, other: &Draft) -> bool {
    let (Body::Saying(a), Body::Saying(b)) = (&one.body, &other.body) else { return false };
    if answers(a, other, one) || answers(b, one, other) {
        return true;
    }
    // What answers a statement of its own report is about that, whatever its words.
    a.answers.is_none() && b.answers.is_none() && is_one(one, a, other, b)
        || (a.answers.is_some() != b.answers.is_some())
            && one.version != other.version
            && is_one(one, a, other, b)
}

fn answers(saying: &Saying, answered: &Draft, own: &Draft) -> bool {
    own.version == answered.version && saying.answers.as_ref() == Some(&answered.finding)
}

/// Do two statements claim one thing?
fn is_one(one: &Draft, a: &Saying, other: &Draft, b: &Saying) -> bool {
    let number = |draft: &Draft| draft.day.as_deref().and_then(day::number);
    let near = match (number(one), number(other)) {
        (Some(a), Some(b)) => (a - b).abs() <= NEAR_DAYS,
        (None, None) => true,
        _ => false,
    };
    let differ =
        !a.numbers.is_empty() && !b.numbers.is_empty() && shared(&a.numbers, &b.numbers) == 0;
    if !near || differ || is_silent(a.act) || is_silent(b.act) {
        return false;
    }
    let (words, names) = (shared(&a.content, &b.content), shared(&a.names, &b.names));
    let weight = |saying: &Saying| saying.content.len() + 2 * saying.names.len();
    let lighter = weight(a).min(weight(b));
    words > 0
        && words + names >= LEAST_SHARED
        && (words + 2 * names) as f32 >= LEAST_SHARE * lighter as f32
        && weight(a).max(weight(b)) <= 3 * lighter
}

fn is_silent(act: Act) -> bool {
    matches!(act, Act::NoComment | Act::NonAnswer | Act::Unreachable)
}

pub(super) fn fold(drafts: &[Draft]) -> Vec<Group> {
    let mut claims: Vec<Vec<&Draft>> = Vec::new();
    let (answering, own): (Vec<&Draft>, Vec<&Draft>) =
        drafts.iter().partition(|draft| has_answered(draft, drafts));
    for draft in own.into_iter().chain(answering) {
        let place = claims.iter().position(|claim| {
            claim.first().is_some_and(|first| joins(first, draft))
                || claim.iter().any(|other| is_answer(draft, other))
        });
        match place.and_then(|at| claims.get_mut(at)) {
            Some(claim) => claim.push(draft),
            None => claims.push(vec![draft]),
        }
    }
    let mut groups = Vec::new();
    for claim in claims {
        let group = group(&claim);
        let told = claim.len() > 1 || group.state != Stand::Asserted.as_str();
        if told {
            groups.extend(dispute(&claim, &group));
            groups.push(group);
        }
    }
    groups
}

/// Is what it answers among the drafts?
fn has_answered(draft: &Draft, drafts: &[Draft]) -> bool {
    drafts.iter().any(|other| is_answer(draft, other))
}

fn is_answer(draft: &Draft, to: &Draft) -> bool {
    matches!(&draft.body, Body::Saying(saying) if answers(saying, to, draft))
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
        more: More::Dispute(Dispute { about: group.id.clone(), verdict }),
        ..group.clone()
    })
}
