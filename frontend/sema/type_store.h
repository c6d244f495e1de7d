#pragma once
// Makes, unifies and prints types during inference.

#include "frontend/sema/program.h"

#include <unordered_map>
#include <unordered_set>

namespace evd::sema {

/// Types under construction. Every type is interned as it is made, so a chain of declarations that doubles a type with
/// each line shares its parts, and all operations here go through each part once. Variables are bound on the side;
/// `zonk` gives the result without bound ones.
class TypeStore {
public:
    explicit TypeStore(Program& program);

    TypeRef basic(Kind kind) const { return basics_[static_cast<size_t>(kind)]; }
    TypeRef error() const { return basic(Kind::Error); }
    TypeRef make(Kind kind, std::vector<TypeRef> args) { return add({.kind = kind, .args = std::move(args)}); }
    TypeRef tuple(std::vector<TypeRef> items);   ///< zero: Unit; one: itself
    TypeRef record(std::vector<std::pair<std::string, TypeRef>> fields);
    TypeRef named(Kind kind, SymbolId symbol, std::vector<TypeRef> args = {}) {
        return add({.kind = kind, .args = std::move(args), .symbol = symbol});
    }
    TypeRef generic(uint32_t number) { return add({.kind = Kind::Generic, .number = number}); }
    TypeRef fresh();

    /// What a variable stands for, if known; otherwise the type itself.
    TypeRef resolved(TypeRef type) const;
    bool isUnknown(TypeRef type) const { return resolved(type)->kind == Kind::Variable; }

    /// Makes two types equal; false if they cannot be (bindings made so far stay). Int and Nat are one type here.
    bool unify(TypeRef a, TypeRef b);
    /// Whether a value of type `found` may stand where `expected` is wanted; like `unify`, but a number that meets an
    /// unknown type makes it an Int: only a written type is a Nat, so that nobody's difference faults below zero.
    bool accepts(TypeRef found, TypeRef expected);
    /// Whether the last failure was a type that would contain itself.
    bool failedOccurs() const { return failedOccurs_; }

    /// The type with Generic parts replaced.
    TypeRef instantiate(TypeRef type, const std::vector<TypeRef>& args);
    void freeVariables(TypeRef type, std::vector<TypeRef>& out) const;
    /// The interned type without bound variables.
    TypeRef zonk(TypeRef type);
    std::string text(TypeRef type);
    /// Whether a type written out has more than `kTypePartsMax` parts.
    bool tooLarge(TypeRef type) const;

private:
    using Memo = std::unordered_map<TypeRef, TypeRef>;
    struct Hash {
        size_t operator()(TypeRef type) const;
    };
    struct Same {
        bool operator()(TypeRef a, TypeRef b) const;
    };
    struct PairHash {
        size_t operator()(const std::pair<TypeRef, TypeRef>& pair) const;
    };
    using Pairs = std::unordered_set<std::pair<TypeRef, TypeRef>, PairHash>;

    TypeRef add(Type type);
    bool occurs(TypeRef variable, TypeRef in, std::unordered_set<TypeRef>& seen) const;
    bool unify(TypeRef a, TypeRef b, Pairs& seen);
    TypeRef instantiate(TypeRef type, const std::vector<TypeRef>& args, Memo& memo);
    uint64_t partsOf(TypeRef type, std::unordered_map<TypeRef, uint64_t>& memo) const;
    void freeVariables(TypeRef type, std::vector<TypeRef>& out, std::unordered_set<TypeRef>& seen) const;
    TypeRef zonk(TypeRef type, Memo& memo);

    Program& program_;
    std::vector<TypeRef> basics_;          ///< by Kind; null for those with arguments
    mutable std::vector<TypeRef> bound_;   ///< by number of a Variable: what it stands for, or null
    std::unordered_set<TypeRef, Hash, Same> interned_;
    bool failedOccurs_ = false;
};

}   // namespace evd::sema
