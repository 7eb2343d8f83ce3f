/* Reading [world] of a firms file: whose trade, in the codes of a world, the firms are a part of. */
#include <stdlib.h>
#include <string.h>

#include "firms/read.h"

static cohong_status keep_code(firms_reading *r, const toml_node *node, cohong_firm_code *to)
{
    if (node->kind != TOML_TEXT || node->text[0] == '\0')
        return fail(r->error, COHONG_SYNTAX, node->at, "found %s, expected a code",
                    node->kind == TOML_TEXT ? "an empty text" : toml_kind_name(node->kind));
    for (const char *c = node->text; *c != '\0'; c++)
        if ((unsigned char)*c < 32 || *c == 127)
            return fail(r->error, COHONG_SYNTAX, node->at, "found a line break or a control character in a text");
    const char *kept = text_pool_copy(&r->to->texts, node->text, strlen(node->text));
    *to = (cohong_firm_code){ kept, node->at.line, node->at.column };
    return kept != NULL ? COHONG_OK : fail_memory(r->error);
}

static cohong_status read_sectors(firms_reading *r, const toml_node *list)
{
    cohong_firms *f = &r->to->firms;
    cohong_status status = COHONG_OK;
    if (list->kind != TOML_ARRAY || list->count == 0)
        return fail(r->error, COHONG_SYNTAX, list->at, "key \"sectors\": expected a list of codes, as in [\"C26\"]");
    f->sectors = calloc(list->count, sizeof *f->sectors);
    if (f->sectors == NULL) return fail_memory(r->error);
    for (const toml_node *node = list->first; node != NULL && status == COHONG_OK; node = node->next) {
        status = keep_code(r, node, &f->sectors[f->sector_count]);
        for (size_t k = 0; k < f->sector_count && status == COHONG_OK; k++)
            if (strcmp(f->sectors[k].code, node->text) == 0)
                status = fail(r->error, COHONG_DUPLICATE, node->at, "sector \"%.60s\" is given twice", node->text);
        f->sector_count++;
    }
    return status;
}

cohong_status firms_read_flow(firms_reading *r)
{
    static const char *const KEYS[] = { "exporter", "sectors", "source" };
    const toml_node *table = toml_find(r->toml.root, "world");
    if (table == NULL) return COHONG_OK;
    cohong_status status = firms_require_table(r, table);
    if (status == COHONG_OK) status = toml_only(table, KEYS, sizeof KEYS / sizeof *KEYS, r->error);
    if (status != COHONG_OK) return status;
    const toml_node *exporter = toml_find(table, "exporter"), *sectors = toml_find(table, "sectors");
    if (exporter == NULL) return fail(r->error, COHONG_INCOMPLETE, table->at, "key \"exporter\" is missing");
    status = keep_code(r, exporter, &r->to->firms.exporter);
    return status == COHONG_OK && sectors != NULL ? read_sectors(r, sectors) : status;
}
