"""What to collect, and how many items each test needs, before anything is measured."""

from costmodel.decide.evidence.plan.collection import CollectionPlan, collection_plan, template_csv
from costmodel.decide.evidence.plan.sizes import Asked, Peeking, TestsPlan, plan_tests

__all__ = [
    "Asked",
    "CollectionPlan",
    "Peeking",
    "TestsPlan",
    "collection_plan",
    "plan_tests",
    "template_csv",
]
