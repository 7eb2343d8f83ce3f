/* The interface for programs, version 1 (docs/serve.md), and the page: a request in, an answer out. Any number of threads may ask
 * at the same time. */
#ifndef COHONG_SERVE_SERVER_H
#define COHONG_SERVE_SERVER_H

#include "serve/http.h"

enum { SERVER_BODY_LIMIT = 1 << 20 };

typedef struct server_config {
    const char *data;    /* folder of data */
    const char *page;    /* folder of the page; NULL: none */
    const char *store;   /* the store of runs; NULL: none */
    const char *address; /* listened on: with the names of the loopback, what a Host header may name; NULL: none */
    const char *names;   /* further ones, "a.example.org,10.0.0.7"; NULL: none */
    size_t slots;        /* counterfactuals at the same time; 0: 1 */
} server_config;

typedef struct server server;

cohong_status server_new(const server_config *config, server **made, cohong_error *error);
/* Stops what is being computed, waits for it, frees. No request may be under way. */
void server_free(server *of);

/* Always answers; what it answers is freed with answer_free. */
void server_answer(server *of, const request *from, answer *to);

#endif
