# shellcheck shell=bash
# Which versions of Kubernetes a node is made of: one kubelet, and any number of API servers, each with its
# scheduler.

# Every version, one a line.
kubernetes_versions() {
    tr -s ' ' '\n' <<<"$KUBERNETES_VERSION $KUBERNETES_SERVERS" | sort -uV
}

# kubernetes_commands VERSION: those that the node needs of it, one a line.
kubernetes_commands() {
    if [[ " $KUBERNETES_SERVERS " == *" $1 "* ]]; then printf 'kube-apiserver\nkube-scheduler\n'; fi
    # Debian's kubectl of these versions crashes when it writes a kubeconfig, so it is built, too.
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
