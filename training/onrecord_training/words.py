"""Words in common use, counted over the texts that readers learn from: `across/common.toml` of the rules.

Small letters alone, so that names stay out, but for those of days and months; only news, web texts and encyclopaedia."""
import calendar
import re
from collections import Counter
from pathlib import Path

from . import corpora

SETS = {"worldwide", "wikigold", "ewt", "gum"}
LEAST = 8
CALENDAR = {name.lower() for name in (*calendar.day_name, *calendar.month_name, *calendar.month_abbr) if len(name) > 2}
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def counted(texts):
    """{word: how often}, of words of three small letters and more"""
    return Counter(word for text in texts for word in WORD.findall(text) if re.fullmatch("[a-z]{3,}", word))


def common(counts, least=LEAST):
    """the words that stand at least so often, and days and months, in alphabetical order"""
    return sorted(CALENDAR | {word for word, count in counts.items() if count >= least})


def main(a):
    folder = Path(a.corpora) / "training"
    texts = (row["text"] for name in ("entities", "syntax") for row in corpora.rows(folder / name / "train.jsonl.gz") if row.get("set") in SETS)
    print("\n".join(common(counted(texts))))
