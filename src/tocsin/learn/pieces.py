"""Words and word pieces: where a stretch of a sentence stands in the model's input, and back.

The model's words are what stands between blanks and punctuation; each is one or more pieces. A span
that begins and ends with words comes back unchanged; any other comes back as the words it touches.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tokenizers import Encoding, Tokenizer

CLS, SEP = 101, 102
"""The pieces that open an input, and that close it and each paragraph."""
MASK = 103
"""The piece that stands for a hidden one, in training."""
LONGEST = 510
"""Most pieces of one input: the encoder knows no more places. Words of a longer sentence go unread."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class Pieces(NamedTuple):
    """One sentence as the model sees it."""

    ids: tuple[int, ...]
    """Word pieces."""
    first: tuple[int, ...]
    """For each word the index of its first piece."""
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    """For each word its offsets in the sentence's text."""

    def words(self, start: int, end: int) -> range:
        """Indices of the words that share a character with `[start:end)`."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))

    def span(self, words: range) -> tuple[int, int]:
        """Offsets of a range of words, which must not be empty."""
        return self.starts[words[0]], self.ends[words[-1]]


class Window(NamedTuple):
    """One input of the encoder: whole sentences that follow each other."""

    ids: tuple[int, ...]
    at: tuple[int, ...]
    """For each word the place of its first piece in `ids`."""
    sentence: tuple[int, ...]
    """For each word the position of its sentence."""
    word: tuple[int, ...]
    """For each word its index in that sentence."""


def read_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in a `tokenizer.json`. Raises FileNotFoundError, and ValueError where it is none."""
    if not path.exists():
        raise FileNotFoundError(2, "no such file", str(path))
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises bare Exception
        raise ValueError(f"{path.name}: {error}") from None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def cut(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[Pieces, ...]:
    """The word pieces of each text. Half of a surrogate pair, which no tokenizer reads, is no word."""
    clean = [_SURROGATE.sub("\ufffd", text) for text in texts]
    return tuple(map(_pieces, tokenizer.encode_batch(clean, add_special_tokens=False)))


def _pieces(encoding: Encoding) -> Pieces:
    words, offsets = encoding.word_ids, encoding.offsets
    first = [i for i, word in enumerate(words) if i == 0 or word != words[i - 1]]
    last = [*(i - 1 for i in first[1:]), len(words) - 1]
    starts, ends = (offsets[i][0] for i in first), (offsets[i][1] for i in last[: len(first)])
    return Pieces(tuple(encoding.ids), tuple(first), tuple(starts), tuple(ends))


def windows(pieces: Sequence[Pieces], most: int, opening: int | None = None) -> Iterator[range]:
    """Positions of the sentences that fit into `most` pieces together; at least one a window.

    A report that needs several windows is cut into even ones, so that none is left with a last sentence and
    no context. `opening` is the room of the first window where it is another: training moves the seams so.
    """
    needs = [len(piece.ids) + 1 for piece in pieces]
    even = -(-sum(needs) // max(1, -(-sum(needs) // most)))
    start, size, room = 0, 0, opening or most
    for k, need in enumerate(needs):
        enough = size + need // 2 > even and opening is None
        if k > start and (size + need > room or enough):
            yield range(start, k)
            start, size, room = k, 0, most
        size += need
    if pieces:
        yield range(start, len(pieces))


def join(pieces: Sequence[Pieces], blocks: Sequence[int], positions: range) -> Window:
    """One input of the sentences at `positions`; `blocks` numbers the paragraph of each sentence."""
    ids, at, sentence, word = [CLS], list[int](), list[int](), list[int]()
    for k in positions:
        if k > positions[0] and blocks[k] != blocks[k - 1]:
            ids.append(SEP)
        room = [len(ids) + i for i in pieces[k].first if len(ids) + i < LONGEST]
        at += room
        sentence += [k] * len(room)
        word += range(len(room))
        ids += pieces[k].ids
    return Window((*ids[:LONGEST], SEP), tuple(at), tuple(sentence), tuple(word))
