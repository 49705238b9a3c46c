//! Runs the examples of rule entries: is each found in its `yes` sentences, and not in its `no` sentences?
//!
//! They are read as every report is, by the trained reader too, in a report published on Wednesday 5 March 2031.

use onrecord_model::{
    Comparator, Document, Event, Figure, Findings, Person, Published, Report, TokenRange,
};
use onrecord_rules::{Example, Phrases, Proof, parse_example};

use crate::Engine;

/// An example that does not come out as its entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// File below the rules' folder.
    pub file: String,
    /// Line of the entry.
    pub line: u32,
    /// The entry's name.
    pub entry: String,
    /// The example as written.
    pub example: String,
    /// Is it a `yes` example, one in which the entry must be found?
    pub wanted: bool,
    /// What was read instead.
    pub read: String,
}

/// What came of the examples of some files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proven {
    /// How many examples ran.
    pub examples: usize,
    /// Those that failed, in the order of the files.
    pub failures: Vec<Failure>,
}

/// Runs the examples of the rule files for which `of` holds.
pub fn prove(engine: &Engine, of: impl Fn(&str) -> bool) -> Proven {
    let mut proving = Proving { engine, proven: Proven::default() };
    let rules = engine.rules();
    for cue in rules.cues.iter().filter(|cue| of(cue.file)) {
        proving.cue(cue.file, &cue.id, &cue.proof);
    }
    if of("speech.toml") {
        proving.phrases("speech.toml", &rules.speech.hedges);
        proving.phrases("speech.toml", &rules.speech.unnamed);
        proving.phrases("speech.toml", &rules.speech.verification);
        proving.phrases("speech.toml", &rules.speech.silence);
        proving.phrases("speech.toml", &rules.speech.acts);
        proving.phrases("speech.toml", &rules.speech.venues);
        proving.phrases("speech.toml", &rules.speech.judgements);
        proving.phrases("speech.toml", &rules.speech.deeds);
        proving.phrases("speech.toml", &rules.speech.countings);
        proving.phrases("speech.toml", &rules.speech.allegations);
    }
    if of("continuations.toml") {
        proving.phrases("continuations.toml", &rules.speech.continuations);
    }
    if of("times.toml") {
        rules.times.iter().for_each(|row| proving.time(&row.id, &row.proof));
    }
    if of("figures/comparators.toml") {
        let proofs = rules.figures.comparator_proofs.iter();
        proofs.for_each(|(id, proof)| proving.comparator(id, proof));
    }
    if of("figures/measures.toml") {
        rules.figures.measures.iter().for_each(|it| proving.measure(&it.name, &it.proof));
    }
    proving.events(&of);
    proving.persons_ways_and_talks(&of);
    if of("verdicts.toml") {
        let verdicts = &rules.verdicts;
        proving.phrases("verdicts.toml", &verdicts.denials);
        proving.phrases("verdicts.toml", &verdicts.order);
        proving.phrases("verdicts.toml", &verdicts.rivals);
        proving.phrases("verdicts.toml", &verdicts.parts);
        proving.phrases("verdicts.toml", &verdicts.periods);
        proving.phrases("verdicts.toml", &verdicts.relayed);
        proving.phrases("verdicts.toml", &verdicts.unsaid);
        proving.phrases("verdicts.toml", &verdicts.contrast);
        proving.phrases("verdicts.toml", &verdicts.joined);
        proving.phrases("verdicts.toml", &verdicts.beside);
    }
    proving.proven
}

struct Proving<'a> {
    engine: &'a Engine,
    proven: Proven,
}

impl Proving<'_> {
    fn document(&self, example: &Example) -> Document {
        let published = Published { at: "2031-03-05".into(), inferred: false };
        let text = example.text.clone();
        let report = Report { text, published: Some(published), ..Report::default() };
        self.engine.document(&report.sealed())
    }

    /// Counts every example of an entry, and keeps those that do not come out; `read` says whether the entry was found,
    /// and what was.
    fn each(
        &mut self,
        (file, entry): (&str, &str),
        proof: &Proof,
        read: impl Fn(&Engine, &Document, &Example, Option<&str>, bool) -> (bool, String),
    ) {
        for (list, wanted) in [(&proof.yes, true), (&proof.no, false)] {
            for written in list {
                let (sentence, value) = written
                    .split_once(" => ")
                    .map_or((written.as_str(), None), |(s, v)| (s, Some(v)));
                // Loading refused marks that stay open.
                let Ok(example) = parse_example(sentence) else { continue };
                let doc = self.document(&example);
                let (found, read) = read(self.engine, &doc, &example, value, wanted);
                self.proven.examples += 1;
                if found != wanted {
                    let line = self.engine.rules().entry_of(file, entry).map_or(1, |it| it.line);
                    let (entry, example) = (entry.to_owned(), written.clone());
                    let file = file.to_owned();
                    self.proven.failures.push(Failure { file, line, entry, example, wanted, read });
                }
            }
        }
    }

    /// A cue must be found in the marked words, or a longer one with the same act; none of its `no` sentences may give a
    /// statement that rests on it.
    fn cue(&mut self, file: &str, id: &str, proof: &Proof) {
        self.each((file, id), proof, |engine, doc, example, _, wanted| {
            let findings = engine.findings_of(doc);
            let read = statements(&findings);
            if !wanted {
                let tail = format!("cue:{id}");
                return (findings.statements.iter().any(|s| s.made_by.ends_with(&tail)), read);
            }
            let cues = &engine.rules().cues;
            let act = cues.iter().find(|cue| cue.id == id).map(|cue| cue.act);
            let marks = example.marks.iter().filter(|mark| mark.label.starts_with("cue"));
            let found = marks.map(|mark| tokens(doc, mark.start, mark.end)).any(|range| {
                cues.find(doc, range).is_some_and(|it| {
                    it.cue.id == id || (it.range.len() > 1 && Some(it.cue.act) == act)
                })
            });
            (found, read)
        });
    }

    fn phrases<T>(&mut self, file: &str, list: &Phrases<T>) {
        for phrase in list.iter() {
            self.each((file, &phrase.id), &phrase.proof, |_, doc, _, _, _| {
                let of = |s: &TokenRange| list.find_all(doc, *s);
                let found: Vec<&str> = doc
                    .sentences
                    .iter()
                    .flat_map(|s| of(s).into_iter().map(|(phrase, _)| phrase.id.as_str()))
                    .collect();
                (found.contains(&phrase.id.as_str()), found.join(", "))
            });
        }
    }

    /// A sense must be what made an event at the mark; a governor, a mode must give it its status, its PLOVER code.
    fn events(&mut self, of: impl Fn(&str) -> bool) {
        let rules = &self.engine.rules().events;
        for sense in rules.iter().filter(|sense| of(&sense.file)) {
            let made_by = format!("{}#{}", sense.file.trim_end_matches(".toml"), sense.id);
            self.event((&sense.file, &sense.id), &sense.proof, |event| event.made_by == made_by);
        }
        if of("events/status.toml") {
            for governor in rules.status.iter() {
                let id = ("events/status.toml", governor.id.as_str());
                self.event(id, &governor.proof, |event| event.status == governor.status);
            }
        }
        if of("events/types.toml") {
            for mode in &rules.modes {
                let proof = Proof { yes: mode.yes.clone(), no: mode.no.clone() };
                let id = ("events/types.toml", mode.plover.as_str());
                self.event(id, &proof, |event| event.plover.as_ref() == Some(&mode.plover));
            }
        }
        if of("events/ties.toml") {
            self.phrases("events/ties.toml", &rules.ties);
        }
    }

    /// What becomes of persons, how ways and talks stand, what parties want: each must be told in its `yes` sentences.
    fn persons_ways_and_talks(&mut self, of: impl Fn(&str) -> bool) {
        let rules = self.engine.rules();
        let persons = rules.persons.statuses.iter().filter(|_| of("persons.toml"));
        for status in persons {
            self.told(("persons.toml", &status.name), &status.proof, |found, words| {
                let is = |p: &Person| p.status == status.name && p.words.text.contains(words);
                found.persons.iter().any(is)
            });
        }
        for (state, proof) in rules.access.proofs.iter().filter(|_| of("access.toml")) {
            self.told(("access.toml", state.as_str()), proof, |found, words| {
                found.access.iter().any(|a| a.state == *state && a.words.text.contains(words))
            });
        }
        for state in rules.talks.states.iter().filter(|_| of("talks.toml")) {
            self.told(("talks.toml", &state.name), &state.proof, |found, _| {
                found.talks.iter().any(|talks| talks.status.as_deref() == Some(&state.name))
            });
        }
        for position in rules.talks.positions.iter().filter(|_| of("talks.toml")) {
            // Positions are read where there are talks.
            let beside = |examples: &[String]| -> Vec<String> {
                let talks = "Talks between Ostmark and Brell go on.";
                examples.iter().map(|example| format!("{example}\n\n{talks}")).collect()
            };
            let proof = Proof { yes: beside(&position.proof.yes), no: beside(&position.proof.no) };
            self.told(("talks.toml", &position.act), &proof, |found, _| {
                let mut positions = found.talks.iter().flat_map(|talks| &talks.positions);
                positions.any(|it| it.act == position.act)
            });
        }
    }

    /// `right` says whether the findings of an example, and the words that are marked in it, are as the entry says; nothing
    /// is marked in a `no` example.
    fn told(&mut self, id: (&str, &str), proof: &Proof, right: impl Fn(&Findings, &str) -> bool) {
        self.each(id, proof, |engine, doc, example, _, wanted| {
            let found = engine.findings_of(doc);
            (right(&found, if wanted { marked(example) } else { "" }), String::new())
        });
    }

    fn event(&mut self, id: (&str, &str), proof: &Proof, right: impl Fn(&Event) -> bool) {
        self.each(id, proof, |engine, doc, example, _, wanted| {
            let events = engine.findings_of(doc).events;
            let mark = example.marks.iter().find(|mark| mark.label == "event");
            let chars = |end: usize| example.text.get(..end).map_or(0, |head| head.chars().count());
            let at = mark.map_or(0..usize::MAX, |mark| chars(mark.start)..chars(mark.end));
            let marked = |event: &Event| {
                (event.words.start as usize) < at.end && at.start < event.words.end as usize
            };
            let found = events.iter().any(|event| right(event) && (!wanted || marked(event)));
            let shown = events.iter().map(|event| {
                format!(
                    "{:?} {} {} ({})",
                    event.words.text, event.kind, event.status, event.made_by
                )
            });
            (found, shown.collect::<Vec<_>>().join(", "))
        });
    }

    fn time(&mut self, id: &str, proof: &Proof) {
        let made_by = format!("times#{id}");
        self.each(("times.toml", id), proof, |engine, doc, example, value, wanted| {
            let times = engine.findings_of(doc).times;
            let marked = marked(example);
            let found = times.iter().filter(|time| time.made_by == made_by).any(|time| {
                !wanted || (time.words.text == marked && time.value.as_deref() == value)
            });
            let shown = times.iter().map(|time| {
                format!(
                    "{} = {} by {}",
                    time.words.text,
                    time.value.as_deref().unwrap_or("?"),
                    time.made_by
                )
            });
            (found, shown.collect::<Vec<_>>().join("; "))
        });
    }

    fn comparator(&mut self, id: &str, proof: &Proof) {
        let bounds = &self.engine.rules().figures.comparators;
        let signs: Vec<Comparator> = bounds
            .iter()
            .filter(|bound| bound.words.join(" ") == id && bound.sign != Comparator::Equal)
            .map(|bound| bound.sign)
            .collect();
        self.each(
            ("figures/comparators.toml", id),
            proof,
            |engine, doc, example, value, wanted| {
                let figures = engine.findings_of(doc).figures;
                let marked = marked(example);
                let found = figures.iter().any(|figure| {
                    if wanted {
                        figure.words.text == marked && Some(interval(figure).as_str()) == value
                    } else {
                        signs.contains(&figure.comparator)
                    }
                });
                (found, shown(&figures))
            },
        );
    }

    fn measure(&mut self, name: &str, proof: &Proof) {
        self.each(("figures/measures.toml", name), proof, |engine, doc, example, _, wanted| {
            let figures = engine.findings_of(doc).figures;
            let marked = marked(example);
            let found =
                figures.iter().any(|it| it.measure == name && (!wanted || it.words.text == marked));
            (found, shown(&figures))
        });
    }
}

/// The words of the first mark.
fn marked(example: &Example) -> &str {
    let mark = example.marks.first();
    mark.and_then(|mark| example.text.get(mark.start..mark.end)).unwrap_or_default()
}

/// The tokens under a byte range of the document's text.
fn tokens(doc: &Document, start: usize, end: usize) -> TokenRange {
    let spans = doc.tokens.iter().enumerate();
    let inside = spans.filter(|(_, token)| token.span.start() < end && token.span.end() > start);
    let found: Vec<usize> = inside.map(|(at, _)| at).collect();
    match (found.first(), found.last()) {
        (Some(first), Some(last)) => TokenRange::new(*first, last + 1),
        _ => TokenRange::default(),
    }
}

fn statements(findings: &Findings) -> String {
    let shown = findings.statements.iter().map(|it| format!("{} by {}", it.act, it.made_by));
    shown.collect::<Vec<_>>().join("; ")
}

fn shown(figures: &[Figure]) -> String {
    let shown =
        figures.iter().map(|it| format!("{} = {} {}", it.words.text, it.measure, interval(it)));
    shown.collect::<Vec<_>>().join("; ")
}

/// `12..`, `..499`, `40..60`: as rule files write intervals.
fn interval(figure: &Figure) -> String {
    if figure.comparator == Comparator::Vague {
        return "..".into();
    }
    let bound =
        |bound: Option<onrecord_model::Decimal>| bound.map_or(String::new(), |it| it.to_string());
    format!("{}..{}", bound(figure.low), bound(figure.high))
}
