#!/usr/bin/env bash
# Builds kubectl, which compares what runs with what is declared. Sourced by .ci/tools.sh, whose functions it uses;
# `waybill_kubectl` does it.

# The version is what it is built from, so that another pin never finds an old program.
waybill_kubectl() {
  local recipe
  recipe=$(cat "$waybill_ci"/kubectl/go.mod "$waybill_ci"/kubectl/go.sum "$waybill_ci"/kubectl/*.go) || return 1
  waybill_tool kubectl "$(sha256sum <<<"$recipe" | cut -c 1-12)" waybill_build_kubectl
}

waybill_build_kubectl() (
  cd "$waybill_ci/kubectl" || exit 1
  version=$(go list -m -f '{{.Version}}' k8s.io/kubectl) || exit 1
  # A release of Kubernetes is told its version when it is linked: v0.36.4 of its parts is v1.36.4.
  flags="-s -w -X k8s.io/component-base/version.gitVersion=v1${version#v0}"
  nice go build -mod=readonly -trimpath -ldflags "$flags" -o "$GOBIN/kubectl" .
)
