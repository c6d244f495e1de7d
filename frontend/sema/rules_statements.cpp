// Rules about statements that engines evaluate.

#include "frontend/sema/checker.h"
#include "frontend/sema/ranges.h"

namespace evd::sema {

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
