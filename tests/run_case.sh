#!/bin/bash
# Runs one test program and writes down what it found, so that nothing is lost when it dies.
#   run_case.sh cases   NAME FOLDER COMMAND...   the command prints TAP; each of its cases counts
#   run_case.sh program NAME FOLDER COMMAND...   its exit status is the one thing that counts; 77 is "skipped"
# FOLDER/NAME.log receives the output and FOLDER/NAME.result lines of: passed N, failed N, fail TEXT, skip TEXT.
# Exit status: 0 nothing failed, 77 everything was skipped, 1 otherwise.
set -u
mode=$1 name=$2 folder=$3
shift 3
mkdir -p "$folder"
log=$folder/${name//\//-}.log
result=$folder/${name//\//-}.result
rm -f "$result"

CMOCKA_MESSAGE_OUTPUT=TAP "$@" >"$log" 2>&1 </dev/null
status=$?
cat "$log"

awk -v mode="$mode" -v name="$name" -v status="$status" '
# A reason for a skip is the last line before it that begins with "needs ".
/^(# *)?(skip(ped)?:? *)?needs / { reason = $0; sub(/^[^n]*needs/, "needs", reason) }
mode != "cases"            { next }
/^1\.\.[0-9]+/             { planned += substr($1, 4); plans++ }
/^(not )?ok [0-9]+.*# SKIP/ {
    title = $0; sub(/^(not )?ok [0-9]+ *(- )?/, "", title)
    if (title ~ /^# SKIP /) title = substr(title, 8) " # SKIP " # cmocka puts the name where TAP has the reason
    split(title, part, / # SKIP */)
    skip(part[1] ": " (part[2] != "" ? part[2] : reason != "" ? reason : "gave no reason"))
    seen++; reason = ""; next
}
/^ok [1-9]/                { passed++; seen++ }
/^not ok/                  { title = $0; sub(/^not ok [0-9]+ *(- )?/, "", title); fail(title); if ($3 != "0") seen++ }
function skip(text)        { skipped++; out = out "skip " name ": " text "\n" }
function fail(text)        { failed++; out = out "fail " name ": " text "\n" }
END {
    if (mode == "cases" && status != 77) {
        for (; seen < planned; seen++) fail("a case of the plan did not run")
        if (plans > 0 && seen > planned) fail("more cases than its plan has")
        if (plans == 0) fail("ended before it had a plan, with status " status)
        else if (status == 0 && passed + failed + skipped == 0) fail("ran no test")
        else if (status >= 126) fail("was killed, status " status)
        else if (status != 0 && failed == 0) fail("exit status " status " though no case failed")
    } else if (status == 77) {
        skip(reason == "" ? "gave no reason" : reason)
    } else if (status == 0) {
        passed = 1
    } else {
        fail("exit status " status)
    }
    printf "passed %d\nfailed %d\n%s", passed, failed, out
}' "$log" >"$result.part" && mv "$result.part" "$result"

if grep -q '^failed [1-9]' "$result"; then exit 1; fi
if grep -q '^passed 0' "$result"; then exit 77; fi
exit 0
