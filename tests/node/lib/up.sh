# shellcheck shell=bash
# The verb 'up'.

# up_steps NAME WITHOUT...: WITHOUT are units that exist but are not started.
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
    mkdir -p "$RUN_DIR" "$(data_dir "$1")"
    mkdir "$(state_dir "$1")" 2>/dev/null || die "node '$1' exists already: 'down --name $1' removes it"
    write_state "$1" version "$KUBERNETES_VERSION"
    write_state "$1" servers "$KUBERNETES_SERVERS"
    sysctl_save
}

up_failed() {
    log "'up' failed, removing what there is of node '$1'"
    node_down "$1" now
    die "node '$1' could not be started"
}

# up_interrupted NAME PID: the steps run in the background, which a Ctrl-C does not reach.
up_interrupted() {
    trap '' INT TERM
    kill -TERM "$2" 2>/dev/null || true
    wait "$2" || true
    up_failed "$1"
}

node_up() {
    local name=$1 steps
    need_root up
    node_prepare
    with_lock "$(nodes_lock)" up_claim "$name"
    # In the background, because 'set -e' does not act inside a command that is being tested.
    up_steps "$@" &
    steps=$!
    record_process "$name" steps "$steps"
    # shellcheck disable=SC2064 # the values of now are wanted
    trap "up_interrupted '$name' $steps" INT TERM
    wait $steps || up_failed "$name"
    trap - INT TERM
    log "node '$name' is up"
}
