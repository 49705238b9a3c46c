//! A pronoun to the last fitting entity, one that spoke before one that was only named.

use onrecord_model::{CorefReason, EntityKind, Mention, Relation, TokenRange};

use super::syntax::LONGEST;
use super::{Chains, Joined, detect};

/// How many sentences back a person, several people, and a thing are looked up.
const REACH_OF_PERSONS: u32 = 6;
const REACH_OF_SEVERAL: u32 = 3;
const REACH_OF_THINGS: u32 = 2;

/// So many mentions are often.
const OFTEN: u32 = 5;

/// What a third-person pronoun can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    He,
    She,
    They,
    It,
}

/// Where a pronoun stands.
#[derive(Clone, Copy, Debug)]
struct Context {
    at: usize,
    sentence: u32,
    /// The number of the statement that it is the source of.
    own: Option<usize>,
    opens: bool,
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
        let context = Context { at, sentence, own: self.own_content(at), opens: self.opens(at) };
        let best = all.min_by_key(|(order, i)| (self.rank(form, context, *i), *order));
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

    /// Nearer is better; having spoken is worth two sentences, being the subject or of a gender that is known to fit one. A pronoun that
    /// opens a sentence goes on with the subject of the sentence before; whom only the words of its own statement name, it is hardly.
    fn rank(&self, form: Form, context: Context, entity: usize) -> u32 {
        let Some(facts) = self.facts.get(entity) else { return u32::MAX };
        let known = matches!((form, facts.gender), (Form::She, Some('f')) | (Form::He, Some('m')));
        let person = matches!(form, Form::He | Form::She);
        let goes_on = person
            && context.opens
            && (facts.last_as_subject || facts.last_as_source)
            && facts.last + 1 == context.sentence
            && self.paragraph(facts.last_at) == self.paragraph(context.at);
        let told_of = person
            && context.own.is_some()
            && self.content_of.get(&facts.last_at).copied() == context.own;
        // Less so where the pronoun speaks: whoever spoke may as well go on.
        let main = match person && self.main() == Some(entity) {
            true if self.source_of.contains_key(&context.at) => 1,
            true => 2,
            false => 0,
        };
        let bonus = 4 * u32::from(facts.last_as_source)
            + 2 * u32::from(facts.last_as_subject)
            + 2 * u32::from(known)
            + main
            + 3 * u32::from(form == Form::They && facts.several)
            + 3 * u32::from(goes_on);
        // "was declared the winner": what somebody was called is nobody to go on with.
        let called = person && facts.unnamed && !facts.last_as_source && !facts.last_as_subject;
        let away = 2 * context.sentence.saturating_sub(facts.last)
            + 6 * u32::from(told_of)
            + 4 * u32::from(called);
        (8 + away).saturating_sub(bonus)
    }

    /// Whom the report is about, as far as it went: a person mentioned often, and twice as often as anybody else.
    pub(super) fn main(&self) -> Option<usize> {
        let [(entity, most), (_, next)] = self.leading;
        (most >= OFTEN && 2 * next <= most).then_some(entity)
    }

    fn paragraph(&self, token: usize) -> Option<u32> {
        self.doc.tokens.get(token).map(|t| t.paragraph)
    }

    /// The statement whose source is the pronoun, where its words are quoted: nobody speaks of himself by name.
    fn own_content(&self, at: usize) -> Option<usize> {
        let number = self.source_of.get(&at).copied()?;
        let quoted = |range: &TokenRange| {
            self.doc.tokens.get(range.start as usize + 1).is_some_and(|t| t.quoted)
        };
        let attribution = self.doc.attributions.get(number)?;
        attribution.content.iter().any(quoted).then_some(number)
    }

    /// Is it the subject that a sentence begins with?
    fn opens(&self, at: usize) -> bool {
        let first = self.doc.sentence_of(at).start as usize;
        let subject = self.doc.tokens.get(at).is_some_and(|t| t.relation == Relation::Nsubj);
        subject && at == first
    }
}
