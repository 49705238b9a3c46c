//! The file of tensors: safetensors' eight bytes of length, its JSON header, and the data behind.
//!
//! Everything is checked before anything is used: offsets against the file, types and shapes against what the caller
//! asks for, numbers for being finite. No bytes make it panic.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;
use thiserror::Error;

/// A header longer than this is refused (a reader's is about 10 kB).
const LONGEST_HEADER: usize = 1 << 20;

/// Why a reader's files cannot be used.
#[derive(Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum WeightsError {
    /// The file is shorter than it says.
    #[error("the weights end after {found} bytes; {part} needs {expected}")]
    Short {
        /// Which part of the file.
        part: &'static str,
        /// Bytes needed.
        expected: usize,
        /// Bytes there.
        found: usize,
    },
    /// The header is not a safetensors header.
    #[error("the header of the weights is not as safetensors lays down: {reason}")]
    Header {
        /// What is wrong with it.
        reason: String,
    },
    /// The metadata lack a key, or its value is not what the format says.
    #[error("metadata `{key}`: expected {expected}, found {found}")]
    Metadata {
        /// Name of the entry.
        key: &'static str,
        /// What the format says.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A tensor is not there, or has another type or shape.
    #[error("tensor `{name}`: expected {expected}, found {found}")]
    Tensor {
        /// Name of the tensor.
        name: String,
        /// Type and shape that the metadata call for.
        expected: String,
        /// Type and shape in the file.
        found: String,
    },
    /// A tensor holds a number that is not finite, or is too large to reckon with.
    #[error("tensor `{name}`: number {index} is {value}; a weight must lie within 1e6 of zero")]
    Number {
        /// Name of the tensor.
        name: String,
        /// Place in the tensor, rows in order.
        index: usize,
        /// The number.
        value: f32,
    },
    /// The vocabulary does not fit the weights.
    #[error("the vocabulary {reason}")]
    Vocabulary {
        /// What is wrong with it.
        reason: String,
    },
}

/// A file of tensors, opened and checked.
#[derive(Debug)]
pub(crate) struct Tensors {
    bytes: Cow<'static, [u8]>,
    entries: BTreeMap<String, Entry>,
    metadata: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
struct Entry {
    kind: String,
    shape: Vec<usize>,
    place: Range<usize>,
}

impl Tensors {
    /// Reads the header and checks that each tensor lies in the file.
    pub(crate) fn open(bytes: Cow<'static, [u8]>) -> Result<Self, WeightsError> {
        let (header, data) = header(&bytes)?;
        let mut entries = BTreeMap::new();
        let mut metadata = BTreeMap::new();
        for (name, value) in header {
            if name == "__metadata__" {
                let Value::Object(pairs) = value else {
                    return Err(bad_header("`__metadata__` is not an object"));
                };
                for (key, value) in pairs {
                    let Value::String(value) = value else {
                        return Err(bad_header(&format!("metadata `{key}` is not a string")));
                    };
                    metadata.insert(key, value);
                }
            } else {
                let entry = entry(&name, &value, data, bytes.len())?;
                entries.insert(name, entry);
            }
        }
        Ok(Self { bytes, entries, metadata })
    }

    /// The string stored under a key of the metadata.
    pub(crate) fn text(&self, key: &'static str) -> Result<&str, WeightsError> {
        self.metadata.get(key).map(String::as_str).ok_or(WeightsError::Metadata {
            key,
            expected: "a value",
            found: "nothing".to_owned(),
        })
    }

    /// The string stored under a key of the metadata, if it is there.
    pub(crate) fn optional_text(&self, key: &str) -> Option<&str> {
        self.metadata.get(key).map(String::as_str)
    }

    /// A whole number of the metadata, at least 1 and at most `most`.
    pub(crate) fn count(&self, key: &'static str, most: usize) -> Result<usize, WeightsError> {
        let text = self.text(key)?;
        match text.parse::<usize>() {
            Ok(n) if (1..=most).contains(&n) => Ok(n),
            _ => Err(WeightsError::Metadata {
                key,
                expected: "a whole number in the range that a reader can have",
                found: format!("`{text}`"),
            }),
        }
    }

    /// A number of the metadata between 0 and 1, both left out.
    pub(crate) fn small(&self, key: &'static str) -> Result<f32, WeightsError> {
        let text = self.text(key)?;
        let number = text.parse().ok().filter(|e: &f32| *e > 0.0 && *e < 1.0);
        number.ok_or_else(|| WeightsError::Metadata {
            key,
            expected: "a number between 0 and 1",
            found: format!("`{text}`"),
        })
    }

    /// A list of whole numbers of the metadata: 1 to 64 as JSON.
    pub(crate) fn numbers(&self, key: &'static str) -> Result<Vec<usize>, WeightsError> {
        let text = self.text(key)?;
        match serde_json::from_str::<Vec<usize>>(text) {
            Ok(numbers) if (1..=64).contains(&numbers.len()) => Ok(numbers),
            _ => Err(WeightsError::Metadata {
                key,
                expected: "a JSON list of 1 to 64 whole numbers",
                found: format!("`{}`", text.chars().take(80).collect::<String>()),
            }),
        }
    }

    /// A list of labels of the metadata: 1 to 255 strings as JSON.
    pub(crate) fn labels(&self, key: &'static str) -> Result<Vec<String>, WeightsError> {
        let text = self.text(key)?;
        match serde_json::from_str::<Vec<String>>(text) {
            Ok(labels) if (1..=255).contains(&labels.len()) => Ok(labels),
            _ => Err(WeightsError::Metadata {
                key,
                expected: "a JSON list of 1 to 255 strings",
                found: format!("`{}`", text.chars().take(80).collect::<String>()),
            }),
        }
    }

    /// The shape of a tensor, if it is there.
    pub(crate) fn shape(&self, name: &str) -> Option<&[usize]> {
        self.entries.get(name).map(|e| e.shape.as_slice())
    }

    /// A tensor of signed bytes, in place.
    pub(crate) fn bytes(&self, name: &str, shape: &[usize]) -> Result<&[u8], WeightsError> {
        Ok(&self.bytes[self.place(name, "I8", shape)?])
    }

    /// Where a tensor of signed bytes lies in the file.
    pub(crate) fn place_of_bytes(
        &self,
        name: &str,
        shape: &[usize],
    ) -> Result<Range<usize>, WeightsError> {
        self.place(name, "I8", shape)
    }

    /// The bytes of the file at a place that [`Tensors::place_of_bytes`] gave.
    pub(crate) fn at(&self, place: Range<usize>) -> &[u8] {
        &self.bytes[place]
    }

    /// A tensor of 32-bit floats, copied.
    pub(crate) fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        let bytes = &self.bytes[self.place(name, "F32", shape)?];
        let numbers: Vec<f32> =
            bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        match numbers.iter().position(|x| x.is_nan() || x.abs() > 1e6) {
            None => Ok(numbers),
            Some(index) => {
                Err(WeightsError::Number { name: name.to_owned(), index, value: numbers[index] })
            }
        }
    }

    fn place(&self, name: &str, kind: &str, shape: &[usize]) -> Result<Range<usize>, WeightsError> {
        let wrong = |found: String| WeightsError::Tensor {
            name: name.to_owned(),
            expected: format!("{kind} {shape:?}"),
            found,
        };
        let entry = self.entries.get(name).ok_or_else(|| wrong("nothing".to_owned()))?;
        if entry.kind == kind && entry.shape == shape {
            Ok(entry.place.clone())
        } else {
            Err(wrong(format!("{} {:?}", entry.kind, entry.shape)))
        }
    }
}

fn bad_header(reason: &str) -> WeightsError {
    WeightsError::Header { reason: reason.to_owned() }
}

/// The header's entries and where the data begin.
fn header(bytes: &[u8]) -> Result<(serde_json::Map<String, Value>, usize), WeightsError> {
    let short = |part, expected| WeightsError::Short { part, expected, found: bytes.len() };
    let (length, rest) = bytes.split_first_chunk::<8>().ok_or(short("the length", 8))?;
    let length = usize::try_from(u64::from_le_bytes(*length))
        .ok()
        .filter(|n| *n <= LONGEST_HEADER)
        .ok_or_else(|| bad_header("its length is beyond a megabyte"))?;
    let text = rest.get(..length).ok_or(short("the header", 8 + length))?;
    match serde_json::from_slice::<Value>(text) {
        Ok(Value::Object(map)) => Ok((map, 8 + length)),
        Ok(_) => Err(bad_header("it is not a JSON object")),
        Err(error) => Err(bad_header(&error.to_string())),
    }
}

/// One tensor of the header, its offsets made absolute.
fn entry(name: &str, value: &Value, data: usize, end: usize) -> Result<Entry, WeightsError> {
    let wrong = |what: &str| bad_header(&format!("tensor `{name}` has {what}"));
    let kind = value["dtype"].as_str().ok_or_else(|| wrong("no type"))?;
    let whole = |v: &Value| v.as_u64().and_then(|n| usize::try_from(n).ok());
    let list = |key: &str| value[key].as_array()?.iter().map(whole).collect::<Option<Vec<_>>>();
    let shape = list("shape").ok_or_else(|| wrong("no shape"))?;
    let offsets = list("data_offsets").ok_or_else(|| wrong("no offsets"))?;
    let &[from, to] = offsets.as_slice() else { return Err(wrong("not two offsets")) };
    let (Some(from), Some(to)) = (data.checked_add(from), data.checked_add(to)) else {
        return Err(wrong("offsets beyond any file"));
    };
    if from > to {
        return Err(wrong("offsets that run backwards"));
    }
    if to > end {
        return Err(WeightsError::Short { part: "a tensor", expected: to, found: end });
    }
    let width = match kind {
        "I8" => 1,
        "F32" => 4,
        _ => return Ok(Entry { kind: kind.to_owned(), shape, place: from..to }),
    };
    let size = shape.iter().try_fold(width, |size: usize, n| size.checked_mul(*n));
    if size != Some(to - from) {
        return Err(wrong("offsets that do not fit its shape"));
    }
    Ok(Entry { kind: kind.to_owned(), shape, place: from..to })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A file of tensors from parts, for tests.
    pub(crate) fn file(
        metadata: &[(&str, String)],
        tensors: &[(String, &str, Vec<usize>, Vec<u8>)],
    ) -> Vec<u8> {
        let mut header = serde_json::Map::new();
        let pairs = metadata.iter().map(|(k, v)| ((*k).to_owned(), Value::from(v.as_str())));
        header.insert("__metadata__".to_owned(), Value::Object(pairs.collect()));
        let mut data = Vec::new();
        for (name, kind, shape, bytes) in tensors {
            let from = data.len();
            data.extend_from_slice(bytes);
            let entry = serde_json::json!({"dtype": kind, "shape": shape,
                "data_offsets": [from, data.len()]});
            header.insert(name.clone(), entry);
        }
        let text = Value::Object(header).to_string();
        let mut out = (text.len() as u64).to_le_bytes().to_vec();
        out.extend_from_slice(text.as_bytes());
        out.extend_from_slice(&data);
        out
    }

    fn two() -> Vec<u8> {
        let floats = [1.0f32, -2.5].iter().flat_map(|x| x.to_le_bytes()).collect();
        let tensors = [
            ("a".to_owned(), "I8", vec![2, 3], vec![1, 2, 3, 255, 254, 253]),
            ("b".to_owned(), "F32", vec![2], floats),
        ];
        file(&[("name", "small".to_owned()), ("hidden", "16".to_owned())], &tensors)
    }

    #[test]
    fn reads_tensors_and_metadata() {
        let t = Tensors::open(Cow::Owned(two())).unwrap();
        assert_eq!(t.text("name"), Ok("small"));
        assert_eq!(t.count("hidden", 99), Ok(16));
        assert_eq!(t.bytes("a", &[2, 3]), Ok(&[1u8, 2, 3, 255, 254, 253][..]));
        assert_eq!(t.floats("b", &[2]), Ok(vec![1.0, -2.5]));
    }

    #[test]
    fn says_which_tensor_and_what_was_found() {
        let t = Tensors::open(Cow::Owned(two())).unwrap();
        let said = t.floats("a", &[2, 4]).unwrap_err().to_string();
        assert_eq!(said, "tensor `a`: expected F32 [2, 4], found I8 [2, 3]");
        let said = t.bytes("c", &[1]).unwrap_err().to_string();
        assert_eq!(said, "tensor `c`: expected I8 [1], found nothing");
        let said = t.count("hidden", 8).unwrap_err().to_string();
        assert!(said.starts_with("metadata `hidden`: expected a whole number"), "{said}");
    }

    #[test]
    fn refuses_numbers_that_are_not_finite() {
        let bytes = f32::NAN.to_le_bytes().to_vec();
        let file = file(&[], &[("x".to_owned(), "F32", vec![1], bytes)]);
        let t = Tensors::open(Cow::Owned(file)).unwrap();
        assert!(matches!(t.floats("x", &[1]), Err(WeightsError::Number { index: 0, .. })));
    }

    #[test]
    fn survives_any_truncation_and_any_flipped_bit() {
        let whole = two();
        for n in 0..whole.len() {
            assert!(Tensors::open(Cow::Owned(whole[..n].to_vec())).is_err(), "cut at {n}");
        }
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Ok(t) = Tensors::open(Cow::Owned(bytes)) {
                let _ = (t.bytes("a", &[2, 3]), t.floats("b", &[2]), t.count("hidden", 99));
            }
        }
    }
}
