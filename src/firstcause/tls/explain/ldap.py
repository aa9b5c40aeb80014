"""OpenLDAP's clients and slapd, and what is built on them (sssd, nslcd): the library's words behind `TLS:` or"
" `additional info`."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import gnutls, library, nss
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Reading, Symptom


def _below(line: str) -> Reading | None:
    return library.read(line) or gnutls.read(line) or nss.read(line)


BOOK: Final = PhraseBook(
    "openldap",
    re.compile(
        r"\bldap_\w+\b.{0,200}(?:TLS|SSL|Connect error|certificate)|additional info: |\bTLS: (?:peer cert|hostname"
        r"|can't|could not|unable|error|negotiation)"
        r"|\bslapd\b.{0,200}(?:TLS|SSL)|TLS negotiation failure|ldap_install_tls failed|sdap_\w+"
    ),
    phrases(
        (Symptom.WRONG_NAME, r"hostname does not match|unable to get CN|does not match CN"),
        (Symptom.NO_CERTIFICATE, r"unable to get peer certificate|no peer certificate"),
        (Symptom.NOT_VERIFIED, r"peer cert untrusted or revoked"),
        (Symptom.FILES, r"TLS init def ctx failed|could not (?:load|use|read)|can't (?:load|open)"),
        (
            Symptom.UNTOLD,
            r"TLS negotiation failure|ldap_start_tls.{0,40}Connect error|TLS: (?:can't"
            r"|error).{0,20}(?:accept|connect)",
        ),
    ),
    server=re.compile(r"slapd|can't accept|conn=\d+ fd=\d+"),
    client=re.compile(r"ldap_|additional info|sdap_"),
    inner=_below,
)
read = BOOK.read
