"""The run of an option that brings no recipe, and what it costs."""

from __future__ import annotations

import pytest
from given_scenarios import Json, api, case_of, known_cost, own, scenario

from costmodel.case import Case
from costmodel.case.usual_recipe import model_of_sku
from costmodel.case.work import TrainingWork
from costmodel.catalog import load_catalog
from costmodel.errors import InputError
from costmodel.estimate.training import estimate_training

CATALOG = load_catalog()
ON = CATALOG.newest_date
UNKNOWN = "what its provider charges for training is not known"


def tuned(**fields: object) -> Json:
    return {"kind": "managed_fine_tune", "name": "Tuned", **fields}


def case_with(option: Json) -> Case:
    return case_of(scenario(api(), option, as_of=ON.isoformat()))


def training_of(option: Json) -> TrainingWork:
    work = case_with(option).options[1].upkeep.work
    assert work is not None
    assert work.training is not None
    return work.training


def problem_of(option: Json) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        case_with(option)
    (problem,) = caught.value.problems
    return problem.field, problem.allowed


def rent_of(card: str) -> float:
    return float(CATALOG.gpu_offers(card, commitment="on_demand", on=ON)[0].usd_per_gpu_hour)


def test_the_options_own_card_is_taken_where_the_run_fits() -> None:
    """At the rent of the book, and not at the dearer one that the option pays for serving."""
    training = training_of(own(gpu="L40S", usd_per_gpu_hour=9, programme={"training": {}}))
    recipe = training.run.recipe
    assert recipe is not None
    assert (recipe.checkpoint, recipe.gpu, recipe.gpus, recipe.method) == ("Llama-3.1-8B", "L40S", 1, "lora")
    assert training.run.estimate is not None
    assert training.run.usd == pytest.approx(float(training.run.estimate.gpu_hours) * rent_of("L40S"))


def test_a_70b_on_a_small_card_trains_on_the_cheapest_rented_cards_that_fit() -> None:
    """No single L40S holds 140 GB of weights; no rented set-up of up to 8 cards that fits LoRA is cheaper."""
    small = own(checkpoint="Llama-3.3-70B", gpu="L40S", gpus_per_replica=4, programme={"training": {}})
    run = training_of(small).run
    recipe = run.recipe
    assert recipe is not None
    assert run.estimate is not None
    assert (recipe.checkpoint, recipe.method) == ("Llama-3.3-70B", "lora")
    assert recipe.sharded == (recipe.gpus > 1)
    assert run.estimate.fits
    found = []
    for card in CATALOG.gpus:
        offers = CATALOG.gpu_offers(card.gpu, commitment="on_demand", on=ON)
        for count in (1, 2, 4, 8):
            if not offers:
                continue
            try:
                estimate = estimate_training(
                    CATALOG.checkpoint("Llama-3.3-70B"),
                    card,
                    method="lora",
                    tokens=recipe.trained_tokens,
                    seq_len=recipe.sequence_length_tokens,
                    n_gpus=count,
                    sharded=count > 1,
                )
            except InputError:
                continue
            if estimate.fits:
                found.append(float(estimate.gpu_hours) * float(offers[0].usd_per_gpu_hour))
    assert len(found) > 5
    assert float(run.usd) == pytest.approx(min(found))


def test_a_405b_takes_whole_weights_spread_over_many_cards() -> None:
    option = own(checkpoint="Llama-3.1-405B", gpus_per_replica=8, programme={"training": {}})
    run = training_of(option).run
    assert run.recipe is not None
    assert run.estimate is not None
    assert (run.recipe.gpus, run.recipe.sharded, bool(run.estimate.fits)) == (8, True, True)


def test_a_provider_trains_what_its_sku_names() -> None:
    """Azure's gpt-oss-20b at $3.60 a million of 3 x 1,000 x 800 tokens."""
    training = training_of(tuned(sku="azure/gpt-oss-20b", programme={"training": {}}))
    assert training.run.recipe is not None
    assert training.run.recipe.checkpoint == "gpt-oss-20b"
    assert (training.run.usd, training.run.gpu_hours) == (pytest.approx(8.64), None)
    notes = case_with(tuned(sku="azure/gpt-oss-20b", programme={"training": {}})).notes
    assert not any(UNKNOWN in note for note in notes)


@pytest.mark.parametrize(
    ("sku", "model"),
    [
        ("azure/gpt-oss-20b", "gpt-oss-20b"),
        ("openai/ft:gpt-4.1-2025-04-14", "gpt-4.1-2025-04-14"),
        ("fireworks/accounts/x/my model", "my-model"),
        ("plain", "plain"),
    ],
)
def test_a_sku_names_its_model(sku: str, model: str) -> None:
    assert model_of_sku(sku) == model


def test_a_provider_without_a_training_rate_costs_nothing_and_says_so() -> None:
    option = tuned(
        sku="openai/ft:gpt-4.1-2025-04-14",
        programme={"training": {}, "data": {"preference_pairs": 700}},
    )
    case = case_with(option)
    training = training_of(option)
    assert training.run.usd == 0
    assert training.dpo_run is not None
    assert training.dpo_run.usd == 0
    assert sum(note.startswith(f"Tuned: {UNKNOWN}") for note in case.notes) == 1


@pytest.mark.parametrize(
    "part",
    [
        {"train_usd_per_mtok": 25},
        {"gpu_hours_per_run": 1, "usd_per_gpu_hour": 2},
        {"recipe": {"checkpoint": "Llama-3.1-8B"}},
    ],
)
def test_a_provider_whose_runs_are_priced_says_nothing(part: Json) -> None:
    option = tuned(sku="openai/ft:gpt-4.1-2025-04-14", programme={"training": part})
    assert training_of(option).run.usd > 0
    assert not any(UNKNOWN in note for note in case_with(option).notes)


def test_a_programme_without_runs_says_nothing_of_a_rate() -> None:
    option = tuned(sku="openai/ft:gpt-4.1-2025-04-14", programme={"data": {}})
    assert not any(UNKNOWN in note for note in case_with(option).notes)


def test_a_typed_rent_serves_for_a_card_that_the_book_has_no_rent_of() -> None:
    """MI300X has no on-demand rent; the option's own $3.10 stands in, and the part's own goes before it."""
    option = own(gpu="MI300X", usd_per_gpu_hour=3.1, programme={"training": {}})
    run = training_of(option).run
    assert run.recipe is not None
    assert run.recipe.gpu == "MI300X"
    assert run.usd == pytest.approx(float(run.gpu_hours or 0) * 3.1)
    dearer = training_of({**option, "programme": {"training": {"usd_per_gpu_hour": 6.2}}}).run
    assert dearer.usd == pytest.approx(2 * float(run.usd))


def test_a_card_without_any_rent_is_refused() -> None:
    recipe = {"checkpoint": "Llama-3.1-8B", "gpu": "MI300X"}
    field, allowed = problem_of(known_cost(programme={"training": {"recipe": recipe}}))
    assert field == "options.1.programme.training.usd_per_gpu_hour"
    assert "MI300X" in allowed


def test_hours_without_a_card_need_a_rent() -> None:
    field, _ = problem_of(known_cost(programme={"training": {"gpu_hours_per_run": 4}}))
    assert field == "options.1.programme.training.usd_per_gpu_hour"
    priced = {"gpu_hours_per_run": 4, "usd_per_gpu_hour": 2.5}
    assert training_of(known_cost(programme={"training": priced})).run.usd == 10


def test_a_run_on_pairs_is_priced_where_pairs_are_paid_for() -> None:
    """700 pairs, the same model and card, and the runs that the part names."""
    part = {"dpo_runs": 3}
    without = training_of(own(programme={"training": part, "data": {}}))
    assert (without.dpo_run, without.dpo_runs) == (None, 0)
    training = training_of(own(programme={"training": part, "data": {"preference_pairs": 700}}))
    assert training.dpo_runs == 3
    assert training.dpo_run is not None
    recipe = training.dpo_run.recipe
    assert recipe is not None
    assert (recipe.method, recipe.examples, recipe.checkpoint) == ("dpo_lora", 700, "Llama-3.1-8B")
    assert recipe.gpu == "H100"
    assert training.dpo_run.usd == pytest.approx(float(training.dpo_run.gpu_hours or 0) * rent_of("H100"))
    assert training.run == without.run


def test_a_provider_bills_a_run_on_pairs_by_the_token_too() -> None:
    """700 pairs x 900 tokens, one epoch, at $3.60 a million."""
    option = tuned(sku="azure/gpt-oss-20b", programme={"training": {}, "data": {"preference_pairs": 700}})
    dpo_run = training_of(option).dpo_run
    assert dpo_run is not None
    assert dpo_run.usd == pytest.approx(0.63 * 3.6)


@pytest.mark.parametrize(("field", "value"), [("gpu", "H1000"), ("checkpoint", "Llama-3.1-8C")])
def test_an_unknown_name_is_named_by_the_options_own_field(field: str, value: str) -> None:
    named, _ = problem_of(own(**{field: value}, programme={"training": {}}))
    assert named == f"options.1.{field}"
