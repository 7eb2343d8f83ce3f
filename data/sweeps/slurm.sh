#!/bin/bash
# A sweep as a Slurm job array: every task works through its part of the chunks, all into one folder.
#   sbatch --array=1-16 slurm.sh SWEEP FOLDER      (slurm.sh: in the sweeps of the installed data)
#   cohong sweep SWEEP --out FOLDER                 when all are done: puts the chunks together and prints the answer
# A task that was killed or requeued goes on where it was; so does the whole array, submitted again. The answer has the bits of
# one run on one machine, provided that all machines run the same version.
#SBATCH --job-name=cohong-sweep
#SBATCH --requeue
set -euo pipefail

if [ $# -ne 2 ] || [ -z "${SLURM_ARRAY_TASK_ID:-}" ]; then
    echo "usage: sbatch --array=1-N $0 SWEEP FOLDER" >&2
    exit 2
fi
# The array may be any range: its tasks are counted from 1.
first=${SLURM_ARRAY_TASK_MIN:-1} step=${SLURM_ARRAY_TASK_STEP:-1} count=${SLURM_ARRAY_TASK_COUNT:?}
task=$(((SLURM_ARRAY_TASK_ID - first) / step + 1))
exec "${COHONG:-cohong}" sweep "$1" --out "$2" --shard "$task/$count" --threads "${SLURM_CPUS_PER_TASK:-1}" --quiet
