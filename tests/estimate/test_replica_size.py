"""The size that each load alone would choose, against the estimate of that load alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from costmodel.catalog import Catalog
from costmodel.estimate.replica_size import gpus_needed
from costmodel.estimate.throughput import Throughput, estimate_throughput

PROMPTS = np.geomspace(10, 1e6, 40)


@pytest.mark.parametrize("only", [None, 2])
@pytest.mark.parametrize("limits", [(None, None), (50.0, 2.0), (12.0, 0.5)])
@pytest.mark.parametrize(("model", "card"), [("Llama-3.1-8B", "L40S"), ("Llama-3.1-70B", "H100")])
def test_each_load_chooses_for_itself(
    model: str, card: str, limits: tuple[float | None, float | None], only: int | None, catalog: Catalog
) -> None:
    checkpoint, gpu = catalog.checkpoint(model), catalog.gpu(card)
    given: dict[str, Any] = {
        "output_tokens": 300,
        "gpus_per_replica": only,
        "precision": "bf16",
        "engine": "vllm",
        "max_tpot_ms": limits[0],
        "max_ttft_s": limits[1],
        "prefix_hit_rate": 0.2,
    }
    sizes = gpus_needed(checkpoint, gpu, input_tokens=PROMPTS, **given)
    alone = [
        estimate_throughput(checkpoint, gpu, input_tokens=prompt, **given) for prompt in PROMPTS.tolist()
    ]
    assert sizes.tolist() == [each.gpus if isinstance(each, Throughput) else 0 for each in alone]
