"""Ways to spoil bytes: at random, and with the structure of DER or TLS kept, so that the damage gets past the door."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from firstcause.testing import tls_bytes as tls

INTERESTING = (b"", b"\x00", b"\xff", b"\x80", b"\x7f\xff\xff\xff", b"\xff" * 8, b"\x00" * 40, b"\x1b[31m", b"A" * 300)
CONSTRUCTED = 0x20
MOST_BYTES = 1 << 17
Mutation = Callable[[Random, bytes], bytes]


def scattered(random: Random, data: bytes) -> bytes:
    """A few bytes changed, dropped, repeated or put in, anywhere."""
    spoilt = bytearray(data)
    for _ in range(random.randint(1, 6)):
        _SCATTER[random.randrange(len(_SCATTER))](random, spoilt)
    return bytes(spoilt[:MOST_BYTES])


def in_der(random: Random, data: bytes) -> bytes:
    """One or two elements changed, whatever contains them with its length made good again."""
    for _ in range(random.randint(1, 3)):
        elements = list(_elements(data))
        if not elements:
            return scattered(random, data)
        data = _with_element(random, data, random.choice(elements))
    return data


def in_records(random: Random, data: bytes) -> bytes:
    """Records, and the handshake messages in them, changed, with their lengths made good again (mostly)."""
    found = _records(data)
    if not found:
        return scattered(random, data)
    at = random.randrange(len(found))
    kind, content = found[at]
    if kind == tls.HANDSHAKE and random.random() < 0.7:
        content = _in_messages(random, content)
    elif random.random() < 0.5:
        content = scattered(random, content)
    else:
        kind = random.choice((20, 21, 22, 23, 24, 0, 255))
    changed = [*found[:at], (kind, content), *found[at + 1 :]]
    _shuffle_a_little(random, changed)
    return b"".join(tls.record(kind, content[:0xFFFF]) for kind, content in changed)


def _in_messages(random: Random, content: bytes) -> bytes:
    found, at = [], 0
    while at + 4 <= len(content):
        length = int.from_bytes(content[at + 1 : at + 4], "big")
        found.append((content[at], content[at + 4 : at + 4 + length]))
        at += 4 + length
    if not found:
        return scattered(random, content)
    at = random.randrange(len(found))
    kind, body = found[at]
    chance = random.random()
    if chance < 0.4:
        body = scattered(random, body)
    elif chance < 0.7 and kind == tls.CERTIFICATE and len(body) > 6:
        spoilt = in_der(random, body[6 : 6 + int.from_bytes(body[3:6], "big")])
        body = tls.vector(tls.vector(spoilt, 3), 3)
    elif chance < 0.85:
        kind = random.choice((0, 1, 2, 4, 8, 11, 12, 13, 14, 15, 20, 22, 24, 25, 254))
    changed = [*found[:at], (kind, body), *found[at + 1 :]]
    _shuffle_a_little(random, changed)
    claimed = random.choice((None, None, None, None, 0, 1, 0xFFFFFF))
    return b"".join(tls.message(k, b, claimed if n == at else None) for n, (k, b) in enumerate(changed))


def _shuffle_a_little(random: Random, found: list[tuple[int, bytes]]) -> None:
    chance = random.random()
    if chance < 0.1:
        random.shuffle(found)
    elif chance < 0.2:
        found.insert(random.randrange(len(found) + 1), random.choice(found))
    elif chance < 0.3 and len(found) > 1:
        del found[random.randrange(len(found))]


def _records(data: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at + 5 <= len(data):
        length = int.from_bytes(data[at + 3 : at + 5], "big")
        found.append((data[at], data[at + 5 : at + 5 + length]))
        at += 5 + length
    return found


def _with_element(random: Random, data: bytes, where: tuple[int, ...]) -> bytes:
    """The element at this place is another; `where` are the offsets of its parents and of itself."""
    start = where[-1]
    tag, body, end = _element(data, start)
    changed = _changed(random, tag, body, data[start:end], data)
    data = data[:start] + changed + data[end:]
    grown = len(changed) - (end - start)
    for parent in reversed(where[:-1]):
        data, grown = _with_length(data, parent, grown)
    return data


def _changed(random: Random, tag: int, body: bytes, whole: bytes, data: bytes) -> bytes:
    chance = random.random()
    if chance < 0.35:
        return _der(tag, scattered(random, body))
    if chance < 0.5:
        return _der(tag, random.choice(INTERESTING))
    if chance < 0.6:
        return _der(random.choice((0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x13, 0x16, 0x17, 0x18, 0x30, 0xA3)), body)
    if chance < 0.7:
        return b""
    if chance < 0.8:
        return whole * random.choice((2, 2, 3, 50))
    other = random.choice(list(_elements(data)))[-1]
    return data[other : _element(data, other)[2]]


def _with_length(data: bytes, start: int, grown: int) -> tuple[bytes, int]:
    head = 2 if data[start + 1] < 0x80 else 2 + (data[start + 1] & 0x7F)
    length = data[start + 1] if head == 2 else int.from_bytes(data[start + 2 : start + head], "big")
    fresh = _der(data[start], b"\x00" * max(0, length + grown))[: -(length + grown) or None]
    return data[:start] + fresh + data[start + head :], grown + len(fresh) - head


def _elements(
    data: bytes, start: int = 0, end: int | None = None, above: tuple[int, ...] = ()
) -> list[tuple[int, ...]]:
    """The places of all elements, each with those of its parents; an octet string's content counts, where it is DER."""
    found: list[tuple[int, ...]] = []
    end = len(data) if end is None else end
    while start < end and len(above) < 12:
        try:
            tag, body, after = _element(data, start)
        except ValueError:
            return found
        if after > end:
            return found
        found.append((*above, start))
        if tag & CONSTRUCTED or (tag == 4 and len(body) > 2):
            found += _elements(data, after - len(body), after, (*above, start))
        start = after
    return found


def _element(data: bytes, start: int) -> tuple[int, bytes, int]:
    """Tag, content, and where it ends. Raises ValueError for what is no element."""
    if start + 2 > len(data):
        raise ValueError("no element")
    tag, length, at = data[start], data[start + 1], start + 2
    if length >= 0x80:
        count = length & 0x7F
        length, at = int.from_bytes(data[at : at + count], "big"), at + count
    if at + length > len(data):
        raise ValueError("an element that is too long")
    return tag, data[at : at + length], at + length


def _der(tag: int, body: bytes) -> bytes:
    count = len(body)
    if count < 0x80:
        return bytes([tag, count]) + body
    digits = (count.bit_length() + 7) // 8
    return bytes([tag, 0x80 | digits]) + count.to_bytes(digits, "big") + body


def _flip(random: Random, data: bytearray) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _put(random: Random, data: bytearray) -> None:
    at = random.randrange(len(data) + 1)
    data[at:at] = random.choice(INTERESTING)


def _overwrite(random: Random, data: bytearray) -> None:
    at = random.randrange(len(data) + 1)
    fresh = random.randbytes(random.choice((1, 1, 2, 4, 16)))
    data[at : at + len(fresh)] = fresh


def _cut(random: Random, data: bytearray) -> None:
    at = random.randrange(len(data) + 1)
    del data[at : at + random.choice((1, 1, 2, 8, 1000))]


def _again(random: Random, data: bytearray) -> None:
    at = random.randrange(len(data) + 1)
    data[at:at] = data[at : at + random.choice((1, 4, 40, 400))]


_SCATTER = (_flip, _flip, _overwrite, _overwrite, _put, _cut, _again)
