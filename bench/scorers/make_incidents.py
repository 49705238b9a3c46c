#!/usr/bin/env python3
"""The rows of eval/figures that name an incident, as input and key.   make_incidents.py ROWS.jsonl FOLDER [DATA]

Writes FOLDER/gold.jsonl (the rows of set gva) and FOLDER/input.jsonl: what a publisher gives, and nothing of the key."""
import json, os, sys

FIELDS = {"doc": "id", "title": "title", "dct": "published", "uri": "url", "text": "text"}

if __name__ == "__main__":
    rows, folder = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    with open(rows, encoding="utf-8") as lines, open(os.path.join(folder, "gold.jsonl"), "w", encoding="utf-8") as gold, \
            open(os.path.join(folder, "input.jsonl"), "w", encoding="utf-8") as given:
        for line in lines:
            row = json.loads(line)
            if row.get("set") == "gva":
                gold.write(line)
                given.write(json.dumps({name: row[field] for field, name in FIELDS.items() if row.get(field)}) + "\n")
