# shellcheck shell=bash
# Sourced by tests/prepare.sh: reports long work in one line for each step. A step's output goes into a file; the file's
# end is shown when the step fails.

# step TITLE COMMAND...: prints TITLE with the time that it took; fails as COMMAND does.
step() {
    local title=$1 log began job code=0 interrupted=''
    shift
    log=$(mktemp "${TMPDIR:-/tmp}/planekeeper-step.XXXXXX")
    began=$EPOCHREALTIME
    [ -t 1 ] || printf '%-44s' "$title"
    # A separate process group, so that an interrupt ends all of it.
    set -m
    "$@" >"$log" 2>&1 </dev/null &
    job=$!
    set +m
    trap 'interrupted=yes' INT TERM
    while [ -z "$interrupted" ] && kill -0 "$job" 2>/dev/null; do
        [ ! -t 1 ] || step_so_far "$title" "$began" "$log"
        sleep 0.3 || true
    done
    [ -z "$interrupted" ] || kill -TERM -- "-$job" 2>/dev/null || true
    wait "$job" || code=$?
    trap - INT TERM
    [ ! -t 1 ] || printf '\r\033[K%-44s' "$title"
    printf '%7.1f s' "$(seconds_since "$began")"
    step_ended "$code" "$log"
    [ -z "$interrupted" ] || exit 130
    return "$code"
}

# step_ended CODE LOG
step_ended() {
    if [ "$1" -eq 0 ]; then
        echo && rm -f "$2"
    else
        echo "   failed"
        tail -n 60 "$2" | cut -c 1-400 >&2
        echo "the whole log: $2" >&2
    fi
}

# step_so_far TITLE BEGAN LOG: on a terminal, shows the last line of the log in place of the previous one.
step_so_far() {
    local width=$((${COLUMNS:-$(tput cols 2>/dev/null || echo 80)} - 56)) last
    last=$(tail -c 2000 "$3" | tr '\r' '\n' | tr -cd '[:print:]\n' | tail -n 1)
    printf '\r\033[K%-44s%7.0f s  %s' "$1" "$(seconds_since "$2")" "${last:0:width > 0 ? width : 0}"
}

# seconds_since EPOCHREALTIME
seconds_since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { print to - from }'; }
