# What README.md and docs/*.md tell a reader to do is done, in order, in a folder that stands for the checkout; what they show is what
# is printed. document.awk says which parts of a document are commands, same_output.awk how output is compared. A command
# whose exit status is not 0 ends in "# exit status N".
. "${0%/*}/lib.sh"

parts=$ROOT/tests/cli
search_path=${COHONG%/*}:$PATH
export HOME=$WORK/home
unset COHONG_STORE COHONG_DATA XDG_DATA_HOME
cp -r "$DATA" "$WORK/data"

# The lines of a target of the Makefile that follow the build, which has been done.
make() {
    local line
    while IFS= read -r line; do
        case $line in
            build/release/cohong*) line=${line/#build\/release\/cohong/"$COHONG"} ;;
            cmake*) line=${line/build\/release/"$BUILD"} ;;
        esac
        eval "$line" || return
    done < <(command make -s -n -C "$ROOT" "$@" | grep -E '^(build/release/cohong|cmake --install|echo)')
}
sbatch() { # --array=FIRST-LAST SCRIPT ARGUMENT...: the tasks of the array, one after the other
    local first last id
    IFS=- read -r first last <<<"${1#--array=}"
    shift
    for id in $(seq "$first" "$last"); do
        SLURM_ARRAY_TASK_ID=$id SLURM_ARRAY_TASK_MIN=$first SLURM_ARRAY_TASK_STEP=1 \
            SLURM_ARRAY_TASK_COUNT=$((last - first + 1)) bash "$@"
    done
}

# do_command STEP: in this shell, so that cd and variables last; an error's line stands behind what was printed.
do_command() {
    local wanted=0
    last_command=$(cat "$1.command")
    if [[ $last_command =~ '# exit status '([0-9]+) ]]; then wanted=${BASH_REMATCH[1]}; fi
    eval "$last_command" >"$WORK/.stdout" 2>"$WORK/.stderr" </dev/null
    last_exit=$?
    if [ "$wanted" -ne 0 ]; then cat "$WORK/.stderr" >>"$WORK/.stdout"; fi
    expect_exit "$wanted"
    if [ ! -f "$1.output" ]; then return; fi
    tap_holds "line $(cat "$1.line"): $(awk -f "$parts/same_output.awk" "$1.output" "$WORK/.stdout")" \
        tap_quietly awk -f "$parts/same_output.awk" "$1.output" "$WORK/.stdout"
}

# follow DOCUMENT: a case a command.
follow() {
    local document=$1 steps=$WORK/steps/$1 step
    mkdir -p "$steps" "$WORK/at/$1" "$HOME"
    awk -v to="$steps" -f "$parts/document.awk" "$ROOT/$document"
    cd "$WORK/at/$1" || exit 1
    cp -r "$WORK/data" data
    rm -rf "$HOME/.local"
    export PATH=$search_path
    for step in "$steps"/*.line; do
        if [ ! -f "$step" ]; then continue; fi
        step=${step%.line}
        if [ -f "$step.file" ]; then
            tail -n +2 "$step.file" >"$(head -1 "$step.file")"
        elif [ -f "$step.command" ]; then
            case_name "$document:$(cat "$step.line"): $(head -1 "$step.command")"
            do_command "$step"
        else
            case_name "$document:$(cat "$step.line"): $(cat "$step.stray")"
            last_command=none last_exit=none
            rm -f "$WORK/.stdout" "$WORK/.stderr"
            tap_holds "a command belongs in a block \`\`\`console, behind \"\$ \", where it is run" false
        fi
    done
    cd "$WORK" || exit 1
}

documents=(README.md)
for path in "$ROOT"/docs/*.md; do
    # install.md links a program with the library, which builds with sanitizers do not make (CMakeLists.txt).
    if [ "${path##*/}" != install.md ] || [ -f "$BUILD/libcohong.a" ]; then documents+=("docs/${path##*/}"); fi
done
for document in "${documents[@]}"; do follow "$document"; done

# help_of WORD...: the help of the verb that the words begin with.
help_of() {
    local key=$1
    if "$COHONG" "$1" --help 2>/dev/null | grep -q 'VERB --help says more' && [ $# -gt 1 ]; then key="$1 $2"; fi
    # shellcheck disable=SC2086 # the key is words
    "$COHONG" $key --help 2>/dev/null
}
case_name "every verb and flag that the documents name is in its help"
last_command=none last_exit=none
rm -f "$WORK/.stdout" "$WORK/.stderr"
while IFS= read -r named; do
    read -ra words <<<"${named#*cohong }"
    if [[ ${words[0]} == VERB || ${words[0]} == -* ]]; then continue; fi
    help=$(help_of "${words[@]}")
    tap_holds "$named: there is no such verb" test -n "$help"
    for flag in $(grep -oE -e '--[a-z][a-z-]*' <<<"$named"); do
        tap_holds "$named: there is no flag $flag" grep -qE -e "^  $flag( |$)" <<<"$help"
    done
done < <(cd "$ROOT" && grep -ohE '`cohong [^`]*`' "${documents[@]}" | tr -d '`' | sort -u)
