/* cohong serve: the page and the interface for programs on a port of this machine. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/data.h"
#include "options.h"
#include "verbs.h"

#ifndef COHONG_SERVE

int verb_serve(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return complain("this cohong was built without its server: civetweb (libcivetweb-dev) or jansson (libjansson-dev) "
                    "was not there");
}

#else

#include "serve/listen.h"

typedef struct serve_flags {
    const char *host, *port, *names, *data, *store, *threads;
    bool quiet;
} serve_flags;

enum { PORT = 8017, THREAD_LIMIT = 256 };

static const char ABOUT[] =
    "Serves the page, with what it computes on this machine, and an interface for programs (docs/serve.md): "
    "counterfactuals of a scenario sent as TOML or JSON, the stored runs, sweeps and games in tariffs that are "
    "computed "
    "in the background. Only this machine can ask, unless --host says otherwise; requests that name another host or "
    "come from the page of another site are refused. Nothing is written. It ends with Ctrl-C.";
static const char EXAMPLES[] = "  cohong serve\n"
                               "  cohong serve --port 0\n"
                               "  cohong serve --host 0.0.0.0 --names cohong.example.org --data my-worlds\n";

/* The processors that are there, for as many counterfactuals at the same time. */
static int processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > THREAD_LIMIT ? THREAD_LIMIT : (int)count;
}

static void print_address(const serve_flags *flags, int port, const server_config *config)
{
    text to = { 0 };
    if (flags->quiet) return;
    text_format(&to, "Serving http://%s:%d/ (Ctrl-C ends it)\n", config->address, port);
    if (config->page == NULL) text_add(&to, "The built page is not there; the interface for programs is at /api/v1/\n");
    (void)screen_print(&to);
}

/* Serves until a signal comes. All threads inherit that these signals wait. */
static int serve(const serve_flags *flags, const server_config *config, int port)
{
    server *made;
    listener *at = NULL;
    cohong_error error = { 0 };
    sigset_t ending;
    int signal_number;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ending, NULL);
    cohong_status status = server_new(config, &made, &error);
    if (status == COHONG_OK)
        status = listener_new(made, &(listener_config){ .address = config->address, .port = port }, &at, &error);
    if (status == COHONG_OK) {
        print_address(flags, listener_port(at), config);
        (void)sigwait(&ending, &signal_number);
    }
    listener_free(at);
    server_free(made);
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}

int verb_serve(int argc, char **argv)
{
    serve_flags flags = { 0 };
    const option options[] = {
        { "port", "P", "the port; 0: any that is free, which is printed [8017]", &flags.port, NULL },
        { "host", "ADDRESS", "the address to listen on; 0.0.0.0: all of this machine's [127.0.0.1]", &flags.host,
          NULL },
        { "names", "LIST", "host names under which others may ask, with --host: a.example.org,10.0.0.7", &flags.names,
          NULL },
        { "data", "DIR", "folder with worlds/, scenarios/ and sweeps/ [those that ship]", &flags.data, NULL },
        { "store", "FILE", "the store of runs to show [that of cohong run]", &flags.store, NULL },
        { "threads", "N", "counterfactuals at the same time [one a processor]", &flags.threads, NULL },
        OPTION_QUIET(&flags.quiet),
    };
    const command of = {
        .name = "cohong serve", .operands = "", .about = ABOUT, .examples = EXAMPLES, OPTIONS_OF(options)
    };
    given from;
    int status, port = PORT, threads = processors();
    char data[DATA_PATH], page[DATA_PATH], store[DATA_PATH];
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (!options_whole("port", flags.port, 0, 65535, &port) ||
        !options_whole("threads", flags.threads, 1, THREAD_LIMIT, &threads))
        return EXIT_BAD_INPUT;
    const char *host = flags.host != NULL ? flags.host : "127.0.0.1";
    server_config config = { .data = flags.data != NULL ? flags.data : data_folder(data),
                             .page = data_page(page),
                             .store = flags.store != NULL ? flags.store : data_store(store),
                             .address = host,
                             .names = flags.names,
                             .slots = (size_t)threads };
    if (config.data[0] == '\0') return complain("the data that ship are not there (--data DIR, COHONG_DATA)");
    if (config.page[0] == '\0') config.page = NULL;
    if (config.store[0] == '\0') config.store = NULL;
    return serve(&flags, &config, port);
}

#endif
