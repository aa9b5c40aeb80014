"""Critical extensions that must be understood, some that must not be critical, and policies (RFC 5280 section 4.2)."""

from __future__ import annotations

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID
from tests.chains import der
from tests.chains.cases import Case, Refused, accepted, case, refused
from tests.chains.families.authorities import below, under
from tests.chains.families.encoding import leaf
from tests.chains.minting import anchor, authority, server

EXTENSIONS = "extensions"
UNKNOWN = "1.3.6.1.4.1.55555.1"
CRITICAL = "RFC 5280 section 4.2"
PROFILE = "certificate-malformed"
POLICY = x509.PolicyInformation(x509.ObjectIdentifier("1.3.6.1.4.1.55555.10"), None)
ANY_POLICY = x509.PolicyInformation(x509.ObjectIdentifier("2.5.29.32.0"), None)
WHERE = x509.UniformResourceIdentifier("http://pki.example.com/ca")


@case(EXTENSIONS)
def unknown_and_critical_in_the_leaf() -> Case:
    return refused(*leaf(server().raw(UNKNOWN, b"\x05\0", critical=True)), CRITICAL, PROFILE, "leaf")


@case(EXTENSIONS)
def unknown_and_critical_in_an_intermediate() -> Case:
    draft = authority().raw(UNKNOWN, b"\x05\0", critical=True)
    return refused(*below(draft), CRITICAL, PROFILE, "intermediate 1")


@case(EXTENSIONS)
def unknown_and_critical_in_the_root() -> Case:
    root = anchor(draft=authority("Root CA").raw(UNKNOWN, b"\x05\0", critical=True))
    return refused(*under(root), CRITICAL, PROFILE, "root")


@case(EXTENSIONS)
def unknown_in_the_leaf() -> Case:
    return accepted(*leaf(server().raw(UNKNOWN, b"\x05\0")), CRITICAL)


@case(EXTENSIONS)
def unknown_in_an_intermediate() -> Case:
    return accepted(*below(authority().raw(UNKNOWN, b"\x05\0")), CRITICAL)


@case(EXTENSIONS)
def a_precertificate() -> Case:
    """It was meant for a transparency log: its poison is critical so that nobody takes it for the certificate."""
    return refused(*leaf(server().plus(x509.PrecertPoison(), critical=True)), "RFC 6962 section 3.1", PROFILE, "leaf")


@case(EXTENSIONS)
def issuer_access() -> Case:
    return accepted(*leaf(server().plus(_access())), "RFC 5280 section 4.2.2.1")


@case(EXTENSIONS)
def issuer_access_is_critical() -> Case:
    """It must not be, and OpenSSL and Go refuse it."""
    return refused(*leaf(server().plus(_access(), critical=True)), "RFC 5280 section 4.2.2.1", PROFILE, "leaf")


@case(EXTENSIONS)
def revocation_lists() -> Case:
    return accepted(*leaf(server().plus(x509.CRLDistributionPoints(_point()))), "RFC 5280 section 4.2.1.13")


@case(EXTENSIONS)
def freshest_list_is_critical() -> Case:
    draft = server().plus(x509.FreshestCRL(_point()), critical=True)
    return refused(*leaf(draft), "RFC 5280 section 4.2.1.15", PROFILE, "leaf")


@case(EXTENSIONS)
def never_to_be_asked() -> Case:
    """id-pkix-ocsp-nocheck, where it does no harm."""
    return accepted(*leaf(server().plus(x509.OCSPNoCheck())), "RFC 6960 section 4.2.2.2.1")


@case(EXTENSIONS)
def any_policy() -> Case:
    return accepted(*leaf(server().plus(x509.CertificatePolicies([ANY_POLICY]))), "RFC 5280 section 4.2.1.4")


@case(EXTENSIONS)
def policies_are_critical() -> Case:
    """They may be; who asks for no policy takes any."""
    draft = server().plus(x509.CertificatePolicies([POLICY]), critical=True)
    return accepted(*leaf(draft), "RFC 5280 section 4.2.1.4")


@case(EXTENSIONS)
def a_policy_is_required_and_given() -> Case:
    root = anchor()
    issuing = authority().plus(_required(0), critical=True).plus(x509.CertificatePolicies([POLICY])).signed_by(root)
    chain = [server().plus(x509.CertificatePolicies([POLICY])).signed_by(issuing), issuing]
    return accepted(chain, [root], "RFC 5280 section 4.2.1.11")


@case(EXTENSIONS)
def a_policy_is_required_and_missing() -> Case:
    """The leaf asserts no policy at all. OpenSSL looks at policies only when told to."""
    draft = authority().plus(_required(0), critical=True).plus(x509.CertificatePolicies([POLICY]))
    codes = (PROFILE, "wrong-key-usage")
    where = ("leaf", "intermediate 1")
    return refused(*below(draft), "RFC 5280 section 6.1.5 (g)", codes, where, by=Refused.STRICT)


@case(EXTENSIONS)
def a_policy_is_required_further_down() -> Case:
    """Only after more certificates than there are."""
    draft = authority().plus(_required(3), critical=True)
    return accepted(*below(draft), "RFC 5280 section 6.1.4 (i)")


@case(EXTENSIONS)
def policy_constraints_not_critical() -> Case:
    draft = authority().plus(_required(3))
    rule = "RFC 5280 section 4.2.1.11"
    return refused(*below(draft), rule, PROFILE, "intermediate 1", by=Refused.STRICT)


@case(EXTENSIONS)
def any_policy_inhibited_not_critical() -> Case:
    draft = authority().plus(x509.InhibitAnyPolicy(1))
    rule = "RFC 5280 section 4.2.1.14"
    return refused(*below(draft), rule, PROFILE, "intermediate 1", by=Refused.STRICT)


@case(EXTENSIONS)
def signed_timestamps() -> Case:
    """A list of SCTs, which nobody need read."""
    return accepted(*leaf(server().raw("1.3.6.1.4.1.11129.2.4.2", b"\x04\x02\0\0")), "RFC 6962 section 3.3")


@case(EXTENSIONS)
def an_extension_of_netscape() -> Case:
    """nsComment, as old OpenSSL configurations add it."""
    comment = der.element(0x16, b"made by hand")
    return accepted(*leaf(server().raw("2.16.840.1.113730.1.13", comment)), CRITICAL)


def _access() -> x509.AuthorityInformationAccess:
    return x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, WHERE)])


def _point() -> list[x509.DistributionPoint]:
    return [x509.DistributionPoint([WHERE], None, None, None)]


def _required(after: int) -> x509.PolicyConstraints:
    return x509.PolicyConstraints(require_explicit_policy=after, inhibit_policy_mapping=None)


@case(EXTENSIONS)
def policies_are_mapped() -> Case:
    """policyMappings, critical as they should be."""
    pair = der.sequence(der.identifier("1.3.6.1.4.1.55555.10"), der.identifier("1.3.6.1.4.1.55555.11"))
    draft = authority().plus(x509.CertificatePolicies([POLICY])).raw("2.5.29.33", der.sequence(pair), critical=True)
    return accepted(*below(draft), "RFC 5280 section 4.2.1.5")


@case(EXTENSIONS)
def must_staple_is_critical() -> Case:
    """It should not be; OpenSSL and Go do not know it as a critical one."""
    draft = server().plus(x509.TLSFeature([x509.TLSFeatureType.status_request]), critical=True)
    return refused(*leaf(draft), "RFC 7633 section 4.1", PROFILE, "leaf")


@case(EXTENSIONS)
def other_names_of_the_issuer_are_critical() -> Case:
    """issuerAltName should not be critical either."""
    draft = server().plus(x509.IssuerAlternativeName([x509.DNSName("ca.example.com")]), critical=True)
    return refused(*leaf(draft), "RFC 5280 section 4.2.1.7", PROFILE, "leaf")
