# cohong run: the table, its machine-readable twins, the files, the exit status.
. "${0%/*}/lib.sh"
. "$ROOT/tests/cli/small_world.sh"
export COHONG_STORE=$WORK/runs.db
small_world world
small_scenario tariff.toml world </dev/null

# same_numbers FILE FILE: words are the same, numbers are the same doubles.
same_numbers() {
    awk 'NR == FNR { lines[NR] = $0; count = NR; next }
         { n = split(lines[FNR], a, ","); if (n != NF_of($0)) exit 1
           split($0, b, ","); for (k = 1; k <= n; k++) if (a[k] != b[k] && a[k] + 0 != b[k] + 0) exit 1; seen++ }
         END { if (seen != count) exit 1 }
         function NF_of(line, parts) { return split(line, parts, ",") }' "$1" "$2"
}

differ() { ! cmp -s "$1" "$2"; }

# ---- screens
case_name "prints by country exact beside first-order welfare, and the closure"
run run tariff.toml
expect_exit 0
expect_no_stderr
expect_line '^A tariff of AAA on BBB$'
expect_line '^Three countries: 3 countries, 2 sectors; values in USD million, 2017$'
expect_line 'exact +first'
expect_line '^AAA '
expect_line '^CCC '
expect_line '^Closure: deficits fixed, labour full employment; market structure perfect_competition\.$'
expect_line '^First order: an approximation'
expect_line '^Converged: largest residual .* after [0-9]+ iterations'
expect_no_line "$(printf '\033')"
expect_no_file runs.db
expect_true "expected the table within 80 columns" test "$(sed -n '3,/^CCC/p' "$WORK/.stdout" | wc -L)" -le 80

good "shows the countries that were asked for" '^BBB ' run tariff.toml --country AAA,BBB
expect_no_line '^CCC '
bad "names the nearest country" 'no country "AAB"; did you mean "AAA"' run tariff.toml --country AAB

case_name "finds a scenario that ships by its name, from anywhere"
run run us-china-2018-19 --quiet
expect_exit 0
expect_no_stdout
expect_no_stderr

case_name "answers as JSON what stands in countries.csv"
run run tariff.toml --json --no-store --out out
expect_exit 0
expect_no_stderr
expect_json '.outcome == "converged" and .why == null and .residual <= 1e-10'
expect_json '.settings.deficits == "fixed" and .settings.structure == "perfect_competition"'
columns='country welfare welfare_first_order real_wage terms_of_trade tariff_revenue_base tariff_revenue exports_base exports imports_base imports'
jq -r --arg columns "$columns" '.countries[] | [.[$columns | split(" ")[]]] | map(tostring) | join(",")' "$WORK/.stdout" >from-json
awk -F, -v columns="$columns" 'NR == 1 { for (k = 1; k <= NF; k++) at[$k] = k; n = split(columns, want, " "); next }
    { for (k = 1; k <= n; k++) printf "%s%s", $at[want[k]], k < n ? "," : "\n" }' out/countries.csv >from-csv
expect_true "expected three rows" test "$(wc -l <from-json)" -eq 3
expect_true "expected the same numbers" same_numbers from-json from-csv

case_name "--quiet prints nothing"
run run tariff.toml --quiet --no-store --out quiet
expect_exit 0
expect_no_stdout
expect_no_stderr
expect_file quiet/countries.csv

# ---- files
case_name "--out writes four files with the columns of the manual and nothing else"
head -n 1 out/countries.csv >header
echo "country,welfare,welfare_first_order,terms_of_trade,volume_of_trade,real_wage,wage,price_index,income_base,income,\
tariff_revenue_base,tariff_revenue,exports_base,exports,imports_base,imports,deficit_base,deficit,employment_base,employment" >wanted
expect_same header wanted
head -n 1 out/sectors.csv >header
echo "country,sector,output_base,output,price,unit_cost,wage,expenditure_base,expenditure,employment_base,employment" >wanted
expect_same header wanted
head -n 1 out/trade.csv >header
echo "sector,importer,exporter,value_base,value,tariff_base,tariff" >wanted
expect_same header wanted
expect_file out/run.json
expect_true "expected four files" test "$(find out -mindepth 1 | wc -l)" -eq 4
expect_no_file runs.db

case_name "a country without employment has an empty field, not a zero"
expect_file_line out/countries.csv '^CCC,.*,,$'
expect_file_line out/sectors.csv '^CCC,AGR,.*,,$'

# Sums over trade.csv, in the order of countries.csv: exports, imports, revenue before and after, then income less wages.
case_name "countries.csv agrees with sums over trade.csv"
awk -F, 'FNR == 1 { file++; if (file == 2) for (k = 1; k <= NF; k++) at[$k] = k; next }
    file == 1 { if ($2 != $3) { ex0[$3] += $4; ex1[$3] += $5; im0[$2] += $4; im1[$2] += $5 }
                re0[$2] += $4 * $6; re1[$2] += $5 * $7; next }
    { n = $1; bad += off(ex0[n], "exports_base") + off(ex1[n], "exports") + off(im0[n], "imports_base")
      bad += off(im1[n], "imports") + off(re0[n], "tariff_revenue_base") + off(re1[n], "tariff_revenue")
      bad += off(im0[n] - ex0[n], "deficit_base") + off(im1[n] - ex1[n], "deficit"); rows++ }
    function off(sum, column, gap) { gap = sum - $at[column]; return gap > 1e-7 || gap < -1e-7 }
    END { exit bad > 0 || rows != 3 }' out/trade.csv out/countries.csv
expect_true "expected equal sums" test $? -eq 0

case_name "sectors.csv agrees with sums over trade.csv"
awk -F, 'FNR == 1 { file++; next }
    file == 1 { y0[$3, $1] += $4; y1[$3, $1] += $5; x0[$2, $1] += $4 * (1 + $6); x1[$2, $1] += $5 * (1 + $7); next }
    { bad += off(y0[$1, $2], $3) + off(y1[$1, $2], $4) + off(x0[$1, $2], $8) + off(x1[$1, $2], $9); rows++ }
    function off(sum, value, gap) { gap = sum - value; return gap > 1e-6 || gap < -1e-6 }
    END { exit bad > 0 || rows != 6 }' out/trade.csv out/sectors.csv
expect_true "expected equal sums" test $? -eq 0

case_name "where nobody changes sector, wages differ by sector and employment stays"
run run tariff.toml --no-store --labour sector_specific --out specific
expect_exit 0
expect_line 'labour sector_specific;'
awk -F, 'NR > 1 { wages[$1] = wages[$1] (wages[$1] ~ $7 ? "" : " " $7); gap = $10 == "" ? 0 : $11 / $10 - 1
                  if (gap > 1e-9 || gap < -1e-9) bad++ }
         END { exit bad > 0 || split(wages["AAA"], parts, " ") != 2 }' specific/sectors.csv
expect_true "expected two wages in AAA and the employment of before" test $? -eq 0
rm -rf specific

case_name "trade.csv has the tariff of the scenario on the flow it names and no other change"
expect_file_line out/trade.csv '^AGR,AAA,BBB,20(\.[0-9]+)?,[0-9.]+,0\.05,0\.3(0*[0-9])?$'
awk -F, 'NR > 1 && $6 != $7 { changed++ } END { exit changed != 1 }' out/trade.csv
expect_true "expected one changed tariff" test $? -eq 0

case_name "run.json names every input with the hash that sha256sum gives it"
jq -r '.inputs[] | "\(.sha256)  \(.path)"' out/run.json >hashes
expect_true "expected the scenario and six files of the world" test "$(wc -l <hashes)" -eq 7
expect_true "expected the hashes of the files" tap_quietly sha256sum --strict -c hashes
(cd out && jq -r '.outputs[] | "\(.sha256)  \(.path)"' run.json >../outputs && tap_quietly sha256sum --strict -c ../outputs)
expect_true "expected the hashes of the tables beside it" test $? -eq 0
expect_true "expected three tables" test "$(wc -l <outputs)" -eq 3

case_name "run.json has the residual of every equation, settings and the version"
equations=$(sed -n '/define COHONG_EQUATION_LIST/,/^$/s/^ *X(\([a-z_]*\),.*/\1/p' "$ROOT/include/cohong.h" | sort | tr '\n' ' ')
expect_true "expected the equations of the header" \
    test "$(jq -r '.residuals | keys | join(" ")' out/run.json) " = "$equations"
jq -e '.residual == (.residuals | to_entries | map(.value) | max) and .residual <= .settings.tolerance' out/run.json >/dev/null
expect_true "expected the largest of them as the residual" test $? -eq 0
jq -e '.outcome == "converged" and .iterations > 0 and .closure.deficits == "fixed" and .world.year == 2017' out/run.json >/dev/null
expect_true "expected outcome, closure and world" test $? -eq 0
run --version
expect_true "expected the version of the command" test "cohong $(jq -r .version out/run.json)" = "$(cat "$WORK/.stdout")"

case_name "a second run into the same folder replaces the files and leaves others alone"
echo mine >out/notes.txt
run run tariff.toml --quiet --no-store --out out --deficits zero
expect_exit 0
expect_true "expected the new closure" test "$(jq -r .closure.deficits out/run.json)" = zero
expect_file_line out/notes.txt '^mine$'
expect_true "expected five files" test "$(find out -mindepth 1 | wc -l)" -eq 5

case_name "a folder that cannot be made is an error that leaves nothing"
run run tariff.toml --quiet --out tariff.toml/out --store other.db
expect_exit 2
expect_one_error_line

case_name "a folder in a file's place is found before anything is replaced, and named"
run run tariff.toml --quiet --no-store --out blocked
cp -r blocked blocked-before
rm blocked/trade.csv blocked-before/trade.csv
mkdir blocked/trade.csv blocked-before/trade.csv
run run tariff.toml --quiet --deficits zero --out blocked --store blocked.db
expect_exit 2
expect_one_error_line
expect_stderr_line '^cohong: blocked/trade\.csv: is a folder'
expect_true "expected the folder as it was" diff -r blocked blocked-before
run runs --store blocked.db --json
expect_json 'length == 0'

case_name "an error while writing names the file of the user, not where it is made"
# 1024 bytes: the tables of three countries fit, run.json does not.
run_command bash -c 'trap "" XFSZ; ulimit -f 1; exec "$@"' sh "$COHONG" run tariff.toml --quiet --no-store --no-cache --out full
expect_exit 2
expect_one_error_line
expect_stderr_line '^cohong: full/[a-z]+\.(csv|json): cannot write: File too large$'
expect_no_file full

# ---- where nothing can be stored
nowhere=/proc/nowhere # nobody can make a folder there, not even root
case_name "--out alone goes on without the default store, with a line of warning"
for home in "-u HOME" "HOME=$nowhere"; do
    # shellcheck disable=SC2086 # words of env
    run_command env -u COHONG_STORE -u XDG_DATA_HOME $home "$COHONG" run tariff.toml --out homeless
    expect_exit 0
    expect_one_error_line
    expect_stderr_line '^cohong: the run is not recorded: '
    expect_line '^Written: homeless$'
    expect_no_line '^Recorded'
    expect_file homeless/run.json
    rm -rf homeless
done
expect_no_file .local

case_name "--name and --store without a place to record: exit 2 and nothing written"
run_command env -u COHONG_STORE -u XDG_DATA_HOME -u HOME "$COHONG" run tariff.toml --out homeless --name x
expect_exit 2
expect_one_error_line
expect_no_stdout
expect_no_file homeless
run_command env -u COHONG_STORE -u XDG_DATA_HOME HOME=$nowhere "$COHONG" run tariff.toml --out homeless --name x
expect_exit 2
expect_one_error_line
expect_no_file homeless
run run tariff.toml --out homeless --store $nowhere/runs.db
expect_exit 2
expect_one_error_line
expect_no_stdout
expect_no_file homeless
expect_no_file .local

case_name "without HOME there is no store to list"
run_command env -u COHONG_STORE -u XDG_DATA_HOME -u HOME "$COHONG" runs
expect_exit 0
expect_line '^No run is stored yet'

# ---- help
# Files that the examples name.
mkdir examples
cat >examples/usa.csv <<'CSV'
Year,Code,Description,Origin,a,b,CONS,EXP,GO
2014,a,Apples,Domestic,1,2,7,4,14
2014,b,Bread,Domestic,3,0,5,2,10
2014,a,Apples,Imports,0.5,0.5,2,0,0
CSV
printf 'country,code,year,EMP,EMPE\nUSA,a,2014,7,6\nUSA,b,2014,2.5,2\n' >examples/usa-jobs.csv
printf 'Industry,1,2\n1,3,1\n2,0.5,4\n3,3.5,5\n' >examples/requirements.csv
printf 'sector,value\n1,10\n' >examples/exports.csv
verbs="run diff jobs world runs demo claim"
case_name "every example of every help runs"
examples=0
(cd examples && for verb in "" $verbs "world check" "world info" "world balance" "world aggregate" "world import"; do
    # shellcheck disable=SC2086 # verbs of verbs are words
    "$COHONG" $verb --help | sed -n '/^Examples:$/,/^$/s/^  cohong /cohong /p'
done) >lines
cohong() { "$COHONG" "$@"; }
export COHONG_STORE=$WORK/examples/runs.db
while read -r line; do
    examples=$((examples + 1))
    (cd examples && eval "$line") >"$WORK/.stdout" 2>"$WORK/.stderr" </dev/null
    expect_true "expected that this runs: $line" test $? -eq 0
    case $line in *"cohong demo"*) ;; *) expect_no_stderr ;; esac # the demo says what it does
done <lines
export COHONG_STORE=$WORK/runs.db
expect_true "expected examples" test $examples -ge 10

case_name "no line of help is over 100 columns"
for verb in $verbs "world check" "world info" "world balance" "world aggregate" "world import" "runs show" "runs delete"; do
    # shellcheck disable=SC2086 # verbs of verbs are words
    run $verb --help
    expect_exit 0
    expect_true "expected short lines in the help of $verb" test "$(wc -L <"$WORK/.stdout")" -le 100
done

# ---- settings
case_name "deficits = zero says what the base is, and the deficits are zero"
run run tariff.toml --deficits zero --no-store --out zero
expect_line '^Base: re-solved without trade deficits first'
awk -F, 'NR == 1 { for (k = 1; k <= NF; k++) at[$k] = k; next }
    { a = $at["deficit_base"]; b = $at["deficit"]; if (a > 1e-6 || a < -1e-6 || b > 1e-6 || b < -1e-6) exit 1 }' \
    zero/countries.csv
expect_true "expected no deficits" test $? -eq 0

for structure in krugman melitz; do
    case_name "solves under $structure"
    run run tariff.toml --structure "$structure" --no-store --out "$structure"
    expect_exit 0
    expect_line "market structure $structure\.\$"
    expect_true "expected it in run.json" test "$(jq -r .settings.structure "$structure/run.json")" = "$structure"
    expect_true "expected other numbers" differ out/countries.csv "$structure/countries.csv"
done

case_name "profits by country and sector, where the market structure has some: output over theta + 1"
run run tariff.toml --structure profit_shifting --no-store --out profits
expect_exit 0
expect_line 'market structure profit_shifting\.$'
expect_file_line profits/countries.csv '^country,.*,profit_base,profit,'
expect_file_line profits/sectors.csv '^country,sector,.*,profit_base,profit,employment_base,employment$'
awk -F, 'FNR == 1 { for (k = 1; k <= NF; k++) at[FILENAME, $k] = k; next }
         FILENAME ~ /sectors/ {
             sigma = $2 == "AGR" ? 5.5 : 7
             now = $at[FILENAME, "profit"]; before = $at[FILENAME, "profit_base"]
             off += (now * sigma - $at[FILENAME, "output"])^2 + (before * sigma - $at[FILENAME, "output_base"])^2
             sum[$1] += now; base[$1] += before; rows++
             next
         }
         { off += (sum[$1] - $at[FILENAME, "profit"])^2 + (base[$1] - $at[FILENAME, "profit_base"])^2; rows++ }
         END { exit !(rows == 9 && off < 1e-18) }' profits/sectors.csv profits/countries.csv
expect_true "expected output over theta + 1, and the sum over sectors" test $? -eq 0
expect_true "expected none elsewhere" test -z "$(head -1 out/countries.csv out/sectors.csv | grep profit)"

case_name "every kernel gives the same bytes"
run run us-china-2018-19 --quiet --no-store --out kernels-reference --instructions reference
expect_exit 0
for kernel in baseline avx2; do
    if [ $kernel = avx2 ] && ! grep -qw avx2 /proc/cpuinfo; then continue; fi
    run run us-china-2018-19 --quiet --no-store --out kernels-$kernel --instructions $kernel
    expect_exit 0
    expect_same kernels-reference/countries.csv kernels-$kernel/countries.csv
    expect_same kernels-reference/trade.csv kernels-$kernel/trade.csv
done

bad "checks a setting's word" 'setting deficits: found "zreo".*did you mean "zero"' run tariff.toml --deficits zreo
bad "checks a setting's range" 'tolerance' run tariff.toml --tolerance 2
bad "names the nearest flag" 'no flag --deficit; did you mean --deficits' run tariff.toml --deficit zero
bad "needs a scenario" 'usage: cohong run SCENARIO' run
bad "names the missing scenario" '^cohong: nowhere\.toml: no such file' run nowhere.toml
bad "a name of a run is not a number" 'only digits' run tariff.toml --name 12

# ---- no solution
cat >prohibitive.toml <<'TOML'
title = "Nothing crosses a border, but deficits stay"
world = "world"
[[trade_cost]]
importer = "*"
exporter = "*"
factor = 1e4
TOML
case_name "no solution: exit 1, one line with the reason and every residual, nothing written"
run run prohibitive.toml --out never --name never
expect_exit 1
expect_no_stdout
expect_one_error_line
expect_stderr_line 'prohibitive\.toml: no solution after [0-9]+ iterations: .*deficits = "fixed"'
for equation in $equations; do expect_stderr_line " $equation [0-9.e+-]+"; done
expect_no_file never
expect_no_file runs.db

case_name "no solution as JSON: the reason, no countries"
run run prohibitive.toml --json
expect_exit 1
expect_one_error_line
expect_json '.outcome == "no solution" and (.why | length > 0) and .countries == [] and .out == null and .run == null'

case_name "trade that all but ends has a solution without deficits"
run run prohibitive.toml --deficits zero --quiet
expect_exit 0

case_name "the iteration limit: exit 1 with the residuals"
run run tariff.toml --iteration-limit 2 --out never
expect_exit 1
expect_one_error_line
expect_stderr_line 'iteration limit after 2 iterations'
expect_no_file never

case_name "no results are mixed with those of a run that failed"
run run tariff.toml --quiet --no-store --out kept
cp -r kept before
run run prohibitive.toml --quiet --no-store --out kept
expect_exit 1
expect_true "expected the folder as it was" diff -r kept before

# ---- trade of two countries
case_name "--between shows what trade.csv sums to, with the tariffs on goods"
run run us-china-2018-19 --no-store --between USA,CHN --out pair
expect_exit 0
expect_line '^USA to CHN +[0-9,]+ +[0-9,]+ +-[0-9.]+ +[0-9.]+ +[0-9.]+$'
expect_line '^CHN to USA +'
run run us-china-2018-19 --no-store --between USA,CHN --json
expect_json '.trade | map([.exporter, .importer]) == [["USA", "CHN"], ["CHN", "USA"]]'
expect_json '.trade | all(.change == .value / .value_base - 1 and .change < 0 and .goods_tariff > .goods_tariff_base)'
awk -F, 'NR > 1 && $2 == "CHN" && $3 == "USA" { base += $4; after += $5 } END { printf "%.3f %.3f\n", base, after }' \
    pair/trade.csv >sums
jq -r '.trade[0] | "\(.value_base) \(.value)"' "$WORK/.stdout" | awk '{ printf "%.3f %.3f\n", $1, $2 }' >shown
expect_same sums shown
bad "--between takes two countries" '--between: found "AAA"' run tariff.toml --no-store --between AAA
bad "--between knows the countries" '--between: unknown country "CHX"' run tariff.toml --no-store --between AAA,CHX
bad "--between takes two that differ" '"AAA,AAA" is one country' run tariff.toml --no-store --between AAA,AAA

# ---- the run as one page
case_name "--html writes one page that holds the run"
run run us-china-2018-19 --no-store --html page.html
expect_exit 0
expect_line '^Written: page\.html, to be opened in a browser$'
expect_file_line page.html '"command": "cohong run us-china-2018-19 --no-store --html page\.html"'
expect_file_line page.html 'id="cohong-engine">AGFzbQ' # the first bytes of WebAssembly
mkdir folder.html
bad "--html does not replace a folder" 'folder\.html: is a folder' run us-china-2018-19 --no-store --html folder.html

case_name "a world whose markets do not clear: the base is solved anew, and every answer says so, with where it is worst"
small_world unclear
for country in AAA BBB CCC; do echo "$country,AGR,0.3"; echo "$country,SRV,0.7"; done | sed '1i country,sector,share' >unclear/final.csv
sed -i '2,$s/,0\.[0-9]*,/,1,/' unclear/production.csv
rm unclear/inputs.csv
# Without inputs income is spending, so that the gap of a country is 2 |0.3 X(all) - X(goods)|, whose sum is divided by all spending.
gap=$(awk -F, 'NR > 1 { x = $4 * (1 + $5); all += x; X[$2] += 0.3 * x; if ($1 == "AGR") X[$2] -= x }
    END { for (n in X) sum += X[n] < 0 ? -X[n] : X[n]; printf "%.9f", 2 * sum / all }' unclear/trade.csv)
small_scenario unclear.toml unclear </dev/null
worst=$("$COHONG" world check unclear --json 2>/dev/null | jq -r '.identities[] | select(.identity == "goods market") | "\(.sector) in \(.country)"')
run run unclear.toml --no-store
expect_exit 0
expect_true "expected the sector and country of cohong world check: $worst" test -n "$worst"
expect_line "^Base: markets of the world's data do not clear, by [0-9.]+ % of spending \(worst: $worst, spending"
run run unclear.toml --no-store --json
expect_json '.base.solved_anew and (.base.apart > 0.001) and .base.sector != null and ((.base.gap - '"$gap"') | fabs < 1e-8)'
run war nash unclear.toml --deficits zero --starts 0 --json
expect_json '.base.solved_anew and .base.without_deficits'
run run tariff.toml --no-store --json
expect_json '(.base.solved_anew or .base.without_deficits) | not'

case_name "a world that is far from clearing is refused, unless that is asked for"
sed -i 's/,0\.3$/,0.8/; s/,0\.7$/,0.2/' unclear/final.csv
run run unclear.toml --no-store
expect_exit 2
expect_stderr_line '^cohong: .*the markets of this world do not clear: [0-9.]+ % of its spending .* allows 10 % \(worst: country [A-C]+, sector [A-Z]+,'
cp .stderr refusal.txt
run run unclear.toml --no-store --json --market-gap 5
expect_exit 0
expect_json '.base.solved_anew and (.base.gap > 0.1)'
printf '[model]\nmarket_gap = %s\n' "$(sed -n 's/.*a market_gap of \([0-9.]*\) takes.*/\1/p' refusal.txt)" | small_scenario allowed.toml unclear
run run allowed.toml --no-store --quiet
expect_exit 0
run world balance unclear --out cleared --quiet
sed -i 's/unclear/cleared/' unclear.toml
run run unclear.toml --no-store --json --market-gap 0
expect_exit 0
expect_json '.base.solved_anew | not'
