/* The living report: the page of web/ as one file, with its code, its engine, the world and the scenario inside, so that it opens from
 * disk, asks for nothing and still computes.
 *
 * The page's index.html has one line for its style and one for its code. Here both give way to what they name; before the code stand two
 * blocks that web/src/data.ts looks for: cohong-data (JSON) and cohong-engine (base64). */
#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>

#include "report/page.h"
#include "report/run.h"

enum { INDEX, STYLE, CODE, ENGINE, PART_COUNT };
static const char *const PARTS[PART_COUNT] = { "index.html", "cohong.css", "cohong.js", "engine.wasm" };
static const char STYLE_LINE[] = "<link rel=\"stylesheet\" crossorigin href=\"./cohong.css\">";
static const char CODE_LINE[] = "<script type=\"module\" crossorigin src=\"./cohong.js\"></script>";

typedef struct page_files {
    file_text part[PART_COUNT];
} page_files;

static void page_files_free(page_files *of)
{
    for (size_t k = 0; k < PART_COUNT; k++) free(of->part[k].bytes);
}

static cohong_status page_files_read(const char *folder, page_files *to, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < PART_COUNT && status == COHONG_OK; k++) {
        char *path = file_join(folder, PARTS[k]);
        status = path != NULL ? file_read(path, 0, &to->part[k], error) : fail_memory(error);
        free(path);
    }
    return status;
}

/* ---- the data */

static cohong_status data_json(const cohong_run *run, const char *command, text *to, cohong_error *error)
{
    json j = json_to(to);
    char *manifest = NULL;
    cohong_status status = cohong_manifest(run, &manifest, error);
    if (status != COHONG_OK) return status;
    json_object(&j);
    json_key_whole(&j, "format", 1);
    json_key(&j, "report");
    json_object(&j);
    json_key_text(&j, "command", command);
    json_key_text(&j, "created", run->created);
    json_key(&j, "manifest");
    json_raw(&j, manifest);
    json_end(&j);
    status = page_world_json(run->scenario->world, &j, error);
    json_key(&j, "scenarios");
    json_array(&j);
    page_scenario_json("report", run->scenario, &j);
    json_end(&j);
    json_end(&j);
    free(manifest);
    return status == COHONG_OK ? text_status(to, error) : status;
}

/* JSON inside HTML: no text in it may end its block. '<' only stands within strings. */
static void add_inside_html(text *to, const char *data)
{
    for (const char *at = data; *at != '\0';) {
        size_t plain = strcspn(at, "<");
        text_bytes(to, at, plain);
        at += plain;
        if (*at == '<') {
            text_add(to, "\\u003c");
            at++;
        }
    }
}

static cohong_status add_engine(text *to, const file_text *code, cohong_error *error)
{
    size_t length = BASE64_ENCODE_RAW_LENGTH(code->length);
    char *base64 = malloc(length);
    if (base64 == NULL) return fail_memory(error);
    base64_encode_raw(base64, code->length, (const uint8_t *)code->bytes);
    text_bytes(to, base64, length);
    free(base64);
    return COHONG_OK;
}

/* ---- the page */

/* The part of `*from` before a line, which has to be there, onto `to`; *from then stands behind it. */
static cohong_status copy_before(const char **from, const char *line, text *to, cohong_error *error)
{
    const char *found = strstr(*from, line);
    if (found == NULL)
        return fail(error, COHONG_INCOMPLETE, (place){ .file = PARTS[INDEX] },
                    "is not the page of this version: the line %s is missing", line);
    text_bytes(to, *from, (size_t)(found - *from));
    *from = found + strlen(line);
    return COHONG_OK;
}

static cohong_status compose(const page_files *files, const char *data, text *to, cohong_error *error)
{
    const char *rest = files->part[INDEX].bytes;
    cohong_status status = copy_before(&rest, CODE_LINE, to, error);
    if (status != COHONG_OK) return status;
    text_add(to, "<script type=\"application/json\" id=\"cohong-data\">");
    add_inside_html(to, data);
    text_add(to, "</script>\n<script type=\"text/plain\" id=\"cohong-engine\">");
    status = add_engine(to, &files->part[ENGINE], error);
    if (status != COHONG_OK) return status;
    text_add(to, "</script>\n<script type=\"module\">");
    text_bytes(to, files->part[CODE].bytes, files->part[CODE].length);
    text_add(to, "</script>");
    status = copy_before(&rest, STYLE_LINE, to, error);
    if (status != COHONG_OK) return status;
    text_add(to, "<style>");
    text_bytes(to, files->part[STYLE].bytes, files->part[STYLE].length);
    text_add(to, "</style>");
    text_add(to, rest);
    return text_status(to, error);
}

cohong_status page_html(const char *folder, const char *data, text *to, cohong_error *error)
{
    page_files files = { 0 };
    cohong_status status = page_files_read(folder, &files, error);
    if (status == COHONG_OK) status = compose(&files, data, to, error);
    page_files_free(&files);
    return status;
}

static cohong_status write_file(const char *path, const text *content, cohong_error *error)
{
    file_writer *writer;
    cohong_status status = file_writer_open(path, &writer, error);
    if (status != COHONG_OK) return status;
    file_writer_bytes(writer, content->bytes, content->length);
    return file_writer_commit(writer, error);
}

cohong_status cohong_html_write(const char *path, const char *page_folder, const cohong_run *run, const char *command,
                                cohong_error *error)
{
    text data = { 0 }, page = { 0 };
    if (run->solution->outcome != COHONG_CONVERGED)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "a run that has not converged has no report: %s",
                    run->solution->why);
    if (run->scenario->shock.firms != NULL)
        return fail(error, COHONG_UNSUPPORTED, NOWHERE, "a page cannot solve a scenario with firms in it");
    cohong_status status = data_json(run, command, &data, error);
    if (status == COHONG_OK) status = page_html(page_folder, data.bytes, &page, error);
    if (status == COHONG_OK) status = write_file(path, &page, error);
    text_free(&data);
    text_free(&page);
    return status;
}
