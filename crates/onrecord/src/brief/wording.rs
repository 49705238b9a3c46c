//! The joints between values: what every renderer prints in the same way. Nothing else in a brief is worded by the program.

use onrecord_model::Link;

use super::table::columns;
use super::{Brief, Extract, Header, Line, Named, Speaker, When, dates, extract};

/// How one renderer prints the pieces of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wording<'a> {
    /// The year that dates leave out.
    pub(super) year: Option<&'a str>,
    /// At most so many voices a line; the rest are counted.
    pub(super) voices: usize,
    /// Is the outlet named after the voice?
    pub(super) outlets: bool,
    /// Does every report get a link of its own, so that none need be counted?
    pub(super) links: bool,
}

impl<'a> Wording<'a> {
    /// For the reports of `brief`.
    pub(super) fn of(brief: &'a Brief, voices: usize, outlets: bool) -> Wording<'a> {
        let year = brief.header.until.as_deref().and_then(dates::year);
        Wording { year, voices, outlets, links: false }
    }

    /// A day in short.
    pub(super) fn day(&self, day: &str) -> String {
        dates::short(day, self.year)
    }

    /// The words of a line in at most `width` columns, then the values beside them. A figure whose place or doer is told needs
    /// no more words than who is counted; another is shown in its sentence.
    pub(super) fn words(&self, line: &Line, width: usize) -> String {
        let beside = self.beside(line).join(", ");
        let room = width.saturating_sub(columns(&beside) + 3).max(24);
        let text = match (&line.of, &line.extract) {
            (Some(of), extract) if line.says_enough() || extract.is_none() => {
                extract::cut(&extract::printable(of), room)
            }
            (_, Some(extract)) => shown(extract, room),
            _ => String::new(),
        };
        joined(&text, &beside)
    }

    /// The values beside an extract: facts, and for when they hold.
    pub(super) fn beside(&self, line: &Line) -> Vec<String> {
        let mut beside: Vec<String> =
            line.facts.iter().map(|fact| extract::printable(fact)).collect();
        beside.extend(self.when(&line.when));
        beside
    }

    fn when(&self, when: &When) -> Vec<String> {
        let mut parts = Vec::new();
        match &when.window {
            Some([from, until]) => parts.push(dates::stretch(from, until, self.year)),
            None => match (&when.since, &when.until) {
                (Some(since), Some(until)) => parts.push(dates::stretch(since, until, self.year)),
                (Some(since), None) => parts.push(format!("since {}", self.day(since))),
                (None, Some(until)) => parts.push(format!("until {}", self.day(until))),
                (None, None) => {}
            },
        }
        if when.window.is_none() || when.as_of.is_none() {
            parts.extend(when.as_of.as_ref().map(|as_of| format!("as of {}", self.day(as_of))));
        }
        parts.extend(when.said_on.as_ref().map(|said| format!("said {}", self.day(said))));
        parts.into_iter().map(|part| extract::printable(&part)).collect()
    }

    /// Who says it, through whom; reports in their own voice last, and together.
    pub(super) fn voices(&self, line: &Line) -> String {
        let (named, own): (Vec<&Speaker>, Vec<&Speaker>) =
            line.says.iter().partition(|speaker| !speaker.chain.is_empty());
        let mut parts: Vec<String> =
            named.iter().take(self.voices).map(|speaker| self.speaker(speaker)).collect();
        let mut more = named.len().saturating_sub(self.voices);
        let outlets: Vec<String> = own
            .iter()
            .take(self.voices)
            .map(|speaker| extract::printable(speaker.outlet.as_deref().unwrap_or("the report")))
            .collect();
        more += own.len().saturating_sub(self.voices);
        if !outlets.is_empty() {
            parts.push(format!("{}, own voice", outlets.join(" + ")));
        }
        if more > 0 {
            parts.push(format!("{more} more"));
        }
        parts.join("; ")
    }

    /// Who says it, through whom; then in how many more reports it stands.
    pub(super) fn who(&self, line: &Line) -> String {
        let mut who = self.voices(line);
        if self.outlets
            && line.says.iter().any(|speaker| !speaker.chain.is_empty())
            && let Some(outlet) = line.evidence.first().and_then(|e| e.outlet.as_deref())
        {
            who.push_str(" · ");
            who.push_str(&extract::printable(outlet));
        }
        if let Some(also) = also(line) {
            if !who.is_empty() {
                who.push_str(" · ");
            }
            who.push_str(&also);
        }
        who
    }

    /// In a party's own group its name is the heading: only who tells it for them, to whom and where, is left to say.
    pub(super) fn behind_the_party(&self, line: &Line) -> String {
        let mut parts: Vec<String> = Vec::new();
        if let Some(speaker) = line.says.first() {
            let through = speaker.chain.split_last().map_or(&[][..], |(_, through)| through);
            let through: Vec<String> = through.iter().map(named).collect();
            if !through.is_empty() {
                parts.push(format!("{} ←", through.join(" ← ")));
            }
            let beyond = beyond(speaker);
            if !beyond.is_empty() {
                parts.push(beyond.trim_start_matches([',', ' ']).to_owned());
            }
        }
        if self.outlets {
            let outlet = line.evidence.first().and_then(|evidence| evidence.outlet.as_deref());
            parts.extend(outlet.map(extract::printable));
        }
        parts.extend(also(line).filter(|_| !self.links));
        parts.join(" · ")
    }

    /// A voice with how openly it speaks and in how many reports.
    pub(super) fn voice(&self, line: &Line) -> String {
        let reports = line.reports();
        let reports = if reports == 1 { "1 report".into() } else { format!("{reports} reports") };
        let name = line.says.first().map(|speaker| format!("{} · ", self.speaker(speaker)));
        format!("{}{} · {reports}", name.unwrap_or_default(), line.label)
    }

    /// One voice with its chain, outermost first.
    pub(super) fn speaker(&self, speaker: &Speaker) -> String {
        if speaker.chain.is_empty() {
            let outlet = speaker.outlet.as_deref().unwrap_or("the report");
            return format!("{}, own voice", extract::printable(outlet));
        }
        let chain: Vec<String> = speaker.chain.iter().map(named).collect();
        let mut text = chain.join(" ← ");
        if let Some(last) = speaker.last()
            && !last.may_be.is_empty()
        {
            text.push_str(&format!(" (may be {})", extract::printable(&last.may_be.join(", "))));
        }
        text + &beyond(speaker)
    }
}

/// A name, with the mark of those who are not named.
pub(super) fn named(named: &Named) -> String {
    let mark = if named.standing.is_unnamed() { "*" } else { "" };
    format!("{}{mark}", name(&named.name))
}

/// A name, cut where it is a description that runs on.
pub(super) fn name(text: &str) -> String {
    extract::cut(extract::printable(text).trim_matches([' ', ',', ';', ':']), LONGEST_NAME)
}

/// Columns of a name.
const LONGEST_NAME: usize = 72;

/// The same for a link that is not yet a line's.
pub(super) fn named_link(link: &Link) -> String {
    let mark = if link.standing.is_unnamed() { "*" } else { "" };
    format!("{}{mark}", name(onrecord_reconcile::fuller(link)))
}

/// To whom and where it was said.
pub(super) fn beyond(speaker: &Speaker) -> String {
    let mut text = String::new();
    if let Some(to) = &speaker.to {
        text.push_str(&format!(", to {}", extract::printable(to)));
    }
    if let Some(venue) = &speaker.venue {
        text.push_str(&format!(", {}", extract::printable(venue)));
    }
    text
}

/// An extract in at most `width` columns.
pub(super) fn shown(extract: &Extract, width: usize) -> String {
    // What is printed has no more characters than the text: the focus moves only towards the beginning.
    let head: String = extract.text.chars().take(extract.focus).collect();
    let focus = extract::printable(&head).chars().count();
    extract::around(extract::printable(&extract.text).trim(), focus, width)
}

/// An extract and the values beside it.
pub(super) fn joined(extract: &str, beside: &str) -> String {
    let ends = extract.ends_with(['.', '!', '?', '…', '”', '"', '»']);
    match (extract.is_empty(), beside.is_empty()) {
        (true, _) | (_, true) => format!("{extract}{beside}"),
        _ if ends => format!("{extract} · {beside}"),
        _ => format!("{extract}, {beside}"),
    }
}

/// In how many more reports a line stands.
pub(super) fn also(line: &Line) -> Option<String> {
    match line.reports().saturating_sub(1) {
        0 => None,
        1 => Some("also in 1 report".into()),
        more => Some(format!("also in {more} reports")),
    }
}

/// What the brief covers: `REPORTS OF 3–12 MAR 2031`.
pub(super) fn title(header: &Header) -> String {
    let dates = match (&header.from, &header.until) {
        (Some(from), Some(until)) => format!("reports of {}", dates::stretch(from, until, None)),
        _ if header.reports == 0 => "no reports".into(),
        _ => "reports without a date".into(),
    };
    match &header.about {
        Some(about) => format!("{} · {dates}", extract::printable(about)),
        None => dates,
    }
}

/// The counters, each told for itself.
pub(super) fn counters(header: &Header) -> Vec<String> {
    let count = |number: usize, one: &str, many: &str| match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    };
    let mut parts = vec![count(header.reports, "report", "reports")];
    if header.origins < header.reports {
        parts.push(count(header.origins, "origin", "origins"));
    }
    if !header.outlets.is_empty() {
        parts.push(count(header.outlets.len(), "outlet", "outlets"));
    }
    if header.replaced > 0 {
        parts.push(count(header.replaced, "replaced version", "replaced versions"));
    }
    let voices = count(header.voices, "voice", "voices");
    parts.push(match header.unnamed {
        0 => voices,
        unnamed => format!("{voices}, {unnamed} unnamed"),
    });
    parts
}
