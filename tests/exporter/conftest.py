"""The catalogue of these tests: two services, of which one has two callers."""

from __future__ import annotations

import pytest
from tests.exporter.cases import LEDGER, ORDERS

from firstcause.model.service import Catalogue, Service, View


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue((ORDERS, LEDGER, Service("bare")), (View("billing", "ca.pem"), View("edge", "ca.pem")))
