"""Inputs of one programme: they show what the scenario holds and write what changes into its short form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from costmodel.errors import InputError
from costmodel.estimate.samples import lift_with_room
from costmodel.scenario.options import Option
from costmodel.scenario.ranges import point_estimates
from costmodel.scenario.recipe import Recipe
from ui.inputs.fields import NumberField
from ui.inputs.plan import plan_of, text_of
from ui.inputs.table.places import OPTION_INPUTS
from ui.pipeline.stage_fields import NEEDS_FIRST
from ui.words import spoken

BEFORE = "plan_before"
"""Session state: the short forms as they stood before the last change, to be taken back."""

INPUTS_A_ROW = 3

PEOPLE = "People"
"""Stands in the list of teacher models."""


@dataclass(frozen=True)
class Editor:
    """The programme that is edited: what it holds now, and the input that carries its short form.

    `key` is None where nothing can be edited, because a scenario file is shown. `recipe_in_use` holds what a
    recipe that is written for the first time must say to stay the one that was chosen without it.
    """

    key: str | None
    values: Mapping[str, Any]
    recipe_in_use: Mapping[str, Any]

    @property
    def locked(self) -> bool:
        """Whether the inputs rest."""
        return self.key is None


def editor_of(option: Option, recipe: Recipe | None, locked: bool) -> Editor:
    """The editor of an option's programme; a recipe that the scenario leaves open is the one in use."""
    dump = point_estimates(option.programme).model_dump()
    if dump["training"] is not None and recipe is not None:
        dump["training"]["recipe"] = recipe.model_dump()
    key = next((inputs.plan for inputs in OPTION_INPUTS if inputs.kind == option.kind and inputs.plan), None)
    chosen = {} if recipe is None or _given(option) else _choices_of(recipe)
    return Editor(None if locked else key, dump, chosen)


def _given(option: Option) -> bool:
    training = option.programme.training
    return training is not None and training.recipe is not None


def _choices_of(recipe: Recipe) -> dict[str, Any]:
    return {
        f"training.recipe.{field}": getattr(recipe, field) for field in ("method", "gpu", "gpus", "sharded")
    }


def draw_numbers(editor: Editor, fields: Sequence[NumberField]) -> None:
    """Draw the inputs in columns; those of parts that are not itemised are left out."""
    shown = [field for field in fields if _has(editor, field.key)]
    # Row by row, so that a phone shows them in their order.
    for start in range(0, len(shown), INPUTS_A_ROW):
        row = shown[start : start + INPUTS_A_ROW]
        for column, field in zip(st.columns(INPUTS_A_ROW), row, strict=False):
            with column:
                _draw_number(editor, field)


@dataclass(frozen=True)
class Choice:
    """A choice that stands for several fields: `changes_of` says which, for what is chosen."""

    name: str
    label: str
    help: str
    options: Sequence[str]
    now: str
    changes_of: Callable[[str], Mapping[str, Any]]


def draw_choice(editor: Editor, choice: Choice) -> None:
    """Draw one choice."""
    key = _widget_key(editor, choice.name)
    now = choice.now
    options = list(choice.options) if now in choice.options else [now, *choice.options]
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    st.selectbox(
        spoken(choice.label),
        options,
        # A browser that reruns before it has drawn this draws, and then sends, its default.
        options.index(now),
        key=key,
        help=spoken(choice.help),
        disabled=editor.locked,
        on_change=_choose,
        args=(editor.key, key, choice.changes_of),
    )


def draw_done(editor: Editor, stage: str) -> None:
    """Whether the stage is done."""
    done = list((editor.values["progress"] or {}).get("done", ()))
    key = _widget_key(editor, f"done.{stage}")
    is_done = stage in done
    if st.session_state.get(key) != is_done:
        st.session_state[key] = is_done
    st.checkbox(
        "Done", is_done, key, disabled=editor.locked, on_change=_tick, args=(editor.key, key, stage, done)
    )


def change(plan_key: str | None, changes: Mapping[str, Any]) -> None:
    """Write changed fields into the short form; call it from a callback, before inputs are drawn."""
    if plan_key is None:
        return
    text = st.session_state.get(plan_key) or ""
    try:
        plan = plan_of(text)
    except InputError:
        plan = {}
    st.session_state[BEFORE] = {plan_key: text}
    st.session_state[plan_key] = text_of({**plan, **changes})


def take_back() -> None:
    """Undo the last change."""
    for key, text in st.session_state.pop(BEFORE, {}).items():
        st.session_state[key] = text


def start_over(plan_key: str) -> None:
    """Back to the preset's programme."""
    st.session_state[plan_key] = ""


def _draw_number(editor: Editor, field: NumberField) -> None:
    key, kind = _widget_key(editor, field.key), float if field.decimals else int
    shown = field.shown(_at(editor.values, field.key))
    value: Any = None if shown is None else kind(shown)
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    waits = NEEDS_FIRST.get(field.key)
    number: Any = kind
    st.number_input(
        spoken(field.label),
        min_value=number(field.low),
        max_value=number(field.high),
        value=None,
        step=number(field.step),
        format="%.10g" if field.decimals else "%d",
        key=key,
        help=spoken(field.help),
        placeholder="not measured" if field.key.startswith("progress.") else "not given",
        disabled=editor.locked or (waits is not None and _at(editor.values, waits) is None),
        on_change=_take,
        args=(editor, key, field),
    )


def _take(editor: Editor, key: str, field: NumberField) -> None:
    shown = st.session_state[key]
    if shown is None and not field.key.startswith("progress."):
        return
    before = editor.recipe_in_use if field.key.startswith("training.recipe.") else {}
    change(editor.key, {**before, field.key: field.stored(shown), **_room_for_lift(editor, field, shown)})


def _room_for_lift(editor: Editor, field: NumberField, shown: float | None) -> dict[str, Any]:
    """A success rate that leaves no room for the lift takes the lift down with it, to half of the room."""
    if field.key != "ab_test.control_rate" or shown is None or editor.values["ab_test"]["goal"] != "better":
        return {}
    rate, lift = field.stored(shown) or 0.0, editor.values["ab_test"]["lift"]
    roomy = lift_with_room(rate, lift)
    return {} if roomy == lift else {"ab_test.lift": roomy}


def _choose(plan_key: str, key: str, changes_of: Callable[[str], Mapping[str, Any]]) -> None:
    change(plan_key, changes_of(st.session_state[key]))


def _tick(plan_key: str, key: str, stage: str, done: Sequence[str]) -> None:
    others = [each for each in done if each != stage]
    change(plan_key, {"progress.done": [*others, stage] if st.session_state[key] else others})


def _widget_key(editor: Editor, name: str) -> str:
    return f"programme_{editor.key or 'file'}_{name}"


def _has(editor: Editor, path: str) -> bool:
    """Whether the part of a field is itemised; a recipe is asked only where one is in use."""
    part, _, rest = path.partition(".")
    if not rest or part == "progress":
        return True
    values = editor.values[part]
    return values is not None and not (rest.startswith("recipe.") and values["recipe"] is None)


def _at(values: Mapping[str, Any], path: str) -> Any:
    found: Any = values
    for part in path.split("."):
        found = None if found is None else found.get(part)
    return found
