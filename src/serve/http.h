/* A request and an answer, without the sockets they travel through. */
#ifndef COHONG_SERVE_HTTP_H
#define COHONG_SERVE_HTTP_H

#include <time.h>

#include "report/text.h"

/* What a client sent. Headers that it did not send are NULL. */
typedef struct request {
    const char *method;
    const char *target; /* as sent: "/api/v1/runs?limit=3" */
    const char *host, *origin, *if_none_match;
    const char *body;
    size_t length;
} request;

/* What it gets. Zero-initialised is "not answered yet". */
typedef struct answer {
    int status;
    const char *type; /* Content-Type */
    text body;
    const char *allow; /* methods that the address takes, with status 405 */
    char location[64]; /* address of what was made, with status 201 */
    /* ETag: a browser may keep the body as long as it asks whether it is still the same; "": it may not. */
    char tag[72];
} answer;

void answer_free(answer *of);

/* Tags an answer 200 by its body, and makes it a 304 for a client that has the same. */
void answer_tag(answer *of, const char *if_none_match);

/* The status line and the headers. `now` is in seconds since 1970; `keep`: the connection stays open. */
void answer_head(const answer *of, time_t now, bool keep, text *to);

/* ---- errors: {"error": {"status", "message", "file", "line", "column", "pointer"}} */

/* Puts an error in place of whatever the answer was to be. `pointer` is a JSON pointer (RFC 6901) into the body; NULL: none. */
void answer_error(answer *to, int status, const cohong_error *error, const char *pointer);
void answer_refuse(answer *to, int status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The HTTP status for a call that failed because of what the client sent. */
int http_status_of(cohong_status status);
/* "Not Found" */
const char *http_reason(int status);

/* ---- addresses */

enum { TARGET_SEGMENTS = 16, TARGET_PARAMETERS = 32 };

typedef struct parameter {
    const char *name, *value;
} parameter;

/* A target taken apart and decoded. */
typedef struct target {
    const char *segments[TARGET_SEGMENTS]; /* "api", "v1", "runs"; none is empty, "." or "..", none holds '/' or '\' */
    size_t segment_count;
    bool is_folder; /* ends in '/' */
    parameter parameters[TARGET_PARAMETERS];
    size_t parameter_count;
    char *memory;
} target;

/* False, with the answer, for a target that is none: no '/' in front, bad escapes, control characters, NUL, backslashes, empty
 * segments, "." and "..", too many parts. */
bool target_read(const char *from, target *to, answer *refusal);
void target_free(target *of);

/* The value of a parameter, or NULL. */
const char *target_parameter(const target *of, const char *name);
/* False, with the answer ("did you mean"), when there is a parameter that is not in `known` or one is there twice. */
bool target_only(const target *of, const char *const *known, size_t count, answer *refusal);

/* ---- who may ask */

/* Whether the Host header names this machine's loopback or one of the names "a.example.org,10.0.0.7" (NULL: none); any port. A
 * page of another site that has its name resolve to the loopback is told from ours by nothing else. */
bool host_is_ours(const char *host, const char *names);
/* Whether the Origin header (NULL: not sent, so no other site's page) is that of our own pages. */
bool origin_is_ours(const char *origin, const char *host);

#endif
