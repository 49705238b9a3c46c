//! What a brief says of the invented crisis of `fixture`.

use onrecord_model::Voice;
use onrecord_reconcile::across::Decisions;
use onrecord_rules::Rules;

use super::fixture::{Draft, crisis};
use super::*;

fn made(readings: &[Reading], options: &BriefOptions) -> Brief {
    Brief::of(readings, options, Rules::embedded().unwrap(), &Decisions::default())
}

fn brief() -> Brief {
    made(&crisis(), &BriefOptions::default())
}

fn section(brief: &Brief, kind: SectionKind) -> &Section {
    brief.sections.iter().find(|s| s.kind == kind).unwrap_or_else(|| panic!("no {kind:?}"))
}

fn lines(brief: &Brief, kind: SectionKind) -> Vec<&Line> {
    section(brief, kind).groups.iter().flat_map(|group| &group.lines).collect()
}

#[test]
fn the_header_keeps_its_counters_apart() {
    let header = brief().header;
    assert_eq!((header.reports, header.origins, header.replaced), (4, 3, 1));
    assert_eq!(header.outlets, ["Channel Nine", "North Wire", "Port Courier"]);
    assert_eq!((header.voices, header.unnamed), (7, 2));
}

#[test]
fn a_figure_told_by_a_wire_story_and_its_copy_is_one_line() {
    let brief = brief();
    let killed = &section(&brief, SectionKind::People).groups[0];
    assert_eq!(killed.heading, "killed");
    let shown: Vec<(&str, u8, usize)> = killed
        .lines
        .iter()
        .map(|line| (line.value.as_deref().unwrap(), line.depth, line.reports()))
        .collect();
    assert_eq!(shown, [("58", 0, 2), ("≥ 41", 0, 2), ("12", 1, 2)]);
}

#[test]
fn a_replaced_version_counts_only_as_a_correction() {
    let brief = brief();
    assert!(lines(&brief, SectionKind::People).iter().all(|l| l.value.as_deref() != Some("85")));
    let corrected: Vec<(&str, &str)> = lines(&brief, SectionKind::Changed)
        .into_iter()
        .filter(|line| matches!(line.label.as_str(), "withdrawn" | "added"))
        .map(|line| (line.label.as_str(), line.extract.as_ref().unwrap().text.as_str()))
        .collect();
    assert_eq!(corrected, [("withdrawn", "85 people died."), ("added", "58 people died.")]);
}

#[test]
fn two_voices_of_one_report_that_differ_are_set_against_each_other() {
    let brief = brief();
    let held = &section(&brief, SectionKind::People).groups[1];
    assert!(held.lines.iter().all(|line| line.marks.contains(&Mark::Contradicted)), "{held:#?}");
    let twice = section(&brief, SectionKind::Disputed);
    assert!(twice.groups.iter().any(|group| group.heading == "told in two ways"));
}

#[test]
fn a_denial_stands_under_the_claim_it_answers() {
    let brief = brief();
    let group = &section(&brief, SectionKind::Disputed).groups[0];
    let labels: Vec<(&str, u8)> = group.lines.iter().map(|l| (l.label.as_str(), l.depth)).collect();
    assert_eq!(labels, [("claim", 0), ("denies", 1)]);
    assert_eq!(group.lines[0].marks, [Mark::Unnamed, Mark::Contradicted]);
    let words = group.lines[1].extract.as_ref().unwrap();
    assert_eq!(words.text, "any exchange was on the table … “There is no list,”");
}

#[test]
fn a_move_is_shown_from_what_it_was() {
    let brief = brief();
    let moved = lines(&brief, SectionKind::Changed)[0];
    assert_eq!(moved.value.as_deref(), Some("≥ 41 → 58"));
}

#[test]
fn the_order_of_the_readings_does_not_matter() {
    let forwards = crisis();
    let backwards: Vec<Reading> = crisis().into_iter().rev().collect();
    let options = BriefOptions::default();
    assert_eq!(made(&forwards, &options), made(&backwards, &options));
}

#[test]
fn json_gives_the_same_brief_back() {
    let brief = brief();
    let json = serde_json::to_string(&brief).unwrap();
    assert_eq!(serde_json::from_str::<Brief>(&json).unwrap(), brief);
}

#[test]
fn dates_and_words_narrow_it_down() {
    let options = BriefOptions { since: Some("2031-03-07".into()), ..BriefOptions::default() };
    assert_eq!(made(&crisis(), &options).header.reports, 2);
    let options = BriefOptions { about: Some("bridge".into()), ..BriefOptions::default() };
    let brief = made(&crisis(), &options);
    assert!(section(&brief, SectionKind::Places).groups[0].heading == "Pell Bridge");
    assert!(brief.sections.iter().all(|section| section.kind != SectionKind::People));
}

#[test]
fn every_extract_stands_in_a_report() {
    let readings = crisis();
    for line in brief().sections.iter().flat_map(|s| &s.groups).flat_map(|group| &group.lines) {
        let Some(extract) = &line.extract else { continue };
        let Some(first) = line.evidence.first() else { continue };
        let report = readings.iter().find(|r| r.report.version == first.report).unwrap();
        for part in extract.text.split(" … ") {
            let known = report.report.text.contains(part) || line.label.starts_with("talks");
            assert!(known, "invented: {part}");
        }
    }
}

#[test]
fn text_fits_its_width() {
    let brief = brief();
    for width in [60, 80, 100, 120, 200] {
        for line in text(&brief, width, false).lines() {
            assert!(table::columns(line) <= width, "{width}: {line}");
            assert!(!line.contains('\u{1b}'));
        }
    }
}

#[test]
fn text_without_reports_says_so() {
    assert_eq!(text(&Brief::default(), 80, false), "NO REPORTS\n");
}

#[test]
fn nothing_in_a_report_reaches_the_terminal_as_a_command() {
    let mut draft =
        Draft::new("Ev\u{1b}]0;il", "2031-03-07", "t\u{1b}[2J", "7 people\u{1b}[31m died.");
    draft.counts("7 people", "killed", "people\u{9b}31m\u{202e}", &Voice::Report);
    let brief = made(&[draft.reading], &BriefOptions::default());
    let page = text(&brief, 80, false) + &markdown(&brief);
    assert!(!page.chars().any(|c| extract::is_unsafe(c) && c != '\n'), "{page:?}");
}

#[test]
fn markdown_is_not_taken_over_by_what_a_report_says() {
    let mut draft = Draft::new("Out|let", "2031-03-07", "T", "7 people died.");
    draft.counts("7 people", "killed", "<b>[x](y)</b> *p*", &Voice::Report);
    draft.last_figure().actor = Some("# it".into());
    let page = markdown(&made(&[draft.reading], &BriefOptions::default()));
    assert!(page.contains("\\<b\\>\\[x\\](y)\\</b\\> \\*p\\*, by \\# it"), "{page}");
}
