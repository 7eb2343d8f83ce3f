/* Sums over sampled firms with shocks: cell after cell, and in each market after market. Blocks of cells have their own sums, which
 * are added in the order of the blocks: the same bits for any number of threads.
 * Shocks have bounds: a market that no firm of a cell sells to with the best of them is left out, and one that all sell to directly with
 * the worst is marked; a cell whose firms sell directly to all markets is added by its sums. */
#include <math.h>
#include <string.h>

#include "firms/blocks.h"
#include "firms/run.h"
#include "firms/shocks.h"

static double wage_of(const cohong_firms *firms)
{
    return firms->has_labour ? firms->labour.wage : 0;
}

/* ---- room */

static void counter_layout(const firms_run *run, firms_counter *c, arena *from)
{
    size_t M = run->firms->market_count;
    c->classes = arena_take(from, M * FIRMS_CLASSES, sizeof *c->classes);
    c->counts = arena_take(from, M + 1, sizeof *c->counts);
    c->flags = arena_take(from, 1, sizeof *c->flags);
    c->stands = arena_take(from, M, sizeof *c->stands);
    c->shocks = arena_take(from, M * firms_shock_kinds(&run->shocks), FIRMS_CELL * sizeof *c->shocks);
    c->cell_sums = arena_take(from, M * firms_shock_kinds(&run->shocks), FIRMS_PARTS * sizeof *c->cell_sums);
    c->unused = arena_take(from, FIRMS_CLASSES, sizeof *c->unused);
    c->gain = arena_take(from, FIRMS_CELL, sizeof *c->gain);
    c->joined = arena_take(from, FIRMS_CELL, sizeof *c->joined);
    c->record = (firms_record){ .state = arena_take(from, FIRMS_CELL, sizeof(int32_t)),
                                .sales = arena_take(from, FIRMS_CELL, sizeof(float)),
                                .joined = c->joined };
    if (run->firms->has_labour) c->record.income = arena_take(from, FIRMS_CELL, sizeof(float));
}

void firms_sample_layout(firms_run *run, arena *from)
{
    size_t M = run->firms->market_count, G = run->firms->group_count;
    run->rules = arena_take(from, G * M, sizeof *run->rules);
    run->units = arena_take(from, G, sizeof *run->units);
    run->parts = arena_take(from, firms_block_count(run->population) * run->tally.length, sizeof(double));
    run->counters = arena_take(from, run->threads, sizeof *run->counters);
    for (size_t t = 0; t < run->threads; t++) {
        firms_counter counted;
        counter_layout(run, run->counters != NULL ? &run->counters[t] : &counted, from);
    }
}

/* ---- one cell */

/* Shocks of a cell in a market, drawn into room unless the sample keeps them. */
static const uint16_t *shocks_in(const firms_run *run, size_t first, size_t market, uint16_t *room)
{
    if (run->kept != NULL)
        return run->kept + (first * run->firms->market_count + market * FIRMS_CELL) * firms_shock_kinds(&run->shocks);
    run->kernels->shocks(&run->shocks, first, market, room, room + FIRMS_CELL);
    return room;
}

/* The markets in which some firm of a cell may sell. */
static size_t find_stands(const firms_run *run, const firms_block *b, size_t first, firms_counter *c)
{
    size_t M = run->firms->market_count, kinds = firms_shock_kinds(&run->shocks), count = 0;
    const float *size = run->population->size + first;
    double most = (double)size[0] * run->most, least = (double)size[FIRMS_CELL - 1] * run->least;
    for (size_t m = 0; m < M; m++) {
        const firms_rule *rule = &run->rules[b->group * M + m];
        if (most < (double)rule->low && most < (double)rule->direct) continue;
        const uint16_t *shocks = shocks_in(run, first, m, c->shocks + count * kinds * FIRMS_CELL);
        bool no_platform = isinf(rule->low) || least > (double)rule->high;
        c->stands[count++] = (firms_stand){ .rule = rule,
                                            .demand = shocks,
                                            .entry = shocks + FIRMS_CELL,
                                            .sums = c->classes + m * FIRMS_CLASSES,
                                            .all_kept = no_platform && least > (double)rule->direct };
    }
    return count;
}

static bool are_all_kept(const firms_run *run, const firms_counter *c, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (!c->stands[k].all_kept) return false;
    return count == run->firms->market_count;
}

/* Adds a cell whose firms sell directly to all markets, by sums that are kept with their shocks, or made of them. */
static void keep_all(const firms_run *run, const firms_cell *cell, size_t first, firms_counter *c)
{
    size_t M = run->firms->market_count, kinds = firms_shock_kinds(&run->shocks);
    float *made = c->cell_sums;
    if (run->kept != NULL)
        for (size_t m = 0; m < M; m++)
            c->stands[m].cell_sums = firms_shocks_sums(run->kept, run->population, M, kinds) +
                                     (first / FIRMS_CELL * M + m) * kinds * FIRMS_PARTS;
    else
        for (size_t m = 0; m < M; m++, made += kinds * FIRMS_PARTS) {
            run->kernels->sum_cell(cell, c->stands[m].demand, c->stands[m].entry, made);
            c->stands[m].cell_sums = made;
        }
    run->kernels->keep(cell, c->stands, M, c->counts, c->flags);
}

static void find_joined(const firms_run *run, const firms_block *b, const firms_cell *cell, size_t count,
                        firms_counter *c)
{
    memset(c->gain, 0, FIRMS_CELL * sizeof *c->gain);
    for (size_t k = 0; k < count; k++)
        if (!c->stands[k].all_kept) run->kernels->gains(cell, &c->stands[k], c->gain);
    run->kernels->join(c->gain, (float)(run->firms->platform_fee / run->units[b->group].money), c->joined);
}

/* Has every firm of a cell choose. */
static void look_at(const firms_run *run, const firms_block *b, const firms_cell *cell, size_t count, firms_counter *c)
{
    memset(c->record.state, 0, FIRMS_CELL * sizeof *c->record.state);
    memset(c->record.sales, 0, FIRMS_CELL * sizeof *c->record.sales);
    if (c->record.income != NULL) memset(c->record.income, 0, FIRMS_CELL * sizeof *c->record.income);
    if (run->firms->platform_fee > 0)
        find_joined(run, b, cell, count, c);
    else
        memset(c->joined, 0xff, FIRMS_CELL * sizeof *c->joined);
    run->kernels->choices(cell, c->stands, count, &c->record);
}

/* Exporters of a cell by what they sell in all markets; looked at only where classes are asked for. A very large firm may have a weight
 * that is 0 in single precision beside sales that are not. */
static void add_sales_classes(const firms_run *run, const firms_block *b, const float *weight, const firms_record *from,
                              firms_tally *to)
{
    const firms_units *u = &run->units[b->group];
    const double *edges = run->firms->sales_edges, unit = u->size * u->price;
    for (size_t k = 0; k < FIRMS_CELL && to->class_count > 0; k++) {
        if ((from->state[k] & FIRMS_SOLD) == 0) continue;
        double sales = unit * (double)from->sales[k];
        size_t c = 0;
        while (c + 1 < to->class_count && sales >= edges[c] * (double)weight[k]) c++;
        to->exporters_by_sales[c] += u->weight * (double)weight[k];
        to->sales_by_sales[c] += u->weight * sales;
    }
}

static void add_cell(const firms_run *run, const firms_block *b, size_t first, firms_counter *c, firms_tally *to)
{
    const cohong_population *p = run->population;
    double wage = (wage_of(run->firms) + run->firms->platform_fee) / run->units[b->group].money;
    firms_cell cell = { &run->shocks, p->size + first, p->weight + first, p->moment + first };
    size_t count = find_stands(run, b, first, c);
    bool all_kept = are_all_kept(run, c, count);
    if (all_kept) {
        keep_all(run, &cell, first, c);
        if (to->class_count == 0) return;
        for (size_t m = 0; m < count; m++) c->stands[m].sums = c->unused;
    }
    look_at(run, b, &cell, count, c);
    if (!all_kept) run->kernels->finish(cell.weight, &c->record, (float)wage, c->counts, c->flags);
    add_sales_classes(run, b, cell.weight, &c->record, to);
}

/* ---- a block's sums */

static void add_totals(const firms_run *run, const firms_counter *c, const firms_units *units, double income,
                       firms_tally *to)
{
    double sales_unit = units->weight * units->size * units->price, fee = run->firms->platform_fee;
    cohong_firm_totals *t = to->totals;
    for (size_t n = 0; n <= to->market_count; n++) {
        double firms = units->weight * firms_parts_sum(c->counts[n].firms);
        t->firms += firms;
        if (n > 0) t->exporters += firms;
        to->exporters_by_markets[n] += firms;
        to->sales_by_markets[n] += sales_unit * firms_parts_sum(c->counts[n].sales);
    }
    t->exporters_without += units->weight * firms_parts_sum(c->flags->sold_before);
    t->platform_firms += units->weight * firms_parts_sum(c->flags->on_platform);
    t->firms_at_wage += units->weight * firms_parts_sum(c->flags->at_wage);
    if (t->platform_firms > 0) t->fees += fee * t->platform_firms;
    t->platform_income += income - t->fees;
}

static void add_block(void *data, const firms_block *b, size_t thread)
{
    const firms_run *run = data;
    size_t M = run->firms->market_count;
    firms_counter *c = &run->counters[thread];
    firms_tally to = firms_tally_in(run->parts + b->number * run->tally.length, run->firms);
    const firms_line *lines = run->lines + 2 * b->group * M;
    const firms_units *units = &run->units[b->group];
    double income = 0;
    memset(to.numbers, 0, to.length * sizeof *to.numbers);
    memset(c->classes, 0, M * FIRMS_CLASSES * sizeof *c->classes);
    memset(c->counts, 0, (M + 1) * sizeof *c->counts);
    memset(c->flags, 0, sizeof *c->flags);
    for (size_t first = b->first; first < b->last; first += FIRMS_CELL) add_cell(run, b, first, c, &to);
    for (size_t m = 0; m < M; m++)
        income += firms_rule_add(&to, m, lines + 2 * m, units, c->classes + m * FIRMS_CLASSES, run->shocks.has_entry);
    add_totals(run, c, units, income, &to);
}

/* ---- all of them */

/* Shocks that are worth keeping for a solve that needs them again and again. */
static const size_t KEPT_MOST = (size_t)1 << 27;

void firms_sample_start(firms_run *run, bool again)
{
    const cohong_population *p = run->population;
    size_t M = run->firms->market_count;
    firms_shocks_bounds(&run->shocks, &run->least, &run->most);
    run->kept = firms_shocks_kept(p, &run->shocks, M);
    size_t numbers;
    bool small = memory_product(p->count, M, firms_shock_kinds(&run->shocks), &numbers) && numbers <= KEPT_MOST;
    if (run->kept == NULL && again && small &&
        firms_shocks_draw(p, &run->shocks, M, run->threads, &run->own_kept, NULL) == COHONG_OK)
        run->kept = run->own_kept;
    for (size_t g = 0; g < p->group_count; g++) run->units[g] = p->units[g];
}

void firms_evaluate_sample(firms_run *run)
{
    size_t M = run->firms->market_count, blocks = firms_block_count(run->population);
    double fee = run->firms->platform_fee;
    for (size_t g = 0; g < run->firms->group_count; g++) {
        const firms_line *lines = run->lines + 2 * g * M;
        firms_units_for(lines, M, fee, wage_of(run->firms), &run->units[g]);
        for (size_t m = 0; m < M; m++) run->rules[g * M + m] = firms_rule_of(lines + 2 * m, &run->units[g]);
    }
    firms_in_blocks(run->population, run->threads, add_block, run);
    for (size_t b = 0; b < blocks; b++)
        for (size_t k = 0; k < run->tally.length; k++) run->tally.numbers[k] += run->parts[b * run->tally.length + k];
}
