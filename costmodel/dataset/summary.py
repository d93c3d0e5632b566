"""What was found, one sentence for each thing."""

from __future__ import annotations

from collections.abc import Iterator

from costmodel.dataset.report import FileReport, Kind, Overlap

WORDS: dict[Kind, str] = {
    "format": "hold no usable example",
    "mixed_formats": "have another format than the file began with",
    "roles": "have roles out of order",
    "empty": "hold an empty message",
    "overlong": "are longer than the limit",
    "no_preference": "have the same text chosen and rejected",
    "label_missing": "lack the label",
}


ONE_LINE = {"have": "has", "are": "is"}


def why_not_sound(train: FileReport, held_out: FileReport | None, overlap: Overlap | None) -> tuple[str, ...]:
    """One sentence for each kind of finding; empty if the data are sound."""
    found = [*_of_file("Training", train)]
    if held_out is not None:
        found += _of_file("Held-out", held_out)
    if overlap is not None and overlap.leaks:
        found.append(
            f"Held-out: {overlap.leaks:,} of the examples leak from training ({overlap.exact:,} the same,"
            f" {overlap.near:,} nearly, {overlap.same_prompt:,} by their prompt alone)."
        )
    return tuple(found)


def _lines(count: int, words: str) -> str:
    """One line `holds`, several `hold`."""
    if count != 1:
        return f"lines {words}"
    verb, _, rest = words.partition(" ")
    return f"line {ONE_LINE.get(verb, verb + 's')} {rest}"


def _of_file(name: str, report: FileReport) -> Iterator[str]:
    for kind, words in WORDS.items():
        count = report.problems.get(kind, 0)
        if count:
            line = next((f.line for f in report.findings if f.kind == kind), None)
            first = f", the first at line {line:,}" if line is not None else ""
            yield f"{name}: {count:,} {_lines(count, words)}{first}."
    if report.duplicates_exact:
        yield f"{name}: {report.duplicates_exact:,} examples repeat an earlier one exactly."
    if report.duplicates_near:
        yield f"{name}: {report.duplicates_near:,} examples are nearly the same as an earlier one."
