/* The manifest of a run: what is needed to make it again and to judge it. */
#include "report/run.h"

#include <string.h>

static void sources(const cohong_source *list, size_t count, json *j)
{
    for (size_t k = 0; k < count; k++) {
        json_object(j);
        json_key_text(j, "path", list[k].path);
        json_key_text(j, "sha256", list[k].sha256);
        json_end(j);
    }
}

void run_settings_json(const cohong_settings *settings, json *j)
{
#define TEXT(name, section, value, help) json_key_text(j, #name, settings->name);
#define NUMBER(name, section, value, least, most, help) json_key_number(j, #name, settings->name);
#define COUNT(name, section, value, least, most, help) json_key_whole(j, #name, (int64_t)settings->name);
#define CODE(name, section, value, help) json_key_text(j, #name, settings->name);
    COHONG_SETTING_LIST(TEXT, NUMBER, COUNT, CODE)
#undef TEXT
#undef NUMBER
#undef COUNT
#undef CODE
}

void run_residuals_json(const cohong_solution *solution, json *j)
{
    json_key_number(j, "residual", solution->residual);
    json_key(j, "residuals");
    json_object(j);
#define RESIDUAL(name, sentence) json_key_number(j, #name, solution->residuals.name);
    COHONG_EQUATION_LIST(RESIDUAL)
#undef RESIDUAL
    json_end(j);
}

static void world_members(const cohong_world *world, json *j)
{
    json_key_text(j, "name", world->name);
    json_key_whole(j, "year", world->year);
    json_key_text(j, "currency", world->currency);
    json_key_number(j, "unit", world->unit);
    json_key_whole(j, "countries", (int64_t)world->country_count);
    json_key_whole(j, "sectors", (int64_t)world->sector_count);
    json_key_text(j, "source", world->provenance);
    json_key_text(j, "licence", world->licence);
}

static void write_manifest(const cohong_run *run, const cohong_source *outputs, size_t output_count, json *j)
{
    const cohong_scenario *scenario = run->scenario;
    json_object(j);
    json_key_text(j, "engine", "cohong");
    json_key_text(j, "version", COHONG_VERSION);
    json_key_text(j, "title", scenario->title);
    json_key_text(j, "scenario", scenario->path);
    json_key(j, "world");
    json_object(j);
    world_members(cohong_model_base(run->model), j);
    json_end(j);
    json_key(j, "inputs");
    json_array(j);
    sources(scenario->sources, scenario->source_count, j);
    sources(scenario->world->sources, scenario->world->source_count, j);
    json_end(j);
    if (output_count > 0) {
        json_key(j, "outputs");
        json_array(j);
        sources(outputs, output_count, j);
        json_end(j);
    }
    json_key(j, "settings");
    json_object(j);
    run_settings_json(&scenario->settings, j);
    json_end(j);
    json_key(j, "closure");
    json_object(j);
    json_key_text(j, "deficits", scenario->settings.deficits);
    json_key_text(j, "labour", scenario->settings.labour);
    json_key(j, "base_stable");
    json_raw(j, cohong_model_base_stable(run->model) ? "true" : "false");
    json_end(j);
    run_base_json(run->model, j);
    bool automatic = strcmp(scenario->settings.instructions, "auto") == 0;
    json_key_text(j, "kernels", automatic ? cohong_instructions() : scenario->settings.instructions);
    json_key_text(j, "outcome", cohong_outcome_name(run->solution->outcome));
    json_key_whole(j, "iterations", (int64_t)run->solution->iterations);
    json_key_number(j, "seconds", run->seconds);
    run_residuals_json(run->solution, j);
    json_end(j);
}

cohong_status run_manifest(const cohong_run *run, const cohong_source *outputs, size_t output_count, char **manifest,
                           cohong_error *error)
{
    text to = { 0 };
    json j = json_to(&to);
    *manifest = NULL;
    write_manifest(run, outputs, output_count, &j);
    cohong_status status = text_status(&to, error);
    if (status == COHONG_OK)
        *manifest = to.bytes;
    else
        text_free(&to);
    return status;
}

cohong_status cohong_manifest(const cohong_run *run, char **manifest, cohong_error *error)
{
    return run_manifest(run, NULL, 0, manifest, error);
}
