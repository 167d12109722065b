"""Parquet on the command line: only the text changes; columns, metadata and layout stay."""

from __future__ import annotations

import datetime
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import run
from unit.formats.test_compression import READERS, WRITERS

TEXTS = ["It rained.\n\nADVERTISEMENT", None, "It stopped. Read more »", "", "It rained."]
CLEAN = ["It rained.", None, "It stopped.", "", "It rained."]
TABLE = pa.table(
    {
        "id": pa.array([1, 2, None, 4, 5]),
        "text": TEXTS,
        "parts": pa.array([{"a": [1, 2]}, None, {"a": []}, {"a": None}, {"a": [3]}]),
        "at": pa.array([datetime.datetime(2024, 5, 4, 12)] * 5),
        "kind": pa.array(["x", "y", "x", "x", None]).dictionary_encode(),
        "raw": pa.array([b"\x00\xff"] * 5),
    },
    metadata={"who": "Mrs Moss", "pandas": "{}"},
)
LAYOUTS = [
    {},
    {"compression": "zstd"},
    {"compression": "lz4"},
    {"compression": "none"},
    {"compression": {"id": "gzip", "text": "brotli", "raw": "none", "kind": "snappy"}},
    {"use_dictionary": ["text"]},
    {"use_dictionary": False, "column_encoding": {"id": "DELTA_BINARY_PACKED", "text": "DELTA_LENGTH_BYTE_ARRAY"}},
    {"write_statistics": False},
    {"store_schema": False},
    {"version": "1.0"},
    {"use_deprecated_int96_timestamps": True},
    {"write_page_index": True},
    {"sorting_columns": [pq.SortingColumn(0, nulls_first=True)]},
]
# What says where in the file something is, or how long it became.
MOVES = {
    "file_offset",
    "data_page_offset",
    "dictionary_page_offset",
    "total_compressed_size",
    "total_uncompressed_size",
}


def written(table=TABLE, **layout):
    out = io.BytesIO()
    pq.write_table(table, out, **{"row_group_size": 2} | layout)
    return out.getvalue()


def read(data):
    return pq.ParquetFile(io.BytesIO(data))


def layout_of(file):
    meta = file.metadata
    groups = []
    for number in range(meta.num_row_groups):
        group = meta.row_group(number)
        columns = [group.column(index).to_dict() for index in range(group.num_columns)]
        for column in columns:
            if column["path_in_schema"] == "text":
                column.pop("statistics")
        kept = [{key: value for key, value in column.items() if key not in MOVES} for column in columns]
        groups.append((group.num_rows, group.sorting_columns, kept))
    return meta.format_version, sorted(set(meta.metadata or {}) - {b"ARROW:schema"}), groups


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_only_the_text_changes(layout, tmp_path):
    (tmp_path / "a.parquet").write_bytes(written(**layout))
    assert run("clean", "-q", "-w", "a.parquet", cwd=tmp_path).code == 0
    before, after = read(written(**layout)), read((tmp_path / "a.parquet").read_bytes())
    assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
    assert after.read()["text"].to_pylist() == CLEAN
    assert after.read().drop(["text"]).equals(before.read().drop(["text"]))
    assert layout_of(after) == layout_of(before)
    assert (b"ARROW:schema" in (after.metadata.metadata or {})) == layout.get("store_schema", True)


def test_metadata_without_a_description_of_arrow_types_stays():
    out = io.BytesIO()
    with pq.ParquetWriter(out, TABLE.schema, store_schema=False) as writer:
        writer.write_table(TABLE)
        writer.add_key_value_metadata({"writer": "Mrs Moss"})
    cleaned = read(run("clean", "-q", "--from", "parquet", stdin=out.getvalue()).out)
    assert cleaned.metadata.metadata == {b"writer": b"Mrs Moss"}
    assert cleaned.schema.equals(read(out.getvalue()).schema)


def test_a_run_that_fails_leaves_no_file_that_looks_whole():
    data = written(compression="zstd")
    start = read(data).metadata.row_group(1).column(0).dictionary_page_offset
    result = run("clean", "-q", "--from", "parquet", stdin=data[:start] + bytes(40) + data[start + 40 :])
    assert result.code == 2
    assert not result.out.endswith(b"PAR1")
    with pytest.raises(pa.ArrowInvalid):
        read(result.out)


def test_a_table_sorted_by_its_text_is_so_no_longer(tmp_path):
    (tmp_path / "a.parquet").write_bytes(written(sorting_columns=[pq.SortingColumn(1)]))
    assert run("clean", "-q", "-w", "a.parquet", cwd=tmp_path).code == 0
    assert read((tmp_path / "a.parquet").read_bytes()).metadata.row_group(0).sorting_columns == ()


def test_pipe_and_file_give_the_same(tmp_path):
    data = written()
    (tmp_path / "a.parquet").write_bytes(data)
    piped = run("clean", "-q", "--from", "parquet", stdin=data).out
    assert read(piped).read()["text"].to_pylist() == CLEAN
    assert run("clean", "-q", "a.parquet", cwd=tmp_path).out == piped
    assert run("clean", "-q", "a.parquet", "-o", "b.parquet", cwd=tmp_path).code == 0
    assert (tmp_path / "b.parquet").read_bytes() == piped
    for kind in WRITERS:
        packed = run("clean", "-q", "--from", "parquet", stdin=WRITERS[kind](data)).out
        assert READERS[kind](packed) == piped


def test_what_loses_nothing_stays_as_it_was(tmp_path):
    data = written(TABLE.drop(["text"]).append_column("text", pa.array(CLEAN)))
    (tmp_path / "a.parquet").write_bytes(data)
    assert run("clean", "-q", "a.parquet", "-o", "b.parquet", cwd=tmp_path).code == 0
    assert (tmp_path / "b.parquet").read_bytes() == data
    piped = read(run("clean", "-q", "--from", "parquet", stdin=data).out)
    assert piped.read().equals(read(data).read())
    assert piped.schema_arrow.equals(read(data).schema_arrow, check_metadata=True)
    assert layout_of(piped) == layout_of(read(data))


@pytest.mark.parametrize("kind", [pa.large_string(), pa.dictionary(pa.int8(), pa.string())], ids=str)
def test_other_types_of_text(kind):
    data = written(pa.table({"text": pa.array(TEXTS).cast(kind)}))
    out = read(run("clean", "-q", "--from", "parquet", stdin=data).out).read()
    assert out.schema.field("text").type == kind
    assert out["text"].to_pylist() == CLEAN


@pytest.mark.parametrize("mode", ["beside", "only"])
def test_annotations_are_a_column(mode):
    data = written(compression="zstd")
    result = run("clean", "-q", f"--annotate={mode}", "--from", "parquet", stdin=data)
    file = read(result.out)
    assert file.schema_arrow.names == [*TABLE.schema.names, "cleaner"]
    assert file.read()["text"].to_pylist() == (TEXTS if mode == "only" else CLEAN)
    notes = file.read()["cleaner"].to_pylist()
    assert [note and note["rules"] for note in notes] == [["advert/en-label"], None, ["read-more/en-tail"], [], []]
    group = file.metadata.row_group(0)
    assert {group.column(index).compression for index in range(group.num_columns)} == {"ZSTD"}


def test_marks():
    out = run("clean", "-q", "--mark", "[{category}]", "--from", "parquet", stdin=written()).out
    assert read(out).read()["text"].to_pylist()[0] == "It rained.\n\n[advert]"


def test_a_table_without_rows():
    for table in (TABLE.slice(0, 0), TABLE.slice(0, 1)):
        out = read(run("clean", "-q", "--from", "parquet", stdin=written(table)).out)
        assert out.read().num_rows == table.num_rows
        assert out.schema_arrow.equals(read(written(table)).schema_arrow, check_metadata=True)


def test_findings_name_the_row(tmp_path):
    (tmp_path / "a.parquet").write_bytes(written())
    result = run("check", "-q", "a.parquet", cwd=tmp_path)
    assert result.code == 1
    assert b"a.parquet:1:3:1:" in result.out
    assert b"a.parquet:3:1:13:" in result.out


@pytest.mark.parametrize("fault", ["cut", "text", "page"])
def test_a_damaged_file_is_told_and_nothing_written(fault, tmp_path):
    data = written(compression="zstd")
    damaged = {"cut": data[:-9], "text": b"It rained.\n", "page": data[:4] + bytes(400) + data[404:]}[fault]
    (tmp_path / "a.parquet").write_bytes(damaged)
    for extra in ("-w",), ("-o", "b.parquet"):
        result = run("clean", "a.parquet", *extra, cwd=tmp_path)
        assert result.code == 2
        assert b"error: a.parquet: not Parquet, or damaged: " in result.err
        assert b"Traceback" not in result.err
        assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]
        assert (tmp_path / "a.parquet").read_bytes() == damaged


def test_a_missing_column_is_told():
    result = run("clean", "-q", "--from", "parquet", "--text-field", "body", stdin=written())
    assert result.code == 2
    assert b"error: -: no column `body` (name one with --text-field; there are `id`, `text`," in result.err
