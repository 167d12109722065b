"""Cleaning for programs that hold their texts in Arrow tables; needs the extra `parquet`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from cleaner.clean import Cleaner
from cleaner.formats.arrow import arrow, check_columns, clean_table
from cleaner.formats.stream import Reading

if TYPE_CHECKING:
    import pyarrow as pa

Batch = TypeVar("Batch", "pa.Table", "pa.RecordBatch")


def clean_batch(
    batch: Batch,
    text: str = "text",
    url: str = "url",
    *,
    cleaner: Cleaner | None = None,
    annotate: Literal["", "beside", "only"] = "",
) -> Batch:
    """The table or record batch with its column `text` cleaned; everything else stays, nulls too.

    A column `url` with the addresses of the pages lets site rules work; it may be missing. `annotate` adds the
    column `cleaner`. Raises InputError if there is no such text column, or pyarrow is not installed.

    >>> import pyarrow as pa
    >>> clean_batch(pa.table({"text": ["It rained.\\n\\nADVERTISEMENT", None]}))["text"].to_pylist()
    ['It rained.', None]
    """
    pa = arrow()
    reading = Reading("", text, url, annotate=annotate)
    schema = check_columns(batch.schema, reading)
    single = isinstance(batch, pa.RecordBatch)
    table = pa.Table.from_batches([batch]) if single else batch
    out = clean_table(cast(Any, table), schema, reading, (cleaner or _default()).clean, lambda _: None)
    return cast(Any, _one_batch(out) if single else out)  # type: ignore[no-any-return]


def _one_batch(table: Any) -> Any:
    pa = arrow()
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


@cache
def _default() -> Cleaner:
    return Cleaner()
