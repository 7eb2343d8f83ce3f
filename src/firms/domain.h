/* The range of every number of a firms description, in one table a struct: what readers and checks go by. */
#ifndef COHONG_FIRMS_DOMAIN_H
#define COHONG_FIRMS_DOMAIN_H

#include "base/fail.h"

typedef struct firms_field {
    const char *key; /* in files and messages */
    size_t offset;   /* of the double in its struct */
    double least, most;
    bool least_open, most_open; /* the bound itself is outside */
} firms_field;

typedef struct firms_fields {
    const firms_field *rows;
    size_t count;
} firms_fields;

extern const firms_fields FIRMS_WHOLE, FIRMS_GROUP, FIRMS_MARKET, FIRMS_TERMS, FIRMS_LABOUR;

/* The number of a field in its struct. */
double *firms_number(const firms_field *field, void *owner);

/* Fails when the value is outside: "`of`: key is -1, expected ...". */
cohong_status firms_in_domain(const firms_field *field, double value, const char *of, place at, cohong_error *error);

/* Edges of classes of sales rise. */
cohong_status firms_edge_in_domain(double edge, double least, place at, cohong_error *error);

/* Reading and checking skip what the group's distribution does not use. */
bool firms_group_uses(const firms_field *field, cohong_firm_size size);

#endif
