"""`recipe`: a training configuration from a scenario."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from given_scenarios import api, known_cost, own, scenario

from costmodel.__main__ import main
from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.recipe import Recipe
from costmodel.scenario.recipe_of import recipe_of

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(scenario(api(), own())), encoding="utf-8")
    return path


def answered(capsys: Captured, *arguments: str) -> str:
    assert main(["recipe", *arguments]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def refused(capsys: Captured, *arguments: str) -> str:
    assert main(["recipe", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    return line


@pytest.mark.parametrize("trainer", ["trl", "axolotl"])
@pytest.mark.parametrize("stage", ["sft", "dpo"])
def test_text_is_the_yaml_and_json_holds_the_same(
    capsys: Captured, file: Path, trainer: str, stage: str
) -> None:
    words = (str(file), "--trainer", trainer, "--stage", stage)
    text = answered(capsys, *words)
    answer = json.loads(answered(capsys, *words, "--json"), parse_constant=pytest.fail)
    assert yaml.safe_load(text) == answer["config"] == yaml.safe_load(answer["yaml"])
    assert (answer["trainer"], answer["stage"]) == (trainer, stage)
    assert answer["file"] == f"{trainer}-{stage}.yaml"
    assert any(answer["file"] in line for line in answer["commands"])
    assert any("carries no recipe" in note for note in answer["notes"])
    assert Recipe.model_validate(answer["recipe"]).stage == stage


def test_without_a_stage_it_is_the_recipes_own(capsys: Captured, file: Path) -> None:
    assert answered(capsys, str(file), "--trainer", "TRL") == answered(
        capsys, str(file), "--trainer", "trl", "--stage", "sft"
    )


def test_the_zip_holds_the_stages_that_lead_there(capsys: Captured, file: Path, tmp_path: Path) -> None:
    target = tmp_path / "run.zip"
    answered(capsys, str(file), "--trainer", "trl", "--stage", "dpo", "--zip", str(target))
    with zipfile.ZipFile(target) as archive:
        assert {"trl-sft.yaml", "trl-dpo.yaml", "README.md"} <= set(archive.namelist())
    assert refused(capsys, str(file), "--trainer", "trl", "--zip", str(tmp_path)).startswith("--zip:")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "--trainer"),
        (("--trainer", "unsloth"), "--trainer"),
        (("--trainer", "trl", "--stage", "rl"), "--stage"),
        (("--trainer", "trl", "--option", "Nobody"), "--option"),
        (("--trainer", "trl", "--option", "API"), "options.0.programme.training.recipe"),
    ],
)
def test_wrong_words(capsys: Captured, file: Path, arguments: tuple[str, ...], named: str) -> None:
    assert named in refused(capsys, str(file), *arguments)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ([api(), known_cost()], "options.0.programme.training.recipe"),
        ([api(), own(checkpoint="Lama 8B; rm -rf /")], "options.1.checkpoint"),
        ([api(), own(checkpoint="Lama-3.1-8B")], "checkpoint"),
    ],
)
def test_a_scenario_that_trains_nothing_known(
    capsys: Captured, tmp_path: Path, options: list[Any], named: str
) -> None:
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(scenario(*options)), encoding="utf-8")
    assert refused(capsys, str(path), "--trainer", "axolotl").startswith(named + ":")


def carrying(recipes: dict[str, Recipe]) -> Scenario:
    """A scenario whose options carry recipes where the itemised training part will hold them."""
    given = scenario_from_dict(scenario(api(), own("A"), own("B")))
    options = tuple(
        option.model_copy(
            update={
                "programme": option.programme.model_copy(
                    update={"training": SimpleNamespace(recipe=recipes.get(option.name))}
                )
            }
        )
        for option in given.options
    )
    return given.model_copy(update={"options": options})


def test_a_recipe_that_is_carried_goes_before_the_usual_one() -> None:
    mine = Recipe(checkpoint="Qwen3-8B", method="dpo_qlora")
    given = carrying({"B": mine})
    assert recipe_of(given) == recipe_of(given, "B") == mine
    assert recipe_of(given, "A") == Recipe(checkpoint="Llama-3.1-8B")
    with pytest.raises(InputError):
        recipe_of(given, "C")
