"""How fast and in how little memory an archive is read: the reader alone, the program end to end, Apache Spark with two workers.

    python bench/scale.py PROGRAM REPORTS [REPORTS ...]

Prints one JSON object: for each number of reports and each way, words per second by the clock on the wall, and the peak of resident
memory. All ways use two cores, and the reports are invented (crates/onrecord-python/tests/reports.py), so nothing is
recorded here that is not measured in the same run. Spark is left out where pyspark is not installed.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent / "crates/onrecord-python/tests"
sys.path[:0] = [str(TESTS), str(TESTS / "spark")]

from reports import reports  # noqa: E402

#: Reports of which the reader's own rate is taken.
ALONE = 600


def words_of(path: pathlib.Path) -> int:
    with path.open() as lines:
        return sum(len(json.loads(line)["text"].split()) for line in lines)


def alone(count: int) -> float:
    """Words per second of the reader with nothing around it: texts in memory, findings thrown away, two threads."""
    import pyarrow as pa
    from onrecord import _onrecord

    rows = list(reports(count))
    batch = pa.Table.from_pylist(rows).to_batches()[0]
    _onrecord.count_findings(batch.slice(0, 20), 2)
    started = time.monotonic()
    _onrecord.count_findings(batch, 2)
    return sum(len(row["text"].split()) for row in rows) / (time.monotonic() - started)


def program(command: str, path: pathlib.Path) -> tuple[float, float]:
    """Seconds and peak megabytes of `onrecord read --jsonl`, written to a file, on two threads."""
    with tempfile.TemporaryFile() as out:
        started = time.monotonic()
        child = subprocess.Popen(
            [command, "read", "--jsonl", str(path)], stdout=out, env={**os.environ, "RAYON_NUM_THREADS": "2"}
        )
        _, status, usage = os.wait4(child.pid, 0)
        if status:
            raise SystemExit(f"{command} failed")
        return time.monotonic() - started, usage.ru_maxrss * 1024 / 1e6


def on_spark(folder: pathlib.Path, paths: list[pathlib.Path]) -> list[float]:
    """Seconds of each, JSON Lines to Parquet, on two workers of one core; the session stands, the first reading warms it."""
    from cluster import Cluster
    from onrecord import spark

    with Cluster(folder) as cluster:
        session = cluster.session()
        seconds = []
        session.createDataFrame(list(reports(40))).repartition(4).write.json(str(folder / "warm"))
        spark.by_report(session.read.json(str(folder / "warm")).repartition(4)).count()
        for path in paths:
            started = time.monotonic()
            frame = session.read.json(str(path)).repartition(32)
            spark.by_report(frame).write.parquet(str(folder / f"{path.stem}.parquet"))
            seconds.append(time.monotonic() - started)
        session.stop()
        return seconds


def main() -> None:
    command, counts = sys.argv[1], [int(word) for word in sys.argv[2:]]
    scores = []

    def score(metric: str, data: str, value: float) -> None:
        scores.append({"metric": metric, "data": data, "value": value})

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        paths, words = [], []
        for count in counts:
            path = folder / f"reports-{count}.jsonl"
            path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in reports(count)))
            paths.append(path)
            words.append(words_of(path))
        for count, path, many in zip(counts, paths, words):
            # Beside each other, so that whatever else the machine does weighs on both.
            own = alone(min(count, ALONE))
            seconds, megabytes = program(command, path)
            data = f"scale {count} reports"
            score("words per second of the reader alone, two threads", data, own)
            score("words per second end to end, two threads", data, many / seconds)
            score("end to end of the reader alone percent", data, 100 * many / seconds / own)
            score("peak MB end to end", data, megabytes)
        if importlib.util.find_spec("pyspark"):
            for count, many, seconds in zip(counts, words, on_spark(folder, paths)):
                score("words per second on Spark, two workers", f"scale {count} reports", many / seconds)
    print(json.dumps(scores))


if __name__ == "__main__":
    main()
