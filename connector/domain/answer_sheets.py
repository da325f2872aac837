"""A test of a class with what was asked and answered; values only, nothing is judged here."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Answered:
    """One question of an attempt as the person met it, and their answer, all as plain text."""

    slot: int
    """Its place in the test, from 1; another person may meet another question there."""
    number: str
    """As printed; "i" for a text that asks nothing."""
    kind: str
    """The learning system's own word for the kind of question."""
    name: str
    text: str
    answer: str
    right: str
    mark: Decimal | None
    """None while nobody has marked it."""
    maximum: Decimal | None


@dataclass(frozen=True)
class AnswerSheet:
    """One attempt that is over, with everything that was asked and answered."""

    seat: str
    reference: str
    """The learning system's own id of the attempt."""
    number: int
    """Which attempt of this person, from 1."""
    abandoned: bool
    started_at: datetime | None
    finished_at: datetime | None
    marks: Decimal | None
    questions: tuple[Answered, ...]


@dataclass(frozen=True)
class AnsweredTest:
    """A test of a class: every attempt of its participants that is over."""

    test: str
    """`pretest`, `posttest`, or another name of the training's rule."""
    reference: str
    """The learning system's own id of the quiz."""
    name: str
    marks: Decimal | None
    """Sum of the questions' maxima; None where withheld."""
    grade: Decimal | None
    """What all of these marks are worth; None where withheld."""
    sheets: tuple[AnswerSheet, ...]
    others: int
    """People with attempts who are no participants of the training; theirs are left out."""
