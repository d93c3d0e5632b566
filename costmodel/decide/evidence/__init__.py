"""Should we build at all? Three things must be true at once, each shown by evidence."""

from costmodel.decide.evidence.answer import EvidenceAnswer, judge

__all__ = ["EvidenceAnswer", "judge"]
