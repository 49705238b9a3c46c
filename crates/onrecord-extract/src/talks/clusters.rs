//! Places that tell of the same talks, with the positions of those who take part.

use onrecord_model::{
    Act, Id, MentionKind, Mode, Polarity, Position, Standing, Statement, Talks, TokenRange, Voice,
    Words,
};

use super::Reader;
use super::mention::Mention;
use super::party::Party;
use super::position::Taken;
use crate::voice;

/// Talks while places are still added to them.
#[derive(Default)]
struct Cluster {
    parties: Vec<Party>,
    mediators: Vec<Party>,
    subject: Option<TokenRange>,
    states: Vec<String>,
    places: Vec<TokenRange>,
}

impl Reader<'_> {
    pub(super) fn clusters(&self, mentions: Vec<Mention>, taken: Vec<Taken>) -> Vec<Talks> {
        let mut clusters: Vec<Cluster> = Vec::new();
        for mention in mentions {
            let at = clusters.iter().position(|cluster| cluster.takes(&mention));
            match at.and_then(|at| clusters.get_mut(at)) {
                Some(cluster) => cluster.add(mention),
                None => {
                    let mut cluster = Cluster::default();
                    cluster.add(mention);
                    clusters.push(cluster);
                }
            }
        }
        gather(&mut clusters);
        let told_of = clusters.iter().any(Cluster::is_told);
        let stands =
            |t: &Taken| (told_of || self.is_side(t)) && !self.is_denied(t) && !self.is_unsaid(t);
        let taken: Vec<Taken> = taken.into_iter().filter(stands).collect();
        // Positions without a word of talks: aimed at another side or on a deal, or of two sides where a deal is spoken of.
        let bargains = taken.iter().any(|t| self.is_aimed(t) || self.is_over_a_deal(t));
        if !told_of && !bargains && !self.speaks_of_a_deal_between(&taken) {
            return Vec::new();
        }
        if clusters.is_empty() {
            clusters.push(Cluster::default());
        }
        let said = if told_of { self.said(&taken) } else { Vec::new() };
        let mut positions: Vec<Vec<Position>> = clusters.iter().map(|_| Vec::new()).collect();
        let read = taken.iter().map(|t| (Some(&t.party), self.position(t)));
        for (party, position) in read.chain(said) {
            let sides = |c: &Cluster| {
                let mut all = c.parties.iter().chain(&c.mediators);
                party.is_some_and(|p| all.any(|q| q.is(p)))
            };
            let at = clusters.iter().position(sides).unwrap_or(0);
            if let Some(list) = positions.get_mut(at) {
                list.push(position);
            }
        }
        let told = clusters.into_iter().zip(positions);
        told.filter_map(|(cluster, positions)| self.told(cluster, positions, bargains)).collect()
    }

    /// "Denied that it had dropped its demand": nobody stands by what is only told to be denied.
    fn is_denied(&self, taken: &Taken) -> bool {
        let words = self.words.doc.words_of(taken.range);
        let denies = |s: &&Statement| s.act == Act::Deny && s.mode == Some(Mode::Indirect);
        let within = |c: &Words| c.start <= words.start && words.end <= c.end;
        self.statements.iter().filter(denies).any(|s| s.content.iter().any(within))
    }

    /// "Declined to give a figure": who keeps something back bargains over nothing.
    fn is_unsaid(&self, taken: &Taken) -> bool {
        let doc = self.words.doc;
        let silences = &self.rules.speech.silence;
        let found = silences.find_all(doc, doc.sentence_of(taken.range.start as usize));
        found.into_iter().any(|(_, range)| range.touches(taken.range))
    }

    /// Do several sides take positions, where a deal is spoken of anywhere?
    fn speaks_of_a_deal_between(&self, taken: &[Taken]) -> bool {
        let several = taken.iter().any(|one| !taken.iter().all(|other| other.party.is(&one.party)));
        let mut words = 0..self.words.doc.tokens.len();
        several && words.any(|at| self.rules.talks.deals.contains(self.clauses.lemma(at)))
    }

    /// Where no talks are told of, only a named side takes a position, and one that is aimed at others.
    fn is_side(&self, taken: &Taken) -> bool {
        (taken.party.entity.is_some() || self.is_listed(taken))
            && (AIMED.contains(&taken.act.as_str()) || taken.act == CONCEDE)
    }

    /// Is it a named side's, and aimed at another that is named: "urged the league to pay", "offered Ostmark a truce"? Whoever is named
    /// elsewhere in the sentence is not aimed at.
    fn is_aimed(&self, taken: &Taken) -> bool {
        use MentionKind::{Group, Organisation, Person, Place};
        let doc = self.words.doc;
        let named = |i: usize| {
            let mut there = self.clauses.mentions_at(i);
            there.any(|m| matches!(m.kind, Person | Organisation | Group | Place))
        };
        let sentence = doc.sentence_of(taken.range.start as usize);
        let first = taken.party.range.end.max(sentence.start) as usize;
        let other = |i: usize| {
            self.party(i).is_some_and(|other| other.entity.is_some() && !other.is(&taken.party))
        };
        AIMED.contains(&taken.act.as_str())
            && (taken.party.range.range().any(named) || self.is_listed(taken))
            && (first..taken.range.end as usize).any(|i| named(i) && other(i))
    }

    /// "refuses to sign the deal", "accept a ceasefire": a side's word on what is bargained over.
    fn is_over_a_deal(&self, taken: &Taken) -> bool {
        let deal = |i: usize| self.rules.talks.deals.contains(self.clauses.lemma(i));
        let side = taken.party.name.contains(char::is_uppercase) || self.is_listed(taken);
        side && taken.act != DEMAND && taken.range.range().any(deal)
    }

    /// "the opposition", "world powers": nouns for sides.
    fn is_listed(&self, taken: &Taken) -> bool {
        let head = self.words.doc.head_of(taken.party.range);
        self.rules.talks.parties.contains(self.clauses.lemma(head))
    }

    fn position(&self, taken: &Taken) -> Position {
        let doc = self.words.doc;
        let words = doc.words_of(taken.range);
        let party = doc.words_of(taken.party.range);
        let statement = self.statements.iter().find(|s| {
            s.content.iter().any(|c| c.touches(&words))
                && s.chain.last().is_some_and(|link| link.words.touches(&party))
        });
        let voice = || match voice::of(self.statements, &words) {
            Voice::Statement(id) => Some(id),
            Voice::Report => None,
        };
        Position {
            party: taken.party.name.clone(),
            party_start: Some(party.start),
            party_end: Some(party.end),
            entity: taken.party.entity.map(|e| crate::entity::id(doc, e)),
            act: taken.act.clone(),
            statement: statement.map(|s| s.id.clone()).or_else(voice),
            words,
        }
    }

    /// Positions that are only said: statements whose act takes one, where none was read from their words.
    fn said(&self, taken: &[Taken]) -> Vec<(Option<&Party>, Position)> {
        let doc = self.words.doc;
        let read: Vec<Words> = taken.iter().map(|t| doc.words_of(t.range)).collect();
        let position = |statement: &Statement| {
            let act = Self::act_of(statement.act)?;
            let link = statement.chain.last()?;
            let words = statement.content.first()?.clone();
            let denied = statement.polarity == Polarity::Negative;
            let first = words.text.split(' ').next().unwrap_or_default().to_lowercase();
            if denied
                || self.rules.people.pronouns.is_clause_opener(&first)
                || link.standing > Standing::ROLE
                || link.entity.is_none()
            {
                return None;
            }
            let known = read.iter().any(|r| r.touches(&words));
            (!known).then(|| {
                let position = Position {
                    party: link.name.clone(),
                    party_start: Some(link.words.start),
                    party_end: Some(link.words.end),
                    entity: link.entity.clone(),
                    act: act.to_owned(),
                    words,
                    statement: Some(statement.id.clone()),
                };
                (None, position)
            })
        };
        self.statements.iter().filter_map(position).collect()
    }

    fn told(
        &self,
        cluster: Cluster,
        mut positions: Vec<Position>,
        bargains: bool,
    ) -> Option<Talks> {
        let doc = self.words.doc;
        let names = |list: &[Party]| list.iter().map(|p| p.name.clone()).collect::<Vec<_>>();
        positions.sort_by_key(|p| (p.words.start, p.words.end));
        positions.dedup_by(|b, a| a.words == b.words && a.party == b.party);
        let bargain = bargains && !positions.is_empty();
        if !bargain && !is_between_sides(&cluster, &positions) {
            return None;
        }
        let mentions: Vec<Words> = cluster.places.iter().map(|r| doc.words_of(*r)).collect();
        let first = mentions.first().or_else(|| positions.first().map(|p| &p.words))?;
        let id = Id::of("ta", [doc.report.version.as_str(), &first.start.to_string(), &first.text]);
        let rank = |state: &String| self.rules.talks.states.iter().position(|s| s.name == *state);
        Some(Talks {
            id,
            subject: cluster.subject.map(|range| doc.text_of(range).to_owned()),
            parties: names(&cluster.parties),
            mediators: names(&cluster.mediators),
            status: cluster.states.into_iter().min_by_key(|s| rank(s)),
            voice: voice::of(self.statements, first),
            mentions,
            positions,
            confidence: 0.6,
            made_by: "talks".to_owned(),
        })
    }
}

/// Talks are between two at least, of whom a name is known, or have a state of their own ("talks broke off"): a lone demand is a
/// statement, not talks.
fn is_between_sides(cluster: &Cluster, positions: &[Position]) -> bool {
    let told = cluster.parties.iter().chain(&cluster.mediators).map(|party| party.name.as_str());
    let mut sides: Vec<&str> = told.chain(positions.iter().map(|p| p.party.as_str())).collect();
    sides.sort_unstable();
    sides.dedup();
    let named = sides.iter().any(|side| side.contains(char::is_uppercase));
    named && sides.len() >= 2 || !cluster.states.is_empty() && cluster.is_told()
}

/// The act of giving way.
const CONCEDE: &str = "concede";
/// The act of asking for something.
const DEMAND: &str = "demand";
/// Acts that are aimed at somebody.
const AIMED: [&str; 4] = [DEMAND, "offer", "refuse", "condition"];

/// A place that names one side only belongs to the talks that name two, where there are any.
fn gather(clusters: &mut Vec<Cluster>) {
    let whole = |c: &Cluster| c.parties.len() >= 2 || !c.mediators.is_empty();
    if !clusters.iter().any(whole) {
        return;
    }
    let (mut told, parts): (Vec<Cluster>, Vec<Cluster>) =
        std::mem::take(clusters).into_iter().partition(whole);
    let akin = |part: &Cluster| {
        part.parties.iter().all(|p| told.iter().any(|c| c.parties.iter().any(|q| q.is_akin(p))))
    };
    let (parts, mut apart): (Vec<Cluster>, Vec<Cluster>) = parts.into_iter().partition(akin);
    if let Some(first) = told.first_mut() {
        for part in parts {
            first.subject = first.subject.or(part.subject);
            first.states.extend(part.states);
            first.places.extend(part.places);
        }
        first.places.sort_unstable();
    }
    told.append(&mut apart);
    *clusters = told;
}

impl Cluster {
    /// Is a side named, or what they are about and how they stand?
    fn is_told(&self) -> bool {
        let sides = !self.parties.is_empty() || !self.mediators.is_empty();
        sides || self.subject.is_some() && !self.states.is_empty()
    }

    /// Do they share a party, or does one name none?
    fn takes(&self, mention: &Mention) -> bool {
        let sides = |p: &Party| self.parties.iter().chain(&self.mediators).any(|q| q.is(p));
        let named = || mention.parties.iter().chain(&mention.mediators);
        self.parties.is_empty() || mention.parties.is_empty() || named().any(sides)
    }

    fn add(&mut self, mention: Mention) {
        self.places.push(mention.range);
        for mediator in mention.mediators {
            if !self.mediators.iter().any(|m| m.is(&mediator)) {
                self.mediators.push(mediator);
            }
        }
        for party in mention.parties {
            if !self.parties.iter().chain(&self.mediators).any(|p| p.is(&party)) {
                self.parties.push(party);
            }
        }
        let mediators = &self.mediators;
        self.parties.retain(|p| !mediators.iter().any(|m| m.is(p)));
        self.subject = self.subject.or(mention.subject);
        self.states.extend(mention.state);
    }
}
