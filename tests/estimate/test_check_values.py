"""The closed form against figures worked out independently, to one part in a thousand."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from serving_shapes import GPT_OSS_120B, H100, H200, L40S, LLAMA_8B, QWEN_8B, QWEN_32B, served

from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.estimate.factors import STARTING
from costmodel.estimate.formats import default_kv_element_bytes, weight_format
from costmodel.estimate.kv_cache import attention_shape, kv_bytes_per_call


class Row(NamedTuple):
    model: Checkpoint
    precision: str
    card: Gpu
    engine: str
    gpus: int
    input_tokens: int
    output_tokens: int
    concurrency: int | None
    kv_mb: float
    batch: float
    ttft_ms: float
    tpot_ms: float
    output_tok_s_per_gpu: float


ROWS = [
    Row(LLAMA_8B, "fp8", H100, "trtllm", 1, 1000, 200, 64, 72.09, 872.7, 19.90, 10.68, 5956.9),
    Row(LLAMA_8B, "fp8", H100, "trtllm", 1, 1000, 200, None, 72.09, 872.7, 19.90, 99.27, 8784.8),
    Row(LLAMA_8B, "fp8", H100, "vllm", 1, 1000, 200, 64, 144.18, 436.3, 20.36, 12.53, 5081.2),
    Row(QWEN_32B, "fp8", H200, "trtllm", 2, 2000, 500, 32, 294.91, 749.5, 99.24, 14.02, 1130.4),
    Row(GPT_OSS_120B, "mxfp4", H100, "trtllm", 1, 1000, 1000, 64, 60.01, 124.0, 51.63, 33.30, 1919.9),
    Row(QWEN_8B, "bf16", L40S, "vllm", 1, 1000, 200, 16, 162.20, 155.9, 93.58, 32.12, 493.4),
]


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda row: f"{row.model.checkpoint}-{row.engine}-{row.concurrency}"
)
def test_estimate_matches_the_worked_figures(row: Row) -> None:
    answer = served(
        row.model,
        row.card,
        precision=row.precision,
        engine=row.engine,
        gpus_per_replica=row.gpus,
        input_tokens=row.input_tokens,
        output_tokens=row.output_tokens,
        concurrency=row.concurrency,
        factors=STARTING,
    )
    close: dict[str, Any] = {"rel": 1e-3}
    assert answer.max_concurrency == pytest.approx(row.batch, **close)
    assert answer.ttft_ms == pytest.approx(row.ttft_ms, **close)
    assert answer.tpot_ms == pytest.approx(row.tpot_ms, **close)
    assert answer.output_tok_s_per_gpu == pytest.approx(row.output_tok_s_per_gpu, **close)


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda row: f"{row.model.checkpoint}-{row.engine}-{row.concurrency}"
)
def test_kv_cache_matches_the_worked_figures(row: Row) -> None:
    engine = "vllm" if row.engine == "vllm" else "tensorrt-llm"
    kv_bytes = kv_bytes_per_call(
        attention_shape(row.model),
        row.input_tokens,
        row.output_tokens,
        element_bytes=default_kv_element_bytes(weight_format(row.precision), engine, row.model, row.card),
        tensor_parallel=row.gpus,
    )
    assert kv_bytes / 1e6 == pytest.approx(row.kv_mb, rel=1e-3)
