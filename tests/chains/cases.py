"""A chain case: what is presented to whom, and what the standards say of it, decided before anybody judges it.

The families are those of C2SP/x509-limbo in idea; certificates, words and code are our own. A case says where it is
written that it is valid or not, and who refuses an invalid one: ordinary clients, strict ones, or hardly any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tests.chains.minting import NAME, NOW, Minted


class Refused(StrEnum):
    """By whom a chain is refused."""

    NOBODY = "nobody"  # valid
    ORDINARY = "ordinary"  # by ordinary TLS clients: at least one of OpenSSL, Go and the browsers, by default
    STRICT = "strict"  # only by clients that hold the profile strictly (openssl -x509_strict, Python from 3.13)
    PEDANTIC = "pedantic"  # a rule for issuing, which hardly any client checks; not weighed, as x509-limbo flags them


@dataclass(frozen=True, slots=True)
class Case:
    """Certificates in DER, leaf first. `codes` are the failure codes that fit, `where` the certificates that may be
    meant, in the words of `Detail.certificate`."""

    refused: Refused
    rule: str  # the section that decides
    chain: tuple[bytes, ...]
    trust: tuple[bytes, ...]
    codes: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    name: str = NAME
    now: datetime = NOW
    title: str = ""
    family: str = ""

    @property
    def valid(self) -> bool:
        return self.refused is Refused.NOBODY

    @property
    def id(self) -> str:
        return f"{self.family}/{self.title}"


Making = Callable[[], Case]
_makings: dict[str, tuple[str, Making]] = {}


def case(family: str) -> Callable[[Making], Making]:
    """Register a function as the maker of a case; its name is the case's title."""

    def register(make: Making) -> Making:
        key = f"{family}/{make.__name__}"
        assert key not in _makings, key
        _makings[key] = (family, make)
        return make

    return register


def titles() -> tuple[str, ...]:
    """`family/title` of every registered case."""
    return tuple(_makings)


def made(title: str) -> Case:
    """This case, with certificates of its own."""
    family, make = _makings[title]
    return replace(make(), title=make.__name__, family=family)


def accepted(
    chain: Sequence[Minted], trust: Sequence[Minted], rule: str, *, name: str = NAME, now: datetime = NOW
) -> Case:
    """A valid case."""
    return Case(Refused.NOBODY, rule, _ders(chain), _ders(trust), name=name, now=now)


def refused(
    chain: Sequence[Minted],
    trust: Sequence[Minted],
    rule: str,
    codes: str | tuple[str, ...],
    where: str | tuple[str, ...],
    *,
    by: Refused = Refused.ORDINARY,
    name: str = NAME,
    now: datetime = NOW,
) -> Case:
    """An invalid case. `codes` are without `tls/`."""
    codes = (codes,) if isinstance(codes, str) else codes
    where = (where,) if isinstance(where, str) else where
    return Case(by, rule, _ders(chain), _ders(trust), tuple(f"tls/{code}" for code in codes), where, name, now)


def _ders(minted: Sequence[Minted]) -> tuple[bytes, ...]:
    return tuple(m.der for m in minted)
