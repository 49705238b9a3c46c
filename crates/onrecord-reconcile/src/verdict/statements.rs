//! How two statements stand: silence and denial first, then what was taken back, then what both say.

use onrecord_model::{Act, MentionKind, Standpoint, TokenRange};
use onrecord_rules::SilenceKind;

use super::likeness::Content;
use super::order::{self, Which};
use super::passage::Passage;
use super::{Reason, one_text};
use crate::copies;

const ONE_TEXT: f32 = 0.6;
/// Content in common from which on two statements say one thing; and below which they are not about the same.
const ONE_THING: f32 = 0.5;
const LEAST_LIKENESS: f32 = 0.12;

/// The verdict on two statements.
pub(super) fn judge(a: &Passage<'_>, b: &Passage<'_>) -> Reason {
    let rules: [fn(&Passage<'_>, &Passage<'_>) -> Option<Reason>; 7] =
        [copy, silence, denial, taken_back, rivals, opposites, negation];
    rules.iter().find_map(|rule| rule(a, b)).unwrap_or_else(|| said(a, b))
}

fn content(passage: &Passage<'_>, within: TokenRange) -> Content {
    Content::of(passage.doc, within, passage.rules)
}

fn copy(a: &Passage<'_>, b: &Passage<'_>) -> Option<Reason> {
    let is_one_text = a.doc.report.text == b.doc.report.text;
    let likeness = copies::likeness(a.text(a.around), b.text(b.around));
    let marks = content(a, a.mark).likeness(&content(b, b.mark));
    let is_copy = marks > 0.8
        && likeness >= ONE_TEXT
        && (!is_one_text || a.words == b.words)
        && a.mark.len().abs_diff(b.mark.len()) <= 3;
    is_copy.then(|| {
        let why = one_text(likeness, a.text(a.around), b.text(b.around));
        Reason::new(Standpoint::Copy, 0.9, why)
    })
}

fn silence(a: &Passage<'_>, b: &Passage<'_>) -> Option<Reason> {
    let words = |p: &Passage<'_>| {
        let silent = p.rules.speech.silence.find_all(p.doc, p.mark);
        let told = silent
            .iter()
            .find(|(phrase, _)| {
                matches!(phrase.tells, SilenceKind::NoComment | SilenceKind::Unreachable)
            })
            .map(|(_, range)| p.text(*range).to_owned());
        told.or_else(|| {
            p.find(&p.rules.verdicts.unsaid, p.mark).map(|(_, range)| p.text(range).to_owned())
        })
        .or_else(|| acts(p, &[Act::NoComment, Act::Unreachable]))
    };
    let found = words(a).or_else(|| words(b))?;
    Some(Reason::new(Standpoint::NoComment, 0.9, format!("asked, and did not say: “{found}”")))
}

/// The cue inside the mark of a statement that is one of `acts`.
fn acts(passage: &Passage<'_>, acts: &[Act]) -> Option<String> {
    let statements = passage.statements();
    let statement = statements.iter().find(|statement| {
        acts.contains(&statement.act) && statement.cue.iter().any(|cue| passage.is_marked(cue))
    })?;
    statement.cue.first().map(|cue| cue.text.clone())
}

/// The words inside the mark that say that something is not so.
fn denies(passage: &Passage<'_>) -> Option<String> {
    let found = passage.rules.verdicts.denials.find_all(passage.doc, passage.mark);
    let strong = found.iter().find(|(phrase, _)| phrase.tells);
    strong.map(|(_, range)| passage.text(*range).to_owned()).or_else(|| acts(passage, &[Act::Deny]))
}

fn denial(a: &Passage<'_>, b: &Passage<'_>) -> Option<Reason> {
    match (denies(a), denies(b)) {
        (Some(_), Some(_)) | (None, None) => None,
        (Some(words), None) | (None, Some(words)) => {
            Some(Reason::new(Standpoint::Denial, 0.85, format!("rejected: “{words}”")))
        }
    }
}

fn sentence(passage: &Passage<'_>) -> TokenRange {
    passage.around
}

fn taken_back(a: &Passage<'_>, b: &Passage<'_>) -> Option<Reason> {
    let later = order::later(a, b, sentence);
    (later.which != Which::Open && later.by_words).then(|| {
        Reason::new(
            Standpoint::RevisionDown,
            0.7,
            "the text says that one came before and the other after".to_owned(),
        )
    })
}

fn rivals(a: &Passage<'_>, b: &Passage<'_>) -> Option<Reason> {
    let is_one_text = a.doc.report.text == b.doc.report.text && a.words != b.words;
    let set_against = |p: &Passage<'_>| p.find(&p.rules.verdicts.rivals, p.around).is_some();
    let contrasted = is_one_text && a.find(&a.rules.verdicts.contrast, a.around).is_some();
    (contrasted || set_against(a) || set_against(b)).then(|| {
        Reason::new(
            Standpoint::Contradiction,
            0.75,
            "the text sets the two against each other".to_owned(),
        )
    })
}

fn opposites(a: &Passage<'_>, b: &Passage<'_>) -> Option<Reason> {
    let (one, other) = (content(a, a.mark), content(b, b.mark));
    let (word, opposite) = one.words().find_map(|word| {
        let theirs = other.words().find(|theirs| a.rules.verdicts.are_opposites(word, theirs))?;
        (!one.has(theirs) && !other.has(word)).then_some((word, theirs))
    })?;
    let is_later = order::later(a, b, sentence).which != Which::Open;
    let label = if is_later { Standpoint::RevisionDown } else { Standpoint::Contradiction };
    Some(Reason::new(label, 0.65, format!("“{word}” and “{opposite}” cannot both hold")))
}

/// One negates what the other says.
fn negation(a: &Passage<'_>, b: &Passage<'_>) -> Option<Reason> {
    let negates = |p: &Passage<'_>| {
        p.rules.verdicts.denials.find_all(p.doc, p.mark).iter().any(|(phrase, _)| !phrase.tells)
    };
    let likeness = content(a, a.mark).likeness(&content(b, b.mark));
    (negates(a) != negates(b) && likeness >= ONE_THING).then(|| {
        Reason::new(Standpoint::Denial, 0.55, "one says not what the other says".to_owned())
    })
}

fn said(a: &Passage<'_>, b: &Passage<'_>) -> Reason {
    let (one, other) = (content(a, a.mark), content(b, b.mark));
    let likeness = one.likeness(&other);
    let whole = content(a, a.whole()).likeness(&content(b, b.whole()));
    let shared = format!("{:.0} % of the content in common", likeness.max(whole) * 100.0);
    if have_other_persons(a, b) && likeness < 0.8 {
        return Reason::new(Standpoint::Different, 0.5, "they name other persons".to_owned());
    }
    if likeness.max(whole) < LEAST_LIKENESS {
        return Reason::new(Standpoint::Different, 0.5, shared);
    }
    let both_ways = one.covered_by(&other).min(other.covered_by(&one));
    let label = if both_ways >= ONE_THING { Standpoint::Same } else { Standpoint::Refines };
    Reason::new(label, 0.5, shared)
}

/// Do both marks name persons, and none in common?
fn have_other_persons(a: &Passage<'_>, b: &Passage<'_>) -> bool {
    let persons = |p: &Passage<'_>| -> Vec<String> {
        let mentions = p
            .doc
            .mentions
            .iter()
            .filter(|m| m.kind == MentionKind::Person && p.mark.covers(m.range));
        mentions.flat_map(|m| p.text(m.range).split_whitespace()).map(str::to_lowercase).collect()
    };
    let (one, other) = (persons(a), persons(b));
    !one.is_empty() && !other.is_empty() && !one.iter().any(|name| other.contains(name))
}
