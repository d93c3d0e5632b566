"""What building one option takes, all of it: stages, schedule, gates, and how it compares with training anew."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from costmodel.case.market import Market, market_of
from costmodel.case.model import Case, OptionCase
from costmodel.case.work import RunWork
from costmodel.catalog.book import Catalog
from costmodel.cost.programme import base_refresh_usd, retraining_usd, training_usd
from costmodel.decide.compare import Comparison
from costmodel.decide.pipeline.gate import Gate
from costmodel.decide.pipeline.gates import gates
from costmodel.decide.pipeline.stages import Spread, StageCost, exactly, stage_costs
from costmodel.decide.pipeline.timeline import Timeline, timeline
from costmodel.decide.scratch import ScratchContrast, scratch_contrast
from costmodel.decide.verdict import TUNED_KINDS
from costmodel.decide.ways_to_train import SCRATCH_CARD, fitting_gpus
from costmodel.errors import UnknownNameError
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import Option
from costmodel.scenario.recipe import Recipe


@dataclass(frozen=True)
class BuildPlan:
    """One option's programme, worked out for plain numbers."""

    place: int
    option: Option
    resolved: OptionCase
    case: Case
    market: Market
    stages: tuple[StageCost, ...]
    timeline: Timeline
    gates: tuple[Gate, ...]

    @property
    def recipe(self) -> Recipe | None:
        """What a supervised run trains; None where nothing says so."""
        return None if self.run is None else self.run.recipe

    @property
    def run(self) -> RunWork | None:
        """One supervised run; None where training is not itemised."""
        work = self.resolved.upkeep.work
        return None if work is None or work.training is None else work.training.run

    @property
    def dpo_run(self) -> RunWork | None:
        """One run on preference pairs, None where there are no pairs."""
        work = self.resolved.upkeep.work
        return None if work is None or work.training is None else work.training.dpo_run

    @property
    def is_itemised(self) -> bool:
        """Whether any stage of the programme is worked out rather than a lump."""
        return self.timeline.days.mid > 0 or any(stage.usd.mid for stage in self.stages)

    @property
    def months_to_build(self) -> int:
        """Whole months that the schedule needs."""
        return math.ceil(self.timeline.months)

    @property
    def lump_usd(self) -> float:
        """One-off money that no stage itemises."""
        return float(sum(self.resolved.upkeep.upfront_usd_by_line.values(), 0.0))

    @property
    def one_off_usd(self) -> Spread:
        """All one-off money, with its band."""
        return sum((stage.usd for stage in self.stages), exactly(self.lump_usd))

    @property
    def people_usd(self) -> float:
        """What of it goes to engineers and the platform's set-up."""
        return sum(stage.people_usd.mid for stage in self.stages)

    @property
    def compute_usd(self) -> float:
        """What of it goes to training runs, those on pairs included."""
        work = self.resolved.upkeep.work
        return 0.0 if work is None or work.training is None else float(training_usd(work.training))

    @property
    def is_mostly_waiting(self) -> bool:
        """Whether the test in production takes longer than everything before it."""
        return self.timeline.bars[-1].days.mid > self.timeline.bars[-1].start_day

    @property
    def is_mostly_people(self) -> bool:
        """Whether training runs are small beside what engineers cost."""
        return self.compute_usd * 10 < self.people_usd

    @property
    def retraining_usd(self) -> float:
        """What each retraining costs."""
        return float(retraining_usd(self.resolved.upkeep))

    @property
    def base_refresh_usd(self) -> float:
        """What a move to a newer base model costs."""
        return float(base_refresh_usd(self.resolved.upkeep))


def recipes_of(plan: BuildPlan) -> tuple[Recipe, ...]:
    """What is trained, stage after stage, on names that a trainer can be given; empty if a provider trains."""
    runs = [run for run in (plan.run, plan.dpo_run) if run is not None]
    return tuple(run.recipe for run in runs if run.recipe is not None and run.gpu_hours is not None)


def cards_that_fit(plan: BuildPlan, recipe: Recipe) -> tuple[tuple[str, int], ...]:
    """Cards of the price book, each with the fewest that a run fits on, cheapest run first."""
    found = fitting_gpus(recipe, plan.market.catalog, plan.market.on)
    return tuple((offer.offer.sku, offer.n_gpus) for offer in found)


def contrast_with_scratch(plan: BuildPlan) -> ScratchContrast | None:
    """The programme beside training a model of the same size anew; None for a model of unknown size."""
    if plan.recipe is None:
        return None
    catalog = plan.market.catalog
    try:
        size_b = catalog.checkpoint(plan.recipe.checkpoint).active_params_b
    except UnknownNameError:
        return None
    offers = catalog.gpu_offers(SCRATCH_CARD, commitment="on_demand", on=plan.market.on)
    if not offers:
        return None
    return scratch_contrast(
        plan.resolved, size_b, catalog.gpu(SCRATCH_CARD), float(offers[0].usd_per_gpu_hour)
    )


def tuned_names(comparison: Comparison) -> list[str]:
    """Options that have something to build."""
    return [
        result.name
        for result in comparison.results
        if result.option.kind in TUNED_KINDS and result is not comparison.baseline
    ]


def build_plan(comparison: Comparison, scenario: Scenario, name: str, catalog: Catalog) -> BuildPlan:
    """The programme of the option of that name."""
    case = comparison.case
    place = next(place for place, option in enumerate(case.options) if option.name == name)
    option, resolved = scenario.options[place], case.options[place]
    return BuildPlan(
        place=place,
        option=option,
        resolved=resolved,
        case=case,
        market=replace(market_of(scenario, catalog), tasks_per_month=float(case.tasks_per_month)),
        stages=stage_costs(resolved),
        timeline=timeline(resolved),
        gates=gates(resolved, option.programme.progress, case, catalog),
    )
