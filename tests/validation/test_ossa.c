/* Profit shifting, lobbies and games on the data and against the tables of Ossa (2014, American Economic Review 104(12),
 * 4104-4146), as ../shared/data/ossa-2014 holds them: 7 regions, 33 sectors, firms that earn profits and do not enter.
 * His tables print welfare, wages and profits in percent to one digit:
 *   government  G^ with his lobby weights (1 in the tables a), welfare I^/P^
 *   wage        w^ less its mean over regions, the world's wages the numeraire
 *   profit      Pi^/w^, so that it is what output does to profits
 *   tariff      median over sectors and partners */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "war/game.h" /* in front of cmocka.h, whose macro fail() is not the library's fail() */

#include <cmocka.h>

#include "reference.h"
#include "world_folder.h"

enum { N = 7, J = 33, CELLS = J * N * N, OTHERS = J * (N - 1) };
enum { GOVERNMENT, WELFARE, WAGE, PROFIT, COLUMNS };

static const char PUBLISHED[] = "data/ossa-2014/published";
static const double MOST = 10; /* his programs keep tariffs between 0 and 1000 % */

/* ---- what is read */

static cohong_world *world;
static cohong_model *model;
static cohong_solution *solution;
static double ones[J * N], lobby[J * N];

/* `count` numbers from a CSV without a header. */
static void read_numbers(const char *table, size_t count, double *numbers)
{
    char name[256];
    snprintf(name, sizeof name, "%s/%s.csv", PUBLISHED, table);
    FILE *from = fopen(shared_path(name), "r");
    assert_non_null(from);
    for (size_t k = 0; k < count; k++)
        if (fscanf(from, "%lf%*[,\r\n]", &numbers[k]) != 1)
            fail_msg("%s: number %zu of %zu is missing", name, k, count);
    fclose(from);
}

/* His blocks, rows exporters and columns importers, all seven or (rows 6) all others. */
static void read_tariffs(const char *table, size_t rows, double *tariff)
{
    double numbers[CELLS];
    read_numbers(table, J * rows * N, numbers);
    memset(tariff, 0, CELLS * sizeof *tariff);
    for (size_t k = 0; k < J * rows * N; k++) {
        size_t j = k / N / rows, i = k / N % rows, n = k % N;
        if (rows < N && i >= n) i++;
        if (i != n) tariff[(j * N + n) * N + i] = numbers[k];
    }
}

static int make(void **state)
{
    char command[2048];
    folder_make(state);
    FILE *there = fopen(COHONG_SHARED_DIR "/data/ossa-2014/sigma_s.csv", "r");
    if (there == NULL) return 0; /* every case then skips */
    fclose(there);
    snprintf(command, sizeof command, "'%s/tools/make-ossa' '%s'", COHONG_SOURCE_DIR, folder_name());
    return system(command);
}

static void need_world(void)
{
    double numbers[N * J];
    cohong_error error = { 0 };
    shared_path("data/ossa-2014/sigma_s.csv");
    if (world != NULL) return;
    if (cohong_world_read(folder_path("world"), COHONG_CACHE_OFF, &world, &error) != COHONG_OK)
        fail_msg("%s:%zu: %s", error.file, error.line, error.message);
    assert_true(world->country_count == N && world->sector_count == J);
    cohong_settings settings = cohong_settings_default();
    settings.structure = "profit_shifting";
    settings.deficits = "zero";
    settings.tolerance = 1e-13;
    if (cohong_model_new(world, &settings, &model, &error) != COHONG_OK) fail_msg("%s", error.message);
    assert_int_equal(cohong_solution_new(model, true, &solution, NULL), COHONG_OK);
    read_numbers("DATA.LAMBDAPOL", N * J, numbers);
    for (size_t k = 0; k < J * N; k++) {
        ones[k] = 1;
        lobby[k] = numbers[k % N * J + k / N];
    }
}

static int unmake(void **state)
{
    char command[2048];
    cohong_solution_free(solution);
    cohong_model_free(model);
    cohong_world_free(world);
    snprintf(command, sizeof command, "cd '%s' && rm -rf world raw ./*.csv ./*.toml", folder_name());
    return system(command) == 0 ? folder_remove(state) : 1;
}

/* ---- his columns */

/* By how much wages have to be scaled so that the world's wage bill is what it was: his numeraire. */
static double wage_scale(void)
{
    double bill = 0, before = 0;
    for (size_t k = 0; k < J * N; k++) {
        double share = world->theta[k / N] / (world->theta[k / N] + 1);
        bill += share * solution->output[k];
        before += share * cohong_model_base_accounts(model)->output[k];
    }
    return before / bill;
}

/* Percent, of all regions, at tariffs. */
static void outcome(const double *tariff, const double *weights, double columns[N][COLUMNS])
{
    cohong_shock shock = { .tariff = tariff };
    cohong_case here = { model, &shock, solution };
    const cohong_accounts *base = cohong_model_base_accounts(model);
    double mean = 0;
    assert_int_equal(cohong_model_solve(model, &shock, solution, NULL), COHONG_OK);
    assert_int_equal(solution->outcome, COHONG_CONVERGED);
    for (size_t n = 0; n < N; n++) mean += solution->wage_hat[n] / N;
    for (size_t n = 0; n < N; n++) {
        double own[N] = { 0 }, profit = 0, before = 0;
        own[n] = 1;
        for (size_t k = n; k < J * N; k += N) {
            profit += solution->output[k] / (world->theta[k / N] + 1);
            before += base->output[k] / (world->theta[k / N] + 1);
        }
        cohong_objective government = { .government = own, .lobby = weights };
        columns[n][GOVERNMENT] = 100 * expm1(cohong_objective_value(&here, &government));
        columns[n][WELFARE] = 100 * cohong_measure_find("welfare")->of(&here, n);
        columns[n][WAGE] = 100 * wage_scale() * (solution->wage_hat[n] - mean);
        columns[n][PROFIT] = 100 * (profit / before / solution->wage_hat[n] - 1);
    }
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Percent. */
static double median_tariff(const double *tariff, size_t n)
{
    double own[OTHERS];
    size_t count = 0;
    for (size_t k = 0; k < J * N; k++)
        if (k % N != n) own[count++] = tariff[(k / N * N + n) * N + k % N];
    qsort(own, count, sizeof *own, ascending);
    return 100 * (own[(count - 1) / 2] + own[count / 2]) / 2;
}

/* ---- comparing */

/* Every digit that is printed, and how near a number came to the next one. */
typedef struct digits {
    size_t count, wrong;
    double nearest; /* to the edge, in units of the last digit; 1/2 at most */
} digits;

static void compare(digits *d, const char *what, size_t row, double got, double printed, double unit)
{
    double off = fabs(got - printed) / unit;
    d->count++;
    d->nearest = fmin(d->nearest, 0.5 - off);
    if (off <= 0.5) return;
    d->wrong++;
    print_message("%s, row %zu: %.4f, printed %g\n", what, row + 1, got, printed);
}

static void all_digits(const char *table, const digits *d)
{
    print_message("%s: %zu of %zu printed numbers agree\n", table, d->count - d->wrong, d->count);
    assert_int_equal(d->wrong, 0);
}

/* ---- the tables from the tariffs that he found */

/* Own value and mean over the six others of each column, and the median; last row the mean. */
static void optimal_row(const double *optimal, const double *weights, size_t n, double row[9])
{
    double tariff[CELLS], columns[N][COLUMNS];
    memcpy(tariff, world->tariff, sizeof tariff);
    for (size_t k = 0; k < CELLS; k++)
        if (k / N % N == n) tariff[k] = optimal[k];
    outcome(tariff, weights, columns);
    for (size_t c = 0; c < COLUMNS; c++) {
        double others = 0;
        for (size_t m = 0; m < N; m++)
            if (m != n) others += columns[m][c] / (N - 1);
        row[2 * c] = columns[n][c];
        row[2 * c + 1] = others;
    }
    row[8] = median_tariff(tariff, n);
}

static void table_3(const char *table, const double *optimal, const double *weights)
{
    double printed[(N + 1) * 9], rows[N + 1][9] = { { 0 } };
    digits d = { .nearest = 1 };
    read_numbers(table, (N + 1) * 9, printed);
    for (size_t n = 0; n < N; n++) {
        optimal_row(optimal, weights, n, rows[n]);
        for (size_t c = 0; c < 9; c++) rows[N][c] += rows[n][c] / N;
    }
    for (size_t n = 0; n <= N; n++)
        for (size_t c = 0; c < 9; c++) compare(&d, table, n, rows[n][c], printed[n * 9 + c], 0.1);
    all_digits(table, &d);
}

static void optimal_tariffs_of_the_tables(void **state)
{
    (void)state;
    double optimal[CELLS];
    need_world();
    read_tariffs("OPTIMALTARIFFBAS.OPTIMALTARIFFBAS", N - 1, optimal);
    table_3("TABLE3.TABLE3a", optimal, ones);
    read_tariffs("OPTIMALTARIFFPOL.OPTIMALTARIFFPOL", N - 1, optimal);
    table_3("TABLE3.TABLE3b", optimal, lobby);
}

static void table_4(const char *table, const double *tariff, const double *weights)
{
    double printed[(N + 1) * 5], columns[N][COLUMNS], rows[N + 1][5] = { { 0 } };
    digits d = { .nearest = 1 };
    read_numbers(table, (N + 1) * 5, printed);
    outcome(tariff, weights, columns);
    for (size_t n = 0; n < N; n++) {
        memcpy(rows[n], columns[n], sizeof columns[n]);
        rows[n][4] = median_tariff(tariff, n);
        for (size_t c = 0; c < 5; c++) rows[N][c] += rows[n][c] / N;
    }
    for (size_t n = 0; n <= N; n++)
        for (size_t c = 0; c < 5; c++) compare(&d, table, n, rows[n][c], printed[n * 5 + c], 0.1);
    all_digits(table, &d);
}

static void nash_tariffs_of_the_tables(void **state)
{
    (void)state;
    double tariff[CELLS];
    need_world();
    read_tariffs("NASHTARIFFBASs.NASHTARIFFBASs", N, tariff);
    table_4("TABLE4.TABLE4a", tariff, ones);
    read_tariffs("NASHTARIFFPOLs.NASHTARIFFPOLs", N, tariff);
    table_4("TABLE4.TABLE4b", tariff, lobby);
}

/* ---- the tariffs that this engine finds */

static cohong_war_rules his_rules(const double *weights, cohong_objective *payoff)
{
    cohong_war_rules rules = cohong_war_rules_default();
    *payoff = (cohong_objective){ .government = ones, .lobby = weights };
    rules.payoff = payoff;
    rules.least = 0;
    rules.most = MOST;
    return rules;
}

/* How far his tariffs are from being optimal by themselves: the largest step of a player there, in ln(1+t). */
static double his_step(const double *tariff, const cohong_war_rules *rules, const bool *player)
{
    game of;
    double his[CELLS], step = NAN;
    cohong_error error = { 0 };
    memcpy(his, tariff, sizeof his);
    assert_int_equal(game_new(&of, model, NULL, his, rules, player, &error), COHONG_OK);
    if (game_solve(&of, of.x)) step = game_step(&of, 1e-9, &error);
    game_free(&of);
    return step;
}

/* What his tariffs are to be compared with: each player's payoff there, and how far off they are by themselves. */
typedef struct his_point {
    double tariff[CELLS], payoff[N], step;
} his_point;

static his_point evaluate_his(const double *tariff, const double *weights, const cohong_war_rules *rules)
{
    his_point his;
    double columns[N][COLUMNS];
    memcpy(his.tariff, tariff, sizeof his.tariff);
    his.step = his_step(tariff, rules, rules->player);
    outcome(tariff, weights, columns);
    for (size_t n = 0; n < N; n++) his.payoff[n] = columns[n][GOVERNMENT] / 100;
    return his;
}

/* The largest difference of ln(1+t), which has to be no larger than what his own are off by: that is the step that is left there, to
 * first order. */
static void near_his(const char *who, const his_point *his, const cohong_war *war)
{
    double gap = 0;
    if (war->outcome != COHONG_CONVERGED) fail_msg("%s: %s", who, war->why);
    for (size_t k = 0; k < CELLS; k++) gap = fmax(gap, fabs(log1p(war->tariff[k]) - log1p(his->tariff[k])));
    print_message(
        "  %-4s tariffs differ by %.1e at most in ln(1+t), his by themselves are off by %.1e: a ratio of %.4f\n", who,
        gap, his->step, gap / his->step);
    assert_true(gap <= 1.02 * his->step);
    assert_true(war->largest_gain <= 1e-8);
}

static void best_responses(const char *table, const double *weights)
{
    double optimal[CELLS], tariff[CELLS], least = INFINITY;
    read_tariffs(table, N - 1, optimal);
    for (size_t n = 0; n < N; n++) {
        cohong_objective payoff;
        cohong_war_rules rules = his_rules(weights, &payoff);
        cohong_war *war;
        cohong_error error = { 0 };
        bool alone[N] = { false };
        alone[n] = true;
        rules.player = alone;
        memcpy(tariff, world->tariff, sizeof tariff);
        for (size_t k = 0; k < CELLS; k++)
            if (k / N % N == n) tariff[k] = optimal[k];
        his_point his = evaluate_his(tariff, weights, &rules);
        if (cohong_best_response(model, NULL, n, &rules, &war, &error) != COHONG_OK) fail_msg("%s", error.message);
        near_his(world->countries[n].code, &his, war);
        least = fmin(least, expm1(war->payoff[n]) - his.payoff[n]);
        cohong_war_free(war);
    }
    print_message("%s: payoffs are higher than his by %.1e at least\n", table, least);
    assert_true(least >= 0);
}

static void optimal_tariffs_found(void **state)
{
    (void)state;
    need_world();
    best_responses("OPTIMALTARIFFBAS.OPTIMALTARIFFBAS", ones);
    best_responses("OPTIMALTARIFFPOL.OPTIMALTARIFFPOL", lobby);
}

static void nash_found(const char *table, const double *weights)
{
    double tariff[CELLS], gap = 0;
    cohong_objective payoff;
    cohong_war_rules rules = his_rules(weights, &payoff);
    cohong_war *war;
    cohong_error error = { 0 };
    read_tariffs(table, N, tariff);
    his_point his = evaluate_his(tariff, weights, &rules);
    if (cohong_nash(model, NULL, &rules, &war, &error) != COHONG_OK) fail_msg("%s", error.message);
    near_his("all", &his, war);
    for (size_t n = 0; n < N; n++) gap = fmax(gap, fabs(expm1(war->payoff[n]) - his.payoff[n]));
    print_message("%s: payoffs differ by %.1e at most\n", table, gap);
    cohong_war_free(war);
}

static void nash_tariffs_found(void **state)
{
    (void)state;
    need_world();
    nash_found("NASHTARIFFBASs.NASHTARIFFBASs", ones);
    nash_found("NASHTARIFFPOLs.NASHTARIFFPOLs", lobby);
}

/* The trade flows without deficits, which he made from those with deficits under this market structure. */
static void deficits_taken_out(void **state)
{
    (void)state;
    cohong_error error = { 0 };
    cohong_world *raw;
    cohong_model *purged;
    need_world();
    cohong_settings settings = *cohong_model_settings(model);
    if (cohong_world_read(folder_path("raw"), COHONG_CACHE_OFF, &raw, &error) != COHONG_OK)
        fail_msg("%s:%zu: %s", error.file, error.line, error.message);
    if (cohong_model_new(raw, &settings, &purged, &error) != COHONG_OK) fail_msg("%s", error.message);
    agreement flows = agreement_of("trade without deficits, up to a factor");
    const cohong_world *base = cohong_model_base(purged);
    double his = 0, ours = 0;
    for (size_t k = 0; k < CELLS; k++) his += world->trade[k], ours += base->trade[k];
    for (size_t k = 0; k < CELLS; k++)
        agree_relative(&flows, world->sectors[k / N / N].code, base->trade[k] / ours, world->trade[k] / his);
    cohong_model_free(purged);
    cohong_world_free(raw);
    assert_agreement(&flows, 1e-6);
}

/* ---- trade talks */

/* What governments, welfare, wages and profits are at tariffs, to be compared with what they are at others. */
typedef struct levels {
    double government[N], welfare[N], wage[N], profit[N]; /* logarithms but for the wage */
} levels;

static levels levels_at(const double *tariff, const double *weights)
{
    cohong_shock shock = { .tariff = tariff };
    cohong_case here = { model, &shock, solution };
    levels l;
    assert_int_equal(cohong_model_solve(model, &shock, solution, NULL), COHONG_OK);
    assert_int_equal(solution->outcome, COHONG_CONVERGED);
    for (size_t n = 0; n < N; n++) {
        double own[N] = { 0 };
        own[n] = 1;
        l.government[n] = cohong_objective_value(&here, &(cohong_objective){ .government = own, .lobby = weights });
        l.welfare[n] = log1p(cohong_measure_find("welfare")->of(&here, n));
        l.wage[n] = wage_scale() * solution->wage_hat[n];
        l.profit[n] = log(cohong_measure_find("profit")->of(&here, n)) + log(wage_scale());
    }
    return l;
}

/* Weights of governments, until all gain alike against the start. */
typedef struct talks {
    double weight[N], spread, step;
} talks;

/* Moves every tariff by a part of slope over curvature, as in src/war/game.c. The model has been solved at the tariffs. */
static void move_tariffs(talks *of, const double *weights, double *tariff)
{
    static double slope[CELLS];
    cohong_gradient *gradient;
    cohong_error error = { 0 };
    cohong_shock shock = { .tariff = tariff };
    cohong_objective sum = { .government = of->weight, .lobby = weights };
    assert_int_equal(cohong_gradient_new(model, &gradient, &error), COHONG_OK);
    assert_int_equal(cohong_gradient_at(gradient, &shock, solution, &error), COHONG_OK);
    assert_int_equal(cohong_gradient_of(gradient, &sum, &(cohong_derivatives){ .tariff = slope }, &error), COHONG_OK);
    of->step = 0;
    for (size_t k = 0; k < CELLS; k++) {
        size_t n = k / N % N;
        if (k % N == n) continue;
        double curvature = world->theta[k / N / N] * solution->trade[k] * of->weight[n] / solution->income[n];
        double step = 0.3 * fmax(-0.25, fmin(0.25, slope[k] / curvature)), before = log1p(tariff[k]);
        double after = fmax(0, fmin(log1p(MOST), before + step));
        of->step = fmax(of->step, fabs(after - before));
        tariff[k] = expm1(after);
    }
    cohong_gradient_free(gradient);
}

/* The tariffs that maximise what all governments gain alike, from those of the start on: of every weighted sum of their payoffs
 * the best tariffs, with the weights that make all gain alike. */
static void negotiate(const double *weights, const levels *start, double *tariff)
{
    talks of = { .spread = INFINITY, .step = INFINITY };
    for (size_t n = 0; n < N; n++) of.weight[n] = 1;
    for (size_t k = 0; k < 2000 && !(of.step < 1e-7 && of.spread < 1e-8); k++) {
        levels now = levels_at(tariff, weights);
        double mean = 0, sum = 0;
        for (size_t n = 0; n < N; n++) mean += (now.government[n] - start->government[n]) / N;
        of.spread = 0;
        for (size_t n = 0; n < N; n++) {
            double ahead = now.government[n] - start->government[n] - mean;
            of.spread = fmax(of.spread, fabs(ahead));
            of.weight[n] *= exp(-5 * ahead);
            sum += of.weight[n] / N;
        }
        for (size_t n = 0; n < N; n++) of.weight[n] /= sum;
        move_tariffs(&of, weights, tariff);
    }
    assert_true(of.step < 1e-7 && of.spread < 1e-8);
}

/* Percent; the last row is the mean. */
static void gains(const levels *start, const levels *end, double rows[N + 1][COLUMNS])
{
    double mean = 0;
    memset(rows, 0, (N + 1) * sizeof *rows);
    for (size_t n = 0; n < N; n++) mean += end->wage[n] / start->wage[n] / N;
    for (size_t n = 0; n < N; n++) {
        double wage = end->wage[n] / start->wage[n];
        rows[n][GOVERNMENT] = 100 * expm1(end->government[n] - start->government[n]);
        rows[n][WELFARE] = 100 * expm1(end->welfare[n] - start->welfare[n]);
        rows[n][WAGE] = 100 * (wage - mean);
        rows[n][PROFIT] = 100 * (exp(end->profit[n] - start->profit[n]) / wage - 1);
        for (size_t c = 0; c < COLUMNS; c++) rows[N][c] += rows[n][c] / N;
    }
}

/* From Nash tariffs, those of 2007 and none; the gains from none have one digit more. */
static void table_5(const char *table, const char *nash, const double *weights)
{
    double printed[(N + 1) * 12], tariff[CELLS], rows[N + 1][COLUMNS];
    digits d = { .nearest = 1 };
    read_numbers(table, (N + 1) * 12, printed);
    for (size_t from = 0; from < 3; from++) {
        if (from == 0) read_tariffs(nash, N, tariff);
        if (from == 1) memcpy(tariff, world->tariff, sizeof tariff);
        if (from == 2) memset(tariff, 0, sizeof tariff);
        levels start = levels_at(tariff, weights);
        negotiate(weights, &start, tariff);
        levels end = levels_at(tariff, weights);
        gains(&start, &end, rows);
        for (size_t n = 0; n <= N; n++)
            for (size_t c = 0; c < COLUMNS; c++)
                compare(&d, table, n, rows[n][c], printed[n * 12 + 3 * c + from],
                        from == 2 && c <= WELFARE ? 0.01 : 0.1);
    }
    all_digits(table, &d);
}

static void cooperative_tariffs_found(void **state)
{
    (void)state;
    need_world();
    table_5("TABLE5.TABLE5a", "NASHTARIFFBASs.NASHTARIFFBASs", ones);
    table_5("TABLE5.TABLE5b", "NASHTARIFFPOLs.NASHTARIFFPOLs", lobby);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(optimal_tariffs_of_the_tables), cmocka_unit_test(nash_tariffs_of_the_tables),
        cmocka_unit_test(optimal_tariffs_found),         cmocka_unit_test(nash_tariffs_found),
        cmocka_unit_test(cooperative_tariffs_found),     cmocka_unit_test(deficits_taken_out),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
