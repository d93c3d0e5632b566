"""The sentences of the verdict say what the figures say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from input_strategies import CATALOG, PRESETS, changed_inputs, shown

from costmodel.case.resolve import resolve
from costmodel.decide.compare import Comparison, compare
from costmodel.decide.verdict import verdict
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import scenario_from_dict
from ui.answer import answer_inputs
from ui.verdict import VerdictText, verdict_text

WORK = {"tasks_per_month": 1000, "input_tokens": 100, "output_tokens": 10}


def option(kind: str, name: str, usd_per_task: float, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "name": name, "usd_per_task": usd_per_task, **fields}


def answer(*options: dict[str, Any], **fields: Any) -> Comparison:
    data = {"workload": WORK, "horizon_months": 12, "options": list(options), **fields}
    return compare(resolve(scenario_from_dict(data), CATALOG))


def sentences(comparison: Comparison) -> VerdictText:
    return verdict_text(comparison, verdict(comparison))


def all_of(text: VerdictText) -> str:
    return " ".join((text.headline, text.fine_tune, text.rent_gpus, text.beware))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_gets_an_answer_that_agrees_with_its_figures(name: str) -> None:
    comparison = compare(resolve(PRESETS[name], CATALOG))
    found, text = verdict(comparison), sentences(comparison)
    assert found.fine_tune is not None
    assert found.rent_gpus is not None
    assert ("It would pay" in text.fine_tune) == found.fine_tune.pays
    assert ("It would pay" in text.rent_gpus) == found.rent_gpus.pays
    assert text.headline.startswith("Fine-tuning would pay") == found.fine_tune.pays
    assert ("on own GPUs" in text.headline) == (found.fine_tune.pays and found.rent_gpus.pays)
    saving = found.fine_tune.rival.npv_usd - found.fine_tune.option.npv_usd
    assert found.fine_tune.saving_npv_usd == pytest.approx(saving)


@pytest.mark.parametrize("name", PRESETS)
def test_sentences_never_order_to_build_and_hold_no_bare_dollar_sign(name: str) -> None:
    text = all_of(sentences(compare(resolve(PRESETS[name], CATALOG))))
    assert not re.search(r"\byou should\b|\bbuild it\b|(?<!\\)\$", text)
    assert "None" not in text
    assert "nan" not in text


def test_first_preset_word_for_word() -> None:
    text = sentences(compare(resolve(PRESETS["email-extraction"], CATALOG)))
    assert text.headline == "Fine-tuning would pay, billed by the token."
    assert "paid back after 10.5 months" in text.fine_tune
    assert "never beats Tuned gpt" in text.rent_gpus
    assert "misses your bar of 96%" in text.beware


def test_without_a_tuned_option() -> None:
    text = sentences(answer(option("hosted", "A", 0.1), option("hosted", "B", 0.2)))
    assert text.headline == "Stay hosted: no tuned option is compared."
    assert (text.fine_tune, text.rent_gpus, text.beware) == ("", "", "")


SCRATCH = {
    "kind": "from_scratch",
    "name": "Scratch",
    "checkpoint": "Llama-3.1-8B",
    "gpu": "H100",
    "usd_per_gpu_hour": 0.01,
    "gpus_per_replica": 1,
    "requests_per_second": 10,
    "training_tokens": 1e9,
}


def test_training_from_nothing_that_comes_out_cheapest_is_to_be_distrusted() -> None:
    for tuned in ((), (option("managed_fine_tune", "Tuned", 0.09),)):
        text = sentences(answer(option("hosted", "A", 0.1), *tuned, SCRATCH))
        assert text.headline.startswith("Training from scratch would be cheapest on paper. Distrust it:")
        assert "Scratch" not in text.fine_tune + text.rent_gpus
        assert bool(text.fine_tune) is bool(tuned)


def test_training_from_nothing_that_loses_is_no_fine_tune() -> None:
    text = sentences(answer(option("hosted", "A", 0.001), SCRATCH))
    assert text.headline == "Stay hosted: no tuned option is compared."
    assert (text.fine_tune, text.rent_gpus) == ("", "")


def test_a_tuned_option_is_not_called_cheapest_beside_a_cheaper_model_from_nothing() -> None:
    text = sentences(
        answer(
            option("hosted", "A", 0.1, quality=0.5),
            option("managed_fine_tune", "Tuned", 0.09, quality=0.95),
            {**SCRATCH, "quality": 0.95},
            quality_bar=0.9,
        )
    )
    assert "Tuned is the cheapest, but for training from scratch, of those known" in text.fine_tune


def test_a_model_from_nothing_below_the_bar_needs_another_run() -> None:
    text = sentences(
        answer(option("hosted", "A", 0.1, quality=0.95), {**SCRATCH, "quality": 0.5}, quality_bar=0.9)
    )
    assert text.headline.startswith("Stay hosted")
    assert "paying for another training run" in text.beware


def test_an_unknown_quality_is_no_match_for_a_known_one() -> None:
    for usd_per_task in (0.01, 1.0):
        comparison = answer(
            option("hosted", "A", 0.1, quality=0.95),
            option("managed_fine_tune", "Tuned", usd_per_task),
            quality_bar=0.9,
        )
        text = sentences(comparison)
        assert text.headline == "Stay hosted: no tuned option is known to meet your quality bar."
        assert ("its quality is not known" in text.beware) is (usd_per_task < 0.1)


def test_tuned_options_below_the_bar_are_not_said_to_be_missing() -> None:
    comparison = answer(
        option("hosted", "A", 0.1, quality=0.95),
        option("managed_fine_tune", "Tuned", 0.01, quality=0.85),
        quality_bar=0.9,
    )
    text = sentences(comparison)
    assert "no tuned option is compared" not in text.headline
    assert "pay" not in text.headline.removeprefix("Fine-tuning would not pay")
    assert "bar" in all_of(text)


def test_everything_below_the_bar_recommends_nothing() -> None:
    comparison = answer(
        option("hosted", "A", 0.1, quality=0.5),
        option("managed_fine_tune", "Tuned", 0.01, quality=0.6),
        quality_bar=0.9,
    )
    text = sentences(comparison)
    assert comparison.recommended is None
    assert "would pay" not in text.headline
    assert "no tuned option is compared" not in text.headline


def test_a_cheap_option_just_below_the_bar_is_not_shown_equal_to_it() -> None:
    comparison = answer(
        option("hosted", "A", 0.1, quality=0.97),
        option("hosted", "B", 0.01, quality=0.9596),
        quality_bar=0.96,
    )
    beware = sentences(comparison).beware
    shown_quality, bar = re.findall(r"([\d.]+)%", beware)
    assert shown_quality != bar


def test_own_gpus_that_pay_are_in_the_headline() -> None:
    own = {
        "kind": "self_hosted",
        "name": "Own",
        "checkpoint": "Qwen3-8B",
        "gpu": "L40S",
        "usd_per_gpu_hour": 0.5,
        "requests_per_second": 5,
    }
    text = sentences(answer(option("hosted", "A", 10.0), option("managed_fine_tune", "T", 9.0), own))
    assert text.headline == "Fine-tuning would pay, on own GPUs."
    assert text.rent_gpus.startswith("**Rent GPUs?** It would pay: Own costs")


def test_names_are_escaped() -> None:
    name = "[win](https://evil.example) <b>x</b>"
    text = sentences(answer(option("hosted", "A", 0.1), option("managed_fine_tune", name, 0.01)))
    assert "](https://" not in text.fine_tune
    assert r"\[win\]\(" in text.fine_tune


def test_one_option_alone_still_gets_an_answer() -> None:
    base = PRESETS["email-extraction"]
    values = shown(base) | {"with_rival": False, "with_tuned": False, "with_own": False}
    comparison = answer_inputs(values, base, CATALOG).comparison
    assert comparison is not None
    assert sentences(comparison).headline == "Stay hosted: no tuned option is compared."


@settings(max_examples=60, deadline=None)
@given(changed_inputs())
def test_any_inputs_get_one_headline_without_leftovers(changed: tuple[Scenario, dict[str, Any]]) -> None:
    base, values = changed
    comparison = answer_inputs(values, base, CATALOG).comparison
    if comparison is not None:
        text = sentences(comparison)
        assert text.headline.endswith(".")
        assert not re.search(r"\bNone\b|\bnan\b|\binf\b", all_of(text))
        assert text.headline.startswith("Fine-tuning would pay") == (
            (tune := verdict(comparison).fine_tune) is not None and tune.pays
        )
