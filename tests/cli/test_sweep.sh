# cohong sweep and cohong solve-for: what is printed, shards, a run that is killed, and bad input.
. "${0%/*}/lib.sh"
. "$ROOT/tests/cli/small_world.sh"
small_world world
small_scenario tariff.toml world </dev/null
sweep_file() { # FILE DRAWS; lines on standard input are added
    { printf 'scenario = "tariff.toml"\nseed = 5\ndraws = %s\nchunk = 20\nresults = ["welfare AAA", "exports BBB AAA"]\n' "$2"
      cat; } >"$1"
}
sweep_file sweep.toml 64 <<'TOML'
indices = true

[[draw]]
name = "elasticities"
vary = "theta_factor"
each = true
distribution = "lognormal"
median = 1
sigma = 0.3

[[draw]]
vary = "tariff AAA BBB AGR"
distribution = "triangular"
low = 0.1
mode = 0.2
high = 0.4

[[draw]]
vary = "deficits"
distribution = "choice"
values = ["fixed", "own_gdp"]
TOML

# ---- sweep
good "prints ranges" '^welfare AAA +[+-][0-9]' sweep sweep.toml
good "says what was drawn" '64 draws \(quasi-random: scrambled Halton, seed 5\) of 4 inputs, 327 equilibria; 0 of 128' sweep sweep.toml

case_name "prints the same as JSON with any number of threads"
run sweep sweep.toml --json
expect_json '.results[0].inputs | length == 3'
expect_json '.rows == 327 and .draws_failed == 0 and .results[0].count == 128'
expect_json '.results[0] | .low95 <= .low67 and .low67 <= .median and .median <= .high67 and .high67 <= .high95'
cp .stdout one.json
run sweep sweep.toml --json --threads 3
expect_exit 0
expect_same one.json .stdout

case_name "writes every row as CSV and into SQLite"
run sweep sweep.toml --csv draws.csv --sqlite draws.sqlite --quiet
expect_exit 0
expect_no_stdout
expect_file_line draws.csv '^row,draw,part,end,theta_factor AGR,theta_factor SRV,tariff AAA BBB AGR,deficits,welfare AAA,exports BBB AAA$'
expect_file_line draws.csv '^0,0,A,solved,'
expect_file_line draws.csv '^2,0,AB elasticities,solved,'
expect_file_line draws.csv '^320,,central,solved,1,1,'
expect_true "328 lines" test "$(wc -l <draws.csv)" -eq 328
expect_file draws.sqlite

case_name "shards, put together, print what one run prints"
run sweep sweep.toml --out a --shard 1/2 --quiet
run sweep sweep.toml --out b --shard 2/2 --threads 2
expect_line 'Shard 2/2 done'
run sweep sweep.toml --merge a,b --json
expect_exit 0
expect_same one.json .stdout

bad "refuses a gap" 'chunk 1 of 0 to 16 is in no folder' sweep sweep.toml --merge a
bad "refuses an overlap" 'chunk 0 is here and in a: shards must not overlap' sweep sweep.toml --merge a,a,b
sed 's/seed = 5/seed = 6/' sweep.toml >other.toml
bad "refuses another sweep" 'belongs to another sweep' sweep other.toml --merge a,b
bad "refuses to go on with another sweep" 'belongs to another sweep' sweep other.toml --out a

# Killed ten times, each time later by more than it was; what is left is whole chunks, and the end is as if nothing had happened.
case_name "goes on after being killed"
sed 's/draws = 64/draws = 4000/' sweep.toml >long.toml
run sweep long.toml --json
cp .stdout long.json
for k in 1 2 3 4 5 6 7 8 9 10; do
    "$COHONG" sweep long.toml --out killed --threads 2 --quiet &
    sleep "0.0$k"
    kill -9 $! 2>/dev/null
    wait $! 2>/dev/null
done
run sweep long.toml --out killed --json
expect_exit 0
expect_same long.json .stdout

# theta is normal around 1 with standard deviation 1: below 0 in 16 % of draws.
sweep_file failing.toml 64 <<'TOML'
[[draw]]
vary = "theta AGR"
distribution = "normal"
mean = 1
sd = 1
TOML
case_name "says where too many draws fail"
run sweep failing.toml
expect_exit 1
expect_line '^Left out: [0-9]+ of 67 rows: a number outside its domain [0-9]+; rows [0-9]'
expect_stderr_line 'over 5 % of the draws failed \([0-9]+ of 64\), most where theta AGR <='
expect_one_error_line

sed 's/draws = 64/draws = 0/' sweep.toml >bad.toml
bad "names line and column" 'bad.toml:3:1: key "draws": found 0, expected 16 to' sweep bad.toml
bad "needs a file" 'nothing.toml: .*' sweep nothing.toml
bad "needs a folder for a shard" '--shard needs --out' sweep sweep.toml --shard 1/2
bad "checks the shard" '--shard: found "3/2"' sweep sweep.toml --out a --shard 3/2
bad "does not merge a shard" '--merge does not go with' sweep sweep.toml --out a --merge a

# ---- solve-for
good "finds a tariff" '^Answer: 0\.[0-9]+' solve-for tariff.toml --vary "tariff_change AAA BBB" --from 0 --to 1 \
    --measure imports --country AAA --partner BBB --target 20
case_name "prints JSON"
run solve-for tariff.toml --vary "tariff_change AAA BBB" --from 0 --to 1 --measure imports --country AAA --partner BBB --target 20 --json
expect_exit 0
expect_json '.found and (.result - 20 | fabs) < 1e-9 and .value > 0 and .value < 1 and (.curve | length) == 11'
case_name "says that no value does, with the curve"
run solve-for tariff.toml --vary "tariff_change AAA BBB" --from 0 --to 1 --measure welfare --country AAA --target 0.5 --points 5
expect_exit 1
expect_line '^No value from 0 to 1 reaches \+50\.0000 %\. The nearest is'
expect_line '^ *0\.25  [+-]'
case_name "jobs come with their closure"
run solve-for tariff.toml --vary "tariff_change AAA BBB" --from 0 --to 1 --measure jobs_created --country AAA --target -1000000 \
    --labour elastic --labour-elasticity 0.5
expect_exit 1
expect_line 'Closure: .*labour elastic'
bad "refuses jobs at full employment" 'no job is created or lost' solve-for tariff.toml --vary "tariff AAA BBB" --from 0 --to 1 \
    --measure jobs_created --country AAA --target 1
bad "needs its flags" '--vary, --from, --to' solve-for tariff.toml --vary "tariff AAA BBB"
bad "suggests what to vary" 'did you mean "tariff"' solve-for tariff.toml --vary "tarif AAA BBB" --from 0 --to 1 --measure welfare \
    --country AAA --target 1

# ---- goals in the scenario's file
goals() { # LINES: a scenario with these lines of a [[goal]]
    cp tariff.toml goals.toml
    printf '\n[[goal]]\n%s\n' "$1" >>goals.toml
}
both='vary = "tariff_change AAA BBB"
from = 0
to = 1
measure = "imports AAA BBB"'
goals "$both
title = \"A first question\"
target = 20

[[goal]]
$both
rise = -2"
good "answers the file's goals" '^A first question$' solve-for goals.toml
case_name "a file's goal is the same as flags"
run solve-for goals.toml --json
expect_exit 0
jq -S '.[0] | del(.goal)' "$WORK/.stdout" >of_file.json
jq -S '.[1]' "$WORK/.stdout" >rise.json
run solve-for tariff.toml --vary "tariff_change AAA BBB" --from 0 --to 1 --measure imports --country AAA --partner BBB --target 20 --json
jq -S 'del(.goal)' "$WORK/.stdout" >of_flags.json
expect_same of_file.json of_flags.json
expect_true "a rise counts from the benchmark" jq -e '.found and (.result - .base + 2 | fabs) < 1e-9' rise.json
case_name "run leaves goals alone"
run run goals.toml --no-store
expect_exit 0
bad_goal() { # NAME LINES PATTERN
    goals "$2"
    bad "$1" "$3" solve-for goals.toml
}
bad_goal "a goal without target" "$both" 'goals.toml:[0-9]+:[0-9]+: a goal needs either target'
bad_goal "a goal with target and rise" "$both
target = 1
rise = 1" 'goals.toml:[0-9]+:1: a goal needs either target'
bad_goal "a goal outside its domain" 'vary = "theta"
from = 0
to = 1
measure = "welfare AAA"
target = 1' 'goals.toml:[0-9]+:1: theta = 0, expected a number above 0'
bad_goal "a goal about an unknown country" 'vary = "theta"
from = 1
to = 2
measure = "welfare AAB"
target = 1' 'goals.toml:[0-9]+:1: unknown country "AAB"'
bad_goal "a goal with an unknown key" "$both
target = 1
tagret = 2" 'goals.toml:[0-9]+:1: unknown key "tagret"; did you mean "target"'
bad "a scenario without goals" 'has no \[\[goal\]\]' solve-for tariff.toml
