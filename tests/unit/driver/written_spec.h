#pragma once
// Specs with two locations by their text, ready to run.

#include "driver/prepare.h"

#include <gtest/gtest.h>

namespace evd::driver::test {

inline const char* const kTwoPlaces =
    "[locations]\na = \"127.0.0.1:1\"\nb = \"127.0.0.1:2\"\n[params]\na = \"a\"\nb = \"b\"\n";

/// A spec with locations and parameters `a` and `b`. What is wrong is added to `mistakes`, or fails the test.
inline std::unique_ptr<Prepared> written(Session& session, const std::string& text,
                                         std::vector<std::string> conditions = {}, std::string* mistakes = nullptr) {
    session.setText("/specs/made.evd", text);
    session.setText("/specs/made.toml", kTwoPlaces);
    PrepareRequest request;
    request.spec = "/specs/made.evd";
    request.deployment = "/specs/made.toml";
    request.conditions = std::move(conditions);
    Diagnostics diagnostics;
    SourceSet sources;
    auto out = prepare(session, request, diagnostics, sources);
    for (const Diagnostic& one : diagnostics.all()) {
        const bool known = one.span.file < sources.size();
        const std::string said =
            codeName(one.code) + " " +
            (known ? sources.file(one.span.file).path() + ": `" + std::string(sources.text(one.span)) + "`: " : "") +
            one.message + "\n";
        if (mistakes != nullptr) *mistakes += said;
        else EXPECT_NE(one.severity, Severity::Error) << said;
    }
    EXPECT_EQ(out == nullptr, diagnostics.hasErrors());
    return out;
}

}   // namespace evd::driver::test
