"""`compare --draws` and `example --ranges`: odds in the shape of the contract, and the same each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from given_scenarios import Json, api, known_cost, scenario
from test_command_answers import answered, one_object

from costmodel.__main__ import main
from costmodel.scenario.presets import preset_names

Captured = pytest.CaptureFixture[str]


def odds_of(capsys: Captured, tmp_path: Path, given: Json | str, *more: str) -> Json:
    file = tmp_path / "scenario.json"
    file.write_text(given if isinstance(given, str) else json.dumps(given))
    answer = one_object(answered(capsys, "compare", str(file), "--draws", "256", *more, "--json"))
    found: Json = answer["uncertainty"]
    return found | {"answer": answer}


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_with_its_usual_ranges(capsys: Captured, tmp_path: Path, name: str) -> None:
    ranged = answered(capsys, "example", name, "--ranges")
    found = odds_of(capsys, tmp_path, ranged)
    plain = tmp_path / "plain.json"
    plain.write_text(answered(capsys, "example", name))
    points = one_object(answered(capsys, "compare", str(plain), "--json"))
    assert {key: found["answer"][key] for key in points} == points
    assert (found["draws"], found["seed"]) == (256, 0)
    assert found["about"] in found["options"]
    names = [option["name"] for option in points["options"]]
    assert list(found["options"]) == names
    assert sum(option["probability_cheapest"] for option in found["options"].values()) == pytest.approx(1)
    for name_, option in found["options"].items():
        assert 0 <= option["probability_cheaper_than_baseline"] <= 1
        assert set(option["npv_saving"]) == {"p10", "p50", "p90"}
        assert (option["payback_months"] is None) == (name_ == points["baseline"])
        assert len(option["cumulative_usd"]["p50"]) == len(points["options"][0]["months"]) + 1
    for driver in found["drivers"]:
        assert set(driver) >= {"field", "low_usd", "high_usd", "total_sobol", "evppi_usd"}
    swings = [abs(driver["high_usd"] - driver["low_usd"]) for driver in found["drivers"]]
    assert swings == sorted(swings, reverse=True)
    assert found["evpi_usd"] >= max(driver["evppi_usd"] for driver in found["drivers"]) - 1e-6


def test_by_hand(capsys: Captured, tmp_path: Path) -> None:
    """A month: hosted costs 100 dollars; own 0 to 200 dollars of people, evenly likely to be on either side."""
    own = known_cost("Own", 0, programme={"people_usd_per_month": {"min": 0, "mode": 100, "max": 200}})
    given = scenario(
        api("API", 0.001), own, workload={"tasks_per_month": 100_000}, horizon_months=1, discount_rate=0
    )
    found = odds_of(capsys, tmp_path, given)
    option = found["options"]["Own"]
    assert option["probability_cheaper_than_baseline"] == pytest.approx(0.5, abs=0.01)
    assert option["npv_saving"]["p50"] == pytest.approx(0, abs=1)
    # Beta(3, 3) has its p90 at 0.7534 of its width.
    assert option["npv_saving"]["p90"] == pytest.approx(200 * (0.7534 - 0.5), abs=1)
    (driver,) = found["drivers"]
    assert driver["field"] == "options.1.programme.people_usd_per_month"
    assert driver["total_sobol"] == pytest.approx(1, abs=0.01)
    assert driver["evppi_usd"] == pytest.approx(found["evpi_usd"], rel=0.05)
    assert found["about"] == "Own"
    assert found["cases"]["pessimistic"]["Own"]["saving_usd"] == pytest.approx(-50.7, abs=0.1)
    assert found["cases"]["base"]["Own"]["saving_usd"] == pytest.approx(0, abs=1e-9)


def test_without_a_range_every_future_is_the_point_estimate(capsys: Captured, tmp_path: Path) -> None:
    found = odds_of(capsys, tmp_path, scenario(api(), known_cost()))
    assert found["drivers"] == []
    assert found["evpi_usd"] == 0
    assert found["options"]["Own"]["probability_cheaper_than_baseline"] == 1
    assert found["options"]["Own"]["npv_saving"]["p10"] == found["options"]["Own"]["npv_saving"]["p90"]


def test_correlated_ranges_have_no_shares_and_say_why(capsys: Captured, tmp_path: Path) -> None:
    given = scenario(
        {**api(), "price_change_per_year": {"p10": -0.4, "p90": 0.1}},
        known_cost(),
        workload={"tasks_per_month": {"p10": 1e5, "p90": 3e5}},
        correlations=[
            {"between": ["workload.tasks_per_month", "options.0.price_change_per_year"], "rho": -0.5}
        ],
    )
    found = odds_of(capsys, tmp_path, given)
    assert {driver["total_sobol"] for driver in found["drivers"]} == {None}
    assert "move together" in found["total_sobol_why"]


def test_one_option_has_nothing_to_be_held_against(capsys: Captured, tmp_path: Path) -> None:
    found = odds_of(capsys, tmp_path, scenario(api(), workload={"tasks_per_month": {"p10": 1, "p90": 9}}))
    assert (found["about"], found["drivers"], found["evpi_usd"]) == (None, [], None)


def test_the_same_question_has_the_same_answer_and_words(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(answered(capsys, "example", "ticket-router", "--ranges"))
    first = answered(capsys, "compare", str(file), "--draws", "512")
    assert answered(capsys, "compare", str(file), "--draws", "512") == first
    assert "of 512 futures, seed 0" in first
    assert "what decides the saving of" in first
    assert "cheaper than the baseline in" in first


@pytest.mark.parametrize("draws", ["0", "-1", "1.5", "many", "131073", ""])
def test_counts_of_draws_that_cannot_be(capsys: Captured, draws: str) -> None:
    assert main(["compare", "x.json", "--draws", draws]) == 2
    (line,) = capsys.readouterr().err.splitlines()[-1:]
    assert "--draws" in line
