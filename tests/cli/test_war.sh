# cohong war: best responses, Nash tariffs, their certificate, and what is refused.
. "${0%/*}/lib.sh"
. "$ROOT/tests/cli/small_world.sh"
small_world world
small_scenario tariff.toml world </dev/null

case_name "Nash tariffs, with what everyone wins or loses and the certificate"
run war nash tariff.toml --deficits zero
expect_exit 0
expect_no_stderr
expect_line '^Nash tariffs: A tariff of AAA on BBB$'
expect_line '^AAA +yes +\+[0-9.]+ +[+-][0-9.]+ +[+-][0-9.]+$'
expect_line '^Certificate: in 6 searches from other starts, no player gains more than'
expect_line '^Tariffs set: 11; on the lower bound: 0, on the upper: 0\.$'
expect_line '^Converged: largest step left'

case_name "the same as JSON: a certificate below 1e-8, every equation"
run war nash tariff.toml --deficits zero --json
expect_exit 0
expect_json '.outcome == "converged" and .largest_gain <= 1e-8 and .searches == 6 and .residual <= 1e-9'
expect_json '[.countries[].player] == [1, 1, 1] and all(.countries[]; .median_tariff > 0)'

case_name "only the players named move, on goods alone"
run war nash tariff.toml --deficits zero --players AAA,CCC --goods --json
expect_exit 0
expect_json '.tariffs_set == 4 and .countries[1].player == 0 and .countries[1].median_tariff == null'

case_name "a best response is good for its country"
run war best-response tariff.toml --deficits zero --players BBB --json
expect_exit 0
expect_json '.countries[1].welfare > .countries[1].welfare_start and .searches == 2'

case_name "a scenario can start from the tariffs written, and finds them again"
run war nash tariff.toml --deficits zero --out nash.csv --quiet
expect_exit 0
expect_no_stdout
expect_file_line nash.csv '^sector,importer,exporter,tariff$'
cat >again.toml <<'TOML'
title = "From Nash tariffs"
world = "world"
[[tariff]]
importer = "*"
exporter = "*"
level_file = "nash.csv"
TOML
run war nash again.toml --deficits zero --json
expect_exit 0
expect_json '.iterations <= 1 and all(.countries[]; (.welfare - .welfare_start) | fabs < 1e-9)'

case_name "bounds that bind are counted"
run war nash tariff.toml --deficits zero --most 0.4 --least 0 --starts 0 --json
expect_exit 0
expect_json '.largest_gain == null and .on_upper_bound >= 0 and (.countries | all(.median_tariff <= 0.4))'

case_name "a government that weighs all sectors alike cares for welfare"
echo 'country,sector,weight' >even.csv
run war nash tariff.toml --deficits zero --structure profit_shifting --out plain.csv --quiet
expect_exit 0
run war nash tariff.toml --deficits zero --structure profit_shifting --lobby even.csv --out even-tariffs.csv --json
expect_exit 0
expect_json 'all(.countries[]; (.welfare - (.payoff | exp) + 1) | fabs < 1e-9)'
expect_true "expected the same tariffs" awk -F, 'NR == FNR { is[$1, $2, $3] = $4; next }
    FNR > 1 && (is[$1, $2, $3] - $4)^2 > 1e-12 { exit 1 }' plain.csv even-tariffs.csv

case_name "a government that weighs a sector more protects it, at the cost of welfare"
printf 'country,sector,weight\nBBB,AGR,1.3\n' >lobby.csv
respond() { # NAME FLAG...
    local name=$1
    shift
    run war best-response tariff.toml --deficits zero --players BBB --structure profit_shifting --json --out "$name.csv" "$@"
    expect_exit 0
    jq '.countries[1]' "$WORK/.stdout" >"$name.json"
}
protection() { awk -F, '$1 == "AGR" && $2 == "BBB" { sum += $4 } END { printf "%.17g\n", sum }' "$1.csv"; }
respond even
respond uneven --lobby lobby.csv
expect_true "expected higher tariffs" awk -v a="$(protection even)" -v b="$(protection uneven)" 'BEGIN { exit !(b > a + 0.01) }'
expect_true "expected lower welfare" \
    jq -e -n --slurpfile a even.json --slurpfile b uneven.json '$b[0].welfare < $a[0].welfare and $b[0].welfare != $b[0].payoff'
run war best-response tariff.toml --deficits zero --players BBB --structure profit_shifting --lobby lobby.csv
expect_exit 0
expect_line '^Country +Player +% +% +% +%$'
expect_line '^Government: what its weights of sectors make of wages'

lobby() {
    local name=$1 words=$2
    shift 2
    printf '%s\n' "$@" >bad.csv
    bad "weights: $name" "$words" war nash tariff.toml --deficits zero --lobby bad.csv
}
lobby "an unknown sector" 'bad.csv:2:5: unknown sector "AGT"; did you mean "AGR"' country,sector,weight BBB,AGT,2
lobby "an unknown country" 'bad.csv:2:1: unknown country' country,sector,weight XXX,AGR,2
lobby "one given twice" 'bad.csv:3:1: sector "AGR" of "BBB" is there twice' country,sector,weight BBB,AGR,2 BBB,AGR,2
lobby "one below 0" 'bad.csv:2:9: .*expected a weight from 0' country,sector,weight BBB,AGR,-1
lobby "a column that is missing" 'weight' country,sector BBB,AGR
bad "weights that are not there" 'none.csv' war nash tariff.toml --deficits zero --lobby none.csv

case_name "players in turn end where all at once do, on any number of threads"
run war nash tariff.toml --deficits zero --json
jq '[.countries[].median_tariff, .countries[].welfare]' "$WORK/.stdout" >at-once.json
run war nash tariff.toml --deficits zero --method sequential --threads 2 --json
expect_exit 0
expect_json '.outcome == "converged" and .largest_gain <= 1e-8'
jq '[.countries[].median_tariff, .countries[].welfare]' "$WORK/.stdout" >in-turn.json
tap_holds "expected the same to 1e-6" tap_quietly \
    jq -en 'input as $a | input as $b | all(range($a | length); ($a[.] - $b[.]) | fabs < 1e-6)' at-once.json in-turn.json
run war nash tariff.toml --deficits zero --threads 1 --out one.csv --quiet
run war nash tariff.toml --deficits zero --threads 3 --out three.csv --quiet
expect_same one.csv three.csv

case_name "an elasticity that makes the best tariff too large for any bound: corners, counted"
mkdir flat
cp world/world.toml flat
printf 'country,name\nAAA,Aland\nBBB,Bland\n' >flat/countries.csv
printf 'sector,name,theta,kind\nALL,All,0.004,goods\n' >flat/sectors.csv
printf 'sector,importer,exporter,value,tariff\nALL,AAA,AAA,60,0\nALL,AAA,BBB,40,0\nALL,BBB,AAA,40,0\nALL,BBB,BBB,160,0\n' >flat/trade.csv
printf 'country,sector,value_added_share\nAAA,ALL,1\nBBB,ALL,1\n' >flat/production.csv
printf 'country,sector,input,share\n' >flat/inputs.csv
printf 'title = "Hardly any choice between goods"\nworld = "flat"\n' >flat.toml
run war best-response flat.toml --players AAA --starts 0 --json
expect_exit 0
expect_json '.on_upper_bound == 1 and .outcome == "converged" and .countries[0].median_tariff == 100'
run war best-response flat.toml --players AAA --starts 0
expect_line '^Tariffs set: 1; on the lower bound: 0, on the upper: 1\.$'

bad "an unknown method" '--method: found "sequental", expected "simultaneous" or "sequential"; did you mean "sequential"' \
    war nash tariff.toml --deficits zero --method sequental
bad "a world with deficits, with an offer to purge them" 'deficits = "zero"' war nash tariff.toml
bad "bounds that exclude the start" 'sector AGR, importer AAA, exporter BBB.*outside the bounds' \
    war nash tariff.toml --deficits zero --most 0.1
bad "a player that is not in the world" 'no country "AAB"; did you mean "AAA"' war nash tariff.toml --deficits zero --players AAB
bad "a best response without its country" 'needs one country: --players' war best-response tariff.toml --deficits zero
bad "a best response of two" 'needs one country' war best-response tariff.toml --deficits zero --players AAA,BBB
bad "other market structures" 'perfect_competition' war nash tariff.toml --deficits zero --structure krugman
bad "an unknown game" 'unknown verb "nahs".*did you mean "nash"' war nahs tariff.toml

good "explains itself" '^Usage: cohong war nash' war nash --help

# ---- retaliation
small_scenario attack.toml world </dev/null

case_name "retaliation by every rule, with what is hit and what everyone wins or loses"
run war retaliate attack.toml --by BBB --against AAA --goods
expect_exit 0
expect_no_stderr
expect_line '^Retaliation of BBB against AAA: A tariff of AAA on BBB$'
expect_line '^none +[+-][0-9.]+ +[+-][0-9.]+ +[+-][0-9.]+'
expect_line '^same-rate +12 +\+25\.0 '
expect_line '^  reallocated|^reallocated: '

case_name "as JSON: BBB buys 12 of goods from AAA, of the 20 that the attack hits"
run war retaliate attack.toml --by BBB --against AAA --goods --json
expect_exit 0
expect_json '.attack.value == 20 and .attack.rate == 0.25 and .available == 12'
expect_json '[.answers[] | select(.answer == "same-rate") | .hit.value, .hit.duty_at_base_trade] == [12, 3]'
expect_json '.answers[0].answer == "none" and (.answers | length) == 5'

case_name "an answer is a scenario that runs, and gives the same welfare"
run war retaliate attack.toml --by BBB --against AAA --goods --rule most-hurtful --scenario answer.toml --json
expect_exit 0
welfare=$(jq '.answers[1].welfare.AAA' .stdout)
expect_file_line answer.csv '^AGR,BBB,AAA,0\.27$'
run run answer.toml --no-store --json
expect_exit 0
expect_json "(.countries[] | select(.country == \"AAA\") | .welfare - ($welfare) | fabs) < 1e-9"

bad "nothing to answer" 'no tariff of CCC on BBB is above' war retaliate attack.toml --by BBB --against CCC --rule same-rate
bad "a country that is not in the world" '--by: there is no country "BBC"; did you mean "BBB"' \
    war retaliate attack.toml --by BBC --against AAA
bad "a country that answers itself" 'BBB cannot retaliate against itself' war retaliate attack.toml --by BBB --against BBB
bad "no country" '--against is missing' war retaliate attack.toml --by BBB
bad "an unknown rule" 'no rule "same-dolars"; did you mean "same-dollars"' \
    war retaliate attack.toml --by BBB --against AAA --rule same-dolars
bad "an answer to write without saying which" 'say which with --rule' \
    war retaliate attack.toml --by BBB --against AAA --out x.csv
bad "a scenario's name without its end" 'ends in .toml' \
    war retaliate attack.toml --by BBB --against AAA --rule same-rate --scenario answer.txt

case_name "a rule without an answer is no bad input: nothing is written, and the reason said"
run war retaliate "$DATA/scenarios/us-china-2018-19.toml" --by CHN --against USA --goods --rule same-duty --out none.csv
expect_exit 1
expect_stderr_line 'collects as much as the attack: 32\.[0-9] % of it at most'
expect_no_file none.csv

# ---- the path of a war: two laws of two lines
cat >aaa.law <<'LAW'
importer AAA currency USD
edition one from 2000-01-01 until 2100-01-01
use one
measure mfn base all on all schedule mfn.csv by "schedule"
measure extra add BBB on all 10% from 2018-07-06 by "notice"
measure more add BBB on all 5% from 2019-05-10 by "notice"
LAW
sed 's/AAA/CCC/; s/BBB/AAA/g; s/CCC/BBB/; /more/d; s/10%/20%/; s/2018-07-06/2018-09-24/' aaa.law >bbb.law
printf 'code,duty\n0101,5%%\n' >mfn.csv
printf 'prefix,sector\n01,AGR\n' >sectors.csv
path_scenario() { # FILE ON
    {
        printf 'title = "Two laws"\nworld = "world"\n'
        for pair in 'AAA BBB' 'BBB AAA'; do
            set -- "$1" "$2" $pair
            printf '[[tariff]]\nimporter = "%s"\nexporter = "%s"\nlaw = "%s.law"\non = %s\nsince = 2018-01-01\n' \
                "$3" "$4" "$(echo "$3" | tr A-Z a-z)" "$2"
            printf 'concordance = "sectors.csv"\n'
        done
    } >"$1"
}
path_scenario path.toml 2019-12-31
path_scenario day.toml 2018-09-24

case_name "an observed war, move by move: who, from what tariff to what"
run war path path.toml --deficits zero --json
expect_exit 0
expect_no_stderr
expect_json '[.rounds[].day] == ["2018-01-01", "2018-07-06", "2018-09-24", "2019-05-10"]'
expect_json '[.moves[] | .day + " " + .country] == ["2018-07-06 AAA", "2018-09-24 BBB", "2019-05-10 AAA"]'
expect_json '[.moves[] | .before, .set] | map(. * 1000 | round) == [50, 150, 20, 220, 150, 200]'
expect_json 'all(.moves[]; .gain_by_deviation <= 1e-8 and .outcome == "converged")'
welfare=$(jq '.rounds[2].countries[1].welfare' .stdout)

case_name "the welfare of a round is that of a run on its day"
run run day.toml --deficits zero --no-store --json
expect_exit 0
expect_json "(.countries[1].welfare - ($welfare) | fabs) < 1e-12"

case_name "the same as a table"
run war path path.toml --deficits zero
expect_exit 0
expect_line '^2018-07-06 +AAA +5\.0 +15\.0 +[0-9.]+ +[+-][0-9.]+ +[+-][0-9.]+ +[+-][0-9.]+$'

case_name "a path of fewer days, and a scenario with the tariffs at its end"
run war path path.toml --deficits zero --until 2018-12-31 --scenario end.toml --json
expect_exit 0
expect_json '(.rounds | length) == 3'
expect_file_line end.csv '^AGR,BBB,AAA,0\.22'

bad "a path of a scenario without laws" 'takes its tariffs from a law' war path tariff.toml --deficits zero
bad "a path that ends before it begins" 'from 2019-12-31 to 2018-01-01' \
    war path path.toml --deficits zero --from 2019-12-31 --until 2018-01-01
bad "a day that is none" '--until' war path path.toml --until 2018-13-01
bad "a path of a world with deficits" 'deficits = "zero"' war path path.toml

# ---- cooperation
case_name "bargains from Nash tariffs: nobody is worse off, and the range holds them"
run war nash tariff.toml --deficits zero --scenario war.toml --quiet
run war cooperate war.toml --json
expect_exit 0
expect_no_stderr
expect_json '[.bargains[].bargain] == ["efficient", "equal-gains", "nash-bargain", "takes-all", "takes-all", "takes-all"]'
expect_json 'all(.bargains[]; .outcome == "converged" and .step <= 1e-9)'
expect_json 'all(.bargains[1].countries[]; .gain > 0) and ([.bargains[1].countries[].gain] | max - min < 1e-8)'
expect_json '[range(3)] as $k | [.bargains[2].countries[].gain] as $g | [.bargains[3:][].countries] as $t | all($k[]; $g[.] < $t[.][.].gain)'
expect_json 'all(.bargains[3:][]; .taker as $t | all(.countries[]; .country == $t or (.gain | fabs) < 1e-8))'

case_name "the same as a table"
run war cooperate war.toml
expect_exit 0
expect_line '^Cooperation: Nash tariffs from: A tariff of AAA on BBB$'
expect_line '^AAA +yes( +[+-]?[0-9.]+){5}$'
expect_line '^equal-gains: maximises the gain W/D that is the same for all parties\.$'

case_name "one bargain as a scenario that runs, with the welfare that was printed"
run war cooperate war.toml --bargain nash-bargain --scenario peace.toml --json
expect_exit 0
welfare=$(jq '.bargains[0].countries[2].welfare' .stdout)
run run peace.toml --no-store --json
expect_exit 0
expect_json "(.countries[2].welfare - ($welfare) | fabs) < 1e-9"

case_name "from free trade on, two parties alone"
run war cooperate war.toml --players AAA,BBB --disagreement free-trade --bargain equal-gains --outside --json
expect_exit 0
expect_json '.bargains[0].countries[2] | .party == 0 and .gain == null and .median_tariff == null'

bad "an unknown bargain" 'no bargain "equal-gain"; did you mean "equal-gains"' war cooperate war.toml --bargain equal-gain
bad "nobody who takes all" '--taker is missing' war cooperate war.toml --bargain takes-all
bad "a party alone" 'needs two countries; found 1' war cooperate war.toml --players AAA
bad "a weight of a country that is not there" 'no country "AAB"; did you mean "AAA"' war cooperate war.toml --weights AAB=2
bad "another disagreement" 'expected free-trade' war cooperate war.toml --disagreement autarky
bad "bargains to write without saying which" 'say which with --bargain' war cooperate war.toml --out x.csv

# ---- blocs
case_name "countries that act as one: a bloc's tariffs inside stay"
run war nash tariff.toml --deficits zero --bloc PAIR=AAA,BBB --out bloc.csv --json
expect_exit 0
expect_no_stderr
expect_json '[.countries[].bloc] == ["PAIR", "PAIR", null] and .searches == 4 and .largest_gain <= 1e-8'
expect_json '.countries[0].gain_by_deviation == .countries[1].gain_by_deviation'
expect_file_line bloc.csv '^AGR,AAA,BBB,0\.3$'
expect_file_line bloc.csv '^AGR,BBB,AAA,0\.02$'

case_name "a bloc plays by its name, and stands in the table"
run war best-response tariff.toml --deficits zero --bloc PAIR=AAA,BBB --players PAIR
expect_exit 0
expect_line '^AAA +PAIR +[+-][0-9.]+ '
expect_line '^CCC  +[+-]?[0-9.]+ +[+-]?[0-9.]+$'
expect_line '^Blocs: members set'

case_name "a bloc of one country is the country"
run war nash tariff.toml --deficits zero --bloc SOLO=AAA --out solo.csv --quiet
run war nash tariff.toml --deficits zero --out plain.csv --quiet
expect_exit 0
tap_holds "the same tariffs" cmp solo.csv plain.csv

bad "half a bloc as a player" 'a bloc plays whole' war nash tariff.toml --deficits zero --bloc PAIR=AAA,BBB --players AAA,CCC
bad "a country in two blocs" 'AAA is in ONE and in TWO' war nash tariff.toml --deficits zero --bloc 'ONE=AAA,BBB;TWO=AAA,CCC'
bad "a bloc without members" 'expected NAME=COUNTRY' war nash tariff.toml --deficits zero --bloc PAIR
bad "a bloc named as a country" '"CCC" cannot name a bloc' war nash tariff.toml --deficits zero --bloc CCC=AAA,BBB
bad "a member that is not there" '--bloc: there is no country "AAB"; did you mean "AAA"' \
    war nash tariff.toml --deficits zero --bloc PAIR=AAB,BBB
