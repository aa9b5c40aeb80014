"""What this room raises: a document that is not in the native format."""

from __future__ import annotations

from firstcause.model.errors import FirstcauseError

IMPORT_HINT = "for a document in another format use `firstcause rca import FILE --to-native`"


class DocumentError(FirstcauseError):
    """The text is not a native RCA. `line` counts from 1, as editors do."""

    def __init__(self, message: str, *, line: int, hint: str = IMPORT_HINT) -> None:
        super().__init__(f"line {line}: {message}", hint=hint)
        self.line = line
