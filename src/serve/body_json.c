/* JSON (RFC 8259) as the nodes that TOML is read into, each with its place, so that whatever reads scenarios reads both. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/number.h"
#include "base/utf8.h"
#include "serve/body.h"

enum { DEPTH = 32, NODE_LIMIT = 100000, MEMBER_LIMIT = 1000 };

typedef struct json_reading {
    const char *at, *end;
    const char *line_start;
    size_t line, depth;
    body *to;
    cohong_error *error;
} json_reading;

static place here(const json_reading *r)
{
    return (place){ BODY_NAME, r->line, (size_t)(r->at - r->line_start) + 1 };
}

static cohong_status expected(const json_reading *r, const char *what)
{
    unsigned char found = r->at < r->end ? (unsigned char)*r->at : 0;
    if (r->at == r->end) return fail(r->error, COHONG_SYNTAX, here(r), "JSON: found the end, expected %s", what);
    if (found <= 32 || found >= 127)
        return fail(r->error, COHONG_SYNTAX, here(r), "JSON: found the byte 0x%02x, expected %s", found, what);
    return fail(r->error, COHONG_SYNTAX, here(r), "JSON: found '%c', expected %s", found, what);
}

static void skip_blanks(json_reading *r)
{
    for (; r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\r' || *r->at == '\n'); r->at++) {
        if (*r->at != '\n') continue;
        r->line++;
        r->line_start = r->at + 1;
    }
}

/* Takes a letter in if it is the next one. */
static bool take(json_reading *r, char letter)
{
    if (r->at == r->end || *r->at != letter) return false;
    r->at++;
    return true;
}

static cohong_status node_new(json_reading *r, place at, toml_node **made)
{
    body *to = r->to;
    void *nodes = to->nodes;
    *made = NULL;
    if (to->count == NODE_LIMIT) return fail(r->error, COHONG_TOO_LARGE, at, "JSON: more than %d values", NODE_LIMIT);
    if (!memory_grow(&nodes, &to->capacity, to->count + 1, sizeof *to->nodes)) return fail_memory(r->error);
    to->nodes = nodes;
    *made = calloc(1, sizeof **made);
    if (*made == NULL) return fail_memory(r->error);
    (*made)->at = at;
    to->nodes[to->count++] = *made;
    return COHONG_OK;
}

/* ---- texts */

static bool four_digits(const char *at, const char *end, unsigned *code)
{
    *code = 0;
    if (end - at < 4) return false;
    for (int k = 0; k < 4; k++) {
        char c = at[k];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) return false;
        *code = *code * 16 + (unsigned)digit;
    }
    return true;
}

static size_t put_utf8(unsigned code, char *to)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned LEADS[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    for (size_t k = length; k-- > 1; code >>= 6) to[k] = (char)(0x80 | (code & 0x3f));
    to[0] = (char)(LEADS[length] | code);
    return length;
}

/* Behind "\u": one code unit or a pair of surrogates. 0: there is none that stands for a letter. */
static unsigned unicode_escape(json_reading *r)
{
    unsigned high, low;
    if (!four_digits(r->at, r->end, &high)) return 0;
    r->at += 4;
    if (high < 0xd800 || high > 0xdfff) return high;
    bool pair = high < 0xdc00 && r->end - r->at >= 6 && r->at[0] == '\\' && r->at[1] == 'u' &&
                four_digits(r->at + 2, r->end, &low) && low >= 0xdc00 && low <= 0xdfff;
    if (!pair) return 0;
    r->at += 6;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* Behind a backslash; answers how many bytes were written, 0 for what is no escape. */
static size_t escape(json_reading *r, char *to)
{
    static const char NAMES[] = "\"\\/bfnrt", VALUES[] = "\"\\/\b\f\n\r\t";
    if (r->at == r->end) return 0;
    const char *name = *r->at != '\0' ? strchr(NAMES, *r->at) : NULL;
    if (name != NULL) {
        r->at++;
        *to = VALUES[name - NAMES];
        return 1;
    }
    if (*r->at != 'u') return 0;
    r->at++;
    unsigned code = unicode_escape(r);
    return code != 0 ? put_utf8(code, to) : 0;
}

/* Decodes up to the closing quote into memory of at least as many bytes as are left. */
static cohong_status decode(json_reading *r, char *to, size_t *length)
{
    *length = 0;
    while (r->at < r->end && *r->at != '"') {
        if ((unsigned char)*r->at < 0x20) return expected(r, "no control character in a text");
        if (*r->at != '\\') {
            to[(*length)++] = *r->at++;
            continue;
        }
        r->at++;
        size_t written = escape(r, to + *length);
        if (written == 0)
            return fail(r->error, COHONG_SYNTAX, here(r), "JSON: the escape before here stands for no letter");
        *length += written;
    }
    return take(r, '"') ? COHONG_OK : expected(r, "'\"' at the end of a text");
}

/* Behind the opening quote. */
static cohong_status read_text(json_reading *r, const char **kept)
{
    place at = here(r);
    size_t length = 0;
    while (r->at + length < r->end && r->at[length] != '"') length += r->at[length] == '\\' ? 2 : 1;
    char *decoded = malloc(length + 1); /* no escape stands for more bytes than it has */
    *kept = NULL;
    if (decoded == NULL) return fail_memory(r->error);
    cohong_status status = decode(r, decoded, &length);
    if (status == COHONG_OK && !utf8_is_well_formed(decoded, length))
        status = fail(r->error, COHONG_SYNTAX, at, "JSON: the text that begins here is not UTF-8");
    if (status == COHONG_OK && (*kept = text_pool_copy(&r->to->texts, decoded, length)) == NULL)
        status = fail_memory(r->error);
    free(decoded);
    return status;
}

/* ---- other scalars */

static size_t digits(const json_reading *r, const char *from)
{
    size_t count = 0;
    while (from + count < r->end && from[count] >= '0' && from[count] <= '9') count++;
    return count;
}

/* The length of the number that begins here; 0: none does. */
static size_t number_length(const json_reading *r, bool *is_whole)
{
    const char *at = r->at;
    *is_whole = true;
    if (at < r->end && *at == '-') at++;
    size_t count = digits(r, at);
    if (count == 0 || (count > 1 && *at == '0')) return 0;
    at += count;
    if (at < r->end && *at == '.') {
        count = digits(r, at + 1);
        if (count == 0) return 0;
        at += 1 + count;
        *is_whole = false;
    }
    if (at < r->end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < r->end && (*at == '+' || *at == '-')) at++;
        count = digits(r, at);
        if (count == 0) return 0;
        at += count;
        *is_whole = false;
    }
    return (size_t)(at - r->at);
}

static cohong_status read_number(json_reading *r, toml_node *to)
{
    static const double EXACT = 9007199254740992.0; /* 2^53 */
    bool is_whole;
    size_t length = number_length(r, &is_whole);
    if (length == 0) return expected(r, "a value");
    if (!number_parse(r->at, length, &to->number))
        return fail(r->error, COHONG_OUT_OF_DOMAIN, to->at, "JSON: the number is too large");
    is_whole = is_whole && to->number >= -EXACT && to->number <= EXACT;
    to->kind = is_whole ? TOML_WHOLE : TOML_NUMBER;
    if (is_whole) to->whole = (long long)to->number;
    r->at += length;
    return COHONG_OK;
}

static bool take_word(json_reading *r, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(r->end - r->at) < length || memcmp(r->at, word, length) != 0) return false;
    r->at += length;
    return true;
}

static cohong_status read_scalar(json_reading *r, toml_node *to)
{
    if (take(r, '"')) {
        to->kind = TOML_TEXT;
        return read_text(r, &to->text);
    }
    to->kind = TOML_BOOL;
    if ((to->truth = take_word(r, "true")) || take_word(r, "false")) return COHONG_OK;
    if (take_word(r, "null"))
        return fail(r->error, COHONG_SYNTAX, to->at, "found null, expected a value; leave the key out instead");
    return read_number(r, to);
}

/* ---- objects and arrays */

static cohong_status read_value(json_reading *r, place at, toml_node **made);

static void link_child(toml_node *parent, toml_node **last, toml_node *child)
{
    *(*last == NULL ? &parent->first : &(*last)->next) = child;
    *last = child;
    parent->count++;
}

static cohong_status read_member(json_reading *r, toml_node *parent, toml_node **last)
{
    place at = here(r);
    const char *key;
    toml_node *child;
    if (!take(r, '"')) return expected(r, "'\"' in front of a key");
    cohong_status status = read_text(r, &key);
    if (status != COHONG_OK) return status;
    if (toml_find(parent, key) != NULL)
        return fail(r->error, COHONG_DUPLICATE, at, "key \"%.60s\" is given twice", key);
    skip_blanks(r);
    if (!take(r, ':')) return expected(r, "':' behind a key");
    skip_blanks(r);
    status = read_value(r, at, &child);
    if (child != NULL) { /* linked even when it is not whole, so that its place is found */
        child->key = key;
        link_child(parent, last, child);
    }
    if (status == COHONG_OK && parent->count > MEMBER_LIMIT)
        return fail(r->error, COHONG_TOO_LARGE, at, "JSON: more than %d keys in one object", MEMBER_LIMIT);
    return status;
}

static cohong_status read_element(json_reading *r, toml_node *parent, toml_node **last)
{
    toml_node *child;
    cohong_status status = read_value(r, here(r), &child);
    if (child != NULL) link_child(parent, last, child);
    return status;
}

/* Behind the opening bracket. */
static cohong_status read_children(json_reading *r, toml_node *to)
{
    bool is_table = to->kind == TOML_TABLE;
    char close = is_table ? '}' : ']';
    toml_node *last = NULL;
    skip_blanks(r);
    if (take(r, close)) return COHONG_OK;
    for (;;) {
        cohong_status status = is_table ? read_member(r, to, &last) : read_element(r, to, &last);
        if (status != COHONG_OK) return status;
        skip_blanks(r);
        if (take(r, close)) return COHONG_OK;
        if (!take(r, ',')) return expected(r, is_table ? "',' or '}'" : "',' or ']'");
        skip_blanks(r);
    }
}

static cohong_status read_value(json_reading *r, place at, toml_node **made)
{
    cohong_status status = node_new(r, at, made);
    if (status != COHONG_OK) return status;
    bool is_table = take(r, '{');
    if (!is_table && !take(r, '[')) return read_scalar(r, *made);
    (*made)->kind = is_table ? TOML_TABLE : TOML_ARRAY;
    if (r->depth == DEPTH) return fail(r->error, COHONG_SYNTAX, at, "JSON: nested more than %d deep", DEPTH);
    r->depth++;
    status = read_children(r, *made);
    r->depth--;
    return status;
}

cohong_status body_read_json(const char *bytes, size_t length, body *to, cohong_error *error)
{
    json_reading r = { .at = bytes, .end = bytes + length, .line_start = bytes, .line = 1, .to = to, .error = error };
    file_sha256(bytes, length, to->document.sha256);
    skip_blanks(&r);
    cohong_status status = read_value(&r, here(&r), &to->document.root);
    skip_blanks(&r);
    return status == COHONG_OK && r.at < r.end ? expected(&r, "the end") : status;
}
