# shellcheck shell=bash
# The versions of Kubernetes in a node: one kubelet, and any number of API servers, each with its scheduler.

# Every version, one a line.
kubernetes_versions() {
    tr -s ' ' '\n' <<<"$KUBERNETES_VERSION $KUBERNETES_SERVERS" | sort -uV
}

# kubernetes_commands VERSION: the commands of this version that the node needs, one a line.
kubernetes_commands() {
    if [[ " $KUBERNETES_SERVERS " == *" $1 "* ]]; then printf 'kube-apiserver\nkube-scheduler\n'; fi
    # Debian's kubectl 1.20 crashes when it writes a kubeconfig, so kubectl is built, too.
    if [[ $1 == "$KUBERNETES_VERSION" ]]; then printf 'kubelet\nkubectl\n'; fi
}

prepare_versions() {
    local version commands
    for version in $(kubernetes_versions); do
        mapfile -t commands < <(kubernetes_commands "$version")
        prepare_kubernetes "$version" "${commands[@]}"
    done
}

versions_are_prepared() {
    local version command
    for version in $(kubernetes_versions); do
        for command in $(kubernetes_commands "$version"); do
            [[ -x $(kubernetes_dir "$version")/$command ]] || return 1
        done
    done
}
