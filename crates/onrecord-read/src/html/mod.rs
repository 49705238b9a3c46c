//! A web page to a report: its article, in the page's own words, and what the page says about it.

mod article;
mod blocks;
mod guard;
mod json_ld;
mod metadata;
mod words;

pub(crate) use blocks::lines;

use scraper::Html;

use crate::draft::Draft;
use crate::error::ReadErrorKind;
use article::Article;

/// Reads a page.
///
/// # Errors
///
/// No article on the page, or more elements than an article has.
pub(crate) fn draft(html: &str) -> Result<Draft, ReadErrorKind> {
    let html = guard::tame(html)?;
    let page = Html::parse_document(&html);
    let found = metadata::read(&page);
    let titles: Vec<&str> = found.title.as_deref().into_iter().collect();
    let mut article = article::article(&html, &page, &titles);
    let mut notices: Vec<String> = found
        .corrections
        .iter()
        .map(|text| format!("the publisher notes a correction: {text}"))
        .collect();
    // Some pages show their text by script only and carry it whole in their metadata.
    if let Some(body) = found.body.filter(|body| body.chars().count() > article.length() * 2) {
        let paragraphs = body.lines().map(str::trim).filter(|line| !line.is_empty());
        let paragraphs = paragraphs.map(str::to_owned).collect();
        let whole = Article { paragraphs, above: std::mem::take(&mut article.above) };
        if whole.is_one() {
            notices.push("the text was taken from the page's metadata (articleBody)".into());
            article = whole;
        }
    }
    if !article.is_one() {
        return Err(ReadErrorKind::NoArticle);
    }
    if let (None, Some(site)) = (&found.outlet, &found.site) {
        notices.push(format!("the outlet, {site}, was taken from the page's title"));
    }
    let byline = found.byline.or_else(|| byline(&article.above));
    Ok(Draft {
        title: found.title,
        outlet: found.outlet.or(found.site),
        byline,
        credit: found.credit,
        url: found.url,
        published: found.published,
        inferred: found.inferred,
        modified: found.modified,
        dateline: found.dateline,
        language: found.language,
        text: article.paragraphs.join("\n"),
        notices,
        ..Draft::default()
    })
}

/// A line above the article that says who wrote it.
fn byline(above: &[String]) -> Option<String> {
    let is_byline = |line: &&String| {
        let name = line.strip_prefix("By ").or_else(|| line.strip_prefix("by "));
        name.is_some_and(|name| {
            name.chars().next().is_some_and(char::is_uppercase) && line.chars().count() < 100
        })
    };
    above.iter().find(is_byline).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAIN: &str = "Rain fell on Corrun for a third day on Monday, the agency said. The river stood at four metres.";

    #[test]
    fn a_short_item_is_read() {
        let draft = draft(&format!("<h1>Rain</h1><p>By A. Writer</p><p>{RAIN}</p>")).unwrap();
        assert_eq!(draft.text, RAIN);
        assert_eq!(draft.title.as_deref(), Some("Rain"));
        assert_eq!(draft.byline.as_deref(), Some("By A. Writer"));
    }

    #[test]
    fn a_page_that_shows_its_text_by_script_gives_it_from_its_metadata() {
        let page = format!(
            "<title>Rain</title><script type=application/ld+json>{{\"@type\": \"Article\", \"articleBody\": \"{RAIN}\\nSnow fell.\"}}</script>"
        );
        let draft = draft(&page).unwrap();
        assert_eq!(draft.text, format!("{RAIN}\nSnow fell."));
        assert!(draft.notices[0].contains("articleBody"));
    }

    #[test]
    fn a_page_without_an_article_is_refused() {
        for page in ["<html></html>", "<ul><li><a href=x>Corrun</a><li><a href=y>Sport</a></ul>"] {
            assert!(matches!(draft(page), Err(ReadErrorKind::NoArticle)), "{page}");
        }
    }
}
