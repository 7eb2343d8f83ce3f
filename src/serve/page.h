/* The files of the page, from one folder. */
#ifndef COHONG_SERVE_PAGE_H
#define COHONG_SERVE_PAGE_H

#include "serve/http.h"

/* Answers a file of the folder (resolved; NULL: no page is installed); "index.html" where the target names a folder. What is outside
 * the folder is not there, whatever the target or a symbolic link says. */
void page_answer(const char *folder, const target *of, const char *if_none_match, answer *to);

#endif
