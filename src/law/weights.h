/* Weights of an average: rows of product, country, value and perhaps quantity, and the classes of the products. */
#ifndef COHONG_LAW_WEIGHTS_H
#define COHONG_LAW_WEIGHTS_H

#include "law/classes.h"

typedef struct weight_row {
    size_t product; /* in codes */
    size_t country; /* in countries; LAW_NONE: none is given */
    double value, quantity;
    size_t unit; /* in units; LAW_NONE: the unit of the duty */
} weight_row;

struct cohong_weights {
    const cohong_law *law;
    const char *what; /* path, or what they are */
    size_t edition;
    law_code *codes; /* sorted, none twice */
    size_t code_count, code_capacity;
    weight_row *rows;
    size_t row_count, row_capacity;
    names countries, units;
    bool has_countries;
    law_classes classes;
    text_pool pool;
};

#endif
