"""The three options that a provider bills by use."""

from __future__ import annotations

from ui.inputs import choices
from ui.inputs.fields import ChoiceField, Group
from ui.inputs.table import parts
from ui.inputs.table.places import RIVAL, TODAY, TUNED

BILLED_BY_USE = (
    Group(
        "Today's API",
        (
            parts.known_cost("cost_today", TODAY, "model"),
            parts.quality("quality_today", TODAY),
            parts.discount("discount_today", TODAY),
            parts.price_change("trend_today", TODAY, "Token"),
            parts.people("fte_today"),
        ),
    ),
    Group(
        "Cheapest hosted model",
        (
            parts.include("with_rival"),
            ChoiceField(
                "model_rival", "Model", "The rival that calculators leave out.", choices.hosted_models
            ),
            parts.known_cost("cost_rival", RIVAL, "model_rival"),
            parts.quality("quality_rival", RIVAL),
            parts.discount("discount_rival", RIVAL),
            parts.price_change("trend_rival", RIVAL, "Token"),
            parts.people("fte_rival"),
        ),
    ),
    Group(
        "Tuned, billed by the token",
        (
            parts.include("with_tuned"),
            ChoiceField(
                "model_tuned",
                "Tuned model",
                "Hosts that serve a tuned model by the token.",
                choices.tuned_models,
            ),
            parts.known_cost("cost_tuned", TUNED, "model_tuned"),
            parts.quality("quality_tuned", TUNED),
            parts.people("fte_tuned"),
            *parts.programme("tuned", TUNED),
            parts.price_change("trend_tuned", TUNED, "Token"),
        ),
    ),
)
