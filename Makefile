# The main tasks; `make` alone lists them.
PYTHON ?= python3.11
VENV ?= .venv
BIN = $(VENV)/bin
SOURCES = core models extractors answers web cli flows tests benchmarks data/samples

.PHONY: cards errors browser help demo test check format bench up clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip -c constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(VENV)/.installed ## read the bundled records, print each profile, answer the HER2 question
	$(BIN)/sightline demo

test: $(VENV)/.installed ## run the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.installed ## format, lint, types, layers
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/pyright
	$(BIN)/lint-imports

format: $(VENV)/.installed ## mend formatting and what ruff can mend
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

browser: ## install Debian's Chromium, in which the pages are tested
	command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq chromium >/dev/null)

up: $(VENV)/.installed ## start everything on this machine: pages, worker, Prefect
	$(BIN)/sightline up

bench: $(VENV)/.installed ## print the speed table, beside Tesseract and pypdfium2
	$(BIN)/python benchmarks/speed.py

cards: $(VENV)/.installed ## check every row of the cards, with the guideline texts where they are (SIGHTLINE_CORPORA)
	$(BIN)/python -m pytest -n 2 tests/test_cards.py tests/test_assumptions.py tests/test_topics.py tests/test_glossary.py
	$(BIN)/python -m benchmarks.cards absences

errors: $(VENV)/.installed ## SET=letters: every wrong and missed value of a development set, as a page to read
	$(BIN)/python -m benchmarks.errors $(SET)

clean: ## remove the environment and caches
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
