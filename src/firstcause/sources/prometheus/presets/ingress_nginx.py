"""ingress-nginx, the Kubernetes ingress controller: what customers asked of each service behind it.

Its own label `service` collides with the one that Prometheus' operator adds, and then becomes `exported_service`.
"""

from __future__ import annotations

from typing import Final

from firstcause.sources.prometheus.preset import Failing, Kept, Preset

INGRESS_NGINX: Final = Preset(
    "ingress-nginx",
    served=(
        Kept(
            "nginx_ingress_controller_requests",
            {"service": ("exported_service", "service", "ingress")},
            histogram="nginx_ingress_controller_request_duration_seconds",
            failing=Failing("status", "5.."),
        ),
    ),
    unknown={
        "calls": "an ingress counts what customers ask, and no calls between services",
        "handshakes": "an ingress counts no failed handshakes between services",
    },
)
