#!/usr/bin/env python3
"""Links between events against labels.   score_event_links.py LABELS.jsonl WIRE.jsonl [--near N] [--json]

LABELS and its fields: bench/labels/POSITIONS_AND_LINKS.md; WIRE: `onrecord read --jsonl`, of which the labelled documents count. An event stands
at a labelled word where its trigger overlaps it, or begins within N characters of it (default 0: overlap).
  linked     P, R, F1 of pairs, whichever way they point      with how   the same, with direction and kind as labelled
  events     share of the labelled pairs of which both ends are events at all: what links can reach
"""
import argparse, json


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def stands_at(event, place, near):
    return event["start"] < place[1] + near and place[0] < event["end"] + near


def links(wire):
    events = {e["id"]: e for e in wire.get("events", [])}
    return [(e, events[l["to"]], l["how"]) for e in events.values() for l in e.get("links", []) if l.get("to") in events]


def prf(right, found, labels):
    p, r = right / found if found else 0.0, right / labels if labels else 0.0
    return {"P": p, "R": r, "F1": 2 * p * r / (p + r) if p + r else 0.0, "found": found, "labels": labels}


def score(labels, wires, near=0):
    found = sum(len(links(wires.get(doc, {}))) for doc in {label["doc"] for label in labels})
    used = {"linked": set(), "with how": set()}
    right = {"linked": 0, "with how": 0}
    reachable = 0
    for label in labels:
        wire = wires.get(label["doc"], {})
        at = lambda event, end: stands_at(event, label[end], near)
        reachable += all(any(at(e, end) for e in wire.get("events", [])) for end in ("from", "to"))
        for n, (one, other, how) in enumerate(links(wire)):
            straight = at(one, "from") and at(other, "to")
            turned = at(one, "to") and at(other, "from")
            for name, fits in (("linked", straight or turned), ("with how", straight and how == label["how"])):
                if fits and (label["doc"], n) not in used[name] and ("label", label["n"]) not in used[name]:
                    used[name] |= {(label["doc"], n), ("label", label["n"])}
                    right[name] += 1
    out = {name: prf(right[name], found, len(labels)) for name in right}
    return out | {"events": {"share": reachable / len(labels) if labels else 0.0}}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels"); parser.add_argument("wire"); parser.add_argument("--near", type=int, default=0); parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    out = score(read(args.labels), {w["report"]["id"]: w for w in read(args.wire)}, args.near)
    if args.json:
        print(json.dumps(out))
    else:
        for name in ("linked", "with how"):
            row = out[name]
            print(f"{name:9}  P {100 * row['P']:5.1f}  R {100 * row['R']:5.1f}  F1 {100 * row['F1']:5.1f}  found {row['found']}  labels {row['labels']}")
        print(f"events     {100 * out['events']['share']:5.1f} % of the labelled pairs have an event at both ends")
