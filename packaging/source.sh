# shellcheck shell=bash disable=SC2154  # "repository" is set by who sources this
# Sourced by the scripts here: from a checkout to a source package's directory, and the packages that takes.

# install_packages PACKAGE...: those that are missing.
install_packages() {
    local package missing=()
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ "${#missing[@]}" -eq 0 ] && return
    apt_get install "${missing[@]}"
}

# install_build_dependencies: of the source in the current directory.
install_build_dependencies() {
    dpkg-checkbuilddeps -Pnocheck 2>/dev/null || apt_get build-dep -P nocheck ./
}

apt_get() {
    if [ "$(id -u)" -ne 0 ]; then
        echo "packages are missing, and only root may install them: apt-get $*" >&2
        return 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get "$1" -y -qq --no-install-recommends "${@:2}" >/dev/null
}

# copy_source DIR: the checkout as it lies, without what was built in it, and with the packaging where Debian wants it.
copy_source() {
    mkdir -p "$1"
    tar -C "$repository" --exclude=./build --exclude=./.git --exclude=__pycache__ -cf - . \
        | tar -C "$1" --no-same-owner -xf -
    mv "$1/packaging/debian" "$1/debian"
}

# move_packages FROM TO: what a build left, and nothing older beside it.
move_packages() {
    rm -f "$2"/planekeeper*_"$(architecture_of "$1")".*
    mv "$1"/planekeeper*_*.* "$2"
    (cd "$2" && ls -l planekeeper*.deb)
}

architecture_of() {
    local changes=("$1"/*.changes)
    sed -n 's/^Architecture: //p' "${changes[0]}"
}
