#!/usr/bin/env bash
# Builds a real Flux and the Kubernetes API that it works on: etcd, kube-apiserver and three controllers, with the custom
# resource definitions beside them. Sourced by .ci/tools.sh, whose functions it uses; `waybill_flux` does it.

# The programs and where their sources are, in the module of .ci/flux.
waybill_flux_programs='
etcd                    go.etcd.io/etcd/server/v3
kube-apiserver          k8s.io/kubernetes/cmd/kube-apiserver
source-controller       github.com/fluxcd/source-controller
kustomize-controller    github.com/fluxcd/kustomize-controller
notification-controller github.com/fluxcd/notification-controller
'

# The folder of the programs. Its name says what they are built from and how, so that a new pin never finds an old program.
waybill_flux_folder() {
  local recipe
  recipe=$(declare -f waybill_flux_build && printf '%s' "$waybill_flux_programs" &&
    cat "$waybill_ci/flux/go.mod" "$waybill_ci/flux/go.sum") || return 1
  printf '%s/flux-%s\n' "$WAYBILL_TOOLS" "$(sha256sum <<<"$recipe" | cut -c 1-12)"
}

# waybill_flux: $WAYBILL_TOOLS/flux holds the programs afterwards. Takes minutes the first time, so it can run beside other
# work: it is nice to it.
waybill_flux() {
  local folder
  folder=$(waybill_flux_folder) || return 1
  # What is downloaded and compiled, some 6 GB: apart from everybody else's, because nothing needs it any more once the
  # programs are there. After a build that failed, the next one goes on with it.
  local sources=$WAYBILL_TOOLS/flux-sources
  if [ ! -d "$folder" ]; then
    waybill_find_go || return 1
    waybill_say 'building Flux and a Kubernetes API'
    rm -rf "$folder.partial"
    mkdir -p "$folder.partial" || return 1
    waybill_flux_build "$folder.partial" "$sources" </dev/null >&2 || waybill_die 'Flux was not built' || return 1
    mv "$folder.partial" "$folder" || return 1
  fi
  ln -sfn "$folder" "$WAYBILL_TOOLS/flux" && nice rm -rf "$sources"
}

waybill_flux_build() (
  out=$1 sources=$2
  export GOTOOLCHAIN=local CGO_ENABLED=0 GOMODCACHE=$sources/modules GOCACHE=$sources/compiled
  # Go makes its modules read-only, unless it is told that they are to be removed.
  export GOFLAGS="${GOFLAGS:-} -buildvcs=false -mod=readonly -modcacherw"
  cd "$waybill_ci/flux" || exit 1
  kubernetes=$(go list -m -f '{{.Version}}' k8s.io/kubernetes) || exit 1
  IFS=. read -r major minor _ <<<"${kubernetes#v}"
  # A release of Kubernetes is told its version when it is linked.
  at=k8s.io/component-base/version
  flags="-s -w -X $at.gitVersion=$kubernetes -X $at.gitMajor=$major -X $at.gitMinor=$minor"
  while read -r name package; do
    [ -n "$name" ] || continue
    nice go build -trimpath -ldflags "$flags" -o "$out/$name" "$package" </dev/null || exit 1
  done <<<"$waybill_flux_programs"
  mkdir "$out/definitions" || exit 1
  for name in source-controller kustomize-controller notification-controller; do
    module=$(go list -m -f '{{.Dir}}' "github.com/fluxcd/$name") || exit 1
    install -m 644 "$module"/config/crd/bases/*.yaml "$out/definitions" || exit 1
  done
)
