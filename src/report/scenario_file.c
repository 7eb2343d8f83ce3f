/* A scenario as files: docs/formats.md, with all tariffs in a level_file beside it. */
#define _XOPEN_SOURCE 700 /* realpath */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/vmath.h"

cohong_status cohong_tariffs_write(const cohong_world *world, const double *tariff, const char *path,
                                   cohong_error *error)
{
    size_t N = world->country_count;
    file_writer *to;
    cohong_status status = file_writer_open(path, &to, error);
    if (status != COHONG_OK) return status;
    file_writer_text(to, "sector,importer,exporter,tariff\n");
    for (size_t at = 0; at < world->sector_count * N * N; at++) {
        if (at % N == at / N % N || !(world->trade[at] > 0)) continue;
        file_writer_csv_field(to, world->sectors[at / N / N].code);
        file_writer_text(to, ",");
        file_writer_csv_field(to, world->countries[at / N % N].code);
        file_writer_text(to, ",");
        file_writer_csv_field(to, world->countries[at % N].code);
        file_writer_text(to, ",");
        file_writer_number(to, tariff[at]);
        file_writer_text(to, "\n");
    }
    return file_writer_commit(to, error);
}

/* Factors of trade costs that are not 1; only called where there are any. */
static cohong_status write_trade_costs(const cohong_scenario *like, const char *path, cohong_error *error)
{
    const cohong_world *world = like->world;
    size_t N = world->country_count;
    file_writer *to;
    cohong_status status = file_writer_open(path, &to, error);
    if (status != COHONG_OK) return status;
    file_writer_text(to, "importer,exporter,sector,factor\n");
    for (size_t at = 0; at < world->sector_count * N * N; at++) {
        if (like->shock.trade_cost_hat[at] == 1) continue;
        file_writer_csv_field(to, world->countries[at / N % N].code);
        file_writer_text(to, ",");
        file_writer_csv_field(to, world->countries[at % N].code);
        file_writer_text(to, ",");
        file_writer_csv_field(to, world->sectors[at / N / N].code);
        file_writer_text(to, ",");
        file_writer_number(to, like->shock.trade_cost_hat[at]);
        file_writer_text(to, "\n");
    }
    return file_writer_commit(to, error);
}

/* ---- TOML */

/* key = "text"; what a TOML text may not hold is escaped. */
static void put_text(file_writer *to, const char *key, const char *value)
{
    char escaped[8];
    file_writer_text(to, key);
    file_writer_text(to, " = \"");
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            snprintf(escaped, sizeof escaped, "\\%c", *c);
        else if ((unsigned char)*c < ' ')
            snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned)*c);
        else
            snprintf(escaped, sizeof escaped, "%c", *c);
        file_writer_text(to, escaped);
    }
    file_writer_text(to, "\"\n");
}

static void put_number(file_writer *to, const char *key, double value)
{
    file_writer_text(to, key);
    file_writer_text(to, " = ");
    file_writer_number(to, value);
    file_writer_text(to, "\n");
}

static void put_section(file_writer *to, const char *section, bool *begun)
{
    if (*begun) return;
    *begun = true;
    file_writer_text(to, "\n[");
    file_writer_text(to, section);
    file_writer_text(to, "]\n");
}

/* What differs from the defaults; the deficits in any case, since an answer hangs on them. */
static void put_settings(file_writer *to, const char *which, const cohong_settings *s)
{
    cohong_settings d = cohong_settings_default();
    bool begun = false;
#define TEXT(name, section, value, help)                                                                 \
    if (strcmp(section, which) == 0 && (strcmp(s->name, d.name) != 0 || strcmp(#name, "deficits") == 0)) \
        put_section(to, section, &begun), put_text(to, #name, s->name);
#define NUMBER(name, section, value, least, most, help)                         \
    if (strcmp(section, which) == 0 && !isnan(s->name) && !(s->name == d.name)) \
        put_section(to, section, &begun), put_number(to, #name, s->name);
#define COUNT(name, section, value, least, most, help)    \
    if (strcmp(section, which) == 0 && s->name != d.name) \
        put_section(to, section, &begun), put_number(to, #name, (double)s->name);
#define CODE(name, section, value, help) TEXT(name, section, value, help)
    COHONG_SETTING_LIST(TEXT, NUMBER, COUNT, CODE)
#undef TEXT
#undef NUMBER
#undef COUNT
#undef CODE
}

/* T = factor^theta, as it was read. */
static void put_supply(file_writer *to, const cohong_scenario *like)
{
    const cohong_world *w = like->world;
    size_t N = w->country_count;
    for (size_t at = 0; like->shock.technology_hat != NULL && at < w->sector_count * N; at++) {
        if (like->shock.technology_hat[at] == 1) continue;
        file_writer_text(to, "\n[[productivity]]\n");
        put_text(to, "country", w->countries[at % N].code);
        put_text(to, "sector", w->sectors[at / N].code);
        put_number(to, "factor", vmath_exp(vmath_log(like->shock.technology_hat[at]) / w->theta[at / N]));
    }
    for (size_t n = 0; like->shock.labour_hat != NULL && n < N; n++) {
        if (like->shock.labour_hat[n] == 1) continue;
        file_writer_text(to, "\n[[labour]]\n");
        put_text(to, "country", w->countries[n].code);
        put_number(to, "factor", like->shock.labour_hat[n]);
    }
}

static void put_file(file_writer *to, const char *table, const char *key, const char *path)
{
    const char *name = strrchr(path, '/');
    file_writer_text(to, "\n[[");
    file_writer_text(to, table);
    file_writer_text(to, "]]\n");
    put_text(to, "importer", "*");
    put_text(to, "exporter", "*");
    put_text(to, key, name != NULL ? name + 1 : path);
}

/* The files of one scenario. */
typedef struct scenario_files {
    char *tariffs, *trade_costs; /* the latter NULL where there are none */
    char *world;                 /* absolute, so that the scenario may stand anywhere */
} scenario_files;

static cohong_status write_toml(const cohong_scenario *like, const char *title, const scenario_files *files,
                                const char *path, cohong_error *error)
{
    static const char *const SECTIONS[] = { "closure", "model", "solver" };
    file_writer *to;
    cohong_status status = file_writer_open(path, &to, error);
    if (status != COHONG_OK) return status;
    put_text(to, "title", title);
    put_text(to, "world", files->world);
    for (size_t k = 0; k < 3; k++) put_settings(to, SECTIONS[k], &like->settings);
    put_file(to, "tariff", "level_file", files->tariffs);
    if (files->trade_costs != NULL) put_file(to, "trade_cost", "factor_file", files->trade_costs);
    put_supply(to, like);
    return file_writer_commit(to, error);
}

/* path with another end; NULL when out of memory. */
static char *beside(const char *path, const char *end)
{
    size_t length = strlen(path) - strlen(".toml"), size = length + strlen(end) + 1;
    char *name = malloc(size);
    if (name != NULL) snprintf(name, size, "%.*s%s", (int)length, path, end);
    return name;
}

static cohong_status name_files(const cohong_scenario *like, const char *path, scenario_files *files,
                                cohong_error *error)
{
    size_t length = strlen(path);
    if (like->shock.firms != NULL)
        return fail(error, COHONG_UNSUPPORTED, NOWHERE,
                    "a scenario whose trade costs follow from firms cannot be written");
    if (length < 6 || strcmp(path + length - 5, ".toml") != 0)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "%.200s: a scenario's name ends in .toml", path);
    files->tariffs = beside(path, ".csv");
    files->world = realpath(like->world_path, NULL);
    if (files->world == NULL)
        return fail(error, COHONG_NO_FILE, NOWHERE, "%.200s: the world's folder is not there any more",
                    like->world_path);
    bool costs = like->shock.trade_cost_hat != NULL;
    if (costs) files->trade_costs = beside(path, "-trade-cost.csv");
    bool enough = files->tariffs != NULL && (!costs || files->trade_costs != NULL);
    return enough ? COHONG_OK : fail_memory(error);
}

cohong_status cohong_scenario_write(const cohong_scenario *like, const double *tariff, const char *title,
                                    const char *path, cohong_error *error)
{
    scenario_files files = { 0 };
    cohong_status status = name_files(like, path, &files, error);
    if (status == COHONG_OK) status = cohong_tariffs_write(like->world, tariff, files.tariffs, error);
    if (status == COHONG_OK && files.trade_costs != NULL) status = write_trade_costs(like, files.trade_costs, error);
    if (status == COHONG_OK) status = write_toml(like, title, &files, path, error);
    free(files.tariffs);
    free(files.trade_costs);
    free(files.world);
    return status;
}
