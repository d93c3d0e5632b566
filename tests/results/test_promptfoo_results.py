"""Results of promptfoo: what is a variant, an item, a repeat, a fail, and what was not measured at all."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from result_files import file, jsonl, read, refused, refused_all

from costmodel.results import Results, read_results

IS_REFUND = {"type": "contains", "value": "refund"}


def one(test: int, column: int = 0, *, passed: bool = True, **more: Any) -> dict[str, Any]:
    """A result as promptfoo writes it, as far as it is read."""
    verdict = {"pass": passed, "score": float(passed), "reason": "", "componentResults": [{"pass": passed}]}
    return {
        "success": passed,
        "failureReason": 0 if passed else 1,
        "testIdx": test,
        "promptIdx": column,
        "provider": {"id": f"openai:model-{column}", "label": ""},
        "prompt": {"raw": f"Answer {test}", "label": "Answer {{question}}"},
        "testCase": {"vars": {"question": f"q{test}"}, "assert": [IS_REFUND]},
        "gradingResult": verdict,
        **({} if passed else {"error": "Expected output to contain refund"}),
        **more,
    }


def document(*results: object, version: object = 3, **more: Any) -> str:
    summary = {"version": version, "timestamp": "2026-01-01T00:00:00.000Z", "results": results, "stats": {}}
    whole = {
        "evalId": "eval-1",
        "results": summary,
        "config": {},
        "metadata": {"promptfooVersion": "0.121.20"},
    }
    return json.dumps({**whole, **more}, indent=2)


def results_of(*results: object, **more: Any) -> Results:
    return read(document(*results, **more), "results.json")


def test_a_worked_file() -> None:
    results = results_of(one(0), one(0, 1, passed=False), one(1, passed=False), one(1, 1))
    assert results.formats == ("promptfoo 0.121.20",)
    assert results.variants == ("openai:model-0", "openai:model-1")
    assert results.items == ("test 1", "test 2")
    np.testing.assert_array_equal(results.rates, [[1, 0], [0, 1]])
    assert results.rows == 4
    assert results.clusters is None
    assert results.notes == ()


def test_written_on_one_line_it_reads_the_same() -> None:
    compact = json.dumps(json.loads(document(one(0), one(1, passed=False))))
    for name in ("results.json", "results", "results.txt"):
        assert read(compact, name).rates.tolist() == [[1.0, 0.0]]
        assert read(document(one(0), one(1, passed=False)), name).rates.tolist() == [[1.0, 0.0]]


def test_the_order_in_which_calls_ended_does_not_matter() -> None:
    ended = [one(1, 1), one(0, 1, passed=False), one(1, passed=False), one(0)]
    results = results_of(*ended)
    assert results.variants == ("openai:model-0", "openai:model-1")
    assert results.items == ("test 1", "test 2")
    assert results.rates.tolist() == [[1, 0], [0, 1]]


def test_results_as_json_lines_are_the_same() -> None:
    rows = [
        one(0),
        one(1, passed=False),
        one(2, passed=False, failureReason=2, error="down", gradingResult=None),
    ]
    results = read(jsonl(rows), "results.jsonl")
    assert results.formats == ("promptfoo, JSON Lines",)
    assert results.items == ("test 1", "test 2")
    assert results.rates.tolist() == [[1.0, 0.0]]
    assert results.notes == (
        "results.jsonl: an error in place of an answer or its grading is left out (line 3)",
    )
    said = refused(jsonl([one(0), {"testIdx": 0, "promptIdx": 0}]), "results.jsonl")
    assert said.startswith("results.jsonl line 2, success: not given")


def test_a_call_or_a_grading_that_ended_in_an_error_is_no_measurement() -> None:
    no_answer = one(1, passed=False, failureReason=2, error="429 too many requests", gradingResult=None)
    grader = {"pass": False, "metadata": {"graderError": True}}
    ungraded = one(
        2, passed=False, gradingResult={"pass": False, "componentResults": [{"pass": True}, grader]}
    )
    failed_too = one(
        3, passed=False, gradingResult={"pass": False, "componentResults": [{"pass": False}, grader]}
    )
    results = results_of(one(0), no_answer, ungraded, failed_too)
    assert results.items == ("test 1", "test 4")
    assert results.rates.tolist() == [[1.0, 0.0]]
    assert results.notes == (
        "results.json: an error in place of an answer or its grading is left out (results 2 and 3)",
    )


def test_an_empty_answer_is_a_fail() -> None:
    empty = one(0, passed=False, failureReason=0, error="No output", gradingResult=None)
    assert results_of(empty).rates.tolist() == [[0.0]]


def test_without_a_reason_an_error_that_was_not_graded_is_no_measurement() -> None:
    old = [one(0), one(1, passed=False), one(2, passed=False, gradingResult=None)]
    for result in old:
        del result["failureReason"]
    assert results_of(*old).rates.tolist() == [[1.0, 0.0]]


def test_tests_with_the_same_content_are_repeats_of_one_item() -> None:
    again = {"testCase": one(0)["testCase"]}
    results = results_of(one(0), one(1, passed=False), one(2, passed=False, **again), one(3, **again))
    assert results.items == ("test 1", "test 2")
    np.testing.assert_allclose(results.rates, [[2 / 3, 0]])
    assert results.repeats.tolist() == [[3, 1]]
    assert results.notes == (
        "results.json: 2 results are repeats, of tests with the same description, variables and assertions",
    )


def test_repeats_do_not_shift_the_numbers_of_the_tests_behind_them() -> None:
    again = {"testCase": one(0)["testCase"]}
    third = {"testCase": one(1)["testCase"]}
    repeated = document(one(0), one(1, **again), one(2, **third), one(3, **third))
    once = document(one(0, provider="b"), one(1, provider="b"))
    results = read_results([file(repeated, "a.json"), file(once, "b.json")])
    assert results.items == ("test 1", "test 2")
    assert results.repeats.tolist() == [[2, 2], [1, 1]]


def test_runtime_variables_do_not_tell_tests_apart() -> None:
    cases = [
        {"vars": {"q": 1, "sessionId": str(i), "__repeatIndex": i}, "assert": [IS_REFUND]} for i in range(2)
    ]
    results = results_of(*(one(i, testCase=case) for i, case in enumerate(cases)))
    assert results.repeats.tolist() == [[2]]


def test_without_variables_each_test_is_an_item() -> None:
    results = results_of(*(one(i, testCase={"assert": [IS_REFUND]}) for i in range(3)))
    assert results.items == ("test 1", "test 2", "test 3")


def test_a_test_is_named_with_its_description() -> None:
    case = {"description": "refund\n in German", "vars": {}, "assert": [IS_REFUND]}
    assert results_of(one(4, testCase=case)).items == ("test 1: refund in German",)


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        ([("a", "p"), ("b", "p")], ("a", "b")),
        ([("a", "p"), ("a", "r")], ("a, p", "a, r")),
        ([("a", "p"), ("b", "p"), ("a", "r")], ("a, p", "b", "a, r")),
        ([("a", "p"), ("a", "p")], ("a", "a (2)")),
        ([("a", "x" * 90 + "1"), ("a", "x" * 90 + "2")], (f"a, {'x' * 60}…", f"a, {'x' * 60}… (2)")),
        ([("", "p"), ("b", "")], ("column 1", "b")),
    ],
)
def test_variants_are_named_with_what_tells_them_apart(
    columns: list[tuple[str, str]], names: tuple[str, ...]
) -> None:
    rows = [
        one(0, place, provider={"id": provider}, prompt={"label": prompt})
        for place, (provider, prompt) in enumerate(columns)
    ]
    assert results_of(*rows).variants == names


def test_a_label_of_a_provider_comes_before_its_id() -> None:
    assert results_of(one(0, provider={"id": "openai:x", "label": "tuned"})).variants == ("tuned",)
    assert results_of(one(0, provider="openai:x")).variants == ("openai:x",)


def test_prompts_of_two_files_are_told_apart() -> None:
    first, second = one(0, provider="a", prompt={"label": "p"}), one(0, provider="a", prompt={"label": "r"})
    results = read_results([file(document(first), "a.json"), file(document(second), "b.json")])
    assert results.variants == ("a, p", "a, r")
    assert results.rates.tolist() == [[1.0], [1.0]]


def test_files_of_two_sets_of_tests_are_not_matched() -> None:
    other = one(0, provider="b", testCase={"vars": {"question": "another"}, "assert": [IS_REFUND]})
    said = refused_all(file(document(one(0)), "a.json"), file(document(other), "b.json"))
    assert said.startswith("b.json, item: 'test 1' is not accepted; a.json asks or grades it otherwise")


def test_the_same_run_twice_is_refused() -> None:
    said = refused_all(file(document(one(0)), "a.json"), file(document(one(0)), "b.json"))
    assert said.startswith(
        "b.json result 1, item and variant: 'test 1, openai:model-0' is not accepted; this repeat"
    )


def test_passing_without_an_assertion_is_told() -> None:
    results = results_of(one(0, testCase={"vars": {"q": 1}, "assert": []}), one(1))
    assert results.notes == (
        "results.json: a test without assertions passes whatever is answered (result 1)",
    )


def test_a_newer_format_is_read_and_told() -> None:
    assert results_of(one(0), version=4).notes == (
        "results.json: version 4 of the format is newer than 3, the one known",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            document(one(0), version=2),
            "results.json, results.version: 2 is not accepted; version 3 of the format",
        ),
        (document(one(0), version=None), "results.version: not given"),
        (document(), "results.json, results.results: not given; the file holds no results"),
        (document(7), "results.json result 1: 7 is not accepted; each result must be a JSON object"),
        (
            document(one(0, success="yes")),
            "result 1, success: 'yes' is not accepted; true and false are allowed",
        ),
        (
            document(one(0), one(1, testIdx=None)),
            "result 2, testIdx: not given; it must be a whole",
        ),
        (document(one(0, promptIdx=-1)), "result 1, promptIdx: -1 is not accepted"),
        (
            document(one(0, passed=False, failureReason=2)),
            "results: not given; no row of any file was measured",
        ),
        (document(one(0, provider={"id": "\ud800"})), "result 1, variant: '\\ud800' is not accepted"),
        (document(one(0))[:-30], 'results.json: \'{\\n  "evalId": "eval-1",\\n'),
        ('{"results": ' * 100_000, "the file is no JSON: it is nested too deep"),
        ("[\n7]", "the file must hold one JSON object"),
        ("{\n}", "this is none of the formats"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(content: str, said: str) -> None:
    assert said in refused(content, "results.json")


@pytest.mark.parametrize("odd", [None, 7, "x", [], [7], {}, {"label": 7}, {"componentResults": 7}])
@pytest.mark.parametrize("key", ["provider", "prompt", "testCase", "gradingResult", "error", "failureReason"])
def test_odd_values_of_what_is_not_needed_do_no_harm(key: str, odd: object) -> None:
    results = results_of({**one(0, passed=False), key: odd}, one(1))
    assert results.rates[0, -1] == 1.0


@pytest.mark.parametrize("metadata", [None, [], {}, {"promptfooVersion": None}])
def test_a_file_without_its_version_is_promptfoo_still(metadata: object) -> None:
    assert results_of(one(0), metadata=metadata).formats == ("promptfoo",)
