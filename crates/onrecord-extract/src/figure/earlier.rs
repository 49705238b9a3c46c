//! Numbers that stood before: 84 in "lowered its toll from 84 to 79", 29 in "27, not 29 as first reported".

use super::Draft;
use super::words::LowerWords;

/// The draft that took the place of an earlier value: of the same measure, the nearest in its sentence, else in the one before.
/// `None` for what is no earlier value, or where the report does not give what came after.
pub(super) fn taken_by(words: &LowerWords<'_>, drafts: &[Draft], at: usize) -> Option<usize> {
    let own = drafts.get(at).filter(|draft| draft.quantity.is_earlier)?;
    let here = own.quantity.number.start as usize;
    let sentence = words.sentence(here);
    let fits = |draft: &Draft| {
        let start = draft.quantity.number.start as usize;
        let same = draft.measured.name == own.measured.name;
        let near = words.sentence(start).end >= sentence.start && start < sentence.end as usize;
        same && near && !draft.quantity.is_earlier && draft.whole.is_none()
    };
    let others = drafts.iter().enumerate().filter(|(_, draft)| fits(draft));
    let nearest = others.min_by_key(|(_, draft)| {
        let start = draft.quantity.number.start as usize;
        (!sentence.contains(start), start.abs_diff(here))
    });
    nearest.map(|(at, _)| at)
}
