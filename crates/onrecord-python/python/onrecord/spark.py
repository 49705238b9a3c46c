"""Reading and comparing an archive on Apache Spark.

``read`` sends each partition through one reader a Python worker by ``mapInArrow``; what follows across reports is joins and groups of
the DataFrame API over the drafts that each report yields and the keys they are filed under, the same as a ledger keeps, and folds of one group a row, again by ``mapInArrow``. Nothing else is
used, so that engines which speak Spark Connect can run it. Ids come from content: a task that is tried again gives the same
rows. ``docs/at-scale.md`` tells how to run it and what it costs.

>>> from onrecord import spark                                          # doctest: +SKIP
>>> spark.write(session.read.parquet("reports/"), "read/")              # doctest: +SKIP
>>> spark.tables(session.read.parquet("read/"))["figures"].show()       # doctest: +SKIP
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Callable, Iterator, Sequence

import pyarrow as pa
from pyarrow import fs, parquet
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.window import Window

from onrecord import _onrecord, warc as _warc
from onrecord._tables import KINDS, by_report as _by_report, by_report_schema
from onrecord._across import GROUPS, INDEPENDENCE, group_row, testifies

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    Batches = Iterator[pa.RecordBatch]

#: Reports that are read, and handed on, at a time: no more than these are in a worker's memory together with what they yield.
AT_A_TIME = 64
#: Reports that stand together in a file that `write` makes (a group of rows).
A_GROUP = 1024
#: Pairs of drafts that are asked about at a time.
PAIRS = 4096
#: Layers that groups may be of.
LAYERS = ("entity", "office", "claim", "incident", "series", "copy", "dispute")


def warc(session: "SparkSession", paths: "Sequence[str]", *, size: int = 64 << 20) -> "DataFrame":
    """The reports of web archives: a table that `by_report` takes. Only names and ranges of bytes are handed out, ``size`` bytes to a task; each
    task opens the file and reads its own records (`onrecord.warc`)."""
    pieces = list(_warc.ranges(paths, size))
    frame = session.createDataFrame(pieces, "path string, start long, length long").repartition(max(1, len(pieces)), "path", "start")

    def over(batches: "Batches") -> "Batches":
        for batch in batches:
            for row in batch.to_pylist():
                yield from _warc.reports(row["path"], row["start"], row["length"])

    return frame.mapInArrow(over, from_arrow_schema(_warc.COLUMNS))


def read(reports: "DataFrame", *, texts: bool = True, reader: "str | None" = None) -> "dict[str, DataFrame]":
    """Everything that reports put on record, a DataFrame for each table of ``docs/arrow.md``.

    The reading is done once and kept on the executors' disks (``persist``). For more than a look, write `by_report` to Parquet and
    take `tables` of that.
    """
    from pyspark import StorageLevel

    return tables(by_report(reports, texts=texts, reader=reader).persist(StorageLevel.DISK_ONLY))


def by_report(reports: "DataFrame", *, texts: bool = True, reader: "str | None" = None) -> "DataFrame":
    """One row for each report: its tables as lists, and the drafts by which it meets others.

    ``reports`` has a column ``text``, and further ones as `onrecord.read_batch` takes them. A report that cannot be read is a row with
    nothing but ``errors``. Without ``texts`` there is nothing to find copies and origins by.
    """

    def over(batches: "Batches") -> "Batches":
        return _read(batches, texts, reader)

    return reports.mapInArrow(over, from_arrow_schema(by_report_schema()))


def _read(batches: "Batches", texts: bool, reader: "str | None") -> "Batches":
    """The reports of a task read, a few at a time."""
    before = 0
    for batch in batches:
        for start in range(0, batch.num_rows, AT_A_TIME):
            piece = batch.slice(start, AT_A_TIME)
            yield _by_report(piece, texts=texts, before=before, reader=reader)
            before += piece.num_rows


def write(reports: "DataFrame", folder: str, *, texts: bool = True, reader: "str | None" = None) -> int:
    """`by_report` into Parquet files in ``folder``, and how many rows they hold: each task writes a file of its own, and only its name goes
    back through Spark. To hand whole findings over to the JVM costs it as much as reading took.

    ``folder`` is new or empty, on a file system that every executor sees; it may be an address that pyarrow knows (``s3://``, ``hdfs://``,
    ``gs://``). A task that is tried again puts its file in the place of the first. ``_SUCCESS`` stands in the folder when all are there;
    ``session.read.parquet(folder)`` is what `by_report` gives.

    Raises `FileExistsError` where the folder holds anything.
    """
    if "://" not in folder:
        # A task does not run in the folder that the driver runs in.
        folder = os.path.abspath(folder)
    system, name = _warc.system_of(folder)
    if system.get_file_info(fs.FileSelector(name, allow_not_found=True)):
        raise FileExistsError(f"{folder}: not empty")
    system.create_dir(name, recursive=True)

    def over(batches: "Batches") -> "Batches":
        from pyspark import TaskContext

        task = TaskContext.get()
        file = f"part-{task.partitionId():05}.parquet"
        rows = _written(_read(batches, texts, reader), folder, file, task.taskAttemptId())
        yield pa.RecordBatch.from_pydict({"file": [file], "rows": [rows]}, pa.schema([("file", pa.string()), ("rows", pa.int64())]))

    files = reports.mapInArrow(over, "file string, rows long").collect()
    with system.open_output_stream(f"{name}/_SUCCESS"):
        pass
    return sum(file["rows"] for file in files)


def _written(rows: "Batches", folder: str, file: str, attempt: int) -> int:
    """Puts rows in a file, which has its name only when it is whole; gives their number."""
    system, name = _warc.system_of(folder)
    # Readers pass over a name that begins so.
    unfinished = f"{name}/_{file}.{attempt}"
    written, held = 0, []
    with system.open_output_stream(unfinished) as out, parquet.ParquetWriter(out, by_report_schema()) as writer:

        def put() -> None:
            writer.write_table(pa.Table.from_batches(held, by_report_schema()), row_group_size=A_GROUP)
            held.clear()

        for batch in rows:
            held.append(batch)
            written += batch.num_rows
            if sum(it.num_rows for it in held) >= A_GROUP:
                put()
        put()
    system.move(unfinished, f"{name}/{file}")
    return written


def tables(rows: "DataFrame") -> "dict[str, DataFrame]":
    """The lists of `by_report` taken apart, a DataFrame for each table."""
    return {kind: rows.select(F.explode(kind).alias("row")).select("row.*") for kind in KINDS}


def standing(rows: "DataFrame") -> "DataFrame":
    """Of several versions of a report, the one published last; of several of one moment, the last by name."""
    report = F.col("reports")[0]
    order = Window.partitionBy(report["id"]).orderBy(
        report["published"].desc_nulls_last(), report["version"].desc_nulls_last()
    )
    read = rows.where(F.size("reports") > 0)
    return read.withColumn("_rank", F.row_number().over(order)).where("_rank = 1").drop("_rank")


def across(rows: "DataFrame", layers: "Sequence[str]" = ()) -> "DataFrame":
    """The groups of all reports, as `onrecord.across` gives them on one machine, bit for bit.

    Drafts of a layer of one key each (``entity``, ``office``, ``series``) are folded key by key. Those of ``claim``, ``incident`` and ``copy``
    meet where they share keys; who belongs together is asked pair by pair; all that hang together are folded at once. ``layers`` names which
    of these to make; ``dispute`` comes with ``claim`` and ``series``. The drafts, which every layer asks for several times, are kept on the
    executors (``persist``), so that the reports are gone through once.
    """
    from pyspark import StorageLevel

    wanted = {layer: least for layer, least in _onrecord.layers() if layer in (layers or [layer])}
    if unknown := sorted(set(layers) - set(wanted)):
        raise ValueError(f"no layer {unknown}; there are {[layer for layer, _ in _onrecord.layers()]}")
    drafts = _drafts(rows).where(F.col("layer").isin(list(wanted))).persist(StorageLevel.MEMORY_AND_DISK)
    alone = drafts.where(F.col("layer").isin([layer for layer, least in wanted.items() if least is None]))
    blocks = alone.select("layer", F.col("keys")[0].alias("together"), "draft", F.lit("").alias("text"))
    for layer, least in wanted.items():
        if least is not None:
            blocks = blocks.union(_met(rows, drafts.where(F.col("layer") == layer), layer, least))
    grouped = blocks.groupBy("layer", "together").agg(F.collect_list(F.struct("draft", "text")).alias("drafts"))
    return grouped.mapInArrow(_each(_fold, GROUPS), from_arrow_schema(GROUPS))


def independence(rows: "DataFrame", groups: "DataFrame") -> "DataFrame":
    """How independent the voices behind each of the groups of `across` are: ``reports``, ``families``, ``origins``, ``primary_sources``."""
    read = standing(rows)
    members = groups.where(F.col("layer").isin([layer for layer in LAYERS if testifies(layer)]))
    members = members.select("layer", "id", F.posexplode("members").alias("at", "member")).select(
        "layer", "id", "at", F.col("member.version").alias("version"), F.col("member.finding").alias("finding")
    )
    voiced = [
        read.select(F.explode(kind).alias("it")).select(
            F.col("it.version").alias("version"), F.col("it.id").alias("finding"), F.col(f"it.{voice}").alias("voice")
        )
        for kind, voice in (("statements", "id"), ("figures", "voice"), ("events", "voice"))
    ]
    voices = voiced[0].union(voiced[1]).union(voiced[2])
    statements = read.select(F.explode("statements").alias("it")).select(
        F.col("it.version").alias("version"), F.col("it.id").alias("voice"), F.col("it.chain").alias("chain")
    )
    reports = read.select(F.explode("reports").alias("it")).select(
        F.col("it.version").alias("version"),
        F.struct(
            *(F.col(f"it.{name}").alias(name) for name in ("id", "outlet", "byline", "credit", "dateline", "published", "text"))
        ).alias("report"),
    )
    told = members.join(voices, ["version", "finding"]).join(statements, ["version", "voice"], "left").join(reports, "version")
    chain = F.coalesce("chain", F.from_json(F.lit("[]"), statements.schema["chain"].dataType))
    told = told.select(
        "layer", "id", F.struct("at", F.to_json(F.struct("report.*", chain.alias("chain"))).alias("told")).alias("told")
    )
    # A group that nobody tells is a row all the same.
    every = members.select("layer", "id").distinct()
    told = told.groupBy("layer", "id").agg(F.sort_array(F.collect_list("told")).alias("told"))
    return every.join(told, ["layer", "id"], "left").mapInArrow(_each(_independence, INDEPENDENCE), from_arrow_schema(INDEPENDENCE))


def _drafts(rows: "DataFrame") -> "DataFrame":
    """What the reports that stand bring to each layer."""
    return standing(rows).select(F.explode("drafts").alias("it")).select("it.*")


def _met(rows: "DataFrame", drafts: "DataFrame", layer: str, least: int) -> "DataFrame":
    """The drafts of a layer of several keys, each with the least name (``together``) of those that it hangs together with."""
    posted = drafts.select("block", F.explode(F.array_distinct("keys")).alias("key"))
    other = posted.select(F.col("block").alias("other"), "key")
    pairs = posted.select(F.col("block").alias("one"), "key").join(other, "key").where(F.col("one") < F.col("other"))
    pairs = pairs.groupBy("one", "other").agg(F.count("*").cast("int").alias("shared")).where(F.col("shared") >= least)
    ours = drafts.select(F.col("block").alias("one"), F.col("draft").alias("one_draft"))
    theirs = drafts.select(F.col("block").alias("other"), F.col("draft").alias("other_draft"))
    links = pairs.join(ours, "one").join(theirs, "other").mapInArrow(_links, "one string, other string")
    together = drafts.join(_together(links), F.col("block") == F.col("id"), "left")
    together = together.withColumn("together", F.coalesce("lead", "block"))
    if layer != "copy":
        return together.select("layer", "together", "draft", F.lit("").alias("text"))
    report = F.col("reports")[0]
    texts = standing(rows).select(report["version"].alias("version"), report["text"].alias("text"))
    version = F.get_json_object("draft", "$.version")
    return together.join(texts, version == F.col("version")).select("layer", "together", "draft", "text")


def _together(links: "DataFrame") -> "DataFrame":
    """What hangs together by links, directly or not: each ``id``, and the first id (``lead``) of all that it hangs together with.

    Large star and small star by turns (Kiveris and others 2014), which needs rounds as the logarithm of the longest way.
    """
    edges = links.select(F.greatest("one", "other").alias("from"), F.least("one", "other").alias("to")).distinct()
    edges = _cut(edges)
    before = None
    while True:
        large = edges.union(edges.select(F.col("to").alias("from"), F.col("from").alias("to")))
        least = large.groupBy("from").agg(F.least(F.min("to"), F.col("from")).alias("least"))
        stars = large.join(least, "from").where(F.col("to") > F.col("from"))
        stars = stars.select(F.col("to").alias("from"), F.col("least").alias("to")).distinct()
        least = stars.groupBy("from").agg(F.min("to").alias("least"))
        small = stars.join(least, "from").select(F.col("to").alias("from"), F.col("least").alias("to"))
        small = small.union(least.select("from", F.col("least").alias("to")))
        edges = _cut(small.where(F.col("from") != F.col("to")).distinct())
        state = edges.agg(F.count("*"), F.coalesce(F.sum(F.hash("from", "to").cast("long")), F.lit(0))).first()
        if state == before:
            break
        before = state
    leads = edges.select(F.col("to").alias("id"), F.col("to").alias("lead"))
    return edges.select(F.col("from").alias("id"), F.col("to").alias("lead")).union(leads).distinct()


def _cut(frame: "DataFrame") -> "DataFrame":
    """The same rows without the plan that made them, which would grow fourfold each round: kept where ``spark.checkpoint.dir`` says, else on
    the executors' disks (then a machine that dies meanwhile ends the job; it does not change its result)."""
    if frame.sparkSession.conf.get("spark.checkpoint.dir", None):
        return frame.checkpoint()
    return frame.localCheckpoint()


def _links(batches: "Batches") -> "Batches":
    """Of the pairs those that belong together."""
    for batch in batches:
        for start in range(0, batch.num_rows, PAIRS):
            rows = batch.slice(start, PAIRS)
            asked = [(row["one_draft"], row["other_draft"], row["shared"]) for row in rows.to_pylist()]
            kept = rows.filter(pa.array(_onrecord.join(asked), pa.bool_()))
            yield kept.select(["one", "other"])


def _each(fold: Callable[[dict[str, Any]], list[dict[str, Any]]], schema: pa.Schema) -> Callable[["Batches"], "Batches"]:
    """A fold of one group, which is a row, to rows; one group is in memory at a time."""

    def over(batches: "Batches") -> "Batches":
        for batch in batches:
            for at in range(batch.num_rows):
                rows = fold(batch.slice(at, 1).to_pylist()[0])
                yield pa.RecordBatch.from_pylist(rows, schema=schema)

    return over


def _fold(row: dict[str, Any]) -> list[dict[str, Any]]:
    drafts = [(it["draft"], it["text"]) for it in row["drafts"]]
    return [group_row(found) for found in json.loads(_onrecord.fold(row["layer"], row["together"], drafts))]


def _independence(row: dict[str, Any]) -> list[dict[str, Any]]:
    told = [it["told"] for it in row["told"] or []]
    return [{"layer": row["layer"], "id": row["id"], **json.loads(_onrecord.independence(told))}]
