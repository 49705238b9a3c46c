"""Reading and comparing an archive on Apache Spark.

``read`` sends each partition through one reader a Python worker by ``mapInArrow``; what follows across reports is joins and groups of
the DataFrame API over the keys that each report yields, and folds of one group a row, again by ``mapInArrow``. Nothing else is
used, so that engines which speak Spark Connect can run it. Ids come from content: a task that is tried again gives the same
rows. ``docs/at-scale.md`` tells how to run it and what it costs.

>>> from onrecord import spark                                          # doctest: +SKIP
>>> rows = spark.by_report(session.read.parquet("reports/"))            # doctest: +SKIP
>>> rows.write.parquet("read/")                                         # doctest: +SKIP
>>> spark.tables(session.read.parquet("read/"))["figures"].show()       # doctest: +SKIP
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Callable, Iterator

import pyarrow as pa
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.window import Window

from onrecord import _onrecord
from onrecord._tables import KINDS, by_report as _by_report, by_report_schema
from onrecord.across import COPIES, INDEPENDENCE, SERIES, copy_row, series_row

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    Batches = Iterator[pa.RecordBatch]

#: Reports that are read, and handed on, at a time: no more than these are in a worker's memory together with what they yield.
AT_A_TIME = 64


def read(reports: "DataFrame", *, texts: bool = True) -> "dict[str, DataFrame]":
    """Everything that reports put on record, a DataFrame for each table of ``docs/arrow.md``.

    The reading is done once and kept on the executors' disks (``persist``). For more than a look, write `by_report` to Parquet and
    take `tables` of that.
    """
    from pyspark import StorageLevel

    return tables(by_report(reports, texts=texts).persist(StorageLevel.DISK_ONLY))


def by_report(reports: "DataFrame", *, texts: bool = True) -> "DataFrame":
    """One row for each report: its tables as lists, and the keys by which it meets others.

    ``reports`` has a column ``text``, and further ones as `onrecord.read_batch` takes them. A report that cannot be read is a row with
    nothing but ``errors``. Without ``texts`` there is nothing to find copies and origins by.
    """

    def over(batches: "Batches") -> "Batches":
        before = 0
        for batch in batches:
            for start in range(0, batch.num_rows, AT_A_TIME):
                piece = batch.slice(start, AT_A_TIME)
                yield _by_report(piece, texts=texts, before=before)
                before += piece.num_rows

    return reports.mapInArrow(over, from_arrow_schema(by_report_schema()))


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


def near_copies(rows: "DataFrame") -> "DataFrame":
    """The groups of reports that are one text: ``group`` (its first member), ``members``, ``origin``, ``least_share``.

    Reports meet where they share a fingerprint, each with the next few by id; those that meet often enough are compared word by
    word; what hangs together by such links is joined group by group.
    """
    neighbours, least, one_in = _onrecord.copy_rule()
    report = F.col("reports")[0]
    texts = standing(rows).select(
        report["id"].alias("id"), report["text"].alias("text"), report["published"].alias("published"), "keys.prints"
    )
    posted = texts.select("id", F.size("prints").alias("count"), F.explode("prints").alias("print"))
    after = Window.partitionBy("print").orderBy("id")
    nexts = [
        F.struct(F.lead("id", step).over(after).alias("other"), F.lead("count", step).over(after).alias("theirs"))
        for step in range(1, neighbours + 1)
    ]
    met = posted.select(F.col("id").alias("one"), F.col("count").alias("ours"), F.array(*nexts).alias("nexts"))
    met = met.select("one", "ours", F.explode("nexts").alias("next")).select("one", "ours", "next.*")
    met = met.where("other is not null").groupBy("one", "other", "ours", "theirs").agg(F.count("*").alias("shared"))
    fewer = F.least("ours", "theirs")
    pairs = met.where((F.col("shared") >= F.least(F.lit(least), fewer)) & (F.col("shared") * one_in >= fewer))
    ours = texts.select(F.col("id").alias("one"), F.col("text").alias("one_text"))
    theirs = texts.select(F.col("id").alias("other"), F.col("text").alias("other_text"))
    links = pairs.select("one", "other").join(ours, "one").join(theirs, "other")
    links = links.mapInArrow(_links, "one string, other string, words int, share float").persist()
    together = _together(links)
    members = (
        together.join(texts.select("id", "text", "published"), "id")
        .groupBy("lead")
        .agg(F.sort_array(F.collect_list(F.struct("id", "text", "published"))).alias("texts"))
    )
    ties = (
        links.join(together.select(F.col("id").alias("one"), "lead"), "one")
        .groupBy("lead")
        .agg(F.sort_array(F.collect_list(F.struct("one", "other", "words", "share"))).alias("links"))
    )
    return members.join(ties, "lead").mapInArrow(_each(_copy_groups, COPIES), from_arrow_schema(COPIES))


def names(rows: "DataFrame") -> "DataFrame":
    """One voice, one key: every ``key`` of a name as written, the ``shared`` key of all its forms, the form that is ``shown``, and
    whether it is somewhere written without a capital (``common``).

    Forms are counted on all executors; the counts are folded in one task, which holds each distinct form once.
    """
    read = standing(rows)
    forms = read.select(F.explode("keys.forms").alias("form")).select("form.*")
    forms = forms.groupBy("key", "form", "kind").agg(F.sum("count").alias("count"))
    nothing = F.lit(None).cast("string")
    forms = forms.select(
        F.to_json(F.struct("key", "form", "kind", "count")).alias("told"), nothing.alias("short"), nothing.alias("longer")
    )
    aliases = read.select(F.explode("keys.aliases").alias("alias")).select("alias.*").distinct()
    aliases = aliases.select(nothing.alias("told"), "short", "longer")

    def fold(batches: "Batches") -> "Batches":
        told, called = [], []
        for batch in batches:
            for row in batch.to_pylist():
                if row["told"] is None:
                    called.append((row["short"], row["longer"]))
                else:
                    told.append(row["told"])
        columns = list(zip(*_onrecord.names(told, called))) or [[]] * len(_NAMES)
        yield pa.RecordBatch.from_arrays([pa.array(column, it.type) for column, it in zip(columns, _NAMES)], schema=_NAMES)

    return forms.union(aliases).repartition(1).mapInArrow(fold, from_arrow_schema(_NAMES))


def series(rows: "DataFrame", known: "DataFrame | None" = None) -> "DataFrame":
    """The figures that measure the same thing, joined over all reports. ``known`` are the `names`, where they are at hand."""
    known = names(rows) if known is None else known
    parts = standing(rows).select(F.explode("keys.series").alias("part")).select("part.*")
    asked = parts.select("measure", "population", F.explode("names").alias("key")).distinct().join(known, "key")
    asked = asked.groupBy("measure", "population").agg(
        F.collect_list(F.struct("key", "shared", "shown", "common")).alias("names")
    )
    grouped = parts.groupBy("measure", "population").agg(F.collect_list("reading").alias("readings"))
    grouped = grouped.join(asked, ["measure", "population"], "left")
    return grouped.mapInArrow(_each(_series, SERIES), from_arrow_schema(SERIES))


def independence(rows: "DataFrame", found: "DataFrame") -> "DataFrame":
    """How independent the voices behind each of the `series` are: ``reports``, ``families``, ``origins``, ``primary_sources``."""
    read = standing(rows)
    points = found.select("id", F.posexplode("points").alias("at", "point")).select(
        "id", "at", F.col("point.figure").alias("figure")
    )
    figures = read.select(F.explode("figures").alias("it")).select(
        F.col("it.id").alias("figure"), F.col("it.version").alias("version"), F.col("it.voice").alias("voice")
    )
    statements = read.select(F.explode("statements").alias("it")).select(
        F.col("it.version").alias("version"), F.col("it.id").alias("voice"), F.col("it.chain").alias("chain")
    )
    reports = read.select(F.explode("reports").alias("it")).select(
        F.col("it.version").alias("version"),
        F.struct(
            *(F.col(f"it.{name}").alias(name) for name in ("id", "outlet", "byline", "credit", "dateline", "published", "text"))
        ).alias("report"),
    )
    told = points.join(figures, "figure").join(statements, ["version", "voice"], "left").join(reports, "version")
    chain = F.coalesce("chain", F.from_json(F.lit("[]"), statements.schema["chain"].dataType))
    told = told.select("id", F.struct("at", F.to_json(F.struct("report.*", chain.alias("chain"))).alias("told")).alias("told"))
    told = told.groupBy("id").agg(F.sort_array(F.collect_list("told")).alias("told"))
    return told.mapInArrow(_each(_independence, INDEPENDENCE), from_arrow_schema(INDEPENDENCE))


_NAMES = pa.schema([("key", pa.string()), ("shared", pa.string()), ("shown", pa.string()), ("common", pa.bool_())])


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
    for batch in batches:
        for start in range(0, batch.num_rows, AT_A_TIME):
            rows = batch.slice(start, AT_A_TIME).to_pylist()
            found = _onrecord.copy_links([(row["one_text"], row["other_text"]) for row in rows])
            kept = [(row, link) for row, link in zip(rows, found) if link is not None]
            yield pa.RecordBatch.from_arrays(
                [
                    pa.array([row["one"] for row, _ in kept], pa.string()),
                    pa.array([row["other"] for row, _ in kept], pa.string()),
                    pa.array([words for _, (words, _) in kept], pa.int32()),
                    pa.array([share for _, (_, share) in kept], pa.float32()),
                ],
                names=["one", "other", "words", "share"],
            )


def _each(fold: Callable[[dict[str, Any]], list[dict[str, Any]]], schema: pa.Schema) -> Callable[["Batches"], "Batches"]:
    """A fold of one group, which is a row, to rows; one group is in memory at a time."""

    def over(batches: "Batches") -> "Batches":
        for batch in batches:
            for at in range(batch.num_rows):
                rows = fold(batch.slice(at, 1).to_pylist()[0])
                yield pa.RecordBatch.from_pylist(rows, schema=schema)

    return over


def _copy_groups(row: dict[str, Any]) -> list[dict[str, Any]]:
    names = [text["id"] for text in row["texts"]]
    place = {name: at for at, name in enumerate(names)}
    links = [(place[it["one"]], place[it["other"]], it["words"], it["share"]) for it in row["links"]]
    texts = [(text["id"], text["text"], text["published"]) for text in row["texts"]]
    return [copy_row(names, group) for group in _onrecord.copy_groups(texts, links)]


def _series(row: dict[str, Any]) -> list[dict[str, Any]]:
    known = [(it["key"], it["shared"], it["shown"], it["common"]) for it in row["names"] or []]
    return [series_row(found) for found in json.loads(_onrecord.series(row["readings"], known))]


def _independence(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": row["id"], **json.loads(_onrecord.counters([it["told"] for it in row["told"]]))}]
