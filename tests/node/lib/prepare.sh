# shellcheck shell=bash
# The verb 'prepare': everything a node is made of, cached outside the repo.

prepare_all() {
    prepare_packages
    prepare_root
    prepare_golang
    prepare_tools
    prepare_versions
}

is_prepared() {
    [[ -d $(root_dir) && -e $(tools_dir)/pause.tar ]] && versions_are_prepared &&
        command -v systemd-nspawn nsenter ip flock >/dev/null
}

node_prepare() {
    is_prepared && return
    need_root prepare
    with_lock "$CACHE_DIR" prepare_all
}
