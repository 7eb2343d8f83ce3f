/* cohong man: the manual page in roff's man macros, made of the tables that the verbs read their flags from. */
#include <string.h>

#include "options.h"
#include "verbs.h"

static const char ABOUT[] =
    "Prints the manual page: every verb with its flags, and the settings. `cmake --install` puts it in its place,\n"
    "where `man cohong` finds it; `cohong man | man -l -` shows it without.";

/* Words with what roff would take for its own made plain: backslashes, hyphens of flags, a dot or quote at a line's start. */
static void words(text *to, const char *from)
{
    bool begins = to->length == 0 || to->bytes[to->length - 1] == '\n';
    for (const char *c = from; *c != '\0'; begins = *c == '\n', c++) {
        if (begins && (*c == '.' || *c == '\'')) text_add(to, "\\&");
        if (*c == '\\')
            text_add(to, "\\e");
        else if (*c == '-')
            text_add(to, "\\-");
        else
            text_bytes(to, c, 1);
    }
}

static void flag(text *to, const char *name, const char *argument, const char *help)
{
    text_add(to, ".TP\n\\fB\\-\\-");
    words(to, name);
    text_add(to, "\\fR");
    if (argument != NULL) {
        text_add(to, " \\fI");
        words(to, argument);
        text_add(to, "\\fR");
    }
    text_add(to, "\n");
    words(to, help);
    text_add(to, "\n");
}

/* Lines as they are. */
static void example(text *to, const char *lines)
{
    text_add(to, ".nf\n");
    words(to, lines);
    text_add(to, ".fi\n");
}

/* Running text; lines that begin with a blank stay as they are. */
static void about(text *to, const char *lines)
{
    bool kept = false;
    for (const char *line = lines; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        text one = { 0 };
        if ((line[0] == ' ') != kept) text_add(to, kept ? ".fi\n" : ".nf\n");
        kept = line[0] == ' ';
        text_bytes(&one, line, length);
        words(to, one.failed ? "" : one.bytes);
        text_add(to, "\n");
        to->failed |= one.failed;
        text_free(&one);
        line += length + (line[length] == '\n');
    }
    if (kept) text_add(to, ".fi\n");
}

static void show(void *to_, const command *of, const char *summary)
{
    text *to = to_;
    (void)summary;
    text_add(to, ".SS ");
    words(to, of->name);
    if (of->operands[0] != '\0') text_add(to, " ");
    words(to, of->operands);
    text_add(to, "\n");
    about(to, of->about);
    for (size_t k = 0; k < of->option_count; k++)
        flag(to, of->options[k].name, of->options[k].argument, of->options[k].help);
    if (of->takes_settings) text_add(to, ".PP\nand the flags under SETTINGS.\n");
    if (of->examples == NULL) return;
    text_add(to, ".PP\n");
    example(to, of->examples);
}

static void settings(text *to)
{
    size_t count;
    const cohong_setting_row *rows = cohong_setting_rows(&count);
    text_add(to, ".SH SETTINGS\nEach overrides the scenario file; the default stands in brackets.\n");
    for (size_t k = 0; k < count; k++) {
        char name[FLAG_SIZE];
        text help = { 0 };
        text_format(&help, "%s [%s]", rows[k].help,
                    strcmp(rows[k].default_text, "NAN") == 0 ? "none" : rows[k].default_text);
        flag(to, options_flag(&rows[k], name), options_flag_argument(&rows[k]), help.failed ? "" : help.bytes);
        to->failed |= help.failed;
        text_free(&help);
    }
}

static void page(text *to)
{
    size_t count;
    const verb *verbs = all_verbs(&count);
    text_add(to,
             ".TH COHONG 1 \"\" \"Cohong " COHONG_VERSION "\" \"Cohong\"\n"
             ".SH NAME\ncohong \\- from tariff law to jobs: trade\\-policy counterfactuals in exact hats\n"
             ".SH SYNOPSIS\n\\fBcohong\\fR \\fIVERB\\fR [\\fIOPTIONS\\fR]\n.br\n"
             "\\fBcohong\\fR \\fIVERB\\fR \\fB\\-\\-help\\fR\n.br\n\\fBcohong\\fR \\fB\\-\\-version\\fR\n"
             ".SH DESCRIPTION\n"
             "Says what happens to trade, prices, welfare and work in every country of a world economy when tariffs "
             "change. A flag may be given as \\-\\-flag VALUE or \\-\\-flag=VALUE.\n.SH VERBS\n");
    options_tour(verbs, count, show, to);
    settings(to);
    text_add(to, ".SH EXIT STATUS\n.TP\n0\nsolved\n.TP\n1\nthe model has no solution or did not converge\n"
                 ".TP\n2\nbad input or usage: one line on standard error says where and what was expected\n"
                 ".SH ENVIRONMENT\n.TP\nCOHONG_DATA\nthe folder of data, in place of those that ship\n"
                 ".TP\nCOHONG_STORE\nthe file of stored runs\n.TP\nNO_COLOR\nno bold headings\n"
                 ".SH FILES\n.TP\nshare/cohong\nthe data that ship, below the prefix of the installation\n"
                 ".TP\n~/.local/share/cohong/runs.db\nthe stored runs\n");
}

int verb_man(int argc, char **argv)
{
    const command of = { .name = "cohong man", .operands = "", .about = ABOUT };
    given from;
    int status;
    text to = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    page(&to);
    return screen_print(&to);
}
