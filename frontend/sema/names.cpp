// Look-up of names and the record of their uses.

#include "frontend/sema/checker.h"

#include <algorithm>

namespace evd::sema {

using namespace syntax;

namespace {

/// Names of other languages -> what is meant here.
const std::map<std::string_view, std::string>& foreignNames() {
    static const std::map<std::string_view, std::string> kTable = {
        {"string", "Str"},   {"String", "Str"},     {"str", "Str"},      {"integer", "Int"},     {"Integer", "Int"},
        {"long", "Int"},     {"Number", "Int"},     {"number", "Int"},   {"uint", "Nat"},        {"unsigned", "Nat"},
        {"boolean", "Bool"}, {"Boolean", "Bool"},   {"array", "List"},   {"Array", "List"},      {"vector", "List"},
        {"Vec", "List"},     {"Seq", "List"},       {"dict", "Map"},     {"Dict", "Map"},        {"HashMap", "Map"},
        {"multiset", "Bag"}, {"Multiset", "Bag"},   {"Maybe", "Option"}, {"Optional", "Option"}, {"void", "Unit"},
        {"Void", "Unit"},    {"Address", "Loc"},    {"len", "size"},     {"length", "size"},     {"null", "None"},
        {"nil", "None"},     {"undefined", "None"}, {"none", "None"},    {"Null", "None"},       {"Nothing", "None"},
        {"Just", "Some"},    {"this", "self"},      {"True", "true"},    {"False", "false"},
    };
    return kTable;
}

/// Whether a built-in function is written between or before its arguments.
bool isOperator(std::string_view name) {
    static const std::set<std::string_view> kWords = {"and", "or", "not", "implies", "iff", "in", "mod"};
    return name.front() < 'a' || name.front() > 'z' || kWords.count(name) != 0;
}

bool isValueWord(const std::string& name) { return name == "self" || name == "true" || name == "false"; }

}   // namespace

std::string Checker::meant(const std::string& name, const std::vector<std::string>& candidates) {
    auto foreign = foreignNames().find(name);
    if (foreign == foreignNames().end()) return nearest(name, candidates);
    const std::string& here = foreign->second;
    return isValueWord(here) || std::find(candidates.begin(), candidates.end(), here) != candidates.end()
               ? here
               : nearest(name, candidates);
}

Use& Checker::use(const Name& name, SymbolId id, bool isDeclaration, bool isWrite) {
    Use& made = module().uses[name.span.begin];
    made.span = name.span;
    made.symbol = id;
    made.isDeclaration = isDeclaration;
    made.isWrite = isWrite;
    if (!isDeclaration && !isWrite && id != kNoSymbol) used_.insert(id);
    return made;
}

/// Records the mention of a field of a value or type; which record that is may become known later.
FieldUse& Checker::useField(const Name& name, TypeRef record) {
    FieldUse made;
    made.span = name.span;
    made.record = record;
    module().fields.push_back(made);
    return module().fields.back();
}

SymbolId Checker::lookup(const Name& name) const {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
        if (auto found = scope->find(name.text); found != scope->end()) return found->second;
    return lookupDeclared(name);
}

SymbolId Checker::lookupDeclared(const Name& name) const {
    if (auto found = top_[current_].find(name.text); found != top_[current_].end()) return found->second;
    if (auto found = imported_[current_].find(name.text); found != imported_[current_].end()) return found->second;
    if (name.text == "Option") return optionSymbol_;
    if (name.text == "None") return noneSymbol_;
    if (name.text == "Some") return someSymbol_;
    if (auto found = builtinSymbols_.find(name.text); found != builtinSymbols_.end()) return found->second;
    return kNoSymbol;
}

const ModuleLink* Checker::linkNamed(uint32_t module, const std::string& alias) const {
    for (const ModuleLink& link : program_.modules[module].links)
        if (link.alias == alias) return &link;
    return nullptr;
}

SymbolId Checker::lookup(const std::vector<Name>& path) const {
    if (path.size() == 1) return lookup(path.front());
    uint32_t module = current_;
    for (size_t i = 0; i + 1 < path.size(); ++i) {
        const ModuleLink* link = linkNamed(module, path[i].text);
        if (link == nullptr) return kNoSymbol;
        module = link->module;
    }
    auto found = path.empty() ? top_[module].end() : top_[module].find(path.back().text);
    return found == top_[module].end() ? kNoSymbol : found->second;
}

std::optional<uint32_t> Checker::moduleOf(const std::vector<Name>& path) {
    uint32_t module = current_;
    for (size_t i = 0; i + 1 < path.size(); ++i) {
        const ModuleLink* link = linkNamed(module, path[i].text);
        if (link == nullptr) {
            std::vector<std::string> aliases;
            for (const ModuleLink& one : program_.modules[module].links) aliases.push_back(one.alias);
            auto& diagnostic = diagnostics_.report(Code::UnknownName, path[i].span, path[i].text);
            if (std::string near = nearest(path[i].text, aliases); !near.empty())
                diagnostic.note("did you mean `" + near + "`?")
                    .replace("replace by `" + near + "`", path[i].span, near);
            return std::nullopt;
        }
        module = link->module;
        use(path[i], program_.modules[module].symbol);
    }
    return module;
}

std::vector<std::string> Checker::namesInScope(const std::function<bool(const Symbol&)>& fits) const {
    std::set<std::string> names;
    auto add = [&](const Scope& scope) {
        for (const auto& [name, id] : scope)
            if (id != kNoSymbol && fits(symbol(id))) names.insert(name);
    };
    for (const Scope& scope : scopes_) add(scope);
    add(top_[current_]);
    add(imported_[current_]);
    for (const auto& [name, id] : builtinSymbols_)
        if (!isOperator(name) && fits(symbol(id))) names.insert(name);
    for (SymbolId id : {optionSymbol_, noneSymbol_, someSymbol_})
        if (fits(symbol(id))) names.insert(symbol(id).name);
    return {names.begin(), names.end()};
}

void Checker::unknown(Code code, const Name& name, const std::function<bool(const Symbol&)>& fits) {
    if (name.missing()) return;
    auto& diagnostic = diagnostics_.report(code, name.span, name.text);
    constexpr size_t kSuggestions = 100;   // each compares the name with all others
    std::string near = ++unknown_ > kSuggestions ? "" : meant(name.text, namesInScope(fits));
    if (near.empty()) return;
    diagnostic.note("did you mean `" + near + "`?").replace("replace by `" + near + "`", name.span, near);
}

/// The same for a name that is looked for in another module.
void Checker::unknownIn(uint32_t other, Code code, const Name& name, const std::function<bool(const Symbol&)>& fits) {
    std::vector<std::string> candidates;
    for (const auto& [known, id] : top_[other])
        if (fits(symbol(id))) candidates.push_back(known);
    auto& diagnostic = diagnostics_.report(code, name.span, name.text);
    std::string near = nearest(name.text, candidates);
    if (!near.empty())
        diagnostic.note("did you mean `" + near + "`?").replace("replace by `" + near + "`", name.span, near);
}

/// Reports a name that several imports have, with their names.
void Checker::ambiguous(const Name& name) {
    std::vector<std::string> modules;
    for (const ModuleLink& link : module().links)
        if (!link.isInstance() && top_[link.module].count(name.text) != 0) modules.push_back("`" + link.alias + "`");
    modules.resize(std::max<size_t>(modules.size(), 2), "another module");
    auto& diagnostic = diagnostics_.report(Code::AmbiguousName, name.span, name.text, modules[0], modules[1]);
    for (const ModuleLink& link : module().links)
        if (!link.isInstance() && top_[link.module].count(name.text) != 0)
            diagnostic.replace("write `" + link.alias + "." + name.text + "`", name.span, link.alias + "." + name.text);
}

/// Resolves `a`, `module.a` or `module.module.a`; reports `unknown` and returns kNoSymbol if there is nothing that
/// fits.
SymbolId Checker::lookupPath(const std::vector<Name>& path, Code unknownCode,
                             const std::function<bool(const Symbol&)>& fits) {
    const Name& last = path.back();
    if (last.missing()) return kNoSymbol;
    SymbolId found = kNoSymbol;
    if (path.size() == 1) {
        found = lookup(last);
        // A location of a scenario hides no name of another kind where that is meant.
        if (found != kNoSymbol && symbol(found).kind == SymbolKind::Constant && !fits(symbol(found)))
            found = lookupDeclared(last);
        auto imported = imported_[current_].find(last.text);
        if (found == kNoSymbol && imported != imported_[current_].end()) {
            ambiguous(last);
            return kNoSymbol;
        }
    } else {
        auto in = moduleOf(path);
        if (!in) return kNoSymbol;
        const Scope& names = top_[*in];
        if (auto at = names.find(last.text); at != names.end()) found = at->second;
        else {
            unknownIn(*in, unknownCode, last, fits);
            return kNoSymbol;
        }
    }
    if (found != kNoSymbol && fits(symbol(found))) {
        use(last, found);
        return found;
    }
    if (found != kNoSymbol) use(last, found);
    unknown(unknownCode, last, fits);
    return kNoSymbol;
}

/// The one place that refuses a name standing twice in a list of binders, whatever the list belongs to.
void Checker::standsTwice(const Name& name, Span first) {
    diagnostics_.report(Code::DuplicateParameter, name.span, name.text).label(first, "already here");
}

/// Takes a name into a list that has no scope of its own: fields, type parameters, bindings of a `check`.
void Checker::once(const Name& name, NameList& list) {
    if (name.missing()) return;
    auto [first, isNew] = list.try_emplace(name.text, name.span);
    if (!isNew) standsTwice(name, first->second);
}

/// Binds a name in the innermost scope. What is bound together shares one scope, so a name found there is a second one.
SymbolId Checker::bindLocal(const Name& name, TypeRef type) {
    SymbolId id = declare(SymbolKind::Local, name, nullptr, currentOwner_);
    mutableSymbol(id).type = type;
    if (name.missing()) return id;
    auto [at, isNew] = scopes_.back().try_emplace(name.text, id);
    if (!isNew && symbol(at->second).kind == SymbolKind::Local) standsTwice(name, symbol(at->second).nameSpan);
    at->second = id;
    return id;
}

/// Warns of a binder that hides a variable or parameter of the process around it.
void Checker::warnShadowed(const Name& name, const Context& context, bool inPattern) {
    if (context.process == kNoSymbol) return;
    for (SymbolId member : symbol(context.process).members) {
        bool variable = symbol(member).kind == SymbolKind::Variable;
        if ((!variable && symbol(member).kind != SymbolKind::Parameter) || symbol(member).name != name.text) continue;
        auto& diagnostic = diagnostics_.report(Code::ShadowedName, name.span, name.text)
                               .label(symbol(member).nameSpan, variable ? "the variable" : "the parameter");
        if (inPattern) diagnostic.note("to match its current value, write `^" + name.text + "`");
    }
}

}   // namespace evd::sema
