"""Importing this registers the cases of every family."""

from tests.chains.families import (  # noqa: F401
    authorities,
    constraints,
    detours,
    encoding,
    extensions,
    identifiers,
    names,
    other_constraints,
    paths,
    strength,
    usages,
    validity,
    wildcards,
    workaday,
)
