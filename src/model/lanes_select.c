/* Which kernels for eight draws belong to which kernels for one. */
#include <string.h>

#include "model/lanes.h"

const lanes_kernels *lanes_kernels_find(const char *name)
{
    static const lanes_kernels *const ALL[] = {
#if defined(__x86_64__)
        &lanes_avx512,
        &lanes_avx2,
#endif
        &lanes_baseline,
        &lanes_reference,
    };
    for (size_t k = 0; k < sizeof ALL / sizeof *ALL; k++)
        if (strcmp(ALL[k]->name, name) == 0) return ALL[k];
    return NULL;
}
