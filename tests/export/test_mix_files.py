"""A plan's files: JSON that opens again, a row for each step, a page to read."""

from __future__ import annotations

import csv
import io

from costmodel.catalog.load import load_catalog
from costmodel.decide.mix import MixAnswer, answer_mix, mix_case
from costmodel.export.mix_files import plan_csv, plan_json, plan_markdown
from costmodel.scenario.mix_plan import MixPlan, mix_plan_from_dict, parse_mix_plan
from costmodel.scenario.mix_templates import template, template_names


def answered(plan: MixPlan) -> MixAnswer:
    found = answer_mix(mix_case(plan, load_catalog()))
    assert isinstance(found, MixAnswer)
    return found


def test_the_plan_opens_again() -> None:
    for name in template_names():
        assert parse_mix_plan(plan_json(template(name))) == template(name)


def test_rows_add_up_to_the_month() -> None:
    plan = template("Document extraction")
    case, found = mix_case(plan, load_catalog()), answered(plan)
    rows = list(csv.DictReader(io.StringIO(plan_csv(case, found))))
    assert [row["step"] for row in rows if row["step"]] == list(plan.subtasks)
    assert abs(sum(float(row["usd_per_month"]) for row in rows) - found.best.usd_per_month) < 0.01


def test_names_that_a_spreadsheet_or_markdown_would_read_are_made_harmless() -> None:
    data = {
        "requests_per_month": 1e6,
        "subtasks": {
            "=1+1": {"input_tokens": 1, "output_tokens": 1},
            "a|b": {"input_tokens": 1, "output_tokens": 1},
        },
        "apis": {"x": {"input_usd_per_mtok": 1, "output_usd_per_mtok": 1}},
    }
    plan = mix_plan_from_dict(data)
    case, found = mix_case(plan, load_catalog()), answered(plan)
    assert "\n'=1+1," in plan_csv(case, found)
    assert "a\\|b" in plan_markdown(plan, case, found)


def test_the_page_to_read_names_plan_and_rivals() -> None:
    plan = template("Support assistant")
    text = plan_markdown(plan, mix_case(plan, load_catalog()), answered(plan))
    assert text.startswith("# Support assistant")
    assert "Hosted models alone" in text
    assert "Runner-up" in text
