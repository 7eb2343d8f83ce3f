# cohong claim: every part in the order of the report, each form of output, and bad input in one line with its place.
. "${0%/*}/lib.sh"

claims=$DATA/claims

# The headings of the report, in order.
headings='The claim
What would make it true
Information used
The figures, reproduced
Bounds, before any model
What models say
Break-even: what it would take
What the range depends on
Probabilities under the stated distributions
What would change the answer
Sources, settings and manifest'
parts='["claim","meaning","vintage","figures","bounds","models","break_even","sensitivity","probability","change","sources"]'

# The numbers of fields that rows of a CSV have, each once.
csv_widths() {
    awk '{ fields = 1; quoted = 0
           for (k = 1; k <= length($0); k++) { c = substr($0, k, 1)
               if (c == "\"") quoted = !quoted
               else if (c == "," && !quoted) fields++ }
           print fields }' | sort -u
}

for name in alibaba-2017 trade-war-jobs nafta-mexico everything-the-us-buys; do
    case_name "$name: every part, in order, and no rating"
    run claim "$name"
    expect_exit 0
    expect_no_stderr
    expect_true "the headings in order" test "$(grep -Fx "$headings" "$WORK/.stdout")" = "$headings"
    expect_no_line 'Pinocchio|Pants|[Rr]ating|[Vv]erdict'

    case_name "$name: JSON has the same parts, all figures with source and address"
    run claim "$name" --json
    expect_exit 0
    cp "$WORK/.stdout" report.json
    expect_json "[.parts[].part] == $parts"
    expect_json '.parts[-1].grounds | map(select(.kind == "fact")) | length > 0 and all(.address != "" and .source != "" and .known != "")'
    expect_json '.parts[-1].grounds | all(.what != null and .source != null and .source != "")'
    expect_json '.parts[-1].inputs | length >= 2 and all(.sha256 | length == 64) and (map(.path) | unique | length) == length'

    case_name "$name: every line with a number has sources that are listed, and a command"
    expect_json '(.parts[-1].grounds | map(.id)) as $known | [.parts[].rows // [] | .[]] |
        length > 0 and all((.grounds | length) > 0 and (.grounds - $known | length) == 0 and (.command | startswith("cohong claim ")))'
    expect_json '(.parts[-1].grounds | map(select(.kind == "engine").id)) as $engines | [.parts[].rows // [] | .[]] |
        map(select(.part != "sensitivity" and (.grounds - (.grounds - $engines) | length) > 0 and (.id != "disagreement"))) |
        map(select(.verdict != "tornado" and .unit != "share of variance" and .unit != "probability")) |
        all(.engine_command != null or .group == "break-even" or .formula == null)'

    case_name "$name: the command of every line prints its number again"
    jq -r '[.parts[].rows // [] | .[]] | map(.id) | unique[]' report.json >ids
    while IFS= read -r id; do
        run claim "$name" --only "$id"
        expect_exit 0
        expect_line '^\[[0-9]+\] '
    done < <(head -n 4 ids; tail -n 3 ids)

    case_name "$name: what the terminal prints refers to sources that it lists"
    run claim "$name"
    grep -oE '^\[[0-9]+\] ' "$WORK/.stdout" | tr -d '[] ' | sort -n >listed
    expect_true "numbered from 1 without a gap" diff listed <(seq "$(wc -l <listed)")

    case_name "$name: a ClaimReview with what its readers require, and no number for a rating"
    run claim "$name" --jsonld --url https://example.org/review
    expect_exit 0
    expect_json '."@type" == "ClaimReview" and ."@context" == "https://schema.org" and .claimReviewed != "" and (.citation | length > 0)'
    expect_json '.url == "https://example.org/review" and (.author | .["@type"] == "Organization" and .name != "")'
    expect_json '.itemReviewed | .["@type"] == "Claim" and (.author["@type"] | IN("Person", "Organization")) and .appearance.url != ""'
    expect_json '.itemReviewed.datePublished | test("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")'
    expect_json '.reviewRating | .["@type"] == "Rating" and (.alternateName | length > 10) and (keys == ["@type", "alternateName"])'
    run claim "$name" --jsonld
    expect_json 'has("url") | not'

    case_name "$name: CSV has one header and as many columns in every row"
    run claim "$name" --csv
    expect_exit 0
    expect_line '^part,id,group,vintage,condition,closure,title,unit,value,low95,low67,high67,high95,published,verdict,formula,numbers,note,grounds,addresses,command,engine_command$'
    expect_line '^figures,'
    expect_true "22 fields a row" test "$(csv_widths <"$WORK/.stdout")" = 22
done

case_name "only an id that is there"
run claim alibaba-2017 --only riise
expect_exit 2
expect_stderr_line 'alibaba-2017 has no line with the id "riise"'

case_name "prints what the published figure divides by what"
run claim alibaba-2017
expect_line '206\.4 bn USD; published: 206\.0 bn; reproduced'
expect_line '= exports\.us_china\.2017 / \(jobs\.exports_china\.2015 / 1e6\)'
expect_line '= 188e9 / \(911000 / 1e6\)'
expect_line '139\.8 bn to 264\.9 bn USD'
expect_true "expected at most 100 columns but for addresses" test "$(grep -v http "$WORK/.stdout" | wc -L)" -le 100

case_name "Markdown has a heading a part"
run claim alibaba-2017 --markdown
expect_exit 0
expect_true "12 headings and more" test "$(grep -c '^##* ' "$WORK/.stdout")" -ge 12
expect_line '^# Alibaba will create one million US jobs$'
expect_line '^> "can create 1 million'

case_name "the end of Chinese tariffs: as by solve-for"
run claim alibaba-2017 --json
jq '[.parts[].rows // [] | .[] | select(.id == "cost_for_rise")][0].value' "$WORK/.stdout" >by_claim
run solve-for claims/zero-tariffs-scenario.toml --json
jq '.[1].value' "$WORK/.stdout" >by_goal
expect_true "the same factor" test "$(paste by_claim by_goal | awk '{ d = $1 / $2 - 1; print (d < 1e-9 && d > -1e-9) }')" = 1

case_name "the same bytes twice"
run claim alibaba-2017 --json
cp "$WORK/.stdout" first
run claim alibaba-2017 --json
expect_same first "$WORK/.stdout"

# ---- bad input: a copy of a shipped claim with one line changed
broken() { # NAME SED_OF_CLAIM SED_OF_FACTS PATTERN
    case_name "$1"
    sed "$2" "$claims/everything-the-us-buys.toml" >mine.toml
    sed "$3" "$claims/facts.csv" >facts.csv
    run claim mine.toml
    expect_exit 2
    expect_stderr_line "$4"
    expect_one_error_line
    expect_no_stdout
}
broken "a threshold without a unit" '/^unit = "times the imports/d' '' '^cohong: mine\.toml:[0-9]+:1: the threshold has no unit'
broken "a figure without a source" '' '/^lists.third/s/"Dow Jones, at MarketScreener"//' \
    '^cohong: facts\.csv:[0-9]+:[0-9]+: the figure "lists\.third" has no source'
broken "a fact later than the ex ante part" '/^ex_ante/s/2018-09-30/2018-09-01/' '' \
    '^cohong: mine\.toml:[0-9]+:1: "lists\.first" was known on 2018-09-09, after 2018-09-01, and this part is ex ante'
broken "a vintage later than the data" '/^ex_post/s/2018/2035/' '' \
    '^cohong: mine\.toml:[0-9]+:1: the vintage 2035-12-31 is later than the data'
broken "an unknown fact" 's/lists\.second/lists.secnd/' '' 'mine\.toml:[0-9]+:1: "lists\.secnd" is no fact .*did you mean "lists\.second"\?'
broken "a formula that ends early" 's/^formula = "imports.us_china.goods.2017"/formula = "imports.us_china.goods.2017 -"/' '' \
    'mine\.toml:[0-9]+:1: the formula .* ends where'

bad "a claim that is not there" 'nowhere\.toml' claim nowhere.toml
bad "two forms at once" 'do not go together' claim alibaba-2017 --json --csv
bad "no file" 'usage: cohong claim FILE' claim
good "help" '^Usage: cohong claim FILE' claim --help
