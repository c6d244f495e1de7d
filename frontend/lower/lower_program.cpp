// The module as a whole: parameters, messages, systems, statements.

#include "frontend/lower/lower_class.h"
#include "frontend/lower/lower_formula.h"
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

/// One message for all that `use` has wired together. The environment sees it if nothing in the program sends an input
/// or receives an output of it; otherwise it goes from location to location (semantics: R13).
void Lowering::messages() {
    std::map<SymbolId, ir::MessageKind> kinds;
    auto kindOf = [&](SymbolId id) {
        if (symbol(id).wired) return ir::MessageKind::Internal;
        switch (std::get<MessageDecl>(symbol(id).decl->node).kind) {
        case MessageKind::Input: return ir::MessageKind::Input;
        case MessageKind::Output: return ir::MessageKind::Output;
        case MessageKind::Internal: return ir::MessageKind::Internal;
        }
        return ir::MessageKind::Internal;
    };
    auto each = [&](auto&& action) {
        for (const sema::Module& module : program_.modules)
            for (SymbolId id : module.symbols)
                if (symbol(id).kind == SymbolKind::Message) action(id, program_.wire(id));
    };
    each([&](SymbolId id, SymbolId whole) {
        auto [known, isNew] = kinds.emplace(whole, kindOf(id));
        if (!isNew && known->second != kindOf(id)) known->second = ir::MessageKind::Internal;
    });
    each([&](SymbolId id, SymbolId whole) {
        if (id != whole) return;
        Env env = moduleEnv(symbol(id).module);
        ir::Message made{program_.qualifiedName(id), kinds.at(id), {}, symbol(id).nameSpan};
        for (SymbolId field : symbol(id).members)
            made.fields.push_back({symbol(field).name, type(symbol(field).type, env), symbol(field).nameSpan});
        messages_[id] = static_cast<ir::MessageId>(m_.messages.size());
        m_.messages.push_back(std::move(made));
    });
    // Timers: known from the beginning, since classes may look at every event. The parameters of the process come back.
    for (const sema::Module& module : program_.modules)
        for (SymbolId process : module.symbols)
            for (SymbolId timer : symbol(process).members) {
                if (symbol(timer).kind != SymbolKind::Timer) continue;
                ir::Message made{program_.qualifiedName(process) + "." + symbol(timer).name,
                                 ir::MessageKind::Timer,
                                 {},
                                 symbol(timer).nameSpan};
                for (SymbolId param : symbol(process).members)
                    if (symbol(param).kind == SymbolKind::Parameter)
                        made.fields.push_back({symbol(param).name,
                                               type(symbol(param).type, moduleEnv(symbol(process).module)),
                                               symbol(param).nameSpan});
                messages_[timer] = static_cast<ir::MessageId>(m_.messages.size());
                m_.messages.push_back(std::move(made));
            }
}

void Lowering::system(SymbolId id) {
    ir::System made{symbol(id).name, {}, symbol(id).nameSpan};
    placements(std::get<SystemDecl>(symbol(id).decl->node).body, moduleEnv(symbol(id).module), made);
    m_.systems.push_back(std::move(made));
}

/// Whether a class expression of a system places processes: by itself, or by a class or system that it names.
bool Lowering::placesProcess(const ClassExpr* e, const Env& env) const {
    bool found = false;
    walkClasses(e, [&](const ClassExpr* part) {
        const auto* ref = std::get_if<ClassRef>(&part->node);
        SymbolId id = ref == nullptr ? sema::kNoSymbol : resolve(ref->path.back(), env);
        found |= id != sema::kNoSymbol && (symbol(id).kind == SymbolKind::Process ||
                                           symbol(id).kind == SymbolKind::System || symbol(id).composite);
    });
    return found;
}

/// The locations that are in both of two places: `(P at a || Q) at b` runs P where a and b meet.
ir::ExprId Lowering::bothPlaces(ir::ExprId a, ir::ExprId b, Span span) {
    ir::TypeId locations = m_.types.set(basic(TypeKind::Loc));
    auto asSet = [&](ir::ExprId place) {
        if (kindOf(place) == TypeKind::Set) return place;
        return make(kindOf(place) == TypeKind::Loc ? Op::Set : Op::ToSet, locations, span, {place});
    };
    return make(Op::Intersect, locations, span, {asSet(a), asSet(b)});
}

/// What a system places. `within`: where all of it runs at most, as `at` around it says.
void Lowering::placements(const ClassExpr* e, const Env& env, ir::System& system, std::optional<ir::ExprId> within) {
    if (const auto* node = std::get_if<UnionClass>(&e->node)) {
        placements(node->left, env, system, within);
        placements(node->right, env, system, within);
        return;
    }
    const ClassExpr* what = e;
    if (const auto* node = std::get_if<AtClass>(&e->node)) {
        what = node->source;
        ir::ExprId here = expr(node->locations, env);
        within = within ? bothPlaces(*within, here, node->locations->span) : here;
        if (std::holds_alternative<AtClass>(what->node) ||
            (std::holds_alternative<UnionClass>(what->node) && placesProcess(what, env))) {
            placements(what, env, system, within);
            return;
        }
    }
    const auto* ref = std::get_if<ClassRef>(&what->node);
    SymbolId id = ref == nullptr ? sema::kNoSymbol : resolve(ref->path.back(), env);
    if (id != sema::kNoSymbol && symbol(id).kind == SymbolKind::System) {
        placements(std::get<SystemDecl>(symbol(id).decl->node).body, moduleEnv(symbol(id).module), system, within);
        return;
    }
    if (id != sema::kNoSymbol && symbol(id).composite) {
        Env inner = moduleEnv(symbol(id).module);
        for (size_t i = 0; i < ref->args.size(); ++i) {
            SymbolId param = symbol(id).members[i];
            inner.names[param] = {stored(expr(ref->args[i], env), type(symbol(param).type, inner), ref->args[i]->span)};
        }
        placements(std::get<ClassDecl>(symbol(id).decl->node).body, inner, system, within);
        return;
    }
    ir::Placement placement;
    placement.span = e->span;
    placement.where = within ? *within : make(Op::Locations, m_.types.set(basic(TypeKind::Loc)), e->span);
    bool isProcess = id != sema::kNoSymbol && symbol(id).kind == SymbolKind::Process;
    if (isProcess && roleOf(id) == ProcessRole::Environment) {
        environment_.push_back({m_.systems.size(), system.placements.size(), id});
        std::vector<ir::TypeId> places;
        for (SymbolId member : symbol(id).members)
            if (symbol(member).kind == SymbolKind::Parameter)
                places.push_back(type(symbol(member).type, moduleEnv(symbol(member).module)));
        placement.args = arguments(ref->args, places, env);
    } else if (isProcess || (id != sema::kNoSymbol && symbol(id).kind == SymbolKind::Class)) {
        placement.automaton = isProcess ? process(id) : ClassLowering::declared(*this, id, lower::Use::Output);
        std::vector<ir::TypeId> places;
        for (const auto& param : m_.automata[placement.automaton].params) places.push_back(param.type);
        placement.args = arguments(ref->args, places, env);
    } else {
        std::string name = system.name;
        if (!system.placements.empty())   // no name of the spec has a `/`
            name += "/part" + std::to_string(system.placements.size() + 1);
        placement.automaton = ClassLowering::anonymous(*this, what, env, name, lower::Use::Output);
    }
    system.placements.push_back(std::move(placement));
}

// ---- statements -------------------------------------------------------------------------------------------------

/// Whether some system places every process that a formula looks at.
bool Lowering::looksAtPlaced(const Expr* formula, uint32_t module) const {
    bool placed = true;
    walk(formula, [&](const Expr* part) {
        const auto* value = std::get_if<ValueOfExpr>(&part->node);
        if (value == nullptr) return;
        SymbolId process = program_.modules[module].resolve(value->process.back());
        placed &= value->at == nullptr || symbol(process).kind != SymbolKind::Process || processes_.count(process) != 0;
    });
    return placed;
}

/// `clocks drift …`, in millionths. That it is a share of the time is an assumption of the spec.
void Lowering::clocks() {
    for (uint32_t m = 0; m < program_.modules.size(); ++m)
        for (const Decl* decl : program_.modules[m].tree->decls) {
            const auto* clocks = std::get_if<ClocksDecl>(&decl->node);
            if (clocks == nullptr) continue;
            const Span span = clocks->drift->span;
            m_.drift = expr(clocks->drift, moduleEnv(m));
            if (!clocks->ppm)
                m_.drift = make(Op::Mul, basic(TypeKind::Int), span, {m_.drift, integer(ir::kMillion / 100, span)});
            ir::ExprId least = make(Op::Ge, basic(TypeKind::Bool), span, {m_.drift, integer(0, span)});
            ir::ExprId most = make(Op::Lt, basic(TypeKind::Bool), span, {m_.drift, integer(ir::kMillion, span)});
            m_.assumptions.push_back({"clocks_drift", logic(Op::And, least, most, span), decl->span});
        }
}

void Lowering::statements() {
    inStatement_ = true;
    for (uint32_t m = 0; m < program_.modules.size(); ++m)
        for (SymbolId id : program_.modules[m].symbols) {
            if (symbol(id).decl == nullptr) continue;
            const auto* assume = std::get_if<AssumeDecl>(&symbol(id).decl->node);
            if (symbol(id).kind == SymbolKind::Assumption && assume != nullptr &&
                sema::whyNoAssumption(program_, sources_, m, assume->formula).empty())
                m_.assumptions.push_back(
                    {program_.qualifiedName(id), expr(assume->formula, moduleEnv(m)), symbol(id).nameSpan});
            const auto* property = std::get_if<PropertyDecl>(&symbol(id).decl->node);
            if (symbol(id).kind != SymbolKind::Property || property == nullptr) continue;
            const auto kind =
                property->kind == PropertyKind::Invariant ? ir::StatementKind::Invariant : ir::StatementKind::Property;
            // What an imported module demands must hold here too, of what is placed here.
            if (m != 0 && !looksAtPlaced(property->formula, m))
                m_.statements.push_back({.kind = kind,
                                         .name = program_.qualifiedName(id),
                                         .whyNot = "no system places the processes that it looks at",
                                         .span = symbol(id).nameSpan});
            else m_.statements.push_back(FormulaLowering(*this).statement(kind, id, property->formula));
        }
    for (SymbolId id : program_.root().symbols)
        if (symbol(id).kind == SymbolKind::Scenario) m_.scenarios.push_back(FormulaLowering(*this).scenario(id));
    for (const Decl* decl : program_.root().tree->decls)
        if (const auto* check = std::get_if<CheckDecl>(&decl->node)) {
            const bool one = !check->system.empty() || !check->base.empty();
            for (ir::SystemId i = 0; i < (one ? std::min<size_t>(1, m_.systems.size()) : m_.systems.size()); ++i)
                m_.checks.push_back(FormulaLowering(*this).check(*decl, i));
        }
    for (const std::string& name : options_.conditions)
        for (SymbolId id : program_.root().symbols)
            if (symbol(id).name == name && isPredicate(id))
                m_.conditions.push_back(FormulaLowering(*this).condition(id));
    inStatement_ = false;
}

ProcessRole Lowering::roleOf(SymbolId process) const { return std::get<ProcessDecl>(symbol(process).decl->node).role; }

/// They see all systems, whether a statement speaks of them or not.
void Lowering::observers() {
    for (const sema::Module& module : program_.modules)
        for (SymbolId id : module.symbols)
            if (symbol(id).kind == SymbolKind::Process && roleOf(id) == ProcessRole::Observer) process(id);
}

/// What a spec promises of all links it promises of its own messages.
void Lowering::links() {
    for (uint32_t m = 0; m < program_.modules.size(); ++m)
        for (const Decl* decl : program_.modules[m].tree->decls) {
            const auto* node = std::get_if<LinksDecl>(&decl->node);
            if (node == nullptr) continue;
            const Env env = moduleEnv(m);
            ir::LinkPromise made;
            made.span = decl->span;
            for (const Name& promise : node->promises) (promise.text == "fifo" ? made.fifo : made.reliable) = true;
            std::set<ir::MessageId> about;
            for (const std::vector<Name>& path : node->messages) about.insert(message(path.back(), env));
            if (node->messages.empty())
                for (SymbolId id : program_.modules[m].symbols)
                    if (symbol(id).kind == SymbolKind::Message) about.insert(messages_.at(program_.wire(id)));
            for (ir::MessageId one : about)
                if (m_.messages[one].kind == ir::MessageKind::Internal) made.messages.push_back(one);
            if (node->from != nullptr) made.from = expr(node->from, env);
            if (node->to != nullptr) made.to = expr(node->to, env);
            m_.links.push_back(std::move(made));
        }
}

/// The number of a quorum system that a statement speaks of.
uint32_t Lowering::quorum(SymbolId id) {
    if (auto known = quorums_.find(id); known != quorums_.end()) return known->second;
    const auto& decl = std::get<QuorumDecl>(symbol(id).decl->node);
    const Env env = moduleEnv(symbol(id).module);
    const Span span = symbol(id).nameSpan;
    ir::QuorumDomain made{program_.qualifiedName(id), expr(decl.of, env), {}, {}, span};
    if (kindOf(made.members) != TypeKind::Set)
        made.members = make(Op::ToSet, m_.types.set(m_.types[typeOf(made.members)].args[0]), span, {made.members});
    const ir::TypeId number = basic(TypeKind::Int);
    ir::ExprId size = expr(decl.size, env), all = make(Op::Size, basic(TypeKind::Nat), span, {made.members});
    auto beside = [&](Op op) { return make(op, number, span, {size, integer(1, span)}); };
    switch (decl.op) {
    case BinaryOp::Ge: made.least = size, made.most = all; break;
    case BinaryOp::Gt: made.least = beside(Op::Add), made.most = all; break;
    case BinaryOp::Le: made.least = integer(0, span), made.most = size; break;
    case BinaryOp::Lt: made.least = integer(0, span), made.most = beside(Op::Sub); break;
    default: made.least = made.most = size;   // `==`
    }
    m_.quorums.push_back(std::move(made));
    return quorums_[id] = static_cast<uint32_t>(m_.quorums.size() - 1);
}

ir::Module Lowering::run() {
    m_.name = program_.root().name;
    for (size_t i = 0; i < sources_.size(); ++i) m_.files.push_back(sources_.file(static_cast<FileId>(i)).path());
    for (SymbolId id : program_.root().symbols)
        if (symbol(id).kind == SymbolKind::Param) systemParam(id);
    messages();
    for (SymbolId id : program_.root().symbols)
        if (symbol(id).kind == SymbolKind::System) system(id);
    clocks();
    // What is no part of native code stands behind what is.
    for (const auto& [system, placement, id] : environment_)
        m_.systems[system].placements[placement].automaton = process(id);
    observers();
    links();
    statements();
    return std::move(m_);
}

ir::Module lower(const sema::Program& program, const SourceSet& sources, const LowerOptions& options,
                 Diagnostics& diagnostics) {
    try {
        return Lowering(program, sources, options, diagnostics).run();
    } catch (const TooLarge& where) {
        diagnostics.report(Code::WrittenOutTooLarge, where.span);
        return {};
    }
}

}   // namespace evd::lower
