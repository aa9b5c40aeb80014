"""docs/reference/cli.md: every command with its help, its arguments and its options."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from firstcause.cli.main import app

HEAD = """\
# Commands

<!-- Written by tools/generate-docs from the code; do not edit. -->

Exit codes: 0 all well; 1 findings, faults, or a verdict that is not right; 2 wrong usage or unreadable input, told as
`firstcause: error:` and `hint:`; 3 could not observe; 130 interrupted. `--format json` tells machines the same as text
tells people. Every command takes `--help`.

"""


def page() -> str:
    """The whole page."""
    top = typer.main.get_command(app)
    return HEAD + "\n".join(_section(words, command) for words, command in _commands(("firstcause",), top))


def _commands(words: tuple[str, ...], command: object) -> Iterator[tuple[str, TyperCommand]]:
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from _commands((*words, name), below)
    elif isinstance(command, TyperCommand):
        yield " ".join(words), command


def _section(words: str, command: TyperCommand) -> str:
    arguments = [p for p in command.params if isinstance(p, TyperArgument)]
    options = [p for p in command.params if isinstance(p, TyperOption)]
    lines = [f"## {words}", "", *_help(command.help or ""), ""]
    if arguments:
        lines += ["| argument | meaning |", "|---|---|", *(_argument(a) for a in arguments), ""]
    lines += ["| option | default | meaning |", "|---|---|---|", *(_option(o) for o in options), ""]
    return "\n".join(lines)


def _help(text: str) -> Iterator[str]:
    """What is said about the command, and then its examples as a block that can be copied."""
    paragraphs = [p.strip() for p in text.split("\n\n")]
    examples = [_example(p) for p in paragraphs if _is_example(p)]
    yield "\n\n".join(" ".join(p.split()) for p in paragraphs if not _is_example(p))
    if examples:
        yield from ("", "```sh", *examples, "```")


def _is_example(paragraph: str) -> bool:
    return paragraph.lstrip("`").startswith("firstcause ")


def _example(paragraph: str) -> str:
    """The command; a remark behind its closing backtick becomes a comment of the shell."""
    command, _, remark = paragraph.strip("`").partition("`")
    return f"{command}  # {remark.strip()}" if remark.strip() else command


def _argument(argument: TyperArgument) -> str:
    name = argument.metavar or argument.name or ""
    return f"| `{name}` | {_cell(argument.help or '')} |"


def _option(option: TyperOption) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    return f"| {names} | {_default(option)} | {_cell(option.help or '')}{_environment(option)} |"


def _default(option: TyperOption) -> str:
    value = option.default
    if option.required:
        return "required"
    if value is None or isinstance(value, bool) or value == "":
        return ""
    return f"`{value.value if isinstance(value, Enum) else value}`"


def _environment(option: TyperOption) -> str:
    return f" (or `{option.envvar}` in the environment)" if option.envvar else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
