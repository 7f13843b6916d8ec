"""The mentions of one entity."""

from __future__ import annotations

from tocsin.model import EntityKind
from tocsin.resolve.entities.readings import Reading

SPELLINGS = 40
"""Different names, and different roles, kept of one entity to compare with."""


class Cluster:
    """The mentions of one entity so far. Grows while a report is read, and is never shared."""

    def __init__(self, reading: Reading) -> None:
        self.readings: list[Reading] = []
        self.kind: EntityKind = reading.kind
        self.names: list[tuple[str, ...]] = []
        self.contents: list[tuple[str, ...]] = []
        self.short: set[str] = set()
        self.roles: list[tuple[str, ...]] = []
        self.codes: set[str] = set()
        self.sectors: set[str] = set()
        self.gender = ""
        self.guessed = True
        self.plural = reading.plural
        self.add(reading)

    def add(self, reading: Reading) -> None:
        """Take one more mention in."""
        self.readings.append(reading)
        if reading.gender and (not self.gender or (self.guessed and not reading.guessed)):
            self.gender, self.guessed = reading.gender, reading.guessed
        _keep(self.names, reading.name)
        _keep(self.contents, reading.content)
        if not (reading.part and reading.part.honour):
            _keep(self.roles, reading.role)
        if reading.country is not None:
            self.codes.add(reading.country.code)
        for part in (reading.part, reading.shape):
            if part is not None:
                self.sectors.update(part.sectors[:1])
        if reading.name and self.names == [reading.name]:
            self.kind = reading.kind

    @property
    def last(self) -> Reading:
        """The latest mention."""
        return self.readings[-1]

    @property
    def is_person(self) -> bool:
        """Whether this is one human being."""
        return self.kind == "person" and not self.plural


def _keep(known: list[tuple[str, ...]], words: tuple[str, ...]) -> None:
    if words and words not in known and len(known) < SPELLINGS:
        known.append(words)
