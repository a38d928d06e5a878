# Two commands do all the set-up: `make demo` and `make test`. They need Python 3.11+ and make.
PYTHON ?= python3
DEMO ?= build/demo
FUZZ_SECONDS ?= 600

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

.PHONY: demo test lint bench mutants fuzz docs samples clean

demo: .venv/user.stamp
	$(PYTHON) -c "import shutil; shutil.rmtree('$(DEMO)', ignore_errors=True)"
	$(BIN)/hncert demo $(DEMO)

test: .venv/developer.stamp
	$(BIN)/python -m pytest -n auto --cov --cov-report=term

lint: .venv/developer.stamp
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/hncert law lint

bench: .venv/developer.stamp
	$(BIN)/python benchmarks/run.py

mutants: .venv/developer.stamp
	$(BIN)/python tests/mutants.py

# atheris exists for Linux and macOS only, so it is no part of the developer's set-up.
fuzz: .venv/developer.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "atheris>=2.3"
	$(BIN)/python fuzz/reader.py -max_total_time=$(FUZZ_SECONDS) -max_len=262144 -timeout=30 -rss_limit_mb=1500 build/fuzz

docs: .venv/developer.stamp
	$(BIN)/python docs/generate.py

samples: .venv/developer.stamp
	$(BIN)/python sample_data/generate.py

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(name, ignore_errors=True) for name in ('.venv', 'build', 'dist')]"

.venv/user.stamp: pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'hncert needs Python 3.11 or newer: make PYTHON=python3.12 ...')"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -c "open('$@', 'w').close()"

.venv/developer.stamp: .venv/user.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	$(BIN)/python -c "open('$@', 'w').close()"
