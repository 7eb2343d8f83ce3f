# Bad input: one line with file, line and column, exit 2, and nothing written: no cache, no store, no folder of results.
. "${0%/*}/lib.sh" || exit 1
. "$ROOT/tests/cli/small_world.sh"
export COHONG_STORE=$WORK/runs.db

# written: whatever a run could have left behind
written() { find "$WORK" \( -name '*.cohong-cache' -o -name '*.db*' -o -name out -o -name '*.tmp-*' \) -print -quit | grep -q .; }
expect_nothing_written() {
    if written; then tap_expect false "expected that nothing is written"; else tap_expect true "nothing is written"; fi
}

# bad_world NAME PATTERN COMMAND: the command spoils a copy of the small world; then a run on it is refused.
bad_world() {
    case_name "$1"
    rm -rf world
    small_world world
    small_scenario tariff.toml world </dev/null
    eval "$3"
    run run tariff.toml --out out --name bad
    expect_exit 2
    expect_stderr_line "^cohong: $2"
    expect_one_error_line
    expect_no_stdout
    expect_nothing_written
}

# bad_scenario NAME PATTERN: the scenario on standard input is refused. The world is sound, so its cache is not looked at.
bad_scenario() {
    case_name "$1"
    rm -rf world
    small_world world
    { echo 'title = "Bad"'; echo 'world = "world"'; cat; } >bad.toml
    run run bad.toml --no-cache --out out --name bad
    expect_exit 2
    expect_stderr_line "^cohong: $2"
    expect_one_error_line
    expect_no_stdout
    expect_nothing_written
}

# The sound world is sound: what follows is refused for what was spoiled.
case_name "the world before it is spoiled"
small_world world
small_scenario tariff.toml world </dev/null
run run tariff.toml --quiet --no-cache
expect_exit 0

# ---- files
bad_world "a missing file" 'world/trade\.csv: no such file' 'rm world/trade.csv'
bad_world "a missing world.toml" 'world/world\.toml: no such file' 'rm world/world.toml'
bad_world "a missing folder" 'tariff\.toml:2:1: key "world": world: no such folder' 'rm -r world'
bad_world "a folder in place of a file" 'world/inputs\.csv: is a folder' 'rm world/inputs.csv; mkdir world/inputs.csv'
bad_world "an empty file" 'world/trade\.csv:1:1: the file is empty' ': >world/trade.csv'
bad_world "bytes that are no text" 'world/sectors\.csv:1:1: ' 'printf "\377\376\0\1" >world/sectors.csv'
bad_world "UTF-8 that is cut off" 'world/countries\.csv:5:6: found byte 0xC3, expected UTF-8' 'printf "DDD,D\303" >>world/countries.csv'
bad_world "a quote that never closes" 'world/trade\.csv:6:13: a quote opens here and never closes' \
    'sed -i "s/BBB,200,0/BBB,\"200,0/" world/trade.csv'
bad_world "too few fields" 'world/trade\.csv:3:1: found 4 fields, expected 5' 'sed -i "s/BBB,20,0.05/BBB,20/" world/trade.csv'

# ---- names
bad_world "an unknown column" 'world/trade\.csv:1:26: unknown column "valeu"; did you mean "value"\?' \
    'sed -i "1s/value/valeu/" world/trade.csv'
bad_world "an unknown country" 'world/trade\.csv:3:9: unknown country "BBC"; did you mean "BBB"\?' \
    'sed -i "s/^AGR,AAA,BBB/AGR,AAA,BBC/" world/trade.csv'
bad_world "an unknown sector" 'world/inputs\.csv:2:9: unknown sector "AGT"; did you mean "AGR"\?' \
    'sed -i "s/AAA,AGR,AGR/AAA,AGR,AGT/" world/inputs.csv'
bad_world "a row that is given twice" 'world/trade\.csv:19:1: this row is given twice, first in line 3' \
    'echo "AGR,AAA,BBB,20,0.05" >>world/trade.csv'
bad_world "a country that is given twice" 'world/countries\.csv:5:1: "AAA" is given twice' 'echo "AAA,Again" >>world/countries.csv'

# ---- numbers
bad_world "a negative flow" 'world/trade\.csv:3:13: column "value": found -20' 'sed -i "s/AAA,BBB,20/AAA,BBB,-20/" world/trade.csv'
bad_world "a flow that is NaN" 'world/trade\.csv:3:13: column "value": found "nan"' 'sed -i "s/AAA,BBB,20/AAA,BBB,nan/" world/trade.csv'
bad_world "a flow beyond all numbers" 'world/trade\.csv:3:13: column "value": found "1e400"' \
    'sed -i "s/AAA,BBB,20/AAA,BBB,1e400/" world/trade.csv'
bad_world "a decimal comma" 'world/trade\.csv:3:13: column "value": found "20,5"' 'sed -i "s/AAA,BBB,20,/AAA,BBB,\"20,5\",/" world/trade.csv'
bad_world "theta of zero" 'world/sectors\.csv:2:11: column "theta": found 0, expected a number above 0' 'sed -i "s/4\.5/0/" world/sectors.csv'
bad_world "theta below zero" 'world/sectors\.csv:2:11: column "theta": found -4\.5' 'sed -i "s/4\.5/-4.5/" world/sectors.csv'
bad_world "a tariff of -1" 'world/trade\.csv:3:16: column "tariff": found -1' 'sed -i "s/0\.05$/-1/" world/trade.csv'
bad_world "a tariff on home sales" 'world/trade\.csv:2:17: column "tariff": found 0\.1 on home sales' \
    'sed -i "s/AAA,AAA,100,0/AAA,AAA,100,0.1/" world/trade.csv'
bad_world "input shares that do not sum to 1" 'world/production\.csv:2:1: country AAA, sector AGR: .* sum to 1\.1' \
    'sed -i "s/AAA,AGR,AGR,0\.3/AAA,AGR,AGR,0.4/" world/inputs.csv'
bad_world "final shares that do not sum to 1" 'world/final\.csv:2:1: country AAA: final shares sum to 1\.1' \
    'printf "country,sector,share\nAAA,AGR,0.5\nAAA,SRV,0.6\nBBB,SRV,1\nCCC,SRV,1\n" >world/final.csv'
bad_world "a share above 1" 'world/production\.csv:2:9: column "value_added_share": found 1\.5' 'sed -i "s/0\.5,2000/1.5,2000/" world/production.csv'
bad_world "fewer than no persons" 'world/production\.csv:2:13: column "employment": found -1' 'sed -i "s/0\.5,2000/0.5,-1/" world/production.csv'
bad_world "a unit of 0" 'world/world\.toml:4:1: key "unit": found 0' 'sed -i "s/^unit.*/unit = 0/" world/world.toml'
bad_world "TOML that is none" 'world/world\.toml:2:[0-9]+: ' 'sed -i "s/^year.*/year = =/" world/world.toml'

# ---- sizes
bad_world "more countries than there can be" 'world/countries\.csv:1026:1: more than 1024 countries' \
    'seq -f "D%g,x" 1100 >>world/countries.csv'
bad_world "more sectors than there can be" 'world/sectors\.csv:8194:1: more than 8192 sectors' \
    'seq -f "S%g,x,4,goods" 9000 >>world/sectors.csv'
# 1,024 countries and 8,192 sectors: two arrays of flows and one of inputs take 64 GiB each. Held to 4 GiB.
case_name "sizes that are allowed but beyond the memory there is"
rm -rf world
small_world world
seq -f "D%g,x" 1021 >>world/countries.csv
seq -f "S%g,x,4,goods" 8190 >>world/sectors.csv
if [ -n "${ASAN_OPTIONS:-}" ] && nm -D "$COHONG" 2>/dev/null | grep -q __asan_init; then
    skip_case "needs a command without the address sanitizer, which cannot live in limited memory"
else
    run_command bash -c 'ulimit -v 4194304; exec "$@"' sh "$COHONG" run tariff.toml --out out --name bad
    expect_exit 2
    expect_one_error_line
    expect_stderr_line '^cohong: [^:]*(world|tariff\.toml)[^:]*:.*(out of memory|column)'
    expect_nothing_written
fi

# ---- scenarios
bad_scenario "a country that does not exist" 'bad\.toml:4:1: unknown country "AAB"; did you mean "AAA"\?' <<'TOML'
[[tariff]]
importer = "AAB"
exporter = "BBB"
add = 0.1
TOML
bad_scenario "a sector that does not exist" 'bad\.toml:5:1: unknown sector "AGS"; did you mean "AGR"\?' <<'TOML'
[[productivity]]
country = "AAA"
sector = "AGS"
factor = 1.1
TOML
bad_scenario "a tariff of -1 by level" 'bad\.toml:6:1: key "level": found -1' <<'TOML'
[[tariff]]
importer = "AAA"
exporter = "BBB"
level = -1
TOML
bad_scenario "a tariff of -1 by what is added" 'bad\.toml:6:1: the tariff of sector .* becomes -1' <<'TOML'
[[tariff]]
importer = "AAA"
exporter = "CCC"
add = -1.1
TOML
bad_scenario "a tariff that is NaN" 'bad\.toml:6:1: key "level": found nan' <<'TOML'
[[tariff]]
importer = "AAA"
exporter = "BBB"
level = nan
TOML
bad_scenario "a trade cost of 0" 'bad\.toml:6:1: key "factor": found 0' <<'TOML'
[[trade_cost]]
importer = "*"
exporter = "*"
factor = 0
TOML
bad_scenario "an unknown table" 'bad\.toml:3:3: unknown key "tarif"; did you mean "tariff"\?' <<'TOML'
[[tarif]]
importer = "AAA"
TOML
bad_scenario "an unknown key of the closure" 'bad\.toml:4:1: unknown key "deficts" in \[closure\]; did you mean "deficits"\?' <<'TOML'
[closure]
deficts = "zero"
TOML
bad_scenario "an unknown closure" 'bad\.toml:4:1: .*found "zreo".*did you mean "zero"\?' <<'TOML'
[closure]
deficits = "zreo"
TOML
bad_scenario "a file that is not there" 'bad\.toml:6:1: key "add_file": nowhere\.csv: no such file' <<'TOML'
[[tariff]]
importer = "AAA"
exporter = "BBB"
add_file = "nowhere.csv"
TOML
printf 'sector,importer,exporter,tariff\nAGR,AAA,BBX,0.2\n' >unknown.csv
bad_scenario "an unknown country in a file of tariffs" 'unknown\.csv:2:9: unknown country "BBX"; did you mean "BBB"\?' <<'TOML'
[[tariff]]
importer = "AAA"
exporter = "*"
level_file = "unknown.csv"
TOML
printf 'sector,importer,exporter,tariff\nAGR,AAA,BBB,-1\n' >minus.csv
bad_scenario "a tariff of -1 in a file" 'minus\.csv:2:13: column "tariff": found -1' <<'TOML'
[[tariff]]
importer = "AAA"
exporter = "*"
level_file = "minus.csv"
TOML
case_name "a scenario whose UTF-8 is cut off"
printf 'title = "x\303"\nworld = "world"\n' >cut.toml
run run cut.toml --out out --name bad
expect_exit 2
expect_one_error_line
expect_stderr_line '^cohong: cut\.toml:1:[0-9]+: .*(utf|UTF)-8'
expect_nothing_written

case_name "a name with a line break stays one line"
run run "$(printf 'a\nb.toml')"
expect_exit 2
expect_one_error_line
