/* Cohong: from tariff law to jobs.
 *
 * This header is the manual of the library, in the order in which data flows:
 *   1. status and errors      what a call answers
 *   2. worlds                 the benchmark economy: read, check, balance, aggregate, import
 *   3. law                    tariff law as data: rates explained line by line, averages, landed cost
 *   4. scenarios              what changes: tariffs, trade costs, productivity, labour, deficits
 *   5. models                 the equilibrium in exact hats: set up, solve
 *   6. measures               welfare, terms of trade, real wage, revenue, ...
 *   7. jobs                   five different numbers, each with its name
 *   8. reports                tidy CSV, manifest, results store
 *   9. war                    gradients of welfare, best responses, Nash tariffs
 *  10. firms                  a population that chooses between channels, and its jobs
 *  11. claims                 facts, formulas and families of models to a report
 *  12. sweeps                 goal seek, draws over what is not known, quantiles and indices
 *
 * Conventions that hold everywhere
 *   n importer (destination), i exporter (origin), j and k sectors; N countries, J sectors.
 *   J x N x N arrays are indexed [(j*N + n)*N + i]: one importer's sourcing of one sector is contiguous.
 *   J x N arrays are indexed [j*N + n].  input_share, J x N x J, is indexed [(j*N + i)*J + k].
 *   A hat is counterfactual over benchmark; a rate or share is a fraction (0.25 = 25 %).
 *   Values are in the world's currency and unit (usually millions a year); employment is in persons.
 *   Every pointer to a cohong_error may be NULL.  Every free function accepts NULL.
 *   The library never prints, never exits and keeps no hidden state.
 */
#ifndef COHONG_H
#define COHONG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COHONG_VERSION "0.1.0"

/* ---------------------------------------------------------------- 1. Status and errors */

/* Every status and its sentence: the one place where they are listed. */
#define COHONG_STATUS_LIST(X)                                     \
    X(COHONG_OK, "no error")                                      \
    X(COHONG_OUT_OF_MEMORY, "out of memory")                      \
    X(COHONG_NO_FILE, "the file cannot be opened")                \
    X(COHONG_IO, "reading or writing failed")                     \
    X(COHONG_SYNTAX, "the text does not follow its format")       \
    X(COHONG_UNKNOWN_NAME, "a name is not known")                 \
    X(COHONG_DUPLICATE, "something is given twice")               \
    X(COHONG_OUT_OF_DOMAIN, "a number is outside its domain")     \
    X(COHONG_INCOMPLETE, "something required is missing")         \
    X(COHONG_IDENTITY_BROKEN, "an accounting identity is broken") \
    X(COHONG_TOO_LARGE, "a size is beyond what can be held")      \
    X(COHONG_UNSUPPORTED, "not supported")                        \
    X(COHONG_STORE, "the results store failed")                   \
    X(COHONG_STOPPED, "the caller stopped it")

typedef enum cohong_status {
#define COHONG_STATUS_ENUM(name, sentence) name,
    COHONG_STATUS_LIST(COHONG_STATUS_ENUM)
#undef COHONG_STATUS_ENUM
        COHONG_STATUS_COUNT
} cohong_status;

/* The sentence of a status; never NULL. */
const char *cohong_status_sentence(cohong_status status);

/* What went wrong and where. Owned by the caller; no part of it needs freeing. Line and column count
 * from 1, in bytes; 0 means "not tied to a place". */
typedef struct cohong_error {
    cohong_status status;
    size_t line;
    size_t column;
    char file[512];
    char message[768];
} cohong_error;

/* Writes "file:line:column: message" (leaving out what is not known) into text, always terminated.
 * Returns the length that the whole needs. */
size_t cohong_error_format(const cohong_error *error, char *text, size_t size);

/* ---------------------------------------------------------------- 2. Worlds */

typedef enum cohong_sector_kind { COHONG_KIND_UNKNOWN, COHONG_GOODS, COHONG_SERVICES } cohong_sector_kind;

typedef struct cohong_country {
    const char *code;
    const char *name;
} cohong_country;

typedef struct cohong_sector {
    const char *code;
    const char *name;
    cohong_sector_kind kind;
} cohong_sector;

/* A file that a world or a run was made from; sha256 is 64 hexadecimal digits. */
typedef struct cohong_source {
    const char *path;
    char sha256[65];
} cohong_source;

/* No index: a code that is not found, a place that does not apply. */
#define COHONG_NONE ((size_t)-1)

/* The benchmark economy. All arrays live in one block that cohong_world_free releases; users may change
 * numbers in place, but not sizes. A world made by cohong_world_read is complete and inside its stated
 * tolerance; a world filled by hand is validated by cohong_world_check. */
typedef struct cohong_world {
    size_t country_count; /* N, 1 to 1024 */
    size_t sector_count;  /* J, 1 to 8192 */
    const char *name;
    const char *currency;   /* ISO 4217 */
    const char *provenance; /* `source` of world.toml */
    const char *licence;
    int year;
    double unit;      /* 1e6: values are in millions of the currency */
    double tolerance; /* relative; how far the identities may be off in the files */

    cohong_country *countries; /* N, the order of countries everywhere */
    cohong_sector *sectors;    /* J */
    double *theta;             /* J; trade elasticity, > 0 */
    double *trade;             /* J x N x N; M(j,n,i): value net of n's tariff that n buys from i, >= 0 */
    double *tariff;            /* J x N x N; t(j,n,i), ad valorem, > -1; 0 where n = i */
    double *value_added_share; /* J x N; value added per unit of gross output, 0 to 1 */
    double *input_share;       /* J x N x J; spending on inputs k per unit of gross output; -0.01 to 1 (by-products) */
    double *final_share;       /* J x N; alpha(j,n): share of final spending; sums to 1 over j */
    double *employment;        /* J x N, persons engaged; NAN where a country is not covered; NULL: none */

    cohong_source *sources; /* the files it was read from */
    size_t source_count;
    void *memory; /* the block that holds it all; private */
} cohong_world;

/* Allocates a world with every number 0, codes and names NULL, employment NULL unless with_employment.
 * Errors: COHONG_TOO_LARGE, COHONG_OUT_OF_MEMORY. */
cohong_status cohong_world_new(size_t country_count, size_t sector_count, bool with_employment, cohong_world **world,
                               cohong_error *error);
void cohong_world_free(cohong_world *world);

/* Keeps a copy of text for as long as the world lives; NULL when out of memory. */
const char *cohong_world_text(cohong_world *world, const char *text);

/* A copy of everything but the list of source files. */
cohong_status cohong_world_copy(const cohong_world *world, cohong_world **copy, cohong_error *error);

/* Index of a code, or COHONG_NONE. */
size_t cohong_world_country(const cohong_world *world, const char *code);
size_t cohong_world_sector(const cohong_world *world, const char *code);

typedef enum cohong_cache_use {
    COHONG_CACHE_AUTO, /* read the cache when its hashes match the sources; write it after a CSV read (failing to write is no error) */
    COHONG_CACHE_OFF
} cohong_cache_use;

/* Reads a world folder (docs/formats.md). Identities are checked against the world's tolerance, but for the goods market:
 * published worlds often carry final shares that do not clear each market at their own flows, and every model re-solves
 * its base with the shares kept. cohong_world_check tells by how much; cohong_world_balance moves the numbers themselves. */
cohong_status cohong_world_read(const char *folder, cohong_cache_use cache, cohong_world **world, cohong_error *error);

/* The same, but without any check of identities, for worlds that are to be inspected or balanced. */
cohong_status cohong_world_read_unchecked(const char *folder, cohong_cache_use cache, cohong_world **world,
                                          cohong_error *error);

/* Writes a world folder. Each file is written beside its place, synced and renamed; the folder is made
 * when missing. */
cohong_status cohong_world_write(const cohong_world *world, const char *folder, cohong_error *error);

/* The accounts that follow from a world: model.md's X, pi, Y, VA, R, D, I. One block; free with
 * cohong_accounts_free. */
typedef struct cohong_accounts {
    double *expenditure;    /* J x N; X = sum over i of M(1+t) */
    double *trade_share;    /* J x N x N; M(1+t)/X, 0 where X = 0 */
    double *output;         /* J x N; Y = sum over n of M */
    double *value_added;    /* N */
    double *tariff_revenue; /* N */
    double *exports;        /* N; net of tariffs, home sales left out */
    double *imports;        /* N; net of tariffs, home sales left out */
    double *deficit;        /* N; imports less exports */
    double *income;         /* N; VA + R + D */
    void *memory;
} cohong_accounts;

cohong_status cohong_accounts_new(const cohong_world *world, cohong_accounts **accounts, cohong_error *error);
void cohong_accounts_free(cohong_accounts *accounts);

/* One identity and its worst violation. relative = |left - right| / max(|left|, |right|, scale), where scale
 * is a small fraction of the country's size, so that a rounding in a tiny flow does not count as large. */
typedef struct cohong_identity {
    const char *name;    /* "input shares", "final shares", "goods market", ... */
    const char *formula; /* as printed for people */
    double worst;        /* relative violation */
    double left, right;  /* both sides there */
    size_t country;      /* where; COHONG_NONE if it does not apply */
    size_t sector;
    bool mended; /* a model mends it by re-solving the base with all shares kept; cohong_world_read lets it pass */
} cohong_identity;

enum { COHONG_IDENTITY_LIMIT = 16 };

/* Computes every identity's worst violation into identities (room for COHONG_IDENTITY_LIMIT), their number
 * into count. Answers COHONG_IDENTITY_BROKEN, naming the worst one with both sides, when one is beyond
 * world->tolerance, and COHONG_OUT_OF_DOMAIN for a number that is no world's (NaN, negative flow, ...). */
cohong_status cohong_world_check(const cohong_world *world, cohong_identity *identities, size_t *count,
                                 cohong_error *error);

/* What balancing moved. */
typedef struct cohong_balance_report {
    double largest_change;             /* largest relative change of a non-zero flow */
    size_t sector, importer, exporter; /* where */
    double total_moved;                /* sum of absolute changes over sum of flows */
    size_t iterations;
    double residual; /* worst violation of any identity left */
} cohong_balance_report;

/* Makes every identity hold. Tariffs, sourcing shares and input shares (renormalised) stay; final shares become the residual of
 * expenditure less intermediate use where that is nowhere negative (no flow then moves), else flows are solved for, with
 * deficits and the value added of the world unchanged. A call that fails leaves the world as it was. */
cohong_status cohong_world_balance(cohong_world *world, cohong_balance_report *report, cohong_error *error);

/* Merges countries and sectors by a map file with columns kind,from,to[,name] (kind = country | sector); codes that are
 * not named stay as they are. Flows add, tariffs and theta are averaged by import weights (all flows where there are no
 * imports, equal weights where there are no flows), shares are recomputed from values. Trade between countries that merge
 * becomes home sales at its net value and its tariff ends: what buyers save counts as value added where they are producers,
 * and final spending falls by the rest. Employment adds; NAN where a part with output is not covered. */
cohong_status cohong_world_aggregate(const cohong_world *world, const char *map_path, cohong_world **aggregated,
                                     cohong_error *error);

/* What cohong_world_import needs beside the table. */
typedef struct cohong_import_options {
    const char *name;       /* of the world to be; required */
    const char *currency;   /* ISO 4217; required */
    const char *provenance; /* source of the table, may be NULL */
    const char *licence;    /* may be NULL */
    int year;
    double unit;                 /* 1e6: the table is in millions */
    double theta;                /* for sectors that theta_file does not name; 0: every sector must be named */
    const char *theta_file;      /* CSV sector,theta[,name][,kind]; may be NULL */
    const char *employment_file; /* CSV country,sector,employment (persons); may be NULL */
} cohong_import_options;

/* What an import had to mend, in the table's unit. */
typedef struct cohong_import_report {
    size_t country_count, sector_count;
    size_t negative_count;    /* negative final demand (inventories run down) set to zero */
    double negative_total;    /* their sum, <= 0 */
    size_t idle_count;        /* sectors without output */
    size_t value_added_count; /* sectors whose value added was zero or negative, set to 1 % of output */
    double rounding;          /* largest difference between a row's sum and its stated output */
    cohong_balance_report balance;
} cohong_import_report;

/* Reads a world input-output table in wide CSV: rows and columns COUNTRY_industry, final demand COUNTRY_category, an optional
 * column GO. Use-specific sourcing is merged: an importer then sources a sector alike for every use. */
cohong_status cohong_world_import(const char *table_file, const cohong_import_options *options, cohong_world **world,
                                  cohong_import_report *report, cohong_error *error);

/* ---------------------------------------------------------------- 3. Law */

/* Tariff law as data (docs/law.md): what a product pays on a day, with every line of the total explained, and averages of it
 * over products for countries and sectors. Duties are fractions of the value of the goods. */

/* Days since 1970-01-01. */
typedef int32_t cohong_date;
#define COHONG_DATE_FIRST INT32_MIN /* "has always held" */
#define COHONG_DATE_LAST INT32_MAX  /* "holds for ever" */
enum { COHONG_DATE_SIZE = 16 };
bool cohong_date_read(const char *text, cohong_date *date); /* YYYY-MM-DD; false for anything else */
const char *cohong_date_write(cohong_date date, char to[COHONG_DATE_SIZE]);

typedef struct cohong_law cohong_law;

/* Reads a law file and the files that it names. A law that contradicts itself is refused: overlapping validity of a measure,
 * unknown lists and areas, precedence in a circle, codes that a spreadsheet has changed. */
cohong_status cohong_law_read(const char *path, cohong_law **law, cohong_error *error);
/* For questions about one day of entry alone: schedules that do not hold on it are not opened, which halves the time. */
cohong_status cohong_law_read_on(const char *path, cohong_date on, cohong_law **law, cohong_error *error);
void cohong_law_free(cohong_law *law);
const cohong_source *cohong_law_sources(const cohong_law *law, size_t *count);

/* A law in numbers, and what is odd about it without being wrong. */
typedef struct cohong_law_summary {
    size_t measures, lists, areas, editions, schedules, schedule_rows, reliefs, taxes;
    size_t specific_rows; /* schedule rows and measures whose duty needs value and quantity */
    size_t unknown_rows;  /* whose duty is not a number */
    const char **notes;   /* which days the law covers, then its own notes, in order of its files */
    size_t note_count;
    const char **warnings; /* "FILE:LINE: ..." */
    size_t warning_count;
    void *memory;
} cohong_law_summary;
cohong_status cohong_law_summary_new(const cohong_law *law, cohong_law_summary **summary, cohong_error *error);
void cohong_law_summary_free(cohong_law_summary *summary);

/* A name with a number: the share of a content, or what one unit of a currency is worth. */
typedef struct cohong_named_number {
    const char *name;
    double number;
} cohong_named_number;

/* One import. cohong_law_question_new has everything optional unset: NULL, NAN, COHONG_DATE_FIRST. */
typedef struct cohong_law_question {
    const char *product;     /* 2 to 10 digits, dots ignored */
    const char *edition;     /* numbering of product; NULL: the one in force on entry */
    const char *origin;      /* ISO 3166 alpha-3 */
    const char *destination; /* NULL: the law's only importer */
    const char *channel;     /* NULL: "general" */
    const char *currency;    /* of value; NULL: the law's */
    const char *unit;        /* of quantity; NULL: the unit of each duty */
    cohong_date entry;       /* required */
    cohong_date exported;    /* unset: on entry */
    double value;            /* of the consignment; unset counts as above every limit */
    double quantity;
    /* What the buyer has bought through the channel this year, this consignment left out; unset: 0. */
    double year_value;
    const cohong_named_number *contents; /* shares of the value; one that is not given is the law's, else 1 */
    size_t content_count;
    const cohong_named_number *exchange; /* how many of `currency` one of `name` is worth */
    size_t exchange_count;
} cohong_law_question;
cohong_law_question cohong_law_question_new(void);

/* Why a measure counts or does not. */
#define COHONG_LAW_STATE_LIST(X)                                   \
    X(COHONG_APPLIES, "applies")                                   \
    X(COHONG_OPEN, "not known")                                    \
    X(COHONG_LOWER_BASE, "another base duty is lower")             \
    X(COHONG_SUPERSEDED, "another measure of its group counts")    \
    X(COHONG_DISPLACED, "another authority takes precedence")      \
    X(COHONG_REPLACED, "another measure replaces the whole duty")  \
    X(COHONG_NOT_BINDING, "does not bind")                         \
    X(COHONG_SUSPENDED, "suspended")                               \
    X(COHONG_EXEMPT, "exempt")                                     \
    X(COHONG_EXPORT_DATE, "the export date is outside its window") \
    X(COHONG_CONDITION, "its condition does not hold")

typedef enum cohong_law_state {
#define COHONG_LAW_STATE_ENUM(name, words) name,
    COHONG_LAW_STATE_LIST(COHONG_LAW_STATE_ENUM)
#undef COHONG_LAW_STATE_ENUM
        COHONG_LAW_STATE_COUNT
} cohong_law_state;

/* One measure that is in force for the product and the origin. */
typedef struct cohong_law_line {
    const char *id, *effect, *area, *list, *group; /* group: "" for none */
    const char *duty_text;                         /* as the law has it: "max(30%, 25 USD/item)" */
    const char *by;                                /* citation; "" for none */
    cohong_law_state state;
    double stated;   /* the duty by itself, fraction of value; NAN when not known */
    double duty;     /* what it adds to the total: 0 unless it applies; a cap's is negative */
    const char *why; /* for people, never empty */
} cohong_law_line;

typedef struct cohong_law_answer {
    const char *product, *edition, *origin, *destination, *channel;
    cohong_date entry, exported;
    cohong_law_line *lines;
    size_t line_count;
    double total;       /* the sum of the lines' duties */
    double base;        /* the part of base measures */
    size_t open_count;  /* lines that are not known and are not in the total */
    const char **parts; /* when lists or schedules divide the product: the codes to ask instead */
    size_t part_count;
    void *memory;
} cohong_law_answer;

/* Errors: COHONG_UNKNOWN_NAME for countries, editions, channels; COHONG_SYNTAX for codes; COHONG_UNSUPPORTED when the law's codes
 * are of another edition that no `renumber` joins with the product's. */
cohong_status cohong_law_rate(const cohong_law *law, const cohong_law_question *question, cohong_law_answer **answer,
                              cohong_error *error);
void cohong_law_answer_free(cohong_law_answer *answer);

/* The channels that a law tells apart, "general" first. They belong to the law. */
cohong_status cohong_law_channels(const cohong_law *law, const char ***channels, size_t *count, cohong_error *error);

/* Which days the law of a destination covers, as its records `covers` say, in order; free() them. None: it does not say, and answers for any
 * day. Questions about other days are refused with COHONG_OUT_OF_DOMAIN. */
typedef struct cohong_law_days {
    cohong_date first, last; /* both inside; last COHONG_DATE_LAST: to this day */
} cohong_law_days;
cohong_status cohong_law_coverage(const cohong_law *law, const char *destination, cohong_law_days **days, size_t *count,
                                  cohong_error *error);

/* The days in [first, last] on which something in the law of a destination (NULL: of any) begins or ends, in order; free() them. */
cohong_status cohong_law_dates(const cohong_law *law, const char *destination, cohong_date first, cohong_date last,
                               cohong_date **dates, size_t *count, cohong_error *error);

/* Value by product and, where the file has them, origin: what averages are weighted by. CSV code,value[,country][,quantity,unit].
 * The edition may be NULL where the law knows no more than one. */
typedef struct cohong_weights cohong_weights;
cohong_status cohong_weights_read(const char *path, const cohong_law *law, const char *edition,
                                  cohong_weights **weights, cohong_error *error);
/* Equal weights for every row of the base schedules of a destination. */
cohong_status cohong_weights_of_schedule(const cohong_law *law, const char *destination, const char *edition,
                                         cohong_weights **weights, cohong_error *error);
void cohong_weights_free(cohong_weights *weights);
bool cohong_weights_have_countries(const cohong_weights *weights);

/* Which average. concordance: CSV prefix,sector; the longest prefix decides. */
typedef struct cohong_law_request {
    const char *destination; /* NULL: the law's only importer */
    const char *origin;      /* required where weights have no countries; else NULL: all of them */
    cohong_date on;
    const cohong_weights *weights;
    const char *concordance; /* NULL: no sectors */
    bool by_country, by_sector;
} cohong_law_request;

/* An average with its coverage. Lines are products by origin. What is not known is left out of both averages and counted. */
typedef struct cohong_law_mean {
    const char *country, *sector; /* "": all; "(none)": no sector's prefix holds the product */
    double total, base;           /* weighted means of the duty and of its base part; NAN without a line that counts */
    double value, value_counted;
    size_t lines, lines_counted;
    double value_open; /* specific without quantity, divided by a list, not in the schedule */
    size_t lines_open;
    const char *open_example; /* a code; "" for none */
    const char *open_why;
} cohong_law_mean;

typedef struct cohong_law_means {
    const char *weights; /* path, or what they are */
    const char *destination;
    cohong_date on;
    cohong_law_mean *rows; /* by country, then sector, in order of their codes */
    size_t row_count;
    cohong_law_mean all;
    void *memory;
} cohong_law_means;
cohong_status cohong_law_average(const cohong_law *law, const cohong_law_request *request, cohong_law_means **means,
                                 cohong_error *error);
void cohong_law_means_free(cohong_law_means *means);

/* What changed between two days: records that hold on one of them only. The texts belong to the law. */
typedef struct cohong_law_change {
    const char *id, *what, *by; /* what: "begins", "ends", "is suspended", ... */
    const char *duty_text, *area, *list;
    cohong_date date;
} cohong_law_change;
cohong_status cohong_law_diff(const cohong_law *law, const char *destination, cohong_date a, cohong_date b,
                              cohong_law_change **changes, size_t *count, cohong_error *error); /* free() the array */

/* Landed cost: the duty on the value (CIF), consumption tax c at (CIF + duty) c / (1 - c), VAT on all of it. Taxes that are levied
 * at a part of their rate are multiplied by it. */
typedef struct cohong_law_tax_line {
    const char *id, *kind, *by, *why;
    double rate, basis, amount; /* fractions of the value */
} cohong_law_tax_line;

typedef struct cohong_law_landed {
    const char *channel;
    bool available; /* the channel is open to this product, value and day */
    const char *why_not;
    cohong_law_answer *duty; /* NULL when not available */
    cohong_law_tax_line *taxes;
    size_t tax_count;
    double duty_total, tax_total, total; /* fractions of the value */
    void *memory;
} cohong_law_landed;
cohong_status cohong_law_landed_cost(const cohong_law *law, const cohong_law_question *question,
                                     cohong_law_landed **landed, cohong_error *error);
void cohong_law_landed_free(cohong_law_landed *landed);

/* Tariffs of a world (J x N x N as in cohong_world, fractions) under the law on a day: weighted averages by sector and origin for
 * every country that the law is of. NAN where the law says nothing or no line counts: keep the benchmark there. */
typedef struct cohong_law_tariffs_request {
    cohong_date on;
    const cohong_weights *weights; /* NULL: equal weights for the rows of the schedule */
    const char *concordance;       /* required */
} cohong_law_tariffs_request;
cohong_status cohong_law_tariffs(const cohong_law *law, const cohong_law_tariffs_request *request,
                                 const cohong_world *world, double *tariff, cohong_error *error);

/* ---------------------------------------------------------------- 4. Scenarios */

/* What changes. A NULL array means "as in the benchmark". All are read only during the call. */
typedef struct cohong_shock {
    const double *tariff;         /* J x N x N; t', level after the change, > -1 */
    const double *trade_cost_hat; /* J x N x N; iceberg factor d'/d, > 0 */
    const double *technology_hat; /* J x N; T, so that productivity (output per bundle of inputs) is T^(1/theta); > 0 */
    const double *labour_hat;     /* N; labour supply, > 0 */
    const char *firms;            /* a firms file whose platform belongs to the shock: cohong_firms_nest solves it, and
                                   * cohong_model_solve refuses rather than leave it out */
} cohong_shock;

/* Every setting: kind (TEXT, NUMBER, COUNT, CODE), name, section of a scenario file, default, least and largest value,
 * one line of help. This table makes the struct below, its defaults, the keys of scenario files, the
 * flags of the command line and the help text. Texts are resolved against the tables of
 * structures and closures, with "did you mean". */
#define COHONG_SETTING_LIST(TEXT, NUMBER, COUNT, CODE)                                                               \
    TEXT(structure, "model", "perfect_competition",                                                                  \
         "market structure: perfect_competition, krugman, melitz or profit_shifting")                                \
    NUMBER(firm_size_tail, "model", 1.06, 1.0, 100.0, "melitz: theta/(sigma-1), tail of the firm size distribution") \
    TEXT(deficits, "closure", "fixed", "trade deficits: fixed, zero, own_gdp or world_gdp")                          \
    TEXT(labour, "closure", "full", "labour market: full, elastic, rigid, rigid_down or sector_specific")            \
    NUMBER(labour_elasticity, "closure", NAN, 0.0, 100.0, "elastic: elasticity of labour supply in the real wage")   \
    CODE(labour_country, "closure", "*",                                                                             \
         "every closure but full: the one country it holds for, others have full; *: all")                           \
    NUMBER(market_gap, "model", 0.1, 0.0, 100.0,                                                                     \
           "share of spending by which a world's markets may fail to clear; the base is then solved anew")           \
    NUMBER(tolerance, "solver", 1e-10, 1e-14, 1e-2, "largest residual of any equation, relative")                    \
    COUNT(iteration_limit, "solver", 5000, 1, 10000000, "iterations of one clearing of markets before giving up")    \
    COUNT(plain_steps, "solver", 5, 0, 1000, "plain iterations before acceleration starts")                          \
    COUNT(anderson_depth, "solver", 6, 0, 16, "history of the acceleration; 0 turns it off")                         \
    TEXT(instructions, "solver", "auto", "kernels: auto, avx512, avx2, baseline or reference; all give the same bits")

/* Room for a code of a setting, with its end. */
enum { COHONG_CODE_SIZE = 32 };

typedef struct cohong_settings {
#define COHONG_TEXT(name, section, value, help) const char *name;
#define COHONG_NUMBER(name, section, value, least, most, help) double name;
#define COHONG_COUNT(name, section, value, least, most, help) size_t name;
#define COHONG_CODE(name, section, value, help) char name[COHONG_CODE_SIZE];
    COHONG_SETTING_LIST(COHONG_TEXT, COHONG_NUMBER, COHONG_COUNT, COHONG_CODE)
#undef COHONG_TEXT
#undef COHONG_NUMBER
#undef COHONG_COUNT
#undef COHONG_CODE
} cohong_settings;

cohong_settings cohong_settings_default(void);

/* Sets one setting from text, as a flag or a scenario key gives it: the value is checked against its range or its table
 * (UNKNOWN_NAME and OUT_OF_DOMAIN, with "did you mean"). TEXT values then point into the library's tables. */
cohong_status cohong_settings_set(cohong_settings *settings, const char *name, const char *value, cohong_error *error);

/* Whether employment moves under a labour closure, by name: only then can jobs be created or lost. False when unknown. */
bool cohong_labour_moves(const char *labour);

/* Whether a part of revenue is profit under a market structure, by name. False when unknown. */
bool cohong_structure_has_profits(const char *structure);

/* One row of the settings table, for help and documentation. */
typedef struct cohong_setting_row {
    const char *name, *section, *kind, *default_text, *least_text, *most_text, *help;
} cohong_setting_row;
const cohong_setting_row *cohong_setting_rows(size_t *count);

/* A scenario file, read and applied to its world (docs/formats.md). Owns everything it points to. */
typedef struct cohong_scenario {
    const char *title;
    const char *path;
    const char *world_path; /* resolved against the scenario's folder */
    cohong_world *world;
    cohong_shock shock;
    cohong_settings settings;
    cohong_source *sources; /* scenario file and the files it names; the world lists its own */
    size_t source_count;
    void *memory;
} cohong_scenario;

/* Reads the scenario, its world and every file it names: next to it or, for a world, a law and firms of which nothing is there, of the data
 * that ship ($COHONG_DATA, else where the running program is built or installed). */
cohong_status cohong_scenario_read(const char *path, cohong_cache_use cache, cohong_scenario **scenario,
                                   cohong_error *error);
void cohong_scenario_free(cohong_scenario *scenario);

/* ---------------------------------------------------------------- 5. Models */

/* A world made ready to be solved many times: accounts, renormalised shares and the base re-solved (all hats
 * of the base are exactly 1 afterwards). Opaque; inputs are copied. One model serves one thread at a time. */
typedef struct cohong_model cohong_model;

typedef enum cohong_outcome {
    COHONG_CONVERGED,
    COHONG_NO_SOLUTION, /* an income, a revenue or a price left the positive numbers: `why` says which */
    COHONG_LIMIT        /* an iteration limit came first */
} cohong_outcome;

const char *cohong_outcome_name(cohong_outcome outcome);

/* The residual of every equation of model.md at the returned point, relative, worst case. */
#define COHONG_EQUATION_LIST(X)                                                      \
    X(price, "prices: P^-theta = sum pi T (c kappa)^-theta")                         \
    X(output, "output: Y = sum of pi' X' / (1+t')")                                  \
    X(expenditure, "expenditure: X' = sum gamma Y' + alpha I'")                      \
    X(revenue, "income: I' = w L VA + Pi' + R' + D'")                                \
    X(trade_balance, "trade balance: imports - deficit = exports, over value added") \
    X(labour_market, "labour: w L VA = sum of labour's share times output")          \
    X(entry, "entry: firms = output over unit cost (krugman, melitz)")

typedef struct cohong_residuals {
#define COHONG_RESIDUAL(name, text) double name;
    COHONG_EQUATION_LIST(COHONG_RESIDUAL)
#undef COHONG_RESIDUAL
} cohong_residuals;

/* The equilibrium after a shock. The struct and its arrays are made by cohong_solution_new and belong to the caller. */
typedef struct cohong_solution {
    cohong_outcome outcome;
    char why[256];     /* for people, empty when converged */
    size_t iterations; /* in all; with free entry markets are cleared many times, each within iteration_limit */
    double residual;   /* the largest below */
    cohong_residuals residuals;
    double *wage_hat;        /* N; w^, the mean over sectors where labour is specific to them */
    double *labour_hat;      /* N; L^: labour at work, by the shock and the labour closure */
    double *sector_wage_hat; /* J x N; w^(n), except where labour is specific to sectors */
    double *price_hat;       /* J x N */
    double *unit_cost_hat;   /* J x N */
    double *expenditure;     /* J x N; X' */
    double *output;          /* J x N; Y' */
    double *profit;          /* J x N; Pi'; 0 but under profit_shifting. The base's are those of its own solution */
    double *tariff_revenue;  /* N; R' */
    double *deficit;         /* N; D' */
    double *income;          /* N; I' */
    double *trade;           /* J x N x N; M', net of tariff; NULL unless asked for */
    void *memory;
} cohong_solution;

/* Copies the world, renormalises input and final shares to sum to 1 exactly and re-solves the base under the
 * settings' deficit closure ("zero": without deficits; otherwise with those of the world).
 * Errors: bad settings; COHONG_OUT_OF_DOMAIN for a world no model can use; COHONG_IDENTITY_BROKEN when the base
 * itself does not solve. */
cohong_status cohong_model_new(const cohong_world *world, const cohong_settings *settings, cohong_model **model,
                               cohong_error *error);
void cohong_model_free(cohong_model *model);

/* The base economy against which the model's hats are taken: a world whose numbers are those of the re-solved
 * base, and its accounts. Both belong to the model. */
const cohong_world *cohong_model_base(const cohong_model *model);
const cohong_accounts *cohong_model_base_accounts(const cohong_model *model);

/* How the base re-solve went: iterations, residuals, arrays as in any solution. Belongs to the model. */
const cohong_solution *cohong_model_base_solution(const cohong_model *model);

/* The settings that the model was made with, resolved. Belongs to the model. */
const cohong_settings *cohong_model_settings(const cohong_model *model);

/* With free entry (krugman, melitz): whether a small push to the numbers of firms dies out as firms enter where they earn and leave
 * where they lose. Worlds with many sectors that buy from each other are often not stable: a solve then follows the equilibrium
 * that hangs together with the base, and changes along it can have the opposite sign of what entry would bring about. True
 * without free entry. */
bool cohong_model_base_stable(const cohong_model *model);

/* Whether the base is not the world's data as they stand: their markets do not clear within the world's tolerance, and the base was solved
 * anew with all shares kept. `worst` then is the identity "goods market" with by how much, and where; `gap`, by how much in all: the sum of
 * |expenditure - uses| over the sum of expenditure. Either NULL: not wanted. */
bool cohong_model_base_mended(const cohong_model *model, cohong_identity *worst, double *gap);

cohong_status cohong_solution_new(const cohong_model *model, bool with_trade, cohong_solution **solution,
                                  cohong_error *error);
void cohong_solution_free(cohong_solution *solution);

/* Solves for the equilibrium after the shock. Allocates nothing. A call fails only for a shock outside its domain;
 * how the solve ended stands in solution->outcome. */
cohong_status cohong_model_solve(cohong_model *model, const cohong_shock *shock, cohong_solution *solution,
                                 cohong_error *error);

/* The kernels that "auto" resolves to on this machine: "avx512", "avx2" or "baseline". */
const char *cohong_instructions(void);

/* ---------------------------------------------------------------- 6. Measures */

/* What is reported of a country: one row a measure, in the order of countries.csv. */
typedef enum cohong_unit {
    COHONG_CHANGE, /* a change as a fraction, hat - 1 (first-order measures: sum of logarithmic changes) */
    COHONG_VALUE,  /* a level in the world's currency and unit */
    COHONG_PERSONS
} cohong_unit;

/* A model, its shock and its solution: what measures are computed from. solution->trade must not be NULL. */
typedef struct cohong_case {
    const cohong_model *model;
    const cohong_shock *shock;
    const cohong_solution *solution;
} cohong_case;

typedef struct cohong_measure {
    const char *name;    /* column of countries.csv: "welfare", "welfare_first_order", ... */
    const char *heading; /* for people: "Welfare, exact" */
    cohong_unit unit;
    const char *formula; /* with its source */
    double (*of)(const cohong_case *of_case, size_t country);
} cohong_measure;

/* The table of measures. */
const cohong_measure *cohong_measures(size_t *count);

/* One measure by name, or NULL. */
const cohong_measure *cohong_measure_find(const char *name);

/* ---------------------------------------------------------------- 7. Jobs */

/* "Jobs" is several different numbers. Each result says which one it is, and each word says what the number is
 * and what it is not: enumerator, word, what it is, what it is not. Never add numbers of different words. */
#define COHONG_JOB_WORD_LIST(X)                                                                                        \
    X(COHONG_SUPPORTED, "supported",                                                                                   \
      "people whose work is in a flow of sales, directly or through suppliers, at the benchmark's average technology", \
      "not a forecast: it does not say how many would lose or find work if the flow changed")                          \
    X(COHONG_REALLOCATED, "reallocated",                                                                               \
      "people who work in another sector after the change, with everyone who worked before still at work",             \
      "not a change in a country's employment: it sums to zero in each country by assumption")                         \
    X(COHONG_CREATED_OR_LOST, "created or lost",                                                                       \
      "net change in a country's employment under a labour market in which employment can move",                       \
      "not defined under full employment, and not to be quoted without the labour closure it was computed under")      \
    X(COHONG_ADDITIONAL, "additional", "supported jobs less those that would have been there anyway",                  \
      "not the supported figure: sales moved from elsewhere and foreign content are left out")                         \
    X(COHONG_DISPLACEMENT, "import displacement",                                                                      \
      "people whom the value of the imports would have supported had it been produced at home at domestic technology", \
      "not jobs lost: an accounting number that takes prices, quantities and capacity at home as given")

typedef enum cohong_job_word {
#define COHONG_JOB_WORD_ENUM(name, word, is, is_not) name,
    COHONG_JOB_WORD_LIST(COHONG_JOB_WORD_ENUM)
#undef COHONG_JOB_WORD_ENUM
        COHONG_JOB_WORD_COUNT
} cohong_job_word;

/* One row of the list above. */
typedef struct cohong_job_word_row {
    const char *word, *is, *is_not;
} cohong_job_word_row;
const cohong_job_word_row *cohong_job_words(size_t *count); /* indexed by cohong_job_word */

/* An input-output table: of one country (N = 1, the rest of the world is "outside") or of the world. An account is a
 * sector of a country, indexed j*N + n like every J x N array. Employment is in persons, values in currency times unit.
 * All arrays live in one block that cohong_table_free releases. */
typedef struct cohong_table {
    size_t country_count;      /* N */
    size_t sector_count;       /* J */
    const char *currency;      /* ISO 4217 */
    double unit;               /* 1e6: values are in millions of the currency */
    int year;                  /* 0: not stated */
    cohong_country *countries; /* N */
    cohong_sector *sectors;    /* J */
    double *flow;         /* JN x JN, [seller*J*N + buyer]: what the buyer's production uses of the seller's; NULL in a
                           * table of requirements */
    double *final_demand; /* JN x N, [seller*N + n]: final use in country n; changes in stocks can be negative */
    double *exports;      /* J x N: sales out of the table; all 0 in a table of the world */
    double *imports;      /* J x N, by product and importer: home use of what comes from outside the table; all 0 in a
                           * table of the world */
    double *output;       /* J x N: sum of the account's row, so that sales add up exactly */
    double *employment;   /* J x N, persons; NAN where a country is not covered */
    double *requirement;  /* JN x JN, [row*J*N + column]: persons in the row per unit of value delivered to final demand
                           * by the column; NULL unless the file gives requirements instead of flows */
    double largest_gap;   /* between a total stated in the file and the sum it should be, over the largest total */
    size_t gap_account;   /* where; COHONG_NONE: nothing was stated */
    size_t negative_final_demand_count;
    size_t idle_count;      /* accounts without output: 0 or, through changes in stocks, negative */
    cohong_source *sources; /* the files it was read from */
    size_t source_count;
    void *memory;
} cohong_table;

/* Allocates a table of zeros; employment is NAN. Codes and names are NULL. */
cohong_status cohong_table_new(size_t country_count, size_t sector_count, bool requirements, cohong_table **table,
                               cohong_error *error);
void cohong_table_free(cohong_table *table);
/* Keeps a copy of text for as long as the table lives; NULL when out of memory. */
const char *cohong_table_text(cohong_table *table, const char *text);

/* What a reader of tables is given. A reader that does not use a part ignores it; one that needs it says so. */
typedef struct cohong_table_files {
    const char *table;
    const char *employment; /* NULL: none */
    const char *names;      /* NULL: none */
    int year;               /* of files that hold several; 0: the only one */
    const char *country;    /* code of the country that a national file is of; NULL: "USA" */
    bool employees_only;    /* employees instead of all persons engaged, where the file has both */
} cohong_table_files;

/* The formats that can be read: one row a reader. */
typedef struct cohong_table_reader {
    const char *name;       /* "wiod-wide", "wiod-national", "bls-requirements" */
    const char *table;      /* one line for people about each file */
    const char *employment; /* NULL: not used */
    const char *names;      /* NULL: not used */
    bool needs_year;
    cohong_status (*read)(const cohong_table_files *files, cohong_table **table, cohong_error *error);
} cohong_table_reader;
const cohong_table_reader *cohong_table_readers(size_t *count);

/* Reads a table with the reader of that name ("did you mean"). */
cohong_status cohong_table_read(const char *reader, const cohong_table_files *files, cohong_table **table,
                                cohong_error *error);

/* A world or a table made ready for questions about jobs. Opaque; inputs are copied at setup, and every call below then
 * allocates nothing. One handle serves one thread at a time.
 * Errors of setup: COHONG_INCOMPLETE without employment or with a country covered in part; COHONG_OUT_OF_DOMAIN for NaN
 * and negative numbers. Errors of the calls: COHONG_OUT_OF_DOMAIN when the chain of suppliers does not end (inputs
 * worth as much as the output), COHONG_UNKNOWN_NAME for a country that is not there, COHONG_INCOMPLETE for one without
 * employment. Employment in an account without output is in no chain: cohong_jobs_unattached says how much that is. */
typedef struct cohong_jobs cohong_jobs;
cohong_status cohong_jobs_of_world(const cohong_world *world, cohong_jobs **jobs, cohong_error *error);
cohong_status cohong_jobs_of_table(const cohong_table *table, cohong_jobs **jobs, cohong_error *error);
void cohong_jobs_free(cohong_jobs *jobs);

/* What the handle's arrays are about. Destinations are the countries and, for tables with trade out of the table, one
 * more: "outside". All of it belongs to the handle. */
typedef struct cohong_jobs_labels {
    size_t country_count, sector_count, destination_count; /* N, J, D (N or N + 1) */
    const cohong_country *countries;
    const cohong_sector *sectors;
    const cohong_country *destinations;
    const double *employment; /* J x N, persons; NAN where not covered */
    double unit;
    const char *currency;
} cohong_jobs_labels;
const cohong_jobs_labels *cohong_jobs_labels_of(const cohong_jobs *jobs);

/* In place of a country: all that are covered. */
#define COHONG_ALL_COUNTRIES ((size_t)-1)

/* Persons of a country or of COHONG_ALL_COUNTRIES. 0 when it is not covered. */
double cohong_jobs_employment(const cohong_jobs *jobs, size_t country);
/* Of these, persons in sectors without output. */
double cohong_jobs_unattached(const cohong_jobs *jobs, size_t country);

/* Which suppliers a chain runs through. */
typedef enum cohong_chain {
    COHONG_DOMESTIC_CHAIN, /* suppliers in the seller's own country: what the Commerce Department counts for exports */
    COHONG_GLOBAL_CHAIN    /* suppliers everywhere, so that goods which cross a border twice are followed home */
} cohong_chain;

/* How a call's linear solves went; may be NULL. */
typedef struct cohong_jobs_solve {
    size_t solves, iterations;
    double residual; /* largest |b + K x - x| of any account over x there, or over 1e-9 of the largest x */
} cohong_jobs_solve;

/* Employment multipliers: multiplier[j*N + i] = persons of `country` (or of COHONG_ALL_COUNTRIES) per unit of
 * value that sector j of i delivers to a use outside the chain. One transposed solve: m = e + A' m, e = E/Y.
 * In a domestic chain accounts of other countries than `country` have 0. */
cohong_status cohong_jobs_multipliers(cohong_jobs *jobs, cohong_chain chain, size_t country, double *multiplier,
                                      cohong_jobs_solve *how, cohong_error *error);

/* Persons by sector and country of work (J x N) that given deliveries (J x N, value) need: e * (I - A)^-1 deliveries.
 * Word: supported. */
cohong_status cohong_jobs_by_work(cohong_jobs *jobs, cohong_chain chain, const double *deliveries, double *persons,
                                  cohong_jobs_solve *how, cohong_error *error);

typedef enum cohong_flow_kind {
    COHONG_EXPORTS,      /* gross exports by the country that buys them; domestic chain. Word: supported */
    COHONG_FINAL_DEMAND, /* final use by the country where it takes place, home included; global chain. Sums over
                          * destinations to the country's employment. Word: supported */
    COHONG_IMPORTS       /* imports by the country they come from, at domestic multipliers. Word: import displacement */
} cohong_flow_kind;

/* A country's jobs in flows. The three arrays belong to the caller; NULL: not wanted. by_sector costs a solve for every
 * destination, the others one solve in all. The destination of imports is their origin. */
typedef struct cohong_job_flows {
    double *by_destination; /* D */
    double *by_product;     /* J x D, [j*D + d]: by the product sold (final demand: the final product, wherever made) */
    double *by_sector;      /* J x D, [j*D + d]: by the sector in which the people work */
    double total;           /* over all destinations */
    double foreign;         /* the country itself left out */
    cohong_job_word word;
    cohong_jobs_solve how;
} cohong_job_flows;
cohong_status cohong_jobs_in_flows(cohong_jobs *jobs, cohong_flow_kind kind, size_t country, cohong_job_flows *flows,
                                   cohong_error *error);

/* Reallocated by a counterfactual: in each country E' = s E (g0 Y' / g0 Y) / w, where the one factor s keeps the number
 * of persons at work (workers of different sectors embody different value added, so that the formula alone keeps
 * the wage bill, not the head count). reallocated (J x N) = E' - E at an unchanged labour supply, and sums to 0 in each
 * country; employment (J x N) = E' with the labour supply of the solution. Either may be NULL; NAN where not covered.
 * Employment comes from the model's base world. Word: reallocated. */
cohong_status cohong_jobs_reallocated(const cohong_model *model, const cohong_solution *solution, double *reallocated,
                                      double *employment, cohong_error *error);

/* ---------------------------------------------------------------- 8. Reports */

/* Everything a report of one run is made of. solution->trade must not be NULL. */
typedef struct cohong_run {
    const cohong_scenario *scenario;
    const cohong_model *model;
    const cohong_solution *solution;
    const char *name;    /* label in the store; NULL: none */
    const char *created; /* "2018-07-06T04:01:00Z"; NULL: not recorded */
    double seconds;      /* wall clock of the whole run */
} cohong_run;

/* The manifest: engine version, SHA-256 of every input, resolved settings, closure, outcome, iterations, seconds and the
 * residual of every equation, as JSON. free() it. */
cohong_status cohong_manifest(const cohong_run *run, char **json, cohong_error *error);

/* Writes countries.csv, sectors.csv, trade.csv and run.json (docs/formats.md) into a folder, which is made when missing. All
 * are written beside their places first; then the old run.json goes, the tables are renamed and the new run.json comes last: a
 * failure before that leaves what was there, and a folder without run.json is not complete.
 * Refuses a solution that has not converged. */
cohong_status cohong_results_write(const char *folder, const cohong_run *run, cohong_error *error);

/* Writes tariffs (J x N x N) of every flow between countries as sector,importer,exporter,tariff: a scenario's level_file. */
cohong_status cohong_tariffs_write(const cohong_world *world, const double *tariff, const char *path,
                                   cohong_error *error);

/* Writes a scenario that has these tariffs and is `like` another in all else: world, settings, trade costs, productivity, labour
 * supply. `path` ends in ".toml"; the tariffs stand beside it in the same name with ".csv", trade costs in "-trade-cost.csv". A
 * scenario with firms is refused. */
cohong_status cohong_scenario_write(const cohong_scenario *like, const double *tariff, const char *title,
                                    const char *path, cohong_error *error);

/* Writes one HTML file that holds the page, its engine, the world, the scenario and the manifest: it opens from disk, asks for
 * nothing and still computes. page_folder is where the built page is (web/dist; installed: share/cohong/web); command, which may be
 * NULL, is what the reader is told made it. Refuses a solution that has not converged. */
cohong_status cohong_html_write(const char *path, const char *page_folder, const cohong_run *run, const char *command,
                                cohong_error *error);

/* A results store: one SQLite file with the same tables, which any SQLite tool can query. One handle serves one thread;
 * several processes may use one file. A run is added in one transaction: it is there whole or not at all. */
typedef struct cohong_store cohong_store;

typedef enum cohong_store_use {
    COHONG_STORE_EXISTING, /* COHONG_NO_FILE when it is not there */
    COHONG_STORE_CREATE    /* made when missing, with its folder */
} cohong_store_use;

/* Errors: COHONG_STORE for a file that is no store, that a newer version made, or that cannot be written. */
cohong_status cohong_store_open(const char *path, cohong_store_use use, cohong_store **store, cohong_error *error);
void cohong_store_close(cohong_store *store);

/* Adds a run, which must have converged. The id is new: ids of deleted runs do not come back. */
cohong_status cohong_store_put(cohong_store *store, const cohong_run *run, int64_t *id, cohong_error *error);

/* What the store knows of a run beside its tables. */
typedef struct cohong_stored_run {
    int64_t id;
    const char *name; /* "": none */
    const char *title, *created, *engine, *scenario, *world, *currency, *structure, *deficits, *labour;
    const char *manifest; /* JSON */
    int year;
    double unit;
    size_t iterations;
    double residual, seconds;
} cohong_stored_run;

/* A value of a stored run, or of two with their difference. */
typedef struct cohong_stored_value {
    const char *country;
    const char *measure; /* a name of the table of measures */
    double a, b;         /* NAN: the run has no such value; of a single run b is NAN */
    double difference;   /* b - a */
} cohong_stored_value;

/* An answer of the store; owns everything it points to. */
typedef struct cohong_stored {
    cohong_stored_run *runs;
    size_t run_count;
    cohong_stored_value *values; /* in the order of the table of measures, then of the countries */
    size_t value_count;
    void *memory;
} cohong_stored;
void cohong_stored_free(cohong_stored *stored);

/* Every run, oldest first, without values. */
cohong_status cohong_store_list(cohong_store *store, cohong_stored **stored, cohong_error *error);

/* The id of a run by its id or its name; of runs with the same name the newest ("did you mean"). */
cohong_status cohong_store_find(cohong_store *store, const char *id_or_name, int64_t *id, cohong_error *error);

/* One run with its values, and two runs with theirs side by side. */
cohong_status cohong_store_show(cohong_store *store, int64_t id, cohong_stored **stored, cohong_error *error);
cohong_status cohong_store_diff(cohong_store *store, int64_t a, int64_t b, cohong_stored **stored, cohong_error *error);

cohong_status cohong_store_delete(cohong_store *store, int64_t id, cohong_error *error);

/* ---------------------------------------------------------------- 9. War */

/* Derivatives of an equilibrium by one linear solve, forwards or transposed, for market structures without free entry
 * (perfect_competition, profit_shifting), labour "full" or "elastic" and every deficit closure (docs/war.md). A handle copies
 * the solution at which it linearises but reads its model, which must outlive it; it serves one thread at a time. The base world is held fixed: derivatives by theta
 * are those of the hats against it. */
typedef struct cohong_gradient cohong_gradient;

/* Errors: COHONG_UNSUPPORTED for other market structures and labour closures. */
cohong_status cohong_gradient_new(const cohong_model *model, cohong_gradient **gradient, cohong_error *error);
void cohong_gradient_free(cohong_gradient *gradient);

/* Linearises at a solution of the model for this shock (NULL: none), which must have converged and hold its trade. */
cohong_status cohong_gradient_at(cohong_gradient *gradient, const cohong_shock *shock, const cohong_solution *solution,
                                 cohong_error *error);

/* What someone cares for, and what is differentiated: a sum with these weights, none of which depends on the policy.
 * NULL: no weight. */
typedef struct cohong_objective {
    const double *welfare;    /* N; of ln W^ = ln I^ - sum of alpha ln P^ */
    const double *government; /* N; of ln G^, welfare in which a sector's income counts by its lobby:
                               * G = sum_j lobby(j) [ w L(j) + Pi(j) + (R + D) L(j)/L ] / P  (Ossa 2014) */
    const double *lobby;      /* J x N; lambda of `government`, >= 0; NULL: 1 everywhere, and G is W */
    const double *real_wage;  /* N; of ln w^ - sum of alpha ln P^ */
    const double *employment; /* N; of ln L^; moves under labour "elastic" */
    const double *output;     /* J x N; of ln Y' (value), as for a lobby or a sector's jobs; idle ones do not count */
    const double *profit;     /* J x N; of Pi', a level; profits are 0 but under profit_shifting */
    const double *revenue;    /* N; of R', a level */
} cohong_objective;

/* Reads lambda, J x N, from a CSV file country,sector,weight (0 or more); what it does not name weighs 1. */
cohong_status cohong_lobby_read(const char *path, const cohong_world *world, double *weights, cohong_error *error);

/* The sum itself at a solution. */
double cohong_objective_value(const cohong_case *of_case, const cohong_objective *objective);

/* How a linear solve went: residual is relative to the largest entry of the right-hand side. */
typedef struct cohong_linear_solve {
    size_t iterations;
    double residual;
} cohong_linear_solve;

/* The gradient; arrays of the caller, NULL: not wanted. Where there is no flow it is 0, and by a country's tariff on
 * itself too. */
typedef struct cohong_derivatives {
    double *tariff;     /* J x N x N; by t' */
    double *trade_cost; /* J x N x N; by ln d^ */
    double *theta;      /* J; by theta; not under profit_shifting, where theta is part of the base's accounts */
    cohong_linear_solve how;
} cohong_derivatives;
cohong_status cohong_gradient_of(cohong_gradient *gradient, const cohong_objective *objective,
                                 cohong_derivatives *derivatives, cohong_error *error);

/* The Jacobian: the gradients of `count` objectives, derivatives[k] that of objectives[k], solved eight at a time in the lanes of
 * vectors. A row differs from what cohong_gradient_of() gives within the tolerance of the linear solve, and does not depend on the
 * others. Room for it is allocated the first time; errors leave the rows before the one that failed. */
cohong_status cohong_gradients_of(cohong_gradient *gradient, size_t count, const cohong_objective *objectives,
                                  cohong_derivatives *derivatives, cohong_error *error);

/* The same forwards: how everything changes along one direction of policy (NULL: does not change). */
typedef struct cohong_direction {
    const double *tariff;     /* J x N x N; dt' */
    const double *trade_cost; /* J x N x N; d ln d^ */
    const double *theta;      /* J */
} cohong_direction;

/* Arrays of the caller, NULL: not wanted. */
typedef struct cohong_tangent {
    double *welfare;    /* N; d ln W^ */
    double *real_wage;  /* N */
    double *employment; /* N; d ln L^ */
    double *output;     /* J x N; d ln Y' */
    double *profit;     /* J x N; dPi' */
    double *revenue;    /* N; dR' */
    cohong_linear_solve how;
} cohong_tangent;
cohong_status cohong_gradient_along(cohong_gradient *gradient, const cohong_direction *direction,
                                    cohong_tangent *tangent, cohong_error *error);

/* How players move towards an equilibrium: all at once, or one after the other, each to its best response. */
typedef enum cohong_war_method { COHONG_SIMULTANEOUS, COHONG_SEQUENTIAL } cohong_war_method;

/* Who may set which tariffs in a game, and how exactly it is solved. */
typedef struct cohong_war_rules {
    const bool *player; /* N; NULL: every country. The others keep the tariffs of the start */
    /* What players care for, each by the weights of its own country; NULL: own welfare. */
    const cohong_objective *payoff;
    /* N; countries with the same number are one player, which cares for the mean of its members' payoffs (welfare or government)
     * weighted by base income, and whose members play all or none; NULL: each alone. */
    const size_t *bloc;
    bool bloc_inside; /* a bloc also sets its members' tariffs on each other; otherwise these stay as they are */
    bool most_favoured_nation; /* a player's tariff on a sector is the same for all exporters */
    bool goods_only;           /* tariffs on services stay as they are */
    const bool *exporter;      /* N; tariffs on goods from the others stay as they are; NULL: none stays */
    double least, most;        /* bounds of t' */
    double tolerance;          /* largest step of ln(1+t') that any player would still take */
    size_t iteration_limit;
    size_t starts; /* of each player's searches for something better, for the certificate; at most 3, 0: none */
    cohong_war_method method;
    size_t threads; /* 0: 1; the bits do not depend on it */
    /* NULL: none. Called after every step of every search with the largest step left, by one thread at a time; false stops the game
     * (COHONG_STOPPED) */
    bool (*progress)(void *context, size_t iterations, double step);
    void *context;
} cohong_war_rules;
cohong_war_rules cohong_war_rules_default(void);

/* The end of a game. Welfare is the exact change against the model's base, as a fraction. */
typedef struct cohong_war {
    cohong_outcome outcome;
    char why[256];                              /* for people, empty when converged */
    double *tariff;                             /* J x N x N */
    size_t free_count, least_count, most_count; /* tariffs that were set; those that ended on a bound */
    size_t iterations, solves, adjoints;
    double step; /* largest step left; above the tolerance where a country trades so little that the equilibrium's own
                  * tolerance hides smaller ones, and no player's steps would gain 1e-12 of income */
    double *welfare; /* N */
    double *start;   /* N; welfare under the tariffs of the start */
    double *payoff;  /* N; of each country by rules->payoff, ln W^ without one */
    double *median;  /* N; of the tariffs that a player set, each counted once; NAN for the others */
    double *gain; /* N; certificate: the most that a player gains by changing its tariffs alone, over income, as far as
                   * searches from several starts find; 0 when they find nothing; NAN: not searched */
    double largest_gain;                  /* NAN: no certificate */
    size_t searches, searches_unfinished; /* of the certificate; an unfinished one counts with the best it found */
    cohong_solution *solution;            /* at the tariffs */
    void *memory;
} cohong_war;
void cohong_war_free(cohong_war *war);

/* Nash equilibrium: tariffs from which no player gains by changing its own. The shock holds the tariffs to start from
 * and whatever else differs from the model's base (NULL: nothing). Errors:
 * COHONG_UNSUPPORTED for a base with trade deficits (use deficits = "zero") and for market structures without
 * derivatives; COHONG_OUT_OF_DOMAIN for bounds that exclude the start; COHONG_INCOMPLETE when no player has a tariff
 * to set. How the game ended stands in outcome: COHONG_LIMIT also when the certificate finds a gain above 1e-8 of
 * income, after a few rounds in which players go where they gain and the game goes on from there. */
cohong_status cohong_nash(cohong_model *model, const cohong_shock *shock, const cohong_war_rules *rules,
                          cohong_war **war, cohong_error *error);

/* The same with one player: the tariffs that are best for a country, or the bloc that it is in, while all others keep theirs. rules->player is
 * not read. */
cohong_status cohong_best_response(cohong_model *model, const cohong_shock *shock, size_t country,
                                   const cohong_war_rules *rules, cohong_war **war, cohong_error *error);

/* Tariffs that countries agree on. With W the parties' welfare and D what they have without agreement: */
#define COHONG_BARGAIN_LIST(X)                                                                                      \
    X(COHONG_EFFICIENT, "efficient", "maximises the sum of weight x ln W, weights the base's incomes unless given") \
    X(COHONG_EQUAL_GAINS, "equal-gains", "maximises the gain W/D that is the same for all parties")                 \
    X(COHONG_NASH_BARGAIN, "nash-bargain", "maximises the product of (W - D) to the power of weight (Nash 1950)")   \
    X(COHONG_TAKES_ALL, "takes-all", "maximises one party's W while all others keep D: the end of the bargaining range")

typedef enum cohong_bargain_kind {
#define COHONG_BARGAIN_ENUM(name, code, words) name,
    COHONG_BARGAIN_LIST(COHONG_BARGAIN_ENUM)
#undef COHONG_BARGAIN_ENUM
        COHONG_BARGAIN_COUNT
} cohong_bargain_kind;
/* "" for a kind or a rule that there is not. */
const char *cohong_bargain_name(cohong_bargain_kind kind);
const char *cohong_bargain_words(cohong_bargain_kind kind);

typedef struct cohong_bargain_terms {
    cohong_bargain_kind kind;
    const bool *party; /* N; who agrees; NULL: every country. The others keep the tariffs of the start */
    bool outsiders;    /* parties also agree on their tariffs on goods from others, not only from each other */
    /* N; welfare without agreement, exact change against the base; NULL: that of the start. */
    const double *disagreement;
    const double *weight; /* N; above 0, need not sum to 1; NULL: base income (efficient), alike (nash-bargain) */
    size_t taker;         /* of takes-all */
} cohong_bargain_terms;

/* The end of a bargain. */
typedef struct cohong_treaty {
    cohong_outcome outcome;
    char why[256];   /* for people, empty when converged */
    double *tariff;  /* J x N x N */
    double *welfare; /* N; exact change against the base */
    double *start;   /* N; under the tariffs of the start */
    double *median;  /* N; of the tariffs that a party set, each counted once; NAN for the others */
    double *gain;    /* N; over the disagreement, W/D - 1; NAN for those who are no party */
    /* N; with which the tariffs maximise the sum of weight x ln W; sums to 1; NAN for those who are no party. */
    double *weight;
    size_t free_count, least_count, most_count; /* tariffs that were set; those that ended on a bound */
    size_t iterations, solves, adjoints;
    double step; /* largest step of ln(1+t') left */
    cohong_solution *solution;
    void *memory;
} cohong_treaty;
void cohong_treaty_free(cohong_treaty *treaty);

/* Of the rules, players, exporters, payoffs and starts are not read. The answer is where the conditions of a maximum hold and every
 * party's weight is positive: a maximum near it; others elsewhere are not looked for. Errors as of cohong_nash; COHONG_LIMIT when
 * there is nothing to bargain about. */
cohong_status cohong_cooperate(cohong_model *model, const cohong_shock *shock, const cohong_bargain_terms *terms,
                               const cohong_war_rules *rules, cohong_treaty **treaty, cohong_error *error);

/* Retaliation by rule: what one country answers to the rises of another's tariffs on its goods. Values are the base's, as in
 * the notifications of the World Trade Organization, whose past trade is what is counted. */
#define COHONG_RETALIATION_LIST(X)                                                                                    \
    X(COHONG_SAME_DOLLARS, "same-dollars", "the same value of trade, every sector alike, at the mean rise")           \
    X(COHONG_SAME_RATE, "same-rate", "the same rise in the same sectors")                                             \
    X(COHONG_SAME_DUTY, "same-duty", "one rise on everything, so that the rises of both sides collect the same duty") \
    X(COHONG_MOST_HURTFUL, "most-hurtful", "the same value of trade at the mean rise, where it hurts most per value")

typedef enum cohong_retaliation_rule {
#define COHONG_RETALIATION_ENUM(name, code, words) name,
    COHONG_RETALIATION_LIST(COHONG_RETALIATION_ENUM)
#undef COHONG_RETALIATION_ENUM
        COHONG_RETALIATION_COUNT
} cohong_retaliation_rule;
const char *cohong_retaliation_name(cohong_retaliation_rule rule);
const char *cohong_retaliation_words(cohong_retaliation_rule rule);

typedef struct cohong_retaliation_terms {
    size_t by, against;
    bool goods_only;
    /* Of trade to hit and of the rise, for same-dollars and most-hurtful; NAN: those of the attack. */
    double value, rate;
} cohong_retaliation_terms;
cohong_retaliation_terms cohong_retaliation_terms_default(size_t by, size_t against);

/* Trade of one side that the other's rises hit. */
typedef struct cohong_tariff_hit {
    double value;     /* base trade in the sectors, or parts of them, that are hit */
    double rate;      /* the rise there, mean weighted by that trade; NAN: nothing is hit */
    double duty;      /* rise x base trade */
    double collected; /* rise x trade in the equilibrium */
} cohong_tariff_hit;

typedef struct cohong_retaliation {
    cohong_tariff_hit attack; /* what `against` does to `by`: where its tariffs are above the base's */
    cohong_tariff_hit answer; /* what `by` does to `against` */
    double available;         /* base trade that could have been hit */
    double *tariff;           /* J x N x N */
    double *rise;             /* J; of the tariff of `by` on `against`, above the base's */
    double *share;            /* J; part of the sector's base trade that is hit */
    /* J; what a rise by 1 costs `against`, over base trade, to first order in the equilibrium of the attack: loss of welfare x its
     * base income; NAN unless the rule is most-hurtful. */
    double *hurt;
    double *welfare; /* N; exact change against the base */
    cohong_solution *solution;
    void *memory;
} cohong_retaliation;
void cohong_retaliation_free(cohong_retaliation *answer);

/* What `by` has done to `against` in the shock itself is set aside: its tariffs there start from the base's. Errors:
 * COHONG_INCOMPLETE when there is nothing to answer or nothing to hit; COHONG_OUT_OF_DOMAIN when no rise collects the same duty;
 * COHONG_UNSUPPORTED for most-hurtful where the model has no derivatives. How the solve ended stands in solution->outcome. */
cohong_status cohong_retaliate(cohong_model *model, const cohong_shock *shock, const cohong_retaliation_terms *terms,
                               cohong_retaliation_rule rule, cohong_retaliation **answer, cohong_error *error);

/* An observed trade war: what a scenario says whose [[tariff]] tables take tariffs from laws, on every day on which these change. */
typedef struct cohong_rounds {
    cohong_scenario *scenario; /* as of the first day */
    size_t count;              /* the first day, and every day on which some tariff differs from the one before */
    cohong_date *on;
    double **tariff; /* count arrays, J x N x N */
} cohong_rounds;

/* From the first day to the last, both included. COHONG_DATE_FIRST: the earliest `since` of the laws; COHONG_DATE_LAST: the latest
 * `on`. Errors: COHONG_INCOMPLETE for a scenario without laws; COHONG_OUT_OF_DOMAIN when no day lies between. */
cohong_status cohong_rounds_read(const char *path, cohong_cache_use cache, cohong_date first, cohong_date last,
                                 cohong_rounds **rounds, cohong_error *error);
void cohong_rounds_free(cohong_rounds *rounds);

/* A step of one country: its mean tariff (on goods of the countries on which its tariffs move anywhere on the path, weighted by base
 * imports) on the day before and on the day, and in its best response with these tariffs to the others' of the day. */
typedef struct cohong_war_move {
    size_t round, country;
    double before, set, best;
    double best_welfare;    /* of the country in its best response; exact change against the base */
    double gain;            /* certificate of the best response; NAN: none */
    cohong_outcome outcome; /* of its search */
    char why[256];
} cohong_war_move;

typedef struct cohong_war_path {
    double *welfare; /* rounds x N; exact change against the base */
    double *mean;    /* rounds x N; mean tariff; NAN for countries that never move */
    bool *side;      /* N; moves at some time */
    cohong_war_move *moves;
    size_t move_count;
    void *memory;
} cohong_war_path;

/* The model is one of the rounds' scenario. The rules hold for every best response, but for whose tariffs it is about: a country
 * that moves (with its bloc, where the rules have blocs) sets those on goods of the countries on which its tariffs move, and player,
 * goods_only and exporter are not read. Errors: those of cohong_best_response; COHONG_INCOMPLETE where the world does not tell goods from services. */
cohong_status cohong_war_path_new(cohong_model *model, const cohong_rounds *rounds, const cohong_war_rules *rules,
                                  cohong_war_path **path, cohong_error *error);
void cohong_war_path_free(cohong_war_path *path);

/* --------------------------------------------------------------- 10. Firms */

/* A population of firms that choose, market by market, between not selling there, selling through a platform and selling
 * directly (docs/firms.md). With z = productivity^(sigma - 1), a firm's sales through a channel are S z and its profit from
 * them is B z - fixed cost:
 *   S = e n A ((1+t)(1+v))^-sigma (sigma/(sigma-1) w tau)^(1-sigma) (1-kappa)^(sigma-1),   B = (1-kappa) S / sigma. */
typedef enum cohong_firm_channel { COHONG_PLATFORM, COHONG_DIRECT, COHONG_CHANNEL_COUNT } cohong_firm_channel;

/* What selling through one channel in one market costs. */
typedef struct cohong_firm_terms {
    double tariff;     /* t, ad valorem, >= -1 */
    double vat;        /* v, on the value with the tariff */
    double iceberg;    /* tau, >= 1: units sent for one that arrives */
    double commission; /* kappa, share of sales, < 1 */
    double fixed_cost; /* a year in this market; INFINITY closes the channel */
    double eligible;   /* e, share of the firm's products that may be sold this way, 0 to 1 */
    double visibility; /* n, buyers reached as a multiple of those that the market's demand is of */
} cohong_firm_terms;

/* A code and where the file has it; 0: filled by hand. */
typedef struct cohong_firm_code {
    const char *code;
    size_t line, column;
} cohong_firm_code;

typedef struct cohong_firm_market {
    const char *code;
    size_t line, column; /* of the code, as in cohong_firm_code */
    double demand;       /* A */
    /* The platform's visibility is n max(1, sellers there / congestion_from)^-congestion, solved as a fixed point. */
    double congestion;      /* 0: none */
    double congestion_from; /* number of sellers */
    /* What the market can buy through platforms from these firms at most; INFINITY: not known. It does not bind: answers say
     * whether they are above it. */
    double ceiling;
    cohong_firm_terms terms[COHONG_CHANNEL_COUNT];
} cohong_firm_market;

typedef enum cohong_firm_size {
    COHONG_PARETO,           /* P(Z > z) = (z / least)^-tail: tail = k / (sigma - 1) > 1 */
    COHONG_LOGNORMAL,        /* ln z is normal with log_mean and log_sd */
    COHONG_PARETO_LOGNORMAL, /* Pareto (least 1) times lognormal: lognormal in the middle, `tail` far out */
    COHONG_CLASSES           /* size classes, Pareto within each */
} cohong_firm_size;

/* A class of firms between two sizes; sizes are in proportion to z. */
typedef struct cohong_firm_class {
    double least, most; /* most INFINITY: open */
    double firms, size; /* how many, and the sum of their sizes */
    double tail;        /* of the Pareto piece with that mean; set by cohong_firm_classes_fit */
} cohong_firm_class;

/* Firms that are alike but for z: a sector, a size class. */
typedef struct cohong_firm_group {
    const char *name;
    double firms; /* how many */
    cohong_firm_size size;
    double tail, least;
    double log_mean, log_sd;
    double eligible;            /* share of their products that any platform takes; 0: services, aircraft, ... */
    cohong_firm_class *classes; /* in order of size */
    size_t class_count;
} cohong_firm_group;

/* Fits every class to its mean. `firms` of the group stays how many there are: classes only say how they are distributed.
 * Errors: classes out of order, means outside their class. */
cohong_status cohong_firm_classes_fit(cohong_firm_group *group, cohong_error *error);

/* What turns sales into jobs. */
typedef struct cohong_firm_labour {
    double jobs_per_value;  /* supported persons per unit of exports, from a table of jobs */
    double foreign_content; /* share of that value made abroad which jobs_per_value has not left out yet */
    double labour_share;    /* labour cost over sales in the selling firms */
    double wage;            /* labour cost of one full-time person a year */
} cohong_firm_labour;

/* Everything that the choice depends on. May be made by cohong_firms_read or filled by hand, beginning with
 * cohong_firms_default(), cohong_firm_group_default() and cohong_firm_market_default(); money is in one currency and unit throughout. */
typedef struct cohong_firms {
    const char *title;
    const char *currency;
    double sigma;        /* elasticity of substitution, > 1 */
    double wage;         /* w, price of the firms' bundle of inputs, 1 in the benchmark */
    double platform_fee; /* once a year for all markets; INFINITY closes the platform */
    /* Standard deviations of a firm's log demand in a market and of its log fixed costs there (both channels), means of the levels 1;
     * 0: none. Shocks of one firm in one market may be correlated, others are not. */
    double demand_shock, entry_shock;
    double shock_correlation;
    cohong_firm_labour labour;
    bool has_labour;
    cohong_firm_code exporter; /* whose trade in a world the firms are a part of; code NULL: not said */
    cohong_firm_code *sectors; /* of that trade; none: all goods, or all of a world that does not tell goods */
    size_t sector_count;
    /* Edges, rising, of classes of what an exporter sells in all markets together; 0: no such classes are asked for. */
    const double *sales_edges;
    size_t sales_edge_count;
    const char *law; /* the file that channels take their tariffs, VAT and eligible shares from; NULL: none */
    cohong_date law_on;
    size_t group_count, market_count;
    cohong_firm_group *groups;
    cohong_firm_market *markets;
    cohong_source source; /* the file */
    void *memory;
} cohong_firms;

cohong_firms cohong_firms_default(void);
cohong_firm_group cohong_firm_group_default(void);
cohong_firm_market cohong_firm_market_default(void); /* both channels open, free and without limits */

/* Reads a firms file (docs/firms.md). Errors name file, line and column. */
cohong_status cohong_firms_read(const char *path, cohong_firms **firms, cohong_error *error);
void cohong_firms_free(cohong_firms *firms);

/* Every number inside its range? Answers COHONG_OUT_OF_DOMAIN and says which one is not. */
cohong_status cohong_firms_check(const cohong_firms *firms, cohong_error *error);

/* Sets a market's demand and fixed cost of direct sales so that, were the platform closed, `exporters` firms would sell goods
 * worth `exports` there, without demand shocks. Errors: more exporters than firms, numbers that are not positive. */
cohong_status cohong_firms_calibrate(cohong_firms *firms, size_t market, double exporters, double exports,
                                     cohong_error *error);

/* What the firms of one group choose in one market as z rises, with the platform's fee left out. */
typedef struct cohong_firm_cutoffs {
    double sales[COHONG_CHANNEL_COUNT];  /* S */
    double profit[COHONG_CHANNEL_COUNT]; /* B */
    double first;                        /* least z of a seller */
    double second;                       /* least z of those in the other channel; INFINITY: there are none */
    cohong_firm_channel first_channel;
} cohong_firm_cutoffs;
cohong_status cohong_firms_cutoffs(const cohong_firms *firms, size_t group, size_t market, cohong_firm_cutoffs *cutoffs,
                                   cohong_error *error);

/* A sample of the population, the same for the same seed whatever else happens. */
typedef enum cohong_firm_draw {
    COHONG_WEIGHTED, /* stratified, nine tenths of it by size, with weights: close to the population */
    COHONG_GRANULAR  /* plain draws: one world of many, in which the largest firms are who they are */
} cohong_firm_draw;

/* Threads may share a population: solves only read it. cohong_population_keep_shocks and _free want it alone. */
typedef struct cohong_population cohong_population;
/* `count` sampled firms, divided equally between groups (weighted) or by their firms (granular; 0: as many as there are).
 * Errors: COHONG_OUT_OF_DOMAIN for fewer than two a group; COHONG_TOO_LARGE. */
cohong_status cohong_population_new(const cohong_firms *firms, cohong_firm_draw draw, size_t count, uint64_t seed,
                                    uint32_t world, cohong_population **population, cohong_error *error);
void cohong_population_free(cohong_population *population);

/* A market's sums over firms. "Without" is with the platform closed. The identity that ties them:
 * sales of both channels - sales_without = new_sales + switched_sales - replaced_sales. */
typedef struct cohong_firm_sums {
    double sellers[COHONG_CHANNEL_COUNT];
    double sales[COHONG_CHANNEL_COUNT];
    double fixed_costs[COHONG_CHANNEL_COUNT];
    double profit[COHONG_CHANNEL_COUNT]; /* after fixed costs, before the platform's fee */
    double sellers_without, sales_without;
    double new_sellers, new_sales; /* on the platform; they would not sell here without it: the extensive margin */
    double switchers;              /* on the platform; they would sell directly without it */
    double switched_sales;         /* what they sell on the platform */
    double replaced_sales;         /* what they would sell directly: cannibalised */
} cohong_firm_sums;

typedef struct cohong_firm_totals {
    double firms;
    double exporters, exporters_without; /* to one market at least */
    double platform_firms;               /* on the platform in one market at least */
    double fees;                         /* paid to the platform once for all markets */
    double platform_income;              /* of its sellers: profit there less the fee */
    double firms_at_wage;                /* whose platform income reaches labour.wage; 0 without labour */
} cohong_firm_totals;

typedef struct cohong_firm_outcome {
    cohong_firm_totals totals;
    cohong_firm_sums all; /* over markets; sellers count once a market */
    size_t market_count;
    cohong_firm_sums *markets;
    double *visibility;           /* the platform's, at the fixed point */
    double *effective_iceberg;    /* factor on direct trade costs that would raise sales as much as the platform does,
                                 * (sales / sales without)^(-1/k); NAN unless all groups are Pareto with one tail */
    double *exporters_by_markets; /* market_count + 1: firms that sell to so many markets */
    double *sales_by_markets;
    /* sales_edge_count + 1, or NULL without edges: exporters who sell from one edge to below the next, and all that they sell. The first
     * class is below the first edge. */
    double *exporters_by_sales;
    double *sales_by_sales;
    double visibility_residual; /* of the fixed point, relative; 0 without congestion */
    size_t visibility_iterations;
    void *memory;
} cohong_firm_outcome;

/* Draws the shocks of `firms` for every firm of the sample in every market once and keeps them, in 2 bytes each, 4 with entry shocks: solves
 * with the same shocks then read them instead of drawing them. The answers have the same bits either way. */
cohong_status cohong_population_keep_shocks(cohong_population *population, const cohong_firms *firms, size_t threads,
                                            cohong_error *error);

/* The choices of all firms. population NULL: the closed form, exact for any number of markets, which needs both shocks 0. So does the
 * sample where it is sorted by size, by sums that it keeps: each solve then takes as long as in closed form, whatever its size.
 * A population may be used with other terms, markets, fees and shocks than those it was drawn with, but with the same groups.
 * The answer has the same bits for any number of threads (0 counts as 1). */
cohong_status cohong_firms_solve(const cohong_firms *firms, const cohong_population *population, size_t threads,
                                 cohong_firm_outcome **outcome, cohong_error *error);
void cohong_firm_outcome_free(cohong_firm_outcome *outcome);

/* Firms in general equilibrium. The platform raises what the firms sell in a market by a factor Psi at given demand. The
 * exporter's flow then is F = 1 + s (Psi - 1) times what it would be at the same prices, s the firms' share of it without the platform: an
 * iceberg factor F^(-1/theta) on its trade cost. Prices, wages and demand follow from the equilibrium under that factor, and the
 * firms' demand from those: without the platform they would sell s times what the equilibrium's flow would be without the factor.
 * With one Pareto tail Psi depends on none of this; otherwise the two are a fixed point. Tariffs of the shock fall on direct
 * sales; the platform's stay as they are. */
typedef struct cohong_firm_nest_market {
    size_t country;       /* of the world */
    double share;         /* s, in the base */
    double psi;           /* Psi, at the equilibrium's demand */
    double flow_factor;   /* F */
    double demand_hat;    /* A'/A */
    double trade_base;    /* the exporter's flow of the firms' sectors: in the base, */
    double trade_without; /* in the equilibrium with the platform closed, */
    double trade;         /* and with it */
    double firms_trade;   /* the firms' sales and what else the flow is made of: equals trade */
} cohong_firm_nest_market;

typedef struct cohong_firm_nest {
    cohong_outcome outcome; /* of the equilibrium without the platform, else of that with it */
    char why[256];
    size_t iterations;                /* equilibria solved with the platform */
    double residual;                  /* last change of ln F */
    double gap;                       /* largest |firms_trade / trade - 1| */
    size_t exporter;                  /* country of the world */
    cohong_firm_outcome *firms;       /* at the equilibrium's demand; its "without" is at the same demand */
    cohong_solution *without;         /* the shock alone */
    cohong_solution *with;            /* the shock and the platform */
    const double *trade_cost_hat;     /* J x N x N; the shock's times the platform's */
    cohong_firm_nest_market *markets; /* firms->market_count */
    size_t market_count;
    void *memory;
} cohong_firm_nest;

/* Solves without the platform, then with it. Values of the firms are in the currency, those of the world in its unit.
 * Errors: a market, an exporter or a sector that is not in the world (UNKNOWN_NAME, with file and line); firms who sell more than the
 * exporter's flow or nothing directly; another currency; demand shocks (UNSUPPORTED: no closed form). */
cohong_status cohong_firms_nest(const cohong_firms *firms, cohong_model *model, const cohong_shock *shock,
                                cohong_firm_nest **nest, cohong_error *error);
void cohong_firm_nest_free(cohong_firm_nest *nest);

/* ---- Calibration by simulated moments (docs/firms.md): one group of Pareto firms sells directly to markets by rank,
 *   demand = demand x rank^-demand_slope,   fixed cost = fixed_cost x rank^-fixed_cost_slope,   rank = 1, 2, ...
 * and the parameters are those at which (ln model - ln moment) / sd is smallest in squares. Without shocks the model's moments are in
 * closed form; with them they are those of a weighted sample whose draws stay the same. */
typedef enum cohong_firm_parameter {
    COHONG_FIRM_TAIL,
    COHONG_FIRM_FIXED_COST,
    COHONG_FIRM_FIXED_COST_SLOPE,
    COHONG_FIRM_DEMAND,
    COHONG_FIRM_DEMAND_SLOPE,
    COHONG_FIRM_DEMAND_SHOCK,
    COHONG_FIRM_ENTRY_SHOCK,
    COHONG_FIRM_PARAMETER_COUNT
} cohong_firm_parameter;
const char *cohong_firm_parameter_name(cohong_firm_parameter parameter);

typedef enum cohong_firm_moment_kind {
    COHONG_MOMENT_EXPORTERS,            /* firms that sell to one market at least */
    COHONG_MOMENT_VALUE,                /* their sales */
    COHONG_MOMENT_VALUE_BY_MARKETS,     /* share of the sales of firms that sell to so many markets */
    COHONG_MOMENT_EXPORTERS_BY_MARKETS, /* share of such firms among exporters */
    COHONG_MOMENT_TOP_SHARE /* share of sales of the largest exporters, a part `top` of them; without shocks only */
} cohong_firm_moment_kind;

typedef struct cohong_firm_moment {
    const char *name; /* for people */
    cohong_firm_moment_kind kind;
    size_t least, most; /* markets, by kinds that count them */
    double top;
    double value, sd; /* what is seen; its relative standard deviation */
} cohong_firm_moment;

/* What a marketplace asks, a year, to set beside implied fixed costs. */
typedef struct cohong_firm_fee {
    const char *name, *source;
    double low, high;
} cohong_firm_fee;

typedef struct cohong_firm_study {
    const char *title, *currency;
    double sigma, firms;
    size_t market_count, sample;
    uint64_t seed;
    double start[COHONG_FIRM_PARAMETER_COUNT]; /* or the value of a parameter that is held */
    double least[COHONG_FIRM_PARAMETER_COUNT], most[COHONG_FIRM_PARAMETER_COUNT];
    bool estimated[COHONG_FIRM_PARAMETER_COUNT];
    cohong_firm_moment *moments;
    size_t moment_count;
    cohong_firm_fee *fees;
    size_t fee_count;
    cohong_source source;
    void *memory;
} cohong_firm_study;
cohong_status cohong_firm_study_read(const char *path, cohong_firm_study **study, cohong_error *error);
void cohong_firm_study_free(cohong_firm_study *study);

/* The model's moments at these parameters, into moments[moment_count]. */
cohong_status cohong_firms_moments(const cohong_firm_study *study, const double parameters[COHONG_FIRM_PARAMETER_COUNT],
                                   double *moments, cohong_error *error);

/* Estimated parameters stand in the order of cohong_firm_parameter. Steps are in ln(tail - 1), ln of fixed_cost and demand,
 * and in the others as they are. Parameters that stand on a bound are counted as estimated in all of this. */
typedef struct cohong_firm_fit {
    cohong_outcome outcome; /* COHONG_LIMIT: the search did not come to rest */
    size_t iterations;
    double loss; /* sum of squares */
    double value[COHONG_FIRM_PARAMETER_COUNT];
    size_t estimated_count, moment_count;
    cohong_firm_parameter estimated[COHONG_FIRM_PARAMETER_COUNT];
    double *moments;  /* of the model, in the order of the study */
    double *jacobian; /* [k * estimated_count + p]: d ln moment k / d step p, over sd of k */
    /* [p * moment_count + k]: step of p when moment k is one sd larger (Andrews, Gentzkow & Shapiro 2017). */
    double *sensitivity;
    double singular[COHONG_FIRM_PARAMETER_COUNT];  /* of the jacobian, falling */
    double condition;                              /* largest over smallest; INFINITY: not identified */
    double weakest[COHONG_FIRM_PARAMETER_COUNT];   /* direction of the smallest: what the moments tell least */
    double deviation[COHONG_FIRM_PARAMETER_COUNT]; /* standard deviations of steps; INFINITY: not identified */
    double first_fixed_cost, last_fixed_cost;      /* of the first market and of the last one */
    double mean_fixed_cost;                        /* over exporters and their markets */
    double fixed_cost_of_exporter;                 /* of all its markets, over exporters */
    void *memory;
} cohong_firm_fit;
cohong_status cohong_firms_fit(const cohong_firm_study *study, cohong_firm_fit **fit, cohong_error *error);
void cohong_firm_fit_free(cohong_firm_fit *fit);

/* Jobs, always together. Needs has_labour, else COHONG_INCOMPLETE. */
typedef enum cohong_firm_job_row {
    COHONG_FIRM_JOBS_SUPPORTED,
    COHONG_FIRM_JOBS_IN_FIRMS,
    COHONG_FIRM_JOBS_ADDITIONAL,
    COHONG_FIRM_JOBS_NET, /* needs an equilibrium */
    COHONG_FIRM_JOB_COUNT
} cohong_firm_job_row;

typedef struct cohong_firm_job {
    cohong_job_word word;
    const char *what; /* for people */
    const char *formula;
    double persons; /* NAN: not known */
} cohong_firm_job;

/* nest and model NULL: net jobs are not known. With them they are the exporter's employment with the platform less that without it, under
 * the model's labour closure; NAN when the world has no employment there, 0 by assumption under full employment. */
cohong_status cohong_firms_jobs(const cohong_firms *firms, const cohong_firm_outcome *outcome,
                                const cohong_firm_nest *nest, const cohong_model *model,
                                cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT], cohong_error *error);

/* Break-even: what one number, multiplied in every market alike, would have to be for the jobs of a word to reach a target. */
typedef struct cohong_firm_break_even {
    /* "platform_fee", "fixed_cost", "commission", "visibility", "demand"; "tail": what it is above 1. */
    const char *lever;
    double factor; /* least change from now, as a factor on the number; NAN: no factor from `from` to `to` is enough */
    double from, to;       /* the factors tried, towards what brings more sales */
    double best_factor;    /* of those tried, the one with most jobs, */
    double best_persons;   /* and how many they are */
    double platform_sales; /* at `factor`; at best_factor where there is none */
    bool above_ceiling;    /* they are more than some market's ceiling */
} cohong_firm_break_even;
enum { COHONG_FIRM_LEVER_COUNT = 6 };
/* Closed forms only; the other numbers stay as they are, also those that were calibrated. jobs: index of cohong_firms_jobs's answer. Where
 * jobs do not rise all the way, the first crossing on a grid of 64 factors counts. */
cohong_status cohong_firms_break_even(const cohong_firms *firms, size_t jobs, double target,
                                      cohong_firm_break_even rows[COHONG_FIRM_LEVER_COUNT], cohong_error *error);

/* A point of the curve along which break-even looks. */
typedef struct cohong_firm_point {
    double factor;
    double persons[COHONG_FIRM_JOB_COUNT]; /* as in cohong_firms_jobs; net ones are NAN */
    double firms_at_wage, platform_firms, platform_sales;
    bool above_ceiling;
} cohong_firm_point;
enum { COHONG_FIRM_CURVE_POINTS = 65 };
const char *cohong_firm_lever_name(size_t lever); /* NULL beyond the last */
/* lever: index of a row of cohong_firms_break_even. Errors: without has_labour, or with shocks. */
cohong_status cohong_firms_curve(const cohong_firms *firms, size_t lever,
                                 cohong_firm_point points[COHONG_FIRM_CURVE_POINTS], cohong_error *error);

/* --------------------------------------------------------------- 11. Claims */

/* A claim file (docs/claims.md) and what its report is made of. Every number in it is a fact with a source, an assumption with a
 * reason, or a formula over them and over what the engine answers. */

/* A published figure. */
typedef struct cohong_fact {
    const char *id;
    double value;
    const char *unit;
    int year;          /* that the figure is of */
    const char *known; /* YYYY-MM-DD; since when it was public, as far as the source shows */
    const char *what, *source, *address;
} cohong_fact;

/* The information that a part of the report may use. */
typedef enum cohong_claim_vintage { COHONG_EX_ANTE, COHONG_EX_POST } cohong_claim_vintage;

/* A way to read the claim; the first is the one that is checked. */
typedef struct cohong_claim_reading {
    const char *title, *text;
} cohong_claim_reading;

typedef struct cohong_claim {
    const char *title, *text, *speaker, *date, *address; /* text is verbatim; address: where it was read */
    bool speaker_is_person;                              /* else an organisation */
    const char *metric;                                  /* what is counted: gross or net, whose */
    double threshold;
    const char *unit; /* of the threshold and of every model's result */
    bool at_most;     /* the claim holds up to the threshold instead of from it on */
    const char *horizon;
    const char *condition;  /* what results are told apart by: "the trade war"; NULL: nothing */
    const char *vintage[2]; /* YYYY-MM-DD: the last day of what is known ex ante and ex post */
    cohong_claim_reading *readings;
    size_t reading_count;
    const char **changes; /* what would change the answer */
    size_t change_count;
    cohong_fact *facts; /* all of its facts file */
    size_t fact_count;
    cohong_source *sources; /* the claim file and every file it names */
    size_t source_count;
    void *memory;
} cohong_claim;

/* Reads a claim and its facts and checks them: a fact without source or address, a threshold without unit, names that are not
 * known, priors outside their domain, and facts or worlds later than the vintage of the part that uses them are errors with
 * line and column. */
cohong_status cohong_claim_read(const char *path, cohong_claim **claim, cohong_error *error);
void cohong_claim_free(cohong_claim *claim);

/* The k-th scenario that the claim solves, of those with tariffs and shocks alone (no firms in it); NULL: there are no more. */
const cohong_scenario *cohong_claim_scenario(const cohong_claim *claim, size_t k);

/* The parts of a report, in their order: enumerator, name for machines, heading. */
#define COHONG_CLAIM_PART_LIST(X)                                                             \
    X(COHONG_PART_CLAIM, "claim", "The claim")                                                \
    X(COHONG_PART_MEANING, "meaning", "What would make it true")                              \
    X(COHONG_PART_VINTAGE, "vintage", "Information used")                                     \
    X(COHONG_PART_FIGURES, "figures", "The figures, reproduced")                              \
    X(COHONG_PART_BOUNDS, "bounds", "Bounds, before any model")                               \
    X(COHONG_PART_MODELS, "models", "What models say")                                        \
    X(COHONG_PART_BREAK_EVEN, "break_even", "Break-even: what it would take")                 \
    X(COHONG_PART_SENSITIVITY, "sensitivity", "What the range depends on")                    \
    X(COHONG_PART_PROBABILITY, "probability", "Probabilities under the stated distributions") \
    X(COHONG_PART_CHANGE, "change", "What would change the answer")                           \
    X(COHONG_PART_SOURCES, "sources", "Sources, settings and manifest")

typedef enum cohong_claim_part {
#define COHONG_CLAIM_PART_ENUM(name, code, heading) name,
    COHONG_CLAIM_PART_LIST(COHONG_CLAIM_PART_ENUM)
#undef COHONG_CLAIM_PART_ENUM
        COHONG_CLAIM_PART_COUNT
} cohong_claim_part;
const char *cohong_claim_part_name(cohong_claim_part part);
const char *cohong_claim_part_heading(cohong_claim_part part);

/* What a line of the report rests on. */
#define COHONG_GROUND_LIST(X)                                                    \
    X(COHONG_GROUND_FACT, "fact")             /* a published figure */           \
    X(COHONG_GROUND_ASSUMPTION, "assumption") /* a number with a reason */       \
    X(COHONG_GROUND_PRIOR, "prior")           /* a distribution with a reason */ \
    X(COHONG_GROUND_ENGINE, "engine")         /* a world, a scenario or a population of firms */

typedef enum cohong_ground_kind {
#define COHONG_GROUND_ENUM(name, code) name,
    COHONG_GROUND_LIST(COHONG_GROUND_ENUM)
#undef COHONG_GROUND_ENUM
        COHONG_GROUND_COUNT
} cohong_ground_kind;
const char *cohong_ground_name(cohong_ground_kind kind);

typedef struct cohong_claim_ground {
    cohong_ground_kind kind;
    const char *id;
    const char *what; /* what the figure is, the distribution in words, the title of the engine's data */
    double value;     /* medians of priors; NAN of engines */
    const char *unit;
    const char *source;               /* who published it; why it is assumed; where the engine's data are from */
    const char *address;              /* where the figure was read; the engine's file; NULL */
    int year;                         /* 0: none */
    const char *known;                /* facts: since when it was public; NULL */
    const char *distribution;         /* priors: "triangular", "lognormal"; NULL */
    double low, mode, high;           /* triangular; else NAN */
    double log_sd;                    /* lognormal, with its median in `value`; else NAN */
    double domain_least, domain_most; /* priors: what the parameter can be at all; else NAN */
} cohong_claim_ground;

/* A line of the report with numbers. Texts that do not apply are NULL, numbers NAN. */
typedef struct cohong_claim_row {
    cohong_claim_part part;
    const char *id; /* of the figure, bound, family or goal in the claim file; of the parameter */
    /* Figures: the part of the claim; models: the family's kind; break-even, sensitivity: the family's title. */
    const char *group;
    const char *title;
    const char *label;     /* what the short form calls it; NULL: it is not in it */
    const char *closure;   /* models, probability: the labour closure */
    const char *condition; /* models, probability: "with" or "without" the claim's condition */
    const char *vintage;   /* "ex ante", "ex post" */
    const char *unit;
    double value;                        /* central: the median where there is a distribution */
    double low95, low67, high67, high95; /* 95 % and two-thirds intervals */
    double published;                    /* the figure that is reproduced */
    const char *formula;                 /* as the file has it */
    const char *numbers;                 /* the same with values in place of names */
    const char *verdict;                 /* "reproduced", "within its bounds", "no value does", "very unlikely", ... */
    const char *note;
    const char *counts; /* bounds, models: what it counts where that is not the claim's metric */
    bool fixed; /* models, probability: no draw moves it, it follows from the labour closure alone and is no evidence */
    bool repeats;        /* models, probability: the numbers of an earlier case of its family, under another closure */
    const char *command; /* that computes the engine's part by itself; NULL: no engine */
    const size_t *grounds; /* indices of the answer's grounds */
    size_t ground_count;
} cohong_claim_row;

typedef struct cohong_claim_answer {
    cohong_claim_row *rows; /* by part */
    size_t row_count;
    const char *finding; /* bounds, probabilities and where models stand, in a sentence or two */
    const char *rating;  /* the same in a few words, without a number on any scale */
    /* What some row rests on: facts, assumptions, priors, engines, each in the file's order. */
    cohong_claim_ground *grounds;
    size_t ground_count;
    size_t draws;       /* for quantiles and probabilities, quasi-random (Halton) */
    size_t sobol_draws; /* pairs for Sobol indices, by counter from `seed` */
    uint64_t seed;
    void *memory;
} cohong_claim_answer;

/* Computes the report's numbers; the same claim gives the same answer, byte for byte. Several threads may answer one claim. */
cohong_status cohong_claim_answer_new(const cohong_claim *claim, cohong_claim_answer **answer, cohong_error *error);
void cohong_claim_answer_free(cohong_claim_answer *answer);

/* The word of the IPCC's calibrated scale (Mastrandrea et al. 2010) for a probability in [0, 1]. */
const char *cohong_likelihood(double probability);

/* --------------------------------------------------------------- 12. Sweeps */

/* Goal seek and sweeps move "levers" of a scenario and keep "quantities" of its equilibrium; both are written in words
 * (docs/sweep.md). Levers: tariff, tariff_add, tariff_factor, tariff_change, trade_cost IMPORTER EXPORTER [SECTOR]; theta,
 * theta_factor [SECTOR]; productivity COUNTRY [SECTOR]; labour_supply COUNTRY; a setting that is a number. Codes may be lists
 * "A,B" or "*". Quantities: a measure and a country ("real_wage USA"), exports or imports with a partner ("exports CHN USA"),
 * "jobs_created USA", which needs a labour closure under which employment can move. */

/* The question: at which value of one lever does one quantity reach a target? */
typedef struct cohong_goal {
    const char *vary;    /* "tariff USA CHN *" */
    double from, to;     /* from may be above to */
    const char *measure; /* "real_wage USA" */
    double target;
    size_t points; /* of the curve, 3 to 1001; 0: 11 */
    bool rise;     /* target is counted from the quantity in the benchmark instead of from 0 */
    const char *title;
} cohong_goal;

/* The goals that a scenario's file names with [[goal]], in order. */
typedef struct cohong_goals {
    cohong_goal *list;
    size_t count;
    void *memory;
} cohong_goals;
cohong_status cohong_goals_read(const cohong_scenario *scenario, cohong_goals **goals, cohong_error *error);
void cohong_goals_free(cohong_goals *goals);

typedef struct cohong_curve_point {
    double value;
    double measure;  /* NAN where there is no equilibrium */
    const char *why; /* there is none; NULL: there is */
} cohong_curve_point;

/* The answer, on the exact model. Without `found` the curve and the nearest point say what the range gives. */
typedef struct cohong_goal_answer {
    bool found;
    double value, measure; /* the answer, and the quantity there; NAN unless found */
    double low, high;      /* the bracket that is left around it */
    size_t crossings;      /* intervals of the curve that hold an answer; the one nearest to `from` is given */
    double nearest_value, nearest_measure; /* where the quantity comes nearest to the target; NAN when nothing solves */
    size_t solves, failures;
    double base;   /* the quantity in the benchmark; NAN unless the goal's target is a rise */
    double target; /* what it was to reach */
    const char *vary_meaning, *measure_meaning;
    cohong_unit unit; /* of the quantity */
    cohong_curve_point *curve;
    size_t curve_count;
    void *memory;
} cohong_goal_answer;

/* A curve of `points` first, then the Illinois method (false position with halved weights, Dowell & Jarratt 1971) inside the
 * first interval in which it crosses the target. Where the curve does not cross, the point nearest to the target is sought
 * between its neighbours by golden section, so that a maximum between two points is not missed.
 * Errors: words that are not understood, values outside their domain, a world whose base does not solve. */
cohong_status cohong_solve_for(const cohong_scenario *scenario, const cohong_goal *goal, cohong_goal_answer **answer,
                               cohong_error *error);
void cohong_goal_answer_free(cohong_goal_answer *answer);

/* A sweep file, read: a scenario, what is drawn and what is kept. */
typedef struct cohong_sweep cohong_sweep;
cohong_status cohong_sweep_read(const char *path, cohong_cache_use cache, cohong_sweep **sweep, cohong_error *error);
void cohong_sweep_free(cohong_sweep *sweep);

/* What a sweep is about. A group is one [[draw]] of the file, which has one input (column) or several. Rows are solves: one a
 * draw, or with indices groups + 2 a draw (Saltelli et al. 2010), then one with every input at its median and two a group for
 * the tornado: the group at the ends of its two-thirds range, all others at their medians. */
typedef struct cohong_sweep_labels {
    const char *title;
    const cohong_scenario *scenario;
    uint64_t seed;
    const char *sampling; /* "quasi" or "random" */
    bool indices;
    size_t draw_count, row_count, chunk_rows, chunk_count;
    size_t group_count, input_count, result_count;
    const char *const *groups;  /* names */
    const char *const *inputs;  /* names of columns: levers, or settings that are words */
    const char *const *results; /* names of columns: quantities */
    const char *const *result_meanings;
    const cohong_unit *result_units;
    char manifest[65]; /* SHA-256 over the engine's version, the sweep file and every file it rests on */
} cohong_sweep_labels;
const cohong_sweep_labels *cohong_sweep_labels_of(const cohong_sweep *sweep);

/* How a row ended. */
#define COHONG_ROW_LIST(X)                              \
    X(COHONG_ROW_SOLVED, "solved")                      \
    X(COHONG_ROW_NO_SOLUTION, "no equilibrium")         \
    X(COHONG_ROW_LIMIT, "iteration limit")              \
    X(COHONG_ROW_DOMAIN, "a number outside its domain") \
    X(COHONG_ROW_NO_BASE, "the base does not solve")    \
    X(COHONG_ROW_NOT_A_NUMBER, "a result is not a number")

typedef enum cohong_row_end {
#define COHONG_ROW_ENUM(name, words) name,
    COHONG_ROW_LIST(COHONG_ROW_ENUM)
#undef COHONG_ROW_ENUM
        COHONG_ROW_END_COUNT
} cohong_row_end;
const char *cohong_row_end_words(cohong_row_end end);

/* All rows: how each ended, its inputs (words by their place in the list) and its results, NAN where it failed. */
typedef struct cohong_draws {
    size_t row_count, column_count; /* 1 + inputs + results */
    double *values;                 /* row_count x column_count */
} cohong_draws;
void cohong_draws_free(cohong_draws *draws);

/* How to work through a sweep. In a folder every chunk of rows is a file that is renamed when complete, so that a killed run goes
 * on where it was; without one everything stays in memory. The bits do not depend on threads, shards or interruptions. */
typedef struct cohong_sweep_work {
    const char *folder;   /* NULL: none */
    size_t threads;       /* 0: 1 */
    size_t shard, shards; /* 1 .. shards: chunks k, k + shards, ...; shards 0: all. A shard needs a folder */
    /* NULL: none. Called by one thread at a time after every chunk; false stops the sweep (COHONG_STOPPED) */
    bool (*progress)(void *context, size_t rows_done, size_t rows);
    void *context;
} cohong_sweep_work;

/* *draws stays NULL for a shard. Errors: COHONG_IDENTITY_BROKEN for a folder that holds another sweep or a damaged chunk. */
cohong_status cohong_sweep_run(const cohong_sweep *sweep, const cohong_sweep_work *work, cohong_draws **draws,
                               cohong_error *error);

/* Puts the shards of one sweep together. Refuses folders of another sweep, chunks that are missing (COHONG_INCOMPLETE) and chunks
 * that are there twice (COHONG_DUPLICATE). */
cohong_status cohong_sweep_merge(const cohong_sweep *sweep, const char *const *folders, size_t folder_count,
                                 cohong_draws **draws, cohong_error *error);

/* One result over the draws that solved. Quantiles interpolate linearly between order statistics (Hyndman & Fan 1996, type 7). */
typedef struct cohong_sweep_result {
    size_t count;
    double mean, mean_error; /* standard error, from the sixteen batches of the draws */
    double least, low95, low67, median, high67, high95, most; /* 2.5, 16.7, 50, 83.3 and 97.5 % */
    double central;                                           /* with every input at its median */
    const double *low, *high;          /* a group: at the lower and upper end of its two-thirds range */
    const double *first, *first_error; /* a group: Sobol indices; NULL without indices */
    const double *total, *total_error;
} cohong_sweep_result;

typedef struct cohong_sweep_summary {
    size_t result_count, group_count;
    cohong_sweep_result *results;
    size_t draws, failures; /* unconditional draws: rows A, and B with indices */
    size_t rows_failed[COHONG_ROW_END_COUNT];
    size_t failed_row_count; /* all rows that failed, in order */
    const size_t *failed_rows;
    bool too_many;    /* over 5 % of the draws failed */
    char region[512]; /* which part of which input's range fails, for people; empty: none does */
    void *memory;
} cohong_sweep_summary;
cohong_status cohong_sweep_summarise(const cohong_sweep *sweep, const cohong_draws *draws,
                                     cohong_sweep_summary **summary, cohong_error *error);
void cohong_sweep_summary_free(cohong_sweep_summary *summary);

/* Every row with what it is, as CSV, and as a SQLite file with the tables sweep(key, value) and draws. Renamed when whole. */
cohong_status cohong_sweep_write_csv(const cohong_sweep *sweep, const cohong_draws *draws, const char *path,
                                     cohong_error *error);
cohong_status cohong_sweep_write_sqlite(const cohong_sweep *sweep, const cohong_draws *draws, const char *path,
                                        cohong_error *error);

#ifdef __cplusplus
}
#endif
#endif
