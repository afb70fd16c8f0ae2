# shellcheck shell=bash
# The verb 'prepare': makes all parts of a node, cached outside the repository.

readonly NODE_PARTS=(packages root golang tools versions)

prepare_parts() {
    local part
    for part in "$@"; do "prepare_$part"; done
}

is_prepared() {
    [[ -d $(root_dir) && -e $(tools_dir)/pause.tar ]] && versions_are_prepared &&
        command -v systemd-nspawn nsenter ip flock >/dev/null
}

# node_prepare [PART...]: all parts when none is named.
node_prepare() {
    local part
    for part in "$@"; do
        [[ " ${NODE_PARTS[*]} " == *" $part "* ]] || die "no part '$part': a node is made of ${NODE_PARTS[*]}"
    done
    is_prepared && return
    need_root prepare
    with_lock "$CACHE_DIR" prepare_parts "${@:-${NODE_PARTS[@]}}"
}
