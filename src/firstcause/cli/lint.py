"""`firstcause lint`: documents checked as a compiler checks a program.

It reads what the user names, asks `app.lint`, and shows what was found; with `--fix` it writes what can be mended.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile

if TYPE_CHECKING:
    from firstcause.app.lint.request import Request
    from firstcause.cli.lint_output import Output
    from firstcause.config.lint import LintConfig
    from firstcause.review.lint.baseline import Baseline
    from firstcause.review.lint.select import Selection

STDIN = "-"


class LintFormat(StrEnum):
    """SARIF is for code review, github for annotations of its workflows."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def register(app: typer.Typer) -> None:
    """Add `lint` to the command line."""
    app.command("lint")(lint)


def lint(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="documents, folders, - for stdin")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="mend what can be mended safely")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="with --fix or --diff: what wants a look, too")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="show what --fix would do, and do nothing")] = False,
    final: Annotated[bool, typer.Option("--final", help="judge drafts as final documents")] = False,
    select: Annotated[list[str] | None, typer.Option(metavar="RULES", help="only these: RCA1,RCA704,ALL")] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULES", help="all but these")] = None,
    per_file_ignores: Annotated[
        list[str] | None, typer.Option(metavar="GLOB:RULES", help="but these in some files: 'RCAs/2019-*:RCA2,RCA5'")
    ] = None,
    baseline: Annotated[Path | None, typer.Option(metavar="FILE", help="tell only what is not recorded there")] = None,
    write_baseline: Annotated[bool, typer.Option("--write-baseline", help="record in it what is found now")] = False,
    vault: Annotated[Path | None, typer.Option(metavar="DIR", help="the vault; default: found from the paths")] = None,
    stdin_filename: Annotated[str, typer.Option(metavar="NAME", help="which document standard input is")] = "",
    no_cache: Annotated[bool, typer.Option("--no-cache", help="believe nothing that an earlier run has found")] = False,
    config: ConfigFile = DEFAULT_CONFIG,
    output: Annotated[
        LintFormat, typer.Option("--format", help="text for people; json, sarif and github for machines")
    ] = LintFormat.TEXT,
) -> None:
    """Check incident documents: sections, times, figures, causes, actions, links, words.

    A folder is a vault, or a piece of one: links are looked up in all of it. `explain RCA601` tells of a rule.

    `firstcause lint vault`

    `firstcause lint vault/RCAs/2025-11-07-handshake-failure.md --final`

    `firstcause lint vault --fix --diff`

    `firstcause lint vault --select RCA1,RCA7 --format sarif`
    """
    from firstcause.app.lint.request import Request
    from firstcause.cli.lint_output import output_for
    from firstcause.review.lint.rule import Policy

    known = _config(config, paths or ["."])
    recorded = baseline or (Path(known.settings.baseline) if known.settings.baseline else None)
    if write_baseline and recorded is None:
        raise typer.BadParameter("--write-baseline records in the file of --baseline, and none is named")
    default = Policy(datetime.now(UTC).date())
    request = Request(
        tuple(paths or ["."]),
        Policy(default.today, known.severities or default.severities, final, known.settings.boilerplate_share),
        _selection(known, _words(select), _words(ignore), per_file_ignores or []),
        known.services,
        vault,
        known.vault,
        _baseline(None if write_baseline else recorded),
        not no_cache,
    )
    shown = output_for(output.value)
    if write_baseline and recorded is not None:
        _record(request, recorded)
    elif STDIN in request.paths:
        _lint_stdin(request, stdin_filename, shown, fix=fix, unsafe=unsafe_fixes, diff=diff)
    elif fix or diff:
        from firstcause.cli.lint_fix import fix_files

        raise typer.Exit(fix_files(request, shown, unsafe=unsafe_fixes, diff=diff))
    else:
        raise typer.Exit(_lint_files(request, shown))


def _lint_files(request: Request, shown: Output) -> int:
    from firstcause.app.lint.run import lint_paths
    from firstcause.cli.lint_progress import Progress

    with Progress() as progress:
        return shown.tell(lint_paths(request, progress.told))


def _lint_stdin(request: Request, name: str, shown: Output, *, fix: bool, unsafe: bool, diff: bool) -> None:
    from firstcause.app.lint.files import text_of
    from firstcause.app.lint.run import checker_beside
    from firstcause.cli.lint_fix import tell_mended

    if len(request.paths) > 1:
        raise typer.BadParameter("- is standard input, and stands alone")
    checker, note = checker_beside(request, name)
    text = text_of(sys.stdin.buffer.read())
    shown.remember(name or STDIN, text)
    if fix or diff:
        raise typer.Exit(tell_mended(checker.mend_text(text, "", name or STDIN, note, unsafe=unsafe), diff=diff))
    raise typer.Exit(shown.tell(iter([checker.text(text, name or STDIN, note)])))


def _record(request: Request, file: Path) -> None:
    from firstcause.app.lint.run import findings_of, lint_paths
    from firstcause.review.lint.baseline import render_baseline
    from firstcause.review.lint.wire import finding_from

    found = [(checked.note, finding_from(body)) for checked in lint_paths(request) for body in findings_of(checked)]
    file.write_text(render_baseline(found), "utf-8")
    typer.echo(f"{file} records {len(found)} findings: from now on only others are told", err=True)


def _config(file: Path, paths: Iterable[str]) -> LintConfig:
    """The configuration; none is needed, unless it was named. A vault may bring its own."""
    from firstcause.config.lint import LintConfig, LintSettings, load_lint

    candidates = [file, *(Path(path) / DEFAULT_CONFIG for path in paths if path != STDIN)]
    found = next((one for one in candidates if one.is_file()), None)
    if found is None and file != DEFAULT_CONFIG:
        return load_lint(file)  # it was named, and is not there: the complaint is made there
    return load_lint(found) if found else LintConfig(LintSettings())


def _selection(known: LintConfig, select: list[str], ignore: list[str], files: list[str]) -> Selection:
    """The command line stands before the configuration."""
    from firstcause.review.lint.registry import RULES
    from firstcause.review.lint.select import Selection, unknown

    settings = known.settings
    given = tuple(_per_file(one) for one in files)
    selection = Selection(
        tuple(select) or settings.select,
        (*ignore, *settings.ignore),
        (*given, *settings.per_file_ignores),
    )
    for wrong, near in unknown((*select, *ignore, *(one for _, ones in given for one in ones)), RULES):
        hint = f"; did you mean {near}?" if near else "; as in RCA1, RCA601 or dangling-link"
        raise typer.BadParameter(f"there is no rule '{wrong}'{hint}")
    return selection


def _per_file(text: str) -> tuple[str, tuple[str, ...]]:
    glob, colon, rules = text.rpartition(":")
    if not colon or not glob:
        raise typer.BadParameter(f"'{text}' names no rules, as in 'RCAs/2019-*:RCA2,RCA5'")
    return glob, tuple(_words([rules]))


def _words(values: Iterable[str] | None) -> list[str]:
    """Separated by commas, or in options of their own."""
    return [word.strip() for value in values or () for word in value.split(",") if word.strip()]


def _baseline(file: Path | None) -> Baseline:
    from firstcause.review.lint.baseline import Baseline, BaselineError, read_baseline

    if file is None:
        return Baseline()
    try:
        return read_baseline(file.read_text("utf-8"), str(file))
    except FileNotFoundError:
        hint = f"--baseline {file} --write-baseline records what is found now"
        raise BaselineError(f"there is no baseline {file}", hint=hint) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BaselineError(f"{file} cannot be read: {error}", hint="it must be a text that lint has written") from None
