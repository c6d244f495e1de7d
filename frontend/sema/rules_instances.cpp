// Functions and enums with type parameters exist once for each combination of types that they are used with. There must
// be few of them: chains of functions or enums that wrap their argument need many, or types that are very large.

#include "frontend/sema/checker.h"

namespace evd::sema {

using namespace syntax;

namespace {

constexpr size_t kInstancesMax = 2'000;

/// A function or enum with its type arguments, and where it is asked for.
struct Instance {
    SymbolId symbol;
    std::vector<TypeRef> args;
    Span from;
    auto operator<=>(const Instance& other) const {
        return std::tie(symbol, args) <=> std::tie(other.symbol, other.args);
    }
    bool operator==(const Instance& other) const { return symbol == other.symbol && args == other.args; }
};

}   // namespace

/// Follows what each declaration asks for. Reports once: what is too large here is too large for all that use it.
void Checker::checkInstances() {
    // the generic functions that each declaration names, in the order of the text
    struct Named {
        Span span;
        SymbolId symbol;
        std::vector<TypeRef> args;
    };
    std::map<std::pair<uint32_t, const Decl*>, std::vector<Named>> named;   // instances of a module share its tree
    for (uint32_t index = 0; index < program_.modules.size(); ++index) {
        const Module& m = program_.modules[index];
        for (const auto& [offset, use] : m.uses) {
            if (use.symbol == kNoSymbol || use.typeArgs.empty() || symbol(use.symbol).kind != SymbolKind::Function)
                continue;
            const Decl* decl = m.tree->declBefore(offset);
            if (decl == nullptr) continue;
            std::vector<TypeRef> args;
            for (TypeRef arg : use.typeArgs) args.push_back(types_.zonk(arg));
            named[{index, decl}].push_back({use.span, use.symbol, std::move(args)});
        }
    }
    for (auto& [place, list] : named)
        std::sort(list.begin(), list.end(), [](const Named& a, const Named& b) { return a.span.begin < b.span.begin; });

    std::set<Instance> seen;
    std::vector<Instance> waiting;
    auto ask = [&](SymbolId id, const std::vector<TypeRef>& args, Span from) {
        for (TypeRef arg : args)
            if (types_.tooLarge(arg)) {
                diagnostics_.report(Code::TypeTooLarge, from, kTypePartsMax)
                    .note(fmt::format("`{}` is used with it when all type parameters are known", symbol(id).name));
                return false;
            }
        auto [made, isNew] = seen.insert({id, args, from});
        if (isNew) waiting.push_back(*made);
        if (seen.size() <= kInstancesMax) return true;
        diagnostics_.report(Code::TooManyInstances, from, symbol(id).name, kInstancesMax);
        return false;
    };
    std::set<TypeRef> looked;
    std::function<bool(TypeRef, Span)> enums = [&](TypeRef type, Span from) {
        if (!looked.insert(type).second) return true;
        for (TypeRef arg : type->args)
            if (!enums(arg, from)) return false;
        return type->kind != Kind::Enum || type->args.empty() || ask(type->symbol, type->args, from);
    };
    auto follow = [&] {
        while (!waiting.empty()) {
            Instance one = std::move(waiting.back());
            waiting.pop_back();
            const Symbol& s = symbol(one.symbol);
            if (s.kind == SymbolKind::Enum) {
                for (SymbolId constructor : s.members)
                    for (SymbolId field : symbol(constructor).members) {
                        TypeRef type = types_.instantiate(types_.zonk(symbol(field).type), one.args);
                        if (!enums(type, symbol(field).nameSpan.empty() ? one.from : symbol(field).nameSpan))
                            return false;
                    }
                continue;
            }
            auto uses = named.find({s.module, s.decl});
            if (uses == named.end()) continue;
            for (const Named& use : uses->second) {
                std::vector<TypeRef> args;
                for (TypeRef arg : use.args) args.push_back(types_.instantiate(arg, one.args));
                if (!ask(use.symbol, args, use.span)) return false;
            }
        }
        return true;
    };
    for (SymbolId id = 0; id < program_.symbols.size(); ++id) {
        const Symbol& s = symbol(id);
        if (s.kind == SymbolKind::Enum && s.generics > 0 && s.decl != nullptr) {
            if (!enums(types_.zonk(s.type), s.nameSpan) || !follow()) return;
        } else if (s.decl != nullptr && s.generics == 0) {
            auto uses = named.find({s.module, s.decl});
            if (uses == named.end() || s.nameSpan != s.decl->name.span) continue;
            for (const Named& use : uses->second)
                if (!ask(use.symbol, use.args, use.span)) return;
            if (!follow()) return;
        }
    }
}

}   // namespace evd::sema
