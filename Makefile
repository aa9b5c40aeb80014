# Two commands do all set-up on a fresh machine: `make drill` and `make test`.
# Everything lives in .venv; nothing is installed outside it except Debian packages that tests need.
SHELL := /bin/bash
PYTHON ?= python3
UV := .venv/bin/uv
RUN := .venv/bin
export UV_PROJECT_ENVIRONMENT := .venv
# The machine knows its own certificate authorities, a proxy's among them.
export UV_SYSTEM_CERTS := 1

.PHONY: drill test check format dev clean help

help:  ## what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/'

drill: .venv/.run  ## the main job: break a real fleet, watch the whole loop, get an RCA and a verdict
	@$(RUN)/firstcause drill $(ARGS)

test: .venv/.dev  ## install what the tests need, then run every test
	@tools/test-packages
	$(RUN)/pytest -n auto $(ARGS)

check: .venv/.dev  ## format, lint, types, imports
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports

format: .venv/.dev  ## rewrite what the formatter and the safe fixes can
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

dev: .venv/.dev

$(UV): tools/bootstrap.txt
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/bootstrap.txt
	@touch $(UV)

.venv/.run: $(UV) pyproject.toml uv.lock
	@$(UV) sync --quiet --locked --inexact --no-dev
	@touch $@

.venv/.dev: $(UV) pyproject.toml uv.lock
	@$(UV) sync --quiet --locked
	@touch $@ .venv/.run

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
