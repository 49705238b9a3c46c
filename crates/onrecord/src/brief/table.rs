//! Columns of text in a terminal: measured as a terminal measures them, wrapped between words.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How a cell is set off; plain where colours are off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    #[default]
    Plain,
    Bold,
    Dim,
    Alarm,
}

impl Style {
    /// `text` in this style; nothing but `text` where colours are off.
    pub(super) fn paint(self, text: &str, colour: bool) -> String {
        let code = match self {
            Style::Plain => "",
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Alarm => "1;31",
        };
        if !colour || code.is_empty() || text.trim().is_empty() {
            return text.to_owned();
        }
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// One cell: lines that fit its column.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) right: bool,
}

impl Cell {
    pub(super) fn new(text: impl Into<String>, style: Style) -> Cell {
        Cell { text: text.into(), style, right: false }
    }

    pub(super) fn right(self) -> Cell {
        Cell { right: true, ..self }
    }
}

/// The columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// `text` in lines of at most `width` columns.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        for piece in pieces(word, width) {
            let gap = usize::from(!line.is_empty());
            if line.width() + gap + piece.width() > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&piece);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// A word, broken only where it is wider than a line.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for character in word.chars() {
        let own = character.width().unwrap_or(0);
        if used + own > width && used > 0 {
            pieces.push(String::new());
            used = 0;
        }
        used += own;
        if let Some(last) = pieces.last_mut() {
            last.push(character);
        }
    }
    pieces
}

/// One row of cells under columns of the given widths, two spaces apart; cells wrap within their column.
pub(super) fn row(indent: usize, cells: &[(Cell, usize)], colour: bool) -> String {
    let wrapped: Vec<Vec<String>> =
        cells.iter().map(|(cell, width)| wrap(&cell.text, *width)).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for at in 0..height {
        let mut line = " ".repeat(indent);
        let mut pending = 0;
        for ((cell, width), lines) in cells.iter().zip(&wrapped) {
            let text = lines.get(at).map(String::as_str).unwrap_or_default();
            let room = width.saturating_sub(text.width());
            let (before, after) = if cell.right { (room, 0) } else { (0, room) };
            if text.is_empty() {
                pending += width + GAP;
                continue;
            }
            line.push_str(&" ".repeat(pending + before));
            line.push_str(&cell.style.paint(text, colour));
            pending = after + GAP;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Columns between two cells.
pub(super) const GAP: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_count_double() {
        assert_eq!(wrap("洪水 洪水 洪水", 9), ["洪水 洪水", "洪水"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
    }

    #[test]
    fn rows_align_and_end_without_blanks() {
        let cells = [
            (Cell::new("killed", Style::Plain), 8),
            (Cell::new("> 300", Style::Bold).right(), 7),
            (Cell::new("one two three", Style::Plain), 7),
        ];
        assert_eq!(
            row(2, &cells, false),
            "  killed      > 300  one two\n                     three\n"
        );
        assert!(row(2, &cells, true).contains("\u{1b}[1m> 300\u{1b}[0m"));
    }
}
