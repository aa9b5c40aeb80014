"""What is fuzzed: each target takes a source of chance, does one thing with spoilt bytes, and says what came of it.

A target may raise only what its parser promises to raise; that is caught here, and everything else is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from random import Random

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from OpenSSL import SSL
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from firstcause.cli.observed_json import observed_json
from firstcause.cli.observed_text import observed_text
from firstcause.model.handshake import HandshakeObserved, Look, Phase
from firstcause.model.service import Endpoint, View
from firstcause.pki import authority
from firstcause.sources.errors import DecodeError, ScrapeError
from firstcause.sources.exposition import Exposition
from firstcause.sources.handshake.contexts import CIPHERS, Offer, Offers
from firstcause.sources.handshake.conversation import Conversation
from firstcause.sources.logs.decode import decode_line
from firstcause.sources.otlp import decode_traces
from firstcause.testing import odd_certificates as odd
from firstcause.testing import tls_bytes as tls
from firstcause.tls.alerts import alert
from firstcause.tls.certificate import der
from firstcause.tls.explain.explain import explain
from firstcause.tls.flight import FlightReader
from firstcause.tls.hello import Hello
from firstcause.tls.judge import judge
from firstcause.tls.pursuit import Question, concluded, questions
from firstcause.tls.trace import Connect, End, HandshakeTrace, Negotiated
from firstcause.tls.trust import CertificateSet
from fuzzing import mutate

NAME = "shop.internal"
AT = datetime(2026, 5, 7, 4, 59, tzinfo=UTC)
MOST_TEXT = 100_000  # of everything that is told of one look
Target = Callable[[Random], str]


@dataclass(frozen=True)
class Seeds:
    """Well-formed bytes to begin with."""

    chains: tuple[tuple[bytes, ...], ...]
    staples: tuple[bytes, ...]
    flights: tuple[bytes, ...]
    trust: CertificateSet
    trust_pem: bytes
    offer: Offer
    key: ec.EllipticCurvePrivateKey  # of the first chain's leaf
    root: ec.EllipticCurvePrivateKey


def targets(seeds: Seeds) -> dict[str, Target]:
    """By name."""
    return {
        "flight": lambda random: _flight(random, seeds),
        "certificates": lambda random: _certificates(random, seeds),
        "staple": lambda random: _staple(random, seeds),
        "trace": lambda random: _trace(random, seeds),
        "conversation": lambda random: _conversation(random, seeds),
        "exposition": _exposition,
        "otlp": _otlp,
        "log line": _log_line,
        "explain": _explain,
    }


def seeds() -> Seeds:
    """A small fleet's certificates, staples, and flights of servers."""
    root = authority.root("Root", AT)
    issuing = authority.intermediate(root, "Issuing", AT)
    bundle = authority.leaf(issuing, "shop", (NAME, "*.shop.example"), AT)
    rich = _rich(root)
    chain = tuple(der(c) for c in bundle.chain)
    chains = (chain, (*chain, der(root.certificate)), (der(root.certificate),), (der(rich), *chain[1:]), (der(rich),))
    staples = tuple(_response(bundle.leaf, issuing, status) for status in ocsp.OCSPCertStatus)
    trust = CertificateSet((root.certificate,))
    offer = replace(Offers().offer(View("fuzz")), trust=trust)
    server_flights = tuple(
        _server_flight(bundle, offer, version) for version in (SSL.TLS1_2_VERSION, SSL.TLS1_3_VERSION)
    )
    by_hand = tls.flight_12(chain, tls.message(tls.SERVER_HELLO_DONE, b""))
    assert isinstance(bundle.key, ec.EllipticCurvePrivateKey)
    assert isinstance(root.key, ec.EllipticCurvePrivateKey)
    flights = (*server_flights, by_hand)
    return Seeds(chains, staples, flights, trust, root.certificate_pem, offer, bundle.key, root.key)


def _flight(random: Random, seeds: Seeds) -> str:
    data = spoilt(random, random.choice(seeds.flights), mutate.in_records)
    reader = FlightReader()
    while data and reader.reply is None:
        count = random.choice((1, 7, 100, 1 << 16))
        reader.feed(data[:count])
        data = data[count:]
    reader.leave()
    look = Look("shop", _ENDPOINT, View("v"), diagnostic=True)
    trace = HandshakeTrace(
        look, AT, Connect.CONNECTED, end=End.ALERT, phase=Phase.CLIENT_HELLO, alerts=(alert(40, "received"),)
    )
    first = judge(trace, seeds.trust, AT)
    assert reader.reply is not None
    asked = questions(trace, first)
    observed = concluded(
        first, trace, [(random.choice(asked), reader.reply)] if asked else [(Question(Hello()), reader.reply)]
    )
    return told(observed)


def _certificates(random: Random, seeds: Seeds) -> str:
    chain = list(random.choice(seeds.chains))
    at = random.randrange(len(chain))
    chain[at] = spoilt(random, chain[at], mutate.in_der) if random.random() < 0.5 else _signed_again(random, seeds)
    if random.random() < 0.1:
        chain *= random.choice((2, 3, 20))
    return _judged(seeds, chain=tuple(chain))


def _signed_again(random: Random, seeds: Seeds) -> bytes:
    """A certificate whose content is spoilt, and which its authority has signed all the same: it leads into trust."""
    whole = x509.load_der_x509_certificate(random.choice((seeds.chains[-1], seeds.chains[2]))[0])
    content = mutate.in_der(random, whole.tbs_certificate_bytes)
    signature = seeds.root.sign(content, ec.ECDSA(hashes.SHA256()))
    return odd.der(odd.SEQUENCE, content, odd.ECDSA_SHA256, odd.der(odd.BITS, b"\x00", signature))


def _staple(random: Random, seeds: Seeds) -> str:
    return _judged(seeds, chain=seeds.chains[0], staple=spoilt(random, random.choice(seeds.staples), mutate.in_der))


def _trace(random: Random, seeds: Seeds) -> str:
    """Any combination, also of what never comes together."""
    phase, end = random.choice(list(Phase)), random.choice(list(End))
    alerts = tuple(
        alert(random.randrange(256), random.choice(("sent", "received"))) for _ in range(random.randrange(3))
    )
    return _judged(
        seeds,
        chain=random.choice((*seeds.chains, ())),
        connect=random.choice((Connect.CONNECTED, Connect.CONNECTED, Connect.CONNECTED, *Connect)),
        phase=phase,
        end=end,
        alerts=alerts,
        certificate_requested=random.random() < 0.5,
        client_certificate=random.choice((b"", seeds.chains[0][0])),
        acceptable_issuers=tuple(_text(random) for _ in range(random.choice((0, 1, 300)))),
        reasons=tuple(_text(random) for _ in range(random.randrange(3))),
        first_bytes=random.choice((b"", b"\x16\x03\x03", _bytes(random)[:64], b"HTTP/1.1 \x1b[2J")),
        received=random.choice((0, 7, 1 << 30)),
        received_after=random.randrange(3),
        answer=random.choice((b"", b"HTTP/1.1 400 \x1b[2J\r\n", _bytes(random)[:512])),
        negotiated=Negotiated(
            random.choice(("", "TLSv1", "TLSv1.3")), random.choice(("", "NULL-MD5", "TLS_AES_128_GCM_SHA256"))
        ),
    )


def _conversation(random: Random, seeds: Seeds) -> str:
    """A spoilt flight, read by the real library behind the real conversation."""
    look = Look("shop", _ENDPOINT, View("v"), diagnostic=True)
    conversation = Conversation(seeds.offer.context, look)
    conversation.begin()
    data = spoilt(random, random.choice(seeds.flights), mutate.in_records)
    count = random.choice((1 << 16, 1000, 100))
    while data and conversation.end is None:
        conversation.receive(data[:count])
        data = data[count:]
    conversation.receive(b"")
    end = conversation.end or End.TIMED_OUT
    trace = conversation.trace(look, AT, end)
    conversation.let_go()
    return told(judge(trace, seeds.trust, AT))


def _exposition(random: Random) -> str:
    text = b'# TYPE a counter\na_total{path="/x",code="200"} 17\nb{le="+Inf"} 3.5e9 1700000000\nup 1\n'
    try:
        samples = Exposition({"service": "shop"}).parse(
            spoilt(random, text, mutate.scattered).decode("utf-8", "replace")
        )
    except ScrapeError:
        return "ScrapeError"
    return f"{len(samples)} samples"


def _otlp(random: Random) -> str:
    request = ExportTraceServiceRequest()
    span = request.resource_spans.add().scope_spans.add().spans.add()
    span.trace_id, span.span_id, span.name = bytes(range(16)), bytes(range(8)), "GET /"
    span.start_time_unix_nano, span.end_time_unix_nano = 1_700_000_000_000_000_000, 1_700_000_000_100_000_000
    pair = span.attributes.add()
    pair.key, pair.value.string_value = "enduser.id", "u1"
    try:
        return f"{len(decode_traces(spoilt(random, request.SerializeToString(), mutate.scattered), b'key'))} spans"
    except DecodeError:
        return "DecodeError"


def _log_line(random: Random) -> str:
    return f"{decode_line('shop', _line(random), AT).severity}"


def _explain(random: Random) -> str:
    found = explain(_line(random))
    return found.causes[0].code if found.causes else "nothing"


def _line(random: Random) -> str:
    """A spoilt line; now and then a piece of it a thousand times, which is what slow patterns dread."""
    line = spoilt(random, random.choice(_LINES), mutate.scattered).decode("utf-8", "replace")
    if random.random() < 0.1:
        at = random.randrange(len(line) + 1)
        line = line[:at] + line[at : at + random.choice((1, 2, 10, 40))] * 1000 + line[at:]
    return line


def _judged(seeds: Seeds, **parts: object) -> str:
    look = Look("shop", _ENDPOINT, View("v"), diagnostic=True)
    whole = HandshakeTrace(
        look,
        AT,
        Connect.CONNECTED,
        phase=Phase.ESTABLISHED,
        negotiated=Negotiated("TLSv1.3", "TLS_AES_128_GCM_SHA256", "x25519"),
        received=4000,
        received_after=1,
    )
    trace = replace(whole, **parts)  # type: ignore[arg-type]  # chosen by the callers above
    return told(judge(trace, seeds.trust, AT, horizon=timedelta(days=21)))


def told(observed: HandshakeObserved) -> str:
    """What came of it; AssertionError where what people are told is endless, or would move their cursor."""
    text = observed_text(observed)
    for told in (*_texts(asdict(observed)), *text.split("\n")):
        assert told.isprintable(), f"not printable: {told[:200]!r}"
    assert len(text) + len(str(observed_json(observed, AT))) < MOST_TEXT, f"{len(text)} characters are told"
    return observed.failure.code if observed.failure else observed.outcome.value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in _texts(part))
    elif isinstance(value, list | tuple):
        yield from (text for part in value for text in _texts(part))


def spoilt(random: Random, data: bytes, by_structure: mutate.Mutation) -> bytes:
    return (mutate.scattered if random.random() < 0.3 else by_structure)(random, data)


def _bytes(random: Random) -> bytes:
    return random.randbytes(random.choice((0, 1, 5, 64, 600)))


def _text(random: Random) -> str:
    return random.choice(("CN=Root", "no shared cipher", "x" * 5000, _bytes(random).decode("latin-1"), "\x1b]0;x\x07"))


def _rich(issuer: authority.Authority) -> x509.Certificate:
    """A certificate with about every extension that there is."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name(
        [x509.NameAttribute(oid, "DE") for oid in (x509.NameOID.COUNTRY_NAME,)] + list(authority.common_name("rich"))
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=9))
    )
    for value in (
        x509.BasicConstraints(ca=True, path_length=3),
        x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(_NETWORK[0]), x509.RFC822Name("a@b.example")]),
        x509.NameConstraints([x509.DNSName("internal"), x509.IPAddress(_NETWORK)], [x509.DNSName("example")]),
        x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]),
        x509.TLSFeature([x509.TLSFeatureType.status_request]),
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
        x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("1.2.3"), ["http://x"])]),
        x509.CRLDistributionPoints(
            [x509.DistributionPoint([x509.UniformResourceIdentifier("http://x")], None, None, None)]
        ),
        x509.PolicyConstraints(1, 2),
        x509.InhibitAnyPolicy(1),
        x509.OCSPNoCheck(),
    ):
        builder = builder.add_extension(value, critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


def _response(leaf: x509.Certificate, issuer: authority.Authority, status: ocsp.OCSPCertStatus) -> bytes:
    revoked = status is ocsp.OCSPCertStatus.REVOKED
    built = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            leaf,
            issuer.certificate,
            hashes.SHA256(),
            status,
            AT,
            AT + timedelta(days=3),
            AT if revoked else None,
            x509.ReasonFlags.key_compromise if revoked else None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
        .sign(issuer.key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.DER)


def _server_flight(bundle: authority.Bundle, offer: Offer, version: int) -> bytes:
    """What OpenSSL's server answers to our ClientHello."""
    assert isinstance(bundle.key, ec.EllipticCurvePrivateKey)
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(version)
    context.set_max_proto_version(version)
    context.set_cipher_list(CIPHERS)
    context.use_certificate(bundle.leaf)
    context.use_privatekey(bundle.key)
    for issuer in bundle.chain[1:]:
        context.add_extra_chain_cert(issuer)
    server = SSL.Connection(context, None)
    server.set_accept_state()
    caller = Conversation(offer.context, Look("shop", _ENDPOINT, View("v")))
    caller.begin()
    server.bio_write(caller.outgoing())
    try:
        server.do_handshake()
    except SSL.WantReadError:
        return server.bio_read(1 << 16)
    raise AssertionError("a server that needs no answer")


_NETWORK = ip_network("10.0.0.0/30")
_ENDPOINT = Endpoint("127.0.0.1", 8443, NAME)
_LINES = (
    b'{"time":"2026-05-07T04:58:00Z","level":"error","msg":"tls: bad certificate","peer":"billing","trace_id":"00ff"}',
    b"2026-05-07T04:58:00.123Z ERROR shop SSL_do_handshake() failed (SSL: error:0A000086:SSL routines::"
    b"certificate verify failed)",
    b'ts=1778129880 level=warn msg="remote error: tls: unknown certificate authority" callee=billing-api',
    b"javax.net.ssl.SSLHandshakeException: PKIX path building failed: "
    b"sun.security.provider.certpath.SunCertPathBuilderException",
    b"2026/05/07 04:58:00 [info] 7#7: *1 SSL_do_handshake() failed while SSL handshaking, client: 127.0.0.1",
    b'{"ts":1778129880,"level":30,"msg":"tls: first record does not look like a TLS handshake","err":null}',
    b"curl: (60) SSL certificate problem: unable to get local issuer certificate",
)
