#include "tests/specs/words.h"

namespace evd::specs {

const std::vector<std::string>& smallWords() {
    static const std::vector<std::string> kWords = {
        // ordinary ones
        "vote", "ask", "note", "x", "n", "a", "k", "value", "items", "leader", "round", "total", "best", "tick",
        // words of the language that are names elsewhere
        "by", "of", "open", "only", "sends", "given", "bound", "faults", "affects", "action", "fair", "input", "output",
        "check", "scenario", "decreases",
        // words, macros and functions of C and C++
        "int", "double", "long", "register", "static", "namespace", "template", "operator", "this", "new", "delete",
        "errno", "assert", "stdin", "unix", "linux", "main", "printf", "std", "string", "struct", "union_", "char",
        "index", "time", "signal", "major", "minor", "and_eq", "co_await", "requires", "bool", "evident", "encode",
        // built-in functions
        "count", "first", "last", "keys", "list", "next", "find", "min"};
    return kWords;
}

const std::vector<std::string>& capitalWords() {
    static const std::vector<std::string> kWords = {
        "Vote",    "Node",    "Tree",   "Pair",   "Item",    "Mode",    "Fast",   "Slow",   "Leaf",
        "Branch",  "Entry",   "Keeper", "Shape",  "Dot",     "Box",     "Worker", "Round",  "Main",
        "Message", "Value",   "NULL",   "EOF",    "BUFSIZ",  "INT_MAX", "EDOM",   "TRUE",   "Bytes_",
        "State",   "Process", "Codec",  "Inputs", "Outputs", "Vector",  "M_PI",   "SIGINT", "Location"};
    return kWords;
}

const std::vector<std::string>& moduleWords() {
    static const std::vector<std::string> kWords = {"paxos",  "log",  "vote", "quorum1", "std_",  "clock",  "time",
                                                    "shared", "base", "int",  "queue",   "value", "evident"};
    return kWords;
}

}   // namespace evd::specs
