"""The notes of a vault, together: what rules are told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from sys import intern
from typing import Final

from firstcause.review.lint.note import Note
from firstcause.review.lint.vault import KnownService, Vault

FEWEST: Final = 5  # documents that say the same sentence, for it to be common
SHARE: Final = 0.2  # and of all


def vault_of(
    notes: Mapping[str, Note], others: Iterable[str], catalogue: Iterable[KnownService], shown: str = ""
) -> Vault:
    """`others`: files of which nothing but their path is known. The `catalogue` is believed before the notes are."""
    services = {note.service.name: note.service for note in notes.values() if note.service}
    configured = {one.name: one for one in catalogue}
    return Vault(
        notes=frozenset({*notes, *others}),
        services=configured or services,
        incidents={path: note.incident for path, note in notes.items() if note.incident},
        headings={path: tuple(map(intern, note.headings)) for path, note in notes.items()},
        is_whole=True,
        shown=shown,
        common=_common(notes.values()),
    )


def _common(notes: Iterable[Note]) -> frozenset[int]:
    """Sentences of many documents, each counted once in each."""
    told = [set(note.sentences) for note in notes if note.sentences]
    counts = Counter(one for sentences in told for one in sentences)
    least = max(FEWEST, SHARE * len(told))
    return frozenset(one for one, count in counts.items() if count >= least)
