# Takes a document apart into what a reader would do, in order; test_docs.sh does it. Step K is files in the folder `to`:
#   K.file     a block with the name of a file behind its language (```toml mine.toml); the first line is the name
#   K.command  a command of a console block ("$ ..."; a backslash at the end goes on), a whole sh block, or a command in the
#              first cell of a table
#   K.output   what the console block shows for it, "LINE<tab>TEXT" each; none: what is printed is not compared
#   K.line     the line at which it stands
#   K.stray    a command that stands where none of these would find it
function begin(kind) {
    step++
    name = sprintf("%s/%03d.%s", to, step, kind)
    printf "" >name
    print FNR >sprintf("%s/%03d.line", to, step)
}
function stray(text) {
    begin("stray")
    print text >name
}
function write_command(text) {
    if (text == "") return
    begin("command")
    print text >name
    output = sprintf("%s/%03d.output", to, step)
}
BEGIN { looks_like_command = "^(\\$ |cohong [a-z]|make( |$)|apt-get |git clone)" }
/^```/ {
    if (inside) {
        inside = 0
        if (language == "sh") write_command(script)
        continued = 0
        next
    }
    inside = 1
    language = substr($1, 4)
    script = ""
    output = ""
    if ($2 != "" && language != "console") {
        begin("file")
        print $2 >name
        language = "file"
    }
    next
}
inside && language == "file" { print >name; next }
inside && language == "sh" { script = script $0 "\n"; next }
inside && language == "console" {
    if (continued) {
        print >name
        continued = /\\$/
    } else if (/^\$ /) {
        write_command(substr($0, 3))
        continued = /\\$/
    } else if (output == "") {
        stray($0)
    } else {
        print FNR "\t" $0 >output
    }
    next
}
inside && $0 ~ looks_like_command { stray($0); next }
inside { next }
/^    / && substr($0, 5) ~ looks_like_command { stray($0); next }
/^\| `cohong [^`]*`/ {
    match($0, /`cohong [^`]*`/)
    text = substr($0, RSTART + 1, RLENGTH - 2)
    if (text !~ / (FILE|DIR|NAME|VERB|SCENARIO|WORLD|TABLE)( |$)|\.\.\./) write_command(text)
}
