# shellcheck shell=bash
# The verb 'up'.

# up_steps NAME WITHOUT...: WITHOUT are units that are there but not started.
up_steps() {
    local name=$1 unit
    storage_up "$name"
    storage_enable "$name" sysinit.target node-setup.service
    storage_enable "$name" containerd.service node-images.service
    for unit in containerd etcd node-credentials kubelet; do
        storage_enable "$name" multi-user.target "$unit.service"
    done
    for unit in "${@:2}"; do storage_disable "$name" multi-user.target "$unit.service"; done
    network_up "$name"
    boot "$name"
}

# Claims the name; two 'up' of one name must not both go on.
up_claim() {
    mkdir -p "$RUN_DIR"
    mkdir "$(state_dir "$1")" 2>/dev/null || die "node '$1' exists already: 'down --name $1' removes it"
    sysctl_save
}

node_up() {
    local name=$1
    need_root up
    node_prepare
    with_lock "$RUN_DIR/.lock" up_claim "$name"
    # In a process of its own, because 'set -e' does not act inside a command that is being tested.
    up_steps "$@" &
    wait $! || {
        mkdir -p /tmp/planekeeper-node-failures
        cp "$(state_dir "$name")/console.log" "/tmp/planekeeper-node-failures/$name.log" 2>/dev/null || true
        log "'up' failed, removing what there is of node '$name'"
        node_down "$name"
        die "node '$name' could not be started"
    }
    log "node '$name' is up"
}
