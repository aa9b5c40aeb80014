"""The freeze file: another tool puts it there while nothing may change, and takes it away afterwards.

Only whether it is there counts; what stands in it is not read. What cannot be looked at counts as a freeze.
"""

from __future__ import annotations

from pathlib import Path


def freeze_reason(path: str) -> str:
    """Why nothing may change now, or "" when nothing speaks against it. `path` is "" where no file is configured."""
    if not path:
        return ""
    try:
        Path(path).lstat()
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"whether the freeze file {path} is there cannot be seen: {error.strerror}"
    return f"the freeze file {path} is there"
