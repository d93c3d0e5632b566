"""A scenario file with a hybrid and a fleet that sleeps opens on every page."""

from __future__ import annotations

import json

import pytest
from app_driver import answer_of, open_app, upload

FILE = {
    "name": "Own floor, hosted peak",
    "workload": {
        "tasks_per_month": 30_000_000,
        "input_tokens": 1500,
        "output_tokens": 150,
        "day_profile": "business_hours",
    },
    "options": [
        {"kind": "hosted", "name": "API", "sku": "openai/gpt-6-luna"},
        {
            "kind": "hybrid",
            "name": "Mixed",
            "checkpoint": "Llama-3.1-8B",
            "gpu": "H100",
            "provider": "market",
            "commitment": "reserved_1y",
            "overflow": {"sku": "openai/gpt-6-luna"},
            "programme": {"build_months": 2, "one_off_usd": 5000},
        },
        {
            "kind": "self_hosted",
            "name": "Sleeps",
            "checkpoint": "Llama-3.1-8B",
            "gpu": "L40S",
            "usd_per_gpu_hour": {"p10": 0.8, "p90": 1.4},
            "billing": "scale_to_zero",
        },
    ],
}


@pytest.mark.parametrize(
    "page", ["compare", "decision", "pipeline", "serving", "prices", "accuracy", "practice"]
)
def test_every_page_shows_it(page: str) -> None:
    app = upload(open_app(), "mixed.json", json.dumps(FILE).encode())
    assert not app.exception
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    found = answer_of(app).comparison
    assert found is not None
    assert [result.name for result in found.results] == ["API", "Mixed", "Sleeps"]
    assert found.results[1].ledger.replicas[-1] > 0
