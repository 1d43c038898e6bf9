# Each recipe is one simple command, so that make starts it without a shell in between.
PYTHON ?= python3
BOOTSTRAP = @$(PYTHON) tools/bootstrap.py

.PHONY: help run test test-all check bench lock

help:
	@$(PYTHON) tools/bootstrap.py help

run:
	$(BOOTSTRAP) run

test:
	$(BOOTSTRAP) test $(ARGS)

test-all:
	$(BOOTSTRAP) test-all $(ARGS)

check:
	$(BOOTSTRAP) check

bench:
	$(BOOTSTRAP) bench $(ARGS)

lock:
	$(BOOTSTRAP) lock
