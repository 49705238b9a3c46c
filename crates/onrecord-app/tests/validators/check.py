"""Reads an exported file with a reader that is not ours, and prints as JSON what it found there.

check.py FORMAT FILE; anything that the reader objects to ends it with a traceback.
"""

import json
import pathlib
import sys


def jsonld(path):
    """An independent JSON-LD processor, and SHACL over what another one reads."""
    from pyld import jsonld as processor
    from pyshacl import validate
    from rdflib import Graph

    def no_network(url, options):
        raise AssertionError(f"the file points at {url}, which would have to be fetched")

    document = json.loads(path.read_text())
    quads = processor.to_rdf(document, {"documentLoader": no_network})["@default"]
    graph = Graph().parse(data=json.dumps(document), format="json-ld")
    shapes = Graph().parse(path_of("shapes.ttl"), format="turtle")
    conforms, _, report = validate(graph, shacl_graph=shapes, inference="none")
    assert conforms, report
    kinds = {}
    for kind in graph.objects(None, rdf_type()):
        kinds[str(kind)] = kinds.get(str(kind), 0) + 1
    return {"triples": len(graph), "quads": len(quads), "kinds": kinds}


def rdf_type():
    from rdflib import RDF

    return RDF.type


def path_of(name):
    return str(pathlib.Path(__file__).with_name(name))


def ics(path):
    from icalendar import Calendar

    calendar = Calendar.from_ical(path.read_bytes())
    events = list(calendar.walk("VEVENT"))
    for event in events:
        assert not event.errors, event.errors
        for name in ["UID", "DTSTAMP", "DTSTART", "SUMMARY"]:
            assert name in event, name
    return {
        "events": [
            {"uid": str(event["UID"]), "start": event.decoded("DTSTART").isoformat(), "status": str(event["STATUS"])}
            for event in events
        ]
    }


def parquet(path):
    """Rows of each table by pyarrow and by DuckDB; how many texts there are; how many figures stand where they say."""
    import duckdb
    import pyarrow.parquet

    rows = {}
    for file in sorted(path.glob("*.parquet")):
        rows[file.stem] = pyarrow.parquet.read_table(file).num_rows
        assert duckdb.sql(f"select count(*) from '{file}'").fetchall()[0] == (rows[file.stem],)
    (texts,) = duckdb.sql(f"select count(text) from '{path}/reports.parquet'").fetchall()[0]
    (in_place,) = duckdb.sql(
        f"""select count(*) from '{path}/figures.parquet' f join '{path}/reports.parquet' r using (version)
        where substring(r.text, f.start + 1, f."end" - f.start) = f.text"""
    ).fetchall()[0]
    return {"rows": rows, "texts": texts, "in_place": in_place}


def words(path):
    """Everything that stands in the tables."""
    import pyarrow.parquet

    return {file.stem: repr(pyarrow.parquet.read_table(file).to_pylist()) for file in sorted(path.glob("*.parquet"))}


def xlsx(path):
    from openpyxl import load_workbook

    book = load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"a formula in {sheet.title}!{cell.coordinate}"
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def hxl(path):
    import hxl as library

    data = library.data(library.make_input(str(path), library.InputOptions(allow_local=True)))
    return {"tags": [column.display_tag for column in data.columns], "rows": len(list(data))}


def csv(path):
    import csv as library

    with open(path, newline="", encoding="utf-8") as file:
        return list(library.DictReader(file, strict=True))


def ftm(path):
    from followthemoney import model

    schemas = {}
    for line in path.read_text().splitlines():
        data = json.loads(line)
        entity = model.get_proxy(data, cleaned=False)
        for name, values in data["properties"].items():
            assert entity.schema.get(name) is not None, f"{data['schema']} has no {name}"
            kept = entity.get(name)
            assert len(kept) == len(set(values)), f"{data['schema']}.{name}: {values} is kept as {kept}"
        entity.schema.validate(data)
        schemas[entity.schema.name] = schemas.get(entity.schema.name, 0) + 1
    return schemas


def warc(path):
    from warcio.archiveiterator import ArchiveIterator

    with open(path, "rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file)]
    return {"records": len(kinds), "responses": kinds.count("response")}


def gzip(path):
    """Packs every string of a JSON list (hexadecimal), each into a member of its own."""
    import gzip as library

    return [library.compress(bytes.fromhex(one)).hex() for one in json.loads(path.read_text())]


def bomb(path):
    """Writes 64 MB of spaces, packed."""
    import gzip as library

    path.write_bytes(library.compress(b" " * (64 << 20)))
    return path.stat().st_size


def workbook(path):
    """Writes a table of CSV beside it as a workbook: its days as dates, its numbers as numbers."""
    import csv as library
    import datetime

    from openpyxl import Workbook

    book = Workbook()
    for row in library.reader(path.read_text(encoding="utf-8").splitlines()):
        cells = []
        for cell in row:
            try:
                cells.append(int(cell) if cell.isdigit() else datetime.date.fromisoformat(cell))
            except ValueError:
                cells.append(cell or None)
        book.active.append(cells)
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx").name


if __name__ == "__main__":
    check = globals()[sys.argv[1]]
    print(json.dumps(check(pathlib.Path(sys.argv[2]))))
