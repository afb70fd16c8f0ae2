# shellcheck shell=bash
# Finds a Go toolchain: the one on PATH, the usual folders (sudo resets PATH), else Debian's.

go_command() {
    local candidate
    for candidate in "$(command -v go || true)" /usr/local/go/bin/go /usr/lib/go/bin/go; do
        if [[ -x $candidate ]]; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

prepare_golang() {
    go_command >/dev/null || install_packages golang-go
}

# go_is_new_enough COMMAND VERSION: as in 1.26.0.
go_is_new_enough() {
    local own
    own=$(GOTOOLCHAIN=local "$1" env GOVERSION)
    printf '%s\n' "$2" "${own#go}" | sort -CV
}

# go_command_for GO.MOD: the toolchain for a module. One that is too old brings a newer one itself,
# which the Go project publishes as a module.
go_command_for() {
    local go wanted
    go=$(go_command)
    wanted=$(awk '$1 == "go" && NF == 2 { print $2 }' "$1")
    if ! go_is_new_enough "$go" "$wanted"; then
        go=$CACHE_DIR/go/$wanted/bin/go
        [[ -x $go ]] || go_fetch "$wanted" || return
    fi
    printf '%s\n' "$go"
}

# Go before 1.21 does not know what a toolchain is, but can download it as any module, which has no
# programs in it: their permissions have to be set.
go_fetch() {
    local dir=$CACHE_DIR/go/$1 go module
    go=$(go_command)
    module=golang.org/toolchain@v0.0.1-go$1.linux-$("$go" env GOARCH)
    (cd / && GO111MODULE=on GOTOOLCHAIN=local "$go" mod download "$module") || return
    rm -rf "$dir.new"
    mkdir -p "$(dirname "$dir")"
    cp -r "$("$go" env GOMODCACHE)/$module" "$dir.new"
    chmod -R u+w "$dir.new"
    chmod +x "$dir.new"/bin/* "$dir.new"/pkg/tool/*/*
    mv "$dir.new" "$dir"
}
