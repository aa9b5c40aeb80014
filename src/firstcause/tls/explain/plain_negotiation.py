"""How people put it in English that two sides do not come to terms, or a handshake to its end (`plain_words`)."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import Phrases, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final[Phrases] = phrases(
    (
        Symptom.OTHER_VERSION,
        r"(?:unsupported|wrong|incompatible|no common|disabled|unacceptable|bad|invalid|mismatched|older?)"
        r" (?:\w+ ){0,2}?(?:protocol|ssl|tls)(?: protocol)? version(?! number)"
        r"|(?:protocol|tls|ssl)(?: protocol)? version.{0,60}(?:not (?:supported|allowed|enabled|acceptable)"
        r"|unsupported|mismatch|too (?:low|old|high)"
        r"|disabled|rejected|incompatible)|unsupported (?:ssl |tls )?protocol\b|no (?:shared|common"
        r"|supported) (?:tls |ssl )?(?:protocol|version)s?\b"
        r"(?! ?: ?alpn)|(?:TLS|SSL) ?v?1(?:\.[0-3])? (?:is )?not (?:supported|enabled|allowed)|unsupported version"
        r"|(?:TLS|SSL) protocol versions",
    ),
    (
        Symptom.NO_CIPHER,
        r"no (?:shared|common|matching|supported|usable|acceptable|overlapping|mutual\w*|suitable) cipher"
        r"|cipher[ -]?(?:suite|spec|list)?s?\b.{0,60}(?:mismatch|in common|not (?:supported|enabled|available"
        r"|match)|unsupported|overlap)"
        r"|no cipher[ -]?suites?|none of the cipher|(?:unsupported|wrong|unknown) cipher|no suitable ciphers",
    ),
    (
        Symptom.NO_GROUP,
        r"no (?:shared|common|matching|supported|suitable|mutual\w*) (?:\w+ )?(?:curve|group|key ?share"
        r"|key exchange)s?"
        r"|(?:unsupported|wrong) (?:elliptic )?curve|(?:curve|group|key ?share)s?.{0,30}(?:in common|not supported"
        r"|mismatch)",
    ),
    (
        Symptom.NO_SIGNATURE_ALGORITHM,
        r"no (?:shared|common|matching|supported|suitable) sig(?:nature|alg)\w*(?: algorithm| scheme)?s?"
        r"|signature (?:algorithm|scheme)s?.{0,30}(?:in common|not supported|mismatch)",
    ),
    (
        Symptom.NO_PROTOCOL,
        r"\bALPN\b.{0,80}(?:fail|mismatch|missing|reject|\bno\b|not|unexpected)|(?:missing|no|fail\w*|unsupported"
        r"|invalid).{0,30}\bALPN\b"
        r"|no (?:common |shared |supported |negotiable )?application protocol",
    ),
    (
        Symptom.UNKNOWN_NAME,
        r"(?:unknown|unrecogni[sz]ed|missing|unexpected|invalid|no(?: matching)?)\b.{0,30}(?:\bSNI\b"
        r"|server[ _-]?name\b)"
        r"|\bSNI\b.{0,60}(?:unknown|not (?:found|match\w*|recogni\w+|allowed|sent)|missing|required|mismatch"
        r"|no (?:match|cert))"
        r"|no (?:matching |available |valid |serving )?certificates? (?:is |was )?(?:found |available |configured "
        r"|loaded )?for"
        r" (?:host|domain|server|sni|name|['\"\w]+[.])|no (?:serving )?certificate available",
    ),
    (
        Symptom.PLAIN_HTTP,
        r"plain(?:[- ]?text)? ?http|http (?:request|spoken|traffic|message)s?.{0,40}(?:on|to|over"
        r"|at) .{0,10}(?:https|tls|ssl)"
        r"|non-(?:ssl|tls) (?:connection|traffic|client|request|data)|plain-?text (?:connection|traffic|client"
        r"|request|data|message)"
        r"|unencrypted (?:connection|traffic|client|request).{0,30}(?:not allowed|refused|reject|denied)"
        r"|(?:only|must).{0,20}(?:ssl|tls|encrypted) connections?",
    ),
    (
        Symptom.NOT_TLS,
        r"\b(?:server|host|peer|broker|remote|endpoint|it)\b (?:does not|doesn't|did not) (?:\w+ )?(?:support"
        r"|offer|speak"
        r"|advertise|allow|provide|use) (?:\w+ )?(?:ssl|tls|starttls|encrypt\w*|secure)\b"
        r"(?! ?(?:v?[13][.\d]*|protocol|version|renegotiation))"
        r"|(?:rejected|refused|declined) (?:the )?(?:ssl|tls|starttls)(?: upgrade| request|$)"
        r"|(?:ssl|tls|starttls)(?: extension)? (?:is )?not (?:enabled|supported|available|offered) ?(?:on|by|at"
        r"|from)? ?(?:the )?"
        r"(?:server|host|remote|peer)"
        r"|(?:ssl|tls|starttls|encryption) (?:is |was )?(?:required|requested).{0,40}(?:not (?:supported|offered"
        r"|available|advertised)"
        r"|(?:does not|doesn't|did not) (?:support|offer))|(?:starttls|ssl|tls) (?:is )?not (?:offered|advertised"
        r"|supported by (?:the )?(?:server|host))"
        r"|server refused (?:ssl|tls)|not an? (?:ssl|tls)(?:/(?:ssl|tls))? (?:record|server|message|packet|handshake)"
        r"|(?:plain ?text|cleartext|plaintext) (?:broker|server|listener|response)|(?:ssl"
        r"|tls).{0,20}on (?:a )?(?:plain|non-(?:ssl|tls))"
        r"|wrong version number",
    ),
    (
        Symptom.RENEGOTIATION,
        r"renegotiation (?:initiated|asked) by (?:the )?(?:client|peer)|"
        r"(?:legacy|unsafe|insecure|secure|client[- ]initiated) renegotiation|renegotiation (?:is |was )?(?:not"
        r"|refus|reject|denied|disabled|fail)",
    ),
    (Symptom.DOWNGRADE, r"inappropriate fallback|(?:protocol |version )?downgrade (?:detected|attack|attempt)"),
    (
        Symptom.UNKNOWN_KEY,
        r"\bPSK\b.{0,60}(?:unknown|not found|mismatch|invalid|fail|bad|no )|(?:unknown|invalid|bad|no) PSK"
        r"|pre-?shared key.{0,40}(?:unknown|not found|mismatch|invalid)|(?:session )?ticket.{0,30}(?:decrypt"
        r"|invalid|unknown|expired)",
    ),
    (Symptom.FIPS, r"\bFIPS\b.{0,80}(?:not|fail|error|disallow|forbid|restrict|mode)"),
)
WIRE_BOOK: Final[Phrases] = phrases(
    (
        Symptom.BAD_RECORD,
        r"bad record mac|decrypt\w* (?:error|fail)|(?:could not|cannot|failed to"
        r"|unable to) decrypt|MAC (?:error|mismatch|check fail)",
    ),
    (
        Symptom.BAD_FRAMING,
        r"(?:malformed|corrupt\w*|truncated|garbled|oversized|unexpected) (?:tls |ssl )?(?:record|packet"
        r"|handshake message|client ?hello|server ?hello"
        r"|frame|message)|unexpected (?:handshake )?message",
    ),
    (
        Symptom.TIMED_OUT,
        r"\bSSL wants a (?:read|write) first|"
        r"(?:handshak\w*|negotiat\w*|ssl|tls)\b.{0,80}(?:time[d]?[- _]?out|did not complete|not complete"
        r"|took too long|within \d+)"
        r"|(?:time[d]?[- ]?out|deadline).{0,60}(?:handshak\w*|negotiat\w*)",
    ),
    (
        Symptom.RESET,
        r"\bSSL (?:connect|accept) attempt failed(?: at .*)?$"
        r"|(?:handshak\w*|ssl_(?:accept|connect)|(?:ssl|tls) negotiation).{0,120}(?:connection (?:was )?reset"
        r"|reset by peer|forcibly closed|ECONNRESET"
        r"|broken pipe)|forcibly closed",
    ),
    (
        Symptom.CLOSED,
        r"\w*ssl\w*[ :]+conn(?:ection)? closed|(?:handshak\w*|ssl_(?:accept|connect)|negotiation"
        r"|secure channel).{0,120}(?:unexpected(?:ly)? (?:eof"
        r"|closed|end)|\bEOF\b|connection (?:was |is |has been )?"
        r"(?:closed|lost|terminated|dropped)|closed by|lost connection|disconnected|\bclosed\b|hung up)"
        r"|(?:connection|peer|client|server|remote host).{0,40}(?:closed|lost|terminated|hung up|disconnected"
        r"|went away).{0,60}handshak",
    ),
)

UNTOLD: Final = re.compile(
    r"problem .{0,30}(?:ssl|tls) connection|(?:ssl|tls)\b.{0,40}(?:handshake|negotiation|connect\w*"
    r")\b.{0,60}(?:fail|error|abort|problem"
    r"|could not|unsuccess)"
    r"|(?:handshake|negotiation)\b.{0,40}(?:fail\w*|error|aborted)(?=.*\b(?:ssl|tls|https|certificate)"
    r"|.{0,40}(?:ssl|tls))"
    r"|(?:ssl|tls)[_ -]?(?:handshake|negotiation)[_ -]?(?:fail|error)"
    r"|(?:fail\w*|could not|cannot|can.?t|unable|error)\b.{0,60}(?:ssl|tls|secure)\b.{0,30}(?:handshake|negotiation"
    r"|channel|connection|connect)"
    r"|\b(?:ssl|tls) accept error|\bfatal (?:ssl|tls) error|\b(?:ssl|tls) (?:fatal|protocol|connect\w*"
    r"|negotiation) (?:error|failure)"
    r"|Unable to start TLS",
    re.IGNORECASE,
)
"""That a handshake failed, and nothing about why."""
