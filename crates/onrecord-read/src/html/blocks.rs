//! A page's text as blocks: what stands on lines of its own, in the page's own words.

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::node::Element;
use scraper::{Html, Node};

/// Text that stands on lines of its own: a paragraph, a heading, a list item, a part between line breaks.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// White space folded, never empty.
    pub text: String,
    /// The element that it stands in.
    pub node: NodeId,
    /// How many of its characters are in links.
    pub linked: usize,
}

/// Elements that begin and end a line.
const LINES: [&str; 43] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements whose text is not the page's running text.
const SILENT: [&str; 24] = [
    "aside",
    "audio",
    "button",
    "canvas",
    "datalist",
    "dialog",
    "embed",
    "figcaption",
    "footer",
    "head",
    "iframe",
    "input",
    "math",
    "nav",
    "noscript",
    "object",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "video",
];

/// Roles of such elements, and class names under which text is put away from sight.
const SILENT_ROLES: [&str; 7] =
    ["navigation", "dialog", "complementary", "banner", "contentinfo", "search", "alertdialog"];
const UNSEEN: [&str; 4] = ["visually-hidden", "sr-only", "screen-reader-text", "visuallyhidden"];

/// The blocks of `page` in reading order.
pub(crate) fn blocks(page: &Html) -> Vec<Block> {
    let mut walk = Walk { found: Vec::new(), text: String::new(), linked: 0, silent: 0, links: 0 };
    let mut preformatted = 0;
    for edge in page.tree.root().traverse() {
        let (node, opens) = match edge {
            Edge::Open(node) => (node, true),
            Edge::Close(node) => (node, false),
        };
        match node.value() {
            Node::Text(text) if opens && walk.silent == 0 => {
                walk.add(text, &node, preformatted > 0);
            }
            Node::Element(element) => {
                let name = element.name();
                let step = |count: &mut usize| {
                    *count = if opens { *count + 1 } else { count.saturating_sub(1) };
                };
                if LINES.contains(&name) {
                    // What came before the tag stands in the parent when it opens, in the element when it closes.
                    walk.end(if opens { node.parent() } else { Some(node) });
                }
                if is_silent(element) {
                    step(&mut walk.silent);
                }
                if name == "a" {
                    step(&mut walk.links);
                }
                if name == "pre" {
                    step(&mut preformatted);
                }
            }
            _ => {}
        }
    }
    walk.end(Some(page.tree.root()));
    walk.found
}

/// The text of a piece of HTML, one block a line; nothing is chosen, all that can be read is there.
pub(crate) fn lines(html: &str) -> String {
    let Ok(html) = super::guard::tame(html) else { return String::new() };
    let page = Html::parse_document(&html);
    let lines: Vec<String> = blocks(&page).into_iter().map(|block| block.text).collect();
    lines.join("\n")
}

struct Walk {
    found: Vec<Block>,
    text: String,
    linked: usize,
    silent: usize,
    links: usize,
}

impl Walk {
    fn add(&mut self, text: &str, node: &NodeRef<'_, Node>, preformatted: bool) {
        if self.links > 0 {
            self.linked += text.chars().filter(|c| !c.is_whitespace()).count();
        }
        if !preformatted {
            self.text.push_str(text);
            return;
        }
        // Wires wrap preformatted text at 70 columns: only a blank line parts paragraphs there.
        let plain = crate::decode::with_plain_line_ends(text);
        for (n, part) in plain.split("\n\n").enumerate() {
            if n > 0 {
                self.end(node.parent());
            }
            self.text.push_str(part);
        }
    }

    fn end(&mut self, node: Option<NodeRef<'_, Node>>) {
        let text = folded(&self.text);
        let linked = std::mem::take(&mut self.linked);
        self.text.clear();
        if let (false, Some(node)) = (text.is_empty(), node) {
            self.found.push(Block { text, node: node.id(), linked });
        }
    }
}

/// White space folded as browsers do it, and what only guides the layout taken out: soft hyphens, breaking hints.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        match c {
            ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}' => space = !folded.is_empty(),
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\0' => {}
            _ => {
                if std::mem::take(&mut space) {
                    folded.push(' ');
                }
                folded.push(c);
            }
        }
    }
    folded
}

fn is_silent(element: &Element) -> bool {
    let is = |name: &str, value: &str| {
        element.attr(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value))
    };
    SILENT.contains(&element.name())
        || element.attr("hidden").is_some()
        || is("aria-hidden", "true")
        || element.attr("role").is_some_and(|role| SILENT_ROLES.contains(&role.trim()))
        || element.classes().any(|class| UNSEEN.contains(&class))
        || element.attr("style").is_some_and(|style| {
            style.replace(' ', "").to_ascii_lowercase().contains("display:none")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_paragraph_is_a_line_in_the_pages_own_words() {
        for (html, text) in [
            ("<p>One\n  <b>two</b>, <i>“three</i>”.</p><p>Four</p>", "One two, “three”.\nFour"),
            ("One<br><br>two<br/>three", "One\ntwo\nthree"),
            ("<div>a<p>b</p>c<div>d</div></div>", "a\nb\nc\nd"),
            ("<ul><li>a<li>b</ul><h2>c</h2>", "a\nb\nc"),
            (
                "<p>11&nbsp;civil&shy;ians &lsquo;said&rsquo; 'so' \"no\"</p>",
                "11 civilians ‘said’ 'so' \"no\"",
            ),
            ("<pre>A line\nthat wraps.\n\nAnother.</pre>", "A line that wraps.\nAnother."),
            ("a &lt;b&gt; c &amp;amp; d", "a <b> c &amp; d"),
            ("<p>w<em>o</em>rd</p>", "word"),
        ] {
            assert_eq!(lines(html), text, "{html}");
        }
    }

    #[test]
    fn what_is_not_running_text_is_left_out() {
        for html in [
            "<script>x</script>",
            "<nav>Home</nav><footer>Foot</footer>",
            "<div hidden>x</div><p style='color: red; display: none'>x</p>",
            "<div role=navigation>x</div><span class='a sr-only'>x</span>",
            "<figure><figcaption>Photo</figcaption></figure>",
            " <p> </p> ",
        ] {
            assert_eq!(lines(html), "", "{html}");
        }
    }
}
