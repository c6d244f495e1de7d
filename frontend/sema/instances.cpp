// Instances of modules: what `use` gives their parameters, and which messages it makes one.

#include "frontend/sema/checker.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

namespace {

const UseDecl& useOf(const ModuleLink& link) { return std::get<UseDecl>(link.decl->node); }

bool canBeGiven(const Symbol& s) {
    return s.kind == SymbolKind::Param || s.kind == SymbolKind::TypeParam || s.kind == SymbolKind::Message;
}

}   // namespace

std::vector<Name> pathOf(const Expr* expr) {
    if (const auto* name = std::get_if<NameExpr>(&expr->node)) return name->path;
    const auto* field = std::get_if<FieldExpr>(&expr->node);
    if (field == nullptr) return {};
    std::vector<Name> path = pathOf(field->object);
    if (!path.empty()) path.push_back(field->field);
    return path;
}

/// Looks up what each argument of a `use` is for. Names only: the types of the module wait for those it is given.
void Checker::findBindings(const ModuleLink& link) {
    if (!link.isInstance()) return;
    NameList seen;
    for (const UseArg& arg : useOf(link).args) {
        if (arg.name.missing()) continue;
        bool again = seen.count(arg.name.text) != 0;
        once(arg.name, seen);
        if (again) continue;
        auto found = top_[link.module].find(arg.name.text);
        SymbolId id = found == top_[link.module].end() ? kNoSymbol : found->second;
        if (id == kNoSymbol || !canBeGiven(symbol(id))) {
            std::vector<std::string> candidates;
            for (const auto& [name, known] : top_[link.module])
                if (canBeGiven(symbol(known))) candidates.push_back(name);
            auto& diagnostic = diagnostics_.report(Code::UnknownParameter, arg.name.span, arg.name.text,
                                                   program_.modules[link.module].name);
            if (std::string near = nearest(arg.name.text, candidates); !near.empty())
                diagnostic.note("did you mean `" + near + "`?")
                    .replace("replace by `" + near + "`", arg.name.span, near);
            continue;
        }
        use(arg.name, id);
        mutableSymbol(id).bound = &arg;
    }
}

/// The type that `use` gives for a type parameter, written in the module that uses it.
TypeRef Checker::typeOfParam(SymbolId id) {
    Within user(*this, program_.modules[symbol(id).module].user);
    const TypeExpr* written = symbol(id).bound->type;
    TypeRef type = typeOf(written);
    dataUses_.push_back({current_, type, written->span});
    return type;
}

/// Checks the arguments of a `use` against what the module declares.
void Checker::checkBindings(const ModuleLink& link) {
    if (!link.isInstance()) return;
    Nested scope(*this);
    for (const UseArg& arg : useOf(link).args) {
        if (arg.value == nullptr) continue;
        const Use* known = module().use(arg.name);
        if (known == nullptr || symbol(known->symbol).bound != &arg) infer(arg.value, {});   // has been reported
        else if (symbol(known->symbol).kind == SymbolKind::Message) bindMessage(known->symbol, arg);
        else bindParameter(known->symbol, arg);
    }
    solvePending(true);
}

void Checker::bindParameter(SymbolId param, const UseArg& arg) {
    TypeRef expected = symbol(param).type == nullptr ? types_.error() : types_.resolved(symbol(param).type);
    walk(arg.value, [&](const Expr* part) {
        if (std::holds_alternative<SelfExpr>(part->node))
            diagnostics_.report(Code::NotLocal, part->span, "`self`")
                .note("a parameter of a module is the same at every location");
    });
    std::vector<Name> path = pathOf(arg.value);
    SymbolId function = path.empty() ? kNoSymbol : lookup(path);
    if (expected->kind != Kind::Function || function == kNoSymbol ||
        (symbol(function).kind != SymbolKind::Function && symbol(function).kind != SymbolKind::Param)) {
        checkArgs(arg.name.text, arg.name, {expected}, {arg.value}, {}, param);   // a lambda too, or data
        return;
    }
    // A function of the spec for a function parameter: its name is enough here, since nothing is stored.
    moduleOf(path);
    use(path.back(), function);
    inferSymbol(function);
    TypeRef type = applyScheme(function, path.back());
    setType(arg.value->id, type);
    if (!types_.unify(type, expected)) mismatch(arg.value->span, type, expected);
}

/// Makes an input or output of an instance one with a message known here.
void Checker::bindMessage(SymbolId message, const UseArg& arg) {
    auto kindOf = [&](SymbolId id) { return std::get<MessageDecl>(symbol(id).decl->node).kind; };
    std::vector<Name> path = pathOf(arg.value);
    if (path.empty()) {
        diagnostics_.report(Code::TypeMismatch, arg.value->span, "an expression",
                            "the name of a message for `" + arg.name.text + "`");
        return;
    }
    SymbolId other =
        lookupPath(path, Code::UnknownMessage, [](const Symbol& s) { return s.kind == SymbolKind::Message; });
    if (other == kNoSymbol) return;
    if (kindOf(message) == MessageKind::Internal) {
        diagnostics_.report(Code::MessageNotBound, arg.name.span, arg.name.text)
            .label(symbol(message).nameSpan, "declared here")
            .note("what a module sends between its own locations stays its own; only its inputs and outputs can be "
                  "wired");
        return;
    }
    if (program_.wire(other) == message) {
        diagnostics_.report(Code::CircularBinding, arg.value->span, arg.name.text);
        return;
    }
    bool fits = symbol(message).members.size() == symbol(other).members.size();
    for (size_t i = 0; fits && i < symbol(message).members.size(); ++i)
        fits = types_.unify(symbol(symbol(message).members[i]).type, symbol(symbol(other).members[i]).type);
    if (!fits) {
        diagnostics_
            .report(Code::TypeMismatch, arg.value->span, "`" + program_.signature(other) + "`",
                    "a message with the fields of `" + program_.signature(message) + "`")
            .label(symbol(message).nameSpan, "declared here");
        return;
    }
    mutableSymbol(message).wiredTo = other;
}

/// Parameters whose values would need each other, through whatever functions: EVD1028.
void Checker::checkCircularBindings() {
    std::map<SymbolId, int> mark;
    std::function<void(SymbolId)> visit;
    auto namesIn = [&](const Expr* expr, uint32_t in) {
        if (expr == nullptr) return;
        const Module& home = program_.modules[in];
        walk(expr, [&](const Expr* part) {
            const Name* name = nullptr;
            if (const auto* node = std::get_if<NameExpr>(&part->node)) name = &node->path.back();
            if (const auto* node = std::get_if<FieldExpr>(&part->node)) name = &node->field;
            SymbolId id = name == nullptr ? kNoSymbol : home.resolve(*name);
            if (id != kNoSymbol && (symbol(id).kind == SymbolKind::Param || symbol(id).kind == SymbolKind::Function))
                visit(id);
        });
    };
    visit = [&](SymbolId id) {
        int& state = mark[id];
        if (state != 0) {
            if (state == 1 && symbol(id).bound != nullptr)
                diagnostics_.report(Code::CircularBinding, symbol(id).bound->name.span, symbol(id).name);
            return;
        }
        state = 1;
        if (symbol(id).kind == SymbolKind::Function && symbol(id).decl != nullptr)
            namesIn(std::get<FunctionDecl>(symbol(id).decl->node).body, symbol(id).module);
        if (symbol(id).bound != nullptr) namesIn(symbol(id).bound->value, program_.modules[symbol(id).module].user);
        mark[id] = 2;
    };
    for (SymbolId id = 0; id < program_.symbols.size(); ++id)
        if (symbol(id).kind == SymbolKind::Param && symbol(id).bound != nullptr) visit(id);
}

std::string Program::qualifiedName(SymbolId id) const {
    const Symbol& symbol = symbols[id];
    const std::string& outer = modules[symbol.module].qualifier;
    return symbol.decl == nullptr || outer.empty() ? symbol.name : outer + "." + symbol.name;
}

SymbolId Program::wire(SymbolId message) const {
    while (symbols[message].wiredTo != kNoSymbol) message = symbols[message].wiredTo;
    return message;
}

std::vector<const ModuleLink*> Program::unusedImports() const {
    std::set<uint32_t> mentioned;
    for (const auto& [offset, use] : root().uses)
        if (use.symbol != kNoSymbol) mentioned.insert(symbols[use.symbol].module);
    std::vector<const ModuleLink*> out;
    for (const ModuleLink& link : root().links)
        if (!link.isInstance() && mentioned.count(link.module) == 0) out.push_back(&link);
    return out;
}

}   // namespace evd::sema
