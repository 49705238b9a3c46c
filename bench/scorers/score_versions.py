#!/usr/bin/env python3
"""Two versions of one report: are the findings told that came, went and changed?

    score_versions.py ONRECORD REPORTS... [--json]

ONRECORD  the program. REPORTS  files that it can read (examples/).
Every report is edited by rule: its last paragraph is dropped; the same the other way round, so that it is added; and one number after
the other is raised by one. The key of a dropped or added paragraph is what `read` finds wholly inside it; of a raised number, that figure.
Edits that change what is read elsewhere in the text (whom "he" names) are left out: they ask for more than was done.
Statements that hold a raised number change with it, and are not scored.
"""
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path


def run(program, *arguments, given=None):
    done = subprocess.run([program, *arguments], input=given, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


def words(finding):
    """A finding as `show` tells it."""
    if "cue" not in finding:
        return ("figure", finding["text"])
    parts = finding["content"] or finding["cue"]
    return ("statement", " … ".join(part["text"].strip() for part in parts))


def spans(finding):
    return [finding] if "cue" not in finding else finding["content"] + finding["cue"]


def parted(wire, at):
    """Findings before code point `at`, and behind it."""
    found = wire["figures"] + wire["statements"]
    before = Counter(words(f) for f in found if all(s["end"] <= at for s in spans(f)))
    behind = Counter(words(f) for f in found if all(s["start"] >= at for s in spans(f)))
    return before, behind, len(found) - before.total() - behind.total()


def edits(text, wire, read):
    kept = text.rstrip().rpartition("\n")[0].rstrip()
    if kept:
        before, behind, across = parted(wire, len(kept))
        if not across and parted(read(kept), len(kept))[0] == before:
            yield text, kept, {("withdrawn", *words): n for words, n in behind.items()}
            yield kept, text, {("added", *words): n for words, n in behind.items()}
    for figure in wire["figures"]:
        number = next((w for w in figure["text"].split() if w.isdigit() and int(w) > 1), None)
        if number:
            new = figure["text"].replace(number, str(int(number) + 1), 1)
            yield text, text[:figure["start"]] + new + text[figure["end"]:], {("altered", "figure", f"{figure['text']} → {new}"): 1}


def told(shown, with_statements):
    out = Counter()
    for change in (shown.get("replaced") or {}).get("changes", []):
        kind, was, new = change["finding"], change["was"], change["is"]
        if kind == "figure":
            out[(change["change"], kind, " → ".join(x for x in (was, new) if x))] += 1
        elif kind == "statement" and with_statements:
            bare = lambda x: x.partition(": ")[2] if x else None
            out[(change["change"], kind, " → ".join(x for x in (bare(was), bare(new)) if x))] += 1
    return out


def main(program, paths):
    with tempfile.TemporaryDirectory() as folder:
        ledger = str(Path(folder) / "reports.db")
        subprocess.run([program, "--ledger", ledger, "add", *paths], capture_output=True)
        texts = [run(program, "--ledger", ledger, "show", r["id"], "--json")[0]["report"]["text"]
                 for r in run(program, "--ledger", ledger, "reports", "--json")]
        read = lambda text: run(program, "read", "--jsonl", "-", given=json.dumps({"id": "r", "text": text}) + "\n")[0]
        cases = [case for text in texts for case in edits(text, read(text), read)]
        lines = [json.dumps({"id": f"e{n:04}", "text": text, "published": f"2031-03-04T{hour}:00:00Z"})
                 for n, (old, new, _) in enumerate(cases) for hour, text in (("08", old), ("20", new))]
        (Path(folder) / "edits.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        ledger = str(Path(folder) / "edits.db")
        subprocess.run([program, "--ledger", ledger, "add", str(Path(folder) / "edits.jsonl")], capture_output=True)
        right = said = wanted = 0
        for n, (_, _, key) in enumerate(cases):
            shown = run(program, "--ledger", ledger, "show", f"e{n:04}", "--json")[0]
            found = told(shown, not any(change == "altered" for change, *_ in key))
            right += (found & Counter(key)).total()
            said += found.total()
            wanted += sum(key.values())
    return {"edits": len(cases), "right": right, "told": said, "wanted": wanted, "F1": round(2 * right / max(1, said + wanted), 4)}


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--json"]
    if len(arguments) < 2:
        raise SystemExit(__doc__)
    score = main(arguments[0], arguments[1:])
    print(json.dumps(score) if "--json" in sys.argv else "  ".join(f"{k} {v}" for k, v in score.items()))
