#include "driver/statements.h"

#include "frontend/syntax/walk.h"

#include <algorithm>

namespace evd::driver {

namespace {

bool isMonitored(const ir::Module& module, const std::string& name) {
    return std::any_of(module.invariants.begin(), module.invariants.end(),
                       [&](const ir::NamedFormula& one) { return one.name == name; });
}

}   // namespace

std::vector<explore::Run::NotEvaluated> notEvaluated(const sema::Program& program, const ir::Module& module) {
    std::vector<explore::Run::NotEvaluated> out;
    for (const sema::Module& part : program.modules) {
        if (!part.tree) continue;
        bool root = &part == &program.root();
        for (const syntax::Decl* decl : part.tree->decls) {
            if (const auto* property = std::get_if<syntax::PropertyDecl>(&decl->node)) {
                std::string name = (root ? "" : part.qualifier + ".") + decl->name.text;
                if (property->kind == syntax::PropertyKind::Property && !isMonitored(module, name))
                    out.push_back({"property", name});
            }
            if (!root) continue;   // how an imported module is to be established is its own affair
            if (const auto* check = std::get_if<syntax::CheckDecl>(&decl->node))
                out.push_back({"check", syntax::joined(check->properties)});
            if (const auto* prove = std::get_if<syntax::ProveDecl>(&decl->node))
                out.push_back({"prove", syntax::joined(prove->goals)});
            if (std::holds_alternative<syntax::ScenarioDecl>(decl->node)) out.push_back({"scenario", decl->name.text});
        }
    }
    return out;
}

}   // namespace evd::driver
