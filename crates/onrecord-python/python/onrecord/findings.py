"""Findings as objects, under the names of the wire format."""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from dataclasses import dataclass, field
from typing import Any, Optional, Union

from onrecord import _onrecord

Number = Union[int, float]


@dataclass(frozen=True)
class Words:
    """A stretch of the report's text, in code points, end exclusive, and the words that stand there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Link(Words):
    """One voice in the chain from the event to the page."""

    entity: Optional[str]
    name: str
    kind: str
    standing: int
    count: Optional[int] = None
    knows: Optional[str] = None
    reason: Optional[str] = None
    possibly_same: list[str] = field(default_factory=list)
    part_of: Optional[str] = None
    bodies: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Verification(Words):
    """What the report says about having checked a claim."""

    status: str
    by: str


@dataclass(frozen=True)
class Statement:
    """Who said what, through whom, how openly. The last link of ``chain`` said it."""

    id: str
    chain: list[Link]
    cue: list[Words]
    content: list[Words]
    mode: Optional[str]
    act: str
    answers: Optional[str]
    asked: Optional[str]
    to: Optional[str]
    venue: Optional[str]
    said_on: Optional[str]
    certainty: str
    polarity: str
    verification: Optional[Verification]
    carries_on: list[Words]
    confidence: float
    made_by: str


@dataclass(frozen=True)
class Rival:
    """Another place that a name may stand for."""

    name: str
    geonames: Optional[int]
    lat: float
    lon: float
    country: Optional[str]
    confidence: float


@dataclass(frozen=True)
class Place(Words):
    """A place that a report names, and the gazetteer entry it was read as."""

    name: str
    geonames: Optional[int]
    lat: Optional[float]
    lon: Optional[float]
    country: Optional[str]
    feature: Optional[str]
    confidence: float
    made_by: str = ""
    sense: Optional[str] = None
    rivals: list[Rival] = field(default_factory=list)


@dataclass(frozen=True)
class Figure(Words):
    """How many, of whom, as of when. ``low`` and ``high`` are the bounds the words allow; ``None`` is open."""

    id: str
    low: Optional[Number]
    high: Optional[Number]
    value: Optional[Number]
    comparator: str
    measure: str
    unit: Optional[str]
    population: Optional[str]
    place: Optional[Place]
    actor: Optional[str]
    kind: str
    as_of: Optional[str]
    since: Optional[str]
    window: Optional[list[str]]
    subset_of: Optional[str]
    replaced_by: Optional[str]
    voice: str
    hedge: Optional[str]
    confidence: float
    made_by: str
    includes: list[str] = field(default_factory=list)
    again: list[Words] = field(default_factory=list)


@dataclass(frozen=True)
class Participant(Words):
    """Who took part in an event, and how."""

    role: str
    entity: Optional[str]


@dataclass(frozen=True)
class EventLink(Words):
    """How the report ties one event to another."""

    to: str
    how: str


@dataclass(frozen=True)
class Event(Words):
    """What happened, goes on, is planned, offered, halted, called off or denied."""

    id: str
    type: str
    plover: Optional[str]
    status: str
    participants: list[Participant]
    where: Optional[Place]
    when: Optional[str]
    since: Optional[str]
    until: Optional[str]
    links: list[EventLink]
    voice: str
    confidence: float
    made_by: str
    again: list[Words] = field(default_factory=list)


@dataclass(frozen=True)
class Time(Words):
    """When, as TIMEX3."""

    id: str
    type: str
    value: Optional[str]
    mod: Optional[str]
    anchor: Optional[str]
    confidence: float
    made_by: str


@dataclass(frozen=True)
class Entity:
    """Somebody or something that the report names."""

    id: str
    name: str
    kind: str
    mentions: list[Words]


@dataclass(frozen=True)
class Person(Words):
    """What became of a person or a counted group."""

    id: str
    name: Optional[str]
    count: Optional[int]
    entity: Optional[str]
    status: str
    when: Optional[str]
    age: Optional[int]
    relation: Optional[str]
    voice: str
    confidence: float
    made_by: str
    role: Optional[str] = None


@dataclass(frozen=True)
class Position(Words):
    """What one party of talks wants, offers, refuses."""

    party: str
    act: str
    statement: Optional[str]
    party_start: Optional[int] = None
    party_end: Optional[int] = None
    entity: Optional[str] = None


@dataclass(frozen=True)
class Talks:
    """Talks as the report tells them."""

    id: str
    subject: Optional[str]
    parties: list[str]
    mediators: list[str]
    positions: list[Position]
    status: Optional[str]
    voice: str
    confidence: float
    made_by: str
    mentions: list[Words] = field(default_factory=list)


@dataclass(frozen=True)
class Access(Words):
    """A crossing, road, port or airport, and whether one can pass. ``for_`` is the wire's ``for``."""

    id: str
    place: str
    state: str
    for_: Optional[str]
    since: Optional[str]
    until: Optional[str]
    voice: str
    confidence: float
    made_by: str


@dataclass(frozen=True)
class NotSaid(Words):
    """What the report says was not said."""

    id: str
    who: Optional[str]
    about: Optional[str]
    confidence: float
    made_by: str


@dataclass(frozen=True)
class Notice:
    """What could not be read, or was read with a doubt."""

    start: int
    end: int
    what: str


@dataclass(frozen=True)
class Report:
    """What identifies a report."""

    id: str
    version: str
    sha256: str
    title: Optional[str] = None
    outlet: Optional[str] = None
    byline: Optional[str] = None
    credit: Optional[str] = None
    url: Optional[str] = None
    published: Optional[str] = None
    dateline: Optional[str] = None
    language: Optional[str] = None


@dataclass(frozen=True)
class Reading:
    """Everything one report puts on record, each list in text order."""

    report: Report
    engine: str
    statements: list[Statement]
    figures: list[Figure]
    events: list[Event]
    times: list[Time]
    places: list[Place]
    demonyms: list[Place]
    entities: list[Entity]
    persons: list[Person]
    talks: list[Talks]
    access: list[Access]
    not_said: list[NotSaid]
    notices: list[Notice]
    wire: dict[str, Any] = field(repr=False)

    def statement(self, voice: str) -> Optional[Statement]:
        """The statement that answers for a finding of that ``voice``; ``None`` where the report itself does."""
        return next((one for one in self.statements if one.id == voice), None)


def read(
    text: str,
    *,
    published: Optional[str] = None,
    outlet: Optional[str] = None,
    title: Optional[str] = None,
    url: Optional[str] = None,
    id: Optional[str] = None,
    dateline: Optional[str] = None,
    reader: Optional[str] = None,
) -> Reading:
    """Everything that one report puts on record.

    ``published`` (ISO 8601) is what "on Tuesday" is read against. A date that cannot be read is a `ValueError`. ``reader``
    is ``small`` unless said; ``swift`` is several times faster and less often right.

    >>> import onrecord
    >>> onrecord.read("Nine miners died.", published="soon")
    Traceback (most recent call last):
    ...
    ValueError: published: "soon" is not a date...
    """
    given = {"text": text, "published": published, "outlet": outlet, "title": title, "url": url, "id": id}
    given["dateline"] = dateline
    fields = json.dumps({name: value for name, value in given.items() if value is not None})
    wire = json.loads(_onrecord.read(fields, reader))
    return _made(Reading, {**wire, "wire": wire})


@functools.cache
def _fields(kind: type) -> tuple[tuple[str, str, Any, bool], ...]:
    """Of a dataclass: each field, its name on the wire, its type, whether it may be missing there."""
    hints = typing.get_type_hints(kind)
    optional = dataclasses.MISSING
    return tuple(
        (it.name, it.name.rstrip("_"), hints[it.name], it.default is not optional or it.default_factory is not optional)
        for it in dataclasses.fields(kind)
    )


def _made(kind: Any, value: Any) -> Any:
    origin = typing.get_origin(kind)
    if value is None:
        return None
    if origin in (Union, types.UnionType):
        return _made(next(it for it in typing.get_args(kind) if it is not type(None)), value)
    if origin is list:
        (inner,) = typing.get_args(kind)
        return [_made(inner, it) for it in value]
    if dataclasses.is_dataclass(kind):
        return kind(
            **{
                name: _made(of, value[wire])
                for name, wire, of, may_miss in _fields(kind)
                if not may_miss or wire in value
            }
        )
    return value
