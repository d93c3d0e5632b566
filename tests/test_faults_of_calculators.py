"""The faults found in other calculators, each held against this one."""

from __future__ import annotations

import pytest
from given_scenarios import Json, api, by_token, case_of, compared, known_cost, own, scenario

from costmodel.catalog import Catalog
from costmodel.cost.ledger import Ledger
from costmodel.cost.ledgers import ledgers
from costmodel.decide.envelope import envelope
from costmodel.decide.money import usd_in_words
from costmodel.estimate.throughput import Throughput, estimate_throughput

HOURS = 730
SONNET = {"input_usd_per_mtok": 3, "output_usd_per_mtok": 15}


def ledger_of(option: Json, **fields: object) -> Ledger:
    return ledgers(case_of(scenario(option, **fields)))[0]  # type: ignore[arg-type]


def test_1_never_is_not_zero() -> None:
    """A break-even of 0 was printed where own is dearer at any volume or age."""
    comparison = compared(scenario(api(usd_per_task=0.001), known_cost(usd_per_task=0.002)))
    crossover = comparison.crossovers["Own"]
    assert (crossover.payback.status, crossover.payback.months) == ("never", None)
    assert (crossover.break_even.status, crossover.break_even.tasks_per_month) == ("never", ())
    assert crossover.payback.why
    assert crossover.break_even.why
    rule = envelope(
        hosted_usd_per_task=365,
        own_usd_per_task=2416,
        upfront_usd=1500,
        tasks_per_month=1,
        months=12,
    )
    assert (rule.crossover.status, rule.crossover.months) == ("never", None)


def test_2_money_is_charged_once() -> None:
    """A purchase was charged in full and once more as depreciation."""
    ledger = ledger_of(known_cost(usd_per_task=0, programme={"one_off_usd": 1500}), horizon_months=12)
    assert ledger.total_usd == 1500
    assert ledger.usd_by_month.sum() == 0
    assert ledger.line_total_usd("one_off") == 1500


def test_3_each_side_is_charged_at_its_own_price() -> None:
    """Every token was charged at the sum of the input and the output price."""
    workload = {"tasks_per_month": 1_000_000, "input_tokens": 1_000, "output_tokens": 0}
    rates = {"input_usd_per_mtok": 2, "output_usd_per_mtok": 10}
    assert ledger_of(by_token(rates=rates), workload=workload, horizon_months=1).total_usd == pytest.approx(
        2_000
    )
    answers = {**workload, "input_tokens": 0, "output_tokens": 1_000}
    assert ledger_of(by_token(rates=rates), workload=answers, horizon_months=1).total_usd == pytest.approx(
        10_000
    )


def test_4_machines_that_are_always_on_cost_the_same_when_idle() -> None:
    """A typed utilisation lowered the bill of an H100 from $1,825 a month to $429."""
    bills = {
        float(
            ledger_of(
                own(spare_replicas=0, target_utilisation=target), workload={"tasks_per_month": tasks}
            ).usd_by_month[0]
        )
        for tasks in (1, 1_000, 100_000)
        for target in (0.5, 1)
    }
    assert bills == {2.5 * HOURS} == {1825.0}


def test_5_cost_steps_up_with_capacity() -> None:
    """Own cost stayed flat however far the load went beyond what the machines sustain."""
    one_replica = 10 * 0.7 * HOURS * 3600 / 3
    costs = [
        float(ledger_of(own(), workload={"tasks_per_month": n * one_replica}).usd_by_month[0])
        for n in (1, 2, 10, 100)
    ]
    assert costs == [(n + 1) * 1825 for n in (1, 2, 10, 100)]


def test_6_the_cost_of_tuning_is_in_the_tuned_option() -> None:
    """The bill of tuning never reached the scenario with the tuned model."""
    programme = {"one_off_usd": 55_000, "retrain_every_months": 6, "retrain_usd": 8_000}
    ledger = ledger_of(known_cost(programme=programme), horizon_months=24)
    assert ledger.line_total_usd("one_off") == 55_000
    assert ledger.line_total_usd("retraining") == 3 * 8_000
    assert ledger.total_usd >= 55_000 + 24_000


def test_7_speed_depends_on_the_card_and_the_count(catalog: Catalog) -> None:
    """Time did not depend on the card, and more cards cost more for the same time; here for serving."""
    checkpoint = catalog.checkpoint("Llama-3.1-8B")
    work = {"input_tokens": 1_000, "output_tokens": 200, "max_tpot_ms": 50}
    rates = {}
    for card, count in (("A100", 1), ("H100", 1), ("H100", 2)):
        found = estimate_throughput(checkpoint, catalog.gpu(card), gpus_per_replica=count, **work)  # type: ignore[arg-type]
        assert isinstance(found, Throughput)
        rates[card, count] = float(found.requests_per_second)
    assert rates["A100", 1] < rates["H100", 1] < rates["H100", 2]


def test_8_a_cache_discounts_no_answer_and_no_sum_of_prompts_trips_a_tier() -> None:
    """The cache discount was taken off the answer, and a month's tokens were priced as one long prompt."""
    cached = {"tasks_per_month": 1_000_000, "input_tokens": 1_500, "cached_input_tokens": 1_500}
    rates = {**SONNET, "cached_input_usd_per_mtok": 0}
    only_answer = ledger_of(
        by_token(rates=rates), workload={**cached, "output_tokens": 150}, horizon_months=1
    )
    assert only_answer.total_usd == pytest.approx(150 * 15)
    many_short = {"tasks_per_month": 1_000_000, "input_tokens": 1_500, "output_tokens": 150}
    by_sku = {"kind": "hosted", "name": "Sonnet", "sku": "anthropic/claude-sonnet-5-5"}
    case = case_of(scenario(by_sku, workload=many_short, horizon_months=1))
    first = case.options[0].bill.tiers[0]  # type: ignore[union-attr]
    wanted = 1_500 * first.input_usd_per_mtok + 150 * first.output_usd_per_mtok
    assert ledgers(case)[0].total_usd == pytest.approx(float(wanted))
    assert ledger_of(by_token(rates=SONNET), workload=many_short, horizon_months=1).total_usd == 6_750


def test_9_what_is_paid_once_ends() -> None:
    """Days of setting up were charged in every month for ever."""
    for months in (1, 12, 120):
        ledger = ledger_of(known_cost(usd_per_task=0, programme={"one_off_usd": 700}), horizon_months=months)
        assert ledger.total_usd == 700


def test_10_signs_and_units_stand() -> None:
    """A loss was printed as a gain, and $0.08 a task as $0.00008."""
    assert usd_in_words(0.08) == "$0.08"
    assert usd_in_words(-1_234) == "-$1.23k"
    loss = envelope(
        hosted_usd_per_task=0.08, own_usd_per_task=0.1, upfront_usd=5, tasks_per_month=100, months=1
    )
    assert loss.saving_usd == pytest.approx(-7)
    assert loss.saving_share == pytest.approx(-0.875)
    dearer = compared(scenario(api(usd_per_task=0.08), known_cost(usd_per_task=0.1)))
    hosted, tuned = dearer.results
    assert 0 < hosted.npv_usd < tuned.npv_usd
    assert hosted.usd_per_task == pytest.approx(0.08)


def test_11_one_length_of_a_month() -> None:
    """720 hours here and 730 there, 30 days here and calendar months there."""
    tuned = {"kind": "managed_fine_tune", "name": "T", "usd_per_task": 0, "hosting_usd_per_hour": 1}
    assert set(ledger_of(tuned).running_usd["hosting"].tolist()) == {730.0}
    fleet = own(spare_replicas=0, usd_per_gpu_hour=1)
    assert set(ledger_of(fleet).running_usd["gpu"].tolist()) == {730.0}
    exactly_full = own(requests_per_second=1, target_utilisation=1, spare_replicas=0)
    workload = {"tasks_per_month": 730 * 3600, "peak_to_mean": 1}
    assert ledger_of(exactly_full, workload=workload).utilisation[0] == pytest.approx(1)


def test_12_the_mix_of_tokens_is_that_of_the_workload() -> None:
    """A fixed mix of 1 in to 3 out moved the break-even of a 10 to 1 workload 2.6 times."""
    volumes = []
    for input_tokens, output_tokens in ((1_500, 150), (150, 450)):
        workload = {"input_tokens": input_tokens, "output_tokens": output_tokens}
        crossovers = compared(scenario(by_token(), own(spare_replicas=0), workload=workload)).crossovers
        usd_per_task = (input_tokens * 2.5 + output_tokens * 10) / 1e6
        found = crossovers["Own"].break_even.tasks_per_month
        assert found == pytest.approx([1825 / usd_per_task])
        volumes.append(found[0])
    assert volumes[0] == pytest.approx(574e6 / 1_650, rel=2e-3)


@pytest.mark.parametrize(("share", "prompt"), [(0, 1_000), (0.5, 1_000), (1, 300_000), (0.25, 300_000)])
@pytest.mark.parametrize(("cached", "written"), [(0, 0), (0.5, 0), (0.5, 0.25), (1, 0)])
def test_13_batch_cache_and_long_context_hold_together(
    share: float, prompt: int, cached: float, written: float, catalog: Catalog
) -> None:
    """Each was right alone; together they were wrong by up to 2.5 times."""
    rows = catalog.hosted_model("openai/gpt-6-astra")
    row = max(
        (row for row in rows if row.tier_from_tokens < prompt), key=lambda found: found.tier_from_tokens
    )
    read, write = prompt * cached, prompt * written
    usd = (
        (prompt - read - write) * float(row.input_usd_per_mtok)
        + read * float(row.cached_input_usd_per_mtok or 0)
        + write * float(row.cache_write_usd_per_mtok or 0)
        + 500 * float(row.output_usd_per_mtok)
    ) / 1e6
    usd *= 1 - share * (1 - float(row.batch_multiplier or 1))
    workload = {
        "tasks_per_month": 1_000,
        "input_tokens": prompt,
        "output_tokens": 500,
        "batch_share": share,
        "cached_input_tokens": read,
        "cache_write_tokens": write,
        "calls_per_task": 2,
        "retry_rate": 0.1,
    }
    hosted = {"kind": "hosted", "name": "Astra", "sku": "openai/gpt-6-astra", "discount": 0.1}
    ledger = ledger_of(hosted, workload=workload, horizon_months=1)
    assert ledger.total_usd == pytest.approx(1_000 * 2 * 1.1 * 0.9 * usd)
