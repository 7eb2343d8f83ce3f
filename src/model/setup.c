/* Setting a model up: one arena, the world copied with shares renormalised, the base re-solved, the kernels' layout filled.
 *
 * Why the base is solved again: shares in files are rounded, so the file's own numbers miss the equilibrium by 1e-7 or so;
 * hats taken against them would mix that gap with the shock. Afterwards a model without a shock is solved by hats of exactly 1. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vmath.h"
#include "model/economy.h"
#include "world/world.h"

static const double BASE_TOLERANCE = 1e-13; /* what the base re-solve aims at */
static const double BASE_ACCEPTED = 1e-10;  /* and what it must reach */

/* ---- memory */

static void layout_point(point *p, arena *from, size_t J, size_t S)
{
    p->all = arena_take(from, (2 * J + 2) * S, sizeof(double));
    if (p->all == NULL) return;
    p->log_price = p->all;
    p->output_hat = p->all + J * S;
    p->log_pay = p->all + 2 * J * S;
    p->revenue = p->all + (2 * J + 1) * S;
}

static void layout_base(cohong_model *m, arena *from, size_t J, size_t S)
{
    double **rows[] = { &m->value_added_share,   &m->final_share, &m->output,          &m->inverse_output,
                        &m->inverse_expenditure, &m->idle,        &m->cost_passthrough };
    m->theta = arena_take(from, J, sizeof(double));
    m->profit_share = arena_take(from, J, sizeof(double));
    m->trade_share = arena_take(from, J * S * S, sizeof(double));
    m->gamma = arena_take(from, J * J * S, sizeof(double));
    m->response = arena_take(from, J * J * S, sizeof(double));
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) *rows[k] = arena_take(from, J * S, sizeof(double));
    m->value_added = arena_take(from, S, sizeof(double));
    m->base_deficit = arena_take(from, S, sizeof(double));
    m->base_revenue = arena_take(from, S, sizeof(double));
}

static void layout_workspace(cohong_model *m, arena *from, size_t J, size_t S)
{
    double **squares[] = { &m->A, &m->B };
    double **anchor[] = { &m->anchor.z, &m->anchor.phi, &m->anchor.net_of_tariff, &m->anchor.per_phi,
                          &m->anchor.sales };
    double **rows[] = { &m->A_home,  &m->log_cost,      &m->expenditure, &m->z,      &m->phi,     &m->net_of_tariff,
                        &m->per_phi, &m->cost_response, &m->home_share,  &m->change, &m->indirect };
    double **lines[] = { &m->log_wage,      &m->labour,  &m->ratio,   &m->tariff_ratio, &m->wage_hat,
                         &m->factor_income, &m->deficit, &m->income,  &m->wage_change,  &m->income_change,
                         &m->profit,        &m->gdp,     &m->base_gdp };
    for (size_t k = 0; k < sizeof squares / sizeof *squares; k++)
        *squares[k] = arena_take(from, J * S * S, sizeof(double));
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) *rows[k] = arena_take(from, J * S, sizeof(double));
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) *lines[k] = arena_take(from, S, sizeof(double));
    if (J * S * S >= SINGLE_WORTHWHILE) {
        m->A_single = arena_take(from, J * S * S, sizeof(float));
        m->B_single = arena_take(from, J * S * S, sizeof(float));
        for (size_t k = 0; k < sizeof anchor / sizeof *anchor; k++)
            *anchor[k] = arena_take(from, J * S, sizeof(double));
    }
    m->tariffed = arena_take(from, J, sizeof(bool));
    m->labour_market = arena_take(from, S, sizeof *m->labour_market);
    m->sums = arena_take(from, COUNTRY_SUMS * S, sizeof(double));
    layout_point(&m->x, from, J, S);
    layout_point(&m->g, from, J, S);
    layout_point(&m->f, from, J, S);
    anderson_layout(&m->history, from, m->point_length, m->settings.anderson_depth);
    m->square = arena_take(from, 2 * J * J * LANES, sizeof(double));
    if (m->structure->entry == 0) return;
    m->firms_hat = arena_take(from, J * S, sizeof(double));
    entry_layout(&m->entry, from, J, S, m->point_length);
}

cohong_status model_take_memory(cohong_model *m, cohong_error *error)
{
    size_t cells;
    arena from = { 0 };
    if (!memory_product(m->J, m->S, m->S > m->J ? m->S : m->J, &cells) || cells > PTRDIFF_MAX / 64)
        return fail(error, COHONG_TOO_LARGE, NOWHERE, "a model of %zu countries and %zu sectors is too large", m->N,
                    m->J);
    layout_base(m, &from, m->J, m->S);
    layout_workspace(m, &from, m->J, m->S);
    m->memory = from.overflow ? NULL : memory_block(from.used);
    if (m->memory == NULL) return fail_memory(error);
    m->memory_size = from.used;
    from = (arena){ .block = m->memory, .size = from.used };
    layout_base(m, &from, m->J, m->S);
    layout_workspace(m, &from, m->J, m->S);
    m->history.dots = m->k->dots;
    m->history.combine = m->k->combine;
    return COHONG_OK;
}

/* ---- the base world */

static cohong_status bad_share(const cohong_world *w, const char *what, size_t n, size_t j, double sum,
                               cohong_error *error)
{
    return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "%s of %s%s%s sum to %g, expected about 1", what,
                w->countries[n].code, j < w->sector_count ? ", sector " : "",
                j < w->sector_count ? w->sectors[j].code : "", sum);
}

/* gamma0 + sum_k gamma = 1 and sum_j alpha = 1, exactly. */
static cohong_status renormalise(cohong_world *w, cohong_error *error)
{
    size_t N = w->country_count, J = w->sector_count;
    for (size_t n = 0; n < N; n++) {
        double final = 0;
        for (size_t j = 0; j < J; j++) {
            double *gamma = w->input_share + (j * N + n) * J, sum = w->value_added_share[j * N + n];
            for (size_t k = 0; k < J; k++) sum += gamma[k];
            if (!(sum > 0.5 && sum < 2)) return bad_share(w, "value added and input shares", n, j, sum, error);
            w->value_added_share[j * N + n] /= sum;
            for (size_t k = 0; k < J; k++) gamma[k] /= sum;
            final += w->final_share[j * N + n];
        }
        if (!(final > 0.5 && final < 2)) return bad_share(w, "final shares", n, J, final, error);
        for (size_t j = 0; j < J; j++) w->final_share[j * N + n] /= final;
    }
    return COHONG_OK;
}

/* Value added has to pay the profits. */
static cohong_status check_profits(const cohong_world *w, const cohong_accounts *a, cohong_error *error)
{
    for (size_t at = 0; at < w->sector_count * w->country_count; at++) {
        size_t j = at / w->country_count, n = at % w->country_count;
        double profit = 1 / (w->theta[j] + 1), share = w->value_added_share[at];
        if (a->output[at] > 0 && !(share > profit))
            return fail(
                error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                "structure = \"profit_shifting\": in %s, sector %s, profits of 1/(theta+1) = %g of revenue leave "
                "labour nothing of a value added share of %g; expected a higher theta",
                w->countries[n].code, w->sectors[j].code, profit, share);
    }
    return COHONG_OK;
}

static cohong_status check_accounts(const cohong_world *w, const cohong_accounts *a, cohong_error *error)
{
    for (size_t j = 0; j < w->sector_count; j++)
        if (!(w->theta[j] > 0 && isfinite(w->theta[j])))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "theta of sector %s is %g, expected a number above 0",
                        w->sectors[j].code, w->theta[j]);
    for (size_t n = 0; n < w->country_count; n++) {
        if (!(a->value_added[n] > 0 && isfinite(a->value_added[n])))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "value added of %s is %g, expected a number above 0",
                        w->countries[n].code, a->value_added[n]);
        if (!isfinite(a->income[n]))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "income of %s is not a number", w->countries[n].code);
    }
    return COHONG_OK;
}

/* The base is solved anew from the world's shares, whatever its flows: data that are far from clearing are rather wrong. */
static cohong_status check_markets(cohong_model *m, cohong_error *error)
{
    const cohong_world *w = m->base;
    const cohong_identity *worst = &m->markets;
    m->markets = world_check_markets(w, m->accounts);
    m->market_gap = world_market_gap(w, m->accounts);
    if (m->market_gap <= fmax(m->settings.market_gap, w->tolerance)) return COHONG_OK;
    return fail(
        error, COHONG_IDENTITY_BROKEN, NOWHERE,
        "the markets of this world do not clear: %.3g %% of its spending is not what its uses are, and market_gap "
        "allows %.3g %% (worst: country %s, sector %s, spending %.9g, uses %.9g); `cohong world balance` mends a "
        "world, a market_gap of %g takes this one as it is",
        100 * m->market_gap, 100 * m->settings.market_gap, w->countries[worst->country].code,
        w->sectors[worst->sector].code, worst->left, worst->right, ceil(100 * m->market_gap) / 100);
}

/* ---- the kernels' layout */

static void fill_countries(cohong_model *m)
{
    for (size_t n = 0; n < m->N; n++) {
        m->base_gdp[n] = m->value_added[n] = m->accounts->value_added[n];
        for (size_t j = 0; m->structure->profits && j < m->J; j++)
            m->value_added[n] -= m->profit_share[j] * m->accounts->output[j * m->N + n];
        m->base_deficit[n] = m->accounts->deficit[n];
        m->base_revenue[n] = m->accounts->tariff_revenue[n] / m->value_added[n];
    }
}

static void fill_sector_rows(cohong_model *m, size_t j)
{
    const cohong_world *w = m->base;
    for (size_t s = 0; s < m->S; s++) {
        size_t to = j * m->S + s, from = j * m->N + s;
        bool real = s < m->N;
        double Y = real ? m->accounts->output[from] : 0, X = real ? m->accounts->expenditure[from] : 0;
        m->value_added_share[to] = real ? fmax(0, w->value_added_share[from] - m->profit_share[j]) : 0;
        m->final_share[to] = real ? w->final_share[from] : 0;
        m->output[to] = Y;
        m->inverse_output[to] = Y > 0 ? 1 / Y : 0;
        m->inverse_expenditure[to] = X > 0 ? 1 / X : 0;
        m->idle[to] = Y > 0 ? 0 : 1;
        for (size_t k = 0; k < m->J; k++)
            m->gamma[block_at(m->J, j, k, s)] = real ? w->input_share[from * m->J + k] : 0;
    }
}

static void fill_sourcing(cohong_model *m, size_t j)
{
    for (size_t n = 0; n < m->S; n++) {
        double *row = m->trade_share + (j * m->S + n) * m->S;
        memset(row, 0, m->S * sizeof *row);
        if (n < m->N) memcpy(row, m->accounts->trade_share + (j * m->N + n) * m->N, m->N * sizeof *row);
        if (n >= m->N || !(m->accounts->expenditure[j * m->N + n] > 0)) row[n] = 1;
        /* padding of the working copies, which prepare_shock leaves alone */
        memcpy(m->A + (j * m->S + n) * m->S, row, m->S * sizeof *row);
        memset(m->B + (j * m->S + n) * m->S, 0, m->S * sizeof *row);
        m->A_home[j * m->S + n] = row[n];
        if (n >= m->N) m->B[(j * m->S + n) * m->S + n] = 1;
        if (m->A_single != NULL) round_row(m, j, n);
    }
}

static void fill_layout(cohong_model *m)
{
    memset(m->labour, 0, m->S * sizeof(double));
    memset(m->x.all, 0, m->point_length * sizeof(double));
    memset(m->g.all, 0, m->point_length * sizeof(double));
    for (size_t s = 0; s < m->S; s++) m->ratio[s] = m->tariff_ratio[s] = 1;
    memcpy(m->theta, m->base->theta, m->J * sizeof(double));
    for (size_t j = 0; j < m->J; j++) m->profit_share[j] = m->structure->profits ? 1 / (m->theta[j] + 1) : 0;
    fill_countries(m);
    for (size_t j = 0; j < m->J; j++) {
        fill_sector_rows(m, j);
        fill_sourcing(m, j);
    }
    memset(m->log_cost, 0, m->J * m->S * sizeof(double));
    fill_response(m);
}

/* ---- the base re-solve */

/* The base is a benchmark, so one rule makes it for every market structure: firms neither enter nor leave, nor select into
 * exporting. Models that differ in structure alone then start from the same base, but for profits: where they are part of
 * income they are so in the base, too. */
static cohong_status resolve_base(cohong_model *m, cohong_error *error)
{
    const cohong_shock nothing = { 0 };
    const market_structure *structure = m->structure;
    cohong_status status = solution_new(m->N, m->J, true, &m->base_solution, error);
    if (status == COHONG_OK) status = prepare_shock(m, &nothing, error);
    if (status != COHONG_OK) return status;
    if (!structure->profits) m->structure = market_structure_find("perfect_competition");
    solve_equilibrium(m, BASE_TOLERANCE, m->base_solution);
    m->structure = structure;
    cohong_solution *s = m->base_solution;
    if (s->outcome != COHONG_CONVERGED && !(s->residual <= BASE_ACCEPTED))
        return fail(error, COHONG_IDENTITY_BROKEN, NOWHERE, "the base of this world does not solve: %s", s->why);
    s->outcome = COHONG_CONVERGED;
    s->why[0] = '\0';
    solution_from_workspace(m, s);
    memcpy(m->base->trade, s->trade, m->J * m->N * m->N * sizeof(double));
    cohong_accounts_free(m->accounts);
    m->accounts = NULL;
    return cohong_accounts_new(m->base, &m->accounts, error);
}

/* The base is a benchmark: full employment, whatever the closure. */
static void employ_fully(cohong_model *m)
{
    for (size_t n = 0; n < m->N; n++) m->labour_market[n] = labour_closure_find("full");
    m->labour_follows_prices = m->labour_is_specific = false;
}

static cohong_status choose_labour_markets(cohong_model *m, cohong_error *error)
{
    const char *code = m->settings.labour_country;
    size_t only = cohong_world_country(m->base, code);
    bool all = strcmp(code, "*") == 0;
    if (!all && only == COHONG_NONE)
        return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "labour_country: the world has no country \"%s\"", code);
    for (size_t n = 0; n < m->N; n++)
        if (all || n == only) m->labour_market[n] = labour_closure_find(m->settings.labour);
    m->labour_follows_prices = labour_closure_find(m->settings.labour)->follows_prices;
    m->labour_is_specific = labour_closure_find(m->settings.labour)->sector_specific;
    return COHONG_OK;
}

static cohong_status judge_stability(cohong_model *m, cohong_error *error)
{
    const cohong_shock nothing = { 0 };
    cohong_solution scratch = { 0 };
    cohong_status status = prepare_shock(m, &nothing, error);
    if (status == COHONG_OK) m->stable = base_is_stable(m, &scratch);
    return status;
}

static cohong_status set_up(cohong_model *m, const cohong_world *world, cohong_error *error)
{
    cohong_status status = cohong_world_copy(world, &m->base, error);
    if (status == COHONG_OK) status = world_check_domain(m->base, error);
    if (status == COHONG_OK) status = renormalise(m->base, error);
    if (status == COHONG_OK) status = cohong_accounts_new(m->base, &m->accounts, error);
    if (status == COHONG_OK) status = check_accounts(m->base, m->accounts, error);
    if (status == COHONG_OK) status = check_markets(m, error);
    if (status == COHONG_OK && m->structure->profits) status = check_profits(m->base, m->accounts, error);
    if (status == COHONG_OK) status = model_take_memory(m, error);
    if (status != COHONG_OK) return status;
    fill_layout(m);
    employ_fully(m);
    status = resolve_base(m, error);
    if (status == COHONG_OK) status = choose_labour_markets(m, error);
    if (status != COHONG_OK) return status;
    fill_layout(m);
    m->stable = true;
    if (m->deficits->without_deficits) {
        memset(m->base_deficit, 0, m->S * sizeof(double));
        memset(m->accounts->deficit, 0, m->N * sizeof(double));
    }
    return m->structure->entry > 0 ? judge_stability(m, error) : COHONG_OK;
}

/* Texts of hand-made settings are looked up as those of a file would be. */
static cohong_status resolve_settings(cohong_model *m, const cohong_settings *settings, cohong_error *error)
{
    cohong_settings *s = &m->settings;
    *s = settings != NULL ? *settings : cohong_settings_default();
    cohong_status status = cohong_settings_set(s, "structure", s->structure, error);
    if (status == COHONG_OK) status = cohong_settings_set(s, "deficits", s->deficits, error);
    if (status == COHONG_OK) status = cohong_settings_set(s, "labour", s->labour, error);
    if (status == COHONG_OK) status = cohong_settings_set(s, "instructions", s->instructions, error);
    if (status != COHONG_OK) return status;
    if (s->anderson_depth > ANDERSON_DEPTH_LIMIT || !(s->tolerance > 0 && s->tolerance < 1) ||
        !(s->firm_size_tail >= 1 && s->firm_size_tail <= 1e3) || !(s->market_gap >= 0))
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                    "settings: anderson_depth, tolerance, firm_size_tail or market_gap is outside its range");
    m->structure = market_structure_find(s->structure);
    m->deficits = deficit_closure_find(s->deficits);
    if (labour_closure_find(s->labour)->follows_prices && !(s->labour_elasticity >= 0))
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "labour = \"%s\" needs labour_elasticity, a number of 0 or more",
                    s->labour);
    if (labour_closure_find(s->labour)->sector_specific && m->structure->entry > 0)
        return fail(error, COHONG_UNSUPPORTED, NOWHERE,
                    "labour = \"%s\" is for structures without free entry; this one is \"%s\"", s->labour,
                    s->structure);
    m->k = kernels_find(s->instructions);
    if (m->k == NULL)
        return fail(error, COHONG_UNSUPPORTED, NOWHERE, "this machine cannot run %s kernels; it can run %s",
                    s->instructions, cohong_instructions());
    return COHONG_OK;
}

cohong_status cohong_model_new(const cohong_world *world, const cohong_settings *settings, cohong_model **model,
                               cohong_error *error)
{
    *model = NULL;
    cohong_model *m = calloc(1, sizeof *m);
    if (m == NULL) return fail_memory(error);
    cohong_status status = resolve_settings(m, settings, error);
    if (status == COHONG_OK) {
        m->N = world->country_count;
        m->J = world->sector_count;
        m->S = (m->N + 7) / 8 * 8;
        m->point_length = (2 * m->J + 2) * m->S;
        /* The setting is for counterfactuals: a small one must not decide whether there is a base. */
        size_t limit = m->settings.iteration_limit, usual = cohong_settings_default().iteration_limit;
        m->iteration_limit = limit > usual ? limit : usual;
        status = set_up(m, world, error);
        m->iteration_limit = limit;
    }
    if (status != COHONG_OK) {
        cohong_model_free(m);
        return status;
    }
    *model = m;
    return COHONG_OK;
}

void cohong_model_free(cohong_model *model)
{
    if (model == NULL) return;
    if (!model->is_twin) {
        cohong_world_free(model->base);
        cohong_accounts_free(model->accounts);
        cohong_solution_free(model->base_solution);
    }
    free(model->memory);
    free(model);
}

const cohong_world *cohong_model_base(const cohong_model *model)
{
    return model->base;
}

const cohong_accounts *cohong_model_base_accounts(const cohong_model *model)
{
    return model->accounts;
}

const cohong_settings *cohong_model_settings(const cohong_model *model)
{
    return &model->settings;
}

bool cohong_model_base_mended(const cohong_model *model, cohong_identity *worst, double *gap)
{
    if (worst != NULL) *worst = model->markets;
    if (gap != NULL) *gap = model->market_gap;
    return model->markets.worst > model->base->tolerance;
}

bool cohong_model_base_stable(const cohong_model *model)
{
    return model->stable;
}

const cohong_solution *cohong_model_base_solution(const cohong_model *model)
{
    return model->base_solution;
}
