"""Values of the model as JSON and back, without loss: what the book stores and the archive carries.

An object holds the fields of its dataclass by name, those left out that have their default; a named tuple is
an array; a date is ISO text. A field that does not count in comparison (`Coding.seconds`) is not kept.
Reading is strict: an unknown field, a missing one or a wrong type is a Malformed that says where.

Encoders and decoders are made once for each type, from its annotations.
"""

from __future__ import annotations

import datetime as dt
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Encode = Callable[[Any], Any]
Decode = Callable[[Any], Any]

LINE_ENDS = {c: f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"}
"""Characters that JSON allows bare and that many programs break lines at."""
_WRITER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False)
REQUIRED = object()
"""In place of the default of a field that has none."""


class Malformed(ValueError):
    """A value is not of the type wanted. The message says where: `events[3].date.start: no date: '2020'`."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(f"{path.removeprefix('.')}: {message}" if path else message)
        self.message = message
        self.path = path

    def below(self, step: str) -> Malformed:
        """The same, met in field or item `step` of something greater."""
        return Malformed(self.message, step + self.path)


def encoded(value: object) -> str:
    """`value`, a dataclass or named tuple of the model, as one line of JSON without its line end.

    Raises ValueError where a number is none (NaN, infinite). Lone surrogates come as escapes, so that
    the text is always UTF-8.
    """
    text = _WRITER.encode(to_tree(value))
    if text.isascii():
        return text
    for char, escape in LINE_ENDS.items():
        text = text.replace(char, escape)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def decoded(kind: type[T], text: str | bytes) -> T:
    """The value of type `kind` that `encoded` wrote. Raises Malformed."""
    try:
        tree = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"no JSON: {error}") from None
    return from_tree(kind, tree)


def to_tree(value: object) -> Any:
    """`value` as dicts, lists, text, numbers, booleans and None, in the order of its fields."""
    kind: Any = type(value)
    return encoder(kind)(value)


def from_tree(kind: type[T], tree: object) -> T:
    """The value of type `kind` that `to_tree` took apart. Raises Malformed."""
    wanted: Any = kind
    return cast(T, decoder(wanted)(tree))


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


# ------------------------------------------------------------------ out


@cache
def encoder(kind: Any) -> Encode:
    """What turns a value of `kind` into its tree. `_same` for what is its own tree."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _encode_optional(encoder(_some(arguments)))
    if origin is tuple:
        return _encode_all(encoder(arguments[0]))
    if origin is not None and issubclass(_class(origin), Mapping):
        return _encode_mapping(encoder(arguments[1]))
    if kind in (dt.date, dt.datetime):
        return cast(Encode, kind.isoformat)
    if is_dataclass(kind):
        return _encode_dataclass(cast(type, kind))
    if hasattr(kind, "_fields"):
        return list
    return _same


def _same(value: Any) -> Any:
    return value


def _encode_optional(inner: Encode) -> Encode:
    return inner if inner is _same else lambda value: None if value is None else inner(value)


def _encode_all(inner: Encode) -> Encode:
    return list if inner is _same else lambda value: [inner(item) for item in value]


def _encode_mapping(inner: Encode) -> Encode:
    """Keys in order, so that equal mappings give equal bytes."""
    return lambda value: {key: inner(value[key]) for key in sorted(value)}


def _encode_dataclass(kind: type) -> Encode:
    hints = get_type_hints(kind)
    kept = tuple(field for field in fields(kind) if field.compare)
    values = _getter(tuple(field.name for field in kept))
    parts = tuple((f.name, encoder(hints[f.name]), _default(f)) for f in kept)

    def encode(value: Any) -> dict[str, Any]:
        tree = {}
        for (name, inner, default), item in zip(parts, values(value), strict=True):
            if item is not default and (item or item != default):
                tree[name] = item if inner is _same else inner(item)
        return tree

    return encode


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What takes the values of the fields out, as a tuple also where there is one field."""
    if len(names) == 1:
        return lambda value: (getattr(value, names[0]),)
    return cast(Callable[[Any], tuple[Any, ...]], attrgetter(*names))


def _default(field: Field[Any]) -> Any:
    """What the field holds if nothing is given."""
    if field.default_factory is not MISSING:
        return field.default_factory()
    return REQUIRED if field.default is MISSING else field.default


# ------------------------------------------------------------------ in


@cache
def decoder(kind: Any) -> Decode:
    """What makes a value of `kind` from its tree and raises Malformed where that is impossible."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _decode_optional(decoder(_some(arguments)))
    if origin is Literal:
        return _decode_literal(frozenset(arguments))
    if origin is tuple:
        return _decode_all(decoder(arguments[0]))
    if origin is not None and issubclass(_class(origin), Mapping):
        return _decode_mapping(decoder(arguments[1]))
    if is_dataclass(kind):
        return _decode_dataclass(cast(type, kind))
    if hasattr(kind, "_fields"):
        return _decode_named_tuple(kind)
    return _PLAIN[kind]


def _decode_text(tree: Any) -> str:
    if type(tree) is not str:
        raise Malformed(f"no text: {_shown(tree)}")
    return tree


def _decode_whole(tree: Any) -> int:
    if type(tree) is not int:
        raise Malformed(f"no whole number: {_shown(tree)}")
    return tree


def _decode_number(tree: Any) -> float:
    if type(tree) is not float and type(tree) is not int:
        raise Malformed(f"no number: {_shown(tree)}")
    return cast(float, tree)


def _decode_truth(tree: Any) -> bool:
    if type(tree) is not bool:
        raise Malformed(f"neither true nor false: {_shown(tree)}")
    return tree


def _decode_date(tree: Any) -> dt.date:
    try:
        found = dt.date.fromisoformat(tree)
    except (TypeError, ValueError):
        raise Malformed(f"no date: {_shown(tree)}") from None
    if found.isoformat() != tree:
        raise Malformed(f"a date is written YYYY-MM-DD: {_shown(tree)}")
    return found


def _decode_moment(tree: Any) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(tree)
    except (TypeError, ValueError):
        raise Malformed(f"no date and time: {_shown(tree)}") from None
    if found.isoformat() != tree:
        raise Malformed(f"a date and time is written as isoformat writes it: {_shown(tree)}")
    return found


_PLAIN: Mapping[Any, Decode] = {
    str: _decode_text,
    int: _decode_whole,
    float: _decode_number,
    bool: _decode_truth,
    dt.date: _decode_date,
    dt.datetime: _decode_moment,
}


def _decode_optional(inner: Decode) -> Decode:
    return lambda tree: None if tree is None else inner(tree)


def _decode_literal(allowed: frozenset[str]) -> Decode:
    def decode(tree: Any) -> Any:
        if type(tree) is not str or tree not in allowed:
            raise Malformed(f"none of {', '.join(sorted(allowed))}: {_shown(tree)}")
        return tree

    return decode


def _decode_all(inner: Decode) -> Decode:
    def decode(tree: Any) -> tuple[Any, ...]:
        if type(tree) is not list:
            raise Malformed(f"no list: {_shown(tree)}")
        try:
            return tuple([inner(item) for item in tree])
        except Malformed:
            raise _first_wrong(inner, tree) from None

    return decode


def _first_wrong(inner: Decode, items: list[Any]) -> Malformed:
    """Which of the items is malformed."""
    for i, item in enumerate(items):
        try:
            inner(item)
        except Malformed as error:
            return error.below(f"[{i}]")
    raise AssertionError("one of them was malformed")


def _decode_mapping(inner: Decode) -> Decode:
    def decode(tree: Any) -> dict[str, Any]:
        if type(tree) is not dict:
            raise Malformed(f"no object: {_shown(tree)}")
        key = ""
        try:
            return {(key := name): inner(item) for name, item in tree.items()}
        except Malformed as error:
            raise error.below(f"[{key!r}]") from None

    return decode


def _decode_named_tuple(kind: Any) -> Decode:
    hints = get_type_hints(kind)
    inner = tuple(decoder(hints[name]) for name in kind._fields)

    def decode(tree: Any) -> Any:
        if type(tree) is not list or len(tree) != len(inner):
            raise Malformed(f"no list of {len(inner)}: {_shown(tree)}")
        return kind._make([read(item) for read, item in zip(inner, tree, strict=True)])

    return decode


def _decode_dataclass(kind: type) -> Decode:
    hints = get_type_hints(kind)
    kept = tuple(field for field in fields(kind) if field.compare)
    parts = {field.name: (_plain(hints[field.name]), decoder(hints[field.name])) for field in kept}
    required = frozenset(field.name for field in kept if _default(field) is REQUIRED)

    def decode(tree: Any) -> Any:
        if type(tree) is not dict:
            raise Malformed(f"no object: {_shown(tree)}")
        values, name = {}, ""
        try:
            for name, item in tree.items():
                plain, inner = parts[name]
                values[name] = item if type(item) is plain else inner(item)
            return kind(**values)
        except Malformed as error:
            raise error.below(f".{name}") from None
        except KeyError:
            raise Malformed(f"{kind.__name__} has no field {name!r}") from None
        except TypeError:
            missing = ", ".join(sorted(required - values.keys()))
            raise Malformed(f"{kind.__name__} without {missing}") from None

    return decode


# ------------------------------------------------------------------ types


def _plain(kind: Any) -> type | None:
    """The type of what needs no reading, with or without `| None`: text, numbers, truth."""
    inner = _some(get_args(kind)) if get_origin(kind) in (Union, types.UnionType) else kind
    return cast(type, inner) if inner in (str, int, float, bool) else None


def _some(arguments: tuple[Any, ...]) -> Any:
    """Of `X | None` the X. A union of more than that has no place in the model."""
    (found,) = (argument for argument in arguments if argument is not type(None))
    return found


def _class(origin: Any) -> type:
    return origin if isinstance(origin, type) else type(origin)


def _shown(tree: Any) -> str:
    """A value in a message: short, on one line."""
    text = repr(tree)
    return text if len(text) <= 60 else f"{text[:58]} …"
