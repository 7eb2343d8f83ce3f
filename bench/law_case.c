/* The law that ships: every class of products x every country x every date of change, an average over 18,027 lines, one query as
 * a whole process. */
#include "law_case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "folder.h"
#include "law/rate.h"
#include "law/weights.h"
#include "timing.h"

enum { ORIGIN_LIMIT = 300, PANEL_RUNS = 3 };
static const double PANEL_BAR = 1, AVERAGE_BAR = 50e-3, RATE_BAR = 5e-3;
static const struct {
    const char *file, *edition;
} LAWS[] = { { "us.law", "hts2018" }, { "us-2025.law", "hts2025" }, { "china.law", NULL } };

typedef struct panel {
    size_t classes, days, countries, evaluations;
    double sum; /* of all duties, so that nothing is left out */
} panel;

/* All classes for one origin and day, unless an origin with the same measures was there already. */
typedef struct day_cache {
    origin_signature seen[ORIGIN_LIMIT];
    double sums[ORIGIN_LIMIT];
    size_t count;
} day_cache;

static bool origin_panel(evaluator *e, const cohong_weights *w, day_cache *cache, panel *to, cohong_error *error)
{
    origin_signature signature = evaluator_signature(e);
    double before = to->sum;
    for (size_t k = 0; k < cache->count; k++)
        if (cache->seen[k].a == signature.a && cache->seen[k].b == signature.b) {
            to->sum += cache->sums[k];
            return true;
        }
    evaluator_choose(e);
    for (size_t k = 0; k < w->classes.count; k++) {
        if (evaluator_run(e, &w->classes.facts[k], error) != COHONG_OK) return false;
        if (!isnan(e->total)) to->sum += e->total;
        to->evaluations++;
    }
    cache->seen[cache->count] = signature;
    cache->sums[cache->count++] = to->sum - before;
    return true;
}

static bool law_panel(const cohong_law *law, const cohong_weights *w, panel *to, cohong_error *error)
{
    size_t countries, days;
    const char *const *codes = iso_countries(&countries);
    cohong_date first, last, *dates;
    law_setting setting = { .importer = law->first_importer,
                            .value = NAN,
                            .quantity = NAN,
                            .year_value = NAN,
                            .trade_value = NAN,
                            .channel = LAW_NONE };
    evaluator e;
    cohong_date_read("2018-01-01", &first);
    cohong_date_read("2026-12-31", &last);
    if (cohong_law_dates(law, NULL, first, last, &dates, &days, error) != COHONG_OK) return false;
    bool fine = evaluator_new(law, &setting, &e, error) == COHONG_OK;
    for (size_t d = 0; fine && d < days; d++) {
        day_cache cache = { .count = 0 };
        for (size_t n = 0; fine && n < countries && n < ORIGIN_LIMIT; n++) {
            e.setting.entry = e.setting.exported = dates[d];
            e.setting.origin = names_find(&law->countries, codes[n], 3);
            fine = origin_panel(&e, w, &cache, to, error);
        }
    }
    evaluator_free(&e);
    free(dates);
    to->classes += w->classes.count;
    to->days += days;
    to->countries = countries;
    return fine;
}

/* Reads, compiles and evaluates one law. */
static bool whole_law(const char *data, size_t which, panel *to, cohong_error *error)
{
    char path[FOLDER_PATH];
    cohong_law *law = NULL;
    cohong_weights *w = NULL;
    bool fine = folder_join(data, LAWS[which].file, path) && cohong_law_read(path, &law, error) == COHONG_OK &&
                cohong_weights_of_schedule(law, NULL, LAWS[which].edition, &w, error) == COHONG_OK &&
                law_panel(law, w, to, error);
    cohong_weights_free(w);
    cohong_law_free(law);
    return fine;
}

static void time_panel(const char *data)
{
    samples times = { .count = 0 };
    panel all = { 0 };
    for (size_t round = 0; round < PANEL_RUNS; round++) {
        cohong_error error = { 0 };
        double start = seconds_now();
        all = (panel){ 0 };
        for (size_t k = 0; k < sizeof LAWS / sizeof *LAWS; k++)
            if (!whole_law(data, k, &all, &error)) {
                line_failed("law", "every class, country and date of change", error.message);
                return;
            }
        samples_add(&times, start);
    }
    line_begin("law", "read and compile three laws, every class x country x date of change 2018-2026");
    line_samples(&times, PANEL_BAR);
    line_count("classes", all.classes);
    line_count("countries", all.countries);
    line_count("days", all.days);
    line_count("evaluations", all.evaluations);
    line_end();
}

static void time_average(const char *data, size_t runs)
{
    char path[FOLDER_PATH], weights[FOLDER_PATH], sectors[FOLDER_PATH];
    samples times = { .count = 0 };
    cohong_error error = { 0 };
    cohong_law *law = NULL;
    cohong_weights *w = NULL;
    cohong_law_means *means = NULL;
    bool fine = folder_join(data, "us.law", path) &&
                folder_join(data, "weights/us-imports-from-china-2017.csv", weights) &&
                folder_join(data, "hs2017-sectors.csv", sectors) && cohong_law_read(path, &law, &error) == COHONG_OK &&
                cohong_weights_read(weights, law, "hts2017", &w, &error) == COHONG_OK;
    for (size_t round = 0; fine && round < runs; round++) {
        cohong_law_request request = { .origin = "CHN", .weights = w, .concordance = sectors, .by_sector = true };
        double start = seconds_now();
        cohong_date_read("2019-09-01", &request.on);
        fine = cohong_law_average(law, &request, &means, &error) == COHONG_OK;
        samples_add(&times, start);
        cohong_law_means_free(means);
    }
    if (fine) {
        line_begin("law", "average over 18,027 lines by sector");
        line_samples(&times, AVERAGE_BAR);
        line_end();
    } else {
        line_failed("law", "average", error.message);
    }
    cohong_weights_free(w);
    cohong_law_free(law);
}

static void time_rate(const char *command, const char *scratch, size_t runs)
{
    const char *arguments[] = { command, "law",  "rate", "--product", "6110.20.20", "--from",
                                "CHN",   "--to", "USA",  "--on",      "2019-09-02", NULL };
    samples times = { .count = 0 };
    for (size_t round = 0; round < runs; round++) {
        double start = seconds_now();
        if (folder_run(scratch, arguments) != 0) {
            line_failed("law", "process cohong law rate", "the command left with an error");
            return;
        }
        samples_add(&times, start);
    }
    line_begin("law", "process cohong law rate");
    line_samples(&times, RATE_BAR);
    line_end();
}

void law_cases(const char *data, const char *command, const char *scratch, size_t runs)
{
    time_panel(data);
    time_average(data, runs);
    if (command[0] != '\0' && scratch[0] != '\0') time_rate(command, scratch, runs);
}
