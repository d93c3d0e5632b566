"""The GPUs that can be rented: memory, bandwidth and dense arithmetic peaks."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from costmodel.catalog.fields import FullDate, HttpsUrl

WITHOUT_BF16 = frozenset({"Volta", "Turing"})
"""Generations that compute in fp16 only and that FlashAttention 2, which packing needs, does not support,
https://github.com/Dao-AILab/flash-attention"""


class Gpu(BaseModel):
    """One card as its data sheet describes it; peaks are dense (data sheets often print sparse ones)."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    gpu: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    vendor: str
    architecture: str
    memory_gb: float = Field(gt=0)
    memory_bandwidth_tb_s: float = Field(gt=0)
    bf16_tflops: float = Field(gt=0)
    fp8_tflops: float | None = Field(default=None, gt=0)
    fp4_tflops: float | None = Field(default=None, gt=0)
    interconnect: str
    interconnect_gb_s: float = Field(gt=0, description="sum of both directions, as data sheets print it")
    tdp_w: float = Field(gt=0)
    source_url: HttpsUrl
    as_of: FullDate
    note: str = ""

    @property
    def has_bf16(self) -> bool:
        """Whether it computes in bfloat16, and can train on packed sequences."""
        return self.architecture not in WITHOUT_BF16
