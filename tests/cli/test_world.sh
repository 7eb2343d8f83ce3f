# cohong world: check, info, balance, aggregate, import, and the cache beside a world.
. "${0%/*}/lib.sh" || exit 1
. "$ROOT/tests/cli/small_world.sh"
small_world world

# ---- check
case_name "check prints every identity with its worst violation and both sides"
run world check world
expect_exit 0
expect_no_stderr
for identity in 'input shares' 'final shares' 'goods market' 'budget' 'deficits'; do
    expect_line "^$identity +[0-9.]+e[+-][0-9]+ "
done
expect_line '^Tolerance stated in world\.toml: 1e-09$'

case_name "check as JSON"
run world check world --json
expect_exit 0
expect_json '.valid == true and .tolerance == 1e-9 and (.identities | length) >= 5 and (.identities | all(.worst <= 1e-9))'

case_name "check names a broken identity, its country and sector, and exits 2"
cp -r world broken
sed -i 's/AAA,AGR,AGR,0\.3/AAA,AGR,AGR,0.4/' broken/inputs.csv
run world check broken
expect_exit 2
expect_line '^input shares +[0-9.]+e-0[0-9] +AAA +AGR +1\.1 +1$'
expect_line '^goods market: expenditure = '
expect_one_error_line
expect_stderr_line '^cohong: broken: '
expect_true "expected short lines" test "$(wc -L <"$WORK/.stdout")" -le 100
run world check broken --json
expect_json '.valid == false'

case_name "the worlds that ship pass"
for folder in "$DATA"/worlds/*/; do
    run world check "$folder" --quiet
    expect_exit 0
    expect_no_stdout
done

# ---- info
case_name "info: sizes, money, source, employment, imbalances"
run world info world
expect_exit 0
expect_line '^3 countries, 2 sectors; values in USD million, 2017$'
expect_line '^Source: made up$'
expect_line '^Licence: CC0$'
expect_line '^Employment: 16,000 persons in 2 of 3 countries$'
expect_line '^Countries: AAA BBB CCC$'

# By hand from trade.csv: imports less exports, the flows net of tariffs.
case_name "info as JSON: the deficits are imports less exports"
run world info world --json
expect_json '.countries | map(.deficit | . * 1000 | round) == [3000, -17000, 14000]'
expect_json '.countries | map(.tariff_revenue | . * 1000 | round) == [2500, 960, 880]'
expect_json '.countries[0].gdp - (123 * 0.5 + 315 * 0.7) | fabs < 1e-9'
expect_json '.employment_covered == 16000 and .currency == "USD" and .year == 2017'

bad "info of what is not there" '^cohong: nowhere/world\.toml: no such file' world info nowhere
bad "names the nearest verb" 'unknown verb "chekc"; did you mean "check"' world chekc world
good "finds a world that ships by its name" '^Seven economies 2017$' world info seven-2017

# ---- balance
case_name "balance leaves a world that is balanced"
run world balance world --out balanced
expect_exit 0
expect_line '^Written: balanced$'
run world check balanced --quiet
expect_exit 0
# flows compared as numbers, row by row
awk -F, 'FNR == 1 { next } NR == FNR { flow[$1, $2, $3] = $4; next }
    flow[$1, $2, $3] - $4 > 1e-9 || $4 - flow[$1, $2, $3] > 1e-9 { exit 1 }' world/trade.csv balanced/trade.csv
expect_true "expected that no flow moved" test $? -eq 0

case_name "balance repairs what does not clear, under its own name, and the source stays"
cp -r world loose
printf 'country,sector,share\nAAA,AGR,0.5\nAAA,SRV,0.5\nBBB,AGR,0.3\nBBB,SRV,0.7\nCCC,AGR,0.2\nCCC,SRV,0.8\n' >loose/final.csv
cp -r loose loose-before
run world check loose
expect_exit 2
run world balance loose --out mended --name "Mended"
expect_exit 0
run world check mended --quiet
expect_exit 0
expect_file_line mended/world.toml 'name = "Mended"'
expect_true "expected the source as it was" diff -r --exclude='*.cohong-cache' loose-before loose
bad "balance needs a place" 'needs --out DIR' world balance world
expect_no_stdout

case_name "balance on a full disk leaves the old world as it was"
cp -r mended full
# the pipe is for the message, which no file could take either
run_command bash -c 'trap "" XFSZ; set -o pipefail; (ulimit -f 0; exec "$@") 2>&1 | cat >&2' sh \
    "$COHONG" world balance world --out full
expect_exit 2
expect_one_error_line
expect_stderr_line '^cohong: full/[a-z]+\.(csv|toml): cannot write: File too large$'
expect_true "expected the folder as it was" diff -r mended full

# ---- aggregate
case_name "aggregate: flows, persons and trade between those that merge add up"
printf 'kind,from,to,name\ncountry,BBB,XXX,Rest\ncountry,CCC,XXX,\n' >map.csv
run world aggregate world --map map.csv --out two --name "Two countries"
expect_exit 0
expect_line '^Written: two \(2 countries, 2 sectors\)$'
run world check two --quiet
expect_exit 0
expect_file_line two/countries.csv '^XXX,Rest$'
run world info two --json
expect_json '.countries | map(.deficit | . * 1000 | round) == [3000, -3000]'
expect_json '.name == "Two countries" and (.countries | map(.country) == ["AAA", "XXX"])'
printf 'kind,from,to\nsector,AGR,ALL\nsector,SRV,ALL\n' >sectors.csv
run world aggregate world --map sectors.csv --out one
expect_exit 0
run world check one --quiet
expect_exit 0
# all home sales of AAA: 100 + 300; all it buys from BBB: 20 + 6
expect_file_line one/trade.csv '^ALL,AAA,AAA,400(,0)?$'
expect_file_line one/trade.csv '^ALL,AAA,BBB,26,'
expect_file_line one/production.csv '^AAA,ALL,[0-9.]+,7000$'

printf 'kind,from,to\ncountry,BBD,XXX\n' >unknown.csv
bad "aggregate: an unknown code with its place" 'unknown\.csv:2:9: .*"BBD"; did you mean "BBB"' \
    world aggregate world --map unknown.csv --out three
case_name "aggregate: nothing is written after that"
expect_no_file three
bad "aggregate needs a map" 'needs --map FILE and --out DIR' world aggregate world --out three

# ---- import
# Two countries, two industries, one final use; every row adds up to GO and every column leaves value added.
cat >table.csv <<'CSV'
row,AAA_a,AAA_b,BBB_a,BBB_b,AAA_f,BBB_f,GO
AAA_a,10,20,5,5,50,10,100
AAA_b,15,30,5,10,120,20,200
BBB_a,5,5,20,30,10,80,150
BBB_b,5,10,25,60,20,180,300
CSV
case_name "import makes a world of a table, with the table's flows"
run world import table.csv --out imported --name "Imported" --currency EUR --year 2011 --theta 5
expect_exit 0
expect_line '^Read: 2 countries, 2 sectors$'
expect_line '^Written: imported \(2 countries, 2 sectors\)$'
run world check imported --quiet
expect_exit 0
# what AAA buys of a from BBB: 5 + 5 for industries, 10 for final use; at home 10 + 20 + 50
expect_true "expected the flows" test "$(awk -F, '$2 == "AAA" && $1 == "a" { printf "%s %.6f;", $3, $4 }' imported/trade.csv)" = \
    "AAA 80.000000;BBB 20.000000;"
run world info imported --json
expect_json '.currency == "EUR" and .year == 2011 and (.countries | map(.deficit | . * 1000 | round) == [0, 0])'
# value added of AAA: 100 - 35 + 200 - 65
expect_json '.countries[0].gdp - 200 | fabs < 1e-6'
bad "import needs elasticities" 'needs --theta NUMBER or --theta-file' \
    world import table.csv --out never --name x --currency EUR --year 2011
sed 's/^AAA_b,15/AAA_b,x15/' table.csv >wrong.csv
bad "import: a number that is none, with its place" '^cohong: wrong\.csv:3:7: ' \
    world import wrong.csv --out never --name x --currency EUR --year 2011 --theta 5
case_name "import: nothing is written after that"
expect_no_file never

case_name "import of the world table of 2011: 41 x 35, and the result passes its check"
if need_shared data/wiod-2013/wiot_2011.csv; then
    run world import "$SHARED/data/wiod-2013/wiot_2011.csv" --out wiod --name "WIOD 2011" --currency USD --year 2011 --theta 5
    expect_exit 0
    expect_line '^Read: 41 countries, 35 sectors$'
    run world check wiod --json
    expect_exit 0
    expect_json '.valid == true'
fi

# ---- cache
case_name "the second reading uses the cache and gives the same answer"
rm -rf cached
small_world cached
small_scenario cached.toml cached </dev/null
run run cached.toml --quiet --no-store --out from-csv
expect_file cached/world.cohong-cache
touch -d '2001-01-01' cached/world.cohong-cache
run run cached.toml --quiet --no-store --out from-cache
expect_true "expected that the cache was not written again" test "$(date -r cached/world.cohong-cache +%Y)" -eq 2001
expect_same from-csv/countries.csv from-cache/countries.csv
expect_same from-csv/trade.csv from-cache/trade.csv
run run cached.toml --quiet --no-store --no-cache --out without
expect_same from-csv/trade.csv without/trade.csv

case_name "a changed source is noticed, even of the same size and time"
touch -r cached/trade.csv stamp
sed -i 's/AAA,BBB,20,/AAA,BBB,30,/' cached/trade.csv
touch -r stamp cached/trade.csv
run run cached.toml --quiet --no-store --out changed
expect_file_line changed/trade.csv '^AGR,AAA,BBB,(30|29\.99)'
expect_true "expected a new cache" test "$(date -r cached/world.cohong-cache +%Y)" -ne 2001

case_name "a cache that is cut off, spoiled or not ours is ignored and replaced"
cp cached/world.cohong-cache whole
size=$(wc -c <whole)
for damage in empty half last-byte middle header text zeros; do
    cp whole cached/world.cohong-cache
    case $damage in
    empty) : >cached/world.cohong-cache ;;
    half) head -c $((size / 2)) whole >cached/world.cohong-cache ;;
    last-byte) head -c $((size - 1)) whole >cached/world.cohong-cache ;;
    middle) printf '\377\377\377\377' | dd of=cached/world.cohong-cache bs=1 seek=$((size / 2)) conv=notrunc status=none ;;
    header) printf '\377\377\377\377' | dd of=cached/world.cohong-cache bs=1 seek=16 conv=notrunc status=none ;;
    text) echo "not a cache" >cached/world.cohong-cache ;;
    zeros) head -c "$size" /dev/zero >cached/world.cohong-cache ;;
    esac
    run run cached.toml --quiet --no-store --out after
    expect_exit 0
    expect_no_stderr
    expect_same changed/countries.csv after/countries.csv
    expect_same changed/trade.csv after/trade.csv
    expect_true "expected a whole cache after $damage" cmp -s whole cached/world.cohong-cache
done

case_name "a folder that cannot be written to is read all the same"
if [ "$(id -u)" -eq 0 ]; then
    rm cached/world.cohong-cache && mkdir cached/world.cohong-cache # for root, to whom every folder is open
else
    rm cached/world.cohong-cache && chmod 500 cached
fi
run run cached.toml --quiet --no-store --out after
expect_exit 0
expect_no_stderr
chmod 700 cached
