PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RECIPES := .venv-recipes
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check

# Where pip finds the CPU build of torch, if its usual index has only the one with CUDA (PyPI, for Linux).
# Empty: the usual index. requirements-recipes.txt names one.
TORCH_INDEX ?=

.PHONY: run test test-recipes check bench clean

run: $(VENV)/.run
	$(BIN)/streamlit run app.py

# A browser gets the machine for itself: what is half drawn on a busy one is misread.
test: $(VENV)/.dev
	$(BIN)/python -m pytest -m "not browser" --numprocesses auto --maxprocesses 8 --dist loadfile
	$(BIN)/python -m pytest -m browser

# Whoever asks for them by name wants them run: a trainer that is missing fails them.
test-recipes: $(RECIPES)/.trainers
	TRAINERS=required $(RECIPES)/bin/python -m pytest -m recipes

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) $(RECIPES)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(BIN)/python
	$(BIN)/python $(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements-refresh.txt requirements.txt | $(BIN)/python
	$(BIN)/python $(PIP_INSTALL) -r requirements-dev.txt
	@touch $@ $(VENV)/.run

$(RECIPES)/bin/python:
	$(PYTHON) -m venv $(RECIPES)

$(RECIPES)/.trainers: requirements-recipes.txt requirements-axolotl.txt requirements-dev.txt requirements-refresh.txt requirements.txt | $(RECIPES)/bin/python
ifneq ($(TORCH_INDEX),)
	$(RECIPES)/bin/python $(PIP_INSTALL) --no-deps --index-url $(TORCH_INDEX) "$$(grep '^torch==' requirements-recipes.txt)"
endif
	$(RECIPES)/bin/python $(PIP_INSTALL) --no-warn-conflicts -r requirements-dev.txt -r requirements-recipes.txt
	$(RECIPES)/bin/python $(PIP_INSTALL) --no-warn-conflicts --no-deps -r requirements-axolotl.txt
	@touch $@
