"""`python -m firstcause`: the same as the command `firstcause`."""

from firstcause.cli.main import run

if __name__ == "__main__":
    run()
