"""Reads news reports on a crisis and keeps the record: who said what, how many, when, how openly.

It never says what is true. Every finding points at the exact words it rests on, in **code points**, so that
``text[start:end]`` is those words.

>>> import onrecord
>>> text = "At least 14 people were killed in Varlow, the mayor, Ida Marr, said on Monday."
>>> reading = onrecord.read(text, published="2031-03-04", outlet="Northern Wire")
>>> figure = reading.figures[0]
>>> figure.measure, figure.low, text[figure.start:figure.end]
('killed', 14, 'At least 14 people')
>>> reading.statement(figure.voice).chain[-1].name
'Ida Marr'
"""

from typing import Optional

from onrecord._onrecord import engine as _engine
from onrecord._tables import KINDS, by_report, read_batch, schema
from onrecord._across import across
from onrecord.findings import (
    Access,
    Entity,
    Event,
    EventLink,
    Figure,
    Link,
    NotSaid,
    Notice,
    Participant,
    Person,
    Place,
    Position,
    Reading,
    Report,
    Rival,
    Statement,
    Talks,
    Time,
    Verification,
    Words,
    read,
)
from onrecord.ledger import Ledger

__all__ = [
    "KINDS", "Access", "Entity", "Event", "EventLink", "Figure", "Ledger", "Link", "NotSaid", "Notice", "Participant",
    "Person", "Place", "Position", "Reading", "Report", "Rival", "Statement", "Talks", "Time", "Verification", "Words",
    "across", "by_report", "engine", "read", "read_batch", "schema",
]  # fmt: skip


def engine(reader: Optional[str] = None) -> str:
    """Version of the program, and the reader's name and version: that of ``small``, unless another is named."""
    return _engine(reader)
