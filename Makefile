# Two commands matter: `make demo` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SEVERAKIT := $(BIN)/severakit
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal

# Else each of the many processes that tests start would compile anew what it imports.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo serve test coverage check bench load screenshots docs generate lock audit sbom fuzz system clean

demo: $(VENV)/.demo ## Show the whole idea: service, doctor, client and mirror
	$(SEVERAKIT) demo --folder build/demo

serve: $(VENV)/.demo ## Keep a service up with the demo organization
	$(SEVERAKIT) serve --database sqlite:///build/serve/severakit.db --port 8080 --demo small

test: $(VENV)/.dev system ## Run all tests, on SQLite and on a real PostgreSQL
	$(PYTEST)
	SEVERAKIT_GENERATION=extended $(PYTEST) tests/extended

coverage: $(VENV)/.dev system ## Run all tests, which takes longer so, and tell which lines and branches they do not reach
	$(PYTEST) --cov --cov-report=
	SEVERAKIT_GENERATION=extended $(PYTEST) tests/extended --cov --cov-append --cov-report=term

check: $(VENV)/.dev ## Static checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev ## Measure against peers; writes docs/benchmarks
	@tools/bench-system.sh
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/documents.py

load: $(VENV)/.dev system ## 200 clients for five minutes; writes docs/benchmarks/load.md
	$(BIN)/python benchmarks/load.py

screenshots: $(VENV)/.dev system ## Photograph every page of the console into build/screenshots
	$(BIN)/python tools/screenshots.py

docs: $(VENV)/.dev ## Build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

generate: $(VENV)/.dev ## Write the Python that comes from the contract
	$(BIN)/python tools/generate.py

lock: $(VENV)/.dev ## Renew the pinned versions
	tools/lock.sh

audit: $(VENV)/.dev ## Ask for known weaknesses of the pinned versions; fails for pins that nobody could tell about
	$(BIN)/python tools/audit.py

sbom: $(VENV)/.dev ## Write the bill of materials, CycloneDX JSON, into build/
	$(BIN)/python tools/sbom.py

FUZZ_INPUTS ?= 20000
fuzz: $(VENV)/.dev ## Try so many damaged inputs on each reader: calls, answers, configs, interface, forms
	FUZZ_INPUTS=$(FUZZ_INPUTS) $(PYTEST) tests/attacks/test_fuzzing.py

# What tests need beyond Python: foreign SOAP clients. apt-get runs only when something is missing.
system:
	@tools/system.sh

# A fresh Debian has Python without its venv module.
$(BIN)/python:
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv; }
	$(PYTHON) -m venv $(VENV)

# Pinned and hashed versions first, then severakit itself, which brings nothing along. uv takes a fraction of pip's time;
# but it knows nothing of how pip is set up, so where it fails pip may know an index that can be reached.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV_INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python

define install
	$(PIP_INSTALL) --require-hashes -r requirements/uv.txt
	$(UV_INSTALL) --require-hashes -r $< || $(PIP_INSTALL) --require-hashes -r $<
	$(PIP_INSTALL) --no-deps --no-build-isolation -e .
endef

$(VENV)/.demo: requirements/demo.txt requirements/uv.txt pyproject.toml | $(BIN)/python
	$(install)
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/uv.txt pyproject.toml | $(BIN)/python
	$(install)
	@touch $@ $(VENV)/.demo

clean:
	rm -rf $(VENV) build site .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage .hypothesis
