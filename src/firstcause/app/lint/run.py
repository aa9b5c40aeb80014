"""A run of lint: the vault's notes at a glance, then every document that was asked about, by several processes."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from firstcause.app.lint.cache import NOTHING, Cache, cache_file, cache_line, new_cache, program_stamp, read_cache
from firstcause.app.lint.files import LintInputError, Unreadable, read_bytes, text_of
from firstcause.app.lint.parallel import in_order, processors
from firstcause.app.lint.request import Checked, Mended, Request
from firstcause.app.lint.vaults import VaultFiles, asked, vaults_of
from firstcause.review.lint.index import vault_of
from firstcause.review.lint.note import Note, glance, note_from, note_json
from firstcause.review.lint.registry import RULES
from firstcause.review.lint.vault import Vault

if TYPE_CHECKING:
    from firstcause.app.lint.check import Checker

Told = Callable[[int], None]
_UNREADABLE: Final = json.dumps(note_json(Note(is_report=True)))
_OF_SENTENCES: Final = "RCA801"


@dataclass(frozen=True, slots=True)
class Glanced:
    """A vault's notes: the digest of each, and what was seen of it as JSON; what an earlier run left; the program."""

    files: VaultFiles
    digests: dict[str, str]
    glances: dict[str, str]
    cache: Cache
    stamp: str


def lint_paths(request: Request, told: Told = lambda _: None) -> Iterator[Checked]:
    """Every document of the request, by path. `told` hears how many there are, and once for each that is done."""
    vaults = [_glanced(files, request) for files in vaults_of(request)]
    wanted = [asked(one.files, _reports(one)) for one in vaults]
    told(sum(map(len, wanted)))
    if len(vaults) == 1:
        yield from _checked(vaults[0], wanted[0], request, told)
        return
    found = [one for vault, rows in zip(vaults, wanted, strict=True) for one in _checked(vault, rows, request, told)]
    yield from sorted(found, key=lambda one: one.shown)


def mend_paths(request: Request, *, unsafe: bool) -> Iterator[Mended]:
    """Every document of the request with its faults repaired; the caller writes them."""
    for files in vaults_of(request):
        one = _glanced(files, request)
        checker = _checker(request, _vault(one, request))

        def mend(row: tuple[str, str], checker: Checker = checker, files: VaultFiles = files) -> Mended:
            return checker.mend(files.path(row[1]), *row, unsafe=unsafe)

        yield from in_order(mend, asked(files, _reports(one)), processors())


def write_mended(one: Mended) -> None:
    """Put the mended document in the place of the old one, with its permissions; whole, or not at all."""
    path = Path(one.path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        draft.write_bytes(one.after.encode())
        shutil.copymode(path, draft)
        if path.read_bytes() != one.before.encode():
            raise LintInputError(f"{path} was changed while it was checked", hint="save it, and try again")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def checker_beside(request: Request, name: str) -> tuple[Checker, str]:
    """For a text that is not on disk: a checker in the vault of the file whose name it has, and its note there."""
    folder = Path(name).parent
    if not name or not folder.is_dir():
        return _checker(request, Vault()), ""
    (files,) = vaults_of(Request((str(folder),), request.policy, vault=request.vault, configured=request.configured))
    vault = _vault(_glanced(files, request), request)
    return _checker(request, vault), (folder.resolve() / Path(name).name).relative_to(files.root).as_posix()


def _checker(request: Request, vault: Vault) -> Checker:
    """Where everything is known already, nobody reads a document: what that takes is imported here."""
    from firstcause.app.lint.check import Checker

    return Checker(request, vault)


def _glanced(files: VaultFiles, request: Request) -> Glanced:
    stamp = f"{program_stamp()}{_wants_sentences(request)}" if request.cache else ""
    cache = read_cache(cache_file(files.root), stamp) if request.cache else NOTHING
    digests, glances, unseen = {}, {}, []
    for note in files.notes:
        content = read_bytes(files.path(note))
        raw = content.reason.encode() if isinstance(content, Unreadable) else content
        digests[note] = hashlib.blake2b(raw, digest_size=16).hexdigest()
        known = cache.glance(note, digests[note])
        if known is None:
            unseen.append(note)
        glances[note] = known or ""
    sentences = _wants_sentences(request)

    def look(note: str) -> str:
        return _look(files.path(note), note, sentences=sentences)

    for note, seen in zip(unseen, in_order(look, unseen, processors()), strict=True):
        glances[note] = seen
    return Glanced(files, digests, glances, cache, stamp)


def _look(path: str, note: str, *, sentences: bool) -> str:
    content = read_bytes(path)
    text = content if isinstance(content, Unreadable) else text_of(content)
    if isinstance(text, Unreadable):
        return _UNREADABLE
    return json.dumps(note_json(glance(note, text, sentences=sentences)), separators=(",", ":"))


def _wants_sentences(request: Request) -> bool:
    return any(rule.id == _OF_SENTENCES for rule in request.selection.rules(RULES))


def _reports(one: Glanced) -> dict[str, bool]:
    """Whether each note tells of an incident: the first thing that its glance says."""
    return {note: seen.startswith("[true") for note, seen in one.glances.items()}


def _vault(one: Glanced, request: Request) -> Vault:
    notes = {note: note_from(json.loads(seen)) for note, seen in one.glances.items()}
    return vault_of(notes, one.files.others, request.catalogue, one.files.shown)


def _key(one: Glanced, request: Request) -> str:
    """Changes whenever a finding of an unchanged document might."""
    about = hashlib.blake2b(digest_size=16)
    known = sorted((note, rows) for (note, _, _), rows in request.baseline.known.items())
    for part in (request.selection, request.policy, request.catalogue, known, one.files.shown, one.files.others):
        about.update(repr(part).encode())
    for name, shown in (*one.files.folders.items(), *one.files.named.items()):
        about.update(f"{name}\t{shown}\n".encode())
    for note, seen in one.glances.items():
        about.update(f"{note}\t{seen}\n".encode())
    return about.hexdigest()


def _checked(one: Glanced, rows: Sequence[tuple[str, str]], request: Request, told: Told) -> Iterator[Checked]:
    """Findings by path, from the cache where they are known; the cache is written anew where anything was not."""
    key = _key(one, request) if request.cache else ""
    known = {note: one.cache.checked(key, note, one.digests[note], shown) for shown, note in rows}
    new = [row for row in rows if known[row[1]] is None]
    fresh = _fresh(one, new, request)
    unchanged = not new and len(one.cache.rows) == len(one.glances)
    writing = request.cache and not unchanged
    with new_cache(cache_file(one.files.root), one.stamp, key) if writing else nullcontext() as lines:
        for _, note in rows:
            found = known[note] or next(fresh)
            if lines:
                lines.write(cache_line(note, one.digests[note], one.glances[note], found))
            told(1)
            yield found
        if lines:
            told_of = {note for _, note in rows}
            for note in one.files.notes:
                if note not in told_of:
                    lines.write(cache_line(note, one.digests[note], one.glances[note], None))


def _fresh(one: Glanced, rows: Sequence[tuple[str, str]], request: Request) -> Iterator[Checked]:
    if not rows:
        return
    checker = _checker(request, _vault(one, request))

    def check(row: tuple[str, str]) -> Checked:
        return checker.file(one.files.path(row[1]), *row)

    yield from in_order(check, rows, processors())


def findings_of(checked: Checked) -> list[dict[str, Any]]:
    """A document's findings as objects."""
    return list(json.loads(f"[{checked.findings}]"))
