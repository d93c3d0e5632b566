"""Which sub-task runs where: the cheapest architecture that keeps quality and latency."""

from costmodel.decide.mix.adapters import AdapterCost, adapter_costs, adapter_programme, mix_case
from costmodel.decide.mix.answer import MixAnswer, NoMix, answer_mix
from costmodel.decide.mix.evaluate import Mix, evaluate, usd_by_step, usd_per_1000_requests
from costmodel.decide.mix.limits import LimitCost, Swap, limit_costs, swaps
from costmodel.decide.mix.stability import Stability, stability
from costmodel.decide.mix.volume import AtVolume, Switch, sweep, switches
from costmodel.decide.mix.words import assignment_in_full, assignment_in_words, plan_in_words, where

__all__ = [
    "AdapterCost",
    "AtVolume",
    "LimitCost",
    "Mix",
    "MixAnswer",
    "NoMix",
    "Stability",
    "Swap",
    "Switch",
    "adapter_costs",
    "adapter_programme",
    "answer_mix",
    "assignment_in_full",
    "assignment_in_words",
    "evaluate",
    "limit_costs",
    "mix_case",
    "plan_in_words",
    "stability",
    "swaps",
    "sweep",
    "switches",
    "usd_by_step",
    "usd_per_1000_requests",
    "where",
]
