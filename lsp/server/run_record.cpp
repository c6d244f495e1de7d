#include "lsp/server/run_record.h"

#include "driver/scenarios.h"
#include "explore/trace/summary.h"
#include "lsp/features/statements.h"
#include "lsp/server/playing.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::lsp {

namespace {

/// Whether two checks were made of the same texts: an edit that was undone is none.
bool sameTexts(const std::shared_ptr<const Analysis>& a, const std::shared_ptr<const Analysis>& b) {
    if (!a || !b || a->sources().size() != b->sources().size()) return false;
    for (FileId id = 0; id < a->sources().size(); ++id) {
        const SourceFile &one = a->sources().file(id), &other = b->sources().file(id);
        if (one.path() != other.path() || one.text() != other.text()) return false;
    }
    return true;
}

Verdict::Kind kindOf(const explore::Run::Watched& watched) {
    if (watched.violatedToo) return Verdict::Kind::Violated;
    if (!watched.notEvaluated.empty() || (watched.held == 0 && watched.unknown == 0 && watched.open == 0))
        return Verdict::Kind::NotEvaluated;
    if (watched.unknown != 0 || watched.open != 0) return Verdict::Kind::Unknown;
    return watched.looked ? Verdict::Kind::Held : Verdict::Kind::Vacuous;
}

const char* kindOf(const sema::Symbol& symbol) {
    const auto* declared = symbol.decl == nullptr ? nullptr : std::get_if<syntax::PropertyDecl>(&symbol.decl->node);
    return declared != nullptr && declared->kind == syntax::PropertyKind::Property ? "property" : "invariant";
}

std::vector<Verdict> verdictsOf(const driver::Tries& tries) {
    std::vector<Verdict> out;
    for (const auto& watched : tries.series.statements) {
        const bool violated = tries.last.violation && tries.last.violation->name == watched.name;
        if (violated)
            out.push_back({Verdict::Kind::Violated, watched.name, "violated " + explore::violationText(tries.last),
                           tries.last.violation->event});
        else out.push_back({kindOf(watched), watched.name, explore::outcome(watched), std::nullopt});
    }
    for (const auto& one : tries.last.notEvaluated)
        out.push_back(
            {Verdict::Kind::NotEvaluated, Statement{one.kind, one.name, {}, {}}.key(), "not evaluated by runs", {}});
    return out;
}

}   // namespace

const char* name(Verdict::Kind kind) {
    switch (kind) {
    case Verdict::Kind::Held: return "held";
    case Verdict::Kind::Vacuous: return "vacuous";
    case Verdict::Kind::Unknown: return "unknown";
    case Verdict::Kind::Violated: return "violated";
    case Verdict::Kind::NotEvaluated: return "not_evaluated";
    case Verdict::Kind::Checked: return "checked";
    case Verdict::Kind::CheckedToBound: return "checked_up_to_bound";
    case Verdict::Kind::Refuted: return "refuted";
    case Verdict::Kind::OutOfBudget: return "out_of_budget";
    }
    return "";
}

std::string word(Verdict::Kind kind) {
    std::string out = name(kind);
    std::replace(out.begin(), out.end(), '_', ' ');
    return out;
}

const Verdict* RunRecord::of(const std::string& statement) const {
    auto found =
        std::find_if(verdicts.begin(), verdicts.end(), [&](const Verdict& one) { return one.statement == statement; });
    return found == verdicts.end() ? nullptr : &*found;
}

const RunRecord* RunRecord::about(const std::string& statement) const {
    const Verdict* own = of(statement);
    if (own != nullptr && own->kind != Verdict::Kind::NotEvaluated) return this;
    for (const auto& other : others)
        if (const Verdict* verdict = other->of(statement);
            verdict != nullptr && verdict->kind != Verdict::Kind::NotEvaluated)
            return other.get();
    return own == nullptr ? nullptr : this;
}

std::shared_ptr<const RunRecord> RunRecord::after(const std::shared_ptr<const RunRecord>& earlier) const {
    auto out = std::make_shared<RunRecord>(*this);
    out->others.clear();
    if (!earlier) return out;
    auto leave = [&](const RunRecord& other) {
        if (other.system == system || (other.check != check && !sameTexts(other.check->peek(), check->peek()))) return;
        auto copy = std::make_shared<RunRecord>(other);
        copy->others.clear();
        out->others.push_back(std::move(copy));
    };
    leave(*earlier);
    for (const auto& other : earlier->others) leave(*other);
    return out;
}

Json RunRecord::again(const std::string& uri, bool series, const Verdict& verdict) const {
    if (scenarios) return {{"uri", uri}, {"scenario", verdict.statement.substr(verdict.statement.find(' ') + 1)}};
    Json out = options;
    out.update({{"uri", uri}, {"system", system}, {"deployment", deployment}, {"seed", seed}});
    if (series) out.update({{"seed", seed - tries + 1}, {"tries", tries}});
    return out;
}

std::string RunRecord::seeds() const {
    return tries == 1 ? fmt::format("seed {}", seed) : fmt::format("{} seeds", tries);
}

RunRecord recordOf(const driver::Tries& tries, const driver::Prepared& prepared, std::shared_ptr<const Lazy> check,
                   const PublishOptions& options) {
    RunRecord out;
    out.system = tries.last.system;
    out.seed = tries.last.seed;
    out.tries = tries.series.runs;
    out.verdicts = verdictsOf(tries);
    out.check = std::move(check);
    Diagnostics found;
    tries.report(found);
    for (auto& [path, list] : diagnosticsByFile(found.all(), prepared.checked.sources, options))
        out.found.emplace(fileName(path), std::move(list));
    return out;
}

RunRecord recordOf(const ir::Module& module, const std::vector<explore::Played>& played, const SourceSet& sources,
                   std::shared_ptr<const Lazy> check, const PublishOptions& options) {
    RunRecord out;
    out.scenarios = true;
    out.check = std::move(check);
    Diagnostics found;
    for (const explore::Played& one : played) {
        Verdict verdict{one.failure ? Verdict::Kind::Violated : Verdict::Kind::Held,
                        Statement{"scenario", one.name, {}, {}}.key(), outcomeText(one), std::nullopt};
        if (one.failure && !one.run.events.empty()) verdict.event = one.run.events.back().id;
        out.verdicts.push_back(std::move(verdict));
        driver::reportScenario(module, one, found);
    }
    for (auto& [path, list] : diagnosticsByFile(found.all(), sources, options))
        out.found.emplace(fileName(path), std::move(list));
    return out;
}

bool isFresh(const World& world, const std::string& path, const RunRecord& record) {
    const FileEntry* entry = world.find(path);
    if (record.deploymentChanged || entry == nullptr) return false;
    return entry->check == record.check || sameTexts(entry->check->peek(), record.check->peek());
}

std::string lensTitle(const RunRecord& record, const Verdict& verdict, bool fresh, bool ofAnother) {
    const char* sign = verdict.kind == Verdict::Kind::Held ? "✓ " : verdict.kind == Verdict::Kind::Violated ? "✗ " : "";
    std::string when =
        (ofAnother && !record.scenarios ? " · in " + record.system : "") + (fresh ? "" : " · before the last change");
    if (record.scenarios) return sign + verdict.text + when;
    if (verdict.kind == Verdict::Kind::NotEvaluated) return verdict.text;
    return sign + verdict.text + " · " +
           (verdict.kind == Verdict::Kind::Violated ? fmt::format("seed {}", record.seed) : record.seeds()) + when;
}

Json staleFindings(const RunRecord& record, const Analysis& analysis, const PublishOptions& options) {
    Json out = Json::array();
    for (sema::SymbolId id : analysis.root().symbols) {
        const sema::Symbol& symbol = analysis.program()[id];
        if (symbol.kind != sema::SymbolKind::Property || symbol.nameSpan.empty()) continue;
        const Verdict* verdict = record.of(symbol.name);
        if (verdict == nullptr || verdict->kind != Verdict::Kind::Violated) continue;
        Diagnostics one;
        one.report(Code::StatementViolated, symbol.nameSpan, kindOf(symbol), symbol.name)
            .note(verdict->text + fmt::format(" of seed {}, before the last change: run again", record.seed))
            .severity = Severity::Warning;
        out.push_back(diagnosticJson(one.all().front(), analysis.sources(), options));
    }
    return out;
}

}   // namespace evd::lsp
