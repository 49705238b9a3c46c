//! The commands, one a file: what each takes and prints.

pub(crate) mod access;
pub(crate) mod add;
pub(crate) mod brief;
mod describe;
mod detail;
pub(crate) mod doctor;
pub(crate) mod figures;
mod passage;
pub(crate) mod people;
pub(crate) mod read;
pub(crate) mod reports;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod statements;
pub(crate) mod talks;
