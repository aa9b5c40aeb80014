"""`firstcause lint` as a person runs it: what it says, what it writes, and its exit codes."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.review.lint.documents import CLEAN, NOTE, NOTES, changed

if TYPE_CHECKING:
    from tests.cli.conftest import Firstcause

LINK = "- [[runbook-cart-api|Runbook]]\n"
BROKEN = changed(
    (LINK, "- [[runbook-cart-ap|Runbook]]\n"),
    ("[rca, p2, storage]", "[rca, p1, storage]"),
    ("date: 2026-03-02", "date: 2026-03-01"),
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of our own, and nobody's firstcause.toml."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "cache"


@pytest.fixture
def vault() -> Path:
    """A vault, of which one document is broken."""
    root = Path("vault")
    for note, text in {**NOTES, NOTE: BROKEN}.items():
        (root / note).parent.mkdir(parents=True, exist_ok=True)
        (root / note).write_text(text)
    return root


def rules_in(output: str) -> list[str]:
    return [finding["rule"] for finding in json.loads(output)["findings"]]


def test_a_person_sees_both_places(firstcause: Firstcause, vault: Path) -> None:
    """Where two contradict each other, with marks below the words; an error makes the exit code 1."""
    told = firstcause("lint", vault)
    assert told.returncode == 1
    assert told.stdout == (Path(__file__).parent / "golden" / "lint.txt").read_text()


def test_a_machine_reads_the_object_of_the_contract(firstcause: Firstcause, vault: Path) -> None:
    """With every field, in the order of path, line and rule."""
    told = json.loads(firstcause("lint", vault, "--format", "json").stdout)
    first = told["findings"][0]
    assert {**first, "related": []} == {
        "rule": "RCA105",
        "slug": "dates-differ",
        "severity": "error",
        "confidence": "certain",
        "path": "vault/RCAs/2026-03-02-disk-full-cart-api.md",
        "line": 3,
        "column": 7,
        "length": 10,
        "message": "the front matter's date is 2026-03-01, and the title's date is 2026-03-02",
        "related": [],
        "fix": "unsafe",
    }
    assert [(one["line"], one["message"]) for one in first["related"]] == [(2, "the title's date is 2026-03-02")]
    assert (told["files"], told["summary"]) == (2, {"error": 3, "warning": 0, "info": 0})


def test_a_good_vault_is_well(firstcause: Firstcause, vault: Path) -> None:
    """Exit code 0, and warnings do not change that."""
    (vault / NOTE).write_text(changed((LINK, LINK + "- [[runbook-search-api]]\n")))
    told = firstcause("lint", vault)
    assert told.returncode == 0
    assert "warning RCA604 other-runbook" in told.stdout
    assert "2 documents: 1 warning\n" in told.stdout
    (vault / NOTE).write_text(CLEAN)
    assert firstcause("lint", vault).stdout == "2 documents: nothing found\n"


def test_one_document_is_judged_within_its_vault(firstcause: Firstcause, vault: Path) -> None:
    """Links lead to folders beside its own."""
    (vault / NOTE).write_text(CLEAN)
    assert firstcause("lint", vault / NOTE).returncode == 0
    assert firstcause("lint", vault / "RCAs").returncode == 0
    alone = firstcause("lint", vault / NOTE, "--vault", vault / "RCAs")
    assert "there is no note runbook-cart-api" in alone.stdout


def test_fix_writes_what_is_safe_and_tells_what_is_left(firstcause: Firstcause, vault: Path) -> None:
    """And nothing else; a second time it changes nothing."""
    told = firstcause("lint", vault, "--fix", "--format", "json")
    assert (vault / NOTE).read_text() == BROKEN.replace("[rca, p1,", "[rca, p2,")
    assert rules_in(told.stdout) == ["RCA105", "RCA601"]
    assert told.stderr == "1 document was changed (RCA107 1x)\n"
    assert firstcause("lint", vault, "--fix").stderr == "0 documents were changed\n"


def test_unsafe_fixes_are_made_only_when_asked_for(firstcause: Firstcause, vault: Path) -> None:
    """Then all of them; permissions stay."""
    (vault / NOTE).chmod(0o640)
    told = firstcause("lint", vault, "--fix", "--unsafe-fixes")
    assert (told.returncode, (vault / NOTE).read_text()) == (0, CLEAN)
    assert (vault / NOTE).stat().st_mode & 0o777 == 0o640
    assert {file.suffix for file in (vault / NOTE).parent.iterdir()} == {".md"}


def test_diff_shows_and_writes_nothing(firstcause: Firstcause, vault: Path) -> None:
    """A difference makes the exit code 1."""
    told = firstcause("lint", vault, "--diff")
    assert "-tags: [rca, p1, storage]\n+tags: [rca, p2, storage]\n" in told.stdout
    assert told.returncode == 1
    assert (vault / NOTE).read_text() == BROKEN


def stdin(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))


def test_standard_input_is_a_document(firstcause: Firstcause, vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a name it stands in that one's vault; without, links are not judged."""
    stdin(monkeypatch, BROKEN.encode())
    named = firstcause("lint", "-", "--stdin-filename", vault / NOTE)
    assert f"{vault / NOTE}:66:3: error RCA601" in named.stdout
    assert "   66 | - [[runbook-cart-ap|Runbook]]" in named.stdout
    stdin(monkeypatch, BROKEN.encode())
    assert "-:6:13: error RCA107" in (alone := firstcause("lint", "-").stdout)
    assert "RCA601" not in alone


def test_standard_input_is_mended_to_standard_output(
    firstcause: Firstcause, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an editor wants it."""
    stdin(monkeypatch, BROKEN.replace("\n", "\r\n").encode())
    told = firstcause("lint", "-", "--fix", "--stdin-filename", vault / NOTE)
    assert "tags: [rca, p2, storage]" in told.stdout
    assert "RCA601" in told.stderr


def test_a_baseline_tells_only_what_is_new(firstcause: Firstcause, vault: Path) -> None:
    """Written once, and used from then on, also by the configuration."""
    assert firstcause("lint", vault, "--baseline", "known.json").returncode == 2
    assert firstcause("lint", vault, "--baseline", "known.json", "--write-baseline").returncode == 0
    assert firstcause("lint", vault, "--baseline", "known.json").stdout == "2 documents: nothing found\n"
    Path("firstcause.toml").write_text('[lint]\nbaseline = "known.json"\n')
    (vault / NOTE).write_text(BROKEN.replace("- [[runbook-mail-worker", "- [[nowhere]]\n- [[runbook-mail-worker"))
    assert rules_in(firstcause("lint", vault, "--format", "json").stdout) == ["RCA601"]


def test_the_configuration_chooses_and_the_command_line_comes_first(firstcause: Firstcause, vault: Path) -> None:
    """And a catalogue there is believed before notes."""
    Path("firstcause.toml").write_text(
        '[service.cart-api]\nowner = "Storage"\n[severity]\nP1 = {}\n[lint]\nignore = ["RCA105", "RCA601"]\n'
        '[lint.per_file_ignores]\n"*/2026-03-*" = ["severity-tag"]\n'
    )
    assert rules_in(firstcause("lint", vault / NOTE, "--format", "json").stdout) == ["RCA106", "RCA111"]
    chosen = firstcause("lint", vault / NOTE, "--format", "json", "--select", "RCA106")
    assert rules_in(chosen.stdout) == ["RCA106"]


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[lint]\nslect = ["RCA1"]\n', "firstcause.toml:2: lint.slect: there is no such key"),
        (
            '[lint]\nignore = ["RCA6", "dangling-lnk"]\n',
            "firstcause.toml:2: lint.ignore: there is no rule 'dangling-lnk'",
        ),
        ('[lint.per_file_ignores]\n"a*" = "RCA1"\n', "firstcause.toml:2: lint.per_file_ignores.a*: expected a list"),
    ],
)
def test_a_mistake_in_the_configuration_names_its_line(
    firstcause: Firstcause, vault: Path, toml: str, said: str
) -> None:
    """And what was probably meant."""
    Path("firstcause.toml").write_text(toml)
    told = firstcause("lint", vault)
    assert told.returncode == 2
    assert said in told.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere"],
        ["vault", "--select", "RCA999"],
        ["vault", "--per-file-ignores", "RCA1"],
        ["vault", "--write-baseline"],
    ],
)
def test_wrong_usage_is_told(firstcause: Firstcause, vault: Path, arguments: list[str]) -> None:
    """Exit code 2."""
    assert firstcause("lint", *arguments).returncode == 2


def test_a_draft_is_well_and_its_questions_are_listed(firstcause: Firstcause, vault: Path) -> None:
    """Until it is to be final."""
    question = "- Rotation knows no new names\n\n> [!question] How many mails were lost?\n"
    text = changed(("status: resolved", "status: draft"), ("- Rotation knows no new names\n", question))
    (vault / NOTE).write_text(text)
    told = firstcause("lint", vault)
    assert told.returncode == 0
    assert f"{vault / NOTE}:58: open question: How many mails were lost?\n" in told.stdout
    assert firstcause("lint", vault, "--final").returncode == 1


def test_code_review_reads_sarif(firstcause: Firstcause, vault: Path) -> None:
    """Rules with their pages, results with their places."""
    (run,) = json.loads(firstcause("lint", vault, "--format", "sarif").stdout)["runs"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"RCA105", "RCA107", "RCA601"}
    first = run["results"][0]
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 7}
    assert first["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 2


def test_a_workflow_of_github_shows_them(firstcause: Firstcause, vault: Path) -> None:
    """A line a finding, with what it contradicts."""
    told = firstcause("lint", vault, "--format", "github", "--select", "RCA105")
    assert told.stdout == (
        "::error file=vault/RCAs/2026-03-02-disk-full-cart-api.md,line=3,col=7,title=RCA105 dates-differ::"
        "the front matter's date is 2026-03-01, and the title's date is 2026-03-02%0A"
        "line 2: the title's date is 2026-03-02\n"
    )


def test_what_has_not_changed_is_not_checked_again(
    firstcause: Firstcause, vault: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is the same, and comes from the cache; a change elsewhere in the vault is seen."""
    first = firstcause("lint", vault).stdout
    assert len(list(cache.rglob("*.txt"))) == 1
    monkeypatch.setattr("firstcause.app.lint.run._fresh", lambda *_: iter(()))
    assert firstcause("lint", vault).stdout == first
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.chdir(cache.parent / "here")
    (vault / "Runbooks/runbook-cart-api.md").rename(vault / "Runbooks/runbook-cart-ap.md")
    after = firstcause("lint", vault).stdout
    assert "there is no note runbook-cart-ap;" not in after
    assert "2026-01-05-disk-full-cart-api.md:66:3: error RCA601" in after


def test_a_spoilt_cache_is_worth_nothing(firstcause: Firstcause, vault: Path, cache: Path) -> None:
    """It is written anew, and the answer is right."""
    first = firstcause("lint", vault).stdout
    (file,) = cache.rglob("*.txt")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert firstcause("lint", vault).stdout == first
    assert file.read_bytes() == whole


def test_explain_shows_a_rules_page(firstcause: Firstcause) -> None:
    """As it stands in docs/rules."""
    told = firstcause("explain", "RCA601")
    assert told.stdout.startswith("RCA601 dangling-link (error)\n\nA link leads to no note of the vault")
    assert json.loads(firstcause("explain", "RCA601", "--format", "json").stdout)["slug"] == "dangling-link"
    assert firstcause("explain", "RCA999").returncode == 2
