"""librdkafka's log, and the Kafka clients of other languages above it: its hints, and OpenSSL's words inside."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import library
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "librdkafka",
    re.compile(r"rdkafka#|\[thrd:|in state SSL_HANDSHAKE|KafkaError\{|_SSL\b.*broker|librdkafka"),
    phrases(
        (Symptom.NOT_TLS, r"PLAINTEXT broker|connecting to a (?:non-SSL|PLAINTEXT)"),
        (Symptom.PLAIN_HTTP, r"broker might require SSL encryption|client might need SSL"),
        (Symptom.NO_CERTIFICATE, r"client SSL authentication might be required"),
        (
            Symptom.FILES,
            r"ssl\.\w+(?:\.\w+)* (?:failed|error)|Failed to (?:load|read|set) .{0,40}(?:CA|certificate"
            r"|key)",
        ),
        (Symptom.RESET, r"SSL transport error: Connection reset"),
        (Symptom.CLOSED, r"SSL transport error|SSL handshake failed: Disconnected"),
        (Symptom.TIMED_OUT, r"timed out .{0,60}SSL_HANDSHAKE"),
        (Symptom.UNTOLD, r"SSL handshake failed"),
    ),
    role="client",
    inner=library.read,
)
read = BOOK.read
