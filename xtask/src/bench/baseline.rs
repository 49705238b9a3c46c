//! Attribution by regular expressions: what an afternoon without a model gets, measured beside the program.
//!
//! Four rules. Words in quotation marks belong to whoever stands by the nearest verb of saying. "SOURCE said (that) ..."
//! gives the rest of the sentence, "..., SOURCE said" what stands before, "according to SOURCE" the longer side. A quote
//! without a verb goes to the last speaker of its paragraph. The source is the nearest pronoun or capitalised name, else the
//! nearest "the ...". The word lists stand here and not in the program's data: they are part of what is measured against.

use std::io::{BufRead, Write};
use std::ops::Range;

use regex::Regex;
use serde_json::{Value, json};

/// The expressions, compiled once.
struct Patterns {
    quote: Regex,
    end: Regex,
    abbreviation: Regex,
    cue: Regex,
    skipped: Regex,
    pronoun: Regex,
    listener: Regex,
    that: Regex,
    after: Regex,
    name: Regex,
}

impl Patterns {
    fn new() -> Result<Patterns, regex::Error> {
        Ok(Patterns {
            quote: Regex::new("“[^”\n]*[”\n]|\"[^\"\n]*[\"\n]")?,
            end: Regex::new("[.!?][”\"’)]*[ \u{a0}]+|\n+")?,
            abbreviation: Regex::new(
                r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Sgt|Col|Lt|St|Jr|Sr|U\.S|a\.m|p\.m|No|vs)\.$",
            )?,
            cue: Regex::new(concat!(
                r"\b(?:said|says|say|saying|told|telling|tells|added|adds|wrote|writes|argued|argues|argue|arguing|",
                r"claimed|claims|claim|claiming|tweeted|stated|states|noted|notes|noting|suggested|suggests|insisted|",
                r"insists|warned|warns|warning|announced|explained|explains|believe|believes|believed|thinks|think|",
                r"thought|declared|acknowledged|acknowledges|admitted|admits|asked|asks|alleged|alleges|accused|",
                r"accusing|accuses|replied|responded|predicted|promised|promises|vowed|vows|denied|denies|",
                r"confirmed|contends|contended|recalled|testified|urged|urging|urges|concluded|revealed|complained|",
                r"pointed out|points out|called for|calls for|calling for|hopes|hope|hoped|fears|feared|wants|want|",
                r"wanted|expects|expected to|plans to|planned to|agreed|agrees|knows|knew|feels|felt|pledged|",
                r"pledges|decided|intends|intended|considers|considered|describes|described|criticized|criticizing|",
                r"praised|praises|touted|blamed|blames|mocked|dismissed|slammed|blasted|seeks to|sought to|found|",
                r"finds|according to|[a-z]+(?:ed|es|s) that)\b",
            ))?,
            skipped: Regex::new(concat!(
                r"^(?:also|has|had|have|later|then|recently|reportedly|previously|now|once|repeatedly|who|would|",
                r"will|is|was|are|were|been|be|to|not|did|does|do|n’t|never|still|clearly|publicly|often)$"
            ))?,
            pronoun: Regex::new(r"^(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|I|[Ww]e|[Yy]ou)$")?,
            listener: Regex::new(
                r"^ (?:(?:[A-Z][\w.’']*|the|a|her|his|him|them|me|us|reporters|supporters|voters) ?)+",
            )?,
            that: Regex::new(r"^[,:]? *(?:that )?")?,
            after: Regex::new(concat!(
                r"^ ((?:(?:[Tt]he|an?) (?:[a-z]+ )?)?(?:[A-Z][\w.’'-]*\w)(?: (?:of |de )?[A-Z][\w.’'-]*\w)*",
                r"|he|she|they)"
            ))?,
            name: Regex::new(r"^ ?((?:[Tt]he |an? |[A-Z])[^,.;:”\x22]*)")?,
        })
    }
}

/// Who, by which words, what: in bytes of the text.
struct Found {
    source: Option<Range<usize>>,
    cue: Range<usize>,
    content: Vec<Range<usize>>,
}

/// Report lines in, lines of the wire format out.
pub(crate) fn run(input: &mut dyn BufRead, out: &mut dyn Write) -> anyhow::Result<()> {
    let patterns = Patterns::new()?;
    let mut out = std::io::BufWriter::new(out);
    for line in input.lines() {
        let report: Value = serde_json::from_str(&line?)?;
        let text = report["text"].as_str().unwrap_or_default();
        let statements: Vec<Value> = patterns
            .attribute(text)
            .iter()
            .enumerate()
            .map(|(number, found)| wire(text, number, found))
            .collect();
        let line = json!({
            "onrecord": 1, "engine": "regular expression", "report": {"id": report["id"]},
            "statements": statements, "figures": [], "events": [], "times": [], "places": [],
            "entities": [], "persons": [], "talks": [], "not_said": [], "notices": []
        });
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

fn wire(text: &str, number: usize, found: &Found) -> Value {
    let words = |range: &Range<usize>| {
        let before = text.get(..range.start).map_or(0, |head| head.chars().count());
        let inside = text.get(range.clone()).unwrap_or_default();
        json!({"start": before, "end": before + inside.chars().count(), "text": inside})
    };
    let chain: Vec<Value> = found.source.iter().map(words).collect();
    let content: Vec<Value> = found.content.iter().map(words).collect();
    json!({"id": format!("st_{number}"), "chain": chain, "cue": [words(&found.cue)], "content": content})
}

impl Patterns {
    /// Every attribution the rules find.
    fn attribute(&self, text: &str) -> Vec<Found> {
        let quotes: Vec<Range<usize>> =
            self.quote.find_iter(text).map(|found| found.range()).collect();
        let mut all = Vec::new();
        let mut last: Option<(Option<Range<usize>>, Range<usize>)> = None;
        for sentence in self.sentences(text, &quotes) {
            let start_of_paragraph =
                sentence.start == 0 || text.as_bytes().get(sentence.start - 1) == Some(&b'\n');
            if start_of_paragraph && !text[sentence.clone()].starts_with(['“', '"']) {
                last = None;
            }
            if let Some(found) = self.in_sentence(text, &sentence, &quotes) {
                last = Some((found.source.clone(), found.cue.clone()));
                all.push(found);
                continue;
            }
            let quoted: Vec<Range<usize>> = quotes
                .iter()
                .filter(|quote| sentence.start <= quote.start && quote.start < sentence.end)
                .filter(|quote| text[(*quote).clone()].split(' ').count() > 3)
                .cloned()
                .collect();
            match (&last, quoted.first()) {
                (Some((source, cue)), Some(_)) => {
                    all.push(Found { source: source.clone(), cue: cue.clone(), content: quoted });
                }
                (None, Some(first)) => {
                    let source = self.subject(&text[sentence.start..first.start]);
                    let source = source.map(|s| s.start + sentence.start..s.end + sentence.start);
                    let cue = first.start..first.start;
                    all.push(Found { source, cue, content: quoted });
                }
                (_, None) => {}
            }
        }
        all
    }

    /// Sentences: they end at a stop and a space, outside quotation marks.
    fn sentences(&self, text: &str, quotes: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        let mut start = 0;
        for end in self.end.find_iter(text) {
            let at = end.start();
            let new_line = end.as_str().starts_with('\n');
            let inside = quotes.iter().any(|quote| quote.start < at && at + 3 < quote.end);
            let short =
                text.get(start..at + 1).is_some_and(|so_far| self.abbreviation.is_match(so_far));
            if !new_line && (inside || short) {
                continue;
            }
            let stop = if new_line { at } else { at + end.as_str().trim_end().len() };
            all.push(start..stop);
            start = end.end();
        }
        all.push(start..text.len());
        all.retain(|sentence| sentence.start < sentence.end);
        all
    }

    /// What one sentence attributes, if it has a cue outside its quotation marks.
    fn in_sentence(
        &self,
        text: &str,
        sentence: &Range<usize>,
        quotes: &[Range<usize>],
    ) -> Option<Found> {
        let outside = |cue: &regex::Match<'_>| {
            let at = sentence.start + cue.start();
            !quotes.iter().any(|quote| quote.start <= at && at < quote.end)
        };
        let cues = self.cue.find_iter(&text[sentence.clone()]).filter(outside);
        cues.into_iter().find_map(|cue| self.around(text, sentence, &cue))
    }

    /// Source and content on both sides of a cue of the sentence.
    fn around(&self, text: &str, sentence: &Range<usize>, cue: &regex::Match<'_>) -> Option<Found> {
        let words = &text[sentence.clone()];
        let (before, after) = (&words[..cue.start()], &words[cue.end()..]);
        let whole = |range: Range<usize>| range.start + sentence.start..range.end + sentence.start;
        let cue_range = whole(cue.range());
        if cue.as_str() == "according to" {
            let name = self.name.captures(after)?.get(1)?;
            let source = whole(cue.end() + name.start()..cue.end() + name.end());
            let content = if before.split_whitespace().count() > 2 {
                sentence.start..sentence.start + before.trim_end_matches([' ', ',']).len()
            } else {
                source.end + 1..sentence.end
            };
            return Some(Found { source: Some(source), cue: cue_range, content: vec![content] });
        }
        let closed = before.trim_end().ends_with(['”', '"', ',']);
        let inverted = self.after.captures(after).and_then(|found| found.get(1)).filter(|_| closed);
        let source = match &inverted {
            Some(name) => Some(cue.end() + name.start()..cue.end() + name.end()),
            None => self.subject(before),
        };
        let begin = source.as_ref().map_or(cue.start(), |source| source.start.min(cue.start()));
        let rest_from = self.rest(cue.as_str(), after, inverted.map(|name| name.end())) + cue.end();
        let head = words[..begin].trim_end();
        let head_speaks = head.ends_with(['”', '"', ',']) && head.split_whitespace().count() > 3;
        let tail = &words[rest_from.min(words.len())..];
        let content = if head_speaks {
            let mut parts = vec![whole(0..head.trim_end_matches(',').len())];
            if let Some(quote) = self.quote.find(tail) {
                parts.push(whole(rest_from + quote.start()..rest_from + quote.end()));
            }
            parts
        } else if tail.split_whitespace().count() > 1 {
            vec![whole(rest_from..words.len())]
        } else {
            return None;
        };
        Some(Found { source: source.map(whole), cue: cue_range, content })
    }

    /// Where what is said begins behind the cue: after the listener and "that".
    fn rest(&self, cue: &str, after: &str, inverted: Option<usize>) -> usize {
        let mut from = inverted.unwrap_or(0);
        if matches!(cue, "told" | "tells" | "asked" | "warned") {
            from += self.listener.find(&after[from..]).map_or(0, |found| found.end());
        }
        from + self.that.find(&after[from..]).map_or(0, |found| found.end())
    }

    /// Who stands before the cue: a pronoun, else a name, else "the ...".
    fn subject(&self, before: &str) -> Option<Range<usize>> {
        let mut words: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        for word in before.split(' ') {
            words.push(at..at + word.len());
            at += word.len() + 1;
        }
        words.retain(|word| word.start < word.end);
        while words.last().is_some_and(|word| self.skipped.is_match(&before[word.clone()])) {
            words.pop();
        }
        let last = words.last()?.clone();
        if self.pronoun.is_match(&before[last.clone()]) {
            return Some(last);
        }
        let clean =
            |word: &Range<usize>| before[word.clone()].trim_end_matches([',', '”', '"']).len();
        let upper = |word: &Range<usize>| before[word.clone()].starts_with(char::is_uppercase);
        let near = words.len().saturating_sub(12);
        let name_end = words[near..].iter().rposition(upper).map(|found| found + near);
        let article = |word: &Range<usize>| {
            matches!(
                &before[word.clone()],
                "the" | "The" | "a" | "an" | "A" | "An" | "some" | "Some"
            )
        };
        let noun = words[words.len().saturating_sub(4)..].iter().rposition(article);
        let noun = noun.map(|found| found + words.len().saturating_sub(4));
        match (name_end, noun) {
            (Some(end), noun) if noun.is_none_or(|noun| noun < end) => {
                let mut start = end;
                while start > near && upper(&words[start - 1]) {
                    start -= 1;
                }
                Some(words[start].start..words[end].start + clean(&words[end]))
            }
            (_, Some(noun)) => Some(words[noun].start..last.start + clean(&last)),
            _ => Some(last.start..last.start + clean(&last)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let words = |range: &Range<usize>| text[range.clone()].to_owned();
        Patterns::new()
            .unwrap()
            .attribute(text)
            .iter()
            .map(|found| {
                let content: Vec<String> = found.content.iter().map(words).collect();
                let source = found.source.as_ref().map(words).unwrap_or_default();
                format!("{source} | {} | {}", words(&found.cue), content.join(" + "))
            })
            .collect()
    }

    #[test]
    fn reads_the_four_shapes() {
        for (text, expected) in [
            (
                "The ministry said that 40 homes had burned.",
                "The ministry | said | 40 homes had burned.",
            ),
            (
                "Forty homes burned in the night, Ada Okoro said.",
                "Ada Okoro | said | Forty homes burned in the night",
            ),
            ("“We are on our way there,” said Okoro.", "Okoro | said | “We are on our way there,”"),
            (
                "Forty homes burned, according to the mayor.",
                "the mayor | according to | Forty homes burned",
            ),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
    }

    #[test]
    fn leaves_plain_sentences_alone() {
        assert!(read("Forty homes burned in the night. Rain fell on Tuesday.").is_empty());
    }
}
