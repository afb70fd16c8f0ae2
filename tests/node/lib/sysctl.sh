# shellcheck shell=bash
# The kubelet sets these for the whole machine. They are saved before the first node and put back
# after the last. (A read-only /proc/sys is no way out: the kubelet then refuses to start.)

readonly KUBELET_SYSCTLS=(
    vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops
    kernel.keys.root_maxkeys kernel.keys.root_maxbytes
)

sysctl_file() { printf '%s/.sysctls\n' "$RUN_DIR"; }

sysctl_save() {
    [[ -e $(sysctl_file) ]] && return
    sysctl "${KUBELET_SYSCTLS[@]}" >"$(sysctl_file).new"
    mv "$(sysctl_file).new" "$(sysctl_file)"
}

# Called under the lock, after the state of a node was removed.
sysctl_restore() {
    [[ -e $(sysctl_file) && -z $(node_names) ]] || return 0
    sysctl -q -p "$(sysctl_file)" || log "could not put back all of $(sysctl_file)"
    rm -f "$(sysctl_file)"
}
