# The two that matter: `make demo` and `make test`. Both need only Python 3.11 or newer.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test score crash lint types check bench docs catalog man dist clean

help:  ## List what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(STAMP)

demo: $(STAMP)  ## Clean a scraped article and show what went, and why
	@$(BIN)/cleaner diff samples/en-banner-letter-widget.txt || test $$? -eq 1

test: $(STAMP)  ## Run every test, and every rule on its own texts
	$(BIN)/python -m pytest

score: $(STAMP)  ## Measure the rules on the sample pages
	$(BIN)/cleaner score samples

crash: $(STAMP)  ## Kill a batch two hundred times, and see that it always ends well
	CLEANER_KILLS=200 CLEANER_CRASH_FILES=300 $(BIN)/python -m pytest tests/test_crash.py

lint: $(STAMP)  ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)  ## Check types
	$(BIN)/mypy

check: lint types test  ## Everything that must pass before a change is shared

bench: $(STAMP)  ## Measure speed, start-up, memory and growth (BENCH_MB=4)
	@$(BIN)/python -m bench.run

docs: $(STAMP)  ## Redraw the picture of the README
	@COLUMNS=100 $(BIN)/cleaner diff --color always --width 100 --svg docs/diff.svg samples/en-banner-letter-widget.txt > /dev/null || test $$? -eq 1

catalog: $(STAMP)  ## List all rules in rules/CATALOG.md, and count their hits on the samples in rules/hits.json
	$(BIN)/cleaner rules catalog > rules/CATALOG.md
	$(BIN)/cleaner rules hits samples > rules/hits.json

man: $(STAMP)  ## Write the man pages anew, in docs/man
	$(BIN)/python -m cleaner.cli.man docs/man

dist: $(STAMP)  ## Build the wheel and the source package
	$(BIN)/python -m pip install --quiet build
	$(BIN)/python -m build

clean:  ## Remove what was made here
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
