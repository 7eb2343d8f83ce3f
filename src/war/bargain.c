/* Tariffs that countries agree on, and how far bargains can go: a search by the steps of bargain_step.c, accelerated (base/anderson.h). A
 * point is better than another where the step from it is shorter in the metric of bargain.h. Where points stop getting better, the search
 * goes back to the best one, takes plain steps for a while, then accelerates again, with shorter ones mixed in. Equilibria and adjoints begin
 * where the last ones were, and are as accurate as the steps that they are for need.
 * What each kind of bargain is stands in cohong.h. Nash's bargain begins from the equal gains, where everyone is ahead already. */
#include "war/bargain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLAIN_STEPS = 4, MOST_PLAIN_STEPS = 32, LONG_STEPS = 3, RETREATS = 16, PATIENCE = 8 };
static const double FINEST = 1e-13, COARSEST = 1e-6; /* accuracy of equilibria and adjoints */
static const double CARE = 1e-5, MORE_CARE = 1e-2;   /* and as a share of a step's size */
static const double FAR = 10;                        /* times the best step: no way to go on */
static const double LARGEST_STEP = 0.25;
static const double NO_GAIN = 1e-12;      /* of income */
static const double LEAST_GAIN = 1e-9;    /* of income: parties who gain less have nothing to bargain about */
static const double LEAST_WEIGHT = -1e-6; /* of a party at the end, next to the largest */

static const struct {
    const char *name, *words;
} KINDS[] = {
#define ROW(name, code, words) { code, words },
    COHONG_BARGAIN_LIST(ROW)
#undef ROW
};

const char *cohong_bargain_name(cohong_bargain_kind kind)
{
    return KINDS[kind].name;
}

const char *cohong_bargain_words(cohong_bargain_kind kind)
{
    return KINDS[kind].words;
}

/* ---- the search */

typedef struct progress {
    double best, measure; /* of the step at the best point: its largest part, and its length in the metric */
    double promise, miss; /* there: what a step would gain, how far parties are from where they should be */
    double length;        /* of the part of a step that is taken */
    double care;          /* accuracy, as a share of a step's size */
    size_t plain, rest;   /* plain steps left, and how many there are after the next retreat */
    size_t long_steps, retreats, iterations;
    size_t idle; /* iterations since the best point */
    char why[256];
} progress;

static double accuracy_for(const progress *p)
{
    return fmax(FINEST, fmin(COARSEST, p->care * fmin(1, p->best)));
}

/* The largest step, and in `measure` its length in the metric; INFINITY where there is none. */
static double step_at(bargain *of, progress *p, double *measure)
{
    cohong_error error = { 0 };
    *measure = INFINITY;
    if (!bargain_solve(of, accuracy_for(p))) {
        snprintf(p->why, sizeof p->why, "no equilibrium where the parties would go: %.180s", of->solution->why);
        return INFINITY;
    }
    double step = bargain_step(of, accuracy_for(p), &error);
    if (!isnan(step)) {
        *measure = bargain_length(of);
        return step;
    }
    snprintf(p->why, sizeof p->why, "%.240s", error.message);
    return INFINITY;
}

/* By how much the gains of parties differ from what the kind says of them. */
static double missed(const bargain *of)
{
    double low = INFINITY, high = -INFINITY;
    if (of->terms->kind != COHONG_EQUAL_GAINS && of->terms->kind != COHONG_TAKES_ALL) return 0;
    for (size_t p = 0; p < of->party_count; p++) {
        if (of->terms->kind == COHONG_TAKES_ALL && of->party[p] == of->terms->taker) continue;
        low = fmin(low, of->ahead[p]), high = fmax(high, of->ahead[p]);
    }
    return of->terms->kind == COHONG_TAKES_ALL ? fmax(fabs(low), fabs(high)) : high - low;
}

static void keep_best(bargain *of, progress *p, double step, double measure)
{
    p->best = step;
    p->measure = measure;
    p->idle = 0;
    p->promise = bargain_promise(of);
    p->miss = missed(of);
    memcpy(of->best, of->x, of->padded * sizeof *of->x);
}

/* Back to the best point, where steps are measured by what is traded there. The largest part of the step from it, or INFINITY. */
static double retreat(bargain *of, progress *p)
{
    double measure;
    memcpy(of->x, of->best, of->padded * sizeof *of->x);
    if (p->plain > 0 || p->retreats == 0) p->length /= 2;
    p->idle = 0;
    p->plain = p->rest;
    p->rest = p->rest < MOST_PLAIN_STEPS ? 2 * p->rest : MOST_PLAIN_STEPS;
    p->care *= MORE_CARE;
    if (++p->retreats > RETREATS) return INFINITY;
    double step = step_at(of, p, &measure);
    if (isinf(step)) return step;
    keep_best(of, p, step, measure); /* other tariffs may be held on bounds now than when it was found */
    bargain_measure_anew(of);
    return step;
}

/* An accelerated step leads at most LARGEST_STEP away from the plain one; the first long ones are left alone (search.c). */
static void move(bargain *of, progress *p, double step)
{
    double low = log1p(of->rules->least), high = log1p(of->rules->most);
    bool long_step = step >= LARGEST_STEP && p->long_steps++ < LONG_STEPS;
    if (p->plain > 0 || long_step) {
        if (p->plain > 0 && --p->plain == 0 && p->idle == 0) p->length = fmin(1, 2 * p->length);
        for (size_t k = 0; k < of->clause_count; k++) of->x[k] += p->length * of->f[k];
        return;
    }
    for (size_t k = 0; p->length < 1 && k < of->clause_count; k++) of->g[k] = of->x[k] + p->length * of->f[k];
    anderson_step(&of->history, of->weighted, of->g, of->x);
    for (size_t k = 0; k < of->clause_count; k++) {
        double near = fmax(of->g[k] - LARGEST_STEP, fmin(of->g[k] + LARGEST_STEP, of->x[k]));
        of->x[k] = fmax(low, fmin(high, near));
    }
}

/* Where the equilibrium's own tolerance hides small steps, the best point is an answer once nothing that matters is left. */
static cohong_outcome end_at_best(bargain *of, progress *p)
{
    double measure;
    memcpy(of->x, of->best, of->padded * sizeof *of->x);
    p->care = 0;
    if (isinf(step_at(of, p, &measure))) return COHONG_NO_SOLUTION;
    if (p->promise <= NO_GAIN && p->miss <= LEAST_GAIN) return COHONG_CONVERGED;
    if (p->why[0] != '\0') return COHONG_LIMIT;
    size_t bound = 0;
    for (size_t k = 0; k < of->clause_count; k++)
        bound += of->x[k] <= log1p(of->rules->least) || of->x[k] >= log1p(of->rules->most);
    int length = snprintf(p->why, sizeof p->why, "steps of up to %.3g in ln(1+t) are left after %zu iterations",
                          p->best, p->iterations);
    if (bound > 0)
        snprintf(p->why + length, sizeof p->why - (size_t)length,
                 "; tariffs on a bound: %zu, so that they can hardly move more income", bound);
    return COHONG_LIMIT;
}

/* Whether steps are as small as they have to be to the best accuracy, too, which they then have. */
static bool is_there(bargain *of, progress *p)
{
    double measure;
    p->care = 0;
    p->best = step_at(of, p, &measure);
    return p->best <= of->rules->tolerance;
}

/* COHONG_STOPPED when the caller's progress() says so. */
static cohong_status search(bargain *of, progress *p, cohong_outcome *outcome, cohong_error *error)
{
    const cohong_war_rules *rules = of->rules;
    *p = (progress){ .best = INFINITY, .measure = INFINITY, .length = 1, .rest = PLAIN_STEPS, .care = CARE };
    *outcome = COHONG_CONVERGED;
    anderson_reset(&of->history);
    memcpy(of->best, of->x, of->padded * sizeof *of->x);
    for (;; p->iterations++) {
        double measure, step = step_at(of, p, &measure);
        if (measure < p->measure)
            keep_best(of, p, step, measure);
        else
            p->idle++;
        if (rules->progress != NULL && !rules->progress(rules->context, p->iterations, p->best))
            return fail(error, COHONG_STOPPED, NOWHERE, "the game was stopped");
        if (step <= rules->tolerance && is_there(of, p)) return COHONG_OK;
        bool stuck = !(measure <= FAR * p->measure) || p->idle >= PATIENCE;
        if (p->iterations >= rules->iteration_limit)
            step = INFINITY;
        else if (stuck)
            step = retreat(of, p);
        if (isinf(step)) {
            *outcome = end_at_best(of, p);
            return COHONG_OK;
        }
        move(of, p, step);
    }
}

/* ---- the answer */

static void layout(cohong_treaty *t, arena *from, size_t N, size_t J)
{
    double **lines[] = { &t->welfare, &t->start, &t->median, &t->gain, &t->weight };
    t->tariff = arena_take(from, J * N, N * sizeof(double));
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) *lines[k] = arena_take(from, N, sizeof(double));
}

static cohong_status treaty_new(const cohong_model *m, const cohong_shock *start, cohong_treaty **treaty,
                                cohong_error *error)
{
    cohong_treaty *t = calloc(1, sizeof *t);
    arena from = { 0 };
    if (t == NULL) return fail_memory(error);
    layout(t, &from, m->N, m->J);
    t->memory = from.overflow ? NULL : memory_block(from.used);
    if (t->memory == NULL) {
        free(t);
        return fail_memory(error);
    }
    from = (arena){ .block = t->memory, .size = from.used };
    layout(t, &from, m->N, m->J);
    const double *tariff = start != NULL && start->tariff != NULL ? start->tariff : m->base->tariff;
    memcpy(t->tariff, tariff, m->J * m->N * m->N * sizeof *tariff);
    for (size_t n = 0; n < m->N; n++) t->median[n] = t->gain[n] = t->weight[n] = NAN;
    *treaty = t;
    return COHONG_OK;
}

void cohong_treaty_free(cohong_treaty *treaty)
{
    if (treaty == NULL) return;
    cohong_solution_free(treaty->solution);
    free(treaty->memory);
    free(treaty);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Clauses stand by importer. */
static void report_medians(bargain *of, cohong_treaty *t)
{
    for (size_t k = 0, count; k < of->clause_count; k += count) {
        size_t n = of->clauses[k].importer;
        for (count = 0; k + count < of->clause_count && of->clauses[k + count].importer == n; count++)
            of->best[count] = t->tariff[of->flows[of->clauses[k + count].first]];
        qsort(of->best, count, sizeof *of->best, ascending);
        t->median[n] = (of->best[(count - 1) / 2] + of->best[count / 2]) / 2;
    }
}

static void report(bargain *of, const progress *p, cohong_outcome outcome, cohong_treaty *t)
{
    double low = log1p(of->rules->least), high = log1p(of->rules->most), sum = 0;
    bool solved = of->solution->outcome == COHONG_CONVERGED;
    t->outcome = outcome;
    t->step = p->best;
    t->iterations += p->iterations;
    t->free_count = of->clause_count;
    t->least_count = t->most_count = 0;
    if (outcome != COHONG_CONVERGED) memcpy(t->why, p->why, sizeof t->why);
    for (size_t k = 0; k < of->clause_count; k++) {
        t->least_count += of->x[k] <= low;
        t->most_count += of->x[k] >= high;
    }
    report_medians(of, t);
    for (size_t n = 0; n < of->N; n++) t->welfare[n] = solved ? expm1(bargain_log_welfare(of, n)) : NAN;
    for (size_t q = 0; q < of->party_count; q++) sum += of->multiplier[q];
    for (size_t q = 0; q < of->party_count; q++) {
        size_t n = of->party[q];
        t->gain[n] = (1 + t->welfare[n]) / exp(of->disagreement[q]) - 1;
        t->weight[n] = of->multiplier[q] / sum;
    }
}

/* A party whose weight is negative would have others gain by its own gain: then the conditions hold but it is no bargain. */
static void check_weights(const bargain *of, cohong_treaty *t)
{
    for (size_t p = 0; p < of->party_count && t->outcome == COHONG_CONVERGED; p++) {
        if (!(t->weight[of->party[p]] < LEAST_WEIGHT)) continue;
        t->outcome = COHONG_LIMIT;
        snprintf(t->why, sizeof t->why,
                 "the conditions hold with a negative weight of %s: holding it down holds down all",
                 of->model->base->countries[of->party[p]].code);
    }
}

/* From where the others are no worse off than without agreement, or as near as equal gains come to that. */
static cohong_status begin_ahead(bargain *of, progress *p, cohong_outcome *outcome, cohong_treaty *t,
                                 cohong_error *error)
{
    const cohong_bargain_terms *terms = of->terms;
    cohong_bargain_terms equal = *terms;
    double gain = INFINITY;
    equal.kind = COHONG_EQUAL_GAINS;
    of->terms = &equal;
    cohong_status status = search(of, p, outcome, error);
    of->terms = terms;
    t->iterations += p->iterations;
    if (status != COHONG_OK || *outcome != COHONG_CONVERGED) return status;
    for (size_t q = 0; q < of->party_count; q++) gain = fmin(gain, of->ahead[q]);
    if (gain > LEAST_GAIN) return COHONG_OK;
    *outcome = COHONG_LIMIT;
    snprintf(p->why, sizeof p->why,
             "there is nothing to bargain about: where all gain alike, they gain %.2g of income over no agreement",
             gain);
    return COHONG_OK;
}

/* Whether a bargain can be far from where its search begins because income is elsewhere. */
static bool moves_income(const cohong_bargain_terms *terms)
{
    return terms->kind == COHONG_TAKES_ALL || (terms->kind == COHONG_EFFICIENT && terms->weight != NULL);
}

static cohong_status agree(bargain *of, cohong_treaty *t, cohong_error *error)
{
    progress p;
    cohong_outcome outcome = COHONG_CONVERGED;
    bool far = of->terms->kind == COHONG_NASH_BARGAIN || of->terms->kind == COHONG_TAKES_ALL;
    cohong_status status = cohong_model_solve(of->model, &of->shock, of->solution, error);
    if (status != COHONG_OK) return status;
    for (size_t n = 0; n < of->N; n++)
        t->start[n] = of->solution->outcome == COHONG_CONVERGED ? expm1(bargain_log_welfare(of, n)) : NAN;
    for (size_t q = 0; q < of->party_count && of->terms->disagreement == NULL; q++)
        of->disagreement[q] = log1p(t->start[of->party[q]]);
    if (far) status = begin_ahead(of, &p, &outcome, t, error);
    if (status == COHONG_OK && outcome == COHONG_CONVERGED && moves_income(of->terms))
        status = bargain_transfer(of, error);
    if (status == COHONG_OK && outcome == COHONG_CONVERGED) status = search(of, &p, &outcome, error);
    if (status != COHONG_OK) return status;
    report(of, &p, outcome, t);
    check_weights(of, t);
    t->solves = of->solves;
    t->adjoints = of->adjoints;
    t->solution = of->solution;
    of->solution = NULL;
    return COHONG_OK;
}

cohong_status cohong_cooperate(cohong_model *model, const cohong_shock *start, const cohong_bargain_terms *terms,
                               const cohong_war_rules *rules, cohong_treaty **treaty, cohong_error *error)
{
    bargain of;
    cohong_error local;
    cohong_war_rules defaults = cohong_war_rules_default();
    cohong_treaty *t = NULL;
    *treaty = NULL;
    if (error == NULL) error = &local;
    if (rules == NULL) rules = &defaults;
    if (!(rules->least > -1 && rules->least <= rules->most && rules->most <= 1e4 && rules->tolerance > 0))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                    "the bounds of tariffs are %g and %g with a tolerance of %g; expected -1 < least <= most <= 10000 "
                    "and a tolerance above 0",
                    rules->least, rules->most, rules->tolerance);
    cohong_status status = treaty_new(model, start, &t, error);
    if (status == COHONG_OK) status = bargain_new(&of, model, start, t->tariff, rules, terms, error);
    if (status == COHONG_OK) {
        status = agree(&of, t, error);
        bargain_free(&of);
    }
    if (status == COHONG_OK)
        *treaty = t;
    else
        cohong_treaty_free(t);
    return status;
}
