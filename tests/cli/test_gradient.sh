# cohong run --gradient: derivatives of a country's welfare, against differences of solved equilibria.
. "${0%/*}/lib.sh"
. "$ROOT/tests/cli/small_world.sh"
small_world world

# scenario FILE TARIFF COST: AAA's tariff on goods of BBB, and CCC's trade costs of goods from AAA.
scenario() {
    small_scenario "$1" world <<TOML
[[tariff]]
importer = "AAA"
exporter = "BBB"
sector = "AGR"
level = $2
[[trade_cost]]
importer = "CCC"
exporter = "AAA"
sector = "AGR"
factor = $3
TOML
}
welfare() { # FOLDER COUNTRY
    awk -F, -v country="$2" 'NR == 1 { for (k = 1; k <= NF; k++) if ($k == "welfare") at = k }
                             $1 == country { printf "%.17g\n", $at }' "$1/countries.csv"
}
solve() { # FOLDER TARIFF COST
    scenario "$1.toml" "$2" "$3"
    run run "$1.toml" --quiet --no-store --out "$1" --tolerance 1e-13 --structure "$structure" --deficits zero
    expect_exit 0
}
entry() { # COLUMN IMPORTER EXPORTER
    awk -F, -v column="$1" -v pair="$2,$3" 'NR == 1 { for (k = 1; k <= NF; k++) if ($k == column) at = k }
                                            $1 == "AGR" && $2 "," $3 == pair { print $at }' gradient.csv
}
# as_differences COLUMN IMPORTER EXPORTER STEP: of ln W(AAA), central differences of two runs, good to the square of the step.
as_differences() {
    expect_true "$structure: $1 is $(entry "$1" "$2" "$3")" \
        awk -v up="$(welfare up AAA)" -v down="$(welfare down AAA)" -v step="$4" -v is="$(entry "$1" "$2" "$3")" \
        'BEGIN { slope = log((1 + up) / (1 + down)) / (2 * step); exit !((slope - is)^2 < 1e-11 * is^2) }'
}

for structure in perfect_competition profit_shifting; do
    case_name "the file holds what differences of runs give, under $structure"
    scenario at.toml 0.2 1.1
    run run at.toml --gradient AAA --gradient-out gradient.csv --quiet --no-store --tolerance 1e-13 \
        --structure "$structure" --deficits zero
    expect_exit 0
    expect_no_stdout
    expect_file_line gradient.csv '^sector,importer,exporter,tariff,by_tariff,by_trade_cost$'
    expect_file_line gradient.csv '^AGR,AAA,BBB,0\.2,'
    solve up 0.200240024001600 1.1 # 1.2 e^0.0002 - 1, and e^-0.0002
    solve down 0.199760023998400 1.1
    as_differences by_tariff AAA BBB 0.0002
    solve up 0.2 1.100220022001467 # 1.1 e^0.0002
    solve down 0.2 1.099780021998533
    as_differences by_trade_cost CCC AAA 0.0002
done

case_name "the screen has the largest, goods alone"
run run at.toml --gradient AAA --no-store
expect_exit 0
expect_line '^Tariff of +On +Sector +% +%$'
expect_line '^AAA +BBB +AGR +20\.0 +[+-]0\.[0-9]{6}$'
expect_true "expected no services" test -z "$(grep -E '^[A-C]+ +[A-C]+ +SRV' "$WORK/.stdout")"

case_name "the same as JSON, the largest first"
run run at.toml --gradient AAA --json --no-store
expect_exit 0
expect_json '.gradient.country == "AAA" and .gradient.linear_residual < 1e-8 and (.gradient.largest | length == 6)'
expect_json '[.gradient.largest[].by_tariff | fabs] | . == (sort | reverse)'

bad "a country that is not there" 'no country "AAB"; did you mean "AAA"' run at.toml --gradient AAB
bad "two countries" 'expected one country' run at.toml --gradient AAA,BBB
bad "a file without a country" 'gradient-out needs a country' run at.toml --gradient-out gradient.csv
bad "a structure without derivatives" 'structures without free entry' run at.toml --structure krugman --gradient AAA
bad "a labour closure without derivatives" 'labour in AAA is "rigid"' run at.toml --labour rigid --gradient AAA
