# The data that ship: the world holds what its source holds, and tools/make-data makes the same bytes again.
# Expected values are computed here from ../shared with awk, or are published: Lashkaripour and Lugovskyy (2023) for elasticities.
. "${0%/*}/lib.sh"

world=$DATA/worlds/seven-2017
scenarios=$DATA/scenarios
source_world=worlds/us-china-2017
employment_table=data/us-jobs/usa_sea_2000_2014.csv

# near A B RELATIVE: are both numbers there and no further apart than that share of A?
near() { awk -v a="$1" -v b="$2" -v most="$3" 'BEGIN { d = a - b; if (d < 0) d = -d; exit !(a != "" && b != "" && a + 0 != 0 && d <= most * (a < 0 ? -a : a)) }'; }

# flows TRADE_CSV gross|net: "name value" of totals over all sectors, net of tariff; gross values include the tariff.
flows() {
    awk -F, -v gross="$2" 'FNR > 1 {
        value = gross == "gross" ? $4 / (1 + $5) : $4
        output += value
        if ($2 == $3) next
        world += value
        if ($2 == "USA") imports += value
        if ($3 == "USA") exports += value
        if ($2 == "USA" && $3 == "CHN") from_china += value
    } END { printf "output %.17g\nworld %.17g\nfrom_china %.17g\nus_deficit %.17g\n", output, world, from_china, imports - exports }' "$1"
}
total() { awk -v name="$2" '$1 == name { print $2 }' "$1"; }

# theta of a sector: the field before the last, as names may hold commas.
theta() { awk -F, -v sector="$1" '$1 == sector { print $(NF - 1) }' "$world/sectors.csv"; }

# US persons engaged (thousands) of 2014 in the source, summed: the seventh column; texts are quoted, numbers are not.
source_persons() {
    awk '{ split($0, part, "\",\""); split(part[4], number, ",") } number[1] == "2014\"" { sum += number[4] }
         END { printf "%.0f\n", sum * 1000 }' "$SHARED/$employment_table"
}
persons() { awk -F, '$1 == "USA" { sum += $4 } END { printf "%.0f\n", sum }' "$world/production.csv"; }

case_name "every identity of the shipped world holds"
run world check "$world" --json
expect_exit 0
expect_json '.valid and .tolerance <= 1e-9 and ([.identities[].worst] | max) <= 1e-9'

case_name "it has the seven economies"
run world info "$world" --json
expect_exit 0
expect_json '[.countries[].country] == ["BRA", "CHN", "EU", "IND", "JPN", "USA", "ROW"]'

case_name "it has 31 sectors, education and other transport equipment among them"
run world info "$world" --json
expect_json '(.sectors | length == 31) and (.sectors | index("P")) and (.sectors | index("C30"))'

case_name "elasticities of electronics, electrical equipment and machinery are the published ones"
expect_true "C26: 7.75" test "$(theta C26)" = 7.75
expect_true "C27: 7.75" test "$(theta C27)" = 7.75
expect_true "C28: 1.235" test "$(theta C28)" = 1.235

case_name "every other elasticity is that of the source"
if need_shared $source_world/sectors.csv; then
    for pair in A:A03 B:B09 C10T12:C10T12 C16:C16 C19:C19 C20:C20 C22:C22 C30:C30 C31T33:C31T33 DE:E P:P RS:S; do
        wanted=$(awk -F, -v sector="${pair#*:}" '$1 == sector { print $(NF - 1) }' "$SHARED/$source_world/sectors.csv")
        expect_true "${pair%:*} has that of ${pair#*:}" near "$wanted" "$(theta "${pair%:*}")" 1e-9
    done
fi

case_name "merging the source by the shipped map keeps its trade totals"
if need_shared $source_world/trade.csv; then
    cp -r "$SHARED/$source_world" "$WORK/source" && chmod -R u+w "$WORK/source"
    run world aggregate "$WORK/source" --map "$DATA/maps/seven-2017.csv" --out "$WORK/merged" --quiet
    expect_exit 0
    flows "$SHARED/$source_world/trade.csv" gross >"$WORK/wanted"
    flows "$WORK/merged/trade.csv" net >"$WORK/found"
    for name in output world from_china us_deficit; do
        expect_true "the same $name" near "$(total "$WORK/wanted" $name)" "$(total "$WORK/found" $name)" 1e-9
    done
fi

# The source's goods markets do not clear, so that the world had to be balanced (docs/data.md): deficits stay, flows give way.
case_name "balancing kept the US deficit and moved the trade totals by less than one percent"
if need_shared $source_world/trade.csv; then
    flows "$SHARED/$source_world/trade.csv" gross >"$WORK/wanted"
    flows "$world/trade.csv" net >"$WORK/found"
    expect_true "the same deficit" near "$(total "$WORK/wanted" us_deficit)" "$(total "$WORK/found" us_deficit)" 1e-8
    for name in output world from_china; do
        expect_true "nearly the same $name" near "$(total "$WORK/wanted" $name)" "$(total "$WORK/found" $name)" 0.01
    done
fi

case_name "tariffs of sectors that were not merged are those of the source"
if need_shared $source_world/trade.csv; then
    for flow in C26,USA,CHN C30,CHN,USA C29,EU,JPN C10T12,IND,BRA; do
        wanted=$(awk -F, -v flow="$flow" '$1 "," $2 "," $3 == flow { print $5 }' "$SHARED/$source_world/trade.csv")
        found=$(awk -F, -v flow="$flow" '$1 "," $2 "," $3 == flow { print $5 }' "$world/trade.csv")
        expect_true "$flow: $wanted, found $found" near "$wanted" "$found" 1e-9
    done
fi

case_name "US employment is the number of persons engaged of 2014"
if need_shared $employment_table; then expect_true "the same persons" test "$(persons)" = "$(source_persons)"; fi

case_name "every US sector has employment and no other country has"
expect_true "31 numbers" test "$(awk -F, '$1 == "USA" && $4 > 0' "$world/production.csv" | wc -l)" -eq 31
expect_true "186 empty fields" test "$(awk -F, 'NR > 1 && $1 != "USA" && $4 == ""' "$world/production.csv" | wc -l)" -eq 186

# by_hand FILE IMPORTER EXPORTER: the increase of mining, spelled out for its three parts.
by_hand() {
    awk -F, -v importer="$2" -v exporter="$3" '
        $2 != importer || $3 != exporter { next }
        NF == 5 { flow[$1] = $4 / (1 + $5) }
        NF == 4 { increase[$1] = $4 }
        END {
            part["B05_06"]; part["B07_08"]; part["B09"]
            for (j in part) { sum += flow[j] * increase[j]; bought += flow[j] }
            printf "%.12f\n", sum / bought
        }' "$SHARED/$source_world/trade.csv" "$SHARED/worlds/$1"
}
increase() { awk -F, -v sector="$2" '$1 == sector { print $4 }' "$scenarios/$1"; }

case_name "tariff increases of merged sectors are weighted by imports"
if need_shared worlds/us-china-2017-us-on-china.csv; then
    expect_true "US on mining" near "$(by_hand us-china-2017-us-on-china.csv USA CHN)" "$(increase us-on-china-2018-19.csv B)" 1e-8
    expect_true "China on mining" near "$(by_hand us-china-2017-china-on-us.csv CHN USA)" "$(increase china-on-us-2018-19.csv B)" 1e-8
fi

case_name "tariff increases of other sectors are those of the source"
if need_shared worlds/us-china-2017-us-on-china.csv; then
    for file in us-on-china china-on-us; do
        grep -E '^C' "$SHARED/worlds/us-china-2017-$file.csv" >"$WORK/wanted"
        grep -E '^C' "$scenarios/$file-2018-19.csv" >"$WORK/found"
        expect_true "17 sectors" test "$(wc -l <"$WORK/found")" -eq 17
        expect_same "$WORK/wanted" "$WORK/found"
    done
fi

case_name "tools/make-data makes the same bytes again"
if need_shared $source_world && need_shared $employment_table; then
    COHONG=$COHONG run_command "$ROOT/tools/make-data" "$WORK/made"
    expect_exit 0
    for file in world.toml countries.csv sectors.csv trade.csv production.csv inputs.csv final.csv; do
        expect_same "$world/$file" "$WORK/made/worlds/seven-2017/$file"
    done
    for file in us-on-china china-on-us; do
        expect_same "$scenarios/$file-2018-19.csv" "$WORK/made/scenarios/$file-2018-19.csv"
    done
fi

case_name "everything that ships has its line in SOURCES.md"
for path in worlds/seven-2017 maps/seven-2017.csv maps/seven-2017-theta.csv maps/seven-2017-employment.csv $(cd "$DATA" && ls scenarios/*); do
    expect_file_line "$DATA/SOURCES.md" "\`$path\`"
done

case_name "a scenario names a world that ships"
printf 'world = "seven-2017"\n[[tariff]]\nimporter = "USA"\nexporter = "CHN"\nsector = "A"\nadd = 0.1\n' >named.toml
run run named.toml --no-store --json
expect_exit 0
expect_json '.countries | length == 7'

case_name "a world beside the scenario comes first"
. "$ROOT/tests/cli/small_world.sh"
small_world seven-2017
printf 'world = "seven-2017"\n[[tariff]]\nimporter = "AAA"\nexporter = "BBB"\nsector = "AGR"\nadd = 0.1\n' >beside.toml
run run beside.toml --no-store --json
expect_exit 0
expect_json '.countries | length == 3'
rm -r seven-2017

case_name "a sweep names a scenario that ships, a claim one and its world"
cat >named-sweep.toml <<'TOML'
scenario = "us-china-2018-19"
seed = 1
draws = 16
results = ["welfare USA"]

[[draw]]
vary = "theta_factor"
distribution = "uniform"
low = 0.9
high = 1.1
TOML
run sweep named-sweep.toml --quiet
expect_exit 0
sed 's|"\.\./scenarios/\([^"]*\)\.toml"|"\1"|; s|"\.\./worlds/|"|; s|facts = "facts|facts = "'"$DATA"'/claims/facts|' "$DATA/claims/trade-war-jobs.toml" >named-claim.toml
expect_true "expected a claim without a path to its world" test -z "$(grep '\.\./' named-claim.toml)"
run claim named-claim.toml
expect_exit 0

sed 's/seven-2017/seven-2071/' named.toml >typo.toml
sed 's/us-china-2018-19/us-china-2018/' named-sweep.toml >typo-sweep.toml
sed 's|^facts = .*|facts = "fact.csv"|' named-claim.toml >typo-claim.toml
bad "a world that does not ship" 'typo\.toml:1:1: key "world": seven-2071: no such folder; did you mean "seven-2017"' run typo.toml
bad "a scenario that does not ship" 'typo-sweep\.toml:1:1: key "scenario": us-china-2018: no such file; did you mean "us-china-2018-19"' sweep typo-sweep.toml
bad "facts that are not there" 'typo-claim\.toml:[0-9]+:1: key "facts": fact\.csv: no such file' claim typo-claim.toml

sed 's/us-china-2018-19/us-china-2018/' named-claim.toml >typo-claim.toml
bad "a scenario of a claim that does not ship" 'typo-claim\.toml:[0-9]+:1: key "scenario": us-china-2018: no such file; did you mean "us-china-2018-19"' claim typo-claim.toml
printf 'world = "seven-2017"\n[[trade_cost]]\nfirms = "one-milion"\n' >typo-firms.toml
bad "firms that do not ship" 'typo-firms\.toml:3:1: key "firms": one-milion: no such file; did you mean "one-million"' run typo-firms.toml
sed 's|"\.\./worlds/|"|; s|"\.\./law/us\.law"|"us-2052"|' "$DATA/scenarios/trade-war-2019-09.toml" >typo-law.toml
bad "a law that does not ship" 'typo-law\.toml:10:1: key "law": us-2052: no such file; did you mean "us-2025"' run typo-law.toml
bad "the same in a path through days" 'typo-law\.toml:10:1: key "law": .*us-2052: no such file; did you mean "us-2025"' war path typo-law.toml

case_name "a law goes by its name, although a folder of the same name stands beside it"
run law check us
expect_exit 0
run law check china
expect_exit 0
