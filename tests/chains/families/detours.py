"""Several ways up, of which only one is fit: whoever knows the better way must take it (RFC 5280 section 6.1)."""

from __future__ import annotations

from dataclasses import replace

from cryptography import x509
from tests.chains import signatures
from tests.chains.cases import Case, accepted, case, refused
from tests.chains.families.strength import rsa_key
from tests.chains.minting import CLIENT, NOW, YEAR, Draft, anchor, authority, server

DETOURS = "detours"
RULE = "RFC 5280 section 6.1"
EXPIRED = (NOW - 9 * YEAR, NOW - YEAR)


def beside(unfit: Draft, draft: Draft) -> Case:
    """An unfit certificate of the issuing authority, a way up that is shorter than the fit one."""
    root = anchor(draft=authority("Root CA", own_key=rsa_key(2048)))
    short = unfit.signed_by(root)
    middle = authority("Middle CA").signed_by(root)
    return accepted([server().signed_by(short), short, draft.signed_by(middle), middle], [root], RULE)


@case(DETOURS)
def around_a_broken_hash() -> Case:
    draft = authority()
    return beside(replace(draft, scheme=signatures.RSA_SHA1), draft)


@case(DETOURS)
def around_one_that_is_no_authority() -> Case:
    draft = authority()
    return beside(draft.plus(x509.BasicConstraints(ca=False, path_length=None), critical=True), draft)


@case(DETOURS)
def around_one_for_clients() -> Case:
    draft = authority()
    return beside(draft.plus(x509.ExtendedKeyUsage([CLIENT])), draft)


@case(DETOURS)
def around_an_unknown_extension() -> Case:
    draft = authority()
    return beside(draft.raw("1.3.6.1.4.1.55555.1", b"\x05\0", critical=True), draft)


@case(DETOURS)
def around_one_that_is_not_yet_valid() -> Case:
    draft = authority()
    return beside(draft.at(NOW + YEAR, NOW + 2 * YEAR), draft)


@case(DETOURS)
def every_way_has_a_fault_of_its_own() -> Case:
    """One has run out, the other is for clients only."""
    root = anchor()
    draft = authority()
    expired = draft.at(*EXPIRED).signed_by(root)
    for_clients = draft.plus(x509.ExtendedKeyUsage([CLIENT])).signed_by(root)
    codes = ("certificate-expired", "wrong-key-usage")
    chain = [server().signed_by(expired), expired, for_clients]
    return refused(chain, [root], RULE, codes, "intermediate 1")


@case(DETOURS)
def thirty_namesakes_before_the_right_one() -> Case:
    """Other keys under the issuer's name, all certified by the root."""
    root = anchor()
    namesakes = [authority().signed_by(root) for _ in range(30)]
    issuing = authority().signed_by(root)
    return accepted([server().signed_by(issuing), *namesakes, issuing], [root], RULE)


@case(DETOURS)
def expired_intermediate_in_the_trust_store() -> Case:
    """The store holds an old certificate of the intermediate; a good one is sent."""
    root = anchor()
    draft = authority()
    old, fresh = draft.at(*EXPIRED).signed_by(root), draft.signed_by(root)
    return accepted([server().signed_by(fresh), fresh], [old, root], RULE)


@case(DETOURS)
def renewed_intermediate_in_the_trust_store() -> Case:
    """The server still sends the old one, the caller trusts the new one."""
    draft, unknown = authority(), anchor("Unknown Root")
    old, fresh = draft.at(*EXPIRED).signed_by(unknown), draft.signed_by(unknown)
    return accepted([server().signed_by(old), old], [fresh], RULE)


@case(DETOURS)
def reissued_root_sent_along() -> Case:
    """Name and key of the trusted root in another certificate, self-signed, and run out."""
    draft = authority("Root CA")
    trusted, sent = anchor(draft=draft), anchor(draft=replace(draft.at(*EXPIRED), serial=77))
    return accepted([server().signed_by(trusted), sent], [trusted], RULE)


@case(DETOURS)
def two_expired_ways() -> Case:
    """Whichever is taken, its intermediate has run out."""
    root = anchor()
    draft = authority()
    one, two = draft.at(*EXPIRED).signed_by(root), draft.at(EXPIRED[0], NOW - 2 * YEAR).signed_by(root)
    chain = [server().signed_by(one), one, two]
    return refused(chain, [root], "RFC 5280 section 6.1.3 (a)(2)", "certificate-expired", "intermediate 1")
