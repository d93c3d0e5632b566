"""What a recipe's names stand for: the weights to start from and what the card can do."""

from __future__ import annotations

from dataclasses import dataclass

from costmodel.catalog.book import Catalog
from costmodel.errors import InputError, Problem, UnknownNameError
from costmodel.scenario.recipe import Recipe


@dataclass(frozen=True)
class Target:
    """A recipe with its names looked up: `model` is a hub id or a folder, `card` the catalog's name."""

    recipe: Recipe
    hub_id: str
    card: str
    has_bf16: bool

    @property
    def model(self) -> str:
        """What is loaded: the weights an earlier stage left, or the checkpoint itself."""
        return self.recipe.start_from or self.hub_id

    @property
    def attention(self) -> str:
        """FlashAttention where examples are packed, so that none sees its neighbour; else PyTorch's own."""
        needs_flash = self.recipe.packing or (self.recipe.stack != "plain" and self.has_bf16)
        return "flash_attention_2" if needs_flash else "sdpa"


def target(recipe: Recipe, catalog: Catalog) -> Target:
    """Look up the checkpoint and the card; a hub id that the catalog lacks stands for itself.

    Raises InputError for unknown names, for sequences longer than the checkpoint's context, and for
    packing on a card without FlashAttention.
    """
    problems: list[Problem] = []
    hub_id, card, has_bf16 = recipe.checkpoint, recipe.gpu, True
    try:
        checkpoint = catalog.checkpoint(recipe.checkpoint)
        hub_id = checkpoint.hf_id
        if recipe.sequence_length_tokens > checkpoint.max_context:
            allowed = f"{checkpoint.checkpoint} reads at most {checkpoint.max_context:,} tokens"
            problems.append(Problem("sequence_length_tokens", recipe.sequence_length_tokens, allowed))
    except UnknownNameError as error:
        if "/" not in recipe.checkpoint:
            allowed = f"{error.allowed}; or give a hub id, owner/name"
            problems.append(Problem("checkpoint", recipe.checkpoint, allowed))
    try:
        found = catalog.gpu(recipe.gpu)
        card, has_bf16 = found.gpu, found.has_bf16
        if recipe.packing and not has_bf16:
            allowed = f"only false is: packing needs FlashAttention 2, which does not run on {found.gpu}"
            problems.append(Problem("packing", True, allowed))
    except UnknownNameError as error:
        problems.append(Problem("gpu", recipe.gpu, error.allowed))
    if problems:
        raise InputError(problems)
    return Target(recipe, hub_id, card, has_bf16)
