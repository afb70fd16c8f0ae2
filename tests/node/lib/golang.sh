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
