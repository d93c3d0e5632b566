"""A programme in short: read back as it was written, and enough to make one programme of another."""

from __future__ import annotations

from typing import Any

import pytest
from given_scenarios import Json, api, decimals, own, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import InputError
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset, preset_names
from costmodel.scenario.programme import Programme
from ui.inputs.plan import (
    MOST_CHARACTERS,
    PARTS,
    WITH_INPUTS_OF_THEIR_OWN,
    difference,
    plan_of,
    put_plan,
    text_of,
)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).map(
    lambda text: f"é{text}é"
)
"""Anything that people could paste, percent signs and semicolons too, but nothing that reads as a number."""

NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()
)
FIELDS = st.sampled_from(
    [
        *("data.examples", "training.runs", "training.recipe.epochs", "progress.leaks"),
        *("evaluation.half_width", "base_refresh_every_months"),
    ]
)
PLANS = st.builds(
    lambda parts, fields, names, done: {**parts, **fields, **names, **done},
    st.dictionaries(st.sampled_from(PARTS), st.sampled_from([{}, None])),
    st.dictionaries(FIELDS, NUMBERS),
    st.dictionaries(st.sampled_from(["data.teacher_sku", "training.recipe.dataset_folder"]), WORDS),
    st.fixed_dictionaries({}, optional={"progress.done": st.lists(st.sampled_from(["data", "dpo"]))}),
)

RECIPE = {"checkpoint": "Qwen3-8B"}
COUNTS = st.integers(0, 10**9)
RECIPES = st.fixed_dictionaries(
    {"checkpoint": st.sampled_from(["Qwen3-8B", "Llama-3.1-8B"])},
    optional={
        "method": st.sampled_from(["lora", "qlora", "full"]),
        "epochs": decimals(0.5, 9, 1),
        "learning_rate": st.floats(1e-7, 1),
        "packing": st.booleans(),
        "start_from": st.sampled_from(["runs/sft", "a;b=%25 é", "C:\\weights"]),
        "gpus": st.sampled_from([1, 2, 4]),
    },
)
PROGRESS = st.fixed_dictionaries(
    {"leaks": COUNTS},
    optional={
        "examples": COUNTS,
        "gpu_hours_per_run": st.floats(0.01, 1e6),
        "done": st.lists(st.sampled_from(["checkpoint", "data", "training"]), unique=True),
    },
)
PROGRAMMES = st.fixed_dictionaries(
    {},
    optional={
        "data": st.fixed_dictionaries(
            {},
            optional={
                "examples": COUNTS,
                "keep_rate": st.floats(0.001, 1),
                "made_by": st.sampled_from(["people", "teacher"]),
                "teacher_sku": st.sampled_from(["openai/gpt-6-luna", "a b+c;d=%é"]),
            },
        ),
        "training": st.fixed_dictionaries(
            {},
            optional={
                "recipe": RECIPES,
                "runs": st.integers(1, 99),
                "gpu_hours_per_run": decimals(0.1, 99, 1),
            },
        ),
        "evaluation": st.fixed_dictionaries(
            {}, optional={"items": COUNTS, "half_width": st.floats(0.01, 0.4)}
        ),
        "ab_test": st.fixed_dictionaries({}, optional={"most_days": decimals(0.5, 99, 1)}),
        "engineering": st.fixed_dictionaries({}, optional={"ml_weeks": decimals(0, 99, 1)}),
        "progress": PROGRESS,
        "retrain_share": decimals(0, 1, 2),
        "base_refresh_every_months": st.integers(1, 60),
        "base_refresh_share": decimals(0, 1, 2),
    },
)


def applied(base: Json, plan: Json) -> Programme:
    """The programme that a plan makes of what was said of another."""
    said = Programme.model_validate(base).model_dump(mode="json", exclude_unset=True)
    put_plan(said, plan)
    return Programme.model_validate(said)


@given(PLANS)
def test_a_plan_is_read_as_it_was_written(plan: Json) -> None:
    assert plan_of(text_of(plan)) == plan


@given(PROGRAMMES, PROGRAMMES)
def test_the_difference_makes_one_programme_of_another(base: Json, changed: Json) -> None:
    before, after = Programme.model_validate(base), Programme.model_validate(changed)
    plan = difference(before, after)
    assert applied(base, plan).model_dump() == after.model_dump()
    through_text = plan_of(text_of(plan))
    assert applied(base, through_text).model_dump() == after.model_dump()


@given(PROGRAMMES)
def test_a_programme_does_not_differ_from_itself(programme: Json) -> None:
    same = Programme.model_validate(programme)
    assert difference(same, same) == {}


def test_what_has_inputs_of_its_own_is_left_to_them() -> None:
    base = Programme.model_validate({"retrain_every_months": 6})
    changed = {"build_months": 5, "people_usd_per_month": 9, "retrain_every_months": 6}
    after = Programme.model_validate({**changed, "retrain_share": 0.5})
    assert difference(base, after) == {"retrain_share": 0.5}


@pytest.mark.parametrize(
    ("base", "changed", "text"),
    [
        ({}, {"data": {"examples": 2_000}, "training": {"runs": 12}}, "data;training;data.examples=2000;training.runs=12"),
        ({"data": {}}, {}, "data="),
        ({}, {"data": {}}, "data"),
        ({"training": {"gpu_hours_per_run": 4}}, {"training": {}}, "training.gpu_hours_per_run="),
        ({"training": {"recipe": {"checkpoint": "Qwen3-8B"}}}, {"training": {}}, "training.recipe="),
        ({"progress": {"leaks": 1}}, {}, "progress="),
        # The learning rate follows the method, and is not told.
        ({"training": {"recipe": RECIPE}}, {"training": {"recipe": {**RECIPE, "method": "full"}}}, "training.recipe.method=full"),
        ({}, {"progress": {"done": ["data", "dpo"]}}, "progress.done=data,dpo"),
        ({}, {"data": {"teacher_sku": "a;b=c%"}}, "data;data.teacher_sku=a%3Bb%3Dc%25"),
        ({"engineering": {}}, {"engineering": {"ml_weeks": 7.5}}, "engineering.ml_weeks=7.5"),
    ],
)  # fmt: skip
def test_what_differs_in_short(base: Json, changed: Json, text: str) -> None:
    before, after = Programme.model_validate(base), Programme.model_validate(changed)
    assert text_of(difference(before, after)) == text
    assert applied(base, plan_of(text)).model_dump() == after.model_dump()


def test_no_digit_of_a_number_is_lost() -> None:
    """A third of a million, and a sum that is not 0.3; round numbers stay short."""
    plan = {"engineering.usd_per_fte_year": 1e6 / 3, "retrain_share": 0.1 + 0.2}
    assert plan_of(text_of(plan)) == plan
    assert text_of({"data.usd_per_example": 10.0, "retrain_share": 0.3}) == (
        "data.usd_per_example=10;retrain_share=0.3"
    )


def test_spaces_and_empty_pieces_do_not_count() -> None:
    assert plan_of(" ;; data.examples=5 ; ;training;") == {"data.examples": 5, "training": {}}
    assert plan_of("") == plan_of(" ; ") == {}


@pytest.mark.parametrize(
    ("piece", "field"),
    [
        ("no sense", "no sense"),
        ("=5", ""),
        ("progress", "progress"),
        ("data.examples", "data.examples"),
        ("build_months=5", "build_months"),
        ("%=5", "%"),
        (".=5", "."),
        ("data examples=5", "data examples"),
        ("<script>=1", "<script>"),
        ("x" * 5_000, "x" * 80),
        ("%" * 5_000 + "=1", "%" * 80),
        *((f"{name}=1", name) for name in sorted(WITH_INPUTS_OF_THEIR_OWN)),
    ],
)
def test_a_piece_that_cannot_be_read_is_named(piece: str, field: str) -> None:
    with pytest.raises(InputError) as refused:
        plan_of(f"data.examples=5;{piece};training.runs=3", "options.2.programme.")
    (problem,) = refused.value.problems
    assert problem.field == f"options.2.programme.{field}"
    assert problem.value == piece[:80]
    assert "FIELD=VALUE" in problem.allowed


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("data.examplez=1", "data.examplez"),
        ("data.examples=many", "data.examples"),
        ("data.examples=%FF%zz", "data.examples"),
        ("data.examples=" + "9" * 5_000, "data.examples"),
        ("data.examples.x=1", "data.examples"),
        ("data..x=1", "data."),
        ("training.recipe=5", "training.recipe"),
        ("training.recipe.epochs=nan", "training.recipe.epochs"),
        ("progress.done=sleeping", "progress.done.0"),
        ("progress.held_out_passes=5", "progress.held_out_passes"),
        ("one_off_usd.x=5", "one_off_usd"),
        ("dáta.é=1", "dáta"),
        ("a." * 1_400 + "a=1", "a"),
    ],
)
def test_a_field_or_value_that_does_not_exist_is_named(text: str, field: str) -> None:
    programme: Json = {"training": {"recipe": {"checkpoint": "Qwen3-8B"}}}
    put_plan(programme, plan_of(text))
    with pytest.raises(InputError) as refused:
        scenario_from_dict(scenario(api(), own(programme=programme)))
    assert [problem.field for problem in refused.value.problems] == [f"options.1.programme.{field}"]


@given(st.text(max_size=4_000) | st.text("data.examples=;%{}[]\\\"'1e9_ ", max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    """It is read or refused with its field, and what is read can be judged."""
    programme: dict[str, Any] = {}
    fields = []
    try:
        put_plan(programme, plan_of(text))
        scenario_from_dict(scenario(api(), own(programme=programme)))
    except InputError as error:
        fields = [problem.field for problem in error.problems]
    assert all(field.startswith(("programme", "options.1.")) for field in fields)


def _with_long_numbers(value: Any) -> Any:
    """Every number of a programme changed to one of many digits within its limits."""
    if isinstance(value, dict):
        return {key: _with_long_numbers(inner) for key, inner in value.items()}
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return value + 123_456 if isinstance(value, int) else value * 0.87654


@pytest.mark.parametrize("name", preset_names())
def test_a_plan_that_changes_every_number_fits_into_the_input(name: str) -> None:
    everything = {part: {} for part in PARTS}
    full = Programme.model_validate(everything).model_dump(mode="json")
    changed = _with_long_numbers({part: full[part] for part in PARTS})
    changed["training"] |= {"runs": 99_999, "dpo_runs": 99_999}
    changed["evaluation"]["rounds"] = 99_999
    changed["data"] |= {"made_by": "teacher", "teacher_sku": "provider/" + "n" * 111}
    changed["training"]["recipe"] = {
        "checkpoint": "owner/" + "n" * 90,
        "method": "qlora", "gpus": 8, "lora_r": 64, "lora_alpha": 128, "seed": 4_294_967_295,
        "epochs": 2.5, "examples": 123_456, "tokens_per_example": 1_234.5, "learning_rate": 0.000123,
        "sequence_length_tokens": 16_384, "packing": False, "dataset_folder": "data/" + "n" * 90,
    }  # fmt: skip
    counts = ("examples", "broken_lines", "leaks", "longest_tokens", "pairs", "held_out_items", "arm_items")
    changed["progress"] = {
        **dict.fromkeys(counts, 123_456_789),
        **dict.fromkeys(("held_out_passes", "control_passes", "treated_passes"), 12_345_678),
        "gpu_hours_per_run": 123.456789,
        "done": ["checkpoint", "data", "training", "dpo", "evaluation", "ab_test"],
    }
    after = Programme.model_validate(changed)
    for option in preset(name).options:
        text = text_of(difference(option.programme, after))
        assert 1_000 < len(text) < MOST_CHARACTERS


@pytest.mark.parametrize("text", ["123", "true", "nan", "1e5", "4090"])
def test_a_name_that_reads_as_a_number_stays_a_name(text: str) -> None:
    plan = {"data.teacher_sku": text, "training.recipe.gpu": text}
    assert plan_of(text_of(plan)) == plan
