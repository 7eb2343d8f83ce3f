/* What the files that compute a claim's report share. */
#ifndef COHONG_CLAIM_ANSWER_H
#define COHONG_CLAIM_ANSWER_H

#include "claim/claim.h"

enum { CLAIM_DRAWS = 16384, SOBOL_DRAWS = 8192, INPUT_LIMIT = 11, PARAMETER_LIMIT = 10 };

/* What an engine answered: by closure, at theta of the world and for equally likely factors on theta. */
typedef struct engine_table {
    double (*central)[QUANTITY_COUNT];             /* closures */
    double (*drawn)[ENGINE_DRAWS][QUANTITY_COUNT]; /* closures; NULL without theta_log_sd */
    engine_run *run;                               /* firms: asked anew at every draw */
} engine_table;

typedef struct spread {
    double median, low95, low67, high67, high95, least, most;
    double probability; /* that the claim's threshold is met */
} spread;

/* A spread that has been drawn, for a formula under a closure. */
typedef struct kept_spread {
    const claim_formula *formula;
    size_t closure;
    bool has_value;
    spread of;
} kept_spread;

typedef struct answering {
    const claim_owner *o;
    cohong_claim_answer *answer;
    text_pool texts;
    size_t row_capacity;
    engine_table *engines;
    double *sorted; /* CLAIM_DRAWS */
    kept_spread *spreads;
    size_t spread_count, spread_capacity;
    size_t *ground_of[COHONG_GROUND_COUNT]; /* kind, index: of the answer's grounds; NO_FACT: in no formula */
    bool *rests;                            /* grounds of the next row */
    size_t *row_grounds, *row_first;        /* of all rows, and where each row's begin */
    size_t row_grounds_count, row_grounds_capacity, row_first_capacity;
    bool failed;          /* a text found no memory: the next row is an error */
    cohong_status status; /* of an engine that was asked on the way: the next row is this error */
    cohong_error *error;
} answering;

/* ---- formulas with values */

/* One point of everything that is not known: a value for each parameter, and quantities of the formula's engine. */
typedef struct point {
    double parameters[PARAMETER_LIMIT];
    const double *quantities; /* NULL: no engine */
} point;
double answer_value(const answering *a, const claim_formula *f, const point *at);
/* The point at which figures, bounds and goals are taken: the engine's central answer under its first closure. */
point answer_point(const answering *a, const claim_formula *f);

/* ---- a family under one closure */

typedef struct model_case {
    const family *of;
    const claim_formula *formula;
    const engine *engine; /* NULL: none */
    size_t closure;
    bool with_condition;
    size_t inputs[INPUT_LIMIT]; /* what is uncertain in it: parameters, THETA_INPUT last */
    size_t input_count;
} model_case;
#define THETA_INPUT ((size_t)-2)

/* Fills inputs. */
model_case answer_case(const answering *a, const family *of, const claim_formula *formula, size_t closure);
/* Its value with input k at quantile u[k], and with the parameters at given values. */
double answer_at(answering *a, const model_case *c, const double u[INPUT_LIMIT]);
double answer_with(answering *a, const model_case *c, const double parameters[PARAMETER_LIMIT]);
/* Its number of closures: 1 without a scenario. */
size_t answer_closures(const answering *a, const family *of);
const char *answer_input_name(const answering *a, size_t input);
/* Quasi-random draws: the Halton sequence, one base an input. Without inputs all of it is one number. False: some draw has no value. */
bool answer_spread(answering *a, const model_case *c, spread *to);

/* ---- rows */

/* A row with every number NAN. */
cohong_claim_row answer_row(cohong_claim_part part);
/* The row that is added next rests on what a formula names, also on the priors that its engine is drawn with, or on a fact. */
void answer_rest(answering *a, const claim_formula *f);
void answer_rest_on_draws(answering *a, const claim_formula *f);
void answer_rest_on_fact(answering *a, size_t fact);
/* No row comes of what was marked; answers COHONG_OK. */
cohong_status answer_rest_on_nothing(answering *a);
cohong_status answer_add(answering *a, const cohong_claim_row *row);
/* Text that lives as long as the answer; NULL when out of memory. */
const char *answer_text(answering *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A number for people: from 1,000 on whole with commas, else four digits. */
const char *answer_people(answering *a, double value);
/* A formula with its numbers, in the same way. */
const char *answer_numbers(answering *a, const claim_formula *f);
const char *answer_vintage(cohong_claim_vintage vintage);

/* grounds.c: everything that some formula names. */
cohong_status answer_grounds(answering *a);
/* "with", "without" or NULL; the labour closure or NULL; the command that runs the case's engine or NULL. */
const char *answer_condition(const model_case *c);
const char *answer_closure(const model_case *c);
const char *answer_command(answering *a, const engine *e, size_t closure);
/* The family with its closure and condition. */
const char *answer_case_title(answering *a, const model_case *c);

/* ---- parts, in the order of the report */
cohong_status answer_figures(answering *a);
cohong_status answer_bounds(answering *a);
cohong_status answer_models(answering *a);
cohong_status answer_break_even(answering *a);
cohong_status answer_sensitivity(answering *a);
cohong_status answer_probability(answering *a);
/* finding.c: what all rows come to. */
cohong_status answer_finding(answering *a);

/* Whether a row of models counts something else than the claim's metric. */
/* Whether no draw moves a case that has a closure. */
bool answer_is_fixed(const model_case *c, const spread *s);
/* Whether an earlier row is of the same family and condition, of another closure, and has the same numbers. */
bool answer_repeats(const answering *a, const cohong_claim_row *row);
bool answer_counts_else(const answering *a, const cohong_claim_row *r);

/* The value of a bound. */
double answer_bound(const answering *a, const bound *b);

/* distribution.c: the quantile u of a parameter, the Halton sequence, a quantile of sorted numbers. */
double claim_quantile(const parameter *p, double u);
double claim_halton(size_t draw, size_t dimension);
double claim_sorted_quantile(const double *sorted, size_t count, double u);

#endif
