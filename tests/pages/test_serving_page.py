"""The page about serving: its answer follows the inputs, and where nothing is served it says so."""

from __future__ import annotations

import pytest
from app_driver import Link, open_app, texts_of
from streamlit.testing.v1 import AppTest

SERVING = "pages/serving.py"
SMALL_CARDS = ("RTX-3090-24GB", "RTX-4090-24GB", "A100-40GB", "RTX-5090-32GB", "T4-16GB")
"""Of which no run has been published."""


def serving(link: Link | None = None) -> AppTest:
    app = open_app(link).switch_page(SERVING).run()
    assert not app.exception
    return app


def test_the_title_names_the_cheapest_card_and_the_chosen_one() -> None:
    app = serving()
    cards = app.dataframe[0].value
    title = app.title[0].value.replace("\\", "")
    safe = cards[~cards["From"].str.contains("marketplace") & ~cards["Card"].isin(SMALL_CARDS)]
    assert title.startswith(safe["Card"].iloc[0])
    assert "L40S-48GB as chosen" in title
    said = texts_of(app).replace("\\", "")
    assert f"**{cards['Card'].iloc[0]}** may do" in said
    assert "rented on a marketplace" in said


def test_the_promise_stands_in_one_line() -> None:
    said = texts_of(serving({"spare": "2", "tpot": "40"}))
    assert "at most 40 ms a token and 2 s to the first" in said
    assert "at most 70% full, 2 spare; how well served: typical" in said


def test_following_a_day_costs_less_than_always_on() -> None:
    app = serving({"profile": "business_hours", "billing": "follow_load"})
    ways = next(frame.value for frame in app.dataframe if "Way" in frame.value.columns).set_index("Way")
    assert ways.loc["◆ Follow the load", "Rent"] <= ways.loc["Always on", "Rent"]
    assert "as chosen (follow the load)" in texts_of(app)


@pytest.mark.parametrize("link", [{"with_own": "false"}, {"gpu": "T4-16GB", "checkpoint": "Llama-3.1-405B"}])
def test_without_a_fleet_it_says_so(link: Link) -> None:
    assert "Nothing is served on own GPUs" in serving(link).title[0].value


def test_a_changed_checkpoint_moves_the_answer() -> None:
    small, large = serving(), serving({"checkpoint": "Qwen3-32B", "precision": "fp8"})
    assert small.dataframe[0].value["A month"].iloc[0] < large.dataframe[0].value["A month"].iloc[0]


@pytest.mark.parametrize(
    "link", [{"out": "0"}, {"out": "1"}, {"tasks": "1"}, {"tasks": "1000000000000"}, {"peak": "1000"}]
)
def test_odd_work_is_answered(link: Link) -> None:
    assert "would serve it for" in serving(link).title[0].value


def test_a_chosen_card_that_is_cheaper_than_any_sure_one_is_named_first() -> None:
    app = serving({"precision": "fp4"})
    assert app.title[0].value.replace("\\", "").startswith("L40S-48GB would serve it")
    said = texts_of(app).replace("\\", "")
    assert "Mind that no published run is in fp4 on a card like L40S-48GB" in said
    assert "The cheapest that is sure is" in said
