"""Explains the raw words of a TLS library: who failed whom, which faults it may be, and what would decide.

Built from the grammars of the stacks, not from lines that were seen. A stack is one file with a function
`read(line) -> Reading | None`, and an entry in `STACKS`; everything behind that is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from firstcause.tls.explain import (
    asyncio,
    boringssl,
    browsers,
    cloud,
    curl,
    databases,
    dotnet,
    embedded,
    gnutls,
    go,
    haproxy,
    httpd,
    java,
    nginx,
    node,
    nss,
    openssl,
    own_files,
    php,
    python,
    rules,
    rustls,
    sockets,
    telling,
)
from firstcause.tls.explain.suspects import BEFORE_TLS
from firstcause.tls.explain.words import Cause, Explanation, Reading, Role, Side

MAX_TEXT: Final = 16 * 1024  # characters; an explanation needs the first lines, not the whole log
MAX_LINE: Final = 4096
MAX_LINES: Final = 200

Grammar = Callable[[str], Reading | None]
# Programs come before the library that they link to, since they know which part they play.
STACKS: Final[tuple[Grammar, ...]] = (
    *(nginx.read, haproxy.read, httpd.read, cloud.BALANCERS.read, cloud.STUNNEL.read),
    *(databases.POSTGRESQL.read, databases.MYSQL.read, databases.MONGODB.read, databases.REDIS.read),
    *(curl.read, asyncio.read, python.read, php.read, node.read),
    *(boringssl.read, go.read, java.read, dotnet.read, rustls.read, gnutls.read, nss.read, browsers.read),
    *(embedded.MBEDTLS.read, embedded.WOLFSSL.read),
    *(openssl.read, own_files.read, sockets.read),
)


def explain(text: str, *, role: Role | None = None) -> Explanation:
    """What the text, of one line or several, says about one failed handshake. `role` is who wrote it, if known.

    A role that the text itself shows goes before the caller's: a server also logs its calls to others.
    """
    reading = rules.most_telling(_readings(text))
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
        found = next((reading for grammar in STACKS if (reading := grammar(line[:MAX_LINE])) is not None), None)
        if found is not None:
            yield found
