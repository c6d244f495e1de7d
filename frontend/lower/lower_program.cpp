// The module as a whole: parameters, messages, systems, state predicates.

#include "frontend/lower/lower_class.h"
#include "frontend/lower/monitored.h"
#include "frontend/syntax/walk.h"

#include "base/check.h"

namespace evd::lower {

using ir::Op;
using ir::TypeKind;
using sema::SymbolKind;
using namespace syntax;

Lowering::Lowering(const sema::Program& program, const SourceSet& sources, const LowerOptions& options,
                   Diagnostics& diagnostics)
    : program_(program), sources_(sources), options_(options), diagnostics_(diagnostics) {}

Env Lowering::moduleEnv(uint32_t module) const {
    Env env;
    env.module = module;
    return env;
}

void Lowering::parameters() {
    for (uint32_t m = 0; m < program_.modules.size(); ++m)
        for (SymbolId id : program_.modules[m].symbols) {
            if (symbol(id).kind != SymbolKind::Param) continue;
            Env env = moduleEnv(m);
            sema::TypeRef declared = symbol(id).type;
            ir::SystemParam made{symbol(id).name, {}, {}, symbol(id).nameSpan};
            if (declared->kind == sema::Kind::Function) {
                for (size_t i = 0; i + 1 < declared->args.size(); ++i)
                    made.domain.push_back(type(declared->args[i], env, true));
                made.type = type(declared->args.back(), env);
            } else made.type = type(declared, env);
            params_[id] = static_cast<uint32_t>(m_.params.size());
            m_.params.push_back(std::move(made));
        }
}

void Lowering::messages() {
    for (uint32_t m = 0; m < program_.modules.size(); ++m)
        for (SymbolId id : program_.modules[m].symbols) {
            if (symbol(id).kind != SymbolKind::Message) continue;
            Env env = moduleEnv(m);
            auto kind = std::get<MessageDecl>(symbol(id).decl->node).kind;
            ir::Message made{symbol(id).name,
                             kind == MessageKind::Input    ? ir::MessageKind::Input
                             : kind == MessageKind::Output ? ir::MessageKind::Output
                                                           : ir::MessageKind::Internal,
                             {},
                             symbol(id).nameSpan};
            for (SymbolId field : symbol(id).members)
                made.fields.push_back({symbol(field).name, type(symbol(field).type, env), symbol(field).nameSpan});
            messages_[id] = static_cast<ir::MessageId>(m_.messages.size());
            m_.messages.push_back(std::move(made));
        }
}

void Lowering::system(SymbolId id) {
    ir::System made{symbol(id).name, {}, symbol(id).nameSpan};
    placements(std::get<SystemDecl>(symbol(id).decl->node).body, moduleEnv(symbol(id).module), made);
    m_.systems.push_back(std::move(made));
}

/// Whether a part of a system's union is a process.
bool Lowering::placesProcess(const ClassExpr* e, const Env& env) const {
    bool found = false;
    walkClasses(e, [&](const ClassExpr* part) {
        const auto* ref = std::get_if<ClassRef>(&part->node);
        SymbolId id = ref == nullptr ? sema::kNoSymbol : resolve(ref->path.back(), env);
        found |= id != sema::kNoSymbol && symbol(id).kind == SymbolKind::Process;
    });
    return found;
}

/// What a system places. `everywhere`: the locations that `(P || Q) at …` gives to each of its parts; null if none.
void Lowering::placements(const ClassExpr* e, const Env& env, ir::System& system, const Expr* everywhere) {
    if (const auto* node = std::get_if<UnionClass>(&e->node)) {
        placements(node->left, env, system, everywhere);
        placements(node->right, env, system, everywhere);
        return;
    }
    const ClassExpr* what = e;
    ir::Placement placement;
    placement.span = e->span;
    if (const auto* node = std::get_if<AtClass>(&e->node)) {
        if (std::holds_alternative<UnionClass>(node->source->node) && placesProcess(node->source, env)) {
            placements(node->source, env, system, node->locations);
            return;
        }
        what = node->source;
        placement.where = expr(node->locations, env);
    } else if (everywhere != nullptr) placement.where = expr(everywhere, env);
    else placement.where = make(Op::Locations, m_.types.set(basic(TypeKind::Loc)), e->span);
    const auto* ref = std::get_if<ClassRef>(&what->node);
    SymbolId id = ref == nullptr ? sema::kNoSymbol : resolve(ref->path.back(), env);
    if (id != sema::kNoSymbol && symbol(id).kind == SymbolKind::Process) {
        placement.automaton = process(id);
        std::vector<ir::TypeId> places;
        for (const auto& param : m_.automata[placement.automaton].params) places.push_back(param.type);
        placement.args = arguments(ref->args, places, env);
    } else if (id != sema::kNoSymbol && symbol(id).kind == SymbolKind::Class) {
        placement.automaton = ClassLowering::declared(*this, id, lower::Use::Output);
        std::vector<ir::TypeId> places;
        for (const auto& param : m_.automata[placement.automaton].params) places.push_back(param.type);
        placement.args = arguments(ref->args, places, env);
    } else {
        std::string name =
            system.name + (system.placements.empty() ? ""
                                                     : "/part" + std::to_string(system.placements.size() +
                                                                                1));   // no name of the spec has a `/`
        placement.automaton = ClassLowering::anonymous(*this, what, env, name, lower::Use::Output);
    }
    system.placements.push_back(std::move(placement));
}

// ---- state predicates -----------------------------------------------------------------------------------------

ir::ExprId Lowering::predicate(const Expr* e, const Env& env) {
    if (const auto* node = std::get_if<TemporalExpr>(&e->node)) return expr(node->body, env);
    if (const auto* node = std::get_if<QuantifierExpr>(&e->node)) return quantifier(*node, 0, env, e->span);
    if (const auto* node = std::get_if<ValueOfExpr>(&e->node)) {
        ir::AutomatonId automatonId = process(resolve(node->process.back(), env));
        SymbolId variable = resolve(node->variable, env);
        uint32_t index = symbol(variable).position;
        return make(Op::VarOf, m_.automata[automatonId].vars[index].type, e->span, {expr(node->at, env)}, automatonId,
                    index);
    }
    return expr(e, env);
}

/// The values of a finite type (see isFinite), in their order.
ir::ExprId Lowering::everyValue(ir::TypeId finite, Span span) {
    const ir::Type of = m_.types[finite];
    if (of.kind == TypeKind::Loc) return make(Op::Locations, m_.types.set(finite), span);
    std::vector<ir::ExprId> values;
    if (of.kind == TypeKind::Bool) values = {boolean(false, span), boolean(true, span)};
    for (uint32_t i = 0; i < of.constructors.size(); ++i) values.push_back(make(Op::Construct, finite, span, {}, i));
    return make(Op::List, m_.types.list(finite), span, values);
}

ir::ExprId Lowering::quantifier(const QuantifierExpr& node, size_t next, const Env& env, Span span) {
    if (next == node.vars.size()) return expr(node.body, env);
    const QuantifiedVar& var = node.vars[next];
    ir::ExprId source = var.relation == BoundRelation::In
                            ? expr(var.bound, env)
                            : everyValue(type(symbol(resolve(var.name, env)).type, env), span);
    return foldOver(source, boolean(node.forall, span), span, [&](ir::ExprId element, ir::ExprId accumulator) {
        Env inner = env;
        if (SymbolId id = resolve(var.name, env); id != sema::kNoSymbol) inner.names[id] = {element};
        ir::ExprId body = quantifier(node, next + 1, inner, span);
        // A location where a process that the formula looks at does not run has nothing to say.
        if (kindOf(element) == TypeKind::Loc) {
            std::set<ir::AutomatonId> looked;
            walk(node.body, [&](const Expr* part) {
                const auto* value = std::get_if<ValueOfExpr>(&part->node);
                const auto* name = value == nullptr ? nullptr : std::get_if<NameExpr>(&value->at->node);
                if (name != nullptr && resolve(name->path.back(), env) == resolve(var.name, env))
                    looked.insert(process(resolve(value->process.back(), env)));
            });
            for (ir::AutomatonId id : looked) {
                ir::ExprId runs = make(Op::RunsAt, basic(TypeKind::Bool), span, {element}, id);
                body = node.forall ? logic(Op::Or, negate(runs, span), body, span) : logic(Op::And, runs, body, span);
            }
        }
        return make(node.forall ? Op::And : Op::Or, basic(TypeKind::Bool), span, {accumulator, body});
    });
}

void Lowering::predicates() {
    predicateMode_ = true;
    for (uint32_t m = 0; m < program_.modules.size(); ++m)
        for (SymbolId id : program_.modules[m].symbols) {
            Env env = moduleEnv(m);
            if (const auto* assume =
                    symbol(id).decl == nullptr ? nullptr : std::get_if<AssumeDecl>(&symbol(id).decl->node);
                symbol(id).kind == SymbolKind::Assumption && assume != nullptr) {
                if (whyNotMonitored(program_, sources_, m, assume->formula).empty())
                    m_.assumptions.push_back({symbol(id).name, predicate(assume->formula, env), symbol(id).nameSpan});
            }
            const auto* property =
                symbol(id).decl == nullptr ? nullptr : std::get_if<PropertyDecl>(&symbol(id).decl->node);
            if (symbol(id).kind != SymbolKind::Property || property == nullptr) continue;
            // What an imported module demands must hold here too.
            std::string name = (m == 0 ? "" : program_.modules[m].name + ".") + symbol(id).name;
            std::string reason = whyNotMonitored(program_, sources_, m, property->formula);
            if (reason.empty()) m_.invariants.push_back({name, predicate(property->formula, env), symbol(id).nameSpan});
            else if (property->kind == PropertyKind::Invariant) m_.unmonitored.push_back({name, std::move(reason)});
        }
    predicateMode_ = false;
}

ir::Module Lowering::run() {
    m_.name = program_.root().name;
    for (size_t i = 0; i < sources_.size(); ++i) m_.files.push_back(sources_.file(static_cast<FileId>(i)).path());
    parameters();
    messages();
    for (SymbolId id : program_.root().symbols)
        if (symbol(id).kind == SymbolKind::System) system(id);
    predicates();
    return std::move(m_);
}

ir::Module lower(const sema::Program& program, const SourceSet& sources, const LowerOptions& options,
                 Diagnostics& diagnostics) {
    return Lowering(program, sources, options, diagnostics).run();
}

}   // namespace evd::lower
