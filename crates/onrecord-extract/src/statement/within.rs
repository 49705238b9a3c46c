//! Voices inside the words of others that the reader, which tags no statement inside a statement, passes over: "what the ministry said about
//! the leak", and what nobody in particular is given as holding ("The army said two men had been confirmed dead").

use onrecord_model::{Act, Document, Relation, Statement, TokenRange, Upos};
use onrecord_rules::{CueKind, Rules};

use super::embedded::taken;
use super::{Draft, act, relay, trespass};

/// Adds them where their verb is nobody's cue.
pub(super) fn add(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    for verb in 0..doc.tokens.len() {
        if doc.tokens.get(verb).is_none_or(|t| t.upos != Upos::Verb) {
            continue;
        }
        let cue = TokenRange::new(verb, verb + 1);
        let found = what_was_said(doc, rules, drafts, cue)
            .or_else(|| held_by_nobody(doc, rules, drafts, cue));
        if let Some(found) = found.filter(|_| !taken(drafts, cue)) {
            drafts.push(found);
        }
    }
}

/// The stretch of somebody's words that a cue stands in, and whose they are.
fn around(drafts: &[Draft], cue: TokenRange) -> Option<(&Draft, TokenRange)> {
    drafts.iter().filter(|d| !d.statement.chain.is_empty()).find_map(|draft| {
        let piece = draft.content.iter().find(|piece| piece.covers(cue))?;
        Some((draft, *piece))
    })
}

/// "Rejected what [the ministry] said [about the leak]": said by the ministry, and handed on by whoever speaks of it.
fn what_was_said(
    doc: &Document,
    rules: &Rules,
    drafts: &[Draft],
    cue: TokenRange,
) -> Option<Draft> {
    let verb = cue.start as usize;
    if !matches!(&*doc.token_text(verb + 1).to_lowercase(), "about" | "on" | "of") {
        return None;
    }
    rules.cues.find(doc, cue).filter(|found| found.cue.kind == CueKind::Speech)?;
    let subject = doc.child(verb, Relation::Nsubj)?;
    let start = doc.subtree(subject).start.checked_sub(1)? as usize;
    let what = doc.token_text(start).eq_ignore_ascii_case("what");
    let noun = doc.tokens.get(subject).is_some_and(|t| t.upos != Upos::Pron);
    let object = doc
        .children(verb)
        .find(|&i| doc.tokens.get(i).is_some_and(|t| i > verb && t.relation == Relation::Obl))?;
    let rest = TokenRange { start: cue.end, end: doc.subtree(object).end };
    let mut draft =
        (what && noun && rest.len() > 1).then(|| trespass::told(doc, rules, cue, rest))??;
    if let Some((outer, _)) = around(drafts, cue) {
        let own = std::mem::take(&mut draft.statement.chain);
        draft.statement.chain = outer.statement.chain.iter().cloned().chain(own).collect();
    }
    draft.statement.made_by = "rule:what-was-said".to_owned();
    Some(draft)
}

/// "[Two men] had been confirmed [dead]", "gas believed [to be old]" inside somebody's words: that somebody else confirms or believes it is
/// told, and not who.
fn held_by_nobody(
    doc: &Document,
    rules: &Rules,
    drafts: &[Draft],
    cue: TokenRange,
) -> Option<Draft> {
    let verb = cue.start as usize;
    if !rules.people.holding.contains(doc.lemma(verb)) {
        return None;
    }
    let (_, piece) = around(drafts, cue)?;
    let complement = doc.children(verb).find(|&i| {
        let clause = |t: &onrecord_model::Token| {
            matches!(t.relation, Relation::Xcomp | Relation::Ccomp) && i > verb
        };
        doc.tokens.get(i).is_some_and(clause)
    })?;
    let raised = doc.token_text(verb + 1).eq_ignore_ascii_case("to")
        && matches!(doc.lemma(verb + 2), "be" | "have");
    let found = rules.cues.find(doc, cue);
    let frames = found.is_none_or(|found| found.cue.act == Act::Assert);
    let tells = match doc.child(verb, Relation::AuxPass) {
        Some(_) => raised || !frames,
        None => raised && is_participle(doc, verb),
    };
    let end = doc.subtree(complement).end.min(piece.end);
    let agent = relay::by(doc, verb + 1, end as usize).is_some();
    if !tells || agent || end <= cue.end {
        return None;
    }
    let mut content = vec![subject(doc, verb, piece)?];
    content.push(TokenRange { start: cue.end, end });
    let read = act::read(doc, rules, Some(cue), found, &content);
    if read.act == Act::NoComment {
        return None;
    }
    let made_by = "rule:held-by-nobody".to_owned();
    let statement = Statement { made_by, ..read.statement(doc, cue, &content) };
    let sentence = doc.tokens.get(verb).map_or(0, |t| t.sentence);
    Some(Draft { statement, source: None, cue: Some(cue), content, sentence })
}

/// "Gas believed to be old": a participle without an auxiliary. Whoever believes something to be old has that between the verb and "to be".
fn is_participle(doc: &Document, verb: usize) -> bool {
    let text = doc.token_text(verb);
    doc.child(verb, Relation::Aux).is_none()
        && !text.ends_with("ing")
        && !text.eq_ignore_ascii_case(doc.lemma(verb))
}

/// Of whom it is held: the subject, or the noun that a participle follows.
fn subject(doc: &Document, verb: usize, piece: TokenRange) -> Option<TokenRange> {
    let passive = doc.child(verb, Relation::NsubjPass).map(|i| doc.subtree(i));
    // "Dozens were feared trapped", where a parse hangs the dozens elsewhere.
    let auxiliary = doc.child(verb, Relation::AuxPass);
    let before = || {
        let noun = auxiliary.unwrap_or(verb).checked_sub(1)?;
        doc.tokens.get(noun).filter(|t| matches!(t.upos, Upos::Noun | Upos::Propn | Upos::Num))?;
        Some(TokenRange { end: noun as u32 + 1, ..doc.noun_phrase(noun) })
    };
    passive
        .or_else(before)
        .filter(|found| piece.covers(*found) && found.end as usize <= verb && !found.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bare;
    use onrecord_model::Link;

    /// Words of `text` where a parse hangs each `word` on a `head` in a `relation`; "the army" says what stands from word 3 on.
    fn found(text: &str, tree: &[(&str, &str, Relation)]) -> Vec<(String, String)> {
        let mut doc = bare::document(text);
        let at =
            |doc: &Document, word: &str| (0..doc.tokens.len()).find(|&i| doc.token_text(i) == word);
        for (word, head, relation) in tree {
            let (word, head) = (at(&doc, word).unwrap(), at(&doc, head).unwrap());
            doc.tokens[head].upos = Upos::Verb;
            doc.tokens[word].head = head as u32;
            doc.tokens[word].relation = *relation;
        }
        let words = TokenRange::new(3, doc.tokens.len() - 1);
        let outer = Draft {
            statement: Statement {
                chain: vec![Link { name: "army".into(), ..Link::default() }],
                ..Statement::default()
            },
            source: Some(TokenRange::new(0, 2)),
            cue: Some(TokenRange::new(2, 3)),
            content: vec![words],
            sentence: 0,
        };
        let mut drafts = vec![outer];
        add(&doc, Rules::embedded().unwrap(), &mut drafts);
        let told = |d: &Draft| {
            let chain: Vec<&str> = d.statement.chain.iter().map(|l| l.name.as_str()).collect();
            let said: Vec<&str> = d.statement.content.iter().map(|c| c.text.as_str()).collect();
            (chain.join(" < "), said.join(" | "))
        };
        drafts.iter().skip(1).map(told).collect()
    }

    #[test]
    fn what_nobody_in_particular_holds() {
        let tree = [
            ("men", "confirmed", Relation::NsubjPass),
            ("been", "confirmed", Relation::AuxPass),
            ("dead", "confirmed", Relation::Xcomp),
        ];
        let held = (String::new(), "men | dead".to_owned());
        assert_eq!(found("The army said men had been confirmed dead.", &tree), [held]);
    }

    #[test]
    fn what_somebody_holds_is_left_alone() {
        let tree = [
            ("men", "confirmed", Relation::NsubjPass),
            ("been", "confirmed", Relation::AuxPass),
            ("dead", "confirmed", Relation::Xcomp),
        ];
        let by = "The army said men had been confirmed by doctors dead.";
        assert!(found(by, &tree).is_empty());
        let seems = [("men", "seemed", Relation::Nsubj), ("lost", "seemed", Relation::Xcomp)];
        assert!(found("The army said men had seemed to be lost.", &seems).is_empty());
    }

    #[test]
    fn what_a_body_said_about_something() {
        let tree = [("union", "announced", Relation::Nsubj), ("leak", "announced", Relation::Obl)];
        let said = ("army < union".to_owned(), "about a leak".to_owned());
        assert_eq!(found("The army rejected what union announced about a leak.", &tree), [said]);
    }
}
