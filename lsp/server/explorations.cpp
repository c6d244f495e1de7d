#include "lsp/server/explorations.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::lsp {

std::string shortCount(uint64_t number) {
    if (number < 1000) return std::to_string(number);
    const auto in = [&](uint64_t unit, const char* sign) {
        const uint64_t whole = number / unit, tenth = number % unit / (unit / 10);
        return whole < 10 && tenth > 0 ? fmt::format("{}.{} {}", whole, tenth, sign)
                                       : fmt::format("{} {}", whole, sign);
    };
    return number < 1'000'000 ? in(1000, "k") : number < 1'000'000'000 ? in(1'000'000, "M") : in(1'000'000'000, "G");
}

std::string statesText(uint64_t number) { return shortCount(number) + (number == 1 ? " state" : " states"); }

std::string Exploration::progressText() const {
    if (states == 0 || seconds <= 0) return "";
    return fmt::format("{} · {}/s", statesText(states),
                       shortCount(static_cast<uint64_t>(static_cast<double>(states) / seconds)));
}

std::string Exploration::frontierText() const {
    const std::string text = progressText();
    return text.empty() ? text : fmt::format("{} · {} waiting", text, shortCount(waiting));
}

void Explorations::add(std::shared_ptr<Exploration> one) {
    std::lock_guard lock(mutex_);
    all_.push_back(std::move(one));
}

void Explorations::remove(const std::shared_ptr<Exploration>& one) {
    std::lock_guard lock(mutex_);
    std::erase(all_, one);
}

std::shared_ptr<Exploration> Explorations::find(const std::string& path, const std::string& check) const {
    std::lock_guard lock(mutex_);
    std::shared_ptr<Exploration> found;
    for (const auto& one : all_)
        if (one->path == path && one->check == check && !one->dropped && (!found || one->running)) found = one;
    return found;
}

std::vector<std::shared_ptr<Exploration>> Explorations::all() const {
    std::lock_guard lock(mutex_);
    return all_;
}

}   // namespace evd::lsp
