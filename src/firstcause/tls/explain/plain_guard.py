"""Whether a sentence may tell of a failed handshake at all: what `plain_words` asks before it looks for a reason.

The words of a failure also stand in good news, in plans, in documentation and in other people's errors. A line counts
only where it speaks of TLS, tells of something that failed, and is of none of the kinds that `_OTHERS` lists.
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import in_lower_case

_ABOUT_TLS: Final = re.compile(
    r"\b(?i:ssl|m?tls|dtls|https|ldaps|ftps|imaps|smtps|host ?name verif\w+|secure (?:connection|channel)"
    r"|service[_ ]identity|x\.?509"
    r"|handshak\w*|starttls|sni|alpn"
    r"|pkix"
    r"|schannel|openssl|cipher[ -]?suites?|shared ciphers?|common ?name mismatch)\b|(?i:ssl|tls)v?[\d.]*_|_(?i:ssl"
    r"|tls)|(?<![A-Z]{3})(?:SSL|TLS)(?=[A-Z_])"
    r"|(?:SSL|TLS)(?![A-Z])|(?:Ssl|Tls|Handshake)(?=[A-Z_])|(?<=[a-z])(?:Ssl|Tls|Handshake)"
)
# Certificates are also given for vaccination and for attendance: theirs have no issuers, chains or peers.
_CERTIFICATE: Final = in_lower_case(
    r"\bcert(?:ificate)?s?\b|_cert|cert_|(?<=[a-z])Cert"
    r"|Certificate(?=[A-Z])",
)
_OF_PEERS: Final = in_lower_case(
    r"\b(?:server|client|peer|host|hostname|chain|issuer|ca|authority|root|intermediate|verif\w*|validat\w*"
    r"|trusted|untrusted"
    r"|trust|self-signed|self signed|connect\w*|remote|common name|cn|subject alt\w*|sans?|backend|upstream|crl"
    r"|ocsp|endpoint"
    r"|https?)\b|CN=",
)
_FAILED: Final = in_lower_case(
    r"fail|error|killing connection|\berr\b|ERR_|_ERR|cannot|can.?t\b|could(?: not|n't)|unable|refus|reject|abort"
    r"|denied|invalid|problem"
    r"|fatal"
    r"|exception|clos(?:ed|ing)|disconnect|untrusted|mismatch|terminat|drop(?:ped|ping)|\bbad\b|unsupported|\balert\b"
    r"|forbid|insecure connection|\bno client cert|\bmissing\b"
    r"|blocked|unacceptable"
    r"|(?:not|n't) (?:be )?(?:trust|accept|verif|permit|allow|authori[sz]|support|match|valid|recogni|offer|within"
    r"|active|enabled)",
)
_OTHERS: Final = in_lower_case(
    r"\b(?:renew\w*|re-?issu\w*|rotat(?:ed|ing|ion)|reload\w*|acme\w*|let'?s ?encrypt|certbot|jwt|oauth2?|oidc"
    r"|saml|gpg|pgp"
    r"|s/mime|code ?sign\w*|licen[sc]es?|ssh\w*|kex\w*|known_hosts|web-?socket\w*|bluetooth|pairing|wireguard"
    r"|stapl\w+"
    r"|kerberos|gssapi|kdc|dnssec|dkim|ikev2|ipsec|deprecat\w*|obsolete|changelog|usage:|runbook|metrics?"
    r"|developer certificate|jira|pull request|moved to|loaded|fail_if_\w+|0 (?:rejected|failed|expired|invalid"
    r"|unreachable)|cosign|sigstore|notary|nessus|plugin \d+|scan(?:s|ner|ned)?|scan result|ssllabs"
    r"|severity|vulnerabilit\w+|(?<!: )succe(?:ss|eded|ssful|ssfully)|(?<!not )(?<!be )established|(?<!not )completed"
    r"|handshake complete|setting -D|accepted"
    r"|verified ok"
    r"|(?<!not )enabled|configuring|configured (?:to|with|for|as|successfully)|listening|continuing|proceeding"
    r"|ignor(?:ed|ing)|skipp(?:ed|ing)"
    r"|expires? (?:in|on|soon|at)|will expire|expiring|due to expire|(?:no|0|zero) (?:\w+ )?(?:errors?|failures?)"
    r"|see (?:the )?docs?)\b"
    r"|_fail\w*[=:] ?0\b|\bfail_\w+[=:] ?0\b|(?:\b|_)(?:error|failure)s?(?:[=:]? ?0\b"
    r"|[^.\d]{0,30}(?:\d+ min\w*)?: 0\b)"
    r"|CRL, CA or signature check failed|untrusted or revoked|The certificate of .{1,200} is not trusted"
    r"|--- (?:PASS|FAIL)|=== RUN|\b(?:PASS(?:ED)?|test_\w+|Test[A-Z]\w+)\b|tests?::|\.test\.|^\s*(?:#|//|\* )"
    r"|_total\b|no checks performed|\b(?:may|must) present\b|WANT_(?:READ|WRITE)\b"
    r"|^\s*(?:feat|fix|docs?|chore|refactor)(?:\(|:)|^\s*(?:if|when|note|tip|hint|see)\b",
)
# Words of success may open a sentence whose end is a failure ("established, but then ...").
_BUT: Final = in_lower_case(r"\bbut\b|\bhowever\b|\bthen failed\b")


def may_tell_of_a_failure(line: str) -> bool:
    """About TLS, failed, and nobody else's affair."""
    plain = line.lower()
    if not _FAILED.search(plain) or not (_ABOUT_TLS.search(line) or _is_of_a_peers_certificate(plain)):
        return False
    return not _OTHERS.search(plain) or bool(_BUT.search(plain))


def _is_of_a_peers_certificate(plain: str) -> bool:
    return bool(_CERTIFICATE.search(plain) and _OF_PEERS.search(plain))
