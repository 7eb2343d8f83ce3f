/* cohong completion: what a shell offers behind "cohong", made of the tables that the verbs read their flags from. */
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "base/data.h"
#include "options.h"
#include "verbs.h"

static const char ABOUT[] =
    "Prints the script with which a shell completes verbs, flags and the names of what ships. `cmake --install` puts\n"
    "the scripts where the shells look for them. SHELL: bash, zsh or fish.\n"
    "`cohong completion names scenario` (or world, law, sweep, claim, firms, calibration) lists what ships.";
static const char EXAMPLES[] = "  source <(cohong completion bash)\n"
                               "  cohong completion fish >~/.config/fish/completions/cohong.fish\n"
                               "  cohong completion names scenario\n";

static const char PREFIX[] = "cohong ";

/* "law rate" of "cohong law rate". */
static const char *words_of(const command *of)
{
    return of->name + strlen(PREFIX);
}

/* Each flag of a command with its argument (NULL: none) and help. */
typedef void (*flag_sight)(text *to, const char *name, const char *argument, const char *help);

static void each_flag(const command *of, flag_sight see, text *to)
{
    size_t count;
    const cohong_setting_row *rows = cohong_setting_rows(&count);
    char name[FLAG_SIZE];
    for (size_t k = 0; k < of->option_count; k++)
        see(to, of->options[k].name, of->options[k].argument, of->options[k].help);
    for (size_t k = 0; k < count && of->takes_settings; k++)
        see(to, options_flag(&rows[k], name), options_flag_argument(&rows[k]), rows[k].help);
    see(to, "help", NULL, "this text");
}

/* "cohong completion names scenario; ..." for what a command's first operand may be. */
static void names_command(text *to, const command *of)
{
    bool any = false;
    for (unsigned kind = 1; kind <= of->shipped; kind *= 2) {
        if ((of->shipped & kind) == 0) continue;
        text_format(to, "%scohong completion names %s", any ? "; " : "", data_kind_word(kind));
        any = true;
    }
}

/* A help text between single quotes, up to its first line's end, with the shell's and zsh's own characters left out. */
static void quoted(text *to, const char *help)
{
    for (const char *c = help; *c != '\0' && *c != '\n'; c++)
        if (strchr("'[]:\\`$", *c) == NULL) text_bytes(to, c, 1);
}

/* The verbs behind some words: each first word behind them once. */
typedef struct next_words {
    text *to;
    const char *before; /* "", "law" */
    char last[FLAG_SIZE];
} next_words;

static void next_word(void *to, const command *of, const char *summary)
{
    next_words *n = to;
    size_t length = strlen(n->before);
    const char *rest = words_of(of);
    (void)summary;
    if (length > 0 && (strncmp(rest, n->before, length) != 0 || rest[length] != ' ')) return;
    rest += length > 0 ? length + 1 : 0;
    size_t word = strcspn(rest, " ");
    if (strlen(n->last) == word && strncmp(n->last, rest, word) == 0) return;
    snprintf(n->last, sizeof n->last, "%.*s", (int)word, rest);
    text_format(n->to, "%s ", n->last);
}

static void verbs_behind(text *to, const char *before)
{
    size_t count;
    const verb *verbs = all_verbs(&count);
    next_words n = { to, before, "" };
    options_tour(verbs, count, next_word, &n);
    if (to->length > 0 && to->bytes[to->length - 1] == ' ') to->length--; /* the blank behind the last */
}

/* Verbs that have verbs, in order: "law world war". */
static void each_group(text *to, void (*see)(text *to, const char *name))
{
    size_t count;
    const verb *verbs = all_verbs(&count);
    for (size_t k = 0; k < count; k++) {
        text inner = { 0 };
        verbs_behind(&inner, verbs[k].name);
        if (inner.length > 0) see(to, verbs[k].name);
        text_free(&inner);
    }
}

/* ---- bash */

static void bash_flag(text *to, const char *name, const char *argument, const char *help)
{
    (void)argument, (void)help;
    text_format(to, " --%s", name);
}

static void bash_valued(text *to, const char *name, const char *argument, const char *help)
{
    (void)help;
    if (argument != NULL) text_format(to, " --%s", name);
}

static void bash_command(void *to_, const command *of, const char *summary)
{
    text *to = to_;
    (void)summary;
    text_format(to, "    '%s')\n        flags='", words_of(of));
    each_flag(of, bash_flag, to);
    text_add(to, "' valued='");
    each_flag(of, bash_valued, to);
    text_add(to, " '\n        names() { ");
    if (of->shipped != 0)
        names_command(to, of);
    else
        text_add(to, ":");
    text_add(to, "; } ;;\n");
}

static void bash_group(text *to, const char *name)
{
    text_format(to, "    %s) verbs='", name);
    verbs_behind(to, name);
    text_add(to, "' ;;\n");
}

static void bash(text *to)
{
    size_t count;
    const verb *verbs = all_verbs(&count);
    text_add(to, "# bash completion for cohong; made by: cohong completion bash\n"
                 "_cohong() {\n"
                 "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]-}\n"
                 "    local flags='' valued='' verbs='' at=2\n"
                 "    if [ \"$COMP_CWORD\" -le 1 ]; then\n        COMPREPLY=($(compgen -W '");
    verbs_behind(to, "");
    text_add(to, " --help --version' -- \"$word\"))\n        return\n    fi\n    case $verb in\n");
    each_group(to, bash_group);
    text_add(to, "    esac\n"
                 "    if [ -n \"$verbs\" ] && [[ \" $verbs \" == *\" ${COMP_WORDS[2]-} \"* ]] && [ \"$COMP_CWORD\" -gt "
                 "2 ]; then\n"
                 "        verb=\"$verb ${COMP_WORDS[2]}\" verbs='' at=3\n    fi\n"
                 "    names() { :; }\n    case $verb in\n");
    options_tour(verbs, count, bash_command, to);
    text_add(
        to,
        "    esac\n"
        "    if [[ $word == -* ]]; then\n"
        "        COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))\n"
        "    elif [ -n \"$verbs\" ] && [ \"$COMP_CWORD\" -eq 2 ]; then\n"
        "        COMPREPLY=($(compgen -W \"$verbs\" -- \"$word\"))\n"
        "    elif [[ \" $valued \" == *\" $before \"* ]] || [ \"$COMP_CWORD\" -gt \"$at\" ]; then\n"
        "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
        "    else\n"
        "        mapfile -t COMPREPLY < <(compgen -W \"$(names 2>/dev/null)\" -- \"$word\"; compgen -f -- \"$word\")\n"
        "    fi\n"
        "    unset -f names\n"
        "}\n"
        "complete -o filenames -F _cohong cohong\n");
}

/* ---- zsh */

static void zsh_flag(text *to, const char *name, const char *argument, const char *help)
{
    text_format(to, " \\\n            '--%s%s[", name, argument != NULL ? "=" : "");
    quoted(to, help);
    text_add(to, "]");
    if (argument != NULL) {
        text_add(to, ":");
        quoted(to, argument);
        text_add(to, ":_files");
    }
    text_add(to, "'");
}

static void zsh_command(void *to_, const command *of, const char *summary)
{
    text *to = to_;
    (void)summary;
    text_format(to, "    '%s')\n        _arguments", words_of(of));
    each_flag(of, zsh_flag, to);
    if (of->shipped != 0) {
        text_add(to, " \\\n            '1: :{ compadd -- ${(f)\"$(");
        names_command(to, of);
        text_add(to, ")\"}; _files }'");
    } else if (of->most_operands > 0) {
        text_add(to, " \\\n            '*: :_files'");
    }
    text_add(to, " ;;\n");
}

static void zsh_group(text *to, const char *name)
{
    text_format(to, "    %s) verbs=(", name);
    verbs_behind(to, name);
    text_add(to, ") ;;\n");
}

static void zsh(text *to)
{
    size_t count;
    const verb *verbs = all_verbs(&count);
    text_add(to, "#compdef cohong\n# zsh completion for cohong; made by: cohong completion zsh\n"
                 "_cohong() {\n    local verb=${words[2]}\n    local -a verbs\n"
                 "    if (( CURRENT == 2 )); then\n        compadd -- ");
    verbs_behind(to, "");
    text_add(to, " --help --version\n        return\n    fi\n    case $verb in\n");
    each_group(to, zsh_group);
    text_add(to, "    esac\n"
                 "    if (( CURRENT == 3 && $#verbs )); then compadd -- $verbs; fi\n"
                 "    if (( CURRENT > 3 )) && [[ -n ${verbs[(r)${words[3]}]} ]]; then\n"
                 "        verb=\"$verb ${words[3]}\"\n        shift words\n        (( CURRENT-- ))\n    fi\n"
                 "    shift words\n    (( CURRENT-- ))\n    case $verb in\n");
    options_tour(verbs, count, zsh_command, to);
    text_add(to, "    esac\n}\ncompdef _cohong cohong\n");
}

/* ---- fish */

/* "__fish_seen_subcommand_from law; and __fish_seen_subcommand_from rate" */
static void fish_condition(text *to, const char *words)
{
    char first[FLAG_SIZE];
    size_t length = strcspn(words, " ");
    snprintf(first, sizeof first, "%.*s", (int)length, words);
    text_format(to, "__fish_seen_subcommand_from %s", first);
    if (words[length] == ' ') text_format(to, "; and __fish_seen_subcommand_from %s", words + length + 1);
}

static void fish_flag(text *to, const char *name, const char *argument, const char *help)
{
    text_format(to, "cohong_flag %s %s '", argument != NULL ? "-r" : "-f", name);
    quoted(to, help);
    text_add(to, "'\n");
}

static void fish_command(void *to_, const command *of, const char *summary)
{
    text *to = to_;
    text_add(to, "set -g cohong_when '");
    fish_condition(to, words_of(of));
    text_add(to, "'\n");
    each_flag(of, fish_flag, to);
    if (of->shipped != 0) {
        text_add(to, "complete -c cohong -n $cohong_when -a '(");
        names_command(to, of);
        text_add(to, ")'\n");
    }
    (void)summary;
}

static void fish_group(text *to, const char *name)
{
    text_format(to, "complete -c cohong -n '__fish_seen_subcommand_from %s' -f -a '", name);
    verbs_behind(to, name);
    text_add(to, "'\n");
}

static void fish(text *to)
{
    size_t count;
    const verb *verbs = all_verbs(&count);
    text_add(to, "# fish completion for cohong; made by: cohong completion fish\n"
                 "function cohong_flag # -r or -f, name, help: a flag of the command of $cohong_when\n"
                 "    complete -c cohong -n $cohong_when $argv[1] -l $argv[2] -d $argv[3]\nend\n");
    for (size_t k = 0; k < count; k++) {
        text_format(to, "complete -c cohong -n __fish_use_subcommand -f -a %s -d '", verbs[k].name);
        quoted(to, verbs[k].summary);
        text_add(to, "'\n");
    }
    text_add(to, "complete -c cohong -n __fish_use_subcommand -l version -d 'the version'\n");
    each_group(to, fish_group);
    options_tour(verbs, count, fish_command, to);
    text_add(to, "functions -e cohong_flag\nset -e cohong_when\n");
}

/* ---- the verb */

static const struct {
    const char *name;
    void (*write)(text *to);
} SHELLS[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };
enum { SHELL_COUNT = sizeof SHELLS / sizeof *SHELLS };

static int list_names(const char *word)
{
    text to = { 0 };
    unsigned kind = word != NULL ? data_kind_of(word) : 0;
    if (kind == 0)
        return complain("names: found \"%.60s\", expected world, scenario, law, sweep, claim, firms or calibration",
                        word != NULL ? word : "");
    char **names = data_names(kind);
    for (size_t k = 0; names != NULL && names[k] != NULL; k++) text_format(&to, "%s\n", names[k]);
    data_names_free(names);
    return screen_print(&to);
}

int verb_completion(int argc, char **argv)
{
    const command of = { .name = "cohong completion",
                         .operands = "SHELL | names KIND",
                         .least_operands = 1,
                         .most_operands = 2,
                         .about = ABOUT,
                         .examples = EXAMPLES };
    given from;
    int status;
    text to = { 0 };
    const char *names[SHELL_COUNT + 1];
    char guess[160];
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (strcmp(from.operands[0], "names") == 0) return list_names(from.operand_count > 1 ? from.operands[1] : NULL);
    for (size_t k = 0; k < SHELL_COUNT; k++) {
        names[k] = SHELLS[k].name;
        if (strcmp(from.operands[0], SHELLS[k].name) != 0) continue;
        SHELLS[k].write(&to);
        return screen_print(&to);
    }
    names[SHELL_COUNT] = "names";
    suggest_sentence(suggest_string(from.operands[0], names, SHELL_COUNT + 1), guess, sizeof guess);
    return complain("found \"%.60s\", expected bash, zsh, fish or names%s", from.operands[0], guess);
}
