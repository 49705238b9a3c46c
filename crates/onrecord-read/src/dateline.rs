//! The dateline at the head of a text: place, perhaps country and day, perhaps the agency. It stays in the text.

use crate::dates;

/// What stands at the head of a text before it begins.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// Place, country, day, as printed.
    pub dateline: Option<String>,
    /// The agency in brackets or between slashes, as printed.
    pub credit: Option<String>,
}

/// Longest head looked at, in bytes: a dateline is short.
const LONGEST: usize = 120;

/// What ends a dateline: dashes, and what wires and old systems set for them.
const ENDS: [&str; 9] = [" -- ", "--", " - ", " – ", "— ", "—", "– ", " _ ", " >> "];

/// Capitals before a dash that name no place.
const NOT_PLACES: &str = include_str!("../data/not_datelines.txt");

/// Reads `CITY, Country, March 4 (Agency) - Text`, `CITY (AGENCY) — Text`, `CITY — Text`, `CITY (AGENCY) Text` and
/// `CITY, 4 March. /AGENCY/. Text`. The text may begin on the next line.
///
/// A place not in capitals counts only where a day stands with it ("Geneva, 4 March –"), since "Mr Smith (Labour) –" has
/// the same shape.
///
/// Where the first line is a headline (short, and no sentence), the dateline stands at the head of the line behind it.
pub(crate) fn read(text: &str) -> Head {
    let head = at_head(text);
    let (first, rest) = text.trim_start().split_once('\n').unwrap_or_default();
    let headline = first.len() <= LONGEST && !first.trim_end().ends_with(['.', '!', '?', '”', '"']);
    if head == Head::default() && headline { at_head(rest) } else { head }
}

fn at_head(text: &str) -> Head {
    let mut lines = text.trim_start().lines();
    let line = lines.next().unwrap_or_default();
    let line = line.get(..line.floor_char_boundary(LONGEST)).unwrap_or(line);
    let next = lines.find(|line| !line.trim().is_empty()).unwrap_or_default();
    slashed(line).or_else(|| dashed(line, next)).or_else(|| bracketed(line)).unwrap_or_default()
}

/// The day that a dateline gives with its year, as `YYYY-MM-DD`.
pub(crate) fn day(dateline: &str) -> Option<String> {
    let starts = dateline.match_indices([',', '(']).map(|(at, _)| at + 1);
    starts
        .filter_map(|at| dateline.get(at..))
        .find_map(|part| dates::read(part.trim().trim_end_matches([')', '.', ','])).at)
        .filter(|at| at.len() == "2031-03-04".len())
}

fn dashed(line: &str, next: &str) -> Option<Head> {
    let line = line.trim_end().to_owned() + " ";
    let (at, end) = ENDS.iter().filter_map(|end| Some((line.find(end)?, *end))).min()?;
    let (mut place, after) = (line.get(..at)?.trim_end(), line.get(at + end.len()..)?);
    let mut credit = None;
    if let Some((before, bracket)) = place.strip_suffix(')').and_then(|p| p.rsplit_once('('))
        && !is_day(bracket)
    {
        place = before.trim_end();
        credit = agency(bracket);
        credit.as_ref()?;
    }
    let after = if after.trim().is_empty() { next } else { after };
    begins_a_text(after).then(|| head(place, credit)).flatten()
}

/// `CITY, State (AGENCY) Text`, with nothing between.
fn bracketed(line: &str) -> Option<Head> {
    let (place, rest) = line.split_once('(')?;
    let (name, after) = rest.split_once(')')?;
    let credit = agency(name).filter(|name| name.len() <= 20);
    credit.as_ref()?;
    let city = place.split(',').next()?.trim();
    (after.starts_with(' ') && is_in_capitals(city) && city.chars().count() > 3)
        .then(|| begins_a_text(after).then(|| head(place.trim_end(), credit)).flatten())?
}

fn slashed(line: &str) -> Option<Head> {
    let (place, rest) = line.split_once('/')?;
    let (name, after) = rest.split_once('/')?;
    let place = place.strip_suffix(' ')?.trim_end_matches(['.', ',']);
    let credit = agency(name);
    credit.as_ref()?;
    begins_a_text(after.trim_start_matches(['.', '-', '–', '—', ' ']))
        .then(|| head(place, credit))?
}

fn head(place: &str, credit: Option<String>) -> Option<Head> {
    let (names, day) = match place.strip_suffix(')').and_then(|place| place.rsplit_once('(')) {
        Some((names, day)) if is_day(day) => (names, true),
        _ => (place, false),
    };
    let mut parts = names.split(',').map(|part| part.trim().trim_end_matches('.'));
    let city = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    if rest.len() > 3 || !rest.iter().all(|part| is_day(part) || is_named(part)) {
        return None;
    }
    let day = day || rest.iter().any(|part| is_day(part));
    // Three capitals alone before a dash are an agency or a body more often than a town.
    let is_alone = rest.is_empty() && !day && credit.is_none();
    let is_long = !is_alone || city.chars().count() > 3;
    let is_place = is_in_capitals(city) && is_long && !is_no_place(city) || day && is_named(city);
    if !is_place {
        return None;
    }
    Some(Head { dateline: Some(place.trim_end_matches(',').to_owned()), credit })
}

/// An agency's name: letters, short.
fn agency(name: &str) -> Option<String> {
    let name = name.trim();
    let fits = name.chars().all(|c| c.is_alphanumeric() || " .&-/'’".contains(c));
    (fits && name.len() <= 40 && name.chars().any(char::is_uppercase)).then(|| name.to_owned())
}

fn begins_a_text(after: &str) -> bool {
    let first = after.trim_start().chars().next();
    first.is_some_and(|c| c.is_uppercase() || c.is_numeric() || "\"'“‘«„$€£".contains(c))
}

/// A day of a month ("March 4", "4 March 2031", "Sept. 3") or a bare year.
fn is_day(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().map(|word| word.trim_end_matches(',')).collect();
    let number = |word: &str| word.parse::<u16>().is_ok();
    let months = words.iter().filter(|word| dates::month(word).is_some()).count();
    match words[..] {
        [year] => year.len() == 4 && number(year),
        _ => {
            months == 1
                && words.len() <= 3
                && words.iter().all(|w| number(w) || dates::month(w).is_some())
        }
    }
}

/// Up to five words, of which the first is capitalised, and no digits.
fn is_named(part: &str) -> bool {
    let letters = part.chars().all(|c| c.is_alphabetic() || " .-'’/".contains(c));
    letters
        && part.chars().next().is_some_and(char::is_uppercase)
        && (1..=5).contains(&part.split_whitespace().count())
}

fn is_in_capitals(city: &str) -> bool {
    is_named(city)
        && city.chars().filter(|c| c.is_uppercase()).count() >= 2
        && !city.chars().any(char::is_lowercase)
}

fn is_no_place(city: &str) -> bool {
    let last = city.split_whitespace().last().unwrap_or(city);
    NOT_PLACES
        .lines()
        .any(|word| word.eq_ignore_ascii_case(city) || word.eq_ignore_ascii_case(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads() {
        for (text, dateline, credit) in [
            (
                "TALMERE, March 3 (Northern Wire) - Gunmen",
                "TALMERE, March 3",
                Some("Northern Wire"),
            ),
            ("CORRUN, Orvenia, March 6 (NW) - The", "CORRUN, Orvenia, March 6", Some("NW")),
            ("PORT LISLE (AP) — “We", "PORT LISLE", Some("AP")),
            ("LOWER ANSTED — The surveyors", "LOWER ANSTED", None),
            ("PELL BRIDGE – The barrier", "PELL BRIDGE", None),
            ("CORRUN, Orvenia — Rain", "CORRUN, Orvenia", None),
            ("TALMERE, 5 March. /OTA/. The", "TALMERE, 5 March", Some("OTA")),
            ("KARESH, March 4 (Xin) -- Rain", "KARESH, March 4", Some("Xin")),
            ("GENEVA (4 March 2031) – The", "GENEVA (4 March 2031)", None),
            ("Geneva, 4 March 2031 – The", "Geneva, 4 March 2031", None),
            ("KARESH ( AP ) _ Top", "KARESH", Some("AP")),
            ("CORRUN >> A man", "CORRUN", None),
            ("OSK, Hesk.-- The", "OSK, Hesk.", None),
            ("CORRUN, Hesk. -\n\nThe", "CORRUN, Hesk.", None),
            ("LOWER ANSTED, Hesk (HRC) The", "LOWER ANSTED, Hesk", Some("HRC")),
            ("CORRUN, Hesk. (Feb. 20, 2031) — Police", "CORRUN, Hesk. (Feb. 20, 2031)", None),
            ("NASHVILLE, Tenn. — The", "NASHVILLE, Tenn.", None),
            ("\n\nST. URSEL — Snow", "ST. URSEL", None),
        ] {
            let head = read(text);
            assert_eq!(head.dateline.as_deref(), Some(dateline), "{text}");
            assert_eq!(head.credit.as_deref(), credit, "{text}");
        }
    }

    #[test]
    fn a_headline_may_stand_before_it() {
        let head = read("Ferry sinks off Corrun\n\nTALMERE, March 3 (NW) - A ferry sank.");
        assert_eq!(head.dateline.as_deref(), Some("TALMERE, March 3"));
        let text = "Rain fell on Corrun.\n\nTALMERE, March 3 (NW) - A ferry sank.";
        assert_eq!(read(text), Head::default());
    }

    #[test]
    fn leaves_alone() {
        for text in [
            "",
            "Rain fell - and fell.",
            "BREAKING — The dam",
            "NATO – whose members meet – said",
            "Mr Smith (Labour) – The member for Corrun",
            "COVID-19 - The outbreak",
            "A - B",
            "NNA - The minister",
            "AFTERNOON UPDATE - The flood",
            "KILLINGS IN THE HILLS\n\nThe army",
            "UNESCO (the agency) The",
            "HVDL (Hesk Valley Defence League) The League",
            "CORRUN -",
            "“TALMERE” — The word",
            "The price/earnings ratio / yield",
            "TALMERE, which fell on Monday — The",
            "ALL WHO READ THIS LONG LINE OF CAPITALS — Beware",
            "CORRUN (she said, and wept) — The",
        ] {
            assert_eq!(read(text), Head::default(), "{text}");
        }
    }
}
