"""JSON Lines: the same fields as CSV, as JSON values."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from result_files import file, jsonl, read, refused

from costmodel.errors import InputError
from costmodel.results import read_results

ROW: dict[str, Any] = {"item": "q", "variant": "v", "passed": True}


def test_a_worked_file() -> None:
    results = read(
        jsonl(
            [
                {"item": 17, "variant": "hosted", "passed": True, "cluster": 3, "note": "x"},
                {
                    "item": "q2",
                    "variant": "hosted",
                    "passed": 0,
                    "cluster": None,
                    "failure_class": "bad_label",
                },
                {"Passed": "fail", "variant": "tuned", "ITEM": "17", "cluster": "3", "repeat": 1},
                {"Passed": 1.0, "variant": "tuned", "ITEM": "17", "cluster": "3", "repeat": 2},
            ]
        ),
        "results.jsonl",
    )
    assert results.formats == ("JSON Lines",)
    assert results.rows == 4
    assert (results.variants, results.items) == (("hosted", "tuned"), ("17", "q2"))
    np.testing.assert_array_equal(results.rates, [[1.0, 0.0], [0.5, np.nan]])
    np.testing.assert_array_equal(results.repeats, [[1, 1], [2, 0]])
    assert results.clusters is not None
    assert results.clusters.tolist() == [0, 1]
    assert results.failure_classes["hosted"]["bad_label"] == 1
    assert results.notes == (
        "results.jsonl: keys left out: note",
        "1 of 2 items name no cluster; each counts as one of its own",
        "1 of 2 items are not measured in every variant: tuned lacks 1",
    )


@pytest.mark.parametrize("value", [True, 1, 1.0, "true", "YES", "passed"])
def test_what_says_passed(value: object) -> None:
    assert read(jsonl([{**ROW, "passed": value}])).rates.tolist() == [[1.0]]


def shown(value: object) -> str:
    return "not given" if value is None else f"{value!r} is not accepted"


@pytest.mark.parametrize(
    "value", [0.7, "", None, "maybe", float("nan"), float("inf"), 2, -1, 10**30, [], [1], {}, {"a": 1}]
)
def test_anything_else_is_refused(value: object) -> None:
    said = refused(jsonl([{**ROW, "item": "r"}, {**ROW, "passed": value}]))
    assert said.startswith(f"results.csv line 2, passed: {shown(value)}; true, false, yes, no")


@pytest.mark.parametrize("key", ["item", "variant", "repeat", "cluster", "failure_class"])
@pytest.mark.parametrize("value", [True, 1.5, [], ["a"], {"a": 1}, "\ud800", "a\0b", "x" * 201])
def test_a_name_is_a_text_or_a_whole_number(key: str, value: object) -> None:
    good = {**ROW, "item": 1, "variant": 1, "repeat": 1, "cluster": 1, "passed": False}
    said = refused(jsonl([good, {**good, "repeat": 2, key: value}]))
    assert said.startswith(f"results.csv line 2, {key}: ")


@pytest.mark.parametrize("value", [None, ""])
def test_what_may_be_missing_may_be_empty(value: object) -> None:
    results = read(jsonl([{**ROW, "repeat": value, "cluster": value, "failure_class": value}]))
    assert results.clusters is None
    assert results.failure_classes == {}


@pytest.mark.parametrize("value", [None, "", " "])
@pytest.mark.parametrize("key", ["item", "variant"])
def test_a_name_is_needed(key: str, value: object) -> None:
    assert f"line 1, {key}: {shown(value)}; it must be a name" in refused(jsonl([{**ROW, key: value}]))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[1]", "each line must hold one JSON object"),
        *(("7", "each line must hold"), ("null", "each line must hold"), ('"a"', "each line must hold")),
        ('{"item": "q", "variant"', "the line is no JSON: Expecting ':' delimiter at character 24"),
        ("{} {}", "the line is no JSON: Extra data at character 4"),
        (
            '{"item": "q", "variant": "v"}',
            "'item, variant' is not accepted; it lacks passed; an object needs",
        ),
        ('{"item": 1, "Item": 2, "variant": 3, "passed": 1}', "it names item more than once"),
        ("[" * 200_000, "nested too deep"),
        ('{"item": ' * 100_000, "nested too deep"),
        ('{"item": ' + "1" * 5_000 + "}", "the line is no JSON: Exceeds the limit"),
        ("item,variant,passed", "the line is no JSON: Expecting value at character 1"),
    ],
)
def test_a_line_that_is_no_row_is_named(line: str, said: str) -> None:
    good = json.dumps(ROW)
    for before in ("", "\r\n \n"):
        whole = refused(f"{before}{good}\n{line}\n", "results.jsonl")
        assert whole.startswith(f"results.jsonl line {before.count(chr(10)) + 2}: ")
        assert said in whole
    assert said in refused(f"{line}\n", "results.jsonl")


@pytest.mark.parametrize("third", ['{"c": 1}, 7', '{"c": 1}, []'])
def test_lines_are_not_made_up_for_by_others(third: str) -> None:
    with pytest.raises(InputError) as error:
        read_results([file('{"a": [1\n{"b": 2}]}\n' + third + "\n", "results.jsonl")])
    assert [problem.field for problem in error.value.problems] == [
        f"results.jsonl line {n}" for n in (1, 2, 3)
    ]


def test_an_object_may_not_reach_over_lines() -> None:
    content = '{"item": "q", "variant": "v", "passed": 1, "more": [{}\n{}]}\n' + jsonl([ROW])
    with pytest.raises(InputError) as error:
        read_results([file(content, "results.jsonl")])
    assert [problem.field for problem in error.value.problems] == [
        "results.jsonl line 1",
        "results.jsonl line 2",
    ]


def test_braces_inside_texts_are_only_texts() -> None:
    results = read(jsonl([{**ROW, "item": "{", "answer": "}, {"}, {**ROW, "item": "}", "answer": ["{"]}]))
    assert results.items == ("{", "}")
