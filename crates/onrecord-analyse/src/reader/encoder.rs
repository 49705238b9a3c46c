//! The encoder that a reader's file holds: a transformer over word pieces, or convolutions over words.

use super::convolution::{self, Convolution};
use super::transformer::{self, Transformer};
use super::weights::{Tensors, WeightsError};

/// Gives each word a vector.
#[derive(Debug)]
pub(crate) enum Encoder {
    /// Reads windows of word pieces.
    Transformer(Box<Transformer>),
    /// Reads words, whole documents on end.
    Convolution(Box<Convolution>),
}

/// Room for either.
#[derive(Debug, Default)]
pub(crate) struct Space {
    pub(crate) transformer: transformer::Workspace,
    pub(crate) convolution: convolution::Workspace,
}

impl Encoder {
    /// Reads the encoder that the metadata name; a transformer where they name none.
    pub(crate) fn read(t: &Tensors) -> Result<Self, WeightsError> {
        match t.optional_text("encoder") {
            None | Some("transformer") => Ok(Self::Transformer(Box::new(Transformer::read(t)?))),
            Some("convolution") => Ok(Self::Convolution(Box::new(Convolution::read(t)?))),
            Some(other) => Err(WeightsError::Metadata {
                key: "encoder",
                expected: "`transformer` or `convolution`",
                found: format!("`{other}`"),
            }),
        }
    }

    /// Numbers in a vector.
    pub(crate) fn hidden(&self) -> usize {
        match self {
            Self::Transformer(e) => e.shape.hidden,
            Self::Convolution(e) => e.hidden,
        }
    }

    /// Pieces in the vocabulary.
    pub(crate) fn pieces(&self) -> usize {
        match self {
            Self::Transformer(e) => e.shape.pieces,
            Self::Convolution(e) => e.lexicon.pieces(),
        }
    }

    /// The vectors that came out last: for each window its root's, then its words'.
    pub(crate) fn vectors<'a>(&self, space: &'a Space) -> &'a [f32] {
        match self {
            Self::Transformer(e) => space.transformer.vectors(e.shape.hidden),
            Self::Convolution(_) => space.convolution.vectors(),
        }
    }
}
