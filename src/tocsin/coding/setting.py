"""Where and when: what a narration has told, and what later sentences take for granted of it."""

from __future__ import annotations

from tocsin.coding.dates import Dated, Dates, find_date
from tocsin.coding.grammar import Clause
from tocsin.coding.places import Located, Places
from tocsin.coding.reading import Placed, Reading, Scene
from tocsin.model import Participant, Status

__all__ = ["Dated", "Located", "Narration", "find_date"]


class Narration:
    """Gives each event its date and place, in the order of the text."""

    def __init__(self, reading: Reading) -> None:
        self._dates = Dates(reading)
        self._places = Places(reading)
        self._block = -1

    def enter(self, scene: Scene) -> None:
        """Go on to a sentence: a new paragraph forgets the dates and places of the one before."""
        if scene.analysis.sentence.block != self._block:
            self._block = scene.analysis.sentence.block
            self._dates.new_paragraph(scene)
            self._places.new_paragraph()
        self._places.enter(scene)

    def date(
        self,
        scene: Scene,
        clause: Clause,
        head: int,
        status: Status,
        kind: str = "",
        words: frozenset[int] = frozenset(),
    ) -> Dated | None:
        """The date of the event of type `kind` triggered at `head`, whose trigger has these `words`."""
        return self._dates.of(scene, clause, head, status, kind, words)

    def place(
        self, scene: Scene, clause: Clause, head: int, kind: str, who: tuple[Participant, ...]
    ) -> Located | None:
        """The place of the event of type `kind` triggered at `head`, in which `who` take part."""
        return self._places.of(scene, clause, head, kind, who)

    def pointed_place(self, scene: Scene, placed: Placed, rule: str) -> Located:
        """The place that the model chose among those of `scene`, as the narration knows it."""
        return self._places.pointed(scene, placed, rule)
