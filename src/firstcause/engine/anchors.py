"""The runbook that a page names, with the section on the fault where the vault has one."""

from __future__ import annotations

from dataclasses import replace

from firstcause.document.anchored import section_under
from firstcause.document.spans import Source
from firstcause.model.errors import VaultError
from firstcause.model.incident import Incident
from firstcause.model.service import Catalogue, Service
from firstcause.ports import Vault


def anchored(catalogue: Catalogue, incident: Incident, vault: Vault) -> Catalogue:
    """The catalogue, with the runbook of the incident's service as `NOTE#CODE`, if there is such a section."""
    code = next((alert.code for alert in incident.alerts if alert.code), "")
    service = catalogue.service(incident.service)
    if not code or not _has_section(service, code, vault):
        return catalogue
    found = replace(service, runbook=f"{service.runbook_note}#{code}")
    return replace(catalogue, services=tuple(found if s.name == service.name else s for s in catalogue))


def _has_section(service: Service, code: str, vault: Vault) -> bool:
    if service.runbook not in ("", service.runbook_note):
        return False  # it is elsewhere, behind a link
    try:
        return section_under(Source(vault.read(service.runbook_path)), code) is not None
    except VaultError:
        return False  # there is none, or it cannot be read: whoever is called is called all the same
