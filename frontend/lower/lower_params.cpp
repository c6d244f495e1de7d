// Parameters: of the system, which a deployment gives, and of instances of modules, which `use` gives.

#include "frontend/lower/lowering.h"

#include "base/check.h"

namespace evd::lower {

using ir::Op;
using sema::SymbolKind;
using namespace syntax;

/// The system parameter that a deployment gives for `id`, a parameter that no `use` gives. Those of other modules than
/// the root are parameters of the system only if something looks at them.
uint32_t Lowering::systemParam(SymbolId id) {
    if (auto known = params_.find(id); known != params_.end()) return known->second;
    Env env = moduleEnv(symbol(id).module);
    sema::TypeRef declared = symbol(id).type;
    ir::SystemParam made{program_.qualifiedName(id), {}, {}, symbol(id).nameSpan};
    if (declared->kind == sema::Kind::Function) {
        for (size_t i = 0; i + 1 < declared->args.size(); ++i)
            made.domain.push_back(type(declared->args[i], env, true));
        made.type = type(declared->args.back(), env);
    } else made.type = type(declared, env);
    auto index = static_cast<uint32_t>(m_.params.size());
    m_.params.push_back(std::move(made));
    return params_[id] = index;
}

ir::ExprId Lowering::paramValue(SymbolId id, Span span) {
    const sema::Symbol& param = symbol(id);
    if (param.bound == nullptr) {
        uint32_t index = systemParam(id);
        return make(Op::SystemParam, m_.params[index].type, span, {}, index);
    }
    const Expr* given = param.bound->value;
    return stored(expr(given, moduleEnv(program_.modules[param.module].user)),
                  type(param.type, moduleEnv(param.module)), given->span);
}

ir::ExprId Lowering::paramCall(SymbolId id, const std::vector<ir::ExprId>& args, Span span) {
    const sema::Symbol& param = symbol(id);
    if (param.bound == nullptr) {
        uint32_t index = systemParam(id);
        return make(Op::ParamCall, m_.params[index].type, span, args, index);
    }
    const Expr* given = param.bound->value;
    Env outer = moduleEnv(program_.modules[param.module].user);
    if (const auto* lambda = std::get_if<LambdaExpr>(&given->node))
        return applyLambda({{}, lambda, std::make_shared<Env>(outer)}, args, span);
    const auto* name = std::get_if<NameExpr>(&given->node);
    const auto* field = std::get_if<FieldExpr>(&given->node);   // `module.f`
    EVD_CHECK(name != nullptr || field != nullptr, "a function parameter is given a function");
    const sema::Use* named = use(name != nullptr ? name->path.back() : field->field, outer);
    if (symbol(named->symbol).kind == SymbolKind::Param) return paramCall(named->symbol, args, span);
    std::vector<ir::TypeId> generics;
    for (sema::TypeRef arg : named->typeArgs) generics.push_back(type(arg, outer, true));
    return callOf(named->symbol, generics, args, span, std::vector<Span>(args.size(), span));
}

}   // namespace evd::lower
