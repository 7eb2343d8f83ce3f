# cohong runs and cohong diff: what is stored, found, compared and deleted.
. "${0%/*}/lib.sh"
. "$ROOT/tests/cli/small_world.sh"
export COHONG_STORE=$WORK/stores/runs.db
small_world world
small_scenario tariff.toml world </dev/null

good "an empty store is no error" '^No run is stored yet' runs
good "an empty store as JSON" '^\[\]$' runs --json
bad "there is nothing to compare yet" 'no run is stored yet' diff 1 2
bad "there is nothing to show yet" 'there is no run "1": no run is stored yet' runs show 1
case_name "asking leaves no store behind"
expect_no_file stores

case_name "--name records a run, in a folder that is made"
run run tariff.toml --name fixed --out fixed
expect_exit 0
expect_line "^Recorded: run 1 in .*/stores/runs\.db\$"
expect_file stores/runs.db

case_name "--out records it too, without a name; --no-store does not"
run run tariff.toml --out zero --deficits zero
expect_line '^Recorded: run 2 in '
run run tariff.toml --out zero --deficits zero --no-store
expect_exit 0
expect_no_line '^Recorded'
run runs --json
expect_json 'length == 2'

case_name "lists runs, oldest first"
run run tariff.toml --name zero --deficits zero --quiet
run runs
expect_exit 0
expect_line '^ +1 +fixed +20[0-9-]+T[0-9:]+Z +Three countries +fixed +perfect_competition +A tariff of AAA on BBB$'
expect_line '^ +3 +zero +20[0-9-]+T[0-9:]+Z +Three countries +zero '
run runs --json
expect_json 'map(.id) == [1, 2, 3] and map(.name) == ["fixed", "", "zero"] and map(.deficits) == ["fixed", "zero", "zero"]'

case_name "shows a run with its closure and its scenario"
run runs show fixed --country AAA
expect_exit 0
expect_line '^Run 1, fixed, recorded '
expect_line '^AAA '
expect_no_line '^BBB '
expect_line '^Closure: deficits fixed'
expect_line 'Scenario: tariff\.toml$'

case_name "a shown run is the table that run printed"
run run tariff.toml --no-store
sed -n '/^AAA/,/^CCC/p' "$WORK/.stdout" >printed
run runs show 1
sed -n '/^AAA/,/^CCC/p' "$WORK/.stdout" >shown
expect_same printed shown
run runs show 1 --json
expect_json '.manifest.engine == "cohong" and (.manifest.inputs | length) == 7 and (.countries | length) == 3'

bad "names the nearest run" 'there is no run "zreo"; did you mean "zero"' runs show zreo
bad "knows no such id" 'there is no run "99"' runs show 99
bad "knows no such country" 'no country "AAB"; did you mean "AAA"' runs show 1 --country AAB
bad "knows its verbs" 'unknown verb "shwo"; did you mean "show"' runs shwo 1

# ---- diff
case_name "compares two runs by country and measure"
run diff fixed zero --country AAA
expect_exit 0
expect_line '^A: run 1 fixed, A tariff of AAA on BBB; Three countries; deficits fixed, '
expect_line '^B: run 3 zero, .* deficits zero, '
expect_line '^Welfare, exact +% +AAA +[+-][0-9.]+ +[+-][0-9.]+ +[+-][0-9.]+$'
expect_line '^Welfare, first order +% +AAA '
expect_line '^Tariff revenue +USD million, 2017 +AAA '

case_name "compares as JSON what stands in the two countries.csv"
run diff fixed zero --measure all --json
expect_exit 0
expect_json '.a.id == 1 and .b.id == 3 and .b.deficits == "zero"'
expect_json '.differences | all(.difference == null or .difference == .b - .a)'
# rows "country measure a b" from the files and from the comparison, as the same doubles
long() { awk -F, 'NR == 1 { for (k = 2; k <= NF; k++) name[k] = $k; next }
    { for (k = 2; k <= NF; k++) if ($k != "") printf "%s %s %.17g\n", $1, name[k], $k }' "$1" | sort; }
join <(long fixed/countries.csv | sed 's/ /|/') <(long zero/countries.csv | sed 's/ /|/') >from-files
jq -r '.differences[] | select(.a != null) | "\(.country)|\(.measure) \(.a) \(.b)"' "$WORK/.stdout" |
    awk '{ printf "%s %.17g %.17g\n", $1, $2, $3 }' | sort >from-diff
expect_true "expected some rows" test -s from-files
expect_same from-files from-diff

case_name "compares as Markdown"
run diff 1 3 --md --measure welfare --country AAA,BBB
expect_exit 0
expect_line '^\| Measure \| Unit \| Country \| A \| B \| B - A \|$'
expect_line '^\| --- \| --- \| --- \| ---: \| ---: \| ---: \|$'
expect_true "expected two rows" test "$(grep -c '^| Welfare, exact | % | ' "$WORK/.stdout")" -eq 2

case_name "a run differs from itself by nothing"
run diff 1 1 --measure all --json
expect_json '.differences | all(.difference == 0 or .difference == null)'

bad "diff names the nearest run" 'there is no run "fxied"; did you mean "fixed"' diff zero fxied
bad "diff names the nearest measure" 'no measure "welfre"; did you mean "welfare"' diff 1 2 --measure welfre
bad "diff takes one form" '\-\-json does not go with --md' diff 1 2 --json --md
bad "diff needs two runs" 'usage: cohong diff A B' diff 1

# ---- the file
case_name "any SQLite tool reads it, and finds the rows of the files"
if need_tool sqlite3; then
    query() { sqlite3 -readonly "$COHONG_STORE" "$1"; }
    expect_true "expected three runs" test "$(query 'SELECT count(*) FROM run')" -eq 3
    expect_true "expected a sound file" test "$(query 'PRAGMA integrity_check')" = ok
    expect_true "expected the rows of trade.csv" \
        test "$(query 'SELECT count(*) FROM trade_value WHERE run = 1')" -eq "$(($(wc -l <fixed/trade.csv) - 1))"
    expect_true "expected the rows of sectors.csv" \
        test "$(query 'SELECT count(*) FROM sector_value WHERE run = 1')" -eq "$(($(wc -l <fixed/sectors.csv) - 1))"
    query "SELECT country, printf('%.12g', value) FROM country_value WHERE run = 1 AND measure = 'welfare' ORDER BY country" |
        tr '|' ' ' >from-store
    awk -F, 'NR > 1 { printf "%s %.12g\n", $1, $2 }' fixed/countries.csv | sort >from-csv
    expect_same from-store from-csv
fi

case_name "a store of the first schema is read, and brought up to date by the next run"
if need_tool sqlite3; then
    cp "$COHONG_STORE" first.db
    sqlite3 first.db \
        'ALTER TABLE sector_value DROP COLUMN wage; ALTER TABLE sector_value DROP COLUMN profit_base;
         ALTER TABLE sector_value DROP COLUMN profit; PRAGMA user_version = 1'
    COHONG_STORE=first.db run diff fixed zero --measure welfare
    expect_exit 0
    COHONG_STORE=first.db run run tariff.toml --name newer
    expect_exit 0
    expect_true "expected the third schema" test "$(sqlite3 first.db 'PRAGMA user_version')" -eq 3
    expect_true "expected wages of the new run alone" \
        test "$(sqlite3 first.db 'SELECT group_concat(DISTINCT run) FROM sector_value WHERE wage IS NOT NULL')" -eq 4
    rm -f first.db
fi

case_name "deletes a run with everything of it, and its id does not come back"
run runs delete zero
expect_exit 0
expect_line '^Deleted run 3$'
run runs --json
expect_json 'map(.id) == [1, 2]'
if command -v sqlite3 >/dev/null; then
    left=$(sqlite3 -readonly "$COHONG_STORE" 'SELECT (SELECT count(*) FROM country_value WHERE run = 3) +
        (SELECT count(*) FROM sector_value WHERE run = 3) + (SELECT count(*) FROM trade_value WHERE run = 3)')
    expect_true "expected no values of it" test "$left" -eq 0
fi
run run tariff.toml --name again
expect_line '^Recorded: run 4 in '
expect_file zero/countries.csv

bad "deletes no run that is not there" 'there is no run "zero"' runs delete zero

case_name "of runs with one name the newest is meant"
run run tariff.toml --name again --deficits zero --quiet
run runs show again --json
expect_json '.id == 5'

case_name "--store is another file"
run run tariff.toml --store other.db --quiet
run runs --store other.db --json
expect_json 'map(.id) == [1]'
bad "a store that is not there is not made" '^cohong: nowhere\.db: no such file' runs --store nowhere.db
expect_no_file nowhere.db

case_name "a file that is no store is refused and stays as it was"
echo "these are my notes" >notes.txt
run run tariff.toml --store notes.txt --quiet
expect_exit 2
expect_one_error_line
expect_stderr_line 'notes\.txt'
expect_file_line notes.txt '^these are my notes$'

case_name "a store on a place where nothing can be written is read"
mkdir locked
cp stores/runs.db locked/runs.db
run runs --store stores/runs.db --json
cp "$WORK/.stdout" listed
as_nobody() { # root may write everywhere
    if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}
chmod 755 . && chmod 444 locked/runs.db && chmod 555 locked
if as_nobody test -r locked/runs.db && as_nobody test -x "$COHONG" && ! as_nobody test -w locked; then
    run_command as_nobody "$COHONG" runs --store locked/runs.db --json
    expect_exit 0
    expect_no_stderr
    expect_same "$WORK/.stdout" listed
    run_command as_nobody "$COHONG" diff fixed again --store locked/runs.db --json
    expect_exit 0
    expect_json '.a.id == 1 and .b.id == 5 and (.differences | length) > 0'
    run_command as_nobody "$COHONG" runs delete 1 --store locked/runs.db
    expect_exit 2
    expect_one_error_line
    expect_true "expected nothing beside it" test "$(find locked -mindepth 1 | wc -l)" -eq 1
else
    skip_case "needs a user for whom a folder can be read-only"
fi
chmod 755 locked

case_name "a store that cannot be written records nothing, and no files are written either"
if [ -z "$tap_skip" ] && chmod 555 locked && as_nobody test -r world/world.toml; then
    mkdir open && chmod 777 open
    run_command as_nobody "$COHONG" run tariff.toml --out open/out --store locked/runs.db --no-cache
    expect_exit 2
    expect_one_error_line
    expect_no_stdout
    expect_no_file open/out
fi
chmod 755 locked

case_name "diff and its help stay within 100 columns"
run diff fixed again --measure all
expect_exit 0
expect_true "expected short lines" test "$(wc -L <"$WORK/.stdout")" -le 100
