"""What the person who runs an exported recipe needs to know."""

from __future__ import annotations

from collections.abc import Sequence

from costmodel.export.recipe.known_keys import VERSIONS, Trainer
from costmodel.export.recipe.run_script import commands, config_name
from costmodel.export.recipe.target import Target
from costmodel.version import VERSION

STAGE_WORDS = {"sft": "Supervised fine-tuning", "dpo": "Direct preference optimisation"}

ROWS_WORDS = {
    "messages": '`{"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]}`',
    "prompt_completion": '`{"prompt": "...", "completion": "..."}`',
    "dpo": '`{"prompt": [...], "chosen": [...], "rejected": [...]}`, each a list of messages',
}

TRAINER_WORDS: tuple[tuple[str, Trainer], ...] = (
    ("TRL", "trl"),
    ("Axolotl, in an environment of its own", "axolotl"),
)

CARDS_OF_ONE_MACHINE = 8


def readme(targets: Sequence[Target]) -> str:
    """The README of a run of one or more stages, as Markdown."""
    parts = [
        f"# Training run: {targets[0].hub_id}",
        f"Written by Crossover {VERSION} for TRL {VERSIONS['trl']} and Axolotl {VERSIONS['axolotl']}. "
        "Choose one trainer; both follow the same recipe. Run from this folder.",
        *(_stage(target) for target in targets),
        "## Commands",
        *(_commands(targets)),
        "## Before it starts",
        _bullets(
            "Keep the held-out set out of the data folders: it judges the result and must be new to the model.",
            "Check the rows first: `python -m costmodel dataset train.jsonl --held-out held_out.jsonl`.",
            "Each run leaves `runs/`; delete it, or rename it, before the next.",
        ),
        "## Worth knowing",
        _bullets(*notes(targets)),
    ]
    return "\n\n".join(parts) + "\n"


def notes(targets: Sequence[Target]) -> list[str]:
    """What the configurations cannot say themselves: limits, and where the two trainers differ."""
    found = []
    recipes = [target.recipe for target in targets]
    if any(recipe.stack == "expert" for recipe in recipes):
        found.append(
            "An expert stack (Megatron, NeMo) is out of reach of TRL and Axolotl: the files are those of a tuned one."
        )
    if any(recipe.gpus > CARDS_OF_ONE_MACHINE for recipe in recipes):
        found.append(
            "The cards fill more than one machine: add accelerate's --num_machines, --machine_rank and"
            " --main_process_ip to the commands."
        )
    if any(not target.has_bf16 for target in targets):
        found.append(f"{targets[0].card} has no bf16: the run computes in fp16, which is less stable.")
    if any(recipe.stage == "sft" and recipe.data_format == "messages" for recipe in recipes):
        found.append(
            "Only the assistant's words are learned. TRL needs a chat template it knows for that; it stops with a"
            " message where it does not: set assistant_only_loss to false, or give chat_template_path."
        )
    if any(recipe.stage == "sft" for recipe in recipes):
        found.append("Rows longer than the sequence: TRL cuts them off, Axolotl drops them.")
    if any(target.recipe.stage == "dpo" and target.recipe.start_from for target in targets):
        found.append("DPO starts from the weights that the stage before it leaves, not from the checkpoint.")
    return [*found, "The configurations were parsed by the trainers' own schemas, not run on this card."]


def _stage(target: Target) -> str:
    recipe = target.recipe
    files = "`train.jsonl` and `validation.jsonl`" if recipe.validation else "`train.jsonl`"
    rows = ROWS_WORDS["dpo" if recipe.stage == "dpo" else recipe.data_format]
    adapter = (
        f"{recipe.adapter}, rank {recipe.lora_r}, alpha {recipe.lora_alpha}, dropout {recipe.lora_dropout:g}"
    )
    table = {
        "starts from": f"`{target.model}`",
        "trains": adapter if recipe.adapter else "all weights",
        "hardware": f"{recipe.gpus} x {target.card}{', sharded' if recipe.sharded else ''}",
        "rows": f"{recipe.examples:,} of {recipe.tokens_per_example:,.0f} tokens",
        "epochs": f"{recipe.epochs:g}",
        "tokens": f"{recipe.trained_tokens:,.0f}, about {recipe.updates:,} updates",
        "sequence": f"{recipe.sequence_length_tokens:,} tokens, {'packed' if recipe.packing else 'not packed'}",
        "batch": f"{recipe.effective_batch_sequences} = {recipe.gpus} card(s) x {recipe.micro_batch_sequences}"
        f" x {recipe.accumulation_steps} passes",
        "learning rate": f"{recipe.learning_rate:g}, cosine, 3 % warm-up",
        **({"beta": f"{recipe.dpo_beta:g}"} if recipe.stage == "dpo" else {}),
        "seed": f"{recipe.seed}",
    }
    lines = [f"| {name} | {value} |" for name, value in table.items()]
    return "\n".join(
        [
            f"## {STAGE_WORDS[recipe.stage]}",
            "",
            f"Files: `{config_name('trl', recipe.stage)}`, `{config_name('axolotl', recipe.stage)}`. "
            f"Data: {files} in `{recipe.dataset_folder}`, one object a line: {rows}.",
            "",
            "| what | value |",
            "|---|---|",
            *lines,
        ]
    )


def _commands(targets: Sequence[Target]) -> list[str]:
    return [
        "\n".join([f"{name}:", "", "```", *commands(targets, trainer), "```"])
        for name, trainer in TRAINER_WORDS
    ]


def _bullets(*lines: str) -> str:
    return "\n".join(f"- {line}" for line in lines)
