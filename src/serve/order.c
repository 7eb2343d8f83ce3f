/* What a task is to compute, read from a body: kind, and the keys of that kind (docs/serve.md). */
#include "serve/order.h"

#include <stdlib.h>

#include "serve/order_keys.h"

static const char *const KINDS[] = { "sweep", "nash", "best-response", "cooperate", "retaliate", "path" };
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

const char *order_name(order_kind kind)
{
    return KINDS[kind];
}

const char *order_title(const order *of)
{
    return of->sweep != NULL ? cohong_sweep_labels_of(of->sweep)->title : of->scenario->title;
}

void order_free(order *of)
{
    cohong_sweep_free(of->sweep);
    cohong_scenario_free(of->scenario);
    free(of->player);
    free(of->weight);
    free(of->path);
    *of = (order){ 0 };
}

static cohong_status read_sweep(server *of, body *in, order *to, cohong_error *error)
{
    static const char *const KEYS[] = { "kind", "sweep", "threads" };
    const toml_node *root = in->document.root;
    const char *name = NULL;
    size_t slots = of->models.slots;
    to->threads = slots;
    cohong_status status = toml_only(root, KEYS, sizeof KEYS / sizeof *KEYS, error);
    if (status == COHONG_OK) status = key_count(root, "threads", 1, slots, &to->threads, error);
    if (status == COHONG_OK) status = key_shelf(of, SHELF_SWEEPS, root, "sweep", &name, error);
    if (status != COHONG_OK) return status;
    char *path = catalogue_path(&of->data, SHELF_SWEEPS, name);
    status = path != NULL ? cohong_sweep_read(path, COHONG_CACHE_AUTO, &to->sweep, error) : fail_memory(error);
    free(path);
    return status;
}

cohong_status order_read(server *of, body *in, order *to, cohong_error *error)
{
    static cohong_status (*const READERS[KIND_COUNT])(server *, body *, order *, cohong_error *) = {
        read_sweep, order_read_game, order_read_game, order_read_bargain, order_read_reply, order_read_path
    };
    size_t kind = 0;
    *to = (order){ 0 };
    cohong_status status = key_word(in->document.root, "kind", true, KINDS, KIND_COUNT, &kind, error);
    to->kind = (order_kind)kind;
    return status == COHONG_OK ? READERS[kind](of, in, to, error) : status;
}
