"""Reads a publication into rows of text, as silver reads it: told by its content, never by its name.

The same rules as `publication-format.ts`, `text-layout.ts` and `read-publications.ts`, which hand them to DuckDB; the
parity test holds both against each other.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from grid_silver.names import Rules, UnreadableError

# The publisher's words for no value: not published, no such source, not available.
NO_VALUE = ("", "-", "ND")
# Fields read beyond those the header names, so that a row with too many is seen.
SPARE_COLUMNS = 3
# Begins the last line of every RTE file: a disclaimer, no row.
NOTICES = ("RTE ne pourra", '"RTE ne pourra')
HEAD_BYTES = 65_536
MAX_UNPACKED_BYTES = 2**30
LEFT_BY_ARCHIVERS = re.compile(r"(^|/)(__MACOSX/|\.)|(^|/)Thumbs\.db$")
WHOLE_NUMBER = re.compile(r"-?(0|[1-9]\d{0,5})", re.ASCII)
NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)\s*", re.ASCII)


@dataclass(frozen=True)
class Line:
    """A row as it was read. `source_row` 1 is the first below the header."""

    source_row: int
    fields: dict[str, str | None]
    fault: str | None
    text: str


@dataclass(frozen=True)
class Part:
    """One table of a publication: of a dataset, with the column names that nothing knows, and its rows."""

    dataset: str
    unknown_columns: list[str]
    lines: list[Line]


class NotReadHereError(Exception):
    """A publication that silver reads and this job does not."""


def read_parts(body: bytes, rules: Rules) -> Iterator[Part]:
    """Raises UnreadableError, or NotReadHereError."""
    for entry in _unpack(body) if body.startswith(b"PK\x03\x04") else [body]:
        yield _read_part(entry, rules)


def _unpack(body: bytes) -> list[bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
        entries = [info for info in archive.infolist() if not info.filename.endswith("/")]
        unpacked = sum(info.file_size for info in entries)
        if unpacked > MAX_UNPACKED_BYTES:
            raise UnreadableError(f"a zip archive of {unpacked} bytes unpacked, at most {MAX_UNPACKED_BYTES} are read")
        if any(info.filename == "[Content_Types].xml" for info in entries):
            raise UnreadableError("an Excel workbook")
        kept = sorted((info for info in entries if not LEFT_BY_ARCHIVERS.search(info.filename)), key=lambda i: i.filename)
        if not kept:
            raise UnreadableError("an empty zip archive")
        return [archive.read(info) for info in kept]
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as cause:
        raise UnreadableError(f"a damaged zip archive: {cause}") from cause


def _read_part(body: bytes, rules: Rules) -> Part:
    if body.startswith(b"PAR1"):
        if body.endswith(b"PAR1") and len(body) > 12:
            raise NotReadHereError("Parquet")
        raise UnreadableError("a Parquet file without its end")
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("a binary Excel workbook")
    encoding, readable = _encoding_of(body)
    head = readable[:HEAD_BYTES].decode("utf-8" if encoding == "utf-8" else "cp1252", "replace").lstrip("\ufeff \t\r\n")
    if not head:
        raise UnreadableError("an empty file")
    if "\x00" in head:
        raise UnreadableError("binary content")
    if head.startswith("<"):
        raise UnreadableError("an HTML or XML page")
    if head[0] in "[{":
        return _read_json(readable.decode(encoding), rules)
    return _read_text(readable, encoding, rules)


def _encoding_of(body: bytes) -> tuple[str, bytes]:
    """The encoding, and the bytes without a character that the end of the file cuts in two."""
    for cut in range(4):
        readable = body[: len(body) - cut]
        try:
            readable.decode("utf-8")
            return "utf-8", readable
        except UnicodeDecodeError:
            continue
    return "latin-1", body


def _read_text(body: bytes, encoding: str, rules: Rules) -> Part:
    head = body[:HEAD_BYTES].decode("utf-8" if encoding == "utf-8" else "cp1252", "replace").lstrip("\ufeff")
    blank, header = re.match(r"((?:[ \t]*\r?\n)*)([^\r\n]*)", head).groups()
    for delimiter in "\t;,":
        columns = _split_header(header, delimiter)
        dataset = rules.dataset_of(columns)
        if dataset == "eco2mix_regional":
            break
        if dataset:
            return Part(dataset, [], [])
    else:
        raise UnreadableError(f"text that begins {json.dumps(header[:80], ensure_ascii=False)}")

    positions, unknown = rules.map_columns(columns)
    is_cut = _is_cut_short(body, delimiter)
    quotes = "none" if delimiter == "\t" else _quotes_in(body)
    text = body.decode(encoding).lstrip("\ufeff")
    rows = _split_rows(text, blank.count("\n") + 1, delimiter, quotes == "paired", len(columns))
    kept = sorted({0, *positions.values()})
    measures = {positions[name] for name in rules.measures if name in positions}
    is_numeric = quotes != "unpaired" and all(_is_number(cells[at]) for _, cells in rows for at in measures)
    last = rows[-1][0] if rows and is_cut else None
    rows = [(number, cells) for number, cells in rows if not (cells[0] or "").startswith(NOTICES)]
    first = rows[0][0] if rows else 1

    lines = []
    for number, cells in rows:
        if is_numeric:
            for at in measures:
                cells[at] = _as_published(cells[at])
        spare = [cell for cell in cells[len(columns) :] if cell is not None]
        fault = "truncated_row" if number == last else "malformed_row" if spare else None
        shown = [(cells[at] or "") for at in kept] + spare
        value_of = _without_quotes if quotes == "unpaired" else lambda cell: cell
        fields = {field: value_of(cells[at]) for field, at in positions.items()}
        lines.append(Line(number - first + 1, fields, fault, delimiter.join(shown).rstrip(delimiter)))
    return Part(dataset, unknown, lines)


def _split_rows(
    text: str, above: int, delimiter: str, has_quotes: bool, columns: int
) -> list[tuple[int, list[str | None]]]:
    """Rows by their number, each with as many cells as the header has and some to spare; None is no value."""
    width = columns + SPARE_COLUMNS
    rows = []
    for line in re.split(r"\r\n|\n|\r", text)[above:]:
        if line == "":
            continue
        cells = next(csv.reader([line], delimiter=delimiter)) if has_quotes and '"' in line else line.split(delimiter)
        padded = [_value_or_none(cell) for cell in cells[:width]] + [None] * (width - len(cells))
        rows.append((len(rows) + 1, padded))
    return rows


def _split_header(line: str, delimiter: str) -> list[str]:
    columns = []
    for found in re.finditer(f'("(?:[^"]|"")*"|[^{delimiter}]*)({delimiter}|$)', line):
        columns.append(re.sub(r'^"(.*)"$', r"\1", found[1]).replace('""', '"'))
        if found[2] == "":
            break
    return columns


def _quotes_in(body: bytes) -> str:
    """No value of a publication spans lines, so a line with an odd number of quotes has an unpaired one."""
    if b'"' not in body:
        return "none"
    # The last line may lack its end, and what is open there swallows nothing below.
    lines = body.split(b"\n")[:-1]
    return "unpaired" if any(line.count(b'"') % 2 for line in lines) else "paired"


def _is_cut_short(body: bytes, delimiter: str) -> bool:
    """Whether the last row has no line end and fewer fields than the row above."""
    end = body.rfind(b"\n")
    if end < 0 or end == len(body) - 1:
        return False
    last = body[end + 1 :].count(delimiter.encode())
    return 0 < last < body[body.rfind(b"\n", 0, end) + 1 : end].count(delimiter.encode())


def _is_number(cell: str | None) -> bool:
    return cell is None or WHOLE_NUMBER.fullmatch(cell) is not None or NUMBER.fullmatch(cell) is not None


def _as_published(cell: str | None) -> str | None:
    """A number with three decimals, or none."""
    if cell is None or WHOLE_NUMBER.fullmatch(cell):
        return cell
    return re.sub(r"\.000$", "", f"{float(cell):.3f}")


def _without_quotes(cell: str | None) -> str | None:
    return _value_or_none(cell and re.sub(r'^"(.*)"$', r"\1", cell))


def _value_or_none(cell: str | None) -> str | None:
    return None if cell in NO_VALUE else cell


def _read_json(text: str, rules: Rules) -> Part:
    try:
        records = list(_records_in(text.lstrip("\ufeff").strip()))
    except ValueError as cause:
        raise UnreadableError(f"damaged JSON: {cause}") from cause
    columns = sorted({key for record, _ in records if isinstance(record, dict) for key in record})
    dataset = rules.dataset_of(columns)
    if dataset is None:
        raise UnreadableError(f"JSON that begins {json.dumps(text[:80], ensure_ascii=False)}")
    if dataset != "eco2mix_regional":
        return Part(dataset, [], [])
    positions, unknown = rules.map_columns(columns)
    known = [columns[position] for position in positions.values()]
    lines = [
        _json_line(number, record, written, positions, columns, known)
        for number, (record, written) in enumerate(records, 1)
    ]
    return Part(dataset, unknown, lines)


def _records_in(text: str) -> Iterator[tuple[object, str | None]]:
    """The records, each with how it is written: a bare array's as it stands, others as they are found in theirs."""
    if text.startswith("["):
        yield from _elements_of(text)
        return
    content = DECODER.decode(text)
    if isinstance(content.get("results"), list):
        records = content["results"]
    elif isinstance(content.get("records"), list):
        records = [record.get("fields") if isinstance(record, dict) else None for record in content["records"]]
    else:
        raise UnreadableError("JSON without records")
    # One that is not there has no text: it is shown as a record without values.
    yield from ((record, None if record is None else _json_text(record)) for record in records)


def _elements_of(text: str) -> Iterator[tuple[object, str]]:
    """Raises ValueError."""
    at = _after_space(text, 1)
    while text[at : at + 1] != "]":
        element, end = DECODER.raw_decode(text, at)
        yield element, text[at:end]
        at = _after_space(text, end)
        if text[at : at + 1] == ",":
            at = _after_space(text, at + 1)
        elif text[at : at + 1] != "]":
            raise ValueError(f"expected , or ] at character {at}")


def _after_space(text: str, at: int) -> int:
    return re.compile(r"[ \t\r\n]*").match(text, at).end()


def _json_line(
    number: int, record: object, written: str | None, positions: dict[str, int], columns: list[str], known: list[str]
) -> Line:
    values = {name: _text_of(record.get(name)) if isinstance(record, dict) else None for name in known}
    is_stray = written is not None and all(value is None for value in values.values())
    fields = {field: _value_or_none(values[columns[position]]) for field, position in positions.items()}
    return Line(number, fields, None, written if is_stray else _json_text(values))


class _Number(str):
    """A number as it was written."""


DECODER = json.JSONDecoder(parse_int=_Number, parse_float=_Number)


def _text_of(value: object) -> str | None:
    return str(value) if isinstance(value, str) else None if value is None else _json_text(value)


def _json_text(value: object) -> str:
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{_json_text(str(k))}:{_json_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
