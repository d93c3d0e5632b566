"""Names of groups, predictors and measures, as the page shows them."""

from __future__ import annotations

OUTPUT, TPOT = "output_tok_s_per_gpu", "tpot_ms"
MEASURES = {"Output": OUTPUT, "Time per token": TPOT}
GROUPS = {
    "Publisher": "publisher left out: ",
    "Model": "model left out: ",
    "Cards": "publishers left out, cards: ",
}
"""How the rows of the stored scores begin."""

ALL_OF = {
    "Publisher": "publishers left out: all",
    "Model": "models left out: all",
    "Cards": "publishers left out: all",
}
TRAINING_GROUPS = ("families left out: ", "family left out: ", "family never fitted: ", "family outlier: ")
THIS_MODEL = "this model"
SAW_THE_ROWS = ("reference factors, not refitted",)
"""Predictors that were fitted on the rows they are scored on; their errors tell nothing of others."""
