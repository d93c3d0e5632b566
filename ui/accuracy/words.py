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

RULES = {
    "textbook roofline, MFU 0.5 and MBU 0.8": (
        "Textbook",
        "Half of the card's arithmetic (MFU 0.5) and 80 % of its memory bandwidth (MBU 0.8), nothing else.",
    ),
    "ideal roofline": ("Data sheet", "All of the arithmetic and bandwidth that the data sheet promises."),
    "one speed for each card": (
        "Speed per card",
        "The middle speed of other runs on that card, whatever the model.",
    ),
    "2 FLOPs per parameter and token at 40 %": (
        "Arithmetic only",
        "2 operations per parameter and token at 40 % of the card's peak.",
    ),
    "bandwidth over active weights, times batch": (
        "Bandwidth only",
        "Memory bandwidth over the weights read in a step, times the calls at once.",
    ),
    "6N at 40 % of peak": ("6N at 40 %", "6 operations per parameter and token at 40 % of the card's peak."),
    "6N, 4N for adapters, at 40 %": (
        "6N or 4N, 40 %",
        "6 operations per parameter and token, 4 where adapters train, at 40 % of the card's peak.",
    ),
    "6N, 4N for adapters, at 30 %": ("6N or 4N, 30 %", "The same at 30 % of the card's peak."),
    "nearest measured row": ("Nearest run", "The speed of the most similar run, scaled by the cards."),
    "one fitted constant": ("One constant", "One efficiency for all, fitted on the other runs."),
}
"""Naive rules by the name they have in the stored scores: a short one, and what they do."""


def rule_words(predictor: str) -> tuple[str, str]:
    """A short name and what the rule does; a rule without words keeps its own name."""
    name = predictor[:1].upper() + predictor[1:]
    return RULES.get(predictor, (name, name))
