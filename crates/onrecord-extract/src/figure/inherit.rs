//! What a figure takes from the one beside it: a part from its whole, the count before from the count that it was replaced by.

use onrecord_model::{Figure, Voice};

use super::Draft;

/// So many code points behind its whole a part may begin that is told in one breath with it (", including at least ").
const BESIDE: u32 = 24;

/// Does `one` stand right behind `other`?
fn is_behind(one: &Figure, other: &Figure) -> bool {
    one.words.start.checked_sub(other.words.end).is_some_and(|away| away <= BESIDE)
}

/// "63 have died, up from 28": whoever gives the new number gives the one before.
pub(super) fn from_newer(figures: &mut [Figure], drafts: &[Draft]) {
    for number in 1..figures.len() {
        let is_earlier = drafts.get(number).is_some_and(|draft| draft.quantity.is_earlier);
        let Some([new, old]) = figures.get_mut(number - 1..=number).filter(|_| is_earlier) else {
            continue;
        };
        if is_behind(old, new) && old.measure == new.measure && old.voice == Voice::Report {
            old.voice = new.voice.clone();
        }
    }
}

/// A part takes what its whole says and it does not.
pub(super) fn from_whole(figures: &mut [Figure], wholes: &[Option<usize>]) {
    for (number, whole) in wholes.iter().enumerate() {
        let Some(whole) = whole.and_then(|whole| figures.get(whole)).cloned() else { continue };
        let Some(part) = figures.get_mut(number) else { continue };
        // "gave a toll of 44, including nine children": whoever gives the whole gives the part behind it.
        if is_behind(part, &whole) && part.voice == Voice::Report {
            part.voice = whole.voice.clone();
        }
        if part.measure == whole.measure {
            part.as_of = part.as_of.take().or(whole.as_of);
            part.since = part.since.take().or(whole.since);
            part.window = part.window.take().or(whole.window);
            part.place = part.place.take().or(whole.place);
            part.actor = part.actor.take().or(whole.actor);
        }
    }
}
