# The front door.  `make demo` and `make test` need Python >= 3.11 with venv, make and git; nothing else.
# `make` alone lists what there is.

PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --require-virtualenv
STAMPS := $(VENV)/.stamps
SUITES := $(wildcard $(addprefix tests/,unit rules laws contract conformance faults golden acceptance browser))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-long check golden cover docs lock packages data engines clean

help:  ## this list
	@echo 'Tropa: a customer journey as one definition'
	@sed -nE 's/^([a-z-]+):.*  ## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
	  || sed -nE 's/^([a-z-]+):.*  ## (.*)/  make \1: \2/p' $(MAKEFILE_LIST)

demo: $(STAMPS)/run  ## install what is needed and show the example journeys, fines data included
	$(BIN)/tropa demo

test: $(STAMPS)/test packages data engines  ## the whole suite and all checks, but for what takes minutes a test
	$(BIN)/python -m pytest -n auto --dist loadscope -m 'not long' $(SUITES)
	@$(MAKE) --no-print-directory check
	@.ci/prepare left-out

test-long: $(STAMPS)/test packages data engines  ## what takes minutes a test: large logs, long draws
	$(BIN)/python -m pytest -m long -s $(SUITES)
	TROPA_HYPOTHESIS=wide $(BIN)/python -m pytest -m 'not long' tests/laws

check: $(STAMPS)/test docs  ## linters, types, layers, docstrings, spelling, documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/interrogate --quiet src tests docs
	$(BIN)/codespell

golden: $(STAMPS)/test  ## what comes of the golden replays, written anew; look through the difference before you commit it
	$(BIN)/python -m tests.golden.replays

cover: $(STAMPS)/test  ## the suite once more, with the lines and branches it reaches
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -m 'not long and not browser' $(SUITES)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

docs: $(STAMPS)/test  ## the documentation, every warning an error, into docs/_build/html
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet --builder html docs docs/_build/html

packages:  ## Chromium, Noto fonts, PostgreSQL and Java with apt (root); otherwise say what is left out
	@.ci/prepare packages

data: $(STAMPS)/test  ## the wheel of shopping events that some tests read, into .cache/wheels
	@.ci/prepare data $(BIN)/python

engines: $(STAMPS)/test  ## ClickHouse's engine and Spark for tests: 1.3 GB, in CI and for root; for anybody with ENGINES=yes
	@ENGINES='$(ENGINES)' .ci/prepare engines $(BIN)/python

# A hash a file, no host, no path: what a clone installs is what was tested, wherever it comes from.
LOCK = $(UV) pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url \
	--no-emit-find-links --custom-compile-command 'make lock' --output-file
lock:  ## write requirements/*.txt anew from pyproject.toml (needs uv; `make lock UPGRADE=--upgrade` for newer versions)
	$(LOCK) requirements/run.txt $(UPGRADE) pyproject.toml
	$(LOCK) requirements/build.txt $(UPGRADE) --group build
	$(LOCK) requirements/data.txt $(UPGRADE) --group data --no-deps
	$(LOCK) requirements/test.txt $(UPGRADE) --constraints requirements/run.txt --constraints requirements/build.txt \
	  --extra bench --extra editor --extra postgres --extra test --extra check --extra docs --group build pyproject.toml

clean:  ## remove what make has made, the environment included
	rm -rf $(VENV) .cache build dist docs/_build docs/generated

# The environment.  A stamp is newer than the lock and pyproject.toml, or it is made again.

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Tropa needs Python 3.11 or newer; '$(PYTHON)' is: $$($(PYTHON) --version 2>&1)."; \
	  echo "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' has no venv.  On Debian and Ubuntu: apt-get install python3-venv"; exit 1; } >&2
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/run: requirements/run.txt requirements/build.txt pyproject.toml | $(VENV)/bin/python
	@echo 'Installing what the lock names (half a minute the first time) ...'
	@$(PIP) install --quiet --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@mkdir -p $(@D) && touch $@

$(STAMPS)/test: requirements/test.txt pyproject.toml | $(VENV)/bin/python
	@echo 'Installing what the test lock names (a minute the first time) ...'
	@$(PIP) install --quiet --require-hashes -r requirements/test.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@mkdir -p $(@D) && touch $@ $(STAMPS)/run
