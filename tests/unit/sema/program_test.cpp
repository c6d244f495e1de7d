// What later phases rely on: uses, operators, types by node, and the answers for hover.

#include "fixture.h"

#include <algorithm>

namespace evd::sema::testing {
namespace {

TEST(Program, TheExamplesAreClean) {
    for (const char* path : {"examples/two_thirds/two_thirds.evd", "examples/stenning/stenning.evd",
                             "examples/ring_election/ring_election.evd"}) {
        SCOPED_TRACE(path);
        Checked checked = check(fixture::sourceText(path));
        EXPECT_EQ(checked.shown(), std::vector<std::string>{});
    }
}

TEST(Program, EveryTypeIsKnownAfterACleanCheck) {
    Checked checked = check(fixture::sourceText("examples/two_thirds/two_thirds.evd"));
    auto known = [](auto& self, TypeRef type) -> bool {
        if (type->kind == Kind::Variable || type->kind == Kind::Error) return false;
        for (TypeRef part : type->args)
            if (!self(self, part)) return false;
        return true;
    };
    for (const Module& module : checked.program->modules) {
        size_t typed = 0;
        for (TypeRef type : module.types)
            if (type != nullptr) {
                ++typed;
                EXPECT_TRUE(known(known, type)) << checked.program->text(type);
            }
        EXPECT_GT(typed, 0u);
        for (const auto& [offset, use] : module.uses) {
            EXPECT_NE(use.symbol, kNoSymbol);
            EXPECT_EQ(offset, use.span.begin);
            for (TypeRef arg : use.typeArgs) EXPECT_TRUE(known(known, arg)) << checked.program->text(arg);
            EXPECT_EQ(use.typeArgs.size(), (*checked.program)[use.symbol].generics == 0 || use.isDeclaration
                                               ? use.typeArgs.size()
                                               : (*checked.program)[use.symbol].generics)
                << (*checked.program)[use.symbol].name;
        }
    }
}

TEST(Program, UsesKnowTheirTypeArguments) {
    Checked checked = check("fn pair(x, y) = (x, y)\nfn f(s: Str) = pair(s, true)\nfn g() : Option<Int> = Some(1)");
    EXPECT_EQ(checked.shown(), std::vector<std::string>{});
    const Use& call = checked.program->root().uses.at(checked.offset("pair", 1));
    ASSERT_EQ(call.typeArgs.size(), 2u);
    EXPECT_EQ(checked.program->text(call.typeArgs[0]), "Str");
    EXPECT_EQ(checked.program->text(call.typeArgs[1]), "Bool");
    const Use& some = checked.program->root().uses.at(checked.offset("Some"));
    ASSERT_EQ(some.typeArgs.size(), 1u);
    EXPECT_EQ(checked.program->text(some.typeArgs[0]).substr(0, 3) == "Int" ||
                  checked.program->text(some.typeArgs[0]) == "Nat",
              true);
    EXPECT_EQ((*checked.program)[some.symbol].kind, SymbolKind::Constructor);
}

/// The built-ins chosen in a module, with how often.
std::map<std::string, int> chosen(const Checked& checked) {
    std::map<std::string, int> out;
    for (BuiltinId id : checked.program->root().operators)
        if (id != BuiltinId::None) ++out[std::string(info(id).name) + " " + info(id).scheme];
    return out;
}

TEST(Program, OperatorsAreResolvedByTheirOperands) {
    Checked checked = check("fn f(s: Set<Int>, l: List<Str>, m: Map<Loc, Int>, k: Loc) : Int =\n  size(s + {1}) + "
                            "size(l + [\"a\"]) + m[k] + size(l[0]) + (if k in m then 1 else 0)");
    EXPECT_EQ(checked.shown(), std::vector<std::string>{});
    auto found = chosen(checked);
    EXPECT_EQ(found["+ (Set<T>, Set<T>) -> Set<T>"], 1);
    EXPECT_EQ(found["+ (List<T>, List<T>) -> List<T>"], 1);
    EXPECT_EQ(found["+ (Num, Num) -> Num"], 4);
    EXPECT_EQ(found["[] (Map<K, V>, K) -> V"], 1);
    EXPECT_EQ(found["[] (List<T>, Int) -> T"], 1);
    EXPECT_EQ(found["in (K, Map<K, V>) -> Bool"], 1);
    EXPECT_EQ(found["size (Set<T>) -> Nat"], 1);
    EXPECT_EQ(found["size (Str) -> Nat"], 1);
}

TEST(Program, RingsWithoutTheirName) {
    const std::string use = "fn f(a: Loc) : Loc = next(a)";
    EXPECT_EQ(chosen(check("param ring : Ring<Loc>\n" + use))["next (T) -> T"], 1);
    expectClean("param r : Ring<Loc>\nparam q : Ring<Loc>\nfn f(a: Loc) : Loc = next(r, prev(q, a))");
}

TEST(Program, HoverAnswers) {
    Checked checked = check("/// Votes for a command.\nmessage vote(slot: Int, cmd: Str)\nparam p : Loc\nfn f(x: Int) "
                            ": Int = x + 12\nprocess P {\n var n : Int = 0\n on vote(s, _) { n := f(s)  send vote(n, "
                            "\"\") to p }\n}\nsystem S = P at p");
    auto text = [&](const std::string& what, size_t n = 0) {
        auto answer = at(*checked.program, 0, checked.offset(what, n));
        return answer ? answer->text : "";
    };
    EXPECT_EQ(text("vote(s,"), "message vote(slot: Int, cmd: Str)");
    EXPECT_EQ(at(*checked.program, 0, checked.offset("vote(s,"))->doc, "Votes for a command.");
    EXPECT_EQ(text("f(s)"), "fn f(x: Int): Int");
    EXPECT_EQ(text("n :="), "var n: Int");
    EXPECT_EQ(text("p : Loc"), "param p: Loc");
    auto sum = at(*checked.program, 0, checked.offset("+ 12"));
    ASSERT_TRUE(sum);
    EXPECT_EQ(sum->symbol, kNoSymbol);
    EXPECT_EQ(checked.sources.text(sum->span), "x + 12");
    EXPECT_EQ(at(*checked.program, 0, 100000), std::nullopt);
    EXPECT_EQ(at(*checked.program, 7, 0), std::nullopt);
}

TEST(Program, BrokenTextStillGivesAProgram) {
    for (const char* text :
         {"", "spec", "process P {", "fn f(x: = ", "class = ||", "message m(a: Int\nprocess P { on m( { x := } }",
          "check", "import", "enum E { A(", "type T = { a: }"}) {
        SCOPED_TRACE(text);
        Checked checked = check(text);
        ASSERT_NE(checked.program, nullptr);
        ASSERT_EQ(checked.program->modules.size(), 1u);
        for (uint32_t offset = 0; offset < 40; ++offset) (void)at(*checked.program, 0, offset);
    }
}

TEST(Stdlib, EveryModuleIsClean) {
    for (const char* name : {"quorum", "collection"}) {
        SCOPED_TRACE(name);
        Checked checked = check(fixture::sourceText(std::string("stdlib/") + name + ".evd"));
        EXPECT_EQ(checked.shown(), std::vector<std::string>{});
    }
}

TEST(Stdlib, QuorumFunctionsAreGeneric) {
    expectClean(
        "import std.quorum\nparam type Cmd\nparam f : Nat\n"
        "fn decided(votes: Bag<Cmd>) : Bool = has_quorum(2*f + 1, plurality(votes), votes) and unanimous(votes)\n"
        "fn enough(votes: Bag<Int>) : Bool = plurality(votes) > 0 and size(votes) >= majority(3*f + 1)");
}

TEST(Premises, AChainOfClassesSendsWhatItsFirstMessageMakesHappen) {
    auto chain = [](const std::string& first) {
        return "param nodes : Set<Loc>\ninput go(x: Int)\nmessage m(x: Int)\noutput done(x: Int)\n"
               "class Third = Second as x => send m(x) to nodes\nclass Second = First as x => x + 1\nclass First = " +
               first +
               " => x\nclass Begin = go(x) => emit done(x)\nsystem S = (Third || Begin) at nodes\n"
               "property p = forall x, e: sent m(x) @ e implies x > 0\n";
    };
    expectWithout(chain("go(x)"), Code::VacuousProperty);
    expectWithout(chain("go(x) => x || m(x)"), Code::VacuousProperty);
    auto found = check(chain("m(x)"));
    EXPECT_EQ(std::count_if(found.diagnostics.all().begin(), found.diagnostics.all().end(),
                            [](const Diagnostic& one) { return one.code == Code::VacuousProperty; }),
              1);
}

}   // namespace
}   // namespace evd::sema::testing
