/* Answers: errors as JSON, statuses and their words, headers. */
#include "serve/http.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "report/json.h"

/* What the page needs (web/README.md) and nothing else. */
static const char POLICY[] =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; img-src data: blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

void answer_free(answer *of)
{
    text_free(&of->body);
    *of = (answer){ 0 };
}

const char *http_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } ROWS[] = { { 200, "OK" },
                 { 201, "Created" },
                 { 304, "Not Modified" },
                 { 400, "Bad Request" },
                 { 403, "Forbidden" },
                 { 404, "Not Found" },
                 { 405, "Method Not Allowed" },
                 { 408, "Request Timeout" },
                 { 409, "Conflict" },
                 { 411, "Length Required" },
                 { 413, "Content Too Large" },
                 { 421, "Misdirected Request" },
                 { 422, "Unprocessable Content" },
                 { 429, "Too Many Requests" },
                 { 500, "Internal Server Error" },
                 { 503, "Service Unavailable" } };
    for (size_t k = 0; k < sizeof ROWS / sizeof *ROWS; k++)
        if (ROWS[k].status == status) return ROWS[k].reason;
    return status < 400 ? "OK" : status < 500 ? "Bad Request" : "Internal Server Error";
}

int http_status_of(cohong_status status)
{
    switch (status) {
    case COHONG_OK:
        return 200;
    case COHONG_SYNTAX:
        return 400;
    case COHONG_TOO_LARGE:
        return 413;
    case COHONG_OUT_OF_MEMORY:
        return 503;
    case COHONG_IO:
    case COHONG_STORE:
        return 500;
    default:
        return 422;
    }
}

static void place_json(const char *key, size_t number, json *j)
{
    json_key(j, key);
    if (number > 0)
        json_whole(j, (int64_t)number);
    else
        json_text(j, NULL);
}

void answer_error(answer *to, int status, const cohong_error *error, const char *pointer)
{
    answer_free(to);
    json j = json_to(&to->body);
    to->status = status;
    to->type = "application/json";
    json_object(&j);
    json_key(&j, "error");
    json_object(&j);
    json_key_whole(&j, "status", status);
    json_key_text(&j, "message", error->message);
    json_key_text(&j, "file", error->file[0] != '\0' ? error->file : NULL);
    place_json("line", error->line, &j);
    place_json("column", error->column, &j);
    json_key_text(&j, "pointer", pointer);
    json_end(&j);
    json_end(&j);
}

void answer_refuse(answer *to, int status, const char *format, ...)
{
    cohong_error error = { 0 };
    va_list values;
    va_start(values, format);
    vsnprintf(error.message, sizeof error.message, format, values);
    va_end(values);
    answer_error(to, status, &error, NULL);
}

/* ---- headers */

void answer_tag(answer *of, const char *if_none_match)
{
    char hash[65];
    file_sha256(of->body.bytes != NULL ? of->body.bytes : "", of->body.length, hash);
    snprintf(of->tag, sizeof of->tag, "\"%s\"", hash);
    if (if_none_match == NULL || strstr(if_none_match, of->tag) == NULL) return;
    text_free(&of->body);
    of->status = 304;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7), whatever the locale. */
static void date_header(time_t now, text *to)
{
    static const char DAYS[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char MONTHS[][4] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    struct tm t;
    if (gmtime_r(&now, &t) == NULL) return;
    text_format(to, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n", DAYS[t.tm_wday], t.tm_mday, MONTHS[t.tm_mon],
                t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

void answer_head(const answer *of, time_t now, bool keep, text *to)
{
    text_format(to, "HTTP/1.1 %d %s\r\n", of->status, http_reason(of->status));
    date_header(now, to);
    if (of->status != 304) text_format(to, "Content-Type: %s\r\nContent-Length: %zu\r\n", of->type, of->body.length);
    if (of->allow != NULL) text_format(to, "Allow: %s\r\n", of->allow);
    if (of->location[0] != '\0') text_format(to, "Location: %s\r\n", of->location);
    if (of->tag[0] != '\0') text_format(to, "ETag: %s\r\n", of->tag);
    text_format(to,
                "Cohong-Api: /api/v1/\r\nCache-Control: %s\r\nContent-Security-Policy: %s\r\nX-Content-Type-Options: "
                "nosniff\r\n"
                "Cross-Origin-Resource-Policy: same-origin\r\nReferrer-Policy: no-referrer\r\nConnection: %s\r\n\r\n",
                of->tag[0] != '\0' ? "no-cache" : "no-store", POLICY, keep ? "keep-alive" : "close");
}
