#include "serve/connections.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/memory.h"
#include "serve/exchange.h"

struct Connection {
    int socket;
    int64_t until_ms;  // INT64_MAX: as long as it takes; INT64_MIN: it was cut
    Connection *previous, *next;
};

struct Connections {
    pthread_mutex_t lock;
    int64_t receive_ms, send_ms;
    Connection ends;  // of a ring
};

Connections *connections_new(const Limits *limits) {
    Connections *all = calloc(1, sizeof *all);
    if (all == NULL) memory_out(sizeof *all);
    pthread_mutex_init(&all->lock, NULL);
    all->receive_ms = limits->receive_seconds * 1000;
    all->send_ms = limits->send_seconds * 1000;
    all->ends.next = &all->ends;
    all->ends.previous = &all->ends;
    return all;
}

void connections_free(Connections *all) {
    if (all == NULL) return;
    while (all->ends.next != &all->ends) connection_remove(all, all->ends.next);
    pthread_mutex_destroy(&all->lock);
    free(all);
}

Connection *connection_add(Connections *all, int socket) {
    Connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL) memory_out(sizeof *connection);
    connection->socket = socket;
    connection->until_ms = clock_ms() + all->receive_ms;
    pthread_mutex_lock(&all->lock);
    connection->next = all->ends.next;
    connection->previous = &all->ends;
    connection->next->previous = connection;
    all->ends.next = connection;
    pthread_mutex_unlock(&all->lock);
    return connection;
}

void connection_remove(Connections *all, Connection *connection) {
    pthread_mutex_lock(&all->lock);
    connection->next->previous = connection->previous;
    connection->previous->next = connection->next;
    pthread_mutex_unlock(&all->lock);
    free(connection);
}

void connection_is(Connections *all, Connection *connection, ConnectionState state) {
    int64_t allowed = state == CONNECTION_RECEIVES ? all->receive_ms : all->send_ms;
    pthread_mutex_lock(&all->lock);
    if (connection->until_ms != INT64_MIN)
        connection->until_ms = state == CONNECTION_WORKS ? INT64_MAX : clock_ms() + allowed;
    pthread_mutex_unlock(&all->lock);
}

size_t connections_cut(Connections *all, int64_t now_ms) {
    size_t cut = 0;
    pthread_mutex_lock(&all->lock);
    for (Connection *at = all->ends.next; at != &all->ends; at = at->next) {
        if (at->until_ms == INT64_MIN || at->until_ms > now_ms) continue;
        // The thread that receives sees its end and closes it: until then the number is not reused.
        shutdown(at->socket, SHUT_RDWR);
        at->until_ms = INT64_MIN;
        cut++;
    }
    pthread_mutex_unlock(&all->lock);
    return cut;
}
