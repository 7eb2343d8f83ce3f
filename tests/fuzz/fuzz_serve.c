/* Fuzzes what requests are made of: addresses, hosts, origins, bodies in TOML and JSON, and the answers to them. The input is four
 * lines, method, target, Host and Origin ("-": not sent), and the body behind them. Every request gets an answer; a refusal is JSON that says
 * why; a target that is taken apart has no part that could lead out of a folder. Tasks are read but not begun, since they take long. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "serve/order.h"

enum { LINES = 4 };

static server *served;

static void stop(void)
{
    server_free(served);
}

static void start(void)
{
    const server_config config = { .data = COHONG_SOURCE_DIR "/data",
                                   .page = COHONG_SOURCE_DIR "/web/dist",
                                   .slots = 1 };
    cohong_error error;
    if (server_new(&config, &served, &error) != COHONG_OK) abort();
    atexit(stop);
}

static void check_target(const char *from)
{
    target at;
    answer refusal = { 0 };
    if (!target_read(from, &at, &refusal)) {
        if (refusal.status != 400) abort();
        answer_free(&refusal);
        return;
    }
    for (size_t k = 0; k < at.segment_count; k++) {
        const char *part = at.segments[k];
        if (part[0] == '\0' || strcmp(part, ".") == 0 || strcmp(part, "..") == 0 || strpbrk(part, "/\\") != NULL)
            abort();
    }
    target_free(&at);
}

/* A host that passes is one of ours with at most a port. */
static void check_host(const char *host)
{
    static const char *const OURS[] = { "localhost", "127.0.0.1", "[::1]" };
    bool begins = false;
    if (!host_is_ours(host, NULL)) return;
    for (size_t k = 0; k < 3; k++) {
        size_t length = strlen(OURS[k]);
        const char *rest = host + length;
        if (strncasecmp(host, OURS[k], length) != 0) continue;
        begins = *rest == '\0' || (*rest == ':' && strspn(rest + 1, "0123456789") == strlen(rest + 1));
    }
    if (!begins) abort();
}

/* A pointer leads from the root to the place of the error. */
static void check_body(const char *bytes, size_t length)
{
    body in;
    order what = { 0 };
    text pointer = { 0 };
    cohong_error error = { 0 };
    cohong_status status = body_read(bytes, length, &in, &error);
    if (status == COHONG_OK) status = order_read(served, &in, &what, &error);
    if (status != COHONG_OK && (error.status != status || error.message[0] == '\0')) abort();
    if (status != COHONG_OK && body_pointer(&in, &error, &pointer) && pointer.bytes[0] != '/') abort();
    text_free(&pointer);
    order_free(&what);
    body_free(&in);
}

static void check_answer(const request *from)
{
    static const int KNOWN[] = { 200, 304, 400, 403, 404, 405, 413, 421, 422 };
    answer to;
    bool known = false;
    server_answer(served, from, &to);
    for (size_t k = 0; k < sizeof KNOWN / sizeof *KNOWN; k++) known = known || KNOWN[k] == to.status;
    if (!known || to.type == NULL) abort();
    if (to.status >= 400 &&
        (strcmp(to.type, "application/json") != 0 || strstr(to.body.bytes, "\"message\": \"") == NULL))
        abort();
    answer_free(&to);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = malloc(size + 1), *lines[LINES], *rest = bytes;
    if (bytes == NULL) abort();
    if (served == NULL) start();
    memcpy(bytes, data, size);
    bytes[size] = '\0';
    for (size_t k = 0; k < LINES; k++) {
        char *end = memchr(rest, '\n', (size_t)(bytes + size - rest));
        lines[k] = rest;
        rest = end != NULL ? end + 1 : bytes + size;
        if (end != NULL) *end = '\0';
    }
    request from = { .method = lines[0],
                     .target = lines[1],
                     .host = strcmp(lines[2], "-") == 0 ? NULL : lines[2],
                     .origin = strcmp(lines[3], "-") == 0 ? NULL : lines[3],
                     .body = rest,
                     .length = (size_t)(bytes + size - rest) };
    check_target(from.target);
    if (from.host != NULL) check_host(from.host);
    check_body(from.body, from.length);
    if (strcmp(from.method, "POST") != 0 || strstr(from.target, "tasks") == NULL) check_answer(&from);
    free(bytes);
    return 0;
}
