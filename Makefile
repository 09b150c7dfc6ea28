# One word a chore. `make run` and `make test` set up whatever they need on a fresh machine.

PYTHON ?= python3
PORT ?= 8018
BUNDLE ?= bundle
VENV := .venv
BIN := $(VENV)/bin
JS := tests/js/node_modules

.PHONY: help run test lint bench messages build site offline-bundle audit lock clean programs

help:  ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: $(VENV)/run.stamp  ## run the server on 127.0.0.1:8018 (PORT=…), with a room in which robots wait for you
	@exec $(BIN)/python manage.py demo --port $(PORT)

test: $(VENV)/test.stamp $(JS)/test.stamp  ## run every test; installs Debian's packages when root, else says which are missing
	$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

lint: $(VENV)/test.stamp  ## ruff with all rules, and the types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/test.stamp programs  ## measure rounds as ratios to a bare daphne consumer in the same run, and netcheck
	$(BIN)/python -m tests.bench $(ARGS)
	$(BIN)/python -m tests.bench.netcheck

messages: $(VENV)/test.stamp programs  ## gather the texts of kiosk, netcheck and conf for translation, and compile what is translated
	cd kiosk && ../$(BIN)/python ../manage.py makemessages --locale fr --add-location file
	cd kiosk && ../$(BIN)/python ../manage.py compilemessages --locale fr
	$(BIN)/python -m tests.messages

build: $(VENV)/test.stamp  ## build the wheel
	$(BIN)/python -m build --wheel

site:  ## install the site that conf/site.toml describes, as root (ARGS=--dry-run says every change first)
	@/usr/bin/python3 -m conf.installation install $(ARGS)

offline-bundle:  ## gather all that an installation without internet needs, in the folder bundle (BUNDLE=…)
	@/usr/bin/python3 -m conf.installation.bundle $(BUNDLE)

audit:  ## ask PyPI whether it knows a vulnerability of any locked version
	sh conf/audit.sh $(PYTHON)

lock:  ## write down the exact versions of today, for the next fresh machine
	sh conf/lock.sh $(PYTHON)

clean:  ## remove what the other chores made, but not the data in var/
	rm -rf $(VENV) $(JS) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the server needs, once…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

$(VENV)/test.stamp: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the tests need, once…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

programs:
	@sh tests/packages.sh

# Without npm the tests that need these packages are skipped, and say so.
$(JS)/test.stamp: tests/js/package-lock.json | programs
	@! command -v npm >/dev/null || { echo "Installing what the page's tests need, once…" && cd tests/js && npm ci --loglevel=error >/dev/null && touch node_modules/test.stamp; }
