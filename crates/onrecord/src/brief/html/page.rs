//! What the template needs, worked out beforehand.

use askama::Template;

use super::super::wording::{self, Wording};
use super::super::{Brief, Group, Line, Mark, ReportEntry, Section, SectionKind, extract};
use super::chart::{self, Chart};
use super::marks::{self, Paragraph};
use super::{anchor, visible};
use crate::Reading;

/// Longer extracts than this are cut; their words stand in full below.
const LONGEST: usize = 420;

/// Lines of a group that stand open; the rest can be unfolded.
const OPEN_LINES: usize = 8;

/// The page.
#[derive(Template)]
#[template(path = "brief.html")]
pub(super) struct Page {
    view: PageView,
    reports: Vec<ReportView>,
}

/// A brief in words, as pages lay it out.
#[derive(Clone, Debug)]
pub struct PageView {
    /// What it is about.
    pub title: String,
    /// How many reports, origins, voices.
    pub counters: Vec<String>,
    /// Who published.
    pub outlets: String,
    /// Its sections.
    pub sections: Vec<SectionView>,
    /// Its series, drawn.
    pub charts: Vec<Chart>,
    /// The `viewBox` of every chart.
    pub chart_size: String,
    /// What the signs mean.
    pub legend: Vec<(&'static str, &'static str)>,
}

/// A section of a brief in words.
#[derive(Clone, Debug)]
pub struct SectionView {
    /// Which.
    pub kind: SectionKind,
    /// The fragment that leads to it.
    pub id: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What narrows the heading down.
    pub note: String,
    /// How its lines are laid out: `figures`, `sayings`, `sayings parties`.
    pub class: &'static str,
    /// Its groups.
    pub groups: Vec<GroupView>,
}

/// A group of lines.
#[derive(Clone, Debug)]
pub struct GroupView {
    /// What they have in common.
    pub heading: String,
    /// The lines that stand open.
    pub open: Vec<LineView>,
    /// Those that can be unfolded.
    pub folded: Vec<LineView>,
}

/// A line in words.
#[derive(Clone, Debug)]
pub struct LineView {
    /// `line`, `line inner` or `claim`.
    pub class: &'static str,
    /// What sort of thing it is.
    pub label: String,
    /// What to be wary of: sign and meaning.
    pub marks: Vec<(&'static str, &'static str)>,
    /// The number in a column of its own, where a section has one.
    pub value: String,
    /// Else the number among the words.
    pub number: String,
    /// The extract, and the values beside it.
    pub words: String,
    /// Who says it.
    pub who: String,
    /// The beginning of the finding's id.
    pub id: String,
    /// Where it stands.
    pub places: Vec<PlaceView>,
}

/// Where a line stands.
#[derive(Clone, Debug)]
pub struct PlaceView {
    /// The version of the report.
    pub version: String,
    /// The fragment that leads to the words.
    pub href: String,
    /// Outlet and day.
    pub text: String,
}

struct ReportView {
    id: String,
    title: String,
    outlet: String,
    published: String,
    url: Option<String>,
    byline: String,
    note: String,
    paragraphs: Vec<Paragraph>,
}

impl Page {
    pub(super) fn of(brief: &Brief, readings: &[Reading]) -> Page {
        let wording = Wording { links: true, ..Wording::of(brief, 6, false) };
        let reports =
            brief.reports.iter().filter_map(|entry| report(brief, entry, readings, &wording));
        Page { view: PageView::of(brief), reports: reports.collect() }
    }
}

impl PageView {
    pub(super) fn of(brief: &Brief) -> PageView {
        let wording = Wording { links: true, ..Wording::of(brief, 6, false) };
        PageView {
            title: capital(&wording::title(&brief.header)),
            counters: wording::counters(&brief.header),
            outlets: visible(&brief.header.outlets.join(" · ")),
            sections: brief.sections.iter().map(|s| section(s, &wording)).collect(),
            charts: chart::all(&brief.series, &wording),
            chart_size: chart::size(),
            legend: Mark::ALL.iter().map(|mark| (mark.symbol(), mark.meaning())).collect(),
        }
    }
}

fn section(section: &Section, wording: &Wording<'_>) -> SectionView {
    SectionView {
        kind: section.kind,
        id: section_id(section.kind),
        heading: section.kind.heading(),
        note: section.note.as_deref().map(|day| wording.day(day)).unwrap_or_default(),
        class: match section.kind {
            SectionKind::People | SectionKind::OtherFigures | SectionKind::Speakers => "figures",
            SectionKind::Positions => "sayings parties",
            _ => "sayings",
        },
        groups: section.groups.iter().map(|g| group(section.kind, g, wording)).collect(),
    }
}

/// The fragment that leads to a section.
fn section_id(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::People => "people",
        SectionKind::OtherFigures => "other-figures",
        SectionKind::Places => "places",
        SectionKind::Positions => "positions",
        SectionKind::Planned => "planned",
        SectionKind::Disputed => "disputed",
        SectionKind::NotSaid => "not-said",
        SectionKind::Changed => "changed",
        SectionKind::Speakers => "speakers",
    }
}

fn group(kind: SectionKind, group: &Group, wording: &Wording<'_>) -> GroupView {
    let unnamed = group.lines.iter().all(|line| line.marks.contains(&Mark::Unnamed));
    let star = if unnamed && kind == SectionKind::Positions { "*" } else { "" };
    let few = group.lines.len() <= OPEN_LINES + 2;
    let foremost = group.foremost(if few { group.lines.len() } else { OPEN_LINES });
    let is_open = |line: &Line| foremost.iter().any(|other| std::ptr::eq(*other, line));
    let (open, folded): (Vec<&Line>, Vec<&Line>) = group.lines.iter().partition(|l| is_open(l));
    let views = |lines: Vec<&Line>| lines.into_iter().map(|l| line(kind, l, wording)).collect();
    let (open, folded) = (views(open), views(folded));
    GroupView { heading: format!("{}{star}", wording::name(&group.heading)), open, folded }
}

fn line(kind: SectionKind, line: &Line, wording: &Wording<'_>) -> LineView {
    let figures = matches!(kind, SectionKind::People | SectionKind::OtherFigures);
    let label = match figures {
        true => line.beneath(),
        _ if kind == SectionKind::Speakers => "",
        _ => line.label.as_str(),
    };
    let class = match (kind, line.depth) {
        (SectionKind::Disputed, 0) => "claim",
        (_, 0) => "line",
        _ => "line inner",
    };
    let in_column = figures || kind == SectionKind::Speakers;
    let value = visible(line.value.as_deref().unwrap_or_default());
    let longest = if figures { LONGEST / 3 } else { LONGEST };
    let who = match kind {
        SectionKind::Speakers => wording.voice(line),
        SectionKind::Positions if !line.label.starts_with("talks") => {
            wording.behind_the_party(line)
        }
        _ => wording.voices(line),
    };
    LineView {
        class,
        label: visible(label),
        marks: line
            .marks
            .iter()
            .filter(|m| **m != Mark::Unnamed)
            .map(|m| (m.symbol(), m.meaning()))
            .collect(),
        value: if in_column { value.clone() } else { String::new() },
        number: if in_column { String::new() } else { value },
        words: wording.words(line, longest),
        who,
        id: line.id().map(|id| visible(id.short())).unwrap_or_default(),
        places: places(kind, line, wording),
    }
}

/// A link to the words in each report.
fn places(kind: SectionKind, line: &Line, wording: &Wording<'_>) -> Vec<PlaceView> {
    let most = if kind == SectionKind::Speakers { 4 } else { 12 };
    let mut seen: Vec<&str> = Vec::new();
    let mut places = Vec::new();
    for evidence in line.evidence.iter().chain(&line.before) {
        if seen.contains(&evidence.report.as_str()) {
            continue;
        }
        seen.push(&evidence.report);
        let marked = evidence.words.start < evidence.words.end
            && evidence.finding.as_str().contains('_')
            && !matches!(line.label.as_str(), "added" | "withdrawn");
        let day = evidence.day.as_deref().map(|day| wording.day(day)).unwrap_or_default();
        let outlet = evidence.outlet.as_deref().map(extract::printable).unwrap_or_default();
        places.push(PlaceView {
            version: evidence.report.clone(),
            href: anchor(if marked { evidence.finding.as_str() } else { &evidence.report }),
            text: [outlet, day]
                .iter()
                .filter(|part| !part.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join(", "),
        });
    }
    let more = places.len().saturating_sub(most);
    places.truncate(most);
    if more > 0
        && let Some(last) = places.last_mut()
    {
        last.text.push_str(&format!(" … {more} more"));
    }
    places
}

fn report(
    brief: &Brief,
    entry: &ReportEntry,
    readings: &[Reading],
    wording: &Wording<'_>,
) -> Option<ReportView> {
    let reading = readings.iter().find(|reading| reading.report.version == entry.version)?;
    let title_of = |version: &str| {
        let other = brief.reports.iter().find(|report| report.version == version);
        other.and_then(|report| report.outlet.clone()).unwrap_or_default()
    };
    let copy = entry.copy_of.as_deref().map(|origin| format!("repeats {}", title_of(origin)));
    let replaced = entry.replaced_by.as_ref().map(|_| "replaced by a later version".to_owned());
    let note: Vec<String> = copy.into_iter().chain(replaced).collect();
    // Only addresses of the web: what is clicked in a mailed page must not run anything.
    let is_web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    Some(ReportView {
        id: anchor(&entry.version),
        title: visible(
            entry.title.as_deref().or(entry.url.as_deref()).unwrap_or(&reading.report.id),
        ),
        outlet: visible(entry.outlet.as_deref().unwrap_or_default()),
        published: entry.published.as_deref().map(|at| wording.day(at)).unwrap_or_default(),
        url: entry.url.clone().filter(is_web),
        byline: visible(reading.report.byline.as_deref().unwrap_or_default()),
        note: visible(&note.join(", ")),
        paragraphs: marks::paragraphs(reading),
    })
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
