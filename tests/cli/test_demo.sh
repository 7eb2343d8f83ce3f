# cohong demo: what the first screen says, that it fits, and that it agrees with the other verbs.
. "${0%/*}/lib.sh"

case_name "prints welfare, trade and jobs of both sides within 100 columns and 50 lines"
run demo
expect_exit 0
expect_no_stderr
expect_line '^US and Chinese tariffs of 2018-19, both sides$'
expect_line 'values in USD million, 2017$'
expect_line 'Welfare, % +Welfare, %'
expect_line 'exact +first order'
expect_line '^CHN +China '
expect_line '^USA +United States '
expect_line '^US exports to China +[0-9,]+ +[0-9,]+ +-[0-9.]+ '
expect_line '^US imports from China +[0-9,]+ +[0-9,]+ +-[0-9.]+ '
expect_line '^US jobs supported before the tariffs: [0-9,]+ by exports to China'
expect_line '^supported: people'
expect_line '^US jobs reallocated: [0-9,]+ people change sector'
expect_line '^reallocated: people'
expect_line '^Closure: deficits fixed, labour full employment; market structure perfect_competition\.$'
expect_line '^Converged: largest residual [0-9.]+e-1[0-9] '
expect_line 'cohong run us-china-2018-19 .*'
expect_line 'cohong jobs us-china-2018-19 .*'
expect_true "expected at most 50 lines" test "$(wc -l <"$WORK/.stdout")" -le 50
expect_true "expected at most 100 columns" test "$(wc -L <"$WORK/.stdout")" -le 100
expect_no_line "$(printf '\033')"

case_name "says of each kind of jobs what it is not"
run demo
tr -s '\n ' '  ' <"$WORK/.stdout" >joined
expect_file_line joined 'supported: [^.]*not a forecast'
expect_file_line joined "reallocated: [^.]*not a change in a country's employment"

case_name "answers as JSON"
run demo --json
expect_exit 0
expect_no_stderr
expect_json '.outcome == "converged" and .residual <= 1e-10 and .year == 2017 and .currency == "USD" and .unit == 1000000'
expect_json '.jobs | map(.word) == ["supported", "reallocated"]'
expect_json '.trade | map([.exporter, .importer]) == [["USA", "CHN"], ["CHN", "USA"]]'
expect_json '.trade | all(.change == .value / .value_base - 1 and .change < 0 and .goods_tariff > .goods_tariff_base)'

case_name "reallocated jobs sum to nothing, and half of what moves is what changes sector"
expect_json '.jobs[1].rows | map(.change) | add | fabs < 1'
expect_json '(.jobs[1].rows | map(.change | fabs) | add / 2) as $moved | (.persons_who_change_sector - $moved | fabs) < 1e-6 * $moved'
expect_json '.jobs[0] | (.total - (.rows | map(.persons) | add) | fabs) < 1'

case_name "agrees with run and with jobs"
cp "$WORK/.stdout" demo.json
run run us-china-2018-19 --json --no-store
expect_true "expected the countries of run" \
    test "$(jq -cS .countries demo.json)" = "$(jq -cS .countries "$WORK/.stdout")"
run jobs us-china-2018-19 --country USA --json
expect_true "expected the sectors of jobs" \
    test "$(jq -cS '.jobs[1].rows' demo.json)" = "$(jq -cS '.[0].rows' "$WORK/.stdout")"
run jobs us-china-2018-19 --country USA --flow exports --json
expect_true "expected the destinations of jobs" \
    test "$(jq -cS '.jobs[0].rows' demo.json)" = "$(jq -cS '.[0].rows' "$WORK/.stdout")"

case_name "US trade with China is what trade.csv sums to"
run run us-china-2018-19 --quiet --no-store --out out
awk -F, 'NR > 1 && $2 == "CHN" && $3 == "USA" { base += $4; after += $5 } END { printf "%.3f %.3f\n", base, after }' \
    out/trade.csv >sums
jq -r '.trade[0] | "\(.value_base) \(.value)"' demo.json | awk '{ printf "%.3f %.3f\n", $1, $2 }' >shown
expect_same sums shown

bad "takes no scenario" '"x" is one too many' demo x
bad "knows its flags" 'no flag --jsno; did you mean --json' demo --jsno
