"""The open checkpoints that can be tuned and served: their sizes and attention shapes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from costmodel.catalog.fields import FullDate, HttpsUrl


class Checkpoint(BaseModel):
    """One open model as its configuration file describes it.

    `attention` is `full`; `swa:WINDOW:FULL_LAYERS` (sliding window in all but FULL_LAYERS layers);
    `hybrid:FULL_LAYERS` (the other layers keep a fixed state); `mla:LATENT+ROPE` (one compressed
    vector per layer, of that many elements). `experts` is None for a dense model.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    checkpoint: str = Field(min_length=1)
    hf_id: str
    family: str
    params_b: float = Field(gt=0, description="all parameters, in billions")
    active_params_b: float = Field(gt=0, description="parameters used for each token, in billions")
    layers: int = Field(gt=0)
    hidden: int = Field(gt=0)
    heads: int = Field(gt=0)
    kv_heads: int = Field(gt=0)
    head_dim: int = Field(gt=0)
    vocab: int = Field(gt=0)
    max_context: int = Field(gt=0, description="tokens")
    attention: str = Field(pattern=r"^(full|swa:\d+:\d+|hybrid:\d+|mla:\d+\+\d+)$")
    experts: int | None = Field(default=None, gt=0)
    experts_per_token: int | None = Field(default=None, gt=0)
    licence: str
    released: str
    source_url: HttpsUrl
    as_of: FullDate
    note: str = ""
