// What clauses read, write, send and start, and where they may fault. That nothing else matters, tests/summaries tries.

#include "driver/session.h"
#include "ir/analysis/effects.h"
#include "ir/core/ops.h"
#include "tests/unit/corpus/specs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace evd::corpus {

namespace {

constexpr const char* kSpec = R"(spec made
param nodes : Set<Loc>
param rank  : Loc -> Int
fn half(x: Int) : Int = x / 2
input   go(x: Int, k: Int)
input   set_both(x: Int)
input   count(x: Int)
input   watch(k: Int)
message note(x: Int)
output  done(x: Int)
process Child(k: Int) { on note(^k) { emit done(k)  stop } }
process Node {
  var a : Int = 0
  var b : Int = 0
  var m : Map<Int, Int> = {}
  on go(x, k) when a < x { m[k] := rank(self)  after 5ms send note(half(b)) to nodes }
  on set_both(x) { a := x  if x > 0 { b := a } else { b := 1 }  emit done(b) }
  on count(x) { for i in [1, x] { a := i }  b := a  assert b > 0 }
  on watch(k) from p { spawn Child(k)  send note(m[k]) to p }
  on note(_) { }
}
system S = Node at nodes
)";

/// `reads a, b; writes m; …`: what there is of it.
std::string told(const ir::Module& module, const ir::Automaton& automaton, const ir::Effects& effects) {
    std::vector<std::string> out;
    auto add = [&](const char* what, const auto& numbers, const auto& name) {
        std::vector<std::string> names;
        for (uint32_t number : numbers) names.push_back(name(number));
        if (!names.empty()) out.push_back(fmt::format("{} {}", what, fmt::join(names, ", ")));
    };
    const auto variable = [&](uint32_t i) { return automaton.vars[i].name; };
    const auto message = [&](uint32_t i) { return module.messages[i].name; };
    add("reads", effects.reads, variable);
    add("writes", effects.writes, variable);
    add("parameters", effects.params, [&](uint32_t i) { return automaton.params[i].name; });
    add("given", effects.systemParams, [&](uint32_t i) { return module.params[i].name; });
    add("fields", effects.fields, [](uint32_t i) { return std::to_string(i); });
    add("sends", effects.sends, message);
    add("emits", effects.emits, message);
    add("starts", effects.spawns, [&](uint32_t i) { return module.automata[automaton.tables[i].child].name; });
    for (const auto& [is, what] :
         {std::pair(effects.self, "self"), std::pair(effects.sender, "sender"), std::pair(effects.ends, "ends"),
          std::pair(effects.delays, "delays"), std::pair(effects.none(), "nothing happens")})
        if (is) out.emplace_back(what);
    std::vector<std::string> faults;
    for (const ir::FaultPlace& place : effects.faults)
        faults.emplace_back(place.expr.valid() ? ir::name(module[place.expr].op) : "assert");
    if (!faults.empty()) out.push_back(fmt::format("faults {}", fmt::join(faults, ", ")));
    return fmt::format("{}", fmt::join(out, "; "));
}

TEST(Effects, AreTold) {
    driver::Session session(source("stdlib").string());
    session.setText("made.evd", kSpec);
    driver::Checked checked = session.check("made.evd");
    const driver::Lowered module = checked.ok() ? session.lower(checked, {}) : std::nullopt;
    ASSERT_TRUE(module);
    std::map<std::string, std::string> all;
    for (const ir::Automaton& automaton : module->automata)
        for (const ir::Clause& clause : automaton.clauses) {
            all[automaton.name + "." + module->messages[clause.message].name] =
                told(*module, automaton, effectsOf(*module, clause));
            if (clause.message == 0 && automaton.name == "Node")
                EXPECT_EQ(told(*module, automaton, effectsOfGuard(*module, clause)),
                          "reads a; fields 0; nothing happens");
        }
    const std::map<std::string, std::string> expected{
        {"Node.go", "reads a, b, m; writes m; given nodes, rank; fields 0, 1; sends note; self; delays; faults "
                    "param_call, div, call"},
        {"Node.set_both", "writes a, b; fields 0; emits done"},
        {"Node.count", "reads a; writes a, b; fields 0; faults assert"},
        {"Node.watch", "reads m; fields 0; sends note; starts Child; sender; faults at"},
        {"Node.note", "nothing happens"},
        {"Child.note", "parameters k; fields 0; emits done; ends"},
    };
    EXPECT_EQ(all, expected);
}

}   // namespace

}   // namespace evd::corpus
