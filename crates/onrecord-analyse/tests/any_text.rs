//! Any text gives a document whose layers fit each other, with both readers that ship. The long ones run in `cargo xtask deep`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::path::Path;

use onrecord_analyse::Analyser;
use onrecord_model::{Document, Layer, Report, TokenRange};
use onrecord_rules::Rules;

fn analysed(text: &str) -> Document {
    let report = Report { text: text.into(), ..Report::default() };
    let rules = Rules::embedded().unwrap();
    sound(&Analyser::named(Path::new("swift")).unwrap().analyse(&report, rules));
    Analyser::embedded().unwrap().analyse(&report, rules)
}

/// What holds of every document, whatever its text.
fn sound(doc: &Document) {
    let (text, n) = (doc.report.text.as_str(), doc.tokens.len());
    let mut from = 0;
    for token in &doc.tokens {
        assert!(token.span.start() >= from && !token.span.text(text).trim().is_empty());
        from = token.span.end();
    }
    for parts in [&doc.sentences, &doc.paragraphs] {
        let mut from = 0;
        for part in parts {
            assert!(part.start == from && !part.is_empty());
            from = part.end;
        }
        assert_eq!(from as usize, n, "the words are parted without gaps");
    }
    for (i, token) in doc.tokens.iter().enumerate() {
        assert!(doc.sentence_of(i).contains(token.head as usize), "a head stands in the sentence");
    }
    let inside = |range: &TokenRange| !range.is_empty() && range.end as usize <= n;
    assert!(doc.mentions.iter().all(|m| inside(&m.range)));
    for a in &doc.attributions {
        assert!(a.source.iter().chain(&a.cue).chain(&a.content).all(inside));
        assert!((0.0..=1.0).contains(&a.score));
    }
    assert!(doc.events.is_sorted_by_key(|e| e.token));
    for event in &doc.events {
        assert!((event.token as usize) < n);
        assert!((0.0..=1.0).contains(&event.score) && event.factuality.abs() <= 3.0);
    }
    assert!(doc.has(Layer::Words) && doc.has(Layer::Attributions));
}

#[test]
fn a_megabyte_without_a_space() {
    let doc = analysed(&"ab".repeat(500_000));
    sound(&doc);
    assert_eq!(doc.tokens.len(), 1);
}

#[test]
fn nothing_and_nearly_nothing() {
    for text in ["", " ", "\n\n", "\u{feff}", ".", "\"", "”", "a", "'s", "\r\n\r\n-"] {
        sound(&analysed(text));
    }
}

#[test]
fn right_to_left() {
    let text = "قال المتحدث باسم الوزارة إن اثني عشر شخصا قتلوا. \u{202e}The mayor said\u{202c} \"לא\" — אמר ראש העיר.\n";
    let doc = analysed(text);
    sound(&doc);
    assert!(doc.tokens.iter().any(|t| t.span.text(text) == "قال"));
}

#[test]
fn emoji_and_control_characters() {
    for text in [
        "🚨🚨 BREAKING 🇺🇳: 12 dead 👨‍👩‍👧‍👦, the mayor said 😢.",
        "\u{0}The\u{1}mayor\u{7f} said\u{1b}[31m that\u{9b}2J it rained\u{200b}\u{200d}.\u{0}",
        "\u{301}\u{301}\u{301} \u{fffd}\u{fffe}\u{10ffff} \u{2028}said\u{2029}",
    ] {
        sound(&analysed(text));
    }
}

#[test]
fn another_language_is_said_and_english_is_not() {
    let said = |text: &str| {
        let doc = analysed(&text.repeat(8));
        sound(&doc);
        doc.notices.iter().any(|(_, notice)| notice.contains("does not read like English"))
    };
    assert!(said("El ministerio dijo el lunes que doce personas murieron en las inundaciones. "));
    assert!(said("Le ministère a déclaré lundi que douze personnes étaient mortes hier. "));
    assert!(said("Bakanlık pazartesi günü on iki kişinin selde öldüğünü açıkladı. "));
    assert!(said("وقالت الوزارة يوم الاثنين إن اثني عشر شخصا لقوا حتفهم في الفيضانات. "));
    assert!(!said("The ministry said on Monday that twelve people had died in the floods. "));
}

#[test]
#[ignore = "long: run by `cargo xtask deep`"]
fn a_hundred_thousand_quotation_marks() {
    for mark in ["\"", "“", "”", "''"] {
        sound(&analysed(&mark.repeat(100_000)));
    }
    sound(&analysed(&"\" said \" ".repeat(30_000)));
}

#[test]
#[ignore = "long: run by `cargo xtask deep`"]
fn one_sentence_of_fifty_thousand_words() {
    for words in ["said ", "that the mayor said ", "killed, wounded and held, ", "(“ "] {
        let doc = analysed(&words.repeat(50_000 / words.split_whitespace().count()));
        sound(&doc);
        // One that never ends is cut, so that no part takes time by the square of the whole.
        assert!(doc.sentences.iter().all(|one| one.len() <= 800));
    }
}

#[test]
#[ignore = "long: run by `cargo xtask deep`"]
fn a_megabyte_without_a_space_of_every_sort_of_character() {
    let parts = ["Zoë", "said", ",", "混", "12", "🙂", "“", "-", "شخص", ".", "\u{301}", "'s"];
    let mut state = 11u32;
    let mut text = String::new();
    while text.len() < 1_000_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text += parts[(state >> 16) as usize % parts.len()];
    }
    sound(&analysed(&text));
}

#[test]
#[ignore = "long: run by `cargo xtask deep`"]
fn texts_by_lot() {
    let parts = [
        "The",
        "mayor",
        "said",
        "that",
        "12",
        "people",
        "were",
        "killed",
        ".",
        "\n",
        "\n\n",
        "“",
        "”",
        "\"",
        " ",
        " ",
        " ",
        " ",
        ",",
        "(",
        ")",
        "U.S.",
        "Mr.",
        "n't",
        "according",
        "to",
        "🙂",
        "\u{0}",
        "\u{301}",
        "قال",
        "混",
        "—",
        "-",
        "...",
        "$2.5m",
        "a.m.",
        "\t",
        "\u{a0}",
        "\u{200b}",
        "O'Brien's",
    ];
    for reader in ["small", "swift"] {
        any_heap_of_parts(&parts, &Analyser::named(Path::new(reader)).unwrap());
    }
}

fn any_heap_of_parts(parts: &[&str], analyser: &Analyser) {
    let rules = Rules::embedded().unwrap();
    let mut state = 5u64;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % n
    };
    for _ in 0..4_000 {
        let length = below(60);
        let text: String = (0..length).map(|_| parts[below(parts.len())]).collect();
        let report = Report { text, ..Report::default() };
        let doc = analyser.analyse(&report, rules);
        sound(&doc);
        let again = analyser.analyse(&report, rules);
        assert_eq!(format!("{doc:?}"), format!("{again:?}"), "{:?}", report.text);
    }
}
