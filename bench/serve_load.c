/* How many counterfactuals a second `cohong serve` answers, and how long each client waits. Prints one JSON line a number of clients.
 *   cohong_serve_load [SECONDS]      for each number of clients, 3 if not given
 * The load comes from the same machine, whose processors it shares with the server: each client is a thread with one connection that
 * posts a scenario (a tariff on eight sectors, another level each time), waits for the whole answer, and posts the next. Beside
 * it stands what the library alone solves of the same scenario on as many threads as there are processors. On a machine that others
 * use too, rates say more about them; cpu_s, processor time of the server for an answer, and its ratio to that for a bare solve do not. */
#include <arpa/inet.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cohong.h"
#include "timing.h"

enum { CLIENT_LIMIT = 64, WAIT_LIMIT = 1 << 18, ANSWER_ROOM = 1 << 16, THREAD_LIMIT = 64 };
static const double RATE_BAR = 1000, P99_BAR = 20e-3;
static const char SCENARIO[] =
    "title = \"load\"\nworld = \"%s\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\n"
    "sector = [\"A\", \"B\", \"C10T12\", \"C13T15\", \"C26\", \"C27\", \"C28\", \"C29\"]\nadd = %.6f\n";

extern char **environ;

/* ---- a client */

typedef struct client {
    pthread_t thread;
    int port;
    size_t number;
    double until;
    float *waits; /* seconds, WAIT_LIMIT of them at most */
    size_t count, errors;
} client;

static int dial(int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0) return -1;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0) return fd;
    close(fd);
    return -1;
}

/* Sends a request and takes the whole answer in; false unless it is a 200. */
static bool ask(int fd, const char *request, size_t length, char *answer)
{
    size_t have = 0, whole = 0;
    if (send(fd, request, length, MSG_NOSIGNAL) != (ssize_t)length) return false;
    while (whole == 0 || have < whole) {
        ssize_t got = recv(fd, answer + have, ANSWER_ROOM - 1 - have, 0);
        if (got <= 0) return false;
        have += (size_t)got;
        answer[have] = '\0';
        const char *end = whole == 0 ? strstr(answer, "\r\n\r\n") : NULL;
        const char *stated = end != NULL ? strstr(answer, "Content-Length: ") : NULL;
        if (stated != NULL) whole = (size_t)(end + 4 - answer) + strtoul(stated + 16, NULL, 10);
    }
    return strncmp(answer, "HTTP/1.1 200 ", 13) == 0 && strstr(answer, "\"converged\"") != NULL;
}

static size_t request_text(double add, char to[1024])
{
    char content[512];
    int length = snprintf(content, sizeof content, SCENARIO, "seven-2017", add);
    return (size_t)snprintf(to, 1024,
                            "POST /api/v1/counterfactual HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s",
                            length, content);
}

static void *ask_on(void *context)
{
    client *c = context;
    char request[1024], *answer = malloc(ANSWER_ROOM);
    int fd = dial(c->port);
    if (answer == NULL || fd < 0) c->errors++;
    for (size_t k = 0; answer != NULL && fd >= 0 && seconds_now() < c->until && c->count < WAIT_LIMIT; k++) {
        size_t length = request_text(1e-6 * (double)(1 + (k * 64 + c->number) % 300000), request);
        double start = seconds_now();
        if (!ask(fd, request, length, answer)) {
            c->errors++;
            break;
        }
        c->waits[c->count++] = (float)(seconds_now() - start);
    }
    if (fd >= 0) close(fd);
    free(answer);
    return NULL;
}

/* ---- the library alone */

typedef struct solver {
    pthread_t thread;
    cohong_model *model;
    cohong_solution *solution;
    const cohong_scenario *scenario;
    double until;
    size_t count;
} solver;

static void *solve_on(void *context)
{
    solver *s = context;
    while (seconds_now() < s->until &&
           cohong_model_solve(s->model, &s->scenario->shock, s->solution, NULL) == COHONG_OK)
        s->count++;
    return NULL;
}

/* What the library does by itself. */
typedef struct bare {
    double rate;  /* solves a second */
    double cpu_s; /* processor time of one */
} bare;

static double clock_seconds(clockid_t of)
{
    struct timespec t;
    return clock_gettime(of, &t) == 0 ? (double)t.tv_sec + 1e-9 * (double)t.tv_nsec : NAN;
}

/* Solves on `threads` threads; NAN when that fails. */
static bare bare_solves(const cohong_scenario *scenario, size_t threads, double seconds)
{
    solver solvers[THREAD_LIMIT] = { { 0 } };
    double solves = 0, start = seconds_now(), cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    size_t started = 0;
    for (size_t k = 0; k < threads; k++) {
        solver *s = &solvers[k];
        s->scenario = scenario;
        s->until = start + seconds;
        if (cohong_model_new(scenario->world, &scenario->settings, &s->model, NULL) != COHONG_OK ||
            cohong_solution_new(s->model, true, &s->solution, NULL) != COHONG_OK ||
            pthread_create(&s->thread, NULL, solve_on, s) != 0)
            break;
        started++;
    }
    for (size_t k = 0; k < started; k++) pthread_join(solvers[k].thread, NULL);
    cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    for (size_t k = 0; k < threads; k++) {
        solves += (double)solvers[k].count;
        cohong_solution_free(solvers[k].solution);
        cohong_model_free(solvers[k].model);
    }
    return started == threads ? (bare){ solves / seconds, cpu / solves } : (bare){ NAN, NAN };
}

static cohong_scenario *read_scenario(void)
{
    char path[] = "/tmp/cohong-load-XXXXXX", content[1024];
    cohong_scenario *scenario = NULL;
    int fd = mkstemp(path),
        length = snprintf(content, sizeof content, SCENARIO, COHONG_SOURCE_DIR "/data/worlds/seven-2017", 0.1);
    if (fd < 0) return NULL;
    if (write(fd, content, (size_t)length) == length)
        (void)cohong_scenario_read(path, COHONG_CACHE_AUTO, &scenario, NULL);
    close(fd);
    unlink(path);
    return scenario;
}

/* ---- the server */

/* Starts the command; its port, or 0. */
static int start_server(pid_t *server)
{
    char line[128] = "";
    int pipe_ends[2], port = 0;
    char *arguments[] = { (char *)COHONG_COMMAND, (char *)"serve", (char *)"--port", (char *)"0", NULL };
    posix_spawn_file_actions_t actions;
    if (pipe(pipe_ends) != 0) return 0;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, pipe_ends[0]);
    bool spawned = posix_spawn(server, COHONG_COMMAND, &actions, NULL, arguments, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_ends[1]);
    FILE *from = fdopen(pipe_ends[0], "r");
    if (spawned && from != NULL && fgets(line, sizeof line, from) != NULL)
        (void)sscanf(line, "Serving http://127.0.0.1:%d/", &port);
    if (from != NULL) fclose(from);
    return port;
}

/* ---- one line */

static int by_size(const void *a, const void *b)
{
    float x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* The waits of all clients in order; free() them. */
static float *all_waits(const client *clients, size_t count, size_t *total)
{
    float *all = NULL;
    *total = 0;
    for (size_t k = 0; k < count; k++) *total += clients[k].count;
    if (*total > 0) all = malloc(*total * sizeof *all);
    if (all == NULL) return NULL;
    for (size_t k = 0, at = 0; k < count; at += clients[k++].count)
        memcpy(all + at, clients[k].waits, clients[k].count * sizeof *all);
    qsort(all, *total, sizeof *all, by_size);
    return all;
}

static void report(const client *clients, size_t count, double seconds, double cpu, bare alone)
{
    char name[32];
    size_t total, errors = 0;
    float *waits = all_waits(clients, count, &total);
    for (size_t k = 0; k < count; k++) errors += clients[k].errors;
    snprintf(name, sizeof name, "%zu clients", count);
    if (waits == NULL || errors > 0) {
        line_failed(name, "counterfactuals from cohong serve", errors > 0 ? "some requests failed" : "no answer");
        free(waits);
        return;
    }
    double rate = (double)total / seconds, p99 = (double)waits[(size_t)(0.99 * (double)(total - 1))];
    line_begin(name, "counterfactuals from cohong serve");
    line_number("a_second", rate);
    line_number("median_s", (double)waits[total / 2]);
    line_number("p99_s", p99);
    line_number("most_s", (double)waits[total - 1]);
    line_count("requests", total);
    line_number("cpu_s", cpu / (double)total);
    line_number("bare_a_second", alone.rate);
    line_number("bare_cpu_s", alone.cpu_s);
    line_number("cpu_over_bare", cpu / (double)total / alone.cpu_s);
    line_number("bar_a_second", RATE_BAR);
    line_number("bar_p99_s", P99_BAR);
    line_truth("meets", rate >= RATE_BAR && p99 < P99_BAR);
    line_end();
    free(waits);
}

static void load(int port, clockid_t server, size_t count, double seconds, bare alone)
{
    static client clients[CLIENT_LIMIT];
    double start = seconds_now(), cpu = clock_seconds(server);
    size_t started = 0;
    for (size_t k = 0; k < count; k++, started++) {
        clients[k] = (client){ .port = port, .number = k, .until = start + seconds };
        clients[k].waits = malloc(WAIT_LIMIT * sizeof *clients[k].waits);
        if (clients[k].waits == NULL || pthread_create(&clients[k].thread, NULL, ask_on, &clients[k]) != 0) break;
    }
    for (size_t k = 0; k < started; k++) pthread_join(clients[k].thread, NULL);
    report(clients, started, seconds, clock_seconds(server) - cpu, alone);
    for (size_t k = 0; k < count; k++) {
        free(clients[k].waits);
        clients[k].waits = NULL;
    }
}

int main(int argc, char **argv)
{
    static const size_t COUNTS[] = { 1, 4, 8, 16, 64 };
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 3;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t threads = processors < 1 ? 1 : processors > THREAD_LIMIT ? THREAD_LIMIT : (size_t)processors;
    pid_t server = 0;
    clockid_t server_clock = CLOCK_REALTIME;
    cohong_scenario *scenario = read_scenario();
    int port = scenario != NULL ? start_server(&server) : 0;
    if (port == 0 || clock_getcpuclockid(server, &server_clock) != 0) {
        line_failed("server", "counterfactuals from cohong serve", "the server does not start");
        cohong_scenario_free(scenario);
        return 1;
    }
    for (size_t k = 0; k < sizeof COUNTS / sizeof *COUNTS; k++) {
        bare alone = bare_solves(scenario, threads, seconds / 3);
        load(port, server_clock, COUNTS[k], seconds, alone);
    }
    kill(server, SIGTERM);
    (void)waitpid(server, NULL, 0);
    cohong_scenario_free(scenario);
    return 0;
}
