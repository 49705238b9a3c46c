//! Ids that come from content: the same finding in the same report has the same id everywhere.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A durable id: two letters for the kind, an underscore, sixteen hexadecimal digits (64 bits of a SHA-256).
///
/// `st_` statement, `fi_` figure, `ev_` event, `ti_` time, `pl_` place, `en_` entity, `pe_` person, `ta_` talks,
/// `ac_` access, `ns_` not said, `re_` report.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// The id of kind `kind` for content given in parts. Parts are length-prefixed, so `["ab","c"]` and `["a","bc"]` differ.
    pub fn of<'a>(kind: &str, parts: impl IntoIterator<Item = &'a str>) -> Id {
        let mut hash = ContentHash::new();
        for part in parts {
            hash.add(part.as_bytes());
        }
        let mut id = String::with_capacity(kind.len() + 17);
        id.push_str(kind);
        id.push('_');
        add_hex(&mut id, hash.0.finalize().get(..8).unwrap_or_default());
        Id(id)
    }

    /// An id as some other program gave it.
    pub fn given(id: impl Into<String>) -> Id {
        Id(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Kind and the first six digits: what tables show. `onrecord show` takes any unambiguous beginning.
    pub fn short(&self) -> &str {
        self.0.get(..9).unwrap_or(&self.0)
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A SHA-256 over length-prefixed parts.
#[derive(Clone, Debug, Default)]
pub struct ContentHash(Sha256);

impl ContentHash {
    /// Nothing added yet.
    pub fn new() -> ContentHash {
        ContentHash::default()
    }

    /// Adds one part.
    pub fn add(&mut self, part: &[u8]) -> &mut ContentHash {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// The digest in lower-case hexadecimal, 64 digits.
    pub fn hex(self) -> String {
        hex(&self.0.finalize())
    }
}

/// SHA-256 of `bytes` in lower-case hexadecimal, as `sha256sum` prints it.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    add_hex(&mut out, bytes);
    out
}

fn add_hex(out: &mut String, bytes: &[u8]) {
    let digit = |four: u8| char::from(if four < 10 { b'0' + four } else { b'a' - 10 + four });
    out.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_depend_on_content_and_on_where_the_parts_end() {
        assert_eq!(Id::of("st", ["a", "b"]), Id::of("st", ["a", "b"]));
        assert_ne!(Id::of("st", ["ab", "c"]), Id::of("st", ["a", "bc"]));
        assert_eq!(Id::of("fi", ["x"]).short().len(), 9);
    }

    #[test]
    fn digests_are_the_usual_ones() {
        assert!(sha256_hex(b"").starts_with("e3b0c44298fc1c149afbf4c8996fb924"));
    }
}
