"""What the defaults of evaluation, A/B test and engineering rest on."""

from __future__ import annotations

from costmodel.scenario.anchor import NO_SOURCE, READ, RLHF_BOOK, Anchor
from costmodel.scenario.anchors_of_making import INTERVALS, TASK_PRICES
from costmodel.scenario.defaults import BLS_BENEFITS

ARCSINE = "https://en.wikipedia.org/wiki/Cohen%27s_h"
EXPERIMENTS = "https://experimentguide.com/"

EVALUATION_ANCHORS = {
    "items": Anchor(
        *(100, 400, 1_000, "items"),
        "at a pass rate of 0.8 the 95 % interval is 7.8, 3.9 and 2.5 points to either side",
        *(INTERVALS, READ, "high"),
    ),
    "rounds": Anchor(
        *(5, 8, 20, "rounds"),
        "each run is evaluated once",
        *(NO_SOURCE, READ, "judgement"),
    ),
    "judge_usd_per_item": Anchor(
        *(0.001, 0.01, 0.1, "USD per item"),
        "a strong model's label costs below a cent; more for long items",
        *(RLHF_BOOK, READ, "medium"),
    ),
    "review_share": Anchor(
        *(0.05, 0.1, 1, "fraction"),
        "people check the judge on a sample; all of it where an error is dear",
        *(NO_SOURCE, READ, "judgement"),
    ),
    "usd_per_review": Anchor(
        *(0.08, 2, 10, "USD per review"),
        "reading takes less than writing: simple tasks are sold from 0.08, an expert's ranking up to 10",
        *(TASK_PRICES, READ, "low"),
    ),
    "half_width": Anchor(
        *(0.01, 0.03, 0.05, "fraction"),
        "3 points to either side, so that a lift of 5 shows; 1 point takes nine times the items",
        *(INTERVALS, READ, "judgement"),
    ),
}

AB_TEST_ANCHORS = {
    "control_rate": Anchor(
        *(0.5, 0.8, 0.95, "fraction"),
        "an example, measure your own; rates near a half need the most items",
        *(ARCSINE, READ, "judgement"),
    ),
    "lift": Anchor(
        *(0.02, 0.05, 0.1, "fraction"),
        "half the lift takes about four times the items",
        *(ARCSINE, READ, "judgement"),
    ),
    "alpha": Anchor(
        *(0.01, 0.05, 0.1, "fraction"),
        "the usual two-sided level",
        *(ARCSINE, READ, "medium"),
    ),
    "power": Anchor(
        *(0.8, 0.8, 0.95, "fraction"),
        "the usual chance that a true lift is seen",
        *(ARCSINE, READ, "medium"),
    ),
    "traffic_share": Anchor(
        *(0.05, 0.1, 0.5, "fraction"),
        "few users see an unproven model; half of them end the test soonest",
        *(EXPERIMENTS, READ, "judgement"),
    ),
    "usd_per_item": Anchor(
        *(0, 0, 1, "USD per item"),
        "0 where the outcome is logged anyway; a judge or a person costs more",
        *(NO_SOURCE, READ, "judgement"),
    ),
    "double_running_usd_per_month": Anchor(
        *(0, 0, 10_000, "USD per month"),
        "0 where both are billed by the token; else the second set of machines",
        *(NO_SOURCE, READ, "judgement"),
    ),
    "least_days": Anchor(
        *(0, 0, 7, "days"),
        "a whole week where weekdays differ, as the presets have it; 0 leaves it to the items",
        *(EXPERIMENTS, READ, "medium"),
    ),
    "most_days": Anchor(
        *(7, 28, 56, "days"),
        "whole weeks; two to four are usual",
        *(EXPERIMENTS, READ, "medium"),
    ),
}

ENGINEERING_ANCHORS = {
    "ml_weeks": Anchor(
        *(2, 6, 16, "weeks"),
        "from a managed service to a first training pipeline of one's own",
        *(NO_SOURCE, READ, "judgement"),
    ),
    "data_weeks": Anchor(
        *(1, 3, 8, "weeks"),
        "collecting, cleaning and guidelines for labels",
        *(NO_SOURCE, READ, "judgement"),
    ),
    "platform_weeks": Anchor(
        *(0, 2, 8, "weeks"),
        "none on a managed service; more where serving is new to the team",
        *(NO_SOURCE, READ, "judgement"),
    ),
    "usd_per_fte_year": Anchor(
        *(190_000, 250_000, 380_000, "USD per full-time year"),
        "pay with benefits, which are 30 % of compensation",
        *(BLS_BENEFITS, READ, "judgement"),
    ),
    "platform_set_up_usd": Anchor(
        *(0, 0, 25_000, "USD"),
        "0 on a managed service or a platform that is there",
        *(NO_SOURCE, READ, "judgement"),
    ),
}
