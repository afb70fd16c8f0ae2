# shellcheck shell=bash
# Settings and small helpers that every other part uses. Sourced, never run.
# shellcheck disable=SC2034 # the settings are used by the other parts

readonly NODE_ADDRESS=192.168.10.50
readonly NODE_HOSTNAME=k8s-master
# The version of kubelet and kubectl, and those of the kube-apiservers and kube-schedulers that lie in the node.
readonly KUBERNETES_VERSION=${KUBERNETES_VERSION:-v1.20.1}
readonly KUBERNETES_SERVERS=${KUBERNETES_SERVERS:-$KUBERNETES_VERSION}
readonly CACHE_DIR=${PLANEKEEPER_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/planekeeper}
readonly RUN_DIR=${PLANEKEEPER_RUN:-/run/planekeeper-nodes}

log() { printf 'node: %s\n' "$*" >&2; }

die() {
    printf 'node: error: %s\n' "$*" >&2
    exit 1
}

need_root() {
    [[ $(id -u) -eq 0 ]] || die "'$1' needs root (namespaces, mounts, cgroups): run it with sudo"
}

# The name becomes a directory, a network namespace and a machine name.
check_name() {
    [[ $1 =~ ^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$ ]] ||
        die "bad node name '$1': use 1 to 32 characters of a-z, 0-9 and '-'"
}

# hash_of TEXT-OR-FILE...: a short digest over the contents of files and over literal words.
hash_of() {
    local item
    for item in "$@"; do
        if [[ -d $item ]]; then
            find "$item" -type f -print0 | LC_ALL=C sort -z | xargs -0 cat
        elif [[ -f $item ]]; then
            cat "$item"
        else
            printf '%s\n' "$item"
        fi
    done | sha256sum | cut -c1-16
}

# wait_until SECONDS COMMAND...: polls until the command succeeds; fails when the time is over.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

# with_lock FOLDER COMMAND...: runs one command at a time, in a subshell, so that the lock ends with it. The command
# must leave nothing running, which would keep the lock.
with_lock() (
    mkdir -p "$1"
    exec 9<"$1"
    flock -n 9 || {
        log "waiting for another run that holds $1"
        flock 9
    }
    shift
    "$@"
)

# quietly LOGFILE COMMAND...: output goes to the log; on failure its end is shown.
quietly() {
    local file=$1 job
    shift
    mkdir -p "$(dirname "$file")"
    # In the background, because 'set -e' does not act inside a command that is being tested; in a
    # process group of its own, so that an interrupt ends all of it.
    set -m
    "$@" >"$file" 2>&1 </dev/null &
    job=$!
    set +m
    # shellcheck disable=SC2064 # the value of now is wanted
    trap "kill -TERM -- -$job 2>/dev/null" INT TERM
    if wait "$job"; then
        trap - INT TERM
        return
    fi
    tail -n 30 "$file" >&2
    die "'$1' failed; the whole log is $file"
}
