"""Reading the catalog from its CSV files: every fault at once, with its line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from costmodel.catalog.book import Catalog
from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.catalog.consistency import NumberedRow, book_problems, card_faults
from costmodel.catalog.faults import row_faults
from costmodel.catalog.prices import (
    PRICING_COLUMNS,
    FineTunePrice,
    GpuPrice,
    HostedPrice,
    price_row_reader,
)
from costmodel.catalog.records import read_records
from costmodel.errors import InputError, Problem

Record = TypeVar("Record", bound=BaseModel)

DATA_FOLDER = Path(__file__).resolve().parents[2] / "data"
PRICING_FILE = "pricing.csv"


def load_catalog(folder: Path | None = None) -> Catalog:
    """The catalog in `folder` (default: the project's own data), read once per process.

    Raises InputError with every problem of all files, each with its line ("pricing.csv line 17:
    input_usd_per_mtok").
    """
    return _load(DATA_FOLDER if folder is None else Path(folder))


@cache
def _load(folder: Path) -> Catalog:
    prices, problems = read_prices(folder / PRICING_FILE)
    cards, card_problems = _read_records(folder / "gpus.csv", Gpu)
    models, model_problems = _read_records(folder / "checkpoints.csv", Checkpoint)
    problems += card_problems + model_problems
    if not card_problems:
        problems += [
            fault.in_file(PRICING_FILE) for fault in card_faults(prices, {card.gpu for _, card in cards})
        ]
    problems += _repeated_names("gpus.csv", ((line, (card.gpu, *card.aliases)) for line, card in cards))
    problems += _repeated_names(
        "checkpoints.csv", ((line, (model.checkpoint, model.hf_id)) for line, model in models)
    )
    if problems:
        raise InputError(problems)
    return Catalog(
        hosted=tuple(row for _, row in prices if isinstance(row, HostedPrice)),
        gpu_prices=tuple(row for _, row in prices if isinstance(row, GpuPrice)),
        fine_tunes=tuple(row for _, row in prices if isinstance(row, FineTunePrice)),
        gpus=tuple(card for _, card in cards),
        checkpoints=tuple(model for _, model in models),
    )


def read_prices(path: Path) -> tuple[list[NumberedRow], list[Problem]]:
    """The sound rows of a price book with their line numbers, and all that is wrong with the file."""
    cells, problems = _read_table(path, PRICING_COLUMNS)
    rows: list[NumberedRow] = []
    for line, row in cells:
        try:
            rows.append((line, price_row_reader().validate_python(row)))
        except ValidationError as error:
            problems += [fault.in_file(path.name) for fault in row_faults(error, line)]
    # Between rows only once each row is sound: a rejected row would leave false gaps.
    return rows, problems or book_problems(rows, path.name)


def _read_records(path: Path, model: type[Record]) -> tuple[list[tuple[int, Record]], list[Problem]]:
    cells, problems = _read_table(path, tuple(model.model_fields))
    records = []
    for line, row in cells:
        present: dict[str, object] = {column: cell for column, cell in row.items() if cell != ""}
        if "aliases" in present:
            present["aliases"] = tuple(alias.strip() for alias in row["aliases"].split(";"))
        try:
            records.append((line, model.model_validate(present)))
        except ValidationError as error:
            problems += [fault.in_file(path.name) for fault in row_faults(error, line)]
    return records, problems


def _read_table(path: Path, columns: Sequence[str]) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]]:
    """Rows as cells by column, each with the line it ends on; the header must name exactly `columns`."""
    try:
        records = read_records(path.read_bytes())
    except OSError as error:
        return [], [Problem(path.name, str(path), f"the file cannot be read: {error.strerror}")]
    if records.fault is not None:
        return [], [records.fault.in_file(path.name)]
    header = records.header.cells
    lines = [(record.line, record.cells) for record in records.rows if record.cells]
    if sorted(header) != sorted(columns):
        wrong = sorted(set(header) ^ set(columns)) or header
        return [], [
            Problem(f"{path.name} line 1", ", ".join(wrong), "the columns must be " + ", ".join(columns))
        ]
    sound = [
        (line, dict(zip(header, cells, strict=True))) for line, cells in lines if len(cells) == len(header)
    ]
    return sound, [
        Problem(f"{path.name} line {line}", f"{len(cells)} cells", f"{len(header)} are needed")
        for line, cells in lines
        if len(cells) != len(header)
    ]


def _repeated_names(file_name: str, names: Iterable[tuple[int, tuple[str, ...]]]) -> list[Problem]:
    first_line: dict[str, int] = {}
    problems = []
    for line, of_record in names:
        for name in dict.fromkeys(name.casefold() for name in of_record):
            if first_line.setdefault(name, line) != line:
                problems.append(
                    Problem(f"{file_name} line {line}", name, f"line {first_line[name]} has the same name")
                )
    return problems
