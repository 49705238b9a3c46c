//! The trained reader: words in, labels out, in one pass of a small encoder: a transformer over word pieces, or
//! convolutions over words, as the file says.
//!
//! A [`Reader`] is loaded once from the files that `docs/reader-format.md` describes and shared between threads; each
//! thread brings a [`Scratch`]. [`Reader::read`] is total: whatever the words are, it returns labels for all of them. The
//! same words give the same labels, bit for bit, on every processor.
//!
//! What it leaves to others: cutting text into words and sentences, and making anything of the labels.

mod attention;
mod convolution;
mod encoder;
mod events;
#[cfg(test)]
mod fixture;
mod kernels;
mod lexicon;
mod linear;
mod links;
mod logarithm;
mod numeric;
mod pieces;
mod run;
mod syntax;
mod tags;
mod transformer;
mod tree;
mod weights;
mod windows;

use std::borrow::Cow;

pub use events::Occurrence;
pub use run::Scratch;
pub use weights::WeightsError;

use encoder::Encoder;
use kernels::Level;
pub(crate) use links::{Features, LinkHeads, Pair, Role};
pub(crate) use logarithm::{exp, ln, log2};
use numeric::Affine;
use pieces::Vocabulary;
use syntax::Syntax;
use tags::Transitions;
use weights::Tensors;

/// Words that are less probable than this are not given as events.
const LEAST_EVENT: f32 = onrecord_model::EventMention::LEAST;

/// A word as the reader takes it.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    /// The word as it stands in the text.
    pub text: &'a str,
    /// Whether a paragraph begins with it.
    pub opens_paragraph: bool,
    /// Whether a sentence begins with it; the first word always begins one.
    pub opens_sentence: bool,
    /// Whether it stands inside double quotation marks, marks included.
    pub quoted: bool,
}

/// What the reader says about each word; all lists of labels are as long as the words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layers {
    /// Attribution tag: place in [`Labels::attribution`].
    pub attribution: Vec<u8>,
    /// Scores (log odds, not normalised) of the attribution tags before the best sequence is sought; as many a word as
    /// there are labels, words in order.
    pub attribution_scores: Vec<f32>,
    /// Entity tag: place in [`Labels::entities`].
    pub entities: Vec<u8>,
    /// Part of speech: place in [`Labels::upos`].
    pub upos: Vec<u8>,
    /// Syntactic head: a word; the sentence's root points at itself.
    pub heads: Vec<u32>,
    /// Relation to the head: place in [`Labels::relations`].
    pub relations: Vec<u8>,
    /// Words that may name an event, in text order: those with a probability of 0.2 or more. Empty where the
    /// reader has no weights for events.
    pub events: Vec<Occurrence>,
    /// The encoder's vector of each word, words in order; empty where the reader has no weights for links.
    pub vectors: Vec<f32>,
}

/// Names of the labels that [`Layers`] counts.
#[derive(Debug, Clone)]
pub struct Labels {
    /// `O`, then `B-` and `I-` of source, cue and content.
    pub attribution: Vec<String>,
    /// `O`, then `B-` and `I-` of each kind of name.
    pub entities: Vec<String>,
    /// Universal parts of speech.
    pub upos: Vec<String>,
    /// Universal Dependencies' relations.
    pub relations: Vec<String>,
}

/// A reader, ready to read.
#[derive(Debug)]
pub struct Reader {
    name: String,
    version: String,
    labels: Labels,
    vocabulary: Vocabulary,
    tensors: Tensors,
    encoder: Encoder,
    /// Attribution, entities and upos in one map, in this order; then event and factuality where the reader has them.
    tagging: Affine,
    has_events: bool,
    attribution: Transitions,
    entities: Transitions,
    syntax: Syntax,
    links: Option<LinkHeads>,
    /// The relation by which a further part of an overlong sentence hangs from its first.
    joined: Option<u8>,
    level: Level,
}

impl Reader {
    /// Loads a reader from its weights (`reader.safetensors`) and its vocabulary (`vocabulary.txt`).
    ///
    /// Borrowed weights are used in place; only the matrices are copied, into the order the processor wants them in.
    pub fn load(
        weights: impl Into<Cow<'static, [u8]>>,
        vocabulary: &str,
    ) -> Result<Self, WeightsError> {
        Self::load_at(Level::best(), weights.into(), vocabulary)
    }

    fn load_at(
        level: Level,
        weights: Cow<'static, [u8]>,
        vocabulary: &str,
    ) -> Result<Self, WeightsError> {
        let t = Tensors::open(weights)?;
        let encoder = Encoder::read(&t)?;
        let hidden = encoder.hidden();
        let labels = Labels {
            attribution: t.labels("attribution_labels")?,
            entities: t.labels("entity_labels")?,
            upos: t.labels("upos_labels")?,
            relations: t.labels("relation_labels")?,
        };
        let (mut weight, mut bias) = (Vec::new(), Vec::new());
        for (name, labels) in [
            ("attribution", &labels.attribution),
            ("entities", &labels.entities),
            ("upos", &labels.upos),
        ] {
            weight.extend(t.floats(&format!("heads.{name}.weight"), &[labels.len(), hidden])?);
            bias.extend(t.floats(&format!("heads.{name}.bias"), &[labels.len()])?);
        }
        let has_events = events::read(&t, hidden, &mut weight, &mut bias)?;
        let steps = |name: &str, labels| {
            Transitions::read(&t, &format!("heads.{name}.transitions"), labels)
        };
        Ok(Self {
            name: t.text("name")?.to_owned(),
            version: t.optional_text("version").unwrap_or_default().to_owned(),
            vocabulary: Vocabulary::new(vocabulary, encoder.pieces())?,
            tagging: Affine::new(&weight, &bias, hidden),
            has_events,
            attribution: steps("attribution", &labels.attribution)?,
            entities: steps("entities", &labels.entities)?,
            syntax: Syntax::read(&t, hidden, labels.relations.len())?,
            links: LinkHeads::read(&t, hidden, level)?,
            joined: labels.relations.iter().position(|l| l == "parataxis").map(|i| i as u8),
            tensors: t,
            encoder,
            labels,
            level,
        })
    }

    /// The reader's name, as its makers gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The reader's version, empty if it has none.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the numbers in [`Layers`] stand for.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Does it tell which words name events?
    pub fn has_events(&self) -> bool {
        self.has_events
    }

    /// The weights that score who belongs to whom, if it has any.
    pub(crate) fn links(&self) -> Option<&LinkHeads> {
        self.links.as_ref()
    }

    #[cfg(test)]
    fn hidden(&self) -> usize {
        self.encoder.hidden()
    }

    /// Which of the processor's instructions it multiplies with: `avx512-vnni`, `avx2` or `plain`.
    pub fn instructions(&self) -> &'static str {
        self.level.name()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A fixed stream of numbers below `n`.
    pub(crate) struct Stream(pub(crate) u64);

    impl Stream {
        pub(crate) fn below(&mut self, n: u32) -> u32 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            ((self.0 >> 33) % u64::from(n)) as u32
        }
    }

    pub(crate) const PIECES: &str =
        "[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\nmayor\nsaid\n.\n,\n\"\n'\na\n##a\nb\n##b\n";

    /// Files of a reader with weights drawn by lot: hidden 32, two layers.
    pub(super) fn small_files() -> Vec<u8> {
        files(Kind::Transformer, false)
    }

    /// Which encoder the drawn weights are for.
    #[derive(Clone, Copy)]
    enum Kind {
        Transformer,
        Convolution,
    }

    /// Tensors drawn by lot.
    struct Draw {
        lot: Stream,
        tensors: Vec<(String, &'static str, Vec<usize>, Vec<u8>)>,
    }

    impl Draw {
        fn floats(&mut self, name: &str, shape: &[usize], by: f32, plus: f32) {
            let count: usize = shape.iter().product();
            let lot = &mut self.lot;
            let numbers = (0..count).map(|_| plus + by * (lot.below(2001) as f32 / 1000.0 - 1.0));
            let bytes = numbers.flat_map(f32::to_le_bytes).collect();
            self.tensors.push((name.to_owned(), "F32", shape.to_vec(), bytes));
        }

        fn bytes(&mut self, name: &str, shape: [usize; 2], scale: f32) {
            let data = (0..shape[0] * shape[1]).map(|_| self.lot.below(255) as u8).collect();
            self.tensors.push((name.to_owned(), "I8", shape.to_vec(), data));
            self.floats(&format!("{name}.scale"), &shape[..1], scale / 4.0, scale);
        }

        fn linear(&mut self, name: &str, shape: [usize; 2]) {
            self.bytes(name, shape, 0.002);
            self.floats(&format!("{name}.bias"), &shape[..1], 0.1, 0.0);
        }

        fn transformer(&mut self, h: usize, inner: usize) {
            self.bytes("embeddings.word", [15, h], 0.001);
            self.floats("embeddings.position", &[258, h], 0.05, 0.0);
            self.floats("embeddings.feature", &[9, h], 0.1, 0.0);
            let norms = [
                "embeddings.norm",
                "layers.0.norm1",
                "layers.0.norm2",
                "layers.1.norm1",
                "layers.1.norm2",
            ];
            for name in norms {
                self.floats(&format!("{name}.weight"), &[h], 0.2, 1.0);
                self.floats(&format!("{name}.bias"), &[h], 0.1, 0.0);
            }
            for layer in 0..2 {
                for (part, out, into) in
                    [("qkv", 3 * h, h), ("attended", h, h), ("up", inner, h), ("down", h, inner)]
                {
                    self.linear(&format!("layers.{layer}.{part}"), [out, into]);
                }
            }
        }

        fn convolution(&mut self, h: usize) {
            self.bytes("words.pieces", [15, 16], 0.004);
            for (name, rows, size) in [
                ("norm", 64, 8),
                ("also", 64, 8),
                ("prefix", 16, 8),
                ("suffix", 32, 8),
                ("shape", 16, 8),
            ] {
                self.bytes(&format!("words.{name}"), [rows, size], 0.004);
            }
            self.floats("words.input", &[2 * h, 48], 0.3, 0.0);
            self.floats("words.input.bias", &[2 * h], 0.1, 0.0);
            self.floats("words.marks", &[8, 2 * h], 0.2, 0.0);
            self.floats("words.edge", &[3, 2 * h], 0.2, 0.0);
            self.floats("root", &[h], 0.3, 0.0);
            for layer in 0..3 {
                self.linear(&format!("blocks.{layer}.map"), [2 * h, 3 * h]);
            }
        }

        fn heads(&mut self, h: usize, labels: usize) {
            let (a, r) = (16, 16);
            for (name, out) in [
                ("attribution.weight", 7),
                ("entities.weight", 3),
                ("upos.weight", 17),
                ("arc.dependent", a),
                ("arc.head", a),
                ("relation.dependent", r),
                ("relation.head", r),
            ] {
                self.floats(&format!("heads.{name}"), &[out, h], 0.3, 0.0);
                let bias = match name.strip_suffix(".weight") {
                    Some(head) => format!("heads.{head}.bias"),
                    None => format!("heads.{name}.bias"),
                };
                self.floats(&bias, &[out], 0.1, 0.0);
            }
            self.floats("heads.attribution.transitions", &[7, 7], 0.5, 0.0);
            self.floats("heads.entities.transitions", &[3, 3], 0.5, 0.0);
            self.floats("heads.arc.bilinear", &[a + 1, a], 0.2, 0.0);
            self.floats("heads.relation.bilinear", &[labels, r + 1, r + 1], 0.2, 0.0);
        }

        fn links_and_events(&mut self, h: usize) {
            for name in ["event", "factuality"] {
                self.floats(&format!("heads.{name}.weight"), &[1, h], 0.3, 0.0);
                self.floats(&format!("heads.{name}.bias"), &[1], 0.1, 0.0);
            }
            for (name, shape) in links::tests::shapes(h) {
                self.floats(&name, &shape, 0.3, 0.0);
            }
        }
    }

    /// The same, with weights for links and events where wanted.
    fn files(kind: Kind, with_all: bool) -> Vec<u8> {
        let (h, inner, labels) = (32, 64, 5);
        let tags = r#"["O","B-Source","I-Source","B-Cue","I-Cue","B-Content","I-Content"]"#;
        let list = |n: usize| format!("{:?}", (0..n).map(|i| format!("l{i}")).collect::<Vec<_>>());
        let mut metadata = vec![
            ("name", "lots".to_owned()),
            ("version", "1".to_owned()),
            ("hidden", h.to_string()),
            ("attribution_labels", tags.to_owned()),
            ("entity_labels", r#"["O","B-person","I-person"]"#.to_owned()),
            ("upos_labels", list(17)),
            ("relation_labels", list(labels)),
        ];
        let mut draw = Draw { lot: Stream(5), tensors: Vec::new() };
        match kind {
            Kind::Transformer => {
                metadata.push(("layers", "2".to_owned()));
                metadata.push(("attention_heads", "2".to_owned()));
                metadata.push(("intermediate", inner.to_string()));
                metadata.push(("norm_epsilon", "1e-12".to_owned()));
                draw.transformer(h, inner);
            }
            Kind::Convolution => {
                metadata.push(("encoder", "convolution".to_owned()));
                metadata.push(("dilations", "[1, 3, 8]".to_owned()));
                metadata.push(("norm_epsilon", "1e-5".to_owned()));
                metadata.push(("step", "0.05".to_owned()));
                draw.convolution(h);
            }
        }
        draw.heads(h, labels);
        if with_all {
            draw.links_and_events(h);
            metadata.push(("link", links::tests::metadata()));
        }
        weights::tests::file(&metadata, &draw.tensors)
    }

    fn small() -> Reader {
        Reader::load(small_files(), PIECES).unwrap()
    }

    fn drawn(level: Level, kind: Kind) -> Reader {
        Reader::load_at(level, Cow::Owned(files(kind, true)), PIECES).unwrap()
    }

    /// A reader with weights for links and events, all drawn by lot, at every level of this processor.
    pub(crate) fn with_links() -> Vec<Reader> {
        Level::all().into_iter().map(|level| drawn(level, Kind::Transformer)).collect()
    }

    pub(crate) fn words<'a>(texts: &[&'a str], lot: &mut Stream) -> Vec<Word<'a>> {
        texts
            .iter()
            .map(|text| Word {
                text,
                opens_paragraph: lot.below(40) == 0,
                opens_sentence: lot.below(12) == 0,
                quoted: lot.below(3) == 0,
            })
            .collect()
    }

    /// What every answer must be: as long as the words, labels that exist, heads in the document without a cycle.
    fn check(reader: &Reader, words: &[Word<'_>], layers: &Layers) {
        let n = words.len();
        let labels = reader.labels();
        assert_eq!(layers.attribution_scores.len(), n * labels.attribution.len());
        for (layer, labels) in [
            (&layers.attribution, &labels.attribution),
            (&layers.entities, &labels.entities),
            (&layers.upos, &labels.upos),
            (&layers.relations, &labels.relations),
        ] {
            assert_eq!(layer.len(), n);
            assert!(layer.iter().all(|x| usize::from(*x) < labels.len()));
        }
        let vectors = if reader.links().is_some() { n * reader.hidden() } else { 0 };
        assert_eq!(layers.vectors.len(), vectors);
        assert!(reader.has_events() || layers.events.is_empty());
        let mut least = 0;
        for event in &layers.events {
            assert!(event.word >= least && (event.word as usize) < n);
            assert!((LEAST_EVENT..=1.0).contains(&event.probability));
            assert!((-3.0..=3.0).contains(&event.factuality));
            least = event.word + 1;
        }
        assert_eq!(layers.heads.len(), n);
        let sentence: Vec<usize> = words
            .iter()
            .scan(0, |s, w| {
                *s += usize::from(w.opens_sentence || w.opens_paragraph);
                Some(*s)
            })
            .collect();
        for i in 0..n {
            let mut node = i;
            for _ in 0..=n {
                assert_eq!(sentence[node], sentence[i]);
                node = layers.heads[node] as usize;
            }
            assert_eq!(layers.heads[node] as usize, node, "word {i} does not reach a root");
        }
    }

    #[test]
    fn any_words_get_labels() {
        let mut readers = with_links();
        readers.push(small());
        readers.extend(Level::all().into_iter().map(|level| drawn(level, Kind::Convolution)));
        for reader in readers {
            any_words(&reader);
        }
    }

    fn any_words(reader: &Reader) {
        let mut scratch = Scratch::default();
        let texts = ["the", "mayor", "said", ".", "\"", "aabb", "Zoë", "", "\u{301}", "混", "🙂"];
        let mut lot = Stream(1);
        for n in [0, 1, 2, 3, 17, 200, 1_500] {
            let some: Vec<&str> = (0..n).map(|_| texts[lot.below(11) as usize]).collect();
            let words = words(&some, &mut lot);
            let mut words = words;
            if let Some(first) = words.first_mut() {
                first.opens_sentence = true;
            }
            let layers = reader.read(&words, &mut scratch);
            check(reader, &words, &layers);
        }
    }

    #[test]
    fn one_endless_sentence_and_one_endless_word() {
        endless(&small());
        endless(&drawn(Level::best(), Kind::Convolution));
    }

    fn endless(reader: &Reader) {
        let mut scratch = Scratch::default();
        let word =
            |text| Word { text, opens_paragraph: false, opens_sentence: false, quoted: true };
        let layers = reader.read(&vec![word("said"); 50_000], &mut scratch);
        assert_eq!(layers.heads.len(), 50_000);
        let roots = layers.heads.iter().enumerate().filter(|(i, h)| *i == **h as usize);
        assert_eq!(roots.count(), 1);
        let long = "ab".repeat(500_000);
        let layers = reader.read(&[word(&long)], &mut scratch);
        assert_eq!(layers.heads, [0]);
    }

    #[test]
    fn the_same_words_give_the_same_layers_at_every_level_and_in_any_scratch() {
        let mut lot = Stream(3);
        let texts: Vec<&str> = (0..900)
            .map(|_| ["the", "mayor", "said", "ab", ",", "."][lot.below(6) as usize])
            .collect();
        let words = words(&texts, &mut lot);
        for kind in [Kind::Transformer, Kind::Convolution] {
            let mut seen: Option<Layers> = None;
            for level in Level::all() {
                let reader = drawn(level, kind);
                let mut scratch = Scratch::default();
                for _ in 0..2 {
                    let layers = reader.read(&words, &mut scratch);
                    assert!(!layers.events.is_empty());
                    assert!(
                        *seen.get_or_insert_with(|| layers.clone()) == layers,
                        "{}",
                        level.name()
                    );
                }
            }
        }
    }

    /// Beyond the layers' reach nothing changes a word's vector, and a part of a document reads as the whole does.
    #[test]
    fn convolutions_see_as_far_as_they_reach_and_no_farther() {
        let reader = drawn(Level::best(), Kind::Convolution);
        let texts: Vec<String> = (0..2_500).map(|i| format!("w{}", i * i % 97)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let vectors = |texts: &[&str]| {
            reader.read(&words(texts, &mut Stream(8)), &mut Scratch::default()).vectors
        };
        let whole = vectors(&texts);
        let mut changed = texts.clone();
        changed[1_024] = "other";
        let other = vectors(&changed);
        let same = |i: usize| whole[i * 32..(i + 1) * 32] == other[i * 32..(i + 1) * 32];
        for i in 0..texts.len() {
            assert!(same(i) || i.abs_diff(1_024) <= 12, "word {i}");
        }
        assert!(!same(1_024) && !same(1_023), "word 1024 is seen from the part before");
    }

    #[test]
    fn a_damaged_file_is_refused_with_a_reason() {
        damaged(small_files());
        damaged(files(Kind::Convolution, true));
    }

    fn damaged(whole: Vec<u8>) {
        let length = u64::from_le_bytes(*whole.first_chunk::<8>().unwrap()) as usize;
        let mut lot = Stream(4);
        for _ in 0..300 {
            let mut bytes = whole.clone();
            let bit = lot.below((length as u32 + 8) * 8) as usize;
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Err(error) = Reader::load(bytes, PIECES) {
                assert!(!error.to_string().is_empty());
            }
        }
        let said = Reader::load(whole[..whole.len() - 1].to_vec(), PIECES).unwrap_err().to_string();
        assert!(said.starts_with("the weights end after"), "{said}");
        let said = Reader::load(whole, "[CLS]\n").unwrap_err().to_string();
        assert_eq!(said, "the vocabulary has 1 pieces; the weights have 15");
    }
}
