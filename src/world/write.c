/* Writing a world folder: the files of docs/formats.md, all beside their places and then renamed; absent rows are zeros. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "world/codes.h"
#include "world/world.h"

static void toml_string(file_writer *out, const char *key, const char *text)
{
    file_writer_text(out, key);
    file_writer_text(out, " = \"");
    for (const char *at = text != NULL ? text : ""; *at != '\0'; at++) {
        char escaped[8] = { *at };
        if (*at == '"' || *at == '\\')
            snprintf(escaped, sizeof escaped, "\\%c", *at);
        else if ((unsigned char)*at < ' ' || *at == 127)
            snprintf(escaped, sizeof escaped, "\\u%04X", (unsigned)*at);
        file_writer_text(out, escaped);
    }
    file_writer_text(out, "\"\n");
}

static void toml_value(file_writer *out, const char *key, double value)
{
    file_writer_text(out, key);
    file_writer_text(out, " = ");
    file_writer_number(out, value);
    file_writer_text(out, "\n");
}

static void write_toml(const cohong_world *w, file_writer *out)
{
    char year[32];
    snprintf(year, sizeof year, "year = %d\n", w->year);
    toml_string(out, "name", w->name);
    file_writer_text(out, year);
    toml_string(out, "currency", w->currency);
    toml_value(out, "unit", w->unit);
    toml_string(out, "trade_values", "net_of_tariff");
    toml_value(out, "tolerance", w->tolerance);
    toml_string(out, "source", w->provenance);
    toml_string(out, "licence", w->licence);
}

static void cell(file_writer *out, const char *text)
{
    file_writer_csv_field(out, text != NULL ? text : "");
    file_writer_text(out, ",");
}

static void write_countries(const cohong_world *w, file_writer *out)
{
    file_writer_text(out, "country,name\n");
    for (size_t n = 0; n < w->country_count; n++) {
        cell(out, w->countries[n].code);
        file_writer_csv_field(out, w->countries[n].name != NULL ? w->countries[n].name : "");
        file_writer_text(out, "\n");
    }
}

static void write_sectors(const cohong_world *w, file_writer *out)
{
    static const char *const KINDS[] = { "", "goods", "services" };
    file_writer_text(out, "sector,name,theta,kind\n");
    for (size_t j = 0; j < w->sector_count; j++) {
        cell(out, w->sectors[j].code);
        cell(out, w->sectors[j].name);
        file_writer_number(out, w->theta[j]);
        file_writer_text(out, ",");
        file_writer_text(out, KINDS[w->sectors[j].kind]);
        file_writer_text(out, "\n");
    }
}

static void write_trade(const cohong_world *w, file_writer *out)
{
    size_t N = w->country_count;
    file_writer_text(out, "sector,importer,exporter,value,tariff\n");
    for (size_t at = 0; at < w->sector_count * N * N; at++) {
        if (w->trade[at] == 0 && w->tariff[at] == 0) continue;
        cell(out, w->sectors[at / N / N].code);
        cell(out, w->countries[at / N % N].code);
        cell(out, w->countries[at % N].code);
        file_writer_number(out, w->trade[at]);
        file_writer_text(out, ",");
        file_writer_number(out, w->tariff[at]);
        file_writer_text(out, "\n");
    }
}

static void write_production(const cohong_world *w, file_writer *out)
{
    size_t N = w->country_count, J = w->sector_count;
    file_writer_text(out, w->employment != NULL ? "country,sector,value_added_share,employment\n"
                                                : "country,sector,value_added_share\n");
    for (size_t n = 0; n < N; n++)
        for (size_t j = 0; j < J; j++) {
            cell(out, w->countries[n].code);
            cell(out, w->sectors[j].code);
            file_writer_number(out, w->value_added_share[j * N + n]);
            if (w->employment != NULL) file_writer_text(out, ",");
            if (w->employment != NULL && !isnan(w->employment[j * N + n]))
                file_writer_number(out, w->employment[j * N + n]);
            file_writer_text(out, "\n");
        }
}

static void write_inputs(const cohong_world *w, file_writer *out)
{
    size_t N = w->country_count, J = w->sector_count;
    file_writer_text(out, "country,sector,input,share\n");
    for (size_t n = 0; n < N; n++)
        for (size_t j = 0; j < J; j++)
            for (size_t k = 0; k < J; k++) {
                double share = w->input_share[(j * N + n) * J + k];
                if (share == 0) continue;
                cell(out, w->countries[n].code);
                cell(out, w->sectors[j].code);
                cell(out, w->sectors[k].code);
                file_writer_number(out, share);
                file_writer_text(out, "\n");
            }
}

static void write_final(const cohong_world *w, file_writer *out)
{
    size_t N = w->country_count;
    file_writer_text(out, "country,sector,share\n");
    for (size_t n = 0; n < N; n++)
        for (size_t j = 0; j < w->sector_count; j++) {
            cell(out, w->countries[n].code);
            cell(out, w->sectors[j].code);
            file_writer_number(out, w->final_share[j * N + n]);
            file_writer_text(out, "\n");
        }
}

typedef void (*write_part)(const cohong_world *w, file_writer *out);
static const write_part PARTS[WORLD_FILE_COUNT] = { write_toml,       write_countries, write_sectors, write_trade,
                                                    write_production, write_inputs,    write_final };

/* What could not be read again is not written. */
static cohong_status writable(const cohong_world *w, cohong_error *error)
{
    name_index countries = { 0 }, sectors = { 0 };
    cohong_status status = code_index_countries(w, &countries, error);
    if (status == COHONG_OK) status = code_index_sectors(w, &sectors, error);
    if (status == COHONG_OK) status = world_check_domain(w, error);
    name_index_free(&countries);
    name_index_free(&sectors);
    return status;
}

static cohong_status write_parts(const cohong_world *world, const char *folder, file_writer **writers,
                                 cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < WORLD_FILE_COUNT && status == COHONG_OK; k++) {
        char *path = file_join(folder, WORLD_FILES[k]);
        status = path != NULL ? file_writer_open(path, &writers[k], error) : fail_memory(error);
        free(path);
        if (status == COHONG_OK) PARTS[k](world, writers[k]);
    }
    for (size_t k = 0; k < WORLD_FILE_COUNT && status == COHONG_OK; k++) status = file_writer_sync(writers[k], error);
    return status;
}

/* From here to the end of cohong_world_write the folder is no world. */
static cohong_status remove_toml(const char *folder, cohong_error *error)
{
    char *path = file_join(folder, WORLD_FILES[WORLD_TOML]);
    cohong_status status = path != NULL ? file_remove(path, error) : fail_memory(error);
    free(path);
    return status;
}

/* All files are on the disk before the first is renamed, so that a full disk leaves the folder as it was. The old world.toml goes
 * before and the new one comes last: a folder without it is no world, so one that was cut in two is never mistaken for one. */
cohong_status cohong_world_write(const cohong_world *world, const char *folder, cohong_error *error)
{
    file_writer *writers[WORLD_FILE_COUNT] = { NULL };
    bool was_there = file_exists(folder);
    cohong_status status = writable(world, error);
    if (status == COHONG_OK) status = file_make_folder(folder, error);
    if (status == COHONG_OK) status = write_parts(world, folder, writers, error);
    if (status == COHONG_OK) status = remove_toml(folder, error);
    for (size_t k = WORLD_FILE_COUNT; k-- > 0;) {
        if (writers[k] == NULL) continue;
        if (status == COHONG_OK)
            status = file_writer_commit(writers[k], error);
        else
            file_writer_abandon(writers[k]);
    }
    if (status != COHONG_OK && !was_there) (void)rmdir(folder); /* only goes when it is empty */
    return status;
}
