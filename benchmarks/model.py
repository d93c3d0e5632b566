"""The model in process: ledgers, break-evens, curves, look-ups and estimates."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks import cases
from benchmarks.measurement import Measurement, cpu_ms
from costmodel import compare, load_catalog, resolve
from costmodel.case.model import Case
from costmodel.catalog.call_arrays import price_calls
from costmodel.cost.ledgers import ledgers
from costmodel.decide.break_even import break_even
from costmodel.decide.by_volume import cost_by_volume
from costmodel.decide.payback import payback
from costmodel.estimate.throughput import estimate_throughput
from costmodel.scenario.presets import preset, preset_names

MONTHS = 36
STAIRS = 10_000
MOST_STAIRS = 200_000
FEW_ROUNDS = 3
MANY_CALLS = 1_000_000


def measure_model() -> Iterator[Measurement]:
    """Every figure of the package, in the order in which an answer needs them."""
    yield from _answer_of_a_case()
    yield from _break_evens_of_presets()
    yield from _break_evens_of_stairs()
    yield _price_of_many_calls()
    yield Measurement("throughput of an 8B model on one L40S", cpu_ms(_estimate), "CPU ms")


def _price_of_many_calls() -> Measurement:
    """Calls across two context tiers, with all kinds of token."""
    rng = np.random.default_rng(0)
    names = (
        "input_tokens",
        "cached_input_tokens",
        "cache_write_tokens",
        "cache_write_1h_tokens",
        "output_tokens",
    )
    counts = dict(zip(names, rng.integers(0, 50_000, (len(names), MANY_CALLS)), strict=True))
    counts["input_tokens"] = sum(counts[name] for name in names[:4])
    catalog = load_catalog()
    rows = catalog.hosted_model("anthropic/claude-haiku-5-5")
    taken = cpu_ms(lambda: price_calls(rows, **counts, at=catalog.newest_date, tier="batch"), FEW_ROUNDS)
    return Measurement(f"price of {MANY_CALLS:,} calls of one model", taken, "CPU ms", 100)


def totals_and_paybacks(case: Case) -> list[object]:
    """Ledgers of all options, their totals, and the payback of each against the baseline."""
    found = ledgers(case)
    baseline = found[case.baseline_index]
    return [
        (ledger.total_usd, ledger.npv_usd, payback(ledger, baseline, option.upkeep.build_months))
        for option, ledger in zip(case.options, found, strict=True)
    ]


def break_evens(case: Case) -> list[object]:
    """Break-evens of all options against the baseline."""
    places = (place for place in range(len(case.options)) if place != case.baseline_index)
    return [break_even(case, place, case.baseline_index) for place in places]


def _answer_of_a_case() -> Iterator[Measurement]:
    case = cases.preset_over(MONTHS)
    scenario, catalog = preset(preset_names()[0]), load_catalog()
    size = f"{len(case.options)} options, {MONTHS} months"
    yield Measurement(
        f"ledgers, totals and paybacks, {size}", cpu_ms(lambda: totals_and_paybacks(case)), "CPU ms", 2
    )
    yield Measurement(f"cost by volume, {size}", cpu_ms(lambda: cost_by_volume(case)), "CPU ms")
    yield Measurement(f"whole comparison, {size}", cpu_ms(lambda: compare(case)), "CPU ms")
    yield Measurement("resolve a scenario", cpu_ms(lambda: resolve(scenario, catalog)), "CPU ms")


def _break_evens_of_presets() -> Iterator[Measurement]:
    for name in preset_names():
        case = resolve(preset(name), load_catalog())
        taken = cpu_ms(lambda case=case: break_evens(case))  # type: ignore[misc]
        yield Measurement(f"all break-evens of {name}", taken, "CPU ms", 10)


def _break_evens_of_stairs() -> Iterator[Measurement]:
    for words, build in (
        ("far from the hosted cost", cases.decided_stairs),
        ("always a little above it", cases.undecided_stairs),
        ("each crossed twice, one month", cases.crossed_stairs_of_one_month),
        ("crossed all along, 36 months", cases.crossed_stairs_of_many_months),
    ):
        case = build(STAIRS)
        taken = cpu_ms(lambda case=case: break_evens(case), rounds=10)  # type: ignore[misc]
        yield Measurement(f"break-even over {STAIRS:,} stairs {words}", taken, "CPU ms", 50)
    yield from _break_evens_at_the_limit()


def _break_evens_at_the_limit() -> Iterator[Measurement]:
    """What a hostile scenario can ask for: as many stairs as are visited, and more than that."""
    worst = cases.crossed_stairs_of_many_months(round(MOST_STAIRS * 0.98))
    taken = cpu_ms(lambda: break_evens(worst), FEW_ROUNDS)
    yield Measurement("break-even over as many stairs as are visited at all, 36 months", taken, "CPU ms")
    too_many = cases.crossed_stairs_of_many_months(5 * MOST_STAIRS)
    taken = cpu_ms(lambda: break_evens(too_many), FEW_ROUNDS)
    yield Measurement("break-even given up over five times as many, 36 months", taken, "CPU ms")


def _estimate() -> object:
    catalog = load_catalog()
    return estimate_throughput(
        catalog.checkpoint("Qwen3-8B"), catalog.gpu("L40S"), input_tokens=1_100, output_tokens=300
    )
