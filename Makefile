# posdesk: `make run` opens the till, `make test` proves it. Both set up all they need; see tools/setup.sh.

PYTHON ?=
TESTS ?= tests
ARGS ?=
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
RUN_STAMP = .venv/.ready-to-run
TEST_STAMP = .venv/.ready-to-test
INPUTS = tools/setup.sh pyproject.toml requirements/build.txt
PYTEST = .venv/bin/python -m pytest
COVERED_BY = tests/sale tests/till/test_journal.py tests/till/test_return_journal.py

export PYTHON

.PHONY: run test test-long coverage mutate pictures bench lint format lock clean distclean
.DEFAULT_GOAL = test

# What was set up for the tests is enough to run.
ifneq ($(wildcard $(TEST_STAMP)),)
run: $(TEST_STAMP)
else
run: $(RUN_STAMP)
endif
	@.venv/bin/posdesk $(ARGS)

test: $(TEST_STAMP)
	@QT_QPA_PLATFORM=offscreen $(PYTEST) -m "not long" -n auto --dist loadfile $(TESTS)

test-long: $(TEST_STAMP)
	@mkdir -p docs/reports
	@QT_QPA_PLATFORM=offscreen $(PYTEST) -m long -n auto --timeout=3600 $(TESTS) >docs/reports/test-long.txt; \
	code=$$?; cat docs/reports/test-long.txt; exit $$code

# Every branch of the sale and of the engine that runs it, or it fails; the same examples each time.
coverage: $(TEST_STAMP)
	@HYPOTHESIS_PROFILE=ci .venv/bin/python -m coverage run -m pytest -p no:randomly $(COVERED_BY)
	@.venv/bin/python -m coverage report

# Hours on one core; ARGS="'posdesk.sale.money.*'" for a part. What was tested before is not tested again.
mutate: $(TEST_STAMP)
	@.venv/bin/python -m pip install --quiet --require-hashes -r requirements/mutate.txt
	@HYPOTHESIS_PROFILE=mutate nice -n 19 .venv/bin/mutmut run --max-children 1 $(ARGS)
	@.venv/bin/python tools/mutation_score.py

# Look at them before they are committed.
pictures: $(TEST_STAMP)
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.pictures docs/images $(ARGS)

bench: $(TEST_STAMP)
	@QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} .venv/bin/python -m benchmarks $(ARGS)

lint: $(TEST_STAMP)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

format: $(TEST_STAMP)
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# Hashes for every platform and for Python 3.11 to 3.13; no registry, no URL.
lock: $(TEST_STAMP)
	@test -x .venv/bin/uv || .venv/bin/python -m pip install --quiet uv
	echo "setuptools>=75" | $(LOCK) --upgrade --output-file requirements/build.txt -
	$(LOCK) --upgrade --output-file requirements/run.txt pyproject.toml
	$(LOCK) --upgrade --output-file requirements/dev.txt --extra dev --constraints requirements/run.txt pyproject.toml
	$(LOCK) --upgrade --output-file requirements/mutate.txt --extra dev --extra mutate --constraints requirements/dev.txt pyproject.toml

clean:
	rm -rf build dist mutants .coverage *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find posdesk resources tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

distclean: clean
	rm -rf .venv

$(RUN_STAMP): $(INPUTS) requirements/run.txt
	@sh tools/setup.sh run
	@touch $@

$(TEST_STAMP): $(INPUTS) requirements/run.txt requirements/dev.txt
	@sh tools/setup.sh test
	@touch $@ $(RUN_STAMP)
