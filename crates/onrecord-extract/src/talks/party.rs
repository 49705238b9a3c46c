//! Who can be a party: a named person, body, people or place; a body, an office or a group by its noun.

use onrecord_model::{EntityIdx, MentionKind, Relation, TokenRange, Upos, Words};

use super::Reader;

/// A party as the words at hand name it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Party {
    /// Fullest name in the report.
    pub(super) name: String,
    pub(super) range: TokenRange,
    pub(super) entity: Option<EntityIdx>,
}

impl Party {
    /// Do the names share a word: "US" and "US administration"?
    pub(super) fn is_akin(&self, other: &Party) -> bool {
        let mine: Vec<String> = self.name.split_whitespace().map(key).collect();
        other.name.split_whitespace().any(|word| mine.contains(&key(word)))
    }

    /// Do both name the same?
    pub(super) fn is(&self, other: &Party) -> bool {
        self.entity.is_some() && self.entity == other.entity || key(&self.name) == key(&other.name)
    }
}

/// Without the brackets of an editor around it.
fn bare(name: &str) -> String {
    name.trim_matches(|c: char| matches!(c, '[' | ']' | '(' | ')')).to_owned()
}

fn key(name: &str) -> String {
    name.to_lowercase()
}

/// The most parties that are joined.
const MOST: usize = 12;
/// The longest phrase that names a party, in words.
const LONGEST: usize = 9;

impl Reader<'_> {
    /// The parties named at a head and at those joined to it.
    pub(super) fn parties(&self, head: usize) -> Vec<Party> {
        let doc = self.words.doc;
        let mut heads = vec![head];
        let mut at = 0;
        while let Some(&next) = heads.get(at).filter(|_| at < MOST) {
            heads.extend(
                doc.children(next)
                    .filter(|&i| doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Conj)),
            );
            at += 1;
        }
        heads.into_iter().filter_map(|head| self.party(head)).collect()
    }

    /// The party; where a pronoun stands there, whoever says the words.
    pub(super) fn party_or_speaker(&self, head: usize) -> Option<Party> {
        self.party(head).or_else(|| {
            let pronouns = &self.rules.people.pronouns;
            let is = |list: &[String]| list.iter().any(|word| word == self.words.word(head));
            if !(is(&pronouns.he) || is(&pronouns.she) || is(&pronouns.it) || is(&pronouns.they)) {
                return None;
            }
            // Inside quotation marks "he" is anybody but the speaker.
            if self.words.doc.tokens.get(head).is_some_and(|t| t.quoted) {
                return None;
            }
            let words = self.words.doc.words_of(TokenRange::new(head, head + 1));
            let id = crate::voice::of(self.statements, &words);
            let statement = self.statements.iter().find(|s| Some(&s.id) == id.statement())?;
            let link = statement.chain.last()?;
            let range = self.tokens_of(&link.words);
            let named = self.party(self.words.doc.head_of(range));
            named.or_else(|| Some(Party { name: link.name.clone(), range, entity: None }))
        })
    }

    /// "I", "we"; but "US" is a country.
    fn is_speaker(&self, name: &str) -> bool {
        let letters = name.chars().count() > 1 && name.chars().all(char::is_uppercase);
        let first = &self.rules.people.pronouns.first;
        !letters && first.iter().any(|word| name.eq_ignore_ascii_case(word))
    }

    /// The tokens of words given by code points.
    fn tokens_of(&self, words: &Words) -> TokenRange {
        let doc = self.words.doc;
        let token = |offset: u32| {
            doc.tokens.partition_point(|t| {
                doc.chars.chars_before(&doc.report.text, t.span.start()) < offset
            })
        };
        TokenRange::new(token(words.start), token(words.end))
    }

    /// The party whose head stands there.
    pub(super) fn party(&self, head: usize) -> Option<Party> {
        let doc = self.words.doc;
        // "a joint statement by the mediators" takes no side; the mediators in it may.
        let document = |at: usize| self.rules.people.documents.contains(self.clauses.lemma(at));
        if document(head) {
            return None;
        }
        let named = self
            .clauses
            .mentions_at(head)
            .filter(|m| m.entity.is_some() && is_party(m.kind) && !document(doc.head_of(m.range)));
        if let Some(mention) = named.min_by_key(|m| m.range.len()) {
            let entity = mention.entity?;
            let alone = mention.kind == MentionKind::Pronoun;
            let alone = alone && mention.reason == onrecord_model::CorefReason::Itself;
            let name = &doc.entities.get(entity.0 as usize)?.name;
            let name = self.without_subject(mention.range, head, bare(name));
            if alone || self.is_speaker(&name) {
                return None;
            }
            return Some(Party { name, range: mention.range, entity: Some(entity) });
        }
        let lemma = self.clauses.lemma(head);
        let people = &self.rules.people;
        let known = people.roles.contains_key(lemma)
            || people.bodies.contains(lemma)
            || people.bodies.contains(self.words.word(head))
            || self.rules.talks.parties.contains(lemma)
            || self.rules.figures.units.persons.contains(self.words.word(head));
        let known = known && !self.rules.talks.nobody.contains(lemma);
        let noun = matches!(self.words.upos(head), Upos::Noun | Upos::Adj | Upos::Propn);
        (known && noun).then(|| {
            let range = self.phrase(head);
            Party { name: bare(&doc.bare_words(range)), range, entity: None }
        })
    }

    /// "the army on a prisoner exchange": what the talks are about is no part of who talks.
    fn without_subject(&self, range: TokenRange, head: usize, name: String) -> String {
        let doc = self.words.doc;
        if doc.bare_words(range) != name {
            return name;
        }
        let about = |&i: &usize| {
            self.words.upos(i) == Upos::Adp
                && !self.words.is(i, &["for"])
                && self.rules.talks.subjects.contains(self.words.word(i))
        };
        let end = (head + 1..range.end as usize).find(about);
        end.map_or(name, |end| bare(&doc.bare_words(TokenRange::new(range.start as usize, end))))
    }

    /// A noun with what stands before it and belongs to it.
    pub(super) fn phrase(&self, head: usize) -> TokenRange {
        let doc = self.words.doc;
        let before = |&i: &usize| {
            i < head
                && doc.tokens.get(i).is_some_and(|t| {
                    matches!(
                        t.relation,
                        Relation::Det
                            | Relation::Amod
                            | Relation::Compound
                            | Relation::NmodPoss
                            | Relation::Nummod
                    )
                })
        };
        let first = doc.children(head).filter(before).map(|i| doc.subtree(i).start as usize).min();
        let first = first.unwrap_or(head).max(head.saturating_sub(LONGEST));
        TokenRange::new(first, head + 1)
    }
}

fn is_party(kind: MentionKind) -> bool {
    matches!(
        kind,
        MentionKind::Person
            | MentionKind::Group
            | MentionKind::Organisation
            | MentionKind::Place
            | MentionKind::Pronoun
            | MentionKind::Description
    )
}
