#include "driver/conditions.h"

#include "frontend/sema/ranges.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::driver {

namespace {

constexpr const char* kOption = "--crash-when";

/// A formula within the text that is checked.
struct Placed {
    std::string predicate;
    uint32_t wrapper = 0, begin = 0, end = 0;   ///< where what stands around it, and itself, begin and end
    FileId file = 0;                            ///< its own text

    /// A place in the text that is checked, in its own.
    Span moved(Span span) const {
        auto within = [&](uint32_t at) { return std::clamp(at, begin, end) - begin; };
        return {file, within(span.begin), within(span.end)};
    }
};

/// What was said about the formulas is said of their own texts; what only warns of what stands around them is not said.
Diagnostics moved(const std::vector<Placed>& placed, const Diagnostics& diagnostics) {
    auto of = [&](Span span) -> const Placed* {
        const Placed* out = nullptr;
        for (const Placed& one : placed)
            if (span.file == 0 && span.begin >= one.wrapper) out = &one;
        return out;
    };
    Diagnostics out;
    for (Diagnostic one : diagnostics.all()) {
        if (const Placed* at = of(one.span)) {
            const bool around = one.span.begin < at->begin || one.span.begin > at->end;
            if (around && one.severity != Severity::Error) continue;
            one.span = at->moved(one.span);
            one.fixes.clear();   // they are edits of another text
        }
        for (Label& label : one.labels)
            if (const Placed* at = of(label.span)) label.span = at->moved(label.span);
        out.add(one.code, one.span, one.args) = std::move(one);
    }
    return out;
}

}   // namespace

std::vector<std::string> checkConditions(Session& session, const std::string& spec,
                                         const std::vector<std::string>& formulas, Checked& checked) {
    std::vector<std::string> out;
    checked = session.check(spec);
    for (const std::string& formula : formulas)
        if (formula.find_first_not_of(" \t\n") == std::string::npos)
            checked.diagnostics.report(
                Code::BadUsage, kNowhere,
                fmt::format("{} takes a formula about a location `i`, such as `leader of Server at i`", kOption));
    if (formulas.empty() || !checked.ok()) return out;
    const std::string original = *session.text(spec);
    std::string text = original, prefix = "crash_when_";
    while (original.find(prefix) != std::string::npos) prefix += "_";
    std::vector<Placed> placed;
    for (size_t i = 0; i < formulas.size(); ++i) {
        Placed one;
        one.predicate = fmt::format("{}{}", prefix, i + 1);
        one.wrapper = static_cast<uint32_t>(text.size());
        text += fmt::format("\npredicate {0}({0}_at: Loc) = exists i: i == {0}_at and (\n", one.predicate);
        one.begin = static_cast<uint32_t>(text.size());
        text += formulas[i];
        one.end = static_cast<uint32_t>(text.size());
        text += "\n)\n";
        placed.push_back(one);
    }
    session.setText(spec, text);
    checked = session.check(spec);
    session.setText(spec, original);
    for (size_t i = 0; i < formulas.size(); ++i) placed[i].file = checked.sources.add(kOption, formulas[i]);
    checked.diagnostics = moved(placed, checked.diagnostics);
    if (!checked.ok()) return out;
    const auto& declarations = checked.program->root().tree->decls;
    for (const Placed& one : placed) {
        const Span whole{one.file, 0, one.end - one.begin};
        const bool several = std::any_of(declarations.begin(), declarations.end(), [&](const syntax::Decl* decl) {
            return decl->span.begin >= one.begin && decl->span.begin < one.end;
        });
        const auto made = std::find_if(declarations.begin(), declarations.end(),
                                       [&](const syntax::Decl* decl) { return decl->name.text == one.predicate; });
        if (several || made == declarations.end()) {
            checked.diagnostics.report(Code::BadUsage, whole, fmt::format("{} takes one formula", kOption));
            continue;
        }
        const syntax::Expr* formula = std::get<syntax::FunctionDecl>((*made)->node).body;
        if (const std::string why = sema::whyNotEvaluated(*checked.program, 0, formula); !why.empty())
            checked.diagnostics.report(Code::BadUsage, whole, fmt::format("{} cannot be evaluated: {}", kOption, why));
        out.push_back(one.predicate);
    }
    return out;
}

}   // namespace evd::driver
