# shellcheck shell=bash
# A control group for each node in every hierarchy. Otherwise two kubelets would share /kubepods, and each would kill
# the pods of the other as orphans.

# The mount points of all hierarchies, version 1 or 2.
cgroup_roots() { awk '$3 == "cgroup" || $3 == "cgroup2" { print $2 }' /proc/mounts; }

cgroup_is_v2() { [[ -e /sys/fs/cgroup/cgroup.controllers ]]; }

# The caller's own group in the hierarchy mounted at the given place, so that its limits apply to the node too. Version
# 2 allows no groups below one with processes: there it is the root.
cgroup_own() {
    local controllers path id
    if cgroup_is_v2; then
        printf '%s\n' "$1"
        return
    fi
    while IFS=: read -r id controllers path; do
        [[ $id == 0 ]] && controllers=unified
        if [[ ,${controllers#name=}, == *,${1##*/},* || ${controllers#name=} == "${1##*/}" ]]; then
            printf '%s%s\n' "$1" "${path%/}"
            return
        fi
    done </proc/self/cgroup
    printf '%s\n' "$1"
}

# cgroup_join NAME: makes the groups and moves the calling shell into them.
cgroup_join() {
    local root own group file
    for root in $(cgroup_roots); do
        own=$(cgroup_own "$root")
        group=$own/planekeeper-node-$1
        printf '%s\n' "$group" >>"$(state_dir "$1")/cgroups"
        if cgroup_is_v2; then cgroup_enable_controllers "$root"; fi
        mkdir -p "$group"
        # A new cpuset is empty, and nothing can run in it.
        for file in cpuset.cpus cpuset.mems; do
            if [[ $root == */cpuset ]]; then cat "$own/$file" >"$group/$file"; fi
        done
    done
    while read -r group; do
        printf '%s\n' "$BASHPID" >"$group/cgroup.procs"
    done <"$(state_dir "$1")/cgroups"
}

cgroup_enable_controllers() {
    local controller
    for controller in $(<"$1/cgroup.controllers"); do
        # A controller that cannot be enabled here may be needed by the kubelet, whose log names it then.
        printf '+%s\n' "$controller" 2>/dev/null >"$1/cgroup.subtree_control" || true
    done
}

# Only existing groups, because 'up' may have failed early.
cgroup_groups() {
    local group
    while read -r group; do
        if [[ -d $group ]]; then printf '%s\n' "$group"; fi
    done < <(read_state "$1" cgroups)
}

cgroup_pids() {
    local group
    for group in $(cgroup_groups "$1"); do
        find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null || true
    done | sort -un
}

cgroup_remove() {
    local group
    for group in $(cgroup_groups "$1"); do
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
    done
    [[ -z $(cgroup_groups "$1") ]]
}
