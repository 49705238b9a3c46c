"""What findings do when a report is changed in one way: everything that rests on the change follows, and nothing else moves.

    python bench/metamorphic.py PROGRAM INPUT.jsonl [REPORTS]

Needs no key: a report is its own. Takes every so many reports of INPUT (lines for `onrecord read --jsonl`), changes each in several
ways, reads all in one run, and compares. Prints one JSON list of {"metric", "data", "value", "of", "examples"}: per cent of `of` findings.
Spans are not compared (they shift), but the words at them are; an id stands for the words of what it names.

  spaces      a space before each line end, another line end (CRLF)    every finding stays
  paragraph   an unrelated paragraph at the end                        every finding stays
  number      one figure in digits gets another number                 that figure follows; every other stays
  negation    "was killed" becomes "was not killed", and the like      the event is no longer one that happened; others stay
  rename      a person's family name becomes another, throughout       every finding stays, with the other name
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict

PARAGRAPH = "\n\nThe library in Ostwick lends tools and board games. A card costs nothing, and books can be kept for a month.\n"
NAME = "Halvorsen"
KINDS = ("statements", "figures", "events", "times", "places", "persons", "talks", "access", "not_said")
#: Of a finding: where it stands and how it is called change with the text; how sure it is may, a little.
ASIDE = {"id", "start", "end", "party_start", "party_end", "confidence", "rivals", "made_by"}
ID = re.compile(r"[a-z]{2}_[0-9a-f]{16}")
HAPPENED = re.compile(r"\b(was|were) (killed|injured|wounded|arrested|detained|released|freed|destroyed|evacuated|closed|attacked|shot)\b")


def plain(text: str) -> str:
    return " ".join(text.split())


def named(row: dict) -> dict[str, str]:
    """What each id of a report stands for: the words of the finding."""
    names = {}
    for kind in (*KINDS, "entities"):
        for finding in row[kind]:
            if "id" in finding:
                words = finding.get("text") or finding.get("name") or " ".join(part["text"] for part in finding.get("content", []))
                names[finding["id"]] = plain(words or "")
    return names


def bare(value, names):
    if isinstance(value, dict):
        return {key: bare(item, names) for key, item in value.items() if key not in ASIDE}
    if isinstance(value, list):
        return [bare(item, names) for item in value]
    if isinstance(value, str):
        return names.get(value, "?") if ID.fullmatch(value) else plain(value)
    return value


def findings(row: dict, also=lambda text: text) -> Counter:
    names = named(row)
    return Counter(also(f"{kind} {json.dumps(bare(it, names), sort_keys=True, ensure_ascii=False)}") for kind in KINDS for it in row[kind])


def number(row: dict, text: str):
    """The text with another number in one figure, and the span of that number."""
    for figure in row["figures"]:
        found = re.search(r"\b[2-9]\d?\b", figure["text"])
        if found and str(figure["value"]) == found[0] and text[figure["start"] : figure["end"]] == figure["text"]:
            start = figure["start"] + found.start()
            other = {"9": "8", "99": "98"}.get(found[0], str(int(found[0]) + 1))
            return text[:start] + other + text[start + len(found[0]) :], (start, start + len(other)), (found[0], other)
    return None


def negation(row: dict, text: str):
    for found in HAPPENED.finditer(text):
        hit = [e for e in row["events"] if found.start(2) <= e["start"] < found.end(2) and e["status"] == "happened"]
        if hit:
            start, end = found.end(1), found.end()
            begin = max(text.rfind(mark, 0, start) for mark in (". ", "\n")) + 1
            stops = [at for mark in (". ", ".\n", "\n") if (at := text.find(mark, end)) >= 0]
            return text[:start] + " not" + text[start:], (begin, min(stops or [len(text)])), start + 5
    return None


def rename(row: dict, text: str):
    for entity in row["entities"]:
        words = (entity.get("name") or "").split()
        if entity["kind"] == "person" and len(words) == 2 and len(words[1]) > 3 and words[1][0].isupper() and words[1].isalpha():
            pattern = re.compile(rf"\b{words[1]}\b")
            if len(pattern.findall(text)) > 1:
                return pattern, pattern.sub(NAME, text)
    return None


def rests_on(finding: dict, span) -> bool:
    """Does a finding, or anything in it, stand on the changed stretch?"""
    if isinstance(finding, list):
        return any(rests_on(it, span) for it in finding)
    if not isinstance(finding, dict):
        return False
    start, end = finding.get("start"), finding.get("end")
    here = start is not None and start < span[1] and end > span[0]
    return here or any(rests_on(it, span) for it in finding.values())


def read(program: str, lines: list[dict]) -> list[dict]:
    given = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run([program, "read", "--jsonl", "-"], input=given, capture_output=True, text=True, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


def changes(line: dict, row: dict):
    text = line["text"]
    yield "spaces", re.sub(r"\n", " \n", text), None
    yield "line ends", text.replace("\n", "\r\n"), None
    yield "paragraph", text.rstrip() + PARAGRAPH, None
    for way in (number, negation, rename):
        if found := way(row, text):
            pattern, *rest = found if way is rename else (None, *found)
            yield way.__name__, rest[0], (pattern, *rest[1:])


def without(row: dict, span) -> dict:
    return {**row, **{kind: [it for it in row[kind] if not rests_on(it, span)] for kind in KINDS}}


def compare(tally, examples, way, before, after, told):
    def add(metric, kept, of, moved):
        tally[way, metric][0] += kept
        tally[way, metric][1] += of
        examples[way, metric].extend(moved)

    same = lambda text: text
    if way == "number":
        span, (old, new) = told[1], told[2]
        changed = [it for it in after["figures"] if it["start"] < span[1] and it["end"] > span[0]]
        add("the figure follows", int(any(str(it["value"]) == new for it in changed)), 1, [])
        # Its number has as many digits, so that the same stretch is cut out of both.
        before, after = without(before, span), without(after, span)
    if way == "negation":
        (begin, end), place = told[1], told[2]
        hit = [it for it in after["events"] if it["start"] <= place + 14 and it["end"] > place]
        add("the event no longer happened", int(not any(it["status"] == "happened" for it in hit)), 1, [])
        before, after = without(before, (begin, end)), without(after, (begin, end + 4))
    if way == "rename":
        same = lambda text: told[0].sub(NAME, text)
    if way == "paragraph":
        cut = len(before["_text"].rstrip())
        after = without(after, (cut, cut + len(PARAGRAPH)))
    a, b = findings(before, same), findings(after)
    for kind in KINDS:
        of = {key: count for key, count in a.items() if key.startswith(kind + " ")}
        kept = sum(min(count, b[key]) for key, count in of.items())
        add(f"{kind} that stay", kept, sum(of.values()), [key for key in of if not b[key]][:1])
        new = sum(count for key, count in b.items() if key.startswith(kind + " ")) - kept
        tally[way, f"{kind} that come"][0] += max(0, new)
        tally[way, f"{kind} that come"][1] += sum(of.values())


def main(program: str, path: str, most: int = 60) -> None:
    with open(path, encoding="utf-8") as file:
        all_lines = [json.loads(line) for line in file]
    lines = all_lines[:: max(1, len(all_lines) // most)][:most]
    rows = read(program, lines)
    jobs = []
    for line, row in zip(lines, rows, strict=True):
        row["_text"] = line["text"]
        for way, text, told in changes(line, row):
            jobs.append((way, {**line, "text": text}, row, told))
    tally, examples = defaultdict(lambda: [0, 0]), defaultdict(list)
    for (way, line, row, told), after in zip(jobs, read(program, [line for _, line, _, _ in jobs]), strict=True):
        compare(tally, examples, way, row, after, told)
    out = []
    for (way, metric), (kept, of) in tally.items():
        if of:
            shown = [text[:400] for text in examples[way, metric][:8]]
            out.append({"metric": f"{way}: {metric}", "value": round(100 * kept / of, 1), "of": of, "examples": shown})
    print(json.dumps(out, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4]))
