"""firstcause: from the first failed handshake to a finished, checked RCA."""
