/* Which kernels run: the table of instruction sets, best first, and what this machine can do. */
#include <string.h>

#include "cohong.h"
#include "model/kernels.h"

typedef struct instruction_set {
    const kernels *table;
    bool (*runs_here)(void);
} instruction_set;

static bool always(void)
{
    return true;
}

#if defined(__x86_64__)
static bool has_avx512(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}

static bool has_avx2(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2");
}
#endif

static const instruction_set INSTRUCTION_SETS[] = {
#if defined(__x86_64__)
    { &kernels_avx512, has_avx512 },
    { &kernels_avx2, has_avx2 },
#endif
    { &kernels_baseline, always },
    { &kernels_reference, always },
};

const kernels *kernels_find(const char *name)
{
    bool any = strcmp(name, "auto") == 0;
    for (size_t k = 0; k < sizeof INSTRUCTION_SETS / sizeof *INSTRUCTION_SETS; k++) {
        const instruction_set *set = &INSTRUCTION_SETS[k];
        if ((any || strcmp(name, set->table->name) == 0) && set->runs_here()) return set->table;
    }
    return NULL;
}

const char *cohong_instructions(void)
{
    return kernels_find("auto")->name;
}
