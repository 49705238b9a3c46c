//! How much of an article comes out of a page, and how much else: the measure of the article extraction benchmark (rows of four words, precision
//! and recall of each page, their mean), on pages written here. The benchmark's own pages are not ours to keep; its figure for the crate that
//! is used stands in docs/decisions/0004-reading-html.md, as theirs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;

use onrecord_read::{Hint, read};

/// Paragraphs of three invented articles; the second is short, and the third has a list and a quotation.
const ARTICLES: [&[&str]; 3] = [
    &[
        "The ferry Morwen ran aground in fog off Tarrow on Monday night with 64 people on board, the coastguard said.",
        "Captain Ida Marr said that the ship had lost its radar an hour before. “We steered by ear,” she told reporters on the quay.",
        "By morning 58 passengers had been brought ashore in fishing boats. Six members of the crew stayed on board to work the pumps.",
        "The owner, Hesk Lines, denied that the radar had failed its last inspection, and said that the papers would be published.",
        "Two other crossings were called off. The harbour office expects the fog to lift on Wednesday.",
    ],
    &[
        "Bakers in Corrun will go back to work on Tuesday, their union said.",
        "The strike had lasted nine days, and queues formed before dawn at the few shops that still had flour.",
    ],
    &[
        "Engineers listed on Friday what has to be done before the bridge at Pell can open again:",
        "the two bearings on the northern side have to be replaced;",
        "the rails are to be welded anew, for which trains will stop for two nights;",
        "and the lamps, which children had shot out, are to be covered with mesh.",
        "“None of it is difficult, and all of it takes time,” said Jon Halk, who leads the works for the roads office.",
        "The council voted for the money on Thursday with eleven against four. Those who were against it said that a ferry would cost less.",
    ],
];

/// Pages as the web has them; `{}` is where the paragraphs go.
const PAGES: [(&str, &str); 5] = [
    (
        "an article among menus",
        "<html><head><title>{title}</title></head><body><nav><ul><li><a href=/a>News</a></li><li><a href=/b>Sport</a></li></ul></nav><main><article>\
         <h1>{title}</h1><p class=byline>By A. Writer</p>{}</article></main><aside><h3>Most read</h3><ol><li><a href=/1>Ten gardens that you must have seen this summer</a></li>\
         <li><a href=/2>Why the bells of the old town were silent for an hour</a></li></ol></aside><footer>All rights reserved by the publisher of this page. Imprint. Privacy.</footer></body></html>",
    ),
    (
        "divisions without a word of what they are",
        "<html><body><div class=top><a href=/>Home</a> <a href=/x>Weather</a></div><div class=wrap><div class=c1><h1>{title}</h1><div class=t>{}</div></div>\
         <div class=c2><a href=/q>Subscribe to our letter and have it in your box each morning</a></div></div></body></html>",
    ),
    (
        "comments and a banner about cookies",
        "<html><body><div id=cookie-banner class=cookie-consent><p>We and our 214 partners store and read information on your device, such as cookies.</p><button>Accept all</button></div>\
         <article><header><h1>{title}</h1></header><div itemprop=articleBody>{}</div></article><section id=comments class=comments><h2>3 comments</h2>\
         <div class=comment><p>I was there and saw nothing of the kind, and nor did my sister.</p></div><div class=comment><p>They should all be ashamed of themselves, honestly.</p></div></section></body></html>",
    ),
    (
        "promotions between the paragraphs",
        "<html><body><article><h1>{title}</h1>{promoted}</article></body></html>",
    ),
    (
        "an old page of tables",
        "<html><body><table><tr><td width=120><a href=/n>News</a><br><a href=/s>Sport</a><br><a href=/w>Weather</a></td><td><h2>{title}</h2>{}</td></tr></table>\
         <hr><font size=1>Copyright of the paper. Write to the editor.</font></body></html>",
    ),
];

fn page(template: &str, article: &[&str]) -> String {
    let paragraph = |text: &&str| format!("<p>{text}</p>\n");
    let promotion = "<div class=related-articles><a href=/r>Read more: the harbour that nobody wanted to build</a></div>";
    let promoted: String = article.iter().map(|text| paragraph(text) + promotion).collect();
    let body: String = article.iter().map(paragraph).collect();
    template
        .replace("{title}", "A day in the valley")
        .replace("{promoted}", &promoted)
        .replace("{}", &body)
}

/// How often each row of four words stands in a text; of a shorter text, all of it.
fn shingles(text: &str) -> BTreeMap<Vec<String>, usize> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut rows = BTreeMap::new();
    for row in words.windows(4.min(words.len().max(1))) {
        *rows.entry(row.to_vec()).or_default() += 1;
    }
    rows
}

/// Precision and recall of what was found.
fn measure(found: &str, wanted: &str) -> (f64, f64) {
    let (found, wanted) = (shingles(found), shingles(wanted));
    let both: usize =
        found.iter().map(|(row, n)| (*n).min(wanted.get(row).copied().unwrap_or(0))).sum();
    let all = |rows: &BTreeMap<Vec<String>, usize>| rows.values().sum::<usize>().max(1);
    (both as f64 / all(&found) as f64, both as f64 / all(&wanted) as f64)
}

#[test]
fn articles_come_out_of_pages_whole_and_alone() {
    let (mut precisions, mut recalls, mut told) = (Vec::new(), Vec::new(), String::new());
    for (name, template) in PAGES {
        for article in ARTICLES {
            let html = page(template, article);
            let found = read(html.as_bytes(), &Hint::named("page.html"));
            let text = found.map(|it| it.reports[0].text.clone()).unwrap_or_default();
            let (precision, recall) = measure(&text, &article.join("\n"));
            told += &format!("{name}: precision {precision:.3}, recall {recall:.3}\n");
            precisions.push(precision);
            recalls.push(recall);
        }
    }
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    let (precision, recall) = (mean(&precisions), mean(&recalls));
    let f1 = 2.0 * precision * recall / (precision + recall);
    told += &format!("F1 {f1:.3}, precision {precision:.3}, recall {recall:.3}");
    assert!(f1 >= 0.95 && recall >= 0.95, "{told}");
}

#[test]
fn the_measure_can_fail() {
    let article = ARTICLES[0].join("\n");
    assert_eq!(measure(&article, &article), (1.0, 1.0));
    let (precision, recall) =
        measure(&format!("{article}\nRead more about gardens that you must have seen."), &article);
    assert!(precision < 0.95 && recall == 1.0, "{precision}");
    assert!(measure(ARTICLES[0][0], &article).1 < 0.3);
    assert_eq!(measure("", &article), (0.0, 0.0));
}
