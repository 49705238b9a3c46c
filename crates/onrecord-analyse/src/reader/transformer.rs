//! The transformer: embeddings, then layers of attention and feed-forward, on bytes where it multiplies.
//!
//! All windows of a batch lie one behind the other as rows, so no row is padding. After the last layer's keys and values
//! only the rows that somebody asked for are worked on.

use std::ops::Range;

use super::attention::{Attention, Task};
use super::kernels::lanes::{Lanes, for_each_level};
use super::kernels::{LANES, Level};
use super::linear::{Linear8, Quantised, Then, Write, room};
use super::numeric::{Norm, gelu, normalise, normalise_row};
use super::weights::{Tensors, WeightsError};

/// Rows that pass through the feed-forward part together, so that what it makes in between stays near the processor.
const FORWARD_ROWS: usize = 96;

/// Their [`gelu`] is written.
struct WriteGelu;
/// They are added.
struct Add;

impl Then for WriteGelu {
    #[inline(always)]
    fn then<L: Lanes>(&self, l: L, numbers: L::F, to: &mut [f32; LANES]) {
        l.store(gelu(l, numbers), to);
    }
}

impl Then for Add {
    #[inline(always)]
    fn then<L: Lanes>(&self, l: L, numbers: L::F, to: &mut [f32; LANES]) {
        l.store(l.add(l.load(to), numbers), to);
    }
}

#[derive(Debug)]
struct Layer {
    query: Linear8,
    key_value: Linear8,
    attended: Linear8,
    norm1: Norm,
    up: Linear8,
    down: Linear8,
    norm2: Norm,
}

/// Sizes of the transformer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Numbers in a vector.
    pub(crate) hidden: usize,
    /// Heads of the attention.
    pub(crate) heads: usize,
    /// Numbers between the two feed-forward maps.
    pub(crate) inner: usize,
    layers: usize,
    /// Pieces in the vocabulary.
    pub(crate) pieces: usize,
    epsilon: f32,
}

impl Shape {
    /// Reads the sizes from the metadata.
    fn read(t: &Tensors) -> Result<Self, WeightsError> {
        let hidden = t.count("hidden", 4096)?;
        let heads = t.count("attention_heads", 64)?;
        let inner = t.count("intermediate", 16384)?;
        let layers = t.count("layers", 64)?;
        let wrong = |key, expected, found: String| WeightsError::Metadata { key, expected, found };
        if hidden % LANES != 0 || hidden % heads != 0 || (hidden / heads) % LANES != 0 {
            let found = format!("{hidden} numbers in {heads} heads");
            return Err(wrong("attention_heads", "heads of a multiple of 16 numbers", found));
        }
        if inner % LANES != 0 {
            return Err(wrong("intermediate", "a multiple of 16", inner.to_string()));
        }
        let epsilon = t.small("norm_epsilon")?;
        let pieces = t.shape("embeddings.word").and_then(|s| s.first()).copied().unwrap_or(0);
        Ok(Self { hidden, heads, inner, layers, pieces, epsilon })
    }
}

/// The transformer's weights.
#[derive(Debug)]
pub(crate) struct Transformer {
    pub(crate) shape: Shape,
    word: Range<usize>,
    word_scale: Vec<f32>,
    position: Vec<f32>,
    feature: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

/// What goes in: windows of pieces, one behind the other, and which rows are wanted back.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Piece of each row.
    pub(crate) ids: Vec<u32>,
    /// Feature of each row.
    pub(crate) features: Vec<u8>,
    /// Rows of each window.
    pub(crate) windows: Vec<Range<usize>>,
    /// Rows wanted back, in order.
    pub(crate) wanted: Vec<usize>,
    /// For each window, its part of `wanted`.
    pub(crate) wanted_of: Vec<Range<usize>>,
}

impl Batch {
    /// Forgets everything but the room it took.
    pub(crate) fn clear(&mut self) {
        self.ids.clear();
        self.features.clear();
        self.windows.clear();
        self.wanted.clear();
        self.wanted_of.clear();
    }
}

/// Room that the encoder works in; grows to the largest batch and is used again.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    /// Vectors of all rows, and in the end of the wanted rows: `[rows, hidden]`, and room behind them.
    vectors: Vec<f32>,
    rows: usize,
    bytes: Quantised,
    inner_bytes: Quantised,
    query: Vec<f32>,
    key_value: Vec<f32>,
    context: Vec<f32>,
    inner: Vec<f32>,
    attention: Attention,
}

impl Workspace {
    /// The vectors of the rows that were wanted, `[wanted, hidden]`.
    pub(crate) fn vectors(&self, hidden: usize) -> &[f32] {
        &self.vectors[..self.rows * hidden]
    }
}

impl Transformer {
    /// Reads the transformer's tensors.
    pub(crate) fn read(t: &Tensors) -> Result<Self, WeightsError> {
        let shape = Shape::read(t)?;
        let (h, v) = (shape.hidden, shape.pieces);
        Ok(Self {
            shape,
            word: t.place_of_bytes("embeddings.word", &[v, h])?,
            word_scale: t.floats("embeddings.word.scale", &[v])?,
            position: t.floats("embeddings.position", &[258, h])?,
            feature: t.floats("embeddings.feature", &[9, h])?,
            norm: norm(t, "embeddings.norm", &shape)?,
            layers: (0..shape.layers).map(|n| layer(t, n, &shape)).collect::<Result<_, _>>()?,
        })
    }

    /// Encodes a batch; afterwards [`Workspace::vectors`] are those of the wanted rows.
    pub(crate) fn run(&self, level: Level, t: &Tensors, batch: &Batch, space: &mut Workspace) {
        self.embed(t, level, batch, space);
        for (n, layer) in self.layers.iter().enumerate() {
            self.attend(level, layer, batch, n + 1 == self.layers.len(), space);
            self.forward(level, layer, space);
        }
    }

    /// Fills `space.vectors` and `space.bytes`.
    fn embed(&self, t: &Tensors, level: Level, batch: &Batch, space: &mut Workspace) {
        let h = self.shape.hidden;
        let table = t.at(self.word.clone());
        space.rows = batch.ids.len();
        let vectors = room(&mut space.vectors, space.rows * h);
        for window in &batch.windows {
            for (place, row) in window.clone().enumerate() {
                let id = (batch.ids[row] as usize).min(self.shape.pieces - 1);
                let at = place.min(257) * h;
                let feature = usize::from(batch.features[row].min(8)) * h;
                let sources = Sources {
                    word: &table[id * h..(id + 1) * h],
                    scale: self.word_scale[id],
                    position: &self.position[at..at + h],
                    norm: &self.norm,
                    feature: &self.feature[feature..feature + h],
                };
                embed_row(level, &sources, &mut vectors[row * h..(row + 1) * h]);
            }
        }
        space.bytes.fill(level, vectors, h);
    }

    /// Attention and its norm. In the last layer only wanted rows ask, and only they remain.
    fn attend(
        &self,
        level: Level,
        layer: &Layer,
        batch: &Batch,
        last: bool,
        space: &mut Workspace,
    ) {
        let h = self.shape.hidden;
        let rows = space.rows;
        let key_value = room(&mut space.key_value, rows * 2 * h);
        layer.key_value.apply(level, &space.bytes, 0..rows, Write, key_value);
        let (asking, count) = if last {
            keep_rows(&mut space.vectors, &batch.wanted, h);
            space.bytes.keep(&batch.wanted, h);
            space.rows = batch.wanted.len();
            (&batch.wanted_of, batch.wanted.len())
        } else {
            (&batch.windows, rows)
        };
        let query = room(&mut space.query, count * h);
        layer.query.apply(level, &space.bytes, 0..count, Write, query);
        let context = room(&mut space.context, count * h);
        for (asking, window) in asking.iter().zip(&batch.windows) {
            let task = Task {
                query: &query[asking.start * h..asking.end * h],
                key_value: &key_value[window.start * 2 * h..window.end * 2 * h],
                hidden: h,
                heads: self.shape.heads,
            };
            let out = &mut context[asking.start * h..asking.end * h];
            space.attention.run(level, &task, out);
        }
        let (bytes, vectors) = (&mut space.bytes, &mut space.vectors[..count * h]);
        bytes.fill(level, context, h);
        layer.attended.apply(level, bytes, 0..count, Add, vectors);
        normalise(level, &layer.norm1, vectors, &mut bytes.bytes, &mut bytes.scales);
    }

    /// The feed-forward part and its norm, some rows at a time.
    fn forward(&self, level: Level, layer: &Layer, space: &mut Workspace) {
        let (h, inner) = (self.shape.hidden, self.shape.inner);
        let rows = space.rows;
        let mut from = 0;
        while from < rows {
            let to = rows.min(from + FORWARD_ROWS);
            let between = room(&mut space.inner, (to - from) * inner);
            layer.up.apply(level, &space.bytes, from..to, WriteGelu, between);
            space.inner_bytes.fill(level, between, inner);
            let vectors = &mut space.vectors[from * h..to * h];
            layer.down.apply(level, &space.inner_bytes, 0..to - from, Add, vectors);
            let bytes = &mut space.bytes;
            let (out, scales) = (&mut bytes.bytes[from * h..to * h], &mut bytes.scales[from..to]);
            normalise(level, &layer.norm2, vectors, out, scales);
            from = to;
        }
    }
}

/// Moves the wanted rows, which are in order, to the front.
fn keep_rows(vectors: &mut [f32], wanted: &[usize], width: usize) {
    for (to, from) in wanted.iter().enumerate() {
        vectors.copy_within(from * width..(from + 1) * width, to * width);
    }
}

struct Sources<'a> {
    word: &'a [u8],
    scale: f32,
    position: &'a [f32],
    norm: &'a Norm,
    feature: &'a [f32],
}

for_each_level! {
    /// Adds up a piece's embedding: word and position, the norm, then the feature.
    fn embed_row(sources: &Sources<'_>, out: &mut [f32]) = embed_one;
}

#[inline(always)]
fn embed_one<L: Lanes>(l: L, sources: &Sources<'_>, out: &mut [f32]) {
    let scale = l.splat(sources.scale);
    let words = sources.word.as_chunks::<LANES>().0.iter();
    let parts = words.zip(sources.position.as_chunks::<LANES>().0);
    for (o, (w, p)) in out.as_chunks_mut::<LANES>().0.iter_mut().zip(parts) {
        l.store(l.add(l.mul(l.signed(w), scale), l.load(p)), o);
    }
    normalise_row(l, sources.norm, out);
    let features = sources.feature.as_chunks::<LANES>().0;
    for (o, f) in out.as_chunks_mut::<LANES>().0.iter_mut().zip(features) {
        l.store(l.add(l.load(o), l.load(f)), o);
    }
}

fn norm(t: &Tensors, name: &str, shape: &Shape) -> Result<Norm, WeightsError> {
    Ok(Norm {
        weight: t.floats(&format!("{name}.weight"), &[shape.hidden])?,
        bias: t.floats(&format!("{name}.bias"), &[shape.hidden])?,
        epsilon: shape.epsilon,
    })
}

fn layer(t: &Tensors, n: usize, shape: &Shape) -> Result<Layer, WeightsError> {
    let (h, inner) = (shape.hidden, shape.inner);
    let whole = |part: &str, out: usize, into: usize| {
        Linear8::read(t, &format!("layers.{n}.{part}"), 0..out, [out, into])
    };
    let qkv = format!("layers.{n}.qkv");
    Ok(Layer {
        query: Linear8::read(t, &qkv, 0..h, [3 * h, h])?,
        key_value: Linear8::read(t, &qkv, h..3 * h, [3 * h, h])?,
        attended: whole("attended", h, h)?,
        norm1: norm(t, &format!("layers.{n}.norm1"), shape)?,
        up: whole("up", inner, h)?,
        down: whole("down", h, inner)?,
        norm2: norm(t, &format!("layers.{n}.norm2"), shape)?,
    })
}
