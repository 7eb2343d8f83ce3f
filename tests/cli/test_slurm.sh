# The script that makes a sweep a Slurm job array: by the variables that Slurm sets, and by Slurm itself where it can be started here.
. "${0%/*}/lib.sh"
. "$ROOT/tests/cli/small_world.sh"
export COHONG
script=$DATA/sweeps/slurm.sh
small_world world
small_scenario tariff.toml world </dev/null
cat >sweep.toml <<'TOML'
scenario = "tariff.toml"
seed = 5
draws = 64
chunk = 10
results = ["welfare AAA"]
[[draw]]
vary = "theta_factor"
each = true
distribution = "lognormal"
median = 1
sigma = 0.3
TOML
"$COHONG" sweep sweep.toml --json >one.json

# task ID FIRST STEP COUNT: one task of an array, as Slurm runs it.
task() {
    SLURM_ARRAY_TASK_ID=$1 SLURM_ARRAY_TASK_MIN=$2 SLURM_ARRAY_TASK_STEP=$3 SLURM_ARRAY_TASK_COUNT=$4 \
        bash "$script" sweep.toml "$5"
}

case_name "three tasks make the answer of one run"
for id in 1 2 3; do expect_true "task $id" task $id 1 1 3 parts >/dev/null; done
run sweep sweep.toml --out parts --json
expect_exit 0
expect_same one.json .stdout

case_name "an array may begin and step anywhere"
for id in 10 15; do expect_true "task $id" task $id 10 5 2 stepped >/dev/null; done
expect_true "all seven chunks" test "$(find stepped -name 'chunk-*.bin' | wc -l)" -eq 7
run sweep sweep.toml --out stepped --json
expect_same one.json .stdout

case_name "outside of Slurm it says how it is used"
expect_true "exit status 2" test "$(env -u SLURM_ARRAY_TASK_ID bash "$script" sweep.toml x >/dev/null 2>said; echo $?)" -eq 2
expect_file_line said '^usage: sbatch --array=1-N .*slurm.sh SWEEP FOLDER$'

# A controller and a node of one's own, on loopback, without the authentication that a real one has. Only root can start a node.
start_slurm() {
    local at=$WORK/slurm host
    host=$(hostname -s)
    mkdir -p "$at/state" "$at/spool"
    cat >"$at/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
AuthType=auth/none
CredType=cred/none
SlurmUser=root
SlurmdUser=root
SlurmctldPort=$((20000 + $$ % 10000))
SlurmdPort=$((30001 + $$ % 10000))
StateSaveLocation=$at/state
SlurmdSpoolDir=$at/spool
SlurmctldPidFile=$at/controller.pid
SlurmdPidFile=$at/node.pid
SlurmctldLogFile=$at/controller.log
SlurmdLogFile=$at/node.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=10 State=UP
CONF
    export SLURM_CONF=$at/slurm.conf
    slurmctld >/dev/null 2>&1 && slurmd >/dev/null 2>&1 || return 1
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        if [ "$(sinfo -h -o %t 2>/dev/null)" = idle ]; then return 0; fi
        sleep 1
    done
    return 1
}

stop_slurm() {
    local name id
    for name in node controller; do
        id=$(cat "slurm/$name.pid" 2>/dev/null) || continue
        kill "$id"
        for _ in 1 2 3 4 5 6 7 8 9 10; do if kill -0 "$id" 2>/dev/null; then sleep 0.5; fi; done
        kill -9 "$id" 2>/dev/null || :
    done
}

if command -v slurmctld slurmd sbatch >/dev/null && [ "$(id -u)" -eq 0 ]; then
    if start_slurm; then
        case_name "Slurm runs it as an array"
        expect_true "expected sbatch to end well" sbatch --wait --array=1-3 --output=slurm/%a.log "$script" sweep.toml by-slurm >/dev/null
        run sweep sweep.toml --out by-slurm --json
        expect_exit 0
        expect_same one.json .stdout
    fi
    stop_slurm
fi
