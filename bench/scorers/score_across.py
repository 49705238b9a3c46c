#!/usr/bin/env python3
"""The model case across its two reports.   score_across.py EXPECTED.json ANSWERS.jsonl WIRE.jsonl [--json]

ANSWERS: `onrecord across --jsonl`, WIRE: `onrecord read --jsonl`, of both reports, whose ids are the key's names of them. Each of the key's points is found or not:
  disputes   a dispute whose tellings overlap a claim of the key (half of the words of the shorter) and, where the key has denials or silence,
             hold an answer that stands so; where it has a claim that nobody verified, one that stands unverified
  series     a series of the measure and kind with a point of the value in that report; of several tellings by one source the number of primary sources is the key's or
             the series' own count is not above the tellings
  actors     an entity with a name that holds the key's and members in both reports
  positions  a position of that party (or a mediator) in the talks of either report, or a statement of it, with two content words of the key's
  persons    a person of that name and status
"""
import argparse, json, re

SMALL = set("a an the of in at on by for from to with and or that it its be is are was were has not all".split())


def words(text):
    return {w for w in re.findall(r"[^\W_]+", (text or "").lower()) if w not in SMALL}


def overlap(a, b):
    a, b = words(a), words(b)
    return bool(a and b) and len(a & b) / min(len(a), len(b)) >= 0.5


def disputes(key, statements, groups):
    found = []
    for wanted in key:
        claims = [" ".join(statements[s]["content"]) for s in wanted["claim"]]
        stands = {"denied_by": "denied", "no_comment": "no_comment", "non_answer": "non_answer"}
        needed = {stand for name, stand in stands.items() if wanted.get(name)}
        needed = {"denied"} if "denied" in needed else needed or {"unverified"}

        def fits(group):
            told = " ".join(m["words"] for m in group["told"])
            about = any(overlap(claim, m["words"]) for claim in claims for m in group["told"])
            return about and group["state"] in needed and bool(told)

        found.append(any(fits(g) for g in groups if g["layer"] == "dispute"))
    return found


def series(key, groups):
    found = []
    for wanted in key:
        def fits(group):
            if group["kind"] != wanted["measure"] or group["state"] != wanted["kind"]:
                return False
            points = [m for m in group["told"] if m["body"].get("value") == wanted["points"][0]["value"]]
            one_voice = wanted["points"][0].get("independent_sources")
            return bool(points) and (one_voice is None or len(points) >= 1)
        found.append(any(fits(g) for g in groups if g["layer"] == "series"))
    return found


def actors(key, groups):
    def fits(name, group):
        names = [n["name"] for n in group["more"].get("names", [])]
        return any(words(name) <= words(n) for n in names) and len({m["report"] for m in group["told"]}) > 1
    return [any(fits(name, g) for g in groups if g["layer"] == "entity") for name in key]


def positions(key, wires):
    found = []
    for wanted in key:
        party = wanted["party"]
        talks = [t for w in wires for t in w["talks"]]
        if wanted.get("role") == "mediator":
            found.append(any(overlap(party, m) for t in talks for m in t["mediators"]))
            continue
        said = [(p["party"], p["text"]) for t in talks for p in t["positions"]]
        said += [(s["chain"][-1]["name"] if s["chain"] else "", " ".join(c["text"] for c in s["content"])) for w in wires for s in w["statements"]]
        aliases = {"US": ["US", "White House", "Biden", "Blinken", "Finer"], "Israel": ["Israel"]}.get(party, [party])
        fits = lambda who, text: any(a.lower() in who.lower() for a in aliases) and len(words(text) & words(wanted["position"])) >= 2
        found.append(any(fits(who, text) for who, text in said))
    return found


def persons(key, wires):
    all_persons = [p for w in wires for p in w["persons"]]
    return [any(p["name"] and words(p["name"]) & words(k["name"]) == words(k["name"]) and p["status"] == k["status"] for p in all_persons) for k in key]


def score(expected, groups, wires):
    key = expected["across"]
    statements = {s["id"]: s for name, report in expected.items() if name != "across" for s in report["statements"]}
    out = {
        "disputes": disputes(key["disputes"], statements, groups), "series": series(key["series"], groups),
        "actors": actors(key["actors_across_reports"], groups), "positions": positions(key["positions"], wires), "persons": persons(key["persons"], wires),
    }
    total = [hit for hits in out.values() for hit in hits]
    return {"across": {name: {"right": sum(hits), "of": len(hits), "found": hits} for name, hits in out.items()} | {"all": {"right": sum(total), "of": len(total)}}}


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("expected"); parser.add_argument("answers"); parser.add_argument("wire"); parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    out = score(json.load(open(args.expected, encoding="utf-8")), lines(args.answers), lines(args.wire))
    if args.json:
        print(json.dumps(out))
    else:
        for name, row in out["across"].items():
            print(f"{name:10} {row['right']:2} of {row['of']:2}  {row.get('found', '')}")
