"""A serving run described by the columns of a table, as measurements are published."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from costmodel.catalog.book import Catalog
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.errors import InputError, Problem, UnknownNameError
from costmodel.estimate.elementwise import larger
from costmodel.estimate.engines import engine_named
from costmodel.estimate.factors import Factors
from costmodel.estimate.formats import weight_format
from costmodel.estimate.load import Load, serving_load
from costmodel.estimate.roofline import Replica
from costmodel.estimate.row_fields import Row, RowFields
from costmodel.estimate.sizing import LARGEST_WEIGHT_SHARE, REPLICA_SIZES
from costmodel.estimate.throughput import DoesNotFit, MissesPromise, Throughput, throughput_of

DENSE_FROM = 0.95
"""Active over all parameters; below it only some experts work on each token."""

ROUNDED = 1.05
"""Tables round the two on their own: so much above all parameters still means all of them."""

LATENT_ELEMENTS = 576
"""One KV head of 512 + 64 elements is how tables write a latent cache (MLA)."""

FIRST_TENSORRT_LLM_OF_TODAY = 10
"""Of the versions 0.x: those before it (2023 and 2024) count as an engine of their own.

https://github.com/NVIDIA/TensorRT-LLM
"""

ALLOWED: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "params_b": (1e-3, 1e5),
        "active_params_b": (1e-3, 1e5),
        "layers": (1, 1e4),
        "hidden": (1, 1e6),
        "kv_heads": (1, 1e4),
        "head_dim": (1, 1e4),
        "n_gpus": (1, 1e4),
        "tp": (1, 1e4),
        "pp": (1, 1e4),
        "isl": (0, 1e7),
        "osl": (0, 1e6),
        "concurrency": (1, 1e6),
        "tpot_ms": (1e-6, 1e9),
        "n_requests": (1, 1e9),
    }
)

Answer = Throughput | DoesNotFit | MissesPromise


@dataclass(frozen=True)
class ServingRun:
    """What one row describes: a replica as it was laid out, or the sizes it may be split into, and its load."""

    layouts: tuple[tuple[Replica, Load], ...]

    def estimate(self, factors: Factors | None = None) -> Answer:
        """What the replica sustains; of several sizes, that with most output tokens per GPU."""
        answers = [throughput_of(replica, load, factors) for replica, load in self.layouts]
        return max(answers, key=_output)


def read_serving_row(row: Row, catalog: Catalog) -> ServingRun:
    """The run of one row; an InputError says what is missing or unknown.

    Columns: model, gpu, isl, osl are needed; engine ["vllm"], engine_version, precision ["bf16"],
    n_gpus [1], tp [what pp leaves of n_gpus, else the best size that fits], pp [1], concurrency, tpot_ms, n_requests. A model
    that the catalog lacks takes its shape from params_b, active_params_b, layers, hidden, kv_heads and
    head_dim and, where these are blank, from the checkpoint nearest in size.
    """
    fields = RowFields(row, ALLOWED)
    problems = [
        Problem(name, "not given", "it is needed") for name in ("isl", "osl") if not fields.text(name)
    ]
    if problems:
        raise InputError(problems)
    gpus = fields.whole("n_gpus", 1)
    one = Replica(
        checkpoint=_checkpoint(fields, catalog),
        gpu=fields.gpu(catalog),
        gpus=1,
        weights=weight_format(fields.text("precision") or "bf16"),
        engine=_engine(fields),
        tensor_parallel=1,
    )
    concurrency = fields.given("concurrency")
    load = serving_load(
        input_tokens=fields.number("isl", 0),
        output_tokens=fields.number("osl", 0),
        prefix_hit_rate=0.0,
        concurrency=concurrency,
        max_tpot_ms=fields.given("tpot_ms") if concurrency is None else None,
        max_ttft_s=None,
        requests=fields.given("n_requests"),
    )
    return ServingRun(tuple(_layouts(one, load, fields, gpus)))


def _layouts(one: Replica, load: Load, fields: RowFields, gpus: int) -> Sequence[tuple[Replica, Load]]:
    tensor, stages = fields.whole("tp", 0), fields.whole("pp", 1)
    if max(tensor, 1) * stages > gpus:
        field = "tp" if tensor > gpus else "pp"
        allowed = f"tp times pp may be at most n_gpus, which is {gpus}; so little is"
        raise InputError([Problem(field, fields.text(field), allowed)])
    if stages > 1 and not tensor:
        # Pipelines are laid out over all GPUs: what is left for a stage splits its layers.
        tensor = gpus // stages
    if tensor:
        return [_given_layout(one, load, gpus, tensor, stages)]
    return _sizes(one, load, gpus)


def _given_layout(one: Replica, load: Load, gpus: int, tensor: int, stages: int) -> tuple[Replica, Load]:
    """The replica as it was laid out; a dense model on part of the GPUs is there as often as it fits.

    Experts of a mixture are spread over all GPUs even where attention is not split over them.
    """
    split = tensor * stages
    if one.checkpoint.experts is None and split < gpus:
        replica = dataclasses.replace(one, gpus=split, tensor_parallel=tensor, pipeline_parallel=stages)
        return replica, _shared(load, gpus // split)
    return dataclasses.replace(one, gpus=gpus, tensor_parallel=tensor, pipeline_parallel=stages), load


def _sizes(one: Replica, load: Load, gpus: int) -> Sequence[tuple[Replica, Load]]:
    """Replicas of every usual size that share the GPUs and the calls; the whole where none of them fits."""

    def share(size: int) -> tuple[Replica, Load]:
        replica = dataclasses.replace(one, gpus=size, tensor_parallel=size)
        return replica, _shared(load, gpus // size)

    room = LARGEST_WEIGHT_SHARE * one.gpu.memory_gb * 1e9
    sizes = [size for size in REPLICA_SIZES if size <= gpus and one.weight_bytes < size * room]
    return [share(size) for size in sizes or [gpus]]


def _shared(load: Load, copies: int) -> Load:
    """What each of so many replicas gets of the calls."""
    calls, burst = load.concurrency / copies, load.requests / copies
    return dataclasses.replace(load, concurrency=larger(1.0, calls), requests=larger(1.0, burst))


def _engine(fields: RowFields) -> str:
    name = fields.text("engine") or "vllm"
    # Tables name many engines (TGI, LMDeploy); those without factors of their own count as "other".
    try:
        engine = engine_named(name)
    except InputError:
        engine = "other"
    major, _, minor = fields.text("engine_version").lstrip("vV").partition(".")
    old = (
        major == "0"
        and minor.split(".")[0].isdigit()
        and int(minor.split(".")[0]) < FIRST_TENSORRT_LLM_OF_TODAY
    )
    return "tensorrt-llm-2024" if engine == "tensorrt-llm" and old else engine


def _checkpoint(fields: RowFields, catalog: Catalog) -> Checkpoint:
    name = fields.text("model")
    try:
        return catalog.checkpoint(name)
    except UnknownNameError as error:
        params_b = fields.given("params_b")
        if params_b is None:
            raise InputError([Problem("model", name, f"{error.allowed}; or give params_b")]) from None
        return _like_nearest(name, params_b, fields, catalog.checkpoints)


def _like_nearest(name: str, params_b: float, fields: RowFields, known: Sequence[Checkpoint]) -> Checkpoint:
    active = fields.number("active_params_b", params_b)
    if active > ROUNDED * params_b:
        allowed = f"at most params_b, which is {fields.text('params_b')}, is"
        raise InputError([Problem("active_params_b", fields.text("active_params_b"), allowed)])
    mixture = active < DENSE_FROM * params_b

    def distance(model: Checkpoint) -> float:
        return abs(math.log(model.params_b / params_b)) + abs(math.log(model.active_params_b / active))

    near = min((m for m in known if (m.experts is not None) == mixture), key=distance)
    kv_heads, head_dim = fields.whole("kv_heads", near.kv_heads), fields.whole("head_dim", near.head_dim)
    layers, hidden = fields.whole("layers", near.layers), fields.whole("hidden", near.hidden)
    latent = kv_heads == 1 and head_dim == LATENT_ELEMENTS
    taken = any(fields.text(column) for column in ("kv_heads", "head_dim", "layers"))
    shape = {
        "checkpoint": name,
        "params_b": params_b,
        "active_params_b": min(active, params_b),
        "layers": layers,
        "hidden": hidden,
        "heads": near.heads if latent else max(kv_heads, hidden // head_dim),
        "kv_heads": kv_heads,
        "head_dim": head_dim,
        "attention": "mla:512+64" if latent else "full" if taken else near.attention,
    }
    return near.model_copy(update=shape)


def _output(answer: Answer) -> float:
    return float(answer.output_tok_s_per_gpu) if isinstance(answer, Throughput) else -1.0
