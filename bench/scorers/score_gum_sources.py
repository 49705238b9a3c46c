#!/usr/bin/env python3
"""Attribution sources of GUM found.   score_gum_sources.py GOLD.jsonl WIRE.jsonl [--json]

GOLD = eval/entities/dev.jsonl (the rows of set gum), WIRE = `onrecord read --jsonl`. GUM (Zeldes 2017) gives rhetorical attributions: an elementary unit that
names a source ("Ada Okoro said"), and the head unit of what is attributed. Of these,
  source   share where some link of a statement's chain lies in or over the source unit, and the content of that statement touches the
           content's head unit (or, where that unit is the source unit, any content): the one to watch
  content  share whose head unit some statement's content touches, whoever its source
Units in which nobody is named (imperatives, "it is said") cannot be found and are counted: 100 % is not within reach.
"""
import argparse, json


def touch(a, b):
    return a[0] < b[1] and b[0] < a[1]


def spans(parts):
    return [(p["start"], p["end"]) for p in parts]


def found(attribution, statements):
    """-> (source found, content found)"""
    source, content = attribution["source_edu"], attribution["content_head_edu"]
    source_found = content_found = False
    for statement in statements:
        says = spans(statement["content"])
        tells = any(touch(content, part) for part in says)
        content_found |= tells
        fits = tells or (touch(source, content) and bool(says))
        source_found |= fits and any(touch(source, link) for link in spans(statement["chain"]))
    return source_found, content_found


def score(gold, wires):
    """-> {genre or "all": {"source", "content", "n"}}, shares of n"""
    rows = {}
    for row in gold:
        if row.get("set") != "gum":
            continue
        statements = wires.get(row["doc"], {}).get("statements", [])
        for attribution in row["attributions"]:
            source, content = found(attribution, statements)
            for name in ("all", row["genre"]):
                counts = rows.setdefault(name, {"source": 0, "content": 0, "n": 0})
                counts["source"] += source
                counts["content"] += content
                counts["n"] += 1
    return {name: {"source": c["source"] / c["n"], "content": c["content"] / c["n"], "n": c["n"]} for name, c in rows.items()}


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("wire")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    rows = score(read(options.gold), {w["report"]["id"]: w for w in read(options.wire)})
    if options.json:
        print(json.dumps(rows))
        return
    for name, row in rows.items():
        print(f"{name:12} source {100 * row['source']:5.1f}   content {100 * row['content']:5.1f}   n {row['n']}")


if __name__ == "__main__":
    main()
