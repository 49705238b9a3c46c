//! Subjects that the tree left elsewhere: in "officials say Ada Okoro and Bo Lind were killed" the names may hang on "say" as its
//! object, and in "after four guards were shot" on "shot" as an oblique; a finite verb has a subject, and it stands before
//! its auxiliary.

use onrecord_model::{Document, Relation, Upos};

/// Words of a sentence at most: a longer one is no sentence, and every verb would look through all of it.
const LONGEST: usize = 200;

/// How many nouns a phrase may be climbed up.
const HIGHEST: usize = 12;

/// Hangs on every verb that has an auxiliary and no subject the noun phrase right before the auxiliary.
pub(crate) fn give(doc: &mut Document) {
    let short = doc.sentences.iter().filter(|sentence| sentence.len() <= LONGEST);
    let verbs: Vec<usize> = short.flat_map(|sentence| sentence.range()).collect();
    for verb in verbs {
        let Some((subject, passive)) = missing(doc, verb) else { continue };
        let prepositions: Vec<usize> = doc
            .children(subject)
            .filter(|&c| doc.tokens.get(c).is_some_and(|t| t.relation == Relation::Case))
            .collect();
        for preposition in prepositions {
            // "after" brings the clause, not the noun.
            hang(doc, preposition, verb, Relation::Mark);
        }
        let joint = doc.child(verb, Relation::Cc).filter(|&cc| subject < cc && cc < verb);
        if let Some(joint) = joint {
            hang(doc, joint, subject, Relation::Cc);
            let head = doc.tokens.get(subject).map_or(subject, |t| t.head as usize);
            hang(doc, verb, head, Relation::Advcl);
        }
        let relation = if passive { Relation::NsubjPass } else { Relation::Nsubj };
        hang(doc, subject, verb, relation);
    }
}

fn hang(doc: &mut Document, word: usize, head: usize, relation: Relation) {
    if let Some(token) = doc.tokens.get_mut(word) {
        (token.head, token.relation) = (head as u32, relation);
    }
}

/// The subject that `verb` lacks, and whether it is a passive one.
fn missing(doc: &Document, verb: usize) -> Option<(usize, bool)> {
    let token = doc.tokens.get(verb).filter(|t| t.upos == Upos::Verb)?;
    let relation = |at: usize| doc.tokens.get(at).map(|t| t.relation);
    let clause = matches!(
        token.relation,
        Relation::Root | Relation::Ccomp | Relation::Advcl | Relation::Parataxis | Relation::Conj
    );
    if !clause {
        return None;
    }
    let has = |wanted: &[Relation]| {
        doc.children(verb).find(|&c| relation(c).is_some_and(|r| wanted.contains(&r)))
    };
    if has(&[Relation::Nsubj, Relation::NsubjPass, Relation::Csubj, Relation::Expl]).is_some() {
        return None;
    }
    let auxiliary = has(&[Relation::Aux, Relation::AuxPass]).filter(|&a| a < verb)?;
    let sentence = doc.sentence_of(verb);
    let last = auxiliary.checked_sub(1).filter(|&at| sentence.contains(at))?;
    let subject = top(doc, last, auxiliary)?;
    let head = doc.tokens.get(subject)?.head as usize;
    let bearer = doc.tokens.get(head)?;
    // "was chased, and on Monday was shot": what joins the verb to the one before stands before the phrase.
    let first = doc.subtree(subject).start as usize;
    if token.relation == Relation::Conj && has(&[Relation::Cc]).is_none_or(|cc| cc < first) {
        return None;
    }
    let left = match bearer.upos {
        Upos::Verb if head == verb => {
            matches!(relation(subject)?, Relation::Obl | Relation::OblUnmarked | Relation::OblAgent)
        }
        // "officials say X were killed": an object of the verb that the clause belongs to; "investigating after X and Y were
        // shot": an oblique of the verb that the clause was joined to.
        Upos::Verb => {
            head < subject
                && token.head as usize == head
                && match token.relation {
                    Relation::Ccomp => relation(subject) == Some(Relation::Obj),
                    Relation::Conj => {
                        matches!(relation(subject)?, Relation::Obj | Relation::Obl)
                    }
                    _ => false,
                }
        }
        _ => false,
    };
    left.then_some((subject, has(&[Relation::AuxPass]).is_some()))
}

/// The highest noun of the phrase that ends at `last`, all of it before `end`.
fn top(doc: &Document, last: usize, end: usize) -> Option<usize> {
    let nominal = |at: usize| {
        doc.tokens.get(at).is_some_and(|t| {
            matches!(t.upos, Upos::Noun | Upos::Propn | Upos::Num | Upos::Adj | Upos::Pron)
        })
    };
    let mut at = Some(last).filter(|&at| nominal(at))?;
    for _ in 0..HIGHEST {
        let head = doc.tokens.get(at)?.head as usize;
        if head == at || head >= end || !nominal(head) {
            return Some(at);
        }
        at = head;
    }
    None
}

#[cfg(test)]
mod tests {
    use onrecord_model::{Report, Span, Token, TokenRange};

    use super::*;

    /// Words with part of speech, head and relation.
    fn doc(words: &[(&str, Upos, u32, Relation)]) -> Document {
        let text = words.iter().map(|w| w.0).collect::<Vec<_>>().join(" ");
        let mut from = 0;
        let tokens: Vec<Token> = words
            .iter()
            .map(|&(word, upos, head, relation)| {
                let span = Span::of(&text, from, from + word.len()).unwrap();
                from += word.len() + 1;
                Token { span, upos, head, relation, ..Token::default() }
            })
            .collect();
        let sentences = vec![TokenRange::new(0, tokens.len())];
        let report = Report { text, ..Report::default() };
        Document { report, tokens, sentences, ..Document::default() }
    }

    fn subjects(mut doc: Document) -> Vec<(usize, u32)> {
        give(&mut doc);
        let subject = |t: &Token| matches!(t.relation, Relation::Nsubj | Relation::NsubjPass);
        let found = doc.tokens.iter().enumerate().filter(|(_, t)| subject(t));
        found.map(|(at, t)| (at, t.head)).collect()
    }

    #[test]
    fn the_object_before_an_auxiliary_is_the_subject() {
        use Relation as R;
        let found = subjects(doc(&[
            ("Officials", Upos::Noun, 1, R::Nsubj),
            ("say", Upos::Verb, 1, R::Root),
            ("Ada", Upos::Propn, 1, R::Obj),
            ("and", Upos::Cconj, 4, R::Cc),
            ("Bo", Upos::Propn, 2, R::Conj),
            ("were", Upos::Aux, 6, R::AuxPass),
            ("killed", Upos::Verb, 1, R::Ccomp),
        ]));
        assert_eq!(found, [(0, 1), (2, 6)]);
    }

    #[test]
    fn an_oblique_right_before_an_auxiliary_is_the_subject() {
        use Relation as R;
        let found = subjects(doc(&[
            ("after", Upos::Adp, 2, R::Case),
            ("four", Upos::Num, 2, R::Nummod),
            ("guards", Upos::Noun, 4, R::OblAgent),
            ("were", Upos::Aux, 4, R::AuxPass),
            ("shot", Upos::Verb, 4, R::Advcl),
        ]));
        assert_eq!(found, [(2, 4)]);
    }

    #[test]
    fn a_verb_with_a_subject_and_one_that_shares_its_subject_are_left_alone() {
        use Relation as R;
        let with = subjects(doc(&[
            ("Ada", Upos::Propn, 4, R::NsubjPass),
            ("on", Upos::Adp, 2, R::Case),
            ("Monday", Upos::Propn, 4, R::Obl),
            ("was", Upos::Aux, 4, R::AuxPass),
            ("killed", Upos::Verb, 4, R::Root),
        ]));
        assert_eq!(with, [(0, 4)]);
        let shared = subjects(doc(&[
            ("Ada", Upos::Propn, 1, R::Nsubj),
            ("hit", Upos::Verb, 1, R::Root),
            ("Bo", Upos::Propn, 1, R::Obj),
            ("was", Upos::Aux, 4, R::AuxPass),
            ("killed", Upos::Verb, 1, R::Conj),
        ]));
        assert_eq!(shared, [(0, 1)]);
    }
}
