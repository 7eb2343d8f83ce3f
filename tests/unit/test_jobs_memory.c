/* Memory of the jobs room: every allocation of a setup or a reader may fail, each time with a clean answer and nothing
 * left behind (the sanitizers look); and no question about jobs allocates. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cohong.h"
#include "jobs_case.h"
#include "refusing_memory.h"

static const void *given; /* what the attempt in hand works on */

static cohong_status of_world(cohong_error *error)
{
    cohong_jobs *jobs;
    cohong_status status = cohong_jobs_of_world(given, &jobs, error);
    if (status != COHONG_OK) assert_null(jobs);
    cohong_jobs_free(jobs);
    return status;
}

static cohong_status of_table(cohong_error *error)
{
    cohong_jobs *jobs;
    cohong_status status = cohong_jobs_of_table(given, &jobs, error);
    if (status != COHONG_OK) assert_null(jobs);
    cohong_jobs_free(jobs);
    return status;
}

static void setups(void **state)
{
    (void)state;
    cohong_world *world = jobs_case_world(3, 2, 0, 1);
    cohong_table *table = jobs_case_table_of(world);
    given = world;
    refuse_each(of_world, 3);
    given = table;
    refuse_each(of_table, 3);
    cohong_table_free(table);
    cohong_world_free(world);
}

typedef struct reading {
    const char *reader;
    cohong_table_files files;
} reading;

static cohong_status read_one(cohong_error *error)
{
    const reading *r = given;
    cohong_table *table;
    cohong_status status = cohong_table_read(r->reader, &r->files, &table, error);
    if (status != COHONG_OK) assert_null(table);
    cohong_table_free(table);
    return status;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void readers(void **state)
{
    char folder[] = "/tmp/cohong-test-XXXXXX", table[64], people[64], names[64];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(table, sizeof table, "%s/table.csv", folder);
    snprintf(people, sizeof people, "%s/people.csv", folder);
    snprintf(names, sizeof names, "%s/names.csv", folder);
    reading r = { "wiod-wide", { .table = table, .employment = people, .year = 2014 } };
    write_file(table, ",A_x,A_y,A_C,GO\nA_x,1,2,3,6\nA_y,0,1,1,2\n");
    write_file(people, "country,sector,employment\nA,x,5\nA,y,6\n");
    given = &r;
    refuse_each(read_one, 10);
    r.reader = "wiod-national";
    write_file(table,
               "Year,Code,Description,Origin,a,CONS,EXP,GO\n2014,a,A,Domestic,1,2,3,6\n2014,a,A,Imports,1,2,0,0\n");
    write_file(people, "country,code,year,EMP\nUSA,a,2014,7\n");
    given = &r;
    refuse_each(read_one, 10);
    r.reader = "bls-requirements";
    r.files.names = names;
    write_file(table, "Industry,1\n1,3\nTotal,3\n");
    write_file(names, "Number,Name\n1,Crops\n");
    given = &r;
    refuse_each(read_one, 8);
    assert_int_equal(unlink(table) | unlink(people) | unlink(names) | rmdir(folder), 0);
}

/* Setup allocates; questions do not. */
static void questions_allocate_nothing(void **state)
{
    enum { N = 3, J = 2 };
    double m[N * J], by_destination[N], by_product[N * J], by_sector[N * J];
    cohong_jobs *jobs;
    (void)state;
    cohong_world *world = jobs_case_world(N, J, 0, 3);
    assert_int_equal(cohong_jobs_of_world(world, &jobs, NULL), COHONG_OK);
    cohong_job_flows flows = { .by_destination = by_destination, .by_product = by_product, .by_sector = by_sector };
    allocations = 0;
    cohong_status multipliers = cohong_jobs_multipliers(jobs, COHONG_GLOBAL_CHAIN, 0, m, NULL, NULL);
    cohong_status by_work = cohong_jobs_by_work(jobs, COHONG_GLOBAL_CHAIN, m, by_product, NULL, NULL);
    cohong_status in_flows = cohong_jobs_in_flows(jobs, COHONG_FINAL_DEMAND, 0, &flows, NULL);
    size_t count = allocations;
    assert_int_equal(multipliers, COHONG_OK);
    assert_int_equal(by_work, COHONG_OK);
    assert_int_equal(in_flows, COHONG_OK);
    assert_int_equal(count, 0);
    cohong_jobs_free(jobs);
    cohong_world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setups),
        cmocka_unit_test(readers),
        cmocka_unit_test(questions_allocate_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
