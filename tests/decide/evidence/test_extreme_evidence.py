"""Everything at the limits of its field: limits stay limits, and the answer is JSON that any reader takes."""

from __future__ import annotations

import json
from itertools import product

import pytest
from given_evidence import arm, evidence, prompts, sorted_failures

from costmodel.catalog import Catalog
from costmodel.decide.evidence import judge
from costmodel.export.evidence import evidence_answer

SHARES = (0, 1e-9, 0.5, 0.899999, 1)


@pytest.mark.parametrize("bar", [0, 1e-12, 0.5, 0.9, 1 - 1e-9, 1])
@pytest.mark.parametrize("items", [1, 2, 100, 10**9])
def test_extreme_but_allowed_numbers_are_answered(catalog: Catalog, bar: float, items: int) -> None:
    for share, effect, (alpha, looks) in product(SHARES, (1, 50, 1e9), ((1e-6, 1_000), (0.05, 1), (0.4, 1))):
        passes = round(share * items)
        given_arm = arm(
            *(0, 0, sorted_failures(passes, items - passes)),
            passes=passes,
            arms=200,
            design_effect=effect,
            failures_design_effect=effect,
        )
        given = evidence(
            prompts([passes], items, bar, design_effects=[effect]),
            alpha=alpha,
            looks=looks,
            retrieval=given_arm,
            volume={"probability_pays": 1, "break_even_p90": 1e-12, "forecast_p25": 1e15},
        )
        found = evidence_answer(judge(given, catalog))
        assert json.loads(json.dumps(found, allow_nan=False)) == found
        for verdict in found["verdicts"].values():
            assert verdict["why"]
            assert verdict["next_step"] or verdict["state"] == "holds"
            for limit in verdict["limits"]:
                assert 0 <= limit["lower"] <= limit["rate"] + 1e-9
                assert limit["rate"] - 1e-9 <= limit["upper"] <= 1
