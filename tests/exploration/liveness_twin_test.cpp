// What must happen at some time, judged by the explorer and by a search over whole worlds (naive_runs.h): on every
// small spec of the repository and on random ones, under faults of every kind, for facts that chance has chosen.
// EVD_SEED chooses the first random spec, EVD_SPECS how many; EVD_STATES up to how many states.

#include "driver/prepare.h"
#include "driver/template.h"
#include "tests/differential/random_value.h"
#include "tests/exploration/naive_runs.h"
#include "tests/fixture/files.h"
#include "tests/specs/spec_of.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <regex>

namespace evd::exploration {

namespace {

namespace fs = std::filesystem;
using Outcome = explore::Explored::Outcome;

constexpr size_t kRunSpecs = 40;

struct RunTotals {
    size_t judged = 0, refuted = 0, rounds = 0, unknown = 0, unconfirmed = 0, tooLarge = 0, states = 0;
};

struct RunTrouble {
    const char* name;
    explore::Faults faults;
    explore::Network network;
};

std::vector<RunTrouble> runTroubles() {
    std::vector<RunTrouble> out(9);
    out[0].name = "nothing";
    out[1].name = "crash <= 1";
    out[1].faults.crashes = 1;
    out[2].name = "restart <= 1";
    out[2].faults.restarts = 1;
    out[3].name = "drop <= 1";
    out[3].faults.drops = 1;
    out[4].name = "duplicate";
    out[4].faults.duplicates = explore::kAnyNumber;
    out[5].name = "in order, duplicate <= 1";
    out[5].network.inOrder = true;
    out[5].faults.duplicates = 1;
    out[6].name = "restart";
    out[6].faults.restarts = explore::kAnyNumber;
    out[7].name = "drop";
    out[7].faults.drops = explore::kAnyNumber;
    out[8].name = "crash, drop, duplicate";
    out[8].faults = {explore::kAnyNumber, 0, explore::kAnyNumber, explore::kAnyNumber, false};
    return out;
}

/// Makes formulas in a module.
class Formulas {
public:
    Formulas(ir::Module& module, const ir::Interpreter& interpreter, specs::Chance& chance)
        : m_(module), interpreter_(interpreter), chance_(chance) {}

    /// Something about the present.
    ir::ExprId fact() {
        std::vector<ir::ExprId> some;
        for (const uint32_t location : interpreter_.locations()) {
            const ir::ExprId place = placeOf(location);
            some.push_back(make(ir::Op::Up, truth(), {place}));
            for (const ir::Instance& root : interpreter_.initial(location).roots) {
                const ir::Automaton& automaton = m_.automata[root.automaton];
                for (uint32_t i = 0; i < automaton.vars.size(); ++i) {
                    const ir::TypeKind kind = m_.types[automaton.vars[i].type].kind;
                    ir::Expr read{ir::Op::VarOf, automaton.vars[i].type, root.automaton, i, {place}, {}};
                    if (kind == ir::TypeKind::Bool) some.push_back(m_.add(read));
                    if (kind != ir::TypeKind::Int) continue;
                    const ir::ExprId value = m_.add(read);
                    ir::Expr number{ir::Op::Int, automaton.vars[i].type, 0, 0, {}, {}};
                    number.value = static_cast<int64_t>(chance_.below(3));
                    some.push_back(make(ir::Op::Ge, truth(), {value, m_.add(number)}));
                }
            }
        }
        return some[chance_.below(some.size())];
    }
    ir::ExprId not_(ir::ExprId one) { return make(ir::Op::Not, truth(), {one}); }
    ir::ExprId make(ir::Op op, ir::TypeId type, std::vector<ir::ExprId> args) {
        return m_.add({op, type, 0, 0, std::move(args), {}});
    }
    ir::TypeId truth() { return m_.types.basic(ir::TypeKind::Bool); }
    ir::ExprId always(ir::ExprId one) { return make(ir::Op::Always, truth(), {one}); }
    ir::ExprId eventually(ir::ExprId one) { return make(ir::Op::Eventually, truth(), {one}); }
    uint32_t statement(ir::ExprId formula) {
        ir::Statement made;
        made.kind = ir::StatementKind::Property;
        made.name = "made" + std::to_string(m_.statements.size());
        made.formula = formula;
        made.judged = ir::Judged::WholeRun;
        m_.statements.push_back(made);
        return static_cast<uint32_t>(m_.statements.size() - 1);
    }

private:
    ir::ExprId placeOf(uint32_t location) {
        m_.texts.push_back(interpreter_.deployment().names[location]);
        const auto text = static_cast<uint32_t>(m_.texts.size() - 1);
        return m_.add({ir::Op::LocNamed, m_.types.basic(ir::TypeKind::Loc), text, 0, {}, {}});
    }
    ir::Module& m_;
    const ir::Interpreter& interpreter_;
    specs::Chance& chance_;
};

void compareRuns(ir::Module& module, const ir::Interpreter& interpreter, const explore::Instance& instance,
                 explore::Network network, size_t statesMax, specs::Chance& chance, RunTotals& totals) {
    const NaiveRuns naive(interpreter, instance, network, statesMax);
    if (!naive.isComplete()) {
        ++totals.tooLarge;
        return;
    }
    totals.states += naive.states();
    Formulas make(module, interpreter, chance);
    const std::vector<bool> everywhere(naive.states(), true);
    std::vector<bool> first(naive.states());
    first[0] = true;
    struct Asked {
        const char* form;
        uint32_t statement;
        bool violated;
    };
    std::vector<Asked> asked;
    std::vector<uint32_t> statements;
    for (int k = 0; k < 3; ++k) {
        const ir::ExprId p = make.fact(), q = make.fact();
        bool isKnown = true;
        const std::vector<bool> isP = naive.truths(p, isKnown), isQ = naive.truths(q, isKnown);
        if (!isKnown) {
            ++totals.unknown;
            continue;
        }
        const auto inverse = [](std::vector<bool> all) {
            all.flip();
            return all;
        };
        const std::vector<bool> all = naive.reached(first, everywhere), notP = inverse(isP), notQ = inverse(isQ);
        std::vector<bool> owing(naive.states()), both(naive.states());
        for (size_t i = 0; i < naive.states(); ++i) {
            owing[i] = all[i] && isP[i] && notQ[i];
            both[i] = notP[i] && notQ[i];
        }
        const auto add = [&](const char* form, ir::ExprId formula, bool violated) {
            asked.push_back({form, make.statement(formula), violated});
            statements.push_back(asked.back().statement);
        };
        using Op = ir::Op;
        add("eventually p", make.eventually(p), naive.staysWithin(first, notP));
        add("always eventually p", make.always(make.eventually(p)), naive.staysWithin(all, notP));
        add("eventually always p", make.eventually(make.always(p)), naive.staysWithin(first, everywhere, &notP));
        add("p leads_to q", make.always(make.make(Op::Or, make.truth(), {make.not_(p), make.eventually(q)})),
            naive.staysWithin(owing, notQ));
        add("always eventually p or always eventually q",
            make.make(Op::Or, make.truth(), {make.always(make.eventually(p)), make.always(make.eventually(q))}),
            naive.staysWithin(all, both));
        add("eventually always p or eventually q",
            make.make(Op::Or, make.truth(), {make.eventually(make.always(p)), make.eventually(q)}),
            naive.staysWithin(first, notQ, &notP));
    }
    if (asked.empty()) return;
    explore::ExploreOptions options;
    options.network = network;
    options.decide = false;
    const explore::Exploration found = explore::explore(interpreter, instance, nullptr, statements, options);
    ASSERT_EQ(found.end, explore::Exploration::End::Complete);
    for (size_t i = 0; i < asked.size(); ++i) {
        const explore::Explored& one = found.statements[i];
        if (one.outcome == Outcome::NotExplored) {   // delayed sends that keep an order
            ++totals.unknown;
            continue;
        }
        ++totals.judged;
        totals.refuted += one.outcome == Outcome::Refuted ? 1 : 0;
        totals.rounds += one.round ? 1 : 0;
        totals.unconfirmed += one.unconfirmed > 0 ? 1 : 0;
        // Where events are rejected, runs may not count.
        if (one.unconfirmed > 0) EXPECT_FALSE(found.faults.empty()) << asked[i].form;
        EXPECT_EQ(one.outcome == Outcome::Refuted || one.unconfirmed > 0, asked[i].violated) << asked[i].form;
    }
}

void compareAllRuns(driver::Prepared& prepared, const std::vector<explore::Input>& inputs, size_t statesMax,
                    specs::Chance& chance, RunTotals& totals) {
    if (!prepared.interpreter->observers().empty() || prepared.interpreter->locations().empty()) return;
    for (const RunTrouble& trouble : runTroubles()) {
        SCOPED_TRACE(trouble.name);
        explore::Instance instance = prepared.instances.front();
        instance.inputs = inputs;
        if (instance.inputs.size() > 2) instance.inputs.resize(2);
        instance.faults = trouble.faults;
        ASSERT_NO_FATAL_FAILURE(
            compareRuns(prepared.module, *prepared.interpreter, instance, trouble.network, statesMax, chance, totals));
        if (testing::Test::HasFailure()) return;
    }
}

void tell(const RunTotals& totals) {
    std::cout << totals.judged << " judged on " << totals.states << " states, " << totals.refuted
              << " refuted, of these " << totals.rounds << " by what goes on for ever, " << totals.unconfirmed
              << " not confirmed; " << totals.unknown << " facts unknown, " << totals.tooLarge << " too large\n";
}

/// A spec of chance with few states that goes round in many ways: variables of few values, actions fair and plain,
/// tokens that are passed on, changed and dropped, timers.
std::string turningSpec(specs::Chance& chance) {
    const auto condition = [&]() -> std::string {
        switch (chance.below(4)) {
        case 0: return "true";
        case 1: return fmt::format("x == {}", chance.below(3));
        case 2: return fmt::format("x != {}", chance.below(3));
        default: return chance.below(2) == 0 ? "y" : "not y";   // 3
        }
    };
    const auto change = [&]() -> std::string {
        switch (chance.below(4)) {
        case 0: return "y := not y";
        case 1: return fmt::format("x := {}", chance.below(3));
        case 2: return fmt::format("x := (x + {}) mod 3", 1 + chance.below(2));
        default: return "y := x == 0";   // 3
        }
    };
    const bool timers = chance.below(4) == 0;
    std::string out = "spec turning\nparam ring : Ring<Loc>\nmessage token(n: Int)\n";
    if (chance.below(3) == 0) out += "links fifo\n";
    out += "process P {\n  var x : Int = 0\n  var y : Bool = false\n";
    if (timers) out += "  timer clock\n";
    out += fmt::format("  on start {{ {} {} }}\n", chance.below(2) == 0 ? "send token(0) to next(self)" : change(),
                       timers ? "set clock after 10ms" : "");
    if (timers)
        out += fmt::format("  on clock {{ {} {} }}\n", change(), chance.below(2) == 0 ? "set clock after 10ms" : "");
    for (size_t i = 0, count = 1 + chance.below(3); i < count; ++i)
        out += fmt::format("  {}action a{} when {} {{ {} {} }}\n", chance.below(3) == 0 ? "" : "fair ", i, condition(),
                           change(), timers && chance.below(3) == 0 ? "set clock after 10ms" : "");
    const std::string passed = chance.below(3) == 0   ? ""
                               : chance.below(2) == 0 ? "send token((n + 1) mod 2) to next(self)"
                                                      : "if " + condition() + " { send token(n) to next(self) }";
    out += fmt::format("  on token(n) when {} {{ {} {} }}\n", condition(), change(), passed);
    return out + "}\nsystem S = P at ring\n";
}

TEST(LivenessTwinSearches, AgreeOnSpecsThatGoRound) {
    const size_t first = specs::numberFrom("EVD_SEED", 1), count = specs::numberFrom("EVD_SPECS", kRunSpecs);
    const size_t statesMax = specs::numberFrom("EVD_STATES", 150);
    RunTotals totals;
    for (size_t seed = first; seed < first + count; ++seed) {
        specs::Chance chance(seed);
        const std::string text = turningSpec(chance);
        SCOPED_TRACE("EVD_SEED=" + std::to_string(seed) + " EVD_SPECS=1\n" + text);
        driver::Session session(fixture::source("stdlib"));
        session.setText("/turning/turning.evd", text);
        const bool alone = chance.below(3) == 0;
        session.setText("/turning/cluster.toml",
                        std::string("[locations]\na = \"127.0.0.1:1\"\nb = \"127.0.0.1:2\"\n") +
                            "[params]\nring = [\"a\"" + (alone ? "" : ", \"b\"") + "]\n");
        driver::PrepareRequest request;
        request.spec = "/turning/turning.evd";
        request.deployment = "/turning/cluster.toml";
        Diagnostics diagnostics;
        SourceSet sources;
        const auto prepared = driver::prepare(session, request, diagnostics, sources);
        ASSERT_TRUE(prepared) << (diagnostics.all().empty() ? "" : diagnostics.all().front().message);
        compareAllRuns(*prepared, {}, statesMax, chance, totals);
        if (HasFailure()) return;
    }
    EXPECT_GT(totals.rounds, count);
    tell(totals);
}

class LivenessTwins : public testing::TestWithParam<std::string> {};

TEST_P(LivenessTwins, AgreeOnEverySpec) {
    static const std::regex kSystem(R"(\nsystem +(\w+))");
    const size_t statesMax = specs::numberFrom("EVD_STATES", 150), seed = specs::numberFrom("EVD_SEED", 1);
    RunTotals totals;
    std::vector<fs::path> all;
    for (const auto& entry : fs::recursive_directory_iterator(fixture::source(GetParam())))
        if (entry.path().extension() == ".evd") all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    for (const fs::path& path : all) {
        fs::path deployment = fs::path(path).replace_extension(".toml");
        for (const char* shared : {"cluster.toml", "nodes.toml"})
            if (!fs::exists(deployment)) deployment = path.parent_path() / shared;
        if (!fs::exists(deployment)) continue;
        const std::string text = fixture::read(path);
        for (auto at = std::sregex_iterator(text.begin(), text.end(), kSystem); at != std::sregex_iterator(); ++at) {
            SCOPED_TRACE("EVD_SEED=" + std::to_string(seed) + " " + path.string() + " " + (*at)[1].str());
            specs::Chance chance(seed);
            driver::Session session(fixture::source("stdlib"));
            driver::PrepareRequest request;
            request.spec = path.string();
            request.deployment = deployment.string();
            request.system = (*at)[1];
            Diagnostics diagnostics;
            SourceSet sources;
            const auto prepared = driver::prepare(session, request, diagnostics, sources);
            if (!prepared) continue;
            const auto inputs = driver::inputs(prepared->file, *prepared->interpreter, diagnostics);
            compareAllRuns(*prepared, inputs, statesMax, chance, totals);
            if (HasFailure()) return;
        }
    }
    EXPECT_GT(totals.judged, 0U);
    tell(totals);
}

INSTANTIATE_TEST_SUITE_P(Folders, LivenessTwins, testing::Values("examples", "tests/corpus", "tests/statements"),
                         [](const auto& info) {
                             std::string name = info.param;
                             std::replace(name.begin(), name.end(), '/', '_');
                             return name;
                         });

TEST(LivenessTwinSearches, AgreeOnRandomSpecs) {
    const size_t first = specs::numberFrom("EVD_SEED", 1), count = specs::numberFrom("EVD_SPECS", kRunSpecs);
    const size_t statesMax = specs::numberFrom("EVD_STATES", 150);
    RunTotals totals;
    for (size_t seed = first; seed < first + count; ++seed) {
        SCOPED_TRACE("EVD_SEED=" + std::to_string(seed) + " EVD_SPECS=1");
        const std::optional<specs::MadeSpec> spec = specs::specOf(seed);
        if (!spec) continue;
        driver::Session session(fixture::source("stdlib"));
        for (const auto& [path, text] : spec->files) session.setText(path, text);
        std::map<std::string, std::string> types;
        for (const std::string& type : spec->typeParams) types[type] = "Int";
        driver::Checked checked = session.check(spec->root());
        if (!checked.ok()) continue;
        auto module = session.lower(checked, {types});
        if (!module) continue;
        session.setText("/specs/cluster.toml",
                        driver::deploymentTemplate(*module, *checked.program, checked.sources, {types}));
        specs::Chance chance(seed);
        driver::PrepareRequest request;
        request.spec = spec->root();
        request.deployment = "/specs/cluster.toml";
        request.system = chance.pick(spec->systems);
        request.typeArgs = types;
        Diagnostics diagnostics;
        SourceSet sources;
        const auto prepared = driver::prepare(session, request, diagnostics, sources);
        if (!prepared) continue;
        differential::RandomValues random(prepared->module.types, seed);
        const std::vector<uint32_t> places = prepared->interpreter->locations();
        if (places.empty()) continue;
        const size_t names = prepared->deployment().names.size();
        std::vector<explore::Input> inputs;
        for (ir::MessageId m = 0; m < prepared->module.messages.size(); ++m) {
            const ir::Message& message = prepared->module.messages[m];
            if (message.kind != ir::MessageKind::Input) continue;
            explore::Input& input = inputs.emplace_back();
            input.message = m;
            std::vector<ir::Value> payload;
            for (const auto& field : message.fields) payload.push_back(random.value(field.type, names));
            input.payload = std::move(payload);
            input.to = chance.pick(places);
            input.from = static_cast<uint32_t>(chance.below(names));
            input.group = static_cast<uint32_t>(chance.below(2));
        }
        compareAllRuns(*prepared, inputs, statesMax, chance, totals);
        if (HasFailure()) {
            std::cout << spec->text();
            return;
        }
    }
    EXPECT_GT(totals.judged, count);
    tell(totals);
}

}   // namespace

}   // namespace evd::exploration
