"""Between what the inputs show and the scenario: one reads, the other writes, and they are inverse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from costmodel.case.usual_recipe import model_of_sku
from costmodel.catalog.book import Catalog
from costmodel.errors import NOT_GIVEN, InputError, Problem
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.people import USD_PER_FTE_YEAR, people_usd_per_month
from costmodel.scenario.presets import preset, preset_names
from costmodel.scenario.ranges import point_estimates
from costmodel.units import DAYS_PER_MONTH, MONTHS_PER_YEAR
from ui.inputs.choices import KNOWN_COST, TYPED_RENT, rent_name
from ui.inputs.fields import ChoiceField, Field, NumberField, TextField, Values
from ui.inputs.plan import difference, plan_of, put_plan, text_of
from ui.inputs.ranges import USUAL, put_spreads, text_of_scenario
from ui.inputs.series import put_series, text_of_series
from ui.inputs.table import TABLE_FIELDS
from ui.inputs.table.places import OPTION_INPUTS, OWN, PERCENT, TUNED

CACHE_KEYS = {"cached": "cached_input_tokens", "written": "cache_write_tokens"}
KINDS = tuple(option.kind for option in OPTION_INPUTS)

FIRST_PRICE_DATE, LAST_PRICE_DATE = date(2024, 1, 1), date(2030, 12, 31)

Json = dict[str, Any]


def shown_values(scenario: Scenario, catalog: Catalog) -> dict[str, Any]:
    """What the inputs show for a preset, or for a scenario with the same four options."""
    data = scenario.model_dump()
    values: dict[str, Any] = {
        "tasks": round(data["workload"]["tasks_per_month"]),
        "tasks_per_day": round(data["workload"]["tasks_per_month"] / DAYS_PER_MONTH),
        "as_of": scenario.as_of or catalog.newest_date,
        "fte_usd": USD_PER_FTE_YEAR,
        "series": text_of_series(scenario.workload.volume_series),
        "ranges": USUAL,
        **{option.include: True for option in OPTION_INPUTS if option.include},
        **{option.plan: "" for option in OPTION_INPUTS if option.plan},
    }
    for field in TABLE_FIELDS:
        if isinstance(field, NumberField | ChoiceField) and field.paths:
            stored = _get(data, field.paths[0])
            values[field.key] = field.shown(stored) if isinstance(field, NumberField) else stored
    return values | _shown_by_rule(data, values, catalog)


def scenario_from(values: Values, base: Scenario, catalog: Catalog) -> Scenario:
    """The scenario that the inputs stand for; what was not changed stays as in the preset `base`.

    Raises InputError for inputs that contradict each other.
    """
    before = shown_values(base, catalog)
    data = base.model_dump(exclude_unset=True)
    changed = {key for key, value in values.items() if key in before and before[key] != value}
    if "tasks" in changed:
        data["workload"]["tasks_per_month"] = values["tasks"]
    if "as_of" in changed:
        data["as_of"] = values["as_of"]
    for field in TABLE_FIELDS:
        if field.key in changed and isinstance(field, NumberField | ChoiceField):
            shown = values[field.key]
            for path in field.paths:
                _set(data, path, field.stored(shown) if isinstance(field, NumberField) else shown)
    put_series(data["workload"], values["series"])
    for write in (_write_cache, _write_models, _write_people, _write_rent, _write_plans, _write_names):
        write(data, values, changed, catalog)
    places = included_places(values)
    data["options"] = [data["options"][place] for place in places]
    scenario = scenario_from_dict(data)
    has_ranges = put_spreads(data, values["ranges"], scenario, places)
    put_series(data["workload"], values["series"])  # a series leaves no room for a range of growth either
    return scenario_from_dict(data) if has_ranges else scenario


def values_of_file(scenario: Scenario, catalog: Catalog) -> tuple[str, dict[str, Any]] | None:
    """The title of the preset, and the inputs, that give exactly this scenario; None if only the file can."""
    name = next((name for name in preset_names() if preset(name).name == scenario.name), None)
    if name is None or tuple(option.kind for option in scenario.options) != KINDS:
        return None
    points = point_estimates(scenario)
    try:
        values = shown_values(points, catalog) | _plans(preset(name), points)
        values["ranges"] = text_of_scenario(scenario)
        base = preset(name)
        if scenario.own_prices:
            base = base.model_copy(update={"own_prices": scenario.own_prices})
        again = scenario_from(values, base, catalog)
    except (LookupError, ValueError):
        return None
    aside = {"as_of", "exported"}
    same = again.model_dump(exclude=aside) == scenario.model_dump(exclude=aside)
    return (scenario.name, values) if same and _can_be_shown(values, catalog) else None


def _plans(base: Scenario, scenario: Scenario) -> dict[str, str]:
    """What differs in the programmes, in short."""
    return {
        inputs.plan: text_of(
            difference(base.options[inputs.place].programme, scenario.options[inputs.place].programme)
        )
        for inputs in OPTION_INPUTS
        if inputs.plan
    }


def _can_be_shown(values: Values, catalog: Catalog) -> bool:
    """Whether every input has these values within its limits, so that none falls back in silence."""
    return FIRST_PRICE_DATE <= values["as_of"] <= LAST_PRICE_DATE and all(
        _is_allowed(field, values[field.key], catalog, values) for field in TABLE_FIELDS
    )


def _is_allowed(field: Field, value: Any, catalog: Catalog, values: Values) -> bool:
    if isinstance(field, NumberField):
        return value is None or field.low <= value <= field.high
    if isinstance(field, TextField):
        return len(value) <= field.max_chars
    return not isinstance(field, ChoiceField) or value in field.options(catalog, values)


def _shown_by_rule(data: Json, values: Mapping[str, Any], catalog: Catalog) -> Json:
    own = data["options"][OWN]
    prompt = data["workload"]["input_tokens"]
    shown: Json = {
        key: round(PERCENT * data["workload"][tokens] / prompt, 9) if prompt else 0.0
        for key, tokens in CACHE_KEYS.items()
    }
    shown["tuned_in"] = values["tuned_in"] if values["tuned_in"] is not None else values["in"]
    for inputs in OPTION_INPUTS:
        option = data["options"][inputs.place]
        people = option["programme"]["people_usd_per_month"]
        shown[inputs.people] = round(people * MONTHS_PER_YEAR / USD_PER_FTE_YEAR, 9)
        if inputs.model and inputs.known_cost:
            shown[inputs.model] = option["sku"] or KNOWN_COST
            shown[inputs.known_cost] = option["usd_per_task"] or 0.0
    shown["gpu"] = catalog.gpu(own["gpu"]).gpu
    shown["checkpoint"] = catalog.checkpoint(own["checkpoint"]).checkpoint
    is_typed = own["usd_per_gpu_hour"] is not None
    shown["rent"] = TYPED_RENT if is_typed else rent_name(own["provider"], own["commitment"])
    shown["gpu_usd"] = own["usd_per_gpu_hour"]
    return shown


def _write_cache(data: Json, values: Values, changed: set[str], _: Catalog) -> None:
    for key, tokens in CACHE_KEYS.items():
        if changed & {key, "in"}:
            data["workload"][tokens] = round(values["in"] * values[key] / PERCENT, 6)


def _write_models(data: Json, values: Values, changed: set[str], _: Catalog) -> None:
    for inputs in OPTION_INPUTS:
        if inputs.model is None or inputs.known_cost is None:
            continue
        option, model = data["options"][inputs.place], values[inputs.model]
        is_known_cost = model == KNOWN_COST
        _set(option, "sku", None if is_known_cost else model)
        _set(option, "usd_per_task", values[inputs.known_cost] if is_known_cost else None)


def _write_people(data: Json, values: Values, changed: set[str], _: Catalog) -> None:
    for inputs in OPTION_INPUTS:
        if changed & {inputs.people, "fte_usd"}:
            cost = people_usd_per_month(values[inputs.people], values["fte_usd"])
            _set(data, f"options.{inputs.place}.programme.people_usd_per_month", cost)
        engineering = data["options"][inputs.place].get("programme", {}).get("engineering")
        if "fte_usd" in changed and engineering is not None:
            engineering["usd_per_fte_year"] = values["fte_usd"]


def _write_rent(data: Json, values: Values, changed: set[str], _: Catalog) -> None:
    own = data["options"][OWN]
    if not changed & {"rent", "gpu_usd", "gpu"}:
        return
    for field in ("provider", "commitment", "region", "count", "usd_per_gpu_hour"):
        own.pop(field, None)
    if values["rent"] != TYPED_RENT:
        own["provider"], _sep, own["commitment"] = values["rent"].rpartition(" ")
    elif values["gpu_usd"] is not None:
        own["usd_per_gpu_hour"] = values["gpu_usd"]
    elif OWN in included_places(values):
        field = f"options.{included_places(values).index(OWN)}.usd_per_gpu_hour"
        allowed = f"type a rent for {values['gpu']}, or choose a card and a rent of the price book"
        raise InputError([Problem(field, NOT_GIVEN, allowed)])


def _write_plans(data: Json, values: Values, changed: set[str], _: Catalog) -> None:
    """Changes of the programme; a recipe that does not say what is trained takes what the option serves."""
    places = included_places(values)
    for inputs in OPTION_INPUTS:
        if inputs.plan not in changed or inputs.place not in places:
            continue
        plan = plan_of(values[inputs.plan], f"options.{places.index(inputs.place)}.programme.")
        option = data["options"][inputs.place]
        put_plan(option.setdefault("programme", {}), plan)
        training = option["programme"].get("training")
        recipe = training.get("recipe") if isinstance(training, dict) else None
        if isinstance(recipe, dict) and recipe:
            sku = option.get("sku")
            served = option.get("checkpoint") or (None if sku is None else model_of_sku(sku))
            card = {"gpu": option["gpu"]} if option.get("gpu") else {}
            training["recipe"] = {**({"checkpoint": served} if served else {}), **card, **recipe}


def _write_names(data: Json, values: Values, changed: set[str], catalog: Catalog) -> None:
    """An option is named after what it is made of, unless the preset's own choice still stands."""
    for inputs in OPTION_INPUTS:
        if inputs.model in changed:
            data["options"][inputs.place]["name"] = _model_name(values[inputs.model], inputs.place, catalog)
    if changed & {"checkpoint", "gpu"}:
        data["options"][OWN]["name"] = f"Own {values['checkpoint']} on {values['gpu']}"
    taken: set[str] = set()
    for option in data["options"]:
        if option["name"] in taken:
            option["name"] += " (again)" if f"{option['name']} (again)" not in taken else " (once more)"
        taken.add(option["name"])


def _model_name(sku: str, place: int, catalog: Catalog) -> str:
    if sku == KNOWN_COST:
        return KNOWN_COST
    if place == TUNED:
        return f"Tuned {catalog.fine_tune(sku)[0].sku}"
    return catalog.hosted_model(sku)[0].display_name


def included_places(values: Values) -> list[int]:
    """Places in the preset of the options that are compared."""
    return [option.place for option in OPTION_INPUTS if option.include is None or values[option.include]]


def _get(data: Any, path: str) -> Any:
    for part in path.split("."):
        data = data[int(part)] if isinstance(data, list | tuple) else data[part]
    return data


def _set(data: Any, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for part in parents:
        data = data[int(part)] if isinstance(data, list | tuple) else data.setdefault(part, {})
    if value is None:
        data.pop(last, None)
    else:
        data[last] = value
