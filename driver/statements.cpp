#include "driver/statements.h"

#include "frontend/syntax/walk.h"

namespace evd::driver {

std::vector<explore::Run::NotEvaluated> notEvaluated(const sema::Program& program, std::optional<uint32_t> running) {
    std::vector<explore::Run::NotEvaluated> out;
    if (!program.root().tree) return out;
    uint32_t checks = 0;
    for (const syntax::Decl* decl : program.root().tree->decls) {
        if (const auto* check = std::get_if<syntax::CheckDecl>(&decl->node))
            if (checks++ != running) out.push_back({"check", syntax::joined(check->properties)});
        if (const auto* prove = std::get_if<syntax::ProveDecl>(&decl->node))
            out.push_back({"prove", syntax::joined(prove->goals)});
    }
    return out;
}

}   // namespace evd::driver
