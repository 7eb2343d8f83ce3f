# cohong jobs: each number with its word, and what must add up.
. "${0%/*}/lib.sh"
. "$ROOT/tests/cli/small_world.sh"
small_world world
small_scenario tariff.toml world </dev/null

case_name "prints each kind of jobs with its word, what it is and what it is not"
run jobs world --country AAA
expect_exit 0
expect_no_stderr
expect_line '^AAA: jobs supported by exports \[supported\]$'
expect_line '^AAA: jobs in final demand.* \[supported\]$'
expect_line '^AAA: .* \[import displacement\]$'
expect_line '^supported: people'
expect_line '^import displacement: people'
expect_no_line 'reallocated'
tr -s '\n ' '  ' <"$WORK/.stdout" >joined
expect_file_line joined 'supported: [^.]*not a forecast'
expect_file_line joined 'import displacement: [^.]*not jobs lost'

case_name "final demand everywhere adds up to everybody at work"
run jobs world --country AAA --flow final-demand --json
expect_json 'length == 1 and .[0].word == "supported" and .[0].by == "destination" and (.[0].rows | length) == 3'
expect_json '.[0] | (.total - 7000 | fabs) < 1e-6 and ((.rows | map(.persons) | add) - 7000 | fabs) < 1e-6'

case_name "a flow is the same by destination, by product and by sector of work"
run jobs world --country AAA --flow exports --json
cp "$WORK/.stdout" destination.json
expect_json '.[0].rows | map(.destination) | sort == ["BBB", "CCC"]'
total=$(jq '.[0].total' destination.json)
for by in product sector; do
    run jobs world --country AAA --flow exports --by $by --json
    expect_json ".[0] | .by == \"$by\" and (.total - $total | fabs) < 1e-6"
done

# With one country's chain left to itself, jobs = E/Y (I - A)^-1 exports: two sectors by hand.
# Home shares h of AAA: AGR 100/(100+20*1.05+15*1.1), SRV 300/306. A = h * input shares; E/Y: 2000/123, 5000/315.
case_name "jobs supported by exports are employment per output times the Leontief inverse times exports"
awk 'BEGIN {
    hg = 100 / (100 + 20 * 1.05 + 15 * 1.1); hs = 300 / 306
    # a[seller][buyer]: what buyer uses of the seller at home, per unit of output
    agg = hg * 0.3; asg = hs * 0.2; ags = hg * 0.1; ass = hs * 0.2
    eg = 2000 / (100 + 12 + 11); es = 5000 / (300 + 8 + 7)
    det = (1 - agg) * (1 - ass) - ags * asg
    mg = (eg * (1 - ass) + es * asg) / det; ms = (es * (1 - agg) + eg * ags) / det
    printf "%.4f\n", mg * (12 + 11) + ms * (8 + 7) }' >by-hand
jq '.[0].total' destination.json | awk '{ printf "%.4f\n", $1 }' >shown
expect_same by-hand shown

case_name "without a country: one row for each that has employment"
run jobs world --flow exports --json
expect_json '.[0].rows | map(.country) | sort == ["AAA", "BBB"]'
expect_json ".[0].rows | map(select(.country == \"AAA\"))[0].persons - $total | fabs < 1e-6"

case_name "to one destination"
run jobs world --country AAA --flow exports --to BBB --json
to_b=$(jq '.[0].rows[] | select(.destination == "BBB") | .persons' destination.json)
expect_json ".[0] | .by == \"sector\" and (.total - $to_b | fabs) < 1e-6"

case_name "a scenario: jobs reallocated, which sum to nothing"
run jobs tariff.toml --country AAA --json
expect_json '.[0].word == "reallocated" and .[0].by == "sector" and (.[0].total | fabs) < 1e-6'
expect_json '.[0].rows | all((.after - .before - .change | fabs) < 1e-6) and (map(.change | fabs) | add) > 1'
run jobs tariff.toml --country AAA
expect_line '^reallocated: people'
expect_line '^AGR +Goods +2,000 +[0-9,]+ +\+[0-9.,]+ +\+[0-9.]+$'
expect_line '^total +7,000 +7,000 +0 +0\.00$'

case_name "a scenario: also the jobs that the flows before the change support, as of its world"
run jobs tariff.toml --country AAA --json
expect_json 'map(.flow) == ["reallocated", "exports", "final-demand", "imports"]'
expect_json "(.[1].total - $total | fabs) < 1e-5 and .[1].word == \"supported\""
run jobs tariff.toml --country AAA
expect_line '^AAA: jobs supported by exports before the change \[supported\]$'
expect_line '^supported: people'
run jobs tariff.toml --country AAA --to BBB --json
expect_json "map(.flow) == [\"exports\", \"final-demand\", \"imports\"] and (.[0].total - $to_b | fabs) < 1e-5"
run jobs tariff.toml --flow reallocated --json
expect_json 'map(.flow) == ["reallocated"] and (.[0].rows | length) == 2'
run jobs tariff.toml --country AAA --flow exports --by product --json
expect_json "map(.flow) == [\"exports\"] and .[0].by == \"product\" and (.[0].total - $total | fabs) < 1e-5"

case_name "a scenario that changes nothing moves nobody"
printf 'title = "Nothing"\nworld = "world"\n' >nothing.toml
run jobs nothing.toml --json
expect_exit 0
expect_json '.[0].rows | length == 2 and all(.persons < 1e-6)'

case_name "deliveries of one's own: the multiplier times the value"
printf 'sector,value\nAGR,10\nSRV,5\n' >deliveries.csv
printf 'sector,value\nAGR,20\nSRV,10\n' >double.csv
run jobs world --country AAA --deliveries deliveries.csv --json
once=$(jq '.[0].total' "$WORK/.stdout")
run jobs world --country AAA --deliveries double.csv --json
expect_json ".[0].word == \"supported\" and (.[0].total - 2 * $once | fabs) < 1e-6"

bad "a country without employment" 'CCC' jobs world --country CCC
bad "names the nearest country" 'no "AAB"; did you mean "AAA"' jobs world --country AAB
bad "names the nearest flow" 'unknown word "export"; did you mean "exports"' jobs world --flow export
bad "only a change moves jobs" 'reallocated needs a scenario' jobs world --flow reallocated
bad "needs a country for a product" 'need --country' jobs world --by product
bad "needs a country for sectors of a scenario" 'need --country' jobs tariff.toml --by sector
bad "reallocated jobs have no destination" 'reallocated is by sector' jobs tariff.toml --country AAA --flow reallocated --to BBB
bad "reallocated jobs have no product" 'reallocated is by sector' jobs tariff.toml --country AAA --flow reallocated --by product
bad "a scenario: the destination needs a country" 'need --country' jobs tariff.toml --to BBB
bad "one destination is not by destination" 'does not go with --by destination' \
    jobs world --country AAA --to BBB --by destination
bad "deliveries are by sector" 'deliveries does not go with' jobs world --country AAA --deliveries deliveries.csv --flow exports
bad "a world has no settings" 'setting deficits: only a scenario' jobs world --deficits zero
bad "a world has no year to choose" 'need --table' jobs world --year 2014
bad "needs a country for a destination" 'need --country' jobs world --to BBB
printf 'sector,value\nAGT,1\n' >wrong.csv
bad "deliveries: the unknown sector with its place" 'wrong\.csv:2:1: there is no sector "AGT"; did you mean "AGR"' \
    jobs world --country AAA --deliveries wrong.csv
bad "needs something to read" 'needs a world, a scenario or --table' jobs
bad "a table needs its format" '\-\-table needs --format' jobs --table x.csv

# ---- tables as they are published
case_name "the national table: jobs supported by exports 2014, 11.698 million persons (WIOD 2016)"
if need_shared data/us-jobs/usa_niot_2000_2014.csv; then
    jobs_dir=$SHARED/data/us-jobs
    run jobs --table "$jobs_dir/usa_niot_2000_2014.csv" --format wiod-national --employment "$jobs_dir/usa_sea_2000_2014.csv" \
        --year 2014 --flow exports --json
    expect_exit 0
    expect_json '.[0].word == "supported" and (.[0].total / 1e6 - 11.698 | fabs) <= 0.0005'
fi

case_name "the national table: 9.293 million in 2005, employees only 10.892 million in 2014"
if need_shared data/us-jobs/usa_niot_2000_2014.csv; then
    run jobs --table "$jobs_dir/usa_niot_2000_2014.csv" --format wiod-national --employment "$jobs_dir/usa_sea_2000_2014.csv" \
        --year 2005 --flow exports --json
    expect_json '.[0].total / 1e6 - 9.293 | fabs <= 0.0005'
    run jobs --table "$jobs_dir/usa_niot_2000_2014.csv" --format wiod-national --employment "$jobs_dir/usa_sea_2000_2014.csv" \
        --year 2014 --employees --flow exports --json
    expect_json '.[0].total / 1e6 - 10.892 | fabs <= 0.0005'
fi

case_name "the national table: a year that is not there"
if need_shared data/us-jobs/usa_niot_2000_2014.csv; then
    run jobs --table "$jobs_dir/usa_niot_2000_2014.csv" --format wiod-national --employment "$jobs_dir/usa_sea_2000_2014.csv" \
        --year 1999
    expect_exit 2
    expect_one_error_line
    expect_stderr_line '1999'
fi

case_name "the world table of 2011: 12.01 million by exports, 11.26 million by foreign final demand"
if need_shared data/wiod-2013/wiot_2011.csv; then
    run jobs --table "$SHARED/data/wiod-2013/wiot_2011.csv" --format wiod-wide \
        --employment "$SHARED/data/wiod-2013/usa_emp35_bridged_from_sea2016.csv" --year 2011 --json
    expect_exit 0
    expect_json '(.[] | select(.flow == "exports") | .total / 1e6 - 12.01 | fabs) <= 0.005'
    expect_json '(.[] | select(.flow == "final-demand") | .total / 1e6 - 11.26 | fabs) <= 0.005'
fi
