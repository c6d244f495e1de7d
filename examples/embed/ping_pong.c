/* Both processes of ping_pong in one C program that carries their messages itself. */

#include "ping_pong.h"

#include <stdio.h>

enum { kPlayer, kServer, kLocations }; /* numbers of the locations: places in the sorted list of names */

int main(void) {
    const char* names[kLocations] = {"player", "server"};
    const ping_pong_params params = {.server = kServer, .player = kPlayer, .rounds = 5};
    evd_rt* processes[kLocations];
    evident_error error;
    for (int i = 0; i < kLocations; ++i) {
        evident_deployment deployment = {
            .struct_size = sizeof deployment, .locations = names, .location_count = kLocations, .self = names[i]};
        processes[i] = ping_pong_create(&deployment, &params, &error);
        if (processes[i] == NULL) {
            fprintf(stderr, "%s: %s\n", error.code, error.text);
            return 1;
        }
        evident_start(processes[i]);
    }

    /* At most one message is under way, so a loop that carries it to and fro is a network. */
    int finished = 0, busy = 1;
    while (busy) {
        busy = 0;
        for (int from = 0; from < kLocations; ++from) {
            ping_pong_sent sent;
            if (ping_pong_send_at(processes[from], 0, &sent) != 0) continue;
            busy = 1;
            uint32_t to = sent.send.emitted ? 0 : sent.send.to[0];
            evident_clear_sends(processes[from]);
            int status = 0;
            switch (sent.send.message) {
            case ping_pong_number_ping:
                printf("ping %lld\n", (long long)sent.as.ping.n);
                status = ping_pong_deliver_ping(processes[to], (uint32_t)from, &sent.as.ping, &error);
                break;
            case ping_pong_number_pong:
                printf("     pong %lld\n", (long long)sent.as.pong.n);
                status = ping_pong_deliver_pong(processes[to], (uint32_t)from, &sent.as.pong, &error);
                break;
            case ping_pong_number_finished:
                printf("finished after %lld rounds\n", (long long)sent.as.finished.rounds);
                finished = 1;
                break;
            }
            if (status < 0) {
                fprintf(stderr, "%s: %s\n", error.code, error.text);
                return 1;
            }
        }
    }
    for (int i = 0; i < kLocations; ++i) evident_destroy(processes[i]);
    return finished ? 0 : 1;
}
