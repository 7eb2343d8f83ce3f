/* Fuzzes the reader of lobby weights, on a world of two countries and two sectors. What is accepted has to be weights; what is
 * refused has to say where and why. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cohong.h"

static cohong_world *world;
static char path[64];

static void leave(void)
{
    unlink(path);
    cohong_world_free(world);
}

static void enter(void)
{
    strcpy(path, access("/dev/shm", W_OK) == 0 ? "/dev/shm/cohong-fuzz-XXXXXX" : "/tmp/cohong-fuzz-XXXXXX");
    int file = mkstemp(path);
    if (file < 0 || cohong_world_new(2, 2, false, &world, NULL) != COHONG_OK) abort();
    close(file);
    world->countries[0].code = "AAA";
    world->countries[1].code = "BBB";
    world->sectors[0].code = "GDS";
    world->sectors[1].code = "SRV";
    atexit(leave);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    double weights[4];
    cohong_error error = { 0 };
    if (world == NULL) enter();
    FILE *to = fopen(path, "wb");
    if (to == NULL || fwrite(data, 1, size, to) != size || fclose(to) != 0) abort();
    cohong_status status = cohong_lobby_read(path, world, weights, &error);
    for (size_t k = 0; k < 4; k++)
        if (status == COHONG_OK && !(weights[k] >= 0 && weights[k] <= 1e6)) abort();
    if (status != error.status || (status == COHONG_OK) != (error.message[0] == '\0')) abort();
    if (status != COHONG_OK && (error.line == 0 || strcmp(error.file, path) != 0)) abort();
    return 0;
}
