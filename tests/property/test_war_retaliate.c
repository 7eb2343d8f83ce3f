/* Retaliation by rule: what each rule says, counted again from the world; symmetry; and that no other order of sectors hurts more. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random_world.h"

enum { R, A }; /* who answers, who attacked */

static void must(cohong_status status, const cohong_error *error)
{
    if (status != COHONG_OK) fail_msg("%s", error->message);
}

static cohong_model *model_of(const cohong_world *world)
{
    cohong_settings settings = cohong_settings_default();
    cohong_model *model;
    cohong_error error = { 0 };
    settings.deficits = "zero";
    settings.tolerance = 1e-12;
    must(cohong_model_new(world, &settings, &model, &error), &error);
    return model;
}

static const cohong_retaliation_terms TERMS = { .by = R, .against = A, .value = NAN, .rate = NAN };

static cohong_retaliation *retaliate(cohong_model *model, const double *tariff, const cohong_retaliation_terms *terms,
                                     cohong_retaliation_rule rule)
{
    cohong_retaliation *answer;
    cohong_error error = { 0 };
    cohong_shock shock = { .tariff = tariff };
    must(cohong_retaliate(model, &shock, terms, rule, &answer, &error), &error);
    if (answer->solution->outcome != COHONG_CONVERGED) fail_msg("%s", answer->solution->why);
    return answer;
}

static world_kind four_sectors(void)
{
    world_kind kind = MODERATE_WORLD;
    kind.least_countries = 3, kind.most_countries = 5;
    kind.least_sectors = kind.most_sectors = 4;
    kind.most_zeros = 0;
    return kind;
}

/* A raises its tariffs on R, differently by sector, the last one not; R does something of its own that is to be set aside. */
static double *attack_on(const cohong_world *world, double size)
{
    size_t N = world->country_count, J = world->sector_count;
    double *tariff = test_doubles(J * N * N);
    memcpy(tariff, world->tariff, J * N * N * sizeof *tariff);
    for (size_t j = 0; j + 1 < J; j++) {
        tariff[(j * N + A) * N + R] += size * (1 + (double)j);
        tariff[(j * N + R) * N + A] += 0.5;
    }
    return tariff;
}

/* What the rules say, from the base's numbers alone. */
static void rules_count_what_they_say(void **state)
{
    (void)state;
    world_kind kind = four_sectors();
    for (uint64_t seed = 1; seed <= 20; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world);
        const cohong_world *base = cohong_model_base(model);
        size_t N = world->country_count, J = world->sector_count;
        double *tariff = attack_on(world, 0.05), V = 0, duty = 0, all = 0;
        for (size_t j = 0; j < J; j++) {
            double M = base->trade[(j * N + A) * N + R];
            if (j + 1 < J) V += M, duty += 0.05 * (1 + (double)j) * M;
            all += base->trade[(j * N + R) * N + A];
        }
        for (int rule = 0; rule < COHONG_RETALIATION_COUNT; rule++) {
            if (rule == COHONG_SAME_DUTY) continue;
            cohong_retaliation *answer = retaliate(model, tariff, &TERMS, (cohong_retaliation_rule)rule);
            assert_true(fabs(answer->attack.value / V - 1) < 1e-12 && fabs(answer->attack.duty / duty - 1) < 1e-12);
            assert_true(fabs(answer->available / all - 1) < 1e-12);
            if (rule != COHONG_SAME_RATE) {
                assert_true(fabs(answer->answer.value / fmin(V, all) - 1) < 1e-12);
                assert_true(fabs(answer->answer.duty / (fmin(V, all) * duty / V) - 1) < 1e-12);
            }
            for (size_t j = 0; rule == COHONG_SAME_RATE && j < J; j++)
                assert_true(fabs(answer->rise[j] - (j + 1 < J ? 0.05 * (1 + (double)j) : 0)) < 1e-15);
            for (size_t at = 0; at < J * N * N; at++) {
                bool own = at / N % N == R && at % N == A;
                double expected = own ? world->tariff[at] + answer->rise[at / N / N] : tariff[at];
                assert_true(answer->tariff[at] == expected);
            }
            cohong_retaliation_free(answer);
        }
        free(tariff);
        cohong_model_free(model);
        cohong_world_free(world);
    }
}

/* Duties of both sides' rises, added up from the trade of the solution. A small attack, so that R can always collect as much. */
static void same_duty_is_the_same(void **state)
{
    (void)state;
    world_kind kind = four_sectors();
    size_t found = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world);
        cohong_retaliation *answer;
        size_t N = world->country_count;
        double *tariff = attack_on(world, 0.01), attack = 0, duty = 0;
        cohong_status status = cohong_retaliate(model, &(cohong_shock){ .tariff = tariff }, &TERMS, COHONG_SAME_DUTY,
                                                &answer, NULL);
        for (size_t j = 0; status == COHONG_OK && j < world->sector_count; j++) {
            size_t on_R = (j * N + A) * N + R, on_A = (j * N + R) * N + A;
            attack += (answer->tariff[on_R] - world->tariff[on_R]) * answer->solution->trade[on_R];
            duty += (answer->tariff[on_A] - world->tariff[on_A]) * answer->solution->trade[on_A];
            assert_true(answer->rise[j] == answer->rise[0]);
        }
        if (status == COHONG_OK) {
            found++;
            assert_true(fabs(duty / attack - 1) < 2e-9);
            cohong_retaliation_free(answer);
        } else {
            assert_int_equal(status, COHONG_OUT_OF_DOMAIN);
        }
        free(tariff);
        cohong_model_free(model);
        cohong_world_free(world);
    }
    print_message("%zu of 20\n", found);
    assert_true(found >= 12);
}

/* Two countries alike, one sector: every rule answers by the attack's own rise, and both lose the same. */
static void alike_countries_answer_alike(void **state)
{
    (void)state;
    cohong_world *w;
    must(cohong_world_new(2, 1, false, &w, NULL), NULL);
    for (size_t n = 0; n < 2; n++) w->countries[n] = (cohong_country){ n == 0 ? "AAA" : "BBB", "a country" };
    w->sectors[0] = (cohong_sector){ "all", "All", COHONG_GOODS };
    w->theta[0] = 4;
    w->trade[0] = w->trade[3] = 70, w->trade[1] = w->trade[2] = 30;
    for (size_t n = 0; n < 2; n++) w->value_added_share[n] = w->final_share[n] = 1;
    cohong_model *model = model_of(w);
    double tariff[4] = { 0, 0, 0.2, 0 };
    for (int rule = 0; rule < COHONG_RETALIATION_COUNT; rule++) {
        cohong_retaliation *answer = retaliate(model, tariff, &TERMS, (cohong_retaliation_rule)rule);
        assert_true(fabs(answer->tariff[1] - 0.2) < 1e-8);
        assert_true(fabs(answer->welfare[R] - answer->welfare[A]) < 1e-8 && answer->welfare[R] < 0);
        cohong_retaliation_free(answer);
    }
    cohong_model_free(model);
    cohong_world_free(w);
}

/* A's welfare when R takes sectors in a given order until the value is used up. */
static double welfare_in_order(cohong_model *model, const double *attack, const size_t *order, double value,
                               double rate)
{
    const cohong_world *base = cohong_model_base(model);
    size_t N = base->country_count, J = base->sector_count;
    double *tariff = test_doubles(J * N * N), left = value;
    cohong_solution *solution;
    must(cohong_solution_new(model, true, &solution, NULL), NULL);
    memcpy(tariff, attack, J * N * N * sizeof *tariff);
    for (size_t k = 0; k < J; k++) {
        size_t at = (order[k] * N + R) * N + A;
        double part = fmin(1, left / base->trade[at]);
        tariff[at] = base->tariff[at] + part * rate;
        left -= part * base->trade[at];
    }
    cohong_shock shock = { .tariff = tariff };
    must(cohong_model_solve(model, &shock, solution, NULL), NULL);
    cohong_case of = { model, &shock, solution };
    double welfare = cohong_measure_find("welfare")->of(&of, A);
    cohong_solution_free(solution);
    free(tariff);
    return welfare;
}

/* Every order of four sectors, solved exactly, at a rise so small that first order decides. */
static void no_order_hurts_more(void **state)
{
    (void)state;
    world_kind kind = four_sectors();
    for (uint64_t seed = 1; seed <= 12; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world);
        cohong_retaliation_terms terms = TERMS;
        double *attack = attack_on(world, 0.02), worst = INFINITY, best = -INFINITY;
        size_t N = world->country_count;
        terms.rate = 1e-3, terms.value = 0;
        for (size_t j = 0; j < 4; j++) {
            terms.value += 0.4 * cohong_model_base(model)->trade[(j * N + R) * N + A];
            attack[(j * N + R) * N + A] = world->tariff[(j * N + R) * N + A];
        }
        for (size_t code = 0; code < 256; code++) {
            size_t order[4] = { code % 4, code / 4 % 4, code / 16 % 4, code / 64 }, seen = 0;
            for (size_t k = 0; k < 4; k++) seen |= (size_t)1 << order[k];
            if (seen != 15) continue;
            double welfare = welfare_in_order(model, attack, order, terms.value, terms.rate);
            worst = fmin(worst, welfare), best = fmax(best, welfare);
        }
        cohong_retaliation *answer = retaliate(model, attack, &terms, COHONG_MOST_HURTFUL);
        assert_true(answer->welfare[A] <= worst + 0.01 * (best - worst) + 1e-12);
        cohong_retaliation_free(answer);
        free(attack);
        cohong_model_free(model);
        cohong_world_free(world);
    }
}

/* What rises of R's tariffs from 0.01 to 10 collect at most, next to the attack. */
static double most_collected(cohong_model *model, const cohong_world *world, const double *attack)
{
    size_t N = world->country_count, J = world->sector_count, cells = J * N * N;
    double *tariff = malloc(cells * sizeof *tariff), most = 0;
    cohong_solution *solution;
    must(cohong_solution_new(model, true, &solution, NULL), NULL);
    for (double rise = 0.01; rise < 10; rise *= 1.03) {
        double on_A = 0, on_R = 0;
        memcpy(tariff, attack, cells * sizeof *tariff);
        for (size_t j = 0; j < J; j++) tariff[(j * N + R) * N + A] = world->tariff[(j * N + R) * N + A] + rise;
        must(cohong_model_solve(model, &(cohong_shock){ .tariff = tariff }, solution, NULL), NULL);
        if (solution->outcome != COHONG_CONVERGED) break;
        for (size_t j = 0; j < J; j++) {
            on_A += rise * solution->trade[(j * N + R) * N + A];
            size_t at = (j * N + A) * N + R;
            on_R += fmax(0, attack[at] - world->tariff[at]) * solution->trade[at];
        }
        most = fmax(most, on_A / on_R);
    }
    cohong_solution_free(solution);
    free(tariff);
    return most;
}

/* Attacks of every size: there is an answer that collects the same duty where the scan finds a rise that collects it. */
static void same_duty_wherever_there_is_one(void **state)
{
    (void)state;
    static const double SIZES[] = { 0.02, 0.1, 0.2, 0.4, 0.8 };
    world_kind kind = four_sectors();
    size_t found = 0, none = 0;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        cohong_world *world = random_world(seed, &kind);
        cohong_model *model = model_of(world);
        for (size_t k = 0; k < 5; k++) {
            cohong_retaliation *answer = NULL;
            double *attack = attack_on(world, SIZES[k]), most = most_collected(model, world, attack);
            cohong_status status = cohong_retaliate(model, &(cohong_shock){ .tariff = attack }, &TERMS,
                                                    COHONG_SAME_DUTY, &answer, NULL);
            assert_int_equal(status, status == COHONG_OK ? COHONG_OK : COHONG_OUT_OF_DOMAIN);
            if (most >= 1) assert_int_equal(status, COHONG_OK);
            if (most < 0.999) assert_int_equal(status, COHONG_OUT_OF_DOMAIN);
            *(status == COHONG_OK ? &found : &none) += 1;
            cohong_retaliation_free(answer);
            free(attack);
        }
        cohong_model_free(model);
        cohong_world_free(world);
    }
    print_message("%zu answers, none %zu times\n", found, none);
    assert_true(found >= 20 && none >= 5);
}

static void refuses(cohong_model *model, const double *tariff, cohong_retaliation_terms terms, cohong_status expected,
                    const char *words)
{
    cohong_retaliation *answer;
    cohong_error error = { 0 };
    cohong_shock shock = { .tariff = tariff };
    assert_int_equal(cohong_retaliate(model, &shock, &terms, COHONG_MOST_HURTFUL, &answer, &error), expected);
    assert_null(answer);
    if (strstr(error.message, words) == NULL) fail_msg("\"%s\" is not in: %s", words, error.message);
}

/* Rules that take no value and no rate do not read them; the default terms are those that leave both to the attack. */
static void terms_count_where_they_are_used(void **state)
{
    (void)state;
    world_kind kind = four_sectors();
    cohong_world *world = random_world(3, &kind);
    cohong_model *model = model_of(world);
    double *attack = attack_on(world, 0.1);
    cohong_shock shock = { .tariff = attack };
    cohong_retaliation_terms zeros = { .by = R, .against = A }, plain = cohong_retaliation_terms_default(R, A);
    cohong_retaliation *answer, *same;
    cohong_error error = { 0 };
    assert_true(isnan(plain.value) && isnan(plain.rate) && !plain.goods_only);
    must(cohong_retaliate(model, &shock, &zeros, COHONG_SAME_RATE, &answer, &error), &error);
    must(cohong_retaliate(model, &shock, &plain, COHONG_SAME_RATE, &same, &error), &error);
    for (size_t j = 0; j < world->sector_count; j++) assert_true(answer->rise[j] == same->rise[j]);
    cohong_retaliation_free(answer);
    cohong_retaliation_free(same);
    assert_int_equal(cohong_retaliate(model, &shock, &plain, COHONG_RETALIATION_COUNT, &answer, &error),
                     COHONG_UNKNOWN_NAME);
    assert_null(answer);
    free(attack);
    cohong_model_free(model);
    cohong_world_free(world);
}

static void bad_input(void **state)
{
    (void)state;
    world_kind kind = four_sectors();
    cohong_world *world = random_world(3, &kind);
    cohong_model *model = model_of(world);
    cohong_retaliation_terms itself = TERMS, nobody = TERMS, nothing = TERMS;
    double *attack = attack_on(world, 0.1);
    itself.against = R;
    nobody.by = 99;
    nothing.value = -1;
    refuses(model, attack, itself, COHONG_OUT_OF_DOMAIN, "itself");
    refuses(model, attack, nobody, COHONG_UNKNOWN_NAME, "there is none");
    refuses(model, attack, nothing, COHONG_OUT_OF_DOMAIN, "above 0");
    assert_string_equal(cohong_retaliation_name(COHONG_SAME_RATE), "same-rate");
    assert_string_equal(cohong_retaliation_name(COHONG_RETALIATION_COUNT), "");
    assert_string_equal(cohong_retaliation_words((cohong_retaliation_rule)-1), "");
    refuses(model, world->tariff, TERMS, COHONG_INCOMPLETE, "nothing to answer");
    free(attack);
    cohong_model_free(model);
    cohong_world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_count_what_they_say),
        cmocka_unit_test(same_duty_is_the_same),
        cmocka_unit_test(same_duty_wherever_there_is_one),
        cmocka_unit_test(alike_countries_answer_alike),
        cmocka_unit_test(no_order_hurts_more),
        cmocka_unit_test(terms_count_where_they_are_used),
        cmocka_unit_test(bad_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
