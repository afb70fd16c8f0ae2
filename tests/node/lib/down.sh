# shellcheck shell=bash
# The verb 'down': leaves nothing of a node, however far 'up' had come.

down_ended() { ! live_process "$1" nspawn >/dev/null; }

# down_stop NAME NOW: asks the node to power off, unless NOW; then ends what is left by pid.
down_stop() {
    local name=$1 pid
    if [[ $2 != now ]] && live_process "$name" leader >/dev/null; then
        in_node "$name" systemctl poweroff >/dev/null 2>&1 || true
        wait_until 20 down_ended "$name" || log "node '$name' does not power off, killing it"
    fi
    # The end of its first process ends every process of the pid namespace.
    for pid in $(live_process "$name" leader) $(live_process "$name" nspawn); do
        kill -KILL "$pid" 2>/dev/null || true
    done
    wait_until 10 down_ended "$name" || log "process $(live_process "$name" nspawn) does not end"
    # Only processes of this node are ever in its control groups.
    for pid in $(cgroup_pids "$name"); do
        kill -KILL "$pid" 2>/dev/null || true
    done
    wait_until 10 down_is_empty "$name" || log "processes that do not end: $(cgroup_pids "$name" | paste -sd' ')"
}

down_is_empty() { [[ -z $(cgroup_pids "$1") ]]; }

down_forget() {
    rm -rf "$(state_dir "$1")"
    sysctl_restore
}

# node_down NAME [now]: an unknown name is no error, so that it can be called in any state.
node_down() {
    local name=$1 rc=0
    need_root down
    down_stop "$name" "${2:-}"
    network_down "$name" || rc=1
    storage_down "$name" || rc=1
    wait_until 5 cgroup_remove "$name" || {
        log "left over: $(cgroup_groups "$name" | paste -sd' ')"
        rc=1
    }
    ((rc == 0)) || die "parts of node '$name' are left (see above); run 'down --name $name' again"
    with_lock "$RUN_DIR/.lock" down_forget "$name"
    rm -f "$RUN_DIR/.lock"
    rmdir "$RUN_DIR" 2>/dev/null || true
}
