# shellcheck shell=bash disable=SC2154  # "cache" and "here" are set by who sources this
# Debian systems to install the package on, made once and then only read. Each is keyed by a digest of its recipe, so
# old ones can be deleted at any time when no test runs.

# What planekeeper depends on is in each root, so that installing it needs no network.
readonly DEPENDENCIES=libssl3,libstdc++6

# A bare Debian that systemd boots. curl is for the fetcher, and to speak HTTP to the daemon's socket.
readonly BOOTABLE=systemd,systemd-sysv,dbus,curl

# sources_of SUITE ARCHITECTURE: where this machine gets Debian from, for another release or architecture of it.
sources_of() {
    local own uri release component
    own=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    # shellcheck disable=SC2016  # apt's variables, not the shell's
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | sort -u |
        while read -r uri release component; do
            case $release:$component in
                "$own:main" | "$own-updates:main" | "$own-security:main")
                    echo "deb [arch=$2] $uri $1${release#"$own"} main" ;;
            esac
        done
}

# mirror_of SUITE: the first of them, without the updates.
mirror_of() { sources_of "$1" any | awk -v suite="$1" '$4 == suite { print $3; exit }'; }

# root NAME RECIPE...: makes the root that the function RECIPE makes, unless it is there, and prints its path.
# RECIPE gets its arguments and then the path of what it should make.
root() {
    local name=$1 key target
    shift
    key=$({ declare -p DEPENDENCIES BOOTABLE && declare -f "$1" sources_of && echo "$*"; } | sha256sum | cut -c1-12)
    target=$cache/systems/$name-$key
    mkdir -p "$cache/systems"
    # In a subshell, so that the lock ends with it.
    (
        exec 9>"$target.lock"
        flock 9
        [ ! -e "$target" ] || exit 0
        echo "making $target" >&2
        rm -rf "$target.new"
        "$@" "$target.new" </dev/null >"$target.log" 2>&1 || {
            tail -n 30 "$target.log" >&2
            echo "making it failed; the whole log is $target.log" >&2
            exit 1
        }
        mv "$target.new" "$target"
    ) || return 1
    echo "$target"
}

# bootable SUITE TARGET
bootable() {
    sources_of "$1" "$(dpkg --print-architecture)" |
        mmdebstrap --mode=root --variant=minbase --include="$BOOTABLE,$DEPENDENCIES" "$1" "$2" - &&
        # An empty machine-id lets systemd make one at boot; without the file it would ask questions. The others are
        # copies of this machine's.
        : >"$2/etc/machine-id" && rm -f "$2"/etc/{hostname,resolv.conf} && rm -rf "$2"/var/cache/apt/*.bin "$2"/var/lib/apt/lists/*
}

# foreign SUITE ARCHITECTURE TARGET: small, because each of its programs is emulated. curl, openssl and Python are for the
# tests of planekeeper's own code.
foreign() {
    sources_of "$1" "$2" | "$here/emulated" mmdebstrap --mode=root --variant=essential --architectures="$2" \
        --include="systemd-standalone-sysusers,systemd-standalone-tmpfiles,curl,openssl,python3,$DEPENDENCIES" \
        --skip=output/dev,output/mknod "$1" "$3" -
}

# minimal SUITE TARGET: a compressed archive, as piuparts wants it, with apt.
minimal() {
    sources_of "$1" "$(dpkg --print-architecture)" |
        mmdebstrap --mode=root --variant=minbase --include="systemd,$DEPENDENCIES" "$1" - - | gzip -1 >"$2"
}
