"""Building a path: what is sent, in which order, and which of several ways up is taken (RFC 5280 section 6.1)."""

from __future__ import annotations

from dataclasses import replace

from cryptography import x509
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID
from tests.chains.cases import Case, accepted, case, refused
from tests.chains.minting import NOW, YEAR, Draft, Minted, anchor, authority, dn, server

PATHS = "paths"
RFC5280 = "RFC 5280 section 6.1"
ANY_ORDER = "RFC 8446 section 4.4.2"
ABSENT = ("incomplete-chain", "unknown-ca")


@case(PATHS)
def leaf_below_the_root() -> Case:
    """No intermediate at all."""
    root = anchor()
    return accepted([server().signed_by(root)], [root], RFC5280)


@case(PATHS)
def one_intermediate() -> Case:
    """The usual chain."""
    root = anchor()
    issuing = authority().signed_by(root)
    return accepted([server().signed_by(issuing), issuing], [root], RFC5280)


@case(PATHS)
def three_intermediates() -> Case:
    """A longer chain, in order."""
    root = anchor()
    steps = ladder(root, 3)
    return accepted([server().signed_by(steps[0]), *steps], [root], RFC5280)


@case(PATHS)
def twelve_intermediates() -> Case:
    """RFC 5280 sets no limit where no authority does."""
    root = anchor()
    steps = ladder(root, 12)
    return accepted([server().signed_by(steps[0]), *steps], [root], "RFC 5280 section 4.2.1.9")


@case(PATHS)
def upside_down() -> Case:
    """The leaf is first, the rest is in reverse."""
    root = anchor()
    steps = ladder(root, 3)
    return accepted([server().signed_by(steps[0]), *reversed(steps)], [root], ANY_ORDER)


@case(PATHS)
def strangers_sent_along() -> Case:
    """Certificates that have nothing to do with it."""
    root = anchor()
    issuing = authority().signed_by(root)
    other = anchor("Other Root")
    strangers = [other, authority("Other CA").signed_by(other), server("other.example").signed_by(other)]
    return accepted([server().signed_by(issuing), *strangers, issuing], [root], ANY_ORDER)


@case(PATHS)
def root_sent_along() -> Case:
    """The trusted root is sent, though it need not be."""
    root = anchor()
    issuing = authority().signed_by(root)
    return accepted([server().signed_by(issuing), issuing, root], [root], ANY_ORDER)


@case(PATHS)
def leaf_sent_twice() -> Case:
    """A bundle that was pasted together twice."""
    root = anchor()
    issuing = authority().signed_by(root)
    leaf = server().signed_by(issuing)
    return accepted([leaf, leaf, issuing, issuing], [root], ANY_ORDER)


@case(PATHS)
def intermediate_sent_first() -> Case:
    """The first certificate is the server's own, by definition: here it is an authority's."""
    root = anchor()
    issuing = authority().signed_by(root)
    codes = ("name-mismatch", "wrong-key-usage")
    return refused([issuing, server().signed_by(issuing)], [root], ANY_ORDER, codes, "leaf")


@case(PATHS)
def intermediate_missing() -> Case:
    """Only the leaf is sent."""
    root = anchor()
    issuing = authority().signed_by(root)
    return refused([server().signed_by(issuing)], [root], RFC5280, ABSENT, "leaf")


@case(PATHS)
def upper_intermediate_missing() -> Case:
    """One of two intermediates is sent."""
    root = anchor()
    steps = ladder(root, 2)
    return refused([server().signed_by(steps[0]), steps[0]], [root], RFC5280, ABSENT, "intermediate 1")


@case(PATHS)
def lower_intermediate_missing() -> Case:
    """The other of two intermediates is sent."""
    root = anchor()
    steps = ladder(root, 2)
    return refused([server().signed_by(steps[0]), steps[1]], [root], RFC5280, ABSENT, "leaf")


@case(PATHS)
def untrusted_root_sent_along() -> Case:
    """The chain is complete, up to a stranger."""
    foreign = anchor("Foreign Root")
    issuing = authority().signed_by(foreign)
    return refused([server().signed_by(issuing), issuing, foreign], [anchor()], RFC5280, "unknown-ca", "root")


@case(PATHS)
def untrusted_root_not_sent() -> Case:
    """The chain leads to a stranger, who is not shown."""
    issuing = authority().signed_by(anchor("Foreign Root"))
    return refused([server().signed_by(issuing), issuing], [anchor()], RFC5280, ABSENT, "intermediate 1")


@case(PATHS)
def nothing_is_trusted() -> Case:
    """An empty trust store."""
    root = anchor()
    return refused([server().signed_by(root), root], [], "RFC 5280 section 6.1.1", "unknown-ca", "root")


@case(PATHS)
def self_signed_leaf() -> Case:
    """The leaf signs itself, and nobody trusts it."""
    return refused([server().self_signed()], [anchor()], RFC5280, "self-signed", "leaf")


@case(PATHS)
def self_signed_leaf_is_trusted() -> Case:
    """The leaf signs itself, and stands in the trust store: its name and key are the anchor's."""
    leaf = server().self_signed()
    return accepted([leaf], [leaf], "RFC 5280 section 6.1.1 (d)")


@case(PATHS)
def intermediate_is_the_anchor() -> Case:
    """An anchor is a name and a key: it need not sign itself."""
    issuing = authority().signed_by(anchor("Unknown Root"))
    return accepted([server().signed_by(issuing)], [issuing], "RFC 5280 section 6.1.1 (d)")


@case(PATHS)
def authority_rotated_under_its_name() -> Case:
    """The trusted root has the right name, and an older key."""
    codes = ("unknown-ca", "certificate-malformed")
    return refused([server().signed_by(anchor())], [anchor()], "RFC 5280 section 6.1.3 (a)(1)", codes, "leaf")


@case(PATHS)
def false_root_sent_along() -> Case:
    """A self-made root with the trusted root's name is sent along."""
    false = anchor()
    return refused([server().signed_by(false), false], [anchor()], RFC5280, "unknown-ca", "root")


@case(PATHS)
def intermediates_of_one_name() -> Case:
    """Two authorities have one name and two keys; the wrong one comes first."""
    root = anchor()
    wrong, right = authority().signed_by(root), authority().signed_by(root)
    return accepted([server().signed_by(right), wrong, right], [root], RFC5280)


@case(PATHS)
def roots_of_one_name() -> Case:
    """Two trusted roots have one name and two keys."""
    wrong, right = anchor(), anchor()
    return accepted([server().signed_by(right)], [wrong, right], RFC5280)


@case(PATHS)
def two_ways_and_one_is_trusted() -> Case:
    """The issuing authority was certified by two roots; the caller knows the other one."""
    root, unknown = anchor(), anchor("Unknown Root")
    issuing = authority()
    known_way, other_way = issuing.signed_by(root), issuing.signed_by(unknown)
    return accepted([server().signed_by(known_way), other_way, unknown, known_way], [root], RFC5280)


@case(PATHS)
def root_that_was_cross_signed() -> Case:
    """A cross-certificate of the trusted root, by an unknown one, is sent along."""
    root, unknown = anchor(), anchor("Unknown Root")
    issuing = authority().signed_by(root)
    cross = replace(root.draft, identified=True).signed_by(unknown)
    return accepted([server().signed_by(issuing), issuing, cross], [root], RFC5280)


@case(PATHS)
def expired_cross_certificate() -> Case:
    """The cross-certificate has run out, and its old root is still trusted; the new root makes it superfluous."""
    root, old = anchor(), anchor("Old Root")
    cross = replace(root.draft, identified=True).at(NOW - 9 * YEAR, NOW - YEAR).signed_by(old)
    return accepted([server().signed_by(root), cross], [old, root], RFC5280)


@case(PATHS)
def shorter_way_has_expired() -> Case:
    """The short way up has run out; the long one is fine."""
    root = anchor()
    issuing = authority()
    expired = issuing.at(NOW - 9 * YEAR, NOW - YEAR).signed_by(root)
    middle = authority("Middle CA").signed_by(root)
    return accepted([server().signed_by(expired), expired, issuing.signed_by(middle), middle], [root], RFC5280)


@case(PATHS)
def renewed_root_beside_the_expired_one() -> Case:
    """Root renewed with the same key; the store still holds the one that ran out."""
    draft = authority("Root CA")
    old = anchor(draft=draft.at(NOW - 9 * YEAR, NOW - YEAR))
    return accepted([server().signed_by(old)], [old, anchor(draft=draft)], RFC5280)


@case(PATHS)
def shorter_way_forbids_the_depth() -> Case:
    """One certificate of the upper authority limits the path length, the other does not."""
    root = anchor()
    upper = authority("Upper CA")
    limited = authority("Upper CA", path_length=0, own_key=upper.key).signed_by(root)
    issuing = authority().signed_by(limited)
    middle = authority("Middle CA").signed_by(root)
    chain = [server().signed_by(issuing), issuing, limited, upper.signed_by(middle), middle]
    return accepted(chain, [root], RFC5280)


@case(PATHS)
def loop_without_a_way_out() -> Case:
    """Two authorities certify each other, and nobody else certifies them."""
    first, second = authority("First CA"), authority("Second CA")
    a, b = first.signed_by(_stub(second)), second.signed_by(_stub(first))
    where = ("leaf", "intermediate 1", "intermediate 2")
    return refused([server().signed_by(a), a, b], [anchor()], RFC5280, ABSENT, where)


@case(PATHS)
def loop_under_one_name() -> Case:
    """Two keys of one authority certify each other."""
    first, second = authority(), authority()
    a, b = first.signed_by(_stub(second)), second.signed_by(_stub(first))
    where = ("leaf", "intermediate 1", "intermediate 2", "root")
    return refused([server().signed_by(a), a, b], [anchor()], RFC5280, ABSENT, where)


@case(PATHS)
def loops_with_a_way_out() -> Case:
    """Three authorities certify each other in every direction; one of them is trusted."""
    drafts = [authority(f"Bridge {letter}") for letter in "ABC"]
    root = anchor(draft=drafts[0])
    crosses = [a.signed_by(_stub(b)) for a in drafts for b in drafts if a is not b]
    issuing = authority().signed_by(root)
    return accepted([server().signed_by(issuing), issuing, *crosses], [root], RFC5280)


@case(PATHS)
def mesh_without_a_way_out() -> Case:
    """Eight authorities certify each other in every direction; none is trusted. The search must come to an end."""
    drafts = [authority(f"Mesh {number}") for number in range(8)]
    crosses = [a.signed_by(_stub(b)) for a in drafts for b in drafts if a is not b]
    leaf = server().signed_by(_stub(drafts[0]))
    where = ("leaf", *(f"intermediate {n}" for n in range(1, 9)))
    return refused([leaf, *crosses], [anchor()], RFC5280, ABSENT, where)


@case(PATHS)
def damaged_signature_of_the_leaf() -> Case:
    """One bit of the signature is wrong."""
    root = anchor()
    issuing = authority().signed_by(root)
    leaf = damaged(server().signed_by(issuing))
    rule = "RFC 5280 section 6.1.3 (a)(1)"
    return refused([leaf, issuing], [root], rule, "certificate-malformed", "leaf")


@case(PATHS)
def damaged_signature_of_an_intermediate() -> Case:
    """The same, one step up."""
    root = anchor()
    issuing = damaged(authority().signed_by(root))
    rule = "RFC 5280 section 6.1.3 (a)(1)"
    return refused([server().signed_by(issuing), issuing], [root], rule, "certificate-malformed", "intermediate 1")


@case(PATHS)
def issuer_named_by_a_forger() -> Case:
    """The leaf names the trusted authority and its key, and is signed by another key."""
    root = anchor()
    forger = Minted(replace(authority("Root CA"), key=authority().key), b"")
    leaf = server().also(_identifier_of(root)).signed_by(forger)
    return refused([leaf], [root], "RFC 5280 section 6.1.3 (a)(1)", "certificate-malformed", "leaf")


@case(PATHS)
def issuer_of_another_name() -> Case:
    """The key is right, and the name of the issuer is not."""
    root = anchor()
    leaf = replace(server(), issuer=dn("Somebody Else")).signed_by(root)
    return refused([leaf], [root], "RFC 5280 section 6.1.3 (a)(4)", ABSENT, "leaf")


def ladder(root: Minted, height: int) -> list[Minted]:
    """Intermediates below `root`, the lowest first."""
    steps = [root]
    for number in range(height):
        steps.insert(0, authority(f"CA {number}").signed_by(steps[0]))
    return steps[:-1]


def damaged(minted: Minted) -> Minted:
    return replace(minted, der=minted.der[:-1] + bytes((minted.der[-1] ^ 1,)))


def _stub(draft: Draft) -> Minted:
    """A signer of which only name and key matter."""
    return Minted(draft, b"")


def _identifier_of(signer: Minted) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.draft.key.public_key())


@case(PATHS)
def issuer_written_in_another_string_type() -> Case:
    """PrintableString here, UTF8String there, the same letters: the same name (RFC 5280 section 7.1)."""
    printable = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root CA", _ASN1Type.PrintableString)])
    root = anchor()
    return accepted([replace(server(), issuer=printable).signed_by(root)], [root], "RFC 5280 section 7.1")
