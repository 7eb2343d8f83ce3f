/* How the exact welfare of one country moves with every tariff and trade cost, at the solution of a run. */
#ifndef COHONG_CLI_GRADIENT_H
#define COHONG_CLI_GRADIENT_H

#include "solved.h"

typedef struct gradient {
    size_t country;
    double *by_tariff;     /* J x N x N; d ln W / d ln(1+t') */
    double *by_trade_cost; /* J x N x N; d ln W / d ln d^ */
    size_t *largest;       /* flows of goods between countries, the largest |by_tariff| first */
    size_t flow_count;
    cohong_linear_solve how;
} gradient;

/* Answers EXIT_SOLVED, or EXIT_BAD_INPUT after a complaint. Free in every case. */
int gradient_make(const solved *of, const char *code, gradient *to);
void gradient_free(gradient *of);

/* sector,importer,exporter,tariff,by_tariff,by_trade_cost: all flows of the base, home sales included. */
cohong_status gradient_write(const solved *of, const gradient *g, const char *path, cohong_error *error);

/* The ten tariffs on goods that matter most. */
void gradient_text(const solved *of, const gradient *g, text *to);
/* A member's value: an object. */
void gradient_json(const solved *of, const gradient *g, json *j);

#endif
