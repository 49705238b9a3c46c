//! What the reports say was not said.

use super::selection::Selection;
use super::{Group, Line, Section, SectionKind, extract};
use onrecord_model::Voice;

/// Each thing not said, latest first.
pub(super) fn section(selection: &Selection<'_>) -> Section {
    let mut lines: Vec<Line> = Vec::new();
    for (_, page) in selection.latest_first() {
        for finding in &page.reading.findings.not_said {
            if !selection.wants(page, &finding.words, &Voice::Report) {
                continue;
            }
            let line = Line {
                label: finding.who.clone().unwrap_or_default(),
                extract: Some(page.in_sentence(&finding.words)),
                says: vec![selection.speaker(page, None)],
                day: page.day(),
                evidence: vec![page.evidence(&finding.id, &finding.words)],
                ..Line::default()
            };
            let words = |line: &Line| line.extract.as_ref().map(|words| extract::key(&words.text));
            match lines.iter_mut().find(|known| words(known) == words(&line)) {
                Some(known) => known.evidence.extend(line.evidence),
                None => lines.push(line),
            }
        }
    }
    lines.sort_by_cached_key(Line::weight);
    Section::new(SectionKind::NotSaid, [Group { heading: String::new(), lines }])
}
