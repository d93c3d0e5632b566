"""Parts of a programme become numbers: prices looked up, runs estimated, tests sized."""

from __future__ import annotations

from typing import Any

import pytest
from given_scenarios import api, case_of, own, scenario

from costmodel.case.work import ProgrammeWork
from costmodel.errors import InputError


def work_of(option: dict[str, Any], **fields: Any) -> ProgrammeWork:
    work = case_of(scenario(api(), option, **fields)).options[1].upkeep.work
    assert work is not None
    return work


def problem_of(option: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        case_of(scenario(api(), option))
    (problem,) = caught.value.problems
    return problem.field, problem.allowed


def test_a_teacher_is_priced_at_its_sku_over_the_keep_rate() -> None:
    """GPT-6 Luna at $0.10 and $0.50: 1,500 in and 500 out are $0.0004; half of them are kept."""
    part = {"made_by": "teacher", "teacher_sku": "openai/gpt-6-luna"}
    data = work_of(own(programme={"data": part})).data
    assert data is not None
    assert data.usd_per_example == pytest.approx(0.0008)


def test_a_run_without_a_recipe_is_the_usual_one_on_the_options_own_card() -> None:
    training = work_of(own(programme={"training": {}})).training
    assert training is not None
    assert training.run.gpu_hours is not None
    assert 0.25 < training.run.gpu_hours < 1
    assert training.run.usd > 0


def test_a_larger_training_set_takes_longer() -> None:
    small = work_of(own(programme={"data": {"examples": 1_000}, "training": {}})).training
    large = work_of(own(programme={"data": {"examples": 50_000}, "training": {}})).training
    assert small is not None
    assert large is not None
    assert large.run.gpu_hours > 5 * small.run.gpu_hours  # type: ignore[operator]


def test_a_provider_bills_epochs_times_tokens_at_the_rate_of_the_price_book() -> None:
    """3 epochs x 1,000 examples x 800 tokens at $3.60 a million."""
    tuned = {
        "kind": "managed_fine_tune",
        "name": "Tuned",
        "sku": "azure/gpt-oss-20b",
        "programme": {"training": {"recipe": {"checkpoint": "gpt-oss-20b"}}},
    }
    training = work_of(tuned).training
    assert training is not None
    assert training.run.usd == pytest.approx(2.4 * 3.6)
    assert training.run.gpu_hours is None


def test_an_ab_test_is_sized_for_its_lift_and_takes_days() -> None:
    """0.80 against 0.85 needs 903 an arm; 100,000 tasks a month at a tenth are 329 a day."""
    ab_test = work_of(own(programme={"ab_test": {}})).ab_test
    assert ab_test is not None
    assert ab_test.items_per_arm == 903
    assert ab_test.days == pytest.approx(2 * 903 / (100_000 / (730 / 24) * 0.1))


@pytest.mark.parametrize(
    ("programme", "field", "word"),
    [
        ({"data": {"made_by": "teacher"}}, "teacher_sku", "required"),
        ({"data": {"made_by": "teacher", "teacher_sku": "openai/gpt-6-lunar"}}, "teacher_sku", "gpt-6-luna"),
        ({"training": {"recipe": {"checkpoint": "Qwen3-8C"}}}, "checkpoint", "Qwen3-8B"),
        ({"training": {"recipe": {"checkpoint": "Qwen3-8B", "gpu": "H1000"}}}, "gpu", "H100"),
        (
            {"training": {"recipe": {"checkpoint": "Llama-3.1-405B", "gpu": "L4", "method": "full"}}},
            "gpu",
            "GB",
        ),
        ({"ab_test": {"control_rate": 0.97, "lift": 0.05}}, "lift", "below"),
    ],
)
def test_what_cannot_be_priced_is_named(programme: dict[str, Any], field: str, word: str) -> None:
    named, allowed = problem_of(own(programme=programme))
    assert named.startswith("options.1.programme.")
    assert named.endswith(field)
    assert word in allowed


def test_a_known_cost_of_serving_needs_to_say_what_is_trained() -> None:
    known = {"kind": "self_hosted", "name": "Own", "usd_per_task": 0.001, "programme": {"training": {}}}
    named, _ = problem_of(known)
    assert named == "options.1.programme.training.recipe"


def test_a_recipe_trains_on_the_examples_that_are_paid_for_unless_it_says_otherwise() -> None:
    recipe = {"checkpoint": "Qwen3-8B", "gpu": "H100"}
    paid = work_of(own(programme={"data": {"examples": 50_000}, "training": {"recipe": recipe}})).training
    usual = work_of(own(programme={"training": {"recipe": recipe}})).training
    said = {**recipe, "examples": 1_000}
    kept = work_of(own(programme={"data": {"examples": 50_000}, "training": {"recipe": said}})).training
    assert paid is not None
    assert usual is not None
    assert paid.run.usd > 5 * usual.run.usd
    assert kept == usual
