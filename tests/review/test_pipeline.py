"""Whether a pipeline runs preflight for a service, in the files of several systems."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstcause.review.pipeline import why_not

ROOT = Path(__file__).parents[2]
CALL = "firstcause preflight --chain a.pem --key a.key --service order-service"
STEP = "jobs:\n  a:\n    steps:\n      - run: |\n          make\n          "


@pytest.mark.parametrize("name", ["preflight.yml", "pre-commit-config.yaml"])
def test_our_own_examples_do(name: str) -> None:
    """The action for GitHub, and the hook for pre-commit; for this service and for no other."""
    text = (ROOT / "examples" / "ci" / name).read_text()
    assert why_not(text, name, "order-service") == ""
    assert why_not(text, name, "billing-api") == f"{name} does not run preflight for billing-api"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deploy.yml", f"{STEP}{CALL}\n"),
        (".gitlab-ci.yml", f"check:\n  script:\n    - {CALL}\n"),
        ("Jenkinsfile", f"stage('x') {{ sh '{CALL}' }}\n"),
        ("Makefile", f"deploy:\n\tmake build && .venv/bin/{CALL}\n"),
        ("deploy.sh", "firstcause preflight \\\n  --chain a.pem --key a.key \\\n  --service=order-service\n"),
        ("deploy.sh", 'firstcause preflight --chain "$B" --key "$K" --service "order-service" || exit 1\n'),
    ],
)
def test_the_command_is_found_where_it_is_run(name: str, text: str) -> None:
    """In a step, a script, a rule; over several lines; from a folder of one's own."""
    assert why_not(text, name, "order-service") == ""


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("deploy.sh", f"# {CALL}\n", "does not run"),
        ("deploy.yml", f"jobs: {{}}\n# {CALL}\n", "does not run"),
        ("deploy.sh", f"{CALL}-canary\n", "does not run"),
        ("deploy.sh", "firstcause preflight --service order-service --in-pipeline\n", "does not run"),
        ("deploy.sh", f"{CALL} || true\n", "goes on when it fails"),
        ("deploy.yml", f"{STEP}{CALL}\n        continue-on-error: true\n", "goes on when it fails"),
        ("deploy.yml", f"{STEP}{CALL}\n        if: false\n", "does not run"),
        ("deploy.yml", "a: [\n", "is not YAML"),
        ("deploy.yml", "a: &a [x]\nb: [*a, *a]\n", "does not run"),
        ("deploy.yml", "[" * 5000, "does not run"),
        ("deploy.sh", "x" * (2 << 20), "longer than any pipeline"),
    ],
)
def test_what_is_not_run_or_cannot_stop_a_deploy_does_not_count(name: str, text: str, why: str) -> None:
    """Comments, other services, steps that are off or may fail; and why is said."""
    assert why in why_not(text, name, "order-service")
