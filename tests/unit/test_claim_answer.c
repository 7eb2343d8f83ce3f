/* The numbers of a claim's report. Those of the shipped claims are worked out here by hand from published figures (data/claims/facts.csv
 * names their sources); distributions, Sobol indices and break-even values have closed forms; the input-output part is the small
 * world of world_folder.c, whose two multipliers are solved by Cramer's rule. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world_folder.h"

#define HEAD                                                                                                       \
    "would_change = [\"a\"]\n[claim]\ntitle = \"T\"\ntext = \"w\"\nspeaker = \"S\"\ndate = 2017-01-09\naddress = " \
    "\"a\"\n"                                                                                                      \
    "metric = \"m\"\nhorizon = \"h\"\nunit = \"jobs\"\nex_ante = 2017-01-31\nex_post = 2024-12-31\nfacts = "       \
    "\"facts.csv\"\n"
#define READING "[[reading]]\ntitle = \"r\"\ntext = \"t\"\n"
#define BOUND "[[bound]]\nid = \"b\"\ntitle = \"t\"\nside = \"at most\"\nvintage = \"ex post\"\nformula = \"1000\"\n"
#define FAMILY(formula)                                                                                        \
    "[[family]]\nid = \"m\"\ntitle = \"t\"\nkind = \"k\"\nvintage = \"ex post\"\nwithin = [\"b\"]\nformula = " \
    "\"" formula "\"\n"

typedef struct checked {
    cohong_claim *claim;
    cohong_claim_answer *answer;
} checked;

static checked check(const char *path)
{
    checked c = { 0 };
    cohong_error error = { 0 };
    if (cohong_claim_read(path, &c.claim, &error) != COHONG_OK ||
        cohong_claim_answer_new(c.claim, &c.answer, &error) != COHONG_OK)
        fail_msg("%s:%zu:%zu: %s", error.file, error.line, error.column, error.message);
    return c;
}

static void release(checked *c)
{
    cohong_claim_answer_free(c->answer);
    cohong_claim_free(c->claim);
}

static checked check_text(const char *text)
{
    folder_write("claim.toml", text);
    return check(folder_path("claim.toml"));
}

static int setup(void **state)
{
    int result = folder_make(state);
    folder_write("facts.csv", "id,value,unit,year,known,what,source,address\none,1,jobs,2023,2024-12-31,w,s,a\n");
    return result;
}

/* The nth row of a part with an id (NULL: any). */
static const cohong_claim_row *row(const checked *c, cohong_claim_part part, const char *id, size_t n)
{
    for (size_t k = 0; k < c->answer->row_count; k++) {
        const cohong_claim_row *r = &c->answer->rows[k];
        if (r->part == part && (id == NULL || strcmp(r->id, id) == 0) && n-- == 0) return r;
    }
    fail_msg("there is no row \"%s\"", id != NULL ? id : "any");
    return NULL;
}

static void assert_near(double found, double expected, double relative)
{
    if (!(fabs(found - expected) <= relative * fabs(expected)))
        fail_msg("found %.12g, expected %.12g", found, expected);
}

static void assert_figure(const checked *c, const char *id, double expected)
{
    assert_near(row(c, COHONG_PART_FIGURES, id, 0)->value, expected, 1e-12);
}

static checked shipped(const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/data/claims/%s.toml", COHONG_SOURCE_DIR, name);
    return check(path);
}

/* ---- the shipped claims */

static void test_206_billion_and_its_variants(void **state)
{
    (void)state;
    checked c = shipped("alibaba-2017");
    const cohong_claim_row *rise = row(&c, COHONG_PART_FIGURES, "rise", 0);
    assert_figure(&c, "rise", 188e9 / 0.911);
    assert_near(rise->value, 206.4e9, 0.0005);
    assert_near(rise->published, 206e9, 0);
    assert_string_equal(rise->verdict, "reproduced");
    assert_string_equal(rise->formula, "exports.us_china.2017 / (jobs.exports_china.2015 / 1e6)");
    assert_string_equal(rise->numbers, "188e9 / (911000 / 1e6)");
    assert_non_null(strstr(rise->note, "2017 and 2015"));
    assert_figure(&c, "rise.same_year", 165e9 / 0.911);
    assert_near(row(&c, COHONG_PART_FIGURES, "rise.same_year", 0)->value, 181e9, 0.001);
    const cohong_claim_row *range = row(&c, COHONG_PART_FIGURES, "exports for one million jobs", 0);
    assert_near(range->low95, 46.3e9 / 0.331235, 1e-12);   /* services of 2023: 140 */
    assert_near(range->high95, 140.7e9 / 0.531232, 1e-12); /* goods of 2024: 265 */
    release(&c);
}

static void test_the_other_parts_of_the_claim(void **state)
{
    (void)state;
    checked c = shipped("alibaba-2017");
    assert_figure(&c, "per_firm", 206000);
    assert_figure(&c, "brands", 1e6 / 7000);
    assert_figure(&c, "exporters", 1e6 / 285334);
    assert_figure(&c, "goods_and_services", 169.8e9);
    assert_figure(&c, "sellable", 85.6e9);
    assert_figure(&c, "elasticity_needed", log(1 + 206 / 130.4) / log(1.072));
    assert_near(row(&c, COHONG_PART_FIGURES, "elasticity_needed", 0)->value, 13.6, 0.003);
    assert_figure(&c, "zero_low", 130.4e9 * (pow(1.072, 4) - 1));
    assert_figure(&c, "zero_high", 130.4e9 * (pow(1.072, 9) - 1));
    assert_figure(&c, "lists", 517e9);
    assert_figure(&c, "lists_share", 517 / 505.6);
    assert_figure(&c, "exports_after", 187e9);
    assert_figure(&c, "jobs_after", 531232 + 331235 - 911000);
    assert_near(row(&c, COHONG_PART_BOUNDS, "most.ex_post", 0)->value, 75 * 5744, 1e-12);
    assert_near(row(&c, COHONG_PART_BOUNDS, "most.ex_ante", 0)->value, 75 * 5967, 1e-12);
    assert_string_equal(row(&c, COHONG_PART_BOUNDS, "most.ex_post", 0)->verdict, "rules the claim out");
    release(&c);
}

static void test_trade_war_nafta_and_everything(void **state)
{
    (void)state;
    checked c = shipped("trade-war-jobs");
    assert_figure(&c, "flaaen_pierce", -0.014 * 12.5e6);
    assert_string_equal(row(&c, COHONG_PART_FIGURES, "flaaen_pierce", 0)->verdict, "reproduced");
    assert_near(row(&c, COHONG_PART_MODELS, "moodys", 0)->value, -300000, 0);
    assert_near(row(&c, COHONG_PART_MODELS, "oxford", 0)->value, -245000, 0);
    release(&c);
    c = shipped("nafta-mexico");
    assert_figure(&c, "first_order", 1.723884921 - 0.411771222);
    assert_string_equal(row(&c, COHONG_PART_FIGURES, "first_order", 0)->verdict, "reproduced");
    assert_near(row(&c, COHONG_PART_FIGURES, "exact", 0)->value, 0.007323160535, 1e-6); /* ../shared/reference */
    release(&c);
    c = shipped("everything-the-us-buys");
    assert_figure(&c, "lists", 517e9);
    assert_near(row(&c, COHONG_PART_MODELS, "stated", 0)->value, 1.0225474683544304, 1e-12);
    release(&c);
}

/* Every model's result, all draws, is inside the bounds that its family names; parts come in the order of the report; with full
 * employment no job is created; intervals are nested and probabilities are probabilities. */
static void test_laws_of_every_shipped_claim(void **state)
{
    (void)state;
    static const char *const NAMES[] = { "alibaba-2017", "trade-war-jobs", "nafta-mexico", "everything-the-us-buys" };
    for (size_t n = 0; n < sizeof NAMES / sizeof *NAMES; n++) {
        checked c = shipped(NAMES[n]);
        cohong_claim_part last = COHONG_PART_CLAIM;
        for (size_t k = 0; k < c.answer->row_count; k++) {
            const cohong_claim_row *r = &c.answer->rows[k];
            assert_true(r->part >= last);
            last = r->part;
            if (r->part == COHONG_PART_PROBABILITY && strcmp(r->group, "difference") != 0)
                assert_true(r->value >= 0 && r->value <= 1);
            if (r->part != COHONG_PART_MODELS || strcmp(r->id, "disagreement") == 0) continue;
            assert_string_equal(r->verdict, r->fixed ? "fixed by its closure" : "within its bounds");
            if (r->fixed) assert_true(r->closure != NULL && r->low95 == r->high95);
            if (!isnan(r->low95))
                assert_true(r->low95 <= r->low67 && r->low67 <= r->value && r->value <= r->high67 &&
                            r->high67 <= r->high95);
        }
        release(&c);
    }
}

static void test_full_employment_creates_no_job(void **state)
{
    (void)state;
    checked c = shipped("alibaba-2017");
    const cohong_claim_row *full = row(&c, COHONG_PART_MODELS, "zero.net", 0);
    assert_non_null(strstr(full->title, "labour: full"));
    assert_float_equal(full->value, 0, 0);
    release(&c);
}

static void test_the_same_claim_gives_the_same_answer(void **state)
{
    (void)state;
    checked a = shipped("alibaba-2017"), b = shipped("alibaba-2017");
    assert_int_equal(a.answer->row_count, b.answer->row_count);
    for (size_t k = 0; k < a.answer->row_count; k++) {
        const cohong_claim_row *x = &a.answer->rows[k], *y = &b.answer->rows[k];
        assert_memory_equal(&x->value, &y->value, sizeof x->value);
        assert_memory_equal(&x->low95, &y->low95, sizeof x->low95);
        assert_memory_equal(&x->high67, &y->high67, sizeof x->high67);
        assert_string_equal(x->title, y->title);
    }
    release(&a);
    release(&b);
}

/* ---- closed forms */

#define TRIANGLE(id, low, mode, high)               \
    "[[parameter]]\nid = \"" id "\"\ntitle = \"" id \
    "\"\nunit = \"u\"\nwhy = \"w\"\ndistribution = \"triangular\"\nlow = " low "\nmode = " mode "\nhigh = " high "\n"

/* Symmetric triangular on (0, 2): F(x) = x^2/2 below 1, so the quantile u is sqrt(2u) there and 2 - sqrt(2(1-u)) above. */
static void test_quantiles_and_probability_of_a_triangle(void **state)
{
    (void)state;
    checked c = check_text(HEAD "threshold = 1.5\n" READING TRIANGLE("x", "0", "1", "2") BOUND FAMILY("x"));
    const cohong_claim_row *m = row(&c, COHONG_PART_MODELS, "m", 0);
    assert_near(m->value, 1, 1e-3);
    assert_near(m->low95, sqrt(0.05), 1e-3);
    assert_near(m->low67, sqrt(1.0 / 3), 1e-3);
    assert_near(m->high67, 2 - sqrt(1.0 / 3), 1e-3);
    assert_near(m->high95, 2 - sqrt(0.05), 1e-3);
    assert_near(row(&c, COHONG_PART_PROBABILITY, "m", 0)->value, 0.125, 2e-3); /* (2-1.5)^2/2 */
    assert_string_equal(row(&c, COHONG_PART_PROBABILITY, "m", 0)->verdict, "unlikely");
    release(&c);
}

/* Lognormal of median 2 and log_sd 0.5: the two-thirds interval is 2 exp(+-0.5 z), z(5/6) = 0.967421566. */
static void test_quantiles_of_a_lognormal(void **state)
{
    (void)state;
    checked c = check_text(
        HEAD "threshold = 2\n" READING
             "[[parameter]]\nid = \"x\"\ntitle = \"x\"\nunit = \"u\"\nwhy = \"w\"\ndistribution = \"lognormal\"\n"
             "median = 2\nlog_sd = 0.5\n" BOUND FAMILY("x"));
    const cohong_claim_row *m = row(&c, COHONG_PART_MODELS, "m", 0);
    assert_near(m->value, 2, 1e-3);
    assert_near(m->low67, 2 * exp(-0.5 * 0.967421566), 1e-3);
    assert_near(m->high67, 2 * exp(0.5 * 0.967421566), 1e-3);
    assert_near(row(&c, COHONG_PART_PROBABILITY, "m", 0)->value, 0.5, 1e-3);
    release(&c);
}

/* 3x + y with equal variances: indices 9/10 and 1/10, first order and total; a product has total above first order. */
static void test_sobol_indices_of_a_sum(void **state)
{
    (void)state;
    checked c = check_text(HEAD "threshold = 3\n" READING TRIANGLE("x", "0", "1", "2") TRIANGLE("y", "0", "1", "2")
                               BOUND FAMILY("3 * x + y"));
    const double expected[2] = { 0.9, 0.1 };
    const char *const ids[2] = { "x", "y" };
    for (size_t k = 0; k < 2; k++)
        for (size_t which = 1; which <= 2; which++) { /* row 0 is the tornado */
            const cohong_claim_row *r = row(&c, COHONG_PART_SENSITIVITY, ids[k], which);
            double error = (r->high95 - r->low95) / 2 / 1.96;
            assert_true(fabs(r->value - expected[k]) <= 3 * error);
            assert_true(error < 0.03);
        }
    const cohong_claim_row *tornado = row(&c, COHONG_PART_SENSITIVITY, "x", 0);
    assert_near(tornado->low67, 3 * sqrt(1.0 / 3) + 1, 1e-9);
    assert_near(tornado->high67, 3 * (2 - sqrt(1.0 / 3)) + 1, 1e-9);
    release(&c);
}

/* 100 x y with medians 1: alone each has to be 3; jointly q with (2 - sqrt(2(1-q)))^2 = 3, q = 1 - (2 - sqrt 3)^2 / 2. */
static void test_break_even(void **state)
{
    (void)state;
    checked c = check_text(HEAD "threshold = 300\n" READING TRIANGLE("x", "0", "1", "2") TRIANGLE("y", "0", "1", "2")
                               BOUND FAMILY("100 * x * y"));
    assert_near(row(&c, COHONG_PART_BREAK_EVEN, "x", 0)->value, 3, 1e-9);
    assert_near(row(&c, COHONG_PART_BREAK_EVEN, "y", 0)->value, 3, 1e-9);
    assert_near(row(&c, COHONG_PART_BREAK_EVEN, "jointly", 0)->value, 1 - pow(2 - sqrt(3), 2) / 2, 1e-9);
    release(&c);
    c = check_text(HEAD "threshold = 300\n" READING TRIANGLE("x", "0", "1", "2") "most = 2\n" BOUND FAMILY("100 * x"));
    assert_true(isnan(row(&c, COHONG_PART_BREAK_EVEN, "x", 0)->value));
    assert_string_equal(row(&c, COHONG_PART_BREAK_EVEN, "x", 0)->verdict, "no value does");
    release(&c);
}

/* P(x >= 1.5) = 1/8 without and P(x/2 >= 1.5) = 0 with: the condition matters only where one of them is not near 0. */
static void test_probabilities_with_and_without(void **state)
{
    (void)state;
    checked c = check_text(HEAD "threshold = 1.5\ncondition = \"the war\"\n" READING TRIANGLE("x", "0", "1", "2")
                               BOUND FAMILY("x") "formula_with = \"x / 2\"\n");
    assert_string_equal(row(&c, COHONG_PART_PROBABILITY, "m", 0)->group, "without");
    assert_string_equal(row(&c, COHONG_PART_PROBABILITY, "m", 1)->group, "with");
    assert_float_equal(row(&c, COHONG_PART_PROBABILITY, "m", 1)->value, 0, 0);
    assert_string_equal(row(&c, COHONG_PART_PROBABILITY, "m", 1)->verdict, "exceptionally unlikely");
    assert_string_equal(row(&c, COHONG_PART_PROBABILITY, "m", 2)->verdict, "the condition matters");
    release(&c);
}

static void test_a_model_outside_its_bound_is_said_to_be(void **state)
{
    (void)state;
    checked c = check_text(HEAD "threshold = 1\n" READING BOUND FAMILY("1001 * one"));
    assert_string_equal(row(&c, COHONG_PART_MODELS, "m", 0)->verdict, "outside the bound \"b\"");
    release(&c);
}

static void test_a_formula_without_value_is_an_error(void **state)
{
    (void)state;
    cohong_claim *claim = NULL;
    cohong_claim_answer *answer = NULL;
    cohong_error error = { 0 };
    folder_write("claim.toml",
                 HEAD "threshold = 1\n" READING
                      "[[figure]]\nid = \"f\"\ntitle = \"t\"\npart = \"p\"\nunit = \"u\"\nvintage = \"ex post\"\n"
                      "formula = \"1 / (one - one)\"\n");
    assert_int_equal(cohong_claim_read(folder_path("claim.toml"), &claim, &error), COHONG_OK);
    assert_int_equal(cohong_claim_answer_new(claim, &answer, &error), COHONG_OUT_OF_DOMAIN);
    assert_error(&error,
                 "claim.toml:24:1: the formula of \"f\" has no value: a division by zero, a logarithm of nothing or an "
                 "engine without a solution");
    assert_null(answer);
    cohong_claim_answer_free(NULL);
    cohong_claim_free(claim);
}

/* The scale of the IPCC's guidance note on uncertainties (2010), table 1. */
static void test_words_of_the_ipcc_scale(void **state)
{
    (void)state;
    static const struct {
        double probability;
        const char *word;
    } SCALE[] = { { 1, "virtually certain" },
                  { 0.99, "virtually certain" },
                  { 0.97, "extremely likely" },
                  { 0.92, "very likely" },
                  { 0.7, "likely" },
                  { 0.5, "about as likely as not" },
                  { 0.2, "unlikely" },
                  { 0.07, "very unlikely" },
                  { 0.03, "extremely unlikely" },
                  { 0.005, "exceptionally unlikely" },
                  { 0, "exceptionally unlikely" } };
    for (size_t k = 0; k < sizeof SCALE / sizeof *SCALE; k++)
        assert_string_equal(cohong_likelihood(SCALE[k].probability), SCALE[k].word);
    assert_string_equal(cohong_likelihood(NAN), "n/a");
}

/* ---- engines */

/* m = e + A'm for AAA: a(GDS,GDS) = 0.3 h, a(SRV,GDS) = 0.2, a(GDS,SRV) = 0.1 h, a(SRV,SRV) = 0.1 with the home share
 * h = 60 / (60 + 40 * 1.25); e = 10/90 and 20/100. Exports to BBB are 30 million of goods. */
static void test_input_output_on_the_small_world(void **state)
{
    (void)state;
    folder_write_world();
    checked c = check_text(HEAD
                           "threshold = 1\n" READING
                           "[[engine]]\nid = \"w\"\nworld = \".\"\ncountry = \"AAA\"\npartner = \"BBB\"\n" BOUND FAMILY(
                               "w.supported") "[[figure]]\nid = \"x\"\ntitle = \"t\"\npart = \"p\"\nunit = \"USD\"\n"
                                              "vintage = \"ex post\"\nformula = \"w.exports\"\n"
                                              "[[figure]]\nid = \"r\"\ntitle = \"t\"\npart = \"p\"\nunit = \"u\"\n"
                                              "vintage = \"ex post\"\nformula = \"w.jobs_per_value\"\n");
    double h = 60.0 / 110, gg = 1 - 0.3 * h, sg = -0.2, gs = -0.1 * h, ss = 1 - 0.1, eg = 10.0 / 90, es = 0.2;
    double multiplier = (eg * ss - sg * es) / (gg * ss - sg * gs);
    assert_near(row(&c, COHONG_PART_MODELS, "m", 0)->value, 30 * multiplier, 1e-9);
    assert_figure(&c, "x", 30e6);
    assert_near(row(&c, COHONG_PART_FIGURES, "r", 0)->value, multiplier / 1e6, 1e-9);
    release(&c);
}

/* When nothing is shocked, nothing changes under any closure. */
static void test_no_shock_changes_nothing(void **state)
{
    (void)state;
    folder_write_world();
    folder_write("calm.toml", "title = \"t\"\nworld = \".\"\n");
    checked c = check_text(HEAD
                           "threshold = 1\n" READING
                           "[[engine]]\nid = \"s\"\nscenario = \"calm.toml\"\ncountry = \"AAA\"\npartner = \"BBB\"\n"
                           "labour_elasticity = 1\nclosures = [\"full\", \"elastic\", \"rigid\", \"rigid_down\"]\n"
                           "theta_log_sd = 0.2\n" BOUND FAMILY(
                               "s.created + s.moved + s.supported_change + s.exports_change / 1e6 + s.welfare"));
    for (size_t k = 0; k < 4; k++) {
        const cohong_claim_row *m = row(&c, COHONG_PART_MODELS, "m", k);
        assert_float_equal(m->low95, 0, 1e-7);
        assert_float_equal(m->high95, 0, 1e-7);
    }
    release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, folder_remove)
        cmocka_unit_test(test_206_billion_and_its_variants),
        cmocka_unit_test(test_the_other_parts_of_the_claim),
        cmocka_unit_test(test_trade_war_nafta_and_everything),
        cmocka_unit_test(test_laws_of_every_shipped_claim),
        cmocka_unit_test(test_full_employment_creates_no_job),
        cmocka_unit_test(test_the_same_claim_gives_the_same_answer),
        CASE(test_quantiles_and_probability_of_a_triangle),
        CASE(test_quantiles_of_a_lognormal),
        CASE(test_sobol_indices_of_a_sum),
        CASE(test_break_even),
        CASE(test_probabilities_with_and_without),
        CASE(test_a_model_outside_its_bound_is_said_to_be),
        CASE(test_a_formula_without_value_is_an_error),
        cmocka_unit_test(test_words_of_the_ipcc_scale),
        CASE(test_input_output_on_the_small_world),
        CASE(test_no_shock_changes_nothing),
#undef CASE
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
