/* cohong war: best responses and Nash tariffs, with their certificate. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "base/data.h"
#include "options.h"
#include "report/answers.h"
#include "verbs.h"
#include "war.h"

typedef struct war_flags {
    const char *players, *least, *most, *starts, *lobby, *bloc, *method, *threads;
    bool equal, goods, json, quiet, no_cache;
    war_outputs outputs;
} war_flags;

/* A game read, played and ready to print. */
typedef struct played {
    cohong_scenario *scenario;
    cohong_model *model;
    cohong_war *war;
    bool *player; /* N */
    war_blocs blocs;
    bool has_blocs;
    double *ones;  /* N; with lobbies: what their governments weigh is the payoff, each in its own country */
    double *lobby; /* J x N; NULL: none */
    bool alone;    /* best-response */
    double seconds;
} played;

static const char EXAMPLES[] =
    "  cohong war nash us-china-2018-19 --deficits zero\n"
    "  cohong war nash us-china-2018-19 --deficits zero --players USA,CHN --goods\n"
    "  cohong war nash us-china-2018-19 --deficits zero --goods --bloc WEST=USA,EU,JPN --players WEST,CHN\n"
    "  cohong war best-response us-china-2018-19 --deficits zero --players CHN --out china.csv\n";
static const char NASH[] =
    "Finds tariffs from which no player gains by changing its own, starting from those of the scenario, and prints\n"
    "what players set and what everyone wins or loses against the base. Then the certificate: the most that any\n"
    "player gains in searches of its own from other starts, and how exactly the equations hold.";
static const char BEST_RESPONSE[] =
    "Finds the tariffs that are best for one country while all others keep those of the scenario, and prints what\n"
    "it sets and what everyone wins or loses against the base. Then the certificate: the most that it gains in\n"
    "searches from other starts, and how exactly the equations hold.";

/* ---- playing */

static bool read_method(const char *name, cohong_war_method *method)
{
    static const char *const NAMES[] = { "simultaneous", "sequential" };
    char guess[80];
    for (size_t k = 0; name != NULL && k < 2; k++)
        if (strcmp(name, NAMES[k]) == 0) {
            *method = (cohong_war_method)k;
            return true;
        }
    if (name == NULL) return true;
    suggest_sentence(suggest_string(name, NAMES, 2), guess, sizeof guess);
    complain("--method: found \"%.60s\", expected \"simultaneous\" or \"sequential\"%s", name, guess);
    return false;
}

static int read_rules(const war_flags *flags, cohong_war_rules *rules)
{
    int starts = (int)rules->starts, threads = 1;
    rules->most_favoured_nation = flags->equal;
    rules->goods_only = flags->goods;
    bool read = options_number("least", flags->least, -0.999, 1e4, &rules->least) &&
                options_number("most", flags->most, -0.999, 1e4, &rules->most) &&
                options_whole("starts", flags->starts, 0, 3, &starts) &&
                options_whole("threads", flags->threads, 1, 256, &threads) &&
                read_method(flags->method, &rules->method);
    rules->starts = (size_t)starts;
    rules->threads = (size_t)threads;
    return read ? EXIT_SOLVED : EXIT_BAD_INPUT;
}

/* The players named, or all of them; best-response needs exactly one country or bloc. */
static int read_players(const war_flags *flags, played *of, size_t *only)
{
    size_t N = of->scenario->world->country_count, count = 0;
    of->player = calloc(N, sizeof *of->player);
    if (of->player == NULL) return complain("out of memory");
    if (!war_blocs_read(flags->bloc, of->scenario->world, &of->blocs) ||
        !war_blocs_players(&of->blocs, flags->players, of->scenario->world, of->player))
        return EXIT_BAD_INPUT;
    for (size_t n = 0; n < N; n++)
        if (of->player[n] && (count == 0 || of->blocs.bloc[n] != of->blocs.bloc[*only])) *only = n, count++;
    if (of->alone && (flags->players == NULL || count != 1))
        return complain("best-response needs one country: --players USA, or one bloc");
    return EXIT_SOLVED;
}

static cohong_status read_lobby(const char *path, played *of, cohong_error *error)
{
    const cohong_world *world = of->scenario->world;
    of->ones = calloc(world->country_count, sizeof *of->ones);
    of->lobby = calloc(world->sector_count * world->country_count, sizeof *of->lobby);
    if (of->ones == NULL || of->lobby == NULL) return fail_memory(error);
    for (size_t n = 0; n < world->country_count; n++) of->ones[n] = 1;
    return cohong_lobby_read(path, world, of->lobby, error);
}

static int play(const war_flags *flags, const given *from, played *of)
{
    cohong_error error = { 0 };
    cohong_war_rules rules = cohong_war_rules_default();
    char found[DATA_PATH];
    size_t only = 0;
    int read = read_rules(flags, &rules);
    if (read != EXIT_SOLVED) return read;
    cohong_status status = cohong_scenario_read(data_find(DATA_SCENARIO, from->operands[0], found),
                                                flags->no_cache ? COHONG_CACHE_OFF : COHONG_CACHE_AUTO, &of->scenario,
                                                &error);
    if (status == COHONG_OK) status = options_apply(from, &of->scenario->settings, &error);
    if (status == COHONG_OK) read = read_players(flags, of, &only);
    if (read != EXIT_SOLVED) return read;
    if (status == COHONG_OK)
        status = cohong_model_new(of->scenario->world, &of->scenario->settings, &of->model, &error);
    if (status == COHONG_OK && flags->lobby != NULL) status = read_lobby(flags->lobby, of, &error);
    const cohong_objective payoff = { .government = of->ones, .lobby = of->lobby };
    if (of->lobby != NULL) rules.payoff = &payoff;
    rules.player = of->player;
    of->has_blocs = flags->bloc != NULL;
    rules.bloc = flags->bloc != NULL ? of->blocs.bloc : NULL;
    screen_working("playing", flags->quiet);
    if (status == COHONG_OK && of->alone)
        status = cohong_best_response(of->model, &of->scenario->shock, only, &rules, &of->war, &error);
    else if (status == COHONG_OK)
        status = cohong_nash(of->model, &of->scenario->shock, &rules, &of->war, &error);
    screen_worked();
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}

static void played_free(played *of)
{
    cohong_war_free(of->war);
    cohong_model_free(of->model);
    cohong_scenario_free(of->scenario);
    free(of->player);
    war_blocs_free(&of->blocs);
    free(of->ones);
    free(of->lobby);
}

/* ---- answers */

static void print_table(const played *of, text *to)
{
    const cohong_war *war = of->war;
    char number[PEOPLE_SIZE];
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Country");
    table_column(&made, TABLE_LEFT, "Player");
    table_column(&made, TABLE_RIGHT, "Tariff\nmedian\n%");
    table_column(&made, TABLE_RIGHT, "Welfare\nat start\n%");
    table_column(&made, TABLE_RIGHT, "Welfare\nat end\n%");
    if (of->lobby != NULL) table_column(&made, TABLE_RIGHT, "Government\nat end\n%");
    for (size_t n = 0; n < of->scenario->world->country_count; n++) {
        table_cell(&made, of->scenario->world->countries[n].code);
        table_cell(&made, !of->player[n] ? "" : of->blocs.name[n][0] != '\0' ? of->blocs.name[n] : "yes");
        if (isnan(war->median[n]))
            table_cell(&made, "");
        else
            table_cell(&made, people_percent(war->median[n], 1, number));
        table_cell(&made, people_percent(war->start[n], 3, number));
        table_cell(&made, people_percent(war->welfare[n], 3, number));
        if (of->lobby != NULL) table_cell(&made, people_percent(expm1(war->payoff[n]), 3, number));
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

static void print_certificate(const played *of, text *to)
{
    const cohong_war *war = of->war;
    const cohong_settings *settings = &of->scenario->settings;
    char line[320];
    if (isnan(war->largest_gain))
        snprintf(line, sizeof line, "Certificate: none (--starts 0).");
    else
        snprintf(line, sizeof line,
                 "Certificate: in %zu searches from other starts, no player gains more than %.1e of its income%s.",
                 war->searches, war->largest_gain,
                 war->searches_unfinished > 0 ? " (some searches came to no end; their best is counted)" : "");
    text_paragraph(to, line, screen_width(), 2);
    snprintf(line, sizeof line, "Tariffs set: %zu; on the lower bound: %zu, on the upper: %zu.", war->free_count,
             war->least_count, war->most_count);
    text_paragraph(to, line, screen_width(), 2);
    snprintf(line, sizeof line,
             "Closure: deficits %s, labour %s; market structure %s. Welfare: exact change against the base.",
             settings->deficits, settings->labour, settings->structure);
    text_paragraph(to, line, screen_width(), 2);
    run_base_text(of->model, screen_width(), to);
    if (of->has_blocs)
        text_paragraph(to,
                       "Blocs: members set their tariffs on others together, for the sum of ln W weighted by base "
                       "income; tariffs inside stay.",
                       screen_width(), 2);
    if (of->lobby != NULL)
        text_paragraph(to,
                       "Government: what its weights of sectors make of wages, profits and transfers, over prices; the "
                       "certificate's gains are of that.",
                       screen_width(), 2);
    snprintf(
        line, sizeof line,
        "Converged: largest step left %.1e, largest residual %.1e; %zu iterations, %zu solves, %zu adjoints; %.3f s.",
        war->step, war->solution->residual, war->iterations, war->solves, war->adjoints, of->seconds);
    text_paragraph(to, line, screen_width(), 2);
}

static void print_text(const played *of, text *to)
{
    const cohong_world *world = of->scenario->world;
    text_format(to, "%s: %s\n%s: %zu countries, %zu sectors\n\n", of->alone ? "Best response" : "Nash tariffs",
                of->scenario->title, world->name, world->country_count, world->sector_count);
    print_table(of, to);
    text_add(to, "\n");
    print_certificate(of, to);
}

static int answer(const played *of, const war_flags *flags)
{
    char title[400];
    text to = { 0 };
    if (of->war->outcome != COHONG_CONVERGED) {
        complain("%s: %s: %s", of->scenario->path, cohong_outcome_name(of->war->outcome), of->war->why);
        return EXIT_NO_SOLUTION;
    }
    snprintf(title, sizeof title, "%s from: %.300s", of->alone ? "Best response" : "Nash tariffs", of->scenario->title);
    int status = war_write(&flags->outputs, of->scenario, of->war->tariff, title);
    if (status != EXIT_SOLVED || flags->quiet) return status;
    if (flags->json)
        war_json(&(war_answer){ .scenario = of->scenario,
                                .model = of->model,
                                .war = of->war,
                                .player = of->player,
                                .alone = of->alone,
                                .seconds = of->seconds,
                                .bloc = of->has_blocs ? (const char(*)[32])of->blocs.name : NULL },
                 &flags->outputs, &to);
    else
        print_text(of, &to);
    if (!flags->json) war_written_text(&flags->outputs, &to);
    return screen_print(&to);
}

/* ---- verbs */

static int verb_game(int argc, char **argv, const char *name, const char *about, bool alone)
{
    war_flags flags = { 0 };
    const option options[] = {
        { "players", "LIST", alone ? "the country that moves: USA" : "who moves: USA,CHN [all]", &flags.players, NULL },
        { "bloc", "LIST", "countries that act as one: \"WEST=USA,EU;EAST=CHN,JPN\"", &flags.bloc, NULL },
        { "goods", NULL, "tariffs on goods only; services keep theirs", NULL, &flags.goods },
        { "mfn", NULL, "one tariff a sector, the same for all exporters", NULL, &flags.equal },
        { "lobby", "FILE", "governments weigh sectors: country,sector,weight, 1 where it has none", &flags.lobby,
          NULL },
        { "least", "T", "lower bound of tariffs, a fraction [-0.9]", &flags.least, NULL },
        { "most", "T", "upper bound [100]", &flags.most, NULL },
        { "method", "NAME", "simultaneous (all move at once) or sequential (in turn) [simultaneous]", &flags.method,
          NULL },
        { "threads", "N", "players at the same time [1]; the answer does not depend on it", &flags.threads, NULL },
        { "starts", "N", "searches of each player for the certificate, 0 to 3 [2]", &flags.starts, NULL },
        WAR_OUTPUT_OPTIONS(flags.outputs),
        { "json", NULL, "print as JSON (fractions: 0.01 is +1 %)", NULL, &flags.json },
        OPTION_QUIET(&flags.quiet),
        OPTION_NO_CACHE(&flags.no_cache),
    };
    const command of = { .name = name,
                         .shipped = DATA_SCENARIO,
                         .operands = "SCENARIO",
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = about,
                         .examples = EXAMPLES,
                         OPTIONS_OF(options),
                         .takes_settings = true };
    given from;
    played game = { .alone = alone };
    int status;
    double started = screen_clock();
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    status = play(&flags, &from, &game);
    game.seconds = screen_clock() - started;
    if (status == EXIT_SOLVED) status = answer(&game, &flags);
    played_free(&game);
    return status;
}

static int verb_best_response(int argc, char **argv)
{
    return verb_game(argc, argv, "cohong war best-response", BEST_RESPONSE, true);
}

static int verb_nash(int argc, char **argv)
{
    return verb_game(argc, argv, "cohong war nash", NASH, false);
}

static const verb WAR_VERBS[] = {
    { "best-response", verb_best_response, "the tariffs that are best for one country" },
    { "cooperate", verb_cooperate, "tariffs that countries agree on, and how far bargains can go" },
    { "nash", verb_nash, "tariffs from which no player gains by changing its own" },
    { "path", verb_path, "an observed trade war, each step beside the best response" },
    { "retaliate", verb_retaliate, "what one country answers to another's tariffs, by a rule" },
};

int verb_war(int argc, char **argv)
{
    const verb_group group = { "cohong war",
                               "SCENARIO ...",
                               "SCENARIO gives the tariffs to start from; docs/war.md says how games are solved.",
                               WAR_VERBS,
                               sizeof WAR_VERBS / sizeof *WAR_VERBS,
                               NULL };
    return options_group(&group, argc, argv);
}
