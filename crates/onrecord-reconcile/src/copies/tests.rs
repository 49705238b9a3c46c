use super::*;

const STORY: &str = "VARLOW (Northern Wire) — A ferry with 62 people on board ran aground in thick fog off Corrun on Sunday, and \
    rescue boats brought all of them ashore within three hours, the coastguard said.\nNobody was badly hurt. Two passengers were \
    treated for cold, according to the island's only clinic.\nThe ferry's owner said it would look into why the ship had left \
    harbour at all. Fog warnings had been in force since Saturday night, and two other crossings were called off.\n“We heard a \
    long scrape, and then it was very quiet,” said Ida Marr, who was on her way to a wedding.";

fn story(text: &str) -> Vec<bool> {
    let texts =
        [("a", STORY), ("b", text)].map(|(name, text)| CopyText { name, text, published: None });
    copies(&texts).iter().map(|group| group.members == [0, 1]).collect()
}

#[test]
fn reads_a_copy() {
    let cut = STORY.split('\n').take(2).collect::<Vec<_>>().join("\n");
    let swapped = STORY
        .replace("ran aground", "got stuck")
        .replace("thick fog", "heavy mist")
        .replace("said", "stated")
        .replace("three", "3")
        .replace("called off", "cancelled");
    let credited = format!(
        "{}\nAdditional reporting by agencies",
        STORY.replace("VARLOW (Northern Wire) — ", "")
    );
    let longer = format!(
        "{STORY}\nThe wreck lies where the Hesk mail boat sank forty years ago with all hands. Its bell hangs in the \
        harbour church, where the names of the drowned are read out on the first Sunday of each year, and where on this Sunday, too, \
        a service was held for those who had been on the ferry."
    );
    let reordered = STORY.split('\n').rev().collect::<Vec<_>>().join("\n");
    for (name, text) in [
        ("cut", cut),
        ("swapped", swapped),
        ("credited", credited),
        ("longer", longer),
        ("reordered", reordered),
    ] {
        assert_eq!(story(&text), [true], "{name}");
    }
}

#[test]
fn leaves_alone() {
    let own_words = "Sixty-two people were taken off a ferry that went onto rocks near Corrun in fog on Sunday. The coastguard \
        needed three hours to get them to land. The owner is to explain why it sailed despite a warning.";
    let quote = "A passenger on her way to a wedding told of the wreck off Corrun. “We heard a long scrape, and then it was very \
        quiet,” said Ida Marr. She had sat on deck with her sister when the bow rose, and a boy beside them began to sing.";
    for text in [own_words, quote, "", "Fog."] {
        assert!(story(text).is_empty(), "{text}");
    }
}

#[test]
fn two_reports_of_one_speech_are_no_copies() {
    let speech = "“The harbour will stay shut until every light on the mole has been tested, and not one ship will pass before I \
        have the paper in my hand,” the harbour master said.";
    let one = format!(
        "{speech} His words came after a night of talks with the owners of the fishing fleet in Varlow town hall."
    );
    let other = format!(
        "{speech} Fishermen who had waited outside for hours booed him, and some threw fish heads at the doors."
    );
    let texts = [("a", one.as_str()), ("b", other.as_str())].map(|(name, text)| CopyText {
        name,
        text,
        published: None,
    });
    assert!(copies(&texts).is_empty());
}

#[test]
fn a_round_up_is_no_bridge_between_two_stories() {
    let other = "Bakers in Brennholt went back to work on Monday after the mill owners had given in over the price of flour. The \
        strike had lasted nine days. Bread was sold from carts before dawn, and queues formed in every street of the old town.";
    let both = format!("{STORY}\n{other}");
    let texts = [("ferry", STORY), ("bakers", other), ("day", &both)]
        .map(|(name, text)| CopyText { name, text, published: None });
    let groups = copies(&texts);
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].members, [2, 0]);
}

#[test]
fn the_earliest_is_the_origin_whatever_the_order() {
    let edited = STORY.replace("thick ", "");
    let texts = [
        CopyText { name: "late", text: &edited, published: Some("2031-03-05T09:00") },
        CopyText { name: "early", text: STORY, published: Some("2031-03-04") },
        CopyText { name: "undated", text: STORY, published: None },
    ];
    let names = |texts: &[CopyText<'_>]| -> Vec<(Vec<String>, Option<String>)> {
        let name = |at: usize| texts[at].name.to_owned();
        copies(texts)
            .iter()
            .map(|g| (g.members.iter().map(|at| name(*at)).collect(), g.origin.map(name)))
            .collect()
    };
    let found = names(&texts);
    assert_eq!(
        found,
        [(vec!["early".into(), "late".into(), "undated".into()], Some("early".into()))]
    );
    let turned: Vec<CopyText<'_>> = texts.iter().rev().copied().collect();
    assert_eq!(names(&turned), found);
}

#[test]
fn which_was_first_stays_open_where_two_came_on_one_day() {
    let day = |name| CopyText { name, text: STORY, published: Some("2031-03-04") };
    assert_eq!(copies(&[day("a"), day("b")])[0].origin, None);
}

#[test]
fn many_copies_are_one_group() {
    let texts: Vec<String> = (0..200).map(|number| format!("Outlet {number}. {STORY}")).collect();
    let names: Vec<String> = (0..200).map(|number| format!("{number:03}")).collect();
    let list: Vec<CopyText<'_>> = texts
        .iter()
        .zip(&names)
        .map(|(text, name)| CopyText { name, text, published: None })
        .collect();
    let groups = copies(&list);
    assert_eq!((groups.len(), groups[0].members.len()), (1, 200));
}
