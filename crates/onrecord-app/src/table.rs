//! Tables for people: as wide as the terminal, cut between words, right for wide characters.

use std::io::Write;

use unicode_width::UnicodeWidthStr;

use crate::looks::{FAINT, HEADING, Looks};
use crate::plain::plain;

/// Blank columns between two cells.
const GAP: usize = 2;

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    head: &'static str,
    /// The narrowest it may get; `None`: it is never cut.
    least: Option<usize>,
    right: bool,
    faint: bool,
}

impl Column {
    /// A column that is never cut: ids, dates.
    pub(crate) const fn whole(head: &'static str) -> Column {
        Column { head, least: None, right: false, faint: false }
    }

    /// A column that gives way down to `least` columns where there is not enough room: names, extracts.
    pub(crate) const fn giving(head: &'static str, least: usize) -> Column {
        Column { head, least: Some(least), right: false, faint: false }
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

    /// Adds a row, one cell a column; what a terminal would obey is made visible.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| plain(&cell)).collect());
    }

    /// Lays it out; columns that are empty in every row are left out.
    pub(crate) fn write(&self, looks: Looks, out: &mut dyn Write) -> std::io::Result<()> {
        let shown: Vec<usize> = (0..self.columns.len())
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

    /// The width of each shown column: as wide as its widest cell; where that is too much together, the giving ones
    /// are cut, the widest first.
    fn widths(&self, shown: &[usize], room: usize) -> Vec<usize> {
        let natural = |&i: &usize| {
            let head = self.columns.get(i).map_or(0, |column| column.head.width());
            let cells = self.rows.iter().filter_map(|row| row.get(i)).map(|cell| cell.width());
            cells.max().unwrap_or(0).max(head)
        };
        let mut widths: Vec<usize> = shown.iter().map(natural).collect();
        let least: Vec<Option<usize>> =
            shown.iter().map(|&i| self.columns.get(i).and_then(|column| column.least)).collect();
        let room = room.saturating_sub(GAP * shown.len().saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            let widest = (0..widths.len())
                .filter(|&i| least[i].is_some_and(|least| widths[i] > least))
                .max_by_key(|&i| widths[i]);
            match widest {
                Some(widest) => widths[widest] -= 1,
                None => break,
            }
        }
        widths
    }
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
            Column::giving("who", 8),
            Column::whole("n").right(),
            Column::giving("words", 10),
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
