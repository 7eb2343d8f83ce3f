/* Fuzzes the readers of foreign tables: those of cohong_table_read and cohong_world_import. The input's first byte chooses the reader
 * (its last two bits) and which files and options go with it; the rest are the table, the employment and the names or elasticities,
 * separated by a byte 0x1E, of which an empty one is a small sound file. A table that is accepted has to hold only numbers
 * of its domain and rows that add up, and has to answer for jobs; a world that is accepted has to pass its check, as
 * imports promise, and to be read again once written. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cohong.h"

enum { TABLE, EMPLOYMENT, NAMES, FILE_COUNT, IMPORT = 3, READER_COUNT = 4, WORLD_FILE_COUNT = 7 };
enum { WITH_EMPLOYEES = 4, WITH_EMPLOYMENT = 8, WITH_NAMES = 16, WITH_YEAR = 32 };
enum { ASKED_ACCOUNTS = 64, BALANCED_ACCOUNTS = 16 }; /* larger ones are only read */

static const char *const READERS[READER_COUNT] = { "wiod-wide", "wiod-national", "bls-requirements", "import" };
static const char *const FILES[FILE_COUNT] = { "table.csv", "employment.csv", "names.csv" };
static const char *const WORLD_FILES[WORLD_FILE_COUNT] = { "world.toml", "countries.csv",  "sectors.csv",
                                                           "trade.csv",  "production.csv", "inputs.csv",
                                                           "final.csv" };
static const char WIDE[] = ",A_x,A_y,B_x,B_y,A_C,B_C,GO\nA_x,10,5,5,6,30,2,58\nA_y,1,2,0,0,20,0,23\n"
                           "B_x,2,0,20,7,8,30,67\nB_y,3,0,4,2,1,5,15\n";
static const char PEOPLE[] = "country,sector,employment\nA,x,500\nA,y,30\nB,x,20\nB,y,10\n";
static const char *const TEXTS[READER_COUNT][FILE_COUNT] = {
    { WIDE, PEOPLE, "" },
    { "Year,Code,Description,Origin,a,b,CONS,INV,EXP,GO\n2014,a,Apples,Domestic,1,2,10,-3,4,14\n"
      "2014,b,Bread,Domestic,3,0,5,0,2,10\n2014,a,Apples,Imports,0.5,0.5,2,0,1,0\n",
      "country,code,year,EMP,EMPE\nUSA,a,2014,7,6\nUSA,b,2014,2.5,2\n", "" },
    { "Industry,1,2\n1,3,1\n2,0.5,4\n3,3.5,5\n", "", "Number,Description\n1,Crops\n2,Mills\n" },
    { WIDE, PEOPLE, "sector,theta,name,kind\nx,4,Goods,goods\ny,2,Services,services\n" },
};

static char folder[64], paths[FILE_COUNT][96], world_folder[80];

static void remove_world(void)
{
    for (size_t k = 0; k < WORLD_FILE_COUNT; k++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", world_folder, WORLD_FILES[k]);
        unlink(path);
    }
    rmdir(world_folder);
}

static void leave(void)
{
    for (size_t k = 0; k < FILE_COUNT; k++) unlink(paths[k]);
    remove_world();
    rmdir(folder);
}

static void enter(void)
{
    strcpy(folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/cohong-fuzz-XXXXXX" : "/tmp/cohong-fuzz-XXXXXX");
    if (mkdtemp(folder) == NULL) abort();
    for (size_t k = 0; k < FILE_COUNT; k++) snprintf(paths[k], sizeof paths[k], "%s/%s", folder, FILES[k]);
    snprintf(world_folder, sizeof world_folder, "%s/world", folder);
    atexit(leave);
}

static void write_file(const char *path, const void *bytes, size_t length)
{
    FILE *out = fopen(path, "wb");
    if (out == NULL || fwrite(bytes, 1, length, out) != length || fclose(out) != 0) abort();
}

static void write_files(size_t reader, const uint8_t *data, size_t size)
{
    for (size_t k = 0; k < FILE_COUNT; k++) {
        const uint8_t *end = k + 1 < FILE_COUNT && size > 0 ? memchr(data, 0x1E, size) : NULL;
        size_t length = end != NULL ? (size_t)(end - data) : size;
        if (length > 0)
            write_file(paths[k], data, length);
        else
            write_file(paths[k], TEXTS[reader][k], strlen(TEXTS[reader][k]));
        data += length + (end != NULL);
        size -= length + (end != NULL);
    }
}

/* Every error is one line and names a file. */
static void check_error(cohong_status status, const cohong_error *error)
{
    if (status == COHONG_OK) return;
    if (error->status != status || error->message[0] == '\0' || strchr(error->message, '\n') != NULL) abort();
    if (strncmp(error->file, folder, strlen(folder)) != 0) abort();
}

static void expect(bool holds)
{
    if (!holds) abort();
}

/* ---- tables */

static void check_rows(const cohong_table *t)
{
    size_t N = t->country_count, S = N * t->sector_count;
    for (size_t s = 0; s < S; s++) {
        double sum = t->exports[s], size = fabs(t->exports[s]);
        for (size_t b = 0; b < S; b++) {
            expect(t->flow[s * S + b] >= 0 && isfinite(t->flow[s * S + b]));
            sum += t->flow[s * S + b];
            size += t->flow[s * S + b];
        }
        for (size_t n = 0; n < N; n++) sum += t->final_demand[s * N + n], size += fabs(t->final_demand[s * N + n]);
        expect(isfinite(sum) && fabs(t->output[s] - sum) <= 1e-12 * size);
    }
}

static void check_table(const cohong_table *t)
{
    size_t S = t->country_count * t->sector_count;
    expect(S > 0 && t->source_count > 0 && t->idle_count <= S);
    for (size_t s = 0; s < S; s++)
        expect(isnan(t->employment[s]) || (t->employment[s] >= 0 && isfinite(t->employment[s])));
    for (size_t n = 0; n < t->country_count; n++) expect(t->countries[n].code != NULL && *t->countries[n].code != '\0');
    for (size_t j = 0; j < t->sector_count; j++) expect(t->sectors[j].code != NULL);
    if (t->flow != NULL) check_rows(t);
    for (size_t k = 0; t->requirement != NULL && k < S * S; k++)
        expect(t->requirement[k] >= 0 && isfinite(t->requirement[k]));
}

/* The flows of every country: they are refused, or their destinations add up to the total. */
static void ask_for_jobs(const cohong_table *t)
{
    static const cohong_flow_kind KINDS[] = { COHONG_EXPORTS, COHONG_FINAL_DEMAND, COHONG_IMPORTS };
    cohong_jobs *jobs;
    cohong_error error = { 0 };
    double persons[ASKED_ACCOUNTS + 1];
    if (cohong_jobs_of_table(t, &jobs, &error) != COHONG_OK) {
        expect(error.message[0] != '\0');
        return;
    }
    size_t D = cohong_jobs_labels_of(jobs)->destination_count;
    for (size_t n = 0; n < t->country_count; n++)
        for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
            cohong_job_flows flows = { .by_destination = persons };
            double sum = 0, size = 0;
            if (cohong_jobs_in_flows(jobs, KINDS[k], n, &flows, &error) != COHONG_OK) continue;
            for (size_t d = 0; d < D; d++) sum += persons[d], size += fabs(persons[d]);
            expect(isfinite(flows.total) && fabs(sum - flows.total) <= 1e-9 * size);
        }
    cohong_jobs_free(jobs);
}

static void try_table(size_t reader, uint8_t with)
{
    cohong_table *table;
    cohong_error error = { 0 };
    cohong_table_files files = { .table = paths[TABLE],
                                 .employment = (with & WITH_EMPLOYMENT) != 0 ? paths[EMPLOYMENT] : NULL,
                                 .names = (with & WITH_NAMES) != 0 ? paths[NAMES] : NULL,
                                 .year = (with & WITH_YEAR) != 0 ? 2014 : 0,
                                 .employees_only = (with & WITH_EMPLOYEES) != 0 };
    cohong_status status = cohong_table_read(READERS[reader], &files, &table, &error);
    check_error(status, &error);
    if (status == COHONG_OK) check_table(table);
    if (status == COHONG_OK && table->country_count * table->sector_count <= ASKED_ACCOUNTS) ask_for_jobs(table);
    cohong_table_free(table);
}

/* ---- worlds */

static void check_world(const cohong_world *w)
{
    cohong_identity identities[COHONG_IDENTITY_LIMIT];
    cohong_error error = { 0 };
    cohong_world *back;
    size_t count;
    expect(cohong_world_check(w, identities, &count, &error) == COHONG_OK);
    if (w->country_count * w->sector_count > BALANCED_ACCOUNTS) return;
    expect(cohong_world_write(w, world_folder, &error) == COHONG_OK);
    expect(cohong_world_read(world_folder, COHONG_CACHE_OFF, &back, &error) == COHONG_OK);
    cohong_world_free(back);
}

static void try_import(uint8_t with)
{
    cohong_world *world;
    cohong_import_report report;
    cohong_error error = { 0 };
    cohong_import_options options = { .name = "x",
                                      .currency = "USD",
                                      .unit = 1,
                                      .theta = (with & WITH_YEAR) != 0 ? 0 : 4,
                                      .employment_file = (with & WITH_EMPLOYMENT) != 0 ? paths[EMPLOYMENT] : NULL,
                                      .theta_file = (with & WITH_NAMES) != 0 ? paths[NAMES] : NULL };
    cohong_status status = cohong_world_import(paths[TABLE], &options, &world, &report, &error);
    check_error(status, &error);
    if (status == COHONG_OK) check_world(world);
    cohong_world_free(world);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (folder[0] == '\0') enter();
    if (size == 0) return 0;
    size_t reader = data[0] % READER_COUNT;
    write_files(reader, data + 1, size - 1);
    if (reader == IMPORT)
        try_import(data[0]);
    else
        try_table(reader, data[0]);
    return 0;
}
