# Killed at any moment, a run leaves the store readable with whole runs only, and the files of earlier results as a set.
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

# one_set: all tables are of the run that run.json tells of, or its hashes say that they are not.
one_set() {
    local closure table
    closure=$(jq -er .closure.deficits results/run.json) || return 1
    for table in countries sectors trade; do
        if [ "$(which $table.csv)" = neither ]; then return 1; fi
    done
    for table in countries sectors trade; do
        if [ "$(which $table.csv)" != "$closure" ]; then
            ! (cd results && jq -r '.outputs[] | "\(.sha256)  \(.path)"' run.json | sha256sum -c --status)
            return
        fi
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
