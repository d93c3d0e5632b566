"""What the task of the scenario shown would cost on every hosted model of the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from costmodel.case.market import market_of
from costmodel.catalog.book import Catalog
from costmodel.decide.announced import Announced
from costmodel.decide.compare import Comparison
from costmodel.decide.elsewhere import Elsewhere, HostedCost, elsewhere
from costmodel.decide.money import percent_in_words, short_number, usd_in_words
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import Hosted, ManagedFineTune
from ui.answer import Answer
from ui.figures.elsewhere import elsewhere_figure
from ui.figures.layout import CHART_CONFIG
from ui.notices import draw_problems, label_of
from ui.prices.words import dollar_format, event_in_words
from ui.words import markdown_usd, plain

SHOW, FROM = "book_show", "book_from"
KEYS = (SHOW, FROM)
"""Parameters of a link that only this part draws."""

FEW = 15
MODEL_PX, REMARK_PX = 220, 260
CHEAPEST, ALL = f"Cheapest {FEW}", "All"
COST, TIMES = "$ per 1,000 tasks", "Times today's"


def draw(answer: Answer, catalog: Catalog, known: Sequence[Announced] | None) -> None:
    """Draw the sentence, the dots and the table, or what stands in the way."""
    st.header("What would this task cost elsewhere?", anchor=False)
    if answer.comparison is None or answer.scenario is None:
        title = "These inputs cannot be answered yet; nothing of them is lost:"
        draw_problems(answer.problems, title, name_of=label_of)
        return
    share = answer.scenario.workload.offpeak_share
    found = elsewhere(
        answer.comparison,
        market_of(answer.scenario, catalog).catalog,
        _todays_sku(answer.scenario),
        None if share is None else float(share),
    )
    st.markdown(_sentence(found, answer.comparison))
    models = _chosen(found)
    if any(model.usd_per_1000_tasks > 0 for model in models):
        st.plotly_chart(
            elsewhere_figure(found, models), key="elsewhere_chart", config=CHART_CONFIG, alt=_alt(models)
        )
    else:
        st.info(
            "No model to draw: a task without tokens or calls costs nothing. Type its tokens in the sidebar."
        )
    st.caption(_legend(found, models))
    _draw_table(found, models, _events(known or ()))


def _todays_sku(scenario: Scenario) -> str | None:
    option = scenario.options[scenario.baseline_index]
    return option.sku if isinstance(option, Hosted | ManagedFineTune) else None


def _sentence(found: Elsewhere, comparison: Comparison) -> str:
    today, cheapest = found.today_usd_per_1000_tasks, found.cheapest
    name = plain(comparison.baseline.name)
    sentences = [
        f"Today, {name} bills {markdown_usd(today)} for 1,000 tasks."
        if today is not None
        else f"Today's option, {name}, is not billed by use, so that there is nothing to hold these prices against."
    ]
    if cheapest is None:
        sentences.append("**No hosted model** of the book takes calls this long; shorten the prompt.")
    else:
        times = "" if cheapest.times_today is None else f", {_of_today(cheapest.times_today)}"
        sentences.append(
            f"**{plain(cheapest.display_name)}** is the cheapest for the same calls:"
            f" {markdown_usd(cheapest.usd_per_1000_tasks)}{times}."
        )
    sentences.append(
        "This is price alone: whether a model is good enough, only a test on your task can tell."
    )
    return " ".join(sentences)


def _of_today(times: float) -> str:
    if times == 1:
        return "as much as today"
    return (
        f"{percent_in_words(times)} of today's bill"
        if times < 1
        else f"{short_number(times)} times today's bill"
    )


def _chosen(found: Elsewhere) -> tuple[HostedCost, ...]:
    providers = sorted({model.provider for model in found.models})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        show = st.segmented_control(
            "Show", (CHEAPEST, ALL), default=CHEAPEST, required=True, key=SHOW, bind="query-params"
        )
        chosen = st.multiselect(
            "Providers", providers, key=FROM, bind="query-params", placeholder="all providers"
        )
    return found.shown(set(chosen), None if show == ALL else FEW)


def _legend(found: Elsewhere, models: Sequence[HostedCost]) -> str:
    hollow = "" if all(model.can_take_over for model in models) else " Hollow: it could not do this work."
    return (
        f"{len(models)} of {len(found.models)} models, at list prices of {found.as_of}, with the prompt, cache, calls,"
        f" retries and batch share of today's option; a call has {found.tokens_per_call:,.0f} tokens."
        f" One shape and colour for each provider.{hollow}"
    )


def _alt(models: Sequence[HostedCost]) -> str:
    ends = (models[0], models[-1])
    return "Cost of 1,000 tasks by model: " + " to ".join(
        f"{model.display_name} {usd_in_words(model.usd_per_1000_tasks)}" for model in ends
    )


def _events(known: Sequence[Announced]) -> Mapping[str, str]:
    """The first announced change of each hosted model."""
    by_day = sorted(
        (each.change for each in known if each.change.kind == "hosted"), key=lambda change: change.day
    )
    return {change.sku: event_in_words(change) for change in reversed(by_day)}


def _draw_table(found: Elsewhere, models: Sequence[HostedCost], events: Mapping[str, str]) -> None:
    if not models:
        return
    table = pd.DataFrame([_row(model, found, events) for model in models])
    if found.today_usd_per_1000_tasks is None:
        table = table.drop(columns=TIMES)
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=420 if len(models) > 10 else "auto",
        column_config=_columns(models),
        placeholder="",
        alt="Hosted models with prices, cost of this task and context window",
    )


def _row(model: HostedCost, found: Elsewhere, events: Mapping[str, str]) -> dict[str, object]:
    return {
        "Model": f"◆ {model.display_name}" if model.is_today else model.display_name,
        COST: model.usd_per_1000_tasks,
        TIMES: model.times_today,
        "Provider": model.provider,
        "Blended": model.blended_usd_per_mtok,
        "Input": model.input_usd_per_mtok,
        "Cached input": model.cached_input_usd_per_mtok,
        "Output": model.output_usd_per_mtok,
        "Context window": model.context_window,
        "Worth knowing": "; ".join(_remarks(model, found, events)) or None,
    }


def _remarks(model: HostedCost, found: Elsewhere, events: Mapping[str, str]) -> list[str]:
    remarks = ["today's model"] if model.is_today else []
    if not model.fits:
        remarks.append("window too small")
    if model.context_window is None:
        remarks.append("window not known")
    if not model.is_sold:
        remarks.append(f"stopped on {model.retires_on}")
    if model.sku in events:
        remarks.append(events[model.sku])
    if found.uses_batch and not model.has_batch_price:
        remarks.append("no batch price")
    return remarks


def _columns(models: Sequence[HostedCost]) -> dict[str, Any]:
    per_mtok = "US dollars per million tokens, in the context tier of such a prompt."
    number = st.column_config.NumberColumn
    return {
        "Model": st.column_config.TextColumn("Model", width=MODEL_PX, pinned=True, help="◆ is today's."),
        COST: number(
            COST,
            format=dollar_format([model.usd_per_1000_tasks for model in models]),
            help="All calls of 1,000 tasks, retries included.",
        ),
        TIMES: number(TIMES, format="%.3g", help="Over what today's option bills; below 1 is cheaper."),
        "Blended": number(
            "Blended",
            format="$%.4g",
            help="A million tokens in this task's own mix, caches and batch included.",
        ),
        "Input": number("Input", format="$%.4g", help=per_mtok),
        "Cached input": number(
            "Cached input",
            format="$%.4g",
            help=f"{per_mtok} Empty where no cache is sold: then it costs what input costs.",
        ),
        "Output": number("Output", format="$%.4g", help=f"{per_mtok} Reasoning tokens are output."),
        "Context window": number("Context window", format="localized", help="Tokens of prompt and answer."),
        "Worth knowing": st.column_config.TextColumn("Worth knowing", width=REMARK_PX),
    }
