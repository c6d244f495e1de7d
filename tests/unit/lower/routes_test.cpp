// After the passes, messages reach the spawned parts of the two-thirds protocol by an index (R6).

#include "tests/unit/lower/fixture.h"

#include <gtest/gtest.h>

namespace evd::lower::testing {
namespace {

/// The kinds of the routes of every table whose children are instances of an automaton with this name, for one message.
std::vector<ir::Route::Kind> routes(const ir::Module& m, const std::string& child, const std::string& message) {
    std::vector<ir::Route::Kind> found;
    for (const ir::Automaton& automaton : m.automata)
        for (const ir::ChildTable& table : automaton.tables) {
            if (m.automata[table.child].name != child) continue;
            for (size_t i = 0; i < m.messages.size(); ++i)
                if (m.messages[i].name == message) found.push_back(table.routes.at(i).kind);
        }
    return found;
}

TEST(Routes, TwoThirdsIsIndexedInBothForms) {
    auto compiled = compile(fixture::sourceText("examples/two_thirds/two_thirds.evd"), {}, true);
    ASSERT_EQ(compiled->errors, "");
    using Kind = ir::Route::Kind;
    for (const char* slot : {"Slot", "OneSlot"})
        for (const char* message : {"vote", "retry", "decided"}) {
            auto found = routes(compiled->module, slot, message);
            ASSERT_FALSE(found.empty()) << slot;
            for (Kind kind : found) EXPECT_EQ(kind, Kind::Index) << slot << ", " << message;
        }
    for (const char* round : {"Round", "OneRound"}) {
        auto votes = routes(compiled->module, round, "vote"), decided = routes(compiled->module, round, "decided");
        ASSERT_FALSE(votes.empty()) << round;
        for (Kind kind : votes) EXPECT_EQ(kind, Kind::Index) << round;
        for (Kind kind : decided) EXPECT_EQ(kind, Kind::Ignore) << round;
    }
}

TEST(Routes, AnUntilOfItsOwnIsReachedThroughTheIndexOfItsParent) {
    auto compiled =
        compile("param nodes : Set<Loc>\ninput a(x: Int)\ninput b(x: Int)\ninput c(x: Int)\noutput out(x: Int)\n"
                "class D(x: Int) = b(^x) => emit out(x)\nclass E(x: Int) = ((each _ in a(^x) spawn D(x)) until b(^x)) "
                "|| (c(^x) => emit out(x))\n"
                "class R = each x in a spawn E(x)\nsystem S = R at nodes\n",
                {}, true);
    ASSERT_EQ(compiled->errors, "");
    for (const char* message : {"a", "b", "c"})
        EXPECT_EQ(routes(compiled->module, "E", message), std::vector{ir::Route::Kind::Index}) << message;
}

/// Statements of one automaton, shared ones counted once.
size_t statements(const std::string& body) {
    auto compiled = compile("param nodes : Set<Loc>\ninput a(x: Int)\ninput b(x: Int)\noutput out(x: Int)\n"
                            "state P : Int = 0 { on a(x) -> x }\nstate Q : Int = 0 { on b(x) -> x }\n"
                            "class C = " +
                            body + "\nsystem S = (C as _ => emit out(1)) at nodes\n");
    EXPECT_EQ(compiled->errors, "") << body;
    return compiled->module.stmts.size();
}

TEST(Size, GrowsLinearlyWithNestedUnionsInPairs) {
    std::string text = "(P || Q)";
    std::vector<size_t> sizes;
    for (int i = 0; i < 10; ++i) {
        sizes.push_back(statements(text));
        text = "(" + text + " & (P || Q))";
    }
    for (size_t i = 0; i < sizes.size(); ++i) std::printf("%zu pairs of unions: %zu statements\n", i, sizes[i]);
    EXPECT_LT(sizes[9], 12 * sizes[1]);
}

}   // namespace
}   // namespace evd::lower::testing
