/* The small world, worked out by hand. Net flows (importer from exporter):
 *   GDS  AAA: AAA 60, BBB 40 at a tariff of 0.25     BBB: AAA 30, BBB 70        SRV  AAA: AAA 100   BBB: BBB 120
 *   output    GDS 90 and 110, SRV 100 and 120;  inputs: GDS 0.3 GDS + 0.2 SRV, SRV 0.1 GDS + 0.1 SRV
 *   AAA       X = 110, 100; intermediate use 37, 28; final 73, 72; I = VA 125 + R 10 + D 10 = 145
 *   BBB       X = 100, 120; intermediate use 45, 34; final 55, 86; I = VA 151 + R 0 - 10 = 141 */
#include "world_folder.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

int folder_make(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/cohong-world-XXXXXX");
    return mkdtemp(folder) == NULL;
}

int folder_remove(void **state)
{
    (void)state;
    DIR *all = opendir(folder);
    if (all == NULL) return 1;
    for (struct dirent *entry; (entry = readdir(all)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) unlink(folder_path(entry->d_name));
    closedir(all);
    return rmdir(folder);
}

const char *folder_name(void)
{
    return folder;
}

const char *folder_path(const char *name)
{
    static char paths[8][512];
    static size_t next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

void folder_write_bytes(const char *name, const void *bytes, size_t length)
{
    FILE *file = fopen(folder_path(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

void folder_write(const char *name, const char *text)
{
    folder_write_bytes(name, text, strlen(text));
}

char *folder_read(const char *name, size_t *length)
{
    FILE *file = fopen(folder_path(name), "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size >= 0);
    rewind(file);
    char *bytes = malloc((size_t)size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
    fclose(file);
    bytes[size] = '\0';
    *length = (size_t)size;
    return bytes;
}

void folder_delete(const char *name)
{
    assert_int_equal(unlink(folder_path(name)), 0);
}

void folder_write_world(void)
{
    folder_write("world.toml", "name = \"Two by two\"\nyear = 2020\ncurrency = \"USD\"\nunit = 1e6\n"
                               "trade_values = \"net_of_tariff\"\ntolerance = 1e-9\nsource = \"by hand\"\n");
    folder_write("countries.csv", "country,name\nAAA,Aland\nBBB,Borneo\n");
    folder_write("sectors.csv", "sector,name,theta,kind\nGDS,Goods,4,goods\nSRV,Services,2.5,services\n");
    folder_write("trade.csv", "sector,importer,exporter,value,tariff\n"
                              "GDS,AAA,AAA,60,0\nGDS,AAA,BBB,40,0.25\nGDS,BBB,AAA,30,0\nGDS,BBB,BBB,70,0\n"
                              "SRV,AAA,AAA,100,0\nSRV,BBB,BBB,120,0\n");
    folder_write("production.csv", "country,sector,value_added_share,employment\n"
                                   "AAA,GDS,0.5,10\nAAA,SRV,0.8,20\nBBB,GDS,0.5,\nBBB,SRV,0.8,\n");
    folder_write("inputs.csv", "country,sector,input,share\n"
                               "AAA,GDS,GDS,0.3\nAAA,GDS,SRV,0.2\nAAA,SRV,GDS,0.1\nAAA,SRV,SRV,0.1\n"
                               "BBB,GDS,GDS,0.3\nBBB,GDS,SRV,0.2\nBBB,SRV,GDS,0.1\nBBB,SRV,SRV,0.1\n");
    folder_write("final.csv", "country,sector,share\n"
                              "AAA,GDS,0.503448275862069\nAAA,SRV,0.496551724137931\n"
                              "BBB,GDS,0.3900709219858156\nBBB,SRV,0.6099290780141844\n");
}

cohong_world *folder_read_world(cohong_cache_use cache)
{
    cohong_world *world;
    cohong_error error = { 0 };
    if (cohong_world_read(folder, cache, &world, &error) != COHONG_OK)
        fail_msg("%s:%zu:%zu: %s", error.file, error.line, error.column, error.message);
    return world;
}

void assert_error(const cohong_error *error, const char *expected)
{
    char found[2048], whole[2048];
    cohong_error_format(error, found, sizeof found);
    snprintf(whole, sizeof whole, "%s%s%s", error->file[0] != '\0' ? folder : "",
             error->file[0] != '\0' && *expected != ':' ? "/" : "", expected);
    assert_string_equal(found, whole);
    assert_null(strchr(found, '\n'));
}
