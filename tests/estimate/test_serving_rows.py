"""Rows of a table become the replica and the load that they describe; unknown models take their nearest shape."""

from __future__ import annotations

import pytest

from costmodel.catalog.load import load_catalog
from costmodel.errors import InputError
from costmodel.estimate.serving_rows import ServingRun, read_serving_row
from costmodel.estimate.throughput import DoesNotFit, Throughput

ROW = {
    "engine": "vLLM",
    "engine_version": "",
    "model": "Llama-3.1-8B",
    "params_b": "",
    "active_params_b": "",
    "layers": "",
    "hidden": "",
    "kv_heads": "",
    "head_dim": "",
    "precision": "fp8",
    "gpu": "H100",
    "n_gpus": "1",
    "tp": "1",
    "pp": "",
    "isl": "1000",
    "osl": "200",
    "concurrency": "64",
    "tpot_ms": "",
    "n_requests": "",
}


def run(**changes: str) -> ServingRun:
    return read_serving_row({**ROW, **changes}, load_catalog())


def served(**changes: str) -> Throughput:
    answer = run(**changes).estimate()
    assert isinstance(answer, Throughput)
    return answer


def test_concurrency_is_a_closed_loop_and_a_measured_pace_beside_it_is_no_limit() -> None:
    assert served().concurrency == 64
    assert served(tpot_ms="1") == served()


def test_a_pace_alone_is_a_limit_and_nothing_is_maximum_load() -> None:
    paced = served(concurrency="", tpot_ms="12")
    assert paced.tpot_ms == pytest.approx(12)
    assert served(concurrency="").concurrency > paced.concurrency


def test_a_blank_tp_takes_the_size_with_most_tokens_per_gpu() -> None:
    free = served(model="Qwen3-32B", tp="", n_gpus="8", concurrency="")
    fixed = [served(model="Qwen3-32B", tp=str(n), n_gpus=str(n), concurrency="") for n in (1, 2, 4, 8)]
    assert free.output_tok_s_per_gpu == max(one.output_tok_s_per_gpu for one in fixed)


def test_replicas_share_the_calls_of_all_gpus() -> None:
    assert served(tp="", n_gpus="4", concurrency="64").concurrency in (64, 32, 16)
    sizes = {replica.gpus: load.concurrency for replica, load in run(tp="", n_gpus="4").layouts}
    assert sizes == {1: 16, 2: 32, 4: 64}


def test_stages_exchange_less_than_a_split_of_every_layer() -> None:
    split = served(model="Llama-3.3-70B", n_gpus="4", tp="4", concurrency="4")
    staged = served(model="Llama-3.3-70B", n_gpus="4", tp="1", pp="4", concurrency="4")
    assert staged.tpot_ms != split.tpot_ms


def test_a_dense_model_on_part_of_the_gpus_is_there_more_than_once() -> None:
    pair = served(model="Llama-3.1-70B", n_gpus="8", tp="4", concurrency="64")
    alone = served(model="Llama-3.1-70B", n_gpus="4", tp="4", concurrency="32")
    assert pair == alone
    assert isinstance(run(model="Llama-3.1-70B", precision="bf16", n_gpus="8", tp="1").estimate(), DoesNotFit)


def test_experts_are_spread_over_all_gpus() -> None:
    assert run(model="DeepSeek-R1", n_gpus="8", tp="1").layouts[0][0].gpus == 8


def test_sizes_need_not_fill_the_gpus() -> None:
    sizes = [replica.gpus for replica, _ in run(tp="", n_gpus="7").layouts]
    assert sizes == [1, 2, 4]


def test_a_burst_drains_at_its_end() -> None:
    loop, burst = served(), served(n_requests="64")
    assert burst.output_tok_s_per_gpu == pytest.approx(loop.output_tok_s_per_gpu / 1.5)
    assert served(n_requests="16").concurrency == 16


def test_answers_do_not_depend_on_the_publisher() -> None:
    catalog = load_catalog()
    named = read_serving_row({**ROW, "source_id": "somebody", "notes": "ours"}, catalog)
    assert named.estimate() == run().estimate()


def test_an_unknown_dense_model_takes_the_shape_of_the_row() -> None:
    ((replica, _),) = run(
        model="House-9B", params_b="9", layers="40", hidden="4608", kv_heads="4", head_dim="128"
    ).layouts
    shape = replica.checkpoint
    assert (shape.params_b, shape.layers, shape.heads, shape.kv_heads) == (9, 40, 36, 4)
    assert (shape.attention, shape.experts) == ("full", None)


def test_an_unknown_mixture_is_like_the_nearest_mixture() -> None:
    ((replica, _),) = run(model="House-120B", params_b="120", active_params_b="5").layouts
    assert replica.checkpoint.experts is not None
    ((latent, _),) = run(
        model="House-700B",
        params_b="700",
        active_params_b="38",
        kv_heads="1",
        head_dim="576",
        n_gpus="8",
        tp="8",
    ).layouts
    assert latent.checkpoint.attention == "mla:512+64"


def test_an_engine_without_factors_counts_as_other_and_old_versions_apart() -> None:
    assert run(engine="TGI").layouts[0][0].engine == "other"
    assert run(engine="TensorRT-LLM", engine_version="0.9.0").layouts[0][0].engine == "tensorrt-llm-2024"
    assert run(engine="TensorRT-LLM", engine_version="0.20").layouts[0][0].engine == "tensorrt-llm"


def test_a_model_that_does_not_fit_says_so() -> None:
    assert isinstance(run(model="Llama-3.1-405B").estimate(), DoesNotFit)
    assert isinstance(run(model="Llama-3.1-405B", tp="").estimate(), DoesNotFit)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"model": "House-9B"}, "model"),
        ({"gpu": "H1OO"}, "gpu"),
        ({"isl": ""}, "isl"),
        ({"osl": "-1"}, "osl"),
        ({"isl": "0", "osl": "0"}, "output_tokens"),
        ({"precision": "fp3"}, "precision"),
        ({"tp": "2"}, "tp"),
        ({"pp": "2"}, "pp"),
        ({"tp": "4", "pp": "4", "n_gpus": "8"}, "pp"),
        ({"tp": "", "pp": "9"}, "pp"),
        ({"tp": "", "pp": "abc"}, "pp"),
        ({"n_gpus": "1.5"}, "n_gpus"),
        ({"concurrency": "many"}, "concurrency"),
    ],
)
def test_wrong_rows_name_the_column(changes: dict[str, str], field: str) -> None:
    with pytest.raises(InputError) as refused:
        run(**changes)
    assert field in {problem.field for problem in refused.value.problems}


def test_a_pipeline_without_a_split_is_laid_out_over_all_gpus() -> None:
    assert run(n_gpus="8", tp="", pp="2") == run(n_gpus="8", tp="4", pp="2")


def test_more_active_than_all_parameters_is_refused_unless_rounded() -> None:
    unknown = {"model": "Nobody-9B", "params_b": "9"}
    with pytest.raises(InputError, match=r"active_params_b: '12'.*params_b, which is 9"):
        run(**unknown, active_params_b="12")
    assert run(**unknown, active_params_b="9.1") == run(**unknown, active_params_b="9")
