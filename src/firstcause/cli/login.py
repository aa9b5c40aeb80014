"""`--prometheus-login KEY=VALUE`: as whom a server is asked, in the words of `[sources.prometheus]`.

A secret is named by where it is, `env:NAME` or `file:PATH`: what stands on a command line, others on the machine read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from firstcause.config.secrets import resolved

HINT = "--prometheus-login"
SECRETS = ("token", "password")
FILES = ("ca", "client_cert", "client_key")
KEYS = ("token", "user", "password", *FILES)


def parse_login(pairs: Sequence[str]) -> dict[str, str]:
    """Keys and values as they will stand in the file: paths absolute, secrets by reference. Raises BadParameter."""
    login = dict(_pair(text) for text in pairs)
    if "token" in login and "user" in login:
        raise typer.BadParameter("a token and a user: only one of them can be sent", param_hint=HINT)
    for one, other in (("user", "password"), ("client_cert", "client_key")):
        if (one in login) != (other in login):
            raise typer.BadParameter(f"{one} and {other} belong together", param_hint=HINT)
    return login


def credentials(login: Mapping[str, str]) -> dict[str, str]:
    """The same with every secret in place of its reference. Raises SecretError."""
    return {key: resolved(value, os.environ, Path()) if key in SECRETS else value for key, value in login.items()}


def _pair(text: str) -> tuple[str, str]:
    key, is_there, value = text.partition("=")
    if key not in KEYS or not is_there or not value:
        raise typer.BadParameter(f"want KEY=VALUE with one of {', '.join(KEYS)}", param_hint=HINT)
    if key in FILES:
        return key, _path(value)
    kind, _, name = value.partition(":")
    if key in SECRETS and kind not in ("env", "file"):
        raise typer.BadParameter(f"{key}: name where it is, as in {key}=env:NAME or file:PATH", param_hint=HINT)
    return key, f"file:{_path(name)}" if key in SECRETS and kind == "file" else value


def _path(text: str) -> str:
    """Absolute: the file that is written may stand elsewhere."""
    path = Path(text).expanduser().absolute()
    if not path.is_file():
        raise typer.BadParameter(f"{path}: there is no such file", param_hint=HINT)
    return str(path)
