#!/usr/bin/env python3
"""Entities and events across documents, beside the head-lemma baseline.   score_chains.py GOLD.jsonl ANSWERS.jsonl [--json]

GOLD: eval/crossdoc. ANSWERS: lines of `onrecord across`. A mention of the key belongs to the group that has the narrowest stretch over its head (its
last word; of an event its first); one that no group holds is alone. Counted are pairs of mentions of two documents of one topic, since no chain crosses
topics and none is within one document's reach here. A mention to which the key gives no chain is alone: whatever it is put with is wrong.
  SET/entities: names               P, R, F1 of the layer `entity`: what is named, and what a report resolves to a name; precision first
  SET/entities: chains              the same of the layer `chain` (`--chains`): names and descriptions, whatever their kind
  SET/events                        the same of the layer `chain`, without it of `incident`
  SET/entities: baseline, SET/events: baseline    the same for: one chain where the last words have one dictionary form
"over baseline" is F1 less the baseline's. The key of `meantime` has so few events that two documents tell (8 pairs on dev) that they show nothing.
"""
import argparse, json, re
from collections import defaultdict

EVENT = ("ACTION", "NEG_ACTION", "SPEECH", "GRAMMATI", "OTHER", "CONTEXTUAL")
LEFT_OUT = ("TIME",)


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def is_event(mention):
    return mention.get("kind") == "event" or (mention.get("kind") is None and mention["tag"].startswith(EVENT[:2]))


def lemma(word):
    """a plain one, the same for both sides: endings off"""
    word = word.lower()
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e")


def mentions(row):
    """(is event, chain, first code point of the head, its end, head's dictionary form)"""
    starts, at = [], 0
    for sentence in row["sentences"]:
        starts.append(at)
        at += len(sentence) + 1
    for m in row["mentions"]:
        if m["tag"].startswith(LEFT_OUT):
            continue
        words = row["sentences"][m["sent"]].split(" ")
        head = m["toks"][-1]
        if head >= len(words):
            continue
        start = starts[m["sent"]] + sum(len(word) + 1 for word in words[:head])
        yield is_event(m), m["chain"], start, start + len(words[head]), lemma(re.sub(r"\W", "", words[head]) or words[head])


def groups_by_doc(answers, layers):
    found = defaultdict(list)
    for answer in answers:
        if answer["layer"] in layers:
            for member in answer["told"]:
                for start, end in member["spans"]:
                    found[member["report"]].append((end - start, start, end, answer["id"]))
    return {doc: sorted(spans) for doc, spans in found.items()}


def group_over(spans, start, end):
    return next((group for _, s, e, group in spans if s < end and start < e), None)


def count(items):
    """pairs of one key, of two documents of one topic"""
    by_key = defaultdict(lambda: defaultdict(int))
    for topic, doc, key in items:
        if key is not None:
            by_key[topic, key][doc] += 1
    return sum((sum(docs.values()) ** 2 - sum(n * n for n in docs.values())) // 2 for docs in by_key.values())


def prf(items):
    """items: topic, document, key's chain, found chain"""
    found = count((t, d, f) for t, d, _, f in items)
    wanted = count((t, d, g) for t, d, g, _ in items)
    right = count((t, d, None if f is None or g is None else (g, f)) for t, d, g, f in items)
    p, r = right / found if found else 0.0, right / wanted if wanted else 0.0
    return {"P": p, "R": r, "F1": 2 * p * r / (p + r) if p + r else 0.0, "found": found, "wanted": wanted}


def score(gold, answers):
    chained = any(answer["layer"] == "chain" for answer in answers)
    named = groups_by_doc(answers, ("entity",))
    told = groups_by_doc(answers, ("chain",) if chained else ("incident",))
    items = defaultdict(list)
    for row in gold:
        for event, chain, start, end, head in mentions(row):
            rows = {"events": told} if event else {"entities: names": named, "entities: chains": told} if chained else {"entities: names": named}
            for name, spans in rows.items():
                found = group_over(spans.get(row["doc"], []), start, end)
                items[row["set"], name].append((row["topic"], row["doc"], chain, found))
            items[row["set"], ("events" if event else "entities") + ": baseline"].append((row["topic"], row["doc"], chain, head))
    out = {}
    for (name, kind), rows in sorted(items.items()):
        out.setdefault(name, {})[kind] = prf(rows)
    for kinds in out.values():
        for kind, row in kinds.items():
            if not kind.endswith(": baseline"):
                row["over baseline"] = row["F1"] - kinds[kind.split(":")[0] + ": baseline"]["F1"]
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold"); parser.add_argument("answers"); parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    out = score(read(args.gold), read(args.answers))
    if args.json:
        print(json.dumps({"chains": out}))
    else:
        for name, kinds in out.items():
            for kind, row in kinds.items():
                print(f"{name:10} {kind:20}  P {100 * row['P']:5.1f}  R {100 * row['R']:5.1f}  F1 {100 * row['F1']:5.1f}  found {row['found']}  wanted {row['wanted']}" + (f"  over baseline {100 * row['over baseline']:+5.1f}" if "over baseline" in row else ""))
