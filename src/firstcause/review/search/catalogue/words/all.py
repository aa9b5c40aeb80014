"""What people say for one and the same thing, of every subject.

The words are as on-call people talk and as programs complain. A phrase that is longer is believed before the words in
it.
"""

from __future__ import annotations

from typing import Final

from firstcause.review.search.catalogue.words import doings, programs, stores, wires
from firstcause.review.search.catalogue.words.row import Row

ROWS: Final[tuple[Row, ...]] = (*wires.ROWS, *stores.ROWS, *programs.ROWS, *doings.ROWS)
