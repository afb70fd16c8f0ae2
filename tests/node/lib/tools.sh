# shellcheck shell=bash
# Programs in the node that are not Debian's: crictl as its project releases it, and the pause image of every pod sandbox.

readonly CRICTL_VERSION=v1.37.0

tools_dir() {
    printf '%s/tools/%s\n' "$CACHE_DIR" "$(hash_of "$NODE_DIR/lib/tools.sh" "$NODE_DIR/pause")"
}

# build_crictl DIRECTORY: from its module, with the Go that the module asks for.
build_crictl() {
    local go module=sigs.k8s.io/cri-tools@$CRICTL_VERSION
    go=$(go_command)
    (cd / && GO111MODULE=on GOTOOLCHAIN=local "$go" mod download "$module")
    go=$(go_command_for "$("$go" env GOMODCACHE)/cache/download/${module/@/\/@v\/}.mod")
    (cd / && GOBIN=$1 CGO_ENABLED=0 GO111MODULE=on GOTOOLCHAIN=local GOFLAGS="${NODE_GOFLAGS:--p=2}" \
        nice -n "${NODE_NICE:-10}" "$go" install -trimpath -ldflags '-s -w' "${module/@/\/cmd\/crictl@}")
}

# build_tool NAME OUTPUT: from the folder of that name.
build_tool() {
    (cd "$NODE_DIR/$1" && CGO_ENABLED=0 GOFLAGS="-buildvcs=false -mod=readonly ${NODE_GOFLAGS:--p=2}" \
        nice -n "${NODE_NICE:-10}" "$(go_command)" build -trimpath -ldflags '-s -w' -o "$2" .)
}

# An image is a tar file of a few JSON files and layers: no builder is needed for one binary.
# pause_archive BINARY OUTPUT
pause_archive() {
    local work layer_sum config_sum architecture=amd64
    [[ $(uname -m) == aarch64 ]] && architecture=arm64
    work=$(mktemp -d "$2.XXXXXX")
    install -D -m 755 "$1" "$work/layer/pause"
    reproducible_tar "$work/layer" "$work/layer.tar" pause
    layer_sum=$(sha256sum <"$work/layer.tar" | cut -d' ' -f1)
    printf '{"architecture":"%s","os":"linux","config":{"Entrypoint":["/pause"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
        "$architecture" "$layer_sum" >"$work/config.json"
    config_sum=$(sha256sum <"$work/config.json" | cut -d' ' -f1)
    mv "$work/config.json" "$work/$config_sum.json"
    printf '[{"Config":"%s.json","RepoTags":["localhost/pause:1"],"Layers":["layer.tar"]}]' \
        "$config_sum" >"$work/manifest.json"
    reproducible_tar "$work" "$2" manifest.json "$config_sum.json" layer.tar
    rm -rf "$work"
}

reproducible_tar() {
    tar --create --file "$2" --directory "$1" --mtime=@0 --owner=0 --group=0 --numeric-owner "${@:3}"
}

make_tools() {
    build_crictl "$1"
    build_tool pause "$1/pause"
    pause_archive "$1/pause" "$1/pause.tar"
}

prepare_tools() {
    local dir
    dir=$(tools_dir)
    [[ -e $dir/pause.tar ]] && return
    log "building crictl and the pause image"
    rm -rf "$dir.new"
    mkdir -p "$dir.new"
    quietly "$dir.log" make_tools "$dir.new"
    mv "$dir.new" "$dir"
}
