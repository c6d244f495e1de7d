// Content hashes: what changes them, what does not, and that different things have different ones.

#include "driver/session.h"
#include "ir/analysis/content_hash.h"
#include "tests/unit/corpus/specs.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace evd::corpus {

namespace {

constexpr const char* kSpec = R"(spec made
param nodes : Set<Loc>
param limit : Int
enum Mode { Slow, Fast(rate: Int) }
fn twice(x: Int) : Int = x + x
fn sum(xs: List<Int>) : Int = fold(xs, 0, (total, x) => total + x)
input   go(x: Int, m: Mode)
message note(x: Int)
output  done(x: Int)
process Child(k: Int) {
  on note(x) when x == k { emit done(twice(k))  stop }
}
process Node {
  var n : Int = 0
  var best : Int = 0
  on go(x, m) {
    let y = sum([x, limit])
    match m { Slow => { n := y }  Fast(r) => { n := y + r  spawn Child(r) } }
    send note(y) to nodes
  }
  on note(v) { best := max(best, v) }
  fair action tick(i in [1, 2]) when n < i { n += i }
}
system S = Node at nodes
invariant small = forall i in nodes: n of Node at i <= 100
property  told  = forall x, e: sent done(x) @ e implies exists e0 < e: note(_) @ e0
check small with nodes = {a, b}, limit = 3 given go(1, Slow) to a bound n <= 9 faults crash <= 1
)";

/// The hash of everything, by name.
std::map<std::string, std::string> hashes(const std::string& text) {
    driver::Session session(source("stdlib").string());
    session.setText("made.evd", text);
    driver::Checked checked = session.check("made.evd");
    const driver::Lowered module = checked.ok() ? session.lower(checked, {}) : std::nullopt;
    if (!module) throw std::runtime_error("wrong spec: " + checked.diagnostics.all().front().message + "\n" + text);
    const ir::ContentHashes made(*module);
    std::map<std::string, std::string> out;
    for (ir::FunctionId i = 0; i < module->functions.size(); ++i)
        out["fn " + module->functions[i].name] = made.function(i).text();
    for (ir::AutomatonId i = 0; i < module->automata.size(); ++i) {
        const ir::Automaton& automaton = module->automata[i];
        out[automaton.name] = made.automaton(i).text();
        for (uint32_t c = 0; c < automaton.clauses.size(); ++c)
            out[automaton.name + "." + automaton.clauses[c].name] = made.clause(i, c).text();
    }
    for (uint32_t i = 0; i < module->statements.size(); ++i) out[module->statements[i].name] = made.statement(i).text();
    out["system"] = made.system(0).text();
    out["check"] = made.check(0).text();
    return out;
}

std::string edited(std::string text, const std::string& from, const std::string& to) {
    for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

std::string moved(const std::string& text, const std::string& line) {
    std::string out = edited(text, line, "");
    return out + line;
}

TEST(ContentHashes, SurviveWhatMeansNothing) {
    const auto before = hashes(kSpec);
    for (const std::string& text : {
             edited(kSpec, "  var best", "\n  // what was greatest\n\n  var best"),
             edited(kSpec, "(total, x) => total + x", "(t, one) => t + one"),
             edited(kSpec, "on note(v) { best := max(best, v) }", "on note(w) { best := max(best, w) }"),
             edited(kSpec, "tick(i in [1, 2]) when n < i { n += i }", "tick(j in [1, 2]) when n < j { n += j }"),
             edited(kSpec, "forall i in nodes: n of Node at i <= 100", "forall j in nodes: n of Node at j <= 100"),
             moved(kSpec, "enum Mode { Slow, Fast(rate: Int) }\n"),
             moved(kSpec, "fn twice(x: Int) : Int = x + x\n"),
             moved(kSpec, "message note(x: Int)\n"),
             moved(kSpec, "param nodes : Set<Loc>\n"),
             moved(kSpec, "process Child(k: Int) {\n  on note(x) when x == k { emit done(twice(k))  stop }\n}\n"),
             edited(kSpec, "  var n : Int = 0\n  var best : Int = 0\n", "  var best : Int = 0\n  var n : Int = 0\n"),
             edited(edited(edited(edited(kSpec, "let y =", "let it ="), "y + r", "it + r"), ":= y }", ":= it }"),
                    "note(y)", "note(it)"),
         }) {
        EXPECT_EQ(hashes(text), before) << text;
    }
    // A function is what it computes.
    auto renamed = hashes(edited(kSpec, "twice", "doubled"));
    EXPECT_EQ(renamed.at("fn doubled"), before.at("fn twice"));
    EXPECT_EQ(renamed.at("Child"), before.at("Child"));
}

/// Which of them a change of meaning changes; the rest it does not.
TEST(ContentHashes, TellEveryChangeOfMeaning) {
    struct Row {
        std::string from, to;
        std::set<std::string> changed;
    };
    const auto before = hashes(kSpec);
    const std::string go = "Node.go", note = "Node.note", tick = "Node.tick", child = "Child.note";
    const std::set<std::string> whole{"Node", "small", "system", "check"};
    auto with = [&](std::set<std::string> more) {
        more.insert(whole.begin(), whole.end());
        return more;
    };
    for (const Row& row : {
             Row{"x + x", "x + x + 0", with({"fn twice", child, "Child", go})},
             Row{"total + x", "x + total", with({"fn sum", go})},
             Row{"best := max(best, v)", "best := max(v, best)", with({note})},
             Row{"var best : Int = 0", "var best : Int = 1", with({})},
             Row{"var best : Int = 0", "durable var best : Int = 0", with({})},
             Row{"when x == k", "when x >= k", with({child, "Child", go})},
             Row{"  stop }", "}", with({child, "Child", go})},
             Row{"fair action", "action", with({tick})},
             Row{"i in [1, 2]", "i in [2, 1]", with({tick})},
             Row{"n += i", "n -= i", with({tick})},
             Row{"<= 100", "<= 101", {"small", "check"}},
             Row{"exists e0 < e: note", "exists e0 <@ e: note", {"told"}},
             Row{"Node at nodes", "Node at first(nodes)", {"system", "check"}},
             Row{"limit = 3", "limit = 4", {"check"}},
             Row{"go(1, Slow)", "go(2, Slow)", {"check"}},
             Row{"bound n <= 9", "bound n < 9", {"check"}},
             Row{"crash <= 1", "restart <= 1", {"check"}},
         }) {
        const std::string text = edited(kSpec, row.from, row.to);
        ASSERT_NE(text, kSpec) << row.from;
        const auto after = hashes(text);
        std::set<std::string> changed;
        for (const auto& [name, hash] : before)
            if (after.at(name) != hash) changed.insert(name);
        EXPECT_EQ(changed, row.changed) << row.from << " -> " << row.to;
    }
}

/// What is said of every instance is part of what a check means, and of nothing else.
TEST(ContentHashes, OfChecksCoverAssumptionsLinksAndClocks) {
    const auto before = hashes(kSpec);
    std::set<std::string> different{before.at("check")};
    for (const char* more : {"assume few = limit < 9\n", "assume few = limit < 8\n", "links fifo\n", "links reliable\n",
                             "clocks drift 10 percent\n"}) {
        auto after = hashes(std::string(kSpec) + more);
        EXPECT_TRUE(different.insert(after.at("check")).second) << more;
        after["check"] = before.at("check");
        EXPECT_EQ(after, before) << more;
    }
    const std::string one = "assume few = limit < 9\n", other = "assume some = limit > 0\n";
    EXPECT_EQ(hashes(kSpec + one + other), hashes(kSpec + other + one)) << "in any order";
}

/// Of all items of all specs, those with one hash read the same.
TEST(ContentHashes, DifferWhereSpecsDo) {
    std::map<ir::ContentHash, std::string> known;
    size_t items = 0;
    auto add = [&](ir::ContentHash hash, const std::string& what) {
        ++items;
        const auto [at, isNew] = known.emplace(hash, what);
        if (!isNew) EXPECT_EQ(at->second, what);
    };
    for (const char* folder : {"examples", "tests/corpus"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(source(folder))) {
            if (entry.path().extension() != ".evd") continue;
            driver::Session session(source("stdlib").string());
            driver::Checked checked = session.check(entry.path().string());
            const driver::Lowered module = checked.ok() ? session.lower(checked, {}) : std::nullopt;
            ASSERT_TRUE(module) << entry.path();
            const ir::ContentHashes made(*module), again(*module);
            for (ir::FunctionId i = 0; i < module->functions.size(); ++i)
                add(made.function(i), "fn " + module->functions[i].name.substr(0, module->functions[i].name.find('<')));
            for (ir::AutomatonId i = 0; i < module->automata.size(); ++i) {
                EXPECT_EQ(made.automaton(i), again.automaton(i));
                add(made.automaton(i), "automaton " + module->automata[i].name);
            }
            for (uint32_t i = 0; i < module->statements.size(); ++i)
                add(made.statement(i), "statement " + module->statements[i].name + module->statements[i].whyNot);
        }
    EXPECT_GT(items, 200u);
    EXPECT_GT(known.size() * 2, items);
}

}   // namespace

}   // namespace evd::corpus
