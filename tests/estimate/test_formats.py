"""Formats, engines and card families by name."""

from __future__ import annotations

import pytest
from serving_shapes import A100, B200, GPT_OSS_120B, H100, L40S, LLAMA_8B, RTX_5090, T4, gpu

from costmodel.catalog.cards import Gpu
from costmodel.errors import InputError
from costmodel.estimate.engines import batch_cap, engine_named
from costmodel.estimate.families import card_family, extrapolations
from costmodel.estimate.formats import default_kv_element_bytes, peak_flops, weight_format

MI300X = gpu(
    gpu="MI300X", vendor="AMD", architecture="CDNA 3", memory_gb=192, bf16_tflops=1307, fp8_tflops=2615
)
MI355X = gpu(
    gpu="MI355X", vendor="AMD", architecture="CDNA 4", memory_gb=288, bf16_tflops=2516, fp8_tflops=5033
)
B300 = gpu(gpu="B300", architecture="Blackwell Ultra", memory_gb=288)


@pytest.mark.parametrize(
    ("card", "family"),
    [
        (A100, "ampere"),
        (H100, "hopper"),
        (L40S, "ada"),
        (B200, "blackwell"),
        (B300, "blackwell"),
        (RTX_5090, "rtxbw"),
        (MI300X, "cdna3"),
        (MI355X, "cdna4"),
        (T4, "other"),
    ],
)
def test_family(card: Gpu, family: str) -> None:
    assert card_family(card) == family


@pytest.mark.parametrize(
    ("precision", "card", "tflops"),
    [
        ("bf16", H100, 989),
        ("int4", H100, 989),
        ("fp8", H100, 1979),
        ("fp8", A100, 312),
        ("fp4", H100, 1979),
        ("fp4", A100, 312),
        ("nvfp4", B200, 9000),
        ("mxfp4", H100, 989),
        ("mxfp4", MI300X, 1307),
        ("mxfp4", B200, 4500),
        ("mxfp4", RTX_5090, 419),
        ("mxfp4", MI355X, 5033),
    ],
)
def test_a_format_the_card_lacks_computes_at_the_next_wider(precision: str, card: Gpu, tflops: float) -> None:
    assert peak_flops(weight_format(precision), card) == tflops * 1e12


@pytest.mark.parametrize(
    ("precision", "engine", "card", "kv_bytes"),
    [
        ("bf16", "tensorrt-llm", H100, 2),
        ("int4", "tensorrt-llm", H100, 2),
        ("fp8", "tensorrt-llm", H100, 1),
        ("fp8", "vllm", H100, 2),
        ("fp8", "sglang", H100, 2),
        ("fp4", "tensorrt-llm", B200, 1),
    ],
)
def test_kv_element(precision: str, engine: str, card: Gpu, kv_bytes: float) -> None:
    assert default_kv_element_bytes(weight_format(precision), engine, LLAMA_8B, card) == kv_bytes


def test_gpt_oss_keeps_two_bytes_on_hopper_only() -> None:
    mxfp4 = weight_format("mxfp4")
    assert default_kv_element_bytes(mxfp4, "tensorrt-llm", GPT_OSS_120B, H100) == 2
    assert default_kv_element_bytes(mxfp4, "tensorrt-llm", GPT_OSS_120B, B200) == 1


@pytest.mark.parametrize("name", ["trtllm", "TensorRT-LLM", "trt-llm", "TRTLLM"])
def test_tensorrt_llm_has_many_spellings(name: str) -> None:
    assert engine_named(name) == "tensorrt-llm"


@pytest.mark.parametrize(
    ("engine", "card", "gpus", "calls"),
    [
        ("vllm", H100, 8, 1024),
        ("vllm", A100, 1, 256),
        ("vllm", L40S, 4, 256),
        ("sglang", H100, 4, 8192),
        ("other", A100, 1, 2048),
    ],
)
def test_batch_cap(engine: str, card: Gpu, gpus: int, calls: float) -> None:
    assert batch_cap(engine, card, gpus) == calls


def test_unknown_names_say_what_is_allowed() -> None:
    with pytest.raises(InputError, match=r"precision: 'int3' .* bf16, int4, fp8"):
        weight_format("int3")
    with pytest.raises(InputError, match=r"engine: 'ollama' .* vllm, sglang"):
        engine_named("ollama")


@pytest.mark.parametrize(
    ("card", "precision", "active_b", "says"),
    [
        (L40S, "bf16", 8, "no published run is in bf16"),
        (MI300X, "bf16", 8, "assumed, not fitted"),
        (T4, "bf16", 8, "assumed, not fitted"),
        (H100, "bf16", 1.5, "outside 3B to 40B"),
        (H100, "bf16", 70, "outside 3B to 40B"),
        (RTX_5090, "fp4", 8, "less than 48 GB"),
    ],
)
def test_what_is_extrapolated(card: Gpu, precision: str, active_b: float, says: str) -> None:
    assert says in " ".join(extrapolations(card, precision, active_b))


def test_what_is_measured() -> None:
    assert extrapolations(H100, "fp8", 8) == ()
    assert extrapolations(B200, "fp4", 37) == ()
