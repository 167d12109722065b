"""Arrow tables and record batches."""

from __future__ import annotations

import doctest
import sys

import pyarrow as pa
import pytest
from packing import cleaner_of, line_rule

from cleaner.arrow import clean_batch
from cleaner.errors import InputError

ENGINE = cleaner_of(line_rule("advertisement", name="advert/label"))
TEXTS = ["It rained.\n\nADVERTISEMENT", None, "It stopped.", "ADVERTISEMENT\n\nIt rained."]
CLEAN = ["It rained.", None, "It stopped.", "It rained."]
SMALL = pa.dictionary(pa.int8(), pa.string(), ordered=True)
kinds = pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.string_view(), SMALL, pa.dictionary(pa.int32(), pa.large_string())],
    ids=str,
)


def column(values, kind):
    if not pa.types.is_dictionary(kind):
        return pa.array(values, kind)
    plain = pa.array(values, kind.value_type).dictionary_encode()
    return pa.DictionaryArray.from_arrays(plain.indices.cast(kind.index_type), plain.dictionary, ordered=kind.ordered)


def table_of(kind, values=TEXTS, **more):
    table = pa.table({"n": pa.array(range(len(values)), pa.int64()), "text": column(values, kind), **more})
    return table.replace_schema_metadata({"who": "Mrs Moss"})


@kinds
def test_the_type_of_the_text_nulls_and_other_columns_stay(kind):
    table = table_of(kind)
    cleaned = clean_batch(table, cleaner=ENGINE)
    assert cleaned.schema.equals(table.schema, check_metadata=True)
    assert cleaned["text"].to_pylist() == CLEAN
    assert cleaned["n"] == table["n"]
    assert clean_batch(cleaned, cleaner=ENGINE) == cleaned
    cleaned.validate(full=True)


@kinds
def test_a_record_batch_comes_back_as_one(kind):
    (batch,) = table_of(kind).to_batches()
    cleaned = clean_batch(batch, cleaner=ENGINE)
    assert isinstance(cleaned, pa.RecordBatch)
    assert cleaned.column("text").to_pylist() == CLEAN
    assert cleaned.schema.equals(batch.schema, check_metadata=True)
    empty = batch.slice(0, 0)
    assert clean_batch(empty, cleaner=ENGINE).equals(empty)


@kinds
def test_slices_and_chunks(kind):
    table = pa.concat_tables([table_of(kind).slice(1), table_of(kind).slice(0, 1), table_of(kind, [])])
    assert clean_batch(table, cleaner=ENGINE)["text"].to_pylist() == [*CLEAN[1:], CLEAN[0]]


def test_the_address_lets_site_rules_work():
    engine = cleaner_of(line_rule("paper box", sites=["paper.example"]))
    texts = ["It rained.\n\nPaper box", "It rained.\n\nPaper box"]
    table = pa.table({"body": texts, "link": ["https://paper.example/a", None]})
    assert clean_batch(table, "body", "link", cleaner=engine)["body"].to_pylist() == ["It rained.", texts[1]]
    assert clean_batch(table, "body", cleaner=engine) == table


@pytest.mark.parametrize("mode", ["beside", "only"])
def test_annotations_are_a_column_of_their_own(mode):
    table = table_of(pa.string())
    noted = clean_batch(table, cleaner=ENGINE, annotate=mode)
    assert noted["text"].to_pylist() == (TEXTS if mode == "only" else CLEAN)
    first, second, third, _ = noted["cleaner"].to_pylist()
    assert first["spans"] == [{"start": 12, "end": 25, "rule": "advert/label", "category": "advert"}]
    assert (first["removals"], first["words"], first["rules"]) == (1, 1, ["advert/label"])
    assert second is None
    assert third["removals"] == 0
    assert clean_batch(table, cleaner=ENGINE, annotate=mode).schema == noted.schema
    again = clean_batch(noted, cleaner=ENGINE, annotate="only")
    assert again.schema.equals(noted.schema, check_metadata=True)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"body": ["a"]}, "no column `text`"),
        ({"text": [1]}, "column `text` holds int64, not text"),
        ({"text": [b"a"]}, "column `text` holds binary, not text"),
        ({"text": ["a"], "cleaner": ["Mrs Moss"]}, "there is a column `cleaner` of its own"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(columns, message):
    with pytest.raises(InputError, match=message):
        clean_batch(pa.table(columns), cleaner=ENGINE, annotate="beside")


def test_two_columns_of_the_name_are_refused():
    with pytest.raises(InputError, match="2 columns `text`"):
        clean_batch(pa.table([["a"], ["b"]], names=["text", "text"]), cleaner=ENGINE)


def test_a_missing_package_names_the_cure(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError) as caught:
        clean_batch(None)
    assert "pip install 'news-cleaner[parquet]'" in str(caught.value)


def test_the_examples_hold(cleaner, monkeypatch):
    monkeypatch.setattr("cleaner.arrow._default", lambda: cleaner)
    assert doctest.testmod(sys.modules[clean_batch.__module__]) == (0, 2)
