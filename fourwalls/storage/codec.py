"""Effects as bytes and back, for the outbox: JSON of the frozen values' fields, checked by their types.

Only the effects of ``Done`` and the values inside them are made from stored data; nothing else can be.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union, get_args, get_origin

from fourwalls.group.effects import Done
from fourwalls.storage.errors import StorageError

T = TypeVar("T")

_VERSION: Final = 1
_KINDS: Final[dict[str, type[Any]]] = {kind.__name__: kind for kind in get_args(Done)}


class CodecError(StorageError):
    """Stored bytes are not an effect that this program knows."""


def kind_of(effect: Done) -> str:
    """Give the name under which an effect of this kind is stored."""
    return type(effect).__name__


def encode(effect: Done) -> bytes:
    """Turn an effect into bytes."""
    return json.dumps({"v": _VERSION, "kind": kind_of(effect), "fields": _plain(effect)}).encode()


def decode(stored: bytes) -> Done:
    """Turn bytes back into the effect.

    Raises:
        CodecError: they are not an effect of this version.
    """
    try:
        data = json.loads(stored)
        if data["v"] != _VERSION:
            raise CodecError("a stored effect has an unknown version")
        effect: Done = _build(_KINDS[data["kind"]], data["fields"])
    except (ValueError, KeyError, TypeError):
        raise CodecError("a stored effect cannot be read") from None
    return effect


def plain(value: Any) -> Any:
    """Give a frozen value (a dataclass of values, tuples, times, enums) in a form that JSON can hold."""
    return _plain(value)


def made(kind: type[T], data: Any) -> T:
    """Make the value again.

    Raises:
        CodecError: the data are not a value of this kind.
    """
    try:
        value: T = _build(kind, data)
    except (ValueError, KeyError, TypeError):
        raise CodecError("a stored value cannot be read") from None
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _build(kind: Any, data: Any) -> Any:  # noqa: PLR0911  one line a form of type
    """Make a value of a type from JSON; ``TypeError`` or ``ValueError`` when it does not fit."""
    kind = getattr(kind, "__supertype__", kind)
    if kind is Any:
        return data
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _build_one_of(get_args(kind), data)
    if origin is tuple:
        return _build_tuple(get_args(kind), data)
    if origin is dict:
        return _exactly(dict, data)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        if not set(_exactly(dict, data)) <= set(hints):
            raise TypeError("other fields")
        # one that an older version did not know yet has its default, or the value cannot be made
        return kind(**{name: _build(hint, data[name]) for name, hint in hints.items() if name in data})
    if kind is datetime:
        return datetime.fromisoformat(_exactly(str, data))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    if kind is float:
        return float(data)
    return _exactly(kind, data)


def _build_one_of(kinds: tuple[Any, ...], data: Any) -> Any:
    for kind in kinds:
        try:
            return _build(kind, data)
        except (TypeError, ValueError):
            continue
    raise TypeError("none of the types of a union")


def _build_tuple(kinds: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    items = _exactly(list, data)
    if len(kinds) == 2 and kinds[1] is ...:  # noqa: PLR2004  the form tuple[X, ...]
        return tuple(_build(kinds[0], item) for item in items)
    return tuple(_build(kind, item) for kind, item in zip(kinds, items, strict=True))


def _exactly(kind: Any, data: Any) -> Any:
    if type(data) is not kind:
        raise TypeError("another type")
    return data
