//! Checks a reader's files against the numbers that its training wrote beside them, where both are there.
#![allow(clippy::print_stderr, reason = "the measures are for whoever trains a reader")]

use std::path::PathBuf;

use serde_json::Value;

use super::tags::largest;
use super::{Reader, Scratch, Word};

/// The folder named by `ONRECORD_READER`, or the small reader of this repository.
fn folder() -> PathBuf {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/small");
    std::env::var_os("ONRECORD_READER").map_or_else(|| PathBuf::from(own), PathBuf::from)
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
    links: Agreement,
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
    let (ids, features) = scratch.rows();
    assert_eq!(ids.iter().map(|x| f64::from(*x)).collect::<Vec<_>>(), numbers(&text["pieces"]));
    assert_eq!(
        features.iter().map(|x| f64::from(*x)).collect::<Vec<_>>(),
        numbers(&text["features"])
    );
    let labels = reader.labels();
    let (mut product, mut ours, mut theirs) = (0.0, 0.0, 0.0);
    for (i, vector) in
        scratch.vectors(reader.hidden()).chunks_exact(reader.hidden()).skip(1).enumerate()
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
    if let Some(links) = &layers.links {
        let theirs = text["links"]["statements"].as_array().unwrap();
        let spans = |s: &Value| s.as_array().unwrap().iter().map(numbers).collect::<Vec<_>>();
        let pair = |r: &std::ops::Range<u32>| vec![f64::from(r.start), f64::from(r.end)];
        for statement in theirs {
            measures.links.note(links.iter().any(|link| {
                link.source.iter().map(pair).collect::<Vec<_>>() == spans(&statement["source"])
                    && link.cue.iter().map(pair).collect::<Vec<_>>() == spans(&statement["cue"])
                    && link.contents.iter().map(pair).collect::<Vec<_>>()
                        == spans(&statement["content"])
            }));
        }
        assert_eq!(links.len(), theirs.len());
    }
}

#[test]
fn agrees_with_its_training() {
    let folder = folder();
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
    for text in texts {
        compare(&reader, text, &mut measures);
    }
    let cosine = measures.cosine / texts.len() as f64;
    let shares = [&measures.attribution, &measures.upos, &measures.heads, &measures.relations]
        .map(Agreement::share);
    eprintln!(
        "{}: cosine {cosine:.5}, attribution upos heads relations {shares:.3?}",
        reader.name()
    );
    eprintln!("statements: {} of {}", measures.links.0, measures.links.1);
    assert_eq!(measures.links.0, measures.links.1);
    assert!(cosine > 0.995, "cosine {cosine}");
    assert!(shares.iter().all(|s| *s > 0.9), "{shares:?}");
}
