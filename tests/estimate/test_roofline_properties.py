"""What must hold for any workload: no free lunch, and nothing beyond the data sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving_shapes import (
    A100,
    B200,
    DEEPSEEK,
    GPT_OSS_120B,
    H100,
    H200,
    L40S,
    LLAMA_8B,
    QWEN_32B,
    QWEN_HYBRID,
    checkpoint,
    served,
)

from costmodel.catalog.checkpoints import Checkpoint
from costmodel.estimate.factors import PRIORS, STARTING, Factors
from costmodel.estimate.formats import default_kv_element_bytes, weight_format
from costmodel.estimate.kv_cache import attention_shape, kv_bytes_per_call
from costmodel.estimate.throughput import Throughput, estimate_throughput

FAMILIES = ("ampere", "hopper", "blackwell", "ada", "rtxbw")
ALL_ONE: Mapping[str, float] = dict.fromkeys(FAMILIES, 1.0)
IDEAL = Factors(
    mfu=ALL_ONE,
    mbu=ALL_ONE,
    mfu_fp8=1.0,
    mfu_fp4=1.0,
    mbu_fp4=1.0,
    mbu_int4=1.0,
    moe_mfu=1.0,
    moe_mbu=1.0,
    decode_mfu=1.0,
    kv_efficiency=1.0,
    kv_fp4=1.0,
    size_exponent=1.0,
    overlap=0.0,
    layer_s=0.0,
    expert_layer_s=0.0,
    latent_layer_s=0.0,
    state_layer_s=0.0,
    layer_share={},
    step_s=0.0,
    call_s=0.0,
    all_reduce_latency_s=0.0,
    all_reduce_bandwidth_share=1.0,
    engine=dict.fromkeys(PRIORS.engine, 1.0),
)
"""The data sheet itself: prompts at peak arithmetic, answers at full bandwidth, no overhead."""

SMALL = checkpoint(
    checkpoint="small",
    params_b=0.49,
    active_params_b=0.49,
    layers=24,
    hidden=896,
    heads=14,
    kv_heads=2,
    head_dim=64,
)
MODELS = st.sampled_from([SMALL, LLAMA_8B, QWEN_32B, GPT_OSS_120B, DEEPSEEK, QWEN_HYBRID])
CARDS = st.sampled_from([A100, H100, H200, L40S, B200])
PROMPTS = st.floats(0, 100_000)
ANSWERS = st.floats(1, 10_000)
MORE = st.floats(1, 10)
LIMITS = st.floats(1, 500)
CALLS = st.floats(1, 2000)
WORKLOADS = st.fixed_dictionaries({"input_tokens": PROMPTS, "output_tokens": ANSWERS, "max_tpot_ms": LIMITS})
SETUPS = st.fixed_dictionaries(
    {
        "gpu": CARDS,
        "gpus_per_replica": st.sampled_from([1, 2, 4, 8]),
        "precision": st.sampled_from(["bf16", "int4", "fp8", "fp4", "mxfp4"]),
        "engine": st.sampled_from(["vllm", "sglang", "tensorrt-llm", "other"]),
        "input_tokens": st.floats(1, 100_000),
        "output_tokens": st.floats(0, 10_000),
    }
)


def rate(model: Checkpoint, **arguments: Any) -> float:
    """Calls a second of a replica of 8; 0 where it cannot serve."""
    call: dict[str, Any] = {"gpu": H200, "gpus_per_replica": 8, "precision": "fp8"} | arguments
    answer = estimate_throughput(model, call.pop("gpu"), **call)
    return float(answer.requests_per_second) if isinstance(answer, Throughput) else 0.0


def at_least(more: float, less: float) -> bool:
    return more >= less * (1 - 1e-9)


@given(model=MODELS, prompt=PROMPTS, answer=ANSWERS, more=MORE)
def test_longer_prompts_never_raise_the_rate(
    model: Checkpoint, prompt: float, answer: float, more: float
) -> None:
    short = rate(model, input_tokens=prompt, output_tokens=answer)
    assert at_least(short, rate(model, input_tokens=prompt * more, output_tokens=answer))


@given(model=MODELS, prompt=PROMPTS, answer=ANSWERS, more=MORE)
def test_longer_answers_never_raise_the_rate(
    model: Checkpoint, prompt: float, answer: float, more: float
) -> None:
    short = rate(model, input_tokens=prompt, output_tokens=answer)
    assert at_least(short, rate(model, input_tokens=prompt, output_tokens=answer * more))


@given(model=MODELS, prompt=PROMPTS, answer=ANSWERS, limit=LIMITS, more=MORE)
def test_a_looser_pace_never_lowers_the_rate(
    model: Checkpoint, prompt: float, answer: float, limit: float, more: float
) -> None:
    tight = rate(model, input_tokens=prompt, output_tokens=answer, max_tpot_ms=limit)
    assert at_least(rate(model, input_tokens=prompt, output_tokens=answer, max_tpot_ms=limit * more), tight)


@given(model=MODELS, prompt=PROMPTS, answer=ANSWERS, calls=CALLS, more=MORE)
def test_more_calls_at_once_never_lower_the_rate(
    model: Checkpoint, prompt: float, answer: float, calls: float, more: float
) -> None:
    few = rate(model, input_tokens=prompt, output_tokens=answer, concurrency=calls)
    assert at_least(rate(model, input_tokens=prompt, output_tokens=answer, concurrency=calls * more), few)


@pytest.mark.parametrize("field", ["memory_gb", "memory_bandwidth_tb_s", "fp8_tflops", "interconnect_gb_s"])
@given(model=MODELS, workload=WORKLOADS, more=MORE)
def test_a_better_card_never_lowers_the_rate(
    field: str, model: Checkpoint, workload: dict[str, Any], more: float
) -> None:
    better = H200.model_copy(update={field: getattr(H200, field) * more})
    assert at_least(rate(model, gpu=better, **workload), rate(model, **workload))


@given(model=MODELS, workload=WORKLOADS)
def test_fewer_weight_bytes_at_the_same_arithmetic_never_lower_the_rate(
    model: Checkpoint, workload: dict[str, Any]
) -> None:
    """Weights of 4 bits are unpacked and computed in bf16, the cache stays as it is."""
    small, large = (rate(model, precision=precision, **workload) for precision in ("int4", "bf16"))
    assert at_least(small, large)


@given(model=MODELS, setup=SETUPS)
def test_weights_and_running_calls_never_exceed_the_memory(model: Checkpoint, setup: dict[str, Any]) -> None:
    card = setup["gpu"]
    answer = estimate_throughput(model, card, **{k: v for k, v in setup.items() if k != "gpu"})
    if not isinstance(answer, Throughput):
        return
    weights = weight_format(setup["precision"])
    engine = setup["engine"]
    held = kv_bytes_per_call(
        attention_shape(model),
        setup["input_tokens"],
        setup["output_tokens"],
        element_bytes=default_kv_element_bytes(weights, engine, model, card),
        tensor_parallel=answer.gpus,
    )
    used = model.params_b * 1e9 * weights.bytes_per_weight + float(answer.max_concurrency) * float(held)
    assert used <= answer.gpus * card.memory_gb * 1e9


@given(model=MODELS, prompt=PROMPTS, answer=ANSWERS, hits=st.floats(0, 1), more=st.floats(0, 1))
def test_more_prefix_hits_never_lower_the_rate(
    model: Checkpoint, prompt: float, answer: float, hits: float, more: float
) -> None:
    call = {"input_tokens": prompt, "output_tokens": answer}
    higher = hits + more * (1 - hits)
    assert at_least(rate(model, prefix_hit_rate=higher, **call), rate(model, prefix_hit_rate=hits, **call))


@given(model=MODELS, setup=SETUPS)
def test_nothing_is_faster_than_the_data_sheet(model: Checkpoint, setup: dict[str, Any]) -> None:
    ceiling = rate(model, factors=IDEAL, **setup)
    assert at_least(ceiling, rate(model, **setup))
    assert at_least(ceiling, rate(model, factors=PRIORS, **setup))
    assert at_least(ceiling, rate(model, factors=STARTING, **setup))


def test_prompts_of_a_narrow_model_are_read_at_the_peak_at_most() -> None:
    answer = served(SMALL, A100, output_tokens=0, gpus_per_replica=1, engine="trtllm", factors=STARTING)
    flops_per_prompt = 2 * 0.49e9 * 1000 + 2 * 14 * 64 * 1000 * 24 * 1000
    assert answer.requests_per_second == pytest.approx(312e12 / flops_per_prompt)


def test_one_stream_reads_the_weights_once_per_token() -> None:
    """Bandwidth over weight bytes, the classic bound on a single stream."""
    stream = served(concurrency=1, input_tokens=1, output_tokens=1000, gpus_per_replica=1)
    assert stream.output_tok_s_per_gpu < 3.35e12 / 16.06e9
    ideal = served(concurrency=1, input_tokens=0, output_tokens=1000, gpus_per_replica=1, factors=IDEAL)
    assert ideal.output_tok_s_per_gpu == pytest.approx(3.35e12 / 16.06e9, rel=0.01)


def test_one_call_touches_the_active_experts_only() -> None:
    few = served(GPT_OSS_120B, precision="mxfp4", concurrency=1, factors=IDEAL, input_tokens=1)
    active_bytes = 5.1e9 * 0.545
    assert few.tpot_ms == pytest.approx(active_bytes / 3.35e12 * 1000, rel=0.02)
