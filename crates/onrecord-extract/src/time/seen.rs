//! What rows of words and slots may make of one token.

use onrecord_rules::{Numbers, Slot, SlotSet, TimeRules, TimeWord};

use crate::figure::number;
use crate::figure::words::LowerWords;

/// What rows may make of a token, worked out once: most tokens are asked for by dozens of rows.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen<'a> {
    /// Can any place of any row begin with it?
    pub(super) tells: bool,
    /// Its number among the words that rows spell out.
    pub(super) written: u16,
    /// Slots that it may fill; it fills no other.
    pub(super) slots: SlotSet,
    /// What it can be in the calendar's vocabulary, without the point of an abbreviation.
    pub(super) known: &'a [TimeWord],
}

impl<'a> Seen<'a> {
    /// Of the word at `at`.
    pub(super) fn of(
        words: &LowerWords<'_>,
        at: usize,
        times: &'a TimeRules,
        numbers: &Numbers,
    ) -> Seen<'a> {
        let word = words.word(at);
        let known = times.word(bare(word));
        let written = times.written(words.key(at));
        let begins_number = number::may_begin(word, numbers);
        let ordinal = numbers.ordinal(word).is_some();
        // Digits, signs, apostrophes; and what a rule spells with the straight apostrophe.
        let strange = !word.is_ascii() || word.starts_with(|c: char| !c.is_ascii_alphabetic());
        let tells = strange || written > 0 || !known.is_empty() || ordinal || begins_number;
        if !tells {
            return Seen::default();
        }
        let mut slots: SlotSet = known.iter().filter_map(|word| slot_of(*word)).collect();
        let numeric = [
            (&OF_DIGITS[..], strange),
            (&[Slot::Number, Slot::Few], begins_number),
            (&[Slot::Day, Slot::Ordinal], ordinal),
            (&[Slot::Holiday], words.is_capital(at)),
        ];
        for (those, fit) in numeric {
            those.iter().filter(|_| fit).for_each(|slot| slots.add(*slot));
        }
        Seen { tells, written, slots, known }
    }
}

/// Slots that digits can fill.
const OF_DIGITS: [Slot; 11] = [
    Slot::Number,
    Slot::Few,
    Slot::Day,
    Slot::Ordinal,
    Slot::Year,
    Slot::Decade,
    Slot::Clock,
    Slot::Pointed,
    Slot::Hour,
    Slot::Iso,
    Slot::Slashed,
];

/// The slot that a word of the calendar's vocabulary fills.
fn slot_of(word: TimeWord) -> Option<Slot> {
    Some(match word {
        TimeWord::Month(_) => Slot::Month,
        TimeWord::Weekday(_) => Slot::Weekday,
        TimeWord::Weekdays(_) => Slot::Weekdays,
        TimeWord::Unit(_) => Slot::Unit,
        TimeWord::Units(_) => Slot::Units,
        TimeWord::Part(_) => Slot::Part,
        TimeWord::Season(_) => Slot::Season,
        TimeWord::Decade(_) => Slot::Decade,
        TimeWord::Half(_) => Slot::Half,
        TimeWord::Zone => Slot::Zone,
        TimeWord::BeforeChrist => Slot::Era,
        _ => return None,
    })
}

/// Words whose class a row may ask for, without the point of an abbreviation.
pub(super) fn bare(word: &str) -> &str {
    word.strip_suffix('.').filter(|w| w.len() > 1 && !w.contains('.')).unwrap_or(word)
}
