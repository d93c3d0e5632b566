"""Something to practise on: cases to judge, an envelope to work out, cards to turn over."""

from costmodel.practice.cases import PracticeCase, practice_cases
from costmodel.practice.envelopes import EnvelopeNumbers, check_envelope, numbers_of_round
from costmodel.practice.flashcards import Flashcard, flashcards
from costmodel.practice.judged import JudgedCase, judge_case

__all__ = [
    "EnvelopeNumbers",
    "Flashcard",
    "JudgedCase",
    "PracticeCase",
    "check_envelope",
    "flashcards",
    "judge_case",
    "numbers_of_round",
    "practice_cases",
]
