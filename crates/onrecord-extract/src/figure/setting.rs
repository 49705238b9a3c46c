//! Who answers for a figure, of whom it is, where, as of when, since when.

use onrecord_model::{
    Act, Document, Figure, FigureKind, MentionKind, Place, Relation, Statement, TimeExpression,
    TokenRange, Upos, Voice, Words,
};
use onrecord_rules::{FigureRole, Rules};

use super::Draft;
use super::words::LowerWords;
use crate::place::is_in_compound;
use crate::statement::behind_dateline;
use crate::time::{Times, day_part, is_dated};
use crate::voice;

/// No more steps up the tree to a clause that describes.
const CLIMB: usize = 6;

/// What stands around the figures of one document.
pub(super) struct Setting<'a> {
    pub(super) words: &'a LowerWords<'a>,
    pub(super) rules: &'a Rules,
    pub(super) times: &'a Times<'a>,
    pub(super) statements: &'a [Statement],
}

impl Setting<'_> {
    /// Fills in what the words around the figure say.
    pub(super) fn fill(&self, draft: &Draft, figure: &mut Figure) {
        if !draft.quantity.gapped {
            figure.voice = self.voice(&figure.words);
            if self.is_given(draft, &figure.voice) {
                figure.voice = Voice::Report;
            }
        }
        self.counted(draft, figure);
        self.place_and_time(draft, figure);
        figure.hedge = self.hedge(draft);
        figure.actor = self.actor(draft);
    }

    /// Where and when the figure holds.
    pub(super) fn place_and_time(&self, draft: &Draft, figure: &mut Figure) {
        self.when(draft, figure);
        figure.place = self.place(draft);
    }

    /// Does the quantity count those who speak ("two sources")? The statement's link says so already.
    pub(super) fn is_source(&self, doc: &Document, draft: &Draft) -> bool {
        let words = doc.words_of(draft.quantity.range);
        (draft.measured.word.is_none() || draft.quantity.one)
            && draft.quantity.unit.is_none()
            && self.statements.iter().any(|s| s.chain.iter().any(|link| link.words.touches(&words)))
    }

    /// The innermost statement whose words hold the figure.
    pub(super) fn voice(&self, words: &Words) -> Voice {
        // That somebody promised so much is the report's own word.
        let answers = |s: &&Statement| s.act != Act::Promise;
        voice::handed_on(self.statements, words)
            .filter(answers)
            .map_or(Voice::Report, |s| Voice::Statement(s.id.clone()))
    }

    /// "The mayor plans to meet over a shooting that left 17 people hurt": whoever plans or hopes to do something says nothing by it; the
    /// clause that describes what it is about is the report's. "Said that she would meet over ..." says it.
    fn is_given(&self, draft: &Draft, voice: &Voice) -> bool {
        let Voice::Statement(id) = voice else { return false };
        let intends = self.statements.iter().any(|s| {
            s.id == *id
                && matches!(s.act, Act::Plan | Act::Hope | Act::Offer)
                && s.content.first().is_some_and(|content| content.text.starts_with("to "))
        });
        let at = draft.quantity.noun.unwrap_or(draft.quantity.number.start as usize);
        intends && self.relative_clause(at, CLIMB).is_some()
    }

    /// Population and unit.
    fn counted(&self, draft: &Draft, figure: &mut Figure) {
        let doc = self.words.doc;
        let quantity = &draft.quantity;
        if let Some(unit) = &quantity.unit {
            figure.unit = Some(unit.unit.clone());
            figure.population = quantity.of.map(|of| doc.text_of(of).to_owned());
            return;
        }
        let units = &self.rules.figures.units;
        let noun = quantity.noun.map(|at| self.words.word(at));
        figure.unit = match noun {
            _ if draft.measured.person => Some("person".into()),
            Some(word) if units.persons.contains(word) => Some("person".into()),
            Some(word) => units.things.get(word).map(|unit| (*unit).to_owned()).or_else(|| {
                let token = quantity.noun.and_then(|at| doc.tokens.get(at))?;
                Some(token.lemma.to_string())
            }),
            None => None,
        };
        if let Some(noun) = quantity.noun {
            let mut start = quantity.number.end as usize;
            while start < noun
                && matches!(
                    self.words.upos(start),
                    Upos::Adp | Upos::Det | Upos::Pron | Upos::Punct
                )
            {
                start += 1;
            }
            let range = TokenRange::new(start.min(noun), self.row_of(noun) + 1);
            figure.population = Some(doc.text_of(range).to_owned());
        } else if let Some(of) = quantity.of {
            figure.population = Some(doc.text_of(of).to_owned());
        }
    }

    /// "Thousands of children and women": the last noun of a row that the number counts together.
    fn row_of(&self, noun: usize) -> usize {
        let persons = &self.rules.figures.units.persons;
        let person = |at: usize| persons.contains(self.words.word(at));
        let joined = self.words.upos(noun + 1) == Upos::Cconj
            && self.words.doc.tokens.get(noun + 2).is_some_and(|token| {
                token.relation == Relation::Conj && token.head as usize == noun
            });
        if joined && person(noun) && person(noun + 2) { noun + 2 } else { noun }
    }

    /// As of, since, window.
    fn when(&self, draft: &Draft, figure: &mut Figure) {
        if figure.kind == FigureKind::Static {
            return;
        }
        let start = draft.quantity.range.start as usize;
        let sentence = self.words.sentence(start);
        // "The toll of Sunday's storm rose to 44 on Tuesday": the day beside the number is the toll's.
        let toll = draft.measured.how == "toll";
        let near = draft.measured.word.filter(|_| !toll).unwrap_or(start);
        let since = self.times.within(sentence).find(|(range, time)| {
            is_dated(time)
                && self.opens_stretch(*range)
                && !self.is_of_another_clause(*range, draft)
                && !self.is_of_record(*range)
                && !self.is_aside(*range, near)
        });
        if let Some((_, time)) = since {
            figure.since = time.value.as_deref().map(day_part);
        }
        if let Some(window) = self.window(draft, sentence, near) {
            figure.window = Some(window);
            figure.kind = FigureKind::Flow;
        }
        let word = draft.measured.word.filter(|_| toll);
        let day = self
            .day(draft, near, toll)
            .or_else(|| word.and_then(|word| self.day(draft, word, toll)))
            .or_else(|| self.earlier_year(draft, near));
        figure.as_of = day.and_then(|time| time.value.as_deref().map(day_part));
    }

    /// The day told nearest to a word, in its clause; for a toll, not the day of another number.
    fn day(&self, draft: &Draft, near: usize, toll: bool) -> Option<&TimeExpression> {
        let start = draft.quantity.range.start as usize;
        let fits = |range: TokenRange, time: &TimeExpression| {
            is_dated(time)
                && !self.opens_stretch(range)
                && !(toll && self.is_of_another_number(range, start))
                && (self.same_clause(range, near) && !self.is_aside(range, near)
                    || self.hangs_on(range, near) && !self.is_history(range, time, near)
                    || self.is_of_counting(range, near))
                && !self.is_of_something_else(range, near, draft)
                && !is_of_new_number(range, draft)
                && !(toll && self.is_of_incident(range, draft))
        };
        self.nearest(self.words.sentence(start), near, fits)
    }

    fn earlier_year(&self, draft: &Draft, near: usize) -> Option<&TimeExpression> {
        let sentence = self.words.sentence(draft.quantity.range.start as usize);
        self.nearest(sentence, near, |range, time| {
            self.is_of_earlier_year(time)
                && !self.opens_stretch(range)
                && !self.is_history(range, time, near)
                && !self.is_of_something_else(range, near, draft)
                && !is_of_new_number(range, draft)
        })
    }

    /// "Killed in the war, which began in 2024": a year gone that a clause on a noun tells is of that noun; so is any day told of
    /// persons ("Gunmen who took them last month freed four").
    fn is_history(&self, range: TokenRange, time: &TimeExpression, near: usize) -> bool {
        let of_persons = || {
            let verb = self.relative_clause(range.start as usize, 4)?;
            let noun = self.words.doc.tokens.get(verb)?.head as usize;
            Some(self.rules.figures.units.persons.contains(self.words.word(noun)))
        };
        self.is_aside(range, near)
            && (self.is_of_earlier_year(time) || of_persons().unwrap_or(false))
    }

    fn nearest(
        &self,
        sentence: TokenRange,
        near: usize,
        fits: impl Fn(TokenRange, &TimeExpression) -> bool,
    ) -> Option<&TimeExpression> {
        let told = self.times.within(sentence).filter(|(range, time)| fits(*range, time));
        told.min_by_key(|(range, _)| (range.start as usize).abs_diff(near)).map(|(_, time)| time)
    }

    /// "The clashes of 2027 left 63 dead": a year gone by dates the whole sentence, so that no old toll passes for a new one.
    fn is_of_earlier_year(&self, time: &TimeExpression) -> bool {
        let year = |day: &str| day.get(..4).and_then(|year| year.parse::<u16>().ok());
        let published = self.words.doc.report.published.as_ref().and_then(|p| year(p.day()));
        let told = time.value.as_deref().and_then(year);
        is_dated(time) && told.is_some() && told < published
    }

    /// Does "since" stand before the time, or before the clause that holds it?
    fn opens_stretch(&self, range: TokenRange) -> bool {
        let start = range.start as usize;
        let first = self.words.sentence(start).start as usize;
        (first.max(start.saturating_sub(9))..start)
            .rev()
            .take_while(|&at| !self.words.is(at, &[",", ";", ":"]))
            .any(|at| self.words.is(at, &["since"]))
    }

    /// "rose to 96, three more than on Saturday", "to 44 from 31 on Sunday": the day behind a second number is that one's.
    fn is_of_another_number(&self, time: TokenRange, number: usize) -> bool {
        (number + 1..time.start as usize)
            .any(|at| self.words.upos(at) == Upos::Num || self.words.is(at, &["than"]))
    }

    /// "The ship that sank with the loss of 58 lives had sailed unlicensed since May": does the time hang on a later verb that tells
    /// nothing of those counted?
    fn is_of_another_clause(&self, time: TokenRange, draft: &Draft) -> bool {
        let doc = self.words.doc;
        let counted = draft.quantity.range;
        let mut verb = time.start as usize;
        for _ in 0..CLIMB {
            let Some(token) = doc.tokens.get(verb) else { return false };
            // "since the fighting began in May": what the clause with "since" hangs on.
            let opens = doc.children(verb).any(|i| self.words.is(i, &["since"]));
            if token.upos == Upos::Verb && !opens {
                break;
            }
            verb = token.head as usize;
        }
        // "The 58 dead have been buried since Monday" tells of them.
        let is_subject = |i: usize| {
            let relation = doc.tokens.get(i).map(|token| token.relation);
            let first = doc.tokens.get(counted.start as usize);
            matches!(relation, Some(Relation::Nsubj | Relation::NsubjPass))
                && (counted.contains(i) || first.is_some_and(|token| token.head as usize == i))
        };
        let told = draft.measured.word == Some(verb) || doc.children(verb).any(is_subject);
        verb > counted.end as usize && !told && self.words.upos(verb) == Upos::Verb
    }

    /// No other verb between the time and the word that governs the figure, or both hang on the same.
    fn same_clause(&self, range: TokenRange, near: usize) -> bool {
        let (start, end) = (range.start as usize, range.end as usize);
        let (from, to) = if end <= near { (end, near) } else { (near + 1, start) };
        let between = |at: usize| {
            self.words.upos(at) == Upos::Verb || self.words.is(at, &[";", ":", "“", "”", "\""])
        };
        let clear = !(from..to).any(between);
        clear && !self.is_of_speech(range, near)
    }

    /// "gunmen who took them [last week] freed four": the time of a clause on a noun is that of its own verb.
    pub(super) fn is_aside(&self, range: TokenRange, near: usize) -> bool {
        let doc = self.words.doc;
        let clause = self.relative_clause(range.start as usize, 4);
        clause.is_some_and(|verb| verb != near && !doc.hangs_on(near, verb))
    }

    /// The verb of the relative clause that a word stands in, not more than so many words up the tree.
    fn relative_clause(&self, at: usize, most: usize) -> Option<usize> {
        self.words.doc.ancestor(at, most, &[Relation::AclRelcl])
    }

    /// Does the time hang, near or far, on the governing word, or on the verb it is joined to?
    fn hangs_on(&self, range: TokenRange, near: usize) -> bool {
        let doc = self.words.doc;
        let mut governing = near;
        loop {
            if doc.hangs_on(range.start as usize, governing) && !self.is_of_speech(range, near) {
                return true;
            }
            match doc.tokens.get(governing) {
                Some(token) if token.relation == Relation::Conj && token.head < near as u32 => {
                    governing = token.head as usize;
                }
                _ => return false,
            }
        }
    }

    /// The day of saying is not the day of the deed: "said on Monday that 12 had died".
    pub(super) fn is_of_speech(&self, range: TokenRange, near: usize) -> bool {
        let head = self.words.doc.tokens.get(range.start as usize).map(|t| t.head as usize);
        let Some(verb) = head.filter(|&verb| verb != near) else { return false };
        if self.words.upos(verb) != Upos::Verb {
            return false;
        }
        let words = self.words.doc.words_of(TokenRange::new(verb, verb + 1));
        self.statements.iter().any(|s| s.cue.iter().any(|cue| cue.touches(&words)))
    }

    /// A place named behind the figure in its sentence, else before it.
    fn place(&self, draft: &Draft) -> Option<Place> {
        let doc = self.words.doc;
        let start = draft.quantity.range.end;
        let sentence = self.words.sentence(draft.quantity.range.start as usize);
        let from = doc.mentions.partition_point(|m| m.range.start < sentence.start);
        let here = doc.mentions.get(from..)?.iter().take_while(|m| m.range.start < sentence.end);
        let located = here.filter(|m| {
            matches!(m.kind, MentionKind::Place | MentionKind::Facility)
                && self.is_located(m.range.start as usize)
                && !is_in_compound(doc, m.range)
                && !self.is_of_telling(m.range, draft.quantity.range)
        });
        let away = |m: &&onrecord_model::Mention| {
            if m.range.start >= start { m.range.start - start } else { 40 + start - m.range.start }
        };
        let mention = located.min_by_key(away)?;
        let words = doc.words_of(mention.range);
        let name = mention
            .entity
            .and_then(|entity| doc.entities.get(entity.0 as usize))
            .map_or_else(|| words.text.clone(), |entity| entity.name.clone());
        Some(Place {
            words,
            name,
            confidence: 0.6,
            made_by: "figures#place".into(),
            ..Place::default()
        })
    }

    /// "Told reporters in the harbour that 250 had boarded": where it was said, between what says it and what is said.
    fn is_of_telling(&self, place: TokenRange, figure: TokenRange) -> bool {
        let doc = self.words.doc;
        let (place, figure) = (doc.words_of(place), doc.words_of(figure));
        self.statements.iter().any(|s| {
            let told = s.content.iter().find(|part| {
                part.start <= figure.start && figure.start < part.end && part.start >= place.end
            });
            told.is_some() && s.cue.iter().any(|cue| cue.end <= place.start)
        })
    }

    fn is_located(&self, at: usize) -> bool {
        (at.saturating_sub(3)..at).rev().take_while(|&i| !self.words.is_mark(i)).any(|i| {
            self.words.upos(i) == Upos::Adp && !self.words.is(i, &["of", "by", "from", "with"])
        })
    }

    /// The words that weaken the clause of the figure.
    fn hedge(&self, draft: &Draft) -> Option<String> {
        let start = draft.quantity.range.start as usize;
        let sentence = self.words.sentence(start);
        let word = draft.measured.word.unwrap_or(draft.quantity.range.end as usize);
        let from = start.min(word).saturating_sub(4).max(sentence.start as usize);
        let to = (word.max(draft.quantity.range.end as usize) + 2).min(sentence.end as usize);
        let window = TokenRange::new(from, to.max(from));
        if window.len() > 24 {
            return None;
        }
        let doc: &Document = self.words.doc;
        let rules = &self.rules.figures;
        let beside = (draft.quantity.range.end as usize..word.max(start))
            .find(|&at| rules.hedges.contains(self.words.word(at)));
        if let Some(at) = beside.filter(|_| word > start) {
            return Some(doc.token_text(at).to_owned());
        }
        let found = self.rules.speech.hedges.find_all(doc, window).into_iter().next();
        found.map(|(_, found)| doc.text_of(found).to_owned()).or_else(|| self.supposed(draft))
    }

    /// "would kill one a day unless ...": what is only threatened or supposed, by the auxiliary of the verb that measures it.
    fn supposed(&self, draft: &Draft) -> Option<String> {
        let doc = self.words.doc;
        let verb = draft.measured.word.filter(|&at| self.words.upos(at) == Upos::Verb)?;
        let status = &self.rules.events.status;
        let unreal = |at: usize| {
            let word = self.words.word(at);
            status.reported.contains(word) || status.modals.contains_key(word)
        };
        let modal = doc.children(verb).find(|&at| {
            let aux = doc.tokens.get(at).is_some_and(|t| t.relation == Relation::Aux);
            aux && unreal(at)
        })?;
        Some(doc.token_text(modal).to_owned())
    }

    /// "16,000 left, of whom 6,300 sleep in schools": the verb tells what those counted do, and no other does it to them.
    fn is_own_doing(&self, draft: &Draft, verb: usize) -> bool {
        let rules = &self.rules.figures;
        let own = rules.number_of(&draft.measured.name);
        rules
            .senses(self.words.word(verb))
            .iter()
            .any(|sense| sense.role == FigureRole::Doing && Some(sense.measure) == own)
    }

    /// A pronoun ("who"), or the town of the dateline, which a parser may take for the first subject.
    fn is_nobody(&self, head: usize) -> bool {
        let doc = self.words.doc;
        self.words.upos(head) == Upos::Pron
            || !behind_dateline(doc, doc.sentence_of(head)).contains(head)
    }

    /// The subject of an active verb, or the agent of a passive one.
    fn actor(&self, draft: &Draft) -> Option<String> {
        let doc = self.words.doc;
        let verb = draft.measured.word?;
        // "Four are missing, down from nine": the verb is the other number's.
        let own = !(draft.quantity.is_earlier || draft.quantity.gapped);
        if !own || self.words.upos(verb) != Upos::Verb || self.is_own_doing(draft, verb) {
            return None;
        }
        let by = |at: &usize| {
            let case = doc.child(*at, Relation::Case);
            case.is_some_and(|case| doc.token_text(case).eq_ignore_ascii_case("by"))
        };
        let agent = doc.child(verb, Relation::OblAgent).filter(by);
        let counted = |at: usize| draft.quantity.range.contains(at);
        let subject = doc.child(verb, Relation::Nsubj).filter(|&at| !counted(at) && at < verb);
        let head = agent.or(subject).filter(|&head| !self.is_nobody(head))?;
        let mention = doc.mentions.iter().find(|m| {
            m.range.contains(head)
                && matches!(
                    m.kind,
                    MentionKind::Person
                        | MentionKind::Group
                        | MentionKind::Organisation
                        | MentionKind::Place
                        | MentionKind::Description
                )
        });
        let person = self.rules.figures.units.persons.contains(self.words.word(head));
        match mention {
            None if !person => None,
            _ => {
                let mut range = doc.subtree(head);
                if doc.child(head, Relation::Case).is_some_and(|case| case as u32 == range.start) {
                    range.start += 1;
                }
                if range.len() > 8 {
                    range = mention.map_or(TokenRange::new(head, head + 1), |m| m.range);
                }
                (!self.speaks(range)).then(|| doc.text_of(range).to_owned())
            }
        }
    }

    /// Is it who says so, rather than who did it?
    fn speaks(&self, range: TokenRange) -> bool {
        let words = self.words.doc.words_of(range);
        self.statements.iter().flat_map(|s| &s.chain).any(|link| link.words.touches(&words))
    }
}

/// "rose to 114 on Thursday, up from 28 a week before": what the count was before is dated by what stands behind it alone.
fn is_of_new_number(time: TokenRange, draft: &Draft) -> bool {
    draft.quantity.is_earlier && time.start < draft.quantity.range.end
}
