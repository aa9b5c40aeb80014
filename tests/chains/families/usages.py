"""What a key may be used for: keyUsage and extendedKeyUsage of leaves and authorities (RFC 5280 section 4.2.1.12)."""

from __future__ import annotations

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.chains import der
from tests.chains.cases import Case, Refused, accepted, case, refused
from tests.chains.families.authorities import below, under
from tests.chains.families.strength import rsa_key
from tests.chains.minting import ANY, CLIENT, SERVER, Draft, anchor, authority, server, usage

USAGES = "usages"
EXTENDED = "RFC 5280 section 4.2.1.12"
WEB = "CABF BR 7.1.2.7.10"
HANDSHAKE = "RFC 8446 section 4.4.2.2"
WRONG = "wrong-key-usage"


def leaf(draft: Draft, rule: str, by: Refused = Refused.ORDINARY) -> Case:
    root = anchor()
    return refused([draft.signed_by(root)], [root], rule, (WRONG, "certificate-malformed"), "leaf", by=by)


def good_leaf(draft: Draft, rule: str) -> Case:
    root = anchor()
    return accepted([draft.signed_by(root)], [root], rule)


def eku(*usages: x509.ObjectIdentifier) -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage(usages)


@case(USAGES)
def leaf_for_clients_only() -> Case:
    """clientAuth, and not serverAuth."""
    return leaf(server().plus(eku(CLIENT)), EXTENDED)


@case(USAGES)
def leaf_for_code_only() -> Case:
    """codeSigning."""
    return leaf(server().plus(eku(ExtendedKeyUsageOID.CODE_SIGNING)), EXTENDED)


@case(USAGES)
def leaf_for_something_unknown() -> Case:
    """A purpose that nobody has heard of."""
    return leaf(server().plus(eku(x509.ObjectIdentifier("1.3.6.1.4.1.55555.7"))), EXTENDED)


@case(USAGES)
def leaf_for_servers_and_clients() -> Case:
    """Both, as in most fleets."""
    return good_leaf(server().plus(eku(SERVER, CLIENT)), EXTENDED)


@case(USAGES)
def leaf_without_extended_usage() -> Case:
    """Where nothing is said, nothing is forbidden."""
    return good_leaf(server().minus(x509.ExtendedKeyUsage), EXTENDED)


@case(USAGES)
def leaf_for_anything() -> Case:
    """anyExtendedKeyUsage alone: the Web's rules forbid it, and OpenSSL does not take it for a server's."""
    return leaf(server().plus(eku(ANY)), WEB)


@case(USAGES)
def leaf_for_servers_and_anything() -> Case:
    """anyExtendedKeyUsage beside serverAuth."""
    return leaf(server().plus(eku(SERVER, ANY)), WEB, Refused.PEDANTIC)


@case(USAGES)
def leaf_for_servers_and_mail() -> Case:
    """A purpose beside serverAuth that the Web's rules forbid."""
    return leaf(server().plus(eku(SERVER, ExtendedKeyUsageOID.EMAIL_PROTECTION)), WEB, Refused.PEDANTIC)


@case(USAGES)
def leaf_extended_usage_is_critical() -> Case:
    """RFC 5280 lets it be critical; the Web's rules do not."""
    return leaf(server().plus(eku(SERVER), critical=True), "CABF BR 7.1.2.7.6", Refused.PEDANTIC)


@case(USAGES)
def leaf_extended_usage_is_empty() -> Case:
    """SEQUENCE SIZE (1..MAX): a purpose must be told."""
    return leaf(server().minus(x509.ExtendedKeyUsage).raw("2.5.29.37", der.sequence()), EXTENDED)


@case(USAGES)
def intermediate_for_servers() -> Case:
    """An authority that is limited to servers."""
    return accepted(*below(authority().plus(eku(SERVER))), EXTENDED)


@case(USAGES)
def intermediate_for_servers_and_clients() -> Case:
    """An authority that is limited to both."""
    return accepted(*below(authority().plus(eku(CLIENT, SERVER))), EXTENDED)


@case(USAGES)
def intermediate_for_clients_only() -> Case:
    """Purposes of an authority limit what is below it: so do OpenSSL, Go and the browsers, and the Web's rules."""
    return refused(*below(authority().plus(eku(CLIENT))), "CABF BR 7.1.2.10.6", WRONG, "intermediate 1")


@case(USAGES)
def intermediate_for_mail_only() -> Case:
    """An authority for electronic mail has signed a server's certificate."""
    draft = authority().plus(eku(ExtendedKeyUsageOID.EMAIL_PROTECTION))
    return refused(*below(draft), "CABF BR 7.1.2.10.6", WRONG, "intermediate 1")


@case(USAGES)
def upper_intermediate_for_clients_only() -> Case:
    """Also two steps up."""
    root = anchor()
    upper = authority("Upper CA").plus(eku(CLIENT)).signed_by(root)
    issuing = authority().plus(eku(SERVER, CLIENT)).signed_by(upper)
    chain = [server().signed_by(issuing), issuing, upper]
    return refused(chain, [root], "CABF BR 7.1.2.10.6", WRONG, "intermediate 2")


@case(USAGES)
def root_for_clients_only() -> Case:
    """A trusted root that says it is for clients. OpenSSL and Go take it at its word."""
    root = anchor(draft=authority("Root CA").plus(eku(CLIENT)))
    return refused(*under(root), "CABF BR 7.1.2.1.2", WRONG, "root")


@case(USAGES)
def root_for_servers() -> Case:
    """A root must not have purposes, say the Web's rules; clients do not mind this one."""
    root = anchor(draft=authority("Root CA").plus(eku(SERVER)))
    return refused(*under(root), "CABF BR 7.1.2.1.2", WRONG, "root", by=Refused.PEDANTIC)


@case(USAGES)
def leaf_without_key_usage() -> Case:
    """Leaves need none."""
    return good_leaf(server().minus(x509.KeyUsage), "RFC 5280 section 4.2.1.3")


@case(USAGES)
def leaf_may_only_agree_on_keys() -> Case:
    """A server signs its handshake, so its key must be allowed to: Chromium, Firefox and GnuTLS hold to it."""
    return leaf(server().plus(usage(key_agreement=True), critical=True), HANDSHAKE)


@case(USAGES)
def leaf_of_elliptic_curve_may_only_encipher() -> Case:
    """Only RSA keys encipher keys."""
    return leaf(server().plus(usage(key_encipherment=True), critical=True), HANDSHAKE)


@case(USAGES)
def leaf_of_rsa_may_only_encipher() -> Case:
    """Good for the RSA key exchange of TLS 1.2."""
    draft = server(own_key=rsa_key(2048)).plus(usage(key_encipherment=True), critical=True)
    return good_leaf(draft, "RFC 5246 section 7.4.2")


@case(USAGES)
def leaf_of_rsa_may_sign_and_encipher() -> Case:
    """As most RSA certificates are issued."""
    draft = server(own_key=rsa_key(2048)).plus(usage(digital_signature=True, key_encipherment=True), critical=True)
    return good_leaf(draft, "RFC 5280 section 4.2.1.3")


@case(USAGES)
def leaf_may_do_nothing() -> Case:
    """At least one bit must be set."""
    return leaf(server().plus(usage(), critical=True), "RFC 5280 section 4.2.1.3")


@case(USAGES)
def leaf_key_usage_not_critical() -> Case:
    """It should be critical, and need not be."""
    return good_leaf(server().plus(usage(digital_signature=True)), "RFC 5280 section 4.2.1.3")


@case(USAGES)
def leaf_for_clients_only_and_critical() -> Case:
    return leaf(server().plus(eku(CLIENT), critical=True), EXTENDED)


@case(USAGES)
def intermediate_for_anything() -> Case:
    """An authority for every purpose. OpenSSL alone does not take this one's word for it."""
    return accepted(*below(authority().plus(eku(ANY))), "CABF BR 7.1.2.2.4")
