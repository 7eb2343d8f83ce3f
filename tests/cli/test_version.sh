# `cohong --version`: the version of the header, alone on its line.
. "${0%/*}/lib.sh"

version=$(sed -n 's/^#define COHONG_VERSION "\(.*\)"$/\1/p' "$ROOT/include/cohong.h")

good "prints the version of the header" "^cohong ${version//./\\.}\$" --version

case_name "prints nothing else"
run --version
expect_true "expected one line" test "$(wc -l <"$WORK/.stdout")" -eq 1

for verb in world law war; do
    good "cohong $verb --help lists its verbs" "^Usage: cohong $verb VERB" "$verb" --help
done
