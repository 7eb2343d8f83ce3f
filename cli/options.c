/* Reading flags from their tables, and help made of the same tables. */
#include "options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/number.h"
#include "base/suggest.h"

enum { NAME_SIZE = FLAG_SIZE, NAME_LIMIT = 64, HELP_COLUMN = 28, HELP_LEAST = 24 };

/* ---- help */

/* Running text in lines of the screen's width; lines that begin with a blank stay as they are. */
static void put_about(const char *about, text *to)
{
    text paragraph = { 0 };
    for (const char *line = about; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        bool kept = line[0] == ' ';
        if (!kept && paragraph.length > 0) text_add(&paragraph, " ");
        text_bytes(kept ? to : &paragraph, line, length);
        line += length + (line[length] == '\n');
        if (kept) text_add(to, "\n");
        if (kept || (*line != '\0' && *line != ' ') || paragraph.length == 0) continue;
        if (!paragraph.failed) text_paragraph(to, paragraph.bytes, screen_width(), 0);
        to->failed = to->failed || paragraph.failed;
        text_free(&paragraph);
    }
    text_free(&paragraph);
}

/* A flag with its help, which has a column of its own, in as many lines as it needs. */
static void help_line(const char *flag, const char *argument, const char *help, text *to)
{
    size_t before = to->length, width = screen_width();
    text lines = { 0 };
    text_format(to, "  --%s%s%s", flag, argument != NULL ? " " : "", argument != NULL ? argument : "");
    size_t used = to->length - before;
    if (used + 2 > HELP_COLUMN) text_add(to, "\n");
    text_repeat(to, ' ', used + 2 <= HELP_COLUMN ? HELP_COLUMN - used : HELP_COLUMN);
    text_paragraph(&lines, help, width > HELP_COLUMN + HELP_LEAST ? width - HELP_COLUMN : HELP_LEAST, 0);
    for (const char *line = lines.failed ? "" : lines.bytes; *line != '\0';) {
        size_t length = strcspn(line, "\n") + 1;
        text_bytes(to, line, length);
        line += length;
        if (*line != '\0') text_repeat(to, ' ', HELP_COLUMN);
    }
    to->failed = to->failed || lines.failed;
    text_free(&lines);
}

const char *options_flag(const cohong_setting_row *setting, char flag[FLAG_SIZE])
{
    size_t k;
    for (k = 0; setting->name[k] != '\0' && k + 1 < FLAG_SIZE; k++)
        flag[k] = setting->name[k] == '_' ? '-' : setting->name[k];
    flag[k] = '\0';
    return flag;
}

const char *options_flag_argument(const cohong_setting_row *setting)
{
    return strcmp(setting->kind, "text") == 0    ? "WORD"
           : strcmp(setting->kind, "code") == 0  ? "CODE"
           : strcmp(setting->kind, "count") == 0 ? "N"
                                                 : "NUMBER";
}

static void help_settings(text *to)
{
    size_t count;
    const cohong_setting_row *rows = cohong_setting_rows(&count);
    text_add(to, "\nSettings (each overrides the scenario file):\n");
    for (size_t k = 0; k < count; k++) {
        char flag[NAME_SIZE], help[256];
        snprintf(help, sizeof help, "%s [%s]", rows[k].help,
                 strcmp(rows[k].default_text, "NAN") == 0 ? "none" : rows[k].default_text);
        help_line(options_flag(&rows[k], flag), options_flag_argument(&rows[k]), help, to);
    }
}

static int print_help(const command *of)
{
    text to = { 0 };
    text_format(&to, "Usage: %s%s%s%s\n\n", of->name, of->operands[0] != '\0' ? " " : "", of->operands,
                of->option_count > 0 || of->takes_settings ? " [OPTIONS]" : "");
    put_about(of->about, &to);
    text_add(&to, "\nOptions:\n");
    for (size_t k = 0; k < of->option_count; k++)
        help_line(of->options[k].name, of->options[k].argument, of->options[k].help, &to);
    help_line("help", NULL, "this text", &to);
    if (of->takes_settings) help_settings(&to);
    if (of->examples != NULL) text_format(&to, "\nExamples:\n%s", of->examples);
    return screen_print(&to);
}

/* ---- reading */

static const option *find_option(const command *of, const char *name, size_t length)
{
    for (size_t k = 0; k < of->option_count; k++)
        if (strlen(of->options[k].name) == length && memcmp(of->options[k].name, name, length) == 0)
            return &of->options[k];
    return NULL;
}

/* The setting that a flag names, with '-' or '_'; NULL when there is none. */
static const char *find_setting(const command *of, const char *name, size_t length)
{
    size_t count, at;
    const cohong_setting_row *rows = cohong_setting_rows(&count);
    for (size_t k = 0; k < count && of->takes_settings; k++) {
        for (at = 0; at < length && rows[k].name[at] == (name[at] == '-' ? '_' : name[at]); at++)
            ;
        if (at == length && rows[k].name[at] == '\0') return rows[k].name;
    }
    return NULL;
}

static int complain_of_flag(const command *of, const char *name, size_t length)
{
    char flags[NAME_LIMIT][NAME_SIZE], wrong[NAME_SIZE], guess[160] = "";
    const char *names[NAME_LIMIT];
    size_t count = 0, setting_count;
    const cohong_setting_row *rows = cohong_setting_rows(&setting_count);
    for (size_t k = 0; k < of->option_count && count < NAME_LIMIT; k++) names[count++] = of->options[k].name;
    for (size_t k = 0; of->takes_settings && k < setting_count && count < NAME_LIMIT; k++) {
        names[count] = options_flag(&rows[k], flags[count]);
        count++;
    }
    snprintf(wrong, sizeof wrong, "%.*s", (int)(length < NAME_SIZE ? length : NAME_SIZE - 1), name);
    const char *nearest = suggest_string(wrong, names, count);
    if (nearest != NULL) snprintf(guess, sizeof guess, "; did you mean --%s?", nearest);
    return complain("there is no flag --%s%s (see %s --help)", wrong, guess, of->name);
}

static bool keep_setting(const char *setting, const char *value, given *to, int *status)
{
    cohong_settings probe = cohong_settings_default();
    cohong_error error;
    if (cohong_settings_set(&probe, setting, value, &error) != COHONG_OK) {
        *status = complain_of(&error);
        return false;
    }
    if (to->setting_count == OPTION_SETTINGS) {
        *status = complain("too many settings on one command line");
        return false;
    }
    to->setting_names[to->setting_count] = setting;
    to->setting_values[to->setting_count++] = value;
    return true;
}

/* Reads the flag at argv[*at], with its argument behind '=' or as the next word. */
static bool read_flag(const command *of, int argc, char **argv, int *at, given *to, int *status)
{
    const char *name = argv[*at] + 2, *equals = strchr(name, '='), *value = equals != NULL ? equals + 1 : NULL;
    size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
    const option *known = find_option(of, name, length);
    const char *setting = known == NULL ? find_setting(of, name, length) : NULL;
    if (known == NULL && setting == NULL) {
        *status = complain_of_flag(of, name, length);
        return false;
    }
    if (known != NULL && known->on != NULL) {
        *known->on = true;
        if (value != NULL) *status = complain("--%s takes no argument, found \"%.60s\"", known->name, value);
        return value == NULL;
    }
    if (value == NULL && *at + 1 < argc) value = argv[++*at];
    if (value == NULL || value[0] == '\0') {
        *status = complain("--%.*s needs an argument%s%s", (int)length, name, known != NULL ? ": " : "",
                           known != NULL ? known->argument : "");
        return false;
    }
    if (setting != NULL) return keep_setting(setting, value, to, status);
    *known->value = value;
    return true;
}

/* What help is asked for while options_tour goes through the tables. */
static struct {
    command_sight see; /* NULL: nobody does */
    void *to;
    const char *summary;
} tour;

static int answer_help(const command *of)
{
    if (tour.see == NULL) return print_help(of);
    tour.see(tour.to, of, tour.summary);
    return EXIT_SOLVED;
}

/* False after a complaint: there is no such file, and it is nearly the name of something that ships. */
static bool is_plausible(const command *of, const given *from)
{
    char found[DATA_PATH], guess[160];
    const char *operand = from->operand_count > 0 ? from->operands[0] : "";
    if (of->shipped == 0 || operand[0] == '\0' || file_exists(data_find(of->shipped, operand, found))) return true;
    data_suggest(of->shipped, operand, guess, sizeof guess);
    if (guess[0] != '\0') complain("%.200s: no such file, and nothing that ships is called so%s", operand, guess);
    return guess[0] == '\0';
}

bool options_read(const command *of, int argc, char **argv, given *to, int *status)
{
    bool flags_over = false;
    *to = (given){ 0 };
    *status = EXIT_BAD_INPUT;
    for (int k = 1; k < argc; k++)
        if (strcmp(argv[k], "--") == 0)
            break;
        else if (strcmp(argv[k], "--help") == 0 || strcmp(argv[k], "-h") == 0) {
            *status = answer_help(of);
            return false;
        }
    for (int k = 1; k < argc; k++) {
        if (!flags_over && strcmp(argv[k], "--") == 0) {
            flags_over = true;
        } else if (!flags_over && strncmp(argv[k], "--", 2) == 0) {
            if (!read_flag(of, argc, argv, &k, to, status)) return false;
        } else if (!flags_over && argv[k][0] == '-' && argv[k][1] != '\0') {
            *status = complain("there is no flag %.60s; flags have two dashes (see %s --help)", argv[k], of->name);
            return false;
        } else if (to->operand_count == of->most_operands) {
            *status = complain("\"%.100s\" is one too many (usage: %s%s%s)", argv[k], of->name,
                               of->operands[0] != '\0' ? " " : "", of->operands);
            return false;
        } else {
            to->operands[to->operand_count++] = argv[k];
        }
    }
    if (to->operand_count >= of->least_operands) return is_plausible(of, to);
    *status = complain("usage: %s %s (see %s --help)", of->name, of->operands, of->name);
    return false;
}

cohong_status options_apply(const given *from, cohong_settings *settings, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < from->setting_count && status == COHONG_OK; k++)
        status = cohong_settings_set(settings, from->setting_names[k], from->setting_values[k], error);
    return status;
}

static const char *code_of(const void *list, size_t k)
{
    return ((const cohong_country *)list)[k].code;
}

bool options_countries(const char *flag, const char *list, const cohong_country *countries, size_t count,
                       bool *selected)
{
    for (size_t n = 0; n < count; n++) selected[n] = list == NULL;
    while (list != NULL && *list != '\0') {
        char code[NAME_SIZE], guess[160];
        size_t length = strcspn(list, ","), found = count;
        snprintf(code, sizeof code, "%.*s", (int)(length < NAME_SIZE ? length : NAME_SIZE - 1), list);
        for (size_t n = 0; n < count; n++)
            if (strcmp(code, countries[n].code) == 0) found = n;
        if (found == count) {
            suggest_sentence(suggest(code, countries, count, code_of), guess, sizeof guess);
            complain("--%s: there is no country \"%s\"%s", flag, code, guess);
            return false;
        }
        selected[found] = true;
        list += length + (list[length] == ',');
    }
    return true;
}

bool options_number(const char *flag, const char *given_text, double least, double most, double *value)
{
    double number;
    if (given_text == NULL) return true;
    if (!number_parse(given_text, strlen(given_text), &number) || !(number >= least && number <= most)) {
        complain("--%s: found \"%.60s\", expected a number from %g to %g", flag, given_text, least, most);
        return false;
    }
    *value = number;
    return true;
}

bool options_whole(const char *flag, const char *given_text, double least, double most, int *value)
{
    double number = *value;
    if (!options_number(flag, given_text, least, most, &number)) return false;
    if (number != floor(number)) {
        complain("--%s: found \"%.60s\", expected a whole number", flag, given_text);
        return false;
    }
    *value = (int)number;
    return true;
}

/* ---- verbs */

static const char *verb_name(const void *list, size_t k)
{
    return ((const verb *)list)[k].name;
}

int options_dispatch(const char *of, const verb *verbs, size_t count, int argc, char **argv)
{
    char guess[160];
    if (argc < 2) return complain("usage: %s VERB ... (see %s --help)", of, of);
    for (size_t k = 0; k < count; k++)
        if (strcmp(verbs[k].name, argv[1]) == 0) return verbs[k].run(argc - 1, argv + 1);
    suggest_sentence(suggest(argv[1], verbs, count, verb_name), guess, sizeof guess);
    return complain("unknown verb \"%.60s\"%s (see %s --help)", argv[1], guess, of);
}

void options_tour(const verb *verbs, size_t count, command_sight see, void *to)
{
    static char help[] = "--help";
    command_sight outer = tour.see;
    tour.see = see;
    tour.to = to;
    for (size_t k = 0; k < count; k++) {
        char name[NAME_SIZE], *argv[] = { name, help, NULL };
        snprintf(name, sizeof name, "%s", verbs[k].name);
        tour.summary = verbs[k].summary;
        (void)verbs[k].run(2, argv);
    }
    tour.see = outer;
}

/* All of a group's commands are seen, with their own summaries. */
static int tour_group(const verb_group *group)
{
    if (group->alone != NULL) (void)group->alone(2, (char *[]){ (char[]){ "" }, (char[]){ "--help" }, NULL });
    options_tour(group->verbs, group->count, tour.see, tour.to);
    return EXIT_SOLVED;
}

static int print_group(const verb_group *group)
{
    text to = { 0 };
    size_t widest = 0;
    for (size_t k = 0; k < group->count; k++)
        if (strlen(group->verbs[k].name) > widest) widest = strlen(group->verbs[k].name);
    text_format(&to, "Usage: %s VERB %s   (%s VERB --help says more)\n\n", group->name, group->operands, group->name);
    for (size_t k = 0; k < group->count; k++)
        text_format(&to, "  %-*s  %s\n", (int)widest, group->verbs[k].name, group->verbs[k].summary);
    text_format(&to, "\n%s\n", group->about);
    return screen_print(&to);
}

int options_group(const verb_group *group, int argc, char **argv)
{
    bool asks = argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
    if (asks && tour.see != NULL) return tour_group(group);
    if (group->alone != NULL && (argc < 2 || argv[1][0] == '-')) return group->alone(argc, argv);
    if (asks) return print_group(group);
    return options_dispatch(group->name, group->verbs, group->count, argc, argv);
}
