// Look-up of names and the record of their uses.

#include "frontend/sema/checker.h"

namespace evd::sema {

using namespace syntax;

Use& Checker::use(const Name& name, SymbolId id, bool isDeclaration, bool isWrite) {
    Use& made = module().uses[name.span.begin];
    made.span = name.span;
    made.symbol = id;
    made.isDeclaration = isDeclaration;
    made.isWrite = isWrite;
    if (!isDeclaration && !isWrite && id != kNoSymbol) used_.insert(id);
    return made;
}

SymbolId Checker::lookup(const Name& name) const {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
        if (auto found = scope->find(name.text); found != scope->end()) return found->second;
    if (auto found = top_[current_].find(name.text); found != top_[current_].end()) return found->second;
    if (auto found = imported_[current_].find(name.text); found != imported_[current_].end()) return found->second;
    if (name.text == "Option") return optionSymbol_;
    if (name.text == "None") return noneSymbol_;
    if (name.text == "Some") return someSymbol_;
    if (auto found = builtinSymbols_.find(name.text); found != builtinSymbols_.end()) return found->second;
    return kNoSymbol;
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
    add(builtinSymbols_);
    for (SymbolId id : {optionSymbol_, noneSymbol_, someSymbol_})
        if (fits(symbol(id))) names.insert(symbol(id).name);
    return {names.begin(), names.end()};
}

void Checker::unknown(Code code, const Name& name, const std::function<bool(const Symbol&)>& fits) {
    if (name.missing()) return;
    auto& diagnostic = diagnostics_.report(code, name.span, name.text);
    std::string near = nearest(name.text, namesInScope(fits));
    if (near.empty()) return;
    diagnostic.note("did you mean `" + near + "`?").replace("replace by `" + near + "`", name.span, near);
}

/// Resolves `a` or `module.a`; reports `unknown` and returns kNoSymbol if there is nothing that fits.
SymbolId Checker::lookupPath(const std::vector<Name>& path, Code unknownCode, const std::function<bool(const Symbol&)>& fits) {
    const Name& last = path.back();
    if (last.missing()) return kNoSymbol;
    SymbolId found = kNoSymbol;
    if (path.size() == 1) {
        found = lookup(last);
        auto imported = imported_[current_].find(last.text);
        if (found == kNoSymbol && imported != imported_[current_].end()) {
            diagnostics_.report(Code::AmbiguousName, last.span, last.text, "one import", "another");
            return kNoSymbol;
        }
    } else {
        auto alias = aliases_[current_].find(path.front().text);
        if (alias == aliases_[current_].end()) {
            diagnostics_.report(Code::UnknownName, path.front().span, path.front().text);
            return kNoSymbol;
        }
        use(path.front(), program_.modules[alias->second].symbol);
        const Scope& names = top_[alias->second];
        if (auto at = names.find(last.text); at != names.end()) found = at->second;
    }
    if (found != kNoSymbol && fits(symbol(found))) {
        use(last, found);
        return found;
    }
    if (found != kNoSymbol) use(last, found);
    unknown(unknownCode, last, fits);
    return kNoSymbol;
}

SymbolId Checker::bindLocal(const Name& name, TypeRef type, SymbolKind kind) {
    SymbolId id = declare(kind, name, nullptr, currentOwner_);
    mutableSymbol(id).type = type;
    if (!name.missing()) scopes_.back()[name.text] = id;
    return id;
}

} // namespace evd::sema
