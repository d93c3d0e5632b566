"""Four practice cases, their volumes given as figures, and the two in which strict rules and common sense part."""

from __future__ import annotations

import pytest
from given_evidence import arm, evidence, prompts, sorted_failures
from given_scenarios import Json
from stats_table import table

from costmodel.catalog import Catalog
from costmodel.decide.evidence import EvidenceAnswer, judge

ROUTER_VOLUME = {"probability_pays": 0.954, "break_even_p90": 4.7e6, "forecast_p25": 6.5e6}
EXTRACTION_VOLUME = {"probability_pays": 0.96, "break_even_p90": 2.3e6, "forecast_p25": 3.3e6}
CONTRACTS_VOLUME = {"probability_pays": 0.0, "break_even_p90": None, "forecast_p25": 900}
BEHAVIOUR = sorted_failures(86, 14)


def router(catalog: Catalog, retrieval: Json) -> EvidenceAnswer:
    given = prompts([540, 546, 549, 551, 552], 600, bar=0.94)
    return judge(evidence(given, retrieval=retrieval, volume=ROUTER_VOLUME), catalog)


def test_the_router_needs_27_more_items(catalog: Catalog) -> None:
    found = router(catalog, arm(9, 7, BEHAVIOUR))
    first, second, third = found.verdicts
    assert (first.state, second.state, third.state) == ("holds", "not_enough_evidence", "holds")
    assert max(limit.upper for limit in first.limits) == pytest.approx(0.9374793106029592, abs=1e-12)
    assert found.retrieval_does_not_fix_it.lift is not None
    assert found.retrieval_does_not_fix_it.lift.exact_p == pytest.approx(0.803619384765625)
    assert second.limits[0].upper == pytest.approx(0.9404, abs=5e-5)
    (needed,) = second.needed
    assert (needed.unit, needed.have, needed.at_least) == ("items", 600, 627)
    assert (found.decision, found.blocking) == ("collect_evidence", (1,))
    assert "27 more items" in found.why


def test_the_router_with_one_pass_less_is_trained(catalog: Catalog) -> None:
    found = router(catalog, arm(9, 7, BEHAVIOUR, passes=553))
    assert [verdict.state for verdict in found.verdicts] == ["holds"] * 3
    assert found.decision == "fine_tune"


def test_policies_need_retrieval(catalog: Catalog) -> None:
    given = prompts([178, 183, 181], 300)
    found = judge(evidence(given, retrieval=arm(104, 6, sorted_failures(14, 86))), catalog)
    assert found.prompting_fails.state == "holds"
    assert max(limit.upper for limit in found.prompting_fails.limits) == pytest.approx(0.6570197893244132)
    assert found.retrieval_does_not_fix_it.state == "does_not_hold"
    assert found.retrieval_does_not_fix_it.limits[0].lower == pytest.approx(0.9084514029799071)
    assert found.decision == "use_retrieval"
    assert any("Only 3 prompts" in note for note in found.prompting_fails.notes)


def test_contracts_stay_hosted_because_volume_does_not_pay(catalog: Catalog) -> None:
    found = judge(evidence(prompts([66, 68, 67], 80), volume=CONTRACTS_VOLUME), catalog)
    assert [verdict.state for verdict in found.verdicts] == [
        *("not_enough_evidence", "not_enough_evidence", "does_not_hold"),
    ]
    assert max(limit.upper for limit in found.prompting_fails.limits) == pytest.approx(0.9111061645814054)
    assert found.prompting_fails.needed[0].at_least == 121
    assert (found.decision, found.blocking) == ("stay_hosted", ())


def test_extraction_with_the_frontier_counted_is_a_cost_build(catalog: Catalog) -> None:
    given = prompts([941, 948, 945, 975], 1000, bar=0.96)
    found = judge(evidence(given, volume=EXTRACTION_VOLUME), catalog)
    assert found.prompting_fails.state == "does_not_hold"
    assert found.prompting_fails.limits[3].lower == pytest.approx(0.9615, abs=5e-5)
    assert found.decision == "fine_tune_for_cost"


def test_extraction_by_the_mid_model_alone_fails_the_bar(catalog: Catalog) -> None:
    found = judge(evidence(prompts([941, 948, 945], 1000, bar=0.96)), catalog)
    assert found.prompting_fails.state == "holds"
    assert max(limit.upper for limit in found.prompting_fails.limits) == pytest.approx(0.9590533752845318)


def test_the_figures_are_those_of_the_cases() -> None:
    cases = {case["id"]: case for case in table("cases", "practice_cases.json")}
    router_inputs = cases["router"]["inputs"]
    assert router_inputs["passes"] == [540, 546, 549, 551, 552]
    assert (router_inputs["rag_b"], router_inputs["rag_c"], router_inputs["n"]) == (9, 7, 600)
    assert cases["policy_qa"]["inputs"]["rag_passes"] == 183 + 104 - 6
    assert cases["contracts"]["inputs"]["passes"] == [66, 68, 67]
    assert cases["extraction"]["inputs"]["passes_frontier"] == 975
    assert cases["router"]["derived"]["p_npv_gt_0"] == ROUTER_VOLUME["probability_pays"]
    assert cases["extraction"]["derived"]["p_npv_gt_0"] == EXTRACTION_VOLUME["probability_pays"]
