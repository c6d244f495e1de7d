#pragma once
// Makes, unifies and prints types during inference.

#include "frontend/sema/program.h"

#include <map>
#include <optional>
#include <set>

namespace evd::sema {

/// Types under construction. Variables are bound on the side; `zonk` gives the interned result.
class TypeStore {
public:
    explicit TypeStore(Program& program);

    TypeRef basic(Kind kind) const { return basics_.at(kind); }
    TypeRef error() const { return basic(Kind::Error); }
    TypeRef make(Kind kind, std::vector<TypeRef> args) { return add({kind, std::move(args), {}, kNoSymbol, 0}); }
    TypeRef tuple(std::vector<TypeRef> items);   ///< zero: Unit; one: itself
    TypeRef record(std::vector<std::pair<std::string, TypeRef>> fields);
    TypeRef named(Kind kind, SymbolId symbol, std::vector<TypeRef> args = {}) {
        return add({kind, std::move(args), {}, symbol, 0});
    }
    TypeRef generic(uint32_t number) { return add({Kind::Generic, {}, {}, kNoSymbol, number}); }
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

private:
    TypeRef add(Type type);
    bool occurs(TypeRef variable, TypeRef in) const;
    Program& program_;
    std::map<Kind, TypeRef> basics_;
    std::map<TypeRef, TypeRef> bound_;
    std::map<std::string, TypeRef> interned_;
    uint32_t nextVariable_ = 0;
    bool failedOccurs_ = false;
};

}   // namespace evd::sema
