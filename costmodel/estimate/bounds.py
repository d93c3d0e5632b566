"""What keeps a replica from doing more, and the sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from costmodel.estimate.load import Load
from costmodel.estimate.sizing import Candidate

Bound = Literal["tpot", "concurrency", "kv_cache", "cap", "weights", "arithmetic", "interconnect", "overhead"]
"""What limits the batch or, where more calls at once would not help, what takes the most time.

The KV cache can do both: it fills up, or reading it takes the time.
"""

GAIN_WORTH_HAVING = 0.1
"""If twice the batch brought less than this, the batch is not what limits."""

WORDS = {
    "weights": "Reading the weights",
    "arithmetic": "Arithmetic",
    "kv_cache": "Reading the KV cache",
    "interconnect": "Traffic between the GPUs",
    "overhead": "Fixed overhead of each step",
}


@dataclass(frozen=True)
class Limit:
    """What binds, and why in one sentence."""

    bound: Bound
    why: str


def limit_of(candidate: Candidate, load: Load, batch: float) -> Limit:
    """What limits `candidate` at `batch` calls; one draw."""
    memory, cap = float(candidate.calls_in_memory), candidate.cap
    room = min(memory, cap)
    if batch < min(room, float(load.concurrency)):
        allowed_ms = float(load.max_tpot_s) * 1000
        return Limit(
            "tpot", f"At {calls(batch)} at once each token takes {allowed_ms:g} ms, the most you allow."
        )
    rate = candidate.requests_per_second(load, batch)
    if candidate.requests_per_second(load, 2 * batch) < rate * (1 + GAIN_WORTH_HAVING):
        return _longest(candidate, load, batch)
    if load.concurrency < room:
        return Limit("concurrency", f"Only {calls(batch)} run at once; there is room for {room:,.0f}.")
    if memory < cap:
        return Limit("kv_cache", f"The KV cache fills up at {calls(batch)} at once.")
    return Limit("cap", f"The engine takes no more than {calls(batch)} at once.")


def seconds_by_cause(candidate: Candidate, load: Load, batch: float) -> dict[Bound, float]:
    """Seconds of the replica's time that one call takes, by what takes them."""
    step, prefill = candidate.step, candidate.prefill
    weights_s, arithmetic_s = float(step.weights_s(batch)), step.arithmetic_s_per_call * batch
    both_s = (weights_s**3 + arithmetic_s**3) ** (1 / 3)
    weights_part = weights_s**3 / (weights_s**3 + arithmetic_s**3)
    steps = float(load.output_tokens) / float(load.tokens_per_step) / batch / step.engine
    alone_s = float(prefill.seconds)
    share = float(prefill.busy_seconds(candidate.overlap)) / alone_s if alone_s else 0.0
    return {
        "weights": steps * both_s * weights_part,
        "arithmetic": steps * both_s * (1 - weights_part) + share * float(prefill.computing_s),
        "kv_cache": steps * batch * float(step.kv_s_per_call),
        "interconnect": steps * (step.link_s + batch * step.link_s_per_call)
        + share * float(prefill.sending_s),
        "overhead": steps * (step.overhead_s + batch * step.overhead_s_per_call),
    }


def calls(number: float) -> str:
    """A number of calls as people say it."""
    shown = f"{number:,.0f}" if number >= 10 else f"{number:.2g}"
    return f"{shown} call" if shown == "1" else f"{shown} calls"


def _longest(candidate: Candidate, load: Load, batch: float) -> Limit:
    seconds = seconds_by_cause(candidate, load, batch)
    bound = max(seconds, key=lambda cause: seconds[cause])
    share = seconds[bound] / sum(seconds.values())
    why = f"{WORDS[bound]} takes {share:.0%} of the time at {calls(batch)} at once; more would hardly help."
    return Limit(bound, why)
