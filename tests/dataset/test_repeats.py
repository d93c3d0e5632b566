"""Exact and near duplicates, and what leaks: against a plain program of its own, and on seeded sets."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st
from jsonl import chat, checked, completion, preference, words

from benchmarks.datasets import write_pair
from costmodel.dataset import DatasetOptions, check_dataset
from costmodel.dataset.fingerprints import MinHasher, ShingleHasher


def shingle_set(text: str) -> set[tuple[str, ...]]:
    parts = text.casefold().split()
    return {tuple(parts[i : i + 5]) for i in range(max(1, len(parts) - 4))}


def similarity(first: str, second: str) -> float:
    one, other = shingle_set(first), shingle_set(second)
    return len(one & other) / len(one | other)


def test_case_and_white_space_do_not_count() -> None:
    report = checked(
        [chat("How  warm\tis it?", "Mild."), chat("x", "y"), chat("how warm is IT?", "\nmild. ")]
    )
    assert report.train.duplicates_exact == 1
    (pair,) = report.train.exact
    assert (pair.line, pair.repeats_line, pair.similarity) == (3, 1, 1.0)


def test_a_shared_system_prompt_makes_no_near_duplicates() -> None:
    system = words(0, 300)
    assert checked([chat(words(i * 50 + 1000, 20), "yes", system) for i in range(20)]).sound


def test_the_same_chat_under_another_system_prompt_is_near() -> None:
    report = checked([chat(words(0, 20), "yes", "Be brief."), chat(words(0, 20), "yes", "Be kind.")])
    assert (report.train.duplicates_exact, report.train.duplicates_near) == (0, 1)


@pytest.mark.parametrize(("changed", "is_near"), [(1, True), (3, True), (4, False), (30, False)])
def test_the_border_is_at_eight_tenths(changed: int, is_near: bool) -> None:
    first = [f"w{i}" for i in range(150)]
    second = list(first)
    for i in range(changed):
        second[7 + i * (140 // max(changed, 1))] = f"other{i}"
    one, other = " ".join(first), " ".join(second)
    report = checked([completion(one, ""), completion(other, "")])
    assert report.train.duplicates_near == is_near
    assert (similarity(one, other) >= 0.8) == is_near
    if is_near:
        assert report.train.near[0].similarity == pytest.approx(similarity(one, other))


def test_leaks() -> None:
    train = [completion(words(i * 100, 60), words(i * 100 + 60, 20)) for i in range(5)]
    held_out = [
        completion(words(900, 60), "new"),
        completion(words(100, 60).upper(), words(160, 20)),
        completion(words(200, 60) + " more", words(260, 20)),
        completion(words(300, 60), "quite another answer " + words(2000, 60)),
        chat(words(100, 60), words(160, 20)),
    ]
    report = checked(train, held_out)
    overlap = report.overlap
    assert overlap is not None
    assert (overlap.leaks, overlap.exact, overlap.near, overlap.same_prompt) == (4, 2, 1, 1)
    assert [(pair.line, pair.repeats_line) for pair in overlap.exact_pairs] == [(2, 2), (5, 2)]
    assert [(pair.line, pair.repeats_line) for pair in overlap.near_pairs] == [(3, 3)]
    assert [(pair.line, pair.repeats_line) for pair in overlap.same_prompt_pairs] == [(4, 4)]
    assert any("4 of the examples leak" in why for why in report.why)


def test_preferences_with_one_prompt_are_no_copies() -> None:
    report = checked([preference("one prompt", "a", "b"), preference("one prompt", "b", "a")])
    assert report.train.duplicates_exact == 0


def test_prompts_without_words_do_not_leak() -> None:
    report = checked([completion("", "some answer")], [completion(" ", "other words")])
    assert report.overlap is not None
    assert report.overlap.leaks == 0


short_texts = st.lists(st.sampled_from(["a", "b", "c", "d", "A", "B"]), max_size=8).map(" ".join)


@given(st.lists(short_texts, min_size=1, max_size=12))
def test_copies_are_those_of_a_plain_program(texts: list[str]) -> None:
    report = checked([completion(text, "z") for text in texts], most_listed=100)
    plain = [" ".join(text.casefold().split()) for text in texts]
    copies = [(i + 1, plain.index(text) + 1) for i, text in enumerate(plain) if plain.index(text) < i]
    assert [(pair.line, pair.repeats_line) for pair in report.train.exact] == copies
    assert report.train.duplicates_exact == len(copies)


@given(st.lists(short_texts, min_size=1, max_size=12))
def test_what_is_called_near_is_near(texts: list[str]) -> None:
    report = checked([completion(text, "z") for text in texts], most_listed=100)
    for pair in report.train.near:
        true = similarity(texts[pair.line - 1] + " z", texts[pair.repeats_line - 1] + " z")
        assert true >= 0.8
        assert pair.similarity == pytest.approx(true)
        assert pair.repeats_line < pair.line


@given(st.lists(short_texts, min_size=1, max_size=8), st.lists(short_texts, min_size=1, max_size=8))
def test_a_set_held_against_itself_leaks_wholly(train: list[str], more: list[str]) -> None:
    report = checked([completion(t, "z") for t in [*train, *more]], [completion(t, "z") for t in train])
    assert report.overlap is not None
    assert report.overlap.exact == len(train)


def test_the_bands_rest_on_the_minhash_of_datasketch() -> None:
    """The share of equal bands is what the similarity of the library's own MinHash lets expect."""
    chance = random.Random(1)
    base = [f"w{chance.randrange(10_000)}" for _ in range(150)]
    other = [*base[:75], *(f"x{i}" for i in range(75))]
    hashes = ShingleHasher().shingles([base, other, base])
    bands = MinHasher().bands(hashes)
    assert (bands[0] == bands[2]).all()
    sketches = []
    for found in hashes[:2]:
        sketch = MinHash(num_perm=80, hashfunc=int)
        sketch.update_batch([int(value) >> 32 for value in found])
        sketches.append(sketch)
    same_rows = (sketches[0].hashvalues == sketches[1].hashvalues).reshape(16, 5).all(axis=1)
    assert (bands[0] == bands[1]).tolist() == same_rows.tolist()


def test_a_long_text_is_hashed_in_parts() -> None:
    text = [f"w{i}" for i in range(25_000)]
    whole, turned = ShingleHasher().shingles([text]), ShingleHasher().shingles([text])[0][::-1]
    assert (MinHasher().bands(whole) == MinHasher().bands([turned])).all()


LINES = 20_000


@pytest.fixture(scope="module")
def seeded_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("seeded")
    return folder / "train.jsonl", folder / "held-out.jsonl"


def test_what_was_seeded_is_found(seeded_files: tuple[Path, Path]) -> None:
    train, held_out = seeded_files
    seeded = write_pair(train, held_out, LINES)
    told: list[int] = []
    options = DatasetOptions(most_listed=LINES, label_field="label", workers=2)
    report = check_dataset(train, held_out, options=options, progress=told.append)
    assert {pair.line for pair in report.train.exact} == seeded.exact
    near = {pair.line for pair in report.train.near}
    assert len(near & seeded.near) >= 0.95 * len(seeded.near)
    assert near <= seeded.near
    assert report.overlap is not None
    assert {pair.line for pair in report.overlap.exact_pairs} == seeded.leaks
    assert {pair.line for pair in report.overlap.near_pairs} == seeded.near_leaks
    assert told == sorted(told)
    assert told[-1] == train.stat().st_size + held_out.stat().st_size


def test_processes_and_memory_answer_alike(tmp_path: Path) -> None:
    train, held_out = tmp_path / "train.jsonl", tmp_path / "held-out.jsonl"
    write_pair(train, held_out, 6_000, seed=3)
    beside = check_dataset(train, held_out, options=DatasetOptions(workers=2))
    inside = check_dataset(io.BytesIO(train.read_bytes()), io.BytesIO(held_out.read_bytes()))
    assert beside == inside
    assert train.stat().st_size > 4_000_000, "more than one block is compared"
