//! A pronoun to the last fitting entity, one that spoke before one that was only named.

use onrecord_model::{CorefReason, EntityKind, Mention, Relation};

use super::syntax::LONGEST;
use super::{Chains, Joined, detect};

/// How many sentences back a person, several people, and a thing are looked up.
const REACH_OF_PERSONS: u32 = 6;
const REACH_OF_SEVERAL: u32 = 3;
const REACH_OF_THINGS: u32 = 2;

/// What a third-person pronoun can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    He,
    She,
    They,
    It,
}

impl Chains<'_> {
    /// Whom a third-person or relative pronoun stands for; `None` where nothing fits.
    pub(super) fn pronoun(&self, mentions: &[Mention], mention: &Mention) -> Option<Joined> {
        let at = mention.range.start as usize;
        if let Some(noun) = detect::antecedent(self.doc, self.rules, at) {
            let before = mentions.get(*self.heads.get(&noun)?)?;
            return before.entity.map(|e| (e.0 as usize, CorefReason::Pronoun));
        }
        let form = self.form(&self.doc.token_text(at).to_lowercase())?;
        let expletive = self.doc.tokens.get(at).is_some_and(|t| t.relation == Relation::Expl);
        if form == Form::It && (expletive || self.points_ahead(at)) {
            return None;
        }
        let reach = match form {
            Form::He | Form::She => REACH_OF_PERSONS,
            Form::They => REACH_OF_SEVERAL,
            Form::It => REACH_OF_THINGS,
        };
        let sentence = self.sentence(mention);
        let recent = self.recent(sentence, reach);
        let barred = self.speaker_of(mentions, at);
        let fits = |i: &usize| self.fits(form, *i) && Some(*i) != barred;
        let all = recent.iter().copied().enumerate().filter(|(_, i)| fits(i));
        let best = all.min_by_key(|(order, i)| (self.rank(form, sentence, *i), *order));
        best.map(|(_, i)| (i, CorefReason::Pronoun))
    }

    fn form(&self, word: &str) -> Option<Form> {
        let lists = &self.rules.people.pronouns;
        let table = [
            (&lists.he, Form::He),
            (&lists.she, Form::She),
            (&lists.they, Form::They),
            (&lists.it, Form::It),
        ];
        table.iter().find(|(list, _)| list.iter().any(|w| w == word)).map(|(_, form)| *form)
    }

    /// "It is unclear whether ...": what it stands for comes behind.
    fn points_ahead(&self, at: usize) -> bool {
        if self.doc.sentence_of(at).len() > LONGEST {
            return false;
        }
        let verb = self.doc.tokens.get(at).map_or(at, |t| t.head as usize);
        [Relation::Ccomp, Relation::Csubj, Relation::CsubjPass]
            .iter()
            .any(|&relation| self.doc.child(verb, relation).is_some())
            && self.doc.child(verb, Relation::Cop).is_some()
    }

    /// Inside quotation marks "he" is not the one who speaks.
    fn speaker_of(&self, mentions: &[Mention], at: usize) -> Option<usize> {
        let quoted = self.doc.tokens.get(at).is_some_and(|t| t.quoted);
        let attribution = self.content_of.get(&at).filter(|_| quoted)?;
        let source = self.doc.attributions.get(*attribution)?.source.first()?;
        let head = self.heads.get(&self.rules.people.head_of(self.doc, *source))?;
        mentions.get(*head)?.entity.map(|e| e.0 as usize)
    }

    fn fits(&self, form: Form, entity: usize) -> bool {
        use EntityKind::{Document, Group, Organisation, Other, Outlet, Person, Place, Role};
        let Some(facts) = self.facts.get(entity) else { return false };
        let kind = self.kind(entity);
        // "A surveyor said ... he": whoever speaks and is called by a noun that no list holds.
        let endings = &self.rules.people.person_endings;
        let person = |head: &String| endings.iter().any(|ending| head.ends_with(ending.as_str()));
        let speaker = kind == Other
            && facts.unnamed
            && facts.last_as_source
            && facts.heads.iter().any(person);
        let one = (matches!(kind, Person | Role) || speaker) && !facts.several;
        match form {
            Form::He => one && facts.gender != Some('f'),
            Form::She => one && facts.gender != Some('m'),
            Form::They => facts.several || matches!(kind, Organisation | Group),
            Form::It => {
                let salient = facts.last_as_source || facts.last_as_subject;
                !facts.several
                    && (matches!(kind, Organisation | Document | Outlet)
                        || (matches!(kind, Group | Place) && salient))
            }
        }
    }

    /// Nearer is better; having spoken is worth two sentences, being the subject or of a gender that is known to fit one.
    fn rank(&self, form: Form, sentence: u32, entity: usize) -> u32 {
        let Some(facts) = self.facts.get(entity) else { return u32::MAX };
        let known = matches!((form, facts.gender), (Form::She, Some('f')) | (Form::He, Some('m')));
        let bonus = 4 * u32::from(facts.last_as_source)
            + 2 * u32::from(facts.last_as_subject)
            + 2 * u32::from(known)
            + 3 * u32::from(form == Form::They && facts.several);
        (8 + 2 * sentence.saturating_sub(facts.last)).saturating_sub(bonus)
    }
}
