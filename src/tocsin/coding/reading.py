"""What the coder is given: one report, parsed, with its people, places, times and numbers resolved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from tocsin.codebook.confidence import Confidence
from tocsin.codebook.contents import Contents
from tocsin.codebook.contexts import Contexts
from tocsin.codebook.cues import Cues
from tocsin.codebook.lexicon import Lexicon
from tocsin.codebook.shifts import Shifts
from tocsin.coding.dealings import Dealings
from tocsin.model import Analysis, Document, Entity, Quantity, Role, Status, Tense, Voice, When, Where


class Cast(Protocol):
    """Who is who in a report."""

    def at(self, sentence: int, head: int) -> Entity | None:
        """The entity that the phrase headed by token `head` of a sentence stands for."""
        ...


@dataclass(frozen=True, slots=True)
class Placed:
    """A place named in a sentence: token range, head token, the preposition before it, what it is."""

    first: int
    last: int
    head: int
    preposition: str
    where: Where


@dataclass(frozen=True, slots=True)
class Timed:
    """A time named in a sentence: token range, and what it means given tense and the date before."""

    first: int
    last: int
    resolve: Callable[[Tense, When | None], When | None]
    itself: Callable[[Tense, When | None], When | None]
    """The same without what leads to it: 1995 of `since 1995`."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number in a sentence: token range, the noun counted (None where there is none), bounds and unit."""

    first: int
    last: int
    noun: int | None
    quantity: Quantity
    fate: str | None
    """Whether the text says that those counted are `dead` or `injured`."""


class Pointed(NamedTuple):
    """A phrase that the trained model points to: its sentence, head token, and how sure the model is."""

    sentence: int
    head: int
    sure: float
    sectors: tuple[tuple[str, float], ...] = ()
    """What somebody named so is, with probabilities, most probable first."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the trained model says of one word: the probabilities of types and of the type's modes."""

    head: int
    """Token index."""
    type: str
    probability: float
    types: tuple[tuple[str, float], ...]
    modes: tuple[tuple[str, float], ...]
    status: tuple[tuple[Status, float], ...] = ()
    voice: tuple[tuple[Voice, float], ...] = ()
    day: tuple[tuple[str, float], ...] = ()
    """Whether it has no date (`none`), that of publication (`published`), or one that is told (`told`)."""
    actors: tuple[Pointed, ...] = ()
    """Best first; so are the others."""
    recipients: tuple[Pointed, ...] = ()
    places: tuple[Pointed, ...] = ()
    dates: tuple[Pointed, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence with what was found in it."""

    analysis: Analysis
    places: tuple[Placed, ...]
    times: tuple[Timed, ...]
    numbers: tuple[Counted, ...]
    proposals: tuple[Proposed, ...] | None = None
    """None where no trained model is in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A whole report as the coder sees it."""

    document: Document
    scenes: tuple[Scene, ...]
    cast: Cast
    entities: Mapping[str, Entity]
    """All of the cast by id."""
    lexicon: Lexicon
    shifts: Shifts
    contents: Contents
    cues: Cues
    confidence: Confidence
    participants: Mapping[Role, Confidence]
    """What speaks for or against somebody as actor or recipient."""
    contexts: Contexts
    phrase: Callable[[Analysis, int], tuple[int, int]]
    """First and last token of the phrase that a noun heads."""
    nationality: Callable[[str], str | None]
    """Country code for a country's name or adjective."""
    place_in: Callable[[str], Where | None]
    """The place a name carries: Minsk in `Minsk Tractor Plant`."""
    sectors_of: Callable[[str], tuple[str, ...]]
    """What a body does by its name: GOV for `Ministry of Health`."""
    home: Where | None
    """Where the report plays unless it says otherwise: its main place or country."""
    dateline: Where | None = None
    """Where it was written, as it says."""
    dealings: Dealings = field(default_factory=Dealings)
    """Who has had to do with whom, as far as the report is coded."""
    guesses: bool = True
    """Whether places and days may be taken over from what the report told before."""
