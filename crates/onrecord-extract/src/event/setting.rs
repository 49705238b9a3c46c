//! When and where an event was, and who answers for it.

use onrecord_model::{Act, MentionKind, Place, Relation, Statement, TokenRange, Voice, Words};

use onrecord_rules::{SmallWords, WordSet};

use super::arguments::Arguments;
use super::syntax::Syntax;
use crate::place::is_in_compound;
use crate::time::{Times, day_part, is_dated};
use crate::voice;

/// What stands around the events of one document.
pub(crate) struct Setting<'a> {
    pub(crate) syntax: &'a Syntax<'a>,
    pub(crate) times: &'a Times<'a>,
    pub(crate) statements: &'a [Statement],
    pub(crate) small: &'a SmallWords,
    /// Words that single out the greatest or last of its kind ("the worst since 2009").
    pub(crate) records: &'a WordSet,
}

/// When, from when, until when.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct When {
    pub(crate) day: Option<String>,
    pub(crate) since: Option<String>,
    pub(crate) until: Option<String>,
}

impl When {
    /// Is it over: told for a year or month, and not from then on ("the outbreak of 1992")?
    pub(crate) fn is_past(&self) -> bool {
        self.since.is_none() && self.day.as_ref().is_some_and(|day| day.len() < "2031-03-04".len())
    }
}

impl Setting<'_> {
    /// The innermost statement whose words hold the trigger.
    pub(crate) fn voice(&self, words: &Words) -> Option<&Statement> {
        voice::handed_on(self.statements, words)
    }

    /// Whose word it is: that somebody promises or asks is the report's own.
    pub(crate) fn answers_for(&self, words: &Words) -> Voice {
        self.voice(words)
            .filter(|s| !matches!(s.act, Act::Promise | Act::Demand))
            .map_or(Voice::Report, |s| Voice::Statement(s.id.clone()))
    }

    /// The times of the trigger's clause.
    pub(crate) fn when(&self, head: usize) -> When {
        let sentence = self.syntax.doc.sentence_of(head);
        let mut when = When::default();
        let mut nearest = usize::MAX;
        for (range, time) in self.times.within(sentence) {
            let Some(value) = time.value.as_deref().filter(|_| is_dated(time)) else { continue };
            let Some(distance) = self.distance(range, head) else { continue };
            let day = day_part(value);
            let before = self.before(range);
            if self.small.since.contains(before) && self.is_of_record(range) {
                continue;
            }
            if self.small.since.contains(before) {
                when.since = when.since.or(Some(day));
            } else if self.small.until.contains(before) {
                when.until = when.until.or(Some(day));
            } else if distance < nearest {
                nearest = distance;
                when.day = Some(day);
            }
        }
        // What goes on is dated by its beginning.
        when.day = when.day.or_else(|| when.since.clone());
        when
    }

    /// "The worst accident since 2009": how long there was none so bad, and not since when this one goes on.
    fn is_of_record(&self, range: TokenRange) -> bool {
        let syntax = self.syntax;
        let record = |at: usize| self.records.contains(syntax.words.word(at));
        syntax
            .head(self.top(range))
            .is_some_and(|noun| !syntax.is_verb(noun) && syntax.children(noun).any(record))
    }

    /// How far a time is from the trigger, where it belongs to its clause: it hangs on it or on what governs it, with no
    /// word of saying and no other clause between.
    fn distance(&self, range: TokenRange, head: usize) -> Option<usize> {
        let syntax = self.syntax;
        let (dated, steps) = self.dated(range, head)?;
        if dated == head {
            return Some(steps);
        }
        // "the bombing that hit the market yesterday"
        let own = syntax.relation(dated) == Relation::AclRelcl && syntax.head(dated) == Some(head);
        if own && self.small.hitting.contains(syntax.lemma(dated)) {
            return Some(steps + 5);
        }
        if self.is_of_speech(dated) {
            return None;
        }
        // From the trigger up to the same verb, through no other clause.
        let mut up = head;
        for step in 1..6 {
            let clause = matches!(
                syntax.relation(up),
                Relation::Ccomp
                    | Relation::AclRelcl
                    | Relation::Parataxis
                    | Relation::Advcl
                    | Relation::Acl
            );
            // "the first convoy since the abduction left on Wednesday"
            let apart = matches!(syntax.relation(up), Relation::Nmod | Relation::Obl)
                && self.small.undated.contains(syntax.preposition(up));
            up = syntax.head(up).filter(|_| !clause && !apart)?;
            if up == dated {
                return Some(steps + 10 * step);
            }
        }
        None
    }

    /// The verb that a time dates, or `head` where it hangs on that, and how far up it stands.
    fn dated(&self, range: TokenRange, head: usize) -> Option<(usize, usize)> {
        let syntax = self.syntax;
        let mut dated = syntax.head(self.top(range))?;
        for steps in 0..4 {
            let inner = matches!(
                syntax.relation(dated),
                Relation::Nmod
                    | Relation::Obl
                    | Relation::NmodUnmarked
                    | Relation::OblUnmarked
                    | Relation::Compound
                    | Relation::Obj
                    | Relation::Appos
                    | Relation::Conj
            );
            if syntax.is_verb(dated) || dated == head || !inner {
                return Some((dated, steps));
            }
            dated = syntax.head(dated)?;
        }
        Some((dated, 4))
    }

    /// The word of the time on which its others hang.
    fn top(&self, range: TokenRange) -> usize {
        let outside = |at: &usize| self.syntax.head(*at).is_none_or(|head| !range.contains(head));
        range.range().find(outside).unwrap_or(range.start as usize)
    }

    /// The word right before a time.
    fn before(&self, range: TokenRange) -> &str {
        let before = (range.start as usize).checked_sub(1);
        before.map_or("", |at| self.syntax.words.word(at))
    }

    /// The day of saying is not the day of the deed.
    fn is_of_speech(&self, verb: usize) -> bool {
        let words = self.syntax.doc.words_of(TokenRange::new(verb, verb + 1));
        self.statements.iter().any(|s| s.cue.iter().any(|cue| cue.touches(&words)))
    }

    /// Where: a place that hangs on the trigger or on what governs it, one that it is done to, else one in its sentence.
    pub(crate) fn place(&self, head: usize, arguments: &Arguments) -> Option<Place> {
        let syntax = self.syntax;
        let sentence = syntax.doc.sentence_of(head);
        let from = syntax.doc.mentions.partition_point(|m| m.range.start < sentence.start);
        let here = syntax.doc.mentions.get(from..)?.iter();
        let here = here.take_while(|m| m.range.start < sentence.end);
        let placed = here.filter(|m| {
            matches!(m.kind, MentionKind::Place | MentionKind::Facility)
                && !is_in_compound(syntax.doc, m.range)
        });
        let (_, mention) = placed
            .filter_map(|m| Some((self.place_distance(m.range, head, arguments)?, m)))
            .min_by_key(|(distance, m)| (*distance, m.range.start))?;
        let words = syntax.doc.words_of(mention.range);
        let entity = mention.entity.and_then(|e| syntax.doc.entities.get(e.0 as usize));
        let name = entity.map_or_else(|| words.text.clone(), |entity| entity.name.clone());
        Some(Place {
            words,
            name,
            confidence: 0.6,
            made_by: "events#place".into(),
            ..Place::default()
        })
    }

    /// How far a place is from the trigger; `None` where it is no place of anything.
    fn place_distance(
        &self,
        range: TokenRange,
        head: usize,
        arguments: &Arguments,
    ) -> Option<usize> {
        let syntax = self.syntax;
        let top = self.top(range);
        // "struck the harbour", "left Tarn", "Tarn's election"
        if arguments.objects.contains(&top) {
            return Some(5);
        }
        let own =
            |relation| matches!(relation, Relation::Compound | Relation::NmodPoss | Relation::Amod);
        if syntax.head(top) == Some(head) && own(syntax.relation(top)) {
            return Some(30);
        }
        let at = self.with_preposition(top)?;
        let governor = syntax.head(at)?;
        let mut up = head;
        for step in 0..6 {
            if up == governor {
                return Some(10 * step);
            }
            match syntax.head(up) {
                Some(next) => up = next,
                None => break,
            }
        }
        if is_of_another_clause(syntax, at, head) {
            return None;
        }
        // The same sentence, behind the trigger rather than before it.
        let start = range.start as usize;
        Some(if start > head { 100 + start - head } else { 200 + head - start })
    }

    /// "in the town of Tarn", "in Tarn, the capital": the noun with the preposition.
    fn with_preposition(&self, top: usize) -> Option<usize> {
        let syntax = self.syntax;
        let mut at = top;
        for _ in 0..4 {
            if self.small.located.contains(syntax.preposition(at)) {
                return Some(at);
            }
            let part = matches!(
                syntax.relation(at),
                Relation::Nmod
                    | Relation::Appos
                    | Relation::Compound
                    | Relation::Conj
                    | Relation::Flat
                    | Relation::NmodPoss
                    | Relation::NmodDesc
                    | Relation::NmodUnmarked
            );
            at = syntax.head(at).filter(|_| part)?;
        }
        None
    }
}

/// "The attack came a day after a bomb killed seven in Tarn": does a word stand in a clause beside that of the trigger at `head`?
fn is_of_another_clause(syntax: &Syntax<'_>, word: usize, head: usize) -> bool {
    let mut up = word;
    while let Some(next) = syntax.head(up).filter(|&next| next != up) {
        if up == head || syntax.doc.hangs_on(head, up) {
            return false;
        }
        let told = [Relation::Nsubj, Relation::NsubjPass];
        if syntax.relation(up) == Relation::Advcl && syntax.child(up, &told).is_some() {
            return true;
        }
        up = next;
    }
    false
}
