"""The parts of bench/handshake.py: who is looked at, who looks, and how each is measured."""
