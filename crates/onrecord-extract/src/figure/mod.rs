//! Figures: how many, of whom, as of when.

pub(crate) mod number;
pub(crate) mod words;
