"""`envelope`: hosted cost per task times lifetime volume, against upfront plus own cost."""

from __future__ import annotations

import argparse
import json

from costmodel.decide.envelope import envelope
from costmodel.decide.money import usd_in_words
from costmodel.export.answers import envelope_answer


def run(options: argparse.Namespace) -> str:
    """The answer as text or JSON."""
    answer = envelope(
        hosted_usd_per_task=options.hosted_usd_per_task,
        own_usd_per_task=options.own_usd_per_task,
        upfront_usd=options.upfront_usd,
        tasks_per_month=options.tasks_per_month,
        months=options.months,
    )
    if options.json:
        return json.dumps(envelope_answer(answer), allow_nan=False)
    return (
        f"hosted {usd_in_words(answer.hosted_usd)}, own {usd_in_words(answer.own_usd)}"
        f" over {options.months:g} months: {answer.crossover.status}\n{answer.crossover.why}"
    )
