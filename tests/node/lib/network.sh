# shellcheck shell=bash
# One network namespace per node. A single address on the loopback device is enough for one node,
# so every node can have the same.

network_up() {
    local netns
    netns=$(netns_name "$1")
    ip netns add "$netns"
    ip -n "$netns" link set lo up
    ip -n "$netns" addr add "$NODE_ADDRESS/32" dev lo
}

network_down() {
    local netns
    netns=$(netns_name "$1")
    [[ -e /run/netns/$netns ]] || return 0
    ip netns del "$netns"
}
