"""Turn a full table of published serving runs into rows to fit on, and into the compact table that ships.

python -m tools.serving_table FULL.csv    # writes data/serving_benchmarks.csv
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tools.serving_rates import BENCHMARKS

COLUMNS = (
    *("source_id", "publisher", "tuned", "source_url", "source_date", "engine", "engine_version", "model"),
    *(
        "params_b",
        "active_params_b",
        "layers",
        "hidden",
        "kv_heads",
        "head_dim",
        "precision",
        "gpu",
        "n_gpus",
    ),
    *("tp", "pp", "isl", "osl", "concurrency", "n_requests", "output_tok_s_per_gpu", "ttft_ms", "tpot_ms"),
)

PUBLISHERS: Mapping[str, str] = {
    "trtllm": "TensorRT-LLM tables",
    "inferencex": "InferenceX",
    "nvidia_gap_analysis": "NVIDIA gap analysis",
    "gpustack_lab": "GPUStack lab",
    "dstack": "dstack",
    "inferencex_slo": "InferenceX long prompts",
    "lmdeploy_a100": "LMDeploy",
}
TUNED = ("TensorRT-LLM tables", "InferenceX", "NVIDIA gap analysis")

DRAWN_LENGTH = 0.9
"""InferenceX prints nominal prompt lengths and draws 0.8 to 1.0 of them: https://inferencex.semianalysis.com"""

MOST_GPUS = 16
ROWS_PER_SETUP = 0.3
"""Of a source, model, card, format and engine, its rows to this power are kept: 100 rows become 4."""


def prepared(rows: Iterable[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """The rows that one replica of known layout measured, with what their notes say in columns.

    Left out are runs with prefill and decode on separate workers, runs with a drafting model, runs on more
    than 16 GPUs and rows without lengths. Rows that say who published them already are passed on.
    """
    for row in rows:
        if "publisher" in row:
            yield dict(row)
            continue
        notes = row["notes"]
        lengths = row["isl"] and row["osl"] and float(row["isl"]) > 0 and float(row["osl"]) >= 1
        if re.search("DISAGG|SPEC_DECODE", notes) or int(row["n_gpus"]) > MOST_GPUS or not lengths:
            continue
        publisher = _publisher(row["source_id"])
        stages = re.search(r"parallel=tp\d+pp(\d+)", notes)
        burst = re.search(r"n_req=(\d+)", notes)
        isl = float(row["isl"]) * (DRAWN_LENGTH if publisher == "InferenceX" else 1)
        added = {
            "publisher": publisher,
            "tuned": "yes" if publisher in TUNED else "no",
            "pp": stages.group(1) if stages else "1",
            "n_requests": burst.group(1) if burst else "",
            "isl": f"{isl:g}",
        }
        full = {**row, **added}
        yield {column: full[column] for column in COLUMNS}


def _publisher(source_id: str) -> str:
    exact = PUBLISHERS.get(source_id)
    return exact or next(name for start, name in PUBLISHERS.items() if source_id.startswith(start))


def compact(rows: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Of each set-up, rows spread evenly over its loads, every source and card among them."""
    setups: dict[tuple[str, ...], list[Mapping[str, str]]] = {}
    for row in rows:
        key = tuple(row[name] for name in ("source_id", "model", "gpu", "precision", "engine"))
        setups.setdefault(key, []).append(row)
    kept: list[Mapping[str, str]] = []
    for found in setups.values():
        ordered = sorted(found, key=_load)
        count = max(1, round(len(ordered) ** ROWS_PER_SETUP))
        kept += [ordered[(2 * place + 1) * len(ordered) // (2 * count)] for place in range(count)]
    return kept


def _load(row: Mapping[str, str]) -> tuple[float, ...]:
    return tuple(float(row[name] or 0) for name in ("n_gpus", "tp", "isl", "osl", "concurrency"))


def main() -> None:
    """Write the compact table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("full", type=Path)
    with parser.parse_args().full.open(encoding="utf-8", newline="") as file:
        rows = compact(prepared(csv.DictReader(file)))
    with BENCHMARKS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
