#!/bin/bash
# Builds the engine for WebAssembly: web/engine/build.sh OUT.wasm
# The same C as everywhere, the baseline kernels, no imports. Files that need threads, SQLite, hashes, TOML or a disk stay out; of the
# rest the linker keeps what the exports of engine.c reach.
set -euo pipefail
export LC_ALL=C
out=$(realpath -m "$1")
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

target=(--target=wasm32-wasi --sysroot=/usr -I/usr/include/wasm32-wasi -O2 -msimd128)
flags=(-ffp-contract=off -fno-trapping-math -fno-math-errno -fvisibility=hidden -Wno-psabi -Wall -Wextra -Werror
    -D_POSIX_C_SOURCE=200809L -Iinclude -Isrc -ffunction-sections -fdata-sections)
mapfile -t sources < <(ls src/base/{anderson,fail,gmres,index,memory,suggest,workers,writer}.c src/world/{accounts,binary,check,codes,world}.c \
    src/model/*.c src/jobs/*.c src/war/*.c src/claim/{distribution,expression}.c src/firms/normal.c src/report/{run,tidy}.c web/engine/*.c \
    | grep -vE '^src/model/(scenario.*|kernels_avx.*)\.c$|^src/jobs/read.*\.c$')

compile() { # SOURCE: objects are linked in the order of their names
    local object=$work/${1//\//-}.o extra=()
    case $1 in
        *kernels_baseline.c) extra=(-O3) ;; # as in CMakeLists.txt
        *.cpp) extra=(-fno-exceptions -fno-rtti -isystem /usr/include/wasm32-wasi/c++/v1 -nostdinc++) ;;
    esac
    case $1 in
        *.cpp) clang++-14 "${target[@]}" "${flags[@]}" "${extra[@]}" -std=c++17 -c "$1" -o "$object" ;;
        *) clang-14 "${target[@]}" "${flags[@]}" "${extra[@]}" -std=c11 -c "$1" -o "$object" ;;
    esac
}
for source in "${sources[@]}" src/base/number_format.cpp; do
    compile "$source" &
    if [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; then wait -n; fi
done
while [ -n "$(jobs -p)" ]; do wait -n || exit 1; done 2>/dev/null

clang-14 "${target[@]}" -nostartfiles -Wl,--no-entry,--gc-sections,--strip-all,-z,stack-size=262144 \
    "$work"/*.o -L/usr/lib/wasm32-wasi -lc++ -lc++abi -lc -o "$out"
