"""IBM MQ's message numbers about TLS channels (AMQ96xx), and GSKit's return codes beneath them."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "ibm-mq",
    re.compile(
        r"\bAMQ(?:96[1-9]\d|97\d\d)[EWI]?\b|\bGSK_ERROR_\w+|MQRC_SSL_\w+|\bgsk_\w+|JMSWMQ2020|\b(?:CompCode"
        r"|reason|RC)\b.{0,20}\b2393\b"
    ),
    phrases(
        (Symptom.NO_CIPHER, r"AMQ9616|AMQ9631|AMQ9641|AMQ9635|AMQ9674|GSK_ERROR_NO_CIPHERS|GSK_ERROR_BAD_CIPHER"),
        (Symptom.NO_CERTIFICATE, r"AMQ9637|AMQ9642|GSK_ERROR_NO_CERTIFICATE|GSK_ERROR_CERT_?MISSING"),
        (Symptom.WRONG_NAME, r"AMQ9636|AMQ9694|MQRC_SSL_PEER_NAME\w*"),
        (Symptom.EXPIRED, r"AMQ9685.*expired|GSK_ERROR_CERTIFICATE_EXPIRED|certificate has expired"),
        (Symptom.REVOKED, r"AMQ9633.*revoked|GSK_ERROR_\w*REVOKED|MQRC_SSL_CERTIFICATE_REVOKED"),
        (Symptom.REVOCATION_UNKNOWN, r"AMQ9716|AMQ9717|AMQ9765|GSK_ERROR_(?:OCSP|CRL)\w*"),
        (Symptom.OTHER_VERSION, r"AMQ9618|AMQ9619.*version|GSK_ERROR_(?:UNSUPPORTED_)?\w*PROTOCOL|GSK_ERROR_SSLV2"),
        (
            Symptom.NOT_VERIFIED,
            r"AMQ9633|GSK_ERROR_BAD_CERT\w*|GSK_ERROR_\w*(?:VALIDATION|SELF_SIGNED|ISSUER"
            r"|CERT)\w*",
        ),
        (
            Symptom.FILES,
            r"AMQ9657|AMQ9660|AMQ9661|AMQ9662|AMQ9695|GSK_ERROR_(?:KEYRING|KEYFILE)\w*|KEYFILE"
            r"|MQRC_KEY_REPOSITORY",
        ),
        (Symptom.CLOSED, r"AMQ9665|GSK_ERROR_SOCKET_CLOSED"),
        (Symptom.RENEGOTIATION, r"AMQ9999.*renegotiat"),
        (
            Symptom.UNTOLD,
            r"AMQ9620|AMQ9639|AMQ9640|AMQ9643|AMQ9645|AMQ9671|MQRC_SSL_INITIALIZATION_ERROR"
            r"|JMSWMQ2020|2393|GSK_ERROR_\w+",
        ),
    ),
    server=re.compile(r"remote channel|from client|AMQ9637|on the server"),
    client=re.compile(r"MQRC_|JMS|on the client"),
)
read = BOOK.read
