//! Reports of an invented crisis, no two alike: who is told of, where, how many, and who says so.

/// The feeds' outlets.
pub(super) const OUTLETS: [&str; 5] =
    ["Valley Post", "Northern Wire", "Radio Sel", "The Harbour Courier", "Evening Ledger"];
const PLACES: [&str; 24] = [
    "Bramley",
    "Senn",
    "Tarn",
    "Oldgate",
    "Varlow",
    "Corrun",
    "Belvik",
    "Hesk",
    "Marrow",
    "Eddin",
    "Lorne",
    "Pell",
    "Quay",
    "Ruddock",
    "Stell",
    "Thorpe",
    "Ulm Bridge",
    "Vask",
    "Wicken",
    "Yarl",
    "Zell",
    "Aske",
    "Birk",
    "Cray",
];
const PEOPLE: [&str; 20] = [
    "Ada Okoro",
    "Ben Lind",
    "Carla Roos",
    "Dario Venn",
    "Elif Sarp",
    "Finn Aldous",
    "Greta Holm",
    "Hugo Brand",
    "Ines Calder",
    "Jonas Weir",
    "Kira Stell",
    "Liam Ostro",
    "Mara Quist",
    "Nils Orde",
    "Olga Trent",
    "Piet Hale",
    "Rosa Lind",
    "Sven Abel",
    "Tova Reck",
    "Uma Dahl",
];
const OFFICES: [&str; 6] = [
    "the mayor",
    "a spokeswoman for the fire service",
    "the head of the hospital",
    "the interior minister",
    "a colonel of the river guard",
    "a doctor at the clinic",
];
const DEEDS: [&str; 8] = [
    "when a bus fell from the bridge",
    "when the dam gave way",
    "in a fire at the old mill",
    "when shells hit the market",
    "in an explosion at the depot",
    "when the ferry sank",
    "in clashes near the crossing",
    "when a wall collapsed",
];
const DENIALS: [&str; 6] = [
    "denied that its troops had fired on the crossing",
    "denied that the warning had come too late",
    "declined to comment",
    "said the count given by the hospital was wrong",
    "said no agreement had been reached",
    "accused the river guard of blocking aid",
];

/// Numbers that look drawn by lot and are always the same.
struct Lot(u64);

impl Lot {
    fn below(&mut self, most: usize) -> usize {
        // Knuth's constants; the upper bits are the better ones.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }

    fn one(&mut self, of: &[&'static str]) -> &'static str {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }
}

/// Title and paragraphs of the report of that number.
pub(super) fn report(number: usize) -> (String, [String; 4]) {
    let mut lot = Lot(number as u64 ^ 0x2031);
    lot.below(2);
    let (place, other) = (lot.one(&PLACES), lot.one(&PLACES));
    let (who, office, second) = (lot.one(&PEOPLE), lot.one(&OFFICES), lot.one(&PEOPLE));
    let (deed, denial) = (lot.one(&DEEDS), lot.one(&DENIALS));
    let (dead, hurt, missing) = (2 + lot.below(60), 3 + lot.below(140), 2 + lot.below(30));
    let title = format!("{dead} dead in {place}");
    let paragraphs = [
        format!(
            "{}, March 4 - At least {dead} people were killed and {hurt} others were injured in {place} on Tuesday {deed}, {who}, \
             {office}, said.",
            place.to_uppercase()
        ),
        format!(
            "\"We are still searching for {missing} people,\" {who} said by telephone. Families of the missing waited outside the school \
             in {other} until the evening, and the road to the harbour stayed closed to all but ambulances."
        ),
        format!(
            "The defence ministry {denial}. {second}, who lives beside the station, said that nobody had been warned and that the sirens \
             in {other} had been silent since Sunday."
        ),
        format!(
            "Talks on a pause are due to begin in {place} on Thursday. Report {number} of this service was written from what officials \
             and residents told it."
        ),
    ];
    (title, paragraphs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_reports_are_alike_and_each_is_always_the_same() {
        assert!(report(7) == report(7));
        let texts: std::collections::BTreeSet<String> =
            (0..500).map(|number| report(number).1.concat()).collect();
        assert_eq!(texts.len(), 500);
    }
}
