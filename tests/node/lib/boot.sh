# shellcheck shell=bash
# Boots a node's root file system with systemd-nspawn and finds the node's first process.

# Runs in a process of its own, which becomes nspawn.
boot_exec() {
    local name=$1 data dir version binds=()
    data=$(data_dir "$name")
    for dir in "${PLAIN_DIRS[@]}"; do binds+=("--bind=$data/plain$dir:$dir"); done
    for version in $(kubernetes_versions); do
        binds+=("--bind-ro=$(kubernetes_dir "$version"):/opt/kubernetes/$version")
    done
    cgroup_join "$name"
    export SYSTEMD_NSPAWN_API_VFS_WRITABLE=1
    if cgroup_is_v2; then
        export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
    else
        export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=0
    fi
    # The system call filter opens what nspawn closes by default; runc needs session keyrings.
    exec setsid systemd-nspawn --quiet --directory="$data/root" --boot --register=no --keep-unit \
        --capability=all --drop-capability=CAP_SYS_TIME --machine="pk-$name" --hostname="$NODE_HOSTNAME" --console=pipe \
        --resolv-conf=off --timezone=off --link-journal=no \
        --system-call-filter="@keyring bpf perf_event_open" \
        --network-namespace-path="/run/netns/$(netns_name "$name")" "${binds[@]}"
}

# The child of nspawn that is process 1 of its own pid namespace and has become systemd.
boot_find_leader() {
    local name=$1 nspawn pid
    nspawn=$(live_process "$name" nspawn) || return 1
    for pid in $(<"/proc/$nspawn/task/$nspawn/children"); do
        if grep -q '^NSpid:.*[[:space:]]1$' "/proc/$pid/status" 2>/dev/null &&
            [[ $(cat "/proc/$pid/comm" 2>/dev/null) == systemd ]]; then
            record_process "$name" leader "$pid"
            return
        fi
    done
    return 1
}

boot_is_up() {
    local state
    state=$(in_node "$1" systemctl is-system-running 2>/dev/null) || true
    [[ $state == running || $state == degraded ]]
}

boot_has_leader_or_died() { boot_find_leader "$1" || ! live_process "$1" nspawn >/dev/null; }

boot() {
    local name=$1 console
    console=$(state_dir "$name")/console.log
    write_state "$name" inode "$(stat -c %d:%i "$(data_dir "$name")/root")"
    boot_exec "$name" </dev/null >"$console" 2>&1 &
    record_process "$name" nspawn $!
    disown $!
    wait_until 20 boot_has_leader_or_died "$name" || true
    live_process "$name" leader >/dev/null || {
        tail -n 20 "$console" >&2
        die "node '$name' did not start"
    }
    wait_until 60 boot_is_up "$name" || {
        tail -n 20 "$console" >&2
        in_node "$name" systemctl list-jobs --no-pager >&2 || true
        die "node '$name' did not finish booting within 60 s"
    }
}
