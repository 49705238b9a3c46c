#!/usr/bin/env python3
"""The texts of labelled documents, as input, and the labels as key.   make_labels.py LABELS.jsonl FOLDER DATA

LABELS: rows of bench/labels with `doc` (positions, links between events), or with `n` (statements, whose documents are told by
bench/labels/statements.jsonl). DATA: the folder of the evaluation data. Writes FOLDER/gold.jsonl (the labels) and FOLDER/input.jsonl (the texts)."""
import json, os, shutil, subprocess, sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SETS = ("reports", "events")


def lines(path):
    with open(path, encoding="utf-8") as rows:
        return [line for line in rows if line.strip()]


def texts(data, wanted):
    """input lines of the documents, from the sets that labels were made on"""
    for name in SETS:
        made = subprocess.run([sys.executable, data / "eval/to_input.py", name], input="".join(lines(data / f"eval/{name}/dev.jsonl")),
                              capture_output=True, text=True, check=True).stdout
        yield from (line + "\n" for line in made.splitlines() if json.loads(line)["id"] in wanted)


def statements(data):
    """input lines of the documents whose statements are labelled"""
    script = HERE.parent / "labels/draw_statements.py"
    return subprocess.run([sys.executable, script, "input", data / "eval"], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    labels, folder, data = (Path(path) for path in sys.argv[1:4])
    os.makedirs(folder, exist_ok=True)
    shutil.copyfile(labels, folder / "gold.jsonl")
    wanted = {json.loads(line).get("doc") for line in lines(labels)}
    made = statements(data) if wanted == {None} else "".join(texts(data, wanted))
    (folder / "input.jsonl").write_text(made, encoding="utf-8")
