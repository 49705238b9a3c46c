//! Words that tell a deed that was done from one that was denied, planned, wished for or offered.

use serde::Deserialize;

use crate::{Folder, RuleError, WordSet};

/// Words that tell a deed that was done from one that was not.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeedWords {
    #[serde(rename = "about")]
    _about: String,
    /// "not", "never".
    pub negations: WordSet,
    /// "may", "will".
    pub modals: WordSet,
    /// "if", "until".
    pub conditions: WordSet,
    /// Words under which an infinitive was done all the same ("believed to be held", "managed to flee").
    pub real: WordSet,
    /// Words under which nothing was done ("demand the release of").
    pub unreal: WordSet,
    /// Words under which it is offered ("prepared to release").
    pub offers: WordSet,
}

impl DeedWords {
    pub(crate) fn load(folder: &Folder) -> Result<DeedWords, RuleError> {
        folder.table("deeds.toml")
    }
}
