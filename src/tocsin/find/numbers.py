"""Numbers as a sentence writes them: `1,840`, `8m`, `two hundred thousand`, `a few dozen`, `3 to 7`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from tocsin.codebook.quantities import Bounds, QuantityBook, Words
from tocsin.model import Token

LEXER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+\$?|\S")
DASHES = frozenset("-–—‑")
THEM = frozenset({"them", "those", "us", "you", "whom", "these"})
GLUE = frozenset(":./#@_,\\")
SHARE_NOUNS = frozenset({"majority", "share", "stake", "minority"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
CLOCK = frozenset({"st", "nd", "rd", "th", "h", "am", "pm", "s", ":", "/", "º", "°", "x", "a", "p"})
"""Right behind figures these make a time, an ordinal, a score."""


class Lexeme(NamedTuple):
    text: str
    word: str
    start: int
    end: int


class Number(NamedTuple):
    """Lexemes `first` to `last` inclusive, read as bounds; `value` where they are one plain number."""

    first: int
    last: int
    bounds: Bounds
    value: float | None
    unit: str | None = None
    vague: bool = False


class NumberReader:
    """One sentence cut into lexemes, and the numbers that begin at them."""

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        book: QuantityBook,
        countries: Sequence[str],
        taken: set[int],
    ) -> None:
        self.lexemes = [Lexeme(m[0], m[0].lower(), m.start(), m.end()) for m in LEXER.finditer(text)]
        self.tokens = tokens
        self.book = book
        self.countries = countries
        self.taken = taken
        self.starts = [t.at for t in tokens]
        self._lexeme_starts = [x.start for x in self.lexemes]

    # ------------------------------------------------------------ reading numbers

    def read(self, at: int) -> Number | None:
        """The number that begins at lexeme `at`, a range taken whole."""
        lexeme = self.lexemes[at]
        word = lexeme.word
        if word in ("no", "nobody", "none"):
            return self._none(at)
        if not (word[0].isdecimal() or word in self.book.starts) or self.token(lexeme.start) in self.taken:
            return None
        number = self._vague(at) or self._plain(at)
        if number is None or self._is_name(number):
            return None
        return self._to(number)

    def _none(self, at: int) -> Number | None:
        """`nobody`, `no one`, `no arrests`: nought."""
        after = self.word(at + 1)
        if self.word(at) == "no" and after == "one":
            return Number(at, at + 1, Bounds(0, 0), 0, "people")
        if self.word(at) == "nobody":
            return Number(at, at, Bounds(0, 0), 0, "people")
        if self.word(at) == "no" and (self.book.units.get(after) == "people" or after in self.book.fates):
            return Number(at, at, Bounds(0, 0), 0)
        return None

    def _vague(self, at: int) -> Number | None:
        """The longest vague amount or share at lexeme `at`."""
        for length in (5, 4, 3, 2, 1):
            words, last = self._words(at, length)
            if words in self.book.vague:
                return Number(at, last, self.book.vague[words], None, None, True)
            if words in self.book.shares and self._shares(last):
                return Number(at, last, self.book.shares[words], None, "percent", True)
        return None

    def _shares(self, last: int) -> bool:
        """Whether a share is of something: `half of`, `two-thirds majority`, `half the`."""
        after = self.word(last + 1)
        return (
            after in ("of", "the", "its", "their", "his")
            or self.word(last + 2) in SHARE_NOUNS
            or (after in SHARE_NOUNS)
        )

    def _words(self, at: int, length: int) -> tuple[Words, int]:
        """`length` words from lexeme `at`, hyphens between them left out, and the last lexeme."""
        words: list[str] = []
        i = at
        while i < min(len(self.lexemes), at + 2 * length + 1) and len(words) < length:
            if self.lexemes[i].text not in DASHES:
                words.append(self.lexemes[i].word)
            i += 1
        return tuple(words), i - 1

    def _plain(self, at: int) -> Number | None:
        """`1,840`, `1.7 million`, `one hundred and twenty-five`, `four and a half`, `a dozen`."""
        value, i = self._figures(at) if self.lexemes[at].word[0].isdecimal() else self._spelt(at)
        if value is None:
            return None
        value, i = self._scaled(value, i)
        words, end = self._words(i, 3)
        if words == ("and", "a", "half"):
            value, i = self._scaled(value + 0.5, end + 1)
        return Number(at, i - 1, Bounds(value, value), value)

    def _figures(self, at: int) -> tuple[float | None, int]:
        lexeme = self.lexemes[at]
        if self._glued(at):
            return None, at + 1
        return float(lexeme.text.replace(",", "")) if len(lexeme.text) < 20 else None, at + 1

    def _glued(self, at: int) -> bool:
        """Whether figures are part of something else: COVID-19, G7, 10:30, 18h20, 2nd, 7 p.m."""
        lexeme = self.lexemes[at]
        before = self.lexemes[at - 1] if at else None
        after = self.lexemes[at + 1] if at + 1 < len(self.lexemes) else None
        touches = before is not None and before.end == lexeme.start and not self.money_before(at)
        if (
            before is not None
            and touches
            and (before.text[-1].isalpha() or before.text in GLUE or self._after_letter(at))
        ):
            return True
        if after is None:
            return False
        if after.start == lexeme.end:
            return after.word in CLOCK
        return after.word in ("am", "pm") or (after.word in ("a", "p") and self.word(at + 2) == ".")

    def _after_letter(self, at: int) -> bool:
        """Whether figures hang on a word by a hyphen: COVID-19, F-16."""
        if at < 2 or self.lexemes[at - 1].text not in DASHES:
            return False
        word = self.lexemes[at - 2]
        joined = word.end == self.lexemes[at - 1].start and word.text[-1].isalpha()
        return joined and word.word not in self.book.numbers

    def _spelt(self, at: int) -> tuple[float | None, int]:
        """A number in words below a thousand times: `twenty-five`, `a hundred`, `six`."""
        if self.lexemes[at].word == "a":
            return (1.0 if self._scale(at + 1) else None), at + 1
        value = self.book.numbers.get(self.lexemes[at].word)
        if value is None:
            return None, at + 1
        if value >= 20 and self.is_dash(at + 1):
            ones = self.book.numbers.get(self.word(at + 2))
            if ones is not None and 0 < ones < 10:
                return value + ones, at + 3
        ones = self.book.numbers.get(self.word(at + 1))
        if value >= 20 and ones is not None and 0 < ones < 10:
            return value + ones, at + 2
        return value, at + 1

    def _scaled(self, value: float, i: int) -> tuple[float, int]:
        """Multiplied by the scale words that follow: `two hundred thousand`, `8m`, `13.4bn`."""
        total, scale = 0.0, self._scale(i)
        while scale is not None:
            value, i = value * scale, i + 1
            more, after = self._below(i, scale)
            total, value = (total + value, more) if more is not None and scale >= 100 else (total, value)
            i = after
            scale = self._scale(i)
        return total + value, i

    def _below(self, i: int, scale: float) -> tuple[float | None, int]:
        """What follows a scale word and belongs to it: `hundred and twenty`, `thousand five hundred`."""
        at = i + 1 if self.word(i) == "and" else i
        if self.word(at) not in self.book.numbers:
            return None, i
        value, after = self._spelt(at)
        if value is None or value >= scale or self.token(self.lexemes[at].start) in self.taken:
            return None, i
        return value, after

    def _scale(self, i: int) -> float | None:
        word = self.word(i)
        scale = self.book.scales.get(word)
        if scale is None or (len(word) <= 2 and self.lexemes[i - 1].end != self.lexemes[i].start):
            return None
        return scale

    def _to(self, near: Number) -> Number:
        """The range that begins with `near`: `18,250 to 63,000`, `$500-900 million`, `between 3 and 7`."""
        at = near.last + 1
        joint = self.word(at)
        between = self.word(near.first - 1) == "between" or self.word(near.first - 2) == "between"
        came_from = self.word(near.first - 1) == "from" or self.word(near.first - 2) == "from"
        joined = (joint == "to" and not came_from) or self._range_dash(at) or (joint == "and" and between)
        if near.value is None or not joined:
            return near
        at += 2 if self.word(at + 1) in self.book.symbols else 1
        if at >= len(self.lexemes) or not (
            self.word(at)[:1].isdecimal() or self.word(at) in self.book.numbers
        ):
            return near
        if self.word(at)[0].isdecimal() and self.lexemes[at].text.startswith("0"):
            return near
        far = self._far(at)
        if far is None or far.value is None:
            return near
        low = self._same_scale(near, far)
        return (
            near
            if low >= far.value
            else Number(near.first, far.last, Bounds(low, far.value), None, None, False)
        )

    def _range_dash(self, at: int) -> bool:
        """A dash between figures; one with spaces round it only between figures, else it is punctuation."""
        return self.is_dash(at) and (
            self.lexemes[at - 1].end == self.lexemes[at].start or self.word(at + 1)[:1].isdecimal()
        )

    def _far(self, at: int) -> Number | None:
        value, i = (
            (float(self.lexemes[at].text.replace(",", "")), at + 1)
            if self.word(at)[0].isdecimal() and len(self.word(at)) < 20
            else self._spelt(at)
        )
        if value is None:
            return None
        scaled, i = self._scaled(value, i)
        words, end = self._words(i, 3)
        if words == ("and", "a", "half"):
            scaled, i = scaled + 0.5, end + 1
        return Number(at, i - 1, Bounds(scaled, scaled), scaled)

    def _same_scale(self, near: Number, far: Number) -> float:
        """The near end in the far end's millions, where only the far end says so."""
        scale = self.book.scales.get(self.word(far.last), 1.0)
        value = near.value or 0.0
        return value * scale if near.first == near.last and scale > 1 and value < scale else value

    def _is_name(self, number: Number) -> bool:
        """Whether the number is part of a name: Article 5, Union No. 1, August 80, Group of 20."""
        token = self.token(self.lexemes[number.first].start)
        t = self.tokens[token]
        if t.dep in SUBJECTS or (t.dep == "nummod" and t.head > token) or number.vague:
            return False
        before, previous = self.word(number.first - 1), self.tokens[token - 1] if token else None
        if before == "." or (before == "of" and self.word(number.first - 2) == "group"):
            before = self.word(number.first - 2)
        if before in self.book.labels:
            return True
        figures = number.first == number.last and self.lexemes[number.first].text.isdecimal()
        return (
            figures
            and previous is not None
            and previous.pos == "PROPN"
            and not self.money_before(number.first)
        )

    def money_before(self, first: int) -> str | None:
        """The currency whose sign stands right before lexeme `first`."""
        for at in (first - 1, first - 2):
            if at >= 0 and self.lexemes[at].text in self.book.symbols:
                between = self.word(first - 1)
                if at == first - 1 or between == ".":
                    return self.book.currency(self.lexemes[at].text, self.countries)
        return None

    # ------------------------------------------------------------ looking at lexemes

    def word(self, at: int) -> str:
        return self.lexemes[at].word if 0 <= at < len(self.lexemes) else ""

    def is_dash(self, at: int) -> bool:
        return self.word(at) in DASHES

    def lexeme(self, token: int) -> int:
        """The lexeme that token `token` begins with."""
        return max(bisect_right(self._lexeme_starts, self.tokens[token].at) - 1, 0)

    def token(self, at: int) -> int:
        """Index of the token at clean offset `at`."""
        return max(bisect_right(self.starts, at) - 1, 0)
