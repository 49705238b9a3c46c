//! Checks a reader's files against the numbers that its training wrote beside them, where both are there.
#![allow(clippy::print_stderr, reason = "the measures are for whoever trains a reader")]

use std::path::{Path, PathBuf};

use onrecord_model::TokenRange;
use serde_json::Value;

use super::tags::largest;
use super::{Reader, Scratch, Word};
use crate::links::{Choice, Place, Spans, Tables, Text, link};

/// The folder named by `ONRECORD_READER`, or the readers of this repository.
fn folders() -> Vec<PathBuf> {
    let own = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models"));
    match std::env::var_os("ONRECORD_READER") {
        Some(folder) => vec![PathBuf::from(folder)],
        None => vec![own.join("small"), own.join("swift")],
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|x| x.as_f64().unwrap_or(f64::NAN)).collect()
}

/// Share of places where two lists agree, and how many places there are.
#[derive(Default)]
struct Agreement(usize, usize);

impl Agreement {
    fn note(&mut self, same: bool) {
        self.0 += usize::from(same);
        self.1 += 1;
    }

    fn share(&self) -> f64 {
        self.0 as f64 / self.1.max(1) as f64
    }
}

#[derive(Default)]
struct Measures {
    cosine: f64,
    upos: Agreement,
    attribution: Agreement,
    heads: Agreement,
    relations: Agreement,
}

fn words(text: &Value) -> Vec<Word<'_>> {
    let (paragraph, sentence) = (numbers(&text["paragraph"]), numbers(&text["sentence"]));
    let quoted = numbers(&text["quoted"]);
    let list = text["words"].as_array().unwrap();
    let mut out = Vec::new();
    for (i, word) in list.iter().enumerate() {
        out.push(Word {
            text: word.as_str().unwrap(),
            opens_paragraph: i > 0 && paragraph[i] != paragraph[i - 1],
            opens_sentence: i == 0 || sentence[i] != sentence[i - 1],
            quoted: quoted[i] > 0.0,
        });
    }
    out
}

fn compare(reader: &Reader, text: &Value, measures: &mut Measures) {
    let words = words(text);
    let mut scratch = Scratch::default();
    let layers = reader.read(&words, &mut scratch);
    if text["pieces"].is_array() {
        let (ids, features) = scratch.rows();
        assert_eq!(ids.iter().map(|x| f64::from(*x)).collect::<Vec<_>>(), numbers(&text["pieces"]));
        assert_eq!(
            features.iter().map(|x| f64::from(*x)).collect::<Vec<_>>(),
            numbers(&text["features"])
        );
    }
    let labels = reader.labels();
    let (mut product, mut ours, mut theirs) = (0.0, 0.0, 0.0);
    for (i, vector) in
        scratch.vectors(&reader.encoder).chunks_exact(reader.hidden()).skip(1).enumerate()
    {
        for (a, b) in vector.iter().zip(numbers(&text["vectors"][i])) {
            product += f64::from(*a) * b;
            ours += f64::from(*a) * f64::from(*a);
            theirs += b * b;
        }
        let best =
            |v: &Value| largest(&numbers(v).into_iter().map(|x| x as f32).collect::<Vec<_>>());
        let scores = &layers.attribution_scores[i * labels.attribution.len()..];
        let tag = largest(&scores[..labels.attribution.len()]);
        measures.attribution.note(tag == best(&text["attribution"][i]));
        measures.upos.note(usize::from(layers.upos[i]) == best(&text["upos"][i]));
        let head = text["heads"][i].as_i64().unwrap();
        let head = if head < 0 { i as i64 } else { head };
        measures.heads.note(i64::from(layers.heads[i]) == head);
        let relation = text["relations"][i].as_u64().unwrap();
        measures.relations.note(u64::from(layers.relations[i]) == relation);
    }
    measures.cosine += product / f64::sqrt(ours * theirs);
}

#[test]
fn agrees_with_its_training() {
    folders().iter().for_each(|folder| agrees(folder));
}

fn agrees(folder: &Path) {
    let (Ok(weights), Ok(vocabulary), Ok(fixture)) = (
        std::fs::read(folder.join("reader.safetensors")),
        std::fs::read_to_string(folder.join("vocabulary.txt")),
        std::fs::read_to_string(folder.join("fixture.json")),
    ) else {
        eprintln!("no reader with a fixture in {}", folder.display());
        return;
    };
    let reader = Reader::load(weights, &vocabulary).unwrap();
    let fixture: Value = serde_json::from_str(&fixture).unwrap();
    let texts = fixture["texts"].as_array().unwrap();
    let mut measures = Measures::default();
    let mut linked = 0f64;
    for text in texts {
        compare(&reader, text, &mut measures);
        if reader.links().is_some() && text["links"].is_object() {
            linked = linked.max(compare_links(&reader, text));
        }
    }
    let cosine = measures.cosine / texts.len() as f64;
    let shares = [&measures.attribution, &measures.upos, &measures.heads, &measures.relations]
        .map(Agreement::share);
    eprintln!(
        "{}: cosine {cosine:.5}, attribution upos heads relations {shares:.3?}, links {linked:.4}",
        reader.name()
    );
    assert!(cosine > 0.995, "cosine {cosine}");
    assert!(linked < 0.05, "links {linked}");
    assert!(shares.iter().all(|s| *s > 0.9), "{shares:?}");
}

fn spans(text: &Value) -> Spans {
    let role = |want: &str| {
        let all = text["spans"].as_array().unwrap().iter();
        all.filter(|s| s[0] == want).map(|s| range(s[1].as_u64(), s[2].as_u64())).collect()
    };
    Spans { sources: role("Source"), cues: role("Cue"), contents: role("Content") }
}

fn range(from: Option<u64>, to: Option<u64>) -> TokenRange {
    TokenRange::new(from.unwrap() as usize, to.unwrap() as usize)
}

fn range_of(value: &Value) -> Option<TokenRange> {
    value.is_array().then(|| range(value[0].as_u64(), value[1].as_u64()))
}

/// Largest difference between two lists of choices as probabilities; the candidates must be the same, in order.
fn furthest(ours: &[Vec<Choice>], theirs: &Value, candidates: &[TokenRange]) -> f64 {
    let theirs = theirs.as_array().unwrap();
    assert_eq!(ours.len(), theirs.len());
    let mut most = 0f64;
    for (ours, theirs) in ours.iter().zip(theirs) {
        let theirs = theirs["candidates"].as_array().unwrap();
        let of: Vec<_> = ours.iter().map(|c| c.of.map(|i| candidates[i])).collect();
        assert_eq!(of, theirs.iter().map(|t| range_of(&t["span"])).collect::<Vec<_>>());
        for (ours, theirs) in ours.iter().zip(theirs) {
            let theirs = theirs["log_probability"].as_f64().unwrap();
            most = most.max((ours.log.exp() - theirs.exp()).abs());
        }
    }
    most
}

/// Links the spans of the fixture: the same candidates, probabilities that differ by what rounding the encoder's
/// numbers to bytes brings with it, the same statements.
fn compare_links(reader: &Reader, text: &Value) -> f64 {
    let heads = reader.links().unwrap();
    let words = words(text);
    let layers = reader.read(&words, &mut Scratch::default());
    assert_eq!(layers.vectors.len(), words.len() * reader.hidden());
    let list = |key: &str| numbers(&text[key]).iter().map(|x| *x as u32).collect::<Vec<u32>>();
    let (sentence, paragraph) = (list("sentence"), list("paragraph"));
    let quoted: Vec<bool> = words.iter().map(|w| w.quoted).collect();
    let tree = numbers(&text["heads"]);
    let tree = tree.iter().enumerate().map(|(i, h)| if *h < 0.0 { i as u32 } else { *h as u32 });
    let tree: Vec<u32> = tree.collect();
    let spans = spans(text);
    let place = Place { sentence: &sentence, paragraph: &paragraph };
    let lay = Text { place, quoted: &quoted, heads: &tree };
    let tables = Tables::new(&spans, lay, &layers.vectors, heads);
    let pairs = &text["links"]["pairs"];
    let found: Vec<_> = link(&spans, lay, &layers.vectors, heads)
        .into_iter()
        .inspect(|a| assert!((0.0..=1.0).contains(&a.score)))
        .map(|a| [a.source, a.cue, a.content])
        // Cues without words are kept for silences, of which training knows nothing.
        .filter(|[_, _, content]| !content.is_empty())
        .collect();
    let mut expected = Vec::new();
    for statement in text["links"]["statements"].as_array().unwrap() {
        expected.push(["source", "cue", "content"].map(|part| {
            statement[part].as_array().unwrap().iter().filter_map(range_of).collect::<Vec<_>>()
        }));
    }
    assert_eq!(found, expected);
    furthest(&tables.content_cue, &pairs["ContentCue"], &spans.cues)
        .max(furthest(&tables.cue_source, &pairs["CueSource"], &spans.sources))
        .max(furthest(&tables.content_source, &pairs["ContentSource"], &spans.sources))
}
