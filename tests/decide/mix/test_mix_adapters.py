"""An adapter that the plan does not price costs what the ledger bills for its programme, and explicit numbers win."""

from __future__ import annotations

import pytest
from given_mixes import Json, plan
from given_scenarios import api, compared, scenario

from costmodel.catalog.load import load_catalog
from costmodel.decide.mix import adapter_costs, mix_case
from costmodel.errors import InputError
from costmodel.scenario.adapter import usual_adapter_programme
from costmodel.scenario.mix_plan import mix_plan_from_dict

POOL = {"checkpoint": "Qwen3-8B", "gpu": "L40S", "precision": "FP8", "usd_per_gpu_hour": 2}


def unpriced(**changes: object) -> Json:
    """One pool of a known checkpoint beside the reference's two; only the latter have typed adapter costs."""
    base = plan()
    return {**base, "pools": {**base["pools"], "own": POOL}, **changes}


@pytest.mark.parametrize("life", [1, 6, 7, 24])
@pytest.mark.parametrize(
    "programme", [None, {"data": {}, "people_usd_per_month": 50}, {"one_off_usd": 900, "retrain_usd": 5}]
)
def test_the_ledger_of_the_programme_is_the_witness(life: int, programme: Json | None) -> None:
    given = mix_plan_from_dict(unpriced(adapter_programme=programme, adapter_life_months=life))
    (cost,) = adapter_costs(given, load_catalog())
    built = (
        usual_adapter_programme().model_dump(mode="json", exclude_unset=True)
        if programme is None
        else programme
    )
    option = {"kind": "self_hosted", "name": "own", **POOL, "programme": built}
    work = {"tasks_per_month": given.requests_per_month}
    ledger = compared(scenario(api(), option, workload=work, horizon_months=life)).results[1].ledger
    paid = float(ledger.upfront_usd)
    paid += sum(
        float(ledger.running_usd[line].sum())
        for line in ("people", "retraining")
        if line in ledger.running_usd
    )
    assert cost.usd_per_month == pytest.approx(paid / life)


def test_a_number_in_the_plan_wins() -> None:
    base = plan()
    given = mix_plan_from_dict(unpriced(adapter_usd_per_month={**base["adapter_usd_per_month"], "own": 12}))
    assert adapter_costs(given, load_catalog()) == ()
    case = mix_case(given, load_catalog())
    column = case.options.index("own_lora")
    assert case.usd_fixed[:, column].tolist() == [12.0] * len(case.subtasks)


def test_what_is_not_known_is_said() -> None:
    given = mix_plan_from_dict(plan(adapter_usd_per_month={"8b": 700}))
    case = mix_case(given, load_catalog())
    assert (
        "Adapters on 32b cost nothing here: the plan names no cost, and no checkpoint to train." in case.notes
    )
    assert not any("on 8b" in note for note in case.notes)


def test_what_cannot_be_priced_names_its_field() -> None:
    teacher = {"data": {"made_by": "teacher", "teacher_sku": "nobody/nothing"}}
    for given, field in (
        (unpriced(adapter_programme=teacher), "adapter_programme.data.teacher_sku"),
        (
            {**plan(), "pools": {**plan()["pools"], "own": {**POOL, "checkpoint": "nothing"}}},
            "pools.own.checkpoint",
        ),
    ):
        with pytest.raises(InputError) as error:
            mix_case(mix_plan_from_dict(given), load_catalog())
        assert [problem.field for problem in error.value.problems] == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [("adapter_life_months", 0), ("adapter_programme", {"dataa": {}}), ("adapter_programme", 3)],
)
def test_odd_programmes_are_refused(field: str, value: object) -> None:
    with pytest.raises(InputError) as error:
        mix_plan_from_dict(unpriced(**{field: value}))
    assert error.value.problems[0].field.startswith(field)
