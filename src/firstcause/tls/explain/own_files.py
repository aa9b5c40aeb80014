"""A side that cannot even begin: its certificate, key or trust cannot be read, in any program's words.

Every language words a missing file in its own way; that it is one of TLS shows by its name, or by who wanted it.
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.words import Reading, Symptom

_UNREADABLE: Final = re.compile(
    r"no such file|ENOENT|FileNotFound|permission denied|EACCES|cannot (?:open|find|load|read)"
    r"|could not (?:open|find|load|read)"
    r"|unable to (?:open|find|load|read)|failed to (?:open|find|load|read)|does not exist|invalid path"
    r"|not found|bad decrypt",
    re.IGNORECASE,
)
_OF_TLS: Final = re.compile(
    r"\.(?:pem|crt|cer|der|key|p12|pfx|jks|keystore|truststore)\b|CA (?:certificate )?bundle|ca-?file"
    r"|ca-?bundle|trust ?store"
    r"|key ?store|private key|x509 key pair",
    re.IGNORECASE,
)
_LOADING: Final = re.compile(
    r"\bSSL_CTX_(?:load_verify|use_(?:certificate|PrivateKey)|check_private_key|set_default_verify)\w*"
)
_KEY_PAIR: Final = re.compile(r"key values mismatch|do(?:es)? not match", re.IGNORECASE)


def read(line: str) -> Reading | None:
    """A file of this side's own that cannot be used; None for everything else."""
    if _LOADING.search(line):
        return Reading("", Symptom.KEY_PAIR if _KEY_PAIR.search(line) else Symptom.FILES)
    if _UNREADABLE.search(line) and _OF_TLS.search(line):
        return Reading("", Symptom.FILES)
    return None
