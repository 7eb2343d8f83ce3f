/* The page's data. */
#include "report/page.h"

#include <nettle/base64.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/run.h"
#include "world/world.h"

cohong_status page_world_json(const cohong_world *world, json *j, cohong_error *error)
{
    unsigned char *bytes = NULL;
    size_t length = 0;
    cohong_status status = world_encode(world, &bytes, &length, error);
    if (status != COHONG_OK) return status;
    size_t letters = BASE64_ENCODE_RAW_LENGTH(length);
    char *base64 = malloc(letters + 1);
    if (base64 != NULL) {
        base64_encode_raw(base64, length, bytes);
        base64[letters] = '\0';
        json_key_text(j, "world", base64);
    }
    free(bytes);
    free(base64);
    return base64 != NULL ? COHONG_OK : fail_memory(error);
}

/* The tariffs of one importer on one exporter that differ from the benchmark's. */
static void pair_json(const cohong_scenario *s, size_t n, size_t i, json *j)
{
    size_t N = s->world->country_count, J = s->world->sector_count, count = 0;
    for (size_t k = 0; k < J; k++)
        count += s->shock.tariff[(k * N + n) * N + i] != s->world->tariff[(k * N + n) * N + i];
    if (count == 0) return;
    json_object(j);
    json_key_text(j, "importer", s->world->countries[n].code);
    json_key_text(j, "exporter", s->world->countries[i].code);
    json_key(j, "tariffs");
    json_object(j);
    for (size_t k = 0; k < J; k++) {
        size_t at = (k * N + n) * N + i;
        if (s->shock.tariff[at] != s->world->tariff[at])
            json_key_number(j, s->world->sectors[k].code, s->shock.tariff[at]);
    }
    json_end(j);
    json_end(j);
}

static void tariffs_json(const cohong_scenario *s, json *j)
{
    size_t N = s->world->country_count;
    json_key(j, "changes");
    json_array(j);
    for (size_t n = 0; n < N && s->shock.tariff != NULL; n++)
        for (size_t i = 0; i < N; i++)
            if (n != i) pair_json(s, n, i, j);
    json_end(j);
}

/* The entries of an array of hats that are not 1, by index. */
static void hats_json(const char *key, const double *hats, size_t count, json *j)
{
    char index[24];
    if (hats == NULL) return;
    json_key(j, key);
    json_object(j);
    for (size_t k = 0; k < count; k++) {
        if (hats[k] == 1) continue;
        snprintf(index, sizeof index, "%zu", k);
        json_key_number(j, index, hats[k]);
    }
    json_end(j);
}

void page_scenario_json(const char *id, const cohong_scenario *s, json *j)
{
    size_t N = s->world->country_count, J = s->world->sector_count;
    json_object(j);
    json_key_text(j, "id", id);
    json_key_text(j, "title", s->title);
    json_key_text(j, "world_path", s->world_path);
    json_key(j, "settings");
    json_object(j);
    run_settings_json(&s->settings, j);
    json_end(j);
    tariffs_json(s, j);
    hats_json("trade_cost_hat", s->shock.trade_cost_hat, J * N * N, j);
    hats_json("technology_hat", s->shock.technology_hat, J * N, j);
    hats_json("labour_hat", s->shock.labour_hat, N, j);
    json_end(j);
}
