# shellcheck shell=bash
# Prepares this machine for a part of the suite.

need_root() {
    [ "$(id -u)" -eq 0 ] && return
    echo "this needs root: it installs packages and boots systems in namespaces of their own" >&2
    exit 1
}

# install_packages PACKAGE...: those that are missing.
install_packages() {
    local package missing=()
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ "${#missing[@]}" -eq 0 ] && return
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
