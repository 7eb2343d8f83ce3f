# Frame of the scripts tests/cli/test_*.sh, each of which begins with
#     . "${0%/*}/lib.sh"
# and holds cases. Most take one line:
#     good "prints its version" '^cohong [0-9]' --version
#     bad  "names the unknown verb" 'unknown verb "rnu".*did you mean "run"' rnu
# A longer one is a name, one or more runs, and what is expected of the last run:
#     case_name "writes the tables"
#     run run "$DATA/scenarios/x.toml" --out "$WORK/out"
#     expect_exit 0
#     expect_file "$WORK/out/countries.csv"
# Variables: COHONG the command, ROOT the checkout, DATA its data, SHARED the material beside it (may be absent: see
# need_shared), WORK a fresh folder that is the working directory and is removed at the end.
# A case passes when it expected something and all of it came. Patterns are extended regular expressions.
set -u
ROOT=${ROOT:-$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)}
BUILD=${BUILD:-$ROOT/build/release}
COHONG=${COHONG:-$BUILD/cohong}
DATA=$ROOT/data
SHARED=$ROOT/../shared
WORK=$(mktemp -d)
cd "$WORK" || exit 1
unset NO_COLOR COLUMNS
export LC_ALL=C

tap_number=0 # of the last case that was printed
tap_title=   # of the open case; empty: none is open
tap_expected=0
tap_failed=0
tap_skip=

tap_note() { printf '%s\n' "$@" | sed 's/^/# /'; }

tap_close() { # prints the open case
    if [ -z "$tap_title" ]; then return; fi
    tap_number=$((tap_number + 1))
    if [ -n "$tap_skip" ]; then
        echo "ok $tap_number - $tap_title # SKIP $tap_skip"
    elif [ "$tap_expected" -eq 0 ]; then
        tap_note "the case expects nothing"
        echo "not ok $tap_number - $tap_title"
    elif [ "$tap_failed" -gt 0 ]; then
        echo "not ok $tap_number - $tap_title"
    else
        echo "ok $tap_number - $tap_title"
    fi
    tap_title=
}

tap_end() { # on exit: the plan stands last, so a script that dies on the way is seen to have died
    local status=$?
    tap_close
    cd / && rm -rf "$WORK"
    if [ "$status" -eq 0 ]; then echo "1..$tap_number"; else echo "Bail out! status $status"; fi
}
trap tap_end EXIT

# expected TRUE-OR-FALSE TEXT: counts an expectation; says what came instead when it did not hold.
tap_expect() {
    tap_expected=$((tap_expected + 1))
    if [ "$1" = true ]; then return; fi
    tap_failed=$((tap_failed + 1))
    tap_note "$2" "command: ${last_command:-none}" "exit: ${last_exit:-none}"
    if [ -f "$WORK/.stdout" ]; then tap_note "stdout:" "$(head -c 2000 "$WORK/.stdout")"; fi
    if [ -f "$WORK/.stderr" ]; then tap_note "stderr:" "$(head -c 2000 "$WORK/.stderr")"; fi
}
tap_holds() { # TEXT COMMAND...: expects the command to succeed
    local text=$1
    shift
    if "$@"; then tap_expect true "$text"; else tap_expect false "$text"; fi
}

# ---- a case
case_name() {
    tap_close
    tap_title=$1 tap_expected=0 tap_failed=0 tap_skip=
}

# Leaves the case out; the reason begins with "needs ". Lines of the case that follow are still run: return or guard.
skip_case() { tap_skip=$1; }

# need_shared PATH || continue: true when ../shared/PATH is there; otherwise the case is skipped.
need_shared() {
    if [ -e "$SHARED/$1" ]; then return 0; fi
    skip_case "needs ../shared/$1"
    return 1
}

# need_tool NAME: the same for a command.
need_tool() {
    if command -v "$1" >/dev/null; then return 0; fi
    skip_case "needs $1"
    return 1
}

# ---- runs
# run ARGUMENT...: runs cohong; its output stands in $WORK/.stdout and $WORK/.stderr, its status in last_exit.
run() { run_command "$COHONG" "$@"; }

run_command() {
    last_command="${*##*/}"
    "$@" >"$WORK/.stdout" 2>"$WORK/.stderr" </dev/null
    last_exit=$?
}

# ---- expectations of the last run
expect_exit() { tap_holds "expected exit status $1" test "$last_exit" -eq "$1"; }
expect_line() { tap_holds "expected a line on stdout like: $1" grep -Eq -e "$1" "$WORK/.stdout"; }
expect_no_line() { tap_holds "expected no line on stdout like: $1" tap_without "$1" "$WORK/.stdout"; }
expect_stderr_line() { tap_holds "expected a line on stderr like: $1" grep -Eq -e "$1" "$WORK/.stderr"; }
expect_no_stdout() { tap_holds "expected nothing on stdout" test ! -s "$WORK/.stdout"; }
expect_no_stderr() { tap_holds "expected nothing on stderr" test ! -s "$WORK/.stderr"; }
# One line on stderr and no more, as every error is.
expect_one_error_line() { tap_holds "expected one line on stderr" test "$(wc -l <"$WORK/.stderr")" -eq 1; }
expect_file() { tap_holds "expected a file that is not empty: $1" test -s "$1"; }
expect_no_file() { tap_holds "expected no file or folder: $1" test ! -e "$1"; }
expect_same() { tap_holds "expected the same bytes: $1 $2" cmp -s "$1" "$2"; }
# expect_file_line FILE PATTERN
expect_file_line() { tap_holds "expected a line in $1 like: $2" grep -Eq -e "$2" "$1"; }
# expect_json FILTER: jq's filter gives true for what was printed on stdout.
expect_json() { tap_holds "expected JSON on stdout for which this is true: $1" tap_quietly jq -e "$1" "$WORK/.stdout"; }
# expect_true TEXT COMMAND...: anything else.
expect_true() { tap_holds "$@"; }
tap_without() { ! grep -Eq -e "$1" "$2"; }
tap_quietly() { "$@" >/dev/null 2>&1; }

# ---- cases of one line
# good NAME PATTERN ARGUMENT...: exit 0, a line like the pattern on stdout, nothing on stderr.
good() {
    case_name "$1"
    local pattern=$2
    shift 2
    run "$@"
    expect_exit 0
    expect_line "$pattern"
    expect_no_stderr
}

# bad NAME PATTERN ARGUMENT...: exit 2, one line like the pattern on stderr, nothing on stdout.
bad() {
    case_name "$1"
    local pattern=$2
    shift 2
    run "$@"
    expect_exit 2
    expect_stderr_line "$pattern"
    expect_one_error_line
    expect_no_stdout
}
