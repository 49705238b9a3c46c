//! What words say of places: other names, demonyms, nouns for buildings, directions, lying in.

use serde::Deserialize;

use crate::{Folder, Gazetteer, RuleError, WordMap, WordSet};

/// What words say of places. Names are kept under the gazetteer's keys.
#[derive(Debug)]
pub struct PlaceRules {
    /// Between a place and what holds it ("in", "of").
    pub within: WordSet,
    /// Before where something lies or happens.
    pub located: WordSet,
    /// Which part of a place ("northern", "downtown").
    pub parts: WordSet,
    /// What kind of place ("township", "province").
    pub kinds: WordSet,
    /// The kinds that are towns ("city").
    pub settlements: WordSet,
    /// The kinds that are second-order divisions ("county").
    pub counties: WordSet,
    /// Verbs that a place's rulers do, by dictionary form.
    pub speaks: WordSet,
    /// Before a person's name.
    pub honours: WordSet,
    /// Words in the name of a body that make the place's name before them a mere name ("Times").
    pub not_within: WordSet,
    /// Words that also are the names of small places and seldom mean them.
    pub plain: WordSet,
    /// Keys of what is tagged as a place and is on no map.
    pub nowhere: WordSet,
    /// Ends of addresses that tell no country.
    pub everywhere: WordSet,
    /// Other names: key to the key in the gazetteer.
    pub names: WordMap<String>,
    /// Short forms of states and provinces, as written, to the key.
    pub divisions: WordMap<String>,
    /// Demonyms: key to the key of their place.
    pub demonyms: WordMap<String>,
    /// Nouns for buildings, crossings, waters, with the feature code.
    pub facilities: WordMap<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    within: WordSet,
    located: WordSet,
    parts: WordSet,
    kinds: WordSet,
    settlements: WordSet,
    counties: WordSet,
    speaks: WordSet,
    honours: WordSet,
    not_within: WordSet,
    plain: WordSet,
    nowhere: WordSet,
    everywhere: WordSet,
    names: WordMap<String>,
    divisions: WordMap<String>,
    demonyms: WordMap<String>,
    facilities: WordMap<String>,
}

impl PlaceRules {
    pub(crate) fn load(folder: &Folder) -> Result<PlaceRules, RuleError> {
        let file: File = folder.table("places.toml")?;
        let index = Gazetteer::embedded();
        let keys = |table: WordMap<String>| -> WordMap<String> {
            let mut rows: Vec<_> = table.into_iter().collect();
            rows.sort();
            rows.iter().map(|(word, name)| (index.key(word), index.key(name))).collect()
        };
        Ok(PlaceRules {
            within: file.within,
            located: file.located,
            parts: file.parts,
            kinds: file.kinds,
            settlements: file.settlements,
            counties: file.counties,
            speaks: file.speaks,
            honours: file.honours,
            not_within: file.not_within,
            plain: file.plain,
            nowhere: file.nowhere,
            everywhere: file.everywhere,
            names: keys(file.names),
            divisions: file.divisions.into_iter().map(|(w, n)| (w, index.key(&n))).collect(),
            demonyms: keys(file.demonyms),
            facilities: file.facilities,
        })
    }

    /// The place that a word for its people or things stands for: "Norwegian", "Norwegians".
    pub fn demonym(&self, key: &str) -> Option<&str> {
        let one = || key.strip_suffix('s').and_then(|one| self.demonyms.get(one));
        self.demonyms.get(key).or_else(one).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Gazetteer, Rules};

    #[test]
    fn every_other_name_and_demonym_leads_to_an_entry() {
        let index = Gazetteer::embedded();
        let places = &Rules::embedded().unwrap().places;
        let tables = [&places.names, &places.divisions, &places.demonyms];
        let mut lost: Vec<_> = tables
            .into_iter()
            .flatten()
            .filter(|(_, name)| index.find(name).is_empty())
            .map(|(word, name)| format!("{word} = {name}"))
            .collect();
        lost.sort();
        assert!(lost.is_empty(), "{lost:?}");
    }

    #[test]
    fn a_demonym_is_found_in_its_plural_and_another_word_is_not() {
        let places = &Rules::embedded().unwrap().places;
        assert_eq!(places.demonym("norwegians"), Some("norway"));
        assert_eq!(places.demonym("swiss"), Some("switzerland"));
        assert_eq!(places.demonym("vegetarians"), None);
    }
}
