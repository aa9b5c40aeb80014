"""The cases that we knowingly judge otherwise than the standards, each with its reason. None is hidden elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_READER = "our reader, `cryptography`, takes it for unreadable, so an ordinary caller's look is faulty too"
_ISSUING = "a rule for authorities; no common client refuses it, so nobody's handshake fails"
_LIST = "it needs the list of public suffixes, which clients take from a browser"

# Weighed cases. `strict` looks at a look as a strict caller, `ordinary` as an ordinary one.
MISSED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paths/issuer_written_in_another_string_type": "names are compared by their octets, as Go and the peer do",
    }
)
TOO_STRICT_FOR_ORDINARY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "authorities/leaf_with_path_length": _READER,
        "constraints/without_any_subtree": _READER,
    }
)

# Pedantic cases that a strict caller's look lets through all the same.
LET_THROUGH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "identifiers/leaf_with_name_and_serial_of_its_issuer": _ISSUING,
        "names/a_label_of_64_letters": _ISSUING,
        "names/an_underscore": _ISSUING,
        "strength/ed25519_leaf": "OpenSSL and Go take it; only browsers do not know it",
        "strength/ed25519_root": "OpenSSL and Go take it; only browsers do not know it",
        "strength/rsa_of_2050_bits": _ISSUING,
        "strength/sha512_with_p256": _ISSUING,
        "usages/leaf_extended_usage_is_critical": _ISSUING,
        "usages/leaf_for_servers_and_anything": _ISSUING,
        "usages/leaf_for_servers_and_mail": _ISSUING,
        "usages/root_for_servers": _ISSUING,
        "validity/leaf_of_ten_years": _ISSUING,
        "wildcards/not_for_a_public_suffix": _LIST,
    }
)
