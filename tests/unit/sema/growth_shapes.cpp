#include "growth_shapes.h"

namespace evd::sema::testing {

namespace {

const std::string kShapeHead = "spec s\nparam nodes : Set<Loc>\ninput go(x: Int)\noutput done(x: Int)\n";
const std::string kAtNodes = "system S = P at nodes\n";

std::string n(size_t i) { return std::to_string(i); }

std::string times(size_t count, const std::string& part) {
    std::string out;
    for (size_t i = 0; i < count; ++i) out += part;
    return out;
}

std::string each(size_t count, const std::function<std::string(size_t)>& part, const std::string& between = "") {
    std::string out;
    for (size_t i = 0; i < count; ++i) out += (i == 0 ? "" : between) + part(i);
    return out;
}

/// A handler with these statements.
std::string handler(const std::string& body) {
    return kShapeHead + "process P {\n  var v : Int = 0\n  on go(x) {\n" + body + "  emit done(v) }\n}\n" + kAtNodes;
}

/// A handler that assigns this value.
std::string value(const std::string& expr) { return handler("v := " + expr + "\n"); }

/// A process with these members.
std::string processOf(const std::string& members) {
    return kShapeHead + "process P {\n  var v : Int = 0\n" + members + "  on start { emit done(v) }\n}\n" + kAtNodes;
}

std::string reply(const std::string& declarations, const std::string& result) {
    return kShapeHead + declarations + "class C = go(x) => emit done(" + result + ")\nsystem S = C at nodes\n";
}

}   // namespace

const std::vector<Shape>& growthShapes() {
    static const std::vector<Shape> kShapes = {
        // names and declarations
        {"functions",
         [](size_t k) { return reply(each(k, [](size_t i) { return "fn f" + n(i) + "(x: Int) : Int = x\n"; }), "x"); }},
        {"functions_each_calling_the_last",
         [](size_t k) {
             return reply("fn f0(x: Int) : Int = x\n" + each(k,
                                                             [](size_t i) {
                                                                 return "fn f" + n(i + 1) + "(x: Int) : Int = f" +
                                                                        n(i) + "(x) + f" + n(i) + "(x)\n";
                                                             }),
                          "f" + n(k) + "(x)");
         }},
        {"functions_each_calling_the_next",
         [](size_t k) {
             return reply(each(k, [](size_t i) { return "fn f" + n(i) + "(x: Int) : Int = f" + n(i + 1) + "(x)\n"; }) +
                              "fn f" + n(k) + "(x: Int) : Int = x\n",
                          "f0(x)");
         }},
        {"functions_without_types",
         [](size_t k) {
             return reply("fn f0(x) = x\n" +
                              each(k, [](size_t i) { return "fn f" + n(i + 1) + "(x) = f" + n(i) + "(x)\n"; }),
                          "f" + n(k) + "(x)");
         }},
        {"aliases",
         [](size_t k) {
             return reply("type T0 = Int\n" +
                              each(k, [](size_t i) { return "type T" + n(i + 1) + " = T" + n(i) + "\n"; }) +
                              "fn f(x: T" + n(k) + ") : Int = x\n",
                          "f(x)");
         }},
        {"record_types",
         [](size_t k) {
             return reply(each(k, [](size_t i) { return "type T" + n(i) + " = { a" + n(i) + ": Int }\n"; }), "x");
         }},
        {"enums_of_the_last",
         [](size_t k) {
             return reply(
                 "enum E0 { A0 }\n" +
                     each(k,
                          [](size_t i) { return "enum E" + n(i + 1) + " { A" + n(i + 1) + "(x: E" + n(i) + ") }\n"; }),
                 "x");
         }},
        {"enums_of_the_next",
         [](size_t k) {
             return reply(
                 each(k, [](size_t i) { return "enum E" + n(i) + " { A" + n(i) + "(x: E" + n(i + 1) + ") }\n"; }) +
                     "enum E" + n(k) + " { B }\n",
                 "x");
         }},
        {"messages",
         [](size_t k) {
             return kShapeHead + each(k, [](size_t i) { return "message m" + n(i) + "(x: Int)\n"; }) + "process P {\n" +
                    each(k, [](size_t i) { return "  on m" + n(i) + "(x) { send m" + n(i) + "(x) to nodes }\n"; }) +
                    "}\n" + kAtNodes;
         }},
        {"classes_of_the_last",
         [](size_t k) {
             return reply(
                 "class C0 = go(x) => x\n" +
                     each(k, [](size_t i) { return "class C" + n(i + 1) + " = C" + n(i) + " as x => x + 1\n"; }),
                 "x");
         }},
        {"parts_of_a_system",
         [](size_t k) {
             return kShapeHead +
                    each(k, [](size_t i) { return "process Q" + n(i) + " { on go(x) { emit done(x) } }\n"; }) +
                    "system S = " + each(k, [](size_t i) { return "Q" + n(i) + " at nodes"; }, " || ") + "\n";
         }},
        {"spawned_processes",
         [](size_t k) {
             return kShapeHead +
                    each(k,
                         [](size_t i) {
                             return "process Q" + n(i) + "(k: Int) { on start { emit done(k)  stop } }\n";
                         }) +
                    "process P { on go(x) {\n" + each(k, [](size_t i) { return "  spawn Q" + n(i) + "(x)\n"; }) +
                    "} }\n" + kAtNodes;
         }},
        {"invariants",
         [](size_t k) {
             return value("x") +
                    each(k, [](size_t i) { return "invariant i" + n(i) + " = forall i in nodes: v of P at i >= 0\n"; });
         }},
        {"one_name_many_times", [](size_t k) { return kShapeHead + times(k, "fn f(x: Int) : Int = x\n"); }},
        {"documentation",
         [](size_t k) { return kShapeHead + times(k, "/// what it does\n") + "fn f(x: Int) : Int = x\n"; }},
        // processes
        {"handlers_of_one_value",
         [](size_t k) {
             return processOf(
                 each(k, [](size_t i) { return "  on go(x) when x == " + n(i) + " { v := " + n(i) + " }\n"; }));
         }},
        {"handlers_of_one_range",
         [](size_t k) {
             return processOf(each(k, [](size_t i) {
                 return "  on go(x) when x > " + n(2 * i) + " and x < " + n(2 * i + 2) + " { v := x }\n";
             }));
         }},
        {"handlers_of_one_literal",
         [](size_t k) {
             return processOf(each(k, [](size_t i) { return "  on go(" + n(i) + ") { v := " + n(i) + " }\n"; }));
         }},
        {"handlers_of_everything", [](size_t k) { return processOf(times(k, "  on go(x) { v := x }\n")); }},
        {"state_clauses",
         [](size_t k) {
             return kShapeHead + "state T : Int = 0 {\n" +
                    each(k, [](size_t i) { return "  on go(x) when x == " + n(i) + " -> " + n(i) + "\n"; }) +
                    "}\nclass C = go(x) & T as t => emit done(t)\nsystem S = C at nodes\n";
         }},
        {"variables",
         [](size_t k) {
             return kShapeHead + "process P {\n" + each(k, [](size_t i) { return "  var v" + n(i) + " : Int = 0\n"; }) +
                    "  on go(x) {\n" + each(k, [](size_t i) { return "    v" + n(i) + " := v" + n(i) + " + x\n"; }) +
                    "  emit done(v0) }\n}\n" + kAtNodes;
         }},
        {"frames",
         [](size_t k) {
             return kShapeHead + each(k, [](size_t i) { return "message m" + n(i) + "(x: Int)\n"; }) + "process P {\n" +
                    each(k,
                         [](size_t i) {
                             return "  var v" + n(i) + " : Int = 0\n  only on m" + n(i) + " affects v" + n(i) +
                                    "\n  only on m" + n(i) + " sends m" + n(i) + "\n  on m" + n(i) + "(x) { v" + n(i) +
                                    " := x  send m" + n(i) + "(v" + n(i) + ") to nodes }\n";
                         }) +
                    "}\n" + kAtNodes;
         }},
        {"processes_that_start_the_next",
         [](size_t k) {
             return kShapeHead + "process Q" + n(k) + " { on go(x) { emit done(x)  stop } }\n" +
                    each(k,
                         [](size_t i) {
                             return "process Q" + n(i) + " { on go(x) { spawn Q" + n(i + 1) + "()  stop } }\n";
                         }) +
                    "system S = Q0 at nodes\n";
         }},
        {"classes_that_start_the_last",
         [](size_t k) {
             return kShapeHead + "class C0(k: Int) = go(x) => emit done(x + k)\n" +
                    each(k,
                         [](size_t i) {
                             return "class C" + n(i + 1) + "(k: Int) = each x in go spawn C" + n(i) + "(k + 1)\n";
                         }) +
                    "class C = each _ in start spawn C" + n(k) + "(1)\nsystem S = C at nodes\n";
         }},
        // statements
        {"statements", [](size_t k) { return handler(times(k, "    v := v + 1\n")); }},
        {"lets",
         [](size_t k) {
             return handler("    let a0 = x\n" +
                            each(k, [](size_t i) { return "    let a" + n(i + 1) + " = a" + n(i) + " + 1\n"; }) +
                            "    v := a" + n(k) + "\n");
         }},
        {"else_ifs_of_statements",
         [](size_t k) {
             return handler("    if x == 0 { v := 0 }" +
                            each(k, [](size_t i) { return " else if x == " + n(i + 1) + " { v := " + n(i) + " }\n"; }));
         }},
        {"arms_of_statements",
         [](size_t k) {
             return handler("    match x {\n" +
                            each(k, [](size_t i) { return "      " + n(i) + " => { v := " + n(i) + " }\n"; }) +
                            "      _ => { }\n    }\n");
         }},
        // expressions
        {"else_ifs", [](size_t k) { return value(times(k, "if x == 1 then 1 else\n") + "2"); }},
        {"lets_in",
         [](size_t k) {
             return value("let a0 = x in " +
                          each(k, [](size_t i) { return "let a" + n(i + 1) + " = a" + n(i) + " + 1 in\n"; }) + "a" +
                          n(k));
         }},
        {"sum", [](size_t k) { return value("x" + times(k, " + x")); }},
        {"conjunction", [](size_t k) { return handler("    if x == 1" + times(k, " and x == 1") + " { v := 1 }\n"); }},
        {"implications",
         [](size_t k) { return handler("    if x == 1" + times(k, " implies x == 1") + " { v := 1 }\n"); }},
        {"nots", [](size_t k) { return handler("    if " + times(k, "not ") + "(x == 1) { v := 1 }\n"); }},
        {"list", [](size_t k) { return value("size([" + each(k, n, ", ") + "])"); }},
        {"set", [](size_t k) { return value("size({" + each(k, n, ", ") + "})"); }},
        {"map",
         [](size_t k) { return value("size({" + each(k, [](size_t i) { return n(i) + ": " + n(i); }, ", ") + "})"); }},
        {"tuple", [](size_t k) { return value("match (" + each(k, n, ", ") + ") { _ => 1 }"); }},
        {"record",
         [](size_t k) {
             return reply("type R = { " +
                              each(
                                  k, [](size_t i) { return "f" + n(i) + ": Int"; }, ", ") +
                              " }\nfn f(r: R) : Int = " +
                              each(
                                  k, [](size_t i) { return "r.f" + n(i); }, " + ") +
                              "\n",
                          "x");
         }},
        {"arguments",
         [](size_t k) {
             return reply("fn f(" +
                              each(
                                  k, [](size_t i) { return "a" + n(i) + ": Int"; }, ", ") +
                              ") : Int = a0\n",
                          "f(" + each(k, n, ", ") + ")");
         }},
        {"fields_of_a_message",
         [](size_t k) {
             return kShapeHead + "message big(" +
                    each(
                        k, [](size_t i) { return "a" + n(i) + ": Int"; }, ", ") +
                    ")\nclass C = big(" +
                    each(k, [](size_t i) { return "a" + n(i); }, ", ") + ") => emit done(a0)\nsystem S = C at nodes\n";
         }},
        {"arms_of_constructors",
         [](size_t k) {
             return reply("enum E { " +
                              each(
                                  k, [](size_t i) { return "K" + n(i); }, ", ") +
                              " }\nfn f(e: E) : Int = match e {\n" +
                              each(
                                  k, [](size_t i) { return "  K" + n(i) + " => " + n(i); }, ",\n") +
                              "\n}\n",
                          "f(K1)");
         }},
        {"arms_of_pairs",
         [](size_t k) {
             return reply("enum E { " +
                              each(
                                  k, [](size_t i) { return "K" + n(i); }, ", ") +
                              " }\nfn f(e: E, b: Bool) : Int = match (e, b) {\n" +
                              each(
                                  k, [](size_t i) { return "  (K" + n(i) + ", true) => " + n(i); }, ",\n") +
                              ",\n  (_, false) => 0\n}\n",
                          "f(K1, true)");
         }},
        {"arms_of_numbers",
         [](size_t k) {
             return reply("fn f(e: Int) : Int = match e {\n" +
                              each(
                                  k, [](size_t i) { return "  " + n(i) + " => " + n(i); }, ",\n") +
                              ",\n  _ => 0\n}\n",
                          "f(x)");
         }},
        {"lambdas",
         [](size_t k) {
             return reply("fn f(xs: List<Int>) : Int = " +
                              each(
                                  k, [](size_t i) { return "size(filter(xs, y => y == " + n(i) + "))"; }, " + ") +
                              "\n",
                          "f([x])");
         }},
        {"comprehensions",
         [](size_t k) {
             return handler(each(k, [](size_t i) { return "    v := size([y for y in [x] if y == " + n(i) + "])\n"; }));
         }},
        {"quantified_names",
         [](size_t k) {
             return value("x") + "invariant q = forall " +
                    each(k, [](size_t i) { return "i" + n(i); }, ", ") + " in nodes: true\n";
         }},
        {"text", [](size_t k) { return value("size(\"" + std::string(10 * k, 'a') + "\")"); }},
        // mistakes
        {"unclosed_parentheses", [](size_t k) { return value(std::string(k, '(')); }},
        {"unclosed_brackets_of_declarations",
         [](size_t k) {
             return kShapeHead + each(k, [](size_t i) { return "fn f" + n(i) + "(x: Int) : Int = (x\n"; });
         }},
        {"forgotten_braces", [](size_t k) { return handler(times(k, "    if x > 0 {\n      v := 1\n")); }},
        {"forgotten_braces_of_handlers",
         [](size_t k) { return processOf(times(k, "  on go(x) {\n    if x > 0 {\n      v := x\n  }\n")); }},
        {"closing_brackets", [](size_t k) { return kShapeHead + std::string(k, ')'); }},
        {"brackets_of_two_kinds", [](size_t k) { return value(std::string(k, '(') + std::string(k, ']')); }},
        {"fields_of_nothing", [](size_t k) { return value("x" + times(k, ".a")); }},
        {"comment_openers", [](size_t k) { return times(k, "/*") + value("x"); }},
        {"unclosed_texts", [](size_t k) { return value(times(k, "\"a\n")); }},
        {"unknown_names",
         [](size_t k) { return handler(each(k, [](size_t i) { return "    v := unknown" + n(i) + "\n"; })); }},
        {"wrong_types", [](size_t k) { return handler(times(k, "    v := true\n")); }},
        {"wrong_declarations",
         [](size_t k) { return kShapeHead + each(k, [](size_t i) { return "fn f" + n(i) + "(x: = x\n"; }); }},
        {"chained_comparisons", [](size_t k) { return value("x" + times(k, " < x")); }},
        {"semicolons", [](size_t k) { return handler(times(k, "    v := x;\n")); }},
        {"operators_of_other_languages",
         [](size_t k) { return handler(times(k, "    if x == 1 && x == 2 { v := 1 }\n")); }},
        {"unknown_characters", [](size_t k) { return kShapeHead + times(k, "§"); }},
    };
    return kShapes;
}

}   // namespace evd::sema::testing
