"""The words in which a log line is explained: what a stack's grammar reads in it, and what follows from that.

A grammar (one file a stack) turns a line into a `Reading`, which is free of any library's spelling. One shared set of
rules turns readings into an `Explanation`. Neither knows where the line came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from firstcause.model.handshake import Alert

Role = Literal["client", "server", "proxy"]
"""Who wrote the line: `proxy` is a proxy in its client's part, towards its upstream."""

Side = Literal["client", "server", "either"]


class Symptom(StrEnum):
    """What the side that speaks found by itself; the value completes "This side says that ..."."""

    EXPIRED = "the peer's certificate has expired"
    NOT_YET_VALID = "the peer's certificate is not valid yet"
    OUT_OF_DATE = "today is outside the validity of the peer's certificate"
    WRONG_NAME = "the peer's certificate is not valid for the name that was asked for"
    NO_ISSUER = "it does not know the issuer of the peer's certificate"
    NO_TOP_ISSUER = "it does not know the issuer of the last certificate that was sent"
    LEAF_ALONE = "the peer sent its leaf alone, and nothing here leads on from it"
    SELF_SIGNED_LEAF = "the peer's certificate is signed by itself"
    SELF_SIGNED_ROOT = "the chain ends in a root that is not trusted here"
    NO_PATH = "it finds no way from the peer's certificate to an authority that it trusts"
    UNTRUSTED = "the trust store does not accept the peer's certificate"
    WRONG_USAGE = "the peer's certificate may not be used in this role"
    INVALID_CA = "an issuer in the chain may not sign certificates"
    CHAIN_TOO_LONG = "the chain is longer than this side allows"
    CONSTRAINED_NAME = "an authority in the chain may not issue for this name"
    REVOKED = "the peer's certificate was revoked"
    REVOCATION_UNKNOWN = "it cannot find out whether the peer's certificate was revoked"
    WEAK = "a key or a signature is weaker than this side allows"
    BAD_SIGNATURE = "a signature in the chain does not verify"
    OTHER_ISSUER_KEY = "an authority of the issuer's name is trusted here, but its key did not sign this certificate"
    MALFORMED_CERTIFICATE = "the peer's certificate is not well-formed"
    OTHER_KEY = "the peer's certificate is not the one that is pinned"
    NOT_VERIFIED = "the peer's certificate does not verify, without telling why"
    NO_CERTIFICATE = "the peer presented no certificate"
    LATE_REFUSAL = "the peer refused this side when its own part of the handshake was over already"
    CLIENT_REFUSED = "the server did not accept the client's certificate"
    NEGOTIATION = "the two sides have no version or no cipher suite in common"
    OTHER_VERSION = "the two sides have no TLS version in common"
    NO_CIPHER = "the two sides have no cipher suite in common"
    NO_GROUP = "the two sides have no key exchange group in common"
    NO_SIGNATURE_ALGORITHM = "the two sides have no signature algorithm in common"
    LEGACY_SIGNATURE = "the peer wants a signature algorithm that is no longer allowed"
    NO_PROTOCOL = "the two sides have no application protocol in common"
    UNKNOWN_NAME = "it has nothing for the server name that was asked for"
    RENEGOTIATION = "it refuses to renegotiate, or to do without secure renegotiation"
    DOWNGRADE = "a higher version was possible than the one that was tried"
    UNKNOWN_KEY = "a pre-shared key or ticket is not known, or does not fit"
    FIPS = "its FIPS rules, or its library's providers, forbid what is needed"
    PLAIN_HTTP = "an HTTP request came in clear text"
    NOT_TLS = "what arrived is not TLS of any version"
    TLS_REFUSED = "a TLS client came, and it speaks no TLS"
    BAD_FRAMING = "a record or message that arrived is not well-formed"
    BAD_RECORD = "a record that arrived does not decrypt"
    BAD_PROOF = "a signature or Finished of the handshake does not verify"
    RESET = "the connection was reset"
    CLOSED = "the connection was closed without an alert"
    TIMED_OUT = "the handshake did not come to its end in time"
    KEY_PAIR = "its certificate and its private key are not a pair"
    FILES = "a certificate, key or setting of its own cannot be used"
    OWN_ERROR = "it failed for a reason of its own"
    UNTOLD = "the handshake failed, and nothing more"
    REFUSED = "the connection was refused"
    UNREACHABLE = "no connection could be made in time"
    UNRESOLVED = "the name of the host does not resolve"


VAGUE: Final = frozenset({Symptom.UNTOLD, Symptom.NOT_VERIFIED, Symptom.OUT_OF_DATE, Symptom.OWN_ERROR, Symptom.FILES})
"""Symptoms that give way to any other of the same text."""

OF_THE_WIRE: Final = frozenset({Symptom.RESET, Symptom.CLOSED, Symptom.TIMED_OUT})
"""Symptoms of how a connection ended, which give way to any reason for it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one line says. Neither symptom nor alert: the line is understood, and tells of no failed handshake."""

    stack: str
    symptom: Symptom | None = None
    alert: Alert | None = None
    role: Role | None = None  # only where the line itself shows it


@dataclass(frozen=True, slots=True)
class Cause:
    """A fault code (see `model.fault`) and the chance, 0-1, that it is the one meant."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the words mean. `causes` are ranked, best first; empty when they tell of no handshake failure.

    `elsewhere` is then the code of a failure before TLS began (`net/connection-refused`), "" where there is none.
    `side_at_fault` is None without causes. `stack` is "" where no grammar knew the words.
    """

    causes: tuple[Cause, ...] = ()
    role: Role | None = None
    stack: str = ""
    alert: Alert | None = None
    side_at_fault: Side | None = None
    explanation: str = ""
    next_checks: tuple[str, ...] = ()
    elsewhere: str = ""
