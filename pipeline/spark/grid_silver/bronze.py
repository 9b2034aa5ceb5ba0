"""Bronze: which objects silver has not loaded, and their rows, read on all machines of the cluster."""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from grid_silver.lake import Lake
from grid_silver.names import Rules, UnreadableError
from grid_silver.publications import Line, NotReadHereError, read_parts

# Entries of one archive: the parts of an object are numbered within it.
MOST_PARTS = 1024
IDENTIFYING = ("region_code", "region_name", "nature", "local_date", "local_time", "instant")


@dataclass(frozen=True)
class BronzeObject:
    """A reception, as its bronze record tells it."""

    feed_id: str
    reception_id: str
    path: str
    sha256: str
    size_bytes: int
    compression: str
    file_name: str
    fetched_at: str
    is_simulated: bool

    @property
    def batch_key(self) -> int:
        return int(self.reception_id[:13], 16)

    @property
    def fetched(self) -> datetime:
        return datetime.fromisoformat(self.fetched_at)

    @staticmethod
    def of(text: bytes) -> "BronzeObject":
        record = json.loads(text)
        fields = {name: record[name] for name in BronzeObject.__dataclass_fields__ if name != "reception_id"}
        return BronzeObject(**fields, reception_id=record.get("reception_id", record["sha256"]))


def list_received(spark: SparkSession, lake: Lake, bronze: str, feeds: Iterable[str]) -> list[BronzeObject]:
    """Every reception of the feeds, in the order received."""
    folders = [f"{bronze}/{feed}/records" for feed in feeds]
    found = [folder for folder in folders if lake.names(folder)]
    if not found:
        return []
    rows = spark.read.format("binaryFile").option("pathGlobFilter", "*.json").load(found).select("content").collect()
    return sorted((BronzeObject.of(row.content) for row in rows), key=lambda o: (o.fetched_at, o.reception_id))


def read_objects(
    spark: SparkSession, lake: Lake, bronze: str, objects: list[BronzeObject], rules: Rules
) -> DataFrame:
    """Rows of the objects: `object` is the position in the list, `part` one table of it.

    Each part has one row more, `source_row` 0, whose `about` tells as JSON what the part is; so does an object that is
    not read, and why.
    """
    asked = spark.createDataFrame(*_asked(lake, bronze, objects, rules))
    paths = sorted(row.path for row in asked.where("is_there").select("path").distinct().collect())
    if paths:
        bodies = spark.read.format("binaryFile").load(paths)
        bodies = bodies.select(F.regexp_extract("path", "[^/]+$", 0).alias("name"), "content")
    else:
        bodies = spark.createDataFrame([], "name string, content binary")
    # Each object is read where its body is; those without one come along, to be told of.
    absent = asked.where("NOT is_there").withColumn("content", F.lit(None).cast("binary"))
    joined = bodies.join(F.broadcast(asked), "name").unionByName(absent)
    return joined.mapInArrow(_reader(rules), _schema_text(rules))


def _asked(lake: Lake, bronze: str, objects: list[BronzeObject], rules: Rules) -> tuple[list[tuple], str]:
    """What there is to read: rows and their columns."""
    folders = [f"{bronze}/{'/'.join(o.path.split('/')[1:-1])}" for o in objects]
    names_in = {folder: set(lake.names(folder)) for folder in set(folders)}
    rows = []
    for at, (o, folder) in enumerate(zip(objects, folders, strict=True)):
        name = o.path.rsplit("/", 1)[1]
        latest = math.floor(o.fetched.timestamp() + rules.foresight_seconds + 0.5)
        is_there = name in names_in[folder]
        rows.append((at, name, f"{folder}/{name}", is_there, o.sha256, o.size_bytes, o.compression, latest))
    columns = "object int, name string, path string, is_there boolean, sha256 string, size_bytes long"
    return rows, f"{columns}, compression string, latest_epoch_s long"


def _schema_text(rules: Rules) -> str:
    texts = ", ".join(f"{name} string" for name in (*IDENTIFYING, *rules.measures, "fault", "row_text", "about"))
    return f"object int, part int, source_row int, latest_epoch_s long, {texts}"


def _reader(rules: Rules):
    fields = (*IDENTIFYING, *rules.measures)
    texts = [(name, pa.string()) for name in (*fields, "fault", "row_text", "about")]
    schema = pa.schema(
        [("object", pa.int32()), ("part", pa.int32()), ("source_row", pa.int32()), ("latest_epoch_s", pa.int64()), *texts]
    )

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for row in batch.to_pylist():
                for part, about, lines in _parts_of(row, rules):
                    yield _batch_of(row, part, json.dumps(about), lines, fields, schema)

    return read


def _batch_of(
    row: dict, part: int, about: str, lines: list[Line], fields: tuple[str, ...], schema: pa.Schema
) -> pa.RecordBatch:
    """The row that tells what the part is, and those of the part."""
    rows = len(lines) + 1
    columns = [
        [row["object"]] * rows,
        [part] * rows,
        [0, *(line.source_row for line in lines)],
        [row["latest_epoch_s"]] * rows,
        *([None, *(line.fields.get(name) for line in lines)] for name in fields),
        [None, *(line.fault for line in lines)],
        [None, *(line.text for line in lines)],
        [about, *([None] * len(lines))],
    ]
    return pa.RecordBatch.from_arrays(
        [pa.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)], schema=schema
    )


def _parts_of(row: dict, rules: Rules) -> Iterator[tuple[int, dict, list[Line]]]:
    """Number of each part, what it is, and its rows. An object is read whole, or not at all."""
    first = row["object"] * MOST_PARTS
    try:
        parts = list(read_parts(_body_of(row), rules))
        if len(parts) > MOST_PARTS:
            raise UnreadableError(f"an archive of {len(parts)} files, at most {MOST_PARTS} are read")
    except UnreadableError as error:
        yield first, {"error": str(error)}, []
        return
    except NotReadHereError as error:
        yield first, {"left": str(error)}, []
        return
    for entry, part in enumerate(parts):
        about = {"dataset": part.dataset, "unknown_columns": part.unknown_columns, "rows_read": len(part.lines)}
        yield first + entry, about, part.lines


def _body_of(row: dict) -> bytes:
    """The bytes as received."""
    stored = row["content"]
    if stored is None:
        raise UnreadableError(f"{row['name']}: is not there")
    try:
        body = stored if row["compression"] == "none" else _unpack(stored, row["size_bytes"])
    except (OSError, pa.ArrowInvalid) as cause:
        raise UnreadableError(f"{row['name']}: is no longer what was stored: {cause}") from cause
    sha256 = hashlib.sha256(body).hexdigest()
    if sha256 != row["sha256"]:
        raise UnreadableError(f"{row['name']}: sha256 is {sha256}, expected {row['sha256']}")
    return body


def _unpack(stored: bytes, size_bytes: int) -> bytes:
    return pa.decompress(stored, size_bytes, "zstd").to_pybytes() if size_bytes else b""
