// The explorer against a search over whole worlds (naive.h): on every spec of the repository and on random specs, under
// faults of every kind, the same states, transitions, ends, verdicts and faults.
// EVD_SEED chooses the first random spec, EVD_SPECS how many; EVD_STATES up to how many states.

#include "driver/prepare.h"
#include "driver/template.h"
#include "ir/analysis/reads.h"
#include "tests/differential/random_value.h"
#include "tests/exploration/naive.h"
#include "tests/fixture/files.h"
#include "tests/specs/spec_of.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <regex>

namespace evd::exploration {

namespace {

namespace fs = std::filesystem;
using explore::Exploration;
using explore::Explored;
using specs::numberFrom;

constexpr size_t kSpecs = 40;
constexpr size_t kInputsMax = 3;   // more of them multiply states without new ways to be wrong

/// One kind of trouble.
struct Trouble {
    const char* name;
    explore::Faults faults;
    explore::Network network;
};

std::vector<Trouble> troubles() {
    std::vector<Trouble> out(9);
    out[0].name = "nothing";
    out[1].name = "crash <= 1";
    out[1].faults.crashes = 1;
    out[2].name = "restart <= 1";
    out[2].faults.restarts = 1;
    out[3].name = "drop <= 2";
    out[3].faults.drops = 2;
    out[4].name = "duplicate <= 1";
    out[4].faults.duplicates = 1;
    out[5].name = "duplicate";
    out[5].faults.duplicates = explore::kAnyNumber;
    out[6].name = "in order";
    out[6].network.inOrder = true;
    out[7].name = "in order, duplicate <= 1, restart <= 1";
    out[7].network.inOrder = true;
    out[7].faults.duplicates = out[7].faults.restarts = 1;
    out[8].name = "crash, drop, duplicate";
    out[8].faults = {explore::kAnyNumber, 0, explore::kAnyNumber, explore::kAnyNumber, false};
    return out;
}

struct Totals {
    size_t searches = 0, states = 0, reduced = 0, transitions = 0, refuted = 0, tooLarge = 0;
};

/// Both searches of one instance.
void compare(const ir::Interpreter& interpreter, const explore::Instance& instance, const explore::Network& network,
             size_t statesMax, Totals& totals) {
    const ir::Module& module = interpreter.module();
    std::vector<uint32_t> present;
    for (uint32_t i = 0; i < module.statements.size(); ++i)
        if (explore::whyNotOnStates(interpreter, module.statements[i]).empty() &&
            !ir::readsOf(module, module.statements[i].formula).history())
            present.push_back(i);
    Naive naive = search(interpreter, instance, network, present, statesMax);
    if (!naive.complete) {
        ++totals.tooLarge;
        return;
    }
    explore::ExploreOptions options;
    options.network = network;
    options.reduce = explore::Reducing::none();
    options.decide = false;
    const Exploration found = explore::explore(interpreter, instance, nullptr, present, options);
    ASSERT_EQ(found.end, Exploration::End::Complete);
    EXPECT_EQ(found.reached.states, naive.states);
    EXPECT_EQ(found.reached.transitions, naive.transitions);
    EXPECT_EQ(found.terminal, naive.terminal);
    EXPECT_EQ(found.ends, naive.ends.size());
    std::set<uint32_t> refuted;
    for (const Explored& one : found.statements)   // delayed sends that keep an order
        if (one.outcome == Explored::Outcome::NotExplored) naive.refuted.erase(one.statement);
    for (const Explored& one : found.statements)
        if (one.outcome == Explored::Outcome::Refuted) refuted.insert(one.statement);
    EXPECT_EQ(refuted, naive.refuted);
    std::set<std::pair<uint32_t, uint32_t>> faults;
    for (const explore::FoundFault& one : found.faults) faults.insert({one.fault.at.begin, one.fault.at.end});
    EXPECT_EQ(faults, naive.faults);
    // What is left out makes no difference to what is found.
    options.reduce = {};
    options.closureSteps = 2000;   // some have none
    const Exploration reduced = explore::explore(interpreter, instance, nullptr, present, options);
    ASSERT_EQ(reduced.end, Exploration::End::Complete);
    EXPECT_LE(reduced.reached.states, found.reached.states);
    std::set<uint32_t> stillRefuted;
    for (size_t i = 0; i < present.size(); ++i) {
        if (reduced.statements[i].outcome == Explored::Outcome::Refuted) stillRefuted.insert(present[i]);
        EXPECT_EQ(reduced.statements[i].outcome, found.statements[i].outcome) << module.statements[present[i]].name;
        EXPECT_EQ(reduced.statements[i].looked, found.statements[i].looked) << module.statements[present[i]].name;
    }
    EXPECT_EQ(stillRefuted, naive.refuted);
    std::set<std::pair<uint32_t, uint32_t>> stillFaults;
    for (const explore::FoundFault& one : reduced.faults) stillFaults.insert({one.fault.at.begin, one.fault.at.end});
    EXPECT_EQ(stillFaults, naive.faults);
    if (instance.faults.crashes == 0 && instance.faults.drops == 0) EXPECT_EQ(reduced.ends, naive.ends.size());
    totals.reduced += reduced.reached.states;
    ++totals.searches;
    totals.states += naive.states;
    totals.transitions += naive.transitions;
    totals.refuted += refuted.size();
}

void compareAll(const driver::Prepared& prepared, const std::vector<explore::Input>& inputs, size_t statesMax,
                Totals& totals) {
    if (!prepared.interpreter->observers().empty()) return;   // to come
    for (const Trouble& trouble : troubles()) {
        SCOPED_TRACE(trouble.name);
        explore::Instance instance = prepared.instances.front();
        instance.inputs = inputs;
        if (instance.inputs.size() > kInputsMax) instance.inputs.resize(kInputsMax);
        instance.faults = trouble.faults;
        ASSERT_NO_FATAL_FAILURE(compare(*prepared.interpreter, instance, trouble.network, statesMax, totals));
        if (testing::Test::HasFailure()) return;
    }
}

/// A spec, its deployment and one of its systems.
struct Case {
    std::string spec, deployment, system;
};
std::vector<Case> casesOf(const std::string& folder) {
    static const std::regex kSystem(R"(\nsystem +(\w+))");
    std::vector<Case> out;
    for (const auto& entry : fs::recursive_directory_iterator(fixture::source(folder))) {
        const fs::path path = entry.path();
        if (path.extension() != ".evd") continue;
        fs::path deployment = fs::path(path).replace_extension(".toml");
        for (const char* shared : {"cluster.toml", "nodes.toml"})
            if (!fs::exists(deployment)) deployment = path.parent_path() / shared;
        if (!fs::exists(deployment)) continue;
        const std::string text = fixture::read(path);
        for (auto at = std::sregex_iterator(text.begin(), text.end(), kSystem); at != std::sregex_iterator(); ++at)
            out.push_back({path.string(), deployment.string(), (*at)[1]});
    }
    std::sort(out.begin(), out.end(),
              [](const Case& a, const Case& b) { return std::tie(a.spec, a.system) < std::tie(b.spec, b.system); });
    return out;
}

class Twins : public testing::TestWithParam<std::string> {};

TEST_P(Twins, AgreeOnEverySpec) {
    const size_t statesMax = numberFrom("EVD_STATES", 500);
    Totals totals;
    for (const Case& one : casesOf(GetParam())) {
        SCOPED_TRACE(one.spec + " " + one.system);
        driver::Session session(fixture::source("stdlib"));
        driver::PrepareRequest request;
        request.spec = one.spec;
        request.deployment = one.deployment;
        request.system = one.system;
        Diagnostics diagnostics;
        SourceSet sources;
        const auto prepared = driver::prepare(session, request, diagnostics, sources);
        if (!prepared) continue;
        const auto inputs = driver::inputs(prepared->file, *prepared->interpreter, diagnostics);
        compareAll(*prepared, inputs, statesMax, totals);
        if (HasFailure()) return;
    }
    EXPECT_GT(totals.searches, 0U);
    std::cout << totals.searches << " searches, " << totals.states << " states, " << totals.reduced
              << " with reductions, " << totals.transitions << " transitions, " << totals.refuted << " refuted; "
              << totals.tooLarge << " were too large\n";
}

INSTANTIATE_TEST_SUITE_P(Folders, Twins, testing::Values("examples", "tests/corpus", "tests/statements"),
                         [](const auto& info) {
                             std::string name = info.param;
                             std::replace(name.begin(), name.end(), '/', '_');
                             return name;
                         });

TEST(TwinSearches, AgreeOnRandomSpecs) {
    const size_t first = numberFrom("EVD_SEED", 1), count = numberFrom("EVD_SPECS", kSpecs);
    const size_t statesMax = numberFrom("EVD_STATES", 400);
    Totals totals;
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
        compareAll(*prepared, inputs, statesMax, totals);
        if (HasFailure()) {
            std::cout << spec->text();
            return;
        }
    }
    EXPECT_GT(totals.searches, count / 4);
    std::cout << totals.searches << " searches, " << totals.states << " states, " << totals.reduced
              << " with reductions, " << totals.transitions << " transitions, " << totals.refuted << " refuted; "
              << totals.tooLarge << " were too large\n";
}

}   // namespace

}   // namespace evd::exploration
