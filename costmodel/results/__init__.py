"""What an evaluation measured, item by item: result files read into matched pass rates.

from costmodel.results import NamedFile, read_results
results = read_results([NamedFile("results.csv", Path("results.csv"))])
"""

from costmodel.results.model import NamedFile, Results, Totals
from costmodel.results.read import read_results

__all__ = ["NamedFile", "Results", "Totals", "read_results"]
