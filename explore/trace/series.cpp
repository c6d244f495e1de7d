#include "explore/trace/series.h"

#include "explore/trace/summary.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::explore {

namespace {

constexpr size_t kGapsMax = 20;   // that are told …
constexpr size_t kNamedMax = 4;   // … and in a sentence

void add(Run::Watched& sum, const Run::Watched& one) {
    if (sum.unknown == 0) sum.fault = one.fault;
    sum.held += one.held;
    sum.unknown += one.unknown;
    sum.looked |= one.looked;
    sum.violatedToo |= one.violatedToo;
    sum.open += one.open;
    if (one.open) sum.whyOpen = one.whyOpen;
}

}   // namespace

void Series::add(const Run& run) {
    trivial &= run.trivial;
    coverage.add(run.coverage);
    for (const Run::Untried& one : run.untried) {
        const bool known = std::any_of(untried.begin(), untried.end(), [&](const Run::Untried& other) {
            return other.fault.at == one.fault.at && other.fault.fault == one.fault.fault;
        });
        if (!known) untried.push_back(one);
    }
    for (const Run::Unhandled& one : run.unhandled) {
        const auto known = std::find_if(unhandled.begin(), unhandled.end(), [&](const Run::Unhandled& other) {
            return other.message == one.message && other.location == one.location;
        });
        if (known == unhandled.end()) unhandled.push_back(one);
        else known->count += one.count;
    }
    if (runs++ == 0) {
        firstSeed = run.seed;
        statements = run.statements;
        conditions = run.conditions;
        return;
    }
    for (size_t i = 0; i < statements.size(); ++i) explore::add(statements[i], run.statements.at(i));
    for (size_t i = 0; i < conditions.size(); ++i) {
        const Run::Condition& one = run.conditions.at(i);
        if (conditions[i].unknown == 0) conditions[i].fault = one.fault;
        conditions[i].held += one.held;
        conditions[i].unknown += one.unknown;
    }
}

std::vector<std::string> gapLines(const Reached& reached) {
    std::vector<std::string> out;
    if (reached.gaps.empty()) return out;
    out.push_back(fmt::format("never reached, {} of {} handlers and branches:", reached.gaps.size(), reached.points));
    size_t place = 0, text = 0;
    auto placeOf = [](const Gap& one) { return fmt::format("{}:{}:{}", one.path, one.line, one.column); };
    const size_t count = std::min(reached.gaps.size(), kGapsMax);
    for (size_t i = 0; i < count; ++i) {
        place = std::max(place, columns(placeOf(reached.gaps[i])));
        text = std::max(text, columns(reached.gaps[i].text));
    }
    auto padded = [](std::string one, size_t width) { return one + std::string(width - columns(one), ' '); };
    for (size_t i = 0; i < count; ++i) {
        const Gap& one = reached.gaps[i];
        out.push_back(
            fmt::format("  {}  {}  {}", padded(placeOf(one), place), padded(one.text, text), reason(one.kind)));
    }
    if (count < reached.gaps.size()) out.push_back(fmt::format("  … {} more", reached.gaps.size() - count));
    return out;
}

std::string gapSentence(const Reached& reached) {
    if (reached.gaps.empty()) return "";
    std::string out;
    const size_t count = std::min(reached.gaps.size(), kNamedMax);
    for (size_t i = 0; i < count; ++i)
        out += fmt::format("{}`{}` (line {})", i == 0 ? "" : ", ", reached.gaps[i].text, reached.gaps[i].line);
    if (count < reached.gaps.size()) out += fmt::format(" and {} more", reached.gaps.size() - count);
    return "Never reached: " + out + ".";
}

}   // namespace evd::explore
