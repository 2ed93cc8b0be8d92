# The front door. `make demo` and `make test` need Python >= 3.11 with venv, make and git; nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
