/* cohong war cooperate: tariffs that countries agree on, and how far bargains can go. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "base/data.h"
#include "law.h"
#include "war.h"

typedef struct cooperate_flags {
    const char *players, *bargain, *taker, *weights, *disagreement, *least, *most;
    bool outside, equal, goods, json, quiet, no_cache;
    war_outputs outputs;
} cooperate_flags;

static const char ABOUT[] = "Finds tariffs that countries would agree on, and prints what each wins or loses against "
                            "the base. SCENARIO gives what\n"
                            "holds without agreement (what they have: its own tariffs; Nash tariffs: a scenario that "
                            "`war nash --scenario` wrote).\n"
                            "Without --bargain: the efficient tariffs, the equal gains, Nash's bargain, and the most "
                            "that each country can take\n"
                            "while no other is worse off than without agreement.";
static const char EXAMPLES[] = "  cohong war nash us-china-2018-19 --deficits zero --scenario war.toml\n"
                               "  cohong war cooperate war.toml\n"
                               "  cohong war cooperate us-china-2018-19 --deficits zero --players USA,CHN --bargain "
                               "equal-gains --scenario peace.toml\n";

/* ---- what is asked */

static const char *kind_name(const void *list, size_t k)
{
    (void)list;
    return cohong_bargain_name((cohong_bargain_kind)k);
}

static bool read_kind(const char *name, int *kind)
{
    char guess[160];
    for (*kind = 0; name != NULL && *kind < COHONG_BARGAIN_COUNT; ++*kind)
        if (strcmp(name, kind_name(NULL, (size_t)*kind)) == 0) return true;
    if (name == NULL) *kind = COHONG_BARGAIN_COUNT;
    if (name == NULL) return true;
    suggest_sentence(suggest(name, NULL, COHONG_BARGAIN_COUNT, kind_name), guess, sizeof guess);
    complain("--bargain: there is no bargain \"%.60s\"%s", name, guess);
    return false;
}

/* Countries that are not named weigh 1. */
static bool read_weights(cooperation *c, const char *list)
{
    cohong_named_number *numbers = NULL;
    size_t count = 0, n;
    cohong_error error = { 0 };
    bool read = list == NULL || law_numbers("weights", list, &numbers, &count);
    if (read && list != NULL && cooperation_weigh(c, &error) != COHONG_OK) read = (complain_of(&error), false);
    for (size_t k = 0; read && k < count; k++) {
        read = war_country("weights", numbers[k].name, c->scenario->world, &n);
        if (read) c->weight[n] = numbers[k].number;
    }
    free(numbers);
    return read;
}

static int read_question(const cooperate_flags *flags, cooperation *c)
{
    const cohong_world *world = c->scenario->world;
    c->rules.most_favoured_nation = flags->equal;
    c->rules.goods_only = flags->goods;
    bool read = options_countries("players", flags->players, world->countries, c->N, c->party) &&
                options_number("least", flags->least, -0.999, 1e4, &c->rules.least) &&
                options_number("most", flags->most, -0.999, 1e4, &c->rules.most) &&
                read_kind(flags->bargain, &c->kind) && read_weights(c, flags->weights);
    if (!read) return EXIT_BAD_INPUT;
    c->terms.outsiders = flags->outside;
    c->free_trade = flags->disagreement != NULL;
    if (c->kind == COHONG_TAKES_ALL && !war_country("taker", flags->taker, world, &c->terms.taker))
        return EXIT_BAD_INPUT;
    if (c->kind == COHONG_BARGAIN_COUNT && (flags->outputs.out != NULL || flags->outputs.scenario != NULL))
        return complain(
            "--out and --scenario write one bargain: say which with --bargain, such as --bargain equal-gains");
    if (flags->disagreement != NULL && strcmp(flags->disagreement, "free-trade") != 0)
        return complain(
            "--disagreement: found \"%.60s\", expected free-trade, or nothing for the tariffs of the scenario",
            flags->disagreement);
    return EXIT_SOLVED;
}

/* ---- text */

static bool found(const cohong_treaty *treaty)
{
    return treaty != NULL && treaty->outcome == COHONG_CONVERGED;
}

static void cell_welfare(table *made, const cohong_treaty *treaty, size_t n)
{
    char cell[PEOPLE_SIZE];
    table_cell(made, treaty == NULL ? "" : found(treaty) ? people_percent(treaty->welfare[n], 3, cell) : "n/a");
}

/* Every kind beside the others. */
static void print_range(const cooperation *c, text *to)
{
    char cell[PEOPLE_SIZE];
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Country");
    table_column(&made, TABLE_LEFT, "Party");
    table_column(&made, TABLE_RIGHT, "Without\nagreement\n%");
    table_column(&made, TABLE_RIGHT, "Efficient\n%");
    table_column(&made, TABLE_RIGHT, "Equal\ngains\n%");
    table_column(&made, TABLE_RIGHT, "Nash's\nbargain\n%");
    table_column(&made, TABLE_RIGHT, "Most it\ncan take\n%");
    for (size_t n = 0; n < c->N; n++) {
        table_cell(&made, c->scenario->world->countries[n].code);
        table_cell(&made, c->party[n] ? "yes" : "");
        table_cell(&made, people_percent(c->disagreement[n], 3, cell));
        for (size_t k = 0; k < COHONG_TAKES_ALL; k++) cell_welfare(&made, c->treaties[k], n);
        cell_welfare(&made, c->treaties[COHONG_BARGAIN_COUNT + n], n);
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

static void print_bargain(const cooperation *c, text *to)
{
    const cohong_treaty *treaty = c->treaties[c->kind];
    char cell[PEOPLE_SIZE];
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Country");
    table_column(&made, TABLE_LEFT, "Party");
    table_column(&made, TABLE_RIGHT, "Tariff\nmedian\n%");
    table_column(&made, TABLE_RIGHT, "Without\nagreement\n%");
    table_column(&made, TABLE_RIGHT, "Welfare\n%");
    table_column(&made, TABLE_RIGHT, "Gain\n%");
    table_column(&made, TABLE_RIGHT, "Weight");
    for (size_t n = 0; n < c->N; n++) {
        bool party = c->party[n];
        table_cell(&made, c->scenario->world->countries[n].code);
        table_cell(&made, party ? "yes" : "");
        table_cell(&made, isnan(treaty->median[n]) ? "" : people_percent(treaty->median[n], 1, cell));
        table_cell(&made, people_percent(c->disagreement[n], 3, cell));
        table_cell(&made, people_percent(treaty->welfare[n], 3, cell));
        table_cell(&made, party ? people_percent(treaty->gain[n], 3, cell) : "");
        snprintf(cell, sizeof cell, "%.4f", treaty->weight[n]);
        table_cell(&made, party ? cell : "");
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

static void print_kind(const cooperation *c, int kind, text *to)
{
    char line[320];
    snprintf(line, sizeof line, "%s: %s.", cohong_bargain_name((cohong_bargain_kind)kind),
             cohong_bargain_words((cohong_bargain_kind)kind));
    if (c->kind == COHONG_BARGAIN_COUNT || c->kind == kind) text_paragraph(to, line, screen_width(), 2);
}

/* Which bargains were not found, and how exactly the others hold. */
static void print_ends(const cooperation *c, text *to)
{
    char line[400];
    double step = 0;
    size_t iterations = 0, solves = 0, low = 0, high = 0;
    for (size_t k = 0; k < COHONG_BARGAIN_COUNT + c->N; k++) {
        const cohong_treaty *treaty = c->treaties[k];
        if (treaty == NULL) continue;
        iterations += treaty->iterations;
        solves += treaty->solves;
        if (found(treaty)) step = fmax(step, treaty->step), low += treaty->least_count, high += treaty->most_count;
        if (found(treaty)) continue;
        bool takes = k >= COHONG_BARGAIN_COUNT;
        snprintf(line, sizeof line, "%s%s%s: %.300s",
                 cohong_bargain_name(takes ? COHONG_TAKES_ALL : (cohong_bargain_kind)k), takes ? " of " : "",
                 takes ? c->scenario->world->countries[k - COHONG_BARGAIN_COUNT].code : "", treaty->why);
        text_paragraph(to, line, screen_width(), 2);
    }
    snprintf(line, sizeof line,
             "On the lower bound: %zu tariffs, on the upper: %zu; largest step left %.1e; %zu iterations, %zu "
             "solves; %.3f s.",
             low, high, step, iterations, solves, c->seconds);
    text_paragraph(to, line, screen_width(), 2);
}

static void print_text(const cooperation *c, text *to)
{
    const cohong_world *world = c->scenario->world;
    const cohong_settings *settings = &c->scenario->settings;
    char line[320];
    text_format(to, "Cooperation: %s\n%s: %zu countries, %zu sectors\n\n", c->scenario->title, world->name,
                world->country_count, world->sector_count);
    if (c->kind == COHONG_BARGAIN_COUNT)
        print_range(c, to);
    else
        print_bargain(c, to);
    text_add(to, "\n");
    for (int kind = 0; kind < COHONG_BARGAIN_COUNT; kind++) print_kind(c, kind, to);
    text_paragraph(to,
                   c->terms.outsiders ? "Agreed on: the parties' tariffs on everyone's goods."
                                      : "Agreed on: the parties' tariffs on each other's goods.",
                   screen_width(), 2);
    snprintf(line, sizeof line,
             "Closure: deficits %s, labour %s; market structure %s. Welfare: exact change against the base.",
             settings->deficits, settings->labour, settings->structure);
    text_paragraph(to, line, screen_width(), 2);
    run_base_text(c->model, screen_width(), to);
    print_ends(c, to);
}

/* ---- the verb */

static int answer(const cooperation *c, const cooperate_flags *flags)
{
    char title[400];
    text to = { 0 };
    if (c->kind != COHONG_BARGAIN_COUNT) {
        const cohong_treaty *treaty = c->treaties[c->kind];
        if (!found(treaty)) {
            complain("%s: %s: %s", c->scenario->path, cohong_outcome_name(treaty->outcome), treaty->why);
            return EXIT_NO_SOLUTION;
        }
        snprintf(title, sizeof title, "%s from: %.300s", cohong_bargain_name((cohong_bargain_kind)c->kind),
                 c->scenario->title);
        int status = war_write(&flags->outputs, c->scenario, treaty->tariff, title);
        if (status != EXIT_SOLVED) return status;
    }
    if (flags->quiet) return EXIT_SOLVED;
    if (flags->json) {
        cooperation_json(c, &flags->outputs, &to);
    } else {
        print_text(c, &to);
        war_written_text(&flags->outputs, &to);
    }
    return screen_print(&to);
}

static int find(const cooperate_flags *flags, cooperation *c)
{
    cohong_error error = { 0 };
    int status = read_question(flags, c);
    if (status != EXIT_SOLVED) return status;
    if (cooperation_find(c, &error) != COHONG_OK) return complain_of(&error);
    if (c->why[0] == '\0') return EXIT_SOLVED;
    complain("%s", c->why);
    return EXIT_NO_SOLUTION;
}

static int cooperate(const cooperate_flags *flags, const given *from)
{
    war_case of = { 0 };
    cooperation c = { 0 };
    cohong_error error = { 0 };
    double started = screen_clock();
    int status = war_open(from, flags->no_cache, &of);
    if (status == EXIT_SOLVED && cooperation_new(of.scenario, of.model, &c, &error) != COHONG_OK)
        status = complain_of(&error);
    screen_working("bargaining", flags->quiet);
    if (status == EXIT_SOLVED) status = find(flags, &c);
    screen_worked();
    c.seconds = screen_clock() - started;
    if (status == EXIT_SOLVED) status = answer(&c, flags);
    cooperation_free(&c);
    war_close(&of);
    return status;
}

int verb_cooperate(int argc, char **argv)
{
    cooperate_flags flags = { 0 };
    const option options[] = {
        { "players", "LIST", "who agrees: USA,CHN [all]", &flags.players, NULL },
        { "bargain", "NAME", "efficient, equal-gains, nash-bargain or takes-all [all]", &flags.bargain, NULL },
        { "taker", "COUNTRY", "who takes all", &flags.taker, NULL },
        { "weights", "LIST", "USA=2,CHN=1, others 1 [efficient: incomes of the base; nash-bargain: alike]",
          &flags.weights, NULL },
        { "disagreement", "WHAT", "free-trade: the parties' tariffs on each other at 0 [the scenario's]",
          &flags.disagreement, NULL },
        { "outside", NULL, "also agree on tariffs on goods of others", NULL, &flags.outside },
        { "goods", NULL, "tariffs on goods only; services keep theirs", NULL, &flags.goods },
        { "mfn", NULL, "one tariff a sector, the same for all exporters", NULL, &flags.equal },
        { "least", "T", "lower bound of tariffs, a fraction [-0.9]", &flags.least, NULL },
        { "most", "T", "upper bound [100]", &flags.most, NULL },
        WAR_OUTPUT_OPTIONS(flags.outputs),
        { "json", NULL, "print as JSON (fractions: 0.01 is +1 %)", NULL, &flags.json },
        { "quiet", NULL, "print nothing", NULL, &flags.quiet },
        { "no-cache", NULL, "read the world's CSV files even if its cache is valid", NULL, &flags.no_cache },
    };
    const command of = { .name = "cohong war cooperate",
                         .operands = "SCENARIO",
                         .shipped = DATA_SCENARIO,
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = ABOUT,
                         .examples = EXAMPLES,
                         .options = options,
                         .option_count = sizeof options / sizeof *options,
                         .takes_settings = true };
    given from;
    int status;
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    return cooperate(&flags, &from);
}
