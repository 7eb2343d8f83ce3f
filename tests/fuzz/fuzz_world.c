/* Fuzzes the readers of worlds. The input is a set of files: its first byte says which of the seven files of a small world (or the
 * cache, a map, a wide table) each part replaces; parts are separated by a byte 0x1E. A world that is accepted has to pass what
 * reading promises, survive writing, and be read again with the same bits. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cohong.h"

enum { FILE_COUNT = 10, SOURCE_COUNT = 7, CACHE = 7, MAP = 8, TABLE = 9 };
static const char *const NAMES[FILE_COUNT] = { "world.toml",     "countries.csv", "sectors.csv", "trade.csv",
                                               "production.csv", "inputs.csv",    "final.csv",   "world.cohong-cache",
                                               "map.csv",        "table.csv" };
static const char *const TEXTS[FILE_COUNT] = {
    "name = \"x\"\nyear = 2020\ncurrency = \"USD\"\nunit = 1\ntrade_values = \"net_of_tariff\"\ntolerance = 1e-6\n",
    "country,name\nA,a\nB,b\n",
    "sector,name,theta\ng,G,4\ns,S,2\n",
    "sector,importer,exporter,value,tariff\ng,A,A,60,0\ng,A,B,40,0.25\ng,B,A,30,0\ng,B,B,70,0\ns,A,A,100,0\ns,B,B,120,"
    "0\n",
    "country,sector,value_added_share,employment\nA,g,0.5,1\nA,s,0.8,2\nB,g,0.5,\nB,s,0.8,\n",
    "country,sector,input,share\nA,g,g,0.3\nA,g,s,0.2\nA,s,g,0.1\nA,s,s,0.1\nB,g,g,0.3\nB,g,s,0.2\nB,s,g,0.1\nB,s,s,0."
    "1\n",
    NULL,
    NULL,
    "kind,from,to\ncountry,A,U\n",
    ",A_x,B_x,A_C,B_C\nA_x,1,2,3,4\nB_x,1,1,5,6\n",
};

static char folder[64], copy[80];

static void path_of(const char *in, size_t file, char path[160])
{
    snprintf(path, 160, "%s/%s", in, NAMES[file]);
}

static void write_file(size_t file, const void *bytes, size_t length)
{
    char path[160];
    path_of(folder, file, path);
    FILE *out = fopen(path, "wb");
    if (out == NULL || fwrite(bytes, 1, length, out) != length || fclose(out) != 0) abort();
}

static void reset(void)
{
    for (size_t k = 0; k < FILE_COUNT; k++) {
        char path[160];
        path_of(folder, k, path);
        if (TEXTS[k] != NULL)
            write_file(k, TEXTS[k], strlen(TEXTS[k]));
        else
            unlink(path);
    }
}

static void leave(void)
{
    for (size_t k = 0; k < FILE_COUNT; k++) {
        char path[160];
        path_of(folder, k, path);
        unlink(path);
        path_of(copy, k, path);
        unlink(path);
    }
    rmdir(copy);
    rmdir(folder);
}

static void check_error(cohong_status status, const cohong_error *error)
{
    char text[2048];
    if (status == COHONG_OK) return;
    if (error->status != status || error->message[0] == '\0') abort();
    cohong_error_format(error, text, sizeof text);
    if (strchr(error->message, '\n') != NULL) abort();
}

static void same(const double *a, const double *b, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (!(a[k] == b[k] || (isnan(a[k]) && isnan(b[k])))) abort();
}

static void write_and_read(const cohong_world *w)
{
    size_t N = w->country_count, J = w->sector_count;
    cohong_world *back;
    cohong_error error = { 0 };
    cohong_status status = cohong_world_write(w, copy, &error);
    check_error(status, &error);
    if (status != COHONG_OK) abort();
    status = cohong_world_read_unchecked(copy, COHONG_CACHE_OFF, &back, &error);
    if (status != COHONG_OK || back->country_count != N || back->sector_count != J) abort();
    same(w->theta, back->theta, J);
    same(w->trade, back->trade, J * N * N);
    same(w->tariff, back->tariff, J * N * N);
    same(w->value_added_share, back->value_added_share, J * N);
    same(w->input_share, back->input_share, J * N * J);
    same(w->final_share, back->final_share, J * N);
    if ((w->employment != NULL) != (back->employment != NULL)) abort();
    if (w->employment != NULL) same(w->employment, back->employment, J * N);
    cohong_world_free(back);
}

static void use(cohong_world *w)
{
    cohong_identity identities[COHONG_IDENTITY_LIMIT];
    cohong_balance_report report;
    cohong_error error = { 0 };
    cohong_world *merged;
    size_t count;
    char path[160];
    check_error(cohong_world_check(w, identities, &count, &error), &error);
    for (size_t k = 0; k < count; k++)
        if (!identities[k].mended && !(identities[k].worst <= w->tolerance)) abort();
    write_and_read(w);
    path_of(folder, MAP, path);
    cohong_status status = cohong_world_aggregate(w, path, &merged, &error);
    check_error(status, &error);
    cohong_world_free(merged);
    if (w->country_count * w->sector_count <= 16) check_error(cohong_world_balance(w, &report, &error), &error);
}

static void try_all(void)
{
    cohong_world *w;
    cohong_import_report report;
    cohong_error error = { 0 };
    const cohong_import_options options = { .name = "x", .currency = "USD", .unit = 1, .theta = 4 };
    char path[160];
    cohong_status status = cohong_world_read(folder, COHONG_CACHE_AUTO, &w, &error);
    check_error(status, &error);
    if (status == COHONG_OK) use(w);
    cohong_world_free(w);
    path_of(folder, TABLE, path);
    status = cohong_world_import(path, &options, &w, &report, &error);
    check_error(status, &error);
    cohong_world_free(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (folder[0] == '\0') {
        strcpy(folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/cohong-fuzz-XXXXXX" : "/tmp/cohong-fuzz-XXXXXX");
        if (mkdtemp(folder) == NULL) abort();
        snprintf(copy, sizeof copy, "%s/copy", folder);
        atexit(leave);
    }
    reset();
    while (size > 0) {
        const uint8_t *end = memchr(data, 0x1E, size);
        size_t length = end != NULL ? (size_t)(end - data) : size;
        if (length > 0) write_file(data[0] % FILE_COUNT, data + 1, length - 1);
        data += length + (end != NULL);
        size -= length + (end != NULL);
    }
    try_all();
    return 0;
}
