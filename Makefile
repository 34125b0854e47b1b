# Sets up .venv and runs things in it. The set-up is done again only when pyproject.toml or constraints.txt change.
#
#   make demo      train LeNet-5 on the built-in digits          make check     style and types
#   make test      the tests                                     make bench     the benchmarks
#   make test-all  the tests with their long legs                make clean     remove .venv
#
# PYTHON=python3.12  another Python (3.11 or later)    INDEX=ADDRESS  one more package index, such as PyTorch's own

PYTHON ?= python3
VENV ?= .venv
INDEX ?=
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-all check bench setup clean

demo: $(READY)
	@$(BIN)/lamina demo

test: $(READY)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not heavy" -n auto

test-all: $(READY)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright

bench: $(READY)
	@for file in bench/*.py; do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

setup: $(READY)

clean:
	rm -rf $(VENV)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Lamina needs Python 3.11 or later; name one with: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV) (once; a few minutes where torch must be downloaded) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(if $(INDEX),--extra-index-url $(INDEX)) \
	  --constraint constraints.txt --editable '.[export,dev]'
	@touch $(READY)
