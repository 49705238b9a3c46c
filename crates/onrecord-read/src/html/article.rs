//! Which of a page's blocks are the article.
//!
//! `trafilatura` chooses and the page is quoted: a block is taken where most of its words came out of the extractor,
//! and is then kept as it stands on the page. The extractor's own text will not do: it sets a space before a comma that
//! follows a link, and breaks off paragraphs in which a word is stressed.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use ego_tree::{NodeId, NodeRef};
use scraper::{Html, Node};
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};

use super::blocks::{self, Block};
use super::words::{self, Shingles};
use crate::dateline;

/// An article: its paragraphs, and the lines above them (headline, byline, stamp) that are no part of it.
#[derive(Debug, Default)]
pub(crate) struct Article {
    pub paragraphs: Vec<String>,
    pub above: Vec<String>,
}

impl Article {
    /// Characters of running text.
    pub fn length(&self) -> usize {
        self.paragraphs.iter().map(|text| text.chars().count()).sum()
    }

    /// Is there a sentence, or enough text in a script that marks none?
    pub fn is_one(&self) -> bool {
        let ends = self.paragraphs.iter().any(|text| words::ends_a_sentence(text));
        self.length() >= if ends { 25 } else { 200 }
    }
}

/// Least share of a block's words that the extractor must have given, for the block to be taken.
const SHARE: f64 = 0.5;

/// Or this many words in a row: the extractor may have broken the paragraph off.
const RUN: usize = 8;

/// The article of `page`, whose markup is `html`; `titles` are what its metadata call it.
pub(crate) fn article(html: &str, page: &Html, titles: &[&str]) -> Article {
    let blocks: Vec<Block> =
        blocks::blocks(page).into_iter().filter(|block| !is_clutter_text(block)).collect();
    let mut taken = plain(page, &blocks).unwrap_or_else(|| chosen(&blocks, &extract(html)));
    if taken.iter().filter(|taken| **taken).count() == 0 {
        taken = densest(page, &blocks);
    }
    prune(page, &blocks, &mut taken);
    fill(page, &blocks, &mut taken);
    drop_pull_quotes(&blocks, &mut taken);
    without_head(blocks.into_iter().zip(taken).filter(|(_, taken)| *taken), titles)
}

/// Less text than this is no article that needs no extractor.
const PLAIN: usize = 250;

/// The blocks of a page that leaves nothing to choose: one `article`, which holds paragraphs and headings and nothing else, and no
/// sentence beside it. `None` for all other pages. The extractor finds the same there, and takes half of the time that a short report costs.
fn plain(page: &Html, blocks: &[Block]) -> Option<Vec<bool>> {
    let mut articles = page.tree.root().descendants().filter(|node| name(node) == "article");
    let article = articles.next()?;
    if articles.next().is_some() {
        return None;
    }
    let is_inside = |node: &NodeRef<'_, Node>| node.ancestors().any(|up| up.id() == article.id());
    let (mut taken, mut length) = (Vec::with_capacity(blocks.len()), 0);
    for block in blocks {
        let node = page.tree.get(block.node)?;
        let inside = block.node == article.id() || is_inside(&node);
        let is_line = matches!(name(&node), "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
            && node.parent().is_some_and(|parent| parent.id() == article.id());
        if inside && (!is_line || is_clutter(&node)) || !inside && is_sentence(block) {
            return None;
        }
        length += if inside { block.text.len() } else { 0 };
        taken.push(inside);
    }
    (length >= PLAIN).then_some(taken)
}

/// Running text, and no line of links.
fn is_sentence(block: &Block) -> bool {
    words::ends_a_sentence(&block.text) && block.text.len() > 40 && link_share(block) < 0.3
}

/// What the extractor gives for a page, as lines; nothing where it gives up.
fn extract(html: &str) -> String {
    let options = Options::default()
        .with_fallback(true)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true)
        .with_html_date_mode(HtmlDateMode::Disabled);
    // It holds nothing of ours, so a panic in it costs no more than its opinion.
    let result = catch_unwind(AssertUnwindSafe(|| trafilatura::extract(html, &options)));
    result
        .ok()
        .and_then(Result::ok)
        .map_or(String::new(), |found| blocks::lines(&found.content_html))
}

fn chosen(blocks: &[Block], extracted: &str) -> Vec<bool> {
    let mut shingles = Shingles::of(extracted);
    blocks.iter().map(|block| shingles.take(&block.text, SHARE, RUN)).collect()
}

/// Where the extractor gave nothing: the blocks of the element that holds most sentences.
fn densest(page: &Html, blocks: &[Block]) -> Vec<bool> {
    let holder = |block: &Block| {
        let node = page.tree.get(block.node)?;
        let is_part = ["p", "li", "blockquote"].contains(&name(&node));
        Some(if is_part { node.parent()?.id() } else { block.node })
    };
    let mut held: BTreeMap<NodeId, usize> = BTreeMap::new();
    for block in blocks.iter().filter(|block| is_sentence(block)) {
        if let Some(holder) = holder(block) {
            *held.entry(holder).or_default() += block.text.len();
        }
    }
    let best = held.iter().max_by_key(|(id, length)| (**length, std::cmp::Reverse(**id)));
    let best = best.map(|(id, _)| *id);
    blocks.iter().map(|block| best.is_some() && holder(block) == best).collect()
}

fn name<'a>(node: &NodeRef<'a, Node>) -> &'a str {
    node.value().as_element().map_or("", |element| element.name())
}

fn link_share(block: &Block) -> f64 {
    block.linked as f64 / block.text.chars().filter(|c| !c.is_whitespace()).count().max(1) as f64
}

/// Takes out what stands in promotions and the like below the element that holds the article, and lines of links.
fn prune(page: &Html, blocks: &[Block], taken: &mut [bool]) {
    let root = root(page, blocks, taken);
    for (block, taken) in blocks.iter().zip(taken.iter_mut()) {
        let Some(node) = page.tree.get(block.node) else { continue };
        let up = std::iter::once(node).chain(node.ancestors());
        let clutter = up.take_while(|node| Some(node.id()) != root).any(|node| is_clutter(&node));
        let is_link = link_share(block) > 0.8 && words::count(&block.text) < 20;
        *taken = *taken && !clutter && !is_link;
    }
}

/// The deepest element that holds most of the text taken. Its own class names say nothing against it.
fn root(page: &Html, blocks: &[Block], taken: &[bool]) -> Option<NodeId> {
    let mut held: BTreeMap<NodeId, (usize, usize)> = BTreeMap::new();
    let mut all = 0;
    for (block, _) in blocks.iter().zip(taken).filter(|(_, taken)| **taken) {
        all += block.text.len();
        let Some(node) = page.tree.get(block.node) else { continue };
        let depth = node.ancestors().count();
        for (n, node) in std::iter::once(node).chain(node.ancestors()).enumerate() {
            held.entry(node.id()).or_insert((0, depth - n)).0 += block.text.len();
        }
    }
    let most = held.into_iter().filter(|(_, (length, _))| length * 10 >= all * 6);
    most.max_by_key(|(_, (_, depth))| *depth).map(|(id, _)| id)
}

/// Names that pages give to what is no part of the article, as parts of `class` and `id`.
const CLUTTER: [&str; 38] = [
    "ad",
    "ads",
    "adslot",
    "advert",
    "advertisement",
    "advertorial",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "byline",
    "comment",
    "comments",
    "cookie",
    "cookies",
    "disqus",
    "kicker",
    "newsletter",
    "outbrain",
    "paywall",
    "popup",
    "promo",
    "promotion",
    "recirc",
    "recommended",
    "related",
    "share",
    "sharebar",
    "sharing",
    "signup",
    "sidebar",
    "social",
    "sponsored",
    "stamp",
    "subscribe",
    "taboola",
    "tags",
    "timestamp",
    "toolbar",
];

fn is_clutter(node: &NodeRef<'_, Node>) -> bool {
    let Some(element) = node.value().as_element() else { return false };
    if matches!(element.name(), "body" | "html" | "main" | "article") {
        return false;
    }
    let names = [element.attr("class"), element.attr("id")].into_iter().flatten();
    let mut parts = names.flat_map(|names| names.split(|c: char| !c.is_ascii_alphanumeric()));
    parts.any(|part| CLUTTER.contains(&&*part.to_ascii_lowercase()))
}

/// Blocks of a few words that stand between paragraphs on many pages, and notices of rights below the last.
fn is_clutter_text(block: &Block) -> bool {
    const LINES: &str = include_str!("../../data/clutter.txt");
    if block.text.len() >= 200 {
        return false;
    }
    let lower = block.text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let is_in = |line: &str| match line.strip_suffix('*') {
        Some(beginning) => lower.starts_with(beginning),
        None => line == bare,
    };
    bare.is_empty() || LINES.lines().any(is_in)
}

/// Drops a line that only repeats words of another paragraph, as pull quotes do.
fn drop_pull_quotes(blocks: &[Block], taken: &mut [bool]) {
    let kept: Vec<(usize, words::Words)> = (0..blocks.len())
        .filter(|at| taken[*at])
        .map(|at| (at, words::Words::of(&blocks[at].text)))
        .collect();
    // Looking for each in each is for articles, not for books.
    if kept.len() > 1000 {
        return;
    }
    for (at, words) in kept.iter().filter(|(_, words)| (3..25).contains(&words.count())) {
        let repeats = |(other, longer): &(usize, words::Words)| other != at && longer.hold(words);
        taken[*at] = !kept.iter().any(repeats);
    }
}

/// Takes a paragraph that the extractor left out between two that it gave, in the same element.
fn fill(page: &Html, blocks: &[Block], taken: &mut [bool]) {
    let parent = |block: &Block| page.tree.get(block.node)?.parent().map(|node| node.id());
    let mut last: BTreeMap<NodeId, usize> = BTreeMap::new();
    for (at, block) in blocks.iter().enumerate().filter(|(at, _)| taken[*at]) {
        if let Some(parent) = parent(block) {
            last.insert(parent, at);
        }
    }
    let mut begun: BTreeSet<NodeId> = BTreeSet::new();
    for (at, block) in blocks.iter().enumerate() {
        let (Some(node), Some(parent)) = (page.tree.get(block.node), parent(block)) else {
            continue;
        };
        if taken[at] {
            begun.insert(parent);
            continue;
        }
        let inside = begun.contains(&parent) && last.get(&parent).is_some_and(|last| at < *last);
        taken[at] = inside
            && name(&node) == "p"
            && !is_clutter(&node)
            && link_share(block) < 0.5
            && words::ends_a_sentence(&block.text);
    }
}

/// Parts the headline, byline and stamp above an article from its text.
fn without_head(blocks: impl Iterator<Item = (Block, bool)>, titles: &[&str]) -> Article {
    let all: Vec<String> = blocks.map(|(block, _)| block.text).collect();
    let is_title = |text: &str| titles.iter().any(|title| words::same(text, title));
    let begins = |text: &String| {
        let is_text = words::ends_a_sentence(text) && text.chars().count() >= 25;
        let is_text = is_text || words::count(text) >= 25;
        !is_title(text) && (is_text || dateline::read(text).dateline.is_some())
    };
    // A script without full stops shows no beginning; then all of it is text.
    let first = all.iter().position(begins).unwrap_or(0);
    let mut article = Article::default();
    for (at, text) in all.into_iter().enumerate() {
        if at < first || (at < first + 3 && is_title(&text)) {
            article.above.push(text);
        } else {
            article.paragraphs.push(text);
        }
    }
    article
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str, titles: &[&str]) -> String {
        article(html, &Html::parse_document(html), titles).paragraphs.join("\n")
    }

    const RAIN: &str = "<p>Rain fell on <a href=x>Corrun</a>, the <em>whole</em> of it, for a third day on Monday.</p>\
        <p>“It is wet,” said the mayor, Willem Drace, who had lent his own boat to the baker and her two \
        grandsons and so stood on a chair.</p>\
        <p>The river stood at four metres, twice the March average, and the ferry at Osk was not running, the agency \
        said on Monday evening.</p>";

    #[test]
    fn the_words_are_the_pages_own() {
        let page = format!("<html><body><nav>Home</nav><article>{RAIN}</article></body></html>");
        let text = text(&page, &[]);
        assert!(text.starts_with("Rain fell on Corrun, the whole of it, for"), "{text}");
        assert_eq!(text.lines().count(), 3);
    }

    #[test]
    fn what_stands_around_the_paragraphs_is_left_out() {
        let page = format!(
            "<html><body><div class=story-with-ads><h1>Rain on Corrun</h1><p>By A. Writer</p>\
             <p class=stamp>Posted at 3 p.m.</p>{RAIN}<div class=promo><p>Get our letter every day.</p></div>\
             <p>ADVERTISEMENT</p>{}</div><footer><p>All rights are ours.</p></footer></body></html>",
            "<p>The water is expected to fall on Tuesday, when the wind turns, the agency's director said on the radio.</p>"
        );
        let text = text(&page, &["Rain on Corrun"]);
        assert!(text.starts_with("Rain fell"), "{text}");
        assert!(text.ends_with("on the radio.") && text.lines().count() == 4, "{text}");
    }

    #[test]
    fn where_nothing_is_to_choose_the_extractor_would_choose_the_same() {
        let stamped = "<h1>Rain on Corrun</h1><p>By A. Writer</p>";
        for page in [
            format!("<body><nav><a href=x>Home</a></nav><article>{RAIN}</article></body>"),
            format!(
                "<body><main><article>{stamped}{RAIN}<h2>What next</h2>{RAIN}</article></main><p>Sport</p></body>"
            ),
        ] {
            let parsed = Html::parse_document(&page);
            let blocks = blocks::blocks(&parsed);
            let taken = plain(&parsed, &blocks).unwrap();
            let chosen = chosen(&blocks, &extract(&page));
            for ((block, taken), chosen) in blocks.iter().zip(taken).zip(chosen) {
                assert!(taken == chosen || !is_sentence(block), "{}", block.text);
            }
        }
    }

    #[test]
    fn where_something_is_to_choose_the_extractor_is_asked() {
        let beside =
            "Get our letter every day of the week, and read what others will read tomorrow.";
        for page in [
            format!("<body><article>{RAIN}</article><div><p>{beside}</p></div></body>"),
            format!("<body><article>{RAIN}</article><article><p>{beside}</p></article></body>"),
            format!("<body><article>{RAIN}<div><p>{beside}</p></div></article></body>"),
            format!("<body><article>{RAIN}<p class=promo>{beside}</p></article></body>"),
            format!("<body><div>{RAIN}</div></body>"),
            "<body><article><p>Rain fell on Corrun, the whole of it.</p></article></body>"
                .to_owned(),
        ] {
            let parsed = Html::parse_document(&page);
            assert!(plain(&parsed, &blocks::blocks(&parsed)).is_none(), "{page}");
        }
    }

    #[test]
    fn a_page_without_sentences_is_no_article() {
        for html in
            ["<html><body></body></html>", "<a href=x>Home</a><a href=y>World</a>", "<h1>Rain</h1>"]
        {
            assert!(!article(html, &Html::parse_document(html), &[]).is_one(), "{html}");
        }
    }
}
