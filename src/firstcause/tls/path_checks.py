"""Why a path does not end in trust: self-signed, incomplete, unknown authority, or a signature that is none.

The hard question is whether the server forgot to send an intermediate or whether its authority is a stranger. It is
sure only when somebody else has shown us the missing certificate; what was sent decides the likelier answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cryptography import x509

from firstcause.model.handshake import Detail
from firstcause.tls.certificate import short_name
from firstcause.tls.chain_case import ChainCase, ChainFault
from firstcause.tls.path import PathEnd, build_path
from firstcause.tls.search import DEEPEST, ENOUGH, Search
from firstcause.tls.told import MOST_NAME, few, told

INCOMPLETE: Final = "tls/incomplete-chain"
UNKNOWN: Final = "tls/unknown-ca"
_ROOT: Final = "root"  # as roots are called, and hardly ever an intermediate


def broken_path(case: ChainCase) -> Iterator[ChainFault]:
    """The one reason why the path does not reach trust."""
    if case.path.end is not PathEnd.TRUSTED:
        yield _REASONS[case.path.end](case)


def _self_signed(case: ChainCase) -> ChainFault:
    leaf = case.chain[0]
    return ChainFault(
        "tls/self-signed",
        Detail("a certificate issued by a trusted authority", (f"{_dn(leaf.subject)}, signed by itself",), "leaf"),
        f"The certificate '{short_name(leaf.subject)}' signs itself, and this caller does not trust it. "
        "A proxy or ingress often serves such a default certificate when its own is missing.",
    )


def _untrusted_root(case: ChainCase) -> ChainFault:
    root = short_name(case.path.top.subject)
    return ChainFault(
        UNKNOWN,
        Detail(_trusted_roots(case), (_dn(case.path.top.subject),), case.role(case.path.top)),
        f"The chain is complete up to the root '{root}', which was sent along; this caller does not trust that root.",
    )


def _bad_signature(case: ChainCase) -> ChainFault:
    certificate, issuer = short_name(case.path.top.subject), short_name(case.path.top.issuer)
    return ChainFault(
        "tls/certificate-malformed",
        Detail(f"a signature by '{issuer}' that verifies", ("a signature that does not",), case.role(case.path.top)),
        f"The signature of '{certificate}' does not verify with the key of its issuer '{issuer}': "
        "the certificate was altered or damaged after it was signed.",
    )


def _issuer_absent(case: ChainCase) -> ChainFault:
    missing = _missing_intermediate(case)
    if missing is not None:
        return _incomplete(case, f"'{short_name(missing.subject)}' was seen elsewhere and would complete the path.")
    if case.trust.named(case.path.top.issuer):
        return _rotated_authority(case)
    if case.known.named(case.path.top.issuer):
        return _unknown_authority(case)
    return _leaf_stands_alone(case) if len(case.path.certificates) == 1 else _unknown_authority(case)


def _leaf_stands_alone(case: ChainCase) -> ChainFault:
    """Nothing that was sent has issued the leaf. Authorities issue through intermediates, unless they say otherwise."""
    if _ROOT in short_name(case.path.top.issuer).lower():
        return _unknown_authority(case)
    return _incomplete(case, "", alternatives=(UNKNOWN,))


def _search_ended(case: ChainCase) -> ChainFault:
    issuer = short_name(case.path.top.issuer)
    return ChainFault(
        UNKNOWN,
        Detail(_trusted_roots(case), (f"{len(case.chain)} certificates", f"issuer {_dn(case.path.top.issuer)}")),
        f"The server sends {len(case.chain)} certificates, and no path through them into this caller's trust was found "
        f"before the search was ended: it goes {DEEPEST} certificates deep, and verifies {ENOUGH} signatures at most "
        f"(fewer where keys are large). It came as far as '{issuer}'. Other callers give up as well.",
        (INCOMPLETE,),
    )


def _incomplete(case: ChainCase, because: str, alternatives: tuple[str, ...] = ()) -> ChainFault:
    top, issuer = case.path.top, short_name(case.path.top.issuer)
    alone = all(certificate == case.chain[0] for certificate in case.chain)  # some servers send it twice
    sent = "its leaf only" if alone else f"{len(case.chain)} certificates"
    whose = "its issuer" if alone else f"the issuer of '{short_name(top.subject)}',"
    explanation = f"The server sends {sent}; {whose} '{issuer}' is neither sent nor trusted by this caller. {because}"
    presented = few([_dn(c.subject) for c in case.chain])
    return ChainFault(
        INCOMPLETE, Detail(f"issuer '{issuer}'", presented, case.role(top)), explanation.strip(), alternatives
    )


def _rotated_authority(case: ChainCase) -> ChainFault:
    issuer = short_name(case.path.top.issuer)
    return ChainFault(
        UNKNOWN,
        Detail(
            f"a signature by the trusted key of '{issuer}'", ("a signature by another key",), case.role(case.path.top)
        ),
        f"This caller trusts an authority named '{issuer}', but with another key: "
        "the authority was rotated under the same name, and this caller has not got the new one.",
    )


def _unknown_authority(case: ChainCase) -> ChainFault:
    issuer = short_name(case.path.top.issuer)
    sure = bool(case.known.named(case.path.top.issuer))
    return ChainFault(
        UNKNOWN,
        Detail(_trusted_roots(case), (f"issuer {_dn(case.path.top.issuer)}",), case.role(case.path.top)),
        f"The chain leads to '{issuer}', which this caller does not trust.",
        () if sure else (INCOMPLETE,),
    )


def _missing_intermediate(case: ChainCase) -> x509.Certificate | None:
    """The known certificate that signed the top and from which a path leads into trust."""
    search, others = Search(), tuple(case.known)
    for issuer in case.known.named(case.path.top.issuer):
        signed = search.has_signed(issuer, case.path.top)
        if signed and build_path((issuer, *others), case.trust, search).end is PathEnd.TRUSTED:
            return issuer
    return None


def _trusted_roots(case: ChainCase) -> str:
    names = [f"'{short_name(c.subject)}'" for c in case.trust]
    if not names:
        return "a trusted authority (this caller trusts none)"
    if len(names) == 1:
        return f"the trusted authority {names[0]}"
    return "one of " + ", ".join(names) if len(names) <= 3 else f"one of {len(names)} trusted authorities"


def _dn(name: x509.Name) -> str:
    return told(name.rfc4514_string(), MOST_NAME)


_REASONS: Final[Mapping[PathEnd, Callable[[ChainCase], ChainFault]]] = MappingProxyType(
    {
        PathEnd.SELF_SIGNED: _self_signed,
        PathEnd.UNTRUSTED_ROOT: _untrusted_root,
        PathEnd.BAD_SIGNATURE: _bad_signature,
        PathEnd.ISSUER_ABSENT: _issuer_absent,
        PathEnd.SEARCH_ENDED: _search_ended,
    }
)
