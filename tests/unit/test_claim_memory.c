/* Memory of the claims room: every allocation of reading a claim with each kind of engine, of answering it, and of a scenario's goals may
 * fail, each time with a clean answer and nothing left behind (the sanitizers look). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "refusing_memory.h"
#include "world_folder.h"

/* Something of every table but parameters, so that one answer costs few draws: families without inputs are one number. */
static const char CLAIM[] =
    "would_change = [\"a\"]\n[claim]\ntitle = \"T\"\ntext = \"w\"\nspeaker = \"S\"\ndate = 2017-01-09\naddress = "
    "\"a\"\n"
    "metric = \"m\"\nhorizon = \"h\"\nthreshold = 10\nunit = \"jobs\"\nex_ante = 2017-01-31\nex_post = 2024-12-31\n"
    "facts = \"facts.csv\"\ncondition = \"the war\"\n[[reading]]\ntitle = \"r\"\ntext = \"t\"\n"
    "[[assumption]]\nid = \"six\"\nvalue = 6\nunit = \"times\"\nwhy = \"w\"\n"
    "[[engine]]\nid = \"w\"\nworld = \".\"\ncountry = \"AAA\"\npartner = \"BBB\"\n"
    "[[engine]]\nid = \"s\"\nscenario = \"s.toml\"\ncountry = \"AAA\"\npartner = \"BBB\"\nclosures = [\"full\", "
    "\"rigid\"]\n"
    "[[engine]]\nid = \"f\"\nfirms = \"firms.toml\"\n"
    "[[figure]]\nid = \"a\"\ntitle = \"t\"\nlabel = \"l\"\npart = \"p\"\nunit = \"jobs\"\nvintage = \"ex post\"\n"
    "formula = \"one * six\"\npublished = \"one\"\nrange = \"r\"\n"
    "[[figure]]\nid = \"b\"\ntitle = \"t\"\npart = \"p\"\nunit = \"jobs\"\nvintage = \"ex post\"\nformula = "
    "\"w.supported\"\n"
    "range = \"r\"\n"
    "[[bound]]\nid = \"most\"\ntitle = \"t\"\nside = \"at most\"\nvintage = \"ex post\"\nformula = \"1e9 * one\"\n"
    "[[family]]\nid = \"m\"\ntitle = \"t\"\nkind = \"k\"\nvintage = \"ex post\"\nwithin = [\"most\"]\n"
    "formula = \"s.supported_change\"\nformula_with = \"s.supported_change / six\"\n"
    "[[family]]\nid = \"n\"\ntitle = \"t\"\nkind = \"k\"\nvintage = \"ex post\"\nwithin = [\"most\"]\n"
    "formula = \"f.additional_jobs\"\n"
    "[[goal]]\nid = \"g\"\ntitle = \"t\"\nunit = \"times\"\nvary = \"trade_cost BBB AAA\"\nfrom = 1\nto = 0.9\npoints "
    "= 3\n"
    "measure = \"s.exports_change\"\ntarget = \"1e6\"\ntimes = \"six\"\n"
    "[[goal]]\nid = \"h\"\ntitle = \"t\"\nunit = \"times\"\nvary = \"demand\"\nfrom = 1\nto = 2\npoints = 3\n"
    "measure = \"f.sellers\"\ntarget = \"1e9\"\n";

static const char SCENARIO[] =
    "title = \"s\"\nworld = \".\"\n[[tariff]]\nimporter = \"BBB\"\nexporter = \"AAA\"\nadd = 0.1\n"
    "[[goal]]\nvary = \"trade_cost BBB AAA\"\nfrom = 1\nto = 0.9\nmeasure = \"exports AAA BBB\"\n"
    "rise = 1\npoints = 3\n";

static const char FIRMS[] =
    "title = \"f\"\ncurrency = \"USD\"\nsigma = 5\nplatform_fee = 1\n[[group]]\nname = \"g\"\nfirms = 1000\ntail = "
    "1.4\n"
    "[[market]]\ncode = \"BBB\"\ndemand = 100\n[market.direct]\nfixed_cost = 9\n[market.platform]\nfixed_cost = 2\n"
    "[jobs]\njobs_per_value = 0.01\nlabour_share = 0.3\nwage = 5\n";

static cohong_claim *claim;
static cohong_scenario *scenario;

static int prepare(void **state)
{
    int result = folder_make(state);
    folder_write_world();
    folder_write("facts.csv", "id,value,unit,year,known,what,source,address\none,1,jobs,2023,2024-12-31,w,s,a\n");
    folder_write("s.toml", SCENARIO);
    folder_write("firms.toml", FIRMS);
    folder_write("claim.toml", CLAIM);
    cohong_error error = { 0 };
    if (cohong_claim_read(folder_path("claim.toml"), &claim, &error) != COHONG_OK) fail_msg("%s", error.message);
    if (cohong_scenario_read(folder_path("s.toml"), COHONG_CACHE_OFF, &scenario, &error) != COHONG_OK)
        fail_msg("%s", error.message);
    return result;
}

static int clean(void **state)
{
    cohong_claim_free(claim);
    cohong_scenario_free(scenario);
    return folder_remove(state);
}

static cohong_status try_read(cohong_error *error)
{
    cohong_claim *made;
    cohong_status status = cohong_claim_read(folder_path("claim.toml"), &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    cohong_claim_free(made);
    return status;
}

static cohong_status try_answer(cohong_error *error)
{
    cohong_claim_answer *made;
    cohong_status status = cohong_claim_answer_new(claim, &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    cohong_claim_answer_free(made);
    return status;
}

static cohong_status try_goals(cohong_error *error)
{
    cohong_goals *made;
    cohong_status status = cohong_goals_read(scenario, &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    cohong_goals_free(made);
    return status;
}

static cohong_status try_solve_for(cohong_error *error)
{
    const cohong_goal goal = { .vary = "trade_cost BBB AAA",
                               .from = 1,
                               .to = 0.9,
                               .measure = "exports AAA BBB",
                               .target = 1,
                               .rise = true,
                               .points = 3 };
    cohong_goal_answer *made;
    cohong_status status = cohong_solve_for(scenario, &goal, &made, error);
    assert_true((made != NULL) == (status == COHONG_OK));
    cohong_goal_answer_free(made);
    return status;
}

static void reading_may_fail(void **state)
{
    (void)state;
    may_do_without = true;
    refuse_each(try_read, 60);
    may_do_without = false;
}

static void answering_may_fail(void **state)
{
    (void)state;
    refuse_each(try_answer, 60);
}

static void goals_may_fail(void **state)
{
    (void)state;
    refuse_each(try_goals, 10);
    refuse_each(try_solve_for, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reading_may_fail), cmocka_unit_test(answering_may_fail),
                                        cmocka_unit_test(goals_may_fail) };
    return cmocka_run_group_tests(tests, prepare, clean);
}
