"""Taking a person out of what was coded: every form of the name, in every value, at the same length.

A name gives way to as many `█` as it has characters, so that every span still points where it did.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from tocsin.codec import from_tree, to_tree
from tocsin.model import Coding, Entity

BLANK = "█"
BETWEEN = r"[\W_]{1,3}"
"""What may stand between the words of a name: a line break, a file name's hyphen, an address's `%20`."""
LEAST = 3
"""Characters that a name's last word must have to be looked for alone."""

CODES = frozenset(
    {
        "id", "digest", "language", "type", "modes", "contexts", "part_of", "status", "voice", "kind",
        "label", "countries", "country", "sectors", "entity", "level", "unit", "stage", "field",
        "start", "end",
    }
)  # fmt: skip
"""Fields of the model that hold ids and codes of ours, never words of a report."""

T = TypeVar("T")
Blanker = Callable[[str], str]


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, as it is compared."""
    return tuple(re.findall(r"[^\W_]+", name.casefold()))


def tombstone(name: str, salt: str) -> str:
    """What is kept of a name that was taken out: a keyed hash, by which it is known if it comes again."""
    return hmac.new(
        salt.encode(), " ".join(words_of(name)).encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()


def buried_in(text: str, lengths: Iterable[int], known: Callable[[str], bool]) -> tuple[str, ...]:
    """Names in `text` that were taken out before. `lengths` are the numbers of words they have.

    `known` says whether some words are such a name.
    """
    words = words_of(text)
    runs = (" ".join(words[i : i + n]) for n in sorted(set(lengths)) for i in range(len(words) - n + 1))
    return tuple(run for run in dict.fromkeys(runs) if known(run))


def is_called(entity: Entity, name: str) -> bool:
    """Whether an entity has this name, or had it somewhere in its report."""
    wanted = words_of(name)
    return bool(wanted) and any(words_of(other) == wanted for other in (entity.name, *entity.aliases))


def forms_of(name: str, entities: Iterable[Entity]) -> tuple[str, ...]:
    """All forms under which somebody goes in a report: the name, those of `entities`, last names alone."""
    forms = {" ".join(words_of(name))}
    for entity in entities:
        named = (m.text for m in entity.mentions if m.kind == "name")
        forms.update(" ".join(words_of(form)) for form in (entity.name, *entity.aliases, *named))
    last = {form.split()[-1] for form in forms if len(form.split()) > 1}
    return tuple(sorted(forms | {word for word in last if len(word) >= LEAST}, key=lambda f: (-len(f), f)))


def pattern_of(forms: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of the forms, whole, whatever stands between their words and in any case."""
    written = [BETWEEN.join(map(re.escape, form.split())) for form in forms if form.strip()]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(written)})(?![^\W_])", re.IGNORECASE) if written else None


def blanker(forms: Iterable[str]) -> Blanker:
    """What blanks every one of the forms in a text, at the same length."""
    pattern = pattern_of(forms)
    return (lambda text: pattern.sub(_blanked, text)) if pattern else (lambda text: text)


def _blanked(match: re.Match[str]) -> str:
    """White space is kept, so that lines and sentences stay what they are."""
    return re.sub(r"\S", BLANK, match[0])


def without(what: T, forms: Iterable[str]) -> T:
    """A coding, or another value of the model, without the forms: in its text and in every value of it."""
    kept = replace(what, sentences=()) if isinstance(what, Coding) else what
    tree = _mapped(to_tree(kept), blanker(forms))
    return from_tree(type(what), tree)


def _mapped(tree: Any, blank: Blanker) -> Any:
    if isinstance(tree, str):
        return blank(tree)
    if isinstance(tree, list):
        return [_mapped(item, blank) for item in tree]
    if isinstance(tree, dict):
        return {key: item if key in CODES else _mapped(item, blank) for key, item in tree.items()}
    return tree
