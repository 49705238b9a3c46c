//! "The paper quoted an official as saying ...": the official said it, through the paper.

use onrecord_model::{Attribution, Document, Relation, TokenRange, Upos, Words};
use onrecord_rules::Rules;

use super::Draft;

/// An attribution put right, and whom it came through.
#[derive(Clone, Debug)]
pub(crate) struct Relayed {
    /// With the quoted person as its source.
    pub(crate) attribution: Attribution,
    /// The one who quotes.
    pub(crate) through: TokenRange,
}

/// Reads `VERB SOMEBODY as SAYING` around the cue of `attribution`, where the tagged source is the one who quotes.
pub(crate) fn relayed(doc: &Document, rules: &Rules, attribution: &Attribution) -> Option<Relayed> {
    let through = attribution.source.first().copied()?;
    let cue = attribution.cue.first().copied()?;
    let sentence = doc.sentence_of(cue.start as usize);
    let relays = |i: &usize| {
        doc.tokens.get(*i).is_some_and(|t| rules.people.relaying.contains(t.lemma.as_ref()))
    };
    let verb =
        cue.range().chain(sentence.range()).find(relays).filter(|v| sentence.contains(*v))?;
    let saying = |i: &usize| {
        doc.token_text(*i).eq_ignore_ascii_case("as") && doc.token_text(i + 1).ends_with("ing")
    };
    let end = (verb + 2..sentence.end as usize).take(25).find(saying)?;
    let quoted = TokenRange::new(verb + 1, end);
    if through.touches(quoted) || through.start as usize > verb && through.start as usize <= end {
        return None;
    }
    let mut attribution = attribution.clone();
    for content in
        attribution.content.iter_mut().filter(|c| c.end > verb as u32 && c.start < end as u32 + 2)
    {
        content.start = content.end.min(end as u32 + 2);
    }
    attribution.content.retain(|c| !c.is_empty());
    attribution.source = vec![quoted];
    attribution.speaker = None;
    attribution.cue = vec![TokenRange::new(verb, verb + 1), TokenRange::new(end, end + 2)];
    (!attribution.content.is_empty()).then_some(Relayed { attribution, through })
}

/// "The ministry, citing hospital records, said": who cites, and what is cited, behind the source and before the cue.
pub(crate) fn cited(
    doc: &Document,
    rules: &Rules,
    source: TokenRange,
    cue: Option<TokenRange>,
    content: &[TokenRange],
) -> Option<(TokenRange, TokenRange)> {
    let cue = cue?;
    let sentence = doc.sentence_of(source.start as usize);
    let citing = |i: &usize| {
        doc.tokens.get(*i).is_some_and(|t| {
            t.upos == Upos::Verb && rules.people.relaying.contains(t.lemma.as_ref())
        }) && doc.token_text(*i).ends_with("ing")
            && (doc.token_text(i.saturating_sub(1)) == "," || cue.contains(*i))
    };
    let from = source.start as usize + 1;
    let verb = (from..sentence.end as usize).take(CITED).find(citing)?;
    // Beside the source, or behind the cue with nothing but content between: "the ministry said, citing records".
    let beside = verb <= source.end as usize + 1;
    let behind = verb >= cue.end as usize && verb <= cue.end as usize + 1;
    if !sentence.contains(cue.start as usize) || !(beside || behind || cue.contains(verb)) {
        return None;
    }
    let object = doc.child(verb, Relation::Obj).filter(|&object| object > verb)?;
    let phrase = doc.noun_phrase(object);
    let by = TokenRange { start: source.start, end: source.end.min(verb as u32) };
    let by = TokenRange {
        end: by.end - u32::from(doc.token_text((by.end as usize).saturating_sub(1)) == ","),
        ..by
    };
    let apart = phrase.start as usize > verb
        && !phrase.touches(cue)
        && !content.iter().any(|c| c.touches(phrase));
    (!by.is_empty() && apart).then_some((by, phrase))
}

/// Drops "citing hospital records" as a statement of its own where another one came through these records.
pub(crate) fn drop_cited(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    let ends = |d: &Draft| {
        d.statement.chain.last().filter(|_| d.statement.chain.len() > 1).map(|l| l.words.clone())
    };
    let cited: Vec<Words> = drafts.iter().filter_map(ends).collect();
    let citing = |d: &Draft| {
        let verb = d.cue.filter(|c| c.len() == 1).and_then(|c| doc.tokens.get(c.start as usize));
        verb.is_some_and(|t| rules.people.relaying.contains(t.lemma.as_ref()))
            && d.statement.chain.len() == 1
    };
    let told =
        |d: &Draft| d.statement.content.iter().all(|c| cited.iter().any(|words| words.touches(c)));
    drafts.retain(|d| !(citing(d) && told(d)));
}

/// No citing verb is looked for farther behind the source than this many words.
const CITED: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bare;

    /// Words of who cites and of what is cited, with `object` as the object of the word `verb`.
    fn read(text: &str, verb: &str, object: &str) -> Option<(String, String)> {
        let mut doc = bare::document(text);
        let at =
            |doc: &Document, word: &str| (0..doc.tokens.len()).find(|&i| doc.token_text(i) == word);
        let (verb, object) = (at(&doc, verb).unwrap(), at(&doc, object).unwrap());
        doc.tokens[object].head = verb as u32;
        doc.tokens[object].relation = Relation::Obj;
        let said = at(&doc, "said").unwrap();
        let cue = Some(TokenRange::new(said, said + 1));
        let found = cited(&doc, Rules::embedded().unwrap(), TokenRange::new(0, 2), cue, &[]);
        found.map(|(by, cited)| (doc.bare_words(by), doc.bare_words(cited)))
    }

    #[test]
    fn who_cites_hands_on_what_is_cited() {
        let pair = Some(("ministry".to_owned(), "records".to_owned()));
        assert_eq!(
            read("The ministry, citing records, said nine were hurt.", "citing", "records"),
            pair
        );
        assert_eq!(
            read("The ministry said, citing records, nine were hurt.", "citing", "records"),
            pair
        );
    }

    #[test]
    fn another_verb_is_left_alone() {
        assert_eq!(
            read("The ministry, mending records, said nine were hurt.", "mending", "records"),
            None
        );
        assert_eq!(
            read("The ministry said nine were hurt while citing records.", "citing", "records"),
            None
        );
    }
}
