/* The server through sockets of the loopback: many clients at once, slow ones, those that send what is no request, too much or too
 * little. Nothing may crash, hang or leak (the sanitizers look), and whoever gets an answer gets JSON.
 * Labels: threads */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "serve/listen.h"

#include <cmocka.h>
#include <jansson.h>

enum { CLIENTS = 64, REQUESTS = 8, ROOM = 1 << 17, SECONDS = 1 };

static const char SCENARIO[] =
    "title = \"t\"\nworld = \"seven-2017\"\n[[tariff]]\nimporter = \"USA\"\nexporter = \"CHN\"\n"
    "sector = [\"A\", \"C26\"]\nadd = 0.1\n";

static server *served;
static listener *at;

static int setup(void **state)
{
    (void)state;
    server_config config = { .data = COHONG_SOURCE_DIR "/data", .page = COHONG_SOURCE_DIR "/web/dist", .slots = 2 };
    cohong_error error;
    assert_int_equal(server_new(&config, &served, &error), COHONG_OK);
    assert_int_equal(listener_new(served, &(listener_config){ "127.0.0.1", 0, SECONDS }, &at, &error), COHONG_OK);
    assert_true(listener_port(at) > 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    listener_free(at);
    server_free(served);
    return 0;
}

/* ---- a client */

static int dial(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)listener_port(at)) };
    struct timeval most = { .tv_sec = 60 };
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) fail_msg("cannot connect");
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    return fd;
}

/* False when the other end has closed. */
static bool give(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool say(int fd, const char *content)
{
    return give(fd, content, strlen(content));
}

/* One answer with its body, in at most ROOM bytes, terminated; the length of the head, or 0 where nothing whole came. */
static size_t hear(int fd, char *to)
{
    size_t have = 0, whole = 0, head = 0;
    while (have < ROOM - 1 && (head == 0 || have < whole)) {
        /* not beyond the answer: another may follow */
        ssize_t got = recv(fd, to + have, head == 0 ? 1 : whole - have, 0);
        if (got <= 0) break;
        have += (size_t)got;
        to[have] = '\0';
        if (head != 0 || have < 4 || strcmp(to + have - 4, "\r\n\r\n") != 0) continue;
        const char *length = strstr(to, "Content-Length: ");
        head = have;
        whole = head + (length != NULL ? (size_t)strtoul(length + 16, NULL, 10) : 0);
    }
    to[have] = '\0';
    return head != 0 && have == whole ? head : 0;
}

static int status_of(const char *heard)
{
    return strncmp(heard, "HTTP/1.1 ", 9) == 0 ? atoi(heard + 9) : 0;
}

static void expect_json(const char *heard, size_t head)
{
    json_error_t wrong;
    json_t *parsed = json_loads(heard + head, 0, &wrong);
    if (parsed == NULL) fail_msg("no JSON: %s", heard);
    if (status_of(heard) >= 400) {
        json_t *error = json_object_get(parsed, "error");
        assert_int_equal(json_integer_value(json_object_get(error, "status")), status_of(heard));
        assert_true(json_string_length(json_object_get(error, "message")) > 0);
    }
    json_decref(parsed);
}

/* Sends the bytes on a connection of their own and expects this status, with JSON. */
static void sent_gets(const char *bytes, size_t length, int status)
{
    char *heard = malloc(ROOM);
    int fd = dial();
    (void)give(fd, bytes, length);
    size_t head = hear(fd, heard);
    if (status_of(heard) != status) fail_msg("\"%.60s\": expected %d, found \"%.300s\"", bytes, status, heard);
    expect_json(heard, head);
    close(fd);
    free(heard);
}

static void text_gets(const char *content, int status)
{
    sent_gets(content, strlen(content), status);
}

static void post(char *to, size_t size, const char *content)
{
    snprintf(to, size, "POST /api/v1/counterfactual HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n%s",
             strlen(content), content);
}

/* The server still answers. */
static void is_well(void)
{
    text_gets("GET /api/v1/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 200);
}

/* ---- cases */

static void a_connection_is_kept(void **state)
{
    char request_text[1024], *heard = malloc(ROOM);
    int fd = dial();
    (void)state;
    post(request_text, sizeof request_text, SCENARIO);
    for (int k = 0; k < 3; k++) {
        assert_true(say(fd, request_text));
        size_t head = hear(fd, heard);
        assert_int_equal(status_of(heard), 200);
        expect_json(heard, head);
    }
    assert_true(say(fd, request_text) && say(fd, request_text)); /* without waiting for the first answer */
    for (int k = 0; k < 2; k++) {
        assert_true(hear(fd, heard) > 0);
        assert_int_equal(status_of(heard), 200);
    }
    assert_true(say(fd, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    assert_true(hear(fd, heard) > 0);
    assert_non_null(strstr(heard, "Connection: close"));
    assert_int_equal(recv(fd, heard, 1, 0), 0);
    close(fd);
    free(heard);
}

static void a_head_has_no_body(void **state)
{
    char *heard = malloc(ROOM);
    int fd = dial();
    (void)state;
    assert_true(say(fd, "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    (void)hear(fd, heard);
    assert_int_equal(status_of(heard), 200);
    assert_string_equal(heard + strlen(heard) - 4, "\r\n\r\n");
    close(fd);
    free(heard);
}

/* What the clients compare: everything behind the seconds that a solve took. */
typedef struct client {
    pthread_t thread;
    char *countries; /* of the last answer */
    bool well;
} client;

static void *ask_often(void *context)
{
    client *c = context;
    char request_text[1024], *heard = malloc(ROOM);
    int fd = dial();
    post(request_text, sizeof request_text, SCENARIO);
    c->well = true;
    for (int k = 0; k < REQUESTS && c->well; k++) {
        c->well = say(fd, request_text) && hear(fd, heard) > 0 && status_of(heard) == 200;
        const char *countries = c->well ? strstr(heard, "\"countries\"") : NULL;
        c->well = countries != NULL && (c->countries == NULL || strcmp(countries, c->countries) == 0);
        free(c->countries);
        c->countries = countries != NULL ? strdup(countries) : NULL;
    }
    close(fd);
    free(heard);
    return NULL;
}

static void sixty_four_clients_get_the_same(void **state)
{
    static client clients[CLIENTS];
    (void)state;
    for (size_t k = 0; k < CLIENTS; k++)
        assert_int_equal(pthread_create(&clients[k].thread, NULL, ask_often, &clients[k]), 0);
    for (size_t k = 0; k < CLIENTS; k++) pthread_join(clients[k].thread, NULL);
    for (size_t k = 0; k < CLIENTS; k++) {
        assert_true(clients[k].well);
        assert_string_equal(clients[k].countries, clients[0].countries);
    }
    for (size_t k = 0; k < CLIENTS; k++) free(clients[k].countries);
}

static void slow_clients_hold_nobody_up(void **state)
{
    int slow[CLIENTS];
    char *heard = malloc(ROOM);
    (void)state;
    for (size_t k = 0; k < CLIENTS; k++) {
        slow[k] = dial();
        assert_true(say(slow[k], k % 2 == 0 ? "GET / HT"
                                            : "POST /api/v1/counterfactual HTTP/1.1\r\nHost: localhost\r\n"
                                              "Content-Length: 100\r\n\r\nworld"));
    }
    is_well();
    for (size_t k = 0; k < CLIENTS; k++) { /* in the end they are told, and let go */
        size_t head = hear(slow[k], heard);
        assert_int_equal(status_of(heard), k % 2 == 0 ? 400 : 408);
        expect_json(heard, head);
        assert_true(recv(slow[k], heard, 1, 0) <= 0);
        close(slow[k]);
    }
    free(heard);
    is_well();
}

/* A body that comes a byte at a time takes no longer than one that does not come. */
static void dribbled_bodies_have_an_end(void **state)
{
    char heard[4096];
    int fd = dial();
    struct timeval most = { .tv_usec = 100000 };
    (void)state;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    assert_true(say(fd, "POST /api/v1/counterfactual HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"));
    ssize_t got = -1;
    for (int k = 0; k < 600 && got < 0; k++) {
        if (!say(fd, "#")) break;
        got = recv(fd, heard, sizeof heard - 1, 0);
    }
    assert_true(got > 0);
    heard[got] = '\0';
    assert_int_equal(status_of(heard), 408);
    close(fd);
}

static void bodies_have_to_have_a_length_that_is_not_too_long(void **state)
{
    char *long_body = malloc(1200000);
    (void)state;
    text_gets("POST /api/v1/counterfactual HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n", 413);
    size_t head = (size_t)sprintf(long_body, "POST /api/v1/counterfactual HTTP/1.1\r\nHost: localhost\r\n"
                                             "Content-Length: 1100000\r\n\r\n");
    memset(long_body + head, ' ', 1100000);
    sent_gets(long_body, head + 1100000, 413);
    head = (size_t)sprintf(long_body, "POST /api/v1/counterfactual HTTP/1.1\r\nHost: localhost\r\n"
                                      "Content-Length: 1048576\r\n\r\n");
    memset(long_body + head, ' ', 1048576);
    sent_gets(long_body, head + 1048576, 422); /* blanks: not too long, but empty */
    text_gets("POST /api/v1/counterfactual HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
              "3\r\nabc\r\n0\r\n\r\n",
              411);
    text_gets("POST /api/v1/counterfactual HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 411);
    text_gets("POST /api/v1/counterfactual HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n", 411);
    text_gets("POST /api/v1/counterfactual HTTP/1.1\r\nHost: localhost\r\n\r\n", 422);
    free(long_body);
    is_well();
}

static void clients_may_wait_to_be_told_to_go_on(void **state)
{
    char head[256], *heard = malloc(ROOM);
    int fd = dial();
    (void)state;
    snprintf(head, sizeof head,
             "POST /api/v1/counterfactual HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
             "Content-Length: %zu\r\n\r\n",
             strlen(SCENARIO));
    assert_true(say(fd, head));
    (void)hear(fd, heard);
    assert_int_equal(status_of(heard), 100);
    assert_true(say(fd, SCENARIO));
    assert_true(hear(fd, heard) > 0);
    assert_int_equal(status_of(heard), 200);
    close(fd);
    free(heard);
}

static void what_is_no_request_is_refused(void **state)
{
    char *long_head = malloc(40000), absolute[128];
    (void)state;
    text_gets("GARBAGE\r\n\r\n", 400);
    text_gets("GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 505);
    text_gets("FOO / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    text_gets("GET nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    text_gets("GET / HTTP/1.1\r\n\r\n", 400); /* no Host */
    text_gets("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421);
    snprintf(absolute, sizeof absolute, "GET http://evil.example:%d/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
             listener_port(at));
    text_gets(absolute, 421);
    text_gets("GET /../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    text_gets("GET /%2e%2e/%2e%2e/CHANGELOG.md HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    text_gets("GET /..%2f..%2fCHANGELOG.md HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    text_gets("PUT /index.html HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx", 405);
    text_gets("DELETE /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n", 405);
    text_gets("OPTIONS / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405);
    text_gets("GET /api/v1/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", 200);
    size_t head = (size_t)sprintf(long_head, "GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
    memset(long_head + head, 'x', 20000);
    strcpy(long_head + head + 20000, "\r\n\r\n");
    sent_gets(long_head, head + 20004, 400);
    free(long_head);
    is_well();
}

static void the_page_is_whole(void **state)
{
    static const char *const NAMES[] = { "", "index.html", "cohong.js", "cohong.css", "engine.wasm", "data.json" };
    char *heard = malloc((size_t)4 << 20), head[128], path[256];
    (void)state;
    for (size_t k = 0; k < sizeof NAMES / sizeof *NAMES; k++) {
        snprintf(path, sizeof path, COHONG_SOURCE_DIR "/web/dist/%s", NAMES[k][0] == '\0' ? "index.html" : NAMES[k]);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        char *expected = malloc((size_t)4 << 20);
        size_t length = fread(expected, 1, (size_t)4 << 20, file), have = 0;
        fclose(file);
        int fd = dial();
        snprintf(head, sizeof head, "GET /%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", NAMES[k]);
        assert_true(say(fd, head));
        for (ssize_t got; (got = recv(fd, heard + have, ((size_t)4 << 20) - have - 1, 0)) > 0;) have += (size_t)got;
        heard[have] = '\0';
        assert_int_equal(status_of(heard), 200);
        const char *content = strstr(heard, "\r\n\r\n") + 4;
        assert_int_equal(have - (size_t)(content - heard), length);
        assert_memory_equal(content, expected, length);
        close(fd);
        free(expected);
    }
    free(heard);
}

/* ---- by chance */

static uint64_t chance_state = 0x2545f4914f6cdd1du;
static size_t chance(size_t below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return (size_t)(chance_state % below);
}

static void random_bytes_do_no_harm(void **state)
{
    static const char START[] =
        "POST /api/v1/counterfactual?scenario=x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n"
        "Connection: close\r\nAccept: */*\r\n\r\nworld = \"seven-2017\"\n";
    char bytes[512], *heard = malloc(ROOM);
    size_t answers = 0;
    (void)state;
    for (int k = 0; k < 400; k++) {
        size_t length = sizeof START - 1;
        memcpy(bytes, START, length);
        for (size_t n = chance(6); n > 0; n--) {
            size_t where = chance(length);
            if (chance(3) == 0)
                length = where + 1;
            else
                bytes[where] = (char)chance(256);
        }
        int fd = dial();
        (void)give(fd, bytes, length);
        shutdown(fd, SHUT_WR); /* there is no more to wait for */
        size_t head = chance(8) == 0 ? 0 : hear(fd, heard);
        if (head != 0) {
            answers++;
            assert_true(status_of(heard) >= 200);
            expect_json(heard, head);
        }
        close(fd);
    }
    assert_true(answers > 200);
    free(heard);
    is_well();
}

static void it_stops_with_connections_open(void **state)
{
    server *other;
    listener *there;
    cohong_error error;
    char heard[4096];
    server_config config = { .data = COHONG_SOURCE_DIR "/data" };
    (void)state;
    assert_int_equal(server_new(&config, &other, &error), COHONG_OK);
    assert_int_equal(listener_new(other, &(listener_config){ "127.0.0.1", 0, SECONDS }, &there, &error), COHONG_OK);
    listener *before = at;
    at = there;
    int idle = dial(), halfway = dial();
    assert_true(say(halfway, "GET /api/v1/ HTTP/1.1\r\nHost: lo"));
    text_gets("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 404); /* no page */
    text_gets("POST /api/v1/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 43\r\n\r\n"
              "kind = \"sweep\"\nsweep = \"us-china-2018-19\"   ",
              201);
    listener_free(there);
    server_free(other); /* with a sweep under way */
    at = before;
    while (recv(idle, heard, sizeof heard, 0) > 0) continue;
    close(idle);
    close(halfway);
}

static void a_port_in_use_is_an_error(void **state)
{
    listener *second;
    cohong_error error = { 0 };
    (void)state;
    const listener_config config = { "127.0.0.1", listener_port(at), SECONDS };
    assert_int_equal(listener_new(served, &config, &second, &error), COHONG_IO);
    assert_null(second);
    assert_non_null(strstr(error.message, "cannot listen on 127.0.0.1"));
    const listener_config nowhere = { "999.1.1.1", 0, SECONDS };
    assert_int_equal(listener_new(served, &nowhere, &second, &error), COHONG_OUT_OF_DOMAIN);
    is_well();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connection_is_kept),
        cmocka_unit_test(a_head_has_no_body),
        cmocka_unit_test(sixty_four_clients_get_the_same),
        cmocka_unit_test(slow_clients_hold_nobody_up),
        cmocka_unit_test(dribbled_bodies_have_an_end),
        cmocka_unit_test(bodies_have_to_have_a_length_that_is_not_too_long),
        cmocka_unit_test(clients_may_wait_to_be_told_to_go_on),
        cmocka_unit_test(what_is_no_request_is_refused),
        cmocka_unit_test(the_page_is_whole),
        cmocka_unit_test(random_bytes_do_no_harm),
        cmocka_unit_test(it_stops_with_connections_open),
        cmocka_unit_test(a_port_in_use_is_an_error),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
