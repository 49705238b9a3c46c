"""Words, paragraphs, sentences, word pieces and windows, as docs/reader-format.md lays them down."""
import functools
import re
import tomllib
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
L = r"[^\W\d_]"
CLITIC = rf"(?:s|re|ve|ll|d|m|t)(?!{L})"
OPEN, CLOSE, AMBIGUOUS = "“«", "”»", '"'
FEATURE_EDGE = 8
MAX_PIECES = 12


def abbreviations():
    """The abbreviations that keep their point: the product's list if it is there, else the copy kept here."""
    found = []
    shared = HERE.parents[1] / "data" / "en" / "abbreviations.toml"
    if shared.exists():
        def walk(value):
            if isinstance(value, str):
                found.append(value)
            elif isinstance(value, list):
                for each in value:
                    walk(each)
            elif isinstance(value, dict):
                for each in value.values():
                    walk(each)
        walk(tomllib.loads(shared.read_text(encoding="utf-8")))
        found = [w for w in found if re.fullmatch(rf"{L}+\.?", w)]
    if not found:
        found = (HERE / "abbreviations.txt").read_text(encoding="utf-8").split()
    return sorted({w.rstrip(".") for w in found}, key=lambda w: (-len(w), w))


@functools.cache
def word_pattern():
    short = "|".join(map(re.escape, abbreviations()))
    return re.compile("|".join((
        r"(?:[A-Za-z]\.){2,}",
        rf"(?:{short}|[A-Z])\.",
        rf"\d+(?:[.,:]\d+)*(?:(?:st|nd|rd|th|s)(?!{L}))?",
        rf"{L}+?(?=[nN]['’][tT](?!{L}))",
        rf"[nN]['’][tT](?!{L})",
        rf"['’](?i:{CLITIC})",
        rf"{L}+(?:['’](?!(?i:{CLITIC})){L}+)*",
        r"-+|\.+|_+|\S",
    )))


def cut_words(text):
    """-> lists of starts and ends."""
    spans = [m.span() for m in word_pattern().finditer(text)]
    return [a for a, _ in spans], [b for _, b in spans]


def paragraphs(text, starts, ends):
    out, number = [], 0
    for i, s in enumerate(starts):
        if i and "\n" in text[ends[i - 1]:s]:
            number += 1
        out.append(number)
    return out


def quoted(words, para):
    """1 inside double quotation marks, marks included. An unclosed quotation ends with its paragraph unless the
    next one opens with a mark (a quotation over several paragraphs)."""
    state, inside = [0] * len(words), False
    for i, w in enumerate(words):
        if i and para[i] != para[i - 1] and inside:
            if w not in OPEN + AMBIGUOUS:
                inside = False
            else:
                state[i] = 1
                continue
        if w in OPEN:
            inside, state[i] = True, 1
        elif w in CLOSE:
            state[i], inside = int(inside), False
        elif w in AMBIGUOUS:
            state[i], inside = 1, not inside
        else:
            state[i] = int(inside)
    return state


def sentences(words, para, starts, ends):
    """Sentence number of each word, by end marks and capitals."""
    out, number = [], 0
    for i, w in enumerate(words):
        if i:
            if para[i] != para[i - 1]:
                number += 1
            else:
                j = i - 1
                while j > 0 and words[j] in "”\"')’" and para[j] == para[i]:
                    j -= 1
                end = words[j] in "?!" or set(words[j]) == {"."} or words[j] in ("a.m.", "p.m.")
                if end and starts[i] > ends[i - 1] and (w[0].isupper() or w in OPEN + AMBIGUOUS or w[0].isdigit()):
                    number += 1
        out.append(number)
    return out


def case(word):
    if word.islower():
        return 0
    if word[0].isupper() and (not word.isupper() or len(word) == 1):
        return 1
    return 2 if word.isupper() else 3


def is_punctuation(ch):
    o = ord(ch)
    return 33 <= o <= 47 or 58 <= o <= 64 or 91 <= o <= 96 or 123 <= o <= 126 or unicodedata.category(ch)[0] == "P"


def is_han(ch):
    o = ord(ch)
    return 0x4E00 <= o <= 0x9FFF or 0x3400 <= o <= 0x4DBF or 0x20000 <= o <= 0x2CEAF or 0xF900 <= o <= 0xFAFF \
        or 0x2F800 <= o <= 0x2FA1F


def parts(word):
    """Lower case without accents, parted at punctuation marks and Han characters (each a part of its own)."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) not in ("Mn", "Cc", "Cf"))
    out = []
    fresh = True
    for c in plain.lower():
        if c.isspace():
            fresh = True
        elif is_punctuation(c) or is_han(c):
            out.append(c)
            fresh = True
        elif fresh:
            out.append(c)
            fresh = False
        else:
            out[-1] += c
    return out


class Pieces:
    """Greedy word pieces over a vocabulary (a list of strings, [PAD] [UNK] [CLS] [SEP] among them)."""

    def __init__(self, vocabulary):
        self.vocabulary = list(vocabulary)
        self.ids = {p: i for i, p in enumerate(self.vocabulary)}
        self.pad, self.unk, self.cls, self.sep = (self.ids[f"[{n}]"] for n in ("PAD", "UNK", "CLS", "SEP"))
        self.cache = {}

    @classmethod
    def load(cls, path):
        return cls(Path(path).read_text(encoding="utf-8").rstrip("\n").split("\n"))

    def part(self, part):
        out, i = [], 0
        while i < len(part):
            j = len(part)
            while j > i and ("##" if i else "") + part[i:j] not in self.ids:
                j -= 1
            if j == i:
                return [self.unk]
            out.append(self.ids[("##" if i else "") + part[i:j]])
            i = j
        return out

    def word(self, word):
        found = self.cache.get(word)
        if found is None:
            found = [p for part in parts(word) for p in self.part(part)][:MAX_PIECES] or [self.unk]
            self.cache[word] = found
        return found


class Document:
    """Words of a text with everything the windows need; labels are hung on by corpora."""
    name = ""
    tags = entities = upos = heads = relations = tree = event = said = None
    entity_weight = syntax_weight = 1.0

    def __init__(self, text, spans=None, sentence_of=None):
        self.text = text
        self.starts, self.ends = spans if spans else cut_words(text)
        self.words = [text[a:b] for a, b in zip(self.starts, self.ends)]
        self.para = paragraphs(text, self.starts, self.ends)
        self.quote = quoted(self.words, self.para)
        self.sent = sentence_of or sentences(self.words, self.para, self.starts, self.ends)
        n = len(self.words)
        self.opens = [int(i > 0 and self.para[i] != self.para[i - 1]) for i in range(n)]
        self.feature = [case(w) * 2 + q for w, q in zip(self.words, self.quote)]
        self.breaks = [i for i in range(n) if i == 0 or self.sent[i] != self.sent[i - 1]]

    def prepare(self, pieces):
        self.pieces = [([pieces.sep] if o else []) + pieces.word(w) for w, o in zip(self.words, self.opens)]
        return self


def windows(doc, size=256, overlap=64, start=0):
    """Ranges of words, whole sentences where they fit, with up to `overlap` pieces repeated as left context."""
    n, out, a, breaks = len(doc.words), [], start, set(doc.breaks)
    while a < n:
        t, b, last = 2, a, None
        while b < n and t + len(doc.pieces[b]) <= size:
            t += len(doc.pieces[b])
            b += 1
            if b == n or b in breaks:
                last = b
        if last is None or last <= a:
            last = b
        out.append((a, last))
        if last >= n:
            break
        back, t = last, 0
        while overlap and back > a + 1 and t < overlap:
            back -= 1
            t += len(doc.pieces[back])
        if overlap:
            snap = [x for x in doc.breaks if a < x <= back]
            back = snap[-1] if snap and back - snap[-1] < 60 else back
        a = max(back, a + 1)
    return out


def encode(doc, a, b, pieces):
    """-> piece ids, feature ids, place of each word's first piece"""
    ids, feature, place = [pieces.cls], [FEATURE_EDGE], []
    for i in range(a, b):
        place.append(len(ids) + doc.opens[i])
        ids += doc.pieces[i]
        feature += [FEATURE_EDGE] * doc.opens[i] + [doc.feature[i]] * (len(doc.pieces[i]) - doc.opens[i])
    return ids + [pieces.sep], feature + [FEATURE_EDGE], place
