//! The encoder: embeddings, then layers of attention and feed-forward, on bytes where it multiplies.
//!
//! All windows of a batch lie one behind the other as rows, so no row is padding. After the last layer's keys and values
//! only the rows that somebody asked for are worked on.

use std::ops::Range;

use super::attention::{Attention, Task};
use super::kernels::{LANES, Level, Packed, Sink, product};
use super::numeric::{Norm, gelu, normalise, normalise_row, quantise};
use super::weights::{Tensors, WeightsError};

/// Rows that pass through the feed-forward part together, so that what it makes in between stays near the processor.
const FORWARD_ROWS: usize = 96;

/// A linear map with weights of one byte: `real = byte * scale[row]`.
#[derive(Debug)]
pub(crate) struct Linear8 {
    matrix: Packed,
    scale: Vec<[f32; LANES]>,
    bias: Vec<[f32; LANES]>,
}

impl Linear8 {
    /// Reads `NAME` i8 `[outputs, inputs]`, `NAME.scale` and `NAME.bias` f32 `[outputs]`.
    fn read(
        t: &Tensors,
        name: &str,
        outputs: Range<usize>,
        shape: [usize; 2],
    ) -> Result<Self, WeightsError> {
        let matrix = t.bytes(name, &shape)?;
        let scale = t.floats(&format!("{name}.scale"), &shape[..1])?;
        let bias = t.floats(&format!("{name}.bias"), &shape[..1])?;
        let part = &matrix[outputs.start * shape[1]..outputs.end * shape[1]];
        Ok(Self::new(part, &scale[outputs.clone()], &bias[outputs], shape[1]))
    }

    fn new(matrix: &[u8], scale: &[f32], bias: &[f32], inputs: usize) -> Self {
        let matrix = Packed::new(matrix, bias.len(), inputs);
        Self { matrix, scale: lines(scale), bias: lines(bias) }
    }

    /// Rounds a matrix of floats `[outputs, inputs]` to bytes, one scale an output.
    pub(crate) fn round(weights: &[f32], bias: &[f32], inputs: usize) -> Self {
        let (mut bytes, mut scale) = (Vec::with_capacity(weights.len()), Vec::new());
        for row in weights.chunks_exact(inputs) {
            let most = row.iter().fold(1e-12f32, |m, x| m.max(x.abs()));
            scale.push(most / 127.0);
            bytes.extend(row.iter().map(|x| ((x * (127.0 / most)).round_ties_even() as i8) as u8));
        }
        Self::new(&bytes, &scale, bias, inputs)
    }

    /// Numbers an output row takes: a multiple of 16.
    pub(crate) fn width(&self) -> usize {
        self.bias.len() * LANES
    }

    /// Multiplies quantised rows and hands on 16 numbers at a time: `put(row, column, numbers)`.
    #[inline]
    pub(crate) fn apply<F>(&self, level: Level, rows: &Quantised, range: Range<usize>, put: F)
    where
        F: FnMut(usize, usize, &[f32; LANES]),
    {
        let width = self.matrix.depth();
        let bytes = &rows.bytes[range.start * width..range.end * width];
        let mut sink = Scaled { map: self, scales: &rows.scales[range.clone()], put };
        product(level, bytes, range.len(), &self.matrix, &mut sink);
    }

    /// Multiplies all rows into `out`, [`Linear8::width`] numbers a row.
    pub(crate) fn write(&self, level: Level, rows: &Quantised, count: usize, out: &mut [f32]) {
        let width = self.width();
        self.apply(level, rows, 0..count, |row, column, numbers| {
            out[row * width + column..][..LANES].copy_from_slice(numbers);
        });
    }
}

/// Numbers in lines of 16, the last filled up with zeros.
fn lines(numbers: &[f32]) -> Vec<[f32; LANES]> {
    let fill = |part: &[f32]| {
        let mut line = [0f32; LANES];
        line[..part.len()].copy_from_slice(part);
        line
    };
    numbers.chunks(LANES).map(fill).collect()
}

struct Scaled<'a, F> {
    map: &'a Linear8,
    scales: &'a [f32],
    put: F,
}

impl<F: FnMut(usize, usize, &[f32; LANES])> Sink for Scaled<'_, F> {
    #[inline(always)]
    fn put(&mut self, row: usize, strip: usize, sums: &[i32; LANES]) {
        let (scale, by, bias) = (self.scales[row], &self.map.scale[strip], &self.map.bias[strip]);
        let mut out = [0f32; LANES];
        for i in 0..LANES {
            out[i] = sums[i] as f32 * (scale * by[i]) + bias[i];
        }
        (self.put)(row, strip * LANES, &out);
    }
}

/// Rows of bytes around 128, with a scale each.
#[derive(Debug, Default)]
pub(crate) struct Quantised {
    bytes: Vec<u8>,
    scales: Vec<f32>,
}

impl Quantised {
    /// Quantises rows of `width` floats.
    pub(crate) fn fill(&mut self, level: Level, rows: &[f32], width: usize) {
        self.bytes.resize(rows.len(), 0);
        self.scales.resize(rows.len() / width.max(1), 0.0);
        quantise(level, rows, width, &mut self.bytes, &mut self.scales);
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

/// Sizes of the encoder.
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
        let text = t.text("norm_epsilon")?;
        let epsilon = text.parse().ok().filter(|e: &f32| *e > 0.0 && *e < 1.0);
        let epsilon = epsilon.ok_or_else(|| {
            wrong("norm_epsilon", "a number between 0 and 1", format!("`{text}`"))
        })?;
        let pieces = t.shape("embeddings.word").and_then(|s| s.first()).copied().unwrap_or(0);
        Ok(Self { hidden, heads, inner, layers, pieces, epsilon })
    }
}

/// The encoder's weights.
#[derive(Debug)]
pub(crate) struct Encoder {
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
    /// Vectors of all rows, and in the end of the wanted rows: `[rows, hidden]`.
    pub(crate) vectors: Vec<f32>,
    bytes: Quantised,
    inner_bytes: Quantised,
    query: Vec<f32>,
    key_value: Vec<f32>,
    context: Vec<f32>,
    inner: Vec<f32>,
    attention: Attention,
}

impl Encoder {
    /// Reads the encoder's tensors.
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

    /// Encodes a batch; afterwards `space.vectors` holds the wanted rows, `[wanted, hidden]`.
    pub(crate) fn run(&self, level: Level, t: &Tensors, batch: &Batch, space: &mut Workspace) {
        self.embed(level, t, batch, space);
        for (n, layer) in self.layers.iter().enumerate() {
            self.attend(level, layer, batch, n + 1 == self.layers.len(), space);
            self.forward(level, layer, space);
        }
        if self.layers.is_empty() {
            keep_rows(&mut space.vectors, &batch.wanted, self.shape.hidden);
        }
    }

    fn embed(&self, level: Level, t: &Tensors, batch: &Batch, space: &mut Workspace) {
        let h = self.shape.hidden;
        let table = t.at(self.word.clone());
        space.vectors.resize(batch.ids.len() * h, 0.0);
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
                embed_row(level, &sources, &mut space.vectors[row * h..(row + 1) * h]);
            }
        }
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
        let rows = space.vectors.len() / h;
        space.bytes.fill(level, &space.vectors, h);
        space.key_value.resize(rows * 2 * h, 0.0);
        layer.key_value.write(level, &space.bytes, rows, &mut space.key_value);
        let (asking, count) = if last {
            keep_rows(&mut space.vectors, &batch.wanted, h);
            space.bytes.fill(level, &space.vectors, h);
            (&batch.wanted_of, batch.wanted.len())
        } else {
            (&batch.windows, rows)
        };
        space.query.resize(count * h, 0.0);
        layer.query.write(level, &space.bytes, count, &mut space.query);
        space.context.resize(count * h, 0.0);
        for (asking, window) in asking.iter().zip(&batch.windows) {
            let task = Task {
                query: &space.query[asking.start * h..asking.end * h],
                key_value: &space.key_value[window.start * 2 * h..window.end * 2 * h],
                hidden: h,
                heads: self.shape.heads,
            };
            let out = &mut space.context[asking.start * h..asking.end * h];
            space.attention.run(level, &task, out);
        }
        space.bytes.fill(level, &space.context, h);
        let vectors = &mut space.vectors;
        layer.attended.apply(level, &space.bytes, 0..count, |row, column, numbers| {
            add(&mut vectors[row * h + column..][..LANES], numbers);
        });
        normalise(level, &layer.norm1, vectors);
    }

    /// The feed-forward part and its norm, some rows at a time.
    fn forward(&self, level: Level, layer: &Layer, space: &mut Workspace) {
        let (h, inner) = (self.shape.hidden, self.shape.inner);
        space.bytes.fill(level, &space.vectors, h);
        let rows = space.vectors.len() / h;
        let mut from = 0;
        while from < rows {
            let to = rows.min(from + FORWARD_ROWS);
            let between = &mut space.inner;
            between.resize((to - from) * inner, 0.0);
            layer.up.apply(level, &space.bytes, from..to, |row, column, numbers| {
                let out = &mut between[row * inner + column..][..LANES];
                for (o, x) in out.iter_mut().zip(numbers) {
                    *o = gelu(*x);
                }
            });
            space.inner_bytes.fill(level, between, inner);
            let vectors = &mut space.vectors[from * h..to * h];
            layer.down.apply(level, &space.inner_bytes, 0..to - from, |row, column, numbers| {
                add(&mut vectors[row * h + column..][..LANES], numbers);
            });
            normalise(level, &layer.norm2, vectors);
            from = to;
        }
    }
}

#[inline(always)]
fn add(to: &mut [f32], numbers: &[f32; LANES]) {
    for (x, n) in to.iter_mut().zip(numbers) {
        *x += n;
    }
}

/// Moves the wanted rows to the front (they are in order) and drops the others.
fn keep_rows(vectors: &mut Vec<f32>, wanted: &[usize], width: usize) {
    for (to, from) in wanted.iter().enumerate() {
        vectors.copy_within(from * width..(from + 1) * width, to * width);
    }
    vectors.truncate(wanted.len() * width);
}

struct Sources<'a> {
    word: &'a [u8],
    scale: f32,
    position: &'a [f32],
    norm: &'a Norm,
    feature: &'a [f32],
}

super::numeric::for_each_level! {
    /// Adds up a piece's embedding: word and position, the norm, then the feature.
    fn embed_row(sources: &Sources<'_>, out: &mut [f32]) = embed_one;
}

#[inline(always)]
fn embed_one(sources: &Sources<'_>, out: &mut [f32]) {
    for ((o, w), p) in out.iter_mut().zip(sources.word).zip(sources.position) {
        *o = f32::from(w.cast_signed()) * sources.scale + p;
    }
    normalise_row(sources.norm, out);
    for (o, f) in out.iter_mut().zip(sources.feature) {
        *o += f;
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
