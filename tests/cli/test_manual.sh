# The manual page and the completions are made of the tables of flags: every verb and flag of --help is in each of them.
. "${0%/*}/lib.sh"

for form in man 'completion bash' 'completion zsh' 'completion fish'; do
    # shellcheck disable=SC2086 # words
    "$COHONG" $form >"$WORK/${form#* }"
done
# The lines of each command: of the manual, of bash and of fish; of zsh likewise.
man_of() { sed 's/\\-/-/g' "$WORK/man" | awk -v name="cohong $1" '/^\.SH/ { on = 0; settings = /SETTINGS/ }
    /^\.SS/ { on = $0 == ".SS " name || index($0, ".SS " name " ") == 1 && $0 ~ /^\.SS cohong [a-z-]+( [a-z-]+)?( [A-Z[].*)?$/ } on || settings'; }
shell_of() { awk -v name="    '$2')" 'index($0, name) == 1 { on = 1; print; next } /^    .*\)$/ { on = 0 } on' "$WORK/$1"; }
fish_of() { awk -v when="set -g cohong_when '__fish_seen_subcommand_from ${1// /; and __fish_seen_subcommand_from }'" '
    /^set -g/ { on = $0 == when } on' "$WORK/fish"; }
verbs_of() { "$COHONG" "$@" --help | awk '/VERB --help says more/ { on = 1; next } on && /^  [a-z]/ { print $1 } on && /^  --/ { exit }'; }

case_name "every verb and flag of --help is in the manual and in the completion of each shell"
run --help
expect_exit 0
last_command="every verb"
commands=()
while read -r verb; do
    mapfile -t below < <(verbs_of "$verb")
    if [ ${#below[@]} -eq 0 ]; then commands+=("$verb"); fi
    for word in "${below[@]}"; do commands+=("$verb $word"); done
done < <("$COHONG" --help | awk 'NF == 0 { part++ } part == 2 && /^  [a-z]/ { print $1 }')
expect_true "more than twenty commands" test ${#commands[@]} -gt 20
commands+=("runs list" "runs show" "runs delete")
for command in "${commands[@]}"; do
    man_of "$command" >man.text
    shell_of bash "$command" >bash.text
    shell_of zsh "$command" >zsh.text
    fish_of "$command" >fish.text
    for form in man bash zsh fish; do expect_true "$command in $form" test -s $form.text; done
    # shellcheck disable=SC2086 # words
    for flag in $("$COHONG" $command --help | sed -n 's/^  --\([a-z-]*\).*/\1/p'); do
        if [ "$flag" != help ]; then expect_true "$command --$flag in the manual" grep -q -e "--$flag\\\\fR" man.text; fi
        expect_true "$command --$flag in bash" grep -q -e "[' ]--$flag[' ]" bash.text
        expect_true "$command --$flag in zsh" grep -q -e "'--$flag[=[]" zsh.text
        expect_true "$command --$flag in fish" grep -q -e "^cohong_flag -[rf] $flag '" fish.text
    done
done

case_name "the manual is roff without a complaint"
if need_tool groff; then
    run_command groff -man -Tutf8 -ww -z "$WORK/man"
    expect_exit 0
    expect_no_stderr
fi

case_name "zsh reads its completion"
if need_tool zsh; then
    run_command zsh -n "$WORK/zsh"
    expect_exit 0
    expect_no_stderr
fi

case_name "fish reads its completion, and offers verbs, flags and names"
if need_tool fish; then
    run_command fish --no-execute "$WORK/fish"
    expect_exit 0
    expect_no_stderr
    export HOME=$WORK PATH="${COHONG%/*}:$PATH"
    run_command fish -c "source $WORK/fish; complete -C 'cohong swe'; complete -C 'cohong law ra'; complete -C 'cohong run --gradient-o'; complete -C 'cohong run trade-w'"
    for word in sweep rate --gradient-out trade-war-2019-09; do expect_line "^$word"; done
fi

# offers WORD...: what bash offers for the last word.
offers() {
    PATH="${COHONG%/*}:$PATH" bash -c 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cohong; printf "%s\n" "${COMPREPLY[@]}"' "$WORK/bash" "$@"
}
case_name "bash offers verbs, verbs of verbs, flags, names of what ships, and files"
touch 'own file.toml'
last_command=completion
run_command offers cohong swe
expect_line '^sweep$'
run_command offers cohong law ra
expect_line '^rate$'
run_command offers cohong law rate --prod
expect_line '^--product$'
run_command offers cohong run trade-w
expect_line '^trade-war-2019-09$'
run_command offers cohong run own
expect_line '^own file\.toml$'
run_command offers cohong run own.toml --out own
expect_line '^own file\.toml$'
run_command offers cohong runs --js
expect_line '^--json$'

good "lists what ships" '^alibaba-2017$' completion names claim
bad "knows its shells" 'found "bsh", expected bash, zsh, fish or names; did you mean "bash"' completion bsh
bad "knows its kinds" 'found "x", expected world' completion names x
bad "a scenario nearly named" 'trade-war-2019-9: no such file, .*did you mean "trade-war-2019-09"' run trade-war-2019-9
bad "a claim nearly named" 'did you mean "alibaba-2017"' claim alibaba-2071
bad "a world nearly named" 'did you mean "seven-2017"' world info seven-2071
bad "a firms file nearly named" 'did you mean "one-million"' firms one-milion

case_name "a sweep is found before the scenario of the same name, and the scenario by run"
run sweep us-china-2018-19 --quiet
expect_exit 0
run run us-china-2018-19 --quiet --no-store
expect_exit 0
