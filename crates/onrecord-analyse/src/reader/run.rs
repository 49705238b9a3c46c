//! Reading a document: pieces, windows, batches through the encoder, then tags and trees as their words come out.

use super::encoder::{Encoder, Space};
use super::events::occurrence;
use super::linear::room;
use super::numeric::affine;
use super::pieces::{Memory, case};
use super::syntax::{LONGEST_PARSED, Sentence, SyntaxSpace};
use super::tags::{Path, largest};
use super::transformer::{Batch, Transformer};
use super::windows::{CONTEXT, LONGEST, Window, windows};
use super::{LEAST_EVENT, Layers, Reader, Word};

/// Rows (pieces) that pass through the encoder together.
const BATCH_ROWS: usize = 512;
/// Feature of `[CLS]` and `[SEP]`.
const EDGE: u8 = 8;

/// Room for one thread's reading; empty at first, it grows to what the texts need and is used again.
#[derive(Debug, Default)]
pub struct Scratch {
    memory: Memory,
    pieces: Pieces,
    batch: Batch,
    space: Space,
    syntax: SyntaxSpace,
    tagged: Vec<f32>,
    projected: Vec<f32>,
    attribution: Path,
    entities: Path,
    pending: Pending,
}

#[cfg(test)]
impl Scratch {
    /// Pieces and features of the last batch.
    pub(super) fn rows(&self) -> (&[u32], &[u8]) {
        (&self.batch.ids, &self.batch.features)
    }

    /// Vectors that came out of the last batch.
    pub(super) fn vectors(&self, encoder: &Encoder) -> &[f32] {
        encoder.vectors(&self.space)
    }
}

/// A document's words as pieces.
#[derive(Debug, Default)]
struct Pieces {
    ids: Vec<u32>,
    /// Where each word's pieces begin in `ids`, and where the last word's end.
    from: Vec<usize>,
    /// Rows each word takes: its pieces, and a separator where a paragraph opens.
    rows: Vec<u8>,
    /// Whether a sentence begins with the word.
    starts: Vec<bool>,
}

/// Words that are read but not yet parsed, because their sentence goes on in the next batch.
#[derive(Debug, Default)]
struct Pending {
    /// The first of them, as a word of the document.
    first: usize,
    words: Vec<f32>,
    roots: Vec<f32>,
    /// Which of `roots` is each word's.
    root_of: Vec<u32>,
    /// Root of the first part of the sentence under way, if that part was parsed already.
    above: Option<u32>,
}

/// Longer documents (an hour's reading aloud is 9,000 words) are linked by the rule: their words' vectors would take more
/// than 60 MB.
const MOST_LINKED: usize = 40_000;

impl Reader {
    /// Reads the words of one document.
    pub fn read(&self, words: &[Word<'_>], scratch: &mut Scratch) -> Layers {
        let mut layers = Layers::default();
        scratch.attribution.clear();
        scratch.entities.clear();
        scratch.pending.clear();
        let linked = self.links.is_some() && words.len() <= MOST_LINKED;
        if linked {
            layers.vectors.reserve_exact(words.len() * self.encoder.hidden());
        }
        match &self.encoder {
            Encoder::Transformer(encoder) => {
                self.read_windows(encoder, words, scratch, &mut layers);
            }
            Encoder::Convolution(encoder) => {
                scratch.pieces.clear();
                scratch.pieces.starts.extend(words.iter().enumerate().map(begins));
                for part in encoder.parts(words.len()) {
                    let window = Window { words: part.clone(), keeps: part.clone() };
                    let space = &mut scratch.space.convolution;
                    encoder.run(self.level, &self.tensors, &self.vocabulary, words, part, space);
                    self.take(&[window], scratch, &mut layers);
                }
            }
        }
        layers.attribution = scratch.attribution.finish();
        layers.entities = scratch.entities.finish();
        layers
    }

    /// Reads with a transformer, some windows at a time.
    fn read_windows(
        &self,
        encoder: &Transformer,
        words: &[Word<'_>],
        scratch: &mut Scratch,
        layers: &mut Layers,
    ) {
        self.cut(words, scratch);
        let mut plan = windows(&scratch.pieces.rows, &scratch.pieces.starts, LONGEST, CONTEXT);
        plan.retain(|w| !w.keeps.is_empty());
        let mut rest = plan.as_slice();
        while !rest.is_empty() {
            scratch.batch.clear();
            let mut count = 0;
            for window in rest {
                if count > 0 && scratch.batch.ids.len() + LONGEST > BATCH_ROWS {
                    break;
                }
                self.add_window(words, window, &scratch.pieces, &mut scratch.batch);
                count += 1;
            }
            let (now, later) = rest.split_at(count);
            let space = &mut scratch.space.transformer;
            encoder.run(self.level, &self.tensors, &scratch.batch, space);
            self.take(now, scratch, layers);
            rest = later;
        }
    }

    /// Makes layers of the vectors that came out: of each window its root's, then those of the words it speaks for.
    fn take(&self, windows: &[Window], scratch: &mut Scratch, layers: &mut Layers) {
        self.tag(windows, scratch, layers);
        if layers.vectors.capacity() > 0 {
            self.keep_vectors(windows, scratch, layers);
        }
        self.parse(windows, scratch, layers);
    }

    /// Cuts the words into pieces.
    fn cut(&self, words: &[Word<'_>], scratch: &mut Scratch) {
        let (pieces, memory) = (&mut scratch.pieces, &mut scratch.memory);
        pieces.clear();
        for (i, word) in words.iter().enumerate() {
            let from = pieces.ids.len();
            pieces.from.push(from);
            self.vocabulary.cut(word.text, memory, &mut pieces.ids);
            let separator = u8::from(i > 0 && word.opens_paragraph);
            pieces.rows.push((pieces.ids.len() - from) as u8 + separator);
            pieces.starts.push(begins((i, word)));
        }
        pieces.from.push(pieces.ids.len());
    }

    /// Adds a window's rows to a batch; wanted are its `[CLS]` and the words it speaks for.
    fn add_window(&self, words: &[Word<'_>], window: &Window, pieces: &Pieces, batch: &mut Batch) {
        let (first_row, first_wanted) = (batch.ids.len(), batch.wanted.len());
        let mut add = |id, feature| {
            batch.ids.push(id);
            batch.features.push(feature);
            batch.ids.len() - 1
        };
        batch.wanted.push(add(self.vocabulary.begin, EDGE));
        for i in window.words.clone() {
            let ids = &pieces.ids[pieces.from[i]..pieces.from[i + 1]];
            if usize::from(pieces.rows[i]) > ids.len() {
                add(self.vocabulary.separator, EDGE);
            }
            let feature = case(words[i].text) * 2 + u8::from(words[i].quoted);
            let mut first = None;
            for id in ids {
                let row = add(*id, feature);
                first.get_or_insert(row);
            }
            if window.keeps.contains(&i) {
                batch.wanted.extend(first);
            }
        }
        add(self.vocabulary.separator, EDGE);
        batch.windows.push(first_row..batch.ids.len());
        batch.wanted_of.push(first_wanted..batch.wanted.len());
    }

    /// Scores the tags of the words that came out, and carries the two tag paths on.
    fn tag(&self, windows: &[Window], scratch: &mut Scratch, layers: &mut Layers) {
        let (attributions, entities) = (self.labels.attribution.len(), self.labels.entities.len());
        let width = self.tagging.width();
        let vectors = self.encoder.vectors(&scratch.space);
        let tagged = room(&mut scratch.tagged, vectors.len() / self.encoder.hidden() * width);
        affine(self.level, &self.tagging, vectors, tagged);
        let mut rows = tagged.chunks_exact(width);
        for window in windows {
            rows.next(); // the root
            for scores in rows.by_ref().take(window.keeps.len()) {
                let (attribution, others) = scores.split_at(attributions);
                let (names, others) = others.split_at(entities);
                layers.attribution_scores.extend_from_slice(attribution);
                scratch.attribution.push(&self.attribution, attribution);
                scratch.entities.push(&self.entities, names);
                let (classes, others) = others.split_at(self.labels.upos.len());
                if self.has_events {
                    let word = layers.upos.len();
                    layers.events.extend(occurrence(word, others, LEAST_EVENT));
                }
                layers.upos.push(largest(classes) as u8);
            }
        }
    }

    /// Keeps the words' vectors, where they are needed to link what was tagged.
    fn keep_vectors(&self, windows: &[Window], scratch: &Scratch, layers: &mut Layers) {
        let hidden = self.encoder.hidden();
        let mut rest = self.encoder.vectors(&scratch.space);
        for window in windows {
            let (_, words) = rest.split_at(hidden); // the root
            let (kept, others) = words.split_at(window.keeps.len() * hidden);
            layers.vectors.extend_from_slice(kept);
            rest = others;
        }
    }

    /// Parses every sentence whose words have all come out.
    fn parse(&self, windows: &[Window], scratch: &mut Scratch, layers: &mut Layers) {
        let width = self.syntax.width();
        let vectors = self.encoder.vectors(&scratch.space);
        let rows = vectors.len() / self.encoder.hidden();
        let projected = room(&mut scratch.projected, rows * width);
        self.syntax.project(self.level, vectors, &mut scratch.syntax, projected);
        scratch.pending.take(windows, projected, width);
        let mut at = 0;
        while let Some(length) = scratch.pending.complete(at, &scratch.pieces.starts) {
            let pending = &scratch.pending;
            let sentence = Sentence {
                words: &pending.words[at * width..(at + length) * width],
                roots: &pending.roots,
                root_of: &pending.root_of[at..at + length],
            };
            let (heads, relations) = self.syntax.parse(self.level, &sentence, &mut scratch.syntax);
            let first = pending.first + at;
            let goes_on = scratch.pieces.starts.get(first + length) == Some(&false);
            let above = pending.above;
            let root = self.hang(first, &heads, &relations, above, layers);
            scratch.pending.above = if goes_on { above.or(root) } else { None };
            at += length;
        }
        scratch.pending.drop_front(at, width);
    }

    /// Appends a tree to the layers; its root hangs from `above` if there is one. Gives the root's word.
    fn hang(
        &self,
        first: usize,
        heads: &[u32],
        relations: &[u8],
        above: Option<u32>,
        layers: &mut Layers,
    ) -> Option<u32> {
        let first = first as u32;
        let mut root = None;
        for (i, (head, relation)) in heads.iter().zip(relations).enumerate() {
            let word = first + i as u32;
            let (head, relation) = match (head, above) {
                (0, Some(above)) => (above, self.joined.unwrap_or(*relation)),
                (0, None) => (word, *relation),
                (head, _) => (first + head - 1, *relation),
            };
            if heads[i] == 0 {
                root = Some(word);
            }
            layers.heads.push(head);
            layers.relations.push(relation);
        }
        root
    }
}

/// Does a sentence begin with this word?
fn begins((place, word): (usize, &Word<'_>)) -> bool {
    place == 0 || word.opens_sentence || word.opens_paragraph
}

impl Pieces {
    fn clear(&mut self) {
        self.ids.clear();
        self.from.clear();
        self.rows.clear();
        self.starts.clear();
    }
}

impl Pending {
    fn clear(&mut self) {
        self.first = 0;
        self.words.clear();
        self.roots.clear();
        self.root_of.clear();
        self.above = None;
    }

    /// Takes what came out of a batch: for each window a row for its `[CLS]`, then one for each word it speaks for.
    fn take(&mut self, windows: &[Window], rows: &[f32], width: usize) {
        let mut rest = rows;
        for window in windows {
            let (root, others) = rest.split_at(width.min(rest.len()));
            let (words, others) = others.split_at((window.keeps.len() * width).min(others.len()));
            let number = (self.roots.len() / width) as u32;
            self.roots.extend_from_slice(root);
            self.words.extend_from_slice(words);
            self.root_of.extend(std::iter::repeat_n(number, window.keeps.len()));
            rest = others;
        }
    }

    /// Length of the sentence (or part of one) at `at`, if all of it is here.
    fn complete(&self, at: usize, starts: &[bool]) -> Option<usize> {
        let first = self.first + at;
        let following = starts.get(first + 1..)?;
        let length = 1 + following
            .iter()
            .take(LONGEST_PARSED - 1)
            .position(|s| *s)
            .unwrap_or(following.len().min(LONGEST_PARSED - 1));
        (at + length <= self.root_of.len()).then_some(length)
    }

    /// Forgets the first words, and the roots that no other word has.
    fn drop_front(&mut self, words: usize, width: usize) {
        self.first += words;
        self.words.drain(..words * width);
        self.root_of.drain(..words);
        let unused = match self.root_of.first() {
            Some(root) => *root as usize,
            None => self.roots.len() / width.max(1),
        };
        self.roots.drain(..unused * width);
        for root in &mut self.root_of {
            *root -= unused as u32;
        }
    }
}
