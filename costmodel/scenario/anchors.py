"""What the defaults of a programme's parts rest on, by part and field."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from costmodel.scenario.anchor import NO_SOURCE, READ, Anchor
from costmodel.scenario.anchors_of_making import DATA_ANCHORS, TRAINING_ANCHORS
from costmodel.scenario.anchors_of_proving import AB_TEST_ANCHORS, ENGINEERING_ANCHORS, EVALUATION_ANCHORS

__all__ = ["PART_ANCHORS", "Anchor"]

PROGRAMME_ANCHORS = {
    "retrain_share": Anchor(
        *(0, 0, 0.5, "fraction"),
        "0 so that a retraining costs its lump alone; half where labels must be bought again",
        *(NO_SOURCE, READ, "judgement"),
    ),
    "base_refresh_share": Anchor(
        *(0.1, 0.3, 0.6, "fraction"),
        "data and tools are there; runs, tests and some of the engineering come again",
        *(NO_SOURCE, READ, "judgement"),
    ),
}

PART_ANCHORS: Mapping[str, Anchor] = MappingProxyType(
    {
        f"{part}.{field}" if part else field: anchor
        for part, anchors in (
            ("data", DATA_ANCHORS),
            ("training", TRAINING_ANCHORS),
            ("evaluation", EVALUATION_ANCHORS),
            ("ab_test", AB_TEST_ANCHORS),
            ("engineering", ENGINEERING_ANCHORS),
            ("", PROGRAMME_ANCHORS),
        )
        for field, anchor in anchors.items()
    }
)
"""`data.examples` and so on; fields of the programme itself stand without a part."""
