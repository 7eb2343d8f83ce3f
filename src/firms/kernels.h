/* The arithmetic of sampled firms with shocks, as a table of functions: written once in kernels_body.h and compiled for three
 * instruction sets, and once more in kernels_reference.c in plain scalar C. All four give the same bits.
 *
 * Shocks. A firm's demand in a market is multiplied by e = exp(s x - s^2/2) and its fixed costs there by h = exp(s' y' - s'^2/2), where
 * y' = r x + sqrt(1 - r^2) y and x, y are standard normal: Eaton, Kortum and Kramarz (2011, Econometrica 79). The normals are Box and
 * Muller's of two words of Philox4x32-10. Of a counter's four words, 0 and 1 make a first pair of normals, 2 and 3 a second one;
 * firms 32 b + k and 32 b + 16 + k (k < 16) have the two of pair 16 b + k, the pairs of counter c being 2 c and 2 c + 1. The radius is
 * of the multiple (word/2 + 1/2) 2^-31, the angle of word 2^-32 turns: normals are below 6.67 in size. x is of dimension
 * (world, 2 market + 1) and y of (world, 2 market + 2), so that demand is the same with and without shocks to entry.
 * Shocks are rounded to 16 bits: to a whole number of steps of 2^shift above a base, both counted in the bits of singles, with the least
 * shift that holds the largest normal. That leaves 13 significant bits at s = 0.5 and 10 at s = 5, and 1 is always held exactly.
 *
 * Precision. Firms are compared and added in single precision, in units in which a firm of average size and weight is near 1. A
 * normal of radius r is off by at most 6e-7 r + 4e-8/r, at most 2.5e-4 where r is below 2e-4, and a shock by 2e-6 of itself besides, all
 * before rounding (tests/unit/test_firms_shocks.c); sums over the firms of one cell, in sixteen parts, by far less than what chance
 * makes of them. Sums of cells are added in double precision. */
#ifndef COHONG_FIRMS_KERNELS_H
#define COHONG_FIRMS_KERNELS_H

#include <stdint.h>

#include "firms/choice.h"

/* Firms of a group are stored and handled in whole cells; sums have so many parts. Every array is 64-byte aligned. */
enum { FIRMS_CELL = 512, FIRMS_PARTS = 16 };

/* One kind of shock: binary logarithm mean + by_x x + by_y y, kept in 16 bits: bits of a single less base, in steps of 2^shift. */
typedef struct firms_shock {
    float mean, by_x, by_y;
    int32_t base, shift;
} firms_shock;

typedef struct firms_shocks {
    uint64_t seed;
    uint32_t world;
    bool has_entry;
    firms_shock demand, entry; /* by_y of demand is 0 */
} firms_shocks;

/* What firms do in a market with the platform there: on it and not there without it; on it and there directly without it; directly
 * either way. */
typedef enum firms_class { FIRMS_NEW, FIRMS_MOVED, FIRMS_KEPT, FIRMS_CLASSES } firms_class;

/* A market as the firms of one group see it; v is size x demand shock. */
typedef struct firms_rule {
    float low, high; /* the platform is the best where v is above low and below high times the entry shock, */
    float direct;    /* and direct sales are better than none where it is above this */
    float sales[COHONG_CHANNEL_COUNT]; /* by moment x demand shock */
    /* What the platform adds to profit, of new and of moved firms, and profit on it: by v less by the entry shock. */
    float gain[FIRMS_KEPT], gain_fixed[FIRMS_KEPT];
    float income, income_fixed;
} firms_rule;

/* Sums over the firms of a class in one market. */
typedef struct firms_class_sums {
    double firms[FIRMS_PARTS];  /* of weight */
    double moment[FIRMS_PARTS]; /* of moment x demand shock */
    double entry[FIRMS_PARTS];  /* of weight x entry shock; not used without such shocks */
} firms_class_sums;

/* Firms. */
typedef struct firms_cell {
    const firms_shocks *shocks;
    const float *size, *weight, *moment; /* moment: weight x size */
} firms_cell;

/* A market, and their shocks there. */
typedef struct firms_stand {
    const firms_rule *rule;
    const uint16_t *demand, *entry; /* entry is not read without entry shocks */
    firms_class_sums *sums;         /* FIRMS_CLASSES */
    bool all_kept;                  /* whatever their shocks, all of them sell directly and not on the platform */
    const float *cell_sums;         /* `sum_cell` of them; for `keep` alone */
} firms_stand;

/* What becomes of each firm over all markets. */
typedef struct firms_record {
    int32_t *state;        /* in how many markets it sells, and bits: */
    float *sales;          /* times its weight */
    const int32_t *joined; /* all bits set where the platform is worth its fee, else 0 */
    float *income;         /* on the platform, before its fee; NULL: not asked for */
} firms_record;
enum { FIRMS_SOLD_BEFORE = 1 << 30, FIRMS_ON_PLATFORM = 1 << 29, FIRMS_SOLD = FIRMS_ON_PLATFORM - 1 };

/* Sums over firms that sell in so many markets. */
typedef struct firms_count_sums {
    double firms[FIRMS_PARTS], sales[FIRMS_PARTS];
} firms_count_sums;

/* Of weight. */
typedef struct firms_flag_sums {
    double sold_before[FIRMS_PARTS], on_platform[FIRMS_PARTS], at_wage[FIRMS_PARTS];
} firms_flag_sums;

typedef struct firms_kernels {
    const char *name;
    /* Shocks of the cell that begins with firm `first`, in a market; entry is not written without entry shocks. */
    void (*shocks)(const firms_shocks *shocks, size_t first, size_t market, uint16_t *demand, uint16_t *entry);
    /* gain += what the platform adds to profit in this market. */
    void (*gains)(const firms_cell *cell, const firms_stand *at, float *gain);
    /* joined = gain above 0 and at least the fee. */
    void (*join)(const float *gain, float fee, int32_t *joined);
    /* Choices in some markets, added to their sums and to the record of each firm. */
    void (*choices)(const firms_cell *cell, const firms_stand *at, size_t count, const firms_record *to);
    /* Sums over all firms of a cell in a market: of moment x demand shock and, with entry shocks, of weight x entry shock, FIRMS_PARTS
     * each. */
    void (*sum_cell)(const firms_cell *cell, const uint16_t *demand, const uint16_t *entry, float *to);
    /* Choices and `finish` of a cell whose firms all sell directly in each of these markets, from their sums: the same bits but for sales by
     * number of markets, which are added market by market in place of firm by firm. */
    void (*keep)(const firms_cell *cell, const firms_stand *at, size_t count, firms_count_sums *counts,
                 firms_flag_sums *flags);
    /* Adds a cell's records, after its last market: `counts` by how many markets they sell in; at_wage: income at least that. */
    void (*finish)(const float *weight, const firms_record *from, float wage, firms_count_sums *counts,
                   firms_flag_sums *flags);
} firms_kernels;

extern const firms_kernels firms_kernels_reference, firms_kernels_baseline;
#if defined(__x86_64__)
extern const firms_kernels firms_kernels_avx2, firms_kernels_avx512;
#endif

/* By name, as those of the model (model/kernels.h); NULL when unknown or not runnable here. */
const firms_kernels *firms_kernels_find(const char *name);

#endif
