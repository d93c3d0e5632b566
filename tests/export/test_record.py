"""The decision record: every figure that of the comparison, nothing from outside markup, one page."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from given_record import CATALOG, given_of, plain_given, table_under
from given_scenarios import Json, api, known_cost, scenario, typed_scenarios
from hypothesis import given, settings

from costmodel.case.resolve import resolve
from costmodel.decide.compare import compare
from costmodel.decide.crossing_words import payback_in_words, volumes_in_words
from costmodel.decide.evidence.answer import answer_of
from costmodel.decide.evidence.decision import Decision
from costmodel.decide.evidence.retrieval import RetrievalVerdict
from costmodel.decide.evidence.verdict import State, Verdict
from costmodel.decide.evidence.volume import VolumeVerdict, contest_of, probability_pays
from costmodel.decide.evidence.wording import percent
from costmodel.decide.money import usd_in_words
from costmodel.export.provenance import provenance
from costmodel.export.record import decision_record, record_page
from costmodel.export.record.markdown import escaped
from costmodel.scenario.presets import preset, preset_names

NO_NUMBER = re.compile(r"\b(nan|NaN|inf|Infinity|None|null)\b")


@pytest.mark.parametrize("name", preset_names())
def test_a_record_of_a_preset_is_one_page(name: str) -> None:
    record = decision_record(given_of(name))
    assert len(record.splitlines()) <= 70
    assert len(record) <= 6_000
    assert not NO_NUMBER.search(record)


def test_what_the_router_shows_is_said_with_its_limits() -> None:
    given_record = given_of("ticket-router")
    record = decision_record(given_record)
    header, prompting, retrieval, volume = table_under(record, "Three things")
    assert header == ["Statement", "State", "What the data show", "Next step"]
    assert prompting == [
        "Prompting fails",
        "holds",
        "Prompt 5 (of 5): 552 of 600 items (92%), true rate at most 93.7%; bar 94%",
        "-",
    ]
    assert retrieval[1] == "not enough evidence"
    assert retrieval[2].startswith("Retrieval or tools: 554 of 600 items (92.3%), true rate from ")
    assert "to 94.04%; bar 94%." in retrieval[2]
    assert "Behaviour among failures: 86 of 100 (86%), true rate at least 79%; bar 50%." in retrieval[2]
    # 0.92333 + 0.86 * 0.07667 * 0.7
    assert retrieval[2].endswith("Training could lift it to 96.9%")
    assert "27 more items settle it" in retrieval[3]
    assert given_record.found is not None
    facts = given_record.found.volume_justifies.facts
    assert facts is not None
    assert volume[2].startswith(f"Pays in {percent(facts.probability_pays)} of futures (80% asked for)")


def test_the_economics_of_a_case_that_can_be_done_by_hand() -> None:
    """100,000 tasks a month: $500 at the API; $50 with the own model, for $2,000 first."""
    hand = scenario(
        api(usd_per_task=0.005, quality=0.9),
        known_cost(usd_per_task=0.0005, quality=0.8, programme={"one_off_usd": 2_000}),
        horizon_months=10,
        quality_bar=0.85,
    )
    record = decision_record(plain_given(hand))
    assert "Recorded on 2026-11-26; quality bar 85%." in record
    rows = table_under(record, "Economics over 10 months")
    assert rows[1] == ["API (today)", "90%", "$5.00k", "$0", "$500", "-", "-"]
    # 2,000 / 450 months; 2,000 / (10 * 0.0045) tasks a month.
    assert rows[2] == [
        "Own",
        "80%, misses the bar",
        "$2.50k",
        "$2.00k",
        "$50.0",
        "month 4.4",
        "from 44.4k a month",
    ]
    assert "Own is held against API" in record
    assert "it costs $2.50k less in today's money. Building it costs $2.00k before month 0." in record
    prices = table_under(record, "Prices of")
    assert prices[1] == ["API", "as given", "$0.005 a task", "-", "-"]


@settings(max_examples=25)
@given(typed_scenarios(most_months=12))
def test_every_figure_is_that_of_the_comparison(drawn: Json) -> None:
    given_record = plain_given(drawn)
    comparison = given_record.comparison
    record = decision_record(given_record)
    rows = table_under(record, "Economics")[1:]
    for row, result, name in zip(rows, comparison.results, given_record.names, strict=True):
        crossover = comparison.crossovers.get(result.name)
        mark = "" if crossover else " (today)"
        assert row[0] == f"{escaped(name)}{mark}".strip()
        last_month = float(result.ledger.usd_by_month[-1])
        assert row[2:5] == [usd_in_words(usd) for usd in (result.npv_usd, result.upfront_usd, last_month)]
        paid = payback_in_words(crossover.payback) if crossover else "-"
        volumes = volumes_in_words(crossover.break_even) if crossover else "-"
        assert row[5:] == [paid, volumes]


@pytest.mark.parametrize("name", ["ticket-router", "batch-extraction"])
def test_the_odds_are_those_that_were_drawn(name: str) -> None:
    given_record = given_of(name)
    comparison, sure = given_record.comparison, given_record.sure
    record, contest = decision_record(given_record), contest_of(comparison)
    assert sure is not None
    assert contest is not None
    for place, row in enumerate(table_under(record, "Economics")[1:]):
        is_today = place == comparison.case.baseline_index
        assert row[7] == ("-" if is_today else percent(sure.options[place].probability_cheaper_than_baseline))
    build, rival = (comparison.results[place].name for place in (contest.build, contest.rival))
    saving = sorted(sure.cost_of_choosing_usd[:, contest.rival] - sure.cost_of_choosing_usd[:, contest.build])
    # 256 futures: the 26th, the 128th and the 231st are the first that so many do not exceed.
    told = " / ".join(usd_in_words(float(saving[place - 1])) for place in (26, 128, 231))
    assert f"{build} is held against {rival}" in record
    assert f"it costs less in {percent(probability_pays(sure, contest))} of 256 futures" in record
    assert f"the saving in today's money is {told} (p10 / p50 / p90)." in record


def test_prices_stand_with_the_day_and_the_place_they_were_read() -> None:
    rows = table_under(decision_record(given_of("email-extraction")), "Prices of 2026-11-23")
    assert len(rows) == 5
    assert rows[4] == [
        "Own 8B on L40S",
        "Nebius L40S 48 GB, on demand",
        "USD per GPU-hour: 1.55",
        "2026-09-25",
        "<https://nebius.com/prices>",
    ]


def test_without_evidence_nothing_is_shown_yet() -> None:
    record = decision_record(replace(given_of("email-extraction"), evidence=None, found=None))
    assert "**Decision: Collect evidence.** No evidence was entered" in record
    rows = table_under(record, "Three things")
    assert [row[1] for row in rows[1:]] == ["not shown yet"] * 3
    assert all(row[2] for row in rows[1:])
    # Five prompts 10 points below a bar of 96%.
    assert "with 103 it shows" in rows[1][2]
    assert "quality bar 96%." in record
    assert "- If “volume pays” does not hold, stay hosted." in record


HOLDS, DOES_NOT, OPEN = "holds", "does_not_hold", "not_enough_evidence"


@pytest.mark.parametrize(
    ("states", "decision", "words"),
    [
        ((HOLDS, HOLDS, HOLDS), "fine_tune", "Build: fine-tune an open model and serve it."),
        (
            (DOES_NOT, OPEN, HOLDS),
            "fine_tune_for_cost",
            "Build for cost: a hosted model is good enough, your own would be cheaper.",
        ),
        (
            (HOLDS, HOLDS, DOES_NOT),
            "fine_tune_on_shared_hosting",
            "Fine-tune, but pay by the token: own GPUs do not pay.",
        ),
        ((HOLDS, DOES_NOT, HOLDS), "use_retrieval", "Do not train: retrieval or tools are the answer."),
        (
            (OPEN, OPEN, DOES_NOT),
            "stay_hosted",
            "Rent no GPUs for this volume; whether to fine-tune at all is still open.",
        ),
        ((OPEN, HOLDS, HOLDS), "collect_evidence", "Collect evidence first: 1 of three conditions is open."),
    ],
)
def test_every_decision_has_its_words_and_its_why(
    states: tuple[State, State, State], decision: Decision, words: str
) -> None:
    first, second, third = states
    found = answer_of(
        Verdict(first, "First because.", "Do this first."),
        RetrievalVerdict(second, "Second because.", "Do this second."),
        VolumeVerdict(third, "Third because.", "Do this third."),
    )
    assert found.decision == decision
    record = decision_record(replace(given_of("email-extraction"), found=found))
    assert f"**{words}** {found.why}\n" in record
    rows = table_under(record, "Three things")[1:]
    assert [row[2] for row in rows] == ["First because.", "Second because.", "Third because."]
    told = ["Do this first.", "Do this second.", "Do this third."]
    for row, state, step in zip(rows, states, told, strict=True):
        assert row[3:] == ([] if OPEN not in states else [step if state == OPEN else "-"])
    # What is said would change the decision is not what was decided.
    changes = record.split("## What would change the decision")[1].split("\n## ")[0]
    for line in (line for line in changes.splitlines() if line.startswith("- If “")):
        assert words.lower() not in line.split(", ", 1)[1].split("; ")


def test_inputs_that_were_changed_are_listed_and_the_rest_counted() -> None:
    base = given_of("email-extraction")
    asked = base.scenario.model_copy(
        update={"workload": base.scenario.workload.model_copy(update={"input_tokens": 4321.0})}
    )
    comparison = compare(resolve(asked, CATALOG))
    record = decision_record(replace(base, scenario=asked, comparison=comparison))
    assert "All inputs are those of the preset." in decision_record(base)
    assert "One input differs from the preset" in record
    (row,) = table_under(record, "Assumptions")[1:]
    assert row[0] == "input tokens"
    assert row[2:] == ["4,321", "tokens per call"]
    other = replace(base, defaults=preset("cached-assistant"))
    assert re.search(r"\nAnd \d+ more in assumptions\.csv\.\n", decision_record(other))
    assert len(table_under(decision_record(other), "Assumptions")) == 11
    assert "assumptions.csv lists every one" in decision_record(replace(base, defaults=None))


def test_a_bar_of_the_costs_that_is_another_is_named() -> None:
    assert "The costs below are compared at a bar of 96%." in decision_record(given_of("email-extraction"))
    assert "The costs below" not in decision_record(replace(given_of("email-extraction"), evidence=None))


def test_a_record_carries_its_origin_and_is_the_same_every_time() -> None:
    given_record = given_of("ticket-router")
    record = decision_record(given_record)
    origin = provenance(given_record.scenario, given_record.comparison.case)
    for words in (origin.scenario_hash, origin.price_date, origin.version, origin.terms, given_record.link):
        assert str(words) in record
    given_of.cache_clear()
    again = given_of("ticket-router")
    assert decision_record(again) == record
    assert record_page(again) == record_page(given_record)


def test_a_comparison_with_nothing_to_build_says_so() -> None:
    record = decision_record(plain_given(scenario(api(), api("Other", 0.004))))
    assert (
        "No option of this comparison would be built. Of the options that may be chosen, Other costs least."
        in record
    )
    assert "not known" in record
