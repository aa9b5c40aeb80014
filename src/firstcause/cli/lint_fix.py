"""`lint --fix` and `--diff`: what was mended is written whole or not at all, or only shown."""

from __future__ import annotations

import difflib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from firstcause.app.lint.request import Checked, Mended, Request
    from firstcause.cli.lint_output import Output


def fix_files(request: Request, shown: Output, *, unsafe: bool, diff: bool) -> int:
    """Mend all documents, and tell what is left. The exit code: 1 for an error that is left, or a difference shown."""
    from firstcause.app.lint.run import mend_paths, write_mended

    mended, changed = Counter[str](), 0

    def each() -> Iterator[Checked]:
        nonlocal changed
        for one in mend_paths(request, unsafe=unsafe):
            if one.after != one.before:
                changed += 1
                mended.update(one.mended)
                if diff:
                    sys.stdout.writelines(_diff(one))
                else:
                    write_mended(one)
            yield one.checked

    if diff:
        found = sum(one.counts[0] for one in each())
        typer.echo(f"{changed} {'document' if changed == 1 else 'documents'} would be changed{_by(mended)}", err=True)
        return 1 if changed or found else 0
    code = shown.tell(each())
    typer.echo(f"{changed} {'document was' if changed == 1 else 'documents were'} changed{_by(mended)}", err=True)
    return code


def tell_mended(one: Mended, *, diff: bool) -> int:
    """Standard input: the mended text, or the difference, goes to standard output, and what is left to the other."""
    if diff:
        sys.stdout.writelines(_diff(one))
        return 1 if one.after != one.before or one.checked.counts[0] else 0
    sys.stdout.buffer.write(one.after.encode())
    sys.stdout.flush()
    for line in _left(one.checked):
        sys.stderr.write(line + "\n")
    return 1 if one.checked.counts[0] else 0


def _left(checked: Checked) -> Iterator[str]:
    for body in json.loads(f"[{checked.findings}]"):
        yield f"{body['path']}:{body['line']}:{body['column']}: {body['severity']} {body['rule']} {body['message']}"


def _diff(one: Mended) -> Iterator[str]:
    before, after = (text.splitlines(keepends=True) for text in (one.before, one.after))
    for line in difflib.unified_diff(before, after, one.checked.shown, one.checked.shown):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _by(mended: Counter[str]) -> str:
    return f" ({', '.join(f'{rule} {count}x' for rule, count in sorted(mended.items()))})" if mended else ""
