"""The scrape job for the catalogue: every endpoint, as each of its service's views, with the relabelling of a
blackbox job. Whoever has such a job already changes its last line alone, the address.
"""

from __future__ import annotations

from typing import Final

from firstcause.model.service import Catalogue

JOB: Final = "firstcause"
MODULE: Final = "tcp_tls"

Plain = dict[str, object]


def scrape_job(catalogue: Catalogue, address: str) -> Plain:
    """One entry for `scrape_configs`. `address` is where `firstcause serve` listens."""
    return {
        "job_name": JOB,
        "metrics_path": "/probe",
        "params": {"module": [MODULE]},
        "static_configs": list(_groups(catalogue)),
        "relabel_configs": [
            {"source_labels": ["__address__"], "target_label": "__param_target"},
            {"source_labels": ["__param_target"], "target_label": "instance"},
            {"target_label": "__address__", "replacement": address},
        ],
    }


def _groups(catalogue: Catalogue) -> list[Plain]:
    """A view is chosen by a label that becomes a parameter, and kept as one that tells the series apart."""
    return [
        {
            "targets": [endpoint.address for endpoint in service.endpoints],
            "labels": {"view": view, "__param_view": view},
        }
        for service in catalogue
        if service.endpoints
        for view in service.views or ("system",)
    ]
