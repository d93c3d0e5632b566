"""`mix` on the command line: the worked example, infeasible plans, and wrong input in one line each."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from costmodel.__main__ import main
from costmodel.commands import answer_mix
from costmodel.scenario.mix_templates import template_names

Captured = pytest.CaptureFixture[str]
REFERENCE = json.loads(
    (Path(__file__).parents[1] / "contract" / "mix" / "mix_reference.json").read_text(encoding="utf-8")
)
PLAN = REFERENCE["plan"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plan.json"


def answered(capsys: Captured, file: Path, plan: dict[str, Any]) -> dict[str, Any]:
    file.write_text(json.dumps(plan))
    assert main(["mix", str(file), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_worked_example(capsys: Captured, file: Path) -> None:
    answer, expected = answered(capsys, file, PLAN), REFERENCE["expected"]
    assert answer["feasible"] is True
    assert answer["usd_per_month"] == pytest.approx(expected["best"]["usd_per_month"])
    assert answer["assignment"] == expected["best"]["assignment"]
    assert answer["replicas"] == expected["best"]["replicas"]
    assert answer["runner_up"]["assignment"] == expected["runner_up"]["assignment"]
    assert answer["api_only_usd_per_month"] == pytest.approx(expected["api_only_usd_per_month"])
    assert answer["latency_ms"] == 9360
    assert answer["proved_optimal"] is True


def test_as_text(capsys: Captured, file: Path) -> None:
    file.write_text(json.dumps(PLAN))
    assert main(["mix", str(file)]) == 0
    out = capsys.readouterr().out
    assert "proved cheapest" in out
    assert "hosted models only: $23.4k, 38% more" in out or "hosted models only: $23.5k" in out


def test_an_infeasible_plan_is_an_answer(capsys: Captured, file: Path) -> None:
    answer = answered(capsys, file, {**PLAN, "quality_floor": 0.999})
    assert answer.keys() == {"feasible", "why"}
    assert answer["feasible"] is False


@pytest.mark.parametrize(
    "subtasks",
    [
        {"one": {"input_tokens": 10, "output_tokens": 1}},
        {f"s{n}": {"input_tokens": 10, "output_tokens": 1} for n in range(60)},
    ],
    ids=["one", "sixty"],
)
def test_one_sub_task_or_sixty(capsys: Captured, file: Path, subtasks: dict[str, Any]) -> None:
    plan = {"requests_per_month": 1e6, "subtasks": subtasks, "apis": PLAN["apis"], "pools": PLAN["pools"]}
    assert answered(capsys, file, plan)["feasible"] is True


def test_zero_calls_cost_nothing(capsys: Captured, file: Path) -> None:
    subtasks = {"never": {"calls_per_request": 0, "input_tokens": 10, "output_tokens": 1}}
    plan = {"requests_per_month": 1e6, "subtasks": subtasks, "apis": PLAN["apis"]}
    assert answered(capsys, file, plan)["usd_per_month"] == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"edges": [["route", "plan"], ["plan", "route"]]}, "edges"),
        ({"edges": [["route", "route"]]}, "edges"),
        ({"edges": [["route", "nowhere"]]}, "edges.0"),
        ({"requests_per_month": 0}, "requests_per_month"),
        ({"requests_per_month": "many"}, "requests_per_month"),
        ({"quality": {"route": {"nobody": 0.9}}}, "quality.route"),
        ({"latency_ms": {"nowhere": {}}}, "latency_ms.nowhere"),
        ({"adapter_usd_per_month": {"70b": 1}}, "adapter_usd_per_month"),
        ({"apis": {"a": {"input_usd_per_mtok": 1}}, "quality": {}, "latency_ms": {}}, "apis.a"),
        ({"apis": {"a": {"sku": "no/such"}}, "quality": {}, "latency_ms": {}}, "apis.a.sku"),
        (
            {
                "pools": {"8b": {"usd_per_gpu_hour": 1}},
                "quality": {},
                "latency_ms": {},
                "adapter_usd_per_month": {},
            },
            "pools.8b",
        ),
        ({"cascades": {"c": {"first": "x", "then": "mid", "escalation_share": 0.1}}}, "cascades.c.first"),
        ({"measured": [{"assignment": {"route": "mid"}, "quality": 0.5}]}, "measured.0.assignment"),
        ({"colour": "red"}, "colour"),
        ({"subtasks": {}}, "subtasks"),
    ],
)
def test_wrong_plans_name_the_field(
    capsys: Captured, file: Path, changes: dict[str, Any], field: str
) -> None:
    file.write_text(json.dumps({**PLAN, **changes}))
    assert main(["mix", str(file), "--json"]) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err.splitlines()[0].startswith(field)


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"subtasks": 5}'])
def test_what_is_no_plan(capsys: Captured, file: Path, text: str) -> None:
    file.write_text(text)
    assert main(["mix", str(file)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_what_the_solver_prints_stays_out_of_the_answer(
    file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    solved = answer_mix.answer_mix

    def noisy(case: Any) -> Any:
        os.write(1, b"a line of its own\n")
        return solved(case)

    monkeypatch.setattr(answer_mix, "answer_mix", noisy)
    file.write_text(json.dumps(PLAN))
    assert main(["mix", str(file), "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["feasible"] is True


@pytest.mark.parametrize("name", [None, *template_names()])
def test_an_example_is_taken_back(capsys: Captured, file: Path, name: str | None) -> None:
    assert main(["mix", "--example", *([] if name is None else [name])]) == 0
    file.write_text(capsys.readouterr().out)
    assert main(["mix", str(file)]) == 0
    assert "proved cheapest" in capsys.readouterr().out


def test_the_schema_of_a_plan_names_its_fields(capsys: Captured) -> None:
    assert main(["schema", "mix"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert PLAN.keys() <= schema["properties"].keys()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["mix"], "PLAN.json: not given; it is needed, or --example"),
        (["mix", "--example", "Nobody"], "the ready plans are Support assistant"),
    ],
)
def test_no_plan_and_an_unknown_example(capsys: Captured, words: list[str], says: str) -> None:
    assert main(words) == 2
    assert says in capsys.readouterr().err
