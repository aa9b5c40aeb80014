"""Commands that a person waits for load what they need, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("sqlalchemy", "pydantic", "starlette", "httpx2", "jinja2", "mcp", "alembic")
LOOK = """
import json, sys
from firstcause.cli.main import app
try:
    app(sys.argv[1:])
except SystemExit:
    pass
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize("command", [("probe", "127.0.0.1:1"), ("sweep", "--targets", "/dev/stdin")])
def test_a_look_loads_no_database(command: tuple[str, ...]) -> None:
    """Those of a server took two seconds to load, which is all that sixty looks may take beyond the slowest."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, *command], input="127.0.0.1:1\n", capture_output=True, text=True, check=True
    )
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert "firstcause" in loaded
    assert set(HEAVY) & set(loaded) == set()
