"""Endpoints as somebody breaks them who knows the taxonomy and not the probe: each was named wrongly once."""

from __future__ import annotations

import os
import socket
import ssl
import struct
from collections.abc import Callable, Iterator

from tests.lab.certificates import NAME
from tests.lab.endpoints import TLS12, TLS13, Lab, Spec, only
from tests.lab.servers import NGINX, program

from firstcause.pki import authority
from firstcause.pki.authority import Bundle

LABEL = "b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.internal"

# RFC 2409 section 6.2
OAKLEY_GROUP_2 = (
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF"
)


def faulty(lab: Lab) -> Iterator[Spec]:
    """Broken in ways that only look like others."""
    yield from _chains(lab)
    yield from _negotiation(lab)
    yield from _wire(lab)


def _chains(lab: Lab) -> Iterator[Spec]:
    made, serve = lab.made, lab.servers
    leaf = made.leaf()
    twice = Bundle((leaf.leaf, leaf.leaf), leaf.key)
    yield Spec("a leaf sent twice", "tls/incomplete-chain", serve.openssl(twice), lab.caller)
    beside = Bundle((leaf.leaf, made.foreign.certificate), leaf.key)
    yield Spec("another's intermediate", "tls/incomplete-chain", serve.python(beside), lab.caller)
    stranger = authority.root("Stranger Root CA", made.now)
    alone = authority.leaf(stranger, "shop", (NAME,), made.now)
    yield Spec("a strange root's leaf alone", "tls/unknown-ca", serve.openssl(_first(alone)), lab.caller)


def _negotiation(lab: Lab) -> Iterator[Spec]:
    made, serve = lab.made, lab.servers
    rsa, group = made.rsa(), "tls/no-shared-group"
    for curve in ("brainpoolP384r1", "secp256k1", "sect571r1"):
        yield Spec(f"{curve} with an RSA key", group, serve.openssl(rsa, "-groups", curve), lab.caller)
    small = serve.python(rsa, lambda context: _exchanges_keys_in(context, made.write("dh.pem", _oakley_group_2())))
    yield Spec("a small field", "tls/weak-key-or-signature", small, lab.caller)
    if program(NGINX):
        verify = (f"ssl_client_certificate {made.trust}", "ssl_verify_client on")
        port = serve.nginx(made.leaf(), *verify)
        old = made.leaf(now=made.now - authority.LEAF_LIFETIME * 2, names=("caller.internal",))
        code = "tls/client-certificate-expired"
        yield Spec("client expired, nginx", code, port, lab.client(old), protocol="http")
    yield Spec("a hello without TLS 1.3", "tls/downgrade-detected", _older_hello(lab), lab.caller)
    well = serve.python(made.rsa(), only(TLS13))
    yield Spec("cut after ServerHello", "tls/peer-closed", serve.tampering(well, _cut_at(140)), lab.caller)


def _wire(lab: Lab) -> Iterator[Spec]:
    serve, plain = lab.servers, "tls/plaintext-server"
    mysql = b"J\x00\x00\x00\x0a8.0.36\x00\x0b\x00\x00\x00abcdefgh\x00\xff\xf7\xff\x02\x00"
    settings = b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64"
    yield Spec("MySQL", plain, serve.raw(mysql, "silence", hear=False), lab.caller)
    yield Spec("HTTP/2 in clear text", plain, serve.raw(settings, "silence", hear=False), lab.caller)
    yield Spec("AMQP", plain, serve.raw(b"AMQP\x00\x00\x09\x01"), lab.caller)
    yield Spec("a fatal close_notify", "tls/peer-closed", serve.raw(b"\x15\x03\x03\x00\x02\x02\x00"), lab.caller)
    yield Spec("closed without reading", "tls/peer-closed", serve.serve(socket.socket.close), lab.caller)
    yield Spec("reset without reading", "tls/connection-reset", serve.serve(_reset), lab.caller)


def healthy(lab: Lab) -> Iterator[Spec]:
    """Well, under names as people write them."""
    made, serve = lab.made, lab.servers
    field = ("-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384")
    yield Spec("a field of 2048 bits", "", serve.openssl(made.rsa(), *field), lab.caller)
    name = LABEL.encode("idna").decode("ascii")
    strict = serve.python(made.leaf(names=(name,)), lambda context: _knows_only(context, name))
    yield Spec("a name in Unicode", "", strict, lab.caller, LABEL)
    yield Spec("a name with its last dot", "", strict, lab.caller, f"{name}.")
    yield Spec("a name in capitals", "", strict, lab.caller, name.upper())


def _exchanges_keys_in(context: ssl.SSLContext, field: str) -> None:
    context.maximum_version = TLS12
    context.set_ciphers("DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")
    context.load_dh_params(field)


def _oakley_group_2() -> bytes:
    """The field of 1024 bits that servers of ten years ago had."""
    prime = bytes.fromhex(OAKLEY_GROUP_2)
    parameters = b"\x30\x81\x87" + b"\x02\x81\x81\x00" + prime + b"\x02\x01\x02"  # a sequence: the prime, and 2
    return ssl.DER_cert_to_PEM_cert(parameters).replace("CERTIFICATE", "DH PARAMETERS").encode()


def _first(bundle: Bundle) -> Bundle:
    return Bundle(bundle.chain[:1], bundle.key)


def _knows_only(context: ssl.SSLContext, name: str) -> None:
    def choose(_: ssl.SSLObject, asked: str | None, __: ssl.SSLContext) -> int | None:
        return None if (asked or "").lower() == name else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

    context.sni_callback = choose


def _older_hello(lab: Lab) -> int:
    """What a server of TLS 1.3 answers to a hello from which something on the way has taken that version."""
    body = b"\x03\x03" + os.urandom(24) + b"DOWNGRD\x01" + b"\x00\xc0\x2f\x00" + b"\x00\x05\xff\x01\x00\x01\x00"
    message = b"\x02" + len(body).to_bytes(3, "big") + body
    return lab.servers.raw(b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message, "silence")


def _cut_at(place: int) -> Callable[[int, bytes], bytes]:
    def cut(offset: int, data: bytes) -> bytes:
        return data[: max(0, place - offset)]

    return cut


def _reset(peer: socket.socket) -> None:
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()
