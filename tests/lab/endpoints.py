"""The endpoints of the lab: what is wrong with each, and as whom it is looked at."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from cryptography import x509
from tests.lab.certificates import DAY, NAME, Certificates
from tests.lab.servers import HAPROXY, NGINX, Servers, program
from tests.sources.handshake.conftest import disguised_key_pem

from firstcause.model.service import View
from firstcause.pki import authority
from firstcause.pki.authority import Bundle

TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
WEAK = "ALL:@SECLEVEL=0"


@dataclass(frozen=True)
class Spec:
    """`code` is what must be found, "" at a healthy endpoint."""

    name: str
    code: str
    port: int
    view: View
    server_name: str = NAME
    alpn: tuple[str, ...] = ()
    protocol: str = ""
    host: str = "127.0.0.1"
    timeout: float = 3.0


@dataclass
class Lab:
    """Makes specifications: the certificates, the servers, and the callers."""

    made: Certificates
    servers: Servers

    @property
    def caller(self) -> View:
        return View("caller", self.made.trust)

    def client(self, bundle: Bundle) -> View:
        _, _, whole, key = self.made.files(bundle)
        return View("caller", self.made.trust, whole, key)

    def up_to_tls12(self) -> View:
        return View("old caller", self.made.trust, max_version="TLSv1.2")

    def from_tls13(self) -> View:
        return View("new caller", self.made.trust, min_version="TLSv1.3")


def only(version: ssl.TLSVersion) -> Callable[[ssl.SSLContext], object]:
    def tune(context: ssl.SSLContext) -> object:
        context.minimum_version = context.maximum_version = version
        return context

    return tune


def faulty(lab: Lab) -> Iterator[Spec]:
    """Everything that is broken."""
    yield from certificates(lab)
    yield from revocation(lab)
    yield from clients(lab)
    yield from negotiation(lab)
    yield from wire(lab)


def certificates(lab: Lab) -> Iterator[Spec]:
    """One broken property of the server's bundle, behind several servers, over both versions, with both keys."""
    made, serve = lab.made, lab.servers
    long_ago, soon = made.now - authority.LEAF_LIFETIME - DAY, made.now + 2 * DAY
    old = (f"old.{NAME}",)
    bundles: list[tuple[str, str, Bundle, Bundle]] = [
        ("expired", "certificate-expired", made.leaf(now=long_ago), made.leaf(now=long_ago, key=made.rsa_key)),
        ("not yet valid", "certificate-not-yet-valid", made.leaf(now=soon), made.leaf(now=soon, key=made.rsa_key)),
        ("other name", "name-mismatch", made.leaf(names=old), made.leaf(names=old, key=made.rsa_key)),
        ("foreign", "unknown-ca", made.broken("tls/unknown-ca"), made.untrusted_root_sent_along()),
        ("leaf alone", "incomplete-chain", made.broken("tls/incomplete-chain"), _leaf_alone(made.rsa())),
        ("self-signed", "self-signed", made.broken("tls/self-signed"), made.broken("tls/self-signed")),
        ("client's usage", "wrong-key-usage", made.broken("tls/wrong-key-usage"), made.broken("tls/wrong-key-usage")),
        ("no authority", "invalid-ca", made.broken("tls/invalid-ca"), made.below_path_length()),
    ]
    for name, code, first, second in bundles:
        yield Spec(f"{name}, openssl 1.2", f"tls/{code}", serve.openssl(first, "-tls1_2"), lab.caller)
        yield Spec(f"{name}, python 1.3", f"tls/{code}", serve.python(second, only(TLS13)), lab.caller)
        if program(NGINX):
            yield Spec(f"{name}, nginx", f"tls/{code}", serve.nginx(second), lab.caller)
    if program(HAPROXY):
        yield Spec("expired, haproxy", "tls/certificate-expired", serve.haproxy(bundles[0][3]), lab.caller)
        yield Spec("leaf alone, haproxy", "tls/incomplete-chain", serve.haproxy(bundles[4][2]), lab.caller)
    yield Spec("intermediate expired", "tls/certificate-expired", serve.python(made.expired_intermediate()), lab.caller)
    yield Spec("root rotated", "tls/unknown-ca", serve.python(made.rotated_root()), lab.caller)
    yield Spec("name constraint", "tls/name-constraint", serve.python(made.outside_name_constraints()), lab.caller)
    yield Spec("no subjectAltName", "tls/name-mismatch", serve.python(made.without_names()), lab.caller)
    wildcard = made.leaf(names=(f"*.{NAME}",))
    yield Spec("a wildcard's namesake", "tls/name-mismatch", serve.python(wildcard), lab.caller)
    yield Spec(
        "other address", "tls/name-mismatch", serve.python(made.for_address("127.0.0.9")), lab.caller, "127.0.0.1"
    )
    weak = made.broken("tls/weak-key-or-signature")
    yield Spec("1024 bits", "tls/weak-key-or-signature", serve.openssl(weak, "-cipher", WEAK), lab.caller)
    yield Spec("SHA-1", "tls/weak-key-or-signature", serve.openssl(made.sha1(), "-cipher", WEAK), lab.caller)
    disguise = made.broken("tls/key-mismatch")
    for version in (TLS12, TLS13):
        port = serve.python(disguise, only(version), disguised_key_pem(disguise))
        yield Spec(f"another's key, {version.name}", "tls/key-mismatch", port, lab.caller)


def revocation(lab: Lab) -> Iterator[Spec]:
    """What a staple says, or fails to say."""
    made, serve = lab.made, lab.servers
    bundle = made.leaf()
    revoked = made.staple(bundle.leaf, revoked=True)
    yield Spec(
        "revoked, openssl", "tls/certificate-revoked", serve.openssl(bundle, "-status_file", revoked), lab.caller
    )
    demanding = made.with_extension(x509.TLSFeature([x509.TLSFeatureType.status_request]))
    yield Spec("must staple, python", "tls/revocation-unavailable", serve.python(demanding), lab.caller)
    stale = made.staple(demanding.leaf, until=-DAY)
    port = serve.openssl(demanding, "-status_file", stale)
    yield Spec("must staple, stale", "tls/revocation-unavailable", port, lab.caller)


def clients(lab: Lab) -> Iterator[Spec]:
    """What the server makes of the caller's certificate."""
    made, serve = lab.made, lab.servers
    foreign = lab.client(made.leaf(issuer=made.foreign, names=("caller.internal",)))
    expired = lab.client(made.leaf(now=made.now - authority.LEAF_LIFETIME - DAY, names=("caller.internal",)))
    callers = (
        ("missing", "tls/client-certificate-missing", lab.caller),
        ("foreign", "tls/client-certificate-rejected", foreign),
        ("expired", "tls/client-certificate-expired", expired),
    )
    strict = ("-Verify", "3", "-verify_return_error", "-CAfile", made.trust)
    for name, code, view in callers:
        for version in ("-tls1_2", "-tls1_3"):
            yield Spec(f"client {name}, openssl {version}", code, serve.openssl(made.leaf(), version, *strict), view)
        if program(HAPROXY):
            port = serve.haproxy(made.leaf(), "ca-file", made.trust, "verify", "required")
            yield Spec(f"client {name}, haproxy", code, port, view)
    if program(NGINX):
        verify = (f"ssl_client_certificate {made.trust}", "ssl_verify_client on")
        port = serve.nginx(made.leaf(), *verify)
        yield Spec("client missing, nginx", "tls/client-certificate-missing", port, lab.caller, protocol="http")


def negotiation(lab: Lab) -> Iterator[Spec]:
    """Nothing in common."""
    made, serve = lab.made, lab.servers
    leaf, rsa = made.leaf(), made.rsa()
    version, cipher, group = "tls/no-shared-version", "tls/no-shared-cipher", "tls/no-shared-group"
    yield Spec("1.1 alone, openssl", version, serve.openssl(rsa, "-tls1_1", "-cipher", WEAK), lab.caller)
    yield Spec("1.3 alone, openssl", version, serve.openssl(leaf, "-tls1_3"), lab.up_to_tls12())
    yield Spec("1.2 alone, python", version, serve.python(leaf, only(TLS12)), lab.from_tls13())
    yield Spec("1.3 alone, python", version, serve.python(rsa, only(TLS13)), lab.up_to_tls12())
    aria = ("-tls1_2", "-cipher", "ECDHE-ARIA128-GCM-SHA256")
    yield Spec("ARIA", cipher, serve.openssl(rsa, *aria), lab.caller)
    yield Spec("ARIA of RSA with an EC key", cipher, serve.openssl(leaf, *aria), lab.caller)
    yield Spec("CCM", cipher, serve.openssl(leaf, "-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256"), lab.caller)
    yield Spec("NULL", cipher, serve.openssl(rsa, "-tls1_2", "-cipher", "NULL-SHA256:@SECLEVEL=0"), lab.caller)
    yield Spec("no certificate at all", cipher, serve.openssl(None), lab.caller)
    brainpool = ("-groups", "brainpoolP512r1")
    yield Spec("brainpool", group, serve.openssl(leaf, *brainpool), lab.caller)
    yield Spec("brainpool, 1.2", group, serve.openssl(leaf, "-tls1_2", *brainpool), lab.caller)
    yield Spec("brainpool, 1.3", group, serve.openssl(leaf, "-tls1_3", *brainpool), lab.caller)
    port = serve.openssl(leaf, "-alpn", "spdy/9")
    yield Spec("ALPN, openssl", "tls/no-shared-alpn", port, lab.caller, alpn=("h2",))
    port = serve.python(leaf, lambda context: context.set_alpn_protocols(["spdy/9"]))
    yield Spec("ALPN, python", "tls/no-shared-alpn", port, lab.caller, alpn=("h2",))
    secret = ("-psk", "1a2b3c4d", "-tls1_2")
    yield Spec("a shared secret", "tls/psk-or-ticket", serve.openssl(None, *secret), lab.caller)
    _, _, other, key = made.files(made.leaf(names=("other.internal",)))
    name = ("-servername", "other.internal", "-servername_fatal", "-cert2", other, "-key2", key)
    yield Spec("unknown name, openssl", "tls/unrecognized-name", serve.openssl(leaf, *name), lab.caller)
    if program(NGINX):
        yield Spec(
            "unknown name, nginx", "tls/unrecognized-name", serve.nginx(leaf, "ssl_reject_handshake on"), lab.caller
        )
        old = ("ssl_protocols TLSv1.3",)
        yield Spec("1.3 alone, nginx", version, serve.nginx(leaf, *old), lab.up_to_tls12())
        curve = ("ssl_protocols TLSv1.2", "ssl_ecdh_curve brainpoolP384r1")
        yield Spec("brainpool, nginx", group, serve.nginx(leaf, *curve), lab.caller)
        camellia = ("ssl_protocols TLSv1.2", "ssl_ciphers ECDHE-RSA-CAMELLIA128-SHA256")
        yield Spec("CAMELLIA, nginx", cipher, serve.nginx(rsa, *camellia), lab.caller)
    if program(HAPROXY):
        yield Spec("1.3 alone, haproxy", version, serve.haproxy(leaf, "ssl-min-ver", "TLSv1.3"), lab.up_to_tls12())


def wire(lab: Lab) -> Iterator[Spec]:
    """No TLS, half a TLS, or an end before its time."""
    made, serve = lab.made, lab.servers
    http = b"HTTP/1.0 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
    plain, broken = "tls/plaintext-server", "tls/malformed-record"
    yield Spec("HTTP", plain, serve.raw(http), lab.caller)
    yield Spec("SMTP", plain, serve.raw(b"220 mail.internal ESMTP\r\n", hear=False), lab.caller)
    yield Spec("SSH", plain, serve.raw(b"SSH-2.0-OpenSSH_9.2\r\n", hear=False), lab.caller)
    yield Spec("noise", broken, serve.raw(bytes(range(128, 192))), lab.caller)
    yield Spec("a record too long", broken, serve.raw(b"\x16\x03\x03\x60\x00" + bytes(100)), lab.caller)
    yield Spec(
        "a record cut short",
        "tls/malformed-record",
        serve.raw(b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03"),
        lab.caller,
    )
    yield Spec("reset at once", "tls/connection-reset", serve.raw("reset", hear=False), lab.caller)
    yield Spec("reset after the hello", "tls/connection-reset", serve.raw("reset"), lab.caller)
    yield Spec("closed at once", "tls/peer-closed", serve.raw(hear=False), lab.caller)
    yield Spec("closed after the hello", "tls/peer-closed", serve.raw(), lab.caller)
    yield Spec("silent at once", "tls/handshake-timeout", serve.raw("silence", hear=False), lab.caller, timeout=1.0)
    yield Spec("silent after the hello", "tls/handshake-timeout", serve.raw("silence"), lab.caller, timeout=1.0)
    alert = b"\x15\x03\x03\x00\x02\x02"
    yield Spec("alert 80", "tls/peer-internal-error", serve.raw(alert + b"\x50"), lab.caller)
    yield Spec("alert 86", "tls/downgrade-detected", serve.raw(alert + b"\x56"), lab.caller)
    well = serve.python(made.rsa(), only(TLS12))

    def cut(offset: int, data: bytes) -> bytes:
        return data[: 600 - offset]

    def flipped(offset: int, data: bytes) -> bytes:
        place = len(data) - 5
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :] if offset > 200 else data

    yield Spec("a flight cut short", "tls/peer-closed", serve.tampering(well, cut), lab.caller)
    yield Spec("a flipped bit", "tls/decrypt-error", serve.tampering(well, flipped), lab.caller)
    yield Spec("nobody there", "net/connection-refused", _closed_port(), lab.caller)


def healthy(lab: Lab) -> Iterator[Spec]:
    """Nothing is wrong, however unusual it looks."""
    made, serve = lab.made, lab.servers
    leaf, rsa = made.leaf(), made.rsa()
    for name, bundle in (("ecdsa", leaf), ("rsa", rsa)):
        for option in ("-tls1_2", "-tls1_3"):
            yield Spec(f"openssl {option} {name}", "", serve.openssl(bundle, option), lab.caller)
        yield Spec(f"python {name}", "", serve.python(bundle), lab.caller)
        if program(NGINX):
            yield Spec(f"nginx {name}", "", serve.nginx(bundle), lab.caller)
            yield Spec(f"nginx {name} over http", "", serve.nginx(bundle), lab.caller, protocol="http")
        if program(HAPROXY):
            yield Spec(f"haproxy {name}", "", serve.haproxy(bundle, "alpn", "h2,http/1.1"), lab.caller, alpn=("h2",))
    wildcard = made.leaf(names=(f"*.{NAME}",))
    yield Spec("wildcard", "", serve.python(wildcard), lab.caller, f"eu.{NAME}")
    yield Spec("an address", "", serve.python(made.for_address("127.0.0.1")), lab.caller, "127.0.0.1")
    yield Spec(
        "many names", "", serve.python(made.leaf(names=[f"a{n}.internal" for n in range(200)] + [NAME])), lab.caller
    )
    whole = Bundle((*leaf.chain, made.root.certificate), leaf.key)
    yield Spec("with its root", "", serve.openssl(whole), lab.caller)
    yield Spec(
        "out of order",
        "",
        serve.python(Bundle((leaf.leaf, made.root.certificate, made.issuing.certificate), leaf.key)),
        lab.caller,
    )
    staple = made.staple(leaf.leaf)
    yield Spec("with a staple", "", serve.openssl(leaf, "-status_file", staple), lab.caller)
    demanding = made.with_extension(x509.TLSFeature([x509.TLSFeatureType.status_request]))
    yield Spec(
        "must staple, and does", "", serve.openssl(demanding, "-status_file", made.staple(demanding.leaf)), lab.caller
    )
    yield Spec("ends in five days", "", serve.python(made.leaf(lifetime=timedelta(days=5))), lab.caller)
    caller = lab.client(made.leaf(names=("caller.internal",)))
    strict = ("-Verify", "3", "-verify_return_error", "-CAfile", made.trust)
    for option in ("-tls1_2", "-tls1_3"):
        yield Spec(f"mutual TLS {option}", "", serve.openssl(made.leaf(), option, *strict), caller)
    yield Spec(
        "asks, and does not insist", "", serve.openssl(made.leaf(), "-verify", "3", "-CAfile", made.trust), lab.caller
    )
    yield Spec("one suite", "", serve.openssl(rsa, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"), lab.caller)
    yield Spec("one group", "", serve.openssl(leaf, "-groups", "P-384"), lab.caller)
    if program(NGINX):
        yield Spec("nginx, 1.2 alone", "", serve.nginx(leaf, "ssl_protocols TLSv1.2"), lab.up_to_tls12())


def _leaf_alone(bundle: Bundle) -> Bundle:
    return Bundle(bundle.chain[:1], bundle.key)


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
