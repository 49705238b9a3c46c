#!/usr/bin/env python3
"""Reports of one incident joined, of two kept apart.   score_incidents.py GOLD.jsonl ANSWERS.jsonl [--json]

GOLD: rows with `doc` and `incident` (eval/figures, set gva; rows without an incident are left aside). ANSWERS: lines of `onrecord across`,
of which those with `layer` incident count. Two reports are joined where one incident has both as members. Pairs of reports:
  pairs    P, R, F1 over all pairs of reports
  alone    of the reports whose incident no other report tells: how many are joined to none
"""
import argparse, json
from itertools import combinations


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def pairs_of(groups):
    return {pair for group in groups for pair in combinations(sorted(set(group)), 2)}


def prf(found, wanted):
    right = len(found & wanted)
    p = right / len(found) if found else 0.0
    r = right / len(wanted) if wanted else 0.0
    return {"P": p, "R": r, "F1": 2 * p * r / (p + r) if p + r else 0.0, "found": len(found), "wanted": len(wanted)}


def score(gold, answers):
    incidents = {}
    for row in gold:
        if row.get("incident") is not None:
            incidents.setdefault(row["incident"], []).append(row["doc"])
    docs = {doc for group in incidents.values() for doc in group}
    found = pairs_of([m["report"] for m in a["told"] if m["report"] in docs] for a in answers if a.get("layer") == "incident")
    joined = {doc for pair in found for doc in pair}
    alone = [group[0] for group in incidents.values() if len(group) == 1]
    kept = sum(doc not in joined for doc in alone)
    return {"pairs": prf(found, pairs_of(incidents.values())), "alone": {"kept": kept / len(alone) if alone else 0.0, "n": len(alone)}}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold"); parser.add_argument("answers"); parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    out = score(read(args.gold), read(args.answers))
    if args.json:
        print(json.dumps(out))
    else:
        print("pairs  P {P:.3f}  R {R:.3f}  F1 {F1:.3f}  found {found}  wanted {wanted}".format(**out["pairs"]))
        print("alone  kept {kept:.3f} of {n}".format(**out["alone"]))
