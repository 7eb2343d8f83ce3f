/* Random worlds and shocks for the property tests, valid by construction: the same seed gives the same bits on every
 * machine (only + - * / and the library's own exp are used). */
#ifndef TEST_SUPPORT_RANDOM_WORLD_H
#define TEST_SUPPORT_RANDOM_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "cohong.h"

/* Draws by splitmix64 (Steele, Lea & Flood 2014). Start with any state. */
typedef struct random_draws {
    uint64_t state;
} random_draws;

uint64_t draw_bits(random_draws *draws);
double draw_uniform(random_draws *draws, double least, double most);
double draw_log_uniform(random_draws *draws, double least, double most);
size_t draw_count(random_draws *draws, size_t least, size_t most); /* both included */
bool draw_chance(random_draws *draws, double chance);
/* A random order of 0 .. count-1. */
void draw_order(random_draws *draws, size_t count, size_t *order);

/* How wild worlds are. A world draws its own limits below these. */
typedef struct world_kind {
    size_t least_countries, most_countries, least_sectors, most_sectors;
    double least_theta, most_theta;             /* drawn log-uniformly, each sector its own */
    double most_tariff;                         /* a fraction: 3 is 300 % */
    double most_zeros;                          /* share of zero flows between countries; home sales stay */
    double least_value_added, most_value_added; /* shares of output; 1 and 1: no inputs */
    double most_deficit;                        /* over value added */
    double least_home, most_home; /* how many times dearer than its own goods a buyer finds others', in spending */
    bool idle;                    /* some sectors of some countries sell nothing, not even at home */
} world_kind;

/* 2 to 12 countries, 1 to 12 sectors, theta 0.4 to 50, tariffs to 300 %, zeros to 95 %, value added 0.1 to 0.9 of
 * output. */
extern const world_kind WILD_WORLD;
/* 2 to 8 countries that buy much at home, 1 to 5 sectors; theta 3 to 8, tariffs to 30 %, zeros to 30 %, value added
 * 0.6 to 0.9. */
extern const world_kind MODERATE_WORLD;
/* One sector without inputs, tariffs and deficits: the worlds of closed forms. */
extern const world_kind ONE_SECTOR_WORLD;

/* With codes, employment and a tolerance of 1e-9; free with cohong_world_free. */
cohong_world *random_world(uint64_t seed, const world_kind *kind);

typedef struct shock_kind {
    double most_tariff_rise;                  /* 0: tariffs stay; 3: up to +300 points, some are removed */
    double least_trade_cost, most_trade_cost; /* 1 and 1: trade costs stay; home sales always keep theirs */
    double most_productivity;                 /* factor or divisor; 1: stays */
    double most_labour;                       /* the same for labour supply */
} shock_kind;

/* Tariffs to +300 points, trade costs x0.5 to x10, productivity x/ 1.5, labour x/ 2. */
extern const shock_kind WILD_SHOCK;
/* Tariffs to +10 points, trade costs x0.9 to x1.15, productivity and labour x/ 1.1. */
extern const shock_kind MODERATE_SHOCK;
/* Trade costs alone, x0.8 to x1.3. */
extern const shock_kind ICEBERG_SHOCK;

/* A shock and the arrays that it points to; NULL where the kind leaves things as they are. */
typedef struct random_shock {
    cohong_shock shock;
    double *tariff, *trade_cost_hat, *technology_hat, *labour_hat;
} random_shock;

random_shock random_shock_new(uint64_t seed, const shock_kind *kind, const cohong_world *world);
void random_shock_free(random_shock *shock);

/* malloc that ends the program when there is no memory; free() it. */
double *test_doubles(size_t count);

#endif
