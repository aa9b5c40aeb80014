"""What people say of what lies between machines: certificates, names, routes, balancers, partners, attackers."""

from __future__ import annotations

from firstcause.review.search.catalogue.words.row import row

ROWS = (
    row(
        "certificate",
        """
        certificate, cert, certs, x509, x.509, pem, padlock, leaf certificate, intermediate, server cert, client
        cert, keystore, truststore, letsencrypt, lets encrypt, acme, cert manager, pki, not secure, insecure,
        browser warning, security warning, browser warns, browser says, lock icon, privacy error, not private
        """,
    ),
    row(
        "tls",
        """
        tls, ssl, https, mtls, mutual tls, secure connection, secure connections, encrypted connection, encryption,
        encrypted, openssl, sslv3, x509, starttls, secure channel, not secure, insecure, not private, secure socket
        """,
    ),
    row(
        "handshake",
        """
        handshake, handshaking, negotiate, client hello, server hello, hello
        """,
    ),
    row(
        "chain",
        """
        chain, intermediate, bundle, fullchain, unable to get local issuer certificate, pkix path building
        """,
    ),
    row(
        "trust",
        """
        untrusted, trust, trusted, unknown authority, unknown ca, ca bundle, self signed, root ca, issuer,
        certificate authority, not trusted
        """,
    ),
    row(
        "name-differs",
        """
        name mismatch, hostname mismatch, wrong hostname, subject alternative name, san, wrong name, not valid for,
        hostname verification, altname
        """,
    ),
    row(
        "cipher",
        """
        cipher, cipher suite, ciphers, no shared cipher, protocol version, tls version, tls 1.0, tls 1.3,
        unsupported protocol
        """,
    ),
    row(
        "dns",
        """
        dns, name resolution, no such host, nxdomain, servfail, getaddrinfo, name or service not known, could not
        resolve, cannot resolve, unable to resolve, resolve host, resolve name, resolve address, resolver,
        nameserver, name server, name lookup, names could not be resolved, hostname lookup, host lookup, coredns,
        bind9, look each other up, looked up, look up name, look up host, by name, enotfound, eai again, unknown
        host, unknownhostexception, temporary failure in name resolution, address book, zone file, route53, ndots,
        find the address, names stopped resolving, domain name, could not find the host, cannot find the host, host
        not found, find the host, hosts could not be found, address not found, could not look up
        """,
    ),
    row(
        "hostname",
        """
        hostname, hostnames, host name, host names, internal names, fqdn, domain, domains, records, subdomain
        """,
    ),
    row(
        "lookup",
        """
        lookup, lookups, look up, looked up, looking up, resolve, resolves, resolved to, resolution, resolving,
        resolver
        """,
    ),
    row(
        "network",
        """
        network, networking, connectivity, link, switch, router, routing, route, vlan, nic, wire, cable, traffic
        between, subnet, vpc, peering, backbone, uplink, wan, round trip, round trips, rtt, inter region
        """,
    ),
    row(
        "partition",
        """
        network partition, partition, partitioned, partitioning, isolated, cut off, could not reach each other,
        cannot reach each other, could not talk to each other, could not see each other, unreachable, lost contact,
        no route to host, ehostunreach, netsplit, severed, islands, split network, lost sight of each other, cut in
        two, could not talk to, cannot talk to, could not reach, cannot reach, talk to each other, cut apart, no
        longer reach, could not see the other
        """,
    ),
    row(
        "packet",
        """
        packet, packets, retransmit, retransmission, frame, datagram, mtu, fragmentation, jumbo frame
        """,
    ),
    row(
        "loss",
        """
        loss, lost, dropping, dropped, drop, flaky link, lossy, missing, vanished, disappeared, gone missing
        """,
    ),
    row(
        "bgp",
        """
        bgp, route leak, prefix, hijack, peering, announced route, autonomous system, route announcement
        """,
    ),
    row(
        "firewall",
        """
        firewall, security group, acl, iptables, nftables, egress rule, ingress rule, network policy, blocked port,
        port blocked, blocked traffic, network acl
        """,
    ),
    row(
        "blocked",
        """
        blocked, block, blocking, deny, denied, closed off, shut, forbade
        """,
    ),
    row(
        "door",
        """
        port, ports, rule, rules, egress, ingress
        """,
    ),
    row(
        "refused",
        """
        refused, connection refused, econnrefused, nothing listening, port closed, not listening, refusing
        connections, rejected connections, turned away, no one listening, nobody listening
        """,
    ),
    row(
        "reset",
        """
        connection reset, econnreset, reset by peer, broken pipe, epipe, hung up, connection closed, connection
        aborted, dropped connections, unexpected eof
        """,
    ),
    row(
        "timeout",
        """
        timeout, timeouts, timed out, time out, times out, etimedout, deadline exceeded, gateway timeout, 504, i o
        timeout, no answer, never answered, no response, hung, hanging, hangs, did not respond, unresponsive, not
        responding, stopped responding, stopped answering, waited forever, read timeout
        """,
    ),
    row(
        "balancer",
        """
        load balancer, load balancing, lb, balancer, haproxy, elb, alb, nlb, vip, virtual ip, backend pool, target
        group, upstream pool, traffic distribution, traffic sent to one, uneven traffic, unevenly, health check,
        healthcheck, round robin, dead backend, dead backends, sent to dead, all traffic to one, one backend,
        backend, backends, single backend, one server, one replica, routed to a single, sent to a single, sent to
        one, upstream servers, unevenly spread, lopsided, hot instance
        """,
    ),
    row(
        "gateway",
        """
        api gateway, gateway, 502, bad gateway, ingress, reverse proxy, proxy, nginx, envoy, edge
        """,
    ),
    row(
        "cdn",
        """
        cdn, edge cache, cloudfront, fastly, akamai, purge, static assets, edge network, pop
        """,
    ),
    row(
        "mesh",
        """
        service mesh, sidecar, istio, linkerd, envoy sidecar
        """,
    ),
    row(
        "rate",
        """
        rate limit, rate limits, rate limited, rate limiting, ratelimit, ratelimited, 429, too many requests,
        throttled us, throttled by, quota, quota exceeded, api quota, api limit, calls per minute, requests per
        second limit, api limits, throttling us, request quota, throttle, throttling, calls a minute, allowance,
        allowed number of calls, burst limit, cut us off, over our limit, slow down
        """,
    ),
    row(
        "provider",
        """
        payment gateway, payments gateway, card processor, psp, payment service, bank, external partner, adyen,
        braintree, third party, 3rd party, thirdparty, provider, providers, vendor, vendors, supplier, partner,
        partners, external, external service, external api, stripe, paypal, twilio, sendgrid, aws, gcp, azure, cloud
        provider, upstream provider, saas, payment processor, external dependency, outside company, somebody else s,
        someone else s, not our fault, outside our control, their side, their status page, dependency outage,
        payment partner, contractor, outsourced, another company, credit card, credit cards, card payments, payment,
        payments, could not be charged
        """,
    ),
    row(
        "dependency",
        """
        dependency, dependencies, downstream, upstream, external, dependent, cascade, cascading, cascading failure,
        domino
        """,
    ),
    row(
        "attack",
        """
        attack, attacks, attacked, attacker, attackers, ddos, dos, denial of service, flood, flooded, flooding, syn
        flood, botnet, bots, bot, malicious, hackers, hacker, hostile, volumetric, amplification, scraper, scrapers,
        scraping, abuse, abusive, credential stuffing, junk traffic, bombarded, bogus traffic, brute force, spam,
        extortion, garbage traffic, under siege, crawler, crawlers
        """,
    ),
    row(
        "breach",
        """
        breach, intrusion, compromised, leaked credentials, data leak, exposed data, vulnerability, cve, exploit,
        ransomware, unauthorised access, unauthorized access, injection, malware
        """,
    ),
    row(
        "traffic",
        """
        too many users, many more users, many more visitors, more visitors, popularity, traffic, load, requests,
        spike, surge, peak, demand, visitors, black friday, sale, campaign, marketing campaign, viral, burst,
        overload, overloaded, overwhelmed, capacity, too much traffic, more traffic than, flash sale, promotion,
        influx, swamped
        """,
    ),
    row(
        "scale",
        """
        new instances, additional instances, more instances, extra instances, did not scale, scale in, scale to,
        fleet size, autoscaling, autoscaler, auto scaling, scale up, scale out, scaling, hpa, under provisioned,
        underprovisioned, not enough instances, too few instances, capacity, scaled down
        """,
    ),
    row(
        "region",
        """
        region, availability zone, az, datacenter, data center, data centre, power outage, power cut, power loss,
        electricity, us east 1, zone outage, zone failure, ups, generator, flooded datacenter, cooling failure
        """,
    ),
    row(
        "vpn",
        """
        vpn, tunnel, ipsec, wireguard, direct connect, leased line
        """,
    ),
    row(
        "webhook",
        """
        webhook, webhooks, callback url, callbacks
        """,
    ),
    row(
        "port",
        """
        ephemeral port, ephemeral ports, eaddrnotavail, time wait, source ports, snat, port exhaustion, nat gateway,
        conntrack, conntrack table, out of ports
        """,
    ),
)
