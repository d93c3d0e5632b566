"""What the defaults of data and training rest on."""

from __future__ import annotations

from costmodel.scenario.anchor import NO_SOURCE, READ, RLHF_BOOK, Anchor
from costmodel.scenario.recipe_sources import SFT_GUIDE

ALPACA = "https://github.com/tatsu-lab/stanford_alpaca"
SELF_INSTRUCT = "https://arxiv.org/abs/2212.10560"
TASK_PRICES = "https://scorehive.polsia.app/blog/ai-training-data-evaluation-cost"
INTERVALS = "https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval"
EXPERT_LABELS = "https://www.secondtalent.com/resources/data-annotation-for-llm-fine-tuning-rlhf-and-instruction-tuning-guide/"
RANKINGS = (
    "https://tianpan.co/blog/2026-06-02-the-data-labeler-whose-pricing-model-assumed-humans-wrote-the-prompts"
)
SWEEPS = "https://github.com/thinking-machines-lab/tinker-cookbook"
DEVELOPMENT = "https://arxiv.org/abs/2503.05804"

DATA_ANCHORS = {
    "examples": Anchor(
        *(50, 1_000, 5_000, "examples"),
        "gains show from 50 to 100 examples; teams bring 300 to 3,000",
        *(SFT_GUIDE, READ, "medium"),
    ),
    "usd_per_example": Anchor(
        *(1, 10, 100, "USD per example"),
        "a person's label is 1 to over 10, an expert's 100",
        *(RLHF_BOOK, READ, "medium"),
    ),
    "teacher_input_tokens": Anchor(
        *(300, 1_500, 4_000, "tokens per call"),
        "a task with a few worked examples, as in Alpaca's batches, and your own context",
        *(ALPACA, READ, "judgement"),
    ),
    "teacher_output_tokens": Anchor(
        *(100, 500, 2_000, "tokens per call"),
        "one answer of a few paragraphs; an example, count your own",
        *(ALPACA, READ, "judgement"),
    ),
    "keep_rate": Anchor(
        *(0.2, 0.5, 0.9, "fraction"),
        "an assumption; about half of Self-Instruct's records were right in all fields",
        *(SELF_INSTRUCT, READ, "low"),
    ),
    "review_share": Anchor(
        *(0.05, 0.1, 1, "fraction"),
        "a spot check; all of them where an error is dear",
        *(NO_SOURCE, READ, "judgement"),
    ),
    "usd_per_review": Anchor(
        *(0.08, 2, 10, "USD per review"),
        "reading takes less than writing: simple tasks are sold from 0.08, an expert's ranking up to 10",
        *(TASK_PRICES, READ, "low"),
    ),
    "held_out_items": Anchor(
        *(100, 400, 1_000, "items"),
        "at a pass rate of 0.8 the 95 % interval is 7.8, 3.9 and 2.5 points to either side",
        *(INTERVALS, READ, "high"),
    ),
    "usd_per_held_out_item": Anchor(
        *(1, 10, 100, "USD per item"),
        "the same people as for examples: 1 to over 10, an expert 100",
        *(EXPERT_LABELS, READ, "medium"),
    ),
    "preference_pairs": Anchor(
        *(0, 0, 5_000, "pairs"),
        "none unless a stage on pairs is planned; then 500 to 5,000",
        *(NO_SOURCE, READ, "judgement"),
    ),
    "usd_per_pair": Anchor(
        *(1, 5, 50, "USD per pair"),
        "an expert's ranking is 5 to 10; a tutorial says up to 50 for hard domains",
        *(RANKINGS, READ, "low"),
    ),
    "labelled_per_day": Anchor(
        *(25, 100, 400, "items per day"),
        "five minutes an item, one annotator full time",
        *(NO_SOURCE, READ, "judgement"),
    ),
}

TRAINING_ANCHORS = {
    "runs": Anchor(
        *(5, 8, 20, "runs"),
        "an assumption: a sweep of learning rates takes several, then data are mended and run again",
        *(SWEEPS, READ, "judgement"),
    ),
    "failed_share": Anchor(
        *(0, 0.2, 0.5, "fraction"),
        "an assumption; for one family of models development added half of the final runs",
        *(DEVELOPMENT, READ, "low"),
    ),
    "minimum_usd_per_run": Anchor(
        *(0, 0, 10, "USD per run"),
        "own or rented cards have none; some providers bill a minimum for each job",
        *(NO_SOURCE, READ, "judgement"),
    ),
    "dpo_runs": Anchor(
        *(1, 2, 8, "runs"),
        "a stage on pairs is short: one run to find the rate, one to keep",
        *(NO_SOURCE, READ, "judgement"),
    ),
}
