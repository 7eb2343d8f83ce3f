/* Reading [law] of a firms file: each channel's tariff, VAT and eligible share from a law on a day.
 * Orders of a product are worth a lognormal number of `currency`, order_value its median and order_spread the sd of its logarithm. In
 * value, an order's logarithm is normal about ln order_value + order_spread^2. Over products by their shares and orders by value:
 *   eligible   share of products and orders for which the channel is open (positive list, limits)
 *   tariff     mean duty of those;   1 + VAT = (1 + mean of all that is levied) / (1 + tariff)
 * What is levied is the same between limits, so that each limit is found by halving between orders that differ. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vmath.h"
#include "firms/normal.h"
#include "firms/read.h"
#include "law/law.h"

enum { PRODUCTS_MOST = 10000, CURRENCIES_MOST = 200, PIECES = 16, HALVINGS = 30 };

/* A product of the file and its share of what is sold. */
struct firms_law_product {
    const toml_node *at;
    const char *code;
    double share;
};

/* ---- the table */

static cohong_status read_date(firms_reading *r, const toml_node *table, cohong_date *date)
{
    const toml_node *node = toml_find(table, "on");
    if (node == NULL) return fail(r->error, COHONG_INCOMPLETE, table->at, "[law] needs \"on\", a date");
    bool text = node->kind == TOML_TEXT || node->kind == TOML_DATE;
    if (text && cohong_date_read(node->text, date)) return COHONG_OK;
    return fail(r->error, COHONG_SYNTAX, node->at, "key \"on\": found %s%.20s%s, expected a date as 2018-10-01",
                text ? "\"" : toml_kind_name(node->kind), text ? node->text : "", text ? "\"" : "");
}

/* An element of a list of codes, or a code and its share in a table. */
static cohong_status read_product(firms_reading *r, const toml_node *node, bool has_shares, firms_law_product *to)
{
    to->at = node;
    to->code = has_shares ? node->key : node->text;
    if (!has_shares && node->kind != TOML_TEXT)
        return fail(r->error, COHONG_SYNTAX, node->at, "found %s, expected the code of a product as a text",
                    toml_kind_name(node->kind));
    if (!has_shares) return COHONG_OK;
    to->share = node->kind == TOML_WHOLE || node->kind == TOML_NUMBER ? node->number : NAN;
    if (to->share >= 0 && to->share <= 1) return COHONG_OK;
    return fail(r->error, COHONG_OUT_OF_DOMAIN, node->at, "product \"%.20s\": expected its share, from 0 to 1",
                to->code);
}

static cohong_status read_products(firms_reading *r, const toml_node *table)
{
    const toml_node *list = toml_find(table, "products");
    bool has_shares = list != NULL && list->kind == TOML_TABLE;
    double sum = 0;
    if (list == NULL)
        return fail(r->error, COHONG_INCOMPLETE, table->at, "[law] needs \"products\", the codes of what is sold");
    if ((!has_shares && list->kind != TOML_ARRAY) || list->count == 0 || list->count > PRODUCTS_MOST)
        return fail(
            r->error, COHONG_SYNTAX, list->at,
            "key \"products\": expected codes, as in [\"3304.99\"], or their shares, as in { \"3304.99\" = 1.0 }");
    r->law.products = calloc(list->count, sizeof *r->law.products);
    if (r->law.products == NULL) return fail_memory(r->error);
    for (const toml_node *node = list->first; node != NULL; node = node->next) {
        firms_law_product *to = &r->law.products[r->law.product_count++];
        to->share = 1 / (double)list->count;
        cohong_status status = read_product(r, node, has_shares, to);
        if (status != COHONG_OK) return status;
        sum += to->share;
    }
    if (fabs(sum - 1) <= 1e-9) return COHONG_OK;
    return fail(r->error, COHONG_OUT_OF_DOMAIN, list->at, "the shares of products sum to %.10g, expected 1", sum);
}

static cohong_status read_exchange(firms_reading *r, const toml_node *table)
{
    const toml_node *list = toml_find(table, "exchange");
    if (list == NULL) return COHONG_OK;
    if (list->kind != TOML_TABLE || list->count > CURRENCIES_MOST)
        return fail(r->error, COHONG_SYNTAX, list->at,
                    "key \"exchange\": expected what a unit of each currency is worth, as in { CNY = 0.15 }");
    r->law.exchange = calloc(list->count + 1, sizeof *r->law.exchange);
    if (r->law.exchange == NULL) return fail_memory(r->error);
    for (const toml_node *node = list->first; node != NULL; node = node->next) {
        double worth = node->kind == TOML_WHOLE || node->kind == TOML_NUMBER ? node->number : NAN;
        if (!(worth > 0 && worth < 1e9))
            return fail(r->error, COHONG_OUT_OF_DOMAIN, node->at, "currency %.20s: expected a number above 0",
                        node->key);
        r->law.exchange[r->law.question.exchange_count++] = (cohong_named_number){ node->key, worth };
    }
    return COHONG_OK;
}

static const firms_field ORDER_ROWS[] = {
    { "order_value", offsetof(firms_law, order_value), 0, 1e12, true, false },
    { "order_spread", offsetof(firms_law, order_spread), 0, 5, false, false },
};
static const firms_fields ORDERS = { ORDER_ROWS, 2 };

static cohong_status read_question(firms_reading *r, const toml_node *table)
{
    cohong_law_question *q = &r->law.question;
    cohong_status status = toml_text(table, "edition", false, &q->edition, r->error);
    if (status == COHONG_OK) status = toml_text(table, "origin", false, &q->origin, r->error);
    if (status != COHONG_OK) return status;
    if (q->origin == NULL) q->origin = r->to->firms.exporter.code;
    if (q->origin == NULL)
        return fail(r->error, COHONG_INCOMPLETE, table->at, "[law] needs \"origin\", or [world] its \"exporter\"");
    q->currency = r->to->firms.currency;
    status = read_exchange(r, table);
    q->exchange = r->law.exchange;
    return status;
}

cohong_status firms_read_law(firms_reading *r)
{
    static const char *const MORE[] = { "file", "on", "products", "edition", "origin", "exchange" };
    const toml_node *table = toml_find(r->toml.root, "law");
    cohong_firms *firms = &r->to->firms;
    cohong_error wrong = { 0 };
    if (table == NULL) return COHONG_OK;
    r->law.question = cohong_law_question_new();
    r->law.order_value = NAN;
    cohong_status status = firms_require_table(r, table);
    if (status == COHONG_OK) status = firms_read_only(r, table, &ORDERS, MORE, sizeof MORE / sizeof *MORE);
    if (status == COHONG_OK) status = firms_read_path(r, table, "file", DATA_LAW, &firms->law);
    if (status == COHONG_OK) status = read_date(r, table, &firms->law_on);
    if (status == COHONG_OK) status = read_products(r, table);
    if (status == COHONG_OK) status = read_question(r, table);
    if (status == COHONG_OK) status = firms_read_numbers(r, table, &ORDERS, &r->law, "law");
    if (status != COHONG_OK) return status;
    r->law.question.entry = firms->law_on;
    status = cohong_law_read_on(firms->law, firms->law_on, &r->law.law, &wrong);
    if (status == COHONG_OK || wrong.line != 0) {
        if (status != COHONG_OK && r->error != NULL) *r->error = wrong;
        return status;
    }
    return fail(r->error, status, toml_find(table, "file")->at, "key \"file\": %.200s: %.400s", firms->law,
                wrong.message);
}

void firms_law_free(firms_law *law)
{
    cohong_law_free(law->law);
    free(law->products);
    free(law->exchange);
}

/* ---- what a channel levies */

/* What is levied on one order. */
typedef struct levied {
    double open, duty, total; /* open: 1, or 0 and nothing else */
} levied;

/* A channel's terms in the making. */
typedef struct landing {
    firms_reading *r;
    const toml_node *at; /* of law_channel */
    const firms_law_product *product;
    cohong_law_question question;
    levied sum;
} landing;

static cohong_status wrong_product(const landing *l, cohong_status status, const char *why)
{
    const toml_node *edition = toml_find(toml_find(l->r->toml.root, "law"), "edition");
    bool of_edition = edition != NULL && strstr(why, "edition") != NULL;
    return fail(l->r->error, status, of_edition ? edition->at : l->product->at->at,
                "product \"%.20s\", channel \"%.30s\" to \"%.20s\" by %.200s: %.300s", l->product->code,
                l->question.channel, l->question.destination, l->r->to->firms.law, why);
}

/* An order at quantile u of the orders by value. */
static cohong_status levy(landing *l, double u, levied *to)
{
    const firms_law *law = &l->r->law;
    cohong_law_landed *landed;
    cohong_error wrong = { 0 };
    double s = law->order_spread;
    *to = (levied){ 0 };
    if (!isnan(law->order_value)) l->question.value = law->order_value * vmath_exp(s * s + s * normal_quantile(u));
    cohong_status status = cohong_law_landed_cost(law->law, &l->question, &landed, &wrong);
    if (status == COHONG_OUT_OF_MEMORY) return fail_memory(l->r->error);
    if (status != COHONG_OK) return wrong_product(l, status, wrong.message);
    if (landed->available) *to = (levied){ 1, landed->duty_total, landed->total };
    if (landed->available && landed->duty->line_count == 0)
        status = wrong_product(l, COHONG_INCOMPLETE, "the law has no duty for it");
    for (size_t k = 0; landed->available && k < landed->duty->line_count && status == COHONG_OK; k++)
        if (landed->duty->lines[k].state == COHONG_OPEN)
            status = wrong_product(l, COHONG_INCOMPLETE, landed->duty->lines[k].why);
    for (size_t k = 0; landed->available && k < landed->tax_count && status == COHONG_OK; k++)
        if (isnan(landed->taxes[k].amount)) status = wrong_product(l, COHONG_INCOMPLETE, landed->taxes[k].why);
    cohong_law_landed_free(landed);
    return status;
}

static void add(levied *to, double share, const levied *more)
{
    to->open += share * more->open;
    to->duty += share * more->duty;
    to->total += share * more->total;
}

/* Adds the orders between two quantiles, of which the ends are known. */
static cohong_status add_orders(landing *l, double from, double to, const levied *low, const levied *high, int depth)
{
    levied middle;
    double share = l->product->share * (to - from), u = 0.5 * (from + to);
    bool same = low->open == high->open && low->duty == high->duty && low->total == high->total;
    if (same || depth == 0) {
        add(&l->sum, 0.5 * share, low);
        add(&l->sum, 0.5 * share, high);
        return COHONG_OK;
    }
    cohong_status status = levy(l, u, &middle);
    if (status == COHONG_OK) status = add_orders(l, from, u, low, &middle, depth - 1);
    return status == COHONG_OK ? add_orders(l, u, to, &middle, high, depth - 1) : status;
}

static cohong_status add_product(landing *l)
{
    levied low, high;
    bool one = isnan(l->r->law.order_value) || l->r->law.order_spread == 0;
    l->question.product = l->product->code;
    cohong_status status = levy(l, one ? 0.5 : 0.5 / (1 << HALVINGS), &low);
    if (status == COHONG_OK && one) add(&l->sum, l->product->share, &low);
    for (int k = 1; k <= PIECES && !one && status == COHONG_OK; k++, low = high) {
        double to = (double)k / PIECES;
        status = levy(l, k < PIECES ? to : 1 - 0.5 / (1 << HALVINGS), &high);
        if (status == COHONG_OK) status = add_orders(l, to - 1.0 / PIECES, to, &low, &high, HALVINGS);
    }
    return status;
}

/* Limits in a currency that the order's value cannot be put into would say nothing. */
static cohong_status check_exchange(const landing *l)
{
    const cohong_law *law = l->r->law.law;
    size_t country = names_find(&law->countries, l->question.destination, strlen(l->question.destination));
    const char *currency = country != LAW_NONE ? law_currency(law, country) : NULL, *own = l->question.currency;
    if (isnan(l->r->law.order_value) || currency == NULL || strcmp(currency, own) == 0) return COHONG_OK;
    for (size_t k = 0; k < l->question.exchange_count; k++)
        if (strcmp(l->question.exchange[k].name, currency) == 0) return COHONG_OK;
    return fail(l->r->error, COHONG_INCOMPLETE, toml_find(l->r->toml.root, "law")->at,
                "[law] has order_value in %.20s and limits in %.20s: it needs exchange = { %.20s = ... }, what one is "
                "worth in %.20s",
                own, currency, currency, own);
}

/* A channel that the law names takes these numbers from it. */
static cohong_status check_channel(firms_reading *r, const toml_node *table, const toml_node *node, const char *of)
{
    static const char *const TAKEN[] = { "tariff", "vat" };
    if (r->law.law == NULL)
        return fail(r->error, COHONG_INCOMPLETE, node->at, "%s: law_channel needs [law] with its file and day", of);
    for (size_t k = 0; k < 2; k++)
        if (toml_find(table, TAKEN[k]) != NULL)
            return fail(r->error, COHONG_DUPLICATE, toml_find(table, TAKEN[k])->at,
                        "%s: %s follows from law_channel, leave out one or the other", of, TAKEN[k]);
    return COHONG_OK;
}

cohong_status firms_read_levies(firms_reading *r, const toml_node *table, const char *market, const char *of,
                                cohong_firm_terms *to)
{
    const toml_node *node = toml_find(table, "law_channel");
    landing l = { .r = r, .at = node, .question = r->law.question };
    if (node == NULL) return COHONG_OK;
    cohong_status status = toml_text(table, "law_channel", true, &l.question.channel, r->error);
    if (status == COHONG_OK) status = check_channel(r, table, node, of);
    if (status != COHONG_OK) return status;
    l.question.destination = market;
    status = check_exchange(&l);
    for (size_t k = 0; k < r->law.product_count && status == COHONG_OK; k++) {
        l.product = &r->law.products[k];
        status = add_product(&l);
    }
    if (status != COHONG_OK) return status;
    bool open = l.sum.open > 0;
    to->eligible *= fmin(1, l.sum.open);
    to->tariff = open ? l.sum.duty / l.sum.open : 0;
    to->vat = open ? (1 + l.sum.total / l.sum.open) / (1 + to->tariff) - 1 : 0;
    return COHONG_OK;
}
