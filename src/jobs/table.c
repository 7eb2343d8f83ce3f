/* Input-output tables: making, releasing, and the totals that every reader leaves to one place. */
#include "jobs/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* What table->memory points to. */
typedef struct table_memory {
    void *block;
    text_pool texts;
    cohong_source sources[TABLE_SOURCE_LIMIT];
} table_memory;

static void layout(cohong_table *t, arena *from, size_t N, size_t J, bool requirements)
{
    size_t accounts = J * N;
    t->countries = arena_take(from, N, sizeof *t->countries);
    t->sectors = arena_take(from, J, sizeof *t->sectors);
    t->final_demand = arena_take(from, accounts, N * sizeof(double));
    t->exports = arena_take(from, accounts, sizeof(double));
    t->imports = arena_take(from, accounts, sizeof(double));
    t->output = arena_take(from, accounts, sizeof(double));
    t->employment = arena_take(from, accounts, sizeof(double));
    double *square = arena_take(from, accounts, accounts * sizeof(double));
    t->flow = requirements ? NULL : square;
    t->requirement = requirements ? square : NULL;
}

static bool allocate(cohong_table *t, table_memory *memory, size_t N, size_t J, bool requirements)
{
    arena from = { 0 };
    layout(t, &from, N, J, requirements);
    memory->block = from.overflow ? NULL : memory_block(from.used);
    if (memory->block == NULL) return false;
    from = (arena){ .block = memory->block, .size = from.used };
    layout(t, &from, N, J, requirements);
    return true;
}

cohong_status cohong_table_new(size_t country_count, size_t sector_count, bool requirements, cohong_table **table,
                               cohong_error *error)
{
    size_t accounts, cells;
    *table = NULL;
    if (country_count == 0 || sector_count == 0)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "a table needs at least one country and one sector");
    if (!memory_product(country_count, sector_count, 1, &accounts) || accounts > TABLE_ACCOUNT_LIMIT ||
        !memory_product(accounts, accounts, sizeof(double), &cells))
        return fail(error, COHONG_TOO_LARGE, NOWHERE, "a table of %zu countries and %zu sectors is beyond %d accounts",
                    country_count, sector_count, TABLE_ACCOUNT_LIMIT);
    cohong_table *t = calloc(1, sizeof *t);
    table_memory *memory = calloc(1, sizeof *memory);
    if (t == NULL || memory == NULL || !allocate(t, memory, country_count, sector_count, requirements)) {
        free(memory);
        free(t);
        return fail_memory(error);
    }
    t->country_count = country_count;
    t->sector_count = sector_count;
    t->unit = 1e6;
    t->gap_account = COHONG_NONE;
    t->memory = memory;
    t->sources = memory->sources;
    for (size_t a = 0; a < accounts; a++) t->employment[a] = NAN;
    *table = t;
    return COHONG_OK;
}

void cohong_table_free(cohong_table *table)
{
    if (table == NULL) return;
    table_memory *memory = table->memory;
    free(memory->block);
    text_pool_free(&memory->texts);
    free(memory);
    free(table);
}

const char *cohong_table_text(cohong_table *table, const char *text)
{
    table_memory *memory = table->memory;
    return text_pool_copy(&memory->texts, text, strlen(text));
}

cohong_status table_source(cohong_table *table, const char *path, const char *sha256, cohong_error *error)
{
    const char *copy = cohong_table_text(table, path);
    if (copy == NULL) return fail_memory(error);
    if (table->source_count == TABLE_SOURCE_LIMIT)
        return fail(error, COHONG_TOO_LARGE, NOWHERE, "a table from more than %d files", TABLE_SOURCE_LIMIT);
    cohong_source *source = &table->sources[table->source_count++];
    source->path = copy;
    memcpy(source->sha256, sha256, sizeof source->sha256);
    return COHONG_OK;
}

/* Y = sum of the row: intermediate uses, final uses, exports out of the table. */
void table_total(cohong_table *t)
{
    size_t N = t->country_count, accounts = N * t->sector_count;
    t->negative_final_demand_count = t->idle_count = 0;
    for (size_t s = 0; s < accounts; s++) {
        double sum = 0;
        for (size_t b = 0; b < accounts; b++) sum += t->flow[s * accounts + b];
        for (size_t n = 0; n < N; n++) {
            sum += t->final_demand[s * N + n];
            if (t->final_demand[s * N + n] < 0) t->negative_final_demand_count++;
        }
        t->output[s] = sum + t->exports[s];
        if (!(t->output[s] > 0)) t->idle_count++;
    }
}

void table_compare(cohong_table *t, const double *stated, const double *sum)
{
    size_t accounts = t->country_count * t->sector_count;
    double scale = 0, worst = -1;
    for (size_t a = 0; a < accounts; a++)
        if (fabs(stated[a]) > scale) scale = fabs(stated[a]);
    for (size_t a = 0; a < accounts; a++)
        if (fabs(stated[a] - sum[a]) > worst) worst = fabs(stated[a] - sum[a]), t->gap_account = a;
    t->largest_gap = scale > 0 ? worst / scale : worst;
}
