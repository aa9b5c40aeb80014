"""A port for a program that wants to be told one, and cannot be handed a socket."""

from __future__ import annotations

import socket


def free_port() -> int:
    """One of loopback that nobody listens at now. Whoever is quicker may take it: begin to listen soon."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
