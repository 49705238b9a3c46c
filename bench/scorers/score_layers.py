#!/usr/bin/env python3
"""The reader's layers against gold.   score_layers.py GOLD.jsonl LAYERS.jsonl [--json]
                                      score_layers.py --rows TRAINING FOLDER

The second form writes FOLDER/gold.jsonl and FOLDER/input.jsonl ({"id","text"}) from the folder of training data: its development
parts, and TempEval-3's newswire, which marks every event word and from which no weights were made. LAYERS is what the example
`reader_layers` prints for input.jsonl. Words are the program's own, so every measure rests on equal spans of text:
  names       exact spans with the same kind: F1 over persons, organisations and places of worldwide newswire, and of each kind
  trees       of the treebank's words (EWT; GUM of the genres that the weights learned from): share that the program cut alike, with
              the same part of speech (UPOS), head (UAS), head and universal relation (LAS); `... of equal cuts`: of the words whose
              own cut and whose head's cut are the same, which comes near to giving the program the treebank's words
  events      words that name an event (probability of 0.5 or more)
  factuality  It-Happened on EWT (Rudinger et al. 2018), -3 to 3: mean absolute error and Pearson's r over the words that were found,
              and which share that is
"""
import argparse, gzip, json, os

GENRES = {"news", "interview", "bio", "voyage", "academic", "court"}
KINDS = {"Person": "person", "Organization": "organisation", "Location": "place"}


def rows(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def gold(training):
    """-> rows with an id, a text, and what is known of it"""
    for row in rows(f"{training}/entities/dev.jsonl.gz"):
        if row["set"] == "worldwide":
            yield {"set": "worldwide", "doc": row["doc"], "text": row["text"], "names": [e[:3] for e in row["entities"]]}
    for row in rows(f"{training}/syntax/dev.jsonl.gz"):
        if row["set"] == "ewt" or (row["set"] == "gum" and row["genre"] in GENRES):
            yield {"set": row["set"], "doc": row["doc"], "text": row["text"], "trees": [[t[:6] for t in s["tokens"]] for s in row["sentences"]]}
    for row in rows(f"{training}/events/triggers.train.jsonl.gz"):
        if row["set"] == "tempeval3-events":
            yield {"set": "newswire", "doc": row["doc"], "text": row["text"], "events": [[e["start"], e["end"]] for e in row["events"]]}
    for row in rows(f"{training}/events/factuality.dev.jsonl.gz"):
        if row["set"] == "uds-ih2":
            yield {"set": "ewt", "doc": row["doc"], "text": row["text"], "factuality": [[e["start"], e["end"], e["score"]] for e in row["events"]]}


def write_rows(training, folder):
    with open(f"{folder}/gold.jsonl", "w", encoding="utf-8") as key, open(f"{folder}/input.jsonl", "w", encoding="utf-8") as texts:
        for number, row in enumerate(gold(training)):
            row["id"] = f"{number}"
            print(json.dumps(row), file=key)
            print(json.dumps({"id": row["id"], "text": row["text"]}), file=texts)


def f1(hit, found, wanted):
    return 2 * hit / (found + wanted) if found + wanted else 0.0


def trimmed(text, start, end):
    """without the article and the possessive, which the sets treat differently"""
    start += 4 if text[start:end].lower().startswith("the ") else 0
    return start, end - 2 if text[start:end].endswith(("'s", "’s")) else end


def names(pairs):
    counts = {}
    for row, seen in pairs:
        want = {(*trimmed(row["text"], s, e), KINDS[k]) for s, e, k in row["names"] if k in KINDS}
        have = {(*trimmed(row["text"], s, e), k) for s, e, k in seen["names"] if k in KINDS.values()}
        for kind in KINDS.values():
            c = counts.setdefault(kind, [0, 0, 0])
            for at, some in enumerate((want & have, have, want)):
                c[at] += sum(x[2] == kind for x in some)
    out = {kind: f1(*c) for kind, c in counts.items()}
    return {**out, "person, organisation, place": f1(*map(sum, zip(*counts.values())))} if counts else {}


def trees(pairs):
    """-> shares of the treebank's words"""
    c = dict.fromkeys(("words", "UPOS", "UAS", "LAS", "comparable"), 0)
    for row, seen in pairs:
        at = {(w[0], w[1]): i for i, w in enumerate(seen["words"])}
        for sentence in row["trees"]:
            for start, end, upos, _, head, relation in sentence:
                c["words"] += 1
                i = at.get((start, end))
                above = tuple(sentence[head - 1][:2]) if head else (start, end)
                if i is None:
                    continue
                word = seen["words"][i]
                c["UPOS"] += word[2] == upos
                c["comparable"] += above in at
                if at.get(above) == word[3]:
                    c["UAS"] += 1
                    c["LAS"] += word[4].split(":")[0] == relation.split(":")[0]
    share = lambda part, whole: c[part] / c[whole] if c[whole] else 0.0
    out = {part: share(part, "words") for part in ("UPOS", "UAS", "LAS")}
    return {**out, **{f"{part} of equal cuts": share(part, "comparable") for part in ("UAS", "LAS")}}


def events(pairs, least=0.5):
    hit = found = wanted = 0
    for row, seen in pairs:
        want = {tuple(e) for e in row["events"]}
        have = {tuple(seen["words"][i][:2]) for i, score, _ in seen["events"] if score >= least}
        hit, found, wanted = hit + len(want & have), found + len(have), wanted + len(want)
    return {"F1": f1(hit, found, wanted), "precision": hit / found if found else 0.0, "recall": hit / wanted if wanted else 0.0}


def factuality(pairs):
    x, y, wanted = [], [], 0
    for row, seen in pairs:
        said = {tuple(seen["words"][i][:2]): value for i, _, value in seen["events"]}
        for start, end, score in row["factuality"]:
            wanted += 1
            if (start, end) in said:
                x.append(said[start, end])
                y.append(score)
    n = len(x)
    if n < 2:
        return {"found": 0.0, "mean absolute error": None, "r": None}
    mx, my = sum(x) / n, sum(y) / n
    spread = (sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y)) ** 0.5
    return {"found": n / wanted, "mean absolute error": sum(abs(a - b) for a, b in zip(x, y)) / n,
            "r": sum((a - mx) * (b - my) for a, b in zip(x, y)) / spread if spread else 0.0}


def score(key, layers):
    """-> {"names": {...}, "trees ewt": ..., "trees gum", "events", "factuality"}"""
    seen = {row["id"]: row for row in layers}
    of = lambda field, name=None: [(r, seen[r["id"]]) for r in key if field in r and name in (None, r["set"])]
    return {"names": names(of("names")), "trees ewt": trees(of("trees", "ewt")), "trees gum": trees(of("trees", "gum")),
            "events": events(of("events")), "factuality": factuality(of("factuality"))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--rows", action="store_true")
    parser.add_argument("--json", action="store_true")
    a = parser.parse_args()
    if a.rows:
        os.makedirs(a.second, exist_ok=True)
        return write_rows(a.first, a.second)
    result = score(rows(a.first), rows(a.second))
    if a.json:
        return print(json.dumps(result))
    for part, measures in result.items():
        print(part + ": " + ", ".join(f"{k} {v:.3f}" for k, v in measures.items() if v is not None))


if __name__ == "__main__":
    main()
