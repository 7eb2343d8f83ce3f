/* cohong war retaliate: what one country answers to another's tariffs by a rule. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "data.h"
#include "war_retaliate.h"

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
    if (status == EXIT_SOLVED && !flags->quiet) status = retaliate_print(&a, flags->json, &flags->outputs);
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
