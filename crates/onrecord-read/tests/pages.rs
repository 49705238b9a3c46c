//! Pages of the kinds that the web has, each with the text that a reader would copy out of it by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use onrecord_model::Report;
use onrecord_read::{Hint, ReadErrorKind, read};

fn page(bytes: &[u8]) -> Report {
    read(bytes, &Hint::named("page.html")).unwrap().reports.remove(0)
}

#[test]
fn an_old_page_of_tables_and_line_breaks() {
    let report = page(include_bytes!("data/old-table.html"));
    assert_eq!(report.text, include_str!("data/old-table.txt").trim_end());
    assert_eq!(report.title.as_deref(), Some("Osk ferry sinks at its mooring"));
    assert_eq!(report.dateline.as_deref(), Some("OSK, 12 April"));
    assert_eq!(report.outlet.as_deref(), Some("The Osk Mercury"));
    assert_eq!(report.byline.as_deref(), Some("by Ruta Halm"));
    assert_eq!(
        report.notices,
        [
            "read as windows-1252 (as it declares)",
            "the outlet, The Osk Mercury, was taken from the page's title"
        ]
    );
}

#[test]
fn a_page_of_cards_promotions_and_pull_quotes() {
    let report = page(include_bytes!("data/cards.html"));
    assert_eq!(report.text, include_str!("data/cards.txt").trim_end());
    assert_eq!(report.title.as_deref(), Some("Bakers’ union calls off strike"));
    assert_eq!(report.outlet.as_deref(), Some("Talmere Today"));
    assert_eq!(report.byline.as_deref(), Some("Isa Morven"));
    assert_eq!(report.url.as_deref(), Some("https://today.example/bakers-strike-off"));
    assert_eq!(report.language.as_deref(), Some("en"));
    let published = report.published.unwrap();
    assert_eq!((published.at.as_str(), published.inferred), ("2031-04-14T07:05:00+03:00", false));
}

#[test]
fn a_front_page_is_no_article() {
    let refused = read(include_bytes!("data/front.html"), &Hint::named("front.html")).unwrap_err();
    assert!(matches!(refused.kind, ReadErrorKind::NoArticle), "{refused}");
}
