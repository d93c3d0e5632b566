"""Own quotes of a scenario: everything that is priced sees them, says whose they are, and leaves the book alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from given_evidence import evidence, prompts
from given_scenarios import Json, api, case_of, scenario

from costmodel.case.market import market_of
from costmodel.case.model import Case
from costmodel.case.resolve import resolve
from costmodel.catalog import Catalog, load_catalog
from costmodel.cost.ledgers import ledgers
from costmodel.decide.compare import compare
from costmodel.decide.evidence.answer import judge
from costmodel.decide.levers import ranked_levers
from costmodel.decide.pipeline.plan import build_plan
from costmodel.decide.thresholds import thresholds
from costmodel.decide.uncertainty import uncertainty
from costmodel.errors import InputError
from costmodel.scenario.parse import scenario_from_dict

LUNA: Json = {
    "kind": "hosted",
    "provider": "openai",
    "sku": "gpt-6-luna",
    "input_usd_per_mtok": 2,
    "output_usd_per_mtok": 10,
}
ACME: Json = {**LUNA, "provider": "acme", "sku": "one", "note": "framework contract"}
RENT: Json = {
    "kind": "gpu",
    "provider": "acme",
    "sku": "H100",
    "commitment": "reserved_1y",
    "usd_per_gpu_hour": 1.2,
    "gpu_count_min": 2,
}
TUNED: Json = {
    "kind": "finetune",
    "provider": "acme",
    "sku": "tuned",
    "input_usd_per_mtok": 1,
    "output_usd_per_mtok": 4,
    "hosting_usd_per_hour": 2,
    "train_usd_per_mtok": 5,
}


def hosted(sku: str, **fields: Any) -> Json:
    return {"kind": "hosted", "name": "Hosted", "sku": sku, **fields}


def machines(**fields: Any) -> Json:
    return {
        "kind": "self_hosted",
        "name": "Own",
        "checkpoint": "Llama-3.1-8B",
        "gpu": "H100",
        "provider": "acme",
        "commitment": "reserved_1y",
        "requests_per_second": 10,
        "gpus_per_replica": 1,
        **fields,
    }


def asked(*options: Json, quotes: list[Json], **fields: Any) -> Json:
    return scenario(*options, own_prices=quotes, horizon_months=3, **fields)


def line_usd(given: Json, line: str, place: int = 0) -> list[float]:
    return ledgers(case_of(given))[place].running_usd[line].tolist()


def test_a_quote_is_paid_in_place_of_the_list_price() -> None:
    """100k calls of 1,000 tokens in and 100 out at $2 and $10, a tenth off."""
    given = asked(hosted("openai/gpt-6-luna", discount=0.1), quotes=[LUNA])
    assert line_usd(given, "api") == pytest.approx([270] * 3)


def test_an_option_may_name_a_sku_that_only_the_quotes_have() -> None:
    assert line_usd(asked(hosted("acme/one"), quotes=[ACME]), "api") == pytest.approx([300] * 3)


def test_a_quoted_rent_is_billed_by_its_boxes() -> None:
    """One replica and its spare on boxes of two cards: two GPUs at $1.20 for 730 hours."""
    given = asked(api(), machines(), quotes=[RENT])
    assert line_usd(given, "gpu", 1) == pytest.approx([2 * 1.2 * 730] * 3)
    assert any("among your own quotes" in note for note in case_of(given).notes)


def test_a_quoted_tuned_model_brings_its_hosting_fee_and_its_training_rate() -> None:
    option = {
        "kind": "managed_fine_tune",
        "name": "Tuned",
        "sku": "acme/tuned",
        "programme": {
            "training": {
                "runs": 1,
                "failed_share": 0,
                "recipe": {"checkpoint": "any", "examples": 1_000, "tokens_per_example": 1_000, "epochs": 1},
            }
        },
    }
    given = asked(api(), option, quotes=[TUNED])
    assert line_usd(given, "api", 1) == pytest.approx([100_000 * 0.0014] * 3)
    assert line_usd(given, "hosting", 1) == pytest.approx([2 * 730] * 3)
    assert ledgers(case_of(given))[1].upfront_usd == pytest.approx(5)


def test_quotes_hold_on_their_days_and_go_on_as_successors() -> None:
    quotes = [
        {**ACME, "retires_on": "2027-01-01", "successor_sku": "two"},
        {**ACME, "sku": "two", "input_usd_per_mtok": 1, "output_usd_per_mtok": 5},
    ]
    given = asked(hosted("acme/one"), quotes=quotes, as_of="2026-11-23")
    assert line_usd(given, "api") == pytest.approx([300, 300, 150])


def test_notes_and_sources_say_whose_the_price_is() -> None:
    case = case_of(asked(hosted("acme/one"), quotes=[{**ACME, "as_of": "2026-10-01"}]))
    assert (
        case.notes[0] == "Own quote, not in the price book: one, acme/one, 2026-10-01 (framework contract)."
    )
    (source,) = case.options[0].sources
    assert (source.confidence, source.note, source.as_of) == ("user", "framework contract", date(2026, 10, 1))


def test_a_quote_that_no_option_names_is_said_and_costs_nothing() -> None:
    with_quote, without = (case_of(asked(api(), quotes=quotes)) for quotes in ([ACME], []))
    assert with_quote.options == without.options
    assert len(with_quote.notes) == 1


def test_the_day_of_the_prices_stays_that_of_the_book(catalog: Catalog) -> None:
    case = case_of(asked(hosted("acme/one"), quotes=[{**ACME, "as_of": "2027-03-01"}]))
    assert case.as_of == catalog.newest_date


def test_a_quote_without_a_day_is_of_the_scenarios() -> None:
    case = case_of(asked(hosted("acme/one"), quotes=[ACME], as_of="2026-02-03"))
    assert case.options[0].sources[0].as_of == date(2026, 2, 3)


def test_the_same_quotes_are_the_same_catalog(catalog: Catalog) -> None:
    """What is kept by catalog, such as estimates of runs, stays known from one answer to the next."""
    first, second = (scenario_from_dict(asked(hosted("acme/one"), quotes=[ACME])) for _ in range(2))
    assert market_of(first, catalog).catalog is market_of(second, catalog).catalog
    assert market_of(first.model_copy(update={"own_prices": ()}), catalog).catalog is catalog


def faults(*quotes: Json) -> list[str]:
    with pytest.raises(InputError) as caught:
        case_of(asked(api(), quotes=list(quotes)))
    return [problem.field for problem in caught.value.problems]


def test_faults_are_told_by_row_and_column() -> None:
    broken = {**LUNA, "output_usd_per_mtok": None}
    assert faults(ACME, RENT, broken, {**RENT, "sku": "H1000"}) == [
        "own_prices.2.output_usd_per_mtok",
        "own_prices.3.sku",
    ]


def ranged_question(quotes: list[Json]) -> Json:
    rival = {"kind": "hosted", "name": "Rival", "usd_per_task": {"p10": 0.001, "p90": 0.006}}
    return asked(hosted("openai/gpt-6-luna"), rival, quotes=quotes)


def test_the_odds_see_the_quotes(catalog: Catalog) -> None:
    """At $0.003 a task the rival is cheaper in most futures; at $3 in all of them."""

    def probability(usd: float) -> float:
        quote = {**LUNA, "input_usd_per_mtok": usd, "output_usd_per_mtok": 5 * usd}
        read = scenario_from_dict(ranged_question([quote]))
        found = uncertainty(read, catalog, compare(resolve(read, catalog)), 256)
        return found.options[1].probability_cheaper_than_baseline or 0.0

    assert probability(0.0001) == 0
    assert 0 < probability(2) < 1
    assert probability(1_000) == 1


def test_the_value_at_which_the_verdict_flips_sees_the_quotes(catalog: Catalog) -> None:
    given = asked(
        hosted("openai/gpt-6-luna"), {"kind": "hosted", "name": "Rival", "usd_per_task": 0.002}, quotes=[LUNA]
    )
    found = thresholds(scenario_from_dict(given), catalog, "options.1.usd_per_task")
    assert found.above is not None
    assert found.above.at == pytest.approx(0.003)


def test_the_verdict_on_the_volume_sees_the_quotes() -> None:
    """Own machines against an API that is quoted almost free, and then dear."""

    def state(usd: float) -> str:
        quote = {**LUNA, "input_usd_per_mtok": usd, "output_usd_per_mtok": usd}
        volume = asked(
            hosted("openai/gpt-6-luna", quality=0.95), machines(quality=0.95), quotes=[quote, RENT]
        )
        volume["horizon_months"] = 24
        volume["workload"]["tasks_per_month"] = {"p10": 90_000, "p90": 110_000}
        return judge(
            evidence({**prompts([70], 100), "volume": volume}), load_catalog()
        ).volume_justifies.state

    assert state(0.0001) == "does_not_hold"
    assert state(1_000) == "holds"


def test_a_broken_quote_within_evidence_is_named_there() -> None:
    volume = asked(api(), quotes=[{**LUNA, "output_usd_per_mtok": None}])
    with pytest.raises(InputError) as caught:
        judge(evidence({**prompts([70], 100), "volume": volume}), load_catalog())
    assert caught.value.problems[0].field == "volume.own_prices.0.output_usd_per_mtok"


def test_plans_and_levers_see_the_quotes(catalog: Catalog) -> None:
    """A teacher that only the quotes have; the plan's market is the one of the quotes."""
    data = {
        "examples": 1_000,
        "made_by": "teacher",
        "teacher_sku": "acme/one",
        "keep_rate": 1,
        "review_share": 0,
        "held_out_items": 0,
        "teacher_input_tokens": 1_000,
        "teacher_output_tokens": 100,
    }
    read = scenario_from_dict(asked(api(), machines(programme={"data": data}), quotes=[ACME, RENT]))
    comparison = compare(resolve(read, catalog))
    assert comparison.case.options[1].name == "Own"
    assert ledgers(comparison.case)[1].upfront_usd == pytest.approx(1_000 * 0.003)
    plan = build_plan(comparison, read, "Own", catalog)
    assert plan.market.catalog.hosted_model("acme/one")
    assert isinstance(ranked_levers(read, catalog, 1), tuple)


@pytest.mark.parametrize("quotes", [[], [ACME, RENT, TUNED]])
def test_what_is_not_quoted_costs_what_the_book_says(quotes: list[Json]) -> None:
    def case(own: list[Json]) -> Case:
        return case_of(asked(hosted("openai/gpt-6-astra"), quotes=own))

    assert case(quotes).options == case([]).options
