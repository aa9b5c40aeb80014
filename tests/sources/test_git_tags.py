"""Releases as tags, in real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firstcause.model.change import Change
from firstcause.model.evidence import Unobserved
from firstcause.sources.git_tags import GitTags, TagPattern
from firstcause.sources.reading import Reading

AT = datetime(2025, 11, 7, 4, 58, 30, tzinfo=UTC)
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git, to make repositories")


class Repository:
    """A repository whose clock a test sets."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, minutes: float = 0) -> str:
        at = f"{(AT + timedelta(minutes=minutes)).isoformat()}"
        names = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in _who(at).items()}
        done = subprocess.run(
            ["git", "-C", str(self.path), *arguments],
            env={**os.environ, **names, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, minutes: float) -> str:
        self.git("commit", "--quiet", "--allow-empty", "-m", "work", minutes=minutes)
        return self.git("rev-parse", "HEAD")

    def release(self, tag: str, minutes: float) -> None:
        """An annotated tag made at that time, of a commit that is an hour older."""
        self.commit(minutes - 60)
        self.git("tag", "-a", tag, "-m", tag, minutes=minutes)


def _who(at: str) -> dict[str, str]:
    return {"NAME": "Zoë Example", "EMAIL": "zoe@example.org", "DATE": at}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def seen(repository: Repository, pattern: str, service: str = "") -> Sequence[Change]:
    found = GitTags(repository.path, TagPattern(pattern, service)).look()
    assert isinstance(found, Reading), found
    assert found.problems == ()
    return found.changes


def test_an_annotated_tag_is_a_deploy_with_a_way_back(repository: Repository) -> None:
    """When and by whom it was made, from which commit to which, and the tag before as the release to go back to."""
    repository.release("orders-1.0", 0)
    first = repository.git("rev-parse", "HEAD")
    repository.release("orders-1.1", 120)
    second = repository.git("rev-parse", "HEAD")
    later = AT + timedelta(minutes=120)
    commits = {"commit": (first, second)}
    assert seen(repository, "orders-{release}", "orders") == (
        Change("git/orders/1.0", "deploy", "orders", AT, AT, "Zoë Example", "", "1.0", {"commit": ("", first)}),
        Change("git/orders/1.1", "deploy", "orders", later, later, "Zoë Example", "1.0", "1.1", commits, "1.0"),
    )


def test_each_service_has_its_own_predecessor(repository: Repository) -> None:
    """One repository of many services: the tag of another is none to go back to, and other tags are no releases."""
    for minutes, tag in enumerate(("orders/1", "billing/7", "orders/2", "nightly", "v3")):
        repository.release(tag, minutes)
    found = {c.id: (c.service, c.revertible_to) for c in seen(repository, "{service}/{release}")}
    assert found == {
        "git/orders/1": ("orders", None),
        "git/billing/7": ("billing", None),
        "git/orders/2": ("orders", "1"),
    }


def test_a_lightweight_tag_has_its_commits_time(repository: Repository) -> None:
    """Nobody wrote down when it was made, nor who made it."""
    repository.commit(-30)
    repository.git("tag", "v1", minutes=10)
    (change,) = seen(repository, "v{release}", "orders")
    assert (change.at, change.by, change.after) == (AT - timedelta(minutes=30), "", "1")


def test_the_order_is_that_of_time_not_of_names(repository: Repository) -> None:
    """1.10 comes after 1.9, and a tag that was moved is judged by when it was made anew."""
    for minutes, tag in enumerate(("v1.9", "v1.10")):
        repository.release(tag, minutes)
    repository.git("tag", "-a", "-f", "v1.9", "-m", "again", minutes=99)
    assert [(c.after, c.revertible_to) for c in seen(repository, "v{release}", "x")] == [
        ("1.10", None),
        ("1.9", "1.10"),
    ]


@pytest.mark.parametrize(
    ("pattern", "service", "tag", "expected"),
    [
        ("orders-{release}", "orders", "orders-1.0", ("orders", "1.0")),
        ("orders-{release}", "orders", "my-orders-1.0", None),
        ("orders.{release}", "orders", "ordersX1", None),  # a dot is a dot
        ("{service}/{release}", "", "a/b/1", ("a", "b/1")),
        ("{release}-{service}", "", "1-orders", ("orders", "1")),
        ("v{release}", "orders", "v", None),
    ],
)
def test_patterns(pattern: str, service: str, tag: str, expected: tuple[str, str] | None) -> None:
    """A pattern means itself but for its two placeholders."""
    assert TagPattern(pattern, service).parts(tag) == expected


def test_a_tag_that_cannot_be_a_change_hides_no_other(repository: Repository) -> None:
    """A name beyond all bounds is skipped, counted and told; so is a name that is no text."""
    repository.release("v1", 0)
    long = "v" + "/".join(["x" * 200] * 8)  # more than a change event may say, and still a file name
    repository.git("tag", "-a", long, "-m", "long", minutes=1)
    folder = repository.path / ".git" / "refs" / "tags"
    Path(os.fsdecode(os.fsencode(folder) + b"/v\xff")).write_bytes((folder / "v1").read_bytes())
    found = GitTags(repository.path, TagPattern("v{release}", "orders")).look()
    assert isinstance(found, Reading)
    assert "1" in [c.after for c in found.changes]
    assert found.skipped == 1
    assert found.problems[0].startswith("tag 'v" + "x" * 60)


@pytest.mark.parametrize("how", ["no repository", "no git"])
def test_a_repository_that_cannot_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Not "nothing was deployed", but why we cannot tell."""
    if how == "no git":
        monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    found = GitTags(tmp_path, TagPattern("v{release}", "orders")).look()
    assert isinstance(found, Unobserved)
    assert ("not a git repository" if how == "no repository" else "cannot run git") in found.reason
