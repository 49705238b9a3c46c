#!/usr/bin/env python3
"""Positions in talks against labels.   score_positions.py LABELS.jsonl WIRE.jsonl [--json]

LABELS and its fields: bench/labels/POSITIONS_AND_LINKS.md; WIRE: `onrecord read --jsonl`, of which the labelled documents count. A position is
found where its words overlap the label's and its party shares half of the words of the shorter name, or the label's party words hold it.
  found      P, R, F1 of party and words      with act   the same, with the act as labelled (CLASS folds the wire's acts)
"""
import argparse, json, re

CLASS = {"demand": "demand", "ask": "demand", "offer": "offer", "promise": "offer", "plan": "offer", "refuse": "refuse", "oppose": "refuse",
         "deny": "refuse", "condition": "condition", "concede": "concede", "support": "concede"}
SMALL = set("a an the of in at on by for to from with and or mr mrs ms dr".split())


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def words(name):
    return {w for w in re.findall(r"[^\W_]+", (name or "").lower()) if w not in SMALL}


def same_party(label, position):
    """by place where the position gives one, else by name"""
    at = position.get("party_start")
    if at is not None:
        return at < label["party"][1] and label["party"][0] < position["party_end"]
    a, b = words(label.get("name")), words(position.get("party"))
    return bool(a and b) and len(a & b) / min(len(a), len(b)) >= 0.5


def overlap(label, position):
    return max(0, min(label["words"][1], position["end"]) - max(label["words"][0], position["start"]))


def positions(wire):
    return [p for talks in wire.get("talks", []) for p in talks.get("positions", []) if p.get("start") is not None]


def pairs(labels, found, fits):
    """one to one, the widest overlap first"""
    edges = [(overlap(l, p), i, j) for i, l in enumerate(labels) for j, p in enumerate(found) if overlap(l, p) and fits(l, p)]
    out, left, right = [], set(), set()
    for _, i, j in sorted(edges, key=lambda e: (-e[0], e[1], e[2])):
        if i not in left and j not in right:
            left.add(i); right.add(j); out.append((i, j))
    return out


def prf(right, found, labels):
    p, r = right / found if found else 0.0, right / labels if labels else 0.0
    return {"P": p, "R": r, "F1": 2 * p * r / (p + r) if p + r else 0.0, "found": found, "labels": labels}


def score(labels, wires):
    by_doc = {}
    for label in labels:
        by_doc.setdefault(label["doc"], []).append(label)
    right = with_act = found = 0
    for doc, of_doc in by_doc.items():
        predicted = positions(wires.get(doc, {}))
        found += len(predicted)
        right += len(pairs(of_doc, predicted, same_party))
        with_act += len(pairs(of_doc, predicted, lambda l, p: same_party(l, p) and CLASS.get(p.get("act")) == l["act"]))
    return {"found": prf(right, found, len(labels)), "with act": prf(with_act, found, len(labels))}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels"); parser.add_argument("wire"); parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    out = score(read(args.labels), {w["report"]["id"]: w for w in read(args.wire)})
    if args.json:
        print(json.dumps(out))
    else:
        for name, row in out.items():
            print(f"{name:9}  P {100 * row['P']:5.1f}  R {100 * row['R']:5.1f}  F1 {100 * row['F1']:5.1f}  found {row['found']}  labels {row['labels']}")
