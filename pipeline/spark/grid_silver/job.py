"""The job: brings silver's main table up to date with bronze, as `grid run` does, on a cluster.

What it leaves is what silver would have left: partition files, quarantine, and last of all the load records. Whatever
a run touches it makes again from bronze, and never from what stands in silver. Objects that it does not read
(national publications, Parquet) get no load record: the next `grid run` loads them.

    grid-silver --bronze <location> --silver <location>
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from grid_silver.bronze import BronzeObject, list_received, read_objects
from grid_silver.lake import Lake, open_lake
from grid_silver.loads import LoadRecord, key_of, read_loads
from grid_silver.models import Models
from grid_silver.names import Rules, day_of, minute_of

# Room between the rows of two parts in one numbering.
ROWS_OF_PART = 2**31


@dataclass(frozen=True)
class Context:
    spark: SparkSession
    lake: Lake
    bronze: str
    silver: str
    package: dict
    rules: Rules

    @property
    def staging(self) -> str:
        """Beside what silver is, on the same disk or container."""
        return f"{self.silver}/spark-staging"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bronze", required=True, help="the folder or abfss:// location of bronze")
    parser.add_argument("--silver", required=True, help="the folder or abfss:// location of silver")
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("grid-silver").getOrCreate()
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    package = json.loads(resources.files("grid_silver").joinpath("models.json").read_text("utf-8"))
    context = Context(
        spark,
        open_lake(spark, arguments.silver),
        arguments.bronze.rstrip("/"),
        arguments.silver.rstrip("/"),
        package,
        Rules.of(package),
    )
    for line in update_silver(context):
        print(line, flush=True)


# What the models rest on, whatever a cluster is set to.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.compression.codec": "zstd",
    # One body at a time: they are large.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
}


def update_silver(context: Context) -> Iterable[str]:
    """Load what is new. Yields what there is to tell, a line each."""
    if "rebuilding" in context.lake.names(context.silver):
        raise SystemExit(f"{context.silver}/rebuilding: silver is being made anew; let `grid rebuild` end first")
    received = list_received(context.spark, context.lake, context.bronze, context.package["feeds"])
    loads = read_loads(context.spark, context.lake, context.silver)
    loaded = {load["reception_id"] for load in loads}
    # Bytes that came through two feeds count once: as they came first.
    fresh = list({o.reception_id: o for o in received[::-1] if o.reception_id not in loaded}.values())
    fresh.sort(key=lambda o: (o.fetched_at, o.reception_id))
    if not fresh:
        yield "nothing new in bronze"
        return

    # What a run that was killed left there.
    context.lake.remove(context.staging)
    try:
        yield from load(context, received, fresh, loads)
    finally:
        context.lake.remove(context.staging)


def load(
    context: Context, received: list[BronzeObject], fresh: list[BronzeObject], loads: list[dict]
) -> Iterable[str]:
    staged = Staged(context, "new", fresh, len(fresh))
    months_of = staged.months()
    months = sorted({month for of_object in months_of.values() for month in of_object})
    again = publishing_again(context, received, loads, months)
    if again:
        staged = Staged(context, "again", [*fresh, *again], len(fresh))
        staged.refuse_unread()
    records = staged.load_records(months_of, loads)
    write_quarantine(context, staged)
    written = write_partitions(context, staged, months)
    for record in records:
        context.lake.write(f"{context.silver}/loads/{key_of(record)}", record.text())
    yield from told_of(staged, records, written)


def told_of(staged: "Staged", records: list[LoadRecord], written: int) -> Iterable[str]:
    for record in records:
        if record.values["error"] is not None:
            yield f"set aside {record.values['bronze_path']} ({record.values['file_name']}): {record.values['error']}"
    for held, reason in staged.left:
        yield f"left to grid run {held.path} ({held.file_name}): {reason}"
    rows = {name: sum(record.values[name] for record in records) for name in ("rows_read", "rows_loaded")}
    yield (
        f"{len(records)} objects, {rows['rows_read']} rows read, {rows['rows_loaded']} loaded, "
        f"{written} partitions written"
    )


class Staged:
    """Objects that have been read and classified; the first `fresh` of them are new."""

    def __init__(self, context: Context, name: str, objects: list[BronzeObject], fresh: int) -> None:
        self._context = context
        self._staging = f"{context.staging}/{name}"
        self._fresh = fresh
        self._objects = objects
        rows = read_objects(context.spark, context.lake, context.bronze, objects, context.rules)
        rows.write.parquet(f"{self._staging}/read")
        self._rows = context.spark.read.schema(rows.schema).parquet(f"{self._staging}/read")
        abouts = [(row.object, row.part, json.loads(row.about)) for row in self._rows.where("source_row = 0").collect()]
        self._abouts: dict[int, list[tuple[int, dict]]] = {at: [] for at in range(len(objects))}
        for at, part, about in sorted(abouts, key=lambda found: found[:2]):
            self._abouts[at].append((part, about))
        self.left = [(o, reason) for at, o in enumerate(objects[:fresh]) if (reason := self._why_left(at))]
        self.models = self._classify()

    def _why_left(self, at: int) -> str | None:
        """Why an object is for `grid run` to load; None when it is for this job."""
        abouts = [about for _, about in self._abouts[at]]
        datasets = {about["dataset"] for about in abouts if "dataset" in about}
        return next((about["left"] for about in abouts if "left" in about), None) or next(
            iter(datasets - {self._context.package["table"]}), None
        )

    def refuse_unread(self) -> None:
        """A month can't be made again without an object that has rows in it."""
        for at, held in enumerate(self._objects[self._fresh :], self._fresh):
            reason = self._why_left(at) or next((about["error"] for _, about in self._abouts[at] if "error" in about), None)
            if reason:
                raise SystemExit(
                    f"{held.path} ({held.file_name}): {reason}; it has rows in months that are to be made again, "
                    "and this job can't read it: let `grid run` load what is new. Nothing was changed"
                )

    def _parts(self) -> list[tuple[int, BronzeObject, dict]]:
        """The parts to classify, each with its object and what it is."""
        return [
            (part, self._objects[at], about)
            for at, abouts in self._abouts.items()
            if not self._why_left(at)
            for part, about in abouts
            if "error" not in about
        ]

    def _classify(self) -> Models:
        spark, rules = self._context.spark, self._context.rules
        parts = self._parts()
        lines = self._rows.where("source_row > 0")
        if any(self._why_left(at) for at in range(len(self._objects))):
            lines = lines.where(F.col("part").isin([part for part, _, _ in parts]))
        raw = lines.drop("about", "object")
        given = {
            "raw": raw.drop("row_text"),
            "raw_lines": raw.withColumn("row_id", F.expr(f"part * {ROWS_OF_PART}L + source_row")),
            "files": spark.createDataFrame(
                [(part, part * ROWS_OF_PART + 1, about["rows_read"]) for part, _, about in parts],
                "part int, first_row long, rows_read long",
            ),
            "batches": spark.createDataFrame(
                [(part, o.batch_key, o.fetched.replace(tzinfo=None)) for part, o, _ in parts],
                "part int, batch_key long, first_seen_at timestamp_ntz",
            ),
            **look_ups(spark, raw, rules),
        }
        models = Models(spark, f"{self._staging}/tables", given)
        for statement in self._context.package["models"]["classify"]:
            models.run(statement)
        return models

    def months(self) -> dict[str, list[int]]:
        """Reception id → the months its rows fall into, ascending: 201709."""
        query = f"SELECT DISTINCT batch_key, partition_month FROM ({self._context.package['models']['published']})"
        found: dict[int, list[int]] = {}
        for row in self.models.rows(query).collect():
            found.setdefault(row.batch_key, []).append(row.partition_month)
        return {o.reception_id: sorted(found.get(o.batch_key, [])) for o in self._objects}

    def load_records(self, months: dict[str, list[int]], loads: list[dict]) -> list[LoadRecord]:
        """Of the new objects, in the order received."""
        counts = {row.part: row.asDict() for row in self.models.rows(self._context.package["models"]["counts"]).collect()}
        return [
            LoadRecord.of(o, self._abouts[at], counts, months[o.reception_id], loads, self._context.package["table"])
            for at, o in enumerate(self._objects[: self._fresh])
            if not self._why_left(at)
        ]

    def fresh_batches(self) -> list[int]:
        return [o.batch_key for o in self._objects[: self._fresh]]

    def object_of(self, batch_key: int) -> BronzeObject:
        return next(o for o in self._objects if o.batch_key == batch_key)


def look_ups(spark: SparkSession, raw: DataFrame, rules: Rules) -> dict[str, DataFrame]:
    """Few distinct names, natures, dates and hours stand in many rows: each is understood once."""
    found = raw.select(
        F.collect_set(F.struct(*(F.coalesce(name, F.lit("")).alias(name) for name in ("region_code", "region_name")))),
        *(F.collect_set(name) for name in ("nature", "local_date", "local_time")),
    ).first()
    names, natures, dates, times = found

    def table(rows: list[tuple], columns: str) -> DataFrame:
        return F.broadcast(spark.createDataFrame([row for row in rows if row[-1] is not None], columns))

    days = [(raw_date, *day) for raw_date in dates if (day := day_of(raw_date))]
    return {
        "region_names": table(
            [(code, name, rules.region_code_of(code, name)) for code, name in names],
            "raw_code string, raw_name string, known_code string",
        ),
        "natures": table([(raw, rules.vintage_of(raw)) for raw in natures], "raw_nature string, vintage_code string"),
        "days": F.broadcast(spark.createDataFrame(days, "raw_date string, midnight_utc long, transition string")),
        "clock": table([(raw, minute_of(raw)) for raw in times], "raw_time string, minute int"),
    }


def publishing_again(
    context: Context, received: list[BronzeObject], loads: list[dict], months: list[int]
) -> list[BronzeObject]:
    """Objects that are loaded and have rows in these months: what stands there is made again, from all of them."""
    touched = {partition_of(month) for month in months}
    of_table = [load for load in loads if load["dataset"] == context.package["table"]]
    ids = {load["reception_id"] for load in of_table if touched.intersection(load["partitions"])}
    return [o for o in received if o.reception_id in ids]


def write_quarantine(context: Context, staged: Staged) -> None:
    staging = f"{context.staging}/quarantine"
    rows = staged.models.rows(context.package["models"]["quarantine"])
    fresh = rows.where(F.col("batch_key").isin(staged.fresh_batches())).withColumn("file_key", F.col("batch_key"))
    write_files(fresh, "file_key", ["file_key", "source_row", "scope", "column_name", "reason_code"], staging)
    for batch_key, path in files_of(context, staging, "file_key"):
        held = staged.object_of(batch_key)
        context.lake.move(path, f"{context.silver}/quarantine/{held.feed_id}/{held.reception_id}.parquet")


def write_partitions(context: Context, staged: Staged, months: list[int]) -> int:
    models, table, staging = context.package["models"], context.package["table"], f"{context.staging}/partitions"
    published = staged.models.rows(models["published"]).where(F.col("partition_month").isin(months))
    published.createOrReplaceTempView("published")
    for statement in models["change_log"]:
        staged.models.run(statement)
    rows = staged.models.rows(models["partitions"])
    order = ["partition_month", "sort_key", "first_seen_at", "batch_key", "source_row"]
    write_files(rows, "partition_month", order, staging)
    written = files_of(context, staging, "partition_month")
    for month, path in written:
        context.lake.move(path, f"{context.silver}/{table}/{partition_of(month)}/part.parquet")
    return len(written)


def write_files(rows: DataFrame, key: str, order: list[str], staging: str) -> None:
    """One Parquet file for each value of the key, its rows in order."""
    sorted_rows = rows.repartition(key).sortWithinPartitions(*order).drop("sort_key")
    sorted_rows.write.partitionBy(key).parquet(staging)


def files_of(context: Context, staging: str, key: str) -> list[tuple[int, str]]:
    folders = [name for name in context.lake.folders(staging) if name.startswith(f"{key}=")]
    return [
        (int(folder.removeprefix(f"{key}=")), f"{staging}/{folder}/{name}")
        for folder in folders
        for name in context.lake.names(f"{staging}/{folder}")
        if name.endswith(".parquet")
    ]


def partition_of(month: int) -> str:
    """201709 → `year=2017/month=9`."""
    return f"year={month // 100}/month={month % 100}"


if __name__ == "__main__":
    main()
