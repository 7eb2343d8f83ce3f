/* What a task is to compute: a sweep or a game in tariffs, read from a body and worked through. */
#ifndef COHONG_SERVE_ORDER_H
#define COHONG_SERVE_ORDER_H

#include "serve/inside.h"

typedef enum order_kind { ORDER_SWEEP, ORDER_NASH, ORDER_BEST_RESPONSE } order_kind;

typedef struct order {
    order_kind kind;
    cohong_sweep *sweep;
    cohong_scenario *scenario; /* of a game */
    cohong_war_rules rules;
    bool *player; /* N */
    size_t only;  /* the player of a best response */
    size_t threads;
} order;

/* "sweep", "nash", "best-response" */
const char *order_name(order_kind kind);
const char *order_title(const order *of);

/* Errors are those of the body's document. Free in every case. */
cohong_status order_read(server *of, body *in, order *to, cohong_error *error);
void order_free(order *of);

/* How far an order is; false: it has to stop. Rows of a sweep, or iterations of a game with the largest step left. */
typedef struct order_watch {
    bool (*see)(void *context, size_t done, size_t whole, double step);
    void *context;
} order_watch;

/* Works an order through. The result is JSON: what `cohong sweep --json` or `cohong war ... --json` prints. */
cohong_status order_work(const order *of, const order_watch *watch, text *result, cohong_error *error);

#endif
