//! Which words name a place, and under which key the gazetteer may hold it.

use std::collections::HashSet;

use onrecord_model::{
    Document, Mention, MentionKind, PlaceSense, Relation, Span, TokenRange, Upos,
};
use onrecord_rules::{EntryIdx, Gazetteer, People, PlaceRules};

/// Behind the key of a state told in short, so that "Ga." is no country.
pub(super) const IN_SHORT: &str = " (in short)";

/// The longest name, in words.
const LONGEST: usize = 6;

/// Words that name a place.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) span: Span,
    pub(super) tokens: TokenRange,
    /// One key, one place within a report; empty where no name is known.
    pub(super) key: String,
    pub(super) entries: Vec<EntryIdx>,
    pub(super) sense: PlaceSense,
    /// Its fullest name in the report, where the whole mention names it.
    pub(super) name: Option<String>,
    /// What stands there, where the name tells: a bridge, a hospital.
    pub(super) feature: Option<String>,
    /// The known place is not the thing named but where it lies, or it is a part of it.
    pub(super) hung: bool,
    /// Says "city", so that no division of that name is meant.
    pub(super) town: bool,
    /// Says "county", so that no town is meant.
    pub(super) county: bool,
}

/// Finds spots in one document.
pub(super) struct Finder<'a> {
    pub(super) doc: &'a Document,
    pub(super) rules: &'a PlaceRules,
    pub(super) people: &'a People,
    pub(super) index: &'a Gazetteer<'a>,
}

impl Finder<'_> {
    /// Every spot, in text order, none inside another.
    pub(super) fn all(&self) -> Vec<Spot> {
        let mut spots = self.names();
        let told: HashSet<String> =
            spots.iter().filter(|s| !s.hung).map(|spot| spot.key.clone()).collect();
        for spot in &mut spots {
            self.loosen(spot, &told);
        }
        spots.extend(self.bodies(&told));
        spots.sort_by_key(|spot| (spot.span.start(), std::cmp::Reverse(spot.span.end())));
        let mut end = 0;
        spots.retain(|spot| {
            let apart = spot.span.start() >= end;
            end = end.max(spot.span.end());
            apart
        });
        spots
    }

    /// What is named as a place, a building, a people. A name that the gazetteer lacks and a person of the report bears is
    /// the person's.
    fn names(&self) -> Vec<Spot> {
        let found = |mention: &Mention| match mention.kind {
            MentionKind::Place | MentionKind::Facility => self.named(mention),
            MentionKind::Group => self.scan(mention.range, PlaceSense::Demonym),
            MentionKind::Person => self.behind_hyphen(mention.range),
            _ => Vec::new(),
        };
        let persons = self.persons();
        let mut spots: Vec<Spot> = self.doc.mentions.iter().flat_map(found).collect();
        spots.retain(|spot| {
            !spot.entries.is_empty()
                || spot.feature.is_some()
                || spot.tokens.len() > 1
                || !persons.contains(self.doc.text_of(spot.tokens))
        });
        spots
    }

    /// What stands in the names of bodies, events and works.
    fn bodies(&self, told: &HashSet<String>) -> Vec<Spot> {
        use MentionKind::{Event, Law, Organisation, Product, Work};
        let bodies =
            self.doc.mentions.iter().filter(|mention| {
                matches!(mention.kind, Organisation | Event | Work | Law | Product)
            });
        bodies.flat_map(|mention| self.embedded(mention.range, told)).collect()
    }

    /// "Halland Square" says that it lies in Halland only where Halland is well known or the report's own; else it
    /// hangs on the place beside it.
    fn loosen(&self, spot: &mut Spot, told: &HashSet<String>) {
        let is_city = |i: &EntryIdx| {
            self.index.entry(*i).is_some_and(|e| e.size > 5.0 && self.index.key(e.name) == spot.key)
        };
        let stays = !spot.hung
            || spot.feature.is_none()
            || told.contains(&spot.key)
            || self.is_known(spot)
            || spot.entries.iter().any(is_city);
        if !stays {
            spot.key.clear();
            spot.entries.clear();
        }
    }

    /// Every word of a person's name.
    fn persons(&self) -> HashSet<&str> {
        let persons = self.doc.mentions.iter().filter(|m| m.kind == MentionKind::Person);
        persons.flat_map(|m| m.range.range()).map(|token| self.doc.token_text(token)).collect()
    }

    /// The span of a name without article and possessive.
    fn bare(&self, range: TokenRange) -> TokenRange {
        let article = |i: usize| self.doc.tokens.get(i).is_some_and(|t| t.upos == Upos::Det);
        let is_mark = |i: usize| !self.doc.token_text(i).chars().any(char::is_alphanumeric);
        let clitic = |i: usize| matches!(self.doc.token_text(i), "'s" | "’s") || is_mark(i);
        let (mut start, mut end) = (range.start as usize, range.end as usize);
        while start + 1 < end && (article(start) || is_mark(start)) {
            start += 1;
        }
        while end > start + 1 && clitic(end - 1) {
            end -= 1;
        }
        TokenRange::new(start, end)
    }

    fn spot(&self, tokens: TokenRange, sense: PlaceSense) -> Spot {
        Spot {
            span: self.doc.span(tokens),
            tokens,
            key: String::new(),
            entries: Vec::new(),
            sense,
            name: None,
            feature: None,
            hung: false,
            town: false,
            county: false,
        }
    }

    fn key_of(&self, range: TokenRange) -> String {
        let text = self.doc.text_of(range);
        self.index.key(text.trim_end_matches("'s").trim_end_matches("’s"))
    }

    /// The key of a name with its entries.
    pub(super) fn look_up(&self, key: &str) -> Option<(String, Vec<EntryIdx>)> {
        if key.len() < 2 {
            return None;
        }
        let other = self.rules.names.get(key);
        let key = other.map_or(key, String::as_str);
        let mut entries = self.index.find(key);
        if other.is_some() {
            self.keep_areas(&mut entries);
        }
        (!entries.is_empty()).then(|| (key.to_owned(), entries))
    }

    /// Countries, divisions and regions alone, where there are any.
    fn keep_areas(&self, entries: &mut Vec<EntryIdx>) {
        let is_area = |index: &EntryIdx| {
            self.index.entry(*index).is_some_and(|e| super::resolve::is_area(e.feature))
        };
        if entries.iter().any(is_area) {
            entries.retain(is_area);
        }
    }

    /// A state or province in short: "Calif.", and behind a comma also "CA", "Calif".
    fn division(&self, range: TokenRange) -> Option<(String, Vec<EntryIdx>)> {
        let text = self.doc.text_of(range);
        let before = range.start.checked_sub(1).map(|i| self.doc.token_text(i as usize));
        let after = self.doc.token_text(range.end as usize);
        let known = |text: &str| self.rules.divisions.get(text);
        let name = match known(text) {
            Some(name) if text.len() > 2 || before == Some(",") => Some(name),
            Some(_) => None,
            None if before == Some(",") || after == "." => known(&format!("{text}.")),
            None => None,
        }?;
        let mut entries = self.index.find(name);
        entries.retain(|i| self.index.entry(*i).is_some_and(|e| e.feature == "ADM1"));
        (!entries.is_empty()).then(|| (format!("{name}{IN_SHORT}"), entries))
    }

    fn demonym(&self, key: &str) -> Option<(String, Vec<EntryIdx>)> {
        let (key, mut entries) = self.look_up(self.rules.demonym(key)?)?;
        let country = |index: &EntryIdx| {
            self.index.entry(*index).is_some_and(|e| e.feature.starts_with("PCL"))
        };
        // A people of no country may be that of a town as well as that of a division somewhere else.
        if entries.iter().any(country) {
            self.keep_areas(&mut entries);
        }
        Some((key, entries))
    }

    fn fill(&self, spot: &mut Spot, found: (String, Vec<EntryIdx>)) {
        (spot.key, spot.entries) = found;
    }

    /// What a place or building is named.
    fn named(&self, mention: &Mention) -> Vec<Spot> {
        let range = self.bare(mention.range);
        let mut spot = self.spot(range, self.sense(range));
        let entity = mention.entity.and_then(|entity| self.doc.entities.get(entity.0 as usize));
        spot.name = entity.map(|entity| entity.name.clone());
        let key = self.key_of(range);
        if self.rules.nowhere.contains(&key) {
            return Vec::new();
        }
        let found = self.division(range).or_else(|| self.look_up(&key));
        if let Some(found) = found {
            self.fill(&mut spot, found);
            spot.county = self.says_county(range);
            return vec![spot];
        }
        if let Some(found) = self.demonym(&key) {
            spot.sense = PlaceSense::Demonym;
            self.fill(&mut spot, found);
            return vec![spot];
        }
        if self.has_comma(range) {
            let parts = self.scan(range, spot.sense);
            if !parts.is_empty() {
                return parts;
            }
        }
        let core = self.without_kind(range);
        if core != range
            && let Some(found) = self.look_up(&self.key_of(core))
        {
            self.fill(&mut spot, found);
            spot.hung = true;
            spot.town = self.says_town(range, core);
            spot.county = self.says_county(range);
            return vec![spot];
        }
        spot.feature = self.facility(range);
        spot.hung = spot.feature.is_some() || mention.kind == MentionKind::Facility;
        let inner = self.scan(range, spot.sense);
        // "East Halland Heights" says where it lies only if Halland is known for itself.
        let anchor = inner.into_iter().find(|inner| spot.hung || self.is_known(inner));
        if let Some(anchor) = anchor {
            (spot.key, spot.entries) = (anchor.key, anchor.entries);
            spot.hung = true;
        }
        vec![spot]
    }

    fn has_comma(&self, range: TokenRange) -> bool {
        range.range().any(|i| self.doc.token_text(i) == ",")
    }

    fn lower(&self, token: usize) -> String {
        self.doc.token_text(token).trim_end_matches('.').to_lowercase()
    }

    fn says_county(&self, range: TokenRange) -> bool {
        range.range().any(|i| self.rules.counties.contains(&self.lower(i)))
    }

    /// "Halland City", "Halland Town": the name of a town, and nothing but the word for one.
    fn says_town(&self, range: TokenRange, core: TokenRange) -> bool {
        let word = self.lower(core.end as usize);
        core.start == range.start
            && core.end + 1 == range.end
            && self.rules.settlements.contains(&word)
    }

    /// Without the words for a part or a kind at its ends: "northern Halland", "Halland province".
    fn without_kind(&self, range: TokenRange) -> TokenRange {
        let beside = |i: usize| {
            let word = self.lower(i);
            self.rules.parts.contains(&word) || self.rules.kinds.contains(&word) || word == "of"
        };
        let (mut start, mut end) = (range.start as usize, range.end as usize);
        while start + 1 < end && beside(start) {
            start += 1;
        }
        while end > start + 1 && beside(end - 1) {
            end -= 1;
        }
        TokenRange::new(start, end)
    }

    /// The feature code of the noun at the end of a name, or at its head ("Lake Halland", "Port of Halland").
    fn facility(&self, range: TokenRange) -> Option<String> {
        let of = |i: usize| self.rules.facilities.get(&self.lower(i)).cloned();
        let (first, last) = (range.start as usize, (range.end as usize).checked_sub(1)?);
        of(last).or_else(|| of(first))
    }

    /// Longest known names from left to right.
    fn scan(&self, range: TokenRange, sense: PlaceSense) -> Vec<Spot> {
        let mut spots = Vec::new();
        let (mut at, end) = (range.start as usize, range.end as usize);
        while at < end {
            let found = self.is_capital(at).then(|| self.longest(at, end, sense)).flatten();
            at = found.as_ref().map_or(at + 1, |spot| spot.tokens.end as usize);
            spots.extend(found);
        }
        spots
    }

    fn longest(&self, start: usize, end: usize, sense: PlaceSense) -> Option<Spot> {
        let lengths = (1..=LONGEST.min(end - start)).rev();
        lengths.map(|length| TokenRange::new(start, start + length)).find_map(|range| {
            if !self.is_capital(range.end as usize - 1) || self.is_plain(range) {
                return None;
            }
            let key = self.key_of(range);
            let mut spot = self.spot(range, sense);
            let found = match self.demonym(&key) {
                Some(found) => {
                    spot.sense = PlaceSense::Demonym;
                    found
                }
                None if sense == PlaceSense::Demonym => return None,
                None => self.division(range).or_else(|| self.look_up(&key))?,
            };
            self.fill(&mut spot, found);
            spot.county = self.says_county(range);
            Some(spot)
        })
    }

    /// One word that says what a thing is, or whom it is called after, rather than where.
    fn is_plain(&self, range: TokenRange) -> bool {
        let word = self.lower(range.start as usize);
        range.len() == 1
            && (self.rules.facilities.contains_key(&word)
                || self.rules.kinds.contains(&word)
                || self.rules.parts.contains(&word)
                || self.rules.plain.contains(&word)
                || self.people.bodies.contains(&word)
                || self.people.titles.contains(&word)
                || self.people.given_names.contains_key(&word))
    }

    fn is_capital(&self, token: usize) -> bool {
        self.doc.token_text(token).starts_with(char::is_uppercase)
    }

    /// Places in the name of a body: known ones, and at its head or behind "of", "in" also those that the report names
    /// by themselves or that no other word hides.
    fn embedded(&self, range: TokenRange, told: &HashSet<String>) -> Vec<Spot> {
        let bare = self.bare(range);
        if bare.range().any(|i| self.rules.not_within.contains(&self.lower(i))) {
            return Vec::new();
        }
        let mut spots = self.scan(bare, PlaceSense::Embedded);
        spots.retain(|spot| {
            let start = spot.tokens.start as usize;
            let short = self.doc.text_of(spot.tokens).chars().all(|c| !c.is_lowercase());
            let stands = start == bare.start as usize
                || self.rules.within.contains(&self.lower(start.saturating_sub(1)));
            self.is_known(spot)
                || told.contains(&spot.key)
                || stands && !short && bare.len() > spot.tokens.len() && self.is_town(spot)
        });
        spots
    }

    /// Is the name the first name of a town of some size?
    fn is_town(&self, spot: &Spot) -> bool {
        spot.entries.iter().filter_map(|i| self.index.entry(*i)).any(|e| {
            e.size > 3.5 && e.name.is_ascii() && self.index.key(e.name).starts_with(&spot.key)
        })
    }

    /// A country, a continent, a capital or a state under its own name: in no need of a place to stand.
    fn is_known(&self, spot: &Spot) -> bool {
        let key = spot.key.trim_end_matches(IN_SHORT);
        let own = |name: &str| name.is_ascii() && self.index.key(name) == key;
        spot.entries.iter().filter_map(|i| self.index.entry(*i)).any(|e| match e.feature {
            "PCLI" | "CONT" => true,
            "PPLC" => own(e.name),
            "ADM1" => e.size > 5.5 && own(e.name),
            _ => false,
        })
    }

    /// "D-Halland": a politician's party and place.
    fn behind_hyphen(&self, range: TokenRange) -> Vec<Spot> {
        let is_party = |text: &str| text.len() <= 3 && text.chars().all(char::is_uppercase);
        let hyphen = |i: &usize| {
            self.doc.token_text(*i) == "-"
                && i.checked_sub(1).is_some_and(|before| is_party(self.doc.token_text(before)))
        };
        let Some(at) = range.range().find(hyphen) else { return Vec::new() };
        let place = TokenRange::new(at + 1, range.end as usize);
        self.scan(place, PlaceSense::Literal).into_iter().take(1).collect()
    }

    /// A place that says or does what only its rulers can stands for them.
    fn sense(&self, range: TokenRange) -> PlaceSense {
        let head = self.doc.head_of(range);
        let Some(token) = self.doc.tokens.get(head) else { return PlaceSense::Literal };
        let acts = token.relation == Relation::Nsubj
            && self
                .doc
                .tokens
                .get(token.head as usize)
                .is_some_and(|verb| self.rules.speaks.contains(verb.lemma.as_ref()));
        if acts { PlaceSense::Metonymic } else { PlaceSense::Literal }
    }
}
