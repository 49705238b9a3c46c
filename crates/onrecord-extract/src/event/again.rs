//! One event told several times in one report is one.

use onrecord_model::Upos;
use onrecord_rules::SmallWords;

use super::Draft;
use super::participants::DraftParticipant;
use super::syntax::Syntax;

/// The number of an earlier draft that tells the same event as `draft`: of one type, as far come, with no other day,
/// place or cast. Where a day or somebody is told twice and differs, there are two events; "the attack" takes one up.
pub(crate) fn earlier(
    syntax: &Syntax<'_>,
    small: &SmallWords,
    drafts: &[Draft<'_>],
    draft: &Draft<'_>,
) -> Option<usize> {
    if has_beside(syntax, &small.others, draft) || has_beside(syntax, &small.indefinite, draft) {
        return None;
    }
    let definite = has_beside(syntax, &small.pointing, draft);
    // "The air strike killed nine": what the one did is the other.
    let doing = |other: &Draft<'_>| {
        agrees(&other.status, &draft.status)
            && draft.participants.iter().any(|p| p.head == other.trigger.head)
    };
    let told_again = |other: &Draft<'_>| {
        (agrees(&other.status, &draft.status)
                || definite && other.status == "planned" && draft.status == "called_off")
            // "shelled the town for the attack": what hangs on another event is another.
            && !syntax.doc.hangs_on(draft.trigger.head, other.trigger.head)
            && !is_of_another_time(other, draft)
            && (definite || !of_other_modes(other, draft))
            && no_other_cast(syntax, other, draft)
            && (definite || !strangers(syntax, other, draft))
            && (definite
                || fits(&other.when.day, &draft.when.day) && fits(&place(other), &place(draft)))
    };
    let same = |other: &Draft<'_>| {
        other.again.is_none() && other.kind == draft.kind && (doing(other) || told_again(other))
    };
    let from = drafts.len().saturating_sub(LOOK_BACK);
    drafts.get(from..)?.iter().rposition(same).map(|at| from + at)
}

/// How many events back one is looked for: more than a long report has.
const LOOK_BACK: usize = 300;

fn place<'a>(draft: &'a Draft<'_>) -> Option<&'a str> {
    draft.place.as_ref().map(|place| place.name.as_str())
}

/// Does one of `words` stand beside its noun ("the attack", "another attack")?
fn has_beside(syntax: &Syntax<'_>, words: &onrecord_rules::WordSet, draft: &Draft<'_>) -> bool {
    let head = draft.trigger.head;
    let beside = |child: usize| words.contains(syntax.words.word(child));
    !syntax.is_verb(head) && syntax.children(head).any(beside)
}

/// "An outbreak in 1995" is not the one that goes on.
fn is_of_another_time(first: &Draft<'_>, second: &Draft<'_>) -> bool {
    let lasts = |draft: &Draft<'_>| draft.status == "ongoing" && !draft.when.is_past();
    first.when.is_past() && lasts(second) || lasts(first) && second.when.is_past()
}

/// "Fighting went on. Shelling killed three": each by its own word tells of means of its own.
fn of_other_modes(first: &Draft<'_>, second: &Draft<'_>) -> bool {
    let mode = |draft: &Draft<'_>| {
        let own = draft.trigger.found.sense.plover.as_deref()?;
        own.split_once('/').map(|(_, mode)| mode.to_owned())
    };
    matches!((mode(first), mode(second)), (Some(one), Some(other)) if one != other)
}

fn agrees(first: &str, second: &str) -> bool {
    let real = |s: &str| matches!(s, "happened" | "ongoing");
    first == second || real(first) && real(second)
}

/// Neither is told, or both are the same.
fn fits<T: PartialEq>(first: &Option<T>, second: &Option<T>) -> bool {
    match (first, second) {
        (Some(first), Some(second)) => first == second,
        _ => true,
    }
}

/// Does a verb tell of a cast of its own, nobody of whom stands with the other ("Rebels attacked the port" beside "the killing of
/// a student")?
fn strangers(syntax: &Syntax<'_>, first: &Draft<'_>, second: &Draft<'_>) -> bool {
    let acted = |draft: &Draft<'_>| !draft.participants.is_empty();
    syntax.is_verb(second.trigger.head)
        && acted(first)
        && acted(second)
        && !second
            .participants
            .iter()
            .any(|p| first.participants.iter().any(|o| is_same(syntax, p, o)))
}

/// No two of one role with different names.
fn no_other_cast(syntax: &Syntax<'_>, first: &Draft<'_>, second: &Draft<'_>) -> bool {
    second.participants.iter().all(|p| {
        let mut rivals = first.participants.iter().filter(|o| o.role == p.role).peekable();
        rivals.peek().is_none() || rivals.any(|o| is_same(syntax, p, o))
    })
}

/// One entity, one word, or somebody whom a pronoun stands for.
fn is_same(syntax: &Syntax<'_>, one: &DraftParticipant, other: &DraftParticipant) -> bool {
    let pronoun = |p: &DraftParticipant| syntax.upos(p.head) == Upos::Pron;
    one.entity.is_some() && one.entity == other.entity
        || syntax.lemma(one.head).eq_ignore_ascii_case(syntax.lemma(other.head))
        || pronoun(one)
        || pronoun(other)
}
