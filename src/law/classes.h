/* Products to classes: products of which the law says the same. Some 18,000 codes are some 2,000 classes, so averages evaluate classes. */
#ifndef COHONG_LAW_CLASSES_H
#define COHONG_LAW_CLASSES_H

#include "law/facts.h"

typedef struct law_classes {
    size_t *class_of; /* by product */
    size_t count;
    size_t *example;  /* by class: its first product */
    law_facts *facts; /* by class */
} law_classes;

/* Codes sorted by their low end (then digits), none of them twice. */
cohong_status law_classes_new(const cohong_law *law, const law_code *codes, size_t count, size_t edition,
                              law_classes *classes, cohong_error *error);
void law_classes_free(law_classes *classes);

#endif
