//! Whatever the bytes, reading gives reports or one clear line, and never panics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use onrecord_read::{Hint, json_line, read};
use proptest::prelude::*;

/// Pieces that parsers stumble over, to be strung together.
const PIECES: [&str; 40] = [
    "<!DOCTYPE html>",
    "<html lang=en>",
    "<p>",
    "</p>",
    "<div class='ad'>",
    "</div>",
    "<b>",
    "<a href='",
    "'>",
    "<!--",
    "-->",
    "<script type=\"application/ld+json\">",
    "</script>",
    "{\"@type\": \"NewsArticle\", ",
    "\"headline\": ",
    "\"x\"",
    "}",
    "[",
    "]",
    "<rss>",
    "<channel>",
    "<item>",
    "</item>",
    "<description>",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&#x1f600;",
    "&nbsp;",
    "<?xml version=\"1.0\" encoding=\"",
    "latin1",
    "\"?>",
    "---\n",
    "title: ",
    "Published: 2031-02-30\n",
    "\r\n\r\n",
    "{\"text\": ",
    "CORRUN, March 4 (Wire) - ",
    "A sentence of a few words that ends here. ",
    "\u{feff}é“’",
];

proptest! {
    // 400, or PROPTEST_CASES where that is more.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(400), ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        one_line_or_report(&bytes);
    }

    #[test]
    fn any_markup_is_read_or_refused(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)) {
        one_line_or_report(pieces.concat().as_bytes());
    }

    #[test]
    fn a_plain_text_stays_as_it_is(text in "[A-Za-z0-9][A-Za-z0-9 .,“”é\r\n-]{0,400}") {
        let reading = read(text.as_bytes(), &Hint::named("-")).unwrap();
        prop_assert_eq!(&reading.reports[0].text, &text.replace("\r\n", "\n").replace('\r', "\n"));
    }

    #[test]
    fn a_text_in_json_stays_as_it_is(text in any::<String>()) {
        let line = format!("{}", serde_json::json!({ "id": "a", "text": text }));
        prop_assert_eq!(json_line(&line, "-", 1).unwrap().text, text);
    }
}

fn one_line_or_report(bytes: &[u8]) {
    match read(bytes, &Hint::named("in")) {
        Ok(reading) => {
            for report in &reading.reports {
                assert!(!report.id.is_empty() && report.sha256.len() == 64);
                assert!(!report.text.contains('\r') || bytes.contains(&b'{'));
            }
        }
        Err(error) => {
            let line = error.to_string();
            assert!(line.starts_with("in") && !line.contains('\n'), "{line}");
        }
    }
}

/// What is built to hurt a parser costs it little.
#[test]
fn bombs_do_no_harm() {
    let long = "x".repeat(100_000);
    for input in [
        "<div>".repeat(100_000) + "Rain fell on the whole of Corrun. It fell for days.",
        "<svg><style>".to_owned() + &"<div>".repeat(100_000),
        "<!-->".to_owned() + &"<div>".repeat(100_000),
        "<p><b><i><font a=1><font b=2>".repeat(20_000),
        format!("<p {}>", "a=1 ".repeat(500_000)),
        "<table>".repeat(50_000) + "x",
        "<a>".repeat(50_000),
        "<p>&amp;&lt;".repeat(50_000),
        "[".repeat(1_000_000),
        "{\"a\":".repeat(1_000_000),
        format!("<rss>{}", "<a><item>".repeat(50_000)),
        "---\n".to_owned() + &"a: [\n".repeat(100_000),
        "Title: x\n".repeat(100_000),
        format!("{long}, March 4 (AP) - X\n").repeat(20),
        "(".repeat(200_000),
        "<!DOCTYPE ".repeat(100_000),
        "<script>".repeat(50_000),
    ] {
        let begun = std::time::Instant::now();
        one_line_or_report(input.as_bytes());
        let took = begun.elapsed();
        assert!(took.as_secs() < 20, "{took:?}: {}", &input[..20]);
    }
}
