//! The brief in a terminal: columns that line up, a page or two, and where to find the rest.

use super::table::{Cell, GAP, Style, columns, row, wrap};
use super::wording::{self, Wording};
use super::{Brief, Group, Line, Mark, Section, SectionKind, extract};

/// Narrower than this two columns of words are harder to read than one.
const TWO_COLUMNS: usize = 58;
const INDENT: usize = 2;
const ID: usize = 9;

/// `brief` in lines of at most `width` columns, at least 60; with ANSI colours where `colour` is on.
pub fn text(brief: &Brief, width: usize, colour: bool) -> String {
    let width = width.clamp(60, 400);
    let printer = Printer { width, colour, wording: Wording::of(brief, 3, width >= 120) };
    let mut out = printer.header(brief);
    for section in &brief.sections {
        out.push('\n');
        out.push_str(&printer.section(section));
    }
    if !brief.sections.is_empty() {
        out.push('\n');
        out.push_str(&printer.legend(brief));
    }
    out
}

struct Printer<'a> {
    width: usize,
    colour: bool,
    wording: Wording<'a>,
}

/// The widths of a section's columns.
struct Layout {
    label: usize,
    mark: usize,
    value: usize,
    words: usize,
    /// `None`: who says it follows the words in one column.
    who: Option<usize>,
    day: usize,
}

impl Printer<'_> {
    fn header(&self, brief: &Brief) -> String {
        let title = wording::title(&brief.header).to_uppercase();
        if brief.header.reports == 0 {
            return format!("{}\n", Style::Bold.paint(&title, self.colour));
        }
        let counters = wording::counters(&brief.header).join(" · ");
        let mut out = String::new();
        if columns(&title) + columns(&counters) + GAP <= self.width {
            let room = self.width - columns(&title) - columns(&counters);
            out.push_str(&Style::Bold.paint(&title, self.colour));
            out.push_str(&" ".repeat(room));
            out.push_str(&counters);
            out.push('\n');
        } else {
            for line in wrap(&title, self.width) {
                out.push_str(&Style::Bold.paint(&line, self.colour));
                out.push('\n');
            }
            for line in wrap(&counters, self.width) {
                out.push_str(&line);
                out.push('\n');
            }
        }
        for line in wrap(&extract::printable(&brief.header.outlets.join(", ")), self.width) {
            if !line.is_empty() {
                out.push_str(&Style::Dim.paint(&line, self.colour));
                out.push('\n');
            }
        }
        out
    }

    fn section(&self, section: &Section) -> String {
        let mut heading = section.kind.heading().to_uppercase();
        if let Some(note) = &section.note {
            heading.push_str(&format!(" · {}", self.wording.day(note).to_uppercase()));
        }
        let mut out = format!("{}\n", Style::Bold.paint(&heading, self.colour));
        let layout = self.layout(section);
        let mut left = 0;
        for (at, group) in section.groups.iter().enumerate() {
            if at >= most_groups(section.kind) {
                left += group.lines.len();
                continue;
            }
            out.push_str(&self.group(section.kind, group, &layout));
            if section.kind != SectionKind::People {
                left += hidden(section.kind, group);
            }
        }
        if left > 0 {
            let more = format!("… {left} more: {}", command(section.kind));
            let more = format!("{}{more}", " ".repeat(INDENT));
            out.push_str(&Style::Dim.paint(&extract::cut(&more, self.width), self.colour));
            out.push('\n');
        }
        out
    }

    fn group(&self, kind: SectionKind, group: &Group, layout: &Layout) -> String {
        let mut out = String::new();
        let heads_lines = !matches!(kind, SectionKind::People | SectionKind::OtherFigures);
        if heads_lines && !group.heading.is_empty() {
            let unnamed = group.lines.iter().all(|line| line.marks.contains(&Mark::Unnamed));
            let star = if unnamed && kind == SectionKind::Positions { "*" } else { "" };
            let heading = format!("{}{star}", wording::name(&group.heading));
            for line in wrap(&heading, self.width - INDENT) {
                out.push_str(&" ".repeat(INDENT));
                out.push_str(&Style::Bold.paint(&line, self.colour));
                out.push('\n');
            }
        }
        let mut before: Option<&str> = None;
        for line in group.foremost(most_lines(kind, group)) {
            let beneath = if heads_lines { "" } else { line.beneath() };
            let beneath = format!("  {beneath}");
            let label = match beneath.trim() {
                told if !told.is_empty() => beneath.as_str(),
                _ if !heads_lines && before == Some(line.label.as_str()) => "",
                _ => line.label.as_str(),
            };
            let is_inner = kind == SectionKind::Disputed && line.depth > 0;
            let nested = if is_inner { format!("  {label}") } else { label.to_owned() };
            out.push_str(&self.line(kind, line, &nested, layout));
            if beneath.trim().is_empty() {
                before = Some(&line.label);
            }
        }
        let hidden = hidden(kind, group);
        if kind == SectionKind::People && hidden > 0 {
            let measure = group.heading.replace(' ', "_");
            let more = format!("… {hidden} more: onrecord people {}", extract::printable(&measure));
            let cells = [
                (Cell::default(), layout.label),
                (Cell::new(more, Style::Dim), self.width - INDENT - layout.label - GAP),
            ];
            out.push_str(&row(INDENT, &cells, self.colour));
        }
        out
    }

    fn line(&self, kind: SectionKind, line: &Line, label: &str, layout: &Layout) -> String {
        let marks: String =
            line.marks.iter().filter(|mark| **mark != Mark::Unnamed).map(|m| m.symbol()).collect();
        let (words, who) = self.words(kind, line, layout);
        let alarm = line.marks.contains(&Mark::Contradicted);
        let day = line.day.as_deref().map(|day| self.wording.day(day)).unwrap_or_default();
        let id = line.id().map(|id| id.short().to_owned()).unwrap_or_default();
        let claims = kind == SectionKind::Disputed && line.depth == 0;
        let words_style = if claims { Style::Bold } else { Style::Plain };
        let mut cells = Vec::new();
        if layout.label > 0 {
            cells.push((Cell::new(extract::printable(label), Style::Plain), layout.label));
        }
        if layout.mark > 0 {
            let style = if alarm { Style::Alarm } else { Style::Plain };
            cells.push((Cell::new(marks, style), layout.mark));
        }
        if layout.value > 0 {
            let value = extract::printable(line.value.as_deref().unwrap_or_default());
            cells.push((Cell::new(value, Style::Bold).right(), layout.value));
        }
        cells.push((Cell::new(words, words_style), layout.words));
        if let Some(width) = layout.who {
            cells.push((Cell::new(who, Style::Plain), width));
        }
        cells.push((Cell::new(day, Style::Dim).right(), layout.day));
        if kind != SectionKind::Speakers {
            cells.push((Cell::new(id, Style::Dim), ID));
        }
        row(INDENT, &cells, self.colour)
    }

    /// The words of a line and who says them; in one where there is no room for two columns.
    fn words(&self, kind: SectionKind, line: &Line, layout: &Layout) -> (String, String) {
        let who = match kind {
            SectionKind::Positions if !line.label.starts_with("talks") => {
                self.wording.behind_the_party(line)
            }
            SectionKind::Speakers => return (self.wording.voice(line), String::new()),
            _ => self.wording.who(line),
        };
        let value = line.value.as_deref().filter(|_| layout.value == 0);
        let value = value.map(|value| format!("{} ", extract::printable(value)));
        let value = value.unwrap_or_default();
        let words = |room: usize| {
            format!("{value}{}", self.wording.words(line, room.saturating_sub(columns(&value))))
        };
        let figures = matches!(kind, SectionKind::People | SectionKind::OtherFigures);
        let lines = if figures { 2 } else { 3 + usize::from(layout.words < 44) };
        if layout.who.is_some() {
            return (words(layout.words * lines - layout.words / 4), who);
        }
        let words = words((layout.words * lines).saturating_sub(columns(&who) + 3).max(40));
        let says_first = kind == SectionKind::Disputed && line.depth > 0 && !line.says.is_empty();
        let both = match (says_first, words.is_empty(), who.is_empty()) {
            (true, false, _) => format!("{who}: {words}"),
            (false, false, false) => format!("{words} · {who}"),
            _ => words + &who,
        };
        (both, String::new())
    }

    fn layout(&self, section: &Section) -> Layout {
        // Only what is printed takes room.
        let groups = || section.groups.iter().take(most_groups(section.kind));
        let lines = || groups().flat_map(|group| group.foremost(most_lines(section.kind, group)));
        let widest = |of: &dyn Fn(&Line) -> usize| lines().map(of).max().unwrap_or(0);
        let nests = section.kind == SectionKind::Disputed;
        let label =
            widest(&|l| columns(&l.label) + if nests { 2 * usize::from(l.depth) } else { 0 });
        let has_parts = lines().any(|line| !line.beneath().is_empty());
        let label = label.max(if has_parts { columns("  of them") } else { 0 });
        let label = label.min(if self.width < 120 { 12 } else { 18 });
        let label = if section.kind == SectionKind::Speakers { 0 } else { label };
        let mark = widest(&|l| l.marks.iter().filter(|m| **m != Mark::Unnamed).count());
        let value = widest(&|l| l.value.as_deref().map_or(0, columns));
        // Among claims a number is one of the words: a column for it would stand empty.
        let value = if nests { 0 } else { value.min(if self.width < 100 { 10 } else { 14 }) };
        let day = widest(&|l| l.day.as_deref().map_or(0, |day| columns(&self.wording.day(day))));
        let id = if section.kind == SectionKind::Speakers { 0 } else { ID + GAP };
        let optional = |width: usize| if width > 0 { width + GAP } else { 0 };
        let fixed =
            INDENT + optional(label) + optional(mark) + optional(value) + optional(day) + id;
        let flow = self.width.saturating_sub(fixed);
        let splits = flow >= TWO_COLUMNS
            && !matches!(
                section.kind,
                SectionKind::Positions | SectionKind::Disputed | SectionKind::Speakers
            );
        let who = splits.then(|| {
            let share = flow * if section.kind == SectionKind::People { 45 } else { 33 } / 100;
            share.min(widest(&|l| columns(&self.wording.who(l))))
        });
        let words = flow - who.map_or(0, |who| who + GAP);
        Layout { label, mark, value, words, who, day }
    }

    fn legend(&self, brief: &Brief) -> String {
        let lines = || brief.sections.iter().flat_map(|s| &s.groups).flat_map(|group| &group.lines);
        let used = |mark: &Mark| lines().any(|line| line.marks.contains(mark));
        let marks = Mark::ALL.into_iter().filter(used);
        let mut parts: Vec<String> =
            marks.map(|mark| format!("{} {}", mark.symbol(), mark.meaning())).collect();
        let compared = |sign: &str| {
            lines().any(|line| line.value.as_deref().is_some_and(|value| value.starts_with(sign)))
        };
        for (sign, meaning) in
            [("~", "about"), (">", "more than"), ("≥", "at least"), ("≤", "up to")]
        {
            if compared(sign) {
                parts.push(format!("{sign} {meaning}"));
            }
        }
        parts.push("← through whom".into());
        parts.push("onrecord show ID: the words in their place".into());
        let lines = wrap(&parts.join(" · "), self.width);
        lines.iter().map(|line| format!("{}\n", Style::Dim.paint(line, self.colour))).collect()
    }
}

/// How many groups of a section a page or two have room for.
fn most_groups(kind: SectionKind) -> usize {
    match kind {
        SectionKind::People => usize::MAX,
        SectionKind::OtherFigures => 6,
        SectionKind::Places | SectionKind::Changed => 4,
        SectionKind::Positions => 8,
        SectionKind::Disputed => 7,
        SectionKind::Planned | SectionKind::NotSaid | SectionKind::Speakers => 1,
    }
}

/// How many lines of a group: of people, more where more is told.
fn most_lines(kind: SectionKind, group: &Group) -> usize {
    match kind {
        SectionKind::People => (2 + group.lines.len() / 8).min(6),
        SectionKind::OtherFigures => 2,
        SectionKind::Places | SectionKind::Positions => 3,
        SectionKind::Planned => 7,
        SectionKind::Disputed | SectionKind::NotSaid | SectionKind::Changed => 5,
        SectionKind::Speakers => 10,
    }
}

/// Lines of a group that are left out.
fn hidden(kind: SectionKind, group: &Group) -> usize {
    group.lines.len().saturating_sub(most_lines(kind, group))
}

/// What lists the rest of a section.
fn command(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::People | SectionKind::OtherFigures => "onrecord figures",
        SectionKind::Disputed => "onrecord disputes",
        SectionKind::Planned => "onrecord statements --act plan",
        SectionKind::NotSaid | SectionKind::Changed => "onrecord brief --format html",
        SectionKind::Places => "onrecord access",
        SectionKind::Positions => "onrecord talks",
        SectionKind::Speakers => "onrecord statements",
    }
}
