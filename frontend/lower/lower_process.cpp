// Processes are automata already: handlers and actions become clauses.

#include "frontend/lower/lower_formula.h"
#include "frontend/lower/lowering.h"

#include "base/check.h"

namespace evd::lower {

using ir::Op;
using ir::StmtKind;
using ir::Trigger;
using ir::TypeKind;
using sema::SymbolKind;
using namespace syntax;

uint32_t Lowering::table(ir::AutomatonId child) {
    auto& tables = automaton().tables;
    for (uint32_t i = 0; i < tables.size(); ++i)
        if (tables[i].child == child && !tables[i].explicitDelivery) return i;
    tables.push_back({child, false, {}});
    return static_cast<uint32_t>(tables.size() - 1);
}

ir::AutomatonId Lowering::process(SymbolId id) {
    if (auto known = processes_.find(id); known != processes_.end()) return known->second;
    const sema::Symbol& s = symbol(id);
    const auto& decl = std::get<ProcessDecl>(s.decl->node);
    auto index = static_cast<ir::AutomatonId>(m_.automata.size());
    processes_[id] = index;
    m_.automata.emplace_back();
    ir::AutomatonId outer = current_;
    current_ = index;
    automaton().name = program_.qualifiedName(id);
    automaton().span = s.nameSpan;
    automaton().durable = decl.durable;
    automaton().role = decl.role == ProcessRole::Environment ? ir::Role::Environment
                       : decl.role == ProcessRole::Observer  ? ir::Role::Observer
                                                             : ir::Role::Ordinary;
    Env env = moduleEnv(s.module);
    for (SymbolId member : s.members) {
        if (symbol(member).kind != SymbolKind::Parameter) continue;
        auto position = static_cast<uint32_t>(automaton().params.size());
        ir::TypeId paramType = type(symbol(member).type, env);
        automaton().params.push_back({symbol(member).name, paramType, symbol(member).nameSpan});
        env.names[member] = {make(Op::Param, paramType, symbol(member).nameSpan, {}, position)};
    }
    Env initial = env;
    for (SymbolId member : s.members) {
        const VarDecl* var = symbol(member).variable;
        if (var == nullptr) continue;
        ir::TypeId varType = type(symbol(member).type, env);
        ir::ExprId value = stored(expr(var->initial, initial), varType, var->initial->span);
        auto position = static_cast<uint32_t>(automaton().vars.size());
        automaton().vars.push_back({symbol(member).name, varType, value, var->durable || decl.durable, var->span});
        env.names[member] = {make(Op::Var, varType, symbol(member).nameSpan, {}, position)};
    }
    // Whether a timer is set is a variable too, which no crash outlives.
    std::map<SymbolId, std::vector<ir::ExprId>> heard;   ///< by timer: when it is handled
    for (SymbolId member : s.members) {
        if (symbol(member).kind != SymbolKind::Timer) continue;
        const Span span = symbol(member).nameSpan;
        const auto position = static_cast<uint32_t>(automaton().vars.size());
        automaton().vars.push_back(
            {symbol(member).name, basic(TypeKind::Bool), boolean(false, span), false, span, messages_.at(member)});
        env.names[member] = {make(Op::Var, basic(TypeKind::Bool), span, {}, position)};
        heard[member];
    }
    std::map<std::string, uint32_t> actions;
    for (const auto& member : decl.members) {
        ir::Clause clause;
        Env inner = env;
        std::vector<ir::ExprId> conditions;
        const std::vector<Stmt*>* body = nullptr;
        SymbolId timer = sema::kNoSymbol;
        if (const auto* handler = std::get_if<HandlerDecl>(&member)) {
            clause.span = handler->event->span;
            if (const auto* message = std::get_if<MessageClass>(&handler->event->node)) {
                clause.trigger = Trigger::Receive;
                clause.message = this->message(message->message.back(), inner);
                clause.name = m_.shortName(clause.message);
                if (m_.isTimer(clause.message)) {
                    timer = resolve(message->message.back(), inner);
                    timerPattern(timer, inner, conditions, clause.span);
                } else messagePattern(*message, inner, conditions);
            } else if (const auto* sight = std::get_if<SightClass>(&handler->event->node)) {
                clause.trigger = Trigger::Observe;
                clause.message = sighting(*sight, env);
                clause.name = m_.sightings[clause.message].seen.name;
                sightPattern(*sight, clause.message, inner, conditions);
            } else {
                clause.trigger = Trigger::Start;
                clause.name = "start";
            }
            if (handler->guard != nullptr) conditions.push_back(expr(handler->guard, inner));
            if (timer != sema::kNoSymbol)
                heard[timer].push_back(handler->guard != nullptr ? conditions.back() : boolean(true, clause.span));
            body = &handler->body;
        } else if (const auto* action = std::get_if<ActionDecl>(&member)) {
            clause.trigger = Trigger::Action;
            clause.name = action->name.text;
            clause.fair = action->fair;
            clause.span = action->name.span;
            for (const ActionParam& param : action->params) {
                ir::ExprId domain = expr(param.domain, inner);
                if (kindOf(domain) != TypeKind::List && kindOf(domain) != TypeKind::Set) {
                    bool map = kindOf(domain) == TypeKind::Map;
                    ir::TypeId element =
                        map ? m_.types.tuple({m_.types[typeOf(domain)].args[0], m_.types[typeOf(domain)].args[1]})
                            : m_.types[typeOf(domain)].args[0];
                    domain = make(Op::ToList, m_.types.list(element), param.domain->span, {domain});
                }
                ir::LocalId chosen = m_.addLocal(param.name.text, m_.types[typeOf(domain)].args[0]);
                clause.chosen.push_back(chosen);
                clause.domains.push_back(domain);
                if (SymbolId bound = resolve(param.name, inner); bound != sema::kNoSymbol)
                    inner.names[bound] = {local(chosen, param.name.span)};
            }
            if (action->guard != nullptr) conditions.push_back(expr(action->guard, inner));
            body = &action->body;
            actions[clause.name] = static_cast<uint32_t>(automaton().clauses.size());
        }
        if (body == nullptr) continue;
        clause.guard = all(conditions, clause.span);
        clause.body = block(*body, inner);
        if (timer != sema::kNoSymbol) clause.body.insert(clause.body.begin(), setArmed(timer, false, env, clause.span));
        automaton().clauses.push_back(clause);
    }
    addUnheard(heard, env);
    for (const auto& member : decl.members) {
        const auto* frame = std::get_if<FrameDecl>(&member);
        if (frame == nullptr) continue;
        ir::Frame made;
        made.sends = frame->sends;
        made.span = frame->span;
        const auto& clauses = automaton().clauses;
        for (uint32_t i = 0; i < clauses.size(); ++i)
            for (const FrameKind& kind : frame->kinds) {
                const ir::Clause& clause = clauses[i];
                bool same = kind.isStart ? clause.trigger == Trigger::Start
                            : kind.isMessage
                                ? clause.trigger == Trigger::Receive && clause.message == message(kind.path.back(), env)
                                : clause.trigger == Trigger::Action && clause.name == kind.path.back().text;
                if (same) made.clauses.push_back(i);
            }
        for (const std::vector<Name>& path : frame->subjects) {
            SymbolId subject = resolve(path.back(), env);
            made.subject = frame->sends ? messages_.at(program_.wire(subject)) : m_[env.names.at(subject).value].index;
            automaton().frames.push_back(made);
        }
    }
    current_ = outer;
    return index;
}

/// The kind of occurrence that a handler of an observer sees; one for all that see the same.
uint32_t Lowering::sighting(const SightClass& node, const Env& env) {
    using Kind = ir::Sighting::Kind;
    const std::vector<Name>& path = node.what.message;
    const ir::TypeId place = basic(TypeKind::Loc);
    ir::Sighting made;
    made.kind = Kind::Started;
    made.seen.fields = {{"at", place, {}}};
    const SymbolId id = path.empty() ? sema::kNoSymbol : resolve(path.back(), env);
    if (id != sema::kNoSymbol && symbol(id).kind == SymbolKind::Action) {
        made.kind = Kind::Acted;
        made.action = FormulaLowering(*this).actionIndex(id);
        made.seen.name = symbol(symbol(id).parent).name + "." + symbol(id).name;
        for (SymbolId param : symbol(id).members)
            made.seen.fields.push_back(
                {symbol(param).name, type(symbol(param).type, moduleEnv(symbol(id).module)), {}});
    } else if (id != sema::kNoSymbol) {
        made.kind = node.sent ? Kind::Sent : Kind::Received;
        made.message = message(path.back(), env);
        made.seen.name = (node.sent ? "sent " : "") + m_.messages[made.message].name;
        made.seen.fields.push_back({node.sent ? "to" : "from", node.sent ? m_.types.list(place) : place, {}});
        for (const ir::Parameter& field : m_.messages[made.message].fields) made.seen.fields.push_back(field);
    } else {
        if (!path.empty()) made.kind = path.back().text == "crash" ? Kind::Crashed : Kind::Restarted;
        made.seen.name = path.empty() ? "start" : path.back().text;
    }
    for (uint32_t i = 0; i < m_.sightings.size(); ++i)
        if (m_.sightings[i].kind == made.kind && m_.sightings[i].message == made.message &&
            m_.sightings[i].action == made.action)
            return i;
    m_.sightings.push_back(std::move(made));
    return static_cast<uint32_t>(m_.sightings.size() - 1);
}

void Lowering::sightPattern(const SightClass& node, uint32_t sighting, Env& env, std::vector<ir::ExprId>& conditions) {
    const ir::Sighting::Kind kind = m_.sightings[sighting].kind;
    auto part = [&](const Pattern* one, uint32_t index) {
        if (one == nullptr) return;
        pattern(one, make(Op::Field, m_.sightings[sighting].seen.fields[index].type, one->span, {}, index), env,
                conditions);
    };
    using Kind = ir::Sighting::Kind;
    part(node.place, 0);
    part(node.sent ? node.to : node.what.from, 1);
    const uint32_t first = kind == Kind::Received || kind == Kind::Sent ? 2 : 1;
    for (uint32_t i = 0; i < node.what.args.size(); ++i) part(node.what.args[i], first + i);
}

Lowering::Statements Lowering::block(const std::vector<Stmt*>& body, Env env) {
    Statements out;
    for (const Stmt* s : body) stmt(s, env, out);
    return out;
}

void Lowering::stmt(const Stmt* s, Env& env, Statements& out) {
    Span span = s->span;
    if (const auto* node = std::get_if<AssignStmt>(&s->node)) {
        using B = sema::BuiltinId;
        B op = program_.modules[env.module].operators[node->target->id];
        if (node->op == AssignOp::Set) {
            assign(node->target, expr(node->value, env), env, out, span);
            return;
        }
        ir::ExprId old = targetValue(node->target, env), value = expr(node->value, env);
        sema::TypeRef whole = program_.modules[env.module].typeOf(node->target->id);
        if (op == B::InsertSet || op == B::InsertBag || op == B::Append)
            value = storedPart(value, whole->args[0], node->value->span);
        ir::TypeId kept = typeOf(old);
        auto changed = [&](Op operation) { return make(operation, kept, span, {old, value}); };
        ir::ExprId next;
        switch (op) {
        case B::AddNum: next = changed(Op::Add); break;
        case B::SubNum:
            next =
                make(Op::Sub, m_.types[kept].kind == TypeKind::Nat ? basic(TypeKind::Int) : kept, span, {old, value});
            break;
        case B::InsertSet:
        case B::InsertBag: next = changed(Op::Insert); break;
        case B::RemoveSet:
        case B::RemoveBag:
        case B::RemoveMap: next = changed(Op::Remove); break;
        case B::Append: next = changed(Op::Append); break;
        case B::SubSet:
        case B::SubBag: next = changed(Op::Difference); break;
        default: next = changed(Op::Union);   // of texts, lists, maps, and of whole sets and bags
        }
        assign(node->target, next, env, out, span);
    } else if (const auto* node = std::get_if<LetStmt>(&s->node)) {
        ir::ExprId value = expr(node->value, env);
        if (node->type != nullptr) value = stored(value, typeOfNode(node->type->id, env), node->value->span);
        const auto* bind = std::get_if<BindPattern>(&node->pattern->node);
        std::vector<ir::ExprId> none;
        pattern(node->pattern, bindRepeatable(value, bind != nullptr ? bind->name.text : "bound", span, out), env,
                none);
    } else if (const auto* node = std::get_if<IfStmt>(&s->node)) {
        ir::ExprId condition = expr(node->condition, env);
        Statements yes = block(node->thenBody, env), no = block(node->elseBody, env);
        out.push_back(statement(StmtKind::If, span, [&](ir::Stmt& made) {
            made.expr = condition;
            made.body = yes;
            made.orElse = no;
        }));
    } else if (const auto* node = std::get_if<MatchStmt>(&s->node)) {
        ir::ExprId value = bindRepeatable(expr(node->value, env), "matched", span, out);
        std::vector<std::pair<ir::ExprId, Statements>> arms;
        for (const StmtArm& arm : node->arms) {
            Env inner = env;
            std::vector<ir::ExprId> conditions;
            pattern(arm.pattern, value, inner, conditions);
            if (arm.guard != nullptr) conditions.push_back(expr(arm.guard, inner));
            arms.emplace_back(all(conditions, arm.span), block(arm.body, inner));
        }
        Statements rest = arms.back().second;
        for (size_t i = arms.size() - 1; i-- > 0;)
            rest = {statement(StmtKind::If, span, [&](ir::Stmt& made) {
                made.expr = arms[i].first;
                made.body = arms[i].second;
                made.orElse = rest;
            })};
        out.insert(out.end(), rest.begin(), rest.end());
    } else if (const auto* node = std::get_if<ForStmt>(&s->node)) {
        ir::ExprId source = expr(node->source, env);
        const ir::Type collection = m_.types[typeOf(source)];
        ir::LocalId first = m_.addLocal("x", collection.args[0]);
        ir::ExprId element = local(first, span);
        if (collection.kind == TypeKind::Map) {
            m_.addLocal("value", collection.args[1]);
            element = make(Op::Tuple, m_.types.tuple({collection.args[0], collection.args[1]}), span,
                           {element, local(first + 1, span)});
        }
        Env inner = env;
        std::vector<ir::ExprId> none;
        pattern(node->pattern, element, inner, none);
        Statements body = block(node->body, inner);
        out.push_back(statement(StmtKind::ForEach, span, [&](ir::Stmt& made) {
            made.expr = source;
            made.local = first;
            made.body = body;
        }));
    } else if (const auto* node = std::get_if<AssertStmt>(&s->node)) {
        ir::ExprId condition = expr(node->condition, env);
        out.push_back(statement(StmtKind::Assert, span, [&](ir::Stmt& made) {
            made.expr = condition;
            made.index = m_.addText(std::string(sources_.text(node->condition->span)));
        }));
    } else if (const auto* node = std::get_if<OutputStmt>(&s->node)) {
        output(node->output, env, out);
    } else if (std::holds_alternative<SpawnStmt>(s->node) || std::holds_alternative<BecomeStmt>(s->node)) {
        bool spawns = std::holds_alternative<SpawnStmt>(s->node);
        const auto& path = spawns ? std::get<SpawnStmt>(s->node).process : std::get<BecomeStmt>(s->node).process;
        const auto& given = spawns ? std::get<SpawnStmt>(s->node).args : std::get<BecomeStmt>(s->node).args;
        ir::AutomatonId child = process(resolve(path.back(), env));
        std::vector<ir::TypeId> places;
        for (SymbolId member : symbol(resolve(path.back(), env)).members)
            if (symbol(member).kind == SymbolKind::Parameter)
                places.push_back(type(symbol(member).type, moduleEnv(symbol(member).module)));
        auto args = arguments(given, places, env);
        uint32_t at = table(child);
        out.push_back(statement(spawns ? StmtKind::Spawn : StmtKind::Become, span, [&](ir::Stmt& made) {
            made.index = at;
            made.args = args;
        }));
    } else if (const auto* node = std::get_if<SetStmt>(&s->node)) {
        setTimer(*node, env, out, span);
    } else if (const auto* node = std::get_if<CancelStmt>(&s->node)) {
        out.push_back(setArmed(resolve(node->timer, env), false, env, span));
    } else if (std::holds_alternative<StopStmt>(s->node)) {
        out.push_back(statement(StmtKind::Stop, span));
    }
}

/// The current value of a place that is assigned: a variable, an element, a field.
ir::ExprId Lowering::targetValue(const Expr* target, const Env& env) {
    if (const auto* node = std::get_if<NameExpr>(&target->node))
        return env.names.at(resolve(node->path.back(), env)).value;
    if (const auto* node = std::get_if<IndexExpr>(&target->node)) {
        ir::ExprId object = targetValue(node->object, env);
        const ir::Type& whole = m_.types[typeOf(object)];
        ir::TypeId element = whole.kind == TypeKind::Map ? whole.args[1] : whole.args[0];
        return make(Op::At, element, target->span, {object, expr(node->index, env)});
    }
    const auto& node = std::get<FieldExpr>(target->node);
    ir::ExprId object = targetValue(node.object, env);
    const auto& names = m_.types[typeOf(object)].fields;
    return get(object, static_cast<uint32_t>(std::find(names.begin(), names.end(), node.field.text) - names.begin()),
               target->span);
}

/// Assigns to a place by rebuilding what holds it: `m[k].f := v` is `m := put(m, k, { m[k] with f = v })`.
void Lowering::assign(const Expr* target, ir::ExprId value, const Env& env, Statements& out, Span span) {
    if (const auto* node = std::get_if<NameExpr>(&target->node)) {
        ir::ExprId variable = env.names.at(resolve(node->path.back(), env)).value;
        ir::ExprId checked = stored(value, typeOf(variable), span);
        uint32_t index = m_[variable].index;
        out.push_back(statement(StmtKind::Assign, span, [&](ir::Stmt& s) {
            s.index = index;
            s.expr = checked;
        }));
    } else if (const auto* node = std::get_if<IndexExpr>(&target->node)) {
        ir::ExprId object = targetValue(node->object, env);
        bool map = kindOf(object) == TypeKind::Map;
        value = storedPart(value, program_.modules[env.module].typeOf(target->id), span);
        ir::ExprId index = expr(node->index, env);
        assign(node->object, make(map ? Op::Put : Op::SetAt, typeOf(object), span, {object, index, value}), env, out,
               span);
    } else {
        const auto& field = std::get<FieldExpr>(target->node);
        ir::ExprId object = targetValue(field.object, env);
        const auto names = m_.types[typeOf(object)].fields;
        value = storedPart(value, program_.modules[env.module].typeOf(target->id), span);
        std::vector<ir::ExprId> parts;
        for (uint32_t i = 0; i < names.size(); ++i)
            parts.push_back(names[i] == field.field.text ? value : get(object, i, span));
        assign(field.object, make(Op::Tuple, typeOf(object), span, parts), env, out, span);
    }
}

}   // namespace evd::lower
