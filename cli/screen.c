/* The screen. The only file of the project with changing globals: signals reach a program no other way. */
#include "screen.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t seconds_shown;
static char working_on[160];
static sigset_t signals_before;

int screen_print(text *content)
{
    int status = EXIT_SOLVED;
    if (content->failed) {
        status = complain("out of memory");
    } else if (content->length > 0 &&
               (fwrite(content->bytes, 1, content->length, stdout) != content->length || fflush(stdout) != 0)) {
        status = complain("cannot write to standard output: %s", strerror(errno));
    }
    text_free(content);
    return status;
}

/* A message stays one line whatever a file name holds. */
static int complain_line(char *message)
{
    for (char *at = message; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f) *at = '?';
    fprintf(stderr, "cohong: %s\n", message);
    return EXIT_BAD_INPUT;
}

int complain(const char *format, ...)
{
    char message[1024];
    va_list values;
    va_start(values, format);
    vsnprintf(message, sizeof message, format, values);
    va_end(values);
    return complain_line(message);
}

int complain_of(const cohong_error *error)
{
    char message[sizeof error->file + sizeof error->message + 48];
    cohong_error_format(error, message, sizeof message);
    return complain_line(message);
}

bool screen_bold(void)
{
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (no_colour != NULL && no_colour[0] != '\0') return false;
    return isatty(STDOUT_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0;
}

size_t screen_width(void)
{
    enum { LEAST = 40, MOST = 100 };
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return MOST;
    return size.ws_col < LEAST ? LEAST : size.ws_col > MOST ? MOST : size.ws_col;
}

/* Only what a signal handler may do: digits by hand, write and alarm. */
static void show_seconds(int signal_number)
{
    char line[sizeof working_on + 32] = "\rcohong: ", digits[16];
    int error_before = errno;
    size_t at = 9, count = 0;
    (void)signal_number;
    seconds_shown++;
    for (const char *from = working_on; *from != '\0'; from++) line[at++] = *from;
    line[at++] = ' ';
    for (int left = (int)seconds_shown; left > 0; left /= 10) digits[count++] = (char)('0' + left % 10);
    while (count > 0) line[at++] = digits[--count];
    line[at++] = ' ';
    line[at++] = 's';
    if (write(STDERR_FILENO, line, at) >= 0) alarm(1);
    errno = error_before;
}

void screen_working(const char *doing, bool quiet)
{
    if (quiet || !isatty(STDERR_FILENO)) return;
    struct sigaction action = { .sa_handler = show_seconds, .sa_flags = SA_RESTART };
    snprintf(working_on, sizeof working_on, "%s", doing);
    seconds_shown = 0;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGALRM, &action, NULL) == 0) alarm(1);
}

void screen_worked(void)
{
    alarm(0);
    if (seconds_shown > 0) fputs("\r\033[K", stderr);
    seconds_shown = 0;
}

void screen_hold_signals(void)
{
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGHUP);
    sigprocmask(SIG_BLOCK, &held, &signals_before);
}

void screen_release_signals(void)
{
    sigprocmask(SIG_SETMASK, &signals_before, NULL);
}

double screen_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
