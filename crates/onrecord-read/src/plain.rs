//! Plain text, with what may stand above it: header lines or YAML front matter.

use crate::draft::Draft;

/// The keys that may open a block of header lines.
const OPENING: [&str; 9] =
    ["title", "outlet", "published", "url", "byline", "credit", "dateline", "language", "modified"];

/// Keys that open one only where another line follows: "Date: a fruit of the palm" may be a text.
const WITH_ANOTHER: [&str; 5] = ["date", "headline", "publisher", "author", "link"];

/// Reads `text` (line ends already LF). What is not plainly a header stays in the report's text, byte for byte.
pub(crate) fn read(text: &str) -> Draft {
    let (fields, body) =
        front_matter(text).or_else(|| header_lines(text)).unwrap_or_else(|| (Vec::new(), text));
    let mut draft = Draft { text: body.to_owned(), ..Draft::default() };
    for (key, value) in fields {
        set(&mut draft, &key, value);
    }
    draft
}

type Fields = Vec<(String, String)>;

/// `Key: value` lines from the very first line to the first blank one. The first must have a key that we know and all
/// must have the shape, so that a text which begins "Title: a word about names" stays a text.
fn header_lines(text: &str) -> Option<(Fields, &str)> {
    let mut fields = Fields::new();
    let mut rest = text;
    loop {
        let (line, after) = rest.split_once('\n')?;
        rest = after;
        if line.trim().is_empty() {
            break;
        }
        if let (true, Some((_, value))) = (line.starts_with([' ', '\t']), fields.last_mut()) {
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        let (key, value) = line.split_once(':')?;
        let key = key.trim_end().to_lowercase();
        let is_key = (2..=20).contains(&key.len())
            && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
            && (!fields.is_empty() || OPENING.contains(&&*key) || WITH_ANOTHER.contains(&&*key));
        if !is_key {
            return None;
        }
        fields.push((key, value.trim().to_owned()));
    }
    let opens = |(key, _): &(String, String)| OPENING.contains(&key.as_str()) || fields.len() > 1;
    fields.first().is_some_and(opens).then(|| (fields, rest.trim_start_matches('\n')))
}

/// YAML between `---` and `---`, of which we read `key: value`, `key: [a, b]` and `key:` with `- a` lines below it.
fn front_matter(text: &str) -> Option<(Fields, &str)> {
    let mut rest = text.strip_prefix("---")?.trim_start_matches([' ', '\t']).strip_prefix('\n')?;
    let mut fields = Fields::new();
    loop {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        if matches!(line.trim_end(), "---" | "...") {
            rest = after;
            break;
        }
        if after.is_empty() {
            return None;
        }
        rest = after;
        yaml_line(line, &mut fields)?;
    }
    (!fields.is_empty()).then(|| (fields, rest.trim_start_matches('\n')))
}

/// Takes one line of front matter; `None` where it is none, and the whole is a text that begins with a rule.
fn yaml_line(line: &str, fields: &mut Fields) -> Option<()> {
    let trimmed = line.trim();
    if trimmed.is_empty() || trimmed.starts_with('#') {
        return Some(());
    }
    if let (Some(item), Some((_, value))) = (trimmed.strip_prefix("- "), fields.last_mut()) {
        if !value.is_empty() {
            value.push_str(", ");
        }
        value.push_str(&unquoted(item));
        return Some(());
    }
    if line.starts_with([' ', '\t']) {
        // What is nested belongs to a key that we do not read; a folded value goes on.
        let folds = fields.last().is_some_and(|(_, value)| !value.is_empty());
        if let (true, Some((_, value))) = (folds, fields.last_mut()) {
            value.push(' ');
            value.push_str(trimmed);
        }
        return (!fields.is_empty()).then_some(());
    }
    let (key, value) = line.split_once(':')?;
    let is_key = !key.is_empty() && !key.trim_end().contains([' ', '\t']);
    let value = value.trim();
    let list = value.strip_prefix('[').and_then(|v| v.strip_suffix(']'));
    let value = match list {
        Some(items) => items.split(',').map(unquoted).collect::<Vec<_>>().join(", "),
        None => unquoted(value),
    };
    is_key.then(|| fields.push((key.trim().to_lowercase(), value)))
}

/// A YAML scalar without its quotation marks or the comment after it.
fn unquoted(value: &str) -> String {
    let value = value.trim();
    if let Some(inner) = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')) {
        return inner.replace("\\\"", "\"").replace("\\n", " ").replace("\\\\", "\\");
    }
    if let Some(inner) = value.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')) {
        return inner.replace("''", "'");
    }
    let plain = value.split(" #").next().unwrap_or_default().trim_end();
    if matches!(plain, "|" | ">" | "|-" | ">-" | "null" | "~") {
        return String::new();
    }
    plain.to_owned()
}

/// Puts a field in its place; keys that we do not read (tags, layout) are passed over.
fn set(draft: &mut Draft, key: &str, value: String) {
    let field = match key {
        "title" | "headline" => &mut draft.title,
        "outlet" | "publisher" => &mut draft.outlet,
        "published" | "date" => &mut draft.published,
        "url" | "link" => &mut draft.url,
        "byline" | "author" | "authors" => &mut draft.byline,
        "credit" => &mut draft.credit,
        "dateline" => &mut draft.dateline,
        "language" | "lang" => &mut draft.language,
        "modified" | "updated" => &mut draft.modified,
        "id" => {
            draft.id = value;
            return;
        }
        _ => return,
    };
    *field = Some(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_lines_are_read() {
        let draft =
            read("TITLE: A: b\noutlet:  Post\nURL: https://p.example/1\nDesk: x\n\nRain.\n");
        assert_eq!(draft.title.as_deref(), Some("A: b"));
        assert_eq!(draft.outlet.as_deref(), Some("Post"));
        assert_eq!(draft.url.as_deref(), Some("https://p.example/1"));
        assert_eq!(draft.text, "Rain.\n");
    }

    #[test]
    fn a_date_opens_a_header_of_two_lines() {
        let draft = read("Date: 2031-03-04\nOutlet: Post\n\nRain.\n");
        assert_eq!(draft.published.as_deref(), Some("2031-03-04"));
        assert_eq!((draft.outlet.as_deref(), draft.text.as_str()), (Some("Post"), "Rain.\n"));
    }

    #[test]
    fn front_matter_is_read() {
        let draft = read(
            "---\ntitle: \"He said: \\\"go\\\"\"\npublished: 2031-03-04 # local\nauthor:\n  - A. One\n  - \
             'O''Two'\ntags: [x, y]\n---\n\nRain.",
        );
        assert_eq!(draft.title.as_deref(), Some("He said: \"go\""));
        assert_eq!(draft.published.as_deref(), Some("2031-03-04"));
        assert_eq!(draft.byline.as_deref(), Some("A. One, O'Two"));
        assert_eq!(draft.text, "Rain.");
    }

    #[test]
    fn leaves_alone() {
        for text in [
            "Rain fell.\n\nTitle: none\n",
            "Corrun: three dead\n\nThe river rose.",
            "Title: what is in a name\nA word about names.\n\nMore.",
            "Title: no blank line follows",
            "\nTitle: x\n\nRain.",
            "Published works: a list\n\nRain.",
            "Desk: x\nTitle: y\n\nRain.",
            "Date: a fruit of the palm\n\nRain.",
            "---\nA text between rules\n---\nRain.",
            "---\ntitle: never closed\n\nRain.",
            "--- \nRain.\n",
            "",
        ] {
            let draft = read(text);
            assert_eq!(draft.text, text);
            assert_eq!(draft.title, None, "{text}");
        }
    }
}
