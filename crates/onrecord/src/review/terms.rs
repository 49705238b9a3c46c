//! Words that are withheld wherever they stand.

use super::mask::Withheld;

/// One run of words to look for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Term {
    /// In lower case, one blank between words.
    letters: Vec<char>,
    /// Found only where it begins with a capital: a family name that is a word as well ("Rose").
    capital: bool,
    /// Found in this report alone; everywhere where `None`.
    pub(crate) report: Option<String>,
}

/// Several, with what to do about each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    pub(crate) all: Vec<Term>,
    /// Why each is withheld, in their order.
    pub(crate) whys: Vec<Withheld>,
}

impl Terms {
    /// Adds terms, all for one reason.
    pub(crate) fn add(&mut self, terms: Vec<Term>, why: Withheld) {
        for term in terms {
            self.all.push(term);
            self.whys.push(why);
        }
    }

    /// Why a name is withheld; the weightiest reason of several.
    pub(crate) fn why(&self, name: &str) -> Option<Withheld> {
        let letters: Vec<char> = name.chars().collect();
        let terms = self.all.iter().zip(&self.whys);
        let found =
            terms.filter(|(term, _)| term.report.is_none() && !term.places(&letters).is_empty());
        found.map(|(_, why)| *why).max()
    }
}

impl Term {
    /// These words, wherever they stand.
    pub(crate) fn words(text: &str, report: Option<&str>) -> Option<Term> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let letters: Vec<char> = words.join(" ").chars().map(folded).collect();
        let report = report.map(str::to_owned);
        let is_word = letters.iter().any(|c| c.is_alphanumeric());
        is_word.then_some(Term { letters, capital: false, report })
    }

    /// A name, and the family name by itself: a report that says the first says the other.
    pub(crate) fn of_name(name: &str) -> Vec<Term> {
        let mut terms: Vec<Term> = Term::words(name, None).into_iter().collect();
        let last = name.split_whitespace().next_back().filter(|last| *last != name.trim());
        let last = last.filter(|last| last.chars().count() > 1);
        terms.extend(
            last.and_then(|last| Term::words(last, None))
                .map(|term| Term { capital: true, ..term }),
        );
        terms
    }

    /// Is it looked for in the report with this id?
    pub(crate) fn is_for(&self, report: &str) -> bool {
        self.report.as_deref().is_none_or(|own| own == report)
    }

    /// Its words, to look them up by.
    pub(crate) fn text(&self) -> String {
        self.letters.iter().collect()
    }

    /// Where it stands in `text`: code points, half-open.
    pub(crate) fn places(&self, text: &[char]) -> Vec<(u32, u32)> {
        let mut places = Vec::new();
        let mut at = 0;
        while at < text.len() {
            match self.at(text, at) {
                Some(end) => {
                    places.push((at as u32, end as u32));
                    at = end;
                }
                None => at += 1,
            }
        }
        places
    }

    /// Where it ends, if it begins at `from`.
    fn at(&self, text: &[char], from: usize) -> Option<usize> {
        let first = *text.get(from)?;
        let before = from.checked_sub(1).and_then(|at| text.get(at));
        let is_inside = |c: &char| c.is_alphanumeric();
        let begins = self.letters.first().is_some_and(is_inside);
        if self.capital && !first.is_uppercase() || begins && before.is_some_and(is_inside) {
            return None;
        }
        let mut at = from;
        for letter in &self.letters {
            if *letter == ' ' {
                let blank = text.get(at..)?.iter().take_while(|c| c.is_whitespace()).count();
                if blank == 0 {
                    return None;
                }
                at += blank;
            } else if text.get(at).copied().map(folded) == Some(*letter) {
                at += 1;
            } else {
                return None;
            }
        }
        let ends = self.letters.last().is_some_and(is_inside);
        (!(ends && text.get(at).is_some_and(is_inside))).then_some(at)
    }
}

/// Lower case, apostrophes and quotation marks made one.
fn folded(c: char) -> char {
    match c {
        '’' | '‘' | '`' => '\'',
        '“' | '”' => '"',
        '\u{2010}' | '\u{2011}' => '-',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(terms: &[Term], text: &str) -> Vec<String> {
        let letters: Vec<char> = text.chars().collect();
        let places = terms.iter().flat_map(|term| term.places(&letters));
        places.map(|(a, b)| letters[a as usize..b as usize].iter().collect()).collect()
    }

    #[test]
    fn a_name_is_found_whole_and_by_its_family_name() {
        let terms = Term::of_name("Ada Rose");
        for (text, expected) in [
            ("ADA ROSE spoke.", vec!["ADA ROSE", "ROSE"]),
            ("Ada\nRose’s son", vec!["Ada\nRose", "Rose"]),
            ("Mrs Rose left", vec!["Rose"]),
            ("the water rose", vec![]),
            ("Rosewood", vec![]),
            ("Madada Rose-Lund", vec!["Rose"]),
        ] {
            assert_eq!(found(&terms, text), expected, "{text}");
        }
    }

    #[test]
    fn a_single_name_is_found_in_any_case() {
        assert_eq!(found(&Term::of_name("Okoro"), "okoro, OKORO"), ["okoro", "OKORO"]);
    }

    #[test]
    fn what_is_no_word_is_no_term() {
        assert_eq!(Term::words(" – ", None), None);
        assert!(Term::of_name("").is_empty());
    }
}
