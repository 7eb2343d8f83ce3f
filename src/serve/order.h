/* What a task is to compute: a sweep, a game in tariffs or a trade war by days, read from a body and worked through. */
#ifndef COHONG_SERVE_ORDER_H
#define COHONG_SERVE_ORDER_H

#include "serve/inside.h"

typedef enum order_kind {
    ORDER_SWEEP,
    ORDER_NASH,
    ORDER_BEST_RESPONSE,
    ORDER_COOPERATE,
    ORDER_RETALIATE,
    ORDER_PATH
} order_kind;

typedef struct order {
    order_kind kind;
    cohong_sweep *sweep;
    cohong_scenario *scenario; /* of a game */
    cohong_war_rules rules;
    bool *player; /* N; players or parties */
    size_t only;  /* the player of a best response, the taker of takes-all */
    size_t threads;
    size_t choice;  /* the kind of bargain or the rule of retaliation; their count: all */
    double *weight; /* N, of a bargain; NULL: none given */
    bool free_trade, outside;
    cohong_retaliation_terms terms;
    char *path; /* of a path: its scenario's file, and the days */
    cohong_date first, last;
} order;

/* "sweep", "nash", "best-response", "cooperate", "retaliate", "path" */
const char *order_name(order_kind kind);
const char *order_title(const order *of);

/* Errors are those of the body's document. Free in every case. */
cohong_status order_read(server *of, body *in, order *to, cohong_error *error);
void order_free(order *of);

/* The kinds that are games: what order_read() calls. */
cohong_status order_read_game(server *of, body *in, order *to, cohong_error *error);
cohong_status order_read_bargain(server *of, body *in, order *to, cohong_error *error);
cohong_status order_read_reply(server *of, body *in, order *to, cohong_error *error);
cohong_status order_read_path(server *of, body *in, order *to, cohong_error *error);

/* How far an order is; false: it has to stop. Rows of a sweep or a table of answers, or iterations of a game with the largest
 * step left. */
typedef struct order_watch {
    bool (*see)(void *context, size_t done, size_t whole, double step);
    void *context;
} order_watch;

/* Works an order through. The result is JSON: what `cohong sweep --json` or `cohong war ... --json` prints. */
cohong_status order_work(const order *of, const order_watch *watch, text *result, cohong_error *error);

#endif
