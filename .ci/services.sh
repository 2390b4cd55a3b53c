#!/usr/bin/env bash
# Starts and stops what the tests talk to: a Docker engine, unless one answers already, and BuildKit for builds of several
# platforms. Needs root and the programs of .ci/tools.sh.
#   .ci/services.sh start         starts them; fails, with their logs, when one does not answer
#   .ci/services.sh environment   prints the path of a file to source: DOCKER_HOST, BUILDKIT_HOST
#   .ci/services.sh stop          ends what start began, by process id
set -Eeuo pipefail

state=${WAYBILL_SERVICES:-${TMPDIR:-/tmp}/waybill-services-$(id -u)}
tools=${WAYBILL_TOOLS:-$HOME/.cache/waybill-tools}
PATH=$tools/bin:$PATH:/usr/sbin:/sbin

say() { printf 'services: %s\n' "$*" >&2; }

alive() { [ -s "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

# wait_for NAME PIDFILE LOG COMMAND…: until COMMAND succeeds, 30 seconds at most, as long as the process lives.
wait_for() {
  local name=$1 pid=$2 log=$3 _
  shift 3
  for _ in $(seq 150); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    alive "$pid" || break
    sleep 0.2
  done
  say "$name does not answer. The end of its log:"
  tail -n 30 "$log" >&2
  return 1
}

engine_answers() { docker version --format '{{.Server.Version}}'; }

start_engine() {
  if engine_answers >/dev/null 2>&1; then
    say "the Docker engine at ${DOCKER_HOST:-the default socket} answers; it is used"
    return 0
  fi
  local host=unix://$state/docker.sock
  export DOCKER_HOST=$host
  if ! alive "$state/dockerd.pid"; then
    mkdir -p "$state/engine"
    rm -f "$state/engine/own.pid"
    setsid dockerd --host "$host" --pidfile "$state/engine/own.pid" --data-root "$state/engine/data" \
      --exec-root "$state/engine/exec" </dev/null >"$state/dockerd.log" 2>&1 &
    echo $! >"$state/dockerd.pid"
  fi
  wait_for 'the Docker engine' "$state/dockerd.pid" "$state/dockerd.log" engine_answers
}

start_buildkit() {
  local host=unix://$state/buildkit.sock
  export BUILDKIT_HOST=$host
  if ! alive "$state/buildkitd.pid"; then
    # The network of the machine itself, so that a build reaches the registries that tests start on loopback.
    setsid buildkitd --addr "$host" --root "$state/buildkit" --oci-worker-net host --containerd-worker=false \
      </dev/null >"$state/buildkitd.log" 2>&1 &
    echo $! >"$state/buildkitd.pid"
  fi
  wait_for BuildKit "$state/buildkitd.pid" "$state/buildkitd.log" test -S "$state/buildkit.sock"
}

start() {
  mkdir -p "$state"
  start_engine
  start_buildkit
  {
    if [ -n "${DOCKER_HOST:-}" ]; then printf 'export DOCKER_HOST=%q\n' "$DOCKER_HOST"; fi
    printf 'export BUILDKIT_HOST=%q\n' "$BUILDKIT_HOST"
  } >"$state/environment"
  say "Docker $(engine_answers), BuildKit at $BUILDKIT_HOST"
}

stop_one() {
  local pid=$state/$1.pid _
  alive "$pid" || { rm -f "$pid"; return 0; }
  kill "$(cat "$pid")"
  for _ in $(seq 100); do
    alive "$pid" || { rm -f "$pid"; return 0; }
    sleep 0.1
  done
  say "$1 did not end in 10 seconds; it is killed"
  kill -9 "$(cat "$pid")"
  rm -f "$pid"
}

stop() {
  stop_one buildkitd
  stop_one dockerd
  rm -rf "$state"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  environment) printf '%s\n' "$state/environment" ;;
  *)
    say 'write start, stop or environment'
    exit 2
    ;;
esac
