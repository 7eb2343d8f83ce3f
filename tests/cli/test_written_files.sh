# What becomes of what stands where something is written: files and links, pipes, folders.
. "${0%/*}/lib.sh"
. "$ROOT/tests/cli/small_world.sh"
small_world world
small_scenario tariff.toml world </dev/null
nash="war nash tariff.toml --deficits zero --quiet --out"
FIRST='^sector,importer,exporter,tariff$'

case_name "a file that is replaced keeps who may read it"
echo old >tariffs.csv
chmod 640 tariffs.csv
run $nash tariffs.csv
expect_exit 0
expect_file_line tariffs.csv "$FIRST"
expect_true "expected the rights 640" test "$(stat -c %a tariffs.csv)" = 640

case_name "behind a link the file is replaced, and the link stays"
mkdir far
echo old >far/real.csv
ln -s far/real.csv near.csv
ln -s near.csv nearer.csv
run $nash nearer.csv
expect_exit 0
expect_true "expected two links" test -L nearer.csv -a -L near.csv
expect_true "expected a file" test ! -L far/real.csv
expect_file_line far/real.csv "$FIRST"
expect_true "expected nothing beside it" test "$(ls far)" = real.csv

case_name "a link to what is not there yet makes it"
ln -s far/new.csv later.csv
run $nash later.csv
expect_exit 0
expect_true "expected a link" test -L later.csv
expect_file_line far/new.csv "$FIRST"

case_name "a link to a file in a folder that is not there"
ln -s nowhere/new.csv lost.csv
run $nash lost.csv
expect_exit 2
expect_stderr_line '^cohong: lost.csv: cannot write: No such file or directory$'

case_name "a pipe stays a pipe, and gets what a file would"
mkfifo pipe
timeout 20 cat pipe >piped.csv &
run $nash pipe
expect_exit 0
wait
expect_true "expected a pipe" test -p pipe
expect_same piped.csv tariffs.csv

case_name "to standard output that goes to a file, behind what is there"
{ echo before; timeout 20 "$COHONG" $nash /dev/stdout; echo after; } >all.txt
expect_true "expected what was written in order" test "$(sed -n '1p;2p;$p' all.txt | tr '\n' ' ')" = "before sector,importer,exporter,tariff after "
expect_true "expected the name to be what it was" test -e /dev/stdout

case_name "to standard output that goes to a pipe"
timeout 20 "$COHONG" $nash /dev/fd/1 | cat >through.csv
expect_same through.csv tariffs.csv

case_name "a folder is refused, also behind a link"
ln -s far folder
run $nash folder
expect_exit 2
expect_stderr_line '^cohong: folder: is a folder, expected a file or nothing$'

case_name "links that lead to each other are refused"
ln -s b.csv a.csv
ln -s a.csv b.csv
run $nash a.csv
expect_exit 2
expect_stderr_line '^cohong: a.csv: cannot write: Too many levels of symbolic links$'

case_name "the rows of a sweep as a database: behind a link the file is replaced"
cat >few.toml <<'TOML'
scenario = "tariff.toml"
seed = 1
draws = 16
results = ["welfare AAA"]

[[draw]]
vary = "tariff AAA BBB AGR"
distribution = "uniform"
low = 0.1
high = 0.4
TOML
echo old >far/rows.sqlite
ln -s far/rows.sqlite rows.sqlite
run sweep few.toml --sqlite rows.sqlite --quiet
expect_exit 0
expect_true "expected a link" test -L rows.sqlite
expect_true "expected 16 draws" test "$(sqlite3 far/rows.sqlite "select count(*) from draws where part = 'A'")" = 16

case_name "a pipe is no place for a database"
run sweep few.toml --sqlite pipe --quiet
expect_exit 2
expect_stderr_line '^cohong: pipe: .*expected'
expect_true "expected a pipe" test -p pipe

case_name "a pipe where a file of a run belongs is refused before anything is replaced"
mkdir results
echo old >results/sectors.csv
mkfifo results/countries.csv
run run tariff.toml --no-store --quiet --out results
expect_exit 2
expect_stderr_line '^cohong: results/countries.csv: is no file, expected one or nothing$'
expect_true "expected a pipe" test -p results/countries.csv
expect_file_line results/sectors.csv '^old$'
