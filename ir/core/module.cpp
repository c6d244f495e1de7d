#include "ir/core/module.h"

#include <array>

namespace evd::ir {

uint32_t Module::addText(std::string text) {
    auto [at, isNew] = textNumbers_.try_emplace(text, static_cast<uint32_t>(texts.size()));
    if (isNew) texts.push_back(std::move(text));
    return at->second;
}

std::string_view Module::shortName(MessageId id) const {
    const std::string_view whole = messages[id].name;
    return isTimer(id) ? whole.substr(whole.rfind('.') + 1) : whole;
}

namespace {

constexpr std::array<std::string_view, 11> kSteps = {"input", "receive", "reject", "lose",   "act",   "start",
                                                     "crash", "restart", "wait",   "fairly", "expect"};

constexpr std::array<std::string_view, 6> kFaultNames = {"crash", "restart", "drop", "duplicate", "reorder", "delay"};

}   // namespace

std::string_view name(ScenarioStep::Kind kind) { return kSteps[static_cast<size_t>(kind)]; }

std::optional<ScenarioStep::Kind> stepNamed(std::string_view name) {
    for (size_t i = 0; i < kSteps.size(); ++i)
        if (kSteps[i] == name) return static_cast<ScenarioStep::Kind>(i);
    return std::nullopt;
}

std::string_view name(FaultBudget::Kind kind) { return kFaultNames[static_cast<size_t>(kind)]; }

std::optional<FaultBudget::Kind> faultNamed(std::string_view name) {
    for (size_t i = 0; i < kFaultNames.size(); ++i)
        if (kFaultNames[i] == name) return static_cast<FaultBudget::Kind>(i);
    return std::nullopt;
}

}   // namespace evd::ir
