"""Faults between machines: names, routes, packets, balancers, those who call too often, those who attack."""

from __future__ import annotations

from typing import Final

from firstcause.review.search.catalogue.concept import Concept, concept

CONCEPTS: Final[tuple[Concept, ...]] = (
    concept(
        "dns",
        "network",
        "dns 3, hostname lookup 3, hostname timeout 2.4, hostname 1.4, lookup 1.2, hostname wrong 1.8",
        "getaddrinfo(3): EAI_NONAME, EAI_AGAIN; RFC 1035 and 2308: NXDOMAIN, SERVFAIL",
        "network-partition",
        "net/name-resolution",
    ),
    concept(
        "network-partition",
        "network",
        "partition 2.5, network partition 3.5, network outage 1.8, network die 1.8, network 1, network loss 1.8",
        "POSIX: ENETUNREACH, EHOSTUNREACH; jepsen.io/consistency",
        "packet-loss split-brain bgp",
        "net/connect-timeout",
    ),
    concept(
        "packet-loss",
        "network",
        "packet loss 4, packet 2, network loss 2.6, packet die 3",
        "RFC 2680, RFC 4821 (path MTU)",
        "network-partition",
    ),
    concept("bgp", "network", "bgp 3", "RFC 7908: route leaks", "network-partition"),
    concept(
        "firewall",
        "network",
        "firewall 2.5, firewall partition 3.4, "
        "blocked door 2.6, blocked network 2.4, blocked traffic 2, blocked connection 2.2",
        "nftables(8), AWS security groups",
        "network-partition",
    ),
    concept(
        "connection-refused",
        "network",
        "refused 2.5, refused connection 3, reset 2, reset connection 2.5",
        "POSIX: ECONNREFUSED, ECONNRESET, EPIPE",
        "network-partition outage",
        "net/connection-refused",
    ),
    concept(
        "timeout",
        "network",
        "timeout 1.6",
        "POSIX: ETIMEDOUT; HTTP 504; gRPC DEADLINE_EXCEEDED",
        "network-partition slow",
        "net/connect-timeout",
    ),
    concept(
        "load-balancer",
        "network",
        "balancer 2.5, balancer config 4.2, balancer wrong 4.2, gateway 1.2",
        "HAProxy and nginx manuals; HTTP 502, 503",
        "bad-config",
    ),
    concept("cdn", "network", "cdn 2.2", "RFC 9111, vendors' manuals", "stale-cache"),
    concept("service-mesh", "network", "mesh 2.5", "Envoy and Istio manuals", "load-balancer"),
    concept(
        "ports-exhausted",
        "network",
        "port 2.5, port exhaust 3.5",
        "POSIX: EADDRNOTAVAIL; nf_conntrack: table full",
        "file-descriptors",
    ),
    concept(
        "rate-limit",
        "dependency",
        "rate 2.6, rate exhaust 3, quota 1.2, rate provider 3",
        "RFC 6585 section 4: 429 Too Many Requests",
        "provider-outage",
    ),
    concept(
        "provider-outage",
        "dependency",
        "provider outage 3.5, provider die 3.2, provider 2, dependency outage 2.2, dependency die 1.6, dependency 1",
        "Google SRE book, chapter 22",
        "rate-limit",
    ),
    concept(
        "attack",
        "security",
        "attack 2.5, attack traffic 3.2",
        "RFC 4732: denial of service",
        "overload",
    ),
    concept("breach", "security", "breach 2.5", "MITRE ATT&CK", "attack"),
    concept(
        "overload",
        "capacity",
        "traffic exhaust 2.4, traffic 1.6",
        "Google SRE book, chapter 21",
        "autoscaling attack thundering-herd cpu-throttling",
    ),
    concept(
        "autoscaling",
        "capacity",
        "scale 2.2, scale traffic 3.2, scale die 3",
        "Kubernetes: HorizontalPodAutoscaler",
        "overload",
    ),
    concept(
        "network-latency",
        "network",
        "network slow 4, packet slow 4, network lag 3, slow region 2.2, packet lag 3",
        "RFC 2681: round-trip delay",
        "packet-loss slow",
    ),
    concept("vpn", "network", "vpn 2.5", "RFC 4301: IPsec", "network-partition"),
    concept("webhook", "dependency", "webhook 2", "vendors' manuals", "provider-outage"),
)
