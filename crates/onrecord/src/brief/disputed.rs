//! Disputed, denied, not verified: each claim with everybody who says, denies, confirms or will not speak of it.

use std::collections::BTreeSet;

use onrecord_model::{Act, Statement};

use super::conflicts::Conflict;
use super::figures::Figures;
use super::selection::Selection;
use super::statements::{Saying, Told};
use super::{Extract, Group, Line, Mark, Section, SectionKind, Speaker, extract};
use crate::Disputes;

/// Acts by which somebody leaves a matter open.
const SILENT: [Act; 3] = [Act::NoComment, Act::NonAnswer, Act::Unreachable];

/// Claims that somebody denies first, then conflicting figures, denials that stand alone, what is not verified, and who did not comment on
/// what else. All but the last are those of the list of disputes.
pub(super) fn section<'a>(
    selection: &Selection<'a>,
    told: &Told<'a>,
    figures: &Figures<'a>,
    (disputes, conflicts): (&Disputes, &[Conflict]),
) -> Section {
    let mut claims: Vec<Group> = Vec::new();
    let mut answered: BTreeSet<usize> = BTreeSet::new();
    for group in disputes.groups.iter().filter(|group| group.kind == "claim") {
        let members = told.members(selection, group);
        let Some(group) = claim(selection, told, &members) else { continue };
        answered.extend(members);
        match claims.iter_mut().find(|known| is_one_claim(known, &group)) {
            Some(known) => add(known, group),
            None => claims.push(group),
        }
    }
    claims.sort_by_cached_key(|group| {
        let first = group.lines.first();
        let denied = group.lines.iter().any(|line| line.marks.contains(&Mark::Contradicted));
        let reports = group.lines.iter().map(Line::reports).max();
        let latest = group.lines.iter().filter_map(|line| line.day.clone()).max();
        (!denied, std::cmp::Reverse((reports, latest)), first.map(Line::weight))
    });
    let told_twice =
        conflicts.iter().map(|conflict| conflict_group(selection, figures, conflicts, conflict));
    let silent = silent_alone(selection, told, &answered);
    let (denied, unverified): (Vec<Group>, Vec<Group>) = claims
        .into_iter()
        .partition(|g| g.lines.iter().any(|line| line.marks.contains(&Mark::Contradicted)));
    // What stands on both sides goes before a denial of what nobody on record says.
    let (answered, alone): (Vec<Group>, Vec<Group>) =
        denied.into_iter().partition(|group| group.lines.len() > 1);
    let groups = answered.into_iter().chain(told_twice).chain(alone).chain(unverified);
    Section::new(SectionKind::Disputed, groups.chain(silent))
}

/// A claim with everybody who says it, then those who answer; a denial of what nobody is on record for stands alone. `None` where nobody
/// but the silent is left of it.
fn claim<'a>(selection: &Selection<'a>, told: &Told<'a>, members: &[usize]) -> Option<Group> {
    let (answers, claims): (Vec<_>, Vec<_>) = members
        .iter()
        .filter_map(|at| Some((*at, told.sayings.get(*at)?)))
        .partition(|(at, saying)| is_answer(told, *at, saying));
    let mut lines: Vec<Line> = Vec::new();
    let mut unverified = None;
    for (_, saying) in &claims {
        let mut line = told.line(selection, saying);
        line.label = "claim".to_owned();
        unverified = unverified.or(saying.unverified);
        match lines.first_mut() {
            Some(first) => join(first, line),
            None => lines.push(line),
        }
    }
    let mut answers: Vec<Line> =
        answers.iter().map(|(_, answer)| told.line(selection, answer)).collect();
    answers.sort_by_cached_key(|line| (line.label != act(Act::Deny), line.weight()));
    if lines.is_empty() {
        let denials = answers.iter().position(|line| line.label == act(Act::Deny))?;
        answers.get_mut(denials)?.mark(Mark::Contradicted);
    }
    lines.append(&mut answers);
    lines.extend(unverified.and_then(|(at, statement)| not_verified(selection, at, statement)));
    for line in lines.iter_mut().skip(1) {
        line.depth = 1;
    }
    Some(Group { heading: String::new(), lines })
}

/// Does it answer a claim: deny it, leave it open, or confirm what somebody else says?
fn is_answer(told: &Told<'_>, at: usize, saying: &Saying<'_>) -> bool {
    saying.act == Act::Deny
        || SILENT.contains(&saying.act)
        || saying.act == Act::Confirm && told.is_answer(at)
}

/// Adds who else says the same.
fn join(first: &mut Line, other: Line) {
    first.says.extend(other.says);
    first.evidence.extend(other.evidence);
    other.marks.into_iter().for_each(|mark| first.mark(mark));
    if !first.says.iter().all(Speaker::is_unnamed) {
        first.marks.retain(|mark| *mark != Mark::Unnamed);
    }
}

/// Do two voices say the same in the same words?
fn is_one_claim(a: &Group, b: &Group) -> bool {
    let words = |group: &Group| {
        let extract = group.lines.first().and_then(|line| line.extract.as_ref());
        extract.map(|extract| extract::key(&extract.text)).filter(|key| !key.is_empty())
    };
    words(a).is_some() && words(a) == words(b)
}

/// Adds who else says the claim, and who else answers.
fn add(known: &mut Group, other: Group) {
    let mut lines = other.lines.into_iter();
    if let (Some(first), Some(line)) = (known.lines.first_mut(), lines.next()) {
        join(first, line);
    }
    for line in lines {
        if !known.lines.iter().any(|other| other.id() == line.id()) {
            known.lines.push(line);
        }
    }
}

fn act(act: Act) -> &'static str {
    super::statements::act(act)
}

/// The words by which the report says that it could not verify a claim.
fn not_verified(selection: &Selection<'_>, at: usize, statement: &Statement) -> Option<Line> {
    let page = selection.pages.get(at)?;
    let verification = statement.verification.as_ref()?;
    let sentence = page.sentence(&verification.words);
    let text = if sentence.is_empty() { &verification.words.text } else { sentence };
    Some(Line {
        label: verification.status.as_str().to_owned(),
        depth: 1,
        extract: Some(Extract::of(text.to_owned())),
        says: vec![Speaker { outlet: page.reading.report.outlet.clone(), ..Speaker::default() }],
        day: page.day(),
        evidence: vec![page.evidence(&statement.id, &verification.words)],
        ..Line::default()
    })
}

/// Who did not comment, where nothing tells on which claim.
fn silent_alone<'a>(
    selection: &Selection<'a>,
    told: &Told<'a>,
    answered: &BTreeSet<usize>,
) -> Option<Group> {
    let mut lines: Vec<Line> = told
        .sayings
        .iter()
        .enumerate()
        .filter(|(at, saying)| SILENT.contains(&saying.act) && !answered.contains(at))
        .map(|(_, saying)| told.line(selection, saying))
        .collect();
    lines.sort_by_cached_key(Line::weight);
    (!lines.is_empty()).then(|| Group { heading: "no comment, no answer".to_owned(), lines })
}

fn conflict_group<'a>(
    selection: &Selection<'a>,
    figures: &Figures<'a>,
    conflicts: &[Conflict],
    conflict: &Conflict,
) -> Group {
    let lines: Vec<Line> =
        conflict.figures.iter().map(|at| figures.line(selection, conflicts, *at)).collect();
    Group { heading: "told in two ways".to_owned(), lines }
}
