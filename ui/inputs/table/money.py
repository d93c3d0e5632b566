"""Time, money and quality: what all options share."""

from __future__ import annotations

from ui.inputs.fields import Group, NumberField
from ui.inputs.table.places import PERCENT

MONEY = Group(
    "Time, money and quality",
    (
        NumberField(
            "months", "Horizon (months)", "How long the comparison runs.", 1, 120, 1, ("horizon_months",)
        ),
        NumberField(
            "rate",
            "Discount rate (% a year)",
            "What money later is worth less: 10 % is usual for a project of this kind.",
            0,
            100,
            1,
            ("discount_rate",),
            PERCENT,
            1,
        ),
        NumberField(
            "bar",
            "Quality bar (%)",
            "Share of tasks that must come out right; an option below it is no option. 0: no bar.",
            0,
            100,
            0.5,
            ("quality_bar",),
            PERCENT,
            2,
            zero_is_none=True,
        ),
        NumberField(
            "error_cost",
            "Cost of a wrong task ($)",
            "Redoing it or repairing it by hand; 0 leaves errors out of the bill.",
            0,
            10**6,
            0.01,
            ("error_cost_usd",),
            decimals=4,
        ),
        NumberField(
            "fte_usd",
            "One full-time year ($)",
            "Loaded: 190k to 380k, 250k by default; benefits are 30 % of compensation (US BLS, March 2026).",
            0,
            10**7,
            5000,
        ),
        NumberField(
            "invoice",
            "Last month's invoice ($)",
            "What today's model cost last month: held against the model's bill. Empty: no check.",
            0,
            10**12,
            100,
            ("last_invoice_usd",),
            decimals=2,
        ),
    ),
)
