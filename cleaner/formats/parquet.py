"""Parquet: one document a row, one row group in memory. Other columns, metadata and layout stay."""

from __future__ import annotations

import io
import shutil
import tempfile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from cleaner.errors import InputError
from cleaner.formats.annotate import FIELD
from cleaner.formats.arrow import arrow, check_columns, clean_table
from cleaner.formats.stream import Clean, Observe, Reading, Report

if TYPE_CHECKING:
    from pyarrow.parquet import FileMetaData, ParquetFile, ParquetWriter

_DICTIONARY = {"PLAIN_DICTIONARY", "RLE_DICTIONARY"}
_OTHERS = {"DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT"}
_SPAN = ("start", "end", "rule", "category")
# The leaves of the column that `annotate` adds.
_ANNOTATION = (
    *("removals", "words", "paywalled", "over_budget", "rules.list.element"),
    *(f"spans.list.element.{name}" for name in _SPAN),
)


def run(
    source: BinaryIO, sink: BinaryIO | None, reading: Reading, clean: Clean, observe: Observe, report: Report
) -> None:
    """Clean the row groups of a file. A pipe is kept in a temporary file first, for Parquet is read from its end."""
    arrow()
    if source.seekable():
        _run(source, sink, reading, clean, observe)
        return
    with tempfile.TemporaryFile() as spool:
        shutil.copyfileobj(source, spool)
        spool.seek(0)
        _run(spool, sink, reading, clean, observe)


def _run(source: Any, sink: BinaryIO | None, reading: Reading, clean: Clean, observe: Observe) -> None:
    import pyarrow.parquet as pq

    pa = arrow()
    try:
        file = pq.ParquetFile(source)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(error, reading) from error
    schema = check_columns(file.schema_arrow, reading)
    if sink is None:
        _clean(file, schema, None, reading, clean, observe)
        return
    gate = _Gate(sink)
    writer = _writer(file, gate, schema, reading)
    try:
        _clean(file, schema, writer, reading, clean, observe)
    except BaseException:
        # A writer that is given up would end the file as if it were whole.
        gate.shut = True
        writer.close()
        raise
    writer.close()


class _Gate(io.RawIOBase):
    """What goes to a sink until the gate is shut."""

    def __init__(self, sink: BinaryIO) -> None:
        self.sink, self.shut = sink, False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if not self.shut:
            self.sink.write(data)
        return len(data)


def _clean(
    file: ParquetFile, schema: Any, writer: ParquetWriter | None, reading: Reading, clean: Clean, observe: Observe
) -> None:
    pa = arrow()
    first = 1
    for group in range(file.num_row_groups):
        try:
            table = file.read_row_group(group)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(error, reading) from error
        cleaned = clean_table(table, schema, reading, clean, observe, first)
        if writer:
            writer.write_table(cleaned, row_group_size=max(len(cleaned), 1))
        first += len(table)
        del table, cleaned


def _damaged(error: Exception, reading: Reading) -> InputError:
    return InputError(f"not Parquet, or damaged: {error}", where=reading.path, hint="get the whole file again")


def _writer(file: ParquetFile, sink: Any, schema: Any, reading: Reading) -> ParquetWriter:
    """A writer that lays out its file as the one that was read."""
    import pyarrow.parquet as pq

    meta = file.metadata
    columns = _first_columns(meta)
    codecs = {column.path_in_schema: _codec(column.compression) for column in columns}
    encoded = [column.path_in_schema for column in columns if _DICTIONARY & set(column.encodings)]
    new = [f"{FIELD}.{path}" for path in _ANNOTATION if schema.names != file.schema_arrow.names]
    options: dict[str, Any] = {"compression": _codec(_of(columns, reading.text_field, "compression", "SNAPPY"))}
    if columns:
        options = {
            "compression": codecs | dict.fromkeys(new, options["compression"]),
            "use_dictionary": encoded + new,
            "column_encoding": {c.path_in_schema: e for c in columns for e in _OTHERS & set(c.encodings)} or None,
            "write_statistics": any(column.is_stats_set for column in columns),
            "write_page_index": any(column.has_offset_index for column in columns),
            "use_deprecated_int96_timestamps": any(column.physical_type == "INT96" for column in columns),
            "sorting_columns": _order(meta, reading.text_field),
        }
    described = b"ARROW:schema" in (meta.metadata or {})
    writer = pq.ParquetWriter(
        sink,
        schema,
        version=meta.format_version if meta.format_version in ("1.0", "2.4", "2.6") else "2.6",  # type: ignore[arg-type]
        store_schema=described,
        **options,
    )
    if not described and meta.metadata:
        # Without the description of its types Arrow leaves out all other metadata.
        writer.add_key_value_metadata(cast(Any, meta.metadata))
    return writer


def _first_columns(meta: FileMetaData) -> list[Any]:
    if not meta.num_row_groups:
        return []
    group = meta.row_group(0)
    return [group.column(index) for index in range(group.num_columns)]


def _of(columns: list[Any], path: str, name: str, default: str) -> str:
    return next((getattr(column, name) for column in columns if column.path_in_schema == path), default)


def _order(meta: FileMetaData, text_field: str) -> Any:
    """How the rows are sorted, unless it is by the text, which changes."""
    order = meta.row_group(0).sorting_columns
    by_text = any(meta.schema.column(entry.column_index).path == text_field for entry in order)
    return order if order and not by_text else None


def _codec(name: str) -> str:
    return "none" if name == "UNCOMPRESSED" else name.lower()
