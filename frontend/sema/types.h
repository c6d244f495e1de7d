#pragma once
// Types of the surface language as inferred: data types, functions, classes, and types of the logic.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace evd::sema {

using SymbolId = uint32_t;
inline constexpr SymbolId kNoSymbol = UINT32_MAX;

enum class Kind : uint8_t {
    Int,
    Nat,
    Bool,
    Unit,
    Str,
    Bytes,
    Loc,
    Duration,
    Tuple,
    Record,
    List,
    Set,
    Bag,
    Map,
    Ring,
    Enum,       ///< `symbol` is the enum, `args` its type arguments; Option is a built-in enum symbol
    Param,      ///< `param type T`: opaque data; `symbol` is the parameter
    Generic,    ///< a type parameter or generalised variable: `number` is its position in the declaration's scheme
    Function,   ///< args: parameters …, result
    Send,       ///< what `send` and `emit` make; not data
    Class,      ///< args[0]: value type; `Class<Send>` for outputs
    Process,    ///< a process; not a value
    Event,      ///< an event, in properties
    Formula,    ///< a statement about runs that is not executable; a Bool coerces to it
    Variable,   ///< not yet known (never after checking succeeded)
    Error,      ///< something was wrong and has been reported; unifies with everything
};

struct Type;
/// Interned per Program: equal pointers mean equal types after checking. A type is a graph whose equal parts are one
/// node, so what walks types remembers the nodes that it has seen.
using TypeRef = const Type*;

/// A type written out may have this many parts; a larger one is refused (EVD2035). Chains of generic functions or
/// aliases double a type with each line, and everything later may go through a type part by part.
inline constexpr uint32_t kTypePartsMax = 10'000;

struct Type {
    Kind kind = Kind::Error;
    std::vector<TypeRef> args;
    std::vector<std::string> fields;   ///< Record: names, sorted, parallel to args
    SymbolId symbol = kNoSymbol;
    uint32_t number = 0;
    uint32_t parts = 1;   ///< nodes of the type written out, variables counted as one; stops at UINT32_MAX
    bool open = false;    ///< has a Variable in it
    bool data = true;     ///< has no send, function, class, process, event or formula in it
};

}   // namespace evd::sema
