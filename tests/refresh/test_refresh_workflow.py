"""The weekly workflow asks for no more rights than it needs, and calls what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "refresh-prices.yml"


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return found


def test_it_runs_weekly_and_by_hand_with_the_rights_to_open_a_pull_request(workflow: dict[Any, Any]) -> None:
    triggers = workflow[True]  # YAML reads the key `on` as a truth value
    assert set(triggers) == {"schedule", "workflow_dispatch"}
    assert re.fullmatch(r"\d+ \d+ \* \* \d", triggers["schedule"][0]["cron"])
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"contents": "write", "pull-requests": "write"}


def test_actions_are_pinned_and_files_exist(workflow: dict[Any, Any]) -> None:
    (job,) = workflow["jobs"].values()
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+\.\d+\.\d+", name) for name in used)
    text = WORKFLOW.read_text(encoding="utf-8")
    for name in (*re.findall(r"-r (\S+)", text), *re.findall(r"data/\S+\.csv", text)):
        assert (ROOT / name).is_file()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash to read the scripts")
def test_its_scripts_are_sound_bash(workflow: dict[Any, Any]) -> None:
    (job,) = workflow["jobs"].values()
    for step in job["steps"]:
        if "run" in step:
            subprocess.run(["bash", "-n"], input=step["run"], text=True, check=True)
