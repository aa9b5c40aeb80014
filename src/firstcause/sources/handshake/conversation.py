"""One TLS handshake without a socket: bytes in, bytes out, and a note of everything that was seen.

It drives pyOpenSSL over memory BIOs and translates OpenSSL's words (states, errors) into those of the trace. It never
verifies a certificate, and never decides what a failure means.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from cryptography import x509
from OpenSSL import SSL

from firstcause.model.handshake import Alert, Look, Phase, Timing
from firstcause.sources.handshake import binding
from firstcause.tls.alerts import CLOSURE, alert
from firstcause.tls.flight import Choice, FlightReader
from firstcause.tls.names import ascii_name, parse_address
from firstcause.tls.ordinary import FINITE_FIELD
from firstcause.tls.told import MOST_LISTED
from firstcause.tls.trace import Connect, End, HandshakeTrace, Negotiated, OnFile

FIRST_BYTES: Final = 64
ANSWER_BYTES: Final = 512
FLIGHT_BYTES: Final = 1 << 14  # of the server's flight in clear text, up to its key exchange
NOT_TIMED: Final = Timing()
# A flight has some thousand bytes. OpenSSL takes chains of 100 KiB; staples and lists of authorities come to that.
MOST_BYTES: Final = 1 << 19
MOST_BYTES_AFTER: Final = 1 << 17  # after the handshake: tickets, and the beginning of an answer
_READ: Final = 16384  # as much as a record holds
_PHASES: Final[Mapping[bytes, Phase]] = MappingProxyType(
    {
        b"SSLv3/TLS write client hello": Phase.CLIENT_HELLO,
        b"SSLv3/TLS read server hello": Phase.SERVER_HELLO,
        b"SSLv3/TLS read server certificate": Phase.CERTIFICATE,
        b"SSLv3/TLS read server key exchange": Phase.CERTIFICATE_VERIFY,
        b"TLSv1.3 read server certificate verify": Phase.CERTIFICATE_VERIFY,
        b"SSLv3/TLS read finished": Phase.FINISHED,
    }
)
_CERTIFICATE_REQUEST: Final = b"SSLv3/TLS read server certificate request"
_NO_LONGER_CLEAR: Final = b"TLSv1.3 read encrypted extensions"


class Conversation:
    """Our side of one connection. `end` is None as long as there is more to come."""

    def __init__(self, context: SSL.Context, look: Look, session: SSL.Session | None = None) -> None:
        self.phase = Phase.CONNECT
        self.alerts: list[Alert] = []
        self.reasons: list[str] = []
        self.end: End | None = None
        self.certificate_requested = False
        self.staple = b""
        self.first_bytes = b""
        self.received = 0
        self.received_after = 0
        self.answer = b""
        self.established = False
        self._connection = _connection(context, look)
        self._has_shown_certificate = False
        self._is_told_to_leave = False
        self._flight: bytes | None = b""  # in clear text, for as long as that may tell of a finite field
        if session is not None:
            self._connection.set_session(session)
        self._connection.set_app_data(self)
        binding.listen(self._connection, self)

    def begin(self) -> None:
        """Produce the ClientHello."""
        self._advance()

    def receive(self, data: bytes) -> None:
        """Raw bytes from the peer; none means that it closed the connection."""
        if self.end is not None:
            return
        self._count(data)
        if data:
            self._connection.bio_write(data)
        else:
            self._connection.bio_shutdown()
        self._advance()
        if not data and self.end is None:
            self.end = End.TRUNCATED
        if self.end is None:
            self._end_if_endless()

    def outgoing(self) -> bytes:
        """Raw bytes to send to the peer, each given once."""
        found = b""
        try:
            while len(found) % _READ == 0:
                found += self._connection.bio_read(_READ)
        except SSL.WantReadError:
            pass
        return found

    def say(self, data: bytes) -> None:
        """Application data; only once established."""
        self._connection.sendall(data)

    def farewell(self) -> None:
        """Close in good order, so that the server has nothing to complain of; only once established."""
        try:
            self._connection.shutdown()
        except SSL.Error as error:
            self.reasons.append(_words(error))

    def let_go(self) -> None:
        """Let go of the library's side, which knows us: its memory would wait for ever otherwise."""
        binding.leave(self._connection)
        self._connection.set_app_data(None)

    @property
    def resumed(self) -> bool:
        """Whether the handshake went on with an earlier session: then the server shows no certificate."""
        return self.established and not self._has_shown_certificate

    def session(self) -> SSL.Session | None:
        """To go on with in another handshake."""
        return self._connection.get_session() if self.established else None

    def negotiated(self) -> Negotiated:
        """What both sides agreed on so far."""
        seen = self.phase not in {Phase.CONNECT, Phase.CLIENT_HELLO}
        return Negotiated(
            version=self._connection.get_protocol_version_name() if seen else "",
            cipher=self._connection.get_cipher_name() or "",
            group=(self._connection.get_group_name() or self._own_group()) if self.established else "",
            alpn=self._connection.get_alpn_proto_negotiated().decode("ascii", "replace"),
        )

    def chain(self) -> tuple[bytes, ...]:
        """Certificates in DER, as sent."""
        return binding.peer_chain(self._connection)

    def acceptable_issuers(self) -> tuple[str, ...]:
        """The names that came with the server's request for a client certificate, the first few of them."""
        if not self.certificate_requested:
            return ()
        issuers = self._connection.get_client_ca_list()
        shown = tuple(_name(issuer.der()) for issuer in issuers[:MOST_LISTED])
        return shown if len(issuers) <= MOST_LISTED else (*shown, f"and {len(issuers) - MOST_LISTED} more")

    def trace(
        self,
        look: Look,
        begun_at: datetime,
        end: End,
        *,
        client_certificate: bytes = b"",
        on_file: OnFile | None = None,
        timing: Timing = NOT_TIMED,
        address: str = "",
    ) -> HandshakeTrace:
        """Everything that was seen, as a record."""
        return HandshakeTrace(
            look=look,
            begun_at=begun_at,
            connect=Connect.CONNECTED,
            end=end,
            phase=self.phase,
            alerts=tuple(self.alerts),
            chain=self.chain(),
            negotiated=self.negotiated(),
            staple=self.staple,
            resumed=self.resumed,
            certificate_requested=self.certificate_requested,
            client_certificate=client_certificate,
            on_file=on_file,
            acceptable_issuers=self.acceptable_issuers(),
            reasons=tuple(self.reasons),
            first_bytes=self.first_bytes,
            received=self.received,
            received_after=self.received_after,
            answer=self.answer,
            timing=timing,
            address=address,
        )

    def step(self, state: bytes) -> None:
        """OpenSSL moved on to this state."""
        phase = _PHASES.get(state)
        if phase is not None:
            self.phase = phase
            self._has_shown_certificate |= phase is Phase.CERTIFICATE
        elif state == _CERTIFICATE_REQUEST:
            self.certificate_requested = True
        elif state == _NO_LONGER_CLEAR:
            self._flight = None

    def alerted(self, number: int, *, received: bool) -> None:
        """An alert came or went."""
        seen = alert(number, "received" if received else "sent")
        if seen.name in CLOSURE:
            self._is_told_to_leave |= received
        else:
            self.alerts.append(seen)

    def _count(self, data: bytes) -> None:
        self.first_bytes = (self.first_bytes + data[:FIRST_BYTES])[:FIRST_BYTES]
        self.received += len(data)
        if self._flight is not None and len(self._flight) < FLIGHT_BYTES and not self.established:
            self._flight += data
        if self.established:
            self.received_after += len(data)

    def _end_if_endless(self) -> None:
        """Enough is enough: no server has so much to say."""
        if not self.established and self.received > MOST_BYTES:
            self.end = End.ENDLESS
        elif self.received_after > MOST_BYTES_AFTER:
            self.end = End.COMPLETED

    def _advance(self) -> None:
        try:
            if not self.established:
                self._connection.do_handshake()
                self._establish()
            while True:
                self.answer = (self.answer + self._connection.recv(_READ))[:ANSWER_BYTES]
        except SSL.WantReadError:
            return
        except SSL.ZeroReturnError:
            self.end = End.CLOSED
        except SSL.SysCallError:
            self.end = End.TRUNCATED
        except SSL.Error as error:
            self.reasons.append(_words(error))
            self.end = self._unfinished()

    def _own_group(self) -> str:
        """The server's own finite field, such as "DH 2048": the library does not tell of it."""
        if not (self._connection.get_cipher_name() or "").startswith("DHE-"):
            return ""
        reader = FlightReader()
        reader.feed(self._flight or b"")
        bits = reader.reply.prime_bits if isinstance(reader.reply, Choice) else 0
        return f"{FINITE_FIELD} {bits}" if bits else ""

    def _unfinished(self) -> End:
        """Of a handshake in which the library saw an error. It takes a close_notify for one that is marked fatal."""
        if self.alerts:
            return End.ALERT
        return End.CLOSED if self._is_told_to_leave else End.ERROR

    def _establish(self) -> None:
        # A TLS 1.3 server speaks last: whether it accepts us shows only when we read on (RFC 8446 section 4.4.2.4).
        is_proven = self._connection.get_protocol_version() < SSL.TLS1_3_VERSION
        self.established = True
        self.phase = Phase.ESTABLISHED if is_proven else Phase.FIRST_READ


def keep_staple(connection: SSL.Connection, staple: bytes, _data: object) -> bool:
    """OpenSSL's callback for a stapled OCSP response; never refuses."""
    connection.get_app_data().staple = staple
    return True


def _connection(context: SSL.Context, look: Look) -> SSL.Connection:
    connection = SSL.Connection(context, None)
    connection.set_connect_state()
    name = indicated_name(look.endpoint.server_name)
    if name:
        connection.set_tlsext_host_name(name)
    if look.endpoint.alpn:
        connection.set_alpn_protos([p.encode("ascii") for p in look.endpoint.alpn])
    connection.request_ocsp()
    return connection


@lru_cache(maxsize=4096)
def indicated_name(server_name: str) -> bytes:
    """What stands in the hello; nothing for a literal address (RFC 6066 section 3)."""
    return b"" if parse_address(server_name) else ascii_name(server_name).encode("idna")


def _name(encoded: bytes) -> str:
    try:
        return x509.Name.from_bytes(encoded).rfc4514_string()
    except (ValueError, TypeError):  # OpenSSL lets more pass
        return "a name that cannot be read"


def _words(error: SSL.Error) -> str:
    """OpenSSL's reason strings, without its library and function names."""
    entries = error.args[0] if error.args else ()
    return "; ".join(str(entry[2]) for entry in entries) if isinstance(entries, list) else str(error)
