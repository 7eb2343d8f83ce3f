// toml++ behind a C interface: the document becomes plain linked nodes with their places.
extern "C" {
#include "base/fail.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/suggest.h"
}
#include "base/toml.h"

#define TOML_EXCEPTIONS 1
#define TOML_ASSERT(x) static_cast<void>(0) // malformed input must become an error, never an abort
#include <toml++/toml.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

namespace
{

// Owns what the nodes point to. Blocks are plain mallocs so that running out of memory is an answer, not an exception.
struct document {
    text_pool texts{};
    std::vector<std::unique_ptr<toml_node>> nodes;
    ~document()
    {
        text_pool_free(&texts);
    }
};

const char *keep(document &doc, std::string_view text)
{
    const char *copy = text_pool_copy(&doc.texts, text.data(), text.size());
    if (copy == nullptr) throw std::bad_alloc();
    return copy;
}

toml_node *convert(document &doc, const char *path, const char *key, const toml::node &from);

void fill_scalar(document &doc, toml_node *to, const toml::node &from)
{
    if (auto text = from.as_string()) {
        to->kind = TOML_TEXT;
        to->text = keep(doc, text->get());
    } else if (auto whole = from.as_integer()) {
        to->kind = TOML_WHOLE;
        to->whole = whole->get();
        to->number = static_cast<double>(whole->get());
    } else if (auto number = from.as_floating_point()) {
        to->kind = TOML_NUMBER;
        to->number = number->get();
    } else if (auto truth = from.as_boolean()) {
        to->kind = TOML_BOOL;
        to->truth = truth->get();
    } else {
        to->kind = TOML_DATE;
        char day[16] = "";
        if (auto date = from.as_date())
            std::snprintf(day, sizeof day, "%04u-%02u-%02u", static_cast<unsigned>(date->get().year) % 10000u,
                          static_cast<unsigned>(date->get().month) % 100u,
                          static_cast<unsigned>(date->get().day) % 100u);
        to->text = keep(doc, day);
    }
}

void link(toml_node *parent, toml_node **last, toml_node *child)
{
    (*last == nullptr ? parent->first : (*last)->next) = child;
    *last = child;
    parent->count++;
}

toml_node *convert(document &doc, const char *path, const char *key, const toml::node &from)
{
    doc.nodes.push_back(std::make_unique<toml_node>());
    toml_node *to = doc.nodes.back().get(), *last = nullptr;
    to->key = key;
    to->at = place{ path, from.source().begin.line, from.source().begin.column };
    if (auto table = from.as_table()) {
        to->kind = TOML_TABLE;
        for (auto &&[name, value] : *table) {
            toml_node *child = convert(doc, path, keep(doc, name.str()), value);
            if (name.source().begin.line != 0)
                child->at = place{ path, name.source().begin.line, name.source().begin.column };
            link(to, &last, child);
        }
    } else if (auto array = from.as_array()) {
        to->kind = TOML_ARRAY;
        for (auto &&value : *array) link(to, &last, convert(doc, path, nullptr, value));
    } else {
        fill_scalar(doc, to, from);
    }
    return to;
}

// Where the string that opens at bytes[k] ends: the offset of its last byte, or the end of the text or line that cuts it off.
size_t end_of_string(const char *bytes, size_t length, size_t k)
{
    char quote = bytes[k];
    bool lines = k + 2 < length && bytes[k + 1] == quote && bytes[k + 2] == quote;
    size_t quotes = lines ? 3 : 1, run = 0;
    for (k += quotes; k < length; k++) {
        run = bytes[k] == quote ? run + 1 : 0;
        if (run == quotes || (bytes[k] == '\n' && !lines)) break;
        if (bytes[k] == '\\' && quote == '"') k++;
    }
    return k;
}

// TOML has characters beyond ASCII in strings and comments only; toml++ 3.3 runs into undefined behaviour on many of them
// elsewhere (its test for white space).
cohong_status refuse_odd_characters(const char *path, const char *bytes, size_t length, cohong_error *error)
{
    bool mark = length >= 3 && std::memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    for (size_t k = mark ? 3 : 0; k < length; k++) {
        if (bytes[k] == '#')
            while (k < length && bytes[k] != '\n') k++;
        else if (bytes[k] == '"' || bytes[k] == '\'')
            k = end_of_string(bytes, length, k);
        else if (static_cast<unsigned char>(bytes[k]) >= 0x80) {
            size_t line = 1, start = 0;
            for (size_t at = 0; at < k; at++)
                if (bytes[at] == '\n') line++, start = at + 1;
            return fail(error, COHONG_SYNTAX, place{ path, line, k - start + 1 },
                        "found a character beyond ASCII outside quotes and comments");
        }
    }
    return COHONG_OK;
}

cohong_status parse(const char *path, const char *bytes, size_t length, toml_file *file, cohong_error *error)
{
    try {
        auto doc = std::make_unique<document>();
        toml::table table = toml::parse(std::string_view(bytes, length));
        file->root = convert(*doc, path, nullptr, table);
        file->memory = doc.release();
        return COHONG_OK;
    } catch (const toml::parse_error &wrong) {
        place at{ path, wrong.source().begin.line, wrong.source().begin.column };
        return fail(error, COHONG_SYNTAX, at, "%s", wrong.what());
    } catch (const std::bad_alloc &) {
        return fail_memory(error);
    } catch (...) {
        return fail(error, COHONG_SYNTAX, place{ path, 0, 0 }, "the text does not follow TOML");
    }
}

cohong_status missing(const toml_node *table, const char *key, cohong_error *error)
{
    return fail(error, COHONG_INCOMPLETE, table->at, "key \"%s\" is missing", key);
}

cohong_status wrong_kind(const toml_node *node, const char *expected, cohong_error *error)
{
    return fail(error, COHONG_SYNTAX, node->at, "key \"%s\": found %s, expected %s", node->key,
                toml_kind_name(node->kind), expected);
}

} // namespace

cohong_status toml_read_bytes(const char *path, const char *bytes, size_t length, toml_file *file, cohong_error *error)
{
    *file = toml_file{};
    file_sha256(bytes, length, file->sha256);
    cohong_status status = refuse_odd_characters(path, bytes, length, error);
    return status == COHONG_OK ? parse(path, bytes, length, file, error) : status;
}

cohong_status toml_read(const char *path, toml_file *file, cohong_error *error)
{
    const size_t most = 16u << 20;
    file_text text;
    *file = toml_file{};
    cohong_status status = file_read(path, most, &text, error);
    if (status != COHONG_OK) return status;
    status = toml_read_bytes(path, text.bytes, text.length, file, error);
    std::free(text.bytes);
    return status;
}

void toml_close(toml_file *file)
{
    delete static_cast<document *>(file->memory);
    *file = toml_file{};
}

const toml_node *toml_find(const toml_node *table, const char *key)
{
    for (const toml_node *child = table->first; child != nullptr; child = child->next)
        if (child->key != nullptr && std::strcmp(child->key, key) == 0) return child;
    return nullptr;
}

cohong_status toml_only(const toml_node *table, const char *const *known, size_t count, cohong_error *error)
{
    for (const toml_node *child = table->first; child != nullptr; child = child->next) {
        bool found = false;
        for (size_t k = 0; k < count && !found; k++) found = std::strcmp(known[k], child->key) == 0;
        if (found) continue;
        char guess[128];
        suggest_sentence(suggest_string(child->key, known, count), guess, sizeof guess);
        return fail(error, COHONG_UNKNOWN_NAME, child->at, "unknown key \"%.60s\"%s", child->key, guess);
    }
    return COHONG_OK;
}

cohong_status toml_text(const toml_node *table, const char *key, bool required, const char **value, cohong_error *error)
{
    const toml_node *node = toml_find(table, key);
    if (node == nullptr) return required ? missing(table, key, error) : COHONG_OK;
    if (node->kind != TOML_TEXT) return wrong_kind(node, "a text", error);
    *value = node->text;
    return COHONG_OK;
}

cohong_status toml_number(const toml_node *table, const char *key, bool required, double *value, cohong_error *error)
{
    const toml_node *node = toml_find(table, key);
    if (node == nullptr) return required ? missing(table, key, error) : COHONG_OK;
    if (node->kind != TOML_NUMBER && node->kind != TOML_WHOLE) return wrong_kind(node, "a number", error);
    *value = node->number;
    return COHONG_OK;
}

cohong_status toml_whole(const toml_node *table, const char *key, bool required, long long *value, cohong_error *error)
{
    const toml_node *node = toml_find(table, key);
    if (node == nullptr) return required ? missing(table, key, error) : COHONG_OK;
    if (node->kind != TOML_WHOLE) return wrong_kind(node, "a whole number", error);
    *value = node->whole;
    return COHONG_OK;
}

const char *toml_kind_name(toml_kind kind)
{
    static const char *const NAMES[] = { "a table",        "a list",        "a text", "a number",
                                         "a whole number", "true or false", "a date" };
    return NAMES[kind];
}
