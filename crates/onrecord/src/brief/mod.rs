//! The brief: one page that says what is on record, who says it, how openly, and in which words.
//!
//! [`Brief::of`] is a pure function from readings to lines; the renderers lay those lines out as [`text`], [`markdown`]
//! and [`html`], and `serde` gives JSON. Nothing in a brief is phrased by the program: a line is made of headings, joints,
//! values, names and extracts, and points at the words it rests on.
//!
//! ```
//! use onrecord::brief::{Brief, BriefOptions, text};
//! use onrecord::{reconcile::across::Decisions, rules::Rules};
//!
//! let options = BriefOptions::default();
//! let brief = Brief::of(&[], &options, Rules::embedded()?, &Decisions::default());
//! assert!(brief.sections.is_empty());
//! assert!(text(&brief, 80, false).starts_with("NO REPORTS"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `Selection` picks the versions that count and the
//! findings that were asked for; each section (`people`, `positions`, `disputed`, ...) turns findings into [`Line`]s and
//! folds what is told twice into one; a renderer lays out sections without looking at findings again.

mod amounts;
mod changed;
mod conflicts;
mod dates;
mod disputed;
mod extract;
mod figures;
mod html;
mod lines;
mod markdown;
mod numbering;
mod people;
mod places;
mod planned;
mod positions;
mod selection;
mod sentences;
mod series;
mod silence;
mod speakers;
mod statements;
mod table;
mod text;
mod wording;

#[cfg(test)]
mod fixture;

use serde::{Deserialize, Serialize};

pub use html::{
    Chart, Dot, GroupView, LineView, Note, PageView, Paragraph, PlaceView, SectionView, html,
    paragraphs, view,
};
pub use lines::{
    Brief, Evidence, Extract, Group, Header, Line, Mark, Named, ReportEntry, Section, SectionKind,
    Speaker, When,
};
pub use markdown::markdown;
pub use series::{Point, Series};
pub use speakers::standing;
pub use statements::act;
pub use text::text;

use onrecord_reconcile::across::Decisions;
use onrecord_rules::Rules;

use crate::{Disputes, Reading};
use selection::Selection;

/// What a brief is to cover, and how wide it is to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefOptions {
    /// First day of publication, `YYYY-MM-DD`; reports without a date are then left out.
    pub since: Option<String>,
    /// Last day of publication, `YYYY-MM-DD`; reports without a date are then left out.
    pub until: Option<String>,
    /// Words that the passage of a finding, or its source's name, must all contain.
    pub about: Option<String>,
    /// Columns of the terminal.
    pub width: usize,
    /// Are ANSI colours wanted?
    pub colour: bool,
}

impl Default for BriefOptions {
    fn default() -> BriefOptions {
        BriefOptions { since: None, until: None, about: None, width: 100, colour: false }
    }
}

impl Brief {
    /// What `readings` put on record, by `rules` and as `decisions` left it: the same readings give the same brief, in whatever
    /// order they come.
    pub fn of(
        readings: &[Reading],
        options: &BriefOptions,
        rules: &Rules,
        decisions: &Decisions,
    ) -> Brief {
        let selection = Selection::of(readings, options, rules);
        let standing = selection.pages.iter().map(|page| page.reading);
        let disputes = Disputes::of(standing, rules, decisions);
        let figures = figures::Figures::of(&selection, rules);
        let conflicts = conflicts::of(&selection, &figures, &disputes);
        let statements = statements::Told::of(&selection, &disputes);
        let sections = [
            people::section(&selection, &figures, &conflicts),
            figures.other(&selection, &conflicts),
            places::section(&selection, &statements),
            positions::section(&selection, &statements),
            planned::section(&selection, &statements),
            disputed::section(&selection, &statements, &figures, (&disputes, &conflicts)),
            silence::section(&selection),
            changed::section(&selection, &statements, &figures),
            speakers::section(&selection),
        ];
        Brief {
            header: selection.header(options),
            sections: sections.into_iter().filter(|section| !section.groups.is_empty()).collect(),
            series: series::of(&selection, &figures),
            reports: selection.entries(),
        }
    }
}

#[cfg(test)]
mod tests;
