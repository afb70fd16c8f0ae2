# shellcheck shell=bash
# The base root of every node: a plain Debian 12, made once and then only read.

readonly ROOT_PACKAGES=(
    systemd systemd-sysv dbus libpam-systemd
    containerd runc containernetworking-plugins etcd-server etcd-client
    buildah conmon uidmap
    iproute2 iptables conntrack ethtool socat kmod procps
    ca-certificates curl openssl strace python3-minimal jq less nano
    # What planekeeper's package depends on.
    libssl3 libstdc++6
)

root_dir() { printf '%s/root/%s\n' "$CACHE_DIR" "$(hash_of "$NODE_DIR/lib/root.sh")"; }

prepare_root() {
    local dir include
    dir=$(root_dir)
    [[ -d $dir ]] && return
    log "making the base root (Debian 12)"
    rm -rf "$dir.new"
    mkdir -p "$(dirname "$dir")"
    include=$(IFS=,; printf '%s' "${ROOT_PACKAGES[*]}")
    # A log of an earlier failure would only mislead.
    rm -f "$dir.log"
    quietly "$dir.log" mmdebstrap --variant=minbase --include="$include" bookworm "$dir.new"
    # An empty machine-id lets systemd make one at boot; without the file it would ask questions.
    : >"$dir.new/etc/machine-id"
    rm -rf "$dir.new/var/cache/apt" "$dir.new/var/lib/apt/lists"
    mv "$dir.new" "$dir"
}
