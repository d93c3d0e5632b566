"""What holds for every format and over several files: matching, repeats, clusters, classes, and any bytes at all."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections import defaultdict
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from result_files import file, jsonl, read, refused, refused_all
from test_harness_results import GSM, sample, totals
from test_promptfoo_results import document, one

from costmodel.errors import InputError
from costmodel.results import NamedFile, Results, read_results
from costmodel.results.model import FAILURE_CLASSES

HEADER = "item,variant,passed\n"


class Row(NamedTuple):
    item: str
    variant: str
    passed: bool
    repeat: str
    failure_class: str


NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8
).map(str.strip)
RUNS = st.lists(
    st.tuples(
        st.sampled_from("abcde") | NAMES,
        st.sampled_from("vw") | NAMES,
        st.booleans(),
        st.sampled_from("123"),
        st.sampled_from(["", *FAILURE_CLASSES]),
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda row: (row[0], row[1], row[3]),
).map(lambda rows: [Row(*row) for row in rows if row[0] and row[1]])  # fmt: skip


def as_csv(rows: list[Row], delimiter: str = ",", newline: str = "\n") -> str:
    text = io.StringIO(newline="")
    quoting = (
        csv.QUOTE_ALL if any(set("\r\n") & set(row.item + row.variant) for row in rows) else csv.QUOTE_MINIMAL
    )
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerow(Row._fields)
    writer.writerows(rows)
    return text.getvalue()


def as_jsonl(rows: list[Row]) -> str:
    return jsonl(row._asdict() for row in rows)


def by_name(results: Results) -> dict[tuple[str, str], tuple[float, int]]:
    """Rate and number of runs of what was measured, whatever the order."""
    return {
        (variant, item): (float(results.rates[v, i]), int(results.repeats[v, i]))
        for (v, variant), (i, item) in itertools.product(
            enumerate(results.variants), enumerate(results.items)
        )
        if results.repeats[v, i]
    }


def witness(rows: list[Row]) -> dict[tuple[str, str], tuple[float, int]]:
    runs: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for row in rows:
        runs[row.variant, row.item].append(row.passed)
    return {key: (sum(passed) / len(passed), len(passed)) for key, passed in runs.items()}


def classes_witness(rows: list[Row]) -> dict[str, dict[str, int]]:
    named: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.failure_class and not row.passed:
            named[row.variant, row.item].append(row.failure_class)
    counts: dict[str, dict[str, int]] = {}
    for (variant, _), classes in named.items():
        counts.setdefault(variant, dict.fromkeys(FAILURE_CLASSES, 0))[max(classes, key=classes.count)] += 1
    return counts


@given(
    rows=RUNS.filter(bool), delimiter=st.sampled_from(",;\t"), newline=st.sampled_from(["\n", "\r\n", "\r"])
)
def test_rates_are_those_of_a_count_by_hand(rows: list[Row], delimiter: str, newline: str) -> None:
    for results in (read(as_csv(rows, delimiter, newline)), read(as_jsonl(rows), "results.jsonl")):
        assert by_name(results) == witness(rows)
        assert results.failure_classes == classes_witness(rows)
        assert results.rows == len(rows)
        assert results.items == tuple(dict.fromkeys(row.item for row in rows))
        assert results.variants == tuple(dict.fromkeys(row.variant for row in rows))
        assert np.isnan(results.rates[results.repeats == 0]).all()


@given(rows=RUNS.filter(bool), data=st.data())
def test_the_order_of_rows_and_their_spread_over_files_do_not_matter(
    rows: list[Row], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    parts = [part for part in (shuffled[:cut], shuffled[cut:]) if part]
    files = [file(as_csv(parts[0]), "a.csv"), *(file(as_jsonl(part), "b.jsonl") for part in parts[1:])]
    assert by_name(read_results(files)) == witness(rows)


@given(content=st.binary(max_size=300), name=st.sampled_from(["r.csv", "r.json", "r.jsonl", GSM, "r"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    read_or_refuse(content, name)


STARTS = [
    as_csv([Row("q", "v", True, "1", ""), Row("q", "w", False, "1", "bad_label")]).encode(),
    as_jsonl([Row("q", "v", True, "1", ""), Row("q", "w", False, "1", "bad_label")]).encode(),
    document(one(0), one(1, 1, passed=False)).encode(),
    jsonl([one(0), one(1, 1, passed=False)]).encode(),
    jsonl([sample(0, 1), sample(1, 0)]).encode(),
    json.dumps(totals()).encode(),
]


@given(
    start=st.sampled_from(STARTS), data=st.data(), name=st.sampled_from(["r.csv", "r.json", "r.jsonl", GSM])
)
def test_a_sound_file_with_some_bytes_changed_is_read_or_refused(
    start: bytes, data: st.DataObject, name: str
) -> None:
    at = data.draw(st.integers(0, len(start)))
    until = data.draw(st.integers(at, min(len(start), at + 8)))
    put = data.draw(
        st.binary(max_size=4)
        | st.sampled_from([b'"', b"{", b"}", b"[", b",", b"\n", b"null", b"7", b"1e999"])
    )
    read_or_refuse(start[:at] + put + start[until:], name)


@pytest.mark.parametrize("start", STARTS)
def test_a_file_cut_anywhere_is_read_or_refused(start: bytes) -> None:
    for end in range(len(start)):
        read_or_refuse(start[:end], "results.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(value=JSON, data=st.data())
def test_any_value_anywhere_in_a_json_file_is_read_or_refused(value: object, data: st.DataObject) -> None:
    whole = json.loads(data.draw(st.sampled_from([STARTS[2], STARTS[-1]])))
    place = whole
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()) or not isinstance(place[key], dict | list):
            place[key] = value
            break
        place = place[key]
    read_or_refuse(json.dumps(whole).encode(), "results.json")


def read_or_refuse(content: bytes, name: str) -> None:
    try:
        results = read(content, name)
    except InputError as error:
        said = [str(problem) for problem in error.problems]
    else:
        said = [*results.notes, *results.formats, *(total.name for total in results.totals)]
        assert results.rates.shape == results.repeats.shape == (len(results.variants), len(results.items))
        assert results.rows == results.repeats.sum()
    assert not any("\n" in line for line in said)
    "".join(said).encode("utf-8")


def test_files_of_one_variant_add_up() -> None:
    results = read_results([file(HEADER + "q,v,1\n", "a.csv"), file(HEADER + "r,v,0\nr,w,1\n", "b.csv")])
    assert results.formats == ("CSV", "CSV")
    np.testing.assert_array_equal(results.rates, [[1, 0], [np.nan, 1]])


def test_the_same_row_in_two_files_is_refused() -> None:
    said = refused_all(file(HEADER + "q,v,1\n", "a.csv"), file(HEADER + "q,v,1\n", "b.csv"))
    assert said.startswith("b.csv line 2, item and variant: 'q, v' is not accepted; add a column repeat")


def test_files_are_read_from_paths(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text(HEADER + "q,v,1\n")
    assert read_results([NamedFile("results.csv", path)]).rates.tolist() == [[1.0]]
    assert "the file cannot be read: No such file" in refused_all(NamedFile("gone", tmp_path / "gone"))
    assert "the file cannot be read: Is a directory" in refused_all(NamedFile("folder", tmp_path))


def test_an_open_file_is_read_from_its_start_and_stays_open() -> None:
    place = io.BytesIO((HEADER + "q,v,1\n").encode())
    place.read()
    for _ in range(2):
        assert read_results([NamedFile("results.csv", place)]).rows == 1
    place.close()
    assert "the file cannot be read" in refused_all(NamedFile("results.csv", cast("BinaryIO", place)))


def test_no_file_is_refused() -> None:
    assert refused_all().startswith("results: not given; a file of results is needed; CSV or JSON Lines")


def test_a_failure_class_of_what_passed_is_ignored_and_told() -> None:
    rows = "".join(f"q{i},v,{i % 2},bad_label\n" for i in range(20))
    results = read_results(
        [file("item,variant,passed,failure_class\n" + rows), file(HEADER + "q,w,1\n", "b.csv")]
    )
    assert results.failure_classes["v"]["bad_label"] == 10
    assert results.notes[0] == (
        "results.csv: a failure class of what passed is ignored (lines 3, 5, 7, 9, 11 and 5 more)"
    )


@pytest.mark.parametrize(
    ("classes", "counted"),
    [
        (["bad_label", "search_defect", "search_defect"], "search_defect"),
        (["bad_label", "search_defect"], "bad_label"),
        (["", "search_defect", "bad_label"], "search_defect"),
    ],
)
def test_an_item_counts_once_by_its_most_frequent_class(classes: list[str], counted: str) -> None:
    rows = "".join(f"q,v,0,{repeat},{name}\n" for repeat, name in enumerate(classes))
    results = read("item,variant,passed,repeat,failure_class\n" + rows)
    assert results.failure_classes == {"v": {**dict.fromkeys(FAILURE_CLASSES, 0), counted: 1}}


@pytest.mark.parametrize(
    "word", ["wrong_behaviour", "Wrong Behavior", "WRONG_BEHAVIOR", " wrong  behaviour ", "wrong behaviour"]
)
def test_spellings_of_a_class(word: str) -> None:
    results = read(f"item,variant,passed,failure_class\nq,v,0,{word}\n")
    assert results.failure_classes["v"]["wrong_behaviour"] == 1


def test_items_without_a_cluster_are_clusters_of_their_own() -> None:
    results = read("item,variant,passed,cluster\na,v,1,x\nb,v,1,\nc,v,1,y\nd,v,1,\ne,v,1,x\n")
    assert results.clusters is not None
    numbers = results.clusters.tolist()
    assert numbers[0] == numbers[4]
    assert sorted(set(numbers)) == [0, 1, 2, 3]


def test_too_many_variants_are_refused() -> None:
    assert read(HEADER + "".join(f"q,v{i},1\n" for i in range(200))).rates.shape == (200, 1)
    said = refused(HEADER + "".join(f"q,v{i},1\n" for i in range(201)))
    assert said.startswith("variants: 201 is not accepted; at most 200 are allowed")


def test_a_table_too_large_for_memory_is_refused() -> None:
    rows = "".join(f"q{i},v{i % 200},1\n" for i in range(100_001))
    assert refused(HEADER + rows).startswith(
        "variants times items: 20000200 is not accepted; at most 20,000,000"
    )


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_million_rows_are_counted_right(kind: str) -> None:
    items, variants, repeats = 100_000, 5, 2
    passed = np.random.default_rng(7).random((items, variants, repeats)) < 0.6
    cells = [(i, v, r) for r in range(repeats) for i in range(items) for v in range(variants)]
    if kind == "csv":
        lines = (f"q{i},v{v},{passed[i, v, r]},{r},c{i // 10}\n" for i, v, r in cells)
        content = "item,variant,passed,repeat,cluster\n" + "".join(lines)
    else:
        content = "".join(
            f'{{"item": "q{i}", "variant": "v{v}", "passed": {int(passed[i, v, r])}, "repeat": {r}, "cluster": {i // 10}}}\n'
            for i, v, r in cells
        )
    results = read(content, f"results.{kind}")
    assert results.rows == 1_000_000
    assert results.items == tuple(f"q{i}" for i in range(items))
    np.testing.assert_array_equal(results.rates, passed.mean(axis=2).T)
    np.testing.assert_array_equal(results.repeats, np.full((variants, items), repeats))
    assert results.clusters is not None
    np.testing.assert_array_equal(results.clusters, np.arange(items) // 10)
    assert results.notes == ()
