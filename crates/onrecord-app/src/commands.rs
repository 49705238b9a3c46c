//! The commands, one a file: what each takes and prints.

pub(crate) mod access;
pub(crate) mod add;
pub(crate) mod brief;
pub(crate) mod compare;
pub(crate) mod copies;
mod describe;
mod detail;
pub(crate) mod doctor;
pub(crate) mod figures;
mod layers;
mod passage;
pub(crate) mod people;
pub(crate) mod read;
mod replaced;
pub(crate) mod reports;
pub(crate) mod rules;
pub(crate) mod search;
pub(crate) mod series;
pub(crate) mod show;
pub(crate) mod statements;
pub(crate) mod talks;
pub(crate) mod timeline;
pub(crate) mod why;
