"""Alembic's entry: the connection is handed over by `firstcause.store.migrate`, in a transaction that it commits."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
