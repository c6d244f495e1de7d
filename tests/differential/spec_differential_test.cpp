// Native code against the reference interpreter on every example, every spec of the corpus and every hand-worked
// meaning: the same random events to both, and after each one the same outputs, fault and state. EVD_EVENTS=n sets how
// many events each spec gets, EVD_SEED=n another seed; a failure prints both the seed and the event.

#include "backend/jit/jit.h"
#include "driver/prepare.h"
#include "tests/differential/twins.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>

namespace evd::differential {
namespace {

#ifdef __OPTIMIZE__
constexpr size_t kEvents = 100'000;
#else
constexpr size_t kEvents = 10'000;
#endif
constexpr size_t kMostState =
    2000;   // bytes; beyond it a location starts over, as a state that only grows shows nothing new
/// Of a hundred events, so many must change the state or put something out; else nothing is compared.
constexpr size_t kLeastEffects = 2;
/// Messages that can have no effect, which is the point of their spec.
const std::set<std::pair<std::string, std::string>> kWithoutEffect = {
    {"pairs_are_a_product", "other"},         // it never happens together with go
    {"spawned_class_for_each_value", "go"},   // its children end at the event that spawns them
    {"spawned_class_for_each_value", "tick"},
};

size_t numberFrom(const char* variable, size_t otherwise) {
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// A spec, its deployment and one of its systems.
struct Case {
    std::string spec, deployment, system;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.spec << " --system " << c.system; }

std::vector<Case> cases() {
    namespace fs = std::filesystem;
    fs::path root = EVD_SOURCE_DIR;
    std::vector<Case> out;
    static const std::regex systemLine(R"(^system +(\w+))");
    for (const char* folder : {"examples", "tests/corpus", "tests/meaning"})
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            fs::path path = entry.path();
            if (path.extension() != ".evd") continue;
            fs::path own = fs::path(path).replace_extension(".toml"), shared = path.parent_path() / "cluster.toml";
            if (!fs::exists(own) && !fs::exists(shared)) continue;   // a module for other specs to import
            std::ifstream in(path);
            std::smatch found;
            for (std::string line; std::getline(in, line);)
                if (std::regex_search(line, found, systemLine))
                    out.push_back({path.string(), (fs::exists(own) ? own : shared).string(), found[1]});
        }
    std::sort(out.begin(), out.end(),
              [](const Case& a, const Case& b) { return std::tie(a.spec, a.system) < std::tie(b.spec, b.system); });
    return out;
}

/// Numbers and texts that stand in the spec, so that guards that compare with them can hold.
void rememberLiterals(const ir::Module& module, const ir::Deployment& deployment, RandomValues& random) {
    for (size_t i = 0; i < module.params.size(); ++i)
        if (module.params[i].domain.empty()) random.remember(module.params[i].type, deployment.params[i]);
    for (const ir::Expr& expr : module.exprs) {
        if (expr.op == ir::Op::Str) random.remember(expr.type, ir::Value::ofText(module.texts[expr.index]));
        if (expr.op == ir::Op::Int && expr.value > 6)
            for (ir::TypeKind kind : {ir::TypeKind::Int, ir::TypeKind::Nat})
                random.remember(module.types.basic(kind), ir::Value::scalar(expr.value));
    }
    random.keep();
}

class Specs : public testing::TestWithParam<Case> {};

TEST_P(Specs, RunTheSameNatively) {
    driver::Session session(EVD_SOURCE_DIR "/stdlib");
    driver::PrepareRequest request;
    request.spec = GetParam().spec;
    request.deployment = GetParam().deployment;
    request.system = GetParam().system;
    Diagnostics diagnostics;
    SourceSet sources;
    auto prepared = driver::prepare(session, request, diagnostics, sources);
    ASSERT_TRUE(prepared) << (diagnostics.all().empty() ? "" : diagnostics.all().front().message);

    for (ir::System& one : prepared->module.systems)   // native code has no environment
        std::erase_if(one.placements, [&](const ir::Placement& placement) {
            return prepared->module.automata[placement.automaton].role != ir::Role::Ordinary;
        });
    auto placeOf = [&](Span span) -> std::optional<std::pair<uint32_t, uint32_t>> {
        if (span.file >= sources.size()) return std::nullopt;
        LineColumn at = sources.file(span.file).position(span.begin);
        return std::pair(at.line + 1, at.column + 1);
    };
    uint64_t seed = numberFrom("EVD_SEED", 1);
    backend::CodeOptions options;
    options.locate = [&](Span span) -> std::optional<backend::Place> {
        auto place = placeOf(span);
        if (!place) return std::nullopt;
        return backend::Place{sources.file(span.file).path(), place->first, place->second};
    };
    auto code = backend::compileInProcess(prepared->module, options);
    ASSERT_TRUE(code) << code.error().message;

    RandomValues random(prepared->module.types, seed);
    rememberLiterals(prepared->module, prepared->deployment(), random);
    Twins twins(prepared->module, prepared->instances.front().system, prepared->deployment(), (*code)->module(),
                placeOf);
    ASSERT_EQ(twins.problem(), "");
    twins.limitState(kMostState);
    size_t wanted = numberFrom("EVD_EVENTS", kEvents);
    for (size_t rounds = 0; twins.events() < wanted && rounds < 4 * wanted; ++rounds) {
        auto difference = twins.randomEvent(random);
        ASSERT_FALSE(difference) << "seed " << seed << ", event " << twins.events() << ": " << twins.lastEvent() << "\n"
                                 << *difference;
    }
    std::printf("seed %lu: %zu events, %zu with an effect, %zu faults, %zu outputs\n", seed, twins.events(),
                twins.effects(), twins.faults(), twins.outputs());
    auto leaked = twins.leaks();
    ASSERT_FALSE(leaked) << "seed " << seed << ": " << *leaked;
    EXPECT_GE(twins.events(), wanted) << "seed " << seed << ": too little can happen here";
    std::string name = std::filesystem::path(GetParam().spec).stem().string();
    size_t mayHaveEffect = 0;
    for (ir::MessageId message = 0; message < prepared->module.messages.size(); ++message) {
        const std::string& messageName = prepared->module.messages[message].name;
        bool without = !twins.awaits(message) || kWithoutEffect.count({name, messageName}) != 0;
        EXPECT_EQ(twins.effectsOf()[message] == 0, without)
            << "seed " << seed << ": " << messageName << " had " << twins.effectsOf()[message] << " effects";
        if (!without) ++mayHaveEffect;
    }
    if (mayHaveEffect != 0)
        EXPECT_GE(twins.effects() * 100, twins.events() * kLeastEffects)
            << "seed " << seed << ": guards hardly ever hold";
}

std::string testName(const testing::TestParamInfo<Case>& info) {
    return std::filesystem::path(info.param.spec).stem().string() + "_" + info.param.system;
}

INSTANTIATE_TEST_SUITE_P(All, Specs, testing::ValuesIn(cases()), testName);

}   // namespace
}   // namespace evd::differential
