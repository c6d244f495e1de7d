#include "tests/export/prepared.h"

#include "explore/states/judge.h"
#include "ir/analysis/reads.h"
#include "tests/fixture/files.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <regex>

namespace evd::exporting {

namespace fs = std::filesystem;

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
