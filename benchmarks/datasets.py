"""Training sets made up for measuring: chats of about 150 words, with repeats and leaks whose lines are known.

`python -m benchmarks.datasets TRAIN.jsonl HELD_OUT.jsonl --lines 1000000` writes a pair and prints what was seeded.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

VOCABULARY = 20_000
WORDS = 150
EXACT_SHARE, NEAR_SHARE = 0.02, 0.02
HELD_OUT_SHARE, LEAK_SHARE, NEAR_LEAK_SHARE = 0.01, 0.05, 0.05
REMEMBERED = 20_000
MOST_WORDS_CHANGED = 3
"""Three of 150 words touch 15 of 146 shingles: a Jaccard similarity of at least 131 / 161 = 0.81."""

Words = list[str]


@dataclass
class Seeded:
    """Line numbers, from 1, of what was put in on purpose."""

    exact: set[int] = field(default_factory=set)
    near: set[int] = field(default_factory=set)
    leaks: set[int] = field(default_factory=set)
    near_leaks: set[int] = field(default_factory=set)


def write_pair(train: Path, held_out: Path, lines: int, seed: int = 0) -> Seeded:
    """Write a training and a held-out set; what is seeded depends on `lines` and `seed` only."""
    chance, seeded = random.Random(seed), Seeded()
    vocabulary = _vocabulary(chance)
    known: list[Words] = []
    with train.open("w", encoding="utf-8") as file:
        for line, text in enumerate(_training(chance, vocabulary, lines, known, seeded), start=1):
            file.write(_chat(text, line) + "\n")
    with held_out.open("w", encoding="utf-8") as file:
        for line in range(1, max(1, int(lines * HELD_OUT_SHARE)) + 1):
            drawn = chance.random()
            if drawn < LEAK_SHARE:
                seeded.leaks.add(line)
                text = _dressed(chance, chance.choice(known))
            elif drawn < LEAK_SHARE + NEAR_LEAK_SHARE:
                seeded.near_leaks.add(line)
                text = _changed(chance, vocabulary, chance.choice(known))
            else:
                text = chance.choices(vocabulary, k=WORDS)
            file.write(_chat(text, line) + "\n")
    return seeded


def _training(
    chance: random.Random, vocabulary: Sequence[str], lines: int, known: list[Words], seeded: Seeded
) -> Iterator[Words]:
    for line in range(1, lines + 1):
        drawn = chance.random()
        if known and drawn < EXACT_SHARE:
            seeded.exact.add(line)
            yield _dressed(chance, chance.choice(known))
        elif known and drawn < EXACT_SHARE + NEAR_SHARE:
            seeded.near.add(line)
            yield _changed(chance, vocabulary, chance.choice(known))
        else:
            text = chance.choices(vocabulary, k=WORDS)
            if len(known) < REMEMBERED:
                known.append(text)
            elif chance.random() < 0.1:
                known[chance.randrange(REMEMBERED)] = text
            yield text


def _vocabulary(chance: random.Random) -> Words:
    syllables = [a + b for a in "bcdfghklmnprstvwz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    words: set[str] = set()
    while len(words) < VOCABULARY:
        words.add("".join(chance.choices(syllables, k=chance.randint(1, 3))))
    return sorted(words)


def _changed(chance: random.Random, vocabulary: Sequence[str], text: Words) -> Words:
    changed = list(text)
    for place in chance.sample(range(len(text)), chance.randint(1, MOST_WORDS_CHANGED)):
        changed[place] = chance.choice(vocabulary) + "x"
    return changed


def _dressed(chance: random.Random, text: Words) -> Words:
    """The same text in another case, or with other white space."""
    if chance.random() < 0.5:
        return [word.upper() for word in text]
    return [text[0] + " \t", *text[1:]]


def _chat(words: Words, line: int) -> str:
    half = len(words) // 2
    messages = [
        {"role": "system", "content": "You answer briefly and say so when you do not know."},
        {"role": "user", "content": " ".join(words[:half])},
        {"role": "assistant", "content": " ".join(words[half:])},
    ]
    return json.dumps({"messages": messages, "label": f"label {line % 7}"})


def main() -> None:
    """Write a pair, and say how much was seeded."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--lines", type=int, default=1_000_000)
    options = parser.parse_args()
    seeded = write_pair(options.train, options.held_out, options.lines)
    print(json.dumps({name: len(lines) for name, lines in vars(seeded).items()}))


if __name__ == "__main__":
    main()
