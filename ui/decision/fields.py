"""The numbers that the page on building asks for, by their place in the evidence."""

from __future__ import annotations

from ui.inputs.fields import NumberField

MOST = 1_000_000_000
PERCENT = 100

ITEMS = NumberField(
    "prompting.items",
    "Held-out items",
    "All prompts run on the same ones. 100 or more, so that classes of failures can be counted.",
    1,
    MOST,
    10,
)
ARM = (
    NumberField(
        "retrieval.newly_passing",
        "Items that only now pass",
        "Of the same items: those that the best prompt fails and that pass with retrieval or tools.",
        0,
        MOST,
        1,
    ),
    NumberField(
        "retrieval.newly_failing",
        "Items that only now fail",
        "Of the same items: those that the best prompt passes and that fail with retrieval or tools.",
        0,
        MOST,
        1,
    ),
)
FAILURES = (
    NumberField(
        "retrieval.failures.wrong_behaviour",
        "Fails even with the right facts",
        "Oracle test: the right passage or tool result was supplied by hand, and it still fails. Format, tone, procedure, judgement.",
        0,
        MOST,
        1,
    ),
    NumberField(
        "retrieval.failures.search_defect",
        "Search misses what is there",
        "It passes once the right passage is supplied by hand; your search had it and did not find it.",
        0,
        MOST,
        1,
    ),
    NumberField(
        "retrieval.failures.missing_knowledge",
        "Knowledge is not there",
        "It passes once the right passage is supplied by hand; your search does not have it yet.",
        0,
        MOST,
        1,
    ),
    NumberField(
        "retrieval.failures.bad_label",
        "Label or grader is wrong",
        "An error of the evaluation; it counts in no share.",
        0,
        MOST,
        1,
    ),
)
CURE = NumberField(
    "retrieval.expected_cure",
    "Cured by training (%)",
    "Share of behaviour failures that training is expected to remove. 70 % is an assumption until a pilot shows it.",
    0,
    100,
    5,
    scale=PERCENT,
    decimals=1,
)
RULES = (
    NumberField(
        "alpha",
        "Error rate of each limit (%)",
        "How often a limit may lie on the wrong side of the truth: 5 % is the usual level of a test.",
        0.0001,
        40,
        1,
        scale=PERCENT,
        decimals=4,
    ),
    NumberField(
        "looks",
        "Looks at the results",
        "How often you looked with the choice to stop. The error rate is shared among the looks.",
        1,
        1000,
        1,
    ),
    NumberField(
        "retrieval.arms",
        "Arms with retrieval or tools",
        "How many were tried, if the counts above are those of the best of them.",
        1,
        200,
        1,
    ),
    NumberField(
        "levels.pays",
        "Volume pays from (% of futures)",
        "This project's own choice, no standard: in so many futures building must save money.",
        1,
        99,
        1,
        scale=PERCENT,
        decimals=1,
    ),
    NumberField(
        "levels.does_not_pay",
        "Volume does not pay up to (% of futures)",
        "This project's own choice, no standard.",
        1,
        99,
        1,
        scale=PERCENT,
        decimals=1,
    ),
    NumberField(
        "levels.break_even_quantile",
        "Break-even met in (% of futures)",
        "This project's own choice: in so many futures the break-even volume must lie below the forecast.",
        1,
        99,
        1,
        scale=PERCENT,
        decimals=1,
    ),
    NumberField(
        "levels.forecast_quantile",
        "Forecast missed in (% of futures)",
        "This project's own choice: the forecast volume that is only undercut in so many futures.",
        1,
        99,
        1,
        scale=PERCENT,
        decimals=1,
    ),
)
