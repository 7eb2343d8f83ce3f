/* The kernels of derivatives: the part of kernels_body.h, which has the vectors, that linear_solve.c and gradient.c need. */

/* ---- trade, transposed */

/* WIDTH importers from n on; cost has what earlier ones added. */
static INLINE void importer_worths(const worth_pass *w, size_t n)
{
    size_t S = w->S;
    const double *share = w->share + n * S, *net = w->net_share + n * S;
    vec sum[WIDTH][PARTS] = { 0 };
    for (size_t at = 0; at < S; at += LANES)
        for (size_t part = 0; part < PARTS; part++) {
            size_t i = at + part * WIDTH;
            vec exports = CV(w->exports, i);
            for (size_t r = 0; r < WIDTH; r++) sum[r][part] += CV(net, r * S + i) * exports;
        }
    vec F = CV(w->net_of_tariff, n), wage = CV(w->wage, n), revenue = CV(w->revenue, n), X = CV(w->spending, n);
    vec spent = SUM_ROWS(sum) + (revenue * (1.0 - F) - wage * F), along = CV(w->price, n) + w->theta * spent;
    double by_share[WIDTH] __attribute__((aligned(64))), by_net[WIDTH] __attribute__((aligned(64)));
    V(by_share, 0) = w->cost_scale * X * (along - w->theta * revenue);
    V(by_net, 0) = w->cost_exponent * X * (wage + revenue);
    V(w->spent, n) = spent;
    V(w->along, n) = along;
    for (size_t i = 0; i < S; i += WIDTH) {
        vec cost = CV(w->cost, i);
        for (size_t r = 0; r < WIDTH; r++) cost += CV(share, r * S + i) * by_share[r] + CV(net, r * S + i) * by_net[r];
        V(w->cost, i) = cost;
    }
}

static void worths(const worth_pass *w)
{
    for (size_t i = 0; i < w->S; i += WIDTH) {
        vec exports = CV(w->output, i) + CV(w->wage, i);
        V(w->exports, i) = exports;
        V(w->cost, i) = -w->cost_exponent * CV(w->sales, i) * exports;
    }
    for (size_t n = 0; n < w->S; n += WIDTH) importer_worths(w, n);
}

/* ---- home loops, transposed */

/* A unit of income, spent at home, comes round as profits. */
static INLINE void add_profits(const loop_pass *p, size_t at)
{
    vec income = { 0 };
    for (size_t k = at; k < p->J * p->S; k += p->S)
        income += CV(p->final_share, k) * CV(p->home_share, k) * CV(p->new_output, k);
    income *= CV(p->profit_loop, at);
    for (size_t k = at; k < p->J * p->S; k += p->S) V(p->new_output, k) += CV(p->profit_worth, k) * income;
}

static INLINE vec cost_worth(const loop_pass *p, size_t k, vec price)
{
    return CV(p->home_worth, k) * price - CV(p->cost_response, k) * CV(p->new_output, k);
}

static void home_worths(const loop_pass *p)
{
    size_t J = p->J, S = p->S, rows = J * S;
    for (size_t at = 0; at < S; at += WIDTH) {
        vec income = { 0 }, wage = { 0 };
        for (size_t k = at; k < rows; k += S) V(p->change, k) = CV(p->home_share, k) * CV(p->output, k);
        respond(J, S, p->response, at, p->change, p->indirect);
        for (size_t k = at; k < rows; k += S) V(p->new_output, k) = CV(p->output, k) + CV(p->indirect, k);
        if (p->profit_worth != NULL) add_profits(p, at);
        for (size_t k = at; k < rows; k += S) V(p->change, k) = cost_worth(p, k, CV(p->price, k));
        respond_transposed(J, S, p->response, at, p->change, p->indirect);
        for (size_t k = at; k < rows; k += S) {
            vec price = CV(p->price, k) + CV(p->per_spending, k) * CV(p->indirect, k);
            income += CV(p->final_share, k) * CV(p->home_share, k) * CV(p->new_output, k);
            wage += CV(p->value_added_share, k) * cost_worth(p, k, price);
            V(p->new_price, k) = price;
        }
        vec pay = CV(p->wage_slope, at) * wage + CV(p->factor_income, at) * income;
        V(p->new_wage, at) = CV(p->wage, at) + pay / CV(p->elasticity, at);
        V(p->new_revenue, at) = CV(p->revenue, at) + income;
    }
}

static void sector_sums(size_t J, size_t S, const double *a, const double *b, double *out)
{
    for (size_t at = 0; at < S; at += WIDTH) {
        vec sum = { 0 };
        for (size_t k = at; k < J * S; k += S) sum += CV(a, k) * CV(b, k);
        V(out, at) = sum;
    }
}

/* ---- rows of trade */

static void shares_of(share_pass *p)
{
    vec spent[PARTS] = { 0 }, bought[PARTS] = { 0 };
    for (size_t at = 0; at < p->S; at += LANES)
        for (size_t part = 0; part < PARTS; part++) {
            size_t k = at + part * WIDTH;
            spent[part] += CV(p->net_share, k) * (1.0 + CV(p->tariff, k));
        }
    double spending = sum_parts(spent), per_spending = spending > 0 ? 1 / spending : 0;
    for (size_t at = 0; at < p->S; at += LANES)
        for (size_t part = 0; part < PARTS; part++) {
            size_t k = at + part * WIDTH;
            vec net = CV(p->net_share, k) * per_spending;
            bought[part] += net;
            V(p->net_share, k) = net;
            V(p->share, k) = net * (1.0 + CV(p->tariff, k));
        }
    p->net_of_tariff = spending > 0 ? sum_parts(bought) : 1;
}

static void flow_worths(const flow_pass *p)
{
    for (size_t at = 0; at < p->N; at += WIDTH) {
        vec t = CV(p->tariff, at), level = 1.0 + t, net = p->spending * CV(p->net_share, at);
        vec flow = CV(p->output, at) + CV(p->wage, at) - p->own_wage + t * p->revenue;
        vec row = net * (level * p->price - p->exponent * flow);
        if (p->by_level) row = row / level;
        store_row(CHOOSE(LESS(ALL(0.0), net), row, ALL(0.0)), p->row, at, p->N);
    }
}
