"""Result files of several formats, told apart by what they hold, read into one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from costmodel.errors import NOT_GIVEN, InputError, Problem
from costmodel.results import harness, matrix, promptfoo
from costmodel.results.csv_rows import read_csv
from costmodel.results.findings import Notes, Problems
from costmodel.results.json_lines import only_object, parse, read_json_lines, shown_start
from costmodel.results.model import NamedFile, Results, Totals
from costmodel.results.tally import Tally
from costmodel.results.text import lines_of, text_of

READ = (
    "CSV or JSON Lines with item, variant and passed, results of promptfoo, "
    "and samples or results of lm-evaluation-harness are read"
)


def read_results(files: Sequence[NamedFile], *, most_problems: int = 10) -> Results:
    """Read result files and match their rows by variant and item.

    Rows of the same variant add up over files. Raises InputError with the first `most_problems` problems found
    in all files, each naming its file and line. Where the formats are described stands in their modules.
    """
    reading = _Reading(Tally(Problems(most_problems), Notes()))
    if not files:
        reading.tally.problems.add("results", NOT_GIVEN, f"a file of results is needed; {READ}")
    for file in files:
        with reading.problems_of(file.name):
            reading.prepare(file.name, text_of(file))
    reading.columns = promptfoo.variant_names(reading.runs)
    while reading.steps:
        name, step = reading.steps.pop(0)
        with reading.problems_of(name):
            reading.formats.append(step())
    return reading.results()


@dataclass
class _Reading:
    """What is known while the files of one call are read."""

    tally: Tally
    formats: list[str] = field(default_factory=list)
    totals: list[Totals] = field(default_factory=list)
    steps: list[tuple[str, Callable[[], str]]] = field(default_factory=list)
    runs: list[promptfoo.Run] = field(default_factory=list)
    columns: dict[promptfoo.Column, str] = field(default_factory=dict)
    sampled: set[harness.SampleFile] = field(default_factory=set)

    @contextmanager
    def problems_of(self, name: str) -> Iterator[None]:
        """A file that cannot be used is a problem; the files after it are still read."""
        try:
            yield
        except InputError as error:
            self.tally.problems.take(error.problems)
        except RecursionError:
            self.tally.problems.add(name, NOT_GIVEN, "the file is nested too deep")

    def prepare(self, name: str, data: bytes) -> None:
        """Find out what the file holds, and so the step that adds it to the tally and returns its format."""
        first = next(line for line in lines_of(data) if line.strip()).strip()
        ending = name.lower().rpartition(".")[2]
        if first[0] not in "{[" and ending not in ("json", "jsonl", "ndjson"):
            return self._then(name, lambda: read_csv(name, data, self.tally))
        found, is_line = None, True
        try:
            found = parse(first)
        except ValueError:
            if ending == "json" or first in ("{", "["):
                found, is_line = only_object(name, data), False
        if not isinstance(found, dict):
            return self._then(name, lambda: read_json_lines(name, data, self.tally))
        return self._prepare_object(name, data, found, is_line=is_line)

    def results(self) -> Results:
        """The table; raises InputError if anything stands in its way."""
        tally = self.tally
        rows = tally.rows()
        clusters = None
        with self.problems_of("results"):
            matrix.check_size(tally)
            matrix.check_repeats(tally, rows)
            clusters = matrix.clusters_of(tally, rows)
        if not (len(rows) or self.totals or tally.problems.count):
            tally.problems.add("results", NOT_GIVEN, "no row of any file was measured")
        tally.problems.raise_any()
        rates, repeats = matrix.rates_of(tally, rows)
        matrix.note_unmeasured(tally, repeats)
        return Results(
            formats=tuple(self.formats),
            rows=len(rows),
            variants=tally.variants.names,
            items=tally.items.names,
            rates=rates,
            repeats=repeats,
            clusters=clusters,
            failure_classes=matrix.failure_classes_of(tally, rows),
            totals=tuple(self.totals),
            notes=tally.notes.listed(),
        )

    def _then(self, name: str, step: Callable[[], str]) -> None:
        self.steps.append((name, step))

    def _prepare_object(self, name: str, data: bytes, found: dict[str, Any], *, is_line: bool) -> None:
        if promptfoo.is_promptfoo(found):
            self._prepare_run(name, promptfoo.run_of(name, found, self.tally))
        elif harness.is_totals(found):
            self._then(name, lambda: self._add_totals(name, found))
        elif not is_line:
            raise InputError([Problem(name, shown_start(data), f"this is none of the formats; {READ}")])
        elif promptfoo.is_result(found):
            self._prepare_run(name, promptfoo.run_of_lines(name, data, self.tally))
        elif harness.is_sample(found):
            self._then(name, lambda: harness.read_samples(name, data, self._variant_of(name), self.tally))
        else:
            self._then(name, lambda: read_json_lines(name, data, self.tally))

    def _prepare_run(self, name: str, run: promptfoo.Run) -> None:
        self.runs.append(run)
        self._then(name, lambda: promptfoo.add_run(run, self.columns, self.tally))

    def _add_totals(self, name: str, found: dict[str, Any]) -> str:
        words, totals = harness.totals_of(name, found, self.tally)
        self.totals += totals
        return words

    def _variant_of(self, name: str) -> str:
        """The variant of a file of samples: the file's name where another file has the variant already."""
        said = harness.sample_file(name)
        variant, tries = said.variant, 0
        others = {
            name for name in self.tally.variants.names if name not in {one.variant for one in self.sampled}
        }
        while said._replace(variant=variant) in self.sampled or variant in others:
            tries += 1
            variant = name if tries == 1 else f"{name} ({tries})"
        self.sampled.add(said._replace(variant=variant))
        return variant
