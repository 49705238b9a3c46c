//! Tables for people: as wide as the terminal, cut between words, right for wide characters.

use std::io::Write;

use unicode_width::UnicodeWidthStr;

use crate::looks::{FAINT, HEADING, Looks};
use crate::plain::plain;

/// Blank columns between two cells.
const GAP: usize = 2;
/// A column narrower than this says nothing.
const NARROWEST: usize = 6;

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    head: &'static str,
    /// Its share of the room that is left, against the shares of others; 0: it is never cut.
    share: usize,
    right: bool,
    faint: bool,
    /// Left out in tables narrower than this.
    from: usize,
}

impl Column {
    /// A column that is never cut: ids, dates.
    pub(crate) const fn whole(head: &'static str) -> Column {
        Column { head, share: 0, right: false, faint: false, from: 0 }
    }

    /// A column that is cut where there is not enough room: names, extracts. What the whole ones leave is shared out by
    /// `share`; who needs less leaves the rest to the others.
    pub(crate) const fn giving(head: &'static str, share: usize) -> Column {
        Column { head, share, right: false, faint: false, from: 0 }
    }

    /// It is left out where there are fewer than `columns` in all: what it says can be had elsewhere.
    pub(crate) const fn only_from(self, columns: usize) -> Column {
        Column { from: columns, ..self }
    }

    /// Its cells stand to the right: numbers.
    pub(crate) const fn right(self) -> Column {
        Column { right: true, ..self }
    }

    /// Its cells stand back: ids.
    pub(crate) const fn faint(self) -> Column {
        Column { faint: true, ..self }
    }
}

/// Rows under headings.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub(crate) fn new(columns: &[Column]) -> Table {
        Table { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Has it no row?
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a row, one cell a column; what a terminal would obey is made visible.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| plain(&cell)).collect());
    }

    /// Lays it out; columns that are empty in every row, or want more room than there is, are left out.
    pub(crate) fn write(&self, looks: Looks, out: &mut dyn Write) -> std::io::Result<()> {
        let shown: Vec<usize> = (0..self.columns.len())
            .filter(|&i| self.columns.get(i).is_some_and(|column| column.from <= looks.width))
            .filter(|&i| self.rows.iter().any(|row| row.get(i).is_some_and(|c| !c.is_empty())))
            .collect();
        let widths = self.widths(&shown, looks.width);
        let line = |cells: Vec<(String, &Column, usize)>, heading: bool| -> String {
            let mut line = String::new();
            for (at, (cell, column, width)) in cells.iter().enumerate() {
                let cell = cut(cell, *width);
                let blank = " ".repeat(width.saturating_sub(cell.width()));
                let style = if column.faint { Some(FAINT) } else { None };
                let style = if heading { Some(HEADING) } else { style };
                let painted = style.map_or(cell.clone(), |style| looks.paint(style, &cell));
                let last = at + 1 == cells.len();
                match (column.right, last) {
                    (true, _) => line.push_str(&(blank + &painted)),
                    (false, true) => line.push_str(&painted),
                    (false, false) => line.push_str(&(painted + &blank)),
                }
                line.push_str(if last { "" } else { "  " });
            }
            line.trim_end().to_owned()
        };
        let columns =
            || shown.iter().zip(&widths).filter_map(|(&i, &w)| Some((self.columns.get(i)?, i, w)));
        let head = columns().map(|(column, _, width)| (column.head.to_owned(), column, width));
        writeln!(out, "{}", line(head.collect(), true))?;
        for row in &self.rows {
            let cells = columns()
                .map(|(column, i, width)| (row.get(i).cloned().unwrap_or_default(), column, width));
            writeln!(out, "{}", line(cells.collect(), false))?;
        }
        Ok(())
    }

    /// The width of each shown column: as wide as its widest cell; where that is too much together, what the whole ones
    /// leave is shared out among the giving ones.
    fn widths(&self, shown: &[usize], room: usize) -> Vec<usize> {
        let natural = |&i: &usize| {
            let head = self.columns.get(i).map_or(0, |column| column.head.width());
            let cells = self.rows.iter().filter_map(|row| row.get(i)).map(|cell| cell.width());
            cells.max().unwrap_or(0).max(head)
        };
        let natural: Vec<usize> = shown.iter().map(natural).collect();
        let shares: Vec<usize> =
            shown.iter().map(|&i| self.columns.get(i).map_or(0, |column| column.share)).collect();
        let whole: usize =
            natural.iter().zip(&shares).filter(|(_, share)| **share == 0).map(|(w, _)| w).sum();
        let gaps = GAP * shown.len().saturating_sub(1);
        shared_out(&natural, &shares, room.saturating_sub(gaps + whole))
    }
}

/// Each giving column gets its share of `room`, but no more than it needs; what it leaves goes to the others.
fn shared_out(natural: &[usize], shares: &[usize], room: usize) -> Vec<usize> {
    let mut widths: Vec<usize> =
        natural.iter().zip(shares).map(|(&w, &share)| if share == 0 { w } else { 0 }).collect();
    let mut left = room;
    let mut open: Vec<usize> = (0..widths.len()).filter(|&i| shares[i] > 0).collect();
    while !open.is_empty() {
        let all: usize = open.iter().map(|&i| shares[i]).sum();
        let fair = |i: usize| left * shares[i] / all;
        let Some(at) = open.iter().position(|&i| natural[i] <= fair(i)) else {
            for &i in &open {
                widths[i] = (left * shares[i] / all).max(NARROWEST);
            }
            break;
        };
        let i = open.remove(at);
        widths[i] = natural[i];
        left -= natural[i];
    }
    widths
}

/// `text` in at most `width` columns: where it is longer, as many whole words as fit and `…`. A first word that is too
/// long by itself is cut inside, since there is no other place.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(1);
    let mut fits = 0;
    let mut used = 0;
    let mut words_end = 0;
    for (at, c) in text.char_indices() {
        let wide = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if c == ' ' && used <= room {
            words_end = at;
        }
        if used + wide > room {
            break;
        }
        used += wide;
        fits = at + c.len_utf8();
    }
    let end = if words_end > 0 { words_end } else { fits };
    let kept = text.get(..end).unwrap_or_default();
    format!("{}…", kept.trim_end_matches([' ', ',', ';', ':', '-', '–', '—']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(width: usize) -> String {
        let mut table = Table::new(&[
            Column::whole("id").faint(),
            Column::giving("who", 1),
            Column::whole("n").right(),
            Column::giving("words", 1),
            Column::whole("never filled"),
        ]);
        let row = |cells: [&str; 5]| cells.map(str::to_owned);
        table.row(row([
            "fi_1",
            "Ada Okoro, a spokeswoman",
            "12",
            "the bridge at Bramley is closed",
            "",
        ]));
        table.row(row(["fi_22", "洪水対策本部", "7", "at least 7 people", ""]));
        let mut out = Vec::new();
        table.write(Looks { width, colour: false }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn wide_enough_shows_all() {
        let expected = "\
id     who                        n  words
fi_1   Ada Okoro, a spokeswoman  12  the bridge at Bramley is closed
fi_22  洪水対策本部               7  at least 7 people
";
        assert_eq!(laid_out(100), expected);
    }

    #[test]
    fn too_narrow_cuts_between_words() {
        for line in laid_out(48).lines() {
            assert!(line.width() <= 48, "{line}");
        }
        assert!(laid_out(48).contains("the bridge at…"), "{}", laid_out(48));
    }

    #[test]
    fn cuts_at_the_end_of_a_word() {
        for (text, width, expected) in [
            ("at least 12 people", 18, "at least 12 people"),
            ("at least 12 people", 12, "at least 12…"),
            ("at least 12 people", 11, "at least…"),
            ("killed, and more", 9, "killed…"),
            ("unbelievably", 6, "unbel…"),
            ("洪水対策本部", 5, "洪水…"),
        ] {
            assert_eq!(cut(text, width), expected, "{text} in {width}");
        }
    }
}
