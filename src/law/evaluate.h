/* The measures in force for an origin on a day, and what they come to for one product: the law's order of effects.
 *   base    the lowest base duty counts
 *   add     its duty; floor: max(0, duty - base). Each times the share of the product on its list, times (1 - exempt share)
 *   group   sum, max or last (the one in force from the latest day) of its measures; groups add up
 *   over    on the share that group A covers (its content, else all), group B does not count
 *   cap     takes off what its group (none: the whole) exceeds it by
 *   set     replaces the whole
 * The total is the sum of what the measures come to, in the order of the law. */
#ifndef COHONG_LAW_EVALUATE_H
#define COHONG_LAW_EVALUATE_H

#include "law/facts.h"

/* Everything about an import but its product. */
typedef struct law_setting {
    size_t importer, origin; /* countries; LAW_NONE: one that the law does not name */
    cohong_date entry, exported;
    size_t channel; /* in words; LAW_NONE: one that no condition names */
    const char *currency, *unit;
    double value, quantity, year_value;
    double trade_value; /* of `quantity` in a year's trade, which is no consignment; NAN: that of the consignment */
    const cohong_named_number *contents, *exchange;
    size_t content_count, exchange_count;
} law_setting;

typedef struct law_outcome {
    size_t measure;
    cohong_law_state state;
    double stated, duty;
    double share;       /* of the product that the measure is on, after exemptions */
    uint32_t duty_text; /* in the law's duties; of a schedule that of its row */
    const char *why;    /* of COHONG_OPEN */
    size_t other;       /* measure that explains the state; LAW_NONE */
    size_t relief;      /* exemption or suspension that takes from it; LAW_NONE */
} law_outcome;

typedef struct evaluator {
    const cohong_law *law;
    law_setting setting;
    size_t *candidates; /* measures in force */
    size_t candidate_count;
    law_outcome *outcomes;
    size_t outcome_count, open_count;
    double total, base;
    const law_facts *facts; /* of the product in hand */
} evaluator;

cohong_status evaluator_new(const cohong_law *law, const law_setting *setting, evaluator *e, cohong_error *error);
void evaluator_free(evaluator *e);

/* Chooses the measures in force; to be called again when setting.origin or setting.entry changes. */
void evaluator_choose(evaluator *e);

/* Origins with the same signature on a day are in the same areas, so that everything comes to the same for them. */
typedef struct origin_signature {
    uint64_t a, b;
} origin_signature;
origin_signature evaluator_signature(const evaluator *e);

/* Fails only when a measure in force has codes of an edition that does not join the product's. */
cohong_status evaluator_run(evaluator *e, const law_facts *facts, cohong_error *error);

/* Does a condition hold? 1 yes, 0 no, -1 not known (another currency without a rate of exchange). */
int condition_holds(const cohong_law *law, const law_setting *setting, const law_condition *condition);

#endif
