"""From the parts of a programme to its work in numbers: prices looked up, runs estimated, tests sized."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.end_of_life import end_of_life_month
from costmodel.case.market import Market
from costmodel.case.model import Upkeep
from costmodel.case.training_work import training_work
from costmodel.case.work import AbTestWork, DataWork, EngineeringWork, EvaluationWork, ProgrammeWork
from costmodel.catalog.rates import token_rates
from costmodel.errors import NOT_GIVEN, InputError, Problem, UnknownNameError
from costmodel.estimate.elementwise import larger
from costmodel.estimate.samples import ab_items_per_arm, non_inferiority_items_per_arm
from costmodel.scenario.options import Option
from costmodel.scenario.parts import AbTestPart, DataPart, EngineeringPart, EvaluationPart
from costmodel.units import DAYS_PER_MONTH, TOKENS_PER_MTOK

WEEKS_PER_YEAR = 52
ARMS = 2


def resolve_programme(option: Option, market: Market) -> Upkeep:
    """Put a programme into numbers.

    Raises InputError naming fields relative to the option: unknown names, a run that does not fit its card.
    """
    programme = option.programme
    end_of_life = end_of_life_month(option, market)
    return Upkeep(
        build_months=programme.build_months,
        upfront_usd_by_line=MappingProxyType({"one_off": programme.one_off_usd}),
        people_usd_per_month=programme.people_usd_per_month,
        retrain_every_months=programme.retrain_every_months,
        retrain_usd=programme.retrain_usd,
        retrain_share=programme.retrain_share,
        base_refresh_every_months=programme.base_refresh_every_months,
        base_refresh_usd=programme.base_refresh_usd,
        base_refresh_share=programme.base_refresh_share,
        end_of_life_month=None if end_of_life is None else max(end_of_life, programme.build_months),
        work=_work(option, market),
    )


def _work(option: Option, market: Market) -> ProgrammeWork:
    parts = option.programme
    return ProgrammeWork(
        data=None if parts.data is None else _data(parts.data, market),
        training=None if parts.training is None else training_work(option, parts.training, market),
        evaluation=None if parts.evaluation is None else _evaluation(parts.evaluation),
        ab_test=None if parts.ab_test is None else _ab_test(parts.ab_test, market),
        engineering=None if parts.engineering is None else _engineering(parts.engineering),
    )


def _data(part: DataPart, market: Market) -> DataWork:
    return DataWork(
        examples=part.examples,
        usd_per_example=part.usd_per_example if part.made_by == "people" else _usd_of_teacher(part, market),
        review_share=part.review_share,
        usd_per_review=part.usd_per_review,
        held_out_items=part.held_out_items,
        usd_per_held_out_item=part.usd_per_held_out_item,
        preference_pairs=part.preference_pairs,
        usd_per_pair=part.usd_per_pair,
        labelled_per_day=part.labelled_per_day,
        by_teacher=part.made_by == "teacher",
    )


def _usd_of_teacher(part: DataPart, market: Market) -> Amount:
    """One kept example: the teacher's call over the share that is kept."""
    field = "programme.data.teacher_sku"
    if part.teacher_sku is None:
        raise InputError([Problem(field, NOT_GIVEN, "it is required where a teacher makes the examples")])
    try:
        rows = market.catalog.hosted_model(part.teacher_sku)
    except UnknownNameError as error:
        raise InputError([Problem(field, part.teacher_sku, error.allowed)]) from None
    usd: Amount = 0.0
    for tier in token_rates(rows, market.on):
        in_tier = (
            part.teacher_input_tokens * tier.input_usd_per_mtok
            + part.teacher_output_tokens * tier.output_usd_per_mtok
        ) / TOKENS_PER_MTOK
        is_in_tier = np.asarray(part.teacher_input_tokens) > tier.tier_from_tokens
        usd = in_tier if tier.tier_from_tokens == 0 else np.where(is_in_tier, in_tier, usd)
    return usd / part.keep_rate


def _evaluation(part: EvaluationPart) -> EvaluationWork:
    return EvaluationWork(
        items=part.items,
        rounds=part.rounds,
        judge_usd_per_item=part.judge_usd_per_item,
        review_share=part.review_share,
        usd_per_review=part.usd_per_review,
        half_width=part.half_width,
    )


def _ab_test(part: AbTestPart, market: Market) -> AbTestWork:
    items = _items_per_arm(part)
    items_per_day = market.tasks_per_month / DAYS_PER_MONTH * part.traffic_share
    return AbTestWork(
        items_per_arm=items,
        days=larger(part.least_days, ARMS * items / items_per_day),
        usd_per_item=part.usd_per_item,
        double_running_usd_per_month=part.double_running_usd_per_month,
        most_days=part.most_days,
        goal=part.goal,
        lift=part.lift,
    )


def _items_per_arm(part: AbTestPart) -> Amount:
    """Whole items; where the design itself is drawn, those of every draw."""
    design = (part.control_rate, part.lift, part.alpha, part.power)
    if not any(isinstance(number, np.ndarray) for number in design):
        return _items_of_one_design(part)
    columns = np.broadcast_arrays(*design)
    items = [
        _items_of_one_design(
            part.model_copy(
                update=dict(zip(("control_rate", "lift", "alpha", "power"), numbers, strict=True))
            )
        )
        for numbers in zip(*(column.ravel().tolist() for column in columns), strict=True)
    ]
    return np.array(items, dtype=float).reshape(columns[0].shape)


def _items_of_one_design(part: AbTestPart) -> int:
    if part.goal == "not_worse":
        return non_inferiority_items_per_arm(
            part.control_rate, part.lift, alpha=part.alpha / 2, power=part.power
        )
    if part.control_rate + part.lift >= 1:
        allowed = (
            f"control_rate and lift together must be below 1, so it must be below {1 - part.control_rate:g}"
        )
        raise InputError([Problem("programme.ab_test.lift", part.lift, allowed)])
    return ab_items_per_arm(
        part.control_rate, part.control_rate + part.lift, alpha=part.alpha, power=part.power
    )


def _engineering(part: EngineeringPart) -> EngineeringWork:
    return EngineeringWork(
        ml_weeks=part.ml_weeks,
        data_weeks=part.data_weeks,
        platform_weeks=part.platform_weeks,
        usd_per_week=part.usd_per_fte_year / WEEKS_PER_YEAR,
        platform_set_up_usd=part.platform_set_up_usd,
    )
