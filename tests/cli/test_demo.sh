# cohong demo: one screen of the claim, and the full report as files, all or none of them.
. "${0%/*}/lib.sh"

case_name "prints one screen and writes the full report"
run demo --out report
expect_exit 0
expect_line '^Claim +"can create 1 million U\.S\. jobs'
expect_line '^True if +at least 1,000,000 jobs'
expect_line '^In short +[0-9] of the [0-9] bounds'
expect_line '206\.4 bn USD +=? *= 188e9 / \(911000 / 1e6\) +\(2017 and 2015\)'
expect_line '139\.8 bn to 264\.9 bn USD'
expect_line ' 142\.9 times '
expect_line ' 3\.505 times '
expect_line ' 13\.63 elasticity '
expect_line ' 1\.023 times '
expect_line 'at most 430,800 jobs +=? *= \(15e9 \* 6 - 15e9\) / 1e9 \* 5744'
expect_line '^Full report, every figure with its source and command: report/report\.html, to be opened in a browser$'
expect_true "expected at most 45 lines" test "$(wc -l <"$WORK/.stdout")" -le 45
expect_true "expected at most 100 columns" test "$(wc -L <"$WORK/.stdout")" -le 100
expect_no_line "$(printf '\033')"
for name in report.html report.md report.json report.csv claimreview.jsonld; do expect_file "report/$name"; done
expect_true "nothing else" test "$(ls -A report | wc -l)" -eq 5

case_name "says what it does in plain lines where there is no terminal"
expect_stderr_line '^cohong: reading .*alibaba-2017\.toml$'
expect_stderr_line '^cohong: computing '
expect_stderr_line '^cohong: writing '
expect_true "expected no escape" test "$(tr -d '\033\r' <"$WORK/.stderr" | cmp - "$WORK/.stderr" >/dev/null && echo same)" = same

case_name "the files are what cohong claim prints"
for form in markdown:report.md json:report.json csv:report.csv jsonld:claimreview.jsonld; do
    run claim alibaba-2017 "--${form%%:*}"
    expect_same "$WORK/.stdout" "report/${form#*:}"
done

case_name "the page is that of cohong claim --html, which holds no day and no folder of this run"
run claim alibaba-2017 --short --html page.html
expect_exit 0
expect_same page.html report/report.html

case_name "the screen is cohong claim --short"
run demo --out report
cp "$WORK/.stdout" screen
run claim alibaba-2017 --short --out report
expect_same screen "$WORK/.stdout"

case_name "a folder that cannot be written leaves nothing"
echo text >taken
run demo --out taken
expect_exit 2
expect_stderr_line '^cohong: taken: '
expect_no_stdout
mkdir -p half/report.csv
run demo --out half
expect_exit 2
expect_true "no file of the report" test "$(find half -type f | wc -l)" -eq 0

bad "takes no scenario" '"x" is one too many' demo x
bad "knows its flags" 'no flag --otu; did you mean --out' demo --otu x
