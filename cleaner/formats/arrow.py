"""Text columns of Arrow tables: cleaned chunk by chunk, in the type they have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from typing import TYPE_CHECKING, Any

from cleaner.errors import InputError
from cleaner.formats.annotate import FIELD, annotation
from cleaner.formats.stream import Clean, Observe, Reading
from cleaner.model import Document

if TYPE_CHECKING:
    import pyarrow as pa


def arrow() -> Any:
    """The library. Raises InputError with the cure if it is not installed."""
    try:
        import pyarrow
    except ImportError as error:
        raise InputError("Parquet needs one more package", hint="pip install 'news-cleaner[parquet]'") from error
    return pyarrow


def annotation_field() -> pa.Field[Any]:
    """The column that `annotate` adds."""
    pa = arrow()
    span = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("rule", pa.string()), ("category", pa.string())])
    parts = {
        "removals": pa.int32(),
        "words": pa.int32(),
        "rules": pa.list_(pa.string()),
        "spans": pa.list_(span),
        "paywalled": pa.bool_(),
        "over_budget": pa.bool_(),
    }
    return pa.field(FIELD, pa.struct(list(parts.items())))  # type: ignore[no-any-return]


def check_columns(schema: pa.Schema, reading: Reading) -> pa.Schema:
    """The schema of the cleaned table. Raises InputError if the text column is missing or holds no text."""
    known = ", ".join(f"`{name}`" for name in schema.names[:20])
    if schema.names.count(reading.text_field) != 1:
        count = schema.names.count(reading.text_field)
        what = f"no column `{reading.text_field}`" if not count else f"{count} columns `{reading.text_field}`"
        raise InputError(what, where=reading.path, hint=f"name one with --text-field; there are {known}")
    kind = schema.field(reading.text_field).type
    if not _is_text(kind):
        what = f"column `{reading.text_field}` holds {kind}, not text"
        raise InputError(what, where=reading.path, hint=f"name another one with --text-field; there are {known}")
    if not reading.annotate:
        return schema
    field = annotation_field()
    if FIELD not in schema.names:
        return schema.append(field)
    if schema.field(FIELD).type != field.type:
        raise InputError(f"there is a column `{FIELD}` of its own", where=reading.path, hint="rename or drop it first")
    return schema


def _is_text(kind: pa.DataType) -> bool:
    types = arrow().types
    if types.is_dictionary(kind):
        return _is_text(kind.value_type)  # type: ignore[attr-defined]
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def clean_table(
    table: pa.Table, schema: pa.Schema, reading: Reading, clean: Clean, observe: Observe, first: int = 1
) -> pa.Table:
    """The table with its text column cleaned; nulls, and chunks in which nothing goes, stay as they are.

    `schema` comes from `check_columns`; rows are counted from `first` in the paths of documents.
    """
    pa = arrow()
    at = table.schema.get_field_index(reading.text_field)
    column = table.column(at)
    others = zip(_texts(table, reading.url_field), _texts(table, "id"), strict=False)
    chunks: list[Any] = []
    notes: list[dict[str, Any] | None] = []
    number = first
    for chunk in column.chunks:
        texts, changed = chunk.to_pylist(), False
        for index, text in enumerate(texts):
            url, doc_id = next(others)
            path, number = f"{reading.path}:{number}", number + 1
            if text is None:
                notes.append(None)
                continue
            cleaned = clean(Document(text, url=url, doc_id=doc_id, path=path))
            observe(cleaned)
            if reading.annotate:
                notes.append(annotation(cleaned))
            if cleaned.changed and reading.annotate != "only":
                texts[index], changed = cleaned.text, True
        chunks.append(_array(texts, column.type) if changed else chunk)
    out = table.set_column(at, table.schema.field(at), pa.chunked_array(chunks, column.type))
    if not reading.annotate:
        return out
    field = annotation_field()
    noted = pa.array(notes, field.type)
    at = out.schema.get_field_index(FIELD)
    out = out.append_column(field, noted) if at < 0 else out.set_column(at, out.schema.field(at), noted)
    return out.cast(schema)


def _array(texts: list[str | None], kind: pa.DataType) -> Any:
    pa = arrow()
    if not pa.types.is_dictionary(kind):
        return pa.array(texts, kind)
    plain = pa.array(texts, kind.value_type).dictionary_encode()  # type: ignore[attr-defined]
    return pa.DictionaryArray.from_arrays(plain.indices.cast(kind.index_type), plain.dictionary, ordered=kind.ordered)  # type: ignore[attr-defined]


def _texts(table: pa.Table, name: str) -> Iterator[str]:
    """The values of a column as texts, those that are null or missing empty."""
    if table.schema.names.count(name) != 1:
        yield from repeat("")
        return
    for chunk in table.column(name).chunks:
        for value in chunk.to_pylist():
            yield "" if value is None else str(value)
