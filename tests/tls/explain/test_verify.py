"""OpenSSL's verification results, held against the library that is here: every number's text is known by its words."""

from __future__ import annotations

import pytest
from cryptography.hazmat.bindings.openssl.binding import Binding

from firstcause.tls.explain import verify
from firstcause.tls.explain.explain import explain
from firstcause.tls.explain.words import Symptom

LAST = 103
NAMES_NOTHING = {1, 17, 50, 69, 70, 101}  # out of memory, unspecified: no property of the certificate


def text_of(number: int) -> str:
    binding = Binding()
    return str(binding.ffi.string(binding.lib.X509_verify_cert_error_string(number)).decode())


@pytest.mark.parametrize("number", sorted(set(range(2, LAST + 1)) - NAMES_NOTHING))
def test_number_and_text_agree(number: int) -> None:
    """What the library calls this number is read to the same symptom as the number itself."""
    symptom = verify.by_number(number)
    assert symptom is verify.by_text(text_of(number)), text_of(number)
    assert symptom is not Symptom.NOT_VERIFIED


@pytest.mark.parametrize(
    "form",
    [
        "verify error:num={number}:{text}",
        "Verify return code: {number} ({text})",
        "Verification error: {text}",
        "error {number} at 1 depth lookup: {text}; verification failed",
        "client SSL certificate verify error: ({number}:{text}) while reading client request headers",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {text} (_ssl.c:1006)",
        "curl: (60) SSL certificate problem: {text}",
        "error:0A000086:SSL routines::certificate verify failed:{text}",
    ],
)
@pytest.mark.parametrize("number", [2, 7, 9, 10, 12, 18, 19, 20, 21, 23, 24, 26, 47, 62, 66, 79])
def test_every_form_is_read(number: int, form: str) -> None:
    """The same result means the same, whoever prints it around the library's text."""
    text = form.format(number=number, text=text_of(number))
    expected = explain(f"verify error:num={number}:{text_of(number)}", role="client").causes
    server = "client SSL" in form
    found = explain(text, role="client")
    assert found.causes
    assert server or found.causes == expected, text


def test_ok_is_no_failure() -> None:
    """0 is a result as well."""
    assert verify.by_number(verify.OK) is None
    assert verify.by_number(999) is Symptom.NOT_VERIFIED
