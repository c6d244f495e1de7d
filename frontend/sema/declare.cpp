// Symbols of everything declared, before any body is looked at.

#include "frontend/sema/checker.h"

namespace evd::sema {

using namespace syntax;

void Checker::declareBuiltins() {
    for (uint16_t i = 1; i <= static_cast<uint16_t>(BuiltinId::FilterBag); ++i) {
        auto id = static_cast<BuiltinId>(i);
        const BuiltinInfo& row = info(id);
        overloads_[row.name].push_back(id);
        if (builtinSymbols_.count(row.name) == 0) {
            Symbol made{SymbolKind::Builtin, row.name, {}, row.doc};
            made.builtin = id;
            builtinSymbols_[row.name] = addSymbol(std::move(made));
        }
    }
    Symbol optionEnum{SymbolKind::Enum, "Option", {}, "A value or nothing."};
    optionEnum.generics = 1;
    optionSymbol_ = addSymbol(optionEnum);
    TypeRef element = types_.generic(0);
    TypeRef whole = option(element);
    mutableSymbol(optionSymbol_).type = whole;
    Symbol none{SymbolKind::Constructor, "None", {}, "No value."};
    none.parent = optionSymbol_;
    none.type = whole;
    none.generics = 1;
    noneSymbol_ = addSymbol(none);
    Symbol some{SymbolKind::Constructor, "Some", {}, "A value."};
    some.parent = optionSymbol_;
    some.generics = 1;
    some.position = 1;
    some.type = types_.make(Kind::Function, {element, whole});
    someSymbol_ = addSymbol(some);
    Symbol value{SymbolKind::Field, "value", {}, ""};
    value.parent = someSymbol_;
    value.type = element;
    SymbolId valueId = addSymbol(value);
    mutableSymbol(someSymbol_).members = {valueId};
    mutableSymbol(optionSymbol_).members = {noneSymbol_, someSymbol_};
}

SymbolId Checker::addSymbol(Symbol symbol) {
    symbol.module = current_;
    program_.symbols.push_back(std::move(symbol));
    return static_cast<SymbolId>(program_.symbols.size() - 1);
}

SymbolId Checker::declare(SymbolKind kind, const Name& name, const Decl* decl, SymbolId parent) {
    Symbol made{kind, name.text, name.span, decl == nullptr ? "" : decl->doc};
    made.parent = parent;
    made.decl = decl;
    SymbolId id = addSymbol(std::move(made));
    if (!name.missing()) use(name, id, true);
    return id;
}

void Checker::declareModule() {
    Scope& top = top_[current_];
    const Tree& tree = *module().tree;
    module().symbol = declare(SymbolKind::Spec, tree.specName, nullptr);
    mutableSymbol(module().symbol).doc = tree.specDoc;
    for (const Decl* decl : tree.decls) {
        const auto* import = std::get_if<ImportDecl>(&decl->node);
        const auto* instance = std::get_if<UseDecl>(&decl->node);
        const Name* alias = import != nullptr ? &import->alias : instance != nullptr ? &instance->alias : nullptr;
        if (alias == nullptr || alias->missing()) continue;
        for (const ModuleLink& link : module().links)
            if (link.decl == decl) use(*alias, program_.modules[link.module].symbol);
    }
    auto add = [&](SymbolKind kind, const Decl* decl) {
        if (decl->name.missing()) return kNoSymbol;
        SymbolId id = declare(kind, decl->name, decl);
        auto [at, isNew] = top.try_emplace(decl->name.text, id);
        if (!isNew) {
            diagnostics_.report(Code::DuplicateName, decl->name.span, decl->name.text)
                .label(symbol(at->second).nameSpan, "first declared here");
            reported_.insert(id);
        }
        module().symbols.push_back(id);
        return id;
    };
    for (const Decl* decl : tree.decls) {
        if (const auto* param = std::get_if<ParamDecl>(&decl->node))
            add(param->isType ? SymbolKind::TypeParam : SymbolKind::Param, decl);
        else if (std::holds_alternative<AssumeDecl>(decl->node)) add(SymbolKind::Assumption, decl);
        else if (std::holds_alternative<TypeDecl>(decl->node)) add(SymbolKind::TypeAlias, decl);
        else if (const auto* enumDecl = std::get_if<EnumDecl>(&decl->node)) {
            SymbolId id = add(SymbolKind::Enum, decl);
            if (id == kNoSymbol) continue;
            uint32_t position = 0;
            for (const auto& constructor : enumDecl->constructors) {
                if (constructor.name.missing()) continue;
                SymbolId made = declare(SymbolKind::Constructor, constructor.name, decl, id);
                mutableSymbol(made).constructor = &constructor;
                mutableSymbol(made).position = position++;
                mutableSymbol(made).doc.clear();
                mutableSymbol(id).members.push_back(made);
                auto [at, isNew] = top.try_emplace(constructor.name.text, made);
                if (!isNew)
                    diagnostics_.report(Code::DuplicateName, constructor.name.span, constructor.name.text)
                        .label(symbol(at->second).nameSpan, "first declared here");
            }
        } else if (std::holds_alternative<FunctionDecl>(decl->node)) add(SymbolKind::Function, decl);
        else if (std::holds_alternative<MessageDecl>(decl->node)) add(SymbolKind::Message, decl);
        else if (std::holds_alternative<ClassDecl>(decl->node)) add(SymbolKind::Class, decl);
        else if (std::holds_alternative<StateDecl>(decl->node)) add(SymbolKind::State, decl);
        else if (std::holds_alternative<ProcessDecl>(decl->node)) add(SymbolKind::Process, decl);
        else if (std::holds_alternative<QuorumDecl>(decl->node)) add(SymbolKind::Quorum, decl);
        else if (std::holds_alternative<SystemDecl>(decl->node)) add(SymbolKind::System, decl);
        else if (std::holds_alternative<PropertyDecl>(decl->node)) add(SymbolKind::Property, decl);
        else if (std::holds_alternative<ScenarioDecl>(decl->node)) add(SymbolKind::Scenario, decl);
    }
    // names of the imports
    for (const ModuleLink& link : module().links) {
        if (link.isInstance()) continue;   // its names are its own: `px.decided`
        for (const auto& [name, id] : top_[link.module]) {
            auto [at, isNew] = imported_[current_].try_emplace(name, id);
            if (!isNew && at->second != id) at->second = kNoSymbol;
        }
    }
    for (const ModuleLink& link : module().links)
        if (auto taken = top.find(link.alias); taken != top.end())
            diagnostics_.report(Code::DuplicateName, symbol(taken->second).nameSpan, link.alias)
                .label(link.at, "this module is called so here")
                .note("give one of them another name; a module's is chosen by `as …`");
}

std::vector<SymbolId> Checker::declareParams(const std::vector<Param>& params, SymbolId owner, SymbolKind kind,
                                             const char* needsType) {
    std::vector<SymbolId> out;
    NameList seen;
    for (const Param& param : params) {
        SymbolId id = declare(kind, param.name, symbol(owner).decl, owner);
        Symbol& made = mutableSymbol(id);
        made.doc.clear();
        made.position = static_cast<uint32_t>(out.size());
        if (param.type == nullptr && needsType != nullptr)
            diagnostics_.report(Code::SignatureNeeded, param.name.span,
                                fmt::format("{} `{}`", needsType, param.name.text));
        TypeRef type = param.type != nullptr  ? typeOf(param.type)
                       : needsType != nullptr ? types_.error()
                                              : types_.fresh();
        if (param.type != nullptr && types_.resolved(type)->kind == Kind::Send) type = asData(type, param.type->span);
        mutableSymbol(id).type = type;
        once(param.name, seen);
        out.push_back(id);
    }
    return out;
}

/// Enums and type parameters that stand for themselves: what other types of any module are made of.
void Checker::declareNamedTypes() {
    for (SymbolId id : module().symbols) {
        if (symbol(id).kind == SymbolKind::TypeParam && symbol(id).bound == nullptr)
            mutableSymbol(id).type = types_.named(Kind::Param, id);
        if (symbol(id).kind != SymbolKind::Enum) continue;
        const auto& decl = std::get<EnumDecl>(symbol(id).decl->node);
        std::vector<TypeRef> args;
        for (size_t i = 0; i < decl.typeParams.size(); ++i) args.push_back(types_.generic(static_cast<uint32_t>(i)));
        mutableSymbol(id).generics = static_cast<uint32_t>(args.size());
        mutableSymbol(id).type = types_.named(Kind::Enum, id, args);
        if (decl.constructors.empty()) diagnostics_.report(Code::EmptyType, symbol(id).nameSpan, symbol(id).name);
    }
}

/// Types of messages, parameters and the parameters of everything else.
void Checker::declareTypes() {
    for (SymbolId id : module().symbols)
        if (symbol(id).kind == SymbolKind::TypeAlias || symbol(id).kind == SymbolKind::TypeParam) declareMembers(id);
    for (SymbolId id : module().symbols)
        if (symbol(id).kind != SymbolKind::TypeAlias && symbol(id).kind != SymbolKind::TypeParam) declareMembers(id);
}

void Checker::declareMembers(SymbolId id) {
    const Decl* decl = symbol(id).decl;
    Within inside(*this, symbol(id).module);
    Nested scope(*this);
    auto generics = [&](const std::vector<Name>& names) {
        NameList seen;
        for (size_t i = 0; i < names.size(); ++i) {
            SymbolId generic = declare(SymbolKind::GenericType, names[i], decl, id);
            mutableSymbol(generic).type = types_.generic(static_cast<uint32_t>(i));
            once(names[i], seen);
            scopes_.back()[names[i].text] = generic;
        }
        mutableSymbol(id).generics = static_cast<uint32_t>(names.size());
    };
    switch (symbol(id).kind) {
    case SymbolKind::TypeParam: {
        if (symbol(id).type != nullptr || active_.count(id) != 0) return;
        active_.insert(id);
        TypeRef type = typeOfParam(id);
        mutableSymbol(id).type = type;
        active_.erase(id);
        return;
    }
    case SymbolKind::TypeAlias: {
        if (symbol(id).type != nullptr || active_.count(id) != 0) return;   // reached early through another alias
        active_.insert(id);
        const auto& node = std::get<TypeDecl>(decl->node);
        generics(node.typeParams);
        TypeRef type = typeOf(node.type);
        mutableSymbol(id).type = type;
        active_.erase(id);
        return;
    }
    case SymbolKind::Enum: {
        const auto& node = std::get<EnumDecl>(decl->node);
        generics(node.typeParams);
        for (SymbolId member : std::vector<SymbolId>(symbol(id).members)) {
            auto fields = declareParams(symbol(member).constructor->fields, member, SymbolKind::Field, nullptr);
            std::vector<TypeRef> types;
            for (SymbolId field : fields) {
                if (types_.isUnknown(symbol(field).type)) {
                    diagnostics_.report(Code::SignatureNeeded, symbol(field).nameSpan,
                                        fmt::format("the field `{}`", symbol(field).name));
                    mutableSymbol(field).type = types_.error();
                }
                types.push_back(symbol(field).type);
                dataUses_.push_back({current_, symbol(field).type, symbol(field).nameSpan});
            }
            types.push_back(symbol(id).type);
            mutableSymbol(member).members = fields;
            mutableSymbol(member).generics = symbol(id).generics;
            mutableSymbol(member).type = types.size() == 1 ? types.front() : types_.make(Kind::Function, types);
        }
        return;
    }
    case SymbolKind::Param: {
        TypeRef type = typeOf(std::get<ParamDecl>(decl->node).type);
        mutableSymbol(id).type = type;
        TypeRef shape = types_.resolved(type);
        if (shape->kind != Kind::Function) dataUses_.push_back({current_, type, symbol(id).nameSpan});
        else
            for (TypeRef part : shape->args) dataUses_.push_back({current_, part, symbol(id).nameSpan});
        return;
    }
    case SymbolKind::Message: {
        auto fields =
            declareParams(std::get<MessageDecl>(decl->node).fields, id, SymbolKind::MessageField, "the field");
        for (SymbolId field : fields) dataUses_.push_back({current_, symbol(field).type, symbol(field).nameSpan});
        mutableSymbol(id).members = fields;
        return;
    }
    case SymbolKind::Function: {
        const auto& node = std::get<FunctionDecl>(decl->node);
        generics(node.typeParams);
        auto params = declareParams(node.params, id, SymbolKind::Parameter, node.isExtern ? "the parameter" : nullptr);
        std::vector<TypeRef> types;
        for (SymbolId param : params) types.push_back(symbol(param).type);
        if (node.isExtern && node.result == nullptr)
            diagnostics_.report(Code::SignatureNeeded, decl->name.span,
                                fmt::format("the result of `{}`", decl->name.text));
        types.push_back(node.result != nullptr ? typeOf(node.result) : node.isExtern ? types_.error() : types_.fresh());
        mutableSymbol(id).members = params;
        mutableSymbol(id).type = types_.make(Kind::Function, types);
        return;
    }
    case SymbolKind::Class: {
        const auto& node = std::get<ClassDecl>(decl->node);
        auto params = declareParams(node.params, id, SymbolKind::Parameter, nullptr);
        mutableSymbol(id).members = params;
        TypeRef value = node.result != nullptr ? typeOf(node.result) : types_.fresh();
        if (types_.resolved(value)->kind == Kind::Class) value = types_.resolved(value)->args[0];
        if (node.result != nullptr && types_.resolved(value)->kind != Kind::Send)
            value = asData(value, node.result->span);
        mutableSymbol(id).type = freshClass(value);
        return;
    }
    case SymbolKind::State: {
        const auto& node = std::get<StateDecl>(decl->node);
        auto params = declareParams(node.params, id, SymbolKind::Parameter, nullptr);
        mutableSymbol(id).members = params;
        mutableSymbol(id).type = freshClass(node.type != nullptr ? typeOf(node.type) : types_.fresh());
        return;
    }
    case SymbolKind::Process: {
        const auto& node = std::get<ProcessDecl>(decl->node);
        auto members = declareParams(node.params, id, SymbolKind::Parameter, nullptr);
        std::set<std::string> seen;
        uint32_t variables = 0, actions = 0, timers = 0;
        for (const auto& member : node.members) {
            const Name* name = nullptr;
            SymbolId made = kNoSymbol;
            if (const auto* var = std::get_if<VarDecl>(&member)) {
                name = &var->name;
                made = declare(SymbolKind::Variable, var->name, decl, id);
                TypeRef type = var->type != nullptr ? typeOf(var->type) : types_.fresh();
                Symbol& variable = mutableSymbol(made);
                variable.type = type;
                variable.variable = var;
                variable.doc = var->doc;
                variable.position = variables++;
            } else if (const auto* action = std::get_if<ActionDecl>(&member)) {
                name = &action->name;
                made = declare(SymbolKind::Action, action->name, decl, id);
                Symbol& actionSymbol = mutableSymbol(made);
                actionSymbol.action = action;
                actionSymbol.doc = action->doc;
                actionSymbol.position = actions++;
            } else if (const auto* timer = std::get_if<TimerDecl>(&member)) {
                name = &timer->name;
                made = declare(SymbolKind::Timer, timer->name, decl, id);
                mutableSymbol(made).doc = timer->doc;
                mutableSymbol(made).position = timers++;
            }
            if (name == nullptr || name->missing()) continue;
            if (!seen.insert(name->text).second) diagnostics_.report(Code::DuplicateName, name->span, name->text);
            members.push_back(made);
        }
        mutableSymbol(id).members = members;
        mutableSymbol(id).type = types_.basic(Kind::Process);
        return;
    }
    default: return;   // nothing inside has a name
    }
}

}   // namespace evd::sema
