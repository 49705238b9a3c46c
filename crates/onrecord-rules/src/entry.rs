//! The text of a rule entry as its author wrote it: what a finding's `made_by` points at.

/// An entry of a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleEntry {
    /// Path of the file below the rules' folder.
    pub file: String,
    /// 1-based line on which the entry begins.
    pub line: u32,
    /// The entry, from its `[[...]]` to its last field.
    pub text: String,
}

/// Fields of which one names an entry.
const NAMES: [&str; 5] = ["id", "lemma", "pattern", "name", "words"];

/// The entry called `id` in a file's text.
pub(crate) fn entry_in(file: &str, text: &str, id: &str) -> Option<RuleEntry> {
    let lines: Vec<&str> = text.lines().collect();
    let starts = |line: &str| line.starts_with('[');
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let next =
            lines.iter().skip(at + 1).position(|l| starts(l)).map_or(lines.len(), |n| at + 1 + n);
        let block = lines.get(at..next).unwrap_or_default();
        if line.starts_with("[[") && block.iter().any(|line| names(line, id)) {
            let is_text = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
            let last = block.iter().rposition(is_text).unwrap_or(0);
            let text = block.get(..=last).unwrap_or_default().join("\n");
            let file = file.to_owned();
            return Some(RuleEntry { file, line: at as u32 + 1, text });
        }
        at = next;
    }
    None
}

/// Does a line give the entry this name (`id = "weekday"`, or first of `words = ["at least", ...]`)?
fn names(line: &str, id: &str) -> bool {
    let Some((field, value)) = line.split_once('=') else { return false };
    let value = value.trim().trim_start_matches('[').trim_start();
    let quoted = value.strip_prefix('"').and_then(|rest| rest.split('"').next());
    NAMES.contains(&field.trim()) && quoted == Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "about = \"x\"\n\n[[cue]]\nlemma = \"deny\"\nact = \"deny\"\nno = [\"[a]\"]\n\n# --- more ---\n\n[[cue]]\npattern = \"call =for\"\nact = \"demand\"\n";

    #[test]
    fn an_entry_is_found_by_its_name_with_its_line() {
        let deny = entry_in("cues/speech.toml", FILE, "deny").unwrap();
        assert_eq!(deny.line, 3);
        assert_eq!(deny.text, "[[cue]]\nlemma = \"deny\"\nact = \"deny\"\nno = [\"[a]\"]");
        assert_eq!(entry_in("cues/speech.toml", FILE, "call =for").unwrap().line, 10);
    }

    #[test]
    fn other_words_are_no_names() {
        for id in ["x", "demand", "a", "den", ""] {
            assert_eq!(entry_in("cues/speech.toml", FILE, id), None, "{id}");
        }
    }
}
