# shellcheck shell=bash
# Debian packages that the machine itself needs.

# command:package
readonly HOST_TOOLS=(
    mmdebstrap:mmdebstrap systemd-nspawn:systemd-container nsenter:util-linux ip:iproute2
    flock:util-linux sysctl:procps update-ca-certificates:ca-certificates
)

install_packages() {
    need_root prepare
    log "installing $*"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 && return
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
        die "apt-get could not install: $*"
}

prepare_packages() {
    local tool missing=()
    for tool in "${HOST_TOOLS[@]}"; do
        command -v "${tool%%:*}" >/dev/null || missing+=("${tool#*:}")
    done
    [[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}"
}
