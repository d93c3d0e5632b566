"""What is wrong with single lines, and what is counted over all of them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from jsonl import chat, checked, completion, lines, preference, roles, words

GOOD = [chat("first question", "first answer"), chat("second question", "another answer")]


def test_a_sound_file() -> None:
    report = checked(GOOD)
    assert report.sound
    assert report.why == ()
    assert (report.train.lines, report.train.examples, report.train.formats) == (2, 2, {"chat": 2})
    assert report.train.findings == ()
    assert (report.held_out, report.overlap) == (None, None)


@pytest.mark.parametrize(
    ("line", "kind", "said"),
    [
        *(
            (b"not json", "format", "no JSON"),
            (b"[]", "format", "one JSON object"),
            (b"5", "format", "object"),
        ),
        *((b'{"text": "a"}', "format", "none of messages"), (b'{"prompt": "a"}', "format", "completion")),
        *(
            (b'{"completion": "a"}', "format", "prompt is missing"),
            (b'{"messages": []}', "format", "no message"),
        ),
        *(
            (b'{"messages": "a"}', "format", "list of messages"),
            (b'{"messages": [1]}', "format", "messages[0]"),
        ),
        *((b'{"messages": [{"content": "a"}]}', "format", "role"), (b"[" * 100_000, "format", "deep")),
        *((b'{"prompt": "\\ud800", "completion": "a"}', "format", "half a character"),),
        *(
            (b'{"prompt": "a", "chosen": "b"}', "format", "rejected"),
            (b"9" * 5000, "format", "cannot be read"),
        ),
        (b'{"messages": [{"role": "user", "content": null}]}', "format", "content must be a text"),
        (json.dumps(roles("assistant", "user")).encode(), "roles", "at the start"),
        (json.dumps(roles("user", "user", "assistant")).encode(), "roles", "after user"),
        (json.dumps(roles("user", "system", "assistant")).encode(), "roles", "only at the start"),
        (json.dumps(roles("user", "assistant", "user")).encode(), "roles", "last message"),
        (json.dumps(roles("user", "wizard")).encode(), "roles", "after user"),
        (json.dumps(chat(" \n", "answer")).encode(), "empty", "user"),
        (json.dumps(chat("question", "")).encode(), "empty", "assistant"),
        (json.dumps(chat("question", words(0, 500))).encode(), "overlong", "at most 200"),
    ],
)
def test_one_bad_line(line: bytes, kind: str, said: str) -> None:
    report = checked(lines(GOOD) + line + b"\n" + lines([chat("third", "fine")]), max_tokens=200)
    assert not report.sound
    finding = report.train.findings[0]
    assert (finding.line, finding.kind) == (3, kind)
    assert said in finding.why
    assert report.train.problems[finding.kind] == 1
    assert report.train.lines == 4
    json.dumps(asdict(report), allow_nan=False).encode("utf-8")


@pytest.mark.parametrize(
    "example",
    [
        roles("system", "user", "assistant"),
        roles("developer", "user", "assistant", "user", "assistant"),
        {
            "messages": [
                {"role": "user", "content": "how warm is it"},
                {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]},
                {"role": "tool", "content": "20"},
                {"role": "assistant", "content": [{"type": "text", "text": "It is 20 degrees."}]},
            ]
        },
        completion("a question", "an answer"),
        {"prompt": roles("user")["messages"], "completion": roles("assistant")["messages"]},
        preference("a question", "a good answer", "a bad answer"),
        {
            "prompt": roles("system", "user")["messages"],
            "chosen": roles("assistant")["messages"],
            "rejected": [{"role": "assistant", "content": "worse"}],
        },
    ],
)
def test_every_format_is_read(example: dict[str, Any]) -> None:
    assert checked([example]).sound


def test_preferences_that_prefer_nothing() -> None:
    report = checked([preference("a question", "the same", "the same")])
    assert report.train.problems == {"no_preference": 1}


def test_a_file_of_two_formats() -> None:
    report = checked([*GOOD, completion("x", "y")])
    assert report.train.problems == {"mixed_formats": 1}
    assert report.train.formats == {"chat": 2, "prompt_completion": 1}


def test_lists_are_bounded_and_counts_are_not() -> None:
    bad = b'{"messages": 1}\n' * 50
    report = checked(lines(GOOD) + bad, most_listed=3)
    assert report.train.problems == {"format": 50}
    assert [finding.line for finding in report.train.findings] == [3, 4, 5]


def test_token_lengths_by_characters() -> None:
    report = checked([completion("a" * 4 * n, "b" * 3) for n in range(1, 101)])
    tokens = report.train.tokens
    # Prompt of 4n, a line break, an answer of 3: n + 1 tokens.
    assert (tokens.min, tokens.p10, tokens.p50, tokens.p90, tokens.p99, tokens.max) == (
        2,
        11,
        51,
        91,
        100,
        101,
    )
    assert (tokens.total, tokens.mean) == (5150, 51.5)
    assert "4 characters per token" in report.tokens_counted_by


def test_tokens_of_a_pair_count_the_prompt_twice() -> None:
    tokens = checked([preference("a" * 39, "b" * 40, "c" * 80)], characters_per_token=10).train.tokens
    assert (tokens.max, tokens.total) == (12, 8 + 12)


def test_tokens_by_a_tokenizer_file(tmp_path: Any) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    made.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    made.enable_truncation(5)
    made.save(str(tmp_path / "tokenizer.json"))
    report = checked([completion(words(0, 30), words(0, 12))], tokenizer=str(tmp_path / "tokenizer.json"))
    assert report.train.tokens.total == 42
    assert "tokenizer" in report.tokens_counted_by


def test_labels() -> None:
    examples = [completion(f"question {i}", "x", label="rare" if i == 7 else i % 2 == 0) for i in range(10)]
    report = checked([*examples, completion("no label", "x")], label_field="label")
    labels = report.train.labels
    assert labels is not None
    assert labels.counts == {"true": 5, "false": 4, "rare": 1}
    assert (labels.different, labels.complete) == (3, True)
    assert (labels.largest_share, labels.smallest_share) == (0.5, 0.1)
    assert report.train.problems == {"label_missing": 1}


def test_a_field_that_is_no_label_is_kept_within_bounds() -> None:
    report = checked([completion(f"q{i}", f"a{i}", id=i) for i in range(10_050)], label_field="id")
    labels = report.train.labels
    assert labels is not None
    assert (labels.different, labels.complete, len(labels.counts)) == (10_000, False, 100)
