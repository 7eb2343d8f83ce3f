/* The words for jobs and their sentences, from the one list in the header. */
#include "cohong.h"

const cohong_job_word_row *cohong_job_words(size_t *count)
{
    static const cohong_job_word_row ROWS[] = {
#define WORD_ROW(name, word, is, is_not) { word, is, is_not },
        COHONG_JOB_WORD_LIST(WORD_ROW)
#undef WORD_ROW
    };
    *count = COHONG_JOB_WORD_COUNT;
    return ROWS;
}
