"""`evidence`: the shape of the contract, from a file and from standard input, and what is refused."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from given_evidence import RIGHT, arm, changed, prompts, sorted_failures
from given_scenarios import Json, api, known_cost, scenario
from test_command_answers import answered, one_object

from costmodel.__main__ import main

Captured = pytest.CaptureFixture[str]
KEYS = ["prompting_fails", "retrieval_does_not_fix", "volume_justifies"]
STATES = ("holds", "does_not_hold", "not_enough_evidence")
ROUTER = {
    **prompts([540, 546, 549, 551, 552], 600, bar=0.94),
    "retrieval": arm(9, 7, sorted_failures(86, 14)),
    "volume": {"probability_pays": 0.954, "break_even_p90": 4.7e6, "forecast_p25": 6.5e6},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "evidence.json"


def answer_to(capsys: Captured, file: Path, given: Json) -> Json:
    file.write_text(json.dumps(given))
    found = one_object(answered(capsys, "evidence", str(file), "--json"))
    assert list(found["verdicts"]) == KEYS
    for verdict in found["verdicts"].values():
        assert verdict["state"] in STATES
        assert isinstance(verdict["why"], str)
        assert verdict["why"]
        assert verdict["items_needed"] is None or isinstance(verdict["items_needed"], int)
    assert found["why"]
    return found


def states(found: Json) -> list[str]:
    return [found["verdicts"][key]["state"] for key in KEYS]


def test_the_router(capsys: Captured, file: Path) -> None:
    found = answer_to(capsys, file, ROUTER)
    assert states(found) == ["holds", "not_enough_evidence", "holds"]
    assert [found["verdicts"][key]["items_needed"] for key in KEYS] == [None, 627, None]
    assert found["decision"] == "collect_evidence"
    assert found["blocked_by"] == ["retrieval_does_not_fix"]
    assert "27 more items" in found["why"]
    second = found["verdicts"]["retrieval_does_not_fix"]
    assert second["lift"]["exact_p"] == pytest.approx(0.803619384765625)
    assert second["limits"][0]["upper"] == pytest.approx(0.9404, abs=5e-5)
    assert (second["needed"][0]["unit"], second["needed"][0]["at_least"]) == ("items", 627)


def test_items_needed_are_items_and_never_failures(capsys: Captured, file: Path) -> None:
    given = {**ROUTER, "retrieval": arm(9, 7, sorted_failures(11, 9), passes=540)}
    second = answer_to(capsys, file, given)["verdicts"]["retrieval_does_not_fix"]
    assert second["state"] == "not_enough_evidence"
    assert second["items_needed"] is None
    assert [needed["unit"] for needed in second["needed"]] == ["failures"]


def test_prompts_alone(capsys: Captured, file: Path) -> None:
    found = answer_to(capsys, file, prompts([80], 100))
    assert states(found) == ["holds", "not_enough_evidence", "not_enough_evidence"]
    assert found["decision"] == "collect_evidence"
    assert found["verdicts"]["retrieval_does_not_fix"]["lift"] is None
    assert found["verdicts"]["volume_justifies"]["probability_pays"] is None


def test_every_field_at_once(capsys: Captured, file: Path) -> None:
    assert answer_to(capsys, file, RIGHT)["decision"] in ("collect_evidence", "use_retrieval")


def test_a_file_and_standard_input_say_the_same(
    capsys: Captured, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = answer_to(capsys, file, ROUTER)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(ROUTER).encode())))
    assert one_object(answered(capsys, "evidence", "-", "--json")) == wanted


TODAY, CHEAP = api("Today", 0.005, quality=0.95), api("Cheap", 0.0001, quality=0.85)
OWN = known_cost("Own", 0.0005, quality=0.95)


def test_a_whole_scenario_as_volume(capsys: Captured, file: Path) -> None:
    """Its own bar would let the cheap option in, at which building does not pay."""
    volume = scenario(TODAY, CHEAP, OWN, quality_bar=0.5)
    third = answer_to(capsys, file, {**prompts([80], 100), "volume": volume})["verdicts"]["volume_justifies"]
    assert (third["state"], third["build"], third["rival"]) == ("holds", "Own", "Today")
    lower = answer_to(capsys, file, {**prompts([80], 100, bar=0.85), "volume": volume})
    third = lower["verdicts"]["volume_justifies"]
    assert (third["state"], third["rival"], third["break_even_p90"]) == ("does_not_hold", "Cheap", None)


def test_words(capsys: Captured, file: Path) -> None:
    file.write_text(json.dumps(ROUTER))
    lines = answered(capsys, "evidence", str(file)).splitlines()
    assert lines[0] == "decision: collect_evidence"
    assert "prompting fails: holds" in lines
    assert "retrieval and tools do not fix it: not enough evidence" in lines
    assert "volume pays: holds" in lines
    assert any("27 more items" in line for line in lines)
    assert lines[-1].startswith("lift of retrieval or tools: +0.3%")
    file.write_text(json.dumps(prompts([99], 100)))
    words = answered(capsys, "evidence", str(file))
    assert "prompting fails: does not hold" in words
    assert "note: Only 1 prompt was tried" in words
    assert "lift" not in words


def refused(capsys: Captured, file: Path, given: Any) -> list[str]:
    file.write_text(given if isinstance(given, str) else json.dumps(given))
    assert main(["evidence", str(file), "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert main(["evidence", str(file)]) == 2
    assert capsys.readouterr().err == err
    return err.splitlines()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *(("bar", 90), ("bar", "90%"), ("prompting.passes.1", 101), ("retrieval.newly_passing", 50)),
        *(("volume.forecast_p25", -1), ("levels.pays", 80), ("prompting.items", 10**400)),
        ("volume", scenario(api(), workload={"input_tokens": "5"})),
    ],
)
def test_one_line_for_one_mistake(capsys: Captured, file: Path, path: str, value: Any) -> None:
    (line,) = refused(capsys, file, changed(path, value))
    assert line.startswith(path)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"bar": 1, "bar": 2}', "[" * 100_000, '{"bar": NaN}']
)
def test_text_that_is_no_evidence(capsys: Captured, file: Path, text: str) -> None:
    assert 1 <= len(refused(capsys, file, text)) <= 2


def test_ten_lines_at_most(capsys: Captured, file: Path) -> None:
    assert len(refused(capsys, file, RIGHT | {f"extra_{i}": i for i in range(20)})) == 10


def test_a_scenario_that_names_what_does_not_exist(capsys: Captured, file: Path) -> None:
    """The catalog is asked after the evidence is read; the field still begins with `volume`."""
    unknown = scenario(api("A", quality=0.95), {"kind": "hosted", "name": "B", "sku": "nobody/nothing"})
    (line,) = refused(capsys, file, {**prompts([80], 100), "volume": unknown})
    assert line.startswith("volume.options.1.sku: ")


def test_a_file_that_does_not_exist(capsys: Captured, tmp_path: Path) -> None:
    assert main(["evidence", str(tmp_path / "missing.json")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
