"""Erlang/OTP's ssl application, as RabbitMQ, EMQX, ejabberd and Elixir's clients log it.

    TLS server: In state certify at ssl_handshake.erl:2113 generated SERVER ALERT: Fatal - Certificate Expired
    TLS client: In state cipher received SERVER ALERT: Fatal - Certificate Unknown
    {tls_alert,{unknown_ca,"TLS client: In state wait_cert_cr ..."}}

`generated` is what this side sent, `received` what the peer did; what follows the alert (` - no_suitable_ciphers`,
`{bad_cert,hostname_check_failed}`) is the reason, and says more than the alert's name.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from firstcause.model.handshake import Alert
from firstcause.tls.explain.alert_words import beginning_with, by_words
from firstcause.tls.explain.words import Reading, Role, Symptom

STACK: Final = "erlang"
_OURS: Final = re.compile(
    r"\bTLS :?(?:client|server): In state|\btls_alert\b|\bssl_(?:handshake|connection|alert|cipher"
    r"|gen_statem)\w*\.erl|SSL: :?\w+: \w+\.erl"
    r"|\{ssl_error,|ssl_handshake_failed|\{(?:handshake_)?timeout,|(?:SERVER|CLIENT) ALERT: |ssl_upgrade_error"
    r"|\{options,|bad_cert\b|^ ?- no_\w+$"
    r"|^\S+ \S+ \[\w+\] <[\d.]+>\s+(?:- \w+|\{bad_cert)"
)
_SAID: Final = re.compile(
    r"(?P<way>generated|received) (?P<by>CLIENT|SERVER) ALERT: (?:Fatal"
    r"|Warning) - (?P<alert>[A-Za-z][A-Za-z ]{3,40})"
)
_OLD: Final = re.compile(r"\.erl:\d+:? ?Fatal error: (?P<alert>[a-z][a-z ]{3,40})")
_TERM: Final = re.compile(r"tls_alert,?\s*[\[{(:\"'~c]*\s*(?P<alert>[a-z][a-z _]{3,40})")
_SPEAKER: Final = re.compile(r"TLS :?(?P<role>client|server): In state")
_REASONS: Final = tuple(
    (symptom, re.compile(pattern))
    for symptom, pattern in (
        (Symptom.WRONG_NAME, r"hostname_check_failed|ip_check_failed"),
        (Symptom.SELF_SIGNED_LEAF, r"selfsigned_peer"),
        (Symptom.EXPIRED, r"cert_expired"),
        (Symptom.NOT_YET_VALID, r"cert_not_yet_valid"),
        (Symptom.REVOKED, r"\{?revoked\b"),
        (
            Symptom.REVOCATION_UNKNOWN,
            r"revocation_status_undetermined|crl_\w+|no_relevant_crls|missing_ocsp"
            r"|ocsp_\w+",
        ),
        (Symptom.INVALID_CA, r"missing_basic_constraint|max_path_length_reached|invalid_ext_basic_constraint"),
        (Symptom.CONSTRAINED_NAME, r"name_not_permitted"),
        (Symptom.WRONG_USAGE, r"invalid_ext_key_?[uU]sage|ext_key_usage|\{key_usage_mismatch|invalid_key_usage"),
        (Symptom.BAD_SIGNATURE, r"bad_cert,\s*invalid_signature|invalid_issuer"),
        (Symptom.NO_CIPHER, r"no_suitable_ciphers|insufficient_security|cipher_suite_not_in_common"),
        (Symptom.NO_GROUP, r"no_suitable_groups?|no_suitable_key_share"),
        (
            Symptom.NO_SIGNATURE_ALGORITHM,
            r"no_suitable_signature_(?:algorithm|scheme)s?"
            r"|unable_to_supply_acceptable_cert|unacceptable_ecdsa_key",
        ),
        (
            Symptom.NO_CERTIFICATE,
            r"certificate_required|no_client_certificate_provided|no_(?:peer_)?certificate\b|peer_did_not_return",
        ),
        (Symptom.UNKNOWN_KEY, r"psk_identity|bad_psk|session_ticket"),
        (Symptom.BAD_RECORD, r"decryption_failed"),
        (Symptom.DOWNGRADE, r"inappropriate_fallback"),
        (Symptom.NOT_TLS, r"unsupported_record_type|plain_?text_connection|http_request"),
        (
            Symptom.FILES,
            r"\{(?:keyfile|certfile|cacertfile|dhfile),.*(?:enoent|eacces)|\{options,\s*\{(?:keyfile"
            r"|certfile|cacertfile)",
        ),
        (
            Symptom.TIMED_OUT,
            r"handshake_timeout|\{error, ?timeout\}.*handshake|ssl_upgrade_error,\s*\{?timeout"
            r"|ssl_handshake_timeout",
        ),
        (Symptom.RESET, r"econnreset"),
        (
            Symptom.CLOSED,
            r"\{ssl_(?:error|upgrade_error),\s*\{?closed|ssl_closed|ssl_handshake_failed.*closed"
            r"|\bclosed\}",
        ),
    )
)


def read(line: str) -> Reading | None:
    """The reason, or the alert with its direction; None where OTP has not written the line."""
    if not _OURS.search(line):
        return None
    reason = next((symptom for symptom, pattern in _REASONS if pattern.search(line)), None)
    alert, role = _alert(line), _role(line)
    if reason and (alert is None or alert.direction == "sent"):
        return Reading(STACK, reason, role=role)
    if alert is None:
        return None
    return _found_itself(alert, role) if alert.direction == "sent" else Reading(STACK, alert=alert, role=role)


def _found_itself(alert: Alert, role: Role | None) -> Reading:
    return Reading(STACK, alert=alert, role=role)


def _alert(line: str) -> Alert | None:
    if said := _SAID.search(line):
        way: Literal["sent", "received"] = "sent" if said["way"] == "generated" else "received"
        return beginning_with(said["alert"].replace(" Reserved", ""), way)
    if old := _OLD.search(line):
        return beginning_with(old["alert"], "sent")
    term = _TERM.search(line)
    return by_words(term["alert"], "received") if term else None


def _role(line: str) -> Role | None:
    if speaker := _SPEAKER.search(line):
        return "client" if speaker["role"] == "client" else "server"
    if said := _SAID.search(line):
        own = said["by"].lower()
        mine = own if said["way"] == "generated" else ("server" if own == "client" else "client")
        return "client" if mine == "client" else "server"
    return None
