//! What was published, as received.

use serde::{Deserialize, Serialize};

use crate::{CharIndex, ContentHash, Id, Span, Words, sha256_hex};

/// One published item as received. Its bytes and its text never change; a changed text at the same address is another
/// version of the same report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The id under which all versions of the report go: as given, else made from the address, else from the text.
    pub id: String,
    /// Names this version: made from everything below that a publisher can change.
    pub version: String,
    /// Headline.
    pub title: Option<String>,
    /// Who publishes it.
    pub outlet: Option<String>,
    /// Who wrote it, as printed ("By A. Writer").
    pub byline: Option<String>,
    /// Whom the outlet credits: an agency, "additional reporting by ...".
    pub credit: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// When the publisher says it was last changed.
    pub modified: Option<Published>,
    /// Place (and day) of writing as printed at the head of the text.
    pub dateline: Option<String>,
    /// BCP 47 language tag, where known.
    pub language: Option<String>,
    /// SHA-256 of the bytes as received (of this item's own bytes where several came in one file).
    pub sha256: String,
    /// The text that everything points into: paragraphs parted by line breaks. Never normalised.
    #[serde(default)]
    pub text: String,
    /// What was met on the way in that a user should know (a guessed charset, a date that could not be read).
    #[serde(default)]
    pub notices: Vec<String>,
}

/// A moment of publication, with the precision and the origin it came with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Published {
    /// ISO 8601 at the precision given: `2031-03-04` or `2031-03-04T18:20:00+02:00`.
    pub at: String,
    /// Was it worked out from elsewhere than a field that states it?
    #[serde(default)]
    pub inferred: bool,
}

impl Published {
    /// The day, as `YYYY-MM-DD`.
    pub fn day(&self) -> &str {
        self.at.get(..10).unwrap_or(&self.at)
    }
}

impl Report {
    /// Fills in `id` (where none was given), `version` and `sha256` (where the reader left it open) from the content.
    pub fn sealed(mut self) -> Report {
        if self.sha256.is_empty() {
            self.sha256 = sha256_hex(self.text.as_bytes());
        }
        if self.id.is_empty() {
            let key = self.url.as_deref().unwrap_or(&self.text);
            self.id = Id::of("re", [key]).as_str().to_owned();
        }
        let mut hash = ContentHash::new();
        for part in [&self.id, &self.text] {
            hash.add(part.as_bytes());
        }
        let published = self.published.as_ref().map(|p| p.at.clone());
        for part in [
            &self.title,
            &self.outlet,
            &self.byline,
            &self.credit,
            &self.url,
            &published,
            &self.dateline,
        ] {
            hash.add(part.as_deref().unwrap_or_default().as_bytes());
        }
        self.version = format!("v_{}", hash.hex().get(..16).unwrap_or_default());
        self
    }

    /// The words at `span`, counted in code points by `index`.
    pub fn words(&self, index: &CharIndex, span: Span) -> Words {
        Words {
            start: index.chars_before(&self.text, span.start()),
            end: index.chars_before(&self.text, span.end()),
            text: span.text(&self.text).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_report_has_the_same_id_and_version() {
        let report = |text: &str| {
            Report {
                url: Some("https://a.example/1".into()),
                text: text.into(),
                ..Report::default()
            }
            .sealed()
        };
        assert_eq!(report("x").version, report("x").version);
        assert_eq!(report("x").id, report("y").id);
        assert_ne!(report("x").version, report("y").version);
    }

    #[test]
    fn a_given_id_stays() {
        assert_eq!(Report { id: "mine".into(), ..Report::default() }.sealed().id, "mine");
    }
}
