"""Whose quality an option is judged by once its model has retired and the successor answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.succession import Timeline, spans
from costmodel.catalog.book import Catalog
from costmodel.catalog.successors import succession
from costmodel.errors import UnknownNameError
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import Hosted, Option


def successor_quality_notes(
    option: Option, scenario: Scenario, catalog: Catalog, timeline: Timeline
) -> tuple[str, ...]:
    """One sentence for each successor that answers while the option keeps the quality of the model before it.

    Another option of the scenario may give the successor's own quality. Empty for an option without a
    quality. The option's SKU must be in the catalog.
    """
    if not isinstance(option, Hosted) or option.sku is None or option.quality is None:
        return ()
    reigns = succession(catalog.hosted_model(option.sku), catalog)
    others = [other for other in scenario.options if other is not option]
    bar = scenario.quality_bar
    return tuple(
        f'From month {span.first} calls of "{option.name}" go to {span.reign.name}'
        + _judged(option, reigns[0].name, _of_sku(span.reign.rows[0].full_name, others, catalog), bar)
        for span in spans(reigns, timeline)
        if span.reign is not reigns[0]
    )


def _judged(option: Hosted, model: str, known: tuple[str, Amount] | None, bar: float | None) -> str:
    given = _percent(option.quality)
    if known is None:
        return f"; its quality is not known; the quality given, {given}, is of {model}."
    name, quality = known
    own = f'"{option.name}" is still judged by the {given} of {model}'
    misses = bar is not None and float(np.median(np.asarray(quality))) < bar
    below = f", below your bar of {_percent(bar)}" if misses else ""
    return f', whose quality is {_percent(quality)} by option "{name}"{below}; {own}.'


def _of_sku(full_name: str, options: Sequence[Option], catalog: Catalog) -> tuple[str, Amount] | None:
    """The first option that buys this SKU and says how good it is."""
    return next(
        (
            (option.name, option.quality)
            for option in _hosted(options)
            if option.quality is not None and _bought(option, catalog) == full_name
        ),
        None,
    )


def _hosted(options: Sequence[Option]) -> Iterator[Hosted]:
    return (option for option in options if isinstance(option, Hosted))


def _bought(option: Hosted, catalog: Catalog) -> str | None:
    if option.sku is None:
        return None
    try:
        return catalog.hosted_model(option.sku)[0].full_name
    except UnknownNameError:
        return None


def _percent(quality: Amount | None) -> str:
    """A share as written, of draws the middle one."""
    return f"{100 * float(np.median(np.asarray(quality))):.6g}%"
