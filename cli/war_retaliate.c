/* cohong war retaliate: what one country answers to another's tariffs by a rule. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "data.h"
#include "job_section.h"
#include "solved.h"
#include "war.h"

typedef struct retaliate_flags {
    const char *by, *against, *rule, *value, *rate;
    bool goods, json, quiet, no_cache;
    war_outputs outputs;
} retaliate_flags;

static const char ABOUT[] =
    "Answers the tariffs that SCENARIO has --against raise on goods of --by, by each rule of retaliation: the same "
    "value\n"
    "of trade hit, the same rise in the same sectors, the same duty collected, and the same value of trade where it "
    "hurts\n"
    "most per dollar. What --by itself does to --against in the scenario is set aside, and shown as a row of its own.\n"
    "With --rule one answer alone, sector by sector.";
static const char EXAMPLES[] = "  cohong war retaliate us-china-2018-19 --by CHN --against USA --goods\n"
                               "  cohong war retaliate us-china-2018-19 --by CHN --against USA --goods --rule "
                               "most-hurtful --scenario answer.toml\n"
                               "  cohong war retaliate us-china-2018-19 --by CHN --against USA --goods --rule "
                               "most-hurtful --value 50000 --rate 0.25\n";

enum { ROW_LIMIT = COHONG_RETALIATION_COUNT + 2 };

/* One row of the table: an answer, or what is not one. */
typedef struct answer_row {
    const char *name;
    const double *welfare;           /* N; NULL: `why` says why there is none */
    const cohong_tariff_hit *hit;    /* NULL: none */
    double reallocated[2], moved[2]; /* persons, of --by and --against; NAN where not covered */
    char why[320];
} answer_row;

typedef struct answers {
    war_case of;
    cohong_retaliation_terms terms;
    int rule;                                              /* COHONG_RETALIATION_COUNT: all */
    cohong_retaliation *by_rule[COHONG_RETALIATION_COUNT]; /* NULL: that rule has no answer */
    double *plain[2];                                      /* welfare without an answer, and as in the scenario */
    answer_row rows[ROW_LIMIT];
    size_t row_count;
    cohong_tariff_hit attack;
    double available;
} answers;

/* ---- answering */

static const char *rule_name(const void *list, size_t k)
{
    (void)list;
    return cohong_retaliation_name((cohong_retaliation_rule)k);
}

static bool read_rule(const char *name, int *rule)
{
    char guess[160];
    for (*rule = 0; name != NULL && *rule < COHONG_RETALIATION_COUNT; ++*rule)
        if (strcmp(name, rule_name(NULL, (size_t)*rule)) == 0) return true;
    *rule = COHONG_RETALIATION_COUNT;
    if (name == NULL) return true;
    suggest_sentence(suggest(name, NULL, COHONG_RETALIATION_COUNT, rule_name), guess, sizeof guess);
    complain("--rule: there is no rule \"%.60s\"%s", name, guess);
    return false;
}

static int read_terms(const retaliate_flags *flags, answers *to)
{
    const cohong_world *world = to->of.scenario->world;
    to->terms = (cohong_retaliation_terms){ .goods_only = flags->goods, .value = NAN, .rate = NAN };
    bool read = war_country("by", flags->by, world, &to->terms.by) &&
                war_country("against", flags->against, world, &to->terms.against) &&
                options_number("value", flags->value, 1e-12, 1e15, &to->terms.value) &&
                options_number("rate", flags->rate, 1e-6, 1e3, &to->terms.rate) && read_rule(flags->rule, &to->rule);
    if (read && to->rule == COHONG_RETALIATION_COUNT && (flags->outputs.out != NULL || flags->outputs.scenario != NULL))
        return complain("--out and --scenario write one answer: say which with --rule, such as --rule same-rate");
    return read ? EXIT_SOLVED : EXIT_BAD_INPUT;
}

/* Persons that change sectors, and by how many employment moves, in the two countries. */
static void count_jobs(const answers *a, const cohong_solution *solution, answer_row *row)
{
    const cohong_world *base = cohong_model_base(a->of.model);
    size_t N = base->country_count, cells = base->sector_count * N, who[2] = { a->terms.by, a->terms.against };
    double *change = calloc(cells, sizeof *change), *after = calloc(cells, sizeof *after);
    bool counted = change != NULL && after != NULL && base->employment != NULL &&
                   cohong_jobs_reallocated(a->of.model, solution, change, after, NULL) == COHONG_OK;
    for (size_t k = 0; k < 2; k++) {
        row->reallocated[k] = row->moved[k] = counted ? 0 : NAN;
        for (size_t at = who[k]; counted && at < cells; at += N) {
            row->reallocated[k] += change[at] < 0 ? -change[at] : isnan(change[at]) ? NAN : 0;
            row->moved[k] += after[at] - base->employment[at];
        }
    }
    free(change);
    free(after);
}

/* Welfare under tariffs that are no rule's: the scenario's, or those with the two countries' own left at the base's. */
static int solve_plain(answers *a, bool answered, const char *name)
{
    const cohong_world *base = cohong_model_base(a->of.model);
    size_t N = base->country_count, cells = base->sector_count * N * N;
    cohong_shock shock = a->of.scenario->shock;
    cohong_solution *solution = NULL;
    cohong_error error = { 0 };
    double *tariff = malloc(cells * sizeof *tariff), *welfare = calloc(N, sizeof *welfare);
    cohong_status status = tariff != NULL && welfare != NULL ? COHONG_OK : COHONG_OUT_OF_MEMORY;
    answer_row *row = &a->rows[a->row_count];
    a->plain[answered] = welfare;
    if (status == COHONG_OK) {
        memcpy(tariff, shock.tariff != NULL ? shock.tariff : base->tariff, cells * sizeof *tariff);
        for (size_t j = 0; !answered && j < base->sector_count; j++) {
            size_t at = (j * N + a->terms.by) * N + a->terms.against;
            tariff[at] = base->tariff[at];
        }
        shock.tariff = tariff;
        status = cohong_solution_new(a->of.model, true, &solution, &error);
    }
    if (status == COHONG_OK) status = cohong_model_solve(a->of.model, &shock, solution, &error);
    if (status == COHONG_OK && solution->outcome == COHONG_CONVERGED) {
        cohong_case of = { a->of.model, &shock, solution };
        for (size_t n = 0; n < N; n++) welfare[n] = cohong_measure_find("welfare")->of(&of, n);
        *row = (answer_row){ .name = name, .welfare = welfare };
        count_jobs(a, solution, row);
        a->row_count++;
    } else if (status == COHONG_OK) {
        *row = (answer_row){ .name = name };
        snprintf(row->why, sizeof row->why, "no equilibrium: %.250s", solution->why);
        a->row_count++;
    }
    cohong_solution_free(solution);
    free(tariff);
    return status == COHONG_OK              ? EXIT_SOLVED
           : status == COHONG_OUT_OF_MEMORY ? complain("out of memory")
                                            : complain_of(&error);
}

/* Whether the scenario has an answer of its own. */
static bool has_own_answer(const answers *a)
{
    const cohong_world *base = cohong_model_base(a->of.model);
    const double *tariff = a->of.scenario->shock.tariff;
    size_t N = base->country_count;
    for (size_t j = 0; tariff != NULL && j < base->sector_count; j++) {
        size_t at = (j * N + a->terms.by) * N + a->terms.against;
        if (base->trade[at] > 0 && tariff[at] != base->tariff[at]) return true;
    }
    return false;
}

/* One rule. Where all are asked, one that has no answer is a row that says why. */
static int answer_rule(answers *a, cohong_retaliation_rule rule)
{
    cohong_error error = { 0 };
    answer_row *row = &a->rows[a->row_count];
    cohong_status status = cohong_retaliate(a->of.model, &a->of.scenario->shock, &a->terms, rule, &a->by_rule[rule],
                                            &error);
    bool tolerated = a->rule == COHONG_RETALIATION_COUNT &&
                     (status == COHONG_OUT_OF_DOMAIN || status == COHONG_UNSUPPORTED);
    if (status != COHONG_OK && !tolerated) return complain_of(&error);
    *row = (answer_row){ .name = cohong_retaliation_name(rule) };
    a->row_count++;
    if (status != COHONG_OK) {
        snprintf(row->why, sizeof row->why, "%.300s", error.message);
        return EXIT_SOLVED;
    }
    const cohong_retaliation *found = a->by_rule[rule];
    a->attack = found->attack;
    a->available = found->available;
    if (found->solution->outcome != COHONG_CONVERGED) {
        snprintf(row->why, sizeof row->why, "no equilibrium: %.250s", found->solution->why);
        return a->rule == COHONG_RETALIATION_COUNT ? EXIT_SOLVED : (complain("%s", row->why), EXIT_NO_SOLUTION);
    }
    row->welfare = found->welfare;
    row->hit = &found->answer;
    count_jobs(a, found->solution, row);
    return EXIT_SOLVED;
}

static int answer_all(answers *a)
{
    int status = solve_plain(a, false, "none");
    if (status == EXIT_SOLVED && has_own_answer(a)) status = solve_plain(a, true, "as in the scenario");
    for (int rule = 0; status == EXIT_SOLVED && rule < COHONG_RETALIATION_COUNT; rule++)
        if (a->rule == COHONG_RETALIATION_COUNT || a->rule == rule)
            status = answer_rule(a, (cohong_retaliation_rule)rule);
    return status;
}

static void answers_free(answers *a)
{
    for (size_t k = 0; k < COHONG_RETALIATION_COUNT; k++) cohong_retaliation_free(a->by_rule[k]);
    free(a->plain[0]);
    free(a->plain[1]);
    war_close(&a->of);
}

/* ---- text */

static double world_welfare(const answers *a, const double *welfare)
{
    const cohong_world *base = cohong_model_base(a->of.model);
    const double *income = cohong_model_base_accounts(a->of.model)->income;
    double sum = 0, all = 0;
    for (size_t n = 0; n < base->country_count; n++) sum += income[n] * welfare[n], all += income[n];
    return sum / all;
}

static void cell_level(table *made, bool shown, double value)
{
    char cell[PEOPLE_SIZE];
    table_cell(made, shown && !isnan(value) ? people_level(value, 0, cell) : "");
}

static void cell_percent(table *made, bool shown, double value, int decimals)
{
    char cell[PEOPLE_SIZE];
    table_cell(made, shown ? people_percent(value, decimals, cell) : "");
}

static void put_row(const answers *a, const answer_row *row, bool jobs, bool moves, table *made)
{
    bool has = row->welfare != NULL;
    table_cell(made, row->name);
    cell_level(made, row->hit != NULL, row->hit != NULL ? row->hit->value : 0);
    cell_percent(made, row->hit != NULL, row->hit != NULL ? row->hit->rate : 0, 1);
    cell_level(made, row->hit != NULL, row->hit != NULL ? row->hit->collected : 0);
    cell_percent(made, has, has ? row->welfare[a->terms.by] : 0, 3);
    cell_percent(made, has, has ? row->welfare[a->terms.against] : 0, 3);
    cell_percent(made, has, has ? world_welfare(a, row->welfare) : 0, 3);
    for (size_t k = 0; jobs && k < 2; k++) cell_level(made, has, row->reallocated[k]);
    for (size_t k = 0; moves && k < 2; k++) {
        char cell[PEOPLE_SIZE];
        table_cell(made, has && !isnan(row->moved[k]) ? people_change(row->moved[k], 0, cell) : "");
    }
}

static void put_columns(const answers *a, bool jobs, bool moves, char headings[8][PEOPLE_SIZE * 2], table *made)
{
    const cohong_country *c = a->of.scenario->world->countries;
    const char *who[2] = { c[a->terms.by].code, c[a->terms.against].code };
    table_column(made, TABLE_LEFT, "Answer");
    table_column(made, TABLE_RIGHT, "Trade\nhit");
    table_column(made, TABLE_RIGHT, "Mean\nrise\npoints");
    table_column(made, TABLE_RIGHT, "Duty\ncollected");
    for (size_t k = 0; k < 2; k++) {
        snprintf(headings[k], sizeof headings[k], "Welfare\n%.20s\n%%", who[k]);
        table_column(made, TABLE_RIGHT, headings[k]);
    }
    table_column(made, TABLE_RIGHT, "Welfare\nworld\n%");
    for (size_t k = 0; jobs && k < 2; k++) {
        snprintf(headings[2 + k], sizeof headings[2], "Reallocated\n%.20s\npersons", who[k]);
        table_column(made, TABLE_RIGHT, headings[2 + k]);
    }
    for (size_t k = 0; moves && k < 2; k++) {
        snprintf(headings[4 + k], sizeof headings[4], "Created\nor lost\n%.20s\npersons", who[k]);
        table_column(made, TABLE_RIGHT, headings[4 + k]);
    }
}

static void print_table(const answers *a, bool jobs, bool moves, text *to)
{
    char headings[8][PEOPLE_SIZE * 2];
    table made = { 0 };
    put_columns(a, jobs, moves, headings, &made);
    for (size_t k = 0; k < a->row_count; k++) put_row(a, &a->rows[k], jobs, moves, &made);
    table_render(&made, screen_bold(), to);
    table_free(&made);
    for (size_t k = 0; k < a->row_count; k++)
        if (a->rows[k].why[0] != '\0') {
            char line[400];
            snprintf(line, sizeof line, "%s: %s", a->rows[k].name, a->rows[k].why);
            text_paragraph(to, line, screen_width(), 2);
        }
    text_add(to, "\n");
}

/* What one rule does, sector by sector. */
static void print_sectors(const answers *a, text *to)
{
    const cohong_retaliation *found = a->by_rule[a->rule];
    const cohong_world *base = cohong_model_base(a->of.model);
    char cell[PEOPLE_SIZE];
    bool hurt = a->rule == COHONG_MOST_HURTFUL;
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Sector");
    table_column(&made, TABLE_LEFT, "");
    table_column(&made, TABLE_RIGHT, "Base\ntrade");
    table_column(&made, TABLE_RIGHT, "Part hit\n%");
    table_column(&made, TABLE_RIGHT, "Rise of\ntariff\npoints");
    if (hurt) table_column(&made, TABLE_RIGHT, "Loss over\nduty");
    for (size_t j = 0; j < base->sector_count; j++) {
        double M = base->trade[(j * base->country_count + a->terms.by) * base->country_count + a->terms.against];
        if (!(found->rise[j] > 0) && !(hurt && !isnan(found->hurt[j]))) continue;
        table_cell(&made, base->sectors[j].code);
        table_cell(&made, base->sectors[j].name);
        table_cell(&made, people_level(M, 0, cell));
        snprintf(cell, sizeof cell, "%.1f", 100 * found->share[j]);
        table_cell(&made, cell);
        table_cell(&made, people_percent(found->rise[j], 2, cell));
        snprintf(cell, sizeof cell, "%.3f", found->hurt[j]);
        if (hurt) table_cell(&made, cell);
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
    if (hurt)
        text_paragraph(
            to,
            "Loss over duty: what one unit of base trade x rise costs the other side, to first order, in the "
            "equilibrium of the attack; sectors are taken in its order until the value is used up.",
            screen_width(), 2);
    text_add(to, "\n");
}

static void print_head(const answers *a, text *to)
{
    const cohong_world *world = a->of.scenario->world;
    const char *by = world->countries[a->terms.by].code, *against = world->countries[a->terms.against].code;
    char line[400], value[PEOPLE_SIZE], all[PEOPLE_SIZE], unit[PEOPLE_SIZE * 2];
    text_format(to, "Retaliation of %s against %s: %s\n%s: %zu countries, %zu sectors; %s\n\n", by, against,
                a->of.scenario->title, world->name, world->country_count, world->sector_count,
                unit_text(world->currency, world->unit, world->year, unit));
    snprintf(line, sizeof line,
             "The attack: %s raises tariffs on %s of trade from %s, by %.1f points on average; %s buys %s from it that "
             "could "
             "be hit.",
             against, people_level(a->attack.value, 0, value), by, 100 * a->attack.rate, by,
             people_level(a->available, 0, all));
    if (a->attack.value > 0) text_paragraph(to, line, screen_width(), 2);
    text_add(to, "\n");
}

static void print_foot(const answers *a, bool jobs, bool moves, text *to)
{
    const cohong_settings *settings = &a->of.scenario->settings;
    char line[320];
    for (int rule = 0; rule < COHONG_RETALIATION_COUNT; rule++) {
        if (a->rule != COHONG_RETALIATION_COUNT && a->rule != rule) continue;
        snprintf(line, sizeof line, "%s: %s.", cohong_retaliation_name((cohong_retaliation_rule)rule),
                 cohong_retaliation_words((cohong_retaliation_rule)rule));
        text_paragraph(to, line, screen_width(), 2);
    }
    text_paragraph(to, "Trade hit: of the base; duty collected: of the rises alone, in the equilibrium.",
                   screen_width(), 2);
    if (jobs) job_word_text(COHONG_REALLOCATED, to);
    if (moves) job_word_text(COHONG_CREATED_OR_LOST, to);
    snprintf(line, sizeof line,
             "Closure: deficits %s, labour %s; market structure %s. Welfare: exact change against the base; of the "
             "world: mean "
             "weighted by base income.",
             settings->deficits, settings->labour, settings->structure);
    text_paragraph(to, line, screen_width(), 2);
}

/* ---- JSON */

static void hit_json(const char *key, const cohong_tariff_hit *hit, json *j)
{
    json_key(j, key);
    json_object(j);
    json_key_number(j, "value", hit->value);
    json_key_number(j, "rate", hit->rate);
    json_key_number(j, "duty_at_base_trade", hit->duty);
    json_key_number(j, "duty_collected", hit->collected);
    json_end(j);
}

static void jobs_json(const answers *a, const answer_row *row, bool moves, json *j)
{
    const cohong_country *c = a->of.scenario->world->countries;
    const char *who[2] = { c[a->terms.by].code, c[a->terms.against].code };
    json_key(j, "reallocated");
    json_object(j);
    for (size_t k = 0; k < 2; k++) json_key_number(j, who[k], row->reallocated[k]);
    json_end(j);
    if (!moves) return;
    json_key(j, "created_or_lost");
    json_object(j);
    for (size_t k = 0; k < 2; k++) json_key_number(j, who[k], row->moved[k]);
    json_end(j);
}

static void row_json(const answers *a, const answer_row *row, bool moves, json *j)
{
    const cohong_world *world = a->of.scenario->world;
    json_object(j);
    json_key_text(j, "answer", row->name);
    json_key_text(j, "why_not", row->why[0] != '\0' ? row->why : NULL);
    if (row->hit != NULL) hit_json("hit", row->hit, j);
    if (row->welfare != NULL) {
        json_key_number(j, "welfare_world", world_welfare(a, row->welfare));
        jobs_json(a, row, moves, j);
        json_key(j, "welfare");
        json_object(j);
        for (size_t n = 0; n < world->country_count; n++) json_key_number(j, world->countries[n].code, row->welfare[n]);
        json_end(j);
    }
    json_end(j);
}

static void sectors_json(const answers *a, json *j)
{
    const cohong_retaliation *found = a->by_rule[a->rule];
    json_key(j, "sectors");
    json_array(j);
    for (size_t k = 0; k < a->of.scenario->world->sector_count; k++) {
        json_object(j);
        json_key_text(j, "sector", a->of.scenario->world->sectors[k].code);
        json_key_number(j, "share_hit", found->share[k]);
        json_key_number(j, "rise", found->rise[k]);
        json_key_number(j, "loss_over_duty", found->hurt[k]);
        json_end(j);
    }
    json_end(j);
}

static void print_json(const answers *a, bool moves, const war_outputs *outputs, text *to)
{
    const cohong_world *world = a->of.scenario->world;
    json j = json_to(to);
    json_object(&j);
    json_key_text(&j, "game", "retaliate");
    json_key_text(&j, "title", a->of.scenario->title);
    json_key_text(&j, "world", world->name);
    json_key_text(&j, "currency", world->currency);
    json_key_number(&j, "unit", world->unit);
    json_key_whole(&j, "year", world->year);
    json_key_text(&j, "by", world->countries[a->terms.by].code);
    json_key_text(&j, "against", world->countries[a->terms.against].code);
    json_key_text(&j, "deficits", a->of.scenario->settings.deficits);
    json_key_text(&j, "labour", a->of.scenario->settings.labour);
    json_key_text(&j, "structure", a->of.scenario->settings.structure);
    hit_json("attack", &a->attack, &j);
    json_key_number(&j, "available", a->available);
    json_key(&j, "answers");
    json_array(&j);
    for (size_t k = 0; k < a->row_count; k++) row_json(a, &a->rows[k], moves, &j);
    json_end(&j);
    if (a->rule != COHONG_RETALIATION_COUNT) sectors_json(a, &j);
    war_written_json(outputs, &j);
    json_end(&j);
}

static int print_answers(const answers *a, const retaliate_flags *flags)
{
    text to = { 0 };
    bool moves = cohong_labour_moves(a->of.scenario->settings.labour);
    bool jobs = a->row_count > 0 && !(isnan(a->rows[0].reallocated[0]) && isnan(a->rows[0].reallocated[1]));
    if (flags->json) {
        print_json(a, moves, &flags->outputs, &to);
        return screen_print(&to);
    }
    print_head(a, &to);
    print_table(a, jobs, jobs && moves, &to);
    if (a->rule != COHONG_RETALIATION_COUNT) print_sectors(a, &to);
    print_foot(a, jobs, jobs && moves, &to);
    war_written_text(&flags->outputs, &to);
    return screen_print(&to);
}

static int answer(const retaliate_flags *flags, const given *from)
{
    answers a = { 0 };
    int status = war_open(from, flags->no_cache, &a.of);
    if (status == EXIT_SOLVED) status = read_terms(flags, &a);
    screen_working("answering", flags->quiet);
    if (status == EXIT_SOLVED) status = answer_all(&a);
    screen_worked();
    if (status == EXIT_SOLVED && a.rule != COHONG_RETALIATION_COUNT) {
        char title[400];
        const cohong_country *c = a.of.scenario->world->countries;
        snprintf(title, sizeof title, "%.200s, answered by %.20s: %s", a.of.scenario->title, c[a.terms.by].code,
                 cohong_retaliation_name((cohong_retaliation_rule)a.rule));
        status = war_write(&flags->outputs, a.of.scenario, a.by_rule[a.rule]->tariff, title);
    }
    if (status == EXIT_SOLVED && !flags->quiet) status = print_answers(&a, flags);
    answers_free(&a);
    return status;
}

int verb_retaliate(int argc, char **argv)
{
    retaliate_flags flags = { 0 };
    const option options[] = {
        { "by", "COUNTRY", "who answers", &flags.by, NULL },
        { "against", "COUNTRY", "whose tariffs are answered", &flags.against, NULL },
        { "rule", "NAME", "same-dollars, same-rate, same-duty or most-hurtful [all]", &flags.rule, NULL },
        { "value", "V", "trade to hit, in the world's unit [what the attack hits]", &flags.value, NULL },
        { "rate", "T", "the rise there, a fraction [the attack's mean rise]", &flags.rate, NULL },
        { "goods", NULL, "answers on goods only", NULL, &flags.goods },
        WAR_OUTPUT_OPTIONS(flags.outputs),
        { "json", NULL, "print as JSON (fractions: 0.01 is +1 %)", NULL, &flags.json },
        { "quiet", NULL, "print nothing", NULL, &flags.quiet },
        { "no-cache", NULL, "read the world's CSV files even if its cache is valid", NULL, &flags.no_cache },
    };
    const command of = { .name = "cohong war retaliate",
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
    return answer(&flags, &from);
}
