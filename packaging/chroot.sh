# shellcheck shell=bash disable=SC2154  # "repository" is set by who sources this
# Sourced by the scripts here: Debian systems to build in, made once and then only read. They hold what debian/control
# asks for. Delete the directory below to have them made anew, with newer packages.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/planekeeper

# sources_of SUITE: where this machine gets Debian from, for another release of it.
sources_of() {
    local own uri release component
    own=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    # shellcheck disable=SC2016  # apt's variables, not the shell's
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | sort -u \
        | while read -r uri release component; do
            case $release in
                "$own" | "$own"-updates | "$own"-security)
                    [ "$component" != main ] || echo "deb $uri $1${release#"$own"} main" ;;
            esac
        done
}

# headers_of PACKAGE: a hook that unpacks a package of headers only, which apt cannot install beside libraries of another
# architecture, because it depends on some of this machine's and is not marked as good for all.
headers_of() {
    # shellcheck disable=SC2016  # the hook's variable
    printf 'chroot "$1" sh -ec "cd /tmp; apt-get download -qq %s; dpkg -x %s_*.deb /; rm %s_*.deb"' "$1" "$1" "$1"
}

# prepare_chroot SUITE ARCHITECTURE PROFILES PACKAGE...: sets "chroot" to a system of this machine's architecture that
# can build planekeeper for ARCHITECTURE.
prepare_chroot() {
    local suite=$1 architecture=$2 profiles=$3 native include key lock architectures
    shift 3
    native=$(dpkg --print-architecture)
    architectures=$native
    [ "$architecture" = "$native" ] || architectures=$native,$architecture
    include=$(IFS=,; echo "$*")
    key=$({
        sed '/^$/q' "$repository/packaging/debian/control"
        declare -f prepare_chroot
        echo "$suite $architectures $profiles $include"
    } | sha256sum | cut -c1-12)
    chroot=$cache/chroots/$suite-$architecture-$key
    install_packages mmdebstrap systemd-container
    mkdir -p "$cache/chroots"
    exec {lock}>"$chroot.lock"
    flock "$lock"
    if [ ! -d "$chroot" ]; then
        echo "making a Debian $suite to build for $architecture in: $chroot" >&2
        rm -rf "$chroot.new"
        # The hooks get the new system's directory as their first argument.
        # shellcheck disable=SC2016
        sources_of "$suite" | mmdebstrap --quiet --variant=buildd --mode=root --architectures="$architectures" \
            --include="$include" \
            --customize-hook='mkdir -p "$1/planekeeper"' \
            --customize-hook="copy-in '$repository/packaging/debian' /planekeeper" \
            --customize-hook="chroot \"\$1\" apt-get build-dep -y -qq --no-install-recommends -a $architecture ${profiles:+-P $profiles} /planekeeper >/dev/null" \
            --customize-hook="$([ "$architecture" = "$native" ] && echo true || headers_of libvalijson-dev)" \
            --customize-hook='rm -r "$1/planekeeper"; mkdir "$1/build" "$1/ccache"; echo 127.0.0.1 localhost >"$1/etc/hosts"' \
            "$suite" "$chroot.new" -
        mv "$chroot.new" "$chroot"
    fi
    exec {lock}>&-
}

# in_chroot SCRATCH CCACHE COMMAND...: runs the command with SCRATCH as /build and without a network. Only /build, /tmp
# and the compiler cache can be written to. The compiler cache is in the directory CCACHE; without a name there is none.
in_chroot() {
    local scratch=$1 ccache=$2 options=()
    shift 2
    if [ -n "$ccache" ]; then
        mkdir -p "$ccache"
        options=(--bind="$ccache:/ccache" --setenv=CCACHE_DIR=/ccache)
    else
        options=(--setenv=CCACHE_DISABLE=1)
    fi
    systemd-nspawn --quiet --directory="$chroot" --read-only --register=no --keep-unit --as-pid2 --private-network \
        --resolv-conf=off --timezone=off --console=pipe --tmpfs=/tmp --bind="$scratch:/build" "${options[@]}" "$@"
}

# An emulator is in it, for the tests.
prepare_arm64_chroot() {
    prepare_chroot bookworm arm64 cross ccache crossbuild-essential-arm64 qemu-user-static
}
