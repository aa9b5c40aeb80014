"""OpenSSL itself, where pyOpenSSL has no method for something, or one that takes longer than what it does.

This is the only file that reaches below pyOpenSSL's interface. Every look passes here some twenty times, so what is
called back does next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Protocol

from OpenSSL import SSL
from OpenSSL._util import ffi, lib

_STEP, _ALERT, _RECEIVED = 0x01, 0x4000, 0x04  # SSL_CB_LOOP, SSL_CB_ALERT, SSL_CB_READ


class Listener(Protocol):
    """Who is told what happens on a connection, while the library is called for it."""

    def step(self, state: bytes) -> None:
        """The library moved on to this state."""
        ...

    def alerted(self, number: int, *, received: bool) -> None:
        """An alert came or went."""
        ...


_listeners: Final[dict[Any, Listener]] = {}  # by the library's pointer to a connection
_states: Final[dict[Any, bytes]] = {}  # by the library's pointer to a constant text


@ffi.callback("void (*)(const SSL *, int, int)")  # type: ignore[untyped-decorator]
def _note(connection: Any, where: int, result: int) -> None:
    """OpenSSL's info callback."""
    if where & _STEP:
        pointer = lib.SSL_state_string_long(connection)
        state = _states.get(pointer)
        if state is None:
            state = _states[pointer] = ffi.string(pointer)
        _listeners[connection].step(state)
    elif where & _ALERT:
        _listeners[connection].alerted(result & 0xFF, received=bool(where & _RECEIVED))


def listen(connection: SSL.Connection, listener: Listener) -> None:
    """Tell it of every state and alert, until `leave`: as long as that is not called, both are kept alive."""
    _listeners[connection._ssl] = listener
    lib.SSL_set_info_callback(connection._ssl, _note)


def leave(connection: SSL.Connection) -> None:
    """Tell nobody any more. The connection must not be used after this."""
    _listeners.pop(connection._ssl, None)


def offer_groups(context: SSL.Context, groups: bytes) -> bool:
    """SSL_CTX_set1_groups_list(3); `*` marks those for which a key share is sent. Whether the library knows them."""
    return bool(lib.SSL_CTX_set1_curves_list(context._context, groups) == 1)


def peer_chain(connection: SSL.Connection) -> tuple[bytes, ...]:
    """Certificates in DER, as the peer sent them."""
    sent = lib.SSL_get_peer_cert_chain(connection._ssl)
    if sent == ffi.NULL:
        return ()
    memory = ffi.gc(lib.BIO_new(lib.BIO_s_mem()), lib.BIO_free)
    for place in range(lib.sk_X509_num(sent)):
        lib.i2d_X509_bio(memory, lib.sk_X509_value(sent, place))
    start = ffi.new("char **")
    length = lib.BIO_get_mem_data(memory, start)
    return tuple(_apart(bytes(ffi.buffer(start[0], length))))


def _apart(data: bytes) -> Iterator[bytes]:
    """Values in DER that follow one another: each says how long it is (X.690 section 8.1.3)."""
    while data:
        first = data[1]
        length = 2 + first
        if first & 0x80:
            body = 2 + (first & 0x7F)
            length = body + int.from_bytes(data[2:body], "big")
        yield data[:length]
        data = data[length:]
