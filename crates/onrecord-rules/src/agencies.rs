//! Who sells text to outlets, and how an outlet says that it prints such text.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Folder, RuleError, WordMap, WordSet};

/// News agencies and the words that credit them.
#[derive(Debug, Default)]
pub struct Agencies {
    /// The agency's name by each of its names.
    names: WordMap<String>,
    /// Phrases in lower case that credit agencies without naming one.
    pub credits: Vec<String>,
    /// Words in lower case that may stand beside a name in brackets.
    pub beside: WordSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    credits: Vec<String>,
    beside: WordSet,
    agencies: BTreeMap<String, Vec<String>>,
}

impl Agencies {
    pub(crate) fn load(folder: &Folder) -> Result<Agencies, RuleError> {
        let file: File = folder.table("agencies.toml")?;
        let mut names = WordMap::default();
        for (name, others) in file.agencies {
            for other in others {
                names.insert(other, name.clone());
            }
            names.insert(name.clone(), name);
        }
        Ok(Agencies { names, credits: file.credits, beside: file.beside })
    }

    /// The agency that goes by `name`, letter for letter: "AP", "Associated Press".
    pub fn named(&self, name: &str) -> Option<&str> {
        self.names.get(name.trim()).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use crate::Rules;

    #[test]
    fn an_agency_goes_by_its_names_and_no_other() {
        let agencies = &Rules::embedded().unwrap().agencies;
        assert_eq!(agencies.named("AFP"), Some("Agence France-Presse"));
        assert_eq!(agencies.named("Associated Press"), Some("Associated Press"));
        assert_eq!(agencies.named("ap"), None);
        assert_eq!(agencies.named("Northern Wire"), None);
    }
}
