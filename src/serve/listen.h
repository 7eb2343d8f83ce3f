/* The server on a port: what travels through sockets, with limits of size and time. */
#ifndef COHONG_SERVE_LISTEN_H
#define COHONG_SERVE_LISTEN_H

#include "serve/server.h"

typedef struct listener_config {
    const char *address; /* "127.0.0.1" */
    int port;            /* 0: any that is free */
    int seconds; /* for a head, for a body, between two requests of a connection, and for taking an answer in; 0: 10 */
} listener_config;

/* Connections that are served at the same time, each by a thread that mostly waits; more wait in line. */
enum { LISTENER_CONNECTIONS = 96 };

typedef struct listener listener;

/* The server has to outlive it. */
cohong_status listener_new(server *of, const listener_config *config, listener **made, cohong_error *error);
int listener_port(const listener *of);
/* Answers what is under way, then stops. */
void listener_free(listener *of);

#endif
