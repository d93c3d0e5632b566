"""Samples and totals of lm-evaluation-harness."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from result_files import file, jsonl, read, refused, refused_all

from costmodel.results import Totals, read_results

GSM = "samples_gsm8k_2026-01-02T03-04-05.678901.jsonl"
ARC = "samples_arc_easy_2026-01-02T03-04-05.678901.jsonl"


def sample(doc: object, value: object, metric: str = "exact_match", **more: Any) -> dict[str, Any]:
    """A logged sample as the harness writes it, as far as it is read."""
    return {
        "doc_id": doc,
        "doc": {"question": f"q{doc}"},
        "target": "7",
        "arguments": {},
        "resps": [["7"]],
        "filtered_resps": ["7"],
        "filter": "none",
        "metrics": [metric],
        "doc_hash": f"hash of {doc}",
        "prompt_hash": "p",
        "target_hash": "t",
        metric: value,
        **more,
    }


def test_worked_files_of_two_models() -> None:
    first = jsonl([sample(0, 1.0), sample(1, 0.0)])
    second = jsonl([sample(1, True), sample(0, False), sample(2, 1)])
    results = read_results([file(first, f"org__base/{GSM}"), file(second, f"runs\\org__tuned\\{GSM}")])
    assert results.formats == ("lm-evaluation-harness samples",) * 2
    assert results.variants == ("org__base", "org__tuned")
    assert results.items == ("gsm8k 0", "gsm8k 1", "gsm8k 2")
    np.testing.assert_array_equal(results.rates, [[1, 0, np.nan], [0, 1, 1]])


@pytest.mark.parametrize(
    ("names", "variants"),
    [
        ((f"m/{GSM}", f"m/{ARC}"), ("m",)),
        ((GSM, ARC), (GSM.removesuffix(".jsonl"), ARC.removesuffix(".jsonl"))),
        (("base.jsonl", "tuned.jsonl"), ("base", "tuned")),
        ((f"a/m/{GSM}", f"b/m/{GSM}"), ("m", f"b/m/{GSM}")),
        (("x/base.jsonl", "y/base.jsonl"), ("base", "y/base.jsonl")),
        (("base.jsonl", "base.jsonl"), ("base", "base.jsonl")),
    ],
)
def test_a_file_is_a_variant(names: tuple[str, str], variants: tuple[str, ...]) -> None:
    results = read_results([file(jsonl([sample(0, 1)]), name) for name in names])
    assert results.variants == variants


def test_a_variant_of_another_format_is_not_mixed_with_samples() -> None:
    rows = file("item,variant,passed\nq,base,1\n")
    results = read_results([rows, file(jsonl([sample(0, 1)]), "base.jsonl")])
    assert results.variants == ("base", "base.jsonl")


def test_one_filter_and_one_metric_count_and_the_others_are_told() -> None:
    rows = [
        *(sample(doc, 0, filter="strict-match", inst_acc=0.5, other=1, metrics=["inst_acc", "exact_match", "other"])
          for doc in range(2)),
        *(sample(doc, 1, filter="flexible-extract") for doc in range(2)),
    ]  # fmt: skip
    results = read(jsonl(rows), GSM)
    assert results.rates.tolist() == [[0.0, 0.0]]
    assert results.notes == (
        f"{GSM}: answers are those of filter strict-match, not of flexible-extract",
        f"{GSM}: passed is what the metric exact_match says, not inst_acc and other",
    )


def test_without_a_list_of_metrics_they_are_what_is_not_known() -> None:
    rows = [sample(doc, doc % 2, "acc") for doc in range(3)]
    for row in rows:
        del row["metrics"], row["filter"], row["doc_hash"]
    assert read(jsonl(rows), "base.jsonl").rates.tolist() == [[0.0, 1.0, 0.0]]


def test_samples_of_other_documents_are_not_matched() -> None:
    other = sample(0, 1, doc_hash="another")
    said = refused_all(file(jsonl([sample(0, 1)]), f"a/{GSM}"), file(jsonl([other]), f"b/{GSM}"))
    assert said.startswith(f"b/{GSM}, item: 'gsm8k 0' is not accepted; a/{GSM} asks or grades it otherwise")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([sample(0, 0.5)], "metrics: ['exact_match'] is not accepted; no metric says of each document only"),
        ([sample(0, 1), sample(1, "1")], "no metric says of each document"),
        ([sample(0, 1), sample(1, [1])], "no metric says of each document"),
        ([sample(0, 1), sample(1, float("nan"))], "no metric says of each document"),
        ([sample(0, 1), {**sample(1, 1), "metrics": []}], "no metric says of each document"),
        ([sample(0, 1), sample(0, 1)], "line 2, item and variant: 'gsm8k 0, "),
        ([sample(0, 1), sample(None, 1)], "line 2, doc_id: not given; it must be a whole number"),
        ([sample(0, 1), sample(1, 1, filter=[])], "line 2, filter: [] is not accepted; it must be a name"),
        ([sample(0, 1), {"item": 1}], "line 2, doc_id: not given"),
        ([sample(0, 1), [1]], "line 2: '[1]' is not accepted; each line must hold one JSON object"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(rows: list[object], said: str) -> None:
    assert said in refused(jsonl(rows), GSM)


def totals(**more: Any) -> dict[str, Any]:
    return {
        "results": {
            "gsm8k": {
                "alias": "gsm8k",
                "name": "gsm8k",
                "sample_len": 1319,
                "exact_match,strict-match": 791 / 1319,
                "exact_match_stderr,strict-match": 0.0134,
                "exact_match,flexible-extract": 800 / 1319,
            },
            "arc": {"alias": "arc", "acc,none": 0.25, "acc_stderr,none": "N/A"},
            "wikitext": {"alias": "wikitext", "word_perplexity,none": 12.5},
            "group": {"alias": "both", "acc,none": 0.5},
        },
        "n-samples": {
            "gsm8k": {"original": 1319, "effective": 1319},
            "arc": {"original": 2376, "effective": 4},
            "wikitext": {"original": 62, "effective": 62},
        },
        "config": {"model": "hf"},
        "model_name": "org/base",
        "lm_eval_version": "0.4.13",
        **more,
    }


def test_totals_are_passes_out_of_items() -> None:
    results = read(json.dumps(totals(), indent=2), "results_2026-01-02T03-04-05.678901.json")
    assert results.formats == ("lm-evaluation-harness 0.4.13 totals",)
    assert results.totals == (Totals("org/base, gsm8k", 791, 1319), Totals("org/base, arc", 1, 4))
    assert (results.rows, results.rates.shape, results.variants) == (0, (0, 0), ())
    name = "results_2026-01-02T03-04-05.678901.json"
    assert results.notes == (
        f"{name}: passes of org/base, gsm8k are those of exact_match,strict-match, not of exact_match,flexible-extract",
        f"{name}: org/base, wikitext is left out, no metric of it counts passes out of 62 items",
    )


def test_totals_stand_beside_rows() -> None:
    files = [file("item,variant,passed\nq,v,1\n"), file(json.dumps(totals()), "totals.json")]
    results = read_results(files)
    assert results.rates.tolist() == [[1.0]]
    assert [total.passes for total in results.totals] == [791, 1]


@pytest.mark.parametrize("model", [None, "", 7])
def test_totals_without_a_model_are_named_after_the_file(model: object) -> None:
    results = read(json.dumps(totals(model_name=model, lm_eval_version=None)), "totals.json")
    assert results.formats == ("lm-evaluation-harness totals",)
    assert results.totals[0].name == "totals.json, gsm8k"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"n-samples": {}}, "totals.json, results: not given; it must hold a task with a metric"),
        (
            {"results": {"arc": {"acc,none": 0.3}}, "n-samples": {"arc": {"effective": 4}}},
            "it must hold a task",
        ),
        (
            {"results": {"arc": {"acc,none": 1.5}}, "n-samples": {"arc": {"effective": 4}}},
            "it must hold a task",
        ),
        (
            {"n-samples": {"arc": {"effective": 0}}},
            "n-samples, arc: 0 is not accepted; it must be a whole number",
        ),
        ({"n-samples": {"arc": {"effective": None}}}, "n-samples, arc: not given"),
        ({"n-samples": {"arc": [4]}}, "n-samples, arc: [4] is not accepted"),
    ],
)
def test_totals_that_do_not_count_passes_are_refused(more: dict[str, Any], said: str) -> None:
    assert said in refused(json.dumps(totals(**more)), "totals.json")


def test_names_from_a_file_of_totals_stay_on_one_line() -> None:
    odd = {"results": {"a\nb\ud800": {"acc,none": 0.5}}, "n-samples": {"a\nb\ud800": {"effective": 4}}}
    results = read(json.dumps(totals(model_name="m\nn", **odd)), "totals.json")
    assert results.totals == (Totals("m n, a b?", 2, 4),)
