"""Load records: what became of each bronze object, as `load-record.ts` writes them."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from pyspark.sql import SparkSession

from grid_silver.bronze import BronzeObject
from grid_silver.lake import Lake

COUNTS = (
    "rows_read",
    "rows_blank",
    "rows_loaded",
    "rows_duplicate",
    "rows_quarantined",
    "values_quarantined",
    "rows_missing",
)


@dataclass(frozen=True)
class LoadRecord:
    values: dict

    def text(self) -> str:
        return json.dumps(self.values, indent=2, ensure_ascii=False) + "\n"

    @staticmethod
    def of(
        held: BronzeObject,
        abouts: list[tuple[int, dict]],
        counts: dict[int, dict],
        months: list[int],
        loads: list[dict],
        table: str,
    ) -> "LoadRecord":
        error = next((about["error"] for _, about in abouts if "error" in about), None)
        of_parts = [counts[part] for part, _ in abouts if error is None]
        newest = [count["newest_measured_key"] for count in of_parts if count["newest_measured_key"] is not None]
        partitions = [f"year={month // 100}/month={month % 100}" for month in months]
        unknown = [name for _, about in abouts for name in about.get("unknown_columns", [])]
        return LoadRecord(
            {
                "feed_id": held.feed_id,
                "dataset": table if error is None else "unreadable",
                "bronze_path": held.path,
                "bronze_sha256": held.sha256,
                "reception_id": held.reception_id,
                "batch_key": held.batch_key,
                "file_name": held.file_name,
                "fetched_at": held.fetched_at,
                "is_simulated": held.is_simulated,
                **{name: sum(count[name] for count in of_parts) for name in COUNTS},
                "newest_measured_utc": _instant(max(newest)) if newest else None,
                "unknown_columns": list(dict.fromkeys(unknown)),
                "partitions": partitions,
                "is_late": is_late(held, partitions, loads, table),
                "error": error,
            }
        )


def read_loads(spark: SparkSession, lake: Lake, silver: str) -> list[dict]:
    folders = [f"{silver}/loads/{feed}" for feed in lake.folders(f"{silver}/loads")]
    if not folders:
        return []
    rows = spark.read.format("binaryFile").option("pathGlobFilter", "*.json").load(folders).select("content").collect()
    loads = [json.loads(row.content) for row in rows]
    # Records of an earlier version name no reception: bytes had one moment then.
    return [{**load, "reception_id": load.get("reception_id", load["bronze_sha256"])} for load in loads]


def key_of(record: LoadRecord) -> str:
    """`<feed>/<fetched-at>-<newest measured>-<reception id>.json`."""
    values = record.values
    newest = "none" if values["newest_measured_utc"] is None else f"{values['newest_measured_utc'][:16]}Z"
    name = re.sub(":", "-", f"{values['fetched_at']}-{newest}")
    return f"{values['feed_id']}/{name}-{values['reception_id']}.json"


def is_late(held: BronzeObject, partitions: list[str], loads: list[dict], table: str) -> bool:
    """Whether silver holds news of the same partitions that were received after this object."""
    moment = (held.fetched_at, held.batch_key)
    return any(
        load["dataset"] == table
        and (load["fetched_at"], load["batch_key"]) > moment
        and not set(partitions).isdisjoint(load["partitions"])
        for load in loads
    )


def _instant(time_key: int) -> str:
    return datetime.fromtimestamp(time_key * 900, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
