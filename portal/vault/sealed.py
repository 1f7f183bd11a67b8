"""Sealed fields: a descriptor that a model reads and writes as words, over a ciphertext column.

Words become ciphertext at flush (`Pending` until then) and words again when they are read, never
when a row is loaded. Bulk statements that would skip the sealing are refused by the column type.
"""

import json
import unicodedata
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any, Generic, Self, TypeVar, overload

from sqlalchemy import Dialect, LargeBinary, event
from sqlalchemy.orm import Session, object_session
from sqlalchemy.sql.operators import in_op, not_in_op
from sqlalchemy.types import TypeDecorator

from portal.vault.keyring import KeyRing
from portal.vault.vault import ERASED, VERSION, Vault
from portal.vault.wrapping import PracticeSecret

T = TypeVar("T")


class Pending(Generic[T]):
    """Words not yet sealed. Says nothing of them when printed."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value


class SealedBytes(TypeDecorator[Any]):
    """The last gate: only ciphertext goes through."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is not None and (not isinstance(value, bytes) or value[:1] != VERSION):
            raise TypeError("unsealed words")
        return value


class Sealed(Generic[T]):
    """A field `name` over the column `name_sealed`. Reads as ERASED once the client was erased."""

    def __init__(
        self,
        encode: Callable[[T], bytes] = lambda value: str(value).encode(),
        decode: Callable[[bytes], Any] = bytes.decode,
    ) -> None:
        self._encode, self._decode = encode, decode
        self.name = self.column = self._memo = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.column, self._memo = name, f"{name}_sealed", f"_opened_{name}"

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: object, owner: type) -> T: ...
    def __get__(self, row: Any, owner: type) -> Any:
        if row is None:
            return self
        blob = getattr(row, self.column)
        if blob is None or isinstance(blob, Pending):
            return blob and blob.value
        memo = row.__dict__.get(self._memo)
        if memo and memo[0] is blob:
            return memo[1]
        words = _vault(row).open(blob, row.sealing_owner(), self.place(row))
        value = ERASED if words is None else self._decode(words)
        row.__dict__[self._memo] = (blob, value)
        return value

    def __set__(self, row: Any, value: T | None) -> None:
        setattr(row, self.column, None if value is None else Pending(value))

    def __eq__(self, other: object) -> bool:
        raise TypeError("a sealed field cannot be searched")

    __hash__ = object.__hash__

    def place(self, row: Any) -> str:
        """Return what binds a ciphertext to its table, column and row."""
        return f"{row.__tablename__}|{self.name}|{row.id}"

    def seal(self, row: Any, vault: Vault) -> None:
        """Turn words that wait in `row` into ciphertext."""
        waiting = row.__dict__.get(self.column)
        if isinstance(waiting, Pending):
            words = self._encode(waiting.value)
            blob = vault.seal(words, row.sealing_owner(), self.place(row))
            setattr(row, self.column, blob)


class SealedText(Sealed[str]):
    """A sealed text that is always there."""


class SealedOptionalText(Sealed[str | None]):
    """A sealed text that may be missing."""


class SealedNumber(Sealed[int | None]):
    """A sealed whole number that may be missing; erased, it is missing."""

    def __init__(self) -> None:
        super().__init__(lambda value: str(value).encode(), int)


class SealedJson(Sealed[Any]):
    """A sealed value of plain lists, dicts, texts, numbers and None."""

    def __init__(self) -> None:
        super().__init__(lambda value: json.dumps(value, sort_keys=True).encode(), json.loads)


class SealedBlob(Sealed[bytes]):
    """Sealed bytes, such as a PDF."""

    def __init__(self) -> None:
        super().__init__(bytes, bytes)


class Findable(TypeDecorator[Any]):
    """A word that can be found by equality and by nothing else: equal words, equal ciphertext.

    It is stored under the newest root key and looked for under every root, so that rotation leaves
    nobody unfound.
    """

    impl = LargeBinary
    cache_ok = True
    keyring: KeyRing | None = None

    class Comparator(TypeDecorator.Comparator[Any]):
        """Knows equality only; anything else would quietly find nothing."""

        def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
            if op.__name__ not in {"eq", "ne", "in_op", "not_in_op", "is_", "is_not"}:
                raise TypeError("an encrypted column knows equality only")
            if other and isinstance(other[0], str):
                op = {"eq": in_op, "ne": not_in_op}[op.__name__]
                other = (self.type.everywhere(other[0]),)  # type: ignore[attr-defined]
            return super().operate(op, *other, **kwargs)

    comparator_factory = Comparator

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def everywhere(self, word: str) -> list[bytes]:
        """Return every ciphertext that `word` may be stored as."""
        return _keyring().finds(_folded(word), self.column)

    def process_bind_param(self, value: str | bytes | None, dialect: Dialect) -> bytes | None:
        if value is None or isinstance(value, bytes):
            return value
        return _keyring().find(_folded(value), self.column)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _keyring().found(value, self.column)


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word.strip()).lower()


def _keyring() -> KeyRing:
    if Findable.keyring is None:
        raise RuntimeError("the key ring is not set: the application has not been created")
    return Findable.keyring


def _vault(row: object) -> Vault:
    session = object_session(row)
    if session is None:
        raise RuntimeError("a detached row cannot be opened")
    return vault_of(session)


def vault_of(session: Session) -> Vault:
    """Return the vault of `session`, made when it is first needed."""
    if "vault" not in session.info:
        session.info["vault"] = Vault(session, _keyring(), PRACTICE_KEYS)
    vault: Vault = session.info["vault"]
    return vault


PRACTICE_KEYS: dict[uuid.UUID, PracticeSecret] = {}


@cache
def sealed_fields(model: type) -> tuple[Sealed[Any], ...]:
    """Return the sealed fields of a model, those of its mixins included."""
    found = {
        name: value
        for base in reversed(model.__mro__)
        for name, value in vars(base).items()
        if isinstance(value, Sealed)
    }
    return tuple(found.values())


@event.listens_for(Session, "before_flush")
def _seal_before_flush(session: Session, context: object, instances: object) -> None:
    for row in list(session.new) + list(session.dirty):
        for field in sealed_fields(row.__class__):
            field.seal(row, vault_of(session))
