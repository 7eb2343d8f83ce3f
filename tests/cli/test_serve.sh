# cohong serve: the command, asked by curl on a port of the loopback that is free.
. "${0%/*}/lib.sh"
. "$ROOT/tests/cli/small_world.sh"
export COHONG_STORE=$WORK/runs.db
server=

# start ARGUMENT...: starts the server; its address is in $at.
start() {
    "$COHONG" serve --port 0 "$@" >serve.out 2>serve.err </dev/null &
    server=$!
    at=
    for ((k = 0; k < 200 && ${#at} == 0; k++)); do
        sleep 0.05
        at=$(sed -n 's|^Serving \(http://127.0.0.1:[0-9]*\)/.*|\1|p' serve.out)
        kill -0 "$server" 2>/dev/null || break
    done
}

# stop: ends the server as Ctrl-C does; its status is in $last_exit.
stop() {
    kill -INT "$server"
    wait "$server"
    last_exit=$?
    server=
}

# ask PATH [CURL ARGUMENT...]: the answer's body is on stdout, its status in $last_status.
ask() {
    local path=$1
    shift
    last_command="curl $path $*"
    curl -sS -m 60 -o "$WORK/.stdout" -w '%{http_code}' "$@" "$at$path" >"$WORK/.status" 2>"$WORK/.stderr"
    last_exit=$?
    last_status=$(cat "$WORK/.status")
}

expect_status() { tap_holds "expected status $1, found $last_status" test "$last_status" = "$1"; }

run serve --help
if grep -q 'built without its server' "$WORK/.stderr"; then
    bad "says what is missing" 'built without its server.*libcivetweb-dev' serve
    exit 0
fi

bad "wants a port" '\-\-port: found "x"' serve --port x
bad "wants no operand" 'one too many' serve now
bad "wants an address" '"localhost:1" is no address' serve --host localhost:1
bad "wants data" 'no such folder' serve --data nowhere

if ! curl --version >/dev/null 2>&1; then
    case_name "serves"
    skip_case "needs curl"
    exit 0
fi
start

case_name "prints its address and serves the page"
expect_true "expected an address" test -n "$at"
ask /
expect_status 200
expect_true "expected the built page" cmp "$WORK/.stdout" "$ROOT/web/dist/index.html"
ask /engine.wasm
expect_true "expected the built engine" cmp "$WORK/.stdout" "$ROOT/web/dist/engine.wasm"

case_name "says what it offers"
ask /api/v1/
expect_status 200
expect_json '.engine == "cohong" and .api == 1 and (.addresses | length) > 8'

case_name "a counterfactual has the numbers of cohong run"
run run us-china-2018-19 --out out --no-store
ask '/api/v1/counterfactual?scenario=us-china-2018-19&table=countries'
expect_status 200
expect_true "expected the same countries.csv" cmp "$WORK/.stdout" out/countries.csv
ask /api/v1/counterfactual --data-binary "@$DATA/scenarios/us-china-2018-19.toml"
expect_status 200
expect_json '.outcome == "converged" and (.countries | length) == 7'
ask '/api/v1/counterfactual?table=countries' --data-binary "@$DATA/scenarios/us-china-2018-19.toml"
expect_true "expected the same countries.csv" cmp "$WORK/.stdout" out/countries.csv

case_name "an error names status, message and place"
printf 'title = "x"\nworld = "seven-2017"\n[[tarif]]\n' >bad.toml
ask /api/v1/counterfactual --data-binary @bad.toml
expect_status 422
expect_json '.error.status == 422 and (.error.message | test("did you mean \"tariff\"")) and .error.line == 3'
ask /api/v1/counterfactual --data-binary '{"world": "seven-2017", "tariff": [{"importer": "USA", "exporter": "X", "add": 1}]}'
expect_json '.error.pointer == "/tariff/0/exporter"'

case_name "shows the store as it is now"
ask /api/v1/runs
expect_json '.runs == []'
run run us-china-2018-19 --name both --quiet
ask /api/v1/runs/both
expect_status 200
expect_json '.name == "both" and (.values | length) > 100'
ask /api/v1/runs
expect_json '(.runs | length) == 1'

case_name "plays a game in the background"
ask /api/v1/tasks --data-binary '{"kind": "nash", "scenario": "us-china-2018-19", "settings": {"deficits": "zero"}, "players": ["USA", "CHN"]}'
expect_status 201
for ((k = 0; k < 400; k++)); do
    ask /api/v1/tasks/1
    if jq -e '.state == "done"' "$WORK/.stdout" >/dev/null; then break; fi
    sleep 0.05
done
expect_json '.state == "done" and .result.outcome == "converged" and .result.largest_gain < 1e-8'
cp "$WORK/.stdout" served.json
run war nash us-china-2018-19 --deficits zero --players USA,CHN --json
expect_true "expected what cohong war prints" test "$(jq -c .countries "$WORK/.stdout")" = "$(jq -c .result.countries served.json)"

# task BODY: its answer, when it is done, is in served.json.
task() {
    ask /api/v1/tasks --data-binary "$1"
    expect_status 201
    local id
    id=$(jq .id "$WORK/.stdout")
    for ((k = 0; k < 600; k++)); do
        ask "/api/v1/tasks/$id"
        if jq -e '.state != "waiting" and .state != "running"' "$WORK/.stdout" >/dev/null; then break; fi
        sleep 0.05
    done
    cp "$WORK/.stdout" served.json
}

# prints_what_it_serves ARGUMENT...: what the command prints is the task's result, but for the time that it took.
prints_what_it_serves() {
    run "$@" --json
    expect_true "expected what cohong $* prints" test "$(jq -S 'del(.seconds)' "$WORK/.stdout")" = "$(jq -S '.result | del(.seconds)' served.json)"
}

case_name "bargains, answers and trade wars by days in the background are those of the command"
task '{"kind": "cooperate", "scenario": "us-china-2018-19", "settings": {"deficits": "zero"}, "players": "USA,CHN", "weights": {"USA": 2}, "disagreement": "free-trade", "goods": true}'
prints_what_it_serves war cooperate us-china-2018-19 --deficits zero --players USA,CHN --weights USA=2 --disagreement free-trade --goods
task '{"kind": "retaliate", "scenario": "us-china-2018-19", "by": "CHN", "against": "USA", "goods": true, "rule": "most-hurtful", "value": 50000, "rate": 0.25}'
prints_what_it_serves war retaliate us-china-2018-19 --by CHN --against USA --goods --rule most-hurtful --value 50000 --rate 0.25
task $'kind = "path"\nscenario = "trade-war-2019-09"\nsettings = { deficits = "zero" }\nuntil = 2018-08-01\nstarts = 1\n'
prints_what_it_serves war path trade-war-2019-09 --deficits zero --until 2018-08-01 --starts 1
task '{"kind": "nash", "scenario": "us-china-2018-19", "settings": {"deficits": "zero"}, "players": "USA,CHN", "method": "sequential", "goods": true, "mfn": true}'
prints_what_it_serves war nash us-china-2018-19 --deficits zero --players USA,CHN --method sequential --goods --mfn

case_name "refuses other hosts, other origins and what lies outside"
ask / -H 'Host: evil.example'
expect_status 421
ask /api/v1/tasks -H 'Origin: http://evil.example' -d kind=1
expect_status 403
ask /../../CHANGELOG.md --path-as-is
expect_status 400
ask /%2e%2e/%2e%2e/CHANGELOG.md --path-as-is
expect_status 400
ask /nothing
expect_status 404
head -c 2000000 /dev/zero >zeros
ask /api/v1/counterfactual -H 'Expect:' --data-binary @zeros
expect_status 413

case_name "ends when it is told to, with a sweep under way"
ask /api/v1/tasks --data-binary $'kind = "sweep"\nsweep = "us-china-2018-19"\n'
expect_status 201
stop
expect_exit 0
expect_true "expected nothing on stderr" test ! -s serve.err

case_name "serves data of one's own, and refuses a port in use"
mkdir -p mine/worlds mine/scenarios
small_world mine/worlds/three
small_scenario mine/scenarios/tariff.toml ../worlds/three </dev/null
start --data mine
ask /api/v1/counterfactual?scenario=tariff
expect_status 200
expect_json '(.countries | map(.country)) == ["AAA", "BBB", "CCC"]'
run serve --port "${at##*:}"
expect_exit 2
expect_stderr_line 'cannot listen on 127.0.0.1'
stop
expect_exit 0
