# Everything a person types while working on Tocsin. `make` alone lists it.
# Go is all that must be there; `make setup`, which runs by itself, sees to Postgres.

GO   ?= go
TOOL  = $(GO) tool -modfile=tools/go.mod
# ARGS goes to the demo:       make demo ARGS="--fast --exit"
# PKG narrows test and race:   make test PKG=./store/...
ARGS ?=
PKG  ?= ./...
# VERSION is what a release calls itself: make image VERSION=v1.2.3
VERSION ?=

# The packages whose tests compare with golden files: those that know the flag -update.
WITH_GOLDEN = $(shell grep -rl --include=*_test.go 'flag.Bool."update"' . | xargs -n1 dirname | sort -u)

BUILD = CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=auto -tags timetzdata \
	-ldflags "-X github.com/tocsin-bot/tocsin/cmd/tocsin/version.released=$(VERSION)" \
	-o bin/tocsin ./cmd/tocsin

.DEFAULT_GOAL := help

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## play an incident in a simulated Slack, in the terminal and in the browser
	@echo "building (the first time takes a minute)"
	@$(BUILD)
	@exec bin/tocsin demo $(ARGS)

.PHONY: test
test: setup ## run every test, on a real Postgres
	$(GO) test -timeout 30m $(PKG)

.PHONY: race
race: setup ## run every test under the race detector (needs a C compiler)
	$(GO) test -race -short -timeout 45m $(PKG)

.PHONY: crash
crash: setup ## kill the bot at every call and commit there is (make test: at the first of each kind)
	$(GO) test -count=1 -timeout 60m -v -run 'killed|[Cc]rash' ./cmd/tocsin/scenarios -every-point

.PHONY: setup
setup: ## find Postgres for demo and tests, or install it, or say how
	@$(GO) run ./internal/pglocal/setup

.PHONY: lint
lint: ## find mistakes and unformatted code (the first run builds the linter: two minutes)
	$(TOOL) golangci-lint run
	$(TOOL) golangci-lint fmt --diff

.PHONY: fmt
fmt: ## format the code
	$(TOOL) golangci-lint fmt

.PHONY: golden
golden: ## rewrite the golden files; look at the diff before you commit it
	$(GO) test $(WITH_GOLDEN) -update

.PHONY: bench
bench: setup ## measure, and print a table
	$(GO) run ./internal/bench $(ARGS)

.PHONY: screenshots
screenshots: setup ## take pictures of every view in a browser, light and dark (needs Chromium)
	$(GO) run ./internal/screenshots $(ARGS)

.PHONY: node-judge
node-judge: ## let Slack's own Node client judge the simulated Slack (needs Node 20 and npm)
	$(GO) test -count=1 -v -run TestBolt ./internal/slacksim/judge

.PHONY: ai-judge
ai-judge: setup ## have the bot ask a model that others simulate, and look for secrets (needs Node 20 and npm)
	$(GO) test -count=1 -v -run Aimock ./cmd/tocsin/scenarios

.PHONY: vuln
vuln: ## look for known vulnerabilities in what we use (needs the internet)
	$(TOOL) govulncheck ./...

.PHONY: build
build: ## build bin/tocsin
	$(BUILD)

.PHONY: image
image: ## build the container image
	docker build -t tocsin --build-arg VERSION=$(VERSION) .

.PHONY: clean
clean: ## remove what was built here
	rm -rf bin coverage.out
