"""Who signed a body, and who did not."""

from __future__ import annotations

import pytest

from firstcause.serve.signatures import is_signed

# The vector with which GitHub's documentation lets one check one's own code.
SECRET, BODY = "It's a Secret to Everybody", b"Hello, World!"
SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


def test_githubs_own_example() -> None:
    """What GitHub computes, we compute."""
    assert is_signed(SECRET, BODY, SIGNATURE)


@pytest.mark.parametrize(
    ("secret", "body", "signature"),
    [
        ("another", BODY, SIGNATURE),
        (SECRET, BODY + b"!", SIGNATURE),
        (SECRET, BODY, SIGNATURE[:-1]),
        (SECRET, BODY, SIGNATURE.removeprefix("sha256=")),
        (SECRET, BODY, SIGNATURE.replace("sha256", "sha1")),
        (SECRET, BODY, SIGNATURE.upper()),
        (SECRET, BODY, "sha256=\xe9\N{SNOWMAN}"),
        (SECRET, BODY, ""),
        ("", b"", "sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),  # HMAC of no key
    ],
)
def test_whatever_else_is_no_signature(secret: str, body: bytes, signature: str) -> None:
    """Another key, another body, another scheme, half of it, letters that are no digits, and no secret at all."""
    assert not is_signed(secret, body, signature)
