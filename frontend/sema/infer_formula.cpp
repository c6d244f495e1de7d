// Statements about runs.

#include "frontend/sema/checker.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

TypeRef Checker::inferQuantifier(const QuantifierExpr& node, const Context& context) {
    Nested scope(*this);
    for (const QuantifiedVar& var : node.vars) {
        TypeRef type = types_.fresh();
        if (var.relation == BoundRelation::In) {
            // `a, b in s` share one bound expression; it is inferred once
            TypeRef known = module().types[var.bound->id];
            TypeRef collection = known != nullptr ? types_.resolved(known) : nullptr;
            if (collection == nullptr) type = elementOf(var.bound, context);
            else if (!collection->args.empty())
                type = collection->kind == Kind::Map ? types_.tuple({collection->args[0], collection->args[1]})
                                                     : collection->args[0];
            else type = types_.error();
        } else if (var.relation != BoundRelation::None) {
            type = types_.basic(Kind::Event);
            expect(var.bound, type, context);
        }
        SymbolId id = bindLocal(var.name, type);
        auto index = static_cast<size_t>(&var - node.vars.data());
        if (var.bound != nullptr && index + 1 < node.vars.size() && node.vars[index + 1].bound == var.bound)
            sharedDomains_[id] = {&node, index};
    }
    expect(node.body, types_.basic(Kind::Bool), context);
    return types_.basic(Kind::Bool);
}

/// A domain holds for all names before it that have none. Where a name then has the wrong type, this is why.
void Checker::noteSharedDomains(size_t from) {
    if (sharedDomains_.empty()) return;
    auto sharing = [&](Span span) -> const SharedDomain* {
        auto use = module().uses.find(span.begin);
        if (use == module().uses.end() || use->second.span != span) return nullptr;
        auto found = sharedDomains_.find(use->second.symbol);
        return found == sharedDomains_.end() ? nullptr : &found->second;
    };
    for (size_t i = from; i < diagnostics_.all().size(); ++i) {
        Diagnostic& diagnostic = diagnostics_[i];
        if (diagnostic.code != Code::TypeMismatch) continue;
        const SharedDomain* shared = sharing(diagnostic.span);
        for (const Label& label : diagnostic.labels)
            if (shared == nullptr) shared = sharing(label.span);
        if (shared == nullptr) continue;
        const std::vector<QuantifiedVar>& vars = shared->quantifier->vars;
        const QuantifiedVar& var = vars[shared->name];
        std::string others;
        size_t last = shared->name;
        for (size_t k = 0; k < vars.size(); ++k)
            if (k != shared->name && vars[k].bound == var.bound) {
                others += (others.empty() ? "" : ", ") + vars[k].name.text;
                last = std::max(last, k);
            }
        std::string domain(sources_.text(var.bound->span));
        diagnostic.note(fmt::format("`{0}` shares the domain `{1}` with `{2}`: a domain holds for all names before it; "
                                    "write `{3} {2} in {1}, {0}: …`",
                                    var.name.text, domain, others, shared->quantifier->forall ? "forall" : "exists"));
        // The name moves behind all others, if no bound after it speaks of it.
        SymbolId id = module().resolve(var.name);
        bool spoken = false;
        for (size_t k = shared->name + 1; k < vars.size(); ++k)
            walk(vars[k].bound, [&](const Expr* part) {
                const auto* name = std::get_if<NameExpr>(&part->node);
                spoken |= name != nullptr && module().resolve(name->path.back()) == id;
            });
        const QuantifiedVar& end = vars.back();
        uint32_t behind = end.bound != nullptr ? end.bound->span.end : end.name.span.end;
        Span rest{var.name.span.file, behind, shared->quantifier->body->span.begin};
        size_t colon = rest.begin < rest.end ? sources_.text(rest).find(':') : std::string::npos;
        if (spoken || colon == std::string::npos) continue;
        auto at = static_cast<uint32_t>(behind + colon);
        diagnostic.fixes.push_back({"let `" + var.name.text + "` range over its whole type",
                                    {{{rest.file, var.name.span.begin, vars[shared->name + 1].name.span.begin}, ""},
                                     {{rest.file, at, at}, ", " + var.name.text}}});
    }
}

TypeRef Checker::inferOccurrence(const Expr*, const OccurrenceExpr& node, const Context& context) {
    TypeRef event = types_.basic(Kind::Event);
    const SymbolId action = actionOf(node);
    if (action == kNoSymbol && node.kind == OccurrenceExpr::Kind::At) {
        // `e @ i`: the event happens at the location
        expect(node.object, event, context);
        expect(node.at, types_.basic(Kind::Loc), context);
        return types_.basic(Kind::Bool);
    }
    SymbolId id = action;
    std::vector<TypeRef> wanted;
    const Name name = node.name.empty() ? Name{symbol(action).name, node.object->span} : node.name.back();   // `a @ e`
    if (action != kNoSymbol) {
        inferSymbol(symbol(action).parent);
        for (SymbolId param : symbol(action).members) wanted.push_back(symbol(param).type);
        if (symbol(action).kind == SymbolKind::Timer && !node.args.empty())
            wanted = parametersOf(symbol(action).parent);   // `remind(3)`: that of `Watch(3)`
    } else if (node.kind == OccurrenceExpr::Kind::ClassValue) {
        id = lookupPath(node.name, Code::UnknownClass,
                        [](const Symbol& s) { return s.kind == SymbolKind::Class || s.kind == SymbolKind::State; });
        if (id != kNoSymbol) {
            inferSymbol(id);
            wanted.push_back(symbol(id).type->args[0]);
            if (Diagnostic* count = argumentsOfInstance(id, name, node.params, context); count != nullptr)
                count->note(fmt::format("its value stands after its arguments: `{}(…)(v) @ e`", name.text));
        }
    } else {
        id = lookupPath(node.name, Code::UnknownMessage, [](const Symbol& s) { return s.kind == SymbolKind::Message; });
        if (id != kNoSymbol)
            for (SymbolId field : symbol(id).members) wanted.push_back(symbol(field).type);
    }
    if (id != kNoSymbol) argumentsOf(id, name, wanted, node.args, context);
    else
        for (const std::vector<Expr*>& unknown : {node.params, node.args})
            for (const Expr* arg : unknown) infer(arg, context);
    if (node.at != nullptr) expect(node.at, event, context);
    if (node.by != nullptr) expect(node.by, types_.basic(Kind::Loc), context);
    if (node.to != nullptr) expect(node.to, types_.basic(Kind::Loc), context);
    return types_.basic(Kind::Bool);
}

/// What stands in parentheses behind a name in a statement. The report if there are too few or too many; else null.
Diagnostic* Checker::argumentsOf(SymbolId id, const Name& name, const std::vector<TypeRef>& wanted,
                                 const std::vector<Expr*>& given, const Context& context) {
    const std::vector<const Expr*> args(given.begin(), given.end());
    checkArgs(name.text, name, wanted, args, context, id);
    if (args.size() == wanted.size()) return nullptr;
    return &diagnostics_.report(Code::WrongArgumentCount, name.span, name.text,
                                fmt::format("{} argument{}", wanted.size(), wanted.size() == 1 ? "" : "s"),
                                args.size());
}

/// The arguments of a process, a state or a class.
Diagnostic* Checker::argumentsOfInstance(SymbolId id, const Name& name, const std::vector<Expr*>& given,
                                         const Context& context) {
    return argumentsOf(id, name, parametersOf(id), given, context);
}

std::vector<TypeRef> Checker::parametersOf(SymbolId process) const {
    std::vector<TypeRef> out;
    for (SymbolId member : symbol(process).members)
        if (symbol(member).kind == SymbolKind::Parameter) out.push_back(symbol(member).type);
    return out;
}

/// Whether a class or system has a state, in its text or in that of a class which it names.
bool Checker::isPartOf(SymbolId state, SymbolId whole, std::set<SymbolId>& seen) const {
    if (state == whole) return true;
    const Decl* decl = symbol(whole).decl;
    if (decl == nullptr || !seen.insert(whole).second) return false;
    std::vector<const ClassExpr*> parts;
    if (const auto* node = std::get_if<ClassDecl>(&decl->node)) parts.push_back(node->body);
    if (const auto* node = std::get_if<SystemDecl>(&decl->node)) parts.push_back(node->body);
    if (const auto* node = std::get_if<StateDecl>(&decl->node))
        for (const StateClause& clause : node->clauses) parts.push_back(clause.on);
    bool found = false;
    for (const ClassExpr* part : parts)
        walkClasses(part, [&](const ClassExpr* one) {
            const auto* named = std::get_if<ClassRef>(&one->node);
            if (named == nullptr || found) return;
            const SymbolId id = program_.modules[symbol(whole).module].resolve(named->path.back());
            found = id != kNoSymbol && isPartOf(state, id, seen);
        });
    return found;
}

TypeRef Checker::inferValueOf(const ValueOfExpr& node, const Context& context) {
    // `S of C at i`: the state of a class is known by its name alone.
    const SymbolId state = lookup(node.variable);
    if (state != kNoSymbol && symbol(state).kind == SymbolKind::State) {
        const SymbolId owner = lookupPath(node.process, Code::UnknownClass, [](const Symbol& s) {
            return s.kind == SymbolKind::Class || s.kind == SymbolKind::System;
        });
        if (node.at != nullptr) expect(node.at, types_.basic(Kind::Loc), context);
        else reportNoPlace(node);
        use(node.variable, state);
        std::set<SymbolId> seen;
        if (owner != kNoSymbol && !isPartOf(state, owner, seen))
            diagnostics_.report(Code::UnknownName, node.variable.span, node.variable.text)
                .note(fmt::format("`{}` does not look at the state `{}`", symbol(owner).name, symbol(state).name));
        inferSymbol(state);
        argumentsOfInstance(state, node.variable, {}, context);
        return symbol(state).type->args[0];
    }
    SymbolId process =
        lookupPath(node.process, Code::UnknownProcess, [](const Symbol& s) { return s.kind == SymbolKind::Process; });
    if (node.at != nullptr) expect(node.at, types_.basic(Kind::Loc), context);
    if (process == kNoSymbol) {
        for (const Expr* arg : node.args) infer(arg, context);
        return types_.error();
    }
    const bool observer = roleOf(process) == ProcessRole::Observer;
    if (node.at == nullptr && !observer) reportNoPlace(node);
    if (node.at != nullptr && observer)
        diagnostics_.report(Code::ObserverIsNowhere, node.at->span, symbol(process).name, "it sees all of them")
            .replace("leave out the location", {node.at->span.file, node.process.back().span.end, node.at->span.end},
                     "");
    if (node.hasArgs) argumentsOfInstance(process, node.process.back(), node.args, context);
    std::vector<std::string> names;
    for (SymbolId member : symbol(process).members) {
        if (symbol(member).kind != SymbolKind::Variable && symbol(member).kind != SymbolKind::Parameter) continue;
        if (symbol(member).name == node.variable.text) {
            inferSymbol(process);
            use(node.variable, member);
            return symbol(member).type;
        }
        names.push_back(symbol(member).name);
    }
    auto& diagnostic = diagnostics_.report(Code::UnknownName, node.variable.span, node.variable.text);
    std::string near = nearest(node.variable.text, names);
    if (!near.empty())
        diagnostic.note("did you mean `" + near + "`?").replace("replace by `" + near + "`", node.variable.span, near);
    else
        diagnostic.note(fmt::format("`{}` has {}", symbol(process).name,
                                    names.empty() ? "no variables" : fmt::format("`{}`", fmt::join(names, "`, `"))));
    return types_.error();
}

void Checker::reportNoPlace(const ValueOfExpr& node) {
    const Name& process = node.process.back();
    diagnostics_.report(Code::UnexpectedToken, process.span, "`" + process.text + "` alone",
                        "where it runs: `" + process.text + " at i`");
}

/// `S at i`, `S(a) at i`: the value of a state; `P at i runs`, `P(a) at i runs`.
TypeRef Checker::inferPlaced(const PlacedExpr& node, const Context& context) {
    expect(node.at, types_.basic(Kind::Loc), context);
    const SymbolKind wanted = node.runs ? SymbolKind::Process : SymbolKind::State;
    const SymbolId id = lookupPath(node.path, node.runs ? Code::UnknownProcess : Code::UnknownClass,
                                   [&](const Symbol& s) { return s.kind == wanted; });
    if (id == kNoSymbol) {
        for (const Expr* arg : node.args) infer(arg, context);
        return node.runs ? types_.basic(Kind::Bool) : types_.error();
    }
    inferSymbol(id);
    if (node.runs && roleOf(id) == ProcessRole::Observer)
        diagnostics_.report(Code::ObserverIsNowhere, node.path.back().span, symbol(id).name, "it always looks on");
    if (!node.runs || node.hasArgs) argumentsOfInstance(id, node.path.back(), node.args, context);
    return node.runs ? types_.basic(Kind::Bool) : symbol(id).type->args[0];
}

/// The action, or timer, that an occurrence names: `a @ e`, `a(v) @ e`, `P.a(v) @ e`. A message or a local name goes
/// before it.
SymbolId Checker::actionOf(const OccurrenceExpr& node) {
    std::vector<Name> path = node.name;
    if (node.kind == OccurrenceExpr::Kind::At) {
        const auto* field = std::get_if<FieldExpr>(&node.object->node);
        path = pathOf(field != nullptr ? field->object : node.object);
        if (field != nullptr && !path.empty()) path.push_back(field->field);
    } else if (node.kind != OccurrenceExpr::Kind::Received && node.kind != OccurrenceExpr::Kind::Happened) {
        return kNoSymbol;
    }
    if (path.empty() || path.back().missing()) return kNoSymbol;
    const std::vector<Name> owner(path.begin(), path.end() - 1);
    const SymbolId process = owner.empty() ? kNoSymbol : lookup(owner);
    SymbolId known = owner.empty() ? lookup(path.back()) : kNoSymbol;   // functions of the language do not matter
    if (known != kNoSymbol && symbol(known).kind == SymbolKind::Constant) known = lookupDeclared(path.back());
    if (owner.empty() ? known != kNoSymbol && symbol(known).kind != SymbolKind::Builtin
                      : process == kNoSymbol || symbol(process).kind != SymbolKind::Process)
        return kNoSymbol;
    std::vector<SymbolId> found;
    for (SymbolId id : module().symbols) {
        if (owner.empty() ? symbol(id).kind != SymbolKind::Process : id != process) continue;
        for (SymbolId member : symbol(id).members)
            if ((symbol(member).kind == SymbolKind::Action || symbol(member).kind == SymbolKind::Timer) &&
                symbol(member).name == path.back().text)
                found.push_back(member);
    }
    if (owner.empty() && found.size() > 1) {
        auto& diagnostic = diagnostics_.report(Code::AmbiguousAction, path.back().span, path.back().text);
        for (SymbolId one : found)
            diagnostic.label(symbol(one).nameSpan, "of `" + symbol(symbol(one).parent).name + "`");
        diagnostic.replace("write `" + symbol(symbol(found.front()).parent).name + "." + path.back().text + "`",
                           path.back().span, symbol(symbol(found.front()).parent).name + "." + path.back().text);
    }
    if (found.empty()) return kNoSymbol;
    if (process != kNoSymbol) use(owner.back(), process);
    use(path.back(), found.front());
    return found.front();
}

}   // namespace evd::sema
