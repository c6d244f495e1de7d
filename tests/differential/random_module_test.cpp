// Native code against the reference interpreter on random specs. EVD_SEEDS=first:count runs others.

#include "backend/jit/jit.h"
#include "ir/core/print.h"
#include "ir/core/verify.h"
#include "tests/differential/random_module.h"
#include "tests/differential/twins.h"

#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace evd::differential {

namespace {

constexpr size_t kEventsPerSpec = 60;
constexpr size_t kLargestState = 20000;   // bytes; beyond it the interpreter gets slow and nothing new is seen

std::pair<uint64_t, uint64_t> seeds() {
    const char* text = std::getenv("EVD_SEEDS");
    std::pair<uint64_t, uint64_t> range{1, 60};
    if (text != nullptr) std::sscanf(text, "%lu:%lu", &range.first, &range.second);
    return range;
}

/// The place of a span of a random spec: its offset as a line.
std::optional<std::pair<uint32_t, uint32_t>> placeOf(Span span) { return std::pair(span.begin + 1, 1u); }

struct Totals {
    size_t events = 0, faults = 0, outputs = 0, running = 0, refused = 0;
};

void runSpec(uint64_t seed, Totals& totals) {
    ir::Module module = randomModule(seed);
    ASSERT_EQ(fmt::format("{}", fmt::join(ir::verify(module), "\n")), "") << ir::print(module);
    RandomValues random(module.types, seed);
    ir::Deployment deployment;
    deployment.names = {"a", "b", "c"};
    ir::TypeTable& types = module.types;
    for (const ir::SystemParam& param : module.params)
        deployment.params.push_back(
            random.value(param.domain.empty() ? param.type : types.map(types.tuple(param.domain), param.type), 3));
    deployment.params[1] = ir::Value::ofItems({ir::Value::scalar(0), ir::Value::scalar(1)});

    backend::CodeOptions options;
    options.optLevel = seed % 3 == 0 ? 0 : 2;
    options.locate = [](Span span) { return backend::Place{"random.evd", placeOf(span)->first, 1}; };
    auto code = backend::compileInProcess(module, options);
    ASSERT_TRUE(code) << "seed " << seed << ": " << code.error().message;
    Twins twins(module, 0, deployment, (*code)->module(), placeOf);
    if (twins.refused()) {   // an initial value may fault
        ++totals.refused;
        return;
    }
    ASSERT_EQ(twins.problem(), "") << "seed " << seed;
    ++totals.running;
    for (size_t i = 0; i < kEventsPerSpec && twins.largestState() < kLargestState; ++i) {
        auto difference = twins.randomEvent(random);
        ASSERT_FALSE(difference) << "seed " << seed << ", event " << twins.events() << ": " << twins.lastEvent() << "\n"
                                 << *difference << "\n"
                                 << (std::getenv("EVD_PRINT") != nullptr ? ir::print(module) : "");
    }
    auto leaked = twins.leaks();
    ASSERT_FALSE(leaked) << "seed " << seed << ": " << *leaked;
    totals.events += twins.events();
    totals.faults += twins.faults();
    totals.outputs += twins.outputs();
}

TEST(RandomSpecs, NativeCodeAgreesWithTheInterpreter) {
    auto [first, count] = seeds();
    Totals totals;
    for (uint64_t seed = first; seed < first + count && !HasFatalFailure(); ++seed) runSpec(seed, totals);
    std::printf("%zu specs ran, %zu were refused; %zu events, %zu faults, %zu outputs\n", totals.running,
                totals.refused, totals.events, totals.faults, totals.outputs);
    if (count < 30) return;
    EXPECT_GT(totals.running, count / 4);
    EXPECT_GT(totals.refused, 0u);
    EXPECT_GT(totals.events, totals.faults);
    EXPECT_GT(totals.outputs, totals.running);
}

}   // namespace

}   // namespace evd::differential
