//! How much room there is, and whether colours are wanted.

use std::io::IsTerminal;

use anstyle::{AnsiColor, Style};

/// Columns where nobody says how many there are: a file, a pipe.
const COLUMNS: usize = 100;

/// What the output may look like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Looks {
    /// Columns.
    pub(crate) width: usize,
    /// Are colours wanted?
    pub(crate) colour: bool,
}

impl Looks {
    /// Of standard output: as wide as the terminal (or as `COLUMNS` says), coloured on a terminal without `NO_COLOR`
    /// (no-color.org).
    pub(crate) fn of_standard_output() -> Looks {
        let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let terminal = std::io::stdout().is_terminal();
        let width = said.or_else(|| terminal.then(seen).flatten()).unwrap_or(COLUMNS);
        Looks { width: width.clamp(40, 400), colour: terminal && !refused }
    }

    /// `text` in a style; as it is where colours are not wanted.
    pub(crate) fn paint(self, style: Style, text: &str) -> String {
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        format!("{}{text}{}", style.render(), style.render_reset())
    }
}

/// Headings.
pub(crate) const HEADING: Style = Style::new().bold();
/// Ids and what is not the point.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// Who.
pub(crate) const SOURCE: Style = AnsiColor::Cyan.on_default().bold();
/// The words that tie.
pub(crate) const CUE: Style = AnsiColor::Yellow.on_default();
/// What is said, or counted.
pub(crate) const CONTENT: Style = AnsiColor::Green.on_default();
