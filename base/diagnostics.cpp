#include "base/diagnostics.h"

#include "base/check.h"

#include <algorithm>
#include <cctype>
#include <fmt/args.h>
#include <tuple>

namespace evd {

const std::vector<CodeInfo>& allCodes() {
    static const std::vector<CodeInfo> kRows = {
#define EVD_DIAG(number, name, severity, text) {Code::name, #name, Severity::severity, text},
#include "base/codes.def"
#undef EVD_DIAG
    };
    return kRows;
}

const CodeInfo& info(Code code) {
    const auto& rows = allCodes();
    auto row = std::lower_bound(rows.begin(), rows.end(), code, [](const CodeInfo& a, Code b) { return a.code < b; });
    EVD_CHECK(row != rows.end() && row->code == code, "diagnostic codes are declared in ascending order");
    return *row;
}

const char* severityName(Severity severity) {
    switch (severity) {
    case Severity::Error: return "error";
    case Severity::Warning: return "warning";
    case Severity::Info: return "info";
    case Severity::Hint: return "hint";
    }
    return "";
}

std::string codeName(Code code) { return fmt::format("EVD{:04}", static_cast<unsigned>(code)); }

Diagnostic& Diagnostics::add(Code code, Span span, std::vector<std::string> args) {
    const CodeInfo& row = info(code);
    fmt::dynamic_format_arg_store<fmt::format_context> store;
    for (const auto& arg : args) store.push_back(arg);
    list_.push_back({code, row.severity, span, fmt::vformat(row.text, store), std::move(args), {}, {}, {}});
    return list_.back();
}

bool Diagnostics::hasErrors() const {
    auto isError = [](const Diagnostic& d) { return d.severity == Severity::Error; };
    return omittedErrors_ || std::any_of(list_.begin(), list_.end(), isError);
}

void Diagnostics::sortAndDeduplicate() {
    auto key = [](const Diagnostic& d) {
        return std::tuple(d.span.file, d.span.begin, d.span.end, d.code, std::string_view(d.message));
    };
    std::stable_sort(list_.begin(), list_.end(),
                     [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
    list_.erase(std::unique(list_.begin(), list_.end(),
                            [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); }),
                list_.end());
    constexpr size_t kMost = 1000;
    if (list_.size() <= kMost) return;
    omitted_ += list_.size() - kMost;
    omittedErrors_ |= std::any_of(list_.begin() + kMost, list_.end(),
                                  [](const Diagnostic& d) { return d.severity == Severity::Error; });
    list_.resize(kMost);
}

namespace {

size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<size_t> before(b.size() + 1), row(b.size() + 1), last;
    for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        last = before;
        before = row;
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            size_t same = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({before[j] + 1, row[j - 1] + 1, same});
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

bool equalInSmallLetters(std::string_view a, std::string_view b) {
    auto same = [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

}   // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& candidates) {
    // At most one letter in three is wrong.
    size_t least = std::min<size_t>(name.size() / 3, 3) + 1;
    std::string best;
    for (const auto& candidate : candidates) {
        if (candidate == name) continue;
        if (equalInSmallLetters(name, candidate)) return candidate;
        size_t distance = editDistance(name, candidate);
        if (distance >= least || distance >= candidate.size()) continue;
        least = distance;
        best = candidate;
    }
    return best;
}

}   // namespace evd
