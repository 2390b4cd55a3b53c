#!/usr/bin/env bash
# Builds the parts of agents that need no cluster: Argo CD's notification engine, and what evaluates the expressions of Flux.
# Sourced by .ci/tools.sh, whose functions it uses; `waybill_agents` does it.

# The version is what it is built from, so that another pin never finds an old program.
waybill_agents() {
  local recipe
  recipe=$(cat "$waybill_ci"/agents/go.mod "$waybill_ci"/agents/go.sum "$waybill_ci"/agents/*.go) || return 1
  waybill_tool agents "$(sha256sum <<<"$recipe" | cut -c 1-12)" waybill_build_agents
}

waybill_build_agents() {
  (cd "$waybill_ci/agents" && nice go build -mod=readonly -trimpath -ldflags '-s -w' -o "$GOBIN/agents" .)
}
