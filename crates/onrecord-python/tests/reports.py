"""Invented reports from templates, the same on every run: what the tests and the bench read."""

from __future__ import annotations

import gzip
import html
import json
import pathlib
import random
import sys
import uuid
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


def page(one: dict[str, str]) -> str:
    """A report as a web page, with what stands around an article."""
    head = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": one["title"], "datePublished": one["published"]}
    head["publisher"] = {"@type": "Organization", "name": one["outlet"]}
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in one["text"].split("\n"))
    menu = "".join(f'<li><a href="/{place.lower().replace(" ", "-")}">{place}</a></li>' for place in PLACES)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{one["title"]}</title>'
        f'<script type="application/ld+json">{json.dumps(head)}</script></head><body><nav><ul>{menu}</ul></nav>'
        f'<main><article><h1>{one["title"]}</h1>\n{body}</article></main><footer>{one["outlet"]}. All rights reserved.</footer></body></html>'
    )


def archive(path: pathlib.Path, count: int, seed: int = 9) -> int:
    """So many reports as pages of a WARC file, each record packed for itself as crawlers do; gives how many words they have."""
    words = 0
    with path.open("wb") as out:
        for one in reports(count, seed):
            words += len(one["text"].split())
            content = page(one).encode()
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(content) + content
            name = uuid.uuid5(uuid.NAMESPACE_URL, one["url"])
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{name}>\r\nWARC-Target-URI: {one['url']}\r\n"
                f"WARC-Date: 2031-04-01T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
            )
            record = head.encode() + answer + b"\r\n\r\n"
            out.write(gzip.compress(record, 6, mtime=0) if path.suffix == ".gz" else record)
    return words


if __name__ == "__main__":
    print(archive(pathlib.Path(sys.argv[1]), int(sys.argv[2])))
