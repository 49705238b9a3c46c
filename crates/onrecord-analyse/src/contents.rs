//! Contents that the tagger cut short: an article alone, the latter half of a pair of brackets, a tail that hangs on nothing.

use onrecord_model::{Attribution, Document, TokenRange, Upos};

/// A tail stands at most so many words behind the content that it belongs to.
const GAP: u32 = 12;

/// How many nouns a phrase is climbed up.
const HIGHEST: usize = 12;

/// Gives contents the words that belong to them; no content takes in a word of its own source or cue.
pub(crate) fn mend(doc: &mut Document) {
    let mut all = std::mem::take(&mut doc.attributions);
    adopt(doc, &mut all);
    for attribution in &mut all {
        let told: Vec<TokenRange> =
            attribution.source.iter().chain(&attribution.cue).copied().collect();
        for content in &mut attribution.content {
            let whole = phrase(doc, *content).or_else(|| bracketed(doc, *content, &told));
            let free = |whole: &TokenRange| !told.iter().any(|range| range.touches(*whole));
            *content = whole.filter(free).unwrap_or(*content);
        }
    }
    doc.attributions = all;
}

/// "issued *a* hurricane warning": the phrase that an article opens.
fn phrase(doc: &Document, content: TokenRange) -> Option<TokenRange> {
    let article = doc.tokens.get(content.start as usize)?;
    let noun = article.head as usize;
    if content.len() != 1 || article.upos != Upos::Det || noun <= content.start as usize {
        return None;
    }
    let whole = doc.noun_phrase(noun);
    whole.contains(content.start as usize).then_some(TokenRange { end: whole.end, ..content })
}

/// "Nine of the Tarn Guard (*TG) were hurt*": from the beginning of the phrase, where a bracket is closed that was not opened.
fn bracketed(doc: &Document, content: TokenRange, told: &[TokenRange]) -> Option<TokenRange> {
    let first_bracket = content.range().find(|&i| matches!(doc.token_text(i), "(" | ")"))?;
    if doc.token_text(first_bracket) != ")" {
        return None;
    }
    let sentence = doc.sentence_of(first_bracket);
    let before = sentence.start as usize..content.start as usize;
    let open = before.rev().find(|&i| doc.token_text(i) == "(")?;
    let ends = |i: &usize| {
        matches!(doc.token_text(*i), "," | ";" | ":" | ")" | "“" | "\"")
            || told.iter().any(|range| range.contains(*i))
    };
    let clause = (sentence.start as usize..open).rev().take_while(|i| !ends(i)).last()?;
    let noun = carrier(doc, open.checked_sub(1)?);
    let start = (doc.subtree(noun).start as usize).max(clause);
    // No number loses its first word ("thirty one").
    let number = |i: &usize| {
        let spelt = doc.token_text(*i).starts_with(char::is_alphabetic);
        spelt && doc.tokens.get(*i).is_some_and(|t| t.upos == Upos::Num)
    };
    let start = (clause..start).rev().take_while(number).last().unwrap_or(start);
    Some(TokenRange { start: start as u32, ..content })
}

/// The noun at the top of the phrase that a noun stands in.
fn carrier(doc: &Document, noun: usize) -> usize {
    let nominal = |at: &usize| {
        let upos = doc.tokens.get(*at).map(|t| t.upos);
        matches!(upos, Some(Upos::Noun | Upos::Propn | Upos::Num))
    };
    doc.upward(noun).skip(1).take(HIGHEST).take_while(nominal).last().unwrap_or(noun)
}

/// "warned of floods, with up to 30 inches (76 cm) *of rain in the north*": a content without a cue that opens with a preposition
/// goes on with the one that ends shortly before it in the sentence.
fn adopt(doc: &Document, all: &mut Vec<Attribution>) {
    let is_tail = |attribution: &Attribution| {
        let bare = attribution.cue.is_empty();
        let opens = attribution.content.first().and_then(|c| doc.tokens.get(c.start as usize));
        bare && attribution.content.len() == 1
            && opens.is_some_and(|t| t.upos == Upos::Adp && !t.quoted)
    };
    let (tails, mut rest): (Vec<Attribution>, Vec<Attribution>) =
        std::mem::take(all).into_iter().partition(is_tail);
    let told: Vec<u32> = rest
        .iter()
        .filter(|a| !a.cue.is_empty())
        .flat_map(|a| a.source.iter().chain(&a.cue).map(|told| told.start))
        .collect();
    for tail in tails {
        let Some(range) = tail.content.first().copied() else { continue };
        let sentence = doc.sentence_of(range.start as usize);
        let near = |content: &&mut TokenRange| {
            let gap = range.start.checked_sub(content.end);
            content.start >= sentence.start && gap.is_some_and(|gap| gap <= GAP)
        };
        let clear = |content: &&mut TokenRange| {
            !told.iter().any(|at| (content.end..range.start).contains(at))
        };
        let mut contents =
            rest.iter_mut().filter(|a| !a.cue.is_empty()).flat_map(|a| &mut a.content);
        match contents.find(|content| near(content) && clear(content)) {
            Some(content) => content.end = range.end,
            None => rest.push(tail),
        }
    }
    rest.sort_by_key(crate::links::first_token);
    *all = rest;
}

#[cfg(test)]
mod tests {
    use onrecord_model::Report;
    use onrecord_rules::Rules;

    use super::*;
    use crate::Analyser;

    /// The contents of `text` where `tagged` were: what the reader tagged is set aside.
    fn mended(text: &str, cue: &str, tagged: &[(&str, bool)]) -> Vec<String> {
        let report = Report { text: text.into(), ..Report::default() };
        let mut doc = Analyser::embedded().unwrap().tag(&report, Rules::embedded().unwrap());
        let range = |words: &str| {
            let count = doc.tokens.len();
            let all = (0..count).flat_map(|s| (s + 1..=count).map(move |e| TokenRange::new(s, e)));
            all.into_iter().find(|r| doc.text_of(*r) == words).unwrap()
        };
        let attribution = |(words, told): &(&str, bool)| Attribution {
            cue: told.then(|| range(cue)).into_iter().collect(),
            content: vec![range(words)],
            ..Attribution::default()
        };
        doc.attributions = tagged.iter().map(attribution).collect();
        mend(&mut doc);
        let contents = doc.attributions.iter().flat_map(|a| &a.content);
        contents.map(|c| doc.text_of(*c).to_owned()).collect()
    }

    #[test]
    fn an_article_brings_its_phrase() {
        let text = "The office issued a storm warning.";
        assert_eq!(mended(text, "issued", &[("a", true)]), ["a storm warning"]);
        assert_eq!(mended(text, "issued", &[("a storm", true)]), ["a storm"]);
    }

    #[test]
    fn a_closed_bracket_brings_what_it_was_opened_behind() {
        let text = "On Monday, nine of the Tarn Guard (TG) were hurt, the army said.";
        let cut = [("TG) were hurt", true)];
        assert_eq!(mended(text, "said", &cut), ["nine of the Tarn Guard (TG) were hurt"]);
        let whole = [("Guard (TG) were hurt", true)];
        assert_eq!(mended(text, "said", &whole), ["Guard (TG) were hurt"]);
    }

    #[test]
    fn a_tail_goes_on_with_the_content_before_it() {
        let text = "The office warned of floods, with 30 inches of rain in the north. In the south it was dry.";
        let cut = [("of floods", true), ("of rain in the north", false)];
        assert_eq!(
            mended(text, "warned", &cut),
            ["of floods, with 30 inches of rain in the north"]
        );
        let apart = [("of floods", true), ("In the south it was dry", false)];
        assert_eq!(mended(text, "warned", &apart), ["of floods", "In the south it was dry"]);
    }
}
