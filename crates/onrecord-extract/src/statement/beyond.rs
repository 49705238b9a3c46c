//! What the reader laid into a statement behind its end: what whoever speaks says next ("said it was safe and denied a report"), what
//! somebody else says behind a semicolon.

use onrecord_model::{Document, Relation, TokenRange, Upos};
use onrecord_rules::{CueKind, Rules};

use super::{Draft, trespass};

/// Ends contents where the next clause of the report begins; a clause by which somebody says something becomes a statement of its own.
pub(super) fn cut(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    let mut further = Vec::new();
    for at in 0..drafts.len() {
        let Some((end, clause)) = drafts.get(at).and_then(|draft| end(doc, rules, draft)) else {
            continue;
        };
        let taken = |d: &Draft| d.cue.is_some_and(|cue| clause.cue.touches(cue));
        let is_told = drafts.iter().any(taken);
        let Some(draft) = drafts.get_mut(at) else { continue };
        if !is_told {
            further.extend(clause.statement(doc, rules, draft));
        }
        shorten(doc, draft, end);
    }
    drafts.append(&mut further);
}

/// The clause that begins behind the end of a content.
struct Clause {
    /// The verb, which is a cue.
    cue: TokenRange,
    /// What it puts on record.
    rest: TokenRange,
    /// Does its verb share the subject of the cue before, or does somebody else speak?
    same: bool,
}

impl Clause {
    fn new(verb: usize, end: u32, same: bool) -> Clause {
        let cue = TokenRange::new(verb, verb + 1);
        Clause { cue, rest: TokenRange { start: cue.end, end }, same }
    }

    /// What the clause puts on record.
    fn statement(&self, doc: &Document, rules: &Rules, draft: &Draft) -> Option<Draft> {
        match self.same {
            true => trespass::told_by(doc, rules, draft.source?, self.cue, self.rest),
            false => trespass::told(doc, rules, self.cue, self.rest),
        }
    }
}

/// Where the content of `draft` ends, and the clause behind.
fn end(doc: &Document, rules: &Rules, draft: &Draft) -> Option<(u32, Clause)> {
    let cue = draft.cue?;
    let verb = cue.range().find(|&i| doc.tokens.get(i).is_some_and(|t| t.upos == Upos::Verb))?;
    let sentence = doc.sentence_of(verb);
    let piece = draft
        .content
        .iter()
        .find(|piece| piece.start >= cue.end && sentence.contains(piece.start as usize))?;
    let last = piece.end.min(sentence.end);
    (piece.start as usize + 1..last as usize).find_map(|at| {
        let token = doc.tokens.get(at).filter(|token| !token.quoted)?;
        let finite = matches!(token.upos, Upos::Verb | Upos::Aux);
        let beside = token.head as usize == verb || is_of_cue(doc, at, verb);
        let joined = token.relation == Relation::Conj && beside && speaks(doc, rules, at);
        let own = doc.child(at, Relation::Nsubj).or_else(|| doc.child(at, Relation::NsubjPass));
        if joined && own.is_none() {
            let or = |cc: usize| doc.token_text(cc).eq_ignore_ascii_case("or");
            let cc = doc.child(at, Relation::Cc);
            let cc = cc.filter(|&cc| cc < at && piece.contains(cc) && !or(cc))?;
            return Some((cc as u32, Clause::new(at, last, true)));
        }
        let before = doc.subtree(own?).start.checked_sub(1)?;
        let parted = doc.token_text(before as usize) == ";" && piece.contains(before as usize);
        let known = || own.is_some_and(|own| super::known_speaker(doc, rules, doc.subtree(own)));
        // "; the union put the number at 57": no verb of saying, and said all the same.
        let counts = || {
            let countings = rules.speech.countings.find_all(doc, sentence);
            countings.into_iter().any(|(_, range)| range.start as usize == at)
        };
        let speaks = || rules.cues.find(doc, TokenRange::new(at, at + 1)).is_some() || counts();
        (parted && finite && known() && speaks()).then_some((before, Clause::new(at, last, false)))
    })
}

/// "The army said it had shelled the hill and denied there were dead": a verb of saying in another tense than the one that a parse joins
/// it to goes with the cue.
fn is_of_cue(doc: &Document, at: usize, verb: usize) -> bool {
    let has_auxiliary = |at: usize| doc.child(at, Relation::Aux).is_some();
    let joined = doc.tokens.get(at).map_or(at, |token| token.head as usize);
    let told = doc
        .tokens
        .get(joined)
        .is_some_and(|token| token.relation == Relation::Ccomp && token.head as usize == verb);
    told && has_auxiliary(joined) && !has_auxiliary(at)
}

/// Is it a verb of speaking in a form of its own ("and warned"), not one that shares an auxiliary or "to" with another ("to stay and warn")?
fn speaks(doc: &Document, rules: &Rules, at: usize) -> bool {
    let inflected = doc.tokens.get(at).is_some_and(|token| {
        token.upos == Upos::Verb && !doc.token_text(at).eq_ignore_ascii_case(&token.lemma)
    });
    let found = rules.cues.find(doc, TokenRange::new(at, at + 1));
    inflected
        && !doc.token_text(at).ends_with("ing")
        && found.is_some_and(|found| found.cue.kind == CueKind::Speech)
}

/// Ends the content of `draft` before `end`.
fn shorten(doc: &Document, draft: &mut Draft, end: u32) {
    let Some(sentence) = draft.cue.map(|cue| doc.sentence_of(cue.start as usize)) else { return };
    let mut content = std::mem::take(&mut draft.content);
    for piece in content.iter_mut().filter(|piece| sentence.contains(piece.start as usize)) {
        let comma = |at: u32| at > piece.start && doc.token_text(at as usize - 1) == ",";
        let end = if comma(end) { end - 1 } else { end };
        piece.end = piece.end.min(end.max(piece.start));
    }
    content.retain(|piece| !piece.is_empty());
    draft.set_content(doc, content);
}
