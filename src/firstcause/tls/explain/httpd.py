"""Apache httpd's mod_ssl: a number for every message, and OpenSSL's words in the next line."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import library
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "httpd",
    re.compile(r"\[ssl:\w+\]|\bAH(?:01\d{3}|02\d{3}|10\d{3}): .{0,200}(?:SSL|TLS|[Cc]ertificate|SNI|handshake)"),
    phrases(
        (Symptom.PLAIN_HTTP, r"AH01996|HTTP spoken on HTTPS port"),
        (Symptom.UNKNOWN_NAME, r"AH02033|No hostname was provided via SNI|AH02043|No matching SSL virtual host"),
        (Symptom.KEY_PAIR, r"AH02565|private key .{0,200}do not match"),
        (
            Symptom.FILES,
            r"AH0(?:2572|1895|1903|2577|2217|2561)|Failed to configure|Init: .{0,60}(?:unable|can't|not found)",
        ),
        (Symptom.WRONG_NAME, r"AH02411|does not match for hostname"),
        (
            Symptom.RENEGOTIATION,
            r"AH0(?:2225|2260|2042)|[Rr]e-?negotiation rejected"
            r"|rejecting client initiated",
        ),
        (Symptom.NOT_VERIFIED, r"AH02(?:276|039|040): "),
        (
            Symptom.UNTOLD,
            r"AH02261|[Rr]e-?negotiation handshake failed|AH02008"
            r"|SSL library error \d+ in (?:proxy )?handshake|AH0(?:2003|2004)",
        ),
    ),
    proxy=re.compile(r"SSL Proxy|\[remote |in proxy handshake"),
    server=re.compile(r"\[client |\(server |in handshake|spoken on HTTPS"),
    inner=library.read,
)
read = BOOK.read
