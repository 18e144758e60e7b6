# setup: everything into .venv · demo: the product with simulators · test: lint and every test · bench: measurements
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
BROWSER ?= /usr/bin/chromium

# The processes that tests start read compiled modules, also where the environment (many container images) forbids to write them:
# compiling the tree anew costs each of them most of its start.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup demo test pytest lint bench lock browser pictures
.DEFAULT_GOAL := setup

# The hub's texts in other languages, and those that each mall brings along.
CATALOGUES := $(wildcard src/ichigen/web/locale/*/LC_MESSAGES/django.po src/ichigen/malls/*/locale/*/LC_MESSAGES/django.po)

setup: .venv/.complete $(CATALOGUES:.po=.mo)

%.mo: %.po .venv/.complete
	$(BIN)/pybabel --quiet compile -i $< -o $@

.venv/.complete: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: setup
	$(BIN)/ichigen demo $(ARGS)

# mypy keeps one processor busy for a minute or two and leaves the other idle, so lint runs beside the tests. Either may fail.
test: setup browser
	@$(MAKE) --no-print-directory --jobs=2 pytest lint

# Two workers: while a test that starts processes, kills a database or drives a browser waits, the other one computes.
pytest: setup
	$(BIN)/python -m pytest -n 2 $(ARGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/ichigen bench $(ARGS)

# The browser tests drive a real Chromium and look at Japanese text.
browser:
	@if [ -x "$(BROWSER)" ] && fc-list :lang=ja | grep -q .; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium fonts-noto-cjk fontconfig >/dev/null; \
	else \
		echo "The browser tests need Chromium and Japanese fonts: apt install chromium fonts-noto-cjk fontconfig"; exit 1; \
	fi

# Draw the pictures of the documentation again.
pictures: setup browser
	$(BIN)/python -m pytest tests/browser/pictures.py

# Renew both lock files: hashes for every platform, no download address in them.
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links
lock: setup
	$(COMPILE) -o requirements.lock pyproject.toml
	$(COMPILE) --all-extras --constraint requirements.lock -o requirements-dev.lock pyproject.toml
