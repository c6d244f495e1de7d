#include "explore/simulate/check_run.h"

#include <algorithm>
#include <array>

namespace evd::explore {

namespace {

constexpr uint32_t kCrashesMax = 3;           // of a run, where a check allows any number
constexpr int64_t kDelayMaxNs = 20'000'000;   // of messages, where a check allows delays

}   // namespace

SimOptions within(const Instance& instance, const Played* started, SimOptions options) {
    Random random(options.seed ^ 0x636865636b737321);
    static constexpr std::array<double, 4> kRates = {0, 0.02, 0.1, 0.3};
    const auto rate = [&](uint32_t most) { return most == 0 ? 0 : kRates[random.below(kRates.size())]; };
    const auto some = [&](uint32_t most) {
        return static_cast<uint32_t>(random.below(std::min(most, kCrashesMax) + uint64_t{1}));
    };
    options.inputs.clear();
    if (started != nullptr) {
        options.begin = started->moves;
        options.inputs = started->inputs;
    }
    options.inputs.insert(options.inputs.end(), instance.inputs.begin(), instance.inputs.end());
    options.bounds = instance.bounds;
    options.drop = rate(instance.faults.drops);
    options.dropsAtMost = instance.faults.drops;
    options.duplicate = rate(instance.faults.duplicates);
    options.duplicatesAtMost = instance.faults.duplicates;
    options.randomRestarts = some(instance.faults.restarts);
    options.randomCrashes = some(instance.faults.crashes) + options.randomRestarts;
    options.delay = {};
    if (instance.faults.delays) options.delay.mostNs = static_cast<int64_t>(random.below(kDelayMaxNs));
    return options;
}

}   // namespace evd::explore
