# shellcheck shell=bash
# The verb 'down': removes everything of a node, however far 'up' had come.

# The shutdown stops every process for a moment. nsenter then also stops itself and is not woken, because it is outside.
# Its dead child would keep the pid namespace from ending.
down_wake_nsenter() {
    local leader pid
    leader=$(live_process "$1" leader) || return 0
    for pid in $(pgrep -f "^nsenter --target $leader "); do kill -CONT "$pid" 2>/dev/null || true; done
}

down_ended() {
    down_wake_nsenter "$1"
    ! live_process "$1" nspawn >/dev/null
}

# down_stop NAME NOW: asks the node to power off, unless NOW; then ends the remaining processes by pid.
down_stop() {
    local name=$1 pid
    # A killed 'up' may have left its steps running; they must not continue.
    for pid in $(live_process "$name" steps); do kill -KILL "$pid" 2>/dev/null || true; done
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

# nspawn removes these itself, unless it was killed.
down_nspawn_leftovers() {
    local dir=/run/systemd/nspawn lock
    lock=$(read_state "$1" inode)
    rm -rf "$dir/propagate/pk-$1" ${lock:+"$dir/locks/inode-$lock"}
    rmdir "$dir/propagate" "$dir/locks" "$dir" 2>/dev/null || true
}

down_forget() {
    rm -rf "$(state_dir "$1")"
    sysctl_restore
    rmdir "$RUN_DIR" "$DATA_DIR" 2>/dev/null || true
}

# node_down NAME [now]: an unknown name is no error, so that it can be called in any state.
node_down() {
    local name=$1 rc=0
    need_root down
    down_stop "$name" "${2:-}"
    down_nspawn_leftovers "$name"
    network_down "$name" || rc=1
    storage_down "$name" || rc=1
    wait_until 5 cgroup_remove "$name" || {
        log "left over: $(cgroup_groups "$name" | paste -sd' ')"
        rc=1
    }
    ((rc == 0)) || die "parts of node '$name' are left (see above); run 'down --name $name' again"
    with_lock "$(nodes_lock)" down_forget "$name"
}
