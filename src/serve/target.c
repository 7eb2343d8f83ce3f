/* Addresses: a target decoded into segments and parameters (RFC 3986, section 3), with nothing left in it that could lead out of a
 * folder, and the headers that say whose page is asking. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/suggest.h"
#include "serve/http.h"

enum { TARGET_LENGTH = 4096 };

static int digit_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Decodes a part in place; false for a bad escape or a control character. */
static bool decode(char *part, bool plus_is_blank)
{
    char *to = part;
    for (const char *from = part; *from != '\0'; from++, to++) {
        *to = plus_is_blank && *from == '+' ? ' ' : *from;
        if (*from == '%') {
            int high = digit_of(from[1]), low = high >= 0 ? digit_of(from[2]) : -1;
            if (low < 0) return false;
            *to = (char)(high * 16 + low);
            from += 2;
        }
        if ((unsigned char)*to < 32 || *to == 127) return false;
    }
    *to = '\0';
    return true;
}

static bool is_plain(const char *segment)
{
    return segment[0] != '\0' && strcmp(segment, ".") != 0 && strcmp(segment, "..") != 0 &&
           strpbrk(segment, "/\\") == NULL;
}

/* `path` begins behind the first '/'. */
static bool read_segments(char *path, target *to)
{
    to->is_folder = true;
    while (*path != '\0') {
        char *slash = strchr(path, '/'), *segment = path;
        to->is_folder = slash != NULL;
        path = slash != NULL ? slash + 1 : path + strlen(path);
        if (slash != NULL) *slash = '\0';
        if (to->segment_count == TARGET_SEGMENTS || !decode(segment, false) || !is_plain(segment)) return false;
        to->segments[to->segment_count++] = segment;
    }
    return true;
}

static bool read_parameters(char *query, target *to)
{
    while (query != NULL && *query != '\0') {
        char *next = strchr(query, '&'), *name = query;
        if (next != NULL) *next++ = '\0';
        query = next;
        if (name[0] == '\0') continue;
        char *equals = strchr(name, '=');
        if (equals != NULL) *equals++ = '\0';
        if (to->parameter_count == TARGET_PARAMETERS || !decode(name, true)) return false;
        if (equals != NULL && !decode(equals, true)) return false;
        to->parameters[to->parameter_count++] = (parameter){ name, equals != NULL ? equals : "" };
    }
    return true;
}

bool target_read(const char *from, target *to, answer *refusal)
{
    *to = (target){ 0 };
    if (from[0] != '/' || strlen(from) > TARGET_LENGTH) {
        answer_refuse(refusal, 400, "the address has to begin with \"/\" and be no longer than %d bytes",
                      TARGET_LENGTH);
        return false;
    }
    to->memory = strdup(from);
    if (to->memory == NULL) {
        answer_refuse(refusal, 503, "out of memory");
        return false;
    }
    to->memory[strcspn(to->memory, "#")] = '\0';
    char *query = strchr(to->memory, '?');
    if (query != NULL) *query++ = '\0';
    if (read_segments(to->memory + 1, to) && read_parameters(query, to)) return true;
    target_free(to);
    answer_refuse(refusal, 400, "the address is not well formed, or has more parts than anything here");
    return false;
}

void target_free(target *of)
{
    free(of->memory);
    *of = (target){ 0 };
}

const char *target_parameter(const target *of, const char *name)
{
    for (size_t k = 0; k < of->parameter_count; k++)
        if (strcmp(of->parameters[k].name, name) == 0) return of->parameters[k].value;
    return NULL;
}

bool target_only(const target *of, const char *const *known, size_t count, answer *refusal)
{
    for (size_t k = 0; k < of->parameter_count; k++) {
        const char *name = of->parameters[k].name;
        char guess[160];
        bool found = false;
        for (size_t i = 0; i < count && !found; i++) found = strcmp(known[i], name) == 0;
        if (!found) {
            suggest_sentence(suggest_string(name, known, count), guess, sizeof guess);
            answer_refuse(refusal, 400, "there is no parameter \"%.60s\" here%s", name, guess);
            return false;
        }
        if (target_parameter(of, name) != of->parameters[k].value) {
            answer_refuse(refusal, 400, "the parameter \"%.60s\" is given twice", name);
            return false;
        }
    }
    return true;
}

/* ---- who may ask */

/* The length of a host without its port; 0 when it is no host with at most a port. */
static size_t host_length(const char *host)
{
    size_t length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":"), all = strlen(host);
    if (length > all) return 0;
    const char *port = host + length;
    if (*port == '\0') return length;
    return *port == ':' && strspn(port + 1, "0123456789") == strlen(port + 1) ? length : 0;
}

static bool is_named(const char *host, size_t length, const char *name, size_t name_length)
{
    return name_length == length && strncasecmp(host, name, length) == 0;
}

bool host_is_ours(const char *host, const char *names)
{
    static const char *const LOOPBACK[] = { "localhost", "127.0.0.1", "[::1]" };
    size_t length = host != NULL ? host_length(host) : 0;
    if (length == 0) return false;
    for (size_t k = 0; k < sizeof LOOPBACK / sizeof *LOOPBACK; k++)
        if (is_named(host, length, LOOPBACK[k], strlen(LOOPBACK[k]))) return true;
    for (const char *name = names != NULL ? names : ""; *name != '\0'; name += strspn(name, ",")) {
        size_t name_length = strcspn(name, ",");
        if (is_named(host, length, name, name_length)) return true;
        name += name_length;
    }
    return false;
}

bool origin_is_ours(const char *origin, const char *host)
{
    static const char SCHEME[] = "http://";
    if (origin == NULL) return true;
    return host != NULL && strncasecmp(origin, SCHEME, sizeof SCHEME - 1) == 0 &&
           strcasecmp(origin + sizeof SCHEME - 1, host) == 0;
}
