"""The page on accuracy: its title says what is stored, its tables follow the choice, its links lead to sources."""

from __future__ import annotations

import pytest
from app_driver import Link, open_app, texts_of
from streamlit.testing.v1 import AppTest

from costmodel.estimate.accuracy import serving_scores

ACCURACY = "pages/accuracy.py"


def accuracy(link: Link | None = None) -> AppTest:
    app = open_app(link).switch_page(ACCURACY).run()
    assert not app.exception
    return app


def test_the_title_is_the_score_of_publishers_left_out() -> None:
    score = next(
        s for s in serving_scores() if s.rows == "publishers left out: all" and s.predictor == "this model"
    )
    assert f"{score.mdape:.0%}" in accuracy().title[0].value


@pytest.mark.parametrize(
    ("by", "row"),
    [
        ("Publisher", "InferenceX"),
        ("Model", "Qwen3-32B"),
        ("Cards", "Hopper"),
        ("Cards", "Known, format new to the fit"),
    ],
)
@pytest.mark.parametrize("of", ["Output", "Time per token"])
def test_errors_by_group(by: str, row: str, of: str) -> None:
    app = accuracy({"accuracy_by": by, "accuracy_of": of})
    assert "Not everything in this link" not in texts_of(app)
    table = next(frame.value for frame in app.dataframe if "Within 2x" in frame.value.columns)
    table = table.set_index("Runs")
    assert row in table.index
    assert table.loc["All", "This tool"] != table.loc["All", "Data sheet"]


def test_the_nearest_runs_follow_the_choice() -> None:
    near = accuracy({"checkpoint": "Qwen3-32B", "gpu": "H100-80GB", "precision": "fp8"})
    table = near.dataframe[0].value
    assert table["Card"].iloc[0] == "H100-80GB"
    assert table["Source"].str.startswith("https://").all()
    assert "Extrapolated" not in texts_of(near)
    assert "Extrapolated" in texts_of(accuracy())


def test_without_own_gpus_nothing_is_near() -> None:
    assert "No own GPUs are compared" in texts_of(accuracy({"with_own": "false"}))
