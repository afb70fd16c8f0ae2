# Sourced by tests/run and tests/node/try: common preparations.

# shellcheck source=tests/steps.sh
. "$repository/tests/steps.sh"

need_root() {
    [ "$(id -u)" -eq 0 ] && return
    echo "this needs root: it installs packages and raises a node in namespaces of its own" >&2
    exit 1
}

# Installs the packages of tests/packages.
install_packages() {
    local wanted
    mapfile -t wanted < <(grep -v '^#' "$repository/tests/packages")
    install_missing "${wanted[@]}"
}

# install_missing PACKAGE...
install_missing() {
    local package missing=()
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ "${#missing[@]}" -eq 0 ] && return
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The compiler cache serves every checkout on this machine.
export CCACHE_BASEDIR=$repository CCACHE_NOHASHDIR=1

# build PRESET [CMAKE OPTION...]: configures and builds into build/PRESET.
build() {
    local preset=$1
    shift
    (cd "$repository" && cmake --preset "$preset" "$@" >/dev/null && cmake --build --preset "$preset")
}
