//! The gazetteer: names of places the world over, with point, country, division, kind and size.
//!
//! One file, read where it lies: nothing is parsed or copied at start-up. `training/gazetteer/build.py` makes it and
//! `data/gazetteer/NOTICE.md` says of what. All numbers are little-endian. Behind the head (8 bytes of magic, `u32` number of
//! sections, one `u32` offset for each and one for the end) lie the sections
//!
//! 0. letters: `u32` character, up to 4 bytes that stand for it in a key;
//! 1. features: 6 bytes each; 2. countries: 2 bytes each;
//! 3. and 4. the entry of each country, of each first-order division (`u32`, all ones for none);
//! 5. entries: 24 bytes each (see [`Gazetteer::entry`]); 6. the labels that entries point into;
//! 7. where each block of 16 keys begins; 8. keys in order: bytes shared with the key before, bytes of its own, the rest, how
//!    many entries, and their numbers as differences, the last two as LEB128.

use std::cmp::Ordering;

const MAGIC: &[u8] = b"ONRGAZ1\n";
const SECTIONS: usize = 9;
const ENTRY: usize = 24;
const BLOCK: usize = 16;

/// A number in the gazetteer's list of entries. It means something only within one build of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryIdx(pub u32);

/// A place of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<'a> {
    /// GeoNames id, where the source gives one.
    pub geonames: Option<u32>,
    /// Its name.
    pub name: &'a str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// ISO 3166 alpha-2; none for what lies in several countries.
    pub country: Option<&'a str>,
    /// Number of its first-order division.
    pub division: Option<u16>,
    /// Number of its second-order division.
    pub county: Option<u16>,
    /// GeoNames feature code.
    pub feature: &'a str,
    /// Decimal logarithm of its inhabitants, 0 where none are counted; a guess of like weight for seas and mountains.
    pub size: f32,
}

/// Names of places the world over.
#[derive(Debug)]
pub struct Gazetteer<'a> {
    sections: [&'a [u8]; SECTIONS],
}

impl Gazetteer<'static> {
    /// The index built into the program.
    pub fn embedded() -> &'static Gazetteer<'static> {
        static INDEX: &[u8] = include_bytes!("../data/gazetteer/places.idx");
        static GAZETTEER: std::sync::OnceLock<Gazetteer<'static>> = std::sync::OnceLock::new();
        GAZETTEER.get_or_init(|| {
            Gazetteer::new(INDEX).unwrap_or(Gazetteer { sections: [&[]; SECTIONS] })
        })
    }
}

impl<'a> Gazetteer<'a> {
    /// An index over `bytes`; `None` where they are none.
    pub fn new(bytes: &'a [u8]) -> Option<Gazetteer<'a>> {
        let head = bytes.strip_prefix(MAGIC)?;
        if number(head, 0)? as usize != SECTIONS {
            return None;
        }
        let mut sections: [&[u8]; SECTIONS] = [&[]; SECTIONS];
        for (i, section) in sections.iter_mut().enumerate() {
            let (from, to) = (number(head, 4 + 4 * i)?, number(head, 8 + 4 * i)?);
            *section = bytes.get(from as usize..to as usize)?;
        }
        Some(Gazetteer { sections })
    }

    fn section(&self, number: usize) -> &'a [u8] {
        self.sections.get(number).copied().unwrap_or_default()
    }

    /// The key under which a name stands: lower case, no accents, points or apostrophes, one space between words.
    pub fn key(&self, name: &str) -> String {
        let mut key = String::with_capacity(name.len());
        let space = |key: &mut String| {
            if !key.is_empty() && !key.ends_with(' ') {
                key.push(' ');
            }
        };
        for letter in name.chars() {
            match letter {
                'a'..='z' | '0'..='9' => key.push(letter),
                'A'..='Z' => key.push(letter.to_ascii_lowercase()),
                '.' | '\'' | '`' => {}
                _ if letter.is_ascii() => space(&mut key),
                _ => match self.letter(letter) {
                    Some(plain) => key.push_str(plain),
                    None => space(&mut key),
                },
            }
        }
        key.truncate(key.trim_end().len());
        key
    }

    /// What stands for a letter beyond ASCII.
    fn letter(&self, letter: char) -> Option<&'a str> {
        let table = self.section(0);
        let wanted = u32::from(letter);
        let (mut low, mut high) = (0, table.len() / 8);
        while low < high {
            let middle = (low + high) / 2;
            match number(table, middle * 8)?.cmp(&wanted) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => {
                    return text(table.get(middle * 8 + 4..middle * 8 + 8)?)
                        .map(|s| s.trim_end_matches('\0'));
                }
            }
        }
        None
    }

    /// Every entry of that key, small numbers first; none where the name is unknown.
    pub fn find(&self, key: &str) -> Vec<EntryIdx> {
        self.look_up(key.as_bytes()).unwrap_or_default()
    }

    fn look_up(&self, key: &[u8]) -> Option<Vec<EntryIdx>> {
        let blocks = self.section(7);
        // The last block whose first key is not behind the wanted one.
        let (mut low, mut high) = (0, blocks.len() / 4);
        while low < high {
            let middle = (low + high) / 2;
            let at = number(blocks, middle * 4)? as usize;
            let length = usize::from(*self.section(8).get(at + 1)?);
            if self.section(8).get(at + 2..at + 2 + length)? <= key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let mut rest = self.section(8).get(number(blocks, low.checked_sub(1)? * 4)? as usize..)?;
        let mut current: Vec<u8> = Vec::with_capacity(48);
        for _ in 0..BLOCK {
            let [shared, own, tail @ ..] = rest else { return None };
            let (own, tail) = tail.split_at_checked(usize::from(*own))?;
            current.truncate(usize::from(*shared));
            current.extend_from_slice(own);
            rest = tail;
            let count = leb128(&mut rest)?;
            let mut last = 0;
            if current == key {
                let mut found = Vec::with_capacity(count as usize);
                for _ in 0..count {
                    last += leb128(&mut rest)?;
                    found.push(EntryIdx(last));
                }
                return Some(found);
            }
            for _ in 0..count {
                leb128(&mut rest)?;
            }
        }
        None
    }

    /// The entry of a number; `None` past the end.
    pub fn entry(&self, index: EntryIdx) -> Option<Entry<'a>> {
        let at = (index.0 as usize).checked_mul(ENTRY)?;
        let bytes = self.section(5).get(at..at + ENTRY)?;
        let short = |at: usize| Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        let degrees = |at: usize| Some(f64::from(number(bytes, at)? as i32) / 1e5);
        let byte = |at: usize| bytes.get(at).map(|b| usize::from(*b));
        let label = number(bytes, 12)? as usize;
        let (country, feature) = (byte(20)?, byte(21)?);
        Some(Entry {
            geonames: number(bytes, 0).filter(|id| *id > 0),
            name: text(self.section(6).get(label..label + byte(23)?)?)?,
            lat: degrees(4)?,
            lon: degrees(8)?,
            country: self.section(2).get(country * 2..country * 2 + 2).and_then(text),
            division: short(16).filter(|n| *n != u16::MAX),
            county: short(18).filter(|n| *n != u16::MAX),
            feature: text(self.section(1).get(feature * 6..feature * 6 + 6)?)?.trim_end(),
            size: byte(22)? as f32 / 8.0 * std::f32::consts::LOG10_2,
        })
    }

    /// The entry of a country by its ISO 3166 alpha-2 code.
    pub fn country(&self, code: &str) -> Option<EntryIdx> {
        let at = self.section(2).chunks_exact(2).position(|c| c == code.as_bytes())?;
        number(self.section(3), at * 4).filter(|n| *n != u32::MAX).map(EntryIdx)
    }

    /// The entry of a first-order division.
    pub fn division(&self, number_of: u16) -> Option<EntryIdx> {
        number(self.section(4), usize::from(number_of) * 4).filter(|n| *n != u32::MAX).map(EntryIdx)
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes)
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn leb128(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0;
    for shift in [0, 7, 14, 21, 28] {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u32::from(first & 127) << shift;
        if first & 128 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(name: &str) -> Vec<(&'static str, Option<&'static str>)> {
        let index = Gazetteer::embedded();
        let entry = |i: &EntryIdx| index.entry(*i).map(|e| (e.feature, e.country));
        index.find(&index.key(name)).iter().filter_map(entry).collect()
    }

    #[test]
    fn a_name_finds_all_places_of_that_name() {
        assert!(features("France").contains(&("PCLI", Some("FR"))));
        assert!(features("Paris").contains(&("PPLC", Some("FR"))));
        assert!(features("paris").iter().any(|(_, country)| *country == Some("US")));
    }

    #[test]
    fn accents_and_points_make_no_difference() {
        assert_eq!(features("São Paulo"), features("Sao Paulo"));
        let written_out = features("Saint Louis");
        assert!(features("St. Louis").iter().all(|found| written_out.contains(found)));
        assert!(features("St. Louis").contains(&("PPLA2", Some("US"))));
        assert!(!features("Łódź").is_empty());
        assert_eq!(Gazetteer::embedded().key(" O’Fallon -- Ærø!"), "ofallon aero");
    }

    #[test]
    fn what_is_no_place_finds_nothing() {
        for name in ["", " ", "qqzzx", "\u{1F600}", "\u{0}", "zzzzzzzzzzzz", "محطة"] {
            assert_eq!(features(name), [], "{name}");
        }
    }

    #[test]
    fn a_country_and_a_division_have_an_entry_of_their_own() {
        let index = Gazetteer::embedded();
        let norway = index.country("NO").and_then(|i| index.entry(i));
        assert_eq!(norway.map(|e| (e.name, e.geonames)), Some(("Norway", Some(3_144_096))));
        assert_eq!(index.country("??"), None);
        let ohio = index.find("ohio").into_iter().filter_map(|i| index.entry(i));
        let ohio = ohio.filter(|e| e.feature == "ADM1").collect::<Vec<_>>();
        let whole = ohio.first().and_then(|e| index.division(e.division?)).map(|i| index.entry(i));
        assert_eq!(whole, Some(ohio.first().copied()));
    }

    #[test]
    fn bytes_that_are_no_index_are_refused_and_a_torn_one_finds_nothing() {
        assert!(Gazetteer::new(b"").is_none());
        assert!(Gazetteer::new(b"ONRGAZ1\n\x09\0\0\0").is_none());
        let torn = Gazetteer { sections: [&[1, 2, 3]; SECTIONS] };
        assert_eq!(torn.find("paris"), []);
        assert_eq!(torn.entry(EntryIdx(0)), None);
        assert_eq!(torn.entry(EntryIdx(u32::MAX)), None);
    }
}
