/* Fuzzes the sweep reader over a small world and a scenario that are written once. The input is the sweep file. What is accepted has to
 * be whole; a small sweep is also worked through on every eighth input, with chunks in a folder and then again from them: rows end in
 * a known way, results of solved rows are numbers, and the second time gives the first one's bits. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cohong.h"

enum { FILE_COUNT = 7, ROWS_TO_SOLVE = 64, CHUNKS = 65 };
static const char *const NAMES[FILE_COUNT] = { "sweep.toml",  "s.toml",    "world.toml",    "countries.csv",
                                               "sectors.csv", "trade.csv", "production.csv" };
static const char TRADE[] = "sector,importer,exporter,value,tariff\n"
                            "g,A,A,60,0\ng,A,B,40,0.25\ng,B,A,40,0\ng,B,B,70,0\ns,A,A,100,0\ns,B,B,120,0\n";
static const char *const TEXTS[FILE_COUNT] = {
    "",
    "title = \"s\"\nworld = \".\"\n[[tariff]]\nimporter = \"B\"\nexporter = \"A\"\nadd = 0.1\n",
    "name = \"x\"\nyear = 2020\ncurrency = \"USD\"\nunit = 1\ntrade_values = \"net_of_tariff\"\n",
    "country,name\nA,a\nB,b\n",
    "sector,name,theta\ng,G,4\ns,S,2\n",
    TRADE,
    "country,sector,value_added_share,employment\nA,g,1,10\nA,s,1,20\nB,g,1,5\nB,s,1,9\n",
};

static char folder[64], chunks[96];

static void path_of(size_t file, char path[160])
{
    snprintf(path, 160, "%s/%s", folder, NAMES[file]);
}

static void write_file(size_t file, const void *bytes, size_t length)
{
    char path[160];
    path_of(file, path);
    FILE *out = fopen(path, "wb");
    if (out == NULL || fwrite(bytes, 1, length, out) != length || fclose(out) != 0) abort();
}

static void remove_chunks(void)
{
    char path[160];
    for (size_t k = 0; k < CHUNKS; k++) {
        snprintf(path, sizeof path, "%s/chunk-%06zu.bin", chunks, k);
        unlink(path);
    }
    rmdir(chunks);
}

static void leave(void)
{
    char path[160];
    remove_chunks();
    for (size_t k = 0; k < FILE_COUNT; k++) {
        path_of(k, path);
        unlink(path);
    }
    rmdir(folder);
}

static void start(void)
{
    strcpy(folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/cohong-fuzz-XXXXXX" : "/tmp/cohong-fuzz-XXXXXX");
    if (mkdtemp(folder) == NULL) abort();
    snprintf(chunks, sizeof chunks, "%s/chunks", folder);
    for (size_t k = 1; k < FILE_COUNT; k++) write_file(k, TEXTS[k], strlen(TEXTS[k]));
    atexit(leave);
}

static void check_error(cohong_status status, const cohong_error *error)
{
    if (error->status != status || error->message[0] == '\0' || strchr(error->message, '\n') != NULL) abort();
    if (status != COHONG_OUT_OF_MEMORY && error->file[0] == '\0') abort();
}

static cohong_draws *worked_through(const cohong_sweep *s)
{
    cohong_draws *draws;
    cohong_error error = { 0 };
    cohong_sweep_work how = { .folder = chunks, .threads = 1 };
    cohong_status status = cohong_sweep_run(s, &how, &draws, &error);
    if ((draws != NULL) != (status == COHONG_OK)) abort();
    if (draws == NULL && (error.status != status || error.message[0] == '\0')) abort();
    return draws;
}

static void look_at(const cohong_sweep_labels *l, const cohong_draws *d)
{
    if (d->row_count != l->row_count || d->column_count != 1 + l->input_count + l->result_count) abort();
    for (size_t row = 0; row < d->row_count; row++) {
        const double *values = d->values + row * d->column_count;
        if (!(values[0] >= 0 && values[0] < COHONG_ROW_END_COUNT)) abort();
        for (size_t k = 1 + l->input_count; k < d->column_count; k++)
            if ((values[0] == COHONG_ROW_SOLVED) != (isfinite(values[k]) != 0)) abort();
    }
}

static void solve(const cohong_sweep *s, const cohong_sweep_labels *l)
{
    cohong_draws *first = worked_through(s), *second = first != NULL ? worked_through(s) : NULL;
    cohong_sweep_summary *summary = NULL;
    if (first != NULL) {
        look_at(l, first);
        size_t length = first->row_count * first->column_count * sizeof(double);
        if (second == NULL || memcmp(first->values, second->values, length) != 0) abort();
        cohong_status status = cohong_sweep_summarise(s, first, &summary, NULL);
        if ((summary != NULL) != (status == COHONG_OK)) abort();
    }
    cohong_sweep_summary_free(summary);
    cohong_draws_free(first);
    cohong_draws_free(second);
    remove_chunks();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[160];
    if (folder[0] == '\0') start();
    write_file(0, data, size);
    path_of(0, path);
    cohong_sweep *s;
    cohong_error error = { 0 };
    cohong_status status = cohong_sweep_read(path, COHONG_CACHE_OFF, &s, &error);
    if ((s != NULL) != (status == COHONG_OK)) abort();
    if (s == NULL) {
        check_error(status, &error);
        return 0;
    }
    const cohong_sweep_labels *l = cohong_sweep_labels_of(s);
    if (l->title == NULL || l->scenario == NULL || l->input_count == 0 || l->result_count == 0) abort();
    if (l->row_count <= ROWS_TO_SOLVE && l->chunk_count < CHUNKS && size % 8 == 0) solve(s, l);
    cohong_sweep_free(s);
    return 0;
}
