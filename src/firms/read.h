/* What the files of the firms reader share: a reading in progress, and checked reads of texts, numbers and tables. */
#ifndef COHONG_FIRMS_READ_H
#define COHONG_FIRMS_READ_H

#include "base/data.h"
#include "base/memory.h"
#include "base/toml.h"
#include "firms/domain.h"

/* A description and everything it points to; cohong_firms.memory. */
typedef struct firms_owner {
    cohong_firms firms; /* first, so that its address is the owner's */
    text_pool texts;
    double *edges; /* firms.sales_edges */
} firms_owner;

typedef struct firms_law_product firms_law_product;

/* [law]: what channels ask it about. */
typedef struct firms_law {
    cohong_law *law; /* NULL: there is none */
    cohong_law_question question;
    cohong_named_number *exchange;
    firms_law_product *products;
    size_t product_count;
    double order_value, order_spread; /* NAN: above every limit */
} firms_law;

typedef struct firms_reading {
    firms_owner *to;
    toml_file toml;
    firms_law law;
    cohong_error *error;
} firms_reading;

/* A text of one line, kept; `value` stays as it was when the key is absent. */
cohong_status firms_read_text(firms_reading *r, const toml_node *table, const char *key, bool required,
                              const char **value);

/* Fails for keys that are neither fields nor in `more`; every table may say its source. */
cohong_status firms_read_only(firms_reading *r, const toml_node *table, const firms_fields *fields,
                              const char *const *more, size_t more_count);

/* A number in its range; `of` is what messages call its owner. */
cohong_status firms_read_number(firms_reading *r, const toml_node *table, const firms_field *field, bool required,
                                void *into, const char *of);
cohong_status firms_read_numbers(firms_reading *r, const toml_node *table, const firms_fields *fields, void *into,
                                 const char *of);

cohong_status firms_require_table(firms_reading *r, const toml_node *node);

/* A path that the file names, from its folder or of these kinds that ship (DATA_ANY: none); kept. */
cohong_status firms_read_path(firms_reading *r, const toml_node *table, const char *key, unsigned kinds,
                              const char **path);

/* [[group]]: one group. */
cohong_status firms_read_group(firms_reading *r, const toml_node *table, cohong_firm_group *to);

/* [law]; and the terms of a channel's table that names one of its channels. */
cohong_status firms_read_law(firms_reading *r);
cohong_status firms_read_levies(firms_reading *r, const toml_node *table, const char *market, const char *of,
                                cohong_firm_terms *to);
void firms_law_free(firms_law *law);

/* [world]: whose trade the firms are a part of. */
cohong_status firms_read_flow(firms_reading *r);

#endif
