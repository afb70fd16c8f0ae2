# shellcheck shell=bash
# The verbs that change nothing.

node_state() {
    if ! live_process "$1" leader >/dev/null; then
        printf 'dead\n'
        return
    fi
    in_node "$1" systemctl is-system-running 2>/dev/null || true
}

node_list() {
    local name
    for name in $(node_names); do
        printf '%-20s %-10s leader %s\n' "$name" "$(node_state "$name")" "$(live_process "$name" leader || printf -- -)"
    done
}

node_status() {
    local unit
    node_exists "$1" || die "no node '$1'"
    printf 'node      %s\nstate     %s\naddress   %s\nkubelet   %s\nservers   %s\nleader    %s\nroot      %s\n' "$1" \
        "$(node_state "$1")" "$NODE_ADDRESS" "$(read_state "$1" version)" "$(read_state "$1" servers)" \
        "$(live_process "$1" leader || printf -- -)" "$(data_dir "$1")/root"
    live_process "$1" leader >/dev/null || return 0
    for unit in containerd etcd node-credentials kubelet planekeeper; do
        printf '%-18s%s\n' "$unit" "$(in_node "$1" systemctl is-active "$unit" 2>/dev/null || true)"
    done
}

# node_logs NAME [JOURNALCTL OPTION...]
node_logs() {
    if live_process "$1" leader >/dev/null; then
        in_node "$1" journalctl --no-pager "${@:2}"
    elif [[ -e $(state_dir "$1")/console.log ]]; then
        cat "$(state_dir "$1")/console.log"
    else
        die "no node '$1'"
    fi
}
