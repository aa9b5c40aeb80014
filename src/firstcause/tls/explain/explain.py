"""Explains the raw words of a TLS library: who failed whom, which faults it may be, and what would decide.

Built from the grammars of the stacks, not from lines that were seen. A stack is one file with a function
`read(line) -> Reading | None`, and an entry in `STACKS`; everything behind that is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from firstcause.tls.explain import (
    apple,
    asyncio,
    bearssl,
    boringssl,
    bouncycastle,
    chromium,
    cloud,
    curl,
    dart,
    databases,
    dotnet,
    erlang,
    f5,
    gnutls,
    go,
    haproxy,
    hints,
    httpd,
    ibm_mq,
    iis,
    java,
    ldap,
    librdkafka,
    mail,
    mbedtls,
    nginx,
    node,
    nss,
    openssl,
    openvpn,
    oracle,
    own_files,
    php,
    plain_words,
    programs,
    python,
    radius,
    rules,
    rustls,
    s2n,
    schannel,
    sockets,
    squid,
    telling,
    verdicts,
    wget,
    wolfssl,
)
from firstcause.tls.explain.suspects import BEFORE_TLS
from firstcause.tls.explain.words import Cause, Explanation, Reading, Role, Side

MAX_TEXT: Final = 16 * 1024  # characters; an explanation needs the first lines, not the whole log
MAX_LINE: Final = 4096
MAX_LINES: Final = 200

LIBRARIES: Final = frozenset({"java", "node", "nss"})

Grammar = Callable[[str], Reading | None]
# Programs come before the library that they link to, since they know which part they play.
STACKS: Final[tuple[Grammar, ...]] = (
    *(nginx.read, haproxy.read, httpd.read, squid.read, cloud.BALANCERS.read, cloud.STUNNEL.read, f5.read, iis.read),
    *(
        databases.POSTGRESQL.read,
        databases.MYSQL.read,
        databases.MONGODB.read,
        databases.REDIS.read,
        oracle.read,
        ibm_mq.read,
    ),
    *(librdkafka.read, ldap.read, mail.read, openvpn.read, radius.read, erlang.read),
    *(curl.read, wget.read, asyncio.read, python.read, php.read, dart.read, bouncycastle.read, node.read),
    *(boringssl.read, go.read, java.read, dotnet.read, schannel.read, rustls.read, gnutls.read, nss.read),
    *(chromium.read, apple.read, s2n.read, mbedtls.read, wolfssl.read, bearssl.read),
    *(openssl.read, verdicts.read, own_files.read, sockets.read, plain_words.read),
)


def explain(text: str, *, role: Role | None = None) -> Explanation:
    """What the text, of one line or several, says about one failed handshake. `role` is who wrote it, if known.

    A role that the text itself shows goes before the caller's: a server also logs its calls to others.
    """
    reading = rules.most_telling(_readings(text))
    if reading and (reading.role is None or reading.stack in LIBRARIES):
        shown = programs.role_in(text[:MAX_TEXT])
        if reading.role is None or shown == "server":  # a library's usual part gives way to its program's
            reading = replace(reading, role=shown)
    if reading is None:
        return Explanation(role=role, explanation=telling.no_failure(understood=False))
    if reading.symptom and (code := BEFORE_TLS.get(reading.symptom)):
        said = telling.before_tls(reading.symptom, code)
        return Explanation(role=reading.role or role, stack=reading.stack, explanation=said, elsewhere=code)
    return _concluded(reading, role)


def _concluded(reading: Reading, role: Role | None) -> Explanation:
    speaker = reading.role or role or rules.implied_role(rules.row_of(reading))
    causes = rules.causes(reading, speaker)
    if not causes:
        return Explanation((), speaker, reading.stack, explanation=telling.no_failure(understood=True))
    return Explanation(
        causes,
        speaker,
        reading.stack,
        reading.alert,
        _side(reading, speaker, causes),
        telling.sentences(reading, speaker, causes),
        telling.checks(causes),
    )


def _side(reading: Reading, role: Role | None, causes: tuple[Cause, ...]) -> Side:
    if role is None and not telling.is_clear(causes):
        return "either"
    return rules.side_at_fault(causes[0].code, rules.accuser(reading, role))


def _readings(text: str) -> Iterator[Reading]:
    for line in text[:MAX_TEXT].splitlines()[:MAX_LINES]:
        found = _reading(line[:MAX_LINE])
        if found is not None:
            yield found


def _reading(line: str) -> Reading | None:
    """The first grammar's reading; where it leaves the reason open, what a later one adds to it."""
    if not hints.worth_reading(line):
        return None
    first: Reading | None = None
    for grammar in STACKS:
        reading = grammar(line)
        if reading is None:
            continue
        if first is not None and rules.says_more(reading, first):
            return Reading(first.stack or reading.stack, reading.symptom, reading.alert, first.role or reading.role)
        first = first or reading
        if not rules.is_open(first):
            return first
    return first
