#!/bin/bash
# Runs one fuzz target: run.sh PROGRAM CORPUS OPTION...
# New inputs go to a scratch folder beside the program, so the corpus in the repository stays as it is; an input that
# broke something is kept there too, and its path is printed by the fuzzer.
set -euo pipefail
program=$1 corpus=$2
shift 2
scratch=$program.found
rm -rf "$scratch"
mkdir -p "$scratch"
folders=("$scratch")
if [ -d "$corpus" ]; then folders+=("$corpus"); fi

log=$program.log
if ! "$program" "$@" -print_final_stats=1 -close_fd_mask=1 -artifact_prefix="$program.broken-" "${folders[@]}" >"$log" 2>&1; then
    grep -Ev '^#[0-9]+[[:space:]]|NEW_FUNC' "$log" | tail -60
    exit 1
fi
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
echo "${runs:-0} inputs"
[ "${runs:-0}" -gt 0 ]
