"""What would make it cheaper: the levers of one option's programme, and what each gives up."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from costmodel.case.market import Market, market_of
from costmodel.case.resolve import resolve
from costmodel.case.training_work import run_estimate, trained_recipe
from costmodel.catalog.book import Catalog
from costmodel.catalog.rates import tier_for, token_rates
from costmodel.cost.ledgers import ledgers
from costmodel.decide.ways_to_train import fitting_gpus
from costmodel.errors import InputError
from costmodel.estimate.samples import held_out_items_wilson
from costmodel.estimate.training import TrainingOffer
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import Option
from costmodel.scenario.parts import DataPart
from costmodel.scenario.programme import Programme
from costmodel.scenario.recipe import Recipe

TEACHER_SKU = "openai/gpt-6-luna"
REVIEW_OF_TEACHER, REVIEW_OF_JUDGE = 0.3, 0.05
USUAL_QUALITY = 0.8
"""What the held-out set is sized for where an option's quality is not known."""

KEPT_ENGINEERING = 0.75
LEAST_SAVING_USD = 0.01
"""Less than a cent is rounding."""

Change = Callable[[Programme], Programme | None]
"""A programme with one lever pulled, None where there is nothing to pull."""


@dataclass(frozen=True)
class Lever:
    """One thing to do otherwise: what it saves over the horizon, undiscounted, and what one gives up for it."""

    name: str
    saving_usd: float
    price: str


def programme_usd(scenario: Scenario, catalog: Catalog, place: int) -> float:
    """One-off money and every retraining and base refresh of the option at `place`, undiscounted.

    Raises InputError where the option or the baseline cannot be priced.
    """
    alone = _beside_the_baseline(scenario, place)
    ledger = ledgers(resolve(alone, catalog))[-1]
    return float(ledger.upfront_usd) + float(ledger.line_total_usd("retraining"))


def ranked_levers(scenario: Scenario, catalog: Catalog, place: int) -> tuple[Lever, ...]:
    """What makes the programme at `place` cheaper, largest saving first, each lever pulled alone.

    Levers that do not apply, do not save or cannot be priced are left out. Raises InputError where the
    programme as it stands cannot be priced.
    """
    before = programme_usd(scenario, catalog, place)
    found = []
    for name, price, change in _levers(scenario, catalog, place):
        after = _usd_after(change, scenario, catalog, place)
        if after is not None and before - after >= LEAST_SAVING_USD:
            found.append(Lever(name, before - after, price))
    return tuple(sorted(found, key=lambda lever: (-lever.saving_usd, lever.name)))


def _usd_after(change: Change, scenario: Scenario, catalog: Catalog, place: int) -> float | None:
    option = scenario.options[place]
    try:
        programme = change(option.programme)
        if programme is None:
            return None
        changed = option.model_copy(update={"programme": programme})
        options = (*scenario.options[:place], changed, *scenario.options[place + 1 :])
        return programme_usd(scenario.model_copy(update={"options": options}), catalog, place)
    except InputError:
        return None


def _beside_the_baseline(scenario: Scenario, place: int) -> Scenario:
    """The scenario with nothing but the baseline and, last, the option at `place`."""
    baseline = scenario.baseline_option
    own = () if place == scenario.baseline_index else (scenario.options[place],)
    return scenario.model_copy(update={"options": (baseline, *own), "baseline": baseline.name})


def _levers(scenario: Scenario, catalog: Catalog, place: int) -> tuple[tuple[str, str, Change], ...]:
    """Name, price and change of every lever there is."""
    option = scenario.options[place]
    market = market_of(scenario, catalog)
    return (
        *_levers_on_data(option, market),
        *_levers_on_training(option, market),
        (
            "Let people review 5 % of what the judge model judges",
            "The judge model must agree with people on the share that they still see.",
            _less_review,
        ),
        (
            "Retrain half as often",
            "The model follows a change in the inputs later; watch its pass rate in between.",
            _fewer_retrainings,
        ),
        (
            "Spend a quarter less on engineers",
            "A platform or a pipeline that fits must be there already.",
            _less_engineering,
        ),
    )


def _levers_on_data(option: Option, market: Market) -> tuple[tuple[str, str, Change], ...]:
    return (
        (
            "Let a teacher model write the examples",
            "Review more of them: what the teacher gets wrong, the model learns.",
            partial(_by_teacher, catalog=market.catalog, on=market.on),
        ),
        (
            "Train on half as many examples",
            "Quality may fall; draw the learning curve before the second half is paid for.",
            _fewer_examples,
        ),
        (
            "Hold out half as many items, or as few as the interval allows",
            "The pass rate is known less exactly, though within the half-width that was asked for.",
            partial(_fewer_held_out, quality=option.quality),
        ),
        (
            "Drop the preference pairs and the DPO runs on them",
            "Tone and style stay as the supervised runs leave them.",
            partial(_no_pairs, option=option, market=market),
        ),
    )


def _levers_on_training(option: Option, market: Market) -> tuple[tuple[str, str, Change], ...]:
    return (
        (
            "Make half as many training runs",
            "Fewer settings are tried, so the best one may be missed.",
            _fewer_runs,
        ),
        (
            "Train with QLoRA",
            "The frozen weights are rounded to 4 bits; measure that quality holds.",
            partial(_by_qlora, option=option, market=market),
        ),
        (
            "Train on the cheapest card that fits",
            "The card must be free when you need it.",
            partial(_on_cheapest_card, option=option, market=market),
        ),
    )


def _by_teacher(programme: Programme, *, catalog: Catalog, on: date) -> Programme | None:
    data = programme.data
    if data is None or data.made_by != "people" or not catalog.hosted:
        return None
    review = max(REVIEW_OF_TEACHER, data.review_share)
    teacher = _teacher(data, catalog, on)
    return _with_part(programme, "data", made_by="teacher", teacher_sku=teacher, review_share=review)


def _teacher(data: DataPart, catalog: Catalog, on: date) -> str:
    """The usual teacher, or the model whose call is cheapest where the book does not hold it."""
    names = [name for name, _ in catalog.hosted_names()]
    if TEACHER_SKU in names:
        return TEACHER_SKU

    def usd_per_million_calls(name: str) -> float:
        rates = tier_for(token_rates(catalog.hosted_model(name), on), data.teacher_input_tokens)
        return (
            data.teacher_input_tokens * rates.input_usd_per_mtok
            + data.teacher_output_tokens * rates.output_usd_per_mtok
        )

    return min(names, key=usd_per_million_calls)


def _fewer_examples(programme: Programme) -> Programme | None:
    if programme.data is None:
        return None
    return _with_part(programme, "data", examples=_half(programme.data.examples))


def _fewer_held_out(programme: Programme, *, quality: float | None) -> Programme | None:
    """Half of them, but as many as the interval needs; no round judges more items than there are."""
    data, evaluation = programme.data, programme.evaluation
    if data is None or evaluation is None:
        return None
    needed = held_out_items_wilson(USUAL_QUALITY if quality is None else quality, evaluation.half_width)
    items = max(needed, _half(data.held_out_items))
    if items >= data.held_out_items:
        return None
    fewer = _with_part(programme, "data", held_out_items=items)
    return _with_part(fewer, "evaluation", items=min(items, evaluation.items))


def _no_pairs(programme: Programme, *, option: Option, market: Market) -> Programme | None:
    """Not where the recipe itself trains on pairs."""
    if programme.data is None or not programme.data.preference_pairs:
        return None
    training = programme.training
    if training is not None and trained_recipe(option, training, market).stage == "dpo":
        return None
    return _with_part(programme, "data", preference_pairs=0)


def _fewer_runs(programme: Programme) -> Programme | None:
    training = programme.training
    if training is None:
        return None
    return _with_part(programme, "training", runs=_half(training.runs), dpo_runs=_half(training.dpo_runs))


def _by_qlora(programme: Programme, *, option: Option, market: Market) -> Programme | None:
    recipe = _recipe_that_prices(programme, option, market)
    if recipe is None or recipe.adapter == "qlora":
        return None
    method = "dpo_qlora" if recipe.stage == "dpo" else "qlora"
    return _with_part(programme, "training", recipe=recipe.model_copy(update={"method": method}))


def _on_cheapest_card(programme: Programme, *, option: Option, market: Market) -> Programme | None:
    recipe = _recipe_that_prices(programme, option, market)
    found = () if recipe is None else fitting_gpus(recipe, market.catalog, market.on)
    if recipe is None or not found:
        return None
    rent = float(found[0].offer.usd_per_gpu_hour)
    moved = _moved_to(found[0], recipe, market)
    if moved.effective_batch_sequences % (moved.gpus * moved.micro_batch_sequences):
        return None
    return _with_part(programme, "training", recipe=moved, usd_per_gpu_hour=rent)


def _recipe_that_prices(programme: Programme, option: Option, market: Market) -> Recipe | None:
    """The recipe whose hours are paid for, None where a run's hours were given."""
    training = programme.training
    if training is None or training.gpu_hours_per_run is not None:
        return None
    return trained_recipe(option, training, market)


def _moved_to(found: TrainingOffer, recipe: Recipe, market: Market) -> Recipe:
    """The recipe on the cards of an offer, sharded where it does not fit otherwise."""
    cards = {"gpu": found.offer.sku, "gpus": found.n_gpus}
    sharded = found.n_gpus > 1 and recipe.adapter is None
    moved = recipe.model_copy(update={**cards, "sharded": sharded})
    if found.n_gpus == 1 or run_estimate(moved, market).fits:
        return moved
    return moved.model_copy(update={"sharded": True})


def _less_review(programme: Programme) -> Programme | None:
    evaluation = programme.evaluation
    if evaluation is None or evaluation.review_share <= REVIEW_OF_JUDGE:
        return None
    return _with_part(programme, "evaluation", review_share=REVIEW_OF_JUDGE)


def _fewer_retrainings(programme: Programme) -> Programme | None:
    months = programme.retrain_every_months
    return None if months is None else programme.model_copy(update={"retrain_every_months": 2 * months})


def _less_engineering(programme: Programme) -> Programme | None:
    part = programme.engineering
    if part is None:
        return None
    weeks = {name: getattr(part, name) for name in ("ml_weeks", "data_weeks", "platform_weeks")}
    return _with_part(
        programme, "engineering", **{name: KEPT_ENGINEERING * number for name, number in weeks.items()}
    )


def _with_part(programme: Programme, part: str, **changes: Any) -> Programme:
    return programme.model_copy(update={part: getattr(programme, part).model_copy(update=changes)})


def _half(count: int) -> int:
    """Half of them, rounded up."""
    return math.ceil(count / 2)
