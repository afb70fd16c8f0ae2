# shellcheck shell=bash
# Reaching into a running node.
# shellcheck disable=SC2016 # the scripts in single quotes are expanded inside the node

# in_node NAME COMMAND...: with a clean environment, in all namespaces of the node. The machine's clock has no namespace,
# so nothing in the node may set it.
in_node() {
    local leader
    leader=$(need_leader "$1")
    nsenter --target "$leader" --all --wdns=/ setpriv --bounding-set -sys_time \
        env -i "${NODE_ENVIRONMENT[@]}" "${@:2}"
}

readonly NODE_ENVIRONMENT=(
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    HOME=/root USER=root LANG=C.UTF-8 TERM="${TERM:-dumb}"
)

# The caller's terminal does not exist in the node: script gives the shell one of the node's own.
node_shell() {
    if [[ -t 0 ]]; then
        in_node "$1" script --quiet --return --command 'bash -l' /dev/null
    else
        in_node "$1" bash -l
    fi
}

# node_push NAME SOURCE DESTINATION: a file or a folder, through tar so that modes are kept.
node_push() {
    local source=$2 destination=$3
    [[ -e $source ]] || die "nothing at $source"
    need_leader "$1" >/dev/null
    if [[ -d $source ]]; then
        tar -C "$source" --owner=0 --group=0 -cf - . |
            in_node "$1" sh -c 'mkdir -p "$1" && tar -C "$1" -xf -' - "$destination"
        return
    fi
    local mode name
    mode=$(stat -c %a "$source")
    name=$(basename "$source")
    # A rename, so that a running program can be replaced.
    in_node "$1" sh -c '
        case $1 in */) target=$1$3 ;; *) target=$1 ;; esac
        [ ! -d "$target" ] || target=$target/$3
        mkdir -p "$(dirname "$target")"
        cat >"$target.pushed" && chmod "$2" "$target.pushed" && mv "$target.pushed" "$target"' \
        - "$destination" "$mode" "$name" <"$source"
}

# node_pull NAME SOURCE DESTINATION
node_pull() {
    in_node "$1" test -e "$2" || die "nothing at $2 in node '$1'"
    if in_node "$1" test -d "$2"; then
        mkdir -p "$3"
        in_node "$1" tar -C "$2" -cf - . | tar -C "$3" --no-same-owner -xf -
    elif [[ -d $3 ]]; then
        in_node "$1" cat "$2" >"$3/$(basename "$2")"
    else
        in_node "$1" cat "$2" >"$3"
    fi
}
