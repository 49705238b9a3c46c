//! Links by score: for each content its likeliest cue, for each statement its likeliest source.

use onrecord_model::{Attribution, TokenRange};

use super::features::{Text, candidates, features};
use super::{Spans, first_token};
use crate::reader::{LinkHeads, Pair, Role, exp, ln};

/// A candidate (its place in the list of its kind), or none, with its log probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Choice {
    pub(crate) of: Option<usize>,
    pub(crate) log: f64,
}

/// The choices of each anchor, anchors in text order; the last choice is none.
type Table = Vec<Vec<Choice>>;

/// What the weights say about a text's spans.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) content_cue: Table,
    pub(crate) cue_source: Table,
    pub(crate) content_source: Table,
}

/// Contents that share a cue, or one without.
struct Group {
    cue: Option<usize>,
    contents: Vec<usize>,
    /// Sum of the log probabilities by which the contents took the cue.
    log: f64,
}

/// Joins the spans to attributions, in text order of their first word. `vectors` are the reader's, word by word.
///
/// A cue without content takes its source by rule: it makes no statement in the corpus that the weights come from, but
/// it may tell of a silence ("did not respond").
pub(crate) fn link(
    spans: &Spans,
    text: Text<'_>,
    vectors: &[f32],
    heads: &LinkHeads,
) -> Vec<Attribution> {
    let tables = Tables::new(spans, text, vectors, heads);
    let groups = groups(&tables.content_cue, spans.cues.len());
    let mut bare = vec![true; spans.cues.len()];
    for cue in groups.iter().filter_map(|g| g.cue) {
        bare[cue] = false;
    }
    let mut found: Vec<Attribution> =
        groups.iter().filter_map(|g| statement(g, &tables, spans, heads)).collect();
    for (cue, _) in spans.cues.iter().zip(bare).filter(|(_, bare)| *bare) {
        let mut alone = Attribution { cue: vec![*cue], score: 0.5, ..Attribution::default() };
        alone.source = spans.source_of(&alone, text.place).into_iter().collect();
        found.push(alone);
    }
    found.sort_by_key(first_token);
    found
}

impl Tables {
    pub(crate) fn new(spans: &Spans, text: Text<'_>, vectors: &[f32], heads: &LinkHeads) -> Tables {
        let vectors_of = |role, list: &[TokenRange]| -> Vec<Vec<f32>> {
            let vector = |s: &TokenRange| {
                let (first, end) = (s.start as usize, s.end as usize);
                heads.span(role, vectors, first, end.saturating_sub(1))
            };
            list.iter().map(vector).collect()
        };
        let sources = (spans.sources.as_slice(), vectors_of(Role::Source, &spans.sources));
        let cues = (spans.cues.as_slice(), vectors_of(Role::Cue, &spans.cues));
        let contents = (spans.contents.as_slice(), vectors_of(Role::Content, &spans.contents));
        let table = |pair, anchors: &Vectors<'_>, others: &Vectors<'_>| -> Table {
            let row = |(anchor, vector): (&TokenRange, &Vec<f32>)| {
                choices(pair, (*anchor, vector), others, spans, text, heads)
            };
            anchors.0.iter().zip(&anchors.1).map(row).collect()
        };
        Tables {
            content_cue: table(Pair::ContentCue, &contents, &cues),
            cue_source: table(Pair::CueSource, &cues, &sources),
            content_source: table(Pair::ContentSource, &contents, &sources),
        }
    }
}

/// Spans of one kind and the vector of each.
type Vectors<'a> = (&'a [TokenRange], Vec<Vec<f32>>);

/// The choices of one anchor.
fn choices(
    pair: Pair,
    (anchor, vector): (TokenRange, &[f32]),
    (others, vectors): &Vectors<'_>,
    spans: &Spans,
    text: Text<'_>,
    heads: &LinkHeads,
) -> Vec<Choice> {
    let found = candidates(anchor, others, heads.numbers.near, heads.numbers.far);
    let mut sides = [0; 2];
    let mut rows = Vec::with_capacity(found.len());
    for (rank, &i) in found.iter().enumerate() {
        let (Some(&candidate), Some(vector)) = (others.get(i), vectors.get(i)) else { continue };
        let side = &mut sides[usize::from(candidate.start > anchor.start)];
        let numbers = features(text, spans, anchor, candidate, (rank, *side));
        rows.push((vector.as_slice(), numbers));
        *side += 1;
    }
    let logs = heads.score(pair, vector, &rows);
    let of = found.into_iter().map(Some).chain([None]);
    of.zip(logs).map(|(of, log)| Choice { of, log }).collect()
}

/// Contents by the cue that each likes best, in text order of their first.
fn groups(table: &Table, cues: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut of_cue: Vec<Option<usize>> = vec![None; cues];
    for (content, choices) in table.iter().enumerate() {
        let best = best(choices.iter().copied());
        let known = best.of.and_then(|cue| of_cue.get(cue).copied().flatten());
        if let Some(group) = known.and_then(|number| groups.get_mut(number)) {
            group.contents.push(content);
            group.log += best.log;
            continue;
        }
        if let Some(place) = best.of.and_then(|cue| of_cue.get_mut(cue)) {
            *place = Some(groups.len());
        }
        groups.push(Group { cue: best.of, contents: vec![content], log: best.log });
    }
    groups
}

/// The likeliest choice, the first among equals.
fn best(choices: impl IntoIterator<Item = Choice>) -> Choice {
    let mut choices = choices.into_iter();
    let first = choices.next().unwrap_or(Choice { of: None, log: 0.0 });
    choices.fold(first, |best, next| if next.log > best.log { next } else { best })
}

/// A group with its source; nothing where it has none and that is not beyond doubt.
fn statement(
    group: &Group,
    tables: &Tables,
    spans: &Spans,
    heads: &LinkHeads,
) -> Option<Attribution> {
    let votes: Vec<&[Choice]> = group
        .contents
        .iter()
        .filter_map(|&content| tables.content_source.get(content))
        .chain(group.cue.and_then(|cue| tables.cue_source.get(cue)))
        .map(Vec::as_slice)
        .collect();
    let source = elected(&votes, heads.numbers.floor);
    let mean = source.log / votes.len().max(1) as f64;
    if source.of.is_none() && (group.cue.is_none() || mean <= ln(heads.numbers.sure)) {
        return None;
    }
    let range = |list: &[TokenRange], number: Option<usize>| {
        number.and_then(|i| list.get(i).copied()).into_iter().collect()
    };
    let links = (group.contents.len() + votes.len()).max(1) as f64;
    Some(Attribution {
        source: range(&spans.sources, source.of),
        cue: range(&spans.cues, group.cue),
        content: group.contents.iter().filter_map(|&i| spans.contents.get(i).copied()).collect(),
        score: exp((group.log + source.log) / links).min(1.0) as f32,
        ..Attribution::default()
    })
}

/// The source, or none, with the greatest sum over the votes; among equals the earlier, none last.
fn elected(votes: &[&[Choice]], floor: f64) -> Choice {
    let mut sources: Vec<usize> = votes.iter().copied().flatten().filter_map(|c| c.of).collect();
    sources.sort_unstable();
    sources.dedup();
    let of_vote = |vote: &[Choice], of: Option<usize>| {
        vote.iter().find(|c| c.of == of).map_or(floor, |c| c.log.max(floor))
    };
    let sum = |of: Option<usize>| {
        let log = votes.iter().map(|vote| of_vote(vote, of)).sum();
        Choice { of, log }
    };
    best(sources.into_iter().map(Some).chain([None]).map(sum))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::Place;
    use crate::reader::tests::{Stream, with_links, words};
    use crate::reader::{Reader, Scratch};

    /// Spans drawn by lot over `count` words, none overlapping another.
    fn some_spans(count: usize, lot: &mut Stream) -> Spans {
        let mut spans = Spans::default();
        let mut at = 0;
        while at < count {
            let end = count.min(at + 1 + lot.below(6) as usize);
            let list = match lot.below(6) {
                0 => &mut spans.sources,
                1 => &mut spans.cues,
                2 => &mut spans.contents,
                _ => &mut Vec::new(),
            };
            list.push(TokenRange::new(at, end));
            at = end;
        }
        spans
    }

    /// Links of a text of `count` words, all drawn by lot.
    fn linked(reader: &Reader, count: usize, vectors: bool) -> (Spans, Vec<Attribution>) {
        let mut lot = Stream(count as u64);
        let texts: Vec<&str> = (0..count)
            .map(|_| ["the", "mayor", "said", ".", "ab"][lot.below(5) as usize])
            .collect();
        let words = words(&texts, &mut lot);
        let layers = reader.read(&words, &mut Scratch::default());
        let numbers = |begins: fn(&crate::reader::Word<'_>) -> bool| -> Vec<u32> {
            let step = |n: &mut u32, w| {
                *n += u32::from(begins(w));
                Some(*n)
            };
            words.iter().scan(0, step).collect()
        };
        let sentence = numbers(|w| w.opens_sentence || w.opens_paragraph);
        let paragraph = numbers(|w| w.opens_paragraph);
        let quoted: Vec<bool> = words.iter().map(|w| w.quoted).collect();
        let place = Place { sentence: &sentence, paragraph: &paragraph };
        let text = Text { place, quoted: &quoted, heads: &layers.heads };
        let spans = some_spans(count, &mut lot);
        let vectors = if vectors { layers.vectors.as_slice() } else { &[] };
        let found = link(&spans, text, vectors, reader.links().unwrap());
        (spans, found)
    }

    #[test]
    fn every_cue_comes_once_and_no_content_twice_at_every_level() {
        let readers = with_links();
        for count in [0, 1, 2, 7, 60, 900] {
            let (spans, found) = linked(&readers[0], count, true);
            for reader in &readers[1..] {
                assert_eq!(linked(reader, count, true).1, found, "{}", reader.instructions());
            }
            let mut cues: Vec<_> = found.iter().flat_map(|a| &a.cue).collect();
            cues.sort();
            cues.dedup();
            let mut contents: Vec<_> = found.iter().flat_map(|a| &a.content).collect();
            let all = contents.len();
            contents.sort();
            contents.dedup();
            assert_eq!(contents.len(), all);
            assert!(cues.len() <= spans.cues.len());
            assert!(found.iter().all(|a| (0.0..=1.0).contains(&a.score)));
            assert!(found.iter().all(|a| !a.cue.is_empty() || !a.source.is_empty()));
        }
        assert!(!linked(&readers[0], 900, true).1.is_empty());
    }

    #[test]
    fn words_without_vectors_do_no_harm() {
        for reader in with_links() {
            linked(&reader, 300, false);
        }
    }

    fn choice(of: Option<usize>, log: f64) -> Choice {
        Choice { of, log }
    }

    #[test]
    fn votes_are_summed_and_a_source_unknown_to_one_costs_the_floor() {
        let first = [choice(Some(0), -0.5), choice(Some(1), -1.0), choice(None, -9.0)];
        let second = [choice(Some(1), -0.25), choice(None, -3.0)];
        assert_eq!(elected(&[&first, &second], -8.0), choice(Some(1), -1.25));
        assert_eq!(elected(&[&first], -8.0), choice(Some(0), -0.5));
        assert_eq!(elected(&[&second, &[choice(None, 0.0)]], -8.0), choice(None, -3.0));
        let even = [choice(Some(4), -1.0), choice(Some(2), -1.0), choice(None, -1.0)];
        assert_eq!(elected(&[&even], -8.0), choice(Some(2), -1.0));
        assert_eq!(elected(&[], -8.0), choice(None, 0.0));
    }

    #[test]
    fn contents_with_one_cue_are_one_group() {
        let to = |of| vec![choice(of, -0.5), choice(Some(7), -2.0), choice(None, -3.0)];
        let table = vec![to(Some(1)), to(None), to(Some(0)), to(Some(1)), to(None), to(Some(99))];
        let groups: Vec<_> =
            groups(&table, 2).into_iter().map(|g| (g.cue, g.contents, g.log)).collect();
        assert_eq!(
            groups,
            [
                (Some(1), vec![0, 3], -1.0),
                (None, vec![1], -0.5),
                (Some(0), vec![2], -0.5),
                (None, vec![4], -0.5),
                (Some(99), vec![5], -0.5),
            ]
        );
    }
}
