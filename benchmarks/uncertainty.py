"""Ten thousand futures: their time and memory, and both against plainer ways to the same figures."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import squigglepy

from benchmarks.measurement import Measurement, cpu_ms
from costmodel import compare, load_catalog, resolve
from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.catalog.book import Catalog
from costmodel.cost.ledgers import ledgers
from costmodel.decide.uncertainty import Uncertainty, uncertainty
from costmodel.decide.uncertainty.futures import Futures, futures
from costmodel.decide.uncertainty.sample import inputs_of, probabilities
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset
from costmodel.scenario.ranges import with_numbers

ROOT = Path(__file__).resolve().parents[1]
DRAWS, DRAWS_ONE_BY_ONE, MONTHS = 10_000, 200, 36
ROUNDS = 7
FEW_ROUNDS = 3

PEAK_MEMORY = """
import resource
from benchmarks.uncertainty import answer
answer()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measure_uncertainty() -> Iterator[Measurement]:
    """Every figure of the odds."""
    size = f"{DRAWS:,} draws, 4 options, {MONTHS} months"
    yield Measurement(
        f"totals, odds, tornado and values of information, {size}", cpu_ms(answer, ROUNDS), "CPU ms", 250
    )
    yield Measurement("peak memory of a fresh process that does it", _peak_memory_mb(), "MB", 300)
    yield _share_of_a_plain_loop()
    yield from _shares_of_squigglepy()


def question(months: int = MONTHS) -> Scenario:
    """The first preset with its usual ranges."""
    return with_usual_ranges(preset("email-extraction")).model_copy(update={"horizon_months": months})


def answer() -> Uncertainty:
    """Everything but the break-even volumes."""
    scenario, catalog = question(), load_catalog()
    return uncertainty(scenario, catalog, compare(resolve(scenario, catalog)), DRAWS)


def drawn(scenario: Scenario, catalog: Catalog, draws: int = DRAWS) -> Futures:
    """Totals alone, sampling included."""
    inputs = inputs_of(scenario)
    return futures(scenario, catalog, inputs.values(probabilities(inputs, draws)), draws)


def one_by_one(scenario: Scenario, catalog: Catalog) -> list[list[float]]:
    """The totals of a few draws, each a scenario of plain numbers."""
    inputs = inputs_of(scenario)
    values = inputs.values(probabilities(inputs, DRAWS_ONE_BY_ONE))
    rows = ({path: float(each[draw]) for path, each in values.items()} for draw in range(DRAWS_ONE_BY_ONE))
    cases = (resolve(with_numbers(scenario, numbers), catalog) for numbers in rows)
    return [[float(ledger.npv_usd) for ledger in ledgers(case)] for case in cases]


def _share_of_a_plain_loop() -> Measurement:
    scenario, catalog = question(), load_catalog()
    at_once = cpu_ms(lambda: drawn(scenario, catalog), ROUNDS)
    in_a_loop = cpu_ms(lambda: one_by_one(scenario, catalog), FEW_ROUNDS) * DRAWS / DRAWS_ONE_BY_ONE
    return Measurement("totals at once over those of a loop, per draw", at_once / in_a_loop, "times", 1 / 50)


def _shares_of_squigglepy() -> Iterator[Measurement]:
    """A month of a hosted model against a rented card, on five ranges; ours through the whole ledger."""
    scenario, catalog = _small_question(), load_catalog()
    ours = cpu_ms(lambda: drawn(scenario, catalog), ROUNDS)
    of_functions, of_formulas = _squigglepy_models()
    theirs = cpu_ms(lambda: squigglepy.sample(of_functions, n=DRAWS), FEW_ROUNDS)
    words = f"a month of two options, {DRAWS:,} draws, over squigglepy's"
    yield Measurement(f"{words} function", ours / theirs, "times", 1 / 10)
    theirs = cpu_ms(lambda: squigglepy.sample(of_formulas, n=DRAWS), ROUNDS)
    yield Measurement(f"{words} formula of distributions", ours / theirs, "times")
    yield Measurement(f"a month of two options, {DRAWS:,} draws", ours, "CPU ms")


def _small_question() -> Scenario:
    hosted = {"kind": "hosted", "name": "Hosted", "usd_per_task": {"p10": 0.004, "p90": 0.006}}
    own = {
        "kind": "self_hosted",
        "name": "Own",
        "checkpoint": "Qwen3-8B",
        "gpu": "L40S",
        "gpus_per_replica": 1,
        "requests_per_second": 50,
        "usd_per_gpu_hour": {"min": 1.5, "mode": 2, "max": 4},
        "programme": {
            "one_off_usd": {"p10": 1_500, "p90": 3_500},
            "people_usd_per_month": {"min": 1_000, "mode": 2_000, "max": 5_000},
        },
    }
    workload = {"tasks_per_month": {"p10": 1e5, "p90": 4e5}, "input_tokens": 700, "output_tokens": 60}
    return scenario_from_dict({"horizon_months": 1, "workload": workload, "options": [hosted, own]})


def _squigglepy_models() -> tuple[Callable[[], float], object]:
    """The same saving: a function of one draw after the other, as its manual has it, and one formula."""
    tasks = squigglepy.lognorm(1e5, 4e5, credibility=80)
    usd_per_task = squigglepy.lognorm(0.004, 0.006, credibility=80)
    rent = squigglepy.pert(1.5, 2, 4)
    upfront = squigglepy.lognorm(1_500, 3_500, credibility=80)
    people = squigglepy.pert(1_000, 2_000, 5_000)

    def saving() -> float:
        return float(~tasks * ~usd_per_task - (~rent * 2 * 730 + ~people + ~upfront))

    return saving, tasks * usd_per_task - (rent * (2 * 730) + people + upfront)


def _peak_memory_mb() -> float:
    """Linux counts the largest resident set in kilobytes."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK_MEMORY], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return float(done.stdout) * 1024 / 1e6
