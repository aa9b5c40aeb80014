"""How people put it in English that a certificate does not do. The first that is found counts (`plain_words`)."""

from __future__ import annotations

from typing import Final

from firstcause.tls.explain.phrasebook import Phrases, phrases
from firstcause.tls.explain.words import Symptom

_CERT: Final = r"cert(?:ificate)?s?\b"
_NOT: Final = r"(?:does|do|did|could|can|is|was|are|were|has|have)?(?: ?not|n't|n’t)"
_NAME: Final = (
    r"\b(?:host ?names?|server ?names?|domain ?names?|domain(?= (?:mismatch|does|did|not))|common ?name|\bCN\b"
    r"|peer ?names?"
    r"|subject(?: (?:alt\w* )?names?)?|DNS(?: ?(?:names?|IDs?))?|Name(?= mismatch)"
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
        r"\bcert(?:ificate)? (?:does not|doesn't|did not) match .{0,20}expected|\bpin(?:s|ned"
        r"|ning)?\b.{0,60}(?:mismatch|fail|not match|doesn't match|did not match|invalid|violat)"
        r"|(?:fingerprint|thumbprint|public key hash|SPKI).{0,80}(?:mismatch|not match|doesn't match|did not match"
        r"|differ)",
    ),
    (
        Symptom.SELF_SIGNED_ROOT,
        rf"self[- ]?signed {_CERT} in (?:the )?(?:{_CERT} )?chain|self[- ]signed (?:root|CA\b|issuer)"
        r"|untrusted root|root .{0,40}(?:not trusted|untrusted)|root cert\w*.{0,120}(?:not"
        r"|n't) match .{0,30}trusted root",
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
        rf"|not time valid|not within .{{0,40}}valid"
        rf"|validity period)|validity .{{0,30}}expired|after (?:its |the )?notAfter|{_CERT}.{{0,30}}(?:bad"
        rf"|invalid) date",
    ),
    (
        Symptom.WRONG_NAME,
        rf"no alternative certificate subject name matches|{_NAME}.{{0,160}}(?:mismatch|{_NOT} (?:\w+ )?(?:match"
        rf"|contain|include|present|cover|found|equal"
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
        rf"\b(?:peer|client|remote|device|it)\b.{{0,30}}(?:did not|didn't|failed to|has not|no).{{0,30}}"
        rf"(?:present|provide|return|send|sent|supply|offer|submit).{{0,30}}{_CERT}"
        rf"|(?:no|empty|missing|without)(?: a| any)?(?: valid| ssl| tls)? ?(?:client|peer"
        rf"|user)? ?{_CERT}(?: chain)?.{{0,20}}"
        r"(?:received|presented|provided|sent|returned|supplied|from (?:peer|client)|by (?:the )?(?:peer|client))"
        rf"|(?:no|missing) (?:client|peer)(?: ssl| tls)? {_CERT}"
        rf"|client {_CERT}.{{0,20}}(?:required|missing|not (?:provided|found|present|supplied|sent))"
        rf"|requires? (?:an? )?(?:valid )?(?:ssl |tls )?client {_CERT}|{_CERT} (?:is )?required\b"
        rf"|no {_CERT} (?:was )?found(?! for)|fail\w*, client {_CERT} was requested",
    ),
    (
        Symptom.CLIENT_REFUSED,
        rf"(?:server|peer|remote(?: host)?|broker) (?:has )?(?:did not accept|rejected|refused|does not (?:trust"
        rf"|accept)) (?:our|your|the) "
        rf"(?:client )?{_CERT}|client {_CERT} (?:is |was )?(?:not active|inactive|not registered|disabled|pending)",
    ),
)

LATE_BOOK: Final[Phrases] = phrases(
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
    (
        Symptom.WRONG_NAME,
        r"^Ncat: Certificate verification error|Bad cert ident from ",
    ),  # it words a failed chain otherwise
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
)
"""What is said of issuers stands beside more telling words, so it comes late."""

VAGUE_BOOK: Final[Phrases] = phrases(
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
