# shellcheck shell=bash
# The root file system of a node: an overlay over the read-only base, with the node's own files.

storage_up() {
    local data dir
    data=$(data_dir "$1")
    mkdir -p "$data"/{upper,work,root,plain}
    for dir in "${PLAIN_DIRS[@]}"; do mkdir -p "$data/plain$dir"; done
    chmod 700 "$data/plain/var/lib/etcd"
    cp -a "$NODE_DIR/files/." "$data/upper/"
    chown -R 0:0 "$data/upper"
    storage_fill "$data/upper"
    mount -t overlay overlay -o "lowerdir=$(root_dir),upperdir=$data/upper,workdir=$data/work" "$data/root"
}

# Files that are not plain files of the repository.
storage_fill() {
    local upper=$1 command version
    mkdir -p "$upper"/{opt/planekeeper-node,usr/bin}
    for version in $(kubernetes_versions); do mkdir -p "$upper/opt/kubernetes/$version"; done
    mkdir -p "$upper"/etc/{kubelet.d,planekeeper} "$upper"/etc/systemd/system
    # The node has no state of the base image: each gets its own machine-id.
    : >"$upper/etc/machine-id"
    for command in kubelet kubectl; do
        ln -s "/opt/kubernetes/$KUBERNETES_VERSION/$command" "$upper/usr/bin/$command"
    done
    install -m 755 "$(tools_dir)/crictl" "$upper/usr/bin/crictl"
    install -m 644 "$(tools_dir)/pause.tar" "$upper/opt/planekeeper-node/pause.tar"
    kubelet_config >>"$upper/etc/kubelet/config.yaml"
    kubelet_flags >"$upper/etc/kubelet/flags"
    storage_mask "$upper/etc/systemd/system"
}

# Units that would change the machine, or only make noise while a test measures quiet.
storage_mask() {
    local unit
    for unit in systemd-sysctl.service systemd-modules-load.service systemd-binfmt.service \
        systemd-networkd.service systemd-resolved.service console-getty.service getty.target \
        apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
        e2scrub_reap.service fstrim.timer logrotate.timer systemd-tmpfiles-clean.timer; do
        ln -s /dev/null "$1/$unit"
    done
}

# storage_enable NAME TARGET UNIT: as 'systemctl enable' would.
storage_enable() {
    local wants
    wants=$(data_dir "$1")/root/etc/systemd/system/$2.wants
    mkdir -p "$wants"
    ln -sf "/etc/systemd/system/$3" "$wants/$3"
}

storage_disable() { rm -f "$(data_dir "$1")/root/etc/systemd/system/$2.wants/$3"; }

storage_down() {
    local data mounted
    data=$(data_dir "$1")
    # Deepest first; nspawn's own mounts went with its mount namespace.
    while read -r mounted; do
        umount "$mounted" || umount -l "$mounted"
    done < <(awk -v data="$data/" 'index($2, data) == 1 { print $2 }' /proc/mounts | sort -r)
    rm -rf "$data"
}
