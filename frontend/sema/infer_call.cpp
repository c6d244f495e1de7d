// What names mean in expressions, and the types of calls, fields and sends.

#include "frontend/sema/checker.h"

namespace evd::sema {

using namespace syntax;

namespace {

std::string counted(size_t count) { return fmt::format("{} argument{}", count, count == 1 ? "" : "s"); }

bool isValue(const Symbol& s) {
    switch (s.kind) {
    case SymbolKind::Param:
    case SymbolKind::Constant:
    case SymbolKind::Constructor:
    case SymbolKind::Function:
    case SymbolKind::Variable:
    case SymbolKind::Local:
    case SymbolKind::Parameter:
    case SymbolKind::Builtin: return true;
    default: return false;   // types, declarations and their parts
    }
}

}   // namespace

/// The type of a symbol here, its generic parts replaced by fresh variables that are kept in the use.
TypeRef Checker::applyScheme(SymbolId id, const Name& name) {
    const Symbol& s = symbol(id);
    if (s.type == nullptr) return types_.error();
    if (s.generics == 0) return types_.resolved(s.type);
    std::vector<TypeRef> args;
    for (uint32_t i = 0; i < s.generics; ++i) args.push_back(types_.fresh());
    TypeRef type = types_.instantiate(s.type, args);
    module().uses[name.span.begin].typeArgs = args;
    return types_.resolved(type);
}

/// Reports a name that is no value here but a variable of a process.
bool Checker::isVariableElsewhere(const Name& name, const Context& context) {
    for (SymbolId id : module().symbols) {
        if (symbol(id).kind != SymbolKind::Process) continue;
        for (SymbolId member : symbol(id).members) {
            if (symbol(member).kind != SymbolKind::Variable || symbol(member).name != name.text) continue;
            auto& diagnostic = diagnostics_.report(Code::NotLocal, name.span, "`" + name.text + "`");
            diagnostic.label(symbol(member).nameSpan, "a variable of `" + symbol(id).name + "`");
            bool inside = currentOwner_ == id && context.process == kNoSymbol;
            diagnostic.note(inside ? "initial values see the parameters of the process, not its variables"
                                   : "let `" + symbol(id).name + "` send what others need to know");
            return true;
        }
    }
    return false;
}

TypeRef Checker::inferName(const Expr* expr, const NameExpr& node, const Context& context) {
    const Name& name = node.path.back();
    if (node.path.size() == 1) {
        SymbolId id = lookup(name);
        if (id != kNoSymbol && symbol(id).kind == SymbolKind::State) {
            use(name, id);
            inferSymbol(id);
            if (context.state == id || context.logic) return symbol(id).type->args[0];
            diagnostics_.report(Code::TypeMismatch, name.span, "the event class `" + name.text + "`", "a value")
                .note("the value of a state is observed through a class: `… & before " + name.text + " as x`");
            return types_.error();
        }
        if (id == kNoSymbol && context.symbolic) return types_.fresh();
        if (id != kNoSymbol && !isValue(symbol(id))) {
            use(name, id);
            if (context.logic && (symbol(id).kind == SymbolKind::Property || symbol(id).kind == SymbolKind::Assumption))
                return types_.basic(Kind::Bool);
            if (symbol(id).kind == SymbolKind::Quorum) return quorumType(id, name, context);
            if (context.symbolic) return types_.fresh();
            diagnostics_.report(Code::TypeMismatch, name.span, fmt::format("`{}`", program_.signature(id)), "a value");
            return types_.error();
        }
    }
    if (node.path.size() == 1 && !context.logic && lookup(name) == kNoSymbol && isVariableElsewhere(name, context))
        return types_.error();
    // A function fits only if it is named itself: it cannot be meant where a value stands.
    auto fits = [&](const Symbol& s) {
        return isValue(s) && ((s.kind != SymbolKind::Builtin && s.kind != SymbolKind::Function) || s.name == name.text);
    };
    SymbolId id =
        lookupPath(node.path,
                   !name.text.empty() && name.text.front() >= 'A' && name.text.front() <= 'Z' ? Code::UnknownConstructor
                                                                                              : Code::UnknownName,
                   fits);
    if (id == kNoSymbol) return types_.error();
    if (symbol(id).kind == SymbolKind::Function) inferSymbol(id);
    if (symbol(id).kind == SymbolKind::Builtin || symbol(id).kind == SymbolKind::Function) {
        diagnostics_.report(Code::HigherOrderNotYet, expr->span, "`" + name.text + "` is not called")
            .note("pass it on as `x => " + name.text + "(x)`, or call it");
        return types_.error();
    }
    TypeRef type = applyScheme(id, name);
    if (symbol(id).kind == SymbolKind::Constructor && type->kind == Kind::Function) {
        diagnostics_.report(Code::WrongArgumentCount, expr->span, name.text, counted(type->args.size() - 1), 0);
        return type->args.back();
    }
    if (type->kind == Kind::Function && !context.symbolic && (symbol(id).kind == SymbolKind::Param)) {
        diagnostics_.report(Code::HigherOrderNotYet, expr->span, "`" + name.text + "` is not called");
        return types_.error();
    }
    return type;
}

void Checker::checkArgs(const std::string& what, const Name&, const std::vector<TypeRef>& expected,
                        const std::vector<const Expr*>& args, const Context& context, SymbolId declared, TypeRef result,
                        TypeRef wanted) {
    std::vector<TypeRef> found(args.size(), nullptr);
    std::vector<size_t> wrong;
    bool count = args.size() == expected.size();   // else reported by the caller
    bool function = declared != kNoSymbol && (symbol(declared).kind == SymbolKind::Function ||
                                              symbol(declared).kind == SymbolKind::Param);   // of a module in use
    auto takesFunction = [&](TypeRef type) {   // inside its own body a function may not know yet what it takes
        Kind kind = types_.resolved(type)->kind;
        return function && (kind == Kind::Function || (kind == Kind::Variable && active_.count(declared) != 0));
    };
    auto argument = [&](size_t i) {
        Context inner = context.part();
        inner.wanted = i < expected.size() ? expected[i] : nullptr;
        inner.functions = inner.wanted != nullptr && takesFunction(inner.wanted);
        found[i] = infer(args[i], inner);
        if (!count) return;
        if (!types_.accepts(found[i], expected[i])) wrong.push_back(i);
        else negativeNat(args[i], expected[i]);
    };
    // Functions come last: the other arguments, and what is wanted of the result, tell what they take.
    auto isLambda = [&](size_t i) { return std::holds_alternative<LambdaExpr>(args[i]->node); };
    bool lambdas = false;
    for (size_t i = 0; i < args.size(); ++i)
        if (isLambda(i)) lambdas = true;
        else argument(i);
    if (lambdas) {
        settle(false);
        if (result != nullptr) guess(result, wanted);
        for (size_t i = 0; i < args.size(); ++i)
            if (isLambda(i)) argument(i);
    }
    if (!count) return;
    std::sort(wrong.begin(), wrong.end());
    if (wrong.size() == 2) {
        // Would they fit the other way round?
        TypeRef a = types_.resolved(found[wrong[0]]), b = types_.resolved(found[wrong[1]]);
        if (types_.unify(a, expected[wrong[1]]) && types_.unify(b, expected[wrong[0]])) {
            std::string first(sources_.text(args[wrong[0]]->span)), second(sources_.text(args[wrong[1]]->span));
            auto& diagnostic =
                diagnostics_.report(Code::WrongArgumentOrder, cover(args[wrong[0]]->span, args[wrong[1]]->span), what);
            if (declared != kNoSymbol && !symbol(declared).nameSpan.empty())
                diagnostic.label(symbol(declared).nameSpan, "declared here: " + program_.signature(declared));
            diagnostic.fixes.push_back(
                {"exchange the arguments", {{args[wrong[0]]->span, second}, {args[wrong[1]]->span, first}}});
            return;
        }
    }
    for (size_t i : wrong) {
        Diagnostic* diagnostic = blame(args[i], found[i], expected[i]);
        if (diagnostic != nullptr && declared != kNoSymbol && !symbol(declared).nameSpan.empty())
            diagnostic->label(symbol(declared).nameSpan, "declared here: " + program_.signature(declared));
    }
}

/// `next(a)`, `prev(a)` and `between(a, b, c)` without a ring mean the spec's only one.
bool Checker::hasOneRing(const Name& name, size_t args) {
    bool bare = ((name.text == "next" || name.text == "prev") && args == 1) || (name.text == "between" && args == 3);
    if (!bare) return true;
    size_t rings = 0;
    for (SymbolId id : module().symbols)
        rings += symbol(id).kind == SymbolKind::Param && symbol(id).type != nullptr &&
                         types_.resolved(symbol(id).type)->kind == Kind::Ring
                     ? 1
                     : 0;
    if (rings == 1) return true;
    diagnostics_.report(Code::NoSingleRing, name.span, name.text,
                        rings == 0 ? std::string("none") : std::to_string(rings) + " rings");
    return false;
}

SymbolId Checker::qualified(const FieldExpr& field, bool& ofModule) {
    std::vector<Name> path = pathOf(field.object);
    if (path.empty() || lookup(path.front()) != kNoSymbol) return kNoSymbol;
    uint32_t at = current_;
    for (const Name& name : path) {   // `module.x.f` is the field or method `f` of `module.x`
        const ModuleLink* link = linkNamed(at, name.text);
        if (link == nullptr) return kNoSymbol;
        at = link->module;
    }
    path.push_back(field.field);
    auto in = moduleOf(path);
    ofModule = true;
    if (!in) return kNoSymbol;
    if (auto found = top_[*in].find(field.field.text); found != top_[*in].end()) return found->second;
    bool upper = !field.field.text.empty() && field.field.text.front() >= 'A' && field.field.text.front() <= 'Z';
    if (!field.field.missing())
        unknownIn(*in, upper ? Code::UnknownConstructor : Code::UnknownName, field.field, isValue);
    return kNoSymbol;
}

TypeRef Checker::inferCall(const Expr* expr, const CallExpr& call, const Context& context) {
    const auto* callee = std::get_if<NameExpr>(&call.callee->node);
    if (callee == nullptr) {
        Context inner = context.part();
        TypeRef type = infer(call.callee, inner);
        for (const Expr* arg : call.args) infer(arg, inner);
        if (types_.resolved(type)->kind != Kind::Error)
            diagnostics_.report(Code::NotAFunction, call.callee->span, text(type));
        return types_.error();
    }
    const Name& name = callee->path.back();
    std::vector<const Expr*> args(call.args.begin(), call.args.end());
    SymbolId id = kNoSymbol;
    if (call.method) {
        FieldExpr asField{call.args[0], name};
        bool ofModule = false;
        id = qualified(asField, ofModule);   // `module.f(x)`
        if (id == kNoSymbol && ofModule) {
            for (size_t i = 1; i < args.size(); ++i) infer(args[i], context);
            return types_.error();
        }
        if (id != kNoSymbol) {
            args.erase(args.begin());
            use(name, id);
        }
    }
    if (id == kNoSymbol) {
        if (callee->path.size() == 1) id = lookup(name);
        if (id == kNoSymbol && context.symbolic) {
            for (const Expr* arg : args) infer(arg, context);
            return types_.fresh();
        }
        bool fits = id != kNoSymbol && isValue(symbol(id));
        if (fits) use(name, id);
        else if (id != kNoSymbol && (symbol(id).kind == SymbolKind::Message || symbol(id).kind == SymbolKind::Class ||
                                     symbol(id).kind == SymbolKind::State || symbol(id).kind == SymbolKind::Process)) {
            use(name, id);
            if (context.logic && symbol(id).kind == SymbolKind::State) {   // `S(a) before e`
                inferSymbol(id);
                argumentsOfInstance(id, name, call.args, context.part());
                return symbol(id).type->args[0];
            }
            for (const Expr* arg : args) infer(arg, context);
            if (context.symbolic && symbol(id).kind == SymbolKind::Message) return types_.fresh();
            auto& diagnostic =
                diagnostics_.report(Code::NotAFunction, name.span, fmt::format("`{}`", program_.signature(id)));
            if (symbol(id).kind == SymbolKind::Message)
                diagnostic.note("to send it, write `send " + name.text + "(…) to …`");
            return types_.error();
        } else
            id = lookupPath(callee->path,
                            !name.text.empty() && name.text.front() >= 'A' && name.text.front() <= 'Z'
                                ? Code::UnknownConstructor
                                : Code::UnknownName,
                            [](const Symbol& s) { return isValue(s); });
    }
    Context inner = context.part();
    if (id == kNoSymbol) {
        for (const Expr* arg : args) infer(arg, inner);
        return types_.error();
    }
    if (symbol(id).kind == SymbolKind::Builtin) {
        logicOnlyBuiltin(name, context);
        bool ring = hasOneRing(name, args.size());
        TypeRef type = builtinCall(expr, name.text, args, inner, context.wanted);
        return ring ? type : types_.error();
    }
    if (symbol(id).kind == SymbolKind::Function) {
        logicOnlyPredicate(id, name, context);
        inferSymbol(id);
        if (active_.count(id) != 0 && currentOwner_ != kNoSymbol) recursiveCalls_.emplace_back(currentOwner_, id);
    }
    TypeRef type = applyScheme(id, name);
    setType(call.callee->id, type);
    if (type->kind == Kind::Error) {
        for (const Expr* arg : args) infer(arg, inner);
        return types_.error();
    }
    if (type->kind == Kind::Variable) {
        std::vector<TypeRef> parts;
        for (const Expr* arg : args) parts.push_back(infer(arg, inner));
        parts.push_back(types_.fresh());
        TypeRef result = parts.back();
        types_.unify(type, types_.make(Kind::Function, parts));
        return result;
    }
    if (type->kind != Kind::Function) {
        for (const Expr* arg : args) infer(arg, inner);
        diagnostics_.report(Code::NotAFunction, name.span, fmt::format("`{}` is {}; it", name.text, text(type)));
        return types_.error();
    }
    std::vector<TypeRef> expected(type->args.begin(), type->args.end() - 1);
    if (args.size() != expected.size()) {
        auto& diagnostic =
            diagnostics_.report(Code::WrongArgumentCount, expr->span, name.text, counted(expected.size()), args.size());
        if (!symbol(id).nameSpan.empty())
            diagnostic.label(symbol(id).nameSpan, "declared here: " + program_.signature(id));
    }
    checkArgs(name.text, name, expected, args, inner, id, type->args.back(), context.wanted);
    return type->args.back();
}

/// Who is alive is known to those who look at a whole run, not to a process within it.
void Checker::logicOnlyBuiltin(const Name& name, const Context& context) {
    if (name.text == "up" && !context.logic) diagnostics_.report(Code::LogicOnly, name.span, "`up`");
}

/// A predicate may speak of all locations and of the whole run.
void Checker::logicOnlyPredicate(SymbolId id, const Name& name, const Context& context) {
    const auto* declared = symbol(id).decl == nullptr ? nullptr : std::get_if<FunctionDecl>(&symbol(id).decl->node);
    if (declared != nullptr && declared->isPredicate && !context.logic)
        diagnostics_.report(Code::LogicOnly, name.span, "the predicate `" + name.text + "`");
}

TypeRef Checker::inferField(const Expr* expr, const FieldExpr& field, const Context& context) {
    bool ofModule = false;
    SymbolId id = qualified(field, ofModule);
    if (id == kNoSymbol && ofModule) return types_.error();
    if (id != kNoSymbol) {
        use(field.field, id);
        if (symbol(id).kind == SymbolKind::Quorum) return quorumType(id, field.field, context);
        if (symbol(id).kind == SymbolKind::Function) {
            diagnostics_.report(Code::HigherOrderNotYet, expr->span, "`" + field.field.text + "` is not called");
            return types_.error();
        }
        return applyScheme(id, field.field);
    }
    TypeRef object = infer(field.object, context);
    if (field.field.missing()) return types_.error();
    solvePending();
    TypeRef shape = types_.resolved(object);
    bool isField = shape->kind == Kind::Record &&
                   std::find(shape->fields.begin(), shape->fields.end(), field.field.text) != shape->fields.end();
    if (!isField && shape->kind != Kind::Variable) {
        SymbolId function = lookup(field.field);
        if (function != kNoSymbol && symbol(function).kind == SymbolKind::Builtin) {
            use(field.field, function);
            logicOnlyBuiltin(field.field, context);
            if (!hasOneRing(field.field, 1)) return types_.error();
            return operatorCall(field.field.text, {object}, {field.object->span}, expr->span, expr->id, context.logic);
        }
        if (function != kNoSymbol && symbol(function).kind == SymbolKind::Function) {
            use(field.field, function);
            logicOnlyPredicate(function, field.field, context);
            inferSymbol(function);
            TypeRef type = applyScheme(function, field.field);
            if (type->kind != Kind::Function) return types_.error();
            if (type->args.size() != 2) {
                diagnostics_.report(Code::WrongArgumentCount, expr->span, field.field.text,
                                    counted(type->args.size() - 1), 1);
                return type->args.back();
            }
            if (!types_.unify(object, type->args[0])) mismatch(field.object->span, object, type->args[0]);
            return type->args.back();
        }
    }
    TypeRef result = types_.fresh();
    fieldWaits_.push_back({object, field.field.text, result, field.field.span});
    useField(field.field, object);
    return result;
}

/// Where messages go or classes run: a location or a collection of them.
void Checker::destinations(const Expr* expr, const Context& context) {
    TypeRef where = infer(expr, context);
    solvePending();
    if (isEmptyBraces(where)) types_.unify(where, types_.make(Kind::Set, {types_.basic(Kind::Loc)}));
    TypeRef shape = types_.resolved(where);
    bool collection =
        shape->kind == Kind::List || shape->kind == Kind::Set || shape->kind == Kind::Bag || shape->kind == Kind::Ring;
    if (!types_.unify(collection ? shape->args[0] : where, types_.basic(Kind::Loc)))
        diagnostics_.report(Code::DestinationType, expr->span, text(where));
}

TypeRef Checker::inferSend(const SendExpr& send, const Context& context) {
    auto isMessage = [](const Symbol& s) { return s.kind == SymbolKind::Message; };
    SymbolId id = lookupPath(send.message, Code::UnknownMessage, isMessage);
    std::vector<const Expr*> args(send.args.begin(), send.args.end());
    if (id == kNoSymbol)
        for (const Expr* arg : args) infer(arg, context);
    else {
        sent_.insert(id);
        const auto& decl = std::get<MessageDecl>(symbol(id).decl->node);
        const bool isInput = decl.kind == syntax::MessageKind::Input;
        if (roleOf(context.process) == ProcessRole::Environment) {   // which is who sends inputs
        } else if (symbol(id).module != current_) mutableSymbol(id).wired |= isInput;
        else if (isInput)
            diagnostics_.report(Code::CannotSend, send.message.back().span)
                .label(symbol(id).nameSpan, "declared as an input");
        std::vector<TypeRef> expected;
        for (SymbolId field : symbol(id).members) expected.push_back(symbol(field).type);
        const Name& name = send.message.back();
        if (args.size() != expected.size())
            diagnostics_.report(Code::WrongArgumentCount, name.span, name.text, counted(expected.size()), args.size())
                .label(symbol(id).nameSpan, "declared here: " + program_.signature(id));
        checkArgs(name.text, name, expected, args, context, id);
    }
    if (send.after != nullptr) expect(send.after, types_.basic(Kind::Duration), context);
    if (send.to == nullptr) {
        if (!send.message.back().missing())
            diagnostics_.report(Code::SendNeedsDestination, send.message.back().span, send.message.back().text);
        return types_.basic(Kind::Send);
    }
    destinations(send.to, context);
    return types_.basic(Kind::Send);
}

TypeRef Checker::inferEmit(const EmitExpr& emit, const Context& context) {
    SymbolId id =
        lookupPath(emit.output, Code::UnknownMessage, [](const Symbol& s) { return s.kind == SymbolKind::Message; });
    std::vector<const Expr*> args(emit.args.begin(), emit.args.end());
    if (id == kNoSymbol) {
        for (const Expr* arg : args) infer(arg, context);
        return types_.basic(Kind::Send);
    }
    sent_.insert(id);
    const auto& decl = std::get<MessageDecl>(symbol(id).decl->node);
    const Name& name = emit.output.back();
    if (decl.kind != syntax::MessageKind::Output)
        diagnostics_
            .report(Code::EmitNeedsOutput, name.span, name.text,
                    decl.kind == syntax::MessageKind::Input ? "an input" : "a message between processes")
            .label(symbol(id).nameSpan, "declared here");
    std::vector<TypeRef> expected;
    for (SymbolId field : symbol(id).members) expected.push_back(symbol(field).type);
    if (args.size() != expected.size())
        diagnostics_.report(Code::WrongArgumentCount, name.span, name.text, counted(expected.size()), args.size())
            .label(symbol(id).nameSpan, "declared here: " + program_.signature(id));
    checkArgs(name.text, name, expected, args, context, id);
    return types_.basic(Kind::Send);
}

}   // namespace evd::sema
