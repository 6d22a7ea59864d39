# make run: serve the page.  make test: all tests.  make check: style, types, architecture.  make pictures: the READMEs'.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench pictures clean

run: .venv/installed
	$(BIN)/python app.py

test: .venv/installed-dev
	$(BIN)/python -m pytest

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed
	$(BIN)/python -m tests.benchmarks.speed

pictures: .venv/installed-dev
	$(BIN)/python -m pytest -q tests/browser/test_conversation.py -k leans_on
	cp build/screenshots/follow-up-1280.png docs/page.png

.venv/installed: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check -r requirements.txt
	touch $@

.venv/installed-dev: requirements.txt requirements-dev.txt requirements-adapters.txt requirements-train.txt .venv/installed
	$(BIN)/pip install --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	touch $@

clean:
	rm -rf .venv index/store
