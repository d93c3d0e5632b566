"""Results of EleutherAI's lm-evaluation-harness.

`samples_<task>_<date>.jsonl`, written with --log_samples, is one variant; `results_<date>.json` holds totals only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from costmodel.errors import NOT_GIVEN, InputError, Problem
from costmodel.results.fields import NOT_ALLOWED, passed_spellings
from costmodel.results.findings import in_words, one_line
from costmodel.results.json_lines import objects_in
from costmodel.results.model import MOST_NAME_CHARACTERS, Totals
from costmodel.results.tally import Batch, Origin, Tally

FORMAT = "lm-evaluation-harness"
VERIFIED = "0.4.13"
"""The version whose code was read. Source:
https://github.com/EleutherAI/lm-evaluation-harness/blob/main/lm_eval/loggers/evaluation_tracker.py, and
lm_eval/evaluator.py and lm_eval/evaluator_utils.py of the same repository."""

KEYS_OF_A_SAMPLE = (
    *("doc_id", "doc", "target", "arguments", "resps", "filtered_resps"),
    *("filter", "metrics", "doc_hash", "prompt_hash", "target_hash"),
)
FILE_NAME = re.compile(r"samples_(?P<task>.+)_\d{4}-\d\d-\d\dT[\d.:-]+\.jsonl?")
WHOLE = 1e-6
"""How far passes may be from a whole number, as a share of the items."""


class SampleFile(NamedTuple):
    """What a file's name says: the variant and the task, which is empty if it says none."""

    variant: str
    task: str


class Sample(NamedTuple):
    """A line's number, its document, the filter of the answer, and its metrics by name."""

    line: int
    doc: str
    doc_hash: object
    filter: str
    metrics: dict[str, object]


def is_sample(found: dict[str, Any]) -> bool:
    """Whether a line is a logged sample."""
    return "doc_id" in found and ("resps" in found or "filtered_resps" in found)


def is_totals(found: dict[str, Any]) -> bool:
    """Whether a JSON file holds the totals of a run."""
    return isinstance(found.get("results"), dict) and isinstance(found.get("n-samples"), dict)


def sample_file(name: str) -> SampleFile:
    """The variant is the folder, which the harness names after the model, or else the file itself."""
    *folders, base = name.replace("\\", "/").split("/")
    match = FILE_NAME.fullmatch(base)
    model = next((folder for folder in reversed(folders) if folder.strip(". ")), "")
    stem = base.removesuffix(".json").removesuffix(".jsonl") or name
    return SampleFile(model if match and model else stem, match["task"] if match else "")


def read_samples(name: str, data: bytes, variant: str, tally: Tally) -> str:
    """Add a file's samples to the tally as one variant, scored by one metric after one filter.

    These are the first filter of the file and the first metric that says of each document only whether it
    passed; raises InputError if no metric does.
    """
    tally.begin(Origin(name))
    samples = [
        sample
        for line, found in objects_in(name, data, tally)
        if (sample := _sample(name, line, found, tally))
    ]
    filters = dict.fromkeys(sample.filter for sample in samples)
    if not samples:
        return f"{FORMAT} samples"
    used = next(iter(filters))
    samples = [sample for sample in samples if sample.filter == used]
    metric = _metric(name, samples)
    others = [other for other in filters if other != used]
    if others:
        tally.notes.add(f"{name}: answers are those of filter {used}, not of {in_words(others)}")
    unused = [other for other in samples[0].metrics if other != metric]
    if unused:
        tally.notes.add(f"{name}: passed is what the metric {metric} says, not {in_words(unused)}")
    task = sample_file(name).task
    items = [f"{task or 'doc'} {sample.doc}" for sample in samples]
    for item, sample in zip(items, samples, strict=True):
        if isinstance(sample.doc_hash, str):
            tally.same_content(item, sample.doc_hash)
    passed = [sample.metrics[metric] for sample in samples]
    tally.take(Batch([sample.line for sample in samples], items, [variant] * len(samples), passed))
    return f"{FORMAT} samples"


def base_name(name: str) -> str:
    """The file's own name without its folders, short enough for a variant."""
    return one_line(name.replace("\\", "/").rsplit("/", 1)[-1])[-MOST_NAME_CHARACTERS // 2 :]


def totals_of(name: str, found: dict[str, Any], tally: Tally) -> tuple[str, tuple[Totals, ...]]:
    """The format in words, and each task's items and passes by the first metric that counts whole passes."""
    model = found.get("model_name")
    run = (
        one_line(model)[:MOST_NAME_CHARACTERS]
        if isinstance(model, str) and model.strip()
        else base_name(name)
    )
    totals = []
    for task, counted in found["n-samples"].items():
        scores, task_name = found["results"].get(task), one_line(task)[:MOST_NAME_CHARACTERS]
        items = counted.get("effective") if isinstance(counted, dict) else counted
        if isinstance(items, bool) or not isinstance(items, int) or items < 1:
            tally.problems.add(f"{name}, n-samples, {task_name}", items, "it must be a whole number from 1")
        elif isinstance(scores, dict):
            totals += _total(name, f"{run}, {task_name}", scores, items, tally)
    if not totals and not tally.problems.count:
        allowed = "it must hold a task with a metric that counts passes, such as acc or exact_match"
        raise InputError([Problem(f"{name}, results", NOT_GIVEN, allowed)])
    version = found.get("lm_eval_version")
    written_by = f"{FORMAT} {version}" if isinstance(version, str) and version else FORMAT
    return f"{one_line(written_by)[:MOST_NAME_CHARACTERS]} totals", tuple(totals)


def _sample(name: str, line: int, found: dict[str, Any], tally: Tally) -> Sample | None:
    doc, filter_ = found.get("doc_id"), found.get("filter", "none")
    if isinstance(doc, bool) or not isinstance(doc, int | str):
        tally.problems.add(f"{name} line {line}, doc_id", doc, "it must be a whole number or a name")
        return None
    if not isinstance(filter_, str):
        tally.problems.add(f"{name} line {line}, filter", filter_, "it must be a name")
        return None
    named = found.get("metrics")
    keys: Iterable[str] = (key for key in found if key not in KEYS_OF_A_SAMPLE)
    if isinstance(named, list):
        keys = (key for key in named if isinstance(key, str) and key in found)
    return Sample(line, str(doc), found.get("doc_hash"), filter_, {key: found[key] for key in keys})


def _metric(name: str, samples: Sequence[Sample]) -> str:
    passed = passed_spellings()
    for metric in samples[0].metrics:
        values = [sample.metrics.get(metric) for sample in samples]
        if all(isinstance(value, int | float) and passed[value] != NOT_ALLOWED for value in values):
            return metric
    allowed = "no metric says of each document only whether it passed; one of them must be 0 or 1 throughout"
    raise InputError([Problem(f"{name}, metrics", list(samples[0].metrics), allowed)])


def _total(name: str, run: str, scores: dict[str, Any], items: int, tally: Tally) -> list[Totals]:
    metrics = {
        key: value
        for key, value in scores.items()
        if "," in key and "_stderr," not in key and isinstance(value, int | float) and 0 <= value <= 1
    }
    for key, value in metrics.items():
        passes = round(value * items)
        if abs(passes - value * items) <= WHOLE * items:
            others = [other for other in metrics if other != key]
            if others:
                tally.notes.add(f"{name}: passes of {run} are those of {key}, not of {in_words(others)}")
            return [Totals(run, passes, items)]
    tally.notes.add(f"{name}: {run} is left out, no metric of it counts passes out of {items:,} items")
    return []
