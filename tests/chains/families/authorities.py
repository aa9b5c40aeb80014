"""Who may sign certificates: basicConstraints, keyUsage, path length (RFC 5280 sections 4.2.1.3 and 4.2.1.9)."""

from __future__ import annotations

from dataclasses import replace

from cryptography import x509
from tests.chains import der
from tests.chains.cases import Case, Refused, accepted, case, refused
from tests.chains.families.paths import ladder
from tests.chains.minting import Draft, Minted, anchor, authority, dn, server, usage

AUTHORITIES = "authorities"
BASIC = "RFC 5280 section 4.2.1.9"
USAGE = "RFC 5280 section 4.2.1.3"
NO_CA = "invalid-ca"
PROFILE = ("invalid-ca", "certificate-malformed")


def below(draft: Draft) -> tuple[list[Minted], list[Minted]]:
    """A server below this intermediate, below a root: what is sent, and what is trusted."""
    root = anchor()
    issuing = draft.signed_by(root)
    return [server().signed_by(issuing), issuing], [root]


def under(root: Minted) -> tuple[list[Minted], list[Minted]]:
    """A server below a good intermediate, below this root."""
    issuing = authority().signed_by(root)
    return [server().signed_by(issuing), issuing], [root]


@case(AUTHORITIES)
def intermediate_without_basic_constraints() -> Case:
    """It never says that it is an authority."""
    return refused(*below(authority().minus(x509.BasicConstraints)), BASIC, NO_CA, "intermediate 1")


@case(AUTHORITIES)
def intermediate_is_no_ca() -> Case:
    """CA:FALSE."""
    draft = authority().plus(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    return refused(*below(draft), BASIC, NO_CA, "intermediate 1")


@case(AUTHORITIES)
def intermediate_basic_constraints_not_critical() -> Case:
    """An authority must mark them critical."""
    draft = authority().plus(x509.BasicConstraints(ca=True, path_length=None))
    return refused(*below(draft), BASIC, PROFILE, "intermediate 1", by=Refused.STRICT)


@case(AUTHORITIES)
def root_without_basic_constraints() -> Case:
    """A version 3 root that does not say what it is."""
    root = anchor(draft=authority("Root CA").minus(x509.BasicConstraints).minus(x509.KeyUsage))
    return refused(*under(root), BASIC, NO_CA, "root")


@case(AUTHORITIES)
def root_is_no_ca() -> Case:
    """CA:FALSE in a trusted root that signs others."""
    root = anchor(draft=authority("Root CA").plus(x509.BasicConstraints(ca=False, path_length=None), critical=True))
    return refused(*under(root), BASIC, NO_CA, "root")


@case(AUTHORITIES)
def root_basic_constraints_not_critical() -> Case:
    """An authority must mark them critical, also a root."""
    root = anchor(draft=authority("Root CA").plus(x509.BasicConstraints(ca=True, path_length=None)))
    return refused(*under(root), BASIC, PROFILE, "root", by=Refused.STRICT)


@case(AUTHORITIES)
def intermediate_may_not_sign_certificates() -> Case:
    """keyUsage without keyCertSign."""
    draft = authority().plus(usage(digital_signature=True, crl_sign=True), critical=True)
    return refused(*below(draft), USAGE, NO_CA, "intermediate 1")


@case(AUTHORITIES)
def root_may_not_sign_certificates() -> Case:
    """The same in a root."""
    root = anchor(draft=authority("Root CA").plus(usage(crl_sign=True), critical=True))
    return refused(*under(root), USAGE, NO_CA, "root")


@case(AUTHORITIES)
def intermediate_without_key_usage() -> Case:
    """Authorities must have a keyUsage."""
    draft = authority().minus(x509.KeyUsage)
    return refused(*below(draft), USAGE, PROFILE, "intermediate 1", by=Refused.STRICT)


@case(AUTHORITIES)
def root_without_key_usage() -> Case:
    """Also roots."""
    root = anchor(draft=authority("Root CA").minus(x509.KeyUsage))
    return refused(*under(root), USAGE, PROFILE, "root", by=Refused.STRICT)


@case(AUTHORITIES)
def intermediate_key_usage_not_critical() -> Case:
    """It should be critical, and need not be."""
    return accepted(*below(authority().plus(usage(key_cert_sign=True))), USAGE)


@case(AUTHORITIES)
def leaf_signs_a_leaf() -> Case:
    """Somebody signed with a server's key."""
    root = anchor()
    issuing = authority().signed_by(root)
    middle = server("other.example.com").signed_by(issuing)
    return refused([server().signed_by(middle), middle, issuing], [root], BASIC, NO_CA, "intermediate 1")


@case(AUTHORITIES)
def leaf_is_a_ca() -> Case:
    """The server's own certificate says CA:TRUE. Ordinary clients do not mind."""
    root = anchor()
    leaf = server().plus(x509.BasicConstraints(ca=True, path_length=None), critical=True).signed_by(root)
    return refused([leaf], [root], "CABF BR 7.1.2.7.8", PROFILE, "leaf", by=Refused.STRICT)


@case(AUTHORITIES)
def leaf_without_basic_constraints() -> Case:
    """Only authorities need them."""
    root = anchor()
    return accepted([server().minus(x509.BasicConstraints).signed_by(root)], [root], BASIC)


@case(AUTHORITIES)
def leaf_may_sign_certificates() -> Case:
    """keyCertSign without CA:TRUE."""
    root = anchor()
    leaf = server().plus(usage(digital_signature=True, key_cert_sign=True), critical=True).signed_by(root)
    codes = (*PROFILE, "wrong-key-usage")
    return refused([leaf], [root], BASIC, codes, "leaf", by=Refused.STRICT)


@case(AUTHORITIES)
def leaf_with_path_length() -> Case:
    """A path length below something that is no authority."""
    value = der.sequence(der.integer(0))
    root = anchor()
    leaf = server().minus(x509.BasicConstraints).raw("2.5.29.19", value, critical=True).signed_by(root)
    return refused([leaf], [root], BASIC, PROFILE, "leaf", by=Refused.STRICT)


@case(AUTHORITIES)
def path_length_nought() -> Case:
    """It may sign leaves."""
    return accepted(*below(authority(path_length=0)), BASIC)


@case(AUTHORITIES)
def path_length_nought_with_an_authority_below() -> Case:
    """It may sign leaves only."""
    root = anchor()
    upper = authority("Upper CA", path_length=0).signed_by(root)
    issuing = authority().signed_by(upper)
    return refused([server().signed_by(issuing), issuing, upper], [root], BASIC, NO_CA, "intermediate 2")


@case(AUTHORITIES)
def path_length_one_with_two_below() -> Case:
    """One more than it allows."""
    root = anchor()
    upper = authority("Upper CA", path_length=1).signed_by(root)
    steps = ladder(upper, 2)
    return refused([server().signed_by(steps[0]), *steps, upper], [root], BASIC, NO_CA, "intermediate 3")


@case(AUTHORITIES)
def path_length_of_the_root_is_exceeded() -> Case:
    """The root allows leaves only."""
    return refused(*under(anchor(draft=authority("Root CA", path_length=0))), BASIC, NO_CA, "root")


@case(AUTHORITIES)
def path_length_of_the_root_is_met() -> Case:
    """The root allows one authority."""
    return accepted(*under(anchor(draft=authority("Root CA", path_length=1))), BASIC)


@case(AUTHORITIES)
def path_length_grows_downwards() -> Case:
    """A lower authority says more than an upper one: that harms nobody, the upper one counts."""
    root = anchor()
    upper = authority("Upper CA", path_length=1).signed_by(root)
    issuing = authority(path_length=5).signed_by(upper)
    return accepted([server().signed_by(issuing), issuing, upper], [root], BASIC)


@case(AUTHORITIES)
def self_issued_does_not_count() -> Case:
    """An authority certifies its own next key: such a certificate is not counted."""
    root = anchor()
    old = authority("Upper CA", path_length=1).signed_by(root)
    new = authority("Upper CA", path_length=1).signed_by(old)
    issuing = authority(path_length=0).signed_by(new)
    return accepted([server().signed_by(issuing), issuing, new, old], [root], BASIC)


@case(AUTHORITIES)
def self_issued_hides_nobody() -> Case:
    """Beside the self-issued one there is one too many."""
    root = anchor()
    old = authority("Upper CA", path_length=1).signed_by(root)
    new = authority("Upper CA", path_length=1).signed_by(old)
    steps = ladder(new, 2)
    chain = [server().signed_by(steps[0]), *steps, new, old]
    return refused(chain, [root], BASIC, NO_CA, ("intermediate 3", "intermediate 4"))


@case(AUTHORITIES)
def root_signs_its_next_key() -> Case:
    """A root with path length nought certifies its own next key, which signs the leaf."""
    root = anchor(draft=authority("Root CA", path_length=0))
    new = authority("Root CA", path_length=0).signed_by(root)
    return accepted([server().signed_by(new), new], [root], BASIC)


@case(AUTHORITIES)
def path_length_is_negative() -> Case:
    """INTEGER (0..MAX)."""
    value = der.sequence(der.element(0x01, b"\xff"), der.integer(-1))
    draft = authority().minus(x509.BasicConstraints).raw("2.5.29.19", value, critical=True)
    return refused(*below(draft), BASIC, PROFILE, "intermediate 1")


@case(AUTHORITIES)
def intermediate_of_version_1() -> Case:
    """No extensions, so nothing says that it is an authority."""
    draft = replace(authority(), version=1, extensions=())
    return refused(*below(draft), "RFC 5280 section 6.1.4 (k)", NO_CA, "intermediate 1")


@case(AUTHORITIES)
def root_of_version_1() -> Case:
    """An old root, trusted by name and key. The Web's rules want version 3; OpenSSL and Go take it."""
    root = anchor(draft=replace(authority("Root CA"), version=1, extensions=()))
    return refused(*under(root), "CABF BR 7.1.1", PROFILE, "root", by=Refused.PEDANTIC)


@case(AUTHORITIES)
def intermediate_without_a_name() -> Case:
    """An authority must have a subject."""
    draft = replace(authority(), subject=x509.Name([]))
    rule = "RFC 5280 section 4.1.2.6"
    return refused(*below(draft), rule, PROFILE, ("leaf", "intermediate 1"), by=Refused.STRICT)


@case(AUTHORITIES)
def root_without_a_name() -> Case:
    """Also a root."""
    root = anchor(draft=replace(authority("Root CA"), subject=x509.Name([])))
    rule = "RFC 5280 section 4.1.2.6"
    where = ("intermediate 1", "root")
    return refused(*under(root), rule, PROFILE, where, by=Refused.STRICT)


@case(AUTHORITIES)
def leaf_of_an_unnamed_issuer() -> Case:
    """The issuer's name is empty, though the issuer has one."""
    root = anchor()
    leaf = replace(server(), issuer=x509.Name([])).signed_by(root)
    codes = ("certificate-malformed", "incomplete-chain", "unknown-ca")
    return refused([leaf], [root], "RFC 5280 section 4.1.2.4", codes, "leaf")


@case(AUTHORITIES)
def authority_named_like_its_leaf() -> Case:
    """A leaf that is self-issued, and not self-signed, is an ordinary leaf."""
    root = anchor()
    issuing = replace(authority(), subject=dn("Shop")).signed_by(root)
    return accepted([server().signed_by(issuing), issuing], [root], "RFC 5280 section 3.2")


@case(AUTHORITIES)
def root_signs_its_next_key_and_one_more() -> Case:
    """The self-issued certificate does not count, the authority below it does."""
    root = anchor(draft=authority("Root CA", path_length=0))
    new = authority("Root CA", path_length=0).signed_by(root)
    issuing = authority().signed_by(new)
    chain = [server().signed_by(issuing), issuing, new]
    return refused(chain, [root], BASIC, NO_CA, ("intermediate 2", "root"))


@case(AUTHORITIES)
def intermediate_signs_certificates_only() -> Case:
    """keyCertSign without cRLSign."""
    return accepted(*below(authority().plus(usage(key_cert_sign=True), critical=True)), USAGE)


@case(AUTHORITIES)
def leaf_basic_constraints_not_critical() -> Case:
    """Only an authority's must be critical."""
    root = anchor()
    leaf = server().plus(x509.BasicConstraints(ca=False, path_length=None)).signed_by(root)
    return accepted([leaf], [root], BASIC)
