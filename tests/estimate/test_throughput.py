"""What the estimate promises: units, limits, choices of size, draws and hostile input."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from serving_shapes import (
    A100,
    B200,
    DEEPSEEK,
    GPT_OSS_120B,
    H100,
    L40S,
    LLAMA_8B,
    LLAMA_405B,
    QWEN_32B,
    T4,
    checkpoint,
    served,
)

from costmodel.errors import InputError
from costmodel.estimate.factors import band, fitted
from costmodel.estimate.throughput import DoesNotFit, MissesPromise, Throughput, estimate_throughput

NUMBERS = [
    "output_tok_s_per_gpu",
    "total_tok_s_per_gpu",
    "requests_per_second",
    "concurrency",
    "max_concurrency",
    "tpot_ms",
    "ttft_ms",
    "low",
    "high",
]


def test_scalars_give_plain_floats() -> None:
    answer = served(input_tokens=np.int64(1000), output_tokens=np.float64(200), max_tpot_ms=50, max_ttft_s=2)
    assert {type(getattr(answer, name)) for name in NUMBERS} == {float}
    assert type(answer.gpus) is int


def test_rates_agree_with_each_other() -> None:
    answer = served(QWEN_32B, gpus_per_replica=2, input_tokens=1500, output_tokens=300)
    assert answer.output_tok_s_per_gpu == pytest.approx(answer.requests_per_second * 300 / 2)
    assert answer.total_tok_s_per_gpu == pytest.approx(answer.output_tok_s_per_gpu * 1800 / 300)
    assert (answer.low, answer.high) == pytest.approx(
        (band().low * answer.output_tok_s_per_gpu, band().high * answer.output_tok_s_per_gpu)
    )


def test_multipliers_touch_throughput_and_not_pace() -> None:
    tuned = served()
    multiplied: list[tuple[dict[str, Any], float]] = [
        ({"deployment": "typical"}, 0.8),
        ({"deployment": "Untuned"}, 0.6),
        ({"lora": "unmerged"}, 0.8),
        ({"deployment": "typical", "lora": "unmerged"}, 0.64),
    ]
    for arguments, share in multiplied:
        other = served(**arguments)
        for name in ("output_tok_s_per_gpu", "total_tok_s_per_gpu", "requests_per_second", "low", "high"):
            assert getattr(other, name) == pytest.approx(share * getattr(tuned, name))
        assert (other.tpot_ms, other.ttft_ms) == (tuned.tpot_ms, tuned.ttft_ms)


def test_cached_prefix_shortens_the_first_token() -> None:
    cold, warm = served(), served(prefix_hit_rate=0.75)
    assert warm.ttft_ms == pytest.approx(cold.ttft_ms * 0.25)
    assert warm.requests_per_second > cold.requests_per_second


def test_token_limit_is_used_up_exactly() -> None:
    answer = served(max_tpot_ms=20)
    assert answer.bound == "tpot"
    assert answer.tpot_ms == pytest.approx(20)
    assert answer.concurrency < answer.max_concurrency
    again = served(concurrency=answer.concurrency)
    assert again.tpot_ms == pytest.approx(20)
    assert again.requests_per_second == pytest.approx(answer.requests_per_second)
    assert (
        answer.why == f"At {answer.concurrency:.0f} calls at once each token takes 20 ms, the most you allow."
    )


def test_a_loose_limit_changes_nothing() -> None:
    assert served(max_tpot_ms=10_000, max_ttft_s=100) == served()


@pytest.mark.parametrize(
    ("arguments", "bound", "says"),
    [
        (
            {"model": GPT_OSS_120B, "precision": "mxfp4", "output_tokens": 1000},
            "kv_cache",
            "fills up at 124 calls",
        ),
        ({"concurrency": 4}, "concurrency", "Only 4 calls run at once"),
        (
            {
                "model": GPT_OSS_120B,
                "card": A100,
                "precision": "mxfp4",
                "input_tokens": 50,
                "output_tokens": 100,
                "gpus_per_replica": 1,
            },
            "cap",
            "no more than 256 calls",
        ),
        ({"input_tokens": 4000, "output_tokens": 100}, "arithmetic", "Arithmetic takes"),
    ],
)
def test_bound(arguments: dict[str, Any], bound: str, says: str) -> None:
    answer = served(**arguments)
    assert answer.bound == bound
    assert says in answer.why


def test_fewest_gpus_that_fit() -> None:
    assert served(LLAMA_8B).gpus == 1
    assert served(QWEN_32B).gpus == 2
    assert served(QWEN_32B, precision="fp8").gpus == 1
    assert served(DEEPSEEK, B200, precision="fp8").gpus == 8


def test_size_asked_for_may_be_tighter_than_the_size_chosen() -> None:
    assert served(QWEN_32B, gpus_per_replica=1).gpus == 1


def test_more_gpus_where_the_promise_needs_them() -> None:
    alone = served(QWEN_32B, precision="fp8")
    fast = served(QWEN_32B, precision="fp8", max_tpot_ms=9)
    assert fast.gpus > alone.gpus
    assert fast.tpot_ms <= 9 * (1 + 1e-9)
    assert any("keep the limits" in note for note in fast.notes)


def test_too_large_a_model_says_what_it_needs() -> None:
    answer = estimate_throughput(LLAMA_405B, H100, input_tokens=1000, output_tokens=200)
    assert isinstance(answer, DoesNotFit)
    assert answer.needed_gb == pytest.approx(811.7 / 0.8)
    assert "8 x H100-80GB have 640 GB" in answer.why
    assert "8 cards of 127 GB would hold it" in answer.why


def test_not_even_one_call_in_memory_is_no_fit() -> None:
    model = checkpoint(max_context=10_000_000)
    answer = estimate_throughput(model, T4, input_tokens=1_000_000, output_tokens=10, gpus_per_replica=2)
    assert isinstance(answer, DoesNotFit)
    assert answer.needed_gb > 131


def test_promise_beyond_reach_says_what_is_possible() -> None:
    answer = estimate_throughput(LLAMA_8B, L40S, input_tokens=1000, output_tokens=200, max_tpot_ms=1)
    assert isinstance(answer, MissesPromise)
    assert f"{answer.best_tpot_ms:.3g} ms per token instead of 1 ms" in answer.why
    possible = served(card=L40S, gpus_per_replica=answer.gpus, max_tpot_ms=answer.best_tpot_ms * (1 + 1e-9))
    assert possible.concurrency == pytest.approx(1, abs=1e-3)


def test_first_token_beyond_reach() -> None:
    answer = estimate_throughput(LLAMA_8B, H100, input_tokens=100_000, output_tokens=200, max_ttft_s=0.1)
    assert isinstance(answer, MissesPromise)
    assert answer.best_ttft_s > 0.1
    assert "to the first token instead of 0.1 s" in answer.why


def test_without_output_only_prompts_are_read() -> None:
    answer = served(output_tokens=0, max_tpot_ms=50)
    assert (answer.output_tok_s_per_gpu, answer.tpot_ms) == (0, 0)
    assert answer.requests_per_second == pytest.approx(1000 / (fitted().overlap * answer.ttft_ms))
    assert answer.total_tok_s_per_gpu == pytest.approx(1000 * answer.requests_per_second)
    assert answer.bound == "arithmetic"


def test_without_input_only_answers_are_written() -> None:
    answer = served(input_tokens=0)
    assert answer.ttft_ms == 0
    assert answer.total_tok_s_per_gpu == pytest.approx(answer.output_tok_s_per_gpu)
    assert answer.requests_per_second > served().requests_per_second


def test_long_calls_and_long_prompts_are_marked() -> None:
    short = checkpoint(max_context=1100)
    assert any("longer than the 1,100 tokens" in note for note in served(short).notes)
    assert served(checkpoint(max_context=1200)).notes == ()
    prompt_heavy = served(input_tokens=10_000, output_tokens=100)
    assert prompt_heavy.extrapolated
    assert "40 times the answer" in prompt_heavy.why
    assert not served(precision="fp8").extrapolated


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"input_tokens": 0, "output_tokens": 0}, "output_tokens"),
        ({"input_tokens": 10, "output_tokens": 0, "prefix_hit_rate": 1}, "output_tokens"),
        ({"input_tokens": -1}, "input_tokens"),
        ({"input_tokens": math.nan}, "input_tokens"),
        ({"output_tokens": math.inf}, "output_tokens"),
        ({"output_tokens": np.array([5, -2.0])}, "output_tokens"),
        ({"prefix_hit_rate": 1.2}, "prefix_hit_rate"),
        ({"concurrency": 0}, "concurrency"),
        ({"max_tpot_ms": 0}, "max_tpot_ms"),
        ({"max_ttft_s": -1}, "max_ttft_s"),
        ({"gpus_per_replica": 0}, "gpus_per_replica"),
        ({"gpus_per_replica": 1.5}, "gpus_per_replica"),
        ({"deployment": "perfect"}, "deployment"),
        ({"lora": "both"}, "lora"),
        ({"precision": "fp2"}, "precision"),
        ({"engine": "tgi"}, "engine"),
        ({"kv_element_bytes": 0}, "kv_element_bytes"),
    ],
)
def test_hostile_input_names_the_field(arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        served(**arguments)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_several_faults_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        served(input_tokens=-1, prefix_hit_rate=2, max_tpot_ms=0)
    assert [problem.field for problem in caught.value.problems] == [
        "input_tokens",
        "prefix_hit_rate",
        "max_tpot_ms",
    ]


def one_by_one(arguments: dict[str, Any], index: tuple[int, ...], shape: tuple[int, ...]) -> dict[str, Any]:
    return {
        name: float(np.broadcast_to(value, shape)[index]) if isinstance(value, np.ndarray) else value
        for name, value in arguments.items()
    }


@pytest.mark.parametrize(
    "arguments",
    [
        {"input_tokens": np.array([0, 10, 1000, 20_000.0]), "output_tokens": 200},
        {"input_tokens": 1000, "output_tokens": np.array([0, 1, 200, 4000.0]), "max_tpot_ms": 20},
        {
            "input_tokens": np.array([[100.0], [3000.0]]),
            "output_tokens": np.array([50.0, 500.0, 900.0]),
            "prefix_hit_rate": np.array([[0.0], [0.5]]),
            "max_tpot_ms": np.array([15.0, 40.0, 1000.0]),
        },
        {"input_tokens": 100, "output_tokens": 100, "concurrency": np.array([1.0, 7.0, 1e6])},
    ],
)
def test_arrays_equal_scalars_draw_by_draw(arguments: dict[str, Any]) -> None:
    together = served(gpus_per_replica=1, **arguments)
    shape = np.shape(together.requests_per_second)
    assert {np.shape(getattr(together, name)) for name in NUMBERS} == {shape}
    for index in np.ndindex(shape):
        alone = served(gpus_per_replica=1, **one_by_one(arguments, index, shape))
        for name in NUMBERS:
            assert np.asarray(getattr(together, name))[index] == pytest.approx(getattr(alone, name), rel=1e-9)


def test_draws_that_cannot_be_served_sustain_nothing_and_are_counted() -> None:
    prompts = np.array([100.0, 500.0, 100_000.0, 1e9])
    answer = served(input_tokens=prompts, max_ttft_s=1)
    rates = np.asarray(answer.requests_per_second)
    assert (rates > 0).tolist() == [True, True, False, False]
    assert answer.notes[-1] == "2 of 4 draws do not fit or cannot keep the promise."
    assert not np.isnan(rates).any()


def test_one_size_is_chosen_for_all_draws() -> None:
    limits = np.array([50.0, 9.0])
    answer = served(QWEN_32B, precision="fp8", max_tpot_ms=limits)
    assert answer.gpus == served(QWEN_32B, precision="fp8", max_tpot_ms=9).gpus


def test_every_number_of_the_answer_is_checked_here() -> None:
    others = {"gpus", "bound", "why", "far_because", "notes"}
    assert {field.name for field in fields(Throughput)} == {*NUMBERS, *others}
