/* Retaliation by rule. A attacks, R answers; M is base trade, d(j) = t'(j,A,R) - t(j,A,R) > 0 the rises of the attack, S what R buys
 * from A. The attack hits V = sum of M(j,A,R) over d > 0 at the mean rise r = sum of d M / V. R's rises e(j) on A are
 *   same-dollars   e = s r in every sector, s = min(1, V / sum over S of M): the part s of every sector's goods pays r
 *   same-rate      e = d in the same sectors
 *   same-duty      e = x everywhere, x the least rise with  x sum over S of M' = sum of d M'(j,A,R)  in the equilibrium of both
 *   most-hurtful   e = s(j) r; sectors are taken whole, the last in part, until V is used up, in the order of
 *                  h(j) = -d ln W(A) / d t(j,R,A) x I(A) / M(j,R,A)
 *                  in the equilibrium of the attack. To first order no other choice of this value at this rate costs A more.
 * A tariff that only part of a sector's goods pays counts with its mean over the sector. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/economy.h"
#include "war/retaliate.h"

static const double LARGEST_RISE = 100, GROWTH = 1.5;            /* of the search for the same duty */
static const double NARROW = 1e-6, SECTION = 0.3819660112501051; /* 2 - the golden ratio */
static const double SAME = 1e-9;                                 /* relative gap of two duties that are the same */
enum { HALVINGS = 200 };

static const struct {
    const char *name, *words;
} RULES[] = {
#define ROW(name, code, words) { code, words },
    COHONG_RETALIATION_LIST(ROW)
#undef ROW
};

const char *cohong_retaliation_name(cohong_retaliation_rule rule)
{
    return rule < COHONG_RETALIATION_COUNT ? RULES[rule].name : "";
}

const char *cohong_retaliation_words(cohong_retaliation_rule rule)
{
    return rule < COHONG_RETALIATION_COUNT ? RULES[rule].words : "";
}

cohong_retaliation_terms cohong_retaliation_terms_default(size_t by, size_t against)
{
    return (cohong_retaliation_terms){ .by = by, .against = against, .value = NAN, .rate = NAN };
}

/* One question being answered. */
typedef struct reprisal {
    cohong_model *model;
    const cohong_world *base;
    cohong_shock shock; /* its tariffs are those of the answer */
    cohong_retaliation_terms terms;
    cohong_retaliation *to;
    size_t N, J;
    cohong_error *error;
} reprisal;

static size_t attacked(const reprisal *r, size_t j)
{
    return (j * r->N + r->terms.against) * r->N + r->terms.by;
}

static size_t answered(const reprisal *r, size_t j)
{
    return (j * r->N + r->terms.by) * r->N + r->terms.against;
}

static double attack_rise(const reprisal *r, size_t j)
{
    size_t at = attacked(r, j);
    return r->base->trade[at] > 0 ? fmax(0, r->to->tariff[at] - r->base->tariff[at]) : 0;
}

/* What R can hit in a sector. */
static double available(const reprisal *r, size_t j)
{
    bool may = !r->terms.goods_only || r->base->sectors[j].kind == COHONG_GOODS;
    return may ? r->base->trade[answered(r, j)] : 0;
}

/* ---- setting up */

static void layout(cohong_retaliation *a, arena *from, size_t N, size_t J)
{
    a->tariff = arena_take(from, J * N * N, sizeof(double));
    a->rise = arena_take(from, J, sizeof(double));
    a->share = arena_take(from, J, sizeof(double));
    a->hurt = arena_take(from, J, sizeof(double));
    a->welfare = arena_take(from, N, sizeof(double));
}

static cohong_status answer_new(size_t N, size_t J, cohong_retaliation **answer, cohong_error *error)
{
    cohong_retaliation *a = calloc(1, sizeof *a);
    arena from = { 0 };
    if (a == NULL) return fail_memory(error);
    layout(a, &from, N, J);
    a->memory = from.overflow ? NULL : memory_block(from.used);
    if (a->memory == NULL) {
        free(a);
        return fail_memory(error);
    }
    from = (arena){ .block = a->memory, .size = from.used };
    layout(a, &from, N, J);
    *answer = a;
    return COHONG_OK;
}

void cohong_retaliation_free(cohong_retaliation *answer)
{
    if (answer == NULL) return;
    cohong_solution_free(answer->solution);
    free(answer->memory);
    free(answer);
}

static bool takes_value(int rule)
{
    return rule == COHONG_SAME_DOLLARS || rule == COHONG_MOST_HURTFUL || rule == COHONG_RETALIATION_COUNT;
}

cohong_status retaliation_check(const cohong_world *base, const cohong_retaliation_terms *t, int rule,
                                cohong_error *error)
{
    size_t N = base->country_count;
    if (t->by >= N || t->against >= N)
        return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "country %zu of %zu: there is none",
                    t->by >= N ? t->by : t->against, N);
    if (t->by == t->against)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "%s cannot retaliate against itself",
                    base->countries[t->by].code);
    if (takes_value(rule) && (t->value <= 0 || t->rate <= 0))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                    "the value of trade to hit is %g and the rise %g; expected both above 0", t->value, t->rate);
    for (size_t j = 0; t->goods_only && j < base->sector_count; j++)
        if (base->sectors[j].kind == COHONG_KIND_UNKNOWN)
            return fail(error, COHONG_INCOMPLETE, NOWHERE,
                        "goods only: the world does not say whether sector %s is goods or services",
                        base->sectors[j].code);
    return COHONG_OK;
}

/* The tariffs of the attack alone, and what it hits. */
static void take_attack(reprisal *r)
{
    cohong_tariff_hit *hit = &r->to->attack;
    for (size_t j = 0; j < r->J; j++) {
        double rise = attack_rise(r, j), M = r->base->trade[attacked(r, j)];
        r->to->tariff[answered(r, j)] = r->base->tariff[answered(r, j)];
        r->to->hurt[j] = NAN;
        r->to->available += available(r, j);
        if (rise > 0) hit->value += M;
        hit->duty += rise * M;
    }
    hit->rate = hit->value > 0 ? hit->duty / hit->value : NAN;
}

/* What is to be hit, and how hard; an attack is needed for what is not given. */
static cohong_status settle_terms(reprisal *r, cohong_retaliation_rule rule)
{
    const cohong_country *countries = r->base->countries;
    bool given = takes_value((int)rule) && !isnan(r->terms.value) && !isnan(r->terms.rate);
    const char *by = countries[r->terms.by].code, *against = countries[r->terms.against].code;
    if (!given && !(r->to->attack.value > 0))
        return fail(r->error, COHONG_INCOMPLETE, NOWHERE,
                    "there is nothing to answer: no tariff of %s on %s is above the base's", against, by);
    if (!(r->to->available > 0))
        return fail(r->error, COHONG_INCOMPLETE, NOWHERE, "there is nothing to hit: %s buys nothing from %s", by,
                    against);
    if (isnan(r->terms.value)) r->terms.value = r->to->attack.value;
    if (isnan(r->terms.rate)) r->terms.rate = r->to->attack.rate;
    return COHONG_OK;
}

/* ---- equilibria */

static void write_rises(const reprisal *r)
{
    for (size_t j = 0; j < r->J; j++) r->to->tariff[answered(r, j)] = r->base->tariff[answered(r, j)] + r->to->rise[j];
}

static cohong_status solve(const reprisal *r)
{
    write_rises(r);
    return cohong_model_solve(r->model, &r->shock, r->to->solution, r->error);
}

static void count_collected(const reprisal *r)
{
    const double *M = r->to->solution->trade;
    r->to->attack.collected = r->to->answer.collected = 0;
    for (size_t j = 0; j < r->J; j++) {
        r->to->attack.collected += attack_rise(r, j) * M[attacked(r, j)];
        r->to->answer.collected += r->to->rise[j] * M[answered(r, j)];
    }
}

static void report(const reprisal *r)
{
    cohong_tariff_hit *hit = &r->to->answer;
    cohong_case of = { r->model, &r->shock, r->to->solution };
    const cohong_measure *welfare = cohong_measure_find("welfare");
    *hit = (cohong_tariff_hit){ 0 };
    for (size_t j = 0; j < r->J; j++) {
        hit->value += r->to->share[j] * r->base->trade[answered(r, j)];
        hit->duty += r->to->rise[j] * r->base->trade[answered(r, j)];
    }
    hit->rate = hit->value > 0 ? hit->duty / hit->value : NAN;
    count_collected(r);
    for (size_t n = 0; n < r->N; n++)
        r->to->welfare[n] = of.solution->outcome == COHONG_CONVERGED ? welfare->of(&of, n) : NAN;
}

/* ---- the rules */

static void hit_alike(const reprisal *r, double share, double rise)
{
    for (size_t j = 0; j < r->J; j++) {
        bool hit = available(r, j) > 0;
        r->to->share[j] = hit ? share : 0;
        r->to->rise[j] = hit ? rise * share : 0;
    }
}

static void hit_same_sectors(const reprisal *r)
{
    for (size_t j = 0; j < r->J; j++) {
        bool hit = attack_rise(r, j) > 0 && available(r, j) > 0;
        r->to->share[j] = hit;
        r->to->rise[j] = hit ? attack_rise(r, j) : 0;
    }
}

/* Duty of the answer over that of the attack, less 1, with one rise on everything; NAN without an equilibrium. */
static cohong_status duty_gap(const reprisal *r, double rise, double *gap)
{
    hit_alike(r, 1, rise);
    cohong_status status = solve(r);
    *gap = NAN;
    if (status != COHONG_OK || r->to->solution->outcome != COHONG_CONVERGED) return status;
    count_collected(r);
    *gap = r->to->answer.collected / r->to->attack.collected - 1;
    return COHONG_OK;
}

/* Two rises and what they collect (duty_gap). */
typedef struct bracket {
    double low, high, below, above;
} bracket;

static cohong_status no_such_duty(const reprisal *r, double most, double at)
{
    return fail(r->error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                "no rise of the tariffs of %s on all that it buys from %s collects as much as the attack: %.1f %% of "
                "it at most, with a rise of %.4g",
                r->base->countries[r->terms.by].code, r->base->countries[r->terms.against].code, 100 * (most + 1), at);
}

/* b->low and b->high collect too little, and less than `at` between them: golden sections until one collects enough, which ends the
 * bracket from above, or until there is nothing left to look at. */
static cohong_status climb_to_peak(const reprisal *r, bracket *b, double at, double most)
{
    while (b->high - b->low > NARROW * at) {
        bool right = b->high - at > at - b->low;
        double rise = at + SECTION * (right ? b->high - at : b->low - at), gap;
        cohong_status status = duty_gap(r, rise, &gap);
        if (status != COHONG_OK) return status;
        bool better = gap > most;
        double lower = right == better ? fmin(rise, at) : b->low, higher = right == better ? b->high : fmax(rise, at);
        if (right == better) b->below = right ? most : gap;
        b->low = lower, b->high = higher;
        if (better) most = gap, at = rise;
        if (most >= 0) {
            b->high = at, b->above = most;
            return COHONG_OK;
        }
    }
    return no_such_duty(r, most, at);
}

/* Rises from a quarter of the attack's on, half as large again each time, until they collect enough or less than the one before: what
 * rises collect has one peak. */
static cohong_status bracket_duty(const reprisal *r, bracket *b)
{
    double most = -1, at = 0;
    *b = (bracket){ .below = -1 };
    for (double rise = r->to->attack.rate / 4; rise <= LARGEST_RISE; rise *= GROWTH) {
        double gap;
        cohong_status status = duty_gap(r, rise, &gap);
        if (status != COHONG_OK) return status;
        b->high = rise, b->above = gap;
        if (!(gap > most)) return at > 0 ? climb_to_peak(r, b, at, most) : no_such_duty(r, most, at);
        b->low = at, b->below = most;
        if (gap >= 0) return COHONG_OK;
        most = gap, at = rise;
    }
    return no_such_duty(r, most, at);
}

/* The Illinois method (Dowell & Jarratt 1971) inside the bracket. */
static cohong_status find_same_duty(const reprisal *r)
{
    bracket b;
    double gap = NAN;
    cohong_status status = bracket_duty(r, &b);
    int last = 0;
    for (size_t k = 0; status == COHONG_OK && k < HALVINGS; k++) {
        double rise = b.high - b.above * (b.high - b.low) / (b.above - b.below);
        status = duty_gap(r, rise, &gap);
        if (status != COHONG_OK || !(fabs(gap) > SAME)) break;
        if (gap > 0) {
            b.high = rise, b.above = gap;
            if (last > 0) b.below /= 2;
        } else {
            b.low = rise, b.below = gap;
            if (last < 0) b.above /= 2;
        }
        last = gap > 0 ? 1 : -1;
    }
    return status;
}

/* h of the head comment, in the equilibrium of the attack. */
static cohong_status find_hurt(const reprisal *r)
{
    cohong_gradient *gradient = NULL;
    double *weight = calloc(r->N, sizeof *weight), *slope = calloc(r->J * r->N * r->N, sizeof *slope);
    cohong_derivatives to = { .tariff = slope };
    cohong_status status = weight != NULL && slope != NULL ? COHONG_OK : fail_memory(r->error);
    if (status == COHONG_OK) status = solve(r);
    if (status == COHONG_OK) status = cohong_gradient_new(r->model, &gradient, r->error);
    if (status == COHONG_OK) status = cohong_gradient_at(gradient, &r->shock, r->to->solution, r->error);
    if (status == COHONG_OK) {
        weight[r->terms.against] = 1;
        status = cohong_gradient_of(gradient, &(cohong_objective){ .welfare = weight }, &to, r->error);
    }
    double income = cohong_model_base_accounts(r->model)->income[r->terms.against];
    for (size_t j = 0; status == COHONG_OK && j < r->J; j++)
        if (available(r, j) > 0) r->to->hurt[j] = -slope[answered(r, j)] * income / available(r, j);
    cohong_gradient_free(gradient);
    free(weight);
    free(slope);
    return status;
}

/* The sector that hurts most of those that are not hit yet; J when there is none left. */
static size_t next_hurtful(const reprisal *r)
{
    size_t best = r->J;
    for (size_t j = 0; j < r->J; j++)
        if (r->to->share[j] == 0 && r->to->hurt[j] > (best < r->J ? r->to->hurt[best] : 0)) best = j;
    return best;
}

static cohong_status hit_where_it_hurts(const reprisal *r)
{
    double left = r->terms.value;
    cohong_status status = find_hurt(r);
    if (status != COHONG_OK) return status;
    for (size_t j = next_hurtful(r); j < r->J && left > 0; j = next_hurtful(r)) {
        r->to->share[j] = fmin(1, left / available(r, j));
        r->to->rise[j] = r->to->share[j] * r->terms.rate;
        left -= r->to->share[j] * available(r, j);
    }
    return COHONG_OK;
}

static cohong_status apply_rule(const reprisal *r, cohong_retaliation_rule rule)
{
    switch (rule) {
    case COHONG_SAME_DOLLARS:
        hit_alike(r, fmin(1, r->terms.value / r->to->available), r->terms.rate);
        break;
    case COHONG_SAME_RATE:
        hit_same_sectors(r);
        break;
    case COHONG_SAME_DUTY:
        return find_same_duty(r);
    case COHONG_MOST_HURTFUL: {
        cohong_status status = hit_where_it_hurts(r);
        if (status != COHONG_OK) return status;
        break;
    }
    default:
        return fail(r->error, COHONG_UNKNOWN_NAME, NOWHERE, "there is no rule of retaliation %d", (int)rule);
    }
    return solve(r);
}

cohong_status cohong_retaliate(cohong_model *model, const cohong_shock *shock, const cohong_retaliation_terms *terms,
                               cohong_retaliation_rule rule, cohong_retaliation **answer, cohong_error *error)
{
    const cohong_world *base = cohong_model_base(model);
    size_t N = base->country_count, J = base->sector_count;
    reprisal r = { .model = model, .base = base, .terms = *terms, .N = N, .J = J, .error = error };
    *answer = NULL;
    if (rule >= COHONG_RETALIATION_COUNT)
        return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "retaliation rule %d: there is none", (int)rule);
    cohong_status status = retaliation_check(base, terms, (int)rule, error);
    if (status == COHONG_OK) status = answer_new(N, J, &r.to, error);
    if (status != COHONG_OK) return status;
    if (shock != NULL) r.shock = *shock;
    memcpy(r.to->tariff, r.shock.tariff != NULL ? r.shock.tariff : base->tariff, J * N * N * sizeof(double));
    r.shock.tariff = r.to->tariff;
    take_attack(&r);
    status = settle_terms(&r, rule);
    if (status == COHONG_OK) status = cohong_solution_new(model, true, &r.to->solution, error);
    if (status == COHONG_OK) status = apply_rule(&r, rule);
    if (status == COHONG_OK) {
        report(&r);
        *answer = r.to;
    } else {
        cohong_retaliation_free(r.to);
    }
    return status;
}
