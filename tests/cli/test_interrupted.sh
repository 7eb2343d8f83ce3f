# Killed at any moment, a run leaves the store readable with whole runs only, and a folder of results that is one set or has no run.json.
. "${0%/*}/lib.sh" || exit 1
if ! command -v sqlite3 >/dev/null; then
    case_name "killed runs"
    need_tool sqlite3
    exit 0
fi

# Two runs that differ in every file; a killed run tries to replace one by the other.
for closure in fixed zero; do
    "$COHONG" run us-china-2018-19 --deficits $closure --out $closure --store runs.db --quiet || exit 1
done
cp -r zero results
whole=$(sqlite3 -readonly runs.db 'SELECT count(*) FROM trade_value WHERE run = 1')
expected_countries=$(sqlite3 -readonly runs.db 'SELECT count(*) FROM country_value WHERE run = 1')

# which FILE: the run that a file in results/ is of.
which() {
    if cmp -s results/"$1" fixed/"$1"; then echo fixed; elif cmp -s results/"$1" zero/"$1"; then echo zero; else echo neither; fi
}

# one_set: every table is whole, and if run.json is there, the hashes in it are those of all three, which are of its run.
one_set() {
    local closure table
    for table in countries sectors trade; do
        if [ "$(which $table.csv)" = neither ]; then return 1; fi
    done
    if [ ! -e results/run.json ]; then return 0; fi
    [ "$(jq -er '.outputs | length' results/run.json)" -eq 3 ] || return 1
    (cd results && jq -r '.outputs[] | "\(.sha256)  \(.path)"' run.json | sha256sum -c --strict --status) || return 1
    closure=$(jq -er .closure.deficits results/run.json) || return 1
    for table in countries sectors trade; do
        if [ "$(which $table.csv)" != "$closure" ]; then return 1; fi
    done
}

# Moments are spread over the time that a whole run takes, which is measured here and asserted nowhere.
started=$(date +%s%N)
"$COHONG" run us-china-2018-19 --deficits zero --out results --store runs.db --quiet
took=$((($(date +%s%N) - started) / 1000)) # microseconds

case_name "twenty runs killed at moments spread over the run"
killed=0 before=$(sqlite3 -readonly runs.db 'SELECT max(id) FROM run')
for k in $(seq 20); do
    if [ $((k % 2)) -eq 0 ]; then closure=zero; else closure=fixed; fi
    "$COHONG" run us-china-2018-19 --deficits $closure --out results --store runs.db --quiet 2>/dev/null &
    process=$!
    sleep "$(awk -v took=$took -v k="$k" 'BEGIN { printf "%.6f", took * (k + 0.5) / 21 / 1e6 }')"
    if kill -9 $process 2>/dev/null; then killed=$((killed + 1)); fi
    wait $process 2>/dev/null
    run runs --store runs.db --json
    expect_exit 0
    expect_true "expected a sound store after moment $k" test "$(sqlite3 runs.db 'PRAGMA integrity_check')" = ok
    expect_true "expected only whole runs after moment $k" test "$(sqlite3 runs.db "SELECT count(*) FROM run WHERE
        (SELECT count(*) FROM trade_value WHERE run = run.id) != $whole OR
        (SELECT count(*) FROM country_value WHERE run = run.id) != $expected_countries")" -eq 0
    expect_true "expected no values without a run after moment $k" test "$(sqlite3 runs.db 'SELECT count(*) FROM trade_value
        WHERE run NOT IN (SELECT id FROM run)')" -eq 0
    expect_true "expected the files of one run after moment $k" one_set
done
expect_true "expected that some run was killed" test $killed -gt 0

case_name "what was stored before is as it was"
run runs show 1 --store runs.db --json
expect_exit 0
expect_true "expected the first run's manifest" test "$(jq -r .manifest.closure.deficits "$WORK/.stdout")" = fixed
sqlite3 -readonly runs.db "SELECT country, printf('%.12g', value) FROM country_value WHERE run = 1 AND measure = 'welfare' ORDER BY country" |
    tr '|' ' ' >from-store
awk -F, 'NR > 1 { printf "%s %.12g\n", $1, $2 }' fixed/countries.csv | sort >from-csv
expect_same from-store from-csv

case_name "the next run is whole and gets a new id"
run run us-china-2018-19 --out results --store runs.db
expect_exit 0
expect_line '^Recorded: run [0-9]+ in runs\.db'
expect_true "expected a new id" test "$(sqlite3 runs.db 'SELECT max(id) FROM run')" -gt "$before"
expect_same results/countries.csv fixed/countries.csv
expect_same results/trade.csv fixed/trade.csv

# A kill between two renames hits by chance almost never: a library that stands before libc ends the process at the Nth call that
# would remove or rename something in results/.
cat >killer.c <<'C'
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void count(const char *path)
{
    static int calls;
    if (strncmp(path, "results/", 8) != 0 || strchr(path + 8, '/') != NULL) return;
    if (++calls == atoi(getenv("KILL_AT"))) raise(SIGKILL);
}

int rename(const char *from, const char *to)
{
    count(to);
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path)
{
    count(path);
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
C
case_name "killed before each step of replacing the files: run.json tells of all tables or is not there"
if need_tool "${CC:-cc}"; then
    expect_true "expected a library" "${CC:-cc}" -shared -fPIC -o killer.so killer.c
    rm -rf results && cp -r fixed results
    for step in 1 2 3 4 5; do
        KILL_AT=$step ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0" LD_PRELOAD=$WORK/killer.so \
            "$COHONG" run us-china-2018-19 --deficits zero --out results --no-store --quiet 2>/dev/null
        expect_true "expected that step $step was the last of the process" test $? -eq 137
        expect_true "expected one set, or no run.json, before step $step" one_set
        if [ $step -gt 1 ]; then expect_no_file results/run.json; fi
    done
    expect_true "expected what the killed processes left" test -n "$(find results -name '.cohong-*' -print -quit)"
fi

case_name "the next run removes what killed runs left, but not what a living one is writing"
mkdir -p results/.cohong-$$ results/.cohong-notes
run run us-china-2018-19 --out results --no-store --quiet
expect_exit 0
expect_true "expected one set" one_set
expect_file results/run.json
expect_true "expected the two folders that are not stale" test "$(find results -name '.cohong-*' | sort | tr '\n' ' ')" = \
    "$(printf '%s\n' results/.cohong-$$ results/.cohong-notes | sort | tr '\n' ' ')"
rmdir results/.cohong-$$ results/.cohong-notes

case_name "a run that is asked to end while it writes ends with whole files"
"$COHONG" run us-china-2018-19 --deficits zero --out results --store runs.db --quiet 2>/dev/null &
process=$!
# Not before it is cohong: until then it is this shell, which would clear up behind itself.
while [ "$(cat /proc/$process/comm 2>/dev/null)" = bash ]; do :; done
sleep "$(awk -v took=$took 'BEGIN { printf "%.6f", took / 2e6 }')"
kill -TERM $process 2>/dev/null
wait $process 2>/dev/null
expect_true "expected the files of one run" one_set
expect_true "expected a sound store" test "$(sqlite3 runs.db 'PRAGMA integrity_check')" = ok
