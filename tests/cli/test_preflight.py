"""`firstcause preflight`: what a probe would find after the deploy, it tells before."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from firstcause.pki import authority
from firstcause.pki.authority import Bundle
from firstcause.pki.faults import FAULTS, Recipe

Firstcause = Callable[..., CompletedProcess[str]]
NOW = datetime.now(UTC)


@dataclass
class Shop:
    """A configuration with two callers of orders, one of which stops at TLS 1.2."""

    folder: Path

    def __post_init__(self) -> None:
        root = authority.root("Root CA", NOW)
        self.recipe = Recipe(authority.intermediate(root, "Issuing CA", NOW), "orders", ("orders.internal",), NOW)
        (self.folder / "ca.pem").write_bytes(root.certificate_pem)
        (self.folder / "other.pem").write_bytes(authority.root("Other Root CA", NOW).certificate_pem)
        self.config = self.folder / "firstcause.toml"
        self.config.write_text(
            """
[service.orders]
endpoints = [{ address = "127.0.0.1:1", server_name = "orders.internal" }]
views = ["billing", "old"]
[view.billing]
trust = "ca.pem"
[view.old]
trust = "ca.pem"
max_version = "TLSv1.2"
[view.stranger]
trust = "other.pem"
"""
        )

    def files(self, bundle: Bundle) -> tuple[str, Path, str, Path]:
        chain, key = self.folder / "bundle.pem", self.folder / "key.pem"
        chain.write_bytes(bundle.bundle_pem)
        key.write_bytes(bundle.key_pem)
        return "--chain", chain, "--key", key


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_healthy_bundle_is_accepted_by_everybody(firstcause: Firstcause, shop: Shop) -> None:
    """On every version that each caller speaks, and later too."""
    said = firstcause("preflight", *shop.files(shop.recipe.bundle()), "--service", "orders", "--config", shop.config)
    assert (said.returncode, said.stderr) == (0, "")
    assert "is accepted, asked as 2 callers" in said.stdout
    assert said.stdout.count("accepts") == 6  # billing over two versions, old over one, each on two days


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_a_broken_bundle_is_refused_for_its_fault(firstcause: Firstcause, shop: Shop, code: str) -> None:
    """Each of the faults that the drill and the tests inject."""
    files = shop.files(FAULTS[code](shop.recipe))
    options = ("--service", "orders", "--config", shop.config, "--in-days", "0", "--format", "json")
    said = firstcause("preflight", *files, *options)
    told = json.loads(said.stdout)
    assert (said.returncode, told["accepted"]) == (1, False)
    assert {row["code"] for row in told["checked"]} == {code}
    assert {(row["view"], row["version"]) for row in told["checked"]} == {
        ("billing", "TLSv1.2"),
        ("billing", "TLSv1.3"),
        ("old", "TLSv1.2"),
    }


def test_what_will_have_run_out_by_then(firstcause: Firstcause, shop: Shop) -> None:
    """Today all is well; in a hundred days the leaf has expired."""
    files = shop.files(shop.recipe.bundle())
    said = firstcause("preflight", *files, "--service", "orders", "--in-days", "100", "--config", shop.config)
    assert said.returncode == 1
    assert "today        accepts" in said.stdout
    assert "in 100 days  refuses: tls/certificate-expired" in said.stdout


def test_one_caller_may_refuse_what_others_accept(firstcause: Firstcause, shop: Shop) -> None:
    """Trust is the caller's."""
    files = shop.files(shop.recipe.bundle())
    said = firstcause("preflight", *files, "--service", "orders", "--as", "stranger", "--config", shop.config)
    assert said.returncode == 1
    assert "refuses: tls/unknown-ca" in said.stdout


def test_findings_for_a_code_review(firstcause: Firstcause, shop: Shop) -> None:
    """SARIF 2.1.0: every result names a rule that is there, and the file."""
    files = shop.files(FAULTS["tls/incomplete-chain"](shop.recipe))
    options = ("--service", "orders", "--in-days", "0", "--format", "sarif", "--config", shop.config)
    (run,) = json.loads(firstcause("preflight", *files, *options).stdout)["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert rules == {result["ruleId"] for result in run["results"]} == {"tls/incomplete-chain"}
    assert all(
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("bundle.pem") for r in run["results"]
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--service", "billing"), "there is no service 'billing'"),
        (("--service", "orders", "--as", "ghost"), "there is no view 'ghost'"),
        (("--service", "orders", "--chain", "absent.pem"), "absent.pem: No such file or directory"),
        (("--service", "orders", "--key", "firstcause.toml"), "cannot be parsed"),
    ],
)
def test_what_cannot_be_asked(firstcause: Firstcause, shop: Shop, options: tuple[str, ...], told: str) -> None:
    """One line, a hint, exit code 2."""
    here = [str(shop.folder / word) if word.endswith((".pem", ".toml")) else word for word in options]
    files = shop.files(shop.recipe.bundle())
    said = firstcause("preflight", *files, *here, "--config", shop.config)
    assert (said.returncode, said.stdout) == (2, "")
    assert told in said.stderr
    assert said.stderr.splitlines()[1].startswith("hint: ")


def test_a_caller_whose_files_are_gone_cannot_be_asked(firstcause: Firstcause, shop: Shop) -> None:
    """That is neither acceptance nor refusal."""
    files = shop.files(shop.recipe.bundle())
    (shop.folder / "other.pem").write_text("-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n")
    said = firstcause("preflight", *files, "--service", "orders", "--as", "stranger", "--config", shop.config)
    assert said.returncode == 3
    assert "could not be asked" in said.stdout
    assert "other.pem" in said.stdout
