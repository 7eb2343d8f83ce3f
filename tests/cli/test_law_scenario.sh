# Tariffs of a scenario that come from a law on a day ([[tariff]] law = ...), with a law of four lines worked out by hand.
. "${0%/*}/lib.sh"

cat >my.law <<'END'
importer USA currency USD
edition one from 2000-01-01 until 2100-01-01
use one
list cars codes 8703
measure mfn base all on all schedule mfn.csv by "schedule"
measure extra add all on cars 20% from 2019-09-01 by "notice"
END
printf 'code,duty\n0101,5%%\n0102,Free\n8703,2.5%%\n' >mfn.csv
printf 'code,value\n0101,10\n0102,30\n8703,5\n' >weights.csv
printf 'prefix,sector\n01,A\n87,C29\n' >sectors.csv

# scenario NAME TARIFF-LINES...: one [[tariff]] of the United States on China
scenario() {
    local name=$1
    shift
    {
        printf 'title = "t"\nworld = "%s/worlds/seven-2017"\n[[tariff]]\nimporter = "USA"\nexporter = "CHN"\n' "$DATA"
        printf '%s\n' "$@"
    } >"$name.toml"
}
# tariff_of DIR SECTOR: the US tariff on China before and after
tariff_of() { awk -F, -v s="$2" 'NR > 1 && $1 == s && $2 == "USA" && $3 == "CHN" { printf "%.6f %.6f\n", $6, $7 }' "$1/trade.csv"; }

case_name "t' is the weighted average of the day"
scenario level 'law = "my.law"' 'on = 2019-09-01' 'weights = "weights.csv"' 'concordance = "sectors.csv"'
run run level.toml --no-store --quiet --out level
expect_exit 0
tap_holds "A: (10*5 + 30*0)/40 = 1.25 %" test "$(tariff_of level A | cut -d' ' -f2)" = 0.012500
tap_holds "C29: 2.5 + 20 = 22.5 %" test "$(tariff_of level C29 | cut -d' ' -f2)" = 0.225000
tap_holds "the law, its schedule and the weights are inputs of the manifest" \
    jq -e '[.inputs[].path] | map(select((startswith("/") | not) and test("my.law|mfn.csv|weights.csv|sectors.csv"))) | unique | length == 4' level/run.json

case_name "the day before has no extra duty"
scenario before 'law = "my.law"' 'on = 2019-08-31' 'weights = "weights.csv"' 'concordance = "sectors.csv"'
run run before.toml --no-store --quiet --out before
tap_holds "C29: 2.5 %" test "$(tariff_of before C29 | cut -d' ' -f2)" = 0.025000

case_name "with since, what the law changed is added"
scenario change 'law = "my.law"' 'on = 2019-09-01' 'since = 2019-08-31' 'weights = "weights.csv"' 'concordance = "sectors.csv"'
run run change.toml --no-store --quiet --out change
expect_exit 0
tap_holds "C29: 20 points more" awk -v t="$(tariff_of change C29)" 'BEGIN { split(t, x, " "); exit !(x[2] - x[1] > 0.199999 && x[2] - x[1] < 0.200001) }'
tap_holds "A: the same" awk -v t="$(tariff_of change A)" 'BEGIN { split(t, x, " "); exit !(x[2] == x[1]) }'

case_name "without weights each line of the schedule counts the same"
scenario equal 'law = "my.law"' 'on = 2019-09-01' 'concordance = "sectors.csv"'
run run equal.toml --no-store --quiet --out equal
tap_holds "A: (5 + 0)/2 = 2.5 %" test "$(tariff_of equal A | cut -d' ' -f2)" = 0.025000

bad_law() { # NAME PATTERN LINES...
    case_name "$1"
    local pattern=$2
    shift 2
    scenario bad "$@"
    run run bad.toml --no-store
    expect_exit 2
    tap_holds "one line: $pattern" grep -qE "$pattern" "$WORK/.stderr"
    tap_holds "no second line" test "$(wc -l <"$WORK/.stderr")" -eq 1
}
bad_law "a law without a day" 'bad.toml:[0-9]+:[0-9]+: .*needs "on"' 'law = "my.law"' 'concordance = "sectors.csv"'
bad_law "a day that is none" 'bad.toml:7:.*found "2019-13-01", expected a date' 'law = "my.law"' 'on = "2019-13-01"' 'concordance = "sectors.csv"'
bad_law "a law that is not there" 'bad.toml:6:.*key "law": .*no.law' 'law = "no.law"' 'on = 2019-09-01' 'concordance = "sectors.csv"'
sed '1a covers from 2019-01-01 until 2020-01-01' my.law >year.law
bad_law "a day that the law does not cover" 'bad.toml:[0-9]+:[0-9]+: .*what holds on 2020-01-01 is not in it' 'law = "year.law"' 'on = 2020-01-01' 'weights = "weights.csv"' 'concordance = "sectors.csv"'
bad_law "no concordance" 'bad.toml.*"concordance"' 'law = "my.law"' 'on = 2019-09-01'
bad_law "keys of a law without a law" 'bad.toml:7:.*key "on" goes with "law", not with "add"' 'add = 0.1' 'on = 2019-09-01'

case_name "the scenario that ships solves"
run run trade-war-2019-09 --no-store --json
expect_exit 0
tap_holds "converged" jq -e '.outcome == "converged"' "$WORK/.stdout"
