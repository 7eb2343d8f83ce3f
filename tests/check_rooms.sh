#!/bin/bash
# Checks how the source is kept: check_rooms.sh ROOT LIBRARY. Prints TAP; an offence is a line file:line: text.
# The rooms stand here in the order in which data flows; a file may include its own room and those before it.
set -u
shopt -s lastpipe # so that report can count
root=$1 library=$2
cd "$root" || exit 1
rooms="base world law model jobs firms war sweep claim report serve cli"
number=0

# report TITLE: prints the case; the offences are what comes on standard input.
report() {
    local offences
    offences=$(cat)
    number=$((number + 1))
    if [ -n "$offences" ]; then
        printf '%s\n' "$offences" | sed 's/^/# /'
        echo "not ok $number - $1"
    else
        echo "ok $number - $1"
    fi
}

sources=$(find src cli -type f \( -name '*.c' -o -name '*.h' -o -name '*.cpp' \) | sort)
if [ -z "$sources" ]; then
    echo "Bail out! there is no source under $root"
    exit 1
fi

# shellcheck disable=SC2086 # file names here have no spaces
awk -v rooms="$rooms" '
BEGIN { count = split(rooms, name, " "); for (i = 1; i <= count; i++) place[name[i]] = i }
FNR == 1 {
    split(FILENAME, part, "/"); room = part[1] == "cli" ? "cli" : part[2]
    if (!(room in place)) print FILENAME ":1: is in no room (" rooms ")"
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    path = $0; sub(/^[^"]*"/, "", path); sub(/".*/, "", path)
    if (path == "cohong.h" || path ~ /^random123\//) next
    if (path ~ /\.\./) { print FILENAME ":" FNR ": includes \"" path "\"; write it from src, as \"room/file.h\""; next }
    split(path, part, "/"); used = part[2] == "" ? room : part[1]
    if (!(used in place)) print FILENAME ":" FNR ": includes \"" path "\", which is in no room"
    else if (place[used] > place[room]) print FILENAME ":" FNR ": " room " uses " used ", a room below it"
}' $sources | report "no room uses a room below it"

# shellcheck disable=SC2086
# The public header is the manual of the whole library and grows with it.
find src cli tests bench -type f \( -name '*.c' -o -name '*.h' -o -name '*.cpp' \) -exec awk '
FNR == 801 { print FILENAME ":801: the file is longer than 800 lines" }' {} + | report "no file is longer than 800 lines"

# A comment that is too long behind a member has the formatter tear the member apart.
# shellcheck disable=SC2086
grep -nE '^ +[a-z_ ]+( \*|,)?$' include/cohong.h $(grep -E '\.h$' <<<"$sources") | grep -vE ' else$| do$' |
    report "no declaration stands on two lines without need"

# The compiled library tells better than the source what it calls, and grep then tells where.
calls="printf vprintf puts putchar perror stdout stderr exit _exit _Exit quick_exit abort __assert_fail __printf_chk"
undefined=$(nm -A -u "$library" | sed 's/^[^:]*:\([^:]*\):.* U /\1 /')
if [ -z "$undefined" ]; then
    echo "Bail out! nm finds nothing in $library"
    exit 1
fi
for call in $calls; do
    echo "$undefined" | awk -v call="$call" '$2 == call { print $1 ": calls " call }'
done | sort -u | while read -r object text; do
    file=$(find src -name "${object%.o:}" | head -1)
    grep -nE "(^|[^a-z_A-Z0-9])(${text#calls }|assert)([^a-z_A-Z0-9]|\$)" "$file" | sed "s|^\([0-9]*\):.*|$file:\1: $text|"
    echo "$object $text"
done | report "the library never prints and never exits"

# Anything the library could write to between calls: symbols in sections for changing data. Constant tables of
# pointers are in .data.rel.ro; what the C++ headers bring along (guards, the stream initialiser) is not ours.
objdump -t "$library" | awk '
/^[^ ]+: +file format/ { object = $1; sub(/:$/, "", object) }
$0 ~ / O [.*]/ || $0 ~ / O COM/ {
    for (i = 1; i < NF; i++) if ($i == "O") { section = $(i + 1); size = $(i + 2) }
    symbol = $NF
    if (section !~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ || section ~ /^\.data\.rel\.ro/) next
    if (symbol ~ /^(_ZStL8__ioinit|_ZGV|DW\.ref\.)/ || section ~ /DW\.ref/) next
    print object ": " symbol " can change (section " section ")"
}' | report "the library has no global state"

echo "1..$number"
