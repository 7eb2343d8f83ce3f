/* Temporary files and child processes. */
#include "folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

bool folder_new(char folder[FOLDER_PATH])
{
    const char *parent = getenv("TMPDIR");
    return folder_join(parent != NULL && parent[0] == '/' ? parent : "/tmp", "cohong-bench-XXXXXX", folder) &&
           mkdtemp(folder) != NULL;
}

bool folder_join(const char *folder, const char *name, char path[FOLDER_PATH])
{
    int length = snprintf(path, FOLDER_PATH, "%s/%s", folder, name);
    return length > 0 && length < FOLDER_PATH;
}

static bool is_hidden(const char *name)
{
    return name[0] == '.';
}

static void remove_files(const char *folder, bool folders_too)
{
    char path[FOLDER_PATH];
    DIR *list = opendir(folder);
    if (list == NULL) return;
    for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
        if (is_hidden(entry->d_name) || !folder_join(folder, entry->d_name, path)) continue;
        if (unlink(path) != 0 && folders_too) remove_files(path, false);
    }
    closedir(list);
    rmdir(folder);
}

void folder_remove(const char *folder)
{
    remove_files(folder, true);
}

bool folder_copy_file(const char *from, const char *to)
{
    char bytes[65536];
    size_t length;
    FILE *in = fopen(from, "rb"), *out = in != NULL ? fopen(to, "wb") : NULL;
    bool done = out != NULL;
    while (done && (length = fread(bytes, 1, sizeof bytes, in)) > 0) done = fwrite(bytes, 1, length, out) == length;
    if (in != NULL) fclose(in);
    if (out != NULL) done = fclose(out) == 0 && done;
    return done;
}

static bool is_source(const char *name)
{
    const char *dot = strrchr(name, '.');
    return !is_hidden(name) && dot != NULL && (strcmp(dot, ".csv") == 0 || strcmp(dot, ".toml") == 0);
}

bool folder_copy_world(const char *from, const char *to)
{
    char source[FOLDER_PATH], target[FOLDER_PATH];
    DIR *list = opendir(from);
    bool done = list != NULL && mkdir(to, 0700) == 0;
    for (struct dirent *entry; done && (entry = readdir(list)) != NULL;)
        if (is_source(entry->d_name))
            done = folder_join(from, entry->d_name, source) && folder_join(to, entry->d_name, target) &&
                   folder_copy_file(source, target);
    if (list != NULL) closedir(list);
    return done;
}

bool folder_write(const char *path, const char *text)
{
    FILE *out = fopen(path, "wb");
    if (out == NULL) return false;
    bool done = fputs(text, out) >= 0;
    return fclose(out) == 0 && done;
}

/* posix_spawn, not fork: copying the page table of a process that holds large worlds would be timed too. */
static int spawn(const char *const *arguments, char *const *environment)
{
    posix_spawn_file_actions_t actions;
    pid_t child;
    int status = -1;
    if (posix_spawn_file_actions_init(&actions) != 0) return -1;
    bool started = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
                   posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
                   posix_spawn(&child, arguments[0], &actions, NULL, (char *const *)arguments, environment) == 0;
    posix_spawn_file_actions_destroy(&actions);
    if (!started || waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int folder_run(const char *folder, const char *const *arguments)
{
    char home[FOLDER_PATH + 8], data[FOLDER_PATH + 16], path[] = "PATH=/usr/bin:/bin", language[] = "LC_ALL=C";
    snprintf(home, sizeof home, "HOME=%s", folder);
    snprintf(data, sizeof data, "XDG_DATA_HOME=%s", folder);
    char *environment[] = { path, language, home, data, NULL };
    return spawn(arguments, environment);
}
