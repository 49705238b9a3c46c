//! The brief as Markdown: headings and lists, to be pasted into a note, a wiki or a mail.

use super::wording::{self, Wording};
use super::{Brief, Group, Line, Mark, SectionKind, extract};

/// Longer extracts than this are cut.
const LONGEST: usize = 320;

/// `brief` as Markdown (CommonMark). What a report says is escaped: it cannot become a heading, a link or HTML.
pub fn markdown(brief: &Brief) -> String {
    let wording = Wording::of(brief, 4, true);
    let mut out = format!("# {}\n\n", capital(&escape(&wording::title(&brief.header))));
    if brief.header.reports > 0 {
        out.push_str(&format!("{}\n", wording::counters(&brief.header).join(" · ")));
        out.push_str(&format!("\n{}\n", escape(&brief.header.outlets.join(", "))));
    }
    for section in &brief.sections {
        let note = section.note.as_deref().map(|day| format!(" · {}", wording.day(day)));
        out.push_str(&format!("\n## {}{}\n\n", section.kind.heading(), note.unwrap_or_default()));
        for group in &section.groups {
            out.push_str(&lines(section.kind, group, &wording));
        }
    }
    if !brief.reports.is_empty() {
        out.push_str("\n## Reports\n\n");
    }
    for report in &brief.reports {
        let published = report.published.as_deref().map(|at| wording.day(at));
        let parts = [published, report.outlet.clone(), report.title.clone(), report.url.clone()];
        let parts: Vec<String> = parts.into_iter().flatten().map(|part| escape(&part)).collect();
        let replaced = if report.replaced_by.is_some() { " (replaced)" } else { "" };
        out.push_str(&format!("- {}{replaced}\n", parts.join(" · ")));
    }
    let marks = Mark::ALL.map(|mark| format!("{} {}", escape(mark.symbol()), mark.meaning()));
    out.push_str(&format!("\n{} · ← through whom\n", marks.join(" · ")));
    out
}

fn lines(kind: SectionKind, group: &Group, wording: &Wording<'_>) -> String {
    let mut out = String::new();
    if !group.heading.is_empty() {
        out.push_str(&format!("- **{}**\n", escape(&group.heading)));
    }
    let base = usize::from(!group.heading.is_empty());
    let figures = matches!(kind, SectionKind::People | SectionKind::OtherFigures);
    for line in &group.lines {
        let indent = "  ".repeat(base + usize::from(line.depth));
        let label = match figures {
            true => line.beneath(),
            _ if kind == SectionKind::Speakers => "",
            _ => line.label.as_str(),
        };
        out.push_str(&format!("{indent}- {}\n", item(kind, label, line, wording)));
    }
    out
}

fn item(kind: SectionKind, label: &str, line: &Line, wording: &Wording<'_>) -> String {
    let marks = line.marks.iter().filter(|mark| **mark != Mark::Unnamed).map(|mark| mark.symbol());
    let mut parts: Vec<String> = Vec::new();
    if !label.is_empty() {
        parts.push(escape(label));
    }
    parts.extend(marks.map(escape));
    parts.extend(line.value.as_ref().map(|value| format!("**{}**", escape(value))));
    parts.push(escape(&wording.words(line, LONGEST)));
    let who = if kind == SectionKind::Speakers { wording.voice(line) } else { wording.who(line) };
    let who = escape(&who);
    let day = line.day.as_deref().map(|day| wording.day(day)).unwrap_or_default();
    let id = line.id().map(|id| format!("`{}`", id.short())).unwrap_or_default();
    parts.retain(|part| !part.is_empty());
    let tail: Vec<String> = [who, day, id].into_iter().filter(|part| !part.is_empty()).collect();
    format!("{} — {}", parts.join(" "), tail.join(" · "))
}

/// A backslash before whatever Markdown might take as its own.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in extract::printable(text).chars() {
        if matches!(
            character,
            '\\' | '`'
                | '*'
                | '_'
                | '{'
                | '}'
                | '['
                | ']'
                | '<'
                | '>'
                | '#'
                | '|'
                | '!'
                | '&'
                | '~'
        ) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
