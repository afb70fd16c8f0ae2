# shellcheck shell=bash
# The places of a node's state (pids, settings) and data (root file system, images).
# shellcheck disable=SC2034 # used by the other parts

# Data must lie on a real file system: an overlay cannot be stacked on an overlay.
readonly DATA_DIR=${PLANEKEEPER_DATA:-/var/lib/planekeeper-nodes}

# Folders of the node that are not on its overlay, because snapshotters bring overlays of their own.
readonly PLAIN_DIRS=(/var/lib/containerd /var/lib/containers /var/lib/etcd)

state_dir() { printf '%s/%s\n' "$RUN_DIR" "$1"; }
data_dir() { printf '%s/%s\n' "$DATA_DIR" "$1"; }
netns_name() { printf 'pk-%s\n' "$1"; }

read_state() { cat "$(state_dir "$1")/$2" 2>/dev/null || true; }
write_state() { printf '%s\n' "$3" >"$(state_dir "$1")/$2"; }

# The start time distinguishes a process from a later one with the same pid.
process_start() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# record_process NAME KEY PID
record_process() { write_state "$1" "$2" "$3 $(process_start "$3")"; }

# live_process NAME KEY: prints the pid if this process still runs.
live_process() {
    local pid start
    read -r pid start <<<"$(read_state "$1" "$2")" || true
    [[ -n $pid && -n $start && $(process_start "$pid") == "$start" ]] && printf '%s\n' "$pid"
}

# Held while nodes come and go. A separate lock file would have to be left behind.
nodes_lock() { dirname "$RUN_DIR"; }

node_exists() { [[ -d $(state_dir "$1") ]]; }

need_leader() {
    live_process "$1" leader || die "node '$1' is not running: start it with 'up --name $1'"
}

node_names() {
    local dir
    for dir in "$RUN_DIR"/*/; do
        [[ -d $dir ]] && basename "$dir"
    done
    return 0
}
