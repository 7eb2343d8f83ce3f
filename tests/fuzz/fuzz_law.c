/* Fuzzes the reader of laws, with everything behind it: the input is a law and its two CSV files; parts are separated by a byte 0x1E, and the first
 * byte of each says which file it is. A law that is accepted has to answer: totals are the sums of their lines, averages stay between the
 * least and the most, and the same law read again says the same. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cohong.h"

enum { FILE_COUNT = 3 };
static const char *const NAMES[FILE_COUNT] = { "s.law", "a.csv", "b.csv" };
static const char *const TEXTS[FILE_COUNT] = {
    "importer USA\nmeasure b base all on all schedule a.csv\nlist l file b.csv\nmeasure m add CHN on l 10%\n",
    "code,duty\n01,2%\n",
    "code\n0101\n",
};
static char folder[64], law_path[160];

static void path_of(size_t file, char path[160])
{
    snprintf(path, 160, "%s/%s", folder, NAMES[file]);
}

static void write_file(size_t file, const void *bytes, size_t length)
{
    char path[160];
    path_of(file, path);
    FILE *out = fopen(path, "wb");
    if (out == NULL || fwrite(bytes, 1, length, out) != length || fclose(out) != 0) abort();
}

static void leave(void)
{
    char path[160];
    for (size_t k = 0; k < FILE_COUNT; k++) {
        path_of(k, path);
        unlink(path);
    }
    rmdir(folder);
}

static void start(void)
{
    strcpy(folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/cohong-fuzz-XXXXXX" : "/tmp/cohong-fuzz-XXXXXX");
    if (mkdtemp(folder) == NULL) abort();
    path_of(0, law_path);
    atexit(leave);
}

static void check_error(cohong_status status, const cohong_error *error)
{
    if (error->status != status || error->message[0] == '\0' || strchr(error->message, '\n') != NULL) abort();
}

static double ask(const cohong_law *law, const char *product, double value)
{
    cohong_law_question q = cohong_law_question_new();
    cohong_law_answer *answer;
    cohong_law_landed *landed;
    cohong_error error = { 0 };
    double total = 0, sum = 0;
    q.product = product, q.origin = "CHN", q.entry = 18000, q.value = value, q.quantity = value;
    cohong_status status = cohong_law_rate(law, &q, &answer, &error);
    if (status != COHONG_OK) {
        check_error(status, &error);
        return -1;
    }
    for (size_t k = 0; k < answer->line_count; k++) {
        if (answer->lines[k].why[0] == '\0' || !isfinite(answer->lines[k].duty)) abort();
        sum += answer->lines[k].duty;
    }
    if (sum != answer->total) abort();
    total = answer->total;
    cohong_law_answer_free(answer);
    status = cohong_law_landed_cost(law, &q, &landed, &error);
    if (status != COHONG_OK) check_error(status, &error);
    cohong_law_landed_free(landed);
    return total;
}

static void average(const cohong_law *law)
{
    cohong_weights *weights;
    cohong_law_means *means;
    cohong_error error = { 0 };
    cohong_law_request request = { .origin = "CHN", .on = 18000 };
    cohong_status status = cohong_weights_of_schedule(law, NULL, NULL, &weights, &error);
    if (status != COHONG_OK) {
        check_error(status, &error);
        return;
    }
    request.weights = weights;
    status = cohong_law_average(law, &request, &means, &error);
    if (status == COHONG_OK) {
        if (means->all.lines != means->all.lines_counted + means->all.lines_open) abort();
        if (means->all.lines_counted > 0 && !isfinite(means->all.total)) abort();
        cohong_law_means_free(means);
    } else {
        check_error(status, &error);
    }
    cohong_weights_free(weights);
}

static void use(const cohong_law *law)
{
    cohong_law *again;
    cohong_law_summary *summary;
    cohong_date *dates;
    size_t count;
    static const char *const PRODUCTS[] = { "0101", "8517620050", "85" };
    if (cohong_law_read(law_path, &again, NULL) != COHONG_OK) abort();
    for (size_t k = 0; k < 3; k++)
        if (ask(law, PRODUCTS[k], 500) != ask(again, PRODUCTS[k], 500)) abort();
    cohong_law_free(again);
    if (cohong_law_summary_new(law, &summary, NULL) != COHONG_OK) abort();
    cohong_law_summary_free(summary);
    if (cohong_law_dates(law, NULL, 17000, 20000, &dates, &count, NULL) != COHONG_OK) abort();
    for (size_t k = 1; k < count; k++)
        if (dates[k - 1] >= dates[k]) abort();
    free(dates);
    average(law);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (folder[0] == '\0') start();
    for (size_t k = 0; k < FILE_COUNT; k++) write_file(k, TEXTS[k], strlen(TEXTS[k]));
    while (size > 0) {
        const uint8_t *end = memchr(data, 0x1E, size);
        size_t length = end != NULL ? (size_t)(end - data) : size;
        if (length > 0) write_file(data[0] % FILE_COUNT, data + 1, length - 1);
        data += length + (end != NULL);
        size -= length + (end != NULL);
    }
    cohong_law *law;
    cohong_error error = { 0 };
    cohong_status status = cohong_law_read(law_path, &law, &error);
    if (status == COHONG_OK)
        use(law);
    else
        check_error(status, &error);
    cohong_law_free(law);
    return 0;
}
