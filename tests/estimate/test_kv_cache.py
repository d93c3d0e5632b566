"""What each kind of attention keeps, against counts made by hand."""

from __future__ import annotations

import pytest
from serving_shapes import DEEPSEEK, GPT_OSS_120B, H100, LLAMA_8B, QWEN_HYBRID, checkpoint

from costmodel.catalog.checkpoints import Checkpoint
from costmodel.estimate.kv_cache import attention_shape, kv_bytes_per_call, kv_memory_bytes


def kv_bytes(model: Checkpoint, prompt: float, answer: float = 0, gpus: int = 1) -> float:
    shape = attention_shape(model)
    return float(kv_bytes_per_call(shape, prompt, answer, element_bytes=2, tensor_parallel=gpus))


def test_grouped_query_attention_keeps_keys_and_values_of_every_layer() -> None:
    assert kv_bytes(LLAMA_8B, 1) == 2 * 8 * 128 * 32 * 2


def test_half_of_the_answer_is_there_on_average() -> None:
    assert kv_bytes(LLAMA_8B, 1000, 200) == kv_bytes(LLAMA_8B, 1100)


def test_window_layers_stop_at_the_window() -> None:
    full_layer = 2 * 8 * 64 * 2
    assert kv_bytes(GPT_OSS_120B, 100) == 36 * full_layer * 100
    assert kv_bytes(GPT_OSS_120B, 1000) == 18 * full_layer * (1000 + 128)


def test_latent_attention_keeps_one_vector_of_the_given_width() -> None:
    assert kv_bytes(DEEPSEEK, 1) == (512 + 64) * 61 * 2
    narrow = checkpoint(attention="mla:256+64", layers=36, kv_heads=1, head_dim=320)
    assert kv_bytes(narrow, 1) == (256 + 64) * 36 * 2


def test_hybrid_grows_in_its_full_layers_only_and_keeps_a_state_besides() -> None:
    growth = kv_bytes(QWEN_HYBRID, 1001) - kv_bytes(QWEN_HYBRID, 1000)
    assert growth == 2 * 4 * 256 * 8 * 2
    state = kv_bytes(QWEN_HYBRID, 0)
    assert state == attention_shape(QWEN_HYBRID).state_bytes
    assert state == pytest.approx(50e6, rel=0.02)


@pytest.mark.parametrize(("gpus", "copies"), [(1, 1), (4, 1), (8, 1), (16, 2)])
def test_cache_is_copied_beyond_the_number_of_kv_heads(gpus: int, copies: int) -> None:
    assert kv_bytes(LLAMA_8B, 100, gpus=gpus) == copies * kv_bytes(LLAMA_8B, 100)


def test_latent_vector_is_copied_to_every_gpu() -> None:
    assert kv_bytes(DEEPSEEK, 100, gpus=8) == 8 * kv_bytes(DEEPSEEK, 100)


def test_memory_for_calls_can_be_negative() -> None:
    assert kv_memory_bytes(H100, 1, 16.06e9) == pytest.approx(0.92 * 80e9 - 2.5e9 - 16.06e9)
    assert kv_memory_bytes(H100, 1, 100e9) < 0
