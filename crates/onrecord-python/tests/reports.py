"""Invented reports from templates, the same on every run: what the tests and the bench read."""

from __future__ import annotations

import random
from typing import Iterator

PLACES = ["Varlow", "Corrun", "Brennholt", "Lower Ansted", "Pell", "Tarrow", "Hesk"]
OUTLETS = ["Northern Wire", "The Brennholt Post", "Radio Corrun", "Valley Herald", "Channel Six News", "Harbour Courier"]
PEOPLE = ["Ida Marr", "Dorin Halveg", "Marta Ellisen", "Jon Halk", "Iven Marrask", "Sela Orrin"]
ROLES = ["the mayor", "Interior Minister", "Coastguard Captain", "union leader", "Bishop", "a doctor at the clinic"]
BODIES = ["the Civil Protection Agency", "the defence ministry", "the Hesk Valley Defence League", "the roads office"]
DEEDS = ["a mill burned", "a ferry ran aground in fog", "the old dam was breached", "gunmen fired on a market", "a mine shaft fell in"]
CLOSERS = [
    "Bread was sold from carts before dawn, and queues formed in every street of the old town.",
    "Fog warnings had been in force since Saturday night, and two other crossings were called off.",
    "The wreck can be seen from the harbour wall, where children counted the gulls on its mast.",
    "Snow is expected on the passes by Thursday, which would cut the upper villages off for a week.",
    "Nobody could say on Monday when the school would open again, or who would pay for its roof.",
]
OPENERS = [
    "Shopkeepers in {place} boarded up their windows", "Buses to {place} stood still until noon",
    "The bells of {place} rang for an hour", "A crowd of hundreds waited outside the town hall of {place}",
]  # fmt: skip


def report(number: int, seed: int = 9) -> dict[str, str]:
    """The report of that number: every seventh is a copy of one shortly before, cut or credited."""
    luck = random.Random(f"{seed}-{number}")
    if number % 7 == 6:
        first = report(number - 1 - luck.randrange(4), seed)
        text = luck.choice([f"(Northern Wire) {first['text']}", first["text"].rsplit("\n", 1)[0], f"{first['text']}\nMore follows."])
    else:
        text = story(luck, number)
    day = 1 + number % 28
    return {
        "id": f"r{number:06}", "text": text, "title": f"News of day {day}", "outlet": luck.choice(OUTLETS),
        "published": f"2031-03-{day:02}T{luck.randrange(24):02}:00:00Z", "url": f"https://news.example/{number}",
    }  # fmt: skip


def story(luck: random.Random, number: int) -> str:
    """Six to nine sentences that no other number has quite alike."""
    place, other = luck.sample(PLACES, 2)
    dead, hurt, held = luck.randrange(2, 60), luck.randrange(5, 200), luck.randrange(2, 30)
    person, second = luck.sample(PEOPLE, 2)
    (body, rival), role, deed = luck.sample(BODIES, 2), luck.choice(ROLES), luck.choice(DEEDS)
    head = luck.choice(["At least ", "More than ", "", "About "])
    words = [luck.choice("amber birch cedar delta ember flint grove hazel iris juniper".split()) for _ in range(9)]
    lines = [
        f"{head}{dead} people were killed and {hurt} hurt when {deed} near {place} on Monday, {role} {person} said.".replace(
            "  ", " "
        ),
        f"{luck.choice(OPENERS).format(place=place)} as word number {number} of the {words[0]} {words[1]} spread.",
        f"“We have {dead + luck.randrange(3)} dead, and we still look for {held} who are missing,” {second} told reporters.",
        f"{body[0].upper()}{body[1:]} denied that its {words[2]} post at {other} had been warned of the {words[3]} {words[4]}.",
        luck.choice(CLOSERS),
        f"Talks between {body} and {rival} on the {words[5]} {words[6]} are to resume in {other}.",
        f"Police held {held} men at the {words[7]} {words[8]} bridge, two sources said; one of them, {person}, was freed.",
    ]
    return lines[0] + " " + lines[1] + "\n" + "\n".join(luck.sample(lines[2:], len(lines) - 2))


def reports(count: int, seed: int = 9) -> Iterator[dict[str, str]]:
    """So many reports."""
    return (report(number, seed) for number in range(count))


if __name__ == "__main__":
    import json
    import sys

    for one in reports(int(sys.argv[1])):
        print(json.dumps(one, ensure_ascii=False))
