#include "lsp/server/check_record.h"

#include "explore/trace/summary.h"
#include "lsp/features/relocation.h"
#include "lsp/server/explorations.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace evd::lsp {

namespace {

Verdict::Kind kindOf(const std::string& word) {
    if (word == "checked") return Verdict::Kind::Checked;
    if (word == "checked up to bound") return Verdict::Kind::CheckedToBound;
    if (word == "refuted") return Verdict::Kind::Refuted;
    if (word == "vacuous") return Verdict::Kind::Vacuous;
    if (word == "out of budget") return Verdict::Kind::OutOfBudget;
    return Verdict::Kind::Unknown;
}

CheckRecord::End endOf(explore::Exploration::End end) {
    switch (end) {
    case explore::Exploration::End::Complete: return CheckRecord::End::All;
    case explore::Exploration::End::Decided: return CheckRecord::End::Decided;
    case explore::Exploration::End::States:
    case explore::Exploration::End::Memory:
    case explore::Exploration::End::Time: return CheckRecord::End::Budget;
    case explore::Exploration::End::Stopped: return CheckRecord::End::Stopped;
    }
    return CheckRecord::End::Stopped;
}

/// The same at the places of another text; a label whose place is gone is left out.
std::optional<Diagnostic> moved(const Diagnostic& from, const Relocation& to) {
    const std::optional<Span> span = to(from.span);
    if (!span) return std::nullopt;
    Diagnostic out = from;
    out.span = *span;
    out.labels.clear();
    for (const Label& label : from.labels)
        if (const auto at = to(label.span)) out.label(*at, label.text);
    return out;
}

/// A refutation at its statement, where nothing more precise is known, or is still so.
std::optional<Diagnostic> atStatement(const CheckRecord& record, const Verdict& verdict, const Analysis& analysis,
                                      bool fresh) {
    for (sema::SymbolId id : analysis.root().symbols) {
        const sema::Symbol& symbol = analysis.program()[id];
        if (symbol.kind != sema::SymbolKind::Property || symbol.name != verdict.statement || symbol.nameSpan.empty())
            continue;
        const auto* declared = symbol.decl == nullptr ? nullptr : std::get_if<syntax::PropertyDecl>(&symbol.decl->node);
        const bool property = declared != nullptr && declared->kind == syntax::PropertyKind::Property;
        Diagnostics one;
        Diagnostic& told = one.report(Code::StatementViolated, symbol.nameSpan,
                                      std::string(property ? "property" : "invariant"), symbol.name);
        told.note(fmt::format("the {} says: it {}{}", record.check, verdict.text,
                              fresh ? "" : ", before the last change: explore again"));
        if (!fresh) told.severity = Severity::Warning;
        return one.all().front();
    }
    return std::nullopt;
}

}   // namespace

const Verdict* CheckRecord::of(const std::string& statement) const {
    auto found =
        std::find_if(verdicts.begin(), verdicts.end(), [&](const Verdict& one) { return one.statement == statement; });
    return found == verdicts.end() ? nullptr : &*found;
}

std::vector<std::string> CheckRecord::named(Verdict::Kind kind) const {
    std::vector<std::string> out;
    for (const Verdict& one : verdicts)
        if (one.kind == kind) out.push_back(one.statement);
    return out;
}

CheckRecord recordOf(driver::ExploredCheck& explored, const driver::Prepared& prepared) {
    CheckRecord out;
    out.reached = explored.reached;
    out.extent = explored.extent();
    out.end = endOf(explored.end);
    out.bounded = explored.bounded;
    out.found = explored.found();
    out.reductions = explored.reductions;
    Diagnostics found;
    explored.report(found);
    out.diagnostics = found.all();
    if (!out.diagnostics.empty()) {
        out.program = prepared.checked.program;
        out.sources = prepared.checked.sources;
    }
    for (driver::ExploredCheck::Statement& one : explored.statements) {
        const ir::Statement& statement = prepared.module.statements[one.explored.statement];
        Verdict verdict{kindOf(explored.verdict(one)), statement.name, explored.sentence(one), std::nullopt};
        if (one.run) {
            if (one.run->violation) verdict.event = one.run->violation->event;
            out.runs[statement.name] = std::make_shared<const explore::Run>(std::move(*one.run));
        }
        out.verdicts.push_back(std::move(verdict));
    }
    return out;
}

KnownCheck known(const World& world, const std::string& path, const Analysis& analysis, const Statement& check,
                 bool wait) {
    const auto& records = world.checks(path);
    if (records.empty()) return {};
    const SecondLook* look = wait ? &analysis.secondLook() : analysis.secondLookIfKnown();
    if (look != nullptr)
        if (const auto meaning = look->checks.find(check.anchor); meaning != look->checks.end())
            for (auto one = records.rbegin(); one != records.rend(); ++one)
                if ((*one)->meaning == meaning->second) return {*one, true};
    const auto last =
        std::find_if(records.rbegin(), records.rend(), [&](const auto& one) { return one->check == check.key(); });
    if (last == records.rend()) return {};
    return {*last, look == nullptr && !analysis.diagnostics().hasErrors()};
}

Verdict::Kind summary(const CheckRecord& record) {
    // What is worst of its statements.
    for (Verdict::Kind kind : {Verdict::Kind::Refuted, Verdict::Kind::Unknown, Verdict::Kind::OutOfBudget,
                               Verdict::Kind::Vacuous, Verdict::Kind::CheckedToBound})
        if (!record.named(kind).empty()) return kind;
    return record.error.empty() && !record.verdicts.empty() ? Verdict::Kind::Checked : Verdict::Kind::Unknown;
}

std::string lensTitle(const CheckRecord& record, bool fresh) {
    const std::string when = fresh ? "" : " · before the last change · explore again";
    if (!record.error.empty())
        return "cannot be explored: " + explore::shortened(record.error.substr(0, record.error.find('\n')), 80) + when;
    const std::string states = shortCount(record.reached.states) + (record.reached.states == 1 ? " state" : " states");
    const auto names = [&](Verdict::Kind kind) { return fmt::format("{}", fmt::join(record.named(kind), ", ")); };
    std::string out;
    if (const std::string refuted = names(Verdict::Kind::Refuted); !refuted.empty())
        out = "✗ refuted: " + refuted + " · " + states;
    else if (record.found) out = "✗ an assertion fails · " + states;
    else if (const std::string unknown = names(Verdict::Kind::Unknown); !unknown.empty())
        out = "explored · " + states + " · unknown: " + unknown;
    else if (record.end == CheckRecord::End::Budget) out = "out of budget · " + states + " · held so far";
    else if (record.end == CheckRecord::End::Stopped) out = "stopped · " + states + " · held so far";
    else if (const std::string vacuous = names(Verdict::Kind::Vacuous); !vacuous.empty())
        out = "explored · " + states + " · vacuous: " + vacuous;
    else out = "✓ explored · " + states + (record.bounded ? " · held up to the bound" : " · held");
    return out + when;
}

std::string hoverText(const CheckRecord& record, bool fresh) {
    const std::string when = fresh ? "" : " before the last change";
    if (!record.error.empty()) return fmt::format("Cannot be explored{}: {}", when, record.error);
    std::string out =
        fmt::format("Explored{}{}: {}.", record.background ? " in the background" : "", when, record.extent);
    for (const Verdict& one : record.verdicts)
        out += fmt::format("\n- `{}`: *{}*; it {}", one.statement, word(one.kind), one.text);
    for (const std::string& one : record.reductions) out += "\n- " + one;
    return out;
}

std::map<std::string, Json> findings(const World& world, const std::string& path, const Analysis& analysis,
                                     const PublishOptions& options) {
    std::map<std::string, Json> out;
    std::set<std::pair<std::string, uint32_t>> there;   // a statement of several checks is told of once
    auto add = [&](const Diagnostic& one) {
        const std::string file = fileName(analysis.sources().file(one.span.file).path());
        if (!there.emplace(file + codeName(one.code), one.span.begin).second) return;
        Json& list = out[file];
        if (list.is_null()) list = Json::array();
        list.push_back(diagnosticJson(one, analysis.sources(), options));
    };
    if (world.checks(path).empty()) return out;
    std::vector<Diagnostic> old;   // what is so comes before what was
    for (const Statement& check : checksOf(analysis)) {
        const auto [record, fresh] = known(world, path, analysis, check, false);
        if (!record) continue;
        std::set<std::string> told;
        if (fresh && record->program) {
            const Relocation to({*record->program, record->sources}, {analysis.program(), analysis.sources()});
            for (const Diagnostic& one : record->diagnostics) {
                const auto here = moved(one, to);
                if (!here) continue;
                add(*here);
                if (one.code == Code::StatementViolated && one.args.size() > 1) told.insert(one.args[1]);
            }
        }
        for (const Verdict& verdict : record->verdicts) {
            if (verdict.kind != Verdict::Kind::Refuted || told.count(verdict.statement) != 0) continue;
            if (const auto one = atStatement(*record, verdict, analysis, fresh))
                fresh ? add(*one) : old.push_back(*one);
        }
    }
    for (const Diagnostic& one : old) add(one);
    return out;
}

}   // namespace evd::lsp
