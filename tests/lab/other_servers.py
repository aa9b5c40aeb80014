"""The same faults behind Node.js and Java, where they are installed: both refuse in their own words and time."""

from __future__ import annotations

from collections.abc import Iterator

from tests.lab.certificates import DAY
from tests.lab.endpoints import Lab, Spec
from tests.lab.servers import JAVA, NODE, program

from firstcause.pki import authority
from firstcause.pki.authority import Bundle

TLS12, TLS13 = "TLSv1.2", "TLSv1.3"


def faulty(lab: Lab) -> Iterator[Spec]:
    """Broken certificates, callers that are refused, and versions that do not meet."""
    if program(NODE):
        yield from _node(lab)
    if program(JAVA):
        yield from _java(lab)
    yield from _scripted(lab)


def healthy(lab: Lab) -> Iterator[Spec]:
    """Both keys, both versions, with and without a client certificate."""
    made, serve = lab.made, lab.servers
    for name, bundle in (("ecdsa", made.leaf()), ("rsa", made.rsa())):
        for version in (TLS12, TLS13):
            if program(NODE):
                port = serve.node(bundle, minVersion=version, maxVersion=version)
                yield Spec(f"node {version} {name}", "", port, lab.caller)
            if program(JAVA):
                yield Spec(f"java {version} {name}", "", serve.java(bundle, version), lab.caller)
    known = lab.client(made.leaf(names=("caller.internal",)))
    if program(NODE):
        yield Spec("mutual TLS, node", "", serve.node(made.leaf(), **_mutual(lab)), known)
    if program(JAVA):
        yield Spec("mutual TLS, java", "", serve.java(made.leaf(), TLS13, made.root), known)


def _certificates(lab: Lab) -> Iterator[tuple[str, str, Bundle]]:
    made = lab.made
    rsa = made.rsa()
    yield "expired", "tls/certificate-expired", made.leaf(now=made.now - authority.LEAF_LIFETIME - DAY)
    yield "other name", "tls/name-mismatch", made.leaf(names=("old.internal",), key=made.rsa_key)
    yield "leaf alone", "tls/incomplete-chain", Bundle(rsa.chain[:1], rsa.key)
    yield "foreign", "tls/unknown-ca", made.broken("tls/unknown-ca")
    yield "self-signed", "tls/self-signed", made.broken("tls/self-signed")


def _callers(lab: Lab) -> Iterator[tuple[str, str, Spec]]:
    made = lab.made
    foreign = lab.client(made.leaf(issuer=made.foreign, names=("caller.internal",)))
    yield "missing", "tls/client-certificate-missing", Spec("", "", 0, lab.caller)
    yield "foreign", "tls/client-certificate-rejected", Spec("", "", 0, foreign)


def _node(lab: Lab) -> Iterator[Spec]:
    serve, made = lab.servers, lab.made
    for name, code, bundle in _certificates(lab):
        yield Spec(f"{name}, node", code, serve.node(bundle), lab.caller)
    for name, code, caller in _callers(lab):
        for version in (TLS12, TLS13):
            port = serve.node(made.leaf(), minVersion=version, maxVersion=version, **_mutual(lab))
            yield Spec(f"client {name}, node {version}", code, port, caller.view)
    port = serve.node(made.leaf(), minVersion=TLS13)
    yield Spec("1.3 alone, node", "tls/no-shared-version", port, lab.up_to_tls12())


def _java(lab: Lab) -> Iterator[Spec]:
    serve, made = lab.servers, lab.made
    for name, code, bundle in _certificates(lab):
        yield Spec(f"{name}, java", code, serve.java(bundle), lab.caller)
    for name, code, caller in _callers(lab):
        for version in (TLS12, TLS13):
            yield Spec(f"client {name}, java {version}", code, serve.java(made.leaf(), version, made.root), caller.view)
    yield Spec("1.3 alone, java", "tls/no-shared-version", serve.java(made.leaf(), TLS13), lab.up_to_tls12())


def _scripted(lab: Lab) -> Iterator[Spec]:
    """A server of before RFC 5746: its ServerHello has no extension at all."""
    body = b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x2f" + b"\x00"
    message = b"\x02" + len(body).to_bytes(3, "big") + body
    hello = b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message
    port = lab.servers.raw(hello, "silence")
    yield Spec("no secure renegotiation", "tls/renegotiation-refused", port, lab.caller)


def _mutual(lab: Lab) -> dict[str, object]:
    return {"requestCert": True, "rejectUnauthorized": True, "ca": lab.made.trust}
