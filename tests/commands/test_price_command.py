"""`price`: what one call costs, as text and JSON, and what is refused in one line for each error."""

from __future__ import annotations

import json
from typing import Any

import pytest

from costmodel.__main__ import main

Captured = pytest.CaptureFixture[str]

GIVEN = {"--sku": "openai/gpt-6.1-sol", "--input-tokens": "12000", "--output-tokens": "3000"}


def words(changes: dict[str, str] | None = None) -> list[str]:
    return ["price", *(word for pair in {**GIVEN, **(changes or {})}.items() for word in pair)]


def answer(capsys: Captured, changes: dict[str, str] | None = None) -> dict[str, Any]:
    assert main([*words(changes), "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return dict(json.loads(out))


def refused(capsys: Captured, changes: dict[str, str]) -> str:
    for extra in ([], ["--json"]):
        assert main([*words(changes), *extra]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert "Traceback" not in err
        (line,) = err.splitlines()
    return line


def test_the_answer_has_the_fields_that_are_promised(capsys: Captured) -> None:
    found = answer(capsys, {"--cached-input-tokens": "10000", "--tier": "batch"})
    assert found["usd"] == 0.0175
    assert found["usd_exact"] == "0.0175"
    assert found["parts"] == {"input": 0.002, "cached_input": 0.0005, "cache_write": 0, "output": 0.015}
    assert found["rates"] == {
        "tier_from_tokens": 0,
        "time_window": "all",
        "multiplier": 0.5,
        "input_usd_per_mtok": 1,
        "cached_input_usd_per_mtok": 0.05,
        "cache_write_usd_per_mtok": 1.25,
        "cache_write_1h_usd_per_mtok": None,
        "output_usd_per_mtok": 5,
    }
    assert found["source_url"].startswith("https://")
    assert found["as_of"] == "2026-11-23"
    assert (found["sku"], found["tier"], found["at"]) == ("openai/gpt-6.1-sol", "batch", "2026-11-23")
    assert found["notes"] == []


@pytest.mark.parametrize(
    ("changes", "usd"),
    [
        ({"--input-tokens": "272000"}, "0.574"),
        ({"--input-tokens": "272001"}, "1.133004"),
        ({"--cache-write-tokens": "10000"}, "0.059"),
        ({"--sku": "claude-sonnet-5-5", "--cache-write-1h-tokens": "10000"}, "0.074"),
        ({"--sku": "claude-sonnet-5-5", "--regional-uplift": "1.1"}, "0.0594"),
        ({"--sku": "deepseek-flash", "--at": "2026-11-23T07:00Z"}, "0.0072"),
        ({"--sku": "deepseek-flash", "--at": "2026-11-23 12:00"}, "0.0036"),
        ({"--sku": "deepseek-flash", "--at": "2026-11-23t12:00:00.5+05:00"}, "0.0072"),
        ({"--sku": "gemini-4-argon", "--at": "2026-11-30"}, "0.054"),
        ({"--sku": "gemini-4-argon", "--at": "2026-12-01"}, "0.108"),
        ({"--sku": "ft:gpt-4.1-mini:acme::Bx7kQ2"}, "0.0192"),
        ({"--input-tokens": "0", "--output-tokens": "0"}, "0"),
        ({"--sku": "openai/gpt-6-luna", "--input-tokens": "1", "--output-tokens": "0"}, "0.0000001"),
    ],
)
def test_worked_out_by_hand(capsys: Captured, changes: dict[str, str], usd: str) -> None:
    found = answer(capsys, changes)
    assert found["usd_exact"] == usd
    assert found["usd"] == float(usd)
    assert sum(found["parts"].values()) == pytest.approx(found["usd"], rel=1e-12)


def test_text_has_one_line_for_each_part(capsys: Captured) -> None:
    assert (
        main(
            words(
                {
                    "--sku": "anthropic/claude-sonnet-5-5",
                    "--cached-input-tokens": "1000",
                    "--cache-write-tokens": "2000",
                    "--cache-write-1h-tokens": "3000",
                }
            )
        )
        == 0
    )
    assert capsys.readouterr().out.splitlines() == [
        "$0.0591 for one call of anthropic/claude-sonnet-5-5 at the standard price",
        "input: 6,000 tokens at $2 = $0.012",
        "cached input: 1,000 tokens at $0.1 = $0.0001",
        "cache write: 2,000 tokens at $2.5, 3,000 for an hour at $4 = $0.017",
        "output: 3,000 tokens at $10 = $0.03",
        "USD per million tokens, read on 2026-11-23 at"
        " https://platform.claude.com/docs/en/about-claude/pricing",
    ]


def test_notes_follow_the_parts(capsys: Captured) -> None:
    assert main(words({"--sku": "deepseek-flash"})) == 0
    *_, blended, noted = capsys.readouterr().out.splitlines()
    assert "use is taken as even over the day" in blended
    assert noted.startswith("The price book notes: ")


@pytest.mark.parametrize(
    ("flag", "values"),
    [
        *(
            (flag, ("-1", "1.5", "1e308", "1e10", "nan", "inf", "", "x", "1e-320", "9" * 400))
            for flag in (
                *("--input-tokens", "--output-tokens", "--cached-input-tokens"),
                *("--cache-write-tokens", "--cache-write-1h-tokens"),
            )
        ),
        (
            "--sku",
            ("", " ", "x", "/", "openai/", "openai/gpt-6-lunar", "ft:", "x" * 10_000, "together/lora-to-16b"),
        ),
        ("--tier", ("", "cheap", "batch,flex")),
        (
            "--regional-uplift",
            ("0", "-1", "0.9", "4", "x", "", "nan", "sNaN", "inf", "1e-400", "1e400", "1.1111111111111"),
        ),
        (
            "--at",
            (
                *(
                    "",
                    "yesterday",
                    "2026-02-30",
                    "2026-11",
                    "20261123",
                    "2026-W48-1",
                    "1999-12-31",
                    "2101-01-01",
                ),
                *(
                    "2026-11-23T25:00",
                    "2026-11-23T07",
                    "2026-11-23T07:00+99:00",
                    "9" * 5_000,
                    "\uff12026-11-23",
                ),
            ),
        ),
    ],
)
def test_bad_values_are_one_line_that_names_the_flag(
    capsys: Captured, flag: str, values: tuple[str, ...]
) -> None:
    for value in values:
        assert flag in refused(capsys, {flag: value}), value


def test_what_the_model_does_not_sell(capsys: Captured) -> None:
    line = refused(capsys, {"--sku": "claude-sonnet-5-5", "--tier": "priority"})
    assert line == (
        "--tier: 'priority' is not accepted; anthropic/claude-sonnet-5-5 is sold as standard, batch"
    )
    line = refused(capsys, {"--cache-write-1h-tokens": "7"})
    assert line.startswith("--cache-write-1h-tokens: 7 is not accepted; the book has no price")
    line = refused(capsys, {"--cached-input-tokens": "12001"})
    assert line.startswith("--cached-input-tokens: 12001 is not accepted")
    assert line.endswith("together at most its input_tokens, 12000, are allowed")


@pytest.mark.parametrize("missing", list(GIVEN))
def test_what_is_needed(capsys: Captured, missing: str) -> None:
    kept = [word for flag, value in GIVEN.items() if flag != missing for word in (flag, value)]
    assert main(["price", *kept]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert missing in line
