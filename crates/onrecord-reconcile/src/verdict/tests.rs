use onrecord_model::{
    CharIndex, Comparator, Document, Figure, FigureKind, Findings, Id, Place, Published, Report,
    Span, Standpoint, TimeExpression, Token, TokenRange, Upos, WordKey, Words,
};
use onrecord_rules::Rules;

use super::{Side, compare_known, counted};
use crate::day;

/// A report of one sentence with a number of the dead or hurt in brackets, and the days that stand in it, by their words.
struct Told {
    document: Document,
    findings: Findings,
    mark: (u32, u32),
}

fn told(published: &str, marked: &str, measure: &str, days: &[(&str, &str)]) -> Told {
    let start = marked.find('[').unwrap();
    let text = marked.replace(['[', ']'], "");
    let end = marked.find(']').unwrap() - 1;
    let words = |from: usize, to: usize| Words {
        start: from as u32,
        end: to as u32,
        text: text[from..to].to_owned(),
    };
    let value: i64 = text[start..end].split(' ').find_map(|word| word.parse().ok()).unwrap();
    let figure = Figure {
        id: Id::given("fi"),
        words: words(start, end),
        low: Some(value.into()),
        high: Some(value.into()),
        value: Some(value.into()),
        comparator: Comparator::Equal,
        measure: measure.into(),
        kind: FigureKind::Stock,
        ..Figure::default()
    };
    let time = |(name, value): &(&str, &str)| TimeExpression {
        words: text.find(name).map(|at| words(at, at + name.len())).unwrap(),
        value: Some((*value).to_owned()),
        ..TimeExpression::default()
    };
    let times = days.iter().map(time).collect();
    let findings = Findings { figures: vec![figure], times, ..Findings::default() };
    Told { document: document(&text, published), findings, mark: (start as u32, end as u32) }
}

fn document(text: &str, published: &str) -> Document {
    let published = Some(Published { at: published.into(), inferred: false });
    let report = Report { text: text.into(), published, ..Report::default() };
    let mut document = Document { chars: CharIndex::new(text), report, ..Document::default() };
    let mut at = 0;
    for piece in text.split(' ') {
        let bare = piece.trim_end_matches([',', '.']);
        for word in [bare, &piece[bare.len()..]].into_iter().filter(|word| !word.is_empty()) {
            let upos = match word {
                "," | "." => Upos::Punct,
                _ if word.parse::<i64>().is_ok() => Upos::Num,
                _ => Upos::Noun,
            };
            let lemma = word.trim_end_matches('s').to_lowercase();
            let keys = [WordKey::of(word), WordKey::of(&lemma)];
            let head = document.tokens.len() as u32;
            let span = Span::of(text, at, at + word.len()).unwrap();
            let token = Token { span, upos, lemma: lemma.into(), keys, head, ..Token::default() };
            document.tokens.push(token);
            at += word.len();
        }
        at += 1;
    }
    document.sentences = vec![TokenRange::new(0, document.tokens.len())];
    document
}

impl Told {
    fn side(&self) -> Side<'_> {
        Side { document: &self.document, findings: &self.findings, mark: self.mark }
    }

    fn at(mut self, place: &str) -> Told {
        self.findings.figures[0].place = Some(Place { name: place.into(), ..Place::default() });
        self
    }

    fn day(&self) -> Option<i64> {
        counted(&self.side(), &Id::given("fi"), Rules::embedded().unwrap()).0.day
    }
}

fn label(a: &Told, b: &Told, one_thing: bool) -> Standpoint {
    let (id, rules) = (Id::given("fi"), Rules::embedded().unwrap());
    compare_known((&a.side(), &id), (&b.side(), &id), one_thing, rules).label
}

fn dead(published: &str, marked: &str) -> Told {
    told(published, marked, "killed", &[])
}

#[test]
fn a_rise_told_before_is_no_later_than_what_was_published_since() {
    let rose = "The death toll of the flood has risen to [86 people].";
    let plain = "The flood claimed the lives of [80 people].";
    let fell = label(&dead("2031-03-05", rose), &dead("2031-03-11", plain), true);
    assert_eq!(fell, Standpoint::RevisionDown);
}

#[test]
fn a_rise_told_on_the_same_day_or_later_is() {
    let plain = "The flood claimed the lives of [80 people].";
    let rose = "The death toll of the flood has risen to [86 people].";
    for day in ["2031-03-11", "2031-03-12"] {
        let found = label(&dead("2031-03-11", plain), &dead(day, rose), true);
        assert_eq!(found, Standpoint::Update, "{day}");
    }
    let earlier = "The clinic spoke of an earlier toll of [80 people].";
    let found = label(&dead("2031-03-11", rose), &dead("2031-03-12", earlier), true);
    assert_eq!(found, Standpoint::Update);
}

#[test]
fn those_hurt_badly_are_a_part_of_the_hurt() {
    let hurt = |marked: &str| told("2031-03-05", marked, "injured", &[]);
    let all = || hurt("The blast injured [3 people].");
    for part in [
        "The blast left [2 people] critically injured.",
        "Of the hurt [2] are in serious condition.",
    ] {
        assert_eq!(label(&all(), &hurt(part), false), Standpoint::Subset, "{part}");
    }
    let plain = hurt("The blast injured [2 people] in Varlow.");
    assert_ne!(label(&all(), &plain, false), Standpoint::Subset);
    let behind = hurt("The blast left [2 people] with cuts and 9 seriously injured.");
    assert_ne!(label(&all(), &behind, false), Standpoint::Subset);
    let both = hurt("The blast left [3 people] critically injured.");
    let part = hurt("The blast left [2 people] critically injured.");
    assert_ne!(label(&both, &part, false), Standpoint::Subset);
    // The dead beside them are no part of other dead.
    let (few, many) =
        ("The blast killed [2 people] and seriously injured 9.", "The blast killed [3 people].");
    let (few, many) = (dead("2031-03-05", few), dead("2031-03-05", many));
    assert_ne!(label(&many, &few, false), Standpoint::Subset);
}

#[test]
fn a_day_after_is_counted_from_the_day_told_ahead() {
    let day = |marked: &str| {
        told("2031-03-05", marked, "killed", &[("Wednesday", "2031-03-05")])
            .day()
            .map(|day| day - day::number("2031-03-05").unwrap())
    };
    assert_eq!(day("The Wednesday raid came a day after [8 herders] were killed."), Some(-1));
    assert_eq!(day("On Wednesday, two days after [8 herders] were killed, all fled."), Some(-2));
    // What stands behind a comma, or ahead of any day, is not moved.
    assert_eq!(day("On Wednesday a day after the feast, [8 herders] were killed."), Some(0));
    assert_eq!(day("A day after [8 herders] were killed on Wednesday, all fled."), Some(0));
}

#[test]
fn two_days_at_one_place_are_two_windows() {
    let on = |value: &str, day: &str| told(day, value, "killed", &[("then", day)]);
    let first = || on("Shells killed [8 people] then.", "2031-03-04").at("Varlow");
    let next = || on("Shells killed [7 people] then.", "2031-03-05");
    assert_eq!(label(&first(), &next().at("Varlow"), false), Standpoint::Window);
    assert_eq!(label(&first(), &next().at("Corrun"), false), Standpoint::Different);
    assert_eq!(label(&first(), &next(), false), Standpoint::Different);
}
