//! Title, outlet, date and the rest, as a page states them.
//!
//! The strongest statement wins: JSON-LD, then microdata, then `meta` elements (OpenGraph first), then what shows on
//! the page. Dates stay as they are written, zone and all. `trafilatura`'s own date is not used: it drops the time and
//! the zone, and was days off on one page in seven.

use std::collections::BTreeMap;

use scraper::{ElementRef, Html};

use super::json_ld;

/// What a page states about its article.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub byline: Option<String>,
    pub credit: Option<String>,
    pub url: Option<String>,
    pub published: Option<String>,
    /// Is `published` taken from what shows, not from a field that states it?
    pub inferred: bool,
    pub modified: Option<String>,
    pub dateline: Option<String>,
    pub language: Option<String>,
    pub corrections: Vec<String>,
    /// The site's name after the title, where the page does not state its outlet.
    pub site: Option<String>,
    /// The article's text, where the page repeats it for machines.
    pub body: Option<String>,
}

impl Metadata {
    /// `self`, with what it lacks taken from `weaker`.
    fn or(self, weaker: Metadata) -> Metadata {
        let filled = |value: &Option<String>| value.as_ref().is_some_and(|v| !v.trim().is_empty());
        let or = |one: Option<String>, other| if filled(&one) { one } else { other };
        let inferred = if filled(&self.published) { self.inferred } else { weaker.inferred };
        Metadata {
            title: or(self.title, weaker.title),
            outlet: or(self.outlet, weaker.outlet),
            byline: or(self.byline, weaker.byline),
            credit: or(self.credit, weaker.credit),
            url: or(self.url, weaker.url),
            published: or(self.published, weaker.published),
            inferred,
            modified: or(self.modified, weaker.modified),
            dateline: or(self.dateline, weaker.dateline),
            language: or(self.language, weaker.language),
            corrections: if self.corrections.is_empty() {
                weaker.corrections
            } else {
                self.corrections
            },
            site: or(self.site, weaker.site),
            body: or(self.body, weaker.body),
        }
    }
}

/// Reads all that `page` states.
pub(crate) fn read(page: &Html) -> Metadata {
    let elements: Vec<ElementRef<'_>> =
        page.tree.root().descendants().filter_map(ElementRef::wrap).collect();
    let mut found =
        json_ld::read(page).or(microdata(&elements)).or(metas(&elements)).or(shown(&elements));
    // The page's own word on its address and language is about this page; JSON-LD is often a template's.
    let link = |element: &&ElementRef<'_>| {
        let rel = element.attr("rel").unwrap_or_default().to_ascii_lowercase();
        element.value().name() == "link" && rel.split_whitespace().any(|rel| rel == "canonical")
    };
    let canonical = elements.iter().find(link).and_then(|link| link.attr("href"));
    found.url = canonical.map(str::to_owned).filter(|url| is_address(url)).or(found.url);
    found.url = found.url.filter(|url| is_address(url));
    let root = elements.iter().find(|element| element.value().name() == "html");
    let language = root.and_then(|root| root.attr("lang").or_else(|| root.attr("xml:lang")));
    found.language =
        language.filter(|tag| !tag.trim().is_empty()).map(str::to_owned).or(found.language);
    found.language = found.language.map(|tag| tag.replace('_', "-")).filter(|tag| is_language(tag));
    found
}

fn is_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Has it the shape of a BCP 47 tag?
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    parts.next().is_some_and(|part| (2..=3).contains(&part.len()))
        && tag.len() <= 35
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Names of `meta` elements for each field, strongest first, in lower case.
const TITLE: [&str; 4] = ["og:title", "twitter:title", "dc.title", "headline"];
const OUTLET: [&str; 5] =
    ["og:site_name", "publisher", "article:publisher", "dc.publisher", "application-name"];
const BYLINE: [&str; 6] =
    ["author", "article:author", "byl", "dc.creator", "parsely-author", "sailthru.author"];
const PUBLISHED: [&str; 13] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "pubdate",
    "publishdate",
    "publish-date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "sailthru.date",
    "date",
];
const MODIFIED: [&str; 5] =
    ["article:modified_time", "og:updated_time", "datemodified", "lastmod", "dcterms.modified"];

fn metas(elements: &[ElementRef<'_>]) -> Metadata {
    let mut metas: BTreeMap<String, &str> = BTreeMap::new();
    for element in elements.iter().filter(|element| element.value().name() == "meta") {
        let Some(content) = element.attr("content").filter(|c| !c.trim().is_empty()) else {
            continue;
        };
        for key in ["property", "name", "itemprop", "http-equiv"].map(|key| element.attr(key)) {
            metas.entry(key.unwrap_or_default().trim().to_ascii_lowercase()).or_insert(content);
        }
    }
    let first =
        |names: &[&str]| names.iter().find_map(|name| metas.get(*name)).map(|v| (*v).to_owned());
    let name = |names: &[&str]| {
        let mut values = names.iter().filter_map(|name| metas.get(*name));
        values.find(|value| !is_address(value)).map(|value| (*value).to_owned())
    };
    Metadata {
        title: first(&TITLE),
        outlet: name(&OUTLET),
        byline: name(&BYLINE),
        url: first(&["og:url"]),
        published: first(&PUBLISHED),
        modified: first(&MODIFIED),
        language: first(&["og:locale", "content-language", "dc.language", "inlanguage"]),
        ..Metadata::default()
    }
}

/// Microdata of the page's article: `itemprop` under an `itemscope` of an article's type.
fn microdata(elements: &[ElementRef<'_>]) -> Metadata {
    let mut found = Metadata::default();
    let mut authors: Vec<String> = Vec::new();
    for element in elements {
        let Some(properties) = element.attr("itemprop") else { continue };
        let mut above = element.ancestors().filter_map(ElementRef::wrap);
        let item = above.find(|above| above.attr("itemscope").is_some());
        let kind = item.and_then(|item| item.attr("itemtype")).unwrap_or_default();
        if !json_ld::is_article(kind) {
            continue;
        }
        for property in properties.split_whitespace() {
            let field = match property {
                "headline" => &mut found.title,
                "publisher" => &mut found.outlet,
                "datePublished" => &mut found.published,
                "dateModified" => &mut found.modified,
                "inLanguage" => &mut found.language,
                "dateline" => &mut found.dateline,
                "url" | "mainEntityOfPage" => &mut found.url,
                "author" => {
                    authors.extend(value(element));
                    continue;
                }
                "correction" => {
                    found.corrections.extend(value(element));
                    continue;
                }
                _ => continue,
            };
            if field.is_none() {
                *field = value(element);
            }
        }
    }
    authors.dedup();
    found.byline = (!authors.is_empty()).then(|| authors.join(", "));
    found
}

/// The value of a property: the name of the item that it is, an attribute made for machines, or its text.
fn value(element: &ElementRef<'_>) -> Option<String> {
    if element.attr("itemscope").is_some() {
        let mut parts = element.descendants().filter_map(ElementRef::wrap);
        let name = parts.find(|part| part.attr("itemprop") == Some("name"));
        if let Some(name) = name {
            return value_of_one(&name);
        }
    }
    value_of_one(element)
}

fn value_of_one(element: &ElementRef<'_>) -> Option<String> {
    let link =
        || element.attr("href").or_else(|| element.attr("itemid")).filter(|url| is_address(url));
    let stated = element.attr("content").or_else(|| element.attr("datetime"));
    let text = || element.text().collect::<String>();
    let is_link = element.value().name() == "link" || element.value().name() == "meta";
    let value = match stated {
        Some(stated) => stated.to_owned(),
        None if is_link => link()?.to_owned(),
        None => text(),
    };
    (!value.trim().is_empty()).then_some(value)
}

/// What shows: the first heading, the page's title without the site's name, the first `time`.
fn shown(elements: &[ElementRef<'_>]) -> Metadata {
    let text = |name: &str| {
        let element = elements.iter().find(|element| element.value().name() == name)?;
        let text =
            element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    let heading = text("h1");
    let (title, site) = match text("title") {
        Some(whole) => match (&heading, without_site(&whole)) {
            // "Rain on Corrun | The Post": the heading says where the title ends.
            (Some(heading), Some((_, site))) if whole.starts_with(heading.as_str()) => {
                (Some(heading.clone()), Some(site.to_owned()))
            }
            (_, Some((title, site))) => (Some(title.to_owned()), Some(site.to_owned())),
            (_, None) => (Some(whole), None),
        },
        None => (None, None),
    };
    let mut times = elements.iter().filter(|element| element.value().name() == "time");
    let time = times.find_map(|time| time.attr("datetime"));
    Metadata {
        title: heading.or(title),
        published: time.map(str::to_owned),
        inferred: time.is_some(),
        site,
        ..Metadata::default()
    }
}

/// A title and the site's name after its last bar or dash; `None` where that is no name or no title is left.
fn without_site(whole: &str) -> Option<(&str, &str)> {
    let bars = [" | ", " – ", " — ", " - ", " :: "];
    let (at, bar) = bars.iter().filter_map(|bar| Some((whole.rfind(bar)?, *bar))).max()?;
    let (title, site) = (whole.get(..at)?.trim(), whole.get(at + bar.len()..)?.trim());
    // A short beginning is more likely the site's name or a slug.
    let fits = title.split_whitespace().count() >= 4 && site.split_whitespace().count() <= 5;
    (fits && site.chars().next().is_some_and(char::is_uppercase)).then_some((title, site))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> Metadata {
        read(&Html::parse_document(html))
    }

    #[test]
    fn json_ld_wins_over_meta_and_meta_fills_it() {
        let found = of(
            "<html lang=en-GB><meta property=og:title content=Weaker><meta property=og:site_name content=Post>\
            <link rel=canonical href=https://p.example/1><script type=application/ld+json>\
            {\"@type\": \"NewsArticle\", \"headline\": \"Rain\", \"datePublished\": \"2031-03-04T18:20:00+02:00\"}</script>",
        );
        assert_eq!(found.title.as_deref(), Some("Rain"));
        assert_eq!(found.outlet.as_deref(), Some("Post"));
        assert_eq!(found.published.as_deref(), Some("2031-03-04T18:20:00+02:00"));
        assert_eq!(found.url.as_deref(), Some("https://p.example/1"));
        assert_eq!(found.language.as_deref(), Some("en-GB"));
        assert!(!found.inferred);
    }

    #[test]
    fn microdata_is_read_in_its_scope_only() {
        let found = of(
            "<div itemscope itemtype=https://schema.org/NewsArticle><h1 itemprop=headline>Rain</h1>\
            <span itemprop=author itemscope><b itemprop=name>A. One</b></span>\
            <time itemprop=datePublished datetime=2031-03-04T18:20Z>today</time></div>\
            <div itemscope itemtype=https://schema.org/Product><p itemprop=headline>Boots</p></div>",
        );
        assert_eq!(found.title.as_deref(), Some("Rain"));
        assert_eq!(found.byline.as_deref(), Some("A. One"));
        assert_eq!(found.published.as_deref(), Some("2031-03-04T18:20Z"));
    }

    #[test]
    fn what_only_shows_is_marked_as_inferred() {
        let found = of(
            "<title>Rain falls on Corrun | The Post</title><time datetime=2031-03-04>Tuesday</time>",
        );
        assert_eq!(found.title.as_deref(), Some("Rain falls on Corrun"));
        assert_eq!((found.outlet, found.site.as_deref()), (None, Some("The Post")));
        assert!(found.inferred && found.published.as_deref() == Some("2031-03-04"));
    }

    #[test]
    fn leaves_alone() {
        let found = of(
            "<html lang='the English'><title>A - B</title><meta name=author content=https://x.example>\
            <link rel=canonical href=/rain><meta name=viewport content=x>",
        );
        assert_eq!(found.title.as_deref(), Some("A - B"));
        assert_eq!(
            (found.byline, found.url, found.language, found.published),
            (None, None, None, None)
        );
    }
}
