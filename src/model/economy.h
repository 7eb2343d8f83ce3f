/* The inside of a cohong_model: the base economy in the layout of the kernels, and the workspace of a solve.
 * Rows of countries are padded to S, a multiple of 8 (see kernels.h for what padding holds). */
#ifndef COHONG_MODEL_ECONOMY_H
#define COHONG_MODEL_ECONOMY_H

#include "base/anderson.h"
#include "base/memory.h"
#include "model/closure.h"
#include "model/kernels.h"
#include "model/structure.h"

/* The point that the solver moves: one vector of length (2J + 2) S, in this order. */
typedef struct point {
    double *all;
    double *log_price;  /* J x S; p = ln P^ */
    double *output_hat; /* J x S; Y^ */
    double *log_pay;    /* S; v = ln(w^ L^), of which the labour closure makes ln w^ */
    double *revenue;    /* S; R'/VA */
} point;

enum { ENTRY_RESTART = 60 };
/* Numbers of A from which on halving the bytes of A and B is worth a second copy: then they no longer fit the caches. */
enum { SINGLE_WORTHWHILE = 1200000 };
#define MODEL_LOG_LIMIT 700.0 /* logarithms beyond it have no exponential in a double */

/* What free entry needs beside the markets (entry.c); all empty without it. */
typedef struct entry_space {
    double *u;                   /* J x S; ln N^ */
    double *image;               /* J x S; ln Y^ - ln c^ */
    double *gap;                 /* J x S; image - u */
    double *change;              /* J x S; the Newton step */
    double *right, *target;      /* J x S; right-hand sides */
    bool *held;                  /* J x S; components of the step that are held */
    double *bound;               /* J x S; at this value */
    double *inverse;             /* J x S x S; Q^-1 by sector */
    double *square;              /* S x 2S; scratch */
    double *point;               /* point_length; the cleared markets that differences start from */
    double *krylov;              /* GMRES */
    double *A, *B, *labour;      /* the whole shock, while a part of it is solved */
    double *start, *start_point; /* u and point where Newton, or a part of the shock, began */
} entry_space;

struct cohong_model {
    size_t N, J, S;
    size_t point_length;    /* (2J + 2) S */
    size_t iteration_limit; /* of clearing markets: the usual one during setup, then the setting */
    cohong_settings settings;
    const market_structure *structure;
    const deficit_closure *deficits;
    const labour_closure **labour_market; /* S; of each country */
    bool labour_follows_prices;           /* some closure asks for the price index */
    bool labour_is_specific;              /* to sectors, in some country */
    const kernels *k;

    cohong_world *base;             /* the world after the base re-solve */
    cohong_accounts *accounts;      /* its accounts */
    cohong_solution *base_solution; /* how the re-solve went */

    /* the base, padded */
    double *theta;               /* J */
    double *profit_share;        /* J; 1/(theta+1) with profits, else 0: part of the revenue of a sector */
    double *trade_share;         /* J x S x S; pi, 1 on the diagonal of rows without spending */
    double *gamma;               /* blocks of (J x J) x 8: block_at() */
    double *value_added_share;   /* J x S; gamma0, less what is profit */
    double *final_share;         /* J x S */
    double *output;              /* J x S */
    double *inverse_output;      /* J x S; 0 where Y = 0 */
    double *inverse_expenditure; /* J x S; 0 where X = 0 */
    double *idle;                /* J x S; 1 where Y = 0 */
    double *cost_passthrough;    /* J x S; s of the wage step */
    double *response;            /* blocks; C = gamma (I - h gamma)^-1 of each country, for home_response() */
    double *value_added;         /* S; less profits: factor income */
    double *base_deficit;        /* S */
    double *base_revenue;        /* S; R/VA */

    /* the shock, made ready */
    double *A, *B;              /* J x S x S */
    double *A_home;             /* J x S */
    float *A_single, *B_single; /* the same in single precision; NULL where a world is small */
    bool single_serves;         /* and all that matters of A and B fits it */
    sector_anchor anchor;       /* J x S each */
    bool *tariffed;             /* J; some t' of the sector is not 0 */
    double *labour;             /* S; L^ VA: factor income at base wages */
    double *ratio;              /* S; scratch: kappa of one row */
    double *tariff_ratio;       /* S; scratch: (1+t')/(1+t) of one row */

    /* one evaluation */
    point x, g, f;                             /* current point, its image, the weighted difference */
    double *log_wage;                          /* S */
    double *wage_hat;                          /* S */
    double *factor_income;                     /* S; w^ L^ VA */
    double *profit;                            /* S; Pi' = sum of profit_share Y' */
    double *gdp, *base_gdp;                    /* S; factor income and profits, now and in the base */
    double *deficit;                           /* S; D' */
    double *income;                            /* S; I' */
    double *log_cost;                          /* J x S */
    double *expenditure;                       /* J x S; X' */
    double *z, *phi, *net_of_tariff, *per_phi; /* J x S */
    double *cost_response, *home_share;        /* J x S; see kernels.h */
    double *wage_change, *income_change;       /* S */
    double *change, *indirect;                 /* J x S; scratch of home_response() */
    double *sums;                              /* the rows of country_sums */
    anderson history;
    double *firms_hat; /* J x S; N^ */
    double *square;    /* J x 2J x 8; scratch of setup */
    entry_space entry;
    cohong_identity markets; /* of the world as it was given, before the base was solved anew */
    double market_gap;       /* of it, in all (world_market_gap) */
    bool stable;             /* the base, under entry and exit */
    bool is_twin;            /* base, accounts and base_solution belong to another model */
    void *memory;
    size_t memory_size;
};

/* Whether the base is one for any theta. */
bool model_base_serves_any_theta(const cohong_model *m);
/* Other trade elasticities (J; the base has to serve them) and another labour elasticity; the bits are those of a new model. */
void model_change(cohong_model *m, const double *theta, double labour_elasticity);

/* Makes A, B and L^ VA from a shock; fails for a number outside its domain. */
cohong_status prepare_shock(cohong_model *m, const cohong_shock *shock, cohong_error *error);

/* The same for the rows of the importers marked (N), where nothing else of the shock has changed since it was last made ready. */
cohong_status prepare_importers(cohong_model *m, const cohong_shock *shock, const bool *importer, cohong_error *error);

/* The copies in single precision of a row of A and B. */
void round_row(cohong_model *m, size_t j, size_t n);

/* Solves from the base for the shock made ready; leaves the point in m->x and what follows from it in the workspace. */
void solve_equilibrium(cohong_model *m, double tolerance, cohong_solution *solution);

/* The exponent of the unit cost in a trade share, and the unit cost's own over the one that the model holds (structure.h). */
double cost_exponent(const cohong_model *m, size_t j);
double cost_scale(const cohong_model *m, size_t j);

/* The point at which every hat is 1. */
void start_at_base(cohong_model *m);

/* The markets for given numbers of firms, from the point in m->x; counts on in solution->iterations. */
void solve_markets(cohong_model *m, double tolerance, cohong_solution *solution);

/* The same with the number of firms that free entry brings about, from the base. */
void solve_with_entry(cohong_model *m, double tolerance, cohong_solution *solution);
/* Whether a push away from the base dies out under entry and exit; the shock made ready must be none. */
bool base_is_stable(cohong_model *m, cohong_solution *scratch);
void entry_layout(entry_space *e, arena *from, size_t J, size_t S, size_t point_length);

/* Labour specific to sectors (specific.c): ln w^(j,n) of any country, the unit costs, the steps of outputs. */
double log_sector_wage(const cohong_model *m, size_t j, size_t n);
void specific_costs(cohong_model *m);
void specific_outputs(cohong_model *m);
void specific_bounds(cohong_model *m);

/* ---- again.c */

/* Makes the shock ready (importer NULL: all of it; else only the rows of those marked have changed since the last time) and solves from
 * the point in m->x, or from the base where that leads nowhere. Only for structures without entry. */
cohong_status model_solve_again(cohong_model *m, const cohong_shock *shock, const bool *importer, double tolerance,
                                cohong_solution *solution, cohong_error *error);

/* A model with the same numbers, bit by bit, its workspace included, for another thread. The model has to outlive it. */
cohong_status model_twin(const cohong_model *m, cohong_model **twin, cohong_error *error);
/* Puts a twin, whose shock has the same numbers again, where its model stands. */
void model_twin_reset(cohong_model *twin, const cohong_model *m);
/* Lays the model's arrays out in a block of its own. */
cohong_status model_take_memory(cohong_model *m, cohong_error *error);

/* Fills m->response and m->cost_passthrough from the base. */
void fill_response(cohong_model *m);

/* Copies the solved workspace to the caller's arrays. */
void solution_from_workspace(const cohong_model *m, cohong_solution *solution);

/* A solution for N countries and J sectors. */
cohong_status solution_new(size_t N, size_t J, bool with_trade, cohong_solution **solution, cohong_error *error);

#endif
