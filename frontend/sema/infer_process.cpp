// Processes: variables, handlers, actions and the statements of their bodies.

#include "frontend/sema/checker.h"

namespace evd::sema {

using namespace syntax;

void Checker::inferProcess(SymbolId id) {
    const auto& decl = std::get<ProcessDecl>(symbol(id).decl->node);
    Context context;
    context.process = id;
    Nested scope(*this);
    for (SymbolId member : symbol(id).members)
        if (symbol(member).kind == SymbolKind::Parameter) {
            scopes_.back()[symbol(member).name] = member;
            dataUses_.push_back({current_, symbol(member).type, symbol(member).nameSpan});
        }
    // Initial values see the parameters; handlers see the variables too.
    for (SymbolId member : symbol(id).members) {
        const VarDecl* var = symbol(member).variable;
        if (var == nullptr) continue;
        TypeRef type = symbol(member).type;
        TypeRef found = infer(var->initial, Context{.wanted = type});
        bool wrong = types_.resolved(found)->kind == Kind::Error;   // reported; do not ask for a type too
        if (wrong && types_.isUnknown(type)) mutableSymbol(member).type = type = found;
        solvePending();   // so that a number is known to be one: an unwritten type is never Nat
        fit(var->initial, found, type);
        solvePending();
        dataUses_.push_back({current_, type, var->name.span});
    }
    scopes_.emplace_back();
    for (SymbolId member : symbol(id).members)
        if (symbol(member).kind == SymbolKind::Variable) scopes_.back()[symbol(member).name] = member;
    for (const auto& member : decl.members) {
        Nested inner(*this);
        if (const auto* handler = std::get_if<HandlerDecl>(&member)) {
            if (const auto* sight = std::get_if<SightClass>(&handler->event->node))
                inferSight(handler->event, *sight, context);
            else if (!handlesTimer(*handler, context)) inferClassExpr(handler->event, context);
            solvePending();
            if (handler->guard != nullptr) expect(handler->guard, types_.basic(Kind::Bool), context);
            block(handler->body, context);
        } else if (const auto* action = std::get_if<ActionDecl>(&member)) {
            std::vector<SymbolId> params;
            for (const ActionParam& param : action->params) {
                TypeRef element = elementOf(param.domain, context);
                warnShadowed(param.name, context, false);
                params.push_back(bindLocal(param.name, element));
            }
            for (SymbolId one : symbol(id).members)
                if (symbol(one).action == action) mutableSymbol(one).members = params;
            if (action->guard != nullptr) expect(action->guard, types_.basic(Kind::Bool), context);
            block(action->body, context);
        } else if (const auto* frame = std::get_if<FrameDecl>(&member)) {
            for (const FrameKind& kind : frame->kinds) {
                if (kind.path.empty() || kind.path.back().missing()) continue;
                if (kind.isMessage) {
                    const SymbolId timer = kind.path.size() == 1 ? timerOf(id, kind.path.back()) : kNoSymbol;
                    if (timer != kNoSymbol) {
                        use(kind.path.back(), timer);
                        continue;
                    }
                    lookupPath(kind.path, Code::UnknownMessage,
                               [](const Symbol& s) { return s.kind == SymbolKind::Message; });
                    continue;
                }
                const Name& action = kind.path.back();
                std::vector<std::string> names;
                bool found = false;
                for (SymbolId candidate : symbol(id).members) {
                    if (symbol(candidate).kind != SymbolKind::Action) continue;
                    names.push_back(symbol(candidate).name);
                    if (kind.path.size() == 1 && symbol(candidate).name == action.text) {
                        use(action, candidate);
                        found = true;
                    }
                }
                if (found) continue;
                auto& diagnostic = diagnostics_.report(Code::UnknownAction, action.span, action.text);
                std::string near = nearest(action.text, names);
                if (!near.empty())
                    diagnostic.note("did you mean `" + near + "`?")
                        .replace("replace by `" + near + "`", action.span, near);
            }
            for (const std::vector<Name>& path : frame->subjects) {
                if (path.empty()) continue;
                const Name& subject = path.back();
                if (frame->sends) {
                    lookupPath(path, Code::UnknownMessage,
                               [](const Symbol& s) { return s.kind == SymbolKind::Message; });
                    continue;
                }
                SymbolId variable = path.size() == 1 ? lookup(subject) : kNoSymbol;
                if (variable != kNoSymbol && symbol(variable).kind == SymbolKind::Variable) use(subject, variable);
                else
                    unknown(Code::UnknownVariable, subject,
                            [](const Symbol& s) { return s.kind == SymbolKind::Variable; });
            }
        }
        solvePending();
    }
    scopes_.pop_back();
    if (decl.role == ProcessRole::Observer) checkObserver(id);
    for (SymbolId member : symbol(id).members)
        if (symbol(member).variable != nullptr)
            toInfer_.push_back({symbol(member).type, symbol(member).nameSpan, symbol(member).name});
}

void Checker::block(const std::vector<Stmt*>& body, Context context) {
    Nested scope(*this);
    bool ended = false, warned = false;
    std::string ender;
    for (const Stmt* stmt : body) {
        if (ended && !warned) {
            diagnostics_.report(Code::StatementAfterStop, stmt->span, ender);
            warned = true;
        }
        statement(stmt, context);
        if (std::holds_alternative<StopStmt>(stmt->node)) {
            ended = true;
            ender = "stop";
        }
        if (std::holds_alternative<BecomeStmt>(stmt->node)) {
            ended = true;
            ender = "become";
        }
    }
    solvePending();
}

void Checker::statement(const Stmt* stmt, Context& context) {
    if (const auto* node = std::get_if<AssignStmt>(&stmt->node)) assign(*node, context);
    else if (const auto* node = std::get_if<LetStmt>(&stmt->node)) {
        TypeRef value = letValue(node->value, node->type, context);
        solvePending();
        // A later `let` of the same name hides the earlier one, up to the end of the block.
        scopes_.emplace_back();
        bindPattern(node->pattern, value, context);
        Scope bound = std::move(scopes_.back());
        scopes_.pop_back();
        for (auto& [name, id] : bound) scopes_.back()[name] = id;
        checkIrrefutable(node->pattern);
    } else if (const auto* node = std::get_if<IfStmt>(&stmt->node)) {
        expect(node->condition, types_.basic(Kind::Bool), context);
        block(node->thenBody, context);
        block(node->elseBody, context);
    } else if (const auto* node = std::get_if<MatchStmt>(&stmt->node)) {
        TypeRef value = infer(node->value, context);
        solvePending();
        std::vector<std::pair<const Pattern*, bool>> arms;
        for (const StmtArm& arm : node->arms) {
            Nested scope(*this);
            bindPattern(arm.pattern, value, context);
            if (arm.guard != nullptr) expect(arm.guard, types_.basic(Kind::Bool), context);
            block(arm.body, context);
            arms.emplace_back(arm.pattern, arm.guard != nullptr);
        }
        checkArms(arms, value, node->value->span, node->value->span);
    } else if (const auto* node = std::get_if<ForStmt>(&stmt->node)) {
        TypeRef element = elementOf(node->source, context);
        Nested scope(*this);
        bindPattern(node->pattern, element, context);
        checkIrrefutable(node->pattern);
        block(node->body, context);
    } else if (const auto* node = std::get_if<OutputStmt>(&stmt->node)) {
        Context sends = context;
        sends.sends = true;
        bool call = std::holds_alternative<CallExpr>(node->output->node);
        size_t before = diagnostics_.all().size();
        TypeRef made = infer(node->output, sends);
        if (call && diagnostics_.all().size() == before + 1 && diagnostics_.all().back().code == Code::UnknownName)
            diagnostics_[before].note("a call is a statement only if its function makes sends, for a function changes "
                                      "nothing: write `x := f(…)`; elements are added to a collection by `x += …`");
        solvePending();
        if (call && types_.resolved(made)->kind != Kind::Send && !types_.unify(made, types_.basic(Kind::Send)))
            diagnostics_.report(Code::UselessCall, node->output->span, text(made));
    } else if (const auto* node = std::get_if<AssertStmt>(&stmt->node)) {
        expect(node->condition, types_.basic(Kind::Bool), context);
        solvePending();
    } else if (const auto* node = std::get_if<SpawnStmt>(&stmt->node)) spawn(node->process, node->args, context);
    else if (const auto* node = std::get_if<SetStmt>(&stmt->node)) setTimer(*node, context);
    else if (const auto* node = std::get_if<CancelStmt>(&stmt->node)) useTimer(node->timer, context);
    else if (const auto* node = std::get_if<BecomeStmt>(&stmt->node)) spawn(node->process, node->args, context);
}

void Checker::spawn(const std::vector<Name>& path, const std::vector<Expr*>& given, const Context& context) {
    std::vector<const Expr*> args(given.begin(), given.end());
    SymbolId id = lookupPath(path, Code::UnknownProcess, [](const Symbol& s) { return s.kind == SymbolKind::Process; });
    if (id == kNoSymbol) {
        for (const Expr* arg : args) infer(arg, context);
        return;
    }
    if (roleOf(id) != ProcessRole::Observer) spawned_.insert(id);
    checkStartedBy(id, path.back(), context);
    std::vector<TypeRef> expected;
    for (SymbolId member : symbol(id).members)
        if (symbol(member).kind == SymbolKind::Parameter) expected.push_back(symbol(member).type);
    const Name& name = path.back();
    if (args.size() != expected.size())
        diagnostics_
            .report(Code::WrongArgumentCount, name.span, name.text,
                    fmt::format("{} argument{}", expected.size(), expected.size() == 1 ? "" : "s"), args.size())
            .label(symbol(id).nameSpan, "declared here: " + program_.signature(id));
    checkArgs(name.text, name, expected, args, context, id);
}

/// The type of a place to assign: a variable, an element of one, or a field of one.
TypeRef Checker::assignTarget(const Expr* target, const Context& context, bool outermost) {
    if (const auto* node = std::get_if<NameExpr>(&target->node)) {
        const Name& name = node->path.back();
        SymbolId id = lookup(name);
        if (id != kNoSymbol && symbol(id).kind == SymbolKind::Variable) {
            use(name, id, false, outermost);
            if (!outermost) used_.insert(id);
            return setType(target->id, symbol(id).type);
        }
        if (id != kNoSymbol && symbol(id).kind != SymbolKind::Builtin) {
            use(name, id);
            auto& diagnostic = diagnostics_.report(Code::UnknownVariable, name.span, name.text);
            if (!symbol(id).nameSpan.empty())
                diagnostic.label(symbol(id).nameSpan, "this is not a variable")
                    .note("only `var`s of the process can be assigned");
        } else unknown(Code::UnknownVariable, name, [](const Symbol& s) { return s.kind == SymbolKind::Variable; });
        return setType(target->id, types_.error());
    }
    if (const auto* node = std::get_if<IndexExpr>(&target->node)) {
        TypeRef object = assignTarget(node->object, context, outermost);
        TypeRef index = infer(node->index, context);
        solvePending();
        if (types_.isUnknown(object)) types_.unify(object, types_.make(Kind::Map, {index, types_.fresh()}));
        return setType(target->id, operatorCall("[]", {object, index}, {node->object->span, node->index->span},
                                                target->span, target->id));
    }
    if (const auto* node = std::get_if<FieldExpr>(&target->node)) {
        TypeRef object = assignTarget(node->object, context, outermost);
        TypeRef field = types_.fresh();
        fieldWaits_.push_back({object, node->field.text, field, node->field.span});
        useField(node->field, object).isWrite = outermost;
        return setType(target->id, field);
    }
    infer(target, context);
    return types_.error();
}

/// Whether a value is one element of such a collection rather than a collection of them: `{2}` is in a `Set<Set<Int>>`.
bool Checker::isElement(TypeRef value, TypeRef collection) const {
    TypeRef element = types_.resolved(collection->args[0]);
    if (value->kind != collection->kind) return true;
    if (element->kind != collection->kind) return false;
    TypeRef inner = types_.resolved(value->args[0]);
    return inner->kind != Kind::Variable && isElement(inner, element);
}

void Checker::assign(const AssignStmt& node, const Context& context) {
    TypeRef target = assignTarget(node.target, context, true);
    solvePending();
    if (node.op == AssignOp::Set) {
        expect(node.value, target, context);
        return;
    }
    TypeRef value = infer(node.value, context);
    solvePending();
    if (isEmptyBraces(target))
        types_.unify(target,
                     types_.resolved(value)->kind == Kind::Map ? value : types_.make(Kind::Set, {types_.fresh()}));
    TypeRef t = types_.resolved(target), v = types_.resolved(value);
    bool add = node.op == AssignOp::Add;
    BuiltinId chosen = BuiltinId::None;
    TypeRef wanted = target;
    bool element = (t->kind == Kind::Set || t->kind == Kind::Bag || t->kind == Kind::List) && isElement(v, t);
    if (element) wanted = t->args[0];
    switch (t->kind) {
    case Kind::Set:
        chosen = element ? (add ? BuiltinId::InsertSet : BuiltinId::RemoveSet)
                         : (add ? BuiltinId::AddSet : BuiltinId::SubSet);
        break;
    case Kind::Bag:
        chosen = element ? (add ? BuiltinId::InsertBag : BuiltinId::RemoveBag)
                         : (add ? BuiltinId::AddBag : BuiltinId::SubBag);
        break;
    case Kind::List: chosen = !add ? BuiltinId::None : element ? BuiltinId::Append : BuiltinId::AddList; break;
    case Kind::Map:
        chosen = add ? BuiltinId::AddMap : BuiltinId::RemoveMap;
        if (!add) wanted = t->args[0];
        break;
    case Kind::Str: chosen = add ? BuiltinId::AddStr : BuiltinId::None; break;
    case Kind::Bytes: chosen = add ? BuiltinId::AddBytes : BuiltinId::None; break;
    case Kind::Int:
    case Kind::Nat:
    case Kind::Duration: chosen = add ? BuiltinId::AddNum : BuiltinId::SubNum; break;
    case Kind::Error: return;
    default: break;   // neither is defined
    }
    if (chosen == BuiltinId::None) {
        diagnostics_.report(Code::TypeMismatch, node.target->span, text(target),
                            add ? "something `+=` is defined for" : "something `-=` is defined for");
        return;
    }
    module().operators[node.target->id] = chosen;
    if (const auto* name = std::get_if<NameExpr>(&node.target->node)) used_.insert(lookup(name->path.back()));
    if (!types_.accepts(value, wanted)) blame(node.value, value, wanted);
}

}   // namespace evd::sema
