# `make demo` and `make test` need python3 (3.11 or newer) and nothing else installed by hand.

PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
PY = $(BIN)/python
PYTEST = $(PY) -m pytest -n 2

DEMO_ENV = ENV_FILE=/dev/null DEMO=1 DEBUG=0 DATABASE_URL=sqlite:///var/demo/factcheck.sqlite3 \
	CAPTURES_DIR=var/demo/captures SITE_URL=http://127.0.0.1:$(PORT) SECRET_KEY="$$(cat var/demo/secret_key)" \
	CORRECTIONS_EMAIL=corrections@example.org SECURITY_CONTACT=mailto:security@example.org \
	SECURITY_EXPIRES=2099-12-31T00:00:00Z

# Of the lab CheckThat! at CLEF 2020, task 2, English; it is not ours to pass on.
CHECKTHAT ?= $(firstword $(wildcard data/claim-matching ../shared/data/claim-matching) data/claim-matching)
BENCH_MATCHING = --settings tests.settings --claims $(CHECKTHAT)/verified_claims.docs.tsv $(foreach split,train dev,\
	--queries $(CHECKTHAT)/$(split)/tweets.queries.tsv --qrels $(CHECKTHAT)/$(split)/tweet-vclaim-pairs.qrels)

# What happens here does not depend on what the caller's shell happens to export; only DATABASE_URL is asked for below.
unexport DEBUG DEMO SECRET_KEY ALLOWED_HOSTS SITE_URL SITE_NAME CORRECTIONS_EMAIL TIME_ZONE CAPTURES_DIR DATA_LICENSE
unexport CAPTURE_MAX_BYTES CAPTURE_TIMEOUT ARCHIVE ARCHIVE_URL ARCHIVE_KEY MATCHING_SIMILARITY REPLY_DAYS
unexport WEBHOOK_PRIVATE_HOSTS WEBHOOK_SWITCH_OFF_DAYS ETHICS_POLICY_URL OWNERSHIP_FUNDING_URL
unexport SECURITY_CONTACT SECURITY_EXPIRES BEHIND_PROXY PROXIES API_RATE SEARCH_RATE PAGE_CACHE_MB HSTS_SECONDS ENV_FILE
unexport WEB_CONCURRENCY GUNICORN_CMD_ARGS
unexport DJANGO_SETTINGS_MODULE PYTHONPATH PYTHONHOME PYTHONWARNINGS PYTHONOPTIMIZE PYTEST_ADDOPTS VIRTUAL_ENV

.PHONY: help demo serve test lint test-sqlite test-postgres browser npm openapi bench bench-matching format venv
.NOTPARALLEL:
.DELETE_ON_ERROR:

help:  ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "  make %-15s %s\n", $$1, $$2}'

demo: .venv/run-time  ## Serve the demo newsroom on 127.0.0.1, port $PORT or 8000
	@umask 077 && mkdir -p var/demo && test -s var/demo/secret_key || \
		{ umask 077 && $(PY) -c 'import secrets; print(secrets.token_urlsafe(50))' > var/demo/secret_key; }
	@umask 077 && $(DEMO_ENV) $(PY) manage.py migrate --verbosity 0
	@umask 077 && $(DEMO_ENV) $(PY) manage.py load_demo
	@umask 077 && { $(DEMO_ENV) $(PY) manage.py work --beside $$$$ & } && \
		$(DEMO_ENV) exec $(PY) -m gunicorn factcheck.wsgi --bind 127.0.0.1:$(PORT) \
		--threads 4 --limit-request-line 8190 --graceful-timeout 3 --log-level warning --no-control-socket

# In both, the process that serves has the shell's number ($$$$), and the worker ends with it however it ends.
serve: .venv/tests  ## Serve for development, with the settings of .env, reloading what changes
	DEBUG=1 $(PY) manage.py migrate
	{ DEBUG=1 $(PY) manage.py work --beside $$$$ & } && \
		DEBUG=1 exec $(PY) manage.py runserver 127.0.0.1:$(PORT)

test: lint browser npm test-sqlite test-postgres  ## Lint, then the whole suite on SQLite and on PostgreSQL

lint: .venv/tests  ## Check style, templates and migrations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	find templates -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	env -u DATABASE_URL $(PY) manage.py makemigrations --check --dry-run --settings tests.settings

test-sqlite: .venv/tests  ## The suite on SQLite
	env -u DATABASE_URL $(PYTEST)

test-postgres: .venv/tests  ## The suite on the PostgreSQL that DATABASE_URL names, or on one of its own
	$(PY) -m tests.postgres -- $(PYTEST)

browser:  ## Install Chromium for the browser tests where that can be done
	@command -v chromium > /dev/null || { test "$$(id -u)" = 0 && apt-get update && \
		DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium; } || \
		echo "NO CHROMIUM: the tests that need a browser will be skipped. To run them: apt-get install chromium" >&2

npm:  ## Install Google's npm client and the Nu HTML checker for the tests where that can be done
	@test var/npm/installed -nt tests/npm/package-lock.json || { mkdir -p var/npm && cp tests/npm/*.json var/npm/ && \
		npm ci --prefix var/npm --no-audit --no-fund --ignore-scripts --fetch-retries 1 --fetch-timeout 20000 && touch var/npm/installed; } || \
		echo "NO NPM PACKAGES: the tests that need Google's client or the HTML checker will be skipped. To run them: apt-get install nodejs npm" >&2
	@command -v java > /dev/null || \
		echo "NO JAVA: the HTML checker will be skipped. To run it: apt-get install default-jre-headless" >&2

openapi: .venv/tests  ## Write docs/openapi.json anew, after a change to the API
	env -u DATABASE_URL $(PY) manage.py spectacular --settings tests.settings --format openapi-json --file docs/openapi.json

bench: .venv/tests  ## Measure the public site, the desk with 1,000 and with 1,000,000 claims, and bringing in an archive
	env -u DATABASE_URL $(PY) manage.py bench_public --settings tests.settings
	$(PY) -m tests.postgres -- $(PY) manage.py bench_public --settings tests.settings
	env -u DATABASE_URL $(PY) manage.py bench_desk --settings tests.settings
	$(PY) -m tests.postgres -- $(PY) manage.py bench_desk --settings tests.settings
	$(PY) -m tests.postgres -- $(PY) manage.py bench_import --settings tests.settings

bench-matching: .venv/tests  ## Measure the matching on the collection in $CHECKTHAT, on SQLite and on PostgreSQL
	@test -f "$(CHECKTHAT)/verified_claims.docs.tsv" || { echo "Where is the collection of CheckThat! 2020, task 2?" \
		"make bench-matching CHECKTHAT=directory" >&2; exit 1; }
	env -u DATABASE_URL $(PY) manage.py bench_matching $(BENCH_MATCHING)
	$(PY) -m tests.postgres -- $(PY) manage.py bench_matching $(BENCH_MATCHING)

format: .venv/tests  ## Put Python and templates into the house's style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

venv: .venv/tests  ## Make .venv, or bring it up to date

# The stamps are older than a requirements file that has changed.
.venv/tests: .venv/run-time requirements-dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/run-time: .venv/pyvenv.cfg requirements.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Where it has another name: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || \
		{ echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
