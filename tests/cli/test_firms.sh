# cohong firms: choices, general equilibrium, and what is refused.
. "${0%/*}/lib.sh"
. "$ROOT/tests/cli/small_world.sh"
small_world world
small_scenario tariff.toml world </dev/null

# firms FILE [SED]: firms of AAA that sell to BBB and CCC, after a change of the text.
firms() {
    sed -e "${2-}" >"$1" <<'TOML'
title = "Small firms of Aland"
currency = "USD"
sigma = 5.0
platform_fee = 50.0
[world]
exporter = "AAA"
sectors = ["AGR"]
[[group]]
name = "small"
firms = 1e7
tail = 1.2
[[market]]
code = "BBB"
exports = 4e6
exporters = 200
[market.platform]
vat = 0.1
commission = 0.05
fixed_cost = 100
[[market]]
code = "CCC"
exports = 2e6
exporters = 150
[market.platform]
fixed_cost = 80
[jobs]
jobs_per_value = 6e-6
labour_share = 0.25
wage = 50000
TOML
}
firms firms.toml

case_name "what is sold with the platform and without it, and jobs with their words"
run firms firms.toml
expect_exit 0
expect_no_stderr
expect_line '^Small firms of Aland$'
expect_line '^BBB +200 +4\.0 '
expect_line '^supported +by all sales on the platform'
expect_line '^additional +by sales that would not'
expect_line '^created or lost +net.*n/a$'
expect_line '^\(firms\) +whose income on the platform reaches one full-time wage, 50,000'

case_name "exporters by what they sell: classes of the file, or powers of ten, sum to all"
run firms firms.toml --json
expect_json '(.by_sales | length) == 8 and (([.by_sales[].exporters] | add) / .totals.exporters - 1 | fabs) < 1e-9'
expect_json '([.by_sales[].sales] | add) / (.totals.platform.sales + .totals.direct.sales) - 1 | fabs < 1e-9'
firms edges.toml 's/^sigma = .*/sigma = 5.0\nsales_classes = [2e3, 5e5]/'
run firms edges.toml
expect_line '^2,000 to below 500,000 '
expect_line '^500,000 and more '
run firms edges.toml --world world --json
expect_json '[.by_sales[].below] == [2000, 500000, null] and .by_sales[2].exporters > 0'

# A tenth of 20,000 firms export; each firm of a granular world has weight 1, so that their number is binomial: 2,000 with an sd of 42. Exports
# have a heavy tail: a typical world has less than the mean.
case_name "granular worlds are a spread of numbers, the same again from the same seed"
firms grains.toml 's/^firms = .*/firms = 20000/; s/^tail = .*/tail = 1.5/; s/^exporters = 200/exporters = 2000/; s/^platform_fee.*/platform_fee = inf/'
run firms grains.toml --method granular --worlds 40 --json
expect_exit 0
expect_json '(.worlds | length) == 40 and all(.worlds[]; .exporters == (.exporters | floor)) and ([.worlds[].exporters] | unique | length) > 20'
expect_json '[.worlds[].exporters] | (add / 40 - 2000 | fabs) < 6 * 42.5 / 6.32 and ((map((. - 2000) * (. - 2000)) | add) / 40 | sqrt | . > 25 and . < 65)'
expect_json '([.worlds[].exports] | sort | .[19]) < ([.worlds[].exports] | add / 40)'
cp "$WORK/.stdout" grains.json
run firms grains.toml --method granular --worlds 40 --threads 2 --json
expect_true "the same worlds on two threads" cmp -s grains.json "$WORK/.stdout"
run firms grains.toml --method granular --worlds 10
expect_line '^Over 10 worlds, with the platform'
expect_line '^Exporters +[0-9],[0-9]+ +[0-9],[0-9]+ +[0-9],[0-9]+ +[0-9],[0-9]+$'

case_name "what it takes, whether the market is that large, and curves"
firms ceiling.toml 's/^exporters = 200/exporters = 200\nceiling = 10/'
run firms ceiling.toml --break-even --target 1 --curve curves.csv --json
expect_exit 0
expect_json '[.break_even[].lever] == ["platform_fee", "fixed_cost", "commission", "visibility", "demand", "tail"]'
expect_json 'all(.break_even[]; .above_ceiling == (.platform_sales > 10))'
expect_true "a row a point and one for names" test "$(wc -l <curves.csv)" = 391
expect_true "every row has nine cells" test "$(awk -F, 'NF != 9' curves.csv | wc -l)" = 0
run firms ceiling.toml --break-even --target 1
expect_line 'more than the market$'
firms low.toml 's/^exporters = 200/exporters = 200\nceiling = 0/'
bad "a market without room" '^cohong: low.toml:16:1: market "BBB": ceiling is 0, expected a number above 0' firms low.toml
firms no_jobs.toml '/^\[jobs\]/,$d'
bad "a curve of jobs without jobs" 'curve needs the numbers of \[jobs\]' firms no_jobs.toml --curve x.csv

case_name "in general equilibrium firms and others sum to trade"
run firms firms.toml --world world --json
expect_exit 0
expect_json '.equilibrium.gap <= 1e-8 and (.equilibrium.markets | length) == 2 and .labour == "rigid"'
expect_json '.equilibrium.markets[0] | (.firms_trade / .trade - 1 | fabs) < 1e-8 and .trade_base > 11.9 and .trade_base < 12.1'
expect_json '.equilibrium.markets[0].share > 0.33 and .equilibrium.markets[0].share < 0.34'
expect_json '[.jobs[].word] == ["supported", "supported", "additional", "created or lost"] and .jobs[3].persons != null'

case_name "an infinite fee changes nothing"
firms closed.toml 's/platform_fee = .*/platform_fee = inf/'
run firms closed.toml --world world --labour full --json
expect_exit 0
expect_json 'all(.equilibrium.markets[]; .psi == 1 and .trade == .trade_without) and .welfare_points == 0'

case_name "a scenario takes its trade costs from firms"
{ cat tariff.toml; printf '[[trade_cost]]\nfirms = "firms.toml"\n'; } >with.toml
run run with.toml --json
expect_exit 0
expect_json '.firms.gap <= 1e-8 and .firms.exporter == "AAA" and .firms.markets[1].flow_factor != 1'
cp "$WORK/.stdout" nested.json
run firms firms.toml --scenario tariff.toml --json
expect_exit 0
expect_true "the same factor either way" test \
    "$(jq '.equilibrium.markets[0].flow_factor' "$WORK/.stdout")" = "$(jq '.firms.markets[0].flow_factor' nested.json)"

case_name "shocks to demand and entry are for a sample, with the same numbers on two threads"
firms shocks.toml 's/^platform_fee.*/platform_fee = 50.0\ndemand_shock = 0.6\nentry_shock = 0.4\nshock_correlation = 0.3/'
run firms shocks.toml --sample 30000 --json
expect_exit 0
expect_json '.markets[0].platform.sellers > 0'
cp "$WORK/.stdout" one.json
run firms shocks.toml --sample 30000 --json --threads 2
expect_true "the same on two threads" cmp -s one.json "$WORK/.stdout"
run firms shocks.toml --sample 30000 --json --seed 2
expect_true "other numbers from another seed" test "$(cat one.json)" != "$(cat "$WORK/.stdout")"
bad "a closed form with shocks" 'demand_shock is 0.6: there is no closed form' firms shocks.toml --method exact
bad "an equilibrium with shocks" '--world and --scenario need the method exact' firms shocks.toml --world world
firms correlation.toml 's/^sigma = .*/sigma = 5.0\nshock_correlation = 1.5/'
bad "a correlation above one" '^cohong: correlation.toml:4:1: firms: shock_correlation is 1.5, expected a number of at least -1 and at most 1' \
    firms correlation.toml

bad "other verbs do not leave the firms out" 'follow from the firms of firms.toml' war nash with.toml --deficits zero
printf 'title = "x"\nworld = "world"\n[[trade_cost]]\nfirms = "missing.toml"\n' >nowhere.toml
bad "a scenario with firms that are not there" '^cohong: nowhere.toml:4:1: key "firms": missing.toml' run nowhere.toml
printf 'title = "x"\nworld = "world"\n[[trade_cost]]\nfirms = "firms.toml"\nimporter = "BBB"\n' >both.toml
bad "firms beside an importer" '^cohong: both.toml:4:1: key "firms" stands alone' run both.toml

firms tail.toml 's/^tail = .*/tail = 1.0/'
bad "a tail of one" '^cohong: tail.toml:11:1: group "small": tail is 1, expected a number above 1' firms tail.toml
firms negative.toml 's/^fixed_cost = 100$/fixed_cost = -1000/'
bad "a negative cost" '^cohong: negative.toml:19:1: market "BBB", platform: fixed_cost is -1000' firms negative.toml
firms share.toml 's/^labour_share = .*/labour_share = 1.25/'
bad "a share over one" '^cohong: share.toml:28:1: jobs: labour_share is 1.25' firms share.toml
firms market.toml 's/^code = "CCC"/code = "CCD"/'
bad "a market that is not in the world" '^cohong: market.toml:21:1: Three countries has no country "CCD"; did you mean "CCC"' \
    firms market.toml --world world
firms sector.toml 's/"AGR"/"AGI"/'
bad "a sector that is not in the world" '^cohong: sector.toml:7:12: Three countries has no sector "AGI"; did you mean "AGR"' \
    firms sector.toml --world world
firms too_much.toml 's/^exports = 4e6/exports = 4e9/'
bad "firms who sell more than the country" '^cohong: too_much.toml:13:1: market "BBB".*expected at most 1' \
    firms too_much.toml --world world
firms none.toml '/^\[world\]/,/^sectors/d'
bad "an equilibrium without an exporter" 'needs \[world\] with "exporter"' firms none.toml --world world
bad "settings without an equilibrium" '--world or --scenario' firms firms.toml --labour full
bad "a world beside a scenario" 'does not go with --scenario' firms firms.toml --world world --scenario tariff.toml

# classes [ROW]: a table of size classes whose second row may be replaced.
classes() {
    printf 'least,most,firms,size\n1,10,9e6,2.4e7\n%s\n100,,1e5,3e7\n' "${1-10,100,9e5,2.2e7}" >sizes.csv
}
firms classes.toml 's/^firms = .*/size = "classes"/; s/^tail = .*/classes_file = "sizes.csv"/'
classes
case_name "size classes from a table"
run firms classes.toml --json
expect_exit 0
expect_json '(.totals.firms / 1e7 - 1 | fabs) < 1e-12 and (.markets[0].sellers_without / 200 - 1 | fabs) < 1e-9'
run firms classes.toml --world world --json
expect_exit 0
expect_json '.equilibrium.gap <= 1e-8'
classes 10,100,9e5,2.2e8
bad "a class whose mean is outside of it" '^cohong: sizes.csv:3:12: 900000 firms.*a mean of 244' firms classes.toml
classes 9,100,9e5,2.2e7
bad "classes that overlap" '^cohong: sizes.csv:3:1: the class begins at 9, before the end' firms classes.toml
classes 10,100,-9e5,2.2e7
bad "a negative number of firms" '^cohong: sizes.csv:3:8: column "firms": found -900000' firms classes.toml
rm sizes.csv
bad "no table" '^cohong: classes.toml:11:1: key "classes_file": ' firms classes.toml
firms mixed.toml 's/^tail = .*/size = "pareto_lognormal"\ntail = 1.2\nlog_sd = 1.5/'
case_name "Pareto-lognormal in general equilibrium"
run firms mixed.toml --world world --json
expect_exit 0
expect_json '.equilibrium.gap <= 1e-8 and .equilibrium.markets[0].psi > 1'

# lawful FILE [SED]: firms of AAA whose channels are taxed by a law of BBB, in two editions of which the second has no way to the first.
lawful() {
    cat >customs.law <<'LAW'
importer BBB currency CUR
edition old from 2010-01-01 until 2018-01-01
edition new from 2018-01-01
use new
list parcels codes 1111 2222
list taxed codes 1111 2222 3333
measure base base all on taxed 20% by "schedule"
tax vat vat 10% by "act"
channel post on parcels from 2018-01-01 when value <= 600 CUR by "limits"
measure post set all on parcels Free when channel = post by "limits"
LAW
    sed -e "${2-}" >"$1" <<'TOML'
title = "Small firms of Aland"
currency = "USD"
sigma = 5.0
[law]
file = "customs.law"
on = 2018-10-01
edition = "new"
origin = "USA"
products = { "1111" = 0.5, "2222" = 0.3, "3333" = 0.2 }
order_value = 100
order_spread = 1.0
exchange = { CUR = 0.5 }
[[group]]
name = "small"
firms = 1e7
tail = 1.2
[[market]]
code = "BBB"
exports = 4e6
exporters = 200
[market.platform]
law_channel = "post"
eligible = 0.5
fixed_cost = 100
[market.direct]
law_channel = "general"
TOML
}
# by value, orders are lognormal about 100 e: those up to 300 are a share Q((1 - ln 3)/1) = 0.53928; two products of three are listed
case_name "tariffs, VAT and eligible shares of channels from a law"
lawful lawful.toml
run firms lawful.toml --json
expect_exit 0
expect_json '.markets[0].terms.platform | .tariff == 0 and (.vat - 0.1 | fabs) < 1e-12 and (.eligible / (0.5 * 0.8 * 0.539278) - 1 | fabs) < 1e-5'
expect_json '.markets[0].terms.direct | (.tariff - 0.2 | fabs) < 1e-12 and (.vat - 0.1 | fabs) < 1e-12 and .eligible == 1'
lawful all.toml 's/^order_spread.*//; s/^products = .*/products = ["1111", "3333"]/'
run firms all.toml --json
expect_json '.markets[0].terms.platform.eligible == 0.25'
lawful above.toml 's/^order_value.*//'
run firms above.toml --json
expect_json '.markets[0].terms.platform.eligible == 0 and .totals.platform_firms == 0'
run firms lawful.toml
expect_line '^Channels by customs.law on 2018-10-01$'
lawful other.toml 's/^edition = .*/edition = "old"/'
bad "a list of products in another edition" '^cohong: other.toml:7:1: product "1111".*edition' firms other.toml
lawful none.toml 's/^edition = .*/edition = "nwe"/'
bad "an edition that the law does not have" '^cohong: none.toml:7:1: .*has no edition "nwe"; did you mean "new"' firms none.toml
lawful product.toml 's/"3333"/"4444"/'
bad "a product that the law has no duty for" '^cohong: product.toml:9:[0-9]*: product "4444", channel "general" to "BBB" by customs.law: the law has no duty for it' firms product.toml
lawful sum.toml 's/"1111" = 0.5/"1111" = 0.8/'
bad "shares of products over one" '^cohong: sum.toml:9:1: the shares of products sum to 1.3, expected 1' firms sum.toml
lawful big.toml 's/"1111" = 0.5/"1111" = 1.5/'
bad "a share of a product over one" '^cohong: big.toml:9:14: product "1111": expected its share' firms big.toml
lawful channel.toml 's/"post"/"pots"/'
bad "a channel that the law does not have" '^cohong: channel.toml:.*"pots" from others; did you mean "post"' firms channel.toml
lawful twice.toml 's/^eligible.*/tariff = 0.1/'
bad "a tariff beside the law" '^cohong: twice.toml:23:1: .*tariff follows from law_channel' firms twice.toml
lawful rate.toml 's/^exchange.*//'
bad "limits in another currency" '^cohong: rate.toml:4:2: .*needs exchange = { CUR' firms rate.toml
lawful day.toml 's/^on = .*/on = "yesterday"/'
bad "no day" '^cohong: day.toml:6:1: key "on": found "yesterday", expected a date' firms day.toml
lawful elsewhere.toml 's/^code = .*/code = "CCC"/'
bad "a market that the law is not of" '^cohong: elsewhere.toml:.*no measures of "CCC"' firms elsewhere.toml
lawful nofile.toml 's/customs.law/custom.law/'
bad "no law" '^cohong: nofile.toml:5:1: key "file": custom.law: ' firms nofile.toml

case_name "exporters by number of destinations: parameters, what tells them, implied costs beside fees"
study() { sed -e "$2" "$ROOT/data/calibrations/us-exporters.toml" >"$1"; }
study small.toml 's/^markets = .*/markets = 60\nsample = 1000/'
run firms calibrate small.toml --json
expect_exit 0
expect_json '.outcome == "converged" and (.singular | length) == 7 and .condition > 1 and .condition < 1e5'
expect_json '.parameters[0].name == "tail" and .parameters[0].value > 1 and (.parameters[0].sensitivity | length) == (.moments | length)'
expect_json '.fees[0].low > 0 and .fixed_costs.mean > 0 and ([.moments[] | (.model / .seen | log) / .sd | . * .] | add) as $sum | (.loss / $sum - 1 | fabs) < 1e-6'
run firms calibrate small.toml
expect_line '^Implied fixed cost a year beside what a marketplace asks, USD$'
expect_line 'condition '
run completion names calibration
expect_line '^us-exporters$'
study share.toml 's/^value = 0.049/value = 1.49/'
bad "a moment's share over one" '^cohong: share.toml:[0-9]*:1: moment "exports, 1 destination": value is 1.49' firms calibrate share.toml
study tail.toml 's/^start = 1.4/start = 1.0/'
bad "a tail of one to start from" '^cohong: tail.toml:[0-9]*:1: parameter tail: start is 1, expected' firms calibrate tail.toml
study name.toml 's/"demand_slope"/"demand_slop"/'
bad "no such parameter" '^cohong: name.toml:[0-9]*:1: there is no parameter "demand_slop"; did you mean "demand_slope"' firms calibrate name.toml
study kind.toml 's/"exporters"$/"exporter"/'
bad "no such kind of moment" '^cohong: kind.toml:[0-9]*:1: there is no kind of moment "exporter"; did you mean "exporters"' firms calibrate kind.toml
study fee.toml 's/^low = .*/low = -4444/'
bad "a negative fee" '^cohong: fee.toml:[0-9]*:1: fee: low is -4444' firms calibrate fee.toml
study class.toml 's/^from = 50/from = 500/'
bad "more markets than there are" '^cohong: class.toml:[0-9]*:1: moment "exports, 50 and more": firms with 500 to 150 markets' firms calibrate class.toml
study few.toml '/^\[\[moment/,/^sd/d'
bad "fewer moments than parameters" '^cohong: few.toml: 0 moments for 7 parameters' firms calibrate few.toml

good "explains itself" '^Usage: cohong firms FILE' firms --help
