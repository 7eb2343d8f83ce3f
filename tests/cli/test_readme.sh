# What README.md shows is what the command prints: its first block, line by line; its scenario solves; its commands are known.
. "${0%/*}/lib.sh"

case_name "README.md shows what the demo prints"
run demo --out build/demo
expect_exit 0
awk '/^```/ { block++; next } block == 1 && !/^\$/' "$ROOT/README.md" >"$WORK/shown"
tap_holds "README.md shows a page" test "$(wc -l <"$WORK/shown")" -gt 20
tap_holds "line by line" diff "$WORK/shown" "$WORK/.stdout"

case_name "the scenario of README.md solves"
awk '/^```toml/ { on = 1; next } /^```/ { on = 0 } on' "$ROOT/README.md" >"$WORK/mine.toml"
sed -i "s|\"data/|\"$DATA/|" "$WORK/mine.toml"
run run "$WORK/mine.toml" --no-store
expect_exit 0

case_name "the exact and first-order figures of README.md's text"
run run us-china-2018-19 --country USA --json --no-store
expect_exit 0
tap_holds "-0.093 %" jq -e '.countries[0].welfare * 1e5 | round == -93' "$WORK/.stdout"
tap_holds "+0.036 %" jq -e '.countries[0].welfare_first_order * 1e5 | round == 36' "$WORK/.stdout"

case_name "the full tariffs of 2018-19 have no solution under krugman and melitz, as README.md says"
run run us-china-2018-19 --structure krugman --no-store
expect_exit 1
run run us-china-2018-19 --structure melitz --no-store
expect_exit 1
