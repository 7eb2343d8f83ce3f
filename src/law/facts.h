/* What a law says about one product: how much of it each list holds and which rows of each schedule. Everything else about a product
 * is irrelevant, so products with the same facts are one class. */
#ifndef COHONG_LAW_FACTS_H
#define COHONG_LAW_FACTS_H

#include "law/translate.h"

typedef struct law_facts {
    double *share;     /* by list: 0 to 1; NAN: in part, nobody states how much; NOT_JOINED */
    uint32_t *rows;    /* rows of all schedules one after the other, in each from the longest prefix to the shortest */
    size_t *row_start; /* by schedule, and one more */
    unsigned char *schedule_state; /* by schedule */
    size_t row_capacity;
} law_facts;

#define NOT_JOINED (-1.0)

/* SCHEDULE_DIVIDED: rows within the product have different duties. */
enum { SCHEDULE_PLAIN, SCHEDULE_DIVIDED, SCHEDULE_NOT_JOINED };

cohong_status facts_new(const cohong_law *law, law_facts *facts, cohong_error *error);
void facts_free(law_facts *facts);

/* Fills the facts of a product of an edition. */
cohong_status facts_of(const cohong_law *law, const law_code *code, size_t edition, law_facts *facts,
                       cohong_error *error);

/* The share of a product in a set of codes, by its names in the set's edition. */
double facts_share(const code_set *set, const translation *names_there);
/* The rows of a schedule for all names of a product there, into facts->row_start[number] and on; they have to say the same. */
cohong_status facts_schedule(const cohong_law *law, size_t number, const translation *names_there, law_facts *facts,
                             cohong_error *error);

#endif
