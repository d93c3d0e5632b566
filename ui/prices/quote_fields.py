"""What the form for an own quote asks, by kind of price."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class QuoteField:
    """One column of the price book: a number, or one of `options`."""

    column: str
    label: str
    help: str = ""
    placeholder: str = "not sold"
    options: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key of its input."""
        return f"quote_{self.column}"


KINDS = {"Hosted model": "hosted", "GPU rent": "gpu", "Tuned model": "finetune"}
PER_MTOK = "$ per million tokens"

TOKENS = (
    QuoteField("input_usd_per_mtok", f"Input ({PER_MTOK})", placeholder="2.50"),
    QuoteField(
        "cached_input_usd_per_mtok", f"Cached input ({PER_MTOK})", "Left empty it costs what input costs."
    ),
    QuoteField("output_usd_per_mtok", f"Output ({PER_MTOK})", placeholder="10"),
)
FIELDS_OF_KIND = {
    "hosted": (
        *TOKENS,
        QuoteField(
            "batch_multiplier", "Batch price over the usual one", "0.5 is half price.", "no batch price"
        ),
    ),
    "gpu": (
        QuoteField("usd_per_gpu_hour", "Rent ($ per GPU-hour)", placeholder="2.10"),
        QuoteField("gpu_count_min", "GPUs in a box", "Rented together; empty: one at a time.", "1"),
        QuoteField(
            "commitment",
            "Commitment",
            options=("on_demand", "spot", "reserved_1y", "reserved_3y", "serverless_per_s"),
        ),
    ),
    "finetune": (
        *TOKENS,
        QuoteField("hosting_usd_per_hour", "Hosting fee ($ per hour)", placeholder="none"),
        QuoteField("train_usd_per_mtok", f"Training ({PER_MTOK})", placeholder="not known"),
    ),
}
NAME_OF_COLUMN = {
    field.column: field.label.split(" (", 1)[0] for fields in FIELDS_OF_KIND.values() for field in fields
} | {"provider": "Provider", "sku": "Model or card", "quote": "Quotes"}
