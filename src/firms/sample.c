/* Sums over sampled firms. Blocks of firms have their own sums, which are added in the order of the blocks: the same bits
 * for any number of threads. */
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "base/random.h"
#include "base/vmath.h"
#include "firms/run.h"

/* The firm's z in each market: with shocks to demand, z times a lognormal of mean 1. */
static void shock(const firms_run *run, size_t firm, firms_desk *desk)
{
    const cohong_population *p = run->population;
    double sd = run->firms->demand_shock, z = p->z[firm];
    for (size_t m = 0; m < run->firms->market_count; m++)
        desk->z[m] = sd > 0 ? z * vmath_exp(sd * random_normal(p->seed, firm, firms_dimension(p->world, m + 1)) -
                                            0.5 * sd * sd)
                            : z;
}

static void add_firm(const firms_run *run, size_t firm, const firms_line *lines, firms_desk *desk, firms_tally *to)
{
    const cohong_firms *firms = run->firms;
    double weight = run->population->weight[firm];
    shock(run, firm, desk);
    firms_choose(lines, firms->market_count, desk->z, firms->platform_fee, &desk->choices);
    for (size_t m = 0; m < firms->market_count; m++) desk->moment[m] = weight * desk->z[m];
    bool at_wage = firms->has_labour && desk->choices.joined &&
                   desk->choices.income - firms->platform_fee >= firms->labour.wage;
    firms_slice slice = { .firms = weight, .moment = desk->moment, .at_wage = at_wage ? weight : 0 };
    firms_tally_add(to, lines, &desk->choices, &slice, firms->platform_fee);
}

static void add_block(const firms_run *run, size_t block, firms_desk *desk)
{
    const cohong_population *p = run->population;
    size_t M = run->firms->market_count, first = block * run->block_size, last = first + run->block_size, g = 0;
    firms_tally to = firms_tally_in(run->parts + block * run->tally.length, M);
    memset(to.numbers, 0, to.length * sizeof *to.numbers);
    if (last > p->count) last = p->count;
    for (size_t k = first; k < last; k++) {
        while (k >= p->start[g + 1]) g++;
        add_firm(run, k, run->lines + 2 * g * M, desk, &to);
    }
}

typedef struct worker {
    firms_run *run;
    size_t number;
    pthread_t thread;
    bool started;
} worker;

static void *work(void *data)
{
    worker *of = data;
    for (size_t b = of->number; b < of->run->block_count; b += of->run->threads)
        add_block(of->run, b, &of->run->desks[of->number]);
    return NULL;
}

void firms_evaluate_sample(firms_run *run)
{
    worker workers[FIRMS_THREADS_MOST];
    for (size_t t = 0; t < run->threads; t++) {
        workers[t] = (worker){ .run = run, .number = t };
        workers[t].started = t > 0 && pthread_create(&workers[t].thread, NULL, work, &workers[t]) == 0;
    }
    /* this thread takes the first part, and those for which no thread could be had */
    for (size_t t = 0; t < run->threads; t++)
        if (!workers[t].started) work(&workers[t]);
    for (size_t t = 0; t < run->threads; t++)
        if (workers[t].started) pthread_join(workers[t].thread, NULL);
    for (size_t b = 0; b < run->block_count; b++)
        for (size_t k = 0; k < run->tally.length; k++) run->tally.numbers[k] += run->parts[b * run->tally.length + k];
}
