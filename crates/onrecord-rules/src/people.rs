//! Titles, roles, offices, pronouns: how reports call those who speak.

use onrecord_model::{Document, SourceKind, TokenRange, Upos};
use serde::Deserialize;

use crate::{Folder, RuleError, WordMap, WordSet};

/// How reports call people and bodies.
#[derive(Debug)]
pub struct People {
    /// Words before a surname ("Mr", "President", "Lt"), lower case, without point.
    pub titles: WordSet,
    /// Words for a person by function, by dictionary form ("spokesperson", "official").
    pub roles: WordMap<Role>,
    /// What else a report calls whoever bears a title ("Sen.": "the senator", "the lawmaker"), lower case, without point.
    pub called: WordMap<Vec<String>>,
    /// How nouns for persons end that no list holds ("surveyor", "welder").
    pub person_endings: Vec<String>,
    /// Words with which the reason for not being named begins, word by word.
    pub why: Vec<Vec<String>>,
    /// With what a part of a name may begin that a report leaves out elsewhere ("al-").
    pub name_articles: Vec<String>,
    /// Words for bodies by their head noun ("ministry", "army"), by dictionary form.
    pub bodies: WordSet,
    /// Bodies of which everybody knows that they are no place ("un"), lower case.
    pub known_bodies: WordSet,
    /// Verbs of which a place is the subject though nobody acts ("Tarn has a port"), by dictionary form.
    pub scenes: WordSet,
    /// Words that lead up to a name and are no part of it ("including"), lower case.
    pub leading: WordSet,
    /// Words behind which the name of a language stands ("in English"), lower case.
    pub spoken: WordSet,
    /// How names of publishers end that are written as one word ("Tarnnews"), lower case.
    pub outlet_endings: Vec<String>,
    /// Words before the name of a storm ("hurricane"), lower case.
    pub storms: WordSet,
    /// Words before the name of a vessel ("shuttle", "uss"), lower case.
    pub vessels: WordSet,
    /// Words for documents that speak ("statement", "report").
    pub documents: WordSet,
    /// Words for publishers ("newspaper", "channel").
    pub outlets: WordSet,
    /// Buildings and towns that stand for a body.
    pub metonyms: WordMap<Metonym>,
    /// Verbs whose object is whom one speaks to ("tell"), by dictionary form.
    pub addressing: WordSet,
    /// Verbs by which one voice passes another's words on ("quote"), by dictionary form.
    pub relaying: WordSet,
    /// First words of those who did not ("neither the army nor the rebels").
    pub nobody: WordSet,
    /// Verbs that frame a whole sentence as somebody's words ("..., police said"), by dictionary form.
    pub framing: WordSet,
    /// Verbs of asking, by dictionary form, and the words with which what is asked begins.
    pub asking: WordSet,
    /// "whether", "if", "about".
    pub question_words: WordSet,
    /// Nouns for places by what they are ("village"), by dictionary form.
    pub places: WordSet,
    /// Nouns that fit every body ("group"), by dictionary form.
    pub any_body: WordSet,
    /// What those of a party or a movement are called, many at a time ("republicans").
    pub members: WordSet,
    /// What a body is called before it is named ("monitor"), with words of which one stands in the names of such bodies ("observatory").
    pub sorts: WordMap<Vec<String>>,
    /// How a report calls its own outlet ("this newspaper"), without article.
    pub own_outlet: WordSet,
    /// Verbs of going on to speak ("add"), by dictionary form.
    pub adding: WordSet,
    /// Verbs that tell in the passive what nobody in particular holds ("believed to be", "confirmed dead").
    pub holding: WordSet,
    /// What joins an owner to what is his.
    pub possessive: String,
    /// Nouns that point back at what was said before ("the claim"), by dictionary form.
    pub pointers: WordSet,
    /// Small numbers in words, for "two sources".
    pub counts: WordMap<u32>,
    /// Personal pronouns that stand for one person, for several, for a thing.
    pub pronouns: Pronouns,
    /// Given names known to be a woman's or a man's (`f`, `m`); everything else fits both.
    pub given_names: WordMap<char>,
    /// Nouns and titles that tell (`f`, `m`): "spokeswoman", "Mrs", "king".
    pub gender: WordMap<char>,
}

/// A word for a person by function.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// What sort of voice.
    pub kind: SourceKind,
    /// Says nothing but that somebody speaks ("source", "person").
    #[serde(default)]
    pub bare: bool,
    /// Speaks for the body that the words name ("spokesperson").
    #[serde(default)]
    pub speaks: bool,
    /// Names a sector, not an organisation ("diplomat", "resident").
    #[serde(default)]
    pub sector: bool,
}

/// A building, street or town that stands for a body.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metonym {
    /// The body.
    pub body: String,
}

/// Personal pronouns by what they can stand for, lower case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pronouns {
    /// A man.
    pub he: Vec<String>,
    /// A woman.
    pub she: Vec<String>,
    /// Several, or one whose gender is not told.
    pub they: Vec<String>,
    /// A body, a document, a thing.
    pub it: Vec<String>,
    /// The speaker, also with others.
    pub first: Vec<String>,
    /// Those of `first` that stand for several.
    pub first_plural: Vec<String>,
    /// Who is spoken to.
    pub second: Vec<String>,
    /// Relative: they stand for the noun before.
    pub relative: Vec<String>,
}

impl Pronouns {
    /// "which", "who", "what": does the word, in lower case, only begin a clause on what is named elsewhere? "That" may begin what is
    /// said.
    pub fn is_clause_opener(&self, word: &str) -> bool {
        word == "what" || word != "that" && self.relative.iter().any(|w| w == word)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    titles: Vec<String>,
    addressing: Vec<String>,
    relaying: Vec<String>,
    nobody: Vec<String>,
    pointers: Vec<String>,
    asking: Vec<String>,
    question_words: Vec<String>,
    framing: Vec<String>,
    bodies: Vec<String>,
    known_bodies: WordSet,
    scenes: WordSet,
    leading: WordSet,
    spoken: WordSet,
    outlet_endings: Vec<String>,
    storms: WordSet,
    vessels: WordSet,
    documents: Vec<String>,
    outlets: Vec<String>,
    places: Vec<String>,
    any_body: Vec<String>,
    members: Vec<String>,
    sorts: WordMap<Vec<String>>,
    own_outlet: Vec<String>,
    adding: Vec<String>,
    holding: Vec<String>,
    possessive: String,
    pronouns: Pronouns,
    roles: WordMap<Role>,
    called: WordMap<Vec<String>>,
    name_articles: Vec<String>,
    why: Vec<String>,
    person_endings: Vec<String>,
    metonyms: WordMap<Metonym>,
    counts: WordMap<u32>,
    women: Vec<String>,
    men: Vec<String>,
    female_words: Vec<String>,
    male_words: Vec<String>,
}

impl People {
    /// The words of a description without article, and without the clause or apposition behind a comma ("a person familiar
    /// with the talks, who asked not to be named").
    pub fn short_description(&self, doc: &Document, range: TokenRange) -> String {
        let upos = |i: usize| doc.tokens.get(i).map(|t| t.upos);
        let cut = |i: &usize| {
            doc.token_text(*i) == ","
                && !matches!(upos(i + 1), Some(Upos::Propn | Upos::Adj | Upos::Noun | Upos::Cconj))
        };
        let end = range.range().skip(1).find(cut).unwrap_or(range.end as usize);
        doc.bare_words(TokenRange::new(range.start as usize, end))
    }

    /// The head of a noun phrase that names a source: the role or body that closes its first part ("Northern, coastal and
    /// island officials"), whatever the parse made of the list; else the syntactic head.
    pub fn head_of(&self, doc: &Document, range: TokenRange) -> usize {
        let upos = |i: usize| doc.tokens.get(i).map(|t| t.upos);
        let stops = |i: &usize| {
            let apposition = doc.token_text(*i) == "," && upos(i + 1) == Some(Upos::Det);
            // "the rebel-run authority": a verb inside a word.
            let inside = i.checked_sub(1).is_some_and(|before| doc.token_text(before) == "-");
            let stop = matches!(
                upos(*i),
                Some(Upos::Adp | Upos::Sconj | Upos::Verb | Upos::Aux | Upos::Adv)
            );
            apposition || stop && !inside
        };
        let end = range.range().skip(1).find(stops).unwrap_or(range.end as usize);
        let nominal = |i: &usize| matches!(upos(*i), Some(Upos::Noun | Upos::Propn));
        let last = (range.start as usize..end).rev().find(nominal);
        let known = last.filter(|&i| {
            let lemma = doc.lemma(i);
            upos(i) == Some(Upos::Noun)
                && (self.roles.contains_key(lemma) || self.bodies.contains(lemma))
        });
        known.unwrap_or_else(|| doc.head_of(range))
    }

    pub(crate) fn load(folder: &Folder) -> Result<People, RuleError> {
        let file: File = folder.table("people.toml")?;
        let tell = |women: Vec<String>, men: Vec<String>| -> WordMap<char> {
            women.into_iter().map(|w| (w, 'f')).chain(men.into_iter().map(|m| (m, 'm'))).collect()
        };
        Ok(People {
            titles: file.titles.into_iter().collect(),
            roles: file.roles,
            called: file.called,
            name_articles: file.name_articles,
            person_endings: file.person_endings,
            why: file.why.iter().map(|w| w.split(' ').map(str::to_owned).collect()).collect(),
            framing: file.framing.into_iter().collect(),
            asking: file.asking.into_iter().collect(),
            question_words: file.question_words.into_iter().collect(),
            pointers: file.pointers.into_iter().collect(),
            relaying: file.relaying.into_iter().collect(),
            nobody: file.nobody.into_iter().collect(),
            addressing: file.addressing.into_iter().collect(),
            known_bodies: file.known_bodies,
            scenes: file.scenes,
            leading: file.leading,
            spoken: file.spoken,
            outlet_endings: file.outlet_endings,
            storms: file.storms,
            vessels: file.vessels,
            bodies: file.bodies.into_iter().collect(),
            documents: file.documents.into_iter().collect(),
            outlets: file.outlets.into_iter().collect(),
            places: file.places.into_iter().collect(),
            any_body: file.any_body.into_iter().collect(),
            members: file.members.into_iter().collect(),
            sorts: file.sorts,
            own_outlet: file.own_outlet.into_iter().collect(),
            adding: file.adding.into_iter().collect(),
            holding: file.holding.into_iter().collect(),
            possessive: file.possessive,
            metonyms: file.metonyms,
            counts: file.counts,
            pronouns: file.pronouns,
            given_names: tell(file.women, file.men),
            gender: tell(file.female_words, file.male_words),
        })
    }
}
