//! Reports of an invented crisis, no two alike: who is told of, where, how many, and who says so.

#[path = "../../../fuzz/lot.rs"]
mod lot;

use lot::Lot;

/// The feeds' outlets.
pub(super) const OUTLETS: [&str; 5] =
    ["Valley Post", "Northern Wire", "Radio Sel", "The Harbour Courier", "Evening Ledger"];
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

/// Syllables of the names of places: a hundred and more, as a country has.
const BEGINNINGS: [&str; 14] = [
    "Bram", "Sen", "Tar", "Old", "Var", "Cor", "Bel", "Hes", "Mar", "Ed", "Lor", "Wick", "Stel",
    "Thor",
];
const ENDINGS: [&str; 9] = ["ley", "low", "run", "vik", "gate", "holm", "ford", "by", "mere"];

/// What else a report tells; three of these stand in each.
const ASIDES: [&str; 24] = [
    "\"We have room for {n} more families in the school at {b},\" {p} said by telephone.",
    "The power station at {b} lost {n} of its workers in two weeks, according to the union.",
    "{p} was elected to the council in {b} by {n} votes and has asked for an inquiry since the autumn.",
    "A train with {n} passengers stood for an hour outside {b} while engineers looked at the rails.",
    "Water came up to the second floor of the clinic, where {n} beds had been moved to the attic the week before.",
    "The price of bread in {b} rose by {n} per cent, traders said, and queues formed before dawn.",
    "{p}, whose brother is missing, walked from {b} with {n} others along the canal.",
    "Two lorries of the relief agency reached {b} with tents for {n} people; a third was turned back at the weir.",
    "The bishop of {b} called for a day of silence and said {n} parishes would ring their bells.",
    "Engineers want to lower the reservoir by {n} centimetres before the next rain.",
    "A court in {b} will hear the case against {p} next month.",
    "Snow is forecast for the hills above {b}, where {n} shepherds have not been reached.",
    "The ferry between {b} and the islands has not run for {n} days.",
    "{p} told the radio that the sirens of {b} had been tested in January and had worked.",
    "Schools in {b} will stay shut until Monday for {n} classes.",
    "The insurers put the damage at {n} million crowns.",
    "A dog handler from {b} found {n} survivors under the stairs, her service said.",
    "The football match between {b} and the capital was put off.",
    "{p} denied having sold the pumps to a firm in {b}.",
    "Fishermen brought {n} people across the bay in the night.",
    "Mobile networks were down in {b} for {n} hours, the operator said.",
    "The bridge office had warned in a letter to {p} that {n} bolts were missing.",
    "An appeal for blood brought {n} donors to the hall in {b}.",
    "No one at the town hall of {b} answered calls on Tuesday.",
];

/// Title and paragraphs of the report of that number.
pub(super) fn report(number: usize) -> (String, [String; 4]) {
    let mut lot = Lot(number as u64 ^ 0x2031);
    lot.below(2);
    let place = |lot: &mut Lot| format!("{}{}", lot.one(&BEGINNINGS), lot.one(&ENDINGS));
    let (here, other) = (place(&mut lot), place(&mut lot));
    let (who, office) = (lot.one(&PEOPLE), lot.one(&OFFICES));
    let (deed, denial) = (lot.one(&DEEDS), lot.one(&DENIALS));
    let (dead, hurt, missing) = (2 + lot.below(60), 3 + lot.below(140), 2 + lot.below(30));
    let mut aside = || {
        let (number, one) = (2 + lot.below(400), place(&mut lot));
        let text = lot.one(&ASIDES).replace("{n}", &number.to_string());
        text.replace("{b}", &one).replace("{p}", lot.one(&PEOPLE))
    };
    let title = format!("{dead} dead in {here}");
    let paragraphs = [
        format!(
            "{}, March 4 - At least {dead} people were killed and {hurt} others were injured in {here} on Tuesday {deed}, {who}, \
             {office}, said. {}",
            here.to_uppercase(),
            aside()
        ),
        format!("{} Rescuers from {other} are looking for {missing} people. {}", aside(), aside()),
        format!("The defence ministry {denial}. {}", aside()),
        format!("{} {}", aside(), aside()),
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
