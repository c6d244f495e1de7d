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
    Process /* also of the environment, and observers */,
    Quorum,
    Variable,
    Action,
    Timer,
    System,
    Property,
    Assumption,
    Check,
    Scenario,
    Constant /* of a scenario: a location, or a value of a type parameter */,
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
    uint32_t generics = 0;    ///< number of Generic types in `type`
    std::vector<SymbolId> members;        ///< fields, constructors, parameters, variables in order
    uint32_t position = 0;                ///< index among the parent's members of its kind
    const syntax::Decl* decl = nullptr;   ///< the top-level declaration it belongs to
    const syntax::Constructor* constructor = nullptr;
    const syntax::VarDecl* variable = nullptr;
    const syntax::ActionDecl* action = nullptr;
    BuiltinId builtin{};
    const syntax::UseArg* bound = nullptr;   ///< of a parameter or message of an instance: what `use` gives for it,
                                             ///< with names of the module that uses it
    SymbolId wiredTo = kNoSymbol;            ///< of a message that `use` binds: the message it is one with
    bool composite = false;                  ///< of a class: it places processes, so only systems can use it
    bool wired = false;                      ///< of an input or output: a module around it sends or receives it
};

/// One occurrence of a name that refers to a symbol (declarations included).
struct Use {
    Span span;
    SymbolId symbol = kNoSymbol;
    std::vector<TypeRef> typeArgs;   ///< instance of the symbol's Generic types here, if it has any
    bool isDeclaration = false;
    bool isWrite = false;
};

/// One mention of a field of a record, in its type, a literal, `with`, a pattern, an access or a place that is
/// assigned. Records have no declarations of their own: a field belongs to a record type, which is its fields.
struct FieldUse {
    Span span;
    TypeRef record = nullptr;     ///< the type of the record as far as it is known
    bool isDeclaration = false;   ///< in a written type
    bool isWrite = false;
    bool isShort = false;   ///< `{ a }` in a pattern, short for `{ a = a }`: it also declares the local `a`
};

/// Another module that a module imports or instantiates.
struct ModuleLink {
    uint32_t module;            ///< index into Program::modules
    std::string alias;          ///< what it is called here
    Span at;                    ///< its path in the text
    const syntax::Decl* decl;   ///< the ImportDecl or UseDecl

    bool isInstance() const { return std::holds_alternative<syntax::UseDecl>(decl->node); }
    /// What stands after `as`; missing if the alias comes from the path.
    const syntax::Name& as() const {
        const auto* use = std::get_if<syntax::UseDecl>(&decl->node);
        return use != nullptr ? use->alias : std::get<syntax::ImportDecl>(decl->node).alias;
    }
    /// Whether the path is a text: then the alias comes from the header of the module.
    bool byFile() const {
        const auto* use = std::get_if<syntax::UseDecl>(&decl->node);
        return use != nullptr ? use->file.has_value() : std::get<syntax::ImportDecl>(decl->node).file.has_value();
    }
};

/// One module of the program: a spec file, or an instance of it that `use` makes. All imports of a file are one module;
/// each `use` is another, with symbols of its own.
struct Module {
    std::string path;
    std::string name;   ///< what its header says
    std::string
        qualifier;   ///< how the root module calls it: `px`, `log.px`; empty for the root. Unique in the program
    std::shared_ptr<const syntax::Tree> tree;
    SymbolId symbol = kNoSymbol;
    std::vector<ModuleLink> links;               ///< imports and uses, in text order
    uint32_t user = 0;                           ///< of an instance: the module whose `use` made it,
    const syntax::UseDecl* instance = nullptr;   ///< and that `use`; null if the module was imported
    std::vector<SymbolId> symbols;               ///< top-level symbols in declaration order
    std::vector<TypeRef> types;   ///< by NodeId: type of the expression or pattern; value type T of the class
                                  ///< expression; type denoted by the type expression; null if none
    std::unordered_map<uint32_t, Use>
        uses;                           ///< by byte offset of the name's first character (the last part of a path)
    std::vector<FieldUse> fields;       ///< of records, in text order
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

/// The length at which the text of a type for people ends.
inline constexpr size_t kTypeTextMax = 1000;

/// The whole program: module 0 is the file that was asked for.
struct Program {
    std::vector<Module> modules;
    std::vector<Symbol> symbols;
    std::vector<std::unique_ptr<Type>> typePool;

    const Symbol& operator[](SymbolId id) const { return symbols[id]; }
    const Module& root() const { return modules.front(); }
    /// The name of a top-level declaration as the root module writes it: `px.decided`, `decided`. Unique among those of
    /// its kind.
    std::string qualifiedName(SymbolId id) const;
    /// The message that stands for all that `use` has made one with `message`.
    SymbolId wire(SymbolId message) const;
    /// The imports of the root of which it mentions nothing. An instance (`use`) is something by itself.
    std::vector<const ModuleLink*> unusedImports() const;
    /// `Map<Loc, Cmd>`, `(Int, Bool) -> T`; Generic types as A, B, …; what is longer than `most` ends with `…`.
    std::string text(TypeRef type, size_t most = kTypeTextMax) const;
    /// What hover shows for a symbol: one line in the language's syntax, e.g. `message vote(slot: Int, round: Int)`.
    std::string signature(SymbolId id) const;
};

}   // namespace evd::sema
