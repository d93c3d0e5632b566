"""How sure a verdict is, in words."""

from __future__ import annotations

import pytest
from input_strategies import CATALOG, PRESETS

from costmodel.case.resolve import resolve
from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.decide.compare import compare
from costmodel.decide.uncertainty import uncertainty
from ui.input_words import input_in_words, value_in_words
from ui.odds_words import share_of_futures, verdict_odds

NAMES = ["Claude Sonnet 5.5", "GPT-6 Luna", "Tuned gpt-oss-20b", "Own 8B on L40S"]


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (1, "all futures"),
        (0.999, "nearly all futures"),
        (0.97, "97 of 100 futures"),
        (0.94, "9 of 10 futures"),
        (0.7, "7 of 10 futures"),
        (0.66, "7 of 10 futures"),
        (0.06, "1 of 10 futures"),
        (0.04, "4 of 100 futures"),
        (0.001, "hardly any future"),
        (0, "no future"),
    ],
)
def test_a_share_of_futures_is_said_as_people_say_it(probability: float, words: str) -> None:
    assert share_of_futures(probability) == words


@pytest.mark.parametrize("name", PRESETS)
def test_the_verdict_carries_the_odds_of_the_option_in_question(name: str) -> None:
    scenario = with_usual_ranges(PRESETS[name])
    comparison = compare(resolve(scenario, CATALOG))
    found = uncertainty(scenario, CATALOG, comparison, 512)
    assert found.about is not None
    about = found.options[found.about]
    line = verdict_odds(comparison, found)
    assert f"In {share_of_futures(about.probability_cheaper_than_baseline)} " in line
    assert line.startswith("**How sure?**")
    if scenario.quality_bar is not None and about.probability_meets_bar is not None:
        assert f"meets your bar in {share_of_futures(about.probability_meets_bar)}" in line
    saving = about.npv_saving_usd
    assert saving.p10 is not None
    assert saving.p90 is not None
    assert ("less in 8 of 10" in line) == (saving.p90 > 0)


@pytest.mark.parametrize(
    ("path", "value", "label", "words"),
    [
        ("workload.tasks_per_month", 2e6, "Tasks a month", "2.00M"),
        ("options.0.price_change_per_year", -0.25, "Token price change, Claude Sonnet 5.5", "-25%"),
        ("options.3.price_change_per_year", 0.1, "GPU price change, Own 8B on L40S", "10%"),
        ("options.3.usd_per_gpu_hour", 1.55, "GPU rent an hour, Own 8B on L40S", "$1.55"),
        ("options.2.programme.data.usd_per_example", 46, "Price of an example, tuned model", "$46.0"),
        ("options.3.programme.people_usd_per_month", 5208, "People a month, Own 8B on L40S", "$5.21k"),
        ("options.3.throughput_factor", 1.5, "Throughput over the estimate, Own 8B on L40S", "150%"),
        ("options.1.rates.input_usd_per_mtok", 2.5, "Input per mtok, GPT-6 Luna", "$2.50"),
    ],
)
def test_an_input_is_called_what_its_box_is_called(path: str, value: float, label: str, words: str) -> None:
    assert input_in_words(path, NAMES) == label
    assert value_in_words(path, value) == words
