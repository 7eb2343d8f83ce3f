# What `make install` puts in place can be used from there: the command, and the library through pkg-config.
. "${0%/*}/lib.sh"

prefix=$WORK/usr
cat >user.c <<'C'
#include <cohong.h>
#include <stdio.h>

/* names that the library uses inside */
int fail(int x) { return x; }
int text_add(int x) { return x; }
int csv_close(int x) { return x; }

int main(void)
{
    printf("%s\n", cohong_status_sentence(COHONG_OK));
    return 0;
}
C

case_name "installs the command"
run_command cmake --install "$BUILD" --prefix "$prefix"
expect_exit 0
run_command "$prefix/bin/cohong" --version
expect_exit 0
expect_line '^cohong [0-9]'

case_name "make builds what is installed"
# shellcheck disable=SC2046 # targets are words
ninja -C "$BUILD" -t query $(make -s -n -C "$ROOT" build | sed -n 's/.*--target //p') >made.txt
expect_file_line made.txt '^ *libcohong\.a$'
expect_file_line made.txt '^ *cohong$'

case_name "installs a library that pkg-config finds and a C program can use"
export PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name cohong.pc)")
# shellcheck disable=SC2046 # flags are words
run_command gcc -std=c11 -Wall -Wextra -Werror user.c $(pkg-config --cflags cohong) $(pkg-config --libs cohong) -o user
expect_exit 0
run_command ./user
expect_exit 0
expect_line '^no error$'

case_name "the library has what cohong.h declares, and leaves a program all other names"
export LC_ALL=C
nm --extern-only --defined-only "$(find "$prefix" -name libcohong.a)" | awk 'NF == 3 { print $3 }' | sort -u >names.txt
grep -oE '\bcohong_[a-z0-9_]+\(' "$prefix/include/cohong.h" | tr -d '(' | sort -u >declared.txt
expect_file_line names.txt '^cohong_model_solve$'
expect_true "expected no names but those declared: $(comm -23 names.txt declared.txt | head -3 | tr '\n' ' ')" cmp -s names.txt declared.txt

case_name "installs what ships beside it"
expect_true "expected the licence" test -s "$prefix/share/doc/cohong/LICENSE"
expect_true "expected the same data as in the checkout" \
    diff -r --exclude='*.cohong-cache' --exclude=web "$DATA" "$prefix/share/cohong"
expect_true "expected the page" diff -r "$ROOT/web/dist" "$prefix/share/cohong/web"

case_name "installs the manual page and the completions"
for file in man/man1/cohong.1 bash-completion/completions/cohong zsh/site-functions/_cohong fish/vendor_completions.d/cohong.fish; do
    expect_file "$prefix/share/$file"
done
