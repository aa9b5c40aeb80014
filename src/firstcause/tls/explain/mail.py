"""Mail servers around their TLS library: Postfix, Dovecot, Exim, sendmail. Which process writes shows which"
" part it plays.

    postfix/smtpd[481]: warning: TLS library problem: error:0A000418:SSL routines::tlsv1 alert unknown ca:...
    imap-login: Disconnected: ... TLS handshaking: SSL_accept() failed: error:...
    TLS error on connection from mail.a.internal [10.0.0.1] (gnutls_handshake): A TLS fatal alert has been received.
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import gnutls, library
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Reading, Symptom


def _below(line: str) -> Reading | None:
    return library.read(line) or gnutls.read(line)


BOOK: Final = PhraseBook(
    "mail",
    re.compile(
        r"\bpostfix\S*/\w+\[|SSL_accept error from|SSL_connect error to|TLS library problem"
        r"|certificate (?:peername )?verification failed for"
        r"|\b(?:imap|pop3|submission|managesieve|lmtp)-login: |TLS handshaking|\bTLS error on connection"
        r"|SSL verify error|\bSTARTTLS=(?:client|server)"
        r"|Server certificate not (?:verified|trusted)|TLS is required, but|status=(?:deferred"
        r"|bounced) \(.{0,60}(?:TLS|certificate)"
        r"|lmtp\(|doveadm|X=TLS|\[dane\]|Cannot start TLS"
    ),
    phrases(
        (
            Symptom.WRONG_NAME,
            r"peername verification failed|certificate name mismatch|hostname mismatch"
            r"|name verification failed|Host name .{0,80}doesn't match",
        ),
        (
            Symptom.NOT_TLS,
            r"TLS is required, but was not offered|Host offered STARTTLS: \[NO\]"
            r"|Must issue a STARTTLS|TLS is not available",
        ),
        (Symptom.OTHER_KEY, r"no matching DANE|TLSA .{0,40}(?:mismatch|not match|fail)|fingerprint .{0,40}not match"),
        (
            Symptom.NO_CERTIFICATE,
            r"didn't present valid SSL certificate|no client certificate"
            r"|certificate required but not supplied|Client didn't present",
        ),
        (Symptom.NO_ISSUER, r"untrusted issuer|Untrusted certificate"),
        (Symptom.SELF_SIGNED_LEAF, r"self-signed certificate(?! in)"),
        (
            Symptom.FILES,
            r"cannot (?:get|load) (?:\w+ )?(?:certificate|key|CA)|Can't load (?:ssl|private|cert)"
            r"|ssl_(?:cert|key|ca): Can't|TLS client engine: failure",
        ),
        (
            Symptom.RESET,
            r"SSL_(?:accept|connect)\(?\)? error (?:from|to) .{0,120}Connection reset"
            r"|SSL_accept\(\) syscall failed: Connection reset",
        ),
        (
            Symptom.TIMED_OUT,
            r"SSL_(?:accept|connect) error (?:from|to) .{0,120}(?:timed out|timeout)|(?:TLS"
            r"|SSL) handshake.{0,30}time[d]? ?out",
        ),
        (
            Symptom.CLOSED,
            r"SSL_(?:accept|connect) error (?:from|to) .{0,120}(?:lost connection|-1$|EOF)"
            r"|TLS handshaking: (?:Connection closed|Disconnected)"
            r"|SSL_accept\(\) syscall failed: (?:Success|Invalid)|TLS handshaking(?:, session|$)",
        ),
        (
            Symptom.NOT_VERIFIED,
            r"Server certificate not (?:verified|trusted)|verify=FAIL"
            r"|certificate verification failed|SSL verify error",
        ),
        (
            Symptom.UNTOLD,
            r"Cannot start TLS: handshake failure|TLS error on connection|SSL_accept\(\) failed"
            r"|accept failed=-1|connect failed=-1",
        ),
    ),
    server=re.compile(
        r"smtpd\[|smtpd:|-login: |SSL_accept|STARTTLS=server|TLS error on connection from|postscreen"
        r"|tlsproxy\[.{0,80}from|submission\w*\[|rip="
    ),
    client=re.compile(
        r"/smtp\[|/lmtp\[|SSL_connect|STARTTLS=client|SSL verify error|TLS session|relay="
        r"|certificate verification failed for|H=\S+ \["
    ),
    inner=_below,
)


def read(line: str) -> Reading | None:
    """What the process says; a bare end of a handshake (`error from x: -1`) gives way to the library's next line."""
    if re.search(r"TLS connection established|verify=(?:OK|NO|NOT)\b|status=sent|: Login: ", line):
        return Reading(BOOK.stack)
    return BOOK.read(line)
