#include "tests/export/prepared.h"

#include "driver/template.h"
#include "explore/states/judge.h"
#include "ir/analysis/reads.h"
#include "tests/differential/random_value.h"
#include "tests/fixture/files.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <regex>

namespace evd::exporting {

namespace fs = std::filesystem;

namespace {

constexpr size_t kInputsMax = 3;   // more of them multiply states without new ways to be wrong

const std::string kCourier = R"(spec courier
param nodes : Set<Loc>
param hub   : Loc
param outer : Loc
input   go(n: Int)
output  got(n: Int)
message m(n: Int)
message back(n: Int)
process Hub {
  var sum : Nat = 0
  durable var most : Nat = 0
  on m(n) from p { sum += n  most := max(most, n)  send back(n) to p }
}
process Node {
  timer late
  var seen : Set<Int> = {}
  var gave : Bool = false
  on start { set late after 5ms }
  on go(n) { send m(n) to hub }
  on back(n) { seen += n  cancel late  send got(n) to outer }
  on late { gave := true }
}
system S = Hub at hub || Node at nodes
invariant bounded   = sum of Hub at hub <= 3
invariant small     = sum of Hub at hub <= 2
invariant after_hub = forall i in nodes, n in seen of Node at i: most of Hub at hub >= n
invariant alive     = forall i in nodes: up(i)
invariant told      = forall i in nodes, n: was_sent got(n) by i implies n in seen of Node at i
property  never_two = forall e: not got(2) @ e
)";

}   // namespace

const std::string& courier() { return kCourier; }

std::unique_ptr<driver::Prepared> preparedCheck(driver::Session& session, const std::string& text,
                                                const std::string& check) {
    const size_t at = text.find("\n" + check);
    EXPECT_NE(at, std::string::npos) << "there is no " << check;
    session.setText("/export/spec.evd", text);
    driver::PrepareRequest request;
    request.spec = "/export/spec.evd";
    request.check = std::to_string(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n') + 2);
    Diagnostics diagnostics;
    SourceSet sources;
    std::unique_ptr<driver::Prepared> out = driver::prepare(session, request, diagnostics, sources);
    for (const Diagnostic& one : diagnostics.all())
        if (one.severity == Severity::Error) ADD_FAILURE() << codeName(one.code) << " " << one.message;
    return out;
}

explore::ExportSubject subjectOf(const driver::Prepared& prepared) {
    const ir::Check& check = prepared.module.checks[*prepared.check];
    return {*prepared.interpreter,
            prepared.instances.front(),
            prepared.start ? &*prepared.start : nullptr,
            check.statements,
            explore::titleOf(prepared.module, check),
            "",
            check.span,
            {}};
}

std::vector<Deployed> deployedBelow(const std::string& folder) {
    static const std::regex kSystem(R"(\nsystem +(\w+))");
    std::vector<Deployed> out;
    for (const std::string& spec : fixture::specsBelow({folder})) {
        const fs::path path = fixture::source(spec);
        fs::path deployment = fs::path(path).replace_extension(".toml");
        for (const char* shared : {"cluster.toml", "nodes.toml"})
            if (!fs::exists(deployment)) deployment = path.parent_path() / shared;
        if (!fs::exists(deployment)) continue;
        const std::string text = fixture::read(path);
        for (auto at = std::sregex_iterator(text.begin(), text.end(), kSystem); at != std::sregex_iterator(); ++at)
            out.push_back({path.string(), deployment.string(), (*at)[1]});
    }
    return out;
}

std::unique_ptr<driver::Prepared> prepared(driver::Session& session, const Deployed& one) {
    driver::PrepareRequest request;
    request.spec = one.spec;
    request.deployment = one.deployment;
    request.system = one.system;
    Diagnostics diagnostics;
    SourceSet sources;
    return driver::prepare(session, request, diagnostics, sources);
}

std::unique_ptr<driver::Prepared> preparedSpec(driver::Session& session, const specs::MadeSpec& spec, size_t seed) {
    for (const auto& [path, text] : spec.files) session.setText(path, text);
    std::map<std::string, std::string> types;
    for (const std::string& type : spec.typeParams) types[type] = "Int";
    driver::Checked checked = session.check(spec.root());
    if (!checked.ok()) return nullptr;
    auto module = session.lower(checked, {types});
    if (!module) return nullptr;
    session.setText("/specs/cluster.toml",
                    driver::deploymentTemplate(*module, *checked.program, checked.sources, {types}));
    specs::Chance chance(seed);
    driver::PrepareRequest request;
    request.spec = spec.root();
    request.deployment = "/specs/cluster.toml";
    request.system = chance.pick(spec.systems);
    request.typeArgs = types;
    Diagnostics diagnostics;
    SourceSet sources;
    auto out = driver::prepare(session, request, diagnostics, sources);
    if (out && (out->interpreter->locations().empty() || !out->interpreter->observers().empty())) return nullptr;
    return out;
}

std::vector<explore::Input> inputsAtRandom(const driver::Prepared& prepared, size_t seed) {
    specs::Chance chance(seed);
    differential::RandomValues random(prepared.module.types, seed);
    const std::vector<uint32_t> places = prepared.interpreter->locations();
    const size_t names = prepared.deployment().names.size();
    std::vector<explore::Input> out;
    for (ir::MessageId m = 0; m < prepared.module.messages.size() && out.size() < kInputsMax; ++m) {
        const ir::Message& message = prepared.module.messages[m];
        if (message.kind != ir::MessageKind::Input) continue;
        explore::Input& input = out.emplace_back();
        input.message = m;
        std::vector<ir::Value> payload;
        for (const auto& field : message.fields) payload.push_back(random.value(field.type, names));
        input.payload = std::move(payload);
        input.to = chance.pick(places);
        input.from = static_cast<uint32_t>(chance.below(names));
        input.group = static_cast<uint32_t>(chance.below(2));
    }
    return out;
}

std::vector<uint32_t> statementsOfThePresent(const driver::Prepared& prepared) {
    std::vector<uint32_t> out;
    for (uint32_t i = 0; i < prepared.module.statements.size(); ++i) {
        const ir::Statement& one = prepared.module.statements[i];
        if (explore::whyNotOnStates(*prepared.interpreter, one).empty() &&
            !ir::readsOf(prepared.module, one.formula).history())
            out.push_back(i);
    }
    return out;
}

const std::vector<Trouble>& troubles() {
    static const std::vector<Trouble> kAll = [] {
        std::vector<Trouble> out(8);
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
        out[6].name = "crash, drop, duplicate";
        out[6].faults = {explore::kAnyNumber, 0, explore::kAnyNumber, explore::kAnyNumber, false};
        out[7].name = "in order";
        out[7].inOrder = true;
        return out;
    }();
    return kAll;
}

}   // namespace evd::exporting
