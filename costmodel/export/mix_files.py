"""A plan of sub-tasks as files: JSON that is accepted back, a row for each step, a page to read."""

from __future__ import annotations

import csv
import io
import json
from math import isnan

from costmodel.case.mix import MixCase
from costmodel.decide.mix import MixAnswer, assignment_in_words, plan_in_words
from costmodel.decide.money import usd_in_words
from costmodel.scenario.mix_plan import MixPlan


def plan_json(plan: MixPlan) -> str:
    """The plan itself, as a file that opens again."""
    return json.dumps(plan.model_dump(mode="json", exclude_unset=True), indent=1) + "\n"


def plan_csv(case: MixCase, found: MixAnswer) -> str:
    """One row for each step: where it runs, what it costs by itself, quality and time; pools as rows below."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["step", "option", "usd_per_month", "quality", "latency_ms", "replicas", "load"])
    best = found.best
    for row, (task, column) in enumerate(zip(case.subtasks, best.assignment, strict=True)):
        quality, latency = (_blank(float(table[row, column])) for table in (case.quality, case.latency_ms))
        writer.writerow(
            [_text(task), _text(case.options[column]), best.usd_by_subtask[row], quality, latency, "", ""]
        )
    for place, pool in enumerate(case.pools):
        if best.replicas[place]:
            usd, replicas, load = best.usd_by_pool[place], best.replicas[place], best.load[place]
            writer.writerow(["", f"pool {pool.name}", usd, "", "", replicas, load])
    return text.getvalue()


def plan_markdown(plan: MixPlan, case: MixCase, found: MixAnswer) -> str:
    """The plan and its rivals to read."""
    best = found.best
    lines = [
        f"# {plan.name or 'Plan'}",
        "",
        f"{plan_in_words(case, found)}.",
        "",
        f"- {usd_in_words(best.usd_per_month)} a month at {case.requests_per_month:,.0f} requests",
    ]
    if best.quality is not None:
        lines.append(f"- quality {best.quality:.4g}, at least {case.quality_floor:g}")
    if best.latency_ms is not None:
        lines.append(f"- slowest path {best.latency_ms:,.0f} ms")
    lines += ["", "| step | runs on | a month |", "|---|---|---|"]
    for task, column, usd in zip(case.subtasks, best.assignment, best.usd_by_subtask, strict=True):
        lines.append(f"| {_cell(task)} | {_cell(case.options[column])} | {usd_in_words(usd)} |")
    rivals = (
        ("Runner-up", found.runner_up),
        ("Hosted models alone", found.api_only),
        ("Own pools alone", found.own_only),
    )
    for name, mix in rivals:
        if mix is not None:
            lines += ["", f"{name}: {usd_in_words(mix.usd_per_month)}. {assignment_in_words(case, mix)}."]
    return "\n".join([*lines, "", "Qualities and times are examples until measured.", ""])


def _blank(value: float) -> float | str:
    return "" if isnan(value) else value


def _text(name: str) -> str:
    """A spreadsheet would run a name that begins like a formula."""
    return f"'{name}" if name[:1] in "=+-@" else name


def _cell(name: str) -> str:
    return name.replace("|", "\\|")
