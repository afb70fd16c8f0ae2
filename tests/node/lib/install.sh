# shellcheck shell=bash
# Puts a build of planekeeper into a running node.

# node_install NAME BUILD_DIR|FILE.deb
node_install() {
    local name=$1 build=$2
    need_leader "$name" >/dev/null
    if [[ $build == *.deb ]]; then
        node_push "$name" "$build" /root/planekeeper.deb
        in_node "$name" dpkg -i /root/planekeeper.deb
        return
    fi
    install_binary "$name" "$build/daemon/planekeeperd" /usr/sbin/planekeeperd
    install_binary "$name" "$build/daemon/planekeeper" /usr/bin/planekeeper
    local unit=$NODE_DIR/../../systemd/planekeeper.service
    if [[ -e $unit ]]; then
        node_push "$name" "$unit" /lib/systemd/system/planekeeper.service
        in_node "$name" systemctl daemon-reload
    fi
}

install_binary() {
    local missing
    [[ -x $2 ]] || die "no $2: build first"
    node_push "$1" "$2" "$3"
    missing=$(in_node "$1" ldd "$3" | grep 'not found' || true)
    [[ -z $missing ]] || die "libraries that the node lacks for $3 (add them to ROOT_PACKAGES):"$'\n'"$missing"
}
