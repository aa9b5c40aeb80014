"""OpenTelemetry's HTTP semantic conventions, as exporters to Prometheus name them: the stable names, then the old ones.

The service is a resource: it arrives as `job` (namespace/name), or as `service_name` where resource attributes are
copied to the series, or as `exported_job` where a collector's own exporter is scraped.
"""

from __future__ import annotations

from typing import Final

from firstcause.sources.prometheus.preset import Failing, Kept, Preset

SERVICE: Final = ("service_name", "exported_job", "job")
PEER: Final = ("server_address", "net_peer_name", "http_host")
# A call without any answer has no status at all: it failed before.
SERVED: Final = "5.."
CALLED: Final = "5..|"
# What libraries call their failed handshakes in `error.type`: exception classes and messages of their own.
TLS_ERRORS: Final = "(?i).*(ssl|tls|x509|certificate|handshake).*"

_SERVER = {"service": SERVICE}
_CLIENT = {"service": SERVICE, "callee": PEER}
_FAILED_HANDSHAKES = {"service": SERVICE, "peer": PEER, "reason": ("error_type",)}

OTEL_HTTP: Final = Preset(
    "otel-http",
    served=(
        Kept(
            "http_server_request_duration_seconds_count",
            _SERVER,
            histogram="http_server_request_duration_seconds",
            failing=Failing("http_response_status_code", SERVED),
        ),
        Kept(
            "http_server_duration_milliseconds_count",
            _SERVER,
            histogram="http_server_duration_milliseconds",
            unit_seconds=0.001,
            failing=Failing("http_status_code", SERVED),
        ),
        Kept(  # exporters before units were appended
            "http_server_duration_count",
            _SERVER,
            histogram="http_server_duration",
            unit_seconds=0.001,
            failing=Failing("http_status_code", SERVED),
        ),
    ),
    called=(
        Kept(
            "http_client_request_duration_seconds_count",
            _CLIENT,
            histogram="http_client_request_duration_seconds",
            failing=Failing("http_response_status_code", CALLED),
        ),
        Kept(
            "http_client_duration_milliseconds_count",
            _CLIENT,
            histogram="http_client_duration_milliseconds",
            unit_seconds=0.001,
            failing=Failing("http_status_code", CALLED),
        ),
        Kept(
            "http_client_duration_count",
            _CLIENT,
            histogram="http_client_duration",
            unit_seconds=0.001,
            failing=Failing("http_status_code", CALLED),
        ),
    ),
    handshakes=(
        Kept(
            "http_client_request_duration_seconds_count",
            _FAILED_HANDSHAKES,
            fixed={"side": "client"},
            only=(f'error_type=~"{TLS_ERRORS}"',),
        ),
    ),
    unknown={"handshakes": "the old OpenTelemetry names have no error_type, which alone tells a failed handshake"},
)
