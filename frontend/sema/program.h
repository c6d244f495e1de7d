#pragma once
// A checked program: trees, symbols, and the answers of name resolution and type inference.
// Everything is filled as far as possible also when there were errors.

#include "base/diagnostics.h"
#include "base/source.h"
#include "frontend/sema/builtins.h"
#include "frontend/sema/types.h"
#include "frontend/syntax/tree.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace evd::sema {

enum class SymbolKind : uint8_t {
    Spec,
    Param,
    TypeParam /* `param type T` */,
    TypeAlias,
    Enum,
    Constructor,
    Field,
    Function,
    Message,
    MessageField,
    Class,
    State,
    Process,
    Variable,
    Action,
    System,
    Property,
    Assumption,
    Check,
    Scenario,
    Local /* let, pattern, lambda, quantifier */,
    Parameter /* of function, class, state, process */,
    GenericType,
    Builtin,
    Module,
};

/// One declared thing. Symbols of all modules of the program share one table.
struct Symbol {
    SymbolKind kind;
    std::string name;
    Span nameSpan;   ///< where it is declared; empty for built-ins
    std::string doc;
    uint32_t module = 0;           ///< index into Program::modules
    SymbolId parent = kNoSymbol;   ///< process of a variable, enum of a constructor, message of a field, …
    TypeRef type = nullptr;   ///< of values and functions; Class<T> of classes and states; payload record of messages
                              ///< is in `members`
    uint32_t generics = 0;                ///< number of Generic types in `type`
    std::vector<SymbolId> members;        ///< fields, constructors, parameters, variables in order
    uint32_t position = 0;                ///< index among the parent's members of its kind
    const syntax::Decl* decl = nullptr;   ///< the top-level declaration it belongs to
    const syntax::Constructor* constructor = nullptr;
    const syntax::VarDecl* variable = nullptr;
    const syntax::ActionDecl* action = nullptr;
    BuiltinId builtin{};
};

/// One occurrence of a name that refers to a symbol (declarations included).
struct Use {
    Span span;
    SymbolId symbol = kNoSymbol;
    std::vector<TypeRef> typeArgs;   ///< instance of the symbol's Generic types here, if it has any
    bool isDeclaration = false;
    bool isWrite = false;
};

/// One spec file of the program.
struct Module {
    std::string path;
    std::string name;
    std::shared_ptr<const syntax::Tree> tree;
    SymbolId symbol = kNoSymbol;
    std::vector<uint32_t> imports;   ///< modules it imports directly
    std::vector<SymbolId> symbols;   ///< top-level symbols in declaration order
    std::vector<TypeRef> types;      ///< by NodeId: type of the expression or pattern; value type T of the class
                                  ///< expression; type denoted by the type expression; null if none
    std::unordered_map<uint32_t, Use>
        uses;                           ///< by byte offset of the name's first character (the last part of a path)
    std::vector<BuiltinId> operators;   ///< by NodeId of a BinaryExpr/UnaryExpr/IndexExpr: which built-in it means
                                        ///< (BuiltinId::None elsewhere)

    TypeRef typeOf(syntax::NodeId id) const { return id < types.size() ? types[id] : nullptr; }
    /// The symbol a name refers to, or kNoSymbol.
    SymbolId resolve(const syntax::Name& name) const {
        auto use = uses.find(name.span.begin);
        return use == uses.end() || name.missing() ? kNoSymbol : use->second.symbol;
    }
    const Use* use(const syntax::Name& name) const {
        auto found = uses.find(name.span.begin);
        return found == uses.end() ? nullptr : &found->second;
    }
};

/// The whole program: module 0 is the file that was asked for.
struct Program {
    std::vector<Module> modules;
    std::vector<Symbol> symbols;
    std::vector<std::unique_ptr<Type>> typePool;

    const Symbol& operator[](SymbolId id) const { return symbols[id]; }
    const Module& root() const { return modules.front(); }
    /// `Map<Loc, Cmd>`, `(Int, Bool) -> T`; Generic types as A, B, ….
    std::string text(TypeRef type) const;
    /// What hover shows for a symbol: one line in the language's syntax, e.g. `message vote(slot: Int, round: Int)`.
    std::string signature(SymbolId id) const;
};

}   // namespace evd::sema
