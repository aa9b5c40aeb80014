"""Which lines are worth the grammars' time: most of a log has no word in it that any of them knows.

A line passes when it holds one of these fragments, in whatever case. They are broad on purpose: the grammars decide.
"""

from __future__ import annotations

import re
from typing import Final

_FRAGMENTS: Final = (
    *("ssl", "tls", "cert", "handshak", "x509", "x.509", "pkix", "secur", "verif", "trust", "alert"),
    *("alpn", "sni", "psk", "fips", "cipher", "https", "http request", "hostname", "host name", "err"),
    *("fail", "fatal", "exception", "refus", "reject", "abort", "denied", "invalid", "unable", "cannot"),
    *("could not", "can't", "unknown", "unsupported", "incompat", "mismatch", "match", "corrupt"),
    *("decrypt", "algorithm", "ocsp", "crl", "revo", "expired", "anchor", "chain", "signature", "renegotiat"),
    *("violation", "protocol", "plain", "peer", "curl", "frame", "disconnect", "terminat", "eof"),
    *("end of file", "reset", "closed", "timed", "timeout", "deadline", "taking longer", "econn"),
    *("etimed", "epipe", "pipe", "resol", "getaddrinfo", "no such host", "name or service", "no address"),
    *("nodename", "unreach", "no route", "pem", "crt", ".key", ".p12", ".pfx", ".jks", "keystore"),
    *("bundle", "private key", "0x80", "-0x", "-98", "-12", "bssl", "s2n", "asn ", "ora-", "amq"),
    *("0126", "bea-", "gsk_", "net_"),
)


# Lines that are no event: advice of manuals, source code and its history, samples of metrics, names of tests in a
# runner's report.
_NO_EVENT: Final = re.compile(
    r"\s*(?:If|When) (?:the|your|you|a|an|this)\b|\s*(?:See|Note|Hint|Tip):? |# (?:HELP|TYPE) "
    r"|[a-zA-Z_:][\w:.]*(?:\{[^}]*\})? [-+\d.eE]+\s*$"
    r"|Merge (?:pull request|branch)|diff --git|git commit|[+-] {2,}\S|\* [0-9a-f]{7,} |\s*(?:raise|throw|return"
    r"|def|func|fn|import) "
    r"|\s*(?:not )?ok \d+\b|\s*[\u2713\u2714\u2717\u2718\u25cf]|=== RUN|\s*--- (?:PASS|FAIL)|(?:PASS"
    r"|FAIL) \S+\.(?:test|spec)\."
    r"|no peer certificate available\s*$|No client certificate CA names sent|Peer sign(?:ing digest|ature type)"
    r"|(?:FAILED|PASSED|ERROR) \S*tests?/|\S*tests?/\S+::|test \S+ \.\.\. "
)


def worth_reading(line: str) -> bool:
    """Whether a grammar might know a word of the line."""
    if _NO_EVENT.match(line):
        return False
    lowered = line.lower()
    return any(fragment in lowered for fragment in _FRAGMENTS)
