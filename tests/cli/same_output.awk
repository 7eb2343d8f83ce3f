# same_output.awk SHOWN PRINTED: whether a command printed what a document shows. SHOWN has lines "LINE<tab>TEXT". There "..." alone
# stands for any number of lines, and the character of three dots inside a line for anything. Prints the first difference.
function literal_match(shown, printed,   parts, count, k, at) {
    if (index(shown, dots) == 0) return shown == printed
    count = split(shown, parts, dots)
    if (substr(printed, 1, length(parts[1])) != parts[1]) return 0
    printed = substr(printed, length(parts[1]) + 1)
    for (k = 2; k < count; k++) {
        at = index(printed, parts[k])
        if (at == 0) return 0
        printed = substr(printed, at + length(parts[k]))
    }
    return length(printed) >= length(parts[count]) && \
        substr(printed, length(printed) - length(parts[count]) + 1) == parts[count]
}
# How many of the shown lines from `first` to `last` are the printed ones from `at`.
function agreeing(first, last, at,   k) {
    for (k = first; k <= last && at + k - first <= printed_count; k++)
        if (!literal_match(shown[k], printed[at + k - first])) break
    return k - first
}
function differ(k, at) {
    print "line " line[k] " shows:  " shown[k]
    print "printed instead: " (at > printed_count ? "(nothing more)" : printed[at])
    exit 1
}
BEGIN { dots = "\342\200\246" }
FNR == NR {
    at = index($0, "\t")
    line[++count] = substr($0, 1, at - 1)
    shown[count] = substr($0, at + 1)
    next
}
{ printed[++printed_count] = $0 }
END {
    while (count > 0 && shown[count] == "") count--
    while (printed_count > 0 && printed[printed_count] == "") printed_count--
    at = 1
    for (first = 1; first <= count; first = last + 1) {
        skipping = 0
        for (; first <= count && shown[first] == "..."; first++) skipping = 1
        for (last = first - 1; last < count && shown[last + 1] != "..."; last++) ;
        if (last < first) break
        best = -1
        for (k = at; k <= (skipping ? printed_count : at); k++) {
            same = agreeing(first, last, k)
            if (same > best) { best = same; place = k }
            if (same == last - first + 1) break
        }
        if (best < last - first + 1) differ(best < 0 ? first : first + best, best < 0 ? printed_count + 1 : place + best)
        at = place + last - first + 1
        skipping = 0
    }
    if (!skipping && at <= printed_count) {
        print "more is printed than is shown up to line " line[count] ": " printed[at]
        exit 1
    }
}
