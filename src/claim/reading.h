/* What the readers of a claim's tables share. */
#ifndef COHONG_CLAIM_READING_H
#define COHONG_CLAIM_READING_H

#include "claim/claim.h"

#define READ(call)                                \
    do {                                          \
        cohong_status status_ = (call);           \
        if (status_ != COHONG_OK) return status_; \
    } while (0)
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* One [[engine]]; parameters have been read. */
cohong_status claim_read_engine(claim_owner *o, const toml_node *table, cohong_error *error);

#endif
