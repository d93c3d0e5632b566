"""`throughput --rows`: one answer for each row in order, whatever stands in them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from costmodel.__main__ import main
from tools.serving_rates import BENCHMARKS

Captured = pytest.CaptureFixture[str]

HEADER = "model,gpu,precision,n_gpus,tp,isl,osl,concurrency\n"


def rows(capsys: Captured, path: Path) -> list[dict[str, Any]]:
    assert main(["throughput", "--rows", str(path), "--json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["rows"]
    return found


def test_every_published_row_is_answered_in_order(capsys: Captured) -> None:
    published = list(csv.DictReader(io.StringIO(BENCHMARKS.read_text(encoding="utf-8"))))
    answers = rows(capsys, BENCHMARKS)
    assert len(answers) == len(published)
    assert not any("error" in answer for answer in answers)
    fitting = [pair for pair in zip(answers, published, strict=True) if pair[0]["fits"]]
    assert len(fitting) >= 0.99 * len(published)
    assert all(answer["gpus"] == int(row["n_gpus"]) for answer, row in fitting)


def test_a_row_agrees_with_the_single_estimate(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(HEADER + "Qwen3-32B,H100,fp8,2,2,1000,300,32\n")
    (row,) = rows(capsys, tmp_path / "rows.csv")
    words = "--checkpoint Qwen3-32B --gpu H100 --precision fp8 --gpus 2 --isl 1000 --osl 300 --concurrency 32"
    assert main(["throughput", *words.split(), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == row


def test_a_wrong_row_gets_an_error_and_the_others_an_answer(capsys: Captured, tmp_path: Path) -> None:
    lines = [
        "Qwen3-8B,H100,fp8,1,1,1000,300,32",
        "Nobody-3B,H100,fp8,1,1,9,9,1",
        "Qwen3-8B,H100,fp8,1,1,,9,1",
    ]
    (tmp_path / "rows.csv").write_text(HEADER + "\n".join(lines) + "\n")
    first, second, third = rows(capsys, tmp_path / "rows.csv")
    assert first["output_tok_s_per_gpu"] > 0
    assert "Nobody-3B" in second["error"]
    assert "isl" in third["error"]
    assert main(["throughput", "--rows", str(tmp_path / "rows.csv")]) == 0
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "row 1",
        "row 2",
        "row 3",
    ]


def test_a_table_may_be_larger_than_a_scenario(capsys: Captured, tmp_path: Path) -> None:
    line = "Qwen3-8B,H100,fp8,1,1,1000,300,32," + "a note " * 200 + "\n"
    (tmp_path / "rows.csv").write_text(HEADER.replace("\n", ",notes\n") + line * 1_000)
    assert len(rows(capsys, tmp_path / "rows.csv")) == 1_000


@pytest.mark.parametrize("text", ["", "model,gpu\n", "a,b\n1,2\n"])
def test_a_file_without_the_columns_is_refused(capsys: Captured, tmp_path: Path, text: str) -> None:
    (tmp_path / "rows.csv").write_text(text)
    assert main(["throughput", "--rows", str(tmp_path / "rows.csv")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "isl" in line


def test_what_a_card_lacks_and_a_context_too_long_are_told(capsys: Captured) -> None:
    words = "--checkpoint Qwen3-8B --gpu A100 --precision fp8 --isl 200000 --osl 300"
    assert main(["throughput", *words.split()]) == 0
    out = capsys.readouterr().out
    assert "A100-80GB does not compute in fp8" in out
    assert "longer than" in out


def test_drafted_tokens_raise_the_pace(capsys: Captured) -> None:
    words = [
        "throughput",
        *[
            "--checkpoint",
            "Qwen3-8B",
            "--gpu",
            "H100",
            "--isl",
            "100",
            "--osl",
            "300",
            "--concurrency",
            "4",
            "--json",
        ],
    ]
    assert main(words) == 0
    plain = json.loads(capsys.readouterr().out)
    assert main([*words, "--speculative-speedup", "2"]) == 0
    drafted = json.loads(capsys.readouterr().out)
    assert drafted["tpot_ms"] < 0.6 * plain["tpot_ms"]
    assert main([*words, "--speculative-speedup", "9"]) == 2


def test_a_column_that_is_misspelt_is_told_and_the_row_is_answered(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(
        b"\xef\xbb\xbfmodel,gpu,isl,osl,concurency,notes\r\nQwen3-8B,H100,1000,300,8,a\r\n"
    )
    assert main(["throughput", "--rows", str(tmp_path / "rows.csv"), "--json"]) == 0
    said = capsys.readouterr()
    assert said.err == "note: --rows: column 'concurency' is not read; did you mean 'concurrency'?\n"
    assert json.loads(said.out)["rows"][0]["fits"]


def test_a_column_that_stands_twice_is_refused(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("model,gpu,isl,osl,isl,,\nQwen3-8B,H100,1,2,3,,\n")
    assert main(["throughput", "--rows", str(tmp_path / "rows.csv")]) == 2
    assert "each column may stand once; twice: isl" in capsys.readouterr().err


def test_a_row_longer_than_its_header_is_answered_by_what_has_a_name(
    capsys: Captured, tmp_path: Path
) -> None:
    (tmp_path / "rows.csv").write_text("model,gpu,isl,osl,params_b\nNobody-9B,H100,1000,300,9,7,8\n")
    (row,) = rows(capsys, tmp_path / "rows.csv")
    assert row["fits"]
