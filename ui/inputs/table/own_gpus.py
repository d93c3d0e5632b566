"""Own GPUs: what is served, on which card, at which rent and under which promise."""

from __future__ import annotations

from ui.inputs import choices
from ui.inputs.fields import ChoiceField, Group, NumberField
from ui.inputs.table import parts
from ui.inputs.table.places import OWN, PERCENT

OWN_GPUS = Group(
    "Own GPUs",
    (
        parts.include("with_own"),
        ChoiceField(
            "checkpoint",
            "Open checkpoint",
            "What is tuned and served.",
            choices.checkpoints,
            (f"options.{OWN}.checkpoint",),
        ),
        ChoiceField("gpu", "GPU", "The card to rent.", choices.rentable_gpus, (f"options.{OWN}.gpu",)),
        ChoiceField("rent", "Rent", "From the price book, cheapest first.", choices.rents),
        NumberField(
            "gpu_usd",
            "Typed rent ($ per GPU-hour)",
            f"Used when the rent above is '{choices.TYPED_RENT}', the only choice for a card the price book has no"
            " rent for. H100 on demand: 1.99 to 14.07, median 3.64.",
            0,
            10**4,
            0.05,
            decimals=4,
        ),
        ChoiceField(
            "precision",
            "Number format",
            "Fewer bits: more speed; measure the quality at the format you serve.",
            lambda *_: choices.fixed("bf16", "fp8", "int4", "fp4", "mxfp4"),
            (f"options.{OWN}.precision",),
        ),
        NumberField(
            "gpus",
            "GPUs per replica",
            "Empty: the fewest that fit and keep the latency promise.",
            1,
            64,
            1,
            (f"options.{OWN}.gpus_per_replica",),
        ),
        ChoiceField(
            "deployment",
            "How well served",
            "Tuned 1.0, typical 0.8, untuned 0.6 of what published benchmarks reach.",
            lambda *_: choices.fixed("tuned", "typical", "untuned"),
            (f"options.{OWN}.deployment",),
        ),
        NumberField(
            "tpot",
            "Time per output token, at most (ms)",
            "TPOT: 50 ms is 20 tokens a second, faster than reading.",
            1,
            10**5,
            5,
            (f"options.{OWN}.max_tpot_ms",),
            decimals=1,
        ),
        NumberField(
            "ttft",
            "Time to first token, at most (s)",
            "TTFT of a call that waits for no other.",
            0.01,
            10**4,
            0.5,
            (f"options.{OWN}.max_ttft_s",),
            decimals=2,
        ),
        NumberField(
            "prefix",
            "Prefix cache hits (%)",
            "Share of the prompt whose work is already done in your own server.",
            0,
            100,
            5,
            (f"options.{OWN}.prefix_hit_rate",),
            PERCENT,
            1,
        ),
        NumberField(
            "load",
            "Load at the peak (%)",
            "How full a replica may be in the busiest moment: 70 %.",
            5,
            100,
            5,
            (f"options.{OWN}.target_utilisation",),
            PERCENT,
            1,
        ),
        NumberField(
            "spare",
            "Spare replicas",
            "One, so that a failed machine is no outage.",
            0,
            1000,
            1,
            (f"options.{OWN}.spare_replicas",),
        ),
        NumberField(
            "platform",
            "Platform ($ a month)",
            "Gateway, monitoring, registry: $500 to $1,000 in the presets.",
            0,
            10**9,
            100,
            (f"options.{OWN}.platform_usd_per_month",),
        ),
        parts.quality("quality_own", OWN),
        *parts.programme("own", OWN),
        parts.price_change("trend_own", OWN, "GPU"),
    ),
)
