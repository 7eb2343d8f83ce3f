# cohong law on small files written here: what is printed, what is refused. Expected numbers are sums of the numbers in the files.
. "${0%/*}/lib.sh"

cat >us.law <<'EOF'
importer USA currency USD
area china CHN
list one codes 8517 -8517.62.0050
measure mfn base all on all schedule mfn.csv by "HTS"
measure s301 add china on one 25% from 2018-07-06 group s301 by "83 FR 28710"
measure post set china on all max(30%, 25 USD/item) from 2025-05-02 when value <= 800 USD and channel = post
tax vat vat 10%
note "an example"
EOF
printf 'code,duty\n85,2%%\n01,0.5 USD/kg\n' >mfn.csv
printf 'code,value\n8517620010,300\n8517620050,100\n0101000000,100\n' >weights.csv
printf 'prefix,sector\n85,ELECTRONICS\n0,FARMS\n' >sectors.csv
ask="law rate --law us.law --from CHN --product"

good "prints each measure with its citation" 's301 +add +one +25% +25 +applies +83 FR 28710' $ask 8517.62.0010 --on 2018-07-06
good "adds the lines up" '^Total: 27 %$' $ask 8517.62.0010 --on 2018-07-06
good "knows the day before" '^Total: 2 %$' $ask 8517.62.0010 --on 2018-07-05
good "says which codes to ask with" 'Codes to ask with instead: 8517.62.00.50' $ask 8517.62.00 --on 2019-01-01
good "shows channels one after the other" 'channel post' $ask 8517.62.0010 --on 2025-06-01 --value 50 --quantity 1 --all-options
good "does not guess a specific duty" 'needs value and quantity' $ask 0101.21 --on 2019-01-01
case_name "prints an answer as JSON"
run $ask 8517.62.0010 --on 2018-07-06 --json
expect_exit 0
expect_json '.total == 0.27 and (.lines | length) == 2 and .lines[1].id == "s301" and .lines[1].applies'

bad "names a code that is a date" 'a date that a spreadsheet made' $ask 1901-10-05 --on 2019-01-01
bad "names the nearest country" 'did you mean "CHN"' law rate --law us.law --product 8517 --from CNH --on 2019-01-01
bad "asks for a day" '--on DATE is missing' $ask 8517
bad "knows the channels" 'channel "pots".*did you mean "post"' $ask 8517 --on 2025-06-01 --channel pots
bad "says that no law ships" 'no law ships for FRA' law rate --product 8517 --from CHN --to FRA --on 2019-01-01

good "says what a law holds" '3 measures, 1 lists, 1 areas' law check us.law
good "prints the notes" '^note: an example' law check us.law
printf 'importer USA\nmeasure x add CHN on nothing 1%%\n' >bad.law
bad "names file, line and column" 'bad.law:2:22: there is no list "nothing"' law check bad.law
bad "says that a law is not there" 'nowhere.law' law check nowhere.law

average="law average --law us.law --from CHN --on 2019-01-01"
good "averages with the weights named" '^Weights: weights.csv' $average --weights weights.csv
good "averages what is known" '^ *20.75 +2 +18.75 +500 +80.00 +3 +2$' $average --weights weights.csv
good "says what is left out" '1 of 3 lines, 20.00 % of value; such as 0101.00.00.00' $average --weights weights.csv
good "averages by sector" '^ELECTRONICS +20.75' $average --weights weights.csv --by sector --concordance sectors.csv
bad "needs a concordance for sectors" 'need a concordance' $average --weights weights.csv --by sector
bad "needs weights" '--weights FILE is missing' $average

good "follows a product" '^2018-07-06 +27 +2 ' law series --law us.law --product 8517620010 --from CHN
good "follows an average" '^2018-07-06 +20.75 +2 ' law series --law us.law --weights weights.csv --from CHN
good "tells two days apart" '^2018-07-06 +s301 +begins +25% +china +one +83 FR 28710' law diff us.law 2018-07-05 2018-07-06
good "tells that nothing changed" 'Nothing begins or ends' law diff us.law 2018-07-06 2018-07-07
good "lands a product" 'together 39.7 % of the value: 39.70' law landed --law us.law --product 8517620010 --from CHN --on 2018-07-06 --value 100 --channel general

# ---- days that a law covers
{ sed '1a covers from 2018-01-01 until 2020-01-01 by "the years looked through"\ncovers from 2025-01-01' us.law; } >some.law
some="law rate --law some.law --from CHN --product 8517.62.0010 --on"
good "answers on the first and the last day covered" '^Total: 27 %$' $some 2019-12-31
good "answers where there is no last day" '^Total: 27 %$' $some 2031-05-05
bad "refuses the day before" 'this law of USA covers 2018-01-01 to 2019-12-31 and 2025-01-01 on; what holds on 2017-12-31 is not in it' $some 2017-12-31
bad "refuses a day between" 'what holds on 2020-01-01 is not in it' $some 2020-01-01
bad "refuses a landed cost then" 'what holds on 2022-01-01 is not in it' law landed --law some.law --from CHN --product 8517.62.0010 --on 2022-01-01 --value 10
bad "refuses an average then" 'what holds on 2022-01-01 is not in it' law average --law some.law --from CHN --weights weights.csv --on 2022-01-01
bad "compares no such day" 'what holds on 2022-01-01 is not in it' law diff some.law 2019-01-01 2022-01-01
bad "follows nothing up to such a day" 'what holds on 2020-01-01 is not in it' law series --law some.law --from CHN --product 8517.62.0010 --until 2021-01-01
case_name "a series begins and ends with what is covered"
sed '1a covers from 2018-07-01 until 2018-12-31' us.law >half.law
run law series --law half.law --from CHN --product 8517.62.0010 --json
expect_exit 0
expect_json '[.[].from] == ["2018-07-01", "2018-07-06"]'
good "the check says what is covered and why" '^note: covers the law of USA from 2018-01-01 until 2020-01-01: the years looked through$' law check some.law
printf 'covers from 2018-01-01\nimporter USA\n' >early.law
printf 'importer USA\ncovers until 2018-01-01\n' >always.law
printf 'importer USA\ncovers from 2018-01-01 until 2017-01-01\n' >never.law
bad "no law is covered before it has an importer" 'early.law:1:8: there is no importer before this line' law check early.law
bad "no law is covered from its beginning" 'always.law:2:8: no law is covered from its beginning: expected from DATE' law check always.law
bad "what is covered does not end before it begins" 'never.law:2:8: this never holds' law check never.law
