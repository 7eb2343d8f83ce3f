/* Scrambled Halton points. */
#include "sweep/halton.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

/* Apart from the draws of plain random sweeps, which count from 0. */
static const uint64_t SCRAMBLE_DRAW = UINT64_C(1) << 62;

void halton_free(halton *of)
{
    free(of->prime);
    free(of->first_digit);
    free(of->multiplier);
    free(of->shift);
    *of = (halton){ 0 };
}

static uint32_t next_prime(uint32_t after)
{
    for (uint32_t n = after + 1;; n++) {
        bool prime = n >= 2;
        for (uint32_t d = 2; prime && d * d <= n; d++) prime = n % d != 0;
        if (prime) return n;
    }
}

/* The most digits with p^digits <= 2^52, so that half a unit below 1 is still a number of its own. */
static size_t digits_of(uint32_t p)
{
    size_t digits = 0;
    for (uint64_t power = p; power <= UINT64_C(1) << 52; power *= p) digits++;
    return digits;
}

static uint32_t draw_below(uint64_t seed, uint64_t draw, uint64_t dimension, uint32_t count)
{
    return (uint32_t)(random_uniform(seed, draw, dimension) * count);
}

static void scramble(uint64_t seed, size_t replicate, halton *h)
{
    for (size_t d = 0; d < h->dimension_count; d++) {
        for (size_t k = h->first_digit[d]; k < h->first_digit[d + 1]; k++) {
            size_t at = replicate * h->digit_total + k;
            uint64_t draw = SCRAMBLE_DRAW + replicate;
            h->multiplier[at] = 1 + draw_below(seed, draw, 2 * k, h->prime[d] - 1);
            h->shift[at] = draw_below(seed, draw, 2 * k + 1, h->prime[d]);
        }
    }
}

cohong_status halton_new(uint64_t seed, size_t dimensions, size_t replicates, halton *to, cohong_error *error)
{
    *to = (halton){ .dimension_count = dimensions, .replicate_count = replicates };
    to->prime = malloc(dimensions * sizeof *to->prime);
    to->first_digit = malloc((dimensions + 1) * sizeof *to->first_digit);
    if (to->prime == NULL || to->first_digit == NULL) return fail_memory(error);
    uint32_t p = 1;
    for (size_t d = 0; d < dimensions; d++) {
        p = to->prime[d] = next_prime(p);
        to->first_digit[d] = to->digit_total;
        to->digit_total += digits_of(p);
    }
    to->first_digit[dimensions] = to->digit_total;
    to->multiplier = malloc(replicates * to->digit_total * sizeof *to->multiplier);
    to->shift = malloc(replicates * to->digit_total * sizeof *to->shift);
    if (to->multiplier == NULL || to->shift == NULL) return fail_memory(error);
    for (size_t r = 0; r < replicates; r++) scramble(seed, r, to);
    return COHONG_OK;
}

double halton_at(const halton *of, size_t replicate, uint64_t index, size_t dimension)
{
    uint32_t p = of->prime[dimension];
    uint64_t whole = 0, power = 1;
    for (size_t k = of->first_digit[dimension]; k < of->first_digit[dimension + 1]; k++) {
        size_t at = replicate * of->digit_total + k;
        uint64_t digit = (of->multiplier[at] * (index % p) + of->shift[at]) % p;
        whole = whole * p + digit;
        power *= p;
        index /= p;
    }
    return ((double)whole + 0.5) / (double)power;
}
