"""Commands as processes: bad flags, bytes that are no text, answers that cannot be written."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from given_scenarios import api, by_token, own, scenario
from refused_commands import Captured, refused, refused_scenario

from costmodel.__main__ import main

ROOT = Path(__file__).parents[2]


ENVELOPE = {
    "--hosted-usd-per-task": "0.005",
    "--own-usd-per-task": "0.0005",
    "--upfront-usd": "2500",
    "--tasks-per-month": "200000",
    "--months": "24",
}


def flags(changes: dict[str, str] | None = None) -> list[str]:
    return [word for pair in {**ENVELOPE, **(changes or {})}.items() for word in pair]


@pytest.mark.parametrize(
    "arguments",
    [
        *((), ("nonsense",), ("compare",), ("compare", "a", "b"), ("compare", "--csv"), ("envelope",), ("",)),
        *(("--json",), ("example", "no-such-preset"), ("schema", "extra"), ("compare", "x", "--nonsense")),
        ("throughput", "--isl", "many"),
    ],
)
def test_bad_words(capsys: Captured, arguments: tuple[str, ...]) -> None:
    assert len(refused(capsys, *arguments)) == 1


@pytest.mark.parametrize("flag", list(ENVELOPE))
@pytest.mark.parametrize("value", ["nan", "inf", "-1", "x", "", "1e300", "-inf", "1e-320"])
def test_bad_numbers_of_the_envelope(capsys: Captured, flag: str, value: str) -> None:
    (line,) = refused(capsys, "envelope", *flags({flag: value}), "--json")
    assert flag in line


THROUGHPUT = {"--checkpoint": "Llama-3.1-8B", "--gpu": "H100", "--isl": "1000", "--osl": "100"}


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        *(("--checkpoint", "Lama"), ("--gpu", "H1000"), ("--isl", "1e300"), ("--osl", "-1"), ("--gpus", "0")),
        *(("--gpus", "1.5"), ("--precision", "bf17"), ("--engine", "torch"), ("--concurrency", "0")),
        *(("--max-tpot-ms", "0"), ("--max-ttft-s", "nan")),
    ],
)
def test_bad_values_of_throughput(capsys: Captured, flag: str, value: str) -> None:
    words = [word for pair in {**THROUGHPUT, flag: value}.items() for word in pair]
    (line,) = refused(capsys, "throughput", *words, "--json")
    assert flag in line or flag.strip("-").replace("-", "_") in line
    assert value in line


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "costmodel", *arguments]
    return subprocess.run(command, input=given, capture_output=True, cwd=ROOT, check=False)


def test_the_process_itself_exits_with_two_and_says_nothing_on_stdout() -> None:
    done = run("compare", "-", "--json", given=b'{"workload": {"input_tokens": NaN}, "options": []}')
    assert done.returncode == 2
    assert done.stdout == b""
    lines = done.stderr.decode().splitlines()
    assert 1 <= len(lines) <= 10
    assert not any("Traceback" in line for line in lines)


def test_the_process_takes_bytes_that_are_no_text() -> None:
    done = run("compare", "-", given=b"\xff\xfe\x00\x80")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"UTF-8" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("text", ['{"\\ud800": 1}', '{"name": "\\ud800"}'])
def test_half_a_character_is_refused_in_words(capsys: Captured, file: Path, text: str) -> None:
    refused_scenario(capsys, file, text)


def test_extreme_but_allowed_numbers_are_answered(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything at its limit: no overflow, and JSON that any reader takes."""
    largest = scenario(
        by_token(
            rates={"input_usd_per_mtok": 1e6, "output_usd_per_mtok": 1e6},
            quality=0,
            price_change_per_year=3,
        ),
        own(
            requests_per_second=1e-9,
            target_utilisation=0.05,
            usd_per_gpu_hour=1e6,
            gpus_per_replica=1024,
            gpus_per_instance=1023,
            min_replicas=1_000_000,
            programme={"one_off_usd": 1e12, "build_months": 60},
        ),
        workload={
            "tasks_per_month": 1e12,
            "monthly_growth": 0.5,
            "calls_per_task": 1000,
            "retry_rate": 5,
            "input_tokens": 100_000,
            "output_tokens": 10_000,
            "peak_to_mean": 1000,
        },
        horizon_months=120,
        error_cost_usd=1e12,
        discount_rate=1,
    )
    smallest = scenario(
        by_token(rates={"input_usd_per_mtok": 1e-12, "output_usd_per_mtok": 0}, discount=1),
        own(usd_per_gpu_hour=0, min_replicas=0, spare_replicas=0),
        workload={"tasks_per_month": 1, "monthly_growth": -0.5, "calls_per_task": 0, "input_tokens": 0},
        horizon_months=120,
    )
    for given in (largest, smallest):
        stdin = io.TextIOWrapper(io.BytesIO(json.dumps(given).encode()))
        monkeypatch.setattr(sys, "stdin", stdin)
        assert main(["compare", "-", "--json"]) == 0
        json.loads(capsys.readouterr().out, parse_constant=pytest.fail)


def test_a_key_given_twice_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "twice.json"
    file.write_text('{"horizon_months": 12, "horizon_months": 24}')
    assert main(["compare", str(file)]) == 2
    assert "horizon_months" in capsys.readouterr().err


def test_a_day_must_be_written_in_full(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "day.json"
    file.write_text('{"as_of": "2026-1-1", "workload": {}, "options": []}')
    assert main(["compare", str(file)]) == 2
    assert "YYYY-MM-DD" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_answer_that_cannot_be_written_is_one_clear_line() -> None:
    command = f"{sys.executable} -m costmodel example > /dev/full"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "field", ["options.1.usd_per_hour", "horizon_months", "", "\u00fc", "options.7.quality"]
)
def test_a_field_that_cannot_flip(field: str, capsys: Captured, file: Path) -> None:
    file.write_text(json.dumps(scenario(api(), own())), encoding="utf-8")
    (line,) = refused(capsys, "compare", str(file), "--flip", field)
    assert line.startswith(f"--flip: {field!r} is not accepted; numbers of the workload")
    assert "options." in line or "workload." in line
