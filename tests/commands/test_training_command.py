"""`training` on the command line: one run, a file of rows, and wrong input."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import pytest

from costmodel.__main__ import main

Captured = pytest.CaptureFixture[str]

FIELDS = {
    *("hours", "gpu_hours", "tokens_per_s_per_gpu", "memory_gb_per_gpu", "fits", "low_gpu_hours"),
    *("high_gpu_hours", "why"),
}
RUN = {
    "--checkpoint": "Llama-3.1-8B",
    "--method": "lora",
    "--gpu": "h100",
    "--tokens": "2400000",
    "--seq-len": "4096",
}
ROW = {
    "method": "lora",
    "model": "Llama-3.1-8B",
    "params_b": "",
    "gpu": "H100",
    "n_gpus": "1",
    "precision": "bf16",
    "seq_len": "4096",
    "micro_batch": "1",
    "grad_ckpt": "1",
    "sharding": "",
    "framework": "TRL",
    "stack": "plain",
}


def words(changes: dict[str, str]) -> list[str]:
    return [word for pair in {**RUN, **changes}.items() for word in pair]


def answered(capsys: Captured, *arguments: str) -> Any:
    assert main(["training", *arguments, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("\n") == 1
    return json.loads(out, parse_constant=pytest.fail)


def refused(capsys: Captured, *arguments: str) -> list[str]:
    assert main(["training", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err.splitlines()


def table(tmp_path: Path, *rows: dict[str, str]) -> str:
    path = tmp_path / "rows.csv"
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(ROW))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return str(path)


def test_one_run(capsys: Captured) -> None:
    answer = answered(capsys, *words({}))
    assert set(answer) >= FIELDS
    assert answer["fits"] is True
    assert answer["hours"] == pytest.approx(0.36, abs=0.02)
    assert main(["training", *words({})]) == 0
    assert "GPU hours" in capsys.readouterr().out


def test_epochs_multiply_tokens(capsys: Captured) -> None:
    three = answered(capsys, *words({"--tokens": "800000", "--epochs": "3"}))
    assert three["hours"] == pytest.approx(answered(capsys, *words({}))["hours"])


@pytest.mark.parametrize(
    "method", ["lora", "QLoRA", "full", "dpo-lora", "dpo_qlora", "dpo_full", "continued", "from_scratch"]
)
def test_every_method_is_answered(capsys: Captured, method: str) -> None:
    assert set(answered(capsys, *words({"--method": method, "--gpus": "8"}))) >= FIELDS


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        *(
            ("--checkpoint", "Lama"),
            ("--gpu", "H1000"),
            ("--method", "rl"),
            ("--tokens", "nan"),
            ("--tokens", "0"),
        ),
        *(
            ("--gpus", "1.5"),
            ("--gpus", "0"),
            ("--seq-len", "1e300"),
            ("--micro-batch", "-1"),
            ("--epochs", "x"),
        ),
        *(("--precision", "int3"), ("--stack", "magic"), ("--grad-ckpt", "maybe"), ("--adapter-params", "0")),
    ],
)
def test_bad_values_are_refused_in_one_line(capsys: Captured, flag: str, value: str) -> None:
    (line,) = refused(capsys, *words({flag: value}))
    assert flag in line or flag.strip("-").replace("-", "_") in line
    assert value in line


def test_what_is_missing_is_named(capsys: Captured) -> None:
    lines = refused(capsys)
    assert [line.split(":")[0] for line in lines] == ["--checkpoint", "--method", "--gpu", "--tokens"]


def test_rows_in_order_with_errors_in_place(capsys: Captured, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        ROW,
        ROW | {"gpu": "H1000"},
        ROW | {"model": "some-13B", "params_b": "13", "method": "qlora", "precision": "nf4", "stack": ""},
        ROW | {"model": "unheard of"},
        ROW | {"seq_len": "many"},
        ROW | {"method": "telepathy"},
        ROW | {"grad_ckpt": "perhaps"},
    )
    answers = answered(capsys, "--rows", path)["rows"]
    assert ["error" in answer for answer in answers] == [False, True, False, True, True, True, True]
    assert set(answers[0]) >= FIELDS
    assert "nearest in size" in answers[2]["why"]
    for answer, word in zip(answers[3:], ("params_b", "seq_len", "method", "grad_ckpt"), strict=True):
        assert word in answer["error"]


def test_a_row_equals_the_single_run(capsys: Captured, tmp_path: Path) -> None:
    (row,) = answered(capsys, "--rows", table(tmp_path, ROW))["rows"]
    single = answered(capsys, *words({"--tokens": "1000000"}))
    assert row == single


def test_answers_do_not_depend_on_who_published_a_row(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    header = ",".join([*ROW, "source_id", "notes"])
    lines = [",".join([*ROW.values(), who, "whatever"]) for who in ("qwen1_readme", "somebody else")]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    first, second = answered(capsys, "--rows", str(path))["rows"]
    assert first == second


@pytest.mark.parametrize("column", list(ROW))
@pytest.mark.parametrize(
    "value", ["", "nan", "inf", "-1", "0", "1e300", "1e-300", "x" * 500, "[]", "\ud7ff", "1,5"]
)
def test_hostile_cells_end_in_an_answer_or_an_error(
    capsys: Captured, tmp_path: Path, column: str, value: str
) -> None:
    (answer,) = answered(
        capsys, "--rows", table(tmp_path, ROW | {"model": "any", "params_b": "7", column: value})
    )["rows"]
    assert set(answer) == {"error"} or set(answer) >= FIELDS
    assert all(math.isfinite(number) for number in answer.values() if isinstance(number, float))


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "method,model\nlora,x\n", 'method,model,gpu\n"lora,x'])
def test_files_that_are_no_table(capsys: Captured, tmp_path: Path, text: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(text, encoding="utf-8")
    (line,) = refused(capsys, "--rows", str(path))
    assert line.startswith("--rows:")
    (line,) = refused(capsys, "--rows", str(tmp_path / "missing.csv"))
    assert "cannot be read" in line


def test_ragged_rows_are_read_as_far_as_they_go(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "method,model,gpu\nlora,Llama-3.1-8B\nlora,Llama-3.1-8B,H100,extra,cells\n", encoding="utf-8"
    )
    short, long = answered(capsys, "--rows", str(path))["rows"]
    assert "gpu" in short["error"]
    assert long["fits"] is True
