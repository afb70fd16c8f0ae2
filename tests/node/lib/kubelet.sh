# shellcheck shell=bash
# The kubelet's settings that differ between versions; the rest is in files/.

readonly KUBELET_RUNTIME=unix:///run/containerd/containerd.sock

# The end of /etc/kubelet/config.yaml.
kubelet_config() {
    local minor
    minor=$(kubernetes_minor "$KUBERNETES_VERSION")
    if ((minor >= 27)); then printf 'containerRuntimeEndpoint: %s\n' "$KUBELET_RUNTIME"; fi
    # From 1.35 on the kubelet ends at once on a machine with control groups of version 1.
    if ((minor >= 31)); then printf 'failCgroupV1: false\n'; fi
}

# The content of /etc/kubelet/flags, one a line.
kubelet_flags() {
    local minor
    minor=$(kubernetes_minor "$KUBERNETES_VERSION")
    # Before 1.24 the default is Docker, from 1.27 on the flag is gone.
    if ((minor < 24)); then printf '%s\n' --container-runtime=remote; fi
    if ((minor < 27)); then printf -- '--container-runtime-endpoint=%s\n' "$KUBELET_RUNTIME"; fi
}
