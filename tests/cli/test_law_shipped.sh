# The law that ships, data/law: golden lines on every date (the day before each step too), line counts, coverage and averages
# against published figures. Expected numbers are those of ../shared/design/law.md and of the law issue. Counts of lines
# are made by the awk below from the shipped lists and the source's schedule, without the engine.
. "${0%/*}/lib.sh"
LAW=$DATA/law
USITC=data/us-s301/usitc_china_tariffs_2020-01-01.csv

# pays LAW PRODUCT ORIGIN "DATE[@EXPORTED]=PERCENT ...": the total on each day.
pays() {
    local law=$1 product=$2 origin=$3 pair day exported
    for pair in $4; do
        day=${pair%%=*} exported=
        case $day in *@*) exported=${day#*@} day=${day%%@*} ;; esac
        run law rate --law "$LAW/$law" --product "$product" --from "$origin" --on "$day" ${exported:+--exported "$exported"} --json
        expect_exit 0
        expect_json "(.total * 100 - ${pair##*=} | fabs) < 1e-9 and .not_known == 0"
    done
}

# holds LIST... <CODES: those codes, one a line, that a shipped list of the file $LISTS holds.
holds() {
    awk -v names=" $* " -v file="$LISTS" '
        BEGIN {
            while ((getline line < file) > 0) {
                count = split(line, word, " ")
                if (word[1] != "list" || !index(names, " " word[2] " ")) continue
                for (k = 4; k <= count; k++) {
                    at = index(word[k], "..")
                    from[++n] = at ? substr(word[k], 1, at - 1) : word[k]
                    to[n] = at ? substr(word[k], at + 2) : word[k]
                }
            }
        }
        {
            for (k = 1; k <= n; k++) {
                p = substr($1, 1, length(from[k]))
                if (length($1) >= length(from[k]) && p >= from[k] && p <= to[k]) { print $1; break }
            }
        }'
}
same_lines() { [ "$(sort -u "$1" | cksum)" = "$(sort -u "$2" | cksum)" ]; }
near() { awk -v a="$1" -v b="$2" -v within="$3" 'BEGIN { exit !(a - b <= within && b - a <= within) }'; }

for law in us us-exclusions us-2025 china; do
    case_name "$law.law reads without a complaint"
    run law check "$LAW/$law.law"
    expect_exit 0
    expect_no_stderr
    expect_no_line 'nothing uses'
done

case_name "data/law is under 3 MB"
expect_true "under 3 MB" test "$(cat "$LAW"/*.* "$LAW"/*/* | wc -c)" -lt 3000000

# ---- golden lines
case_name "soybeans in China: 3, 28, 33, 30.5"
pays china.law 1201.90.10 USA "2018-07-05=3 2018-07-06=28 2019-08-31=28 2019-09-01=33 2020-02-13=33 2020-02-14=30.5"

case_name "cars in China: 25, 15, 40, 15: suspended is not repealed"
pays china.law 8703.23.62 USA "2018-06-30=25 2018-07-01=15 2018-07-05=15 2018-07-06=40 2018-12-31=40 2019-01-01=15 2020-02-14=15"

case_name "pork in China: 12, 37, 62, 72, 68, 63: temporary MFN rates move the base on 1 January"
pays china.law 0203.29.00 USA "2018-04-01=12 2018-04-02=37 2018-07-05=37 2018-07-06=62 2019-08-31=62
    2019-09-01=72 2019-12-31=72 2020-01-01=68 2020-02-13=68 2020-02-14=63"

case_name "cosmetics in China: 2, 1, 11, 26, 31, 28.5"
pays china.law 3304.99 USA "2018-06-30=2 2018-07-01=1 2018-09-23=1 2018-09-24=11 2019-05-31=11
    2019-06-01=26 2019-08-31=26 2019-09-01=31 2020-02-13=31 2020-02-14=28.5"

case_name "what is added in China is added to products of the United States alone"
pays china.law 1201.90.10 BRA "2018-07-06=3 2019-09-01=3"

case_name "pullovers 6110.20.2079 from China: 16.5, 31.5, 24"
pays us.law 6110.20.2079 CHN "2018-01-01=16.5 2019-08-31=16.5 2019-09-01=31.5 2020-02-13=31.5 2020-02-14=24"
pays us.law 6110.20.2079 VNM "2019-09-01=16.5"

case_name "List 3 in transit: 10 percent for what left before 2019-05-10 and is entered before 2019-06-15"
pays us.law 2931.90.9010 CHN "2018-09-23=3.7 2018-09-24=13.7 2019-05-09=13.7 2019-05-10=28.7 2019-05-10@2019-05-09=13.7
    2019-06-14@2019-05-09=13.7 2019-06-15@2019-05-09=28.7"

case_name "List 4B never came into force"
pays us.law 8517.12.00 CHN "2019-12-14=0 2019-12-15=0 2020-02-14=0"

case_name "Section 232 by date and country: steel of China, Germany, Turkey; aluminium of Canada"
pays us.law 7206.10.00 CHN "2018-03-22=0 2018-03-23=25"
pays us.law 7206.10.00 DEU "2018-05-31=0 2018-06-01=25"
pays us.law 7206.10.00 TUR "2018-08-12=25 2018-08-13=50 2019-05-21=25"
pays us.law 7601.10.30 CAN "2018-05-31=2.6 2018-06-01=12.6 2019-05-20=2.6"

case_name "Section 201 falls each 7 February: solar modules, washers"
pays us.law 8541.40.6015 DEU "2018-02-06=0 2018-02-07=30 2019-02-07=25 2020-02-07=20"
pays us.law 8450.20.0080 KOR "2018-02-06=1 2018-02-07=21 2019-02-07=19 2020-02-07=17"

case_name "a line of 2017 is found on List 3 under its later number: 8517.62.0050, plywood, lumber"
for product in 8517620050 4412323225 4407100101; do
    run law rate --law "$LAW/us.law" --product $product --edition hts2017 --from CHN --on 2018-09-24 --json
    expect_json '[.lines[] | select(.applies and .effect == "add") | .duty] == [0.1]'
done

case_name "every measure in force of the 2018 laws has a citation"
run law rate --law "$LAW/us.law" --product 8517.62.0020 --edition hts2020 --from CHN --on 2020-02-14 --json
expect_json '[.lines[].by | length > 3] | all'
expect_json '.lines | map(select(.id == "us.s301.3.full"))[0].by == "List 3 raised: 84 FR 20459"'

case_name "2025: reciprocal floor for Japan, steel over IEEPA, IEEPA ends 2026-02-24"
pays us-2025.law 8703.23.01 JPN "2025-04-02=2.5 2025-04-03=27.5"
pays us-2025.law 6110.20.20 JPN "2025-08-07=16.5"
pays us-2025.law 7206.10.00 DEU "2025-06-03=25 2025-06-04=50"
pays us-2025.law 6110.20.20 CHN "2025-02-03=24 2025-02-04=34 2025-03-04=44 2025-04-05=54 2025-05-13=169
    2025-05-14=54 2026-02-23=44 2026-02-24=34 2026-04-29=34"

case_name "2025: days of the orders, the day before each too"
pays us-2025.law 8703.23.01 DEU "2025-04-03=27.5 2025-07-31=27.5 2025-08-01=15"
pays us-2025.law 8703.23.01 KOR "2025-10-31=27.5 2025-11-01=15"
pays us-2025.law 8708.30.50 DEU "2025-05-02=12.5 2025-05-03=27.5 2025-07-31=27.5 2025-08-01=15"
pays us-2025.law 7601.10.30 RUS "2025-01-02=202.6 2025-06-04=202.6"
pays us-2025.law 9401.61.4011 GBR "2025-10-14=10"
pays us-2025.law 9401.61.4011 JPN "2025-10-14=15"
pays us-2025.law 9401.61.4011 KOR "2025-11-13=25 2025-11-14=15"
pays us-2025.law 8701.21.00 DEU "2025-11-01=29"
pays us-2025.law 6110.20.20 IND "2025-08-26=41.5 2025-08-27=66.5 2026-02-06=66.5 2026-02-07=41.5"
pays us-2025.law 6110.20.20 BRA "2025-08-05=26.5 2025-08-06=66.5"
pays us-2025.law 6110.20.20 CHN "2025-04-08=54 2025-04-09=128 2025-04-10=169 2025-11-09=54 2025-11-10=44"

case_name "what is not confirmed says so in the check, and is in docs/law-data.md"
run law check "$LAW/us-2025.law"
expect_line 'note: measure "us25.s232.cars.deal" .*unconfirmed: the day for Japan'
for law in us us-2025 china us-exclusions; do
    run law check "$LAW/$law.law"
    grep -q 'unconfirmed' "$WORK/.stdout" || continue
    expect_true "the page has it too" grep -q '^## Unconfirmed' "$ROOT/docs/law-data.md"
done

case_name "de minimis ends for China on 2025-05-02 and for all on 2025-08-29"
# From China: 120 then 54 percent, or USD 100 an item, as the carrier elects: 100/200 = 50 percent.
for want in CHN:2025-05-01:0 CHN:2025-05-02:0.5 CHN:2025-05-14:0.5 VNM:2025-08-28:0 VNM:2025-08-29:0.365; do
    country=${want%%:*} rest=${want#*:}
    run law rate --law "$LAW/us-2025.law" --product 6110.20.20 --from "$country" --on "${rest%:*}" \
        --value 200 --quantity 1 --unit item --channel post --json
    expect_json "(.total - ${rest#*:} | fabs) < 1e-12"
done

# ---- counts and exactness, against the sources
count_us() { # LIST SIZE WANT FILTER: codes of the USITC table; the shipped list holds these and no other line of its schedule
    awk -F, -v list="$1" '$3 == list { print $1 }' "$SHARED/$USITC" >"$WORK/want"
    expect_true "$1 has $2 lines" test "$(sort -u "$WORK/want" | wc -l)" -eq "$2"
}

case_name "Section 301: 818, 279, 5,759 + 43, 3,229 + 14, 542 + 13 lines, and the compressed lists hold exactly these"
if need_shared "$USITC" && need_tool xz; then
    LISTS=$LAW/us/lists-2018.law
    xz -dc "$SHARED/data/hts/hts_2020_rev_1_data_csv.csv.xz" | sed 's/^\xef\xbb\xbf//' | grep -o '^"[0-9.]*"' |
        tr -d '".' | awk 'length($1) >= 8' >"$WORK/lines"
    cut -c1-8 "$WORK/lines" | sort -u >"$WORK/eights"
    count_us 1 818 && count_us 2 279 && count_us 3 5759 && count_us 3-partial 43 && count_us 4A 3243 && count_us 4B 555
    for list in 1 2 3 4A 4B; do
        awk -F, -v list="$list" '$3 == list && length($1) == 8 { print $1 }' "$SHARED/$USITC" >"$WORK/want"
        { cat "$WORK/eights"; cat "$WORK/want"; } | sort -u | holds us.s301.$list >"$WORK/have"
        expect_true "List $list is exactly the source's" same_lines "$WORK/want" "$WORK/have"
        awk -F, -v list="$list" '($3 == list || $3 == list "-partial") && length($1) == 10 { print $1 }' "$SHARED/$USITC" >"$WORK/partial"
        holds us.s301.$list <"$WORK/partial" >"$WORK/have"
        expect_true "partial lines of List $list" same_lines "$WORK/partial" "$WORK/have"
    done
fi

case_name "China's lists: 128, 544, 333, 5,207, 211 lines"
if need_shared data/china-retaliation/china_retaliation_increments_hs8.csv; then
    LISTS=$LAW/china/lists-2018.law
    sed 1d "$SHARED/data/china-retaliation/china_mfn_applied_hs8_by_date.csv" | cut -d, -f1 >"$WORK/lines"
    counted() { expect_true "$1 lines" test "$(shift; holds "$@" <"$WORK/lines" | wc -l)" -eq "$1"; }
    counted 128 cn.232.15 cn.232.25
    counted 544 cn.301.34.25
    counted 333 cn.301.16.25
    counted 5207 cn.301.60.10 cn.301.60.5
    counted 211 cn.301.auto.suspension.25 cn.301.auto.suspension.5
fi

case_name "China's lists cover 2.97, 33.81, 14.16, 53.42 billion of 2017 imports"
if need_shared data/validation-2018-2020/china_imports_from_us_2017_hs8.csv; then
    LISTS=$LAW/china/lists-2018.law
    IMPORTS=$SHARED/data/validation-2018-2020/china_imports_from_us_2017_hs8.csv
    cut -d, -f1 "$IMPORTS" | sed 1d >"$WORK/lines"
    covers() {
        local want=$1
        shift
        holds "$@" <"$WORK/lines" >"$WORK/on"
        value=$(awk -F, 'NR == FNR { on[$1]; next } $1 in on { sum += $2 } END { printf "%.6f", sum / 1e6 }' "$WORK/on" "$IMPORTS")
        expect_true "$want, found $value" near "$value" "$want" 0.005
    }
    covers 2.97 cn.232.15 cn.232.25
    covers 33.81 cn.301.34.25
    covers 14.16 cn.301.16.25
    covers 53.42 cn.301.60.10 cn.301.60.5
fi

case_name "added US duty on 2017 imports: 1.582 points under List 1, 2.269 under Lists 1 and 2"
LISTS=$LAW/us/lists-2018.law
WEIGHTS=$LAW/weights/us-imports-from-china-2017.csv
cut -d, -f1 "$WEIGHTS" | sed 1d >"$WORK/lines"
added() {
    local want=$1
    shift
    holds "$@" <"$WORK/lines" >"$WORK/on"
    points=$(awk -F, 'NR == FNR { on[$1]; next } FNR > 1 { all += $2 } $1 in on { sum += $2 } END { printf "%.6f", 25 * sum / all }' "$WORK/on" "$WEIGHTS")
    expect_true "$want, found $points" near "$points" "$want" 0.0005
}
added 1.582 us.s301.1
added 2.269 us.s301.1 us.s301.2

case_name "the threat of September 2018: 50 + 200 + 267 = 517 against 505.6"
if need_shared data/facts.csv; then
    expect_true "517 is more than 2017 imports" awk -F, '$1 == "imports.us_china.goods.2017" { found = $2 } END { exit !(found == 505.6e9 && 50e9 + 200e9 + 267e9 > found) }' "$SHARED/data/facts.csv"
fi

case_name "weights: 18,027 lines, 503.65 billion; every goods line has a sector of the world that ships"
expect_true "18,027 lines" test "$(wc -l <"$WORK/lines")" -eq 18027
expect_true "USD 503.65bn" awk -F, 'NR > 1 { sum += $2 } END { exit !(sum > 503.645e9 && sum < 503.655e9) }' "$WEIGHTS"
expect_true "sectors of seven-2017 only" awk -F, 'NR == FNR { known[$1]; next } FNR > 1 && !($2 in known) { exit 1 }' "$DATA/worlds/seven-2017/sectors.csv" "$LAW/hs2017-sectors.csv"
expect_true "chapters 01 to 97 are covered" awk -F, 'NR == FNR { has[$1]; next } FNR > 1 && $1 < "98" && !(substr($1, 1, 2) in has) { exit 1 }' "$LAW/hs2017-sectors.csv" "$WEIGHTS"

case_name "tools/make-law writes the same bytes"
if need_shared "$USITC" && need_tool xz; then
    "$ROOT/tools/make-law" "$WORK/made" >"$WORK/.stdout" 2>"$WORK/.stderr"
    last_exit=$? last_command=tools/make-law
    expect_exit 0
    for made in "$WORK"/made/*.* "$WORK"/made/*/*; do expect_same "$made" "$LAW/${made#"$WORK"/made/}"; done
fi

# ---- averages: averages LAW WEIGHTS EDITION ORIGIN WITHIN "DATE=PERCENT ...", in points
averages() {
    local law=$1 weights=$2 edition=$3 origin=$4 within=$5 pair
    for pair in $6; do
        run law average --law "$LAW/$law" --weights "$weights" --weights-edition "$edition" --from "$origin" --on "${pair%%=*}" --json
        expect_exit 0
        expect_json "(.all.total * 100 - ${pair##*=} | fabs) <= $within"
    done
}

# docs/law-data.md explains the distance line by line.
case_name "US on China, 2017 weights: 2.68, 17.42, 15.90 within 0.15 points, and coverage is printed"
averages us.law "$WEIGHTS" hts2017 CHN 0.15 "2018-01-01=2.68 2019-09-01=17.42 2020-02-14=15.90"
expect_json '.all.lines == 18027 and .all.lines_counted + .all.lines_not_known == 18027 and .all.value_counted / .all.value > 0.98'

case_name "China on US, 2017 weights: 5.75, 15.03, 15.52"
if need_shared data/validation-2018-2020/china_imports_from_us_2017_hs8.csv; then
    awk -F, '{ print (NR == 1 ? "code,value" : $1 "," $2) }' "$SHARED/data/validation-2018-2020/china_imports_from_us_2017_hs8.csv" >"$WORK/china.csv"
    averages china.law "$WORK/china.csv" cn2018 USA 0.005 "2018-01-01=5.75 2019-06-01=15.03 2020-02-14=15.52"
    expect_json '.all.lines_not_known == 0'
fi

case_name "added US duty is the sum over the products: 1.582 and 2.269 points on 2017 imports, through the engine too"
for want in 2018-07-06=1.582 2018-08-23=2.269; do
    run law average --law "$LAW/us.law" --weights "$WEIGHTS" --weights-edition hts2017 --from CHN --on 2018-07-05 --json
    before=$(jq '(.all.total - .all.base) * .all.value_counted' "$WORK/.stdout")
    run law average --law "$LAW/us.law" --weights "$WEIGHTS" --weights-edition hts2017 --from CHN --on "${want%%=*}" --json
    # 1 % of the value has a duty that is not known and is left out of both; it may have up to 25 % added
    expect_json "((.all.total - .all.base) * .all.value_counted - $before) / .all.value * 100 | . <= ${want##*=} + 0.0005 and . >= ${want##*=} - 0.02"
done

case_name "exclusions lower the average and nothing else"
run law average --law "$LAW/us-exclusions.law" --weights "$WEIGHTS" --weights-edition hts2017 --from CHN --on 2019-09-01 --json
expect_json '.all.total < 0.1733 and .all.total > 0.15'
run law average --law "$LAW/us-exclusions.law" --weights "$WEIGHTS" --weights-edition hts2017 --from CHN --on 2020-08-07 --json
after=$(jq .all.total "$WORK/.stdout")
run law average --law "$LAW/us.law" --weights "$WEIGHTS" --weights-edition hts2017 --from CHN --on 2020-08-07 --json
expect_json ".all.total == $after"

case_name "by sector: the concordance that ships leaves out chapters 98 and 99 alone"
run law average --law "$LAW/us.law" --weights "$WEIGHTS" --weights-edition hts2017 --from CHN --on 2019-09-01 --by sector \
    --concordance "$LAW/hs2017-sectors.csv" --json
expect_exit 0
expect_json '[.rows[].sector] - ["(none)"] | length >= 19'
expect_json '[.rows[] | select(.sector == "(none)") | .value] | add < 6.3e9'

case_name "a seller of cosmetics in September 2019: 48.0 percent by general trade, 9.1 by e-commerce; before, 11.9 and 11.2"
run law landed --law "$LAW/china.law" --product 3304.99 --from USA --on 2019-09-15 --value 500 --json
expect_exit 0
expect_json '(.[] | select(.channel == "general") | .total * 1000 | round) == 480'
expect_json '(.[] | select(.channel == "cbec") | .total * 1000 | round) == 91'
for want in 2018-04-30=119 2018-05-01=112 2019-03-31=112 2019-04-01=91; do
    run law landed --law "$LAW/china.law" --product 3304.99 --from USA --on "${want%%=*}" --value 500 --json
    expect_json "(.[] | select(.channel == \"cbec\") | .total * 1000 | round) == ${want##*=}"
done

case_name "e-commerce retail ends at 2,000 yuan an order before 2019 and at 5,000 from 2019 on"
for want in 2018-12-31:2000:true 2018-12-31:2001:false 2019-01-01:5000:true 2019-01-01:5001:false; do
    rest=${want#*:}
    run law landed --law "$LAW/china.law" --product 3304.99 --from USA --on "${want%%:*}" --value "${rest%:*}" --json
    expect_json "(.[] | select(.channel == \"cbec\") | .available) == ${rest##*:}"
done

# The loop of docs/law.md. What the model answers is not known beforehand; what has to hold is that China loses, more with every round
# on both sides, and gets some of it back when List 4A and China's answer to it are halved.
case_name "a loop over days: welfare through the trade war"
if need_tool awk; then
    for day in 2018-07-06 2018-09-24 2019-06-01 2019-09-01 2020-02-14; do
        sed -e "s/^on = .*/on = $day/" -e "s|\"\.\./|\"$DATA/|" "$DATA/scenarios/trade-war-2019-09.toml" >war.toml
        run run war.toml --no-store --quiet --out out
        expect_exit 0
        awk -F, -v day=$day '$1 == "USA" || $1 == "CHN" { printf "%s %s %+.3f %%\n", day, $1, 100 * $2 }' out/countries.csv
    done >path.txt
    expect_true "two countries on five days" test "$(wc -l <path.txt)" -eq 10
    expect_true "China's losses grow, then shrink" awk '$2 == "CHN" { x[++n] = $3 } END { exit !(x[1] < 0 && x[2] < x[1] && x[3] < x[2] && x[4] < x[3] && x[5] > x[4]) }' path.txt
fi
