// Random event classes: the interpreter of what lowering makes of them against their meaning.
// EVD_CLASS_CASES and EVD_CLASS_SEED choose another number of cases and another seed.

#include "tests/unit/lower/class_generator.h"
#include "tests/unit/lower/class_oracle.h"
#include "tests/unit/lower/fixture.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace evd::lower::testing {
namespace {

uint64_t fromEnvironment(const char* name, uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

LocalEvent event(ClassGenerator& random) {
    switch (random.below(5)) {
    case 0:
    case 1: return {"a", {static_cast<int64_t>(random.below(4))}};
    case 2:
    case 3: return {"b", {static_cast<int64_t>(random.below(4))}};
    default: return {"c", {static_cast<int64_t>(random.below(3)), static_cast<int64_t>(random.below(3))}};
    }
}

std::string text(const LocalEvent& event) {
    return event.message.empty() ? "start" : fmt::format("{}({})", event.message, fmt::join(event.fields, ", "));
}

/// What one seed has shown.
enum class Outcome { Compared, Refused, TooMuch };

Outcome compareOne(uint64_t seed, size_t& values) {
    ClassGenerator random(seed);
    const std::string spec = random.spec();
    auto checked = compile(spec);
    if (!checked->ok()) {
        // nothing else than what is documented may be refused
        EXPECT_TRUE(checked->has(Code::StateClauseConflict) || checked->has(Code::PatternNotConstant))
            << "seed " << seed << "\n"
            << checked->errors << spec;
        if (std::getenv("EVD_CLASS_SHOW") != nullptr)
            std::printf("seed %llu: %s%s", static_cast<unsigned long long>(seed), checked->errors.c_str(),
                        spec.c_str());
        return Outcome::Refused;
    }
    std::vector<LocalEvent> history = {{"", {}}};
    for (size_t i = 0; i < 8; ++i) history.push_back(event(random));
    ClassOracle oracle(*checked->program->root().tree, history, {"nodes"});
    std::vector<std::string> expected;
    try {
        for (size_t e = 0; e < history.size(); ++e) {
            std::vector<std::string> bag;
            for (const ClassValue& value : oracle.at("Root", e)) bag.push_back("out(" + value.text() + ")");
            std::sort(bag.begin(), bag.end());
            values += bag.size();
            expected.push_back(fmt::format("{}", fmt::join(bag, " & ")));
        }
    } catch (const TooMuch&) { return Outcome::TooMuch; }
    Driven driven(spec, {{"others", "{c}"}});
    std::string before;
    for (size_t e = 0; e < history.size(); ++e) {
        before += "\n  " + text(history[e]);
        EXPECT_EQ(driven.at(text(history[e])), expected[e]) << "seed " << seed << ", after" << before << "\n" << spec;
        if (::testing::Test::HasFailure()) break;
    }
    return Outcome::Compared;
}

TEST(ClassOracle, RandomClassesMeanWhatTheTableSays) {
    const uint64_t seed = fromEnvironment("EVD_CLASS_SEED", 1), cases = fromEnvironment("EVD_CLASS_CASES", 500);
    std::printf("seeds %llu to %llu\n", static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(seed + cases - 1));
    size_t compared = 0, refused = 0, tooMuch = 0, values = 0;
    for (uint64_t i = 0; i < cases && !HasFailure(); ++i) switch (compareOne(seed + i, values)) {
        case Outcome::Compared: ++compared; break;
        case Outcome::Refused: ++refused; break;
        case Outcome::TooMuch: ++tooMuch; break;
        }
    std::printf("%zu compared with %zu values, %zu refused, %zu too large\n", compared, values, refused, tooMuch);
    EXPECT_TRUE(HasFailure() || compared * 10 > cases * 8) << "too few cases were comparable";
}

}   // namespace
}   // namespace evd::lower::testing
