/* The server on a port, by civetweb, of which only connections and the parsing of heads are used: it serves no file and runs no
 * script. What it refuses by itself is answered in our words too. */
#include "serve/listen.h"

#include <arpa/inet.h>
#include <civetweb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "serve/inside.h"

enum { READ_BYTES = 16, DRAIN_BYTES = 16 << 20, ONE_WRITE = 1 << 16, HEAD_BYTES = 16384, SECONDS = 10 };

struct listener {
    server *of;
    int seconds;
    struct mg_context *civet;
    atomic_bool started;
    char complaint[256]; /* of civetweb, before it has started */
};

/* ---- sending */

static bool header_is(const struct mg_connection *from, const char *name, const char *value)
{
    const char *sent = mg_get_header(from, name);
    return sent != NULL && mg_strcasecmp(sent, value) == 0;
}

/* What civetweb decides by itself from the same headers. */
static bool stays_open(const struct mg_connection *from)
{
    const char *connection = mg_get_header(from, "Connection");
    if (connection != NULL) return mg_strcasecmp(connection, "keep-alive") == 0;
    return strcmp(mg_get_request_info(from)->http_version, "1.1") == 0;
}

/* One write where it is short, so that it travels in one piece. */
static void send_answer(struct mg_connection *to, const answer *what, bool keep, bool with_body)
{
    text out = { 0 };
    const char *bytes = with_body ? what->body.bytes : NULL;
    size_t length = bytes != NULL ? what->body.length : 0;
    answer_head(what, time(NULL), keep, &out);
    bool together = length <= ONE_WRITE;
    if (together && length > 0) text_bytes(&out, bytes, length);
    if (!out.failed) (void)mg_write(to, out.bytes, out.length);
    if (!out.failed && !together) (void)mg_write(to, bytes, length);
    text_free(&out);
}

/* Answers and closes. */
static int refuse(struct mg_connection *to, answer *what)
{
    int status = what->status;
    mg_disable_connection_keep_alive(to);
    send_answer(to, what, false, true);
    answer_free(what);
    return status;
}

/* A client that is still sending hears of a refusal only if what it sends is taken in. */
static int refuse_body(struct mg_connection *to, answer *what)
{
    char dropped[4096];
    double until = serve_clock() + 1;
    bool is_sending = what->status == 413 && mg_get_header(to, "Expect") == NULL;
    int status = refuse(to, what);
    for (size_t total = 0; is_sending && total < DRAIN_BYTES && serve_clock() < until; total += sizeof dropped)
        if (mg_read(to, dropped, sizeof dropped) <= 0) break;
    return status;
}

/* ---- receiving */

/* Reads the body; NULL, with the refusal, when it is too long, has no length, or does not come in time. civetweb limits the time
 * between two pieces; small pieces keep the sum in bounds. */
static char *receive(struct mg_connection *from, int seconds, size_t *length, answer *refusal)
{
    long long announced = mg_get_request_info(from)->content_length;
    double until = serve_clock() + seconds;
    *length = announced > 0 ? (size_t)announced : 0;
    if (mg_get_header(from, "Transfer-Encoding") != NULL)
        answer_refuse(refusal, 411, "a body needs a Content-Length");
    else if (*length > SERVER_BODY_LIMIT)
        answer_refuse(refusal, 413, "the body has %lld bytes, expected at most %d", announced, SERVER_BODY_LIMIT);
    if (refusal->status != 0) return NULL;
    char *bytes = malloc(*length + 1);
    if (bytes == NULL) {
        answer_refuse(refusal, 503, "out of memory");
        return NULL;
    }
    if (*length > 0 && header_is(from, "Expect", "100-continue"))
        (void)mg_printf(from, "HTTP/1.1 100 Continue\r\n\r\n");
    for (size_t have = 0; have < *length;) {
        size_t want = *length - have < READ_BYTES ? *length - have : READ_BYTES;
        int got = mg_read(from, bytes + have, want);
        have += got > 0 ? (size_t)got : 0;
        if (got > 0 && serve_clock() < until) continue;
        if (have == *length) break;
        answer_refuse(refusal, 408, "the body did not come in time: %zu of %zu bytes", have, *length);
        free(bytes);
        return NULL;
    }
    bytes[*length] = '\0';
    return bytes;
}

/* The target as it was sent: civetweb cuts it at the '?'. NULL: out of memory. */
static char *target_of(const struct mg_request_info *info)
{
    const char *path = info->local_uri_raw != NULL ? info->local_uri_raw : "", *query = info->query_string;
    size_t size = strlen(path) + (query != NULL ? strlen(query) : 0) + 2;
    char *made = malloc(size);
    if (made != NULL) snprintf(made, size, "%s%s%s", path, query != NULL ? "?" : "", query != NULL ? query : "");
    return made;
}

/* ---- civetweb's calls */

static int on_request(struct mg_connection *from)
{
    const listener *l = mg_get_user_context_data(from);
    const struct mg_request_info *info = mg_get_request_info(from);
    answer to = { 0 };
    size_t length;
    char *bytes = receive(from, l->seconds, &length, &to), *path = bytes != NULL ? target_of(info) : NULL;
    if (bytes != NULL && path == NULL) answer_refuse(&to, 503, "out of memory");
    if (path == NULL) {
        free(bytes);
        return refuse_body(from, &to);
    }
    const request sent = { .method = info->request_method,
                           .target = path,
                           .host = mg_get_header(from, "Host"),
                           .origin = mg_get_header(from, "Origin"),
                           .if_none_match = mg_get_header(from, "If-None-Match"),
                           .body = bytes,
                           .length = length };
    server_answer(l->of, &sent, &to);
    int status = to.status;
    send_answer(from, &to, stays_open(from), strcmp(info->request_method, "HEAD") != 0);
    answer_free(&to);
    free(path);
    free(bytes);
    return status;
}

static int on_error(struct mg_connection *from, int status, const char *message)
{
    answer to = { 0 };
    answer_refuse(&to, status, "the request is not understood: %.200s", message);
    (void)refuse(from, &to);
    return 0;
}

/* What goes wrong with one connection is that client's affair; while starting it is ours. */
static int on_message(const struct mg_connection *from, const char *message)
{
    listener *l = mg_get_user_data(mg_get_context(from));
    if (l != NULL && !atomic_load(&l->started) && l->complaint[0] == '\0')
        snprintf(l->complaint, sizeof l->complaint, "%.200s", message);
    return 1;
}

/* ---- start and stop */

static cohong_status start(listener *l, const listener_config *config, cohong_error *error)
{
    char place_text[160], threads[16], milliseconds[16], head[16];
    const char *options[] = { "listening_ports",
                              place_text,
                              "num_threads",
                              threads,
                              "request_timeout_ms",
                              milliseconds,
                              "keep_alive_timeout_ms",
                              milliseconds,
                              "max_request_size",
                              head,
                              "enable_keep_alive",
                              "yes",
                              "tcp_nodelay",
                              "1",
                              "decode_url",
                              "no",
                              "enable_auth_domain_check", /* server_answer looks at the Host header */
                              "no",
                              NULL };
    struct in_addr ignored;
    const struct mg_callbacks calls = { .begin_request = on_request,
                                        .http_error = on_error,
                                        .log_message = on_message };
    if (inet_pton(AF_INET, config->address, &ignored) != 1)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "\"%.100s\" is no address to listen on, such as 127.0.0.1",
                    config->address);
    snprintf(place_text, sizeof place_text, "%s:%d", config->address, config->port);
    snprintf(threads, sizeof threads, "%d", LISTENER_CONNECTIONS);
    snprintf(milliseconds, sizeof milliseconds, "%d", l->seconds * 1000);
    snprintf(head, sizeof head, "%d", HEAD_BYTES);
    mg_init_library(0);
    struct mg_context *civet = mg_start(&calls, l, options);
    if (civet != NULL) {
        l->civet = civet;
        atomic_store(&l->started, true);
        return COHONG_OK;
    }
    mg_exit_library();
    return fail(error, COHONG_IO, NOWHERE, "cannot listen on %.100s, port %d: %s", config->address, config->port,
                l->complaint[0] != '\0' ? l->complaint : "the server does not start");
}

cohong_status listener_new(server *of, const listener_config *config, listener **made, cohong_error *error)
{
    listener *l = calloc(1, sizeof *l);
    *made = NULL;
    if (l == NULL) return fail_memory(error);
    l->of = of;
    l->seconds = config->seconds > 0 ? config->seconds : SECONDS;
    cohong_status status = start(l, config, error);
    if (status == COHONG_OK)
        *made = l;
    else
        free(l);
    return status;
}

int listener_port(const listener *of)
{
    struct mg_server_port ports[1];
    return mg_get_server_ports(of->civet, 1, ports) == 1 ? ports[0].port : 0;
}

void listener_free(listener *of)
{
    if (of == NULL) return;
    mg_stop(of->civet);
    mg_exit_library();
    free(of);
}
