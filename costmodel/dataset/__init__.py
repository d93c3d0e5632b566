"""Is this training set sound? Formats, roles, lengths, duplicates and leaks of a JSON Lines file.

from costmodel.dataset import DatasetOptions, check_dataset
report = check_dataset(Path("train.jsonl"), Path("held_out.jsonl"), options=DatasetOptions(max_tokens=4096))
"""

from costmodel.dataset.check import check_dataset
from costmodel.dataset.options import DatasetOptions
from costmodel.dataset.report import (
    DatasetReport,
    FileReport,
    Finding,
    LabelBalance,
    Overlap,
    Pair,
    TokenLengths,
)

__all__ = [
    "DatasetOptions",
    "DatasetReport",
    "FileReport",
    "Finding",
    "LabelBalance",
    "Overlap",
    "Pair",
    "TokenLengths",
    "check_dataset",
]
