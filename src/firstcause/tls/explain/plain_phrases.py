"""The words of `plain_words`: for each symptom, how people put it in English. The first that is found counts."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import Phrases, phrases
from firstcause.tls.explain.words import Symptom

_CERT: Final = r"cert(?:ificate)?s?\b"
_NOT: Final = r"(?:does|do|did|could|can|is|was|are|were|has|have)?(?: ?not|n't|n’t)"
_NAME: Final = (
    r"\b(?:host ?names?|server ?names?|domain ?names?|domain|common ?name|\bCN\b|peer ?names?"
    r"|subject(?: (?:alt\w* )?names?)?"
    r"|\bSANs?\b|alt(?:ernative)?(?: subject)? ?names?|\bIP(?: address(?:es)?)?\b|principal name|identity"
    r"|target (?:address|host))\b"
)

BOOK: Final[Phrases] = phrases(
    (
        Symptom.REVOCATION_UNKNOWN,
        r"(?:revocation|\bCRL\b|\bOCSP\b).{0,80}(?:unknown|unavailable|unable|fail|cannot|could not|missing|offline"
        r"|expired|timed? ?out|not (?:available|found|loaded|yet valid)|unreachable|invalid|error)"
        r"|unable to (?:check|get|determine|verify|obtain).{0,30}(?:revocation|\bCRL\b|\bOCSP\b)"
        r"|(?:no|missing|invalid|bad) (?:stapled )?OCSP (?:response|staple)",
    ),
    (Symptom.REVOKED, rf"{_CERT}.{{0,80}}revoked|revoked.{{0,30}}{_CERT}|\brevoked\b.{{0,20}}(?:serial|reason)"),
    (
        Symptom.KEY_PAIR,
        rf"(?:private )?keys?\b.{{0,100}}{_NOT} (?:match|correspond|belong)|key (?:values )?mismatch"
        rf"|key and {_CERT}.{{0,20}}(?:mismatch|differ)|{_CERT} and (?:private )?key.{{0,30}}mismatch",
    ),
    (
        Symptom.OTHER_KEY,
        r"\bpin(?:s|ned|ning)?\b.{0,60}(?:mismatch|fail|not match|doesn't match|did not match|invalid|violat)"
        r"|(?:fingerprint|thumbprint|public key hash|SPKI).{0,80}(?:mismatch|not match|doesn't match|did not match"
        r"|differ)",
    ),
    (
        Symptom.SELF_SIGNED_ROOT,
        rf"self[- ]?signed {_CERT} in (?:the )?(?:{_CERT} )?chain|self[- ]signed (?:root|CA\b|issuer)"
        r"|untrusted root|root .{0,40}(?:not trusted|untrusted)",
    ),
    (Symptom.SELF_SIGNED_LEAF, r"self[- _]?signed"),
    (
        Symptom.NOT_YET_VALID,
        rf"{_CERT}(?!.{{0,60}}expired).{{0,80}}not (?:yet (?:valid|active|activated)|valid (?:yet|before|until))"
        rf"|{_CERT}.{{0,60}}(?:validity|valid).{{0,40}}in the future|(?<!expired or is )not yet valid"
        r"|before (?:its |the )?(?:notBefore|validity)",
    ),
    (
        Symptom.EXPIRED,
        rf"{_CERT}.{{0,100}}\bexpired\b|\bexpired\b.{{0,40}}{_CERT}|{_CERT}.{{0,60}}(?:out of date|past its"
        rf"|not time valid"
        rf"|validity period)|validity .{{0,30}}expired|after (?:its |the )?notAfter|{_CERT}.{{0,30}}(?:bad"
        rf"|invalid) date",
    ),
    (
        Symptom.WRONG_NAME,
        rf"{_NAME}.{{0,160}}(?:mismatch|{_NOT} (?:\w+ )?(?:match|contain|include|present|cover|found|equal"
        rf"|expected|authori[sz]ed)"
        r"|incorrect|verif(?:y|ication|ying) (?:fail|error)|could not be verified|check(?:s)? fail|not verified"
        r"|validation fail|is wrong|is invalid)"
        rf"|(?:mismatch|wrong|unexpected|invalid|different|no matching|incorrect).{{0,20}}{_NAME}"
        rf"|{_CERT}.{{0,80}}(?:{_NOT} (?:valid|issued|match|good)|(?:only )?valid|issued) (?:only )?(?:for"
        rf"|the) (?!server auth|client auth"
        rf"|TLS|usage|purpose|this purpose|\d+ days)(?:a different |another |the )?(?:host|name|domain|\S+[.]\S+"
        rf"|\S*\*)"
        r"|name .{0,80}not (?:present|found) in (?:the )?(?:server |peer )?cert"
        r"|no (?:subject )?alt\w* name.{0,40}match"
        r"|name (?:in|on) (?:the )?(?:\w+ )?cert\w*.{0,40}(?:not match|does not|mismatch|differ)",
    ),
    (
        Symptom.CONSTRAINED_NAME,
        r"name ?constraints?|(?:permitted|excluded) (?:sub)?tree|not permitted by .{0,30}constraint",
    ),
    (
        Symptom.WRONG_USAGE,
        r"(?:extended )?key[- ]?usages?\b.{0,80}(?:\w*not|in|un|fail|mismatch|missing|wrong|error)"
        r"|\bEKU\b.{0,30}(?:error|fail|mis)"
        r"|(?:certificate )?purpose.{0,30}(?:not|in|un|fail|mismatch|wrong)"
        r"|(?:un|in)(?:suitable|supported|valid) certificate purpose|incompatible (?:key )?usage"
        r"|not (?:allowed|valid|suitable|permitted|intended|authori[sz]ed) for (?:use as |TLS "
        r"|SSL )?(?:a )?(?:web )?(?:server|client)"
        r" ?auth\w*",
    ),
    (
        Symptom.INVALID_CA,
        r"\bnot a (?:valid )?(?:CA\b|certificate authority)|invalid (?:non-)?CA\b|basic ?constraints?"
        r"|path ?len(?:gth)?\b"
        r"|not (?:allowed|authori[sz]ed|permitted) to sign|CA (?:flag|bit)",
    ),
    (
        Symptom.LEAF_ALONE,
        r"incomplete (?:certificate )?chain|(?:certificate )?chain (?:is |was )?incomplete"
        r"|missing (?:an? )?(?:intermediate|chain)"
        r"|intermediate .{0,30}(?:missing|not (?:sent|found))|partial chain|verify (?:the )?(?:first"
        r"|leaf) (?:certificate|signature)",
    ),
    (
        Symptom.WEAK,
        r"(?:keys?|signatures?|digests?|hash|prime|DH|RSA|modulus|algorithms?)\b.{0,50}too (?:weak|small|short)"
        r"|weak (?:public |ephemeral |dh |diffie-hellman )?(?:keys?|signatures?|hash|digest|algorithm)"
        r"|insecure (?:signature |hash )?(?:algorithm|digest)|(?:MD5|SHA-?1)\b.{0,40}(?:not allowed|reject"
        r"|disabled|insecure|unsupported)"
        r"|algorithm constraints",
    ),
    (
        Symptom.NO_CERTIFICATE,
        rf"(?:peer|client|remote|device|it).{{0,30}}(?:did not|didn't|failed to|has not|no).{{0,30}}"
        rf"(?:present|provide|return|send|sent|supply|offer|submit).{{0,30}}{_CERT}"
        rf"|(?:no|empty|missing|without)(?: a| any)?(?: valid| ssl| tls)? ?(?:client|peer"
        rf"|user)? ?{_CERT}(?: chain)?.{{0,20}}"
        r"(?:received|presented|provided|sent|returned|supplied|from (?:peer|client)|by (?:the )?(?:peer|client))"
        rf"|(?:no|missing) (?:client|peer)(?: ssl| tls)? {_CERT}"
        rf"|client {_CERT}.{{0,20}}(?:required|missing|not (?:provided|found|present|supplied|sent))"
        rf"|requires? (?:an? )?(?:valid )?(?:ssl |tls )?client {_CERT}|{_CERT} (?:is )?required\b",
    ),
    (
        Symptom.CLIENT_REFUSED,
        rf"(?:server|peer|remote(?: host)?|broker) (?:has )?(?:did not accept|rejected|refused|does not (?:trust"
        rf"|accept)) (?:our|your|the) "
        rf"(?:client )?{_CERT}",
    ),
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
        r"(?:server|host|peer|broker|remote|endpoint|it) (?:does not|doesn't|did not|refused|is not"
        r"|not)(?: \w+){0,2} (?:support\w*|offer\w*|speak\w*"
        r"|enabled?|advertis\w+|ssl|tls) ?(?:ssl|tls|starttls|encryption|a secure)?(?!\S* version)"
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
    (
        Symptom.NO_ISSUER,
        r"unknown (?:ca\b|issuer|authority|certificate (?:authority|issuer)|root|signer)|issuer .{0,60}(?:unknown"
        r"|not (?:trusted|found|recogni[sz]ed|known))"
        r"|(?:untrusted|unrecogni[sz]ed) (?:issuer|ca\b|certificate authority|authority|signer|chain)"
        rf"|{_CERT}.{{0,80}}(?:{_NOT} (?:be )?trusted|untrusted|not signed by a (?:known|trusted)"
        rf"|signed by an? (?:unknown|untrusted))"
        r"|(?:issuer|CA|certificate authority|authority|signer) .{0,40}(?:is |was )?(?:not (?:trusted|known|found)"
        r"|unknown)"
        r"|(?:unable|failed|cannot|could not) (?:to )?(?:find|get|locate|build|verify|construct|locally verify"
        r"|validate)"
        r".{0,40}(?:issuer|chain|path|authority|root|signer)|trust anchor|no trusted (?:ca|cert|root)"
        rf"|{_CERT}.{{0,60}}by an authority that is not trusted|unknown (?:tls )?{_CERT} authority",
    ),
    (Symptom.UNTRUSTED, rf"(?:untrusted|not trusted|distrusted) (?:\w+ )?{_CERT}"),
    (
        Symptom.BAD_SIGNATURE,
        rf"{_CERT} signature .{{0,30}}(?:fail|invalid|bad|not)|(?:invalid|bad) signature (?:on|in"
        rf"|of) (?:the )?{_CERT}",
    ),
    (
        Symptom.MALFORMED_CERTIFICATE,
        rf"(?:malformed|corrupt\w*|unparse?able|undecodable) (?:\w+ )?{_CERT}|(?:unknown|unhandled"
        rf"|unsupported) critical extension"
        rf"|(?:parse|parsing|decode|decoding|ASN\.?1).{{0,40}}(?:peer|server|client|remote)(?:'s)? {_CERT}",
    ),
    (
        Symptom.BAD_RECORD,
        r"bad record mac|decrypt\w* (?:error|fail)|(?:could not|cannot|failed to"
        r"|unable to) decrypt|MAC (?:error|mismatch|check fail)",
    ),
    (
        Symptom.BAD_FRAMING,
        r"(?:malformed|corrupt\w*|truncated|garbled|oversized|illegal|unexpected) (?:tls |ssl )?(?:record|packet"
        r"|handshake message|client ?hello|server ?hello"
        r"|frame|message)|unexpected (?:handshake )?message",
    ),
    (
        Symptom.TIMED_OUT,
        r"(?:handshak\w*|negotiat\w*|ssl|tls)\b.{0,80}(?:time[d]?[- _]?out|did not complete|not complete"
        r"|took too long|within \d+)"
        r"|(?:time[d]?[- ]?out|deadline).{0,60}(?:handshak\w*|negotiat\w*)",
    ),
    (
        Symptom.RESET,
        r"(?:handshak\w*|ssl_(?:accept|connect)|(?:ssl|tls) negotiation).{0,120}(?:connection (?:was )?reset"
        r"|reset by peer|forcibly closed|ECONNRESET"
        r"|broken pipe)|forcibly closed",
    ),
    (
        Symptom.CLOSED,
        r"(?:handshak\w*|ssl_(?:accept|connect)|negotiation|secure channel).{0,120}(?:unexpected(?:ly)? (?:eof"
        r"|closed|end)|\bEOF\b|connection (?:was |is |has been )?"
        r"(?:closed|lost|terminated|dropped)|closed by|lost connection|disconnected|\bclosed\b|hung up)"
        r"|(?:connection|peer|client|server|remote host).{0,40}(?:closed|lost|terminated|hung up|disconnected"
        r"|went away).{0,60}handshak",
    ),
    (
        Symptom.NOT_VERIFIED,
        rf"(?:{_CERT}|peer|chain|trust)[^.]{{0,60}}(?:verif\w+|validat\w+|trust relationship"
        rf"|evaluation)[^.]{{0,30}}(?:fail|error|unsuccess|problem)"
        rf"|(?:fail\w*|could not|unable to|cannot|error)[^.]{{0,30}}(?:verify|verifying|validate|validating"
        rf"|establish trust)[^.]{{0,60}}"
        rf"(?:{_CERT}|peer|chain|trust)?"
        rf"|(?:invalid|bad) (?:\w+ )?(?:peer |server |client |ssl |tls )?{_CERT}|{_CERT}.{{0,40}}(?:is "
        rf"|was )?(?:invalid|rejected|not (?:valid|accept\w*|verified))"
        r"|trust relationship|(?:verify|verification)(?:[ _]peer)? ?(?:=|:)? ?fail",
    ),
)
"""From the most telling to the vaguest: a sentence often holds the general words too."""

UNTOLD: Final = re.compile(
    r"(?:ssl|tls)\b.{0,40}(?:handshake|negotiation|connect\w*|session)\b.{0,60}(?:fail|error|abort|problem"
    r"|could not|unsuccess)"
    r"|(?:handshake|negotiation)\b.{0,40}(?:fail\w*|error|aborted)(?=.*\b(?:ssl|tls|https|certificate)"
    r"|.{0,40}(?:ssl|tls))"
    r"|(?:ssl|tls)[_ -]?(?:handshake|negotiation)[_ -]?(?:fail|error)"
    r"|(?:fail\w*|could not|cannot|can't|unable|error)\b.{0,60}(?:ssl|tls|secure)\b.{0,30}(?:handshake|negotiation"
    r"|session|channel|connection|connect)"
    r"|\bfatal (?:ssl|tls) error|\b(?:ssl|tls) (?:fatal|protocol|connect\w*|negotiation) (?:error|failure)"
    r"|Unable to start TLS",
    re.IGNORECASE,
)
"""That a handshake failed, and nothing about why."""
