# shellcheck shell=bash
# Puts planekeeper's package into a running node.

# node_install NAME FILE.deb|DIRECTORY
node_install() {
    local name=$1 package=$2
    need_leader "$name" >/dev/null
    [[ -d $package ]] && package=$(native_package "$package")
    [[ -f $package ]] || die "no package $package: build it with packaging/build-deb"
    node_push "$name" "$package" /root/planekeeper.deb
    # The node has no network: the package's dependencies are already in its root.
    in_node "$name" dpkg -i /root/planekeeper.deb
}

# The package of this machine's architecture among those that packaging/build-deb has left in a directory.
native_package() {
    local found=("$1"/planekeeper_*_"$(dpkg --print-architecture)".deb)
    printf '%s\n' "${found[-1]}"
}
