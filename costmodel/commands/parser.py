"""The command line's grammar: which commands there are and what they take."""

from __future__ import annotations

import argparse
from typing import NoReturn

from costmodel.catalog.call_rates import TIERS
from costmodel.catalog.call_usage import MOST_TOKENS
from costmodel.commands import (
    answer_compare,
    answer_dataset,
    answer_envelope,
    answer_evidence,
    answer_mix,
    answer_price,
    answer_recipe,
    answer_throughput,
    answer_training,
    ready_made,
)
from costmodel.commands.argument_types import number, whole
from costmodel.commands.prices_grammar import add_prices
from costmodel.dataset.options import CHARACTERS_PER_TOKEN
from costmodel.decide.uncertainty.answer import MOST_DRAWS
from costmodel.estimate.load import SPECULATIVE_SPEEDUP
from costmodel.estimate.training import METHODS, STACKS


class UsageError(Exception):
    """The words of the command line do not fit; the message is one line."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.prog}: {message}; see {self.prog} --help")


def build_parser() -> argparse.ArgumentParser:
    """The parser of `python -m costmodel`."""
    parser = _Parser(
        prog="python -m costmodel", description="Stay on a hosted LLM, or fine-tune an open one and serve it?"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _envelope(commands.add_parser("envelope", help="the rule on the back of an envelope"))
    _compare(commands.add_parser("compare", help="all options of a scenario side by side"))
    _example(commands.add_parser("example", help="a ready scenario"))
    _schema(commands.add_parser("schema", help="the JSON Schema of a scenario, or of a plan of `mix`"))
    _price(commands.add_parser("price", help="what one call costs"))
    _throughput(commands.add_parser("throughput", help="what one replica sustains"))
    _training(commands.add_parser("training", help="hours, GPU hours and memory of a training run"))
    _dataset(commands.add_parser("dataset", help="is this training set sound"))
    _recipe(commands.add_parser("recipe", help="a training configuration"))
    _evidence(commands.add_parser("evidence", help="should we build at all: the three verdicts"))
    _mix(commands.add_parser("mix", help="which sub-task runs where: the cheapest architecture"))
    add_prices(commands.add_parser("prices", help="the price book: is it sound, and what has moved"))
    return parser


def _envelope(parser: argparse.ArgumentParser) -> None:
    for flag in ("--hosted-usd-per-task", "--own-usd-per-task", "--upfront-usd"):
        parser.add_argument(flag, type=number(0, 1e12), required=True)
    parser.add_argument("--tasks-per-month", type=number(1, 1e12), required=True)
    parser.add_argument("--months", type=number(1, 1200), required=True)
    _json_flag(parser)
    parser.set_defaults(run=answer_envelope.run)


def _compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO.json", help="a file, or - for standard input")
    parser.add_argument("--csv", metavar="FILE", help="write one row per option there, or - to print them")
    parser.add_argument(
        "--draws", type=whole(1, MOST_DRAWS), metavar="N", help="also the odds, from N futures of its ranges"
    )
    parser.add_argument(
        "--flip",
        metavar="FIELD",
        action="append",
        default=[],
        help="where this number of the scenario changes the recommendation, such as"
        " options.3.usd_per_gpu_hour; may be repeated",
    )
    _json_flag(parser)
    parser.set_defaults(run=answer_compare.run)


def _example(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="one of the presets; without it the first")
    parser.add_argument("--list", action="store_true", help="the names of all presets")
    parser.add_argument("--ranges", action="store_true", help="with the usual ranges in place of numbers")
    _json_flag(parser)
    parser.set_defaults(run=ready_made.run_example)


def _schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "of",
        nargs="?",
        choices=("scenario", "mix"),
        default="scenario",
        help="a scenario, or a plan of `mix`",
    )
    _json_flag(parser)
    parser.set_defaults(run=ready_made.run_schema)


def _throughput(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rows", metavar="FILE.csv", help="an estimate for every row of a file, or - for standard input"
    )
    parser.add_argument("--checkpoint")
    parser.add_argument("--gpu")
    parser.add_argument(
        "--gpus", type=whole(1, 1024), help="GPUs of one replica; the fewest that fit if not given"
    )
    parser.add_argument("--precision", default="bf16", type=str.lower, choices=answer_throughput.PRECISIONS)
    parser.add_argument("--engine", default="vllm", help="vllm, sglang, tensorrt-llm or other")
    parser.add_argument(
        "--deployment",
        default="tuned",
        choices=("tuned", "typical", "untuned"),
        help="how well it is served; published benchmarks are tuned, scenarios start from typical",
    )
    parser.add_argument(
        "--lora",
        default="merged",
        choices=("merged", "unmerged"),
        help="adapters in the weights, or beside them",
    )
    parser.add_argument("--isl", type=number(0, 1e7), help="prompt length, tokens")
    parser.add_argument("--osl", type=number(0, 1e6), help="answer length, tokens")
    parser.add_argument(
        "--prefix-hit-rate", type=number(0, 1), default=0.0, help="share of the prompt cached"
    )
    parser.add_argument(
        "--speculative-speedup",
        type=number(*SPECULATIVE_SPEEDUP),
        default=1.0,
        help="tokens per step with a drafting model; 1 without",
    )
    parser.add_argument("--concurrency", type=number(1, 1e6), help="calls in flight; the most if not given")
    parser.add_argument("--max-tpot-ms", type=number(1e-3, 1e6))
    parser.add_argument("--max-ttft-s", type=number(1e-3, 1e5))
    _json_flag(parser)
    parser.set_defaults(run=answer_throughput.run)


def _price(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sku", required=True, help="provider/model, or the id of a tuned model, ft:...")
    parser.add_argument("--input-tokens", type=whole(0, MOST_TOKENS), required=True, help="the whole prompt")
    parser.add_argument("--output-tokens", type=whole(0, MOST_TOKENS), required=True, help="with reasoning")
    for flag, which in (
        ("--cached-input-tokens", "read from a cache"),
        ("--cache-write-tokens", "written to a cache, for 5 minutes or the vendor's default"),
        ("--cache-write-1h-tokens", "written to a cache for an hour"),
    ):
        parser.add_argument(
            flag, type=whole(0, MOST_TOKENS), default=0, help=f"the part of the prompt {which}"
        )
    parser.add_argument("--tier", default="standard", type=str.lower, choices=TIERS)
    parser.add_argument(
        "--at", type=answer_price.day_or_moment, help="a day, or a time (UTC if it names no zone)"
    )
    parser.add_argument(
        "--regional-uplift",
        type=answer_price.uplift,
        default="1",
        help="what a region multiplies prices by, from 1 to 3",
    )
    _json_flag(parser)
    parser.set_defaults(run=answer_price.run)


def _training(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", metavar="FILE.csv", help="one run per row, or - for standard input")
    parser.add_argument("--checkpoint")
    parser.add_argument("--method", help=", ".join(METHODS))
    parser.add_argument("--gpu")
    parser.add_argument("--gpus", type=whole(1, 100_000), default=1)
    parser.add_argument("--tokens", type=number(1, 1e15), help="of one epoch; DPO: chosen and rejected")
    parser.add_argument("--epochs", type=number(0.001, 1000), default=1.0)
    parser.add_argument("--seq-len", type=number(1, 1e7), default=2048.0, help="longest sequence, tokens")
    parser.add_argument("--micro-batch", type=number(1, 1e5), default=1.0, help="sequences per GPU and pass")
    parser.add_argument(
        "--tokens-per-example",
        type=number(1, 1e7),
        help="mean length, if examples are padded to the longest rather than packed",
    )
    parser.add_argument("--precision", default="", help="bf16, fp8, nvfp4; nf4 or gptq for qlora")
    parser.add_argument("--grad-ckpt", choices=("on", "off"), help="gradient checkpointing")
    parser.add_argument("--sharding", choices=("on", "off"), help="split the weights over the GPUs")
    parser.add_argument("--framework", default="", help="sets the stack where --stack does not")
    parser.add_argument("--stack", choices=STACKS)
    parser.add_argument("--adapter-params", type=number(1, 1e12), help="trained parameters of the adapter")
    parser.add_argument(
        "--master-weights", action="store_true", help="full training keeps an fp32 copy of the weights"
    )
    _json_flag(parser)
    parser.set_defaults(run=answer_training.run)


def _dataset(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.jsonl", help="the training set, or - for standard input")
    parser.add_argument("--held-out", metavar="FILE.jsonl", help="the set that training must not have seen")
    parser.add_argument("--tokenizer", metavar="tokenizer.json", help="counts tokens; without it an estimate")
    parser.add_argument("--characters-per-token", type=number(0.1, 100), default=CHARACTERS_PER_TOKEN)
    parser.add_argument(
        "--label-field", metavar="FIELD", help="count the examples of each label in this field"
    )
    parser.add_argument("--max-tokens", type=whole(1, 10**9), help="report longer examples")
    parser.add_argument(
        "--list", type=whole(0, 10**7), default=20, help="name at most so many lines of a kind"
    )
    _json_flag(parser)
    parser.set_defaults(run=answer_dataset.run)


def _recipe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO.json", help="a file, or - for standard input")
    parser.add_argument("--trainer", required=True, type=str.lower, choices=("trl", "axolotl"))
    parser.add_argument(
        "--stage", type=str.lower, choices=("sft", "dpo"), help="the recipe's own if not given"
    )
    parser.add_argument("--option", metavar="NAME", help="whose recipe; the first that has one if not given")
    parser.add_argument(
        "--zip", metavar="FILE", help="write both trainers' files, the commands and a README there"
    )
    _json_flag(parser)
    parser.set_defaults(run=answer_recipe.run)


def _evidence(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "evidence", nargs="?", metavar="EVIDENCE.json", help="counts in a file, or - for standard input"
    )
    parser.add_argument(
        "--results",
        metavar="FILE",
        action="append",
        default=[],
        help="instead: results of an evaluation (CSV, JSON Lines, promptfoo, lm-evaluation-harness); may be repeated",
    )
    parser.add_argument("--bar", type=number(0, 1), help="with results: the share of items that must pass")
    parser.add_argument(
        "--alpha", type=number(1e-6, 0.4), help="with results: error rate of each limit, 0.05 if not given"
    )
    parser.add_argument(
        "--arm",
        metavar="VARIANT",
        action="append",
        default=[],
        help="with results: the variant with retrieval or tools; may be repeated",
    )
    parser.add_argument("--volume", metavar="SCENARIO.json", help="with results: volume, options and costs")
    _json_flag(parser)
    parser.set_defaults(run=answer_evidence.run)


def _mix(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", nargs="?", metavar="PLAN.json", help="a file, or - for standard input")
    parser.add_argument(
        "--example",
        nargs="?",
        const="",
        metavar="NAME",
        help="a ready plan to start from; without a name the first",
    )
    _json_flag(parser)
    parser.set_defaults(run=answer_mix.run)


def _json_flag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
