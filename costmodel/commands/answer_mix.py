"""`mix`: which sub-task of a request runs where, at the lowest cost that keeps quality and latency."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from costmodel.case.mix import MixCase
from costmodel.catalog.load import load_catalog
from costmodel.commands.answer_compare import read_text
from costmodel.commands.quiet import quiet_output
from costmodel.decide.mix import Mix, MixAnswer, NoMix, answer_mix, mix_case
from costmodel.decide.money import percent_in_words, usd_in_words
from costmodel.errors import NOT_GIVEN, InputError, Problem
from costmodel.export.mix import mix_answer
from costmodel.export.mix_files import plan_json
from costmodel.scenario.mix_plan import PLAN, parse_mix_plan
from costmodel.scenario.mix_templates import template, template_names


def run(options: argparse.Namespace) -> str:
    """The answer as text or JSON; a plan that nothing satisfies is one, too."""
    if options.example is not None:
        return _example(options.example)
    if options.plan is None:
        raise InputError([Problem("PLAN.json", NOT_GIVEN, "it is needed, or --example")])
    case = mix_case(parse_mix_plan(read_text(options.plan, PLAN)), load_catalog())
    with quiet_output():
        found = answer_mix(case)
    if options.json:
        return json.dumps(mix_answer(case, found), allow_nan=False)
    return found.why if isinstance(found, NoMix) else "\n".join(_lines(case, found))


def _example(name: str) -> str:
    """A template as JSON that `mix` takes back."""
    names = template_names()
    if name and name not in names:
        raise InputError([Problem("--example", name, f"the ready plans are {', '.join(names)}")])
    return plan_json(template(name or names[0])).rstrip()


def _lines(case: MixCase, found: MixAnswer) -> Iterator[str]:
    best = found.best
    proof = (
        "proved cheapest"
        if found.proved_optimal
        else f"at most {percent_in_words(found.gap)} above the cheapest"
    )
    yield f"{usd_in_words(best.usd_per_month)} a month, {proof}"
    for task, column, usd in zip(case.subtasks, best.assignment, best.usd_by_subtask, strict=True):
        yield f"    {task}: {case.options[column]}" + (f", {usd_in_words(usd)}" if usd else "")
    for pool, replicas, load, usd in zip(case.pools, best.replicas, best.load, best.usd_by_pool, strict=True):
        if replicas:
            yield f"pool {pool.name}: {replicas} {'replica' if replicas == 1 else 'replicas'}, {load:.2f} of them filled at the peak, {usd_in_words(usd)}"
    yield from _limits(case, best)
    rivals = {
        "runner-up": found.runner_up,
        "simpler, within 5 %": found.simplest,
        "hosted models only": found.api_only,
        "own pools only": found.own_only,
    }
    for name, mix in rivals.items():
        if mix is not None:
            yield f"{name}: {usd_in_words(mix.usd_per_month)}, {_more(mix, best)}"
    yield from (f"note: {note}" for note in case.notes)


def _more(mix: Mix, best: Mix) -> str:
    if mix.usd_per_month <= best.usd_per_month:
        return "the same"
    if not best.usd_per_month:
        return "where the best costs nothing"
    return f"{percent_in_words(mix.usd_per_month / best.usd_per_month - 1)} more"


def _limits(case: MixCase, mix: Mix) -> Iterator[str]:
    if mix.quality is not None:
        yield f"quality {mix.quality:.4g}" + (
            f", at least {case.quality_floor:g}" if case.quality_floor else ""
        )
    if mix.latency_ms is not None:
        path = " -> ".join(case.subtasks[place] for place in mix.longest_path)
        budget = f" of {case.latency_budget_ms:,.0f}" if case.latency_budget_ms < float("inf") else ""
        yield f"latency {mix.latency_ms:,.0f}{budget} ms on {path}"
