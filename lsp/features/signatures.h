#pragma once
// The call around a position and how its callee may be called; works on texts that are not complete.

#include "lsp/features/analysis.h"

#include <optional>

namespace evd::lsp {

/// The callee's symbol and the number of the argument.
struct CallAt {
    sema::SymbolId callee = sema::kNoSymbol;
    size_t argument = 0;
    bool method = false;     ///< `x.f(…)`: x is the first argument
    uint32_t firstEnd = 0;   ///< where the first argument (x in `x.f(…)`) ends; 0: there is none yet
};
std::optional<CallAt> callAt(const Analysis& analysis, uint32_t offset);

/// One way to call something.
struct Signature {
    std::string label;
    std::vector<std::string> parameters;   ///< parts of the label
    std::string doc;
};
/// All of them that fit the first argument, or all.
std::vector<Signature> signatures(const Analysis& analysis, const CallAt& call);

/// The type of a callee's parameter, or null.
sema::TypeRef parameterType(const Analysis& analysis, sema::SymbolId callee, size_t number);

/// The overloads of a built-in function.
std::vector<const sema::BuiltinInfo*> overloadsOf(const std::string& name);
/// The parameters of a built-in function's scheme: `List<T>`, `T` of `(List<T>, T) -> List<T>`.
std::vector<std::string> schemeParameters(const std::string& scheme);
/// What two types must have in common to be of one form: `List` of `List<Int>`.
std::string headOf(const std::string& type);

}   // namespace evd::lsp
