/* A tariff law as it is held: what the records of its files say, by numbers instead of names. */
#ifndef COHONG_LAW_LAW_H
#define COHONG_LAW_LAW_H

#include "law/date.h"
#include "law/expression.h"
#include "law/list.h"

/* A numbering of codes. Edition 0 is the one of a law that names none. */
typedef struct law_edition {
    const char *name;
    law_span span;
} law_edition;

/* Codes of edition `from` that became codes of edition `to`; each list is sorted by its own key. */
typedef struct renumber_row {
    law_code old_code, new_code;
    double share; /* of the old code's value that went to the new one; NAN: not stated */
} renumber_row;

typedef struct law_renumber {
    size_t from, to;    /* editions */
    renumber_row *rows; /* sorted by new code */
    size_t count, capacity;
    renumber_row *by_old; /* the same rows by old code */
} law_renumber;

/* A member of an area: a country or another area. */
typedef struct area_member {
    size_t area;
    size_t country; /* LAW_NONE: another area */
    size_t other;   /* another area; LAW_NONE: none */
    bool everybody, removed;
    law_span span;
    place at;
} area_member;

typedef struct list_part {
    size_t other;
    bool removed;
    place at;
} list_part;

typedef struct law_list {
    list_item *items;
    size_t item_count, item_capacity;
    list_part *parts;
    size_t part_count, part_capacity;
    size_t edition;
    bool defined, compiling, compiled;
    place at; /* where it is first defined, or else used */
    code_set set;
} law_list;

/* A row of a schedule: the base duty of a prefix. Sorted by digits, then code, then date. */
typedef struct schedule_row {
    uint64_t low;
    unsigned digits;
    uint32_t duty; /* number of the text */
    law_span span;
} schedule_row;

typedef struct law_schedule {
    const char *path;
    size_t edition;
    bool read; /* its rows; not so where no measure with it holds on the days that are asked about */
    schedule_row *rows;
    size_t count, capacity;
    size_t first[CODE_DIGITS + 2]; /* first row with at least so many digits */
} law_schedule;

typedef enum condition_kind {
    IF_VALUE_AT_MOST,
    IF_VALUE_ABOVE,
    IF_YEAR_AT_MOST,
    IF_YEAR_ABOVE,
    IF_CHANNEL,
    IF_NOT_CHANNEL
} condition_kind;

typedef struct law_condition {
    condition_kind kind;
    double number;
    size_t word; /* currency or channel, in words */
} law_condition;

enum { CONDITION_LIMIT = 6 };

typedef struct law_when {
    law_condition conditions[CONDITION_LIMIT];
    size_t count;
} law_when;

typedef enum law_effect { EFFECT_BASE, EFFECT_ADD, EFFECT_FLOOR, EFFECT_CAP, EFFECT_SET, EFFECT_COUNT } law_effect;

typedef struct law_measure {
    size_t id; /* in ids */
    law_effect effect;
    size_t importer; /* country */
    size_t area;
    size_t list; /* LAW_NONE: all */
    size_t duty; /* number of the text; LAW_NONE: a schedule */
    size_t schedule;
    law_span span, exported;
    law_when when;
    size_t group; /* LAW_NONE: none */
    const char *by;
    place at;
} law_measure;

/* exempt (share) and suspend (share 1). */
typedef struct law_relief {
    size_t id;           /* LAW_NONE: by pattern */
    const char *pattern; /* ID or ID* as written */
    size_t list, area;   /* LAW_NONE: all */
    double share;
    bool suspends;
    law_span span;
    const char *by;
    place at;
} law_relief;

typedef enum stack_rule { STACK_SUM, STACK_MAX, STACK_LAST } stack_rule;

typedef struct law_group {
    stack_rule rule;
    bool ruled, used;
    place at;
} law_group;

/* stack A over B [on content NAME] */
typedef struct law_precedence {
    size_t over, under;
    const char *content; /* NULL: wholly */
    place at;
} law_precedence;

/* content NAME X: the share of a content where a question does not tell. */
typedef struct law_content {
    const char *name;
    size_t list;
    double share;
    law_span span;
    const char *by;
} law_content;

typedef enum tax_kind { TAX_VAT, TAX_CONSUMPTION } tax_kind;

typedef struct law_tax {
    size_t id;
    tax_kind kind;
    double rate, reduced; /* levied at `reduced` of the rate */
    size_t importer, area, list;
    law_span span;
    law_when when;
    const char *by;
    place at;
} law_tax;

/* channel NAME: when a way of importing is open. */
typedef struct law_channel {
    size_t channel; /* in words */
    size_t importer, list;
    law_span span;
    law_when when;
    const char *by;
    place at;
} law_channel;

typedef struct law_note {
    const char *text;
    place at;
} law_note;

/* Days on which the law of an importer is held in full, as far as its notes do not say otherwise. */
typedef struct law_coverage {
    size_t importer;
    law_span span;
    const char *by;
} law_coverage;

struct cohong_law {
    text_pool pool;
    names editions, countries, areas, lists, groups, ids, words; /* words: currencies and channels */
    duties duties;
    law_edition *edition_facts;
    size_t edition_capacity;
    law_renumber *renumbers;
    size_t renumber_count, renumber_capacity;
    area_member *members;
    size_t member_count, member_capacity;
    law_list *list_facts;
    size_t list_capacity;
    law_schedule *schedules;
    size_t schedule_count, schedule_capacity;
    law_measure *measures;
    size_t measure_count, measure_capacity;
    law_relief *reliefs;
    size_t relief_count, relief_capacity;
    law_group *group_facts;
    size_t group_capacity;
    law_precedence *precedences;
    size_t precedence_count, precedence_capacity;
    law_content *contents;
    size_t content_count, content_capacity;
    law_tax *taxes;
    size_t tax_count, tax_capacity;
    law_channel *channels;
    size_t channel_count, channel_capacity;
    law_coverage *coverage;
    size_t coverage_count, coverage_capacity;
    law_note *notes;
    size_t note_count, note_capacity;
    cohong_source *sources;
    size_t source_count, source_capacity;
    size_t *currencies; /* by country: word of its law's currency, LAW_NONE */
    size_t currency_capacity;
    place *area_places; /* where each area is first named */
    size_t area_place_capacity;
    size_t first_importer;            /* LAW_NONE: none was named */
    size_t *area_start;               /* members are sorted by area: those of area a begin at area_start[a] */
    size_t *relief_start, *relief_of; /* reliefs of measure m: relief_of[relief_start[m]...] */
};

/* The law's currency of a country, or NULL. */
const char *law_currency(const cohong_law *law, size_t country);

/* Is a country (LAW_NONE: one that the law does not name) in an area on a date? */
bool law_in_area(const cohong_law *law, size_t area, size_t country, cohong_date date);

/* Where a measure of a later edition stands in words: the edition's name, or "no edition". */
const char *law_edition_name(const cohong_law *law, size_t edition);

/* check.c: compiles lists, sorts schedules, binds reliefs, and refuses what cannot be a law. */
cohong_status law_finish(cohong_law *law, cohong_error *error);

#endif
