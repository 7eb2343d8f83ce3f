/* Fuzzes the reader of firms files, and what firms choose. The input is the file; it may name the countries and sectors of a small world that
 * is written once. What is accepted is checked again, and its firms choose: in closed form, or in a small sample whose shocks are also
 * kept, which may not change a bit. Nobody is counted who is not there; a break-even and an equilibrium end in a known way. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cohong.h"

enum { MARKETS_TO_SOLVE = 6, GROUPS_TO_SOLVE = 6, SAMPLE = 300 };

static char path[96];
static cohong_world *world;
static cohong_model *model;

static void leave(void)
{
    cohong_model_free(model);
    cohong_world_free(world);
    unlink(path);
}

/* Two countries, two sectors, without inputs: output is value added. */
static void start(void)
{
    static const double TRADE[] = { 60, 40, 30, 80, 100, 5, 15, 120 };
    static const char *const CODES[] = { "A", "B", "g", "s" };
    strcpy(path, access("/dev/shm", W_OK) == 0 ? "/dev/shm/cohong-fuzz-XXXXXX" : "/tmp/cohong-fuzz-XXXXXX");
    int file = mkstemp(path);
    if (file < 0 || close(file) != 0) abort();
    if (cohong_world_new(2, 2, false, &world, NULL) != COHONG_OK) abort();
    world->currency = "USD";
    world->unit = 1e6;
    for (size_t k = 0; k < 8; k++) world->trade[k] = TRADE[k];
    for (size_t k = 0; k < 2; k++) {
        world->countries[k] = (cohong_country){ CODES[k], CODES[k] };
        world->sectors[k] = (cohong_sector){ CODES[2 + k], CODES[2 + k], k == 0 ? COHONG_GOODS : COHONG_SERVICES };
        world->theta[k] = 4;
        double spent[2], all = 0;
        for (size_t j = 0; j < 2; j++) all += spent[j] = TRADE[j * 4 + k * 2] + TRADE[j * 4 + k * 2 + 1];
        for (size_t j = 0; j < 2; j++) {
            world->value_added_share[j * 2 + k] = 1;
            world->final_share[j * 2 + k] = spent[j] / all;
        }
    }
    if (cohong_model_new(world, NULL, &model, NULL) != COHONG_OK) abort();
    atexit(leave);
}

static void write_file(const void *bytes, size_t length)
{
    FILE *out = fopen(path, "wb");
    if (out == NULL || fwrite(bytes, 1, length, out) != length || fclose(out) != 0) abort();
}

static void check_error(cohong_status status, const cohong_error *error)
{
    if (error->status != status || error->message[0] == '\0' || strchr(error->message, '\n') != NULL) abort();
}

/* How many there are, and at most how many a sample takes them for: a draw's weight is at most ten times the mean. */
static double count_firms(const cohong_firms *f)
{
    double sum = 0;
    for (size_t g = 0; g < f->group_count; g++) sum += f->groups[g].firms;
    return sum;
}

static void look_at(const cohong_firms *f, const cohong_firm_outcome *o, double most)
{
    double by_count = 0;
    if (o->market_count != f->market_count) abort();
    for (size_t m = 0; m < o->market_count; m++) {
        const cohong_firm_sums *s = &o->markets[m];
        double sellers = s->sellers[COHONG_PLATFORM] + s->sellers[COHONG_DIRECT];
        if (!(s->sellers[COHONG_PLATFORM] >= 0 && s->sellers[COHONG_DIRECT] >= 0 && sellers <= most)) abort();
        if (!(s->sellers_without <= most && s->new_sellers + s->switchers <= most)) abort();
    }
    for (size_t n = 0; n <= o->market_count; n++) by_count += o->exporters_by_markets[n];
    if (!(by_count <= most && o->totals.exporters <= most && o->totals.platform_firms <= most)) abort();
}

static cohong_firm_outcome *choices(const cohong_firms *f, const cohong_population *p, size_t threads)
{
    cohong_firm_outcome *o;
    cohong_error error = { 0 };
    cohong_status status = cohong_firms_solve(f, p, threads, &o, &error);
    if ((o != NULL) != (status == COHONG_OK)) abort();
    if (o == NULL) check_error(status, &error);
    return o;
}

static void sample(const cohong_firms *f, cohong_firm_draw how)
{
    cohong_population *p;
    cohong_error error = { 0 };
    cohong_status status = cohong_population_new(f, how, SAMPLE, 1, 0, &p, &error);
    if ((p != NULL) != (status == COHONG_OK)) abort();
    if (p == NULL) {
        check_error(status, &error);
        return;
    }
    cohong_firm_outcome *fresh = choices(f, p, 1);
    if (fresh != NULL) {
        look_at(f, fresh, 11 * count_firms(f));
        if (cohong_population_keep_shocks(p, f, 1, NULL) != COHONG_OK) abort();
        cohong_firm_outcome *kept = choices(f, p, 2);
        if (kept == NULL || memcmp(&fresh->totals, &kept->totals, sizeof fresh->totals) != 0 ||
            memcmp(fresh->markets, kept->markets, f->market_count * sizeof *fresh->markets) != 0)
            abort();
        cohong_firm_outcome_free(kept);
    }
    cohong_firm_outcome_free(fresh);
    cohong_population_free(p);
}

static void solve(const cohong_firms *f, bool all)
{
    cohong_error error = { 0 };
    cohong_firm_nest *nest;
    cohong_firm_break_even rows[COHONG_FIRM_LEVER_COUNT];
    cohong_firm_outcome *exact = choices(f, NULL, 1);
    if ((exact != NULL) != (f->demand_shock == 0 && f->entry_shock == 0)) abort();
    if (exact != NULL) look_at(f, exact, (1 + 1e-9) * count_firms(f));
    sample(f, COHONG_WEIGHTED);
    if (all) sample(f, COHONG_GRANULAR);
    if (all && exact != NULL && f->has_labour &&
        cohong_firms_break_even(f, COHONG_FIRM_JOBS_ADDITIONAL, 1000, rows, &error) != COHONG_OK)
        check_error(error.status, &error);
    cohong_status status = all ? cohong_firms_nest(f, model, NULL, &nest, &error) : COHONG_UNSUPPORTED;
    if (all && (nest != NULL) != (status == COHONG_OK)) abort();
    if (all && nest == NULL) check_error(status, &error);
    if (all) cohong_firm_nest_free(nest);
    cohong_firm_outcome_free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cohong_firms *f;
    cohong_error error = { 0 };
    if (path[0] == '\0') start();
    write_file(data, size);
    cohong_status status = cohong_firms_read(path, &f, &error);
    if ((f != NULL) != (status == COHONG_OK)) abort();
    if (f == NULL) {
        check_error(status, &error);
        if (status != COHONG_OUT_OF_MEMORY && error.file[0] == '\0') abort();
        return 0;
    }
    if (f->title == NULL || f->group_count == 0 || f->market_count == 0) abort();
    if (cohong_firms_check(f, NULL) != COHONG_OK) abort();
    if (f->market_count <= MARKETS_TO_SOLVE && f->group_count <= GROUPS_TO_SOLVE) solve(f, size % 8 == 0);
    cohong_firms_free(f);
    return 0;
}
