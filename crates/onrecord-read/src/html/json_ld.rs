//! What a page says of its article in JSON-LD (schema.org `NewsArticle` and its kin).

use std::collections::BTreeMap;

use scraper::{ElementRef, Html};
use serde_json::{Map, Value};

use super::metadata::Metadata;

type Object = Map<String, Value>;

/// Reads the page's JSON-LD; empty where it has none about an article.
pub(crate) fn read(page: &Html) -> Metadata {
    let values: Vec<Value> = scripts(page);
    let nodes = nodes(&values);
    let named: BTreeMap<&str, &Object> = nodes
        .iter()
        .filter(|node| node.len() > 1)
        .filter_map(|node| Some((node.get("@id")?.as_str()?, *node)))
        .collect();
    let graph = Graph { named };
    let Some(article) = nodes.iter().find(|node| types(node).any(is_article)) else {
        return Metadata::default();
    };
    let url = graph.text(article, "url").or_else(|| {
        let page = article.get("mainEntityOfPage")?;
        page.as_str().or_else(|| page.get("@id")?.as_str()).map(str::to_owned)
    });
    let correction = graph.texts(article.get("correction"));
    Metadata {
        title: graph.text(article, "headline").or_else(|| graph.text(article, "name")),
        outlet: graph.text(article, "publisher").or_else(|| site(&nodes)),
        byline: joined(graph.texts(article.get("author"))),
        credit: joined(
            graph.texts(article.get("creditText").or(article.get("sourceOrganization"))),
        ),
        url,
        published: graph.text(article, "datePublished"),
        modified: graph.text(article, "dateModified"),
        dateline: graph.text(article, "dateline"),
        language: graph.text(article, "inLanguage"),
        corrections: correction.into_iter().filter(|text| !text.starts_with("http")).collect(),
        body: graph.text(article, "articleBody"),
        ..Metadata::default()
    }
}

/// Is this schema.org's or another word for a piece of news?
pub(crate) fn is_article(kind: &str) -> bool {
    let kind = kind.rsplit(['/', ':', '#']).next().unwrap_or_default();
    kind.ends_with("Article") || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report")
}

fn types(node: &Object) -> impl Iterator<Item = &str> {
    let kinds = match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.as_slice(),
        Some(kind) => std::slice::from_ref(kind),
        None => &[],
    };
    kinds.iter().filter_map(Value::as_str)
}

/// The publisher where only the page's other nodes name it.
fn site(nodes: &[&Object]) -> Option<String> {
    let is_site = |kind: &str| kind.ends_with("NewsMediaOrganization") || kind.ends_with("WebSite");
    let node = nodes.iter().find(|node| types(node).any(is_site))?;
    node.get("name")?.as_str().map(plain)
}

fn scripts(page: &Html) -> Vec<Value> {
    let elements = page.tree.root().descendants().filter_map(ElementRef::wrap);
    let scripts = elements.filter(|element| {
        let kind = element.attr("type").unwrap_or_default().trim().to_ascii_lowercase();
        element.value().name() == "script" && kind.starts_with("application/ld+json")
    });
    scripts.filter_map(|script| lenient(&script.text().collect::<String>())).collect()
}

/// JSON as pages write it: in comments, with line breaks inside strings, with a semicolon after it.
fn lenient(source: &str) -> Option<Value> {
    let source = source.replace(|c: char| c.is_control(), " ");
    let from = source.find(['{', '['])?;
    let to = source.rfind(['}', ']'])?;
    serde_json::from_str(source.get(from..=to)?).ok()
}

/// All objects that may be an article or name a publisher: at the top, in lists, in `@graph`, as main entity.
fn nodes(values: &[Value]) -> Vec<&Object> {
    let mut nodes = Vec::new();
    let mut open: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(values) => open.extend(values.iter().rev()),
            Value::Object(node) => {
                nodes.push(node);
                open.extend(["mainEntity", "@graph"].iter().filter_map(|key| node.get(*key)));
            }
            _ => {}
        }
    }
    nodes
}

struct Graph<'a> {
    named: BTreeMap<&'a str, &'a Object>,
}

impl Graph<'_> {
    fn text(&self, node: &Object, key: &str) -> Option<String> {
        self.texts(node.get(key)).into_iter().next()
    }

    /// A value's texts: itself, or the name or text of what it is or refers to.
    fn texts(&self, value: Option<&Value>) -> Vec<String> {
        let values = match value {
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        let text = |value: &Value| match value {
            Value::String(text) => Some(plain(text)),
            Value::Object(node) => {
                let referred = || self.named.get(node.get("@id")?.as_str()?).copied();
                let of = |node: &Object| {
                    let keys = ["name", "text", "alternateName", "@value"];
                    keys.iter().find_map(|key| node.get(*key)?.as_str().map(plain))
                };
                of(node).or_else(|| of(referred()?))
            }
            _ => None,
        };
        values.iter().filter_map(text).filter(|text| !text.is_empty()).collect()
    }
}

fn joined(names: Vec<String>) -> Option<String> {
    let names: Vec<String> = names.into_iter().filter(|name| !name.starts_with("http")).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Text without the entities and tags that editors' systems leave in it.
fn plain(text: &str) -> String {
    if text.contains(['&', '<']) { super::blocks::lines(text) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Metadata {
        let html = format!("<script type=\"application/ld+json\">{json}</script>");
        read(&Html::parse_document(&html))
    }

    #[test]
    fn articles_are_found_wherever_they_stand() {
        for json in [
            r#"{"@type": "NewsArticle", "headline": "Rain"}"#,
            r#"[{"@type": "Organization"}, {"@type": ["ReportageNewsArticle"], "headline": "Rain"}];"#,
            r#"{"@graph": [{"@type": "WebPage", "mainEntity": {"@type": "schema:Article", "headline": "Rain"}}]}"#,
            "<!-- {\"@type\": \"BlogPosting\", \"headline\": \"Ra&#105;n\", \"x\": \"a\nb\"} -->",
        ] {
            assert_eq!(of(json).title.as_deref(), Some("Rain"), "{json}");
        }
    }

    #[test]
    fn names_are_taken_from_texts_objects_lists_and_references() {
        let found = of(r##"{"@graph": [{"@id": "#o", "@type": "Organization", "name": "The Post"},
            {"@type": "NewsArticle", "author": [{"name": "A. One"}, "B. Two", {"url": "x"}],
             "publisher": {"@id": "#o"}, "correction": {"@type": "CorrectionComment", "text": "It was 58."},
             "mainEntityOfPage": {"@id": "https://p.example/1"}, "inLanguage": {"name": "English", "alternateName": "en"}}]}"##);
        assert_eq!(found.byline.as_deref(), Some("A. One, B. Two"));
        assert_eq!(found.outlet.as_deref(), Some("The Post"));
        assert_eq!(found.url.as_deref(), Some("https://p.example/1"));
        assert_eq!(found.corrections, ["It was 58."]);
    }

    #[test]
    fn leaves_alone() {
        for json in
            ["", "{", "5", r#"{"@type": "Recipe", "headline": "Soup"}"#, r#"{"headline": "x"}"#]
        {
            assert_eq!(of(json).title, None, "{json}");
        }
        assert_eq!(of(&"[".repeat(5000)).title, None);
        let own =
            r##"{"@type": "Article", "@id": "#a", "headline": "x", "publisher": {"@id": "#a"}}"##;
        assert_eq!(of(own).outlet, None);
    }
}
