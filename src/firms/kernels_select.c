/* Which kernels run: those with the name of the model's. */
#include <string.h>

#include "firms/kernels.h"
#include "model/kernels.h"

static const firms_kernels *const TABLES[] = {
#if defined(__x86_64__)
    &firms_kernels_avx512,
    &firms_kernels_avx2,
#endif
    &firms_kernels_baseline,
    &firms_kernels_reference,
};

const firms_kernels *firms_kernels_find(const char *name)
{
    const kernels *of_model = kernels_find(name);
    for (size_t k = 0; of_model != NULL && k < sizeof TABLES / sizeof *TABLES; k++)
        if (strcmp(TABLES[k]->name, of_model->name) == 0) return TABLES[k];
    return NULL;
}
