//! What words beside a mark tie it to: a whole of which it is a part, others whom it counts along.

use onrecord_model::{Id, TokenRange, Upos};

use super::super::passage::Passage;

/// What tells that those counted are the worst off of them.
const WORST: [&str; 2] = ["badly", "in-danger"];

/// Do words right before or behind the mark make it a part?
pub(super) fn is_tied(part: &Passage<'_>) -> bool {
    let found = part.rules.verdicts.parts.find_all(part.doc, part.around);
    found.iter().any(|(phrase, range)| {
        let worst = WORST.contains(&phrase.id.as_str());
        let ahead = !worst && range.end <= part.mark.start && part.mark.start - range.end <= 2;
        let behind = range.start >= part.mark.end
            && range.start - part.mark.end <= 6
            && (phrase.id == "among-number"
                || (phrase.id == "among" && !number_between(part, part.mark.end, range.end + 2)));
        let before_all = phrase.id == "highest-in" && range.end <= part.mark.start;
        let touching = range.start >= part.mark.start
            && range.start <= part.mark.end
            && phrase.id == "of-them";
        phrase.tells && (ahead || behind || before_all || touching)
    })
}

/// "Two were critically injured", "the four in serious condition": do they count the worst off of the injured alone?
pub(super) fn is_of_the_worst(passage: &Passage<'_>) -> bool {
    let found = passage.rules.verdicts.parts.find_all(passage.doc, passage.near(0, 4));
    found.iter().any(|(phrase, range)| {
        WORST.contains(&phrase.id.as_str())
            && !number_between(passage, passage.mark.end, range.start.max(passage.mark.end))
    })
}

/// "… and an unborn child", "… and then himself": the marked ones and one more.
pub(super) fn names_one_more(part: &Passage<'_>) -> bool {
    let behind =
        TokenRange { start: part.mark.start, end: (part.mark.end + 6).min(part.around.end) };
    part.find(&part.rules.verdicts.beside, behind).is_some()
}

fn number_between(passage: &Passage<'_>, start: u32, end: u32) -> bool {
    TokenRange { start, end }
        .range()
        .any(|at| passage.doc.tokens.get(at).is_some_and(|t| t.upos == Upos::Num))
}

pub(super) fn elsewhere(passage: &Passage<'_>) -> bool {
    let found = passage.rules.verdicts.parts.find_all(passage.doc, passage.near(0, 2));
    found.iter().any(|(phrase, _)| !phrase.tells)
}

/// Did the extractor tie one mark's figure to the other's?
pub(super) fn is_subset(part: &Passage<'_>, whole: &Passage<'_>) -> bool {
    let whole_ids: Vec<_> = whole.figures().iter().map(|figure| &figure.id).collect();
    let part_ids: Vec<_> = part.figures().iter().map(|figure| &figure.id).collect();
    let ties = |ids: &[&Id], passage: &Passage<'_>| {
        passage.figures().iter().any(|f| f.subset_of.as_ref().is_some_and(|id| ids.contains(&id)))
    };
    ties(&whole_ids, part) || ties(&part_ids, whole)
}

/// "Killed and wounded": is the figure one of both?
pub(super) fn both_states(passage: &Passage<'_>) -> bool {
    passage.find(&passage.rules.verdicts.joined, passage.near(3, 5)).is_some()
}
