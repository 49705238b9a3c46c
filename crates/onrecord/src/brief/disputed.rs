//! Disputed, denied, not verified: each claim with everybody who says, denies, confirms or will not speak of it.

use onrecord_model::{Act, Statement};

use super::conflicts::Conflict;
use super::figures::Figures;
use super::selection::Selection;
use super::statements::{Saying, Told};
use super::{Extract, Group, Line, Mark, Section, SectionKind, Speaker, extract};

/// Acts by which somebody leaves a matter open.
const SILENT: [Act; 3] = [Act::NoComment, Act::NonAnswer, Act::Unreachable];

/// Claims with answers first, then conflicting figures, then what is not verified, then who did not comment on what else.
pub(super) fn section<'a>(
    selection: &Selection<'a>,
    told: &Told<'a>,
    figures: &Figures<'a>,
    conflicts: &[Conflict],
) -> Section {
    let mut claims: Vec<Group> = Vec::new();
    for saying in told.sayings.iter().filter(|saying| is_disputed(told, saying)) {
        let group = claim(selection, told, saying);
        match claims.iter_mut().find(|known| is_one_claim(known, &group)) {
            Some(known) => add(known, group),
            None => claims.push(group),
        }
    }
    claims.extend(denials_alone(selection, told));
    claims.sort_by_cached_key(|group| {
        let first = group.lines.first();
        let denied = group.lines.iter().any(|line| line.marks.contains(&Mark::Contradicted));
        let reports = group.lines.iter().map(Line::reports).max();
        let latest = group.lines.iter().filter_map(|line| line.day.clone()).max();
        (!denied, std::cmp::Reverse((reports, latest)), first.map(Line::weight))
    });
    let told_twice =
        conflicts.iter().map(|conflict| conflict_group(selection, figures, conflicts, conflict));
    let silent = silent_alone(selection, told);
    let (denied, unverified): (Vec<Group>, Vec<Group>) = claims
        .into_iter()
        .partition(|g| g.lines.iter().any(|line| line.marks.contains(&Mark::Contradicted)));
    Section::new(
        SectionKind::Disputed,
        denied.into_iter().chain(told_twice).chain(unverified).chain(silent),
    )
}

/// Is it answered by anything but a confirmation, or not verified?
fn is_disputed(told: &Told<'_>, saying: &Saying<'_>) -> bool {
    let answers = saying.answers.iter().filter_map(|at| told.sayings.get(*at));
    saying.unverified.is_some()
        || answers.into_iter().any(|answer| answer.act == Act::Deny || SILENT.contains(&answer.act))
}

fn claim<'a>(selection: &Selection<'a>, told: &Told<'a>, saying: &Saying<'a>) -> Group {
    let mut heading = told.line(selection, saying);
    heading.label = "claim".to_owned();
    let mut lines = vec![heading];
    let mut answers: Vec<Line> = saying
        .answers
        .iter()
        .filter_map(|at| told.sayings.get(*at))
        .map(|answer| told.line(selection, answer))
        .collect();
    answers.sort_by_cached_key(|line| (line.label != act(Act::Deny), line.weight()));
    lines.append(&mut answers);
    lines.extend(
        saying.unverified.and_then(|(at, statement)| not_verified(selection, at, statement)),
    );
    for line in lines.iter_mut().skip(1) {
        line.depth = 1;
    }
    Group { heading: String::new(), lines }
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
        first.says.extend(line.says);
        first.evidence.extend(line.evidence);
        line.marks.into_iter().for_each(|mark| first.mark(mark));
        if !first.says.iter().all(Speaker::is_unnamed) {
            first.marks.retain(|mark| *mark != Mark::Unnamed);
        }
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

/// Denials of something that no statement of the same report says.
fn denials_alone<'a>(selection: &Selection<'a>, told: &Told<'a>) -> Vec<Group> {
    told.sayings
        .iter()
        .enumerate()
        .filter(|(at, saying)| saying.act == Act::Deny && !told.is_answer(*at))
        .map(|(_, saying)| {
            let mut line = told.line(selection, saying);
            line.mark(Mark::Contradicted);
            Group { heading: String::new(), lines: vec![line] }
        })
        .collect()
}

/// Who did not comment, where nothing tells on which claim.
fn silent_alone<'a>(selection: &Selection<'a>, told: &Told<'a>) -> Option<Group> {
    let mut lines: Vec<Line> = told
        .sayings
        .iter()
        .enumerate()
        .filter(|(at, saying)| SILENT.contains(&saying.act) && !told.is_answer(*at))
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
