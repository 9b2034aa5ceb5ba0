"""What publishers write, understood: names, codes, natures, local dates and hours. The rules come from the catalogue."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def fold_name(name: str) -> str:
    """`Ech. physiques (MW)` → `ech_physiques`, as foldName of the catalogue has it."""
    text = re.sub("[\u0300-\u036f\ufeff]", "", unicodedata.normalize("NFD", name)).lower()
    text = re.sub(r"\(mw\)\s*$", "", text).replace("œ", "oe")
    return re.sub(r"^_+|_+$", "", re.sub(r"[^a-z0-9]+", "_", text))


class UnreadableError(Exception):
    """An object is no publication that we know, or a damaged one. The message says what it looks like."""


@dataclass(frozen=True)
class Rules:
    """What `npm run package:spark` takes out of the catalogue."""

    measures: tuple[str, ...]
    identifying: dict[str, list[str]]
    fields: dict[str, str]
    kept_in_bronze: tuple[str, ...]
    national_only: frozenset[str]
    demand: frozenset[str]
    regions: dict[str, str]
    vintages: dict[str, str]
    foresight_seconds: int

    @staticmethod
    def of(package: dict) -> "Rules":
        return Rules(
            measures=tuple(package["measures"]),
            identifying=package["identifying"],
            fields=package["fields"],
            kept_in_bronze=tuple(package["kept_in_bronze"]),
            national_only=frozenset(package["national_only"]),
            demand=frozenset(package["demand"]),
            regions=package["regions"],
            vintages=package["vintages"],
            foresight_seconds=package["foresight_seconds"],
        )

    def dataset_of(self, columns: list[str]) -> str | None:
        names = {fold_name(column) for column in columns}

        def has(field: str) -> bool:
            return any(name in names for name in self.identifying[field])

        has_time = has("instant") or (has("local_date") and has("local_time"))
        if not has_time or not names & self.demand:
            return None
        if names & self.national_only:
            return "eco2mix_national"
        return "eco2mix_regional" if has("region_code") or has("region_name") else None

    def map_columns(self, columns: list[str]) -> tuple[dict[str, int], list[str]]:
        """Our field → position of the publisher's column; and the names that nothing here knows."""
        positions: dict[str, int] = {}
        unknown: list[str] = []
        for position, column in enumerate(columns):
            name = fold_name(column)
            field = self.fields.get(name)
            if field is None:
                if not any(re.search(pattern, name) for pattern in self.kept_in_bronze):
                    unknown.append(column.strip())
            elif field in positions:
                raise UnreadableError(f"columns {columns[positions[field]]} and {column}: both are {field}")
            else:
                positions[field] = position
        return positions, unknown

    def region_code_of(self, code: str, name: str) -> str | None:
        """Code and name must agree where both are there: old codes still circulate under new names."""
        by_name = self.regions.get(fold_name(name)) if name else None
        if not code.strip():
            return by_name
        digits = re.fullmatch(r"(\d{1,2})(\.0+)?", code.strip(), re.ASCII)
        known = digits and digits[1].zfill(2)
        if known not in self.regions.values():
            return None
        return known if not name.strip() or by_name == known else None

    def vintage_of(self, nature: str) -> str | None:
        return self.vintages.get(fold_name(nature))


def day_of(raw: str) -> tuple[int, str | None] | None:
    """Midnight in epoch seconds and the clock change of a local date: `2026-03-29`, or `29/03/2026`."""
    iso = re.fullmatch(r"\s*(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00:00.*)?\s*", raw, re.ASCII)
    french = re.fullmatch(r"\s*(\d{2})/(\d{2})/(\d{4})\s*", raw, re.ASCII)
    parts = iso.groups() if iso else french.groups()[::-1] if french else None
    if parts is None:
        return None
    try:
        day = date(*map(int, parts))
    except ValueError:
        return None
    if day == date.max:
        return _midnight(day), None
    start, end = _midnight(day), _midnight(day + timedelta(days=1))
    return start, {23: "spring", 25: "autumn"}.get((end - start) // 3600)


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=PARIS).timestamp())


def minute_of(raw: str) -> int | None:
    """Minute of the day of a local hour: `02:15`, `2h15`, `02:15:00`."""
    found = re.fullmatch(r"\s*(\d{1,2})[:h](\d{2})(?::00(?:\.0+)?)?\s*", raw, re.ASCII)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return int(found[1]) * 60 + int(found[2])
