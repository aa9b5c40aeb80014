"""Certificates as common tools write them: whoever made them by hand must not be told that his service is broken."""

from __future__ import annotations

from dataclasses import replace

from cryptography import x509
from tests.chains.cases import Case, Refused, accepted, case, refused
from tests.chains.families.strength import rsa_key
from tests.chains.minting import CLIENT, NAME, SERVER, alternative, anchor, authority, server, usage

WORKADAY = "workaday"
MALFORMED = "certificate-malformed"


@case(WORKADAY)
def openssl_with_an_extension_file() -> Case:
    """`openssl x509 -req -extfile` of OpenSSL 3.0 with one line in the file: subjectAltName, and nothing else."""
    root = anchor()
    draft = replace(server(own_key=rsa_key(2048)), extensions=(), identified=False).plus(alternative(NAME))
    return refused([draft.signed_by(root)], [root], "RFC 5280 section 4.2.1.1", MALFORMED, "leaf", by=Refused.STRICT)


@case(WORKADAY)
def openssl_self_signed() -> Case:
    """`openssl req -x509 -addext subjectAltName=...`, trusted as it is: an authority that serves."""
    own = authority(NAME).minus(x509.KeyUsage).plus(alternative(NAME)).self_signed()
    codes, rule = (MALFORMED, "invalid-ca"), "CABF BR 7.1.2.7.8"
    return refused([own], [own], rule, codes, "leaf", by=Refused.STRICT)


@case(WORKADAY)
def openssl_with_an_old_configuration() -> Case:
    """An authority from an old openssl.cnf: basicConstraints not critical, no keyUsage."""
    draft = authority("Root CA").minus(x509.KeyUsage).plus(x509.BasicConstraints(ca=True, path_length=None))
    root = anchor(draft=draft)
    codes, rule = (MALFORMED, "invalid-ca"), "RFC 5280 section 4.2.1.9"
    return refused([server().signed_by(root)], [root], rule, codes, "root", by=Refused.STRICT)


@case(WORKADAY)
def go_and_kubernetes() -> Case:
    """crypto/x509 as kubeadm uses it: both usages, no basicConstraints, no subjectKeyIdentifier in the leaf."""
    root = anchor("kubernetes")
    draft = server(NAME, "10.96.0.1").minus(x509.BasicConstraints).minus(x509.SubjectKeyIdentifier)
    draft = draft.plus(usage(digital_signature=True, key_encipherment=True), critical=True)
    return accepted([draft.signed_by(root)], [root], "RFC 5280 section 4.2")


@case(WORKADAY)
def trustme() -> Case:
    """The subjectAltName is critical beside a subject."""
    root = anchor()
    draft = server().plus(alternative(NAME), critical=True)
    return refused([draft.signed_by(root)], [root], "CABF BR 7.1.2.7.12", MALFORMED, "leaf", by=Refused.STRICT)


@case(WORKADAY)
def mesh_of_services() -> Case:
    """As SPIFFE has it: a URI beside the name, both purposes, no subject, a short life."""
    root = anchor()
    issuing = authority(path_length=0).signed_by(root)
    identity = x509.UniformResourceIdentifier("spiffe://cluster.local/ns/shop/sa/shop")
    draft = server(subject=x509.Name([])).plus(alternative(NAME, identity), critical=True)
    draft = draft.plus(x509.ExtendedKeyUsage([SERVER, CLIENT]))
    return accepted([draft.signed_by(issuing), issuing], [root], "RFC 5280 section 4.2.1.6")
