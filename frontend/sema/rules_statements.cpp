// Rules about statements that engines evaluate.

#include "frontend/sema/checker.h"
#include "frontend/sema/ranges.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

/// What stands for a formula is written out where it is used, so it cannot stand for a part of itself.
void Checker::checkCircularStatements() {
    std::map<SymbolId, std::set<SymbolId>> used;   // by statement or predicate: those that its formula names
    for (SymbolId id = 0; id < program_.symbols.size(); ++id)
        if (const syntax::Expr* formula = formulaOf(symbol(id)); formula != nullptr)
            syntax::walk(formula, [&](const syntax::Expr* part) {
                const SymbolId other = formulaNamed(program_, symbol(id).module, part);
                if (other != kNoSymbol) used[id].insert(other);
            });
    for (const auto& [id, direct] : used) {
        std::set<SymbolId> reached;
        std::vector<SymbolId> next(direct.begin(), direct.end());
        while (!next.empty()) {
            const SymbolId one = next.back();
            next.pop_back();
            if (auto more = used.find(one); reached.insert(one).second && more != used.end())
                next.insert(next.end(), more->second.begin(), more->second.end());
        }
        if (reached.count(id) != 0) diagnostics_.report(Code::CircularStatement, symbol(id).nameSpan, symbol(id).name);
    }
}

/// An assumption that nobody can evaluate would be dropped in silence, and what is proved or run would not rest on it.
void Checker::checkAssumptions() {
    if (diagnostics_.hasErrors()) return;   // its types may not be known
    for (uint32_t m = 0; m < program_.modules.size(); ++m)
        for (SymbolId id : program_.modules[m].symbols) {
            const Symbol& s = symbol(id);
            const auto* assume = s.kind != SymbolKind::Assumption || s.decl == nullptr
                                     ? nullptr
                                     : std::get_if<syntax::AssumeDecl>(&s.decl->node);
            if (assume == nullptr || assume->formula == nullptr) continue;
            if (std::string why = whyNoAssumption(program_, sources_, m, assume->formula); !why.empty())
                diagnostics_.report(Code::UnevaluableAssumption, s.nameSpan, s.name, why)
                    .note("assumptions are evaluated on the values of a deployment before anything starts");
        }
}

}   // namespace evd::sema
