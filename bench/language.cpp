#include "bench/language.h"

namespace evd::bench {

namespace {

std::string times(int count, std::string (*one)(int), const char* between = "") {
    std::string all;
    for (int i = 0; i < count; ++i) all += (i == 0 ? "" : between) + one(i);
    return all;
}

// ---- Evident

std::string evidentGroup(int number) {
    std::string n = std::to_string(number);
    return "\nmessage vote" + n + "(slot: Int, cmd: Int)\n/// Process " + n + ".\nprocess P" + n +
           "(s: Int) {\n  var votes : Map<Loc, Int> = {}\n  var done  : Bool          = false\n\n  on start { send "
           "vote" +
           n + "(s, 0) to nodes }\n  on vote" + n +
           "(^s, x) from p when p not in votes {\n    votes[p] := x\n    if size(votes) == 2*limit + 1 {\n      let w "
           "= s + 1\n      if w > 3 { send vote" +
           n + "(s, w) to nodes  done := true }\n      else     { stop }\n    }\n  }\n}\n\n";
}

std::string evidentSystem(int groups) {
    return "\nprocess Main {\n  on begin(s) {" +
           times(groups, [](int i) { return " spawn P" + std::to_string(i) + "(s)"; }) +
           " }\n}\nsystem S = Main at nodes\n";
}

const char* const kEvidentParameters = "\nparam nodes : Set<Loc>\nparam limit : Nat\ninput begin(s: Int)\n";

std::string evidentSpec(int groups) {
    return "spec big\n" + (kEvidentParameters + times(groups, evidentGroup)) + evidentSystem(groups);
}

std::string evidentShared() { return "spec shared\n\n/// Used everywhere.\nfn twice(x: Int) : Int = x + x\n"; }

std::string evidentPart(int number) {
    return "spec part" + std::to_string(number) + "\n\nimport \"./shared.evd\"\n" + kEvidentParameters +
           times(10, evidentGroup) + evidentSystem(10) +
           "fn use_of_twice(x: Int) : Int = twice(x) + twice(x + 1)\nproperty use = forall i in nodes: use_of_twice(1) "
           "== 2\n";
}

// ---- Quint

std::string quintGroup(int number) {
    std::string n = std::to_string(number);
    return "\n  type Vote" + n + " = { slot: int, cmd: int, src: str }\n  var votes" + n + ": str -> int\n  var sent" +
           n + ": Set[Vote" + n + "]\n  var done" + n + ": bool\n  action start" + n +
           "(s: int): bool = all {\n    votes" + n + "' = Map(),\n    sent" + n +
           "' = nodes.map(n => { slot: s, cmd: 0, src: n }),\n    done" + n + "' = false,\n  }\n  /// Process " + n +
           ".\n  action vote" + n +
           "(s: int, x: int, p: str): bool = {\n    val w = s + 1\n    all {\n      not(votes" + n +
           ".keys().contains(p)),\n      votes" + n + "' = votes" + n + ".put(p, x),\n      sent" + n +
           "' = if (size(votes" + n +
           ".keys()) == 2 * limit and w > 3) nodes.map(n => { slot: s, cmd: w, src: n }) else sent" + n +
           ",\n      done" + n + "' = (w > 3),\n    }\n  }\n";
}

const char* const kQuintParameters = "  val nodes: Set[str] = Set(\"a\", \"b\", \"c\")\n  val limit: int = 1\n";

std::string quintSystem(int groups) {
    return "  action init = all { " +
           times(
               groups, [](int i) { return "start" + std::to_string(i) + "(0)"; }, ", ") +
           " }\n  action step = all { " +
           times(groups, [](int i) { return "vote" + std::to_string(i) + "(0, 1, \"a\")"; }, ", ") + " }\n";
}

std::string quintSpec(int groups) {
    return "module big {\n" + (kQuintParameters + times(groups, quintGroup)) + quintSystem(groups) + "}\n";
}

std::string quintShared() {
    return "module shared {\n  /// Used everywhere.\n  pure def twice(x: int): int = x + x\n}\n";
}

std::string quintPart(int number) {
    return "module part" + std::to_string(number) + " {\n  import shared.* from \"./shared\"\n" + kQuintParameters +
           times(10, quintGroup) + quintSystem(10) +
           "  pure def useOfTwice(x: int): int = twice(x) + twice(x + 1)\n}\n";
}

}   // namespace

Language evident(const std::string& binary) {
    return {"Evident",
            ".evd",
            {binary, "lsp"},
            1,
            evidentSpec,
            evidentShared,
            evidentPart,
            {"send vote", 5},
            {"send vote", 7},
            {"(s, w) to nodes", 4},
            {"let w = s + 1", 13},
            {"twice", 0},
            {"x: Int) : ", 10}};
}

Language quint(const std::string& server) {
    return {"Quint",
            ".qnt",
            {server, "--stdio"},
            2,
            quintSpec,
            quintShared,
            quintPart,
            {"= votes", 2},
            {".keys().contains", 1},
            {".put(p, x)", 6},
            {"val w = s + 1", 13},
            {"twice", 0},
            {"x: int): ", 9}};
}

}   // namespace evd::bench
