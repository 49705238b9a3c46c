#!/usr/bin/env python3
"""Statements against labels.   score_statement_labels.py LABELS.jsonl [ANCHORS.jsonl] WIRE.jsonl [--json]
                                score_statement_labels.py --agreement A.jsonl B.jsonl [--json]

LABELS and its fields: bench/labels/GUIDELINES.md; ANCHORS: bench/labels/statements.jsonl, if not given; WIRE: `onrecord read --jsonl` on
`draw_statements.py input`. A label's statement is the one of its document whose cue lies on the anchor, else the one whose cue and
content, taken together, reach over it most tightly.
  found              share of the labelled statements for which there is one; a missing one fails every field
  act, standing, depth   share with the same value        source   share whose resolved name shares half of the words of the shorter name
  named source       the same, of the labels that name a source other than "?"
  act, if found ...  the same shares of the statements found
  silent             share of the anchors labelled as no statement where the program has none
Agreement: share of equal labels and Cohen's kappa (1960) for each field; source by the rule above, so without kappa.
"""
import argparse, json, re
from pathlib import Path

FIELDS = ("act", "standing", "source", "depth")
SMALL = set("a an the of in at on by for to from with and or mr mrs ms dr".split())


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def words(name):
    return {w for w in re.findall(r"[^\W_]+", (name or "").lower()) if w not in SMALL}


def alike(a, b):
    """do two names share at least half of the words of the shorter one? Nobody is like nobody alone."""
    a, b = words(a), words(b)
    if not a or not b:
        return not a and not b
    return len(a & b) / min(len(a), len(b)) >= 0.5


def at(anchor, statements):
    """the statement at an anchor, or None"""
    def over(parts):
        return any(p["start"] < anchor["end"] and anchor["start"] < p["end"] for p in parts)

    def length(s):
        parts = s["cue"] + s["content"]
        return max(p["end"] for p in parts) - min(p["start"] for p in parts)

    on_cue = [s for s in statements if over(s["cue"])]
    around = [s for s in statements if s["cue"] + s["content"] and over(s["content"])]
    return min(on_cue or around, key=length, default=None)


def read_off(statement):
    """the fields of a label, from a statement of the wire"""
    chain = statement["chain"]
    last = chain[-1] if chain else {}
    return {"act": statement["act"], "standing": last.get("standing", 5), "source": last.get("name") or last.get("text"), "depth": len(chain)}


def same(field, label, value):
    return alike(label, value) if field == "source" else label == value


def score(labels, anchors, wires):
    places = {a["n"]: a for a in anchors}
    counts = {"found": [0, 0], "silent": [0, 0], "named source": [0, 0]}
    for name in FIELDS:
        counts[name] = [0, 0]
        counts[f"{name}, if found"] = [0, 0]

    def count(name, right):
        counts[name][0] += bool(right)
        counts[name][1] += 1

    for label in labels:
        anchor = places[label["n"]]
        statement = at(anchor, wires.get(anchor["doc"], {}).get("statements", []))
        if not label["statement"]:
            count("silent", statement is None)
            continue
        count("found", statement is not None)
        values = read_off(statement) if statement else {}
        for field in FIELDS:
            if field == "source" and label["source"] == "?":
                continue
            right = bool(statement) and same(field, label[field], values[field])
            count(field, right)
            if statement:
                count(f"{field}, if found", right)
            if field == "source" and label["source"]:
                count("named source", right)
    return {name: {"share": right / of if of else None, "of": of} for name, (right, of) in counts.items()}


def kappa(pairs):
    """Cohen's kappa of [(a, b)]; 1 where both give one value throughout"""
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    values = {v for pair in pairs for v in pair}
    chance = sum((sum(a == v for a, _ in pairs) / n) * (sum(b == v for _, b in pairs) / n) for v in values)
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def agreement(first, second):
    second = {label["n"]: label for label in second}
    both = [(a, second[a["n"]]) for a in first if a["n"] in second]
    rows = {}
    if both:
        pairs = [(a["statement"], b["statement"]) for a, b in both]
        rows["statement"] = {"share": sum(a == b for a, b in pairs) / len(pairs), "kappa": kappa(pairs), "of": len(pairs)}
    both = [(a, b) for a, b in both if a["statement"] and b["statement"]]
    for field in FIELDS:
        pairs = [(a[field], b[field]) for a, b in both]
        if pairs:
            share = sum(same(field, a, b) for a, b in pairs) / len(pairs)
            rows[field] = {"share": share, "kappa": None if field == "source" else kappa(pairs), "of": len(pairs)}
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--agreement", action="store_true")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    paths = options.files
    if len(paths) == 2 and not options.agreement:
        paths = [paths[0], Path(__file__).resolve().parent.parent / "labels/statements.jsonl", paths[1]]
    files = [read(path) for path in paths]
    if options.agreement:
        rows = agreement(*files)
    else:
        labels, anchors, wire = files
        rows = score(labels, anchors, {w["report"]["id"]: w for w in wire})
    if options.json:
        print(json.dumps(rows))
        return
    for name, row in rows.items():
        cells = "   ".join(f"{k} {'-' if v is None else v if k == 'of' else f'{100 * v:.1f}'}" for k, v in row.items())
        print(f"{name:20} {cells}")


if __name__ == "__main__":
    main()
