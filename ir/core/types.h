#pragma once
// The types of the intermediate form. All are data: every type has equality, a total order, a hash and a wire format.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace evd::ir {

/// Index into a TypeTable. Equal ids mean equal types.
struct TypeId {
    uint32_t index = 0;
    bool operator==(const TypeId&) const = default;
    auto operator<=>(const TypeId&) const = default;
};

enum class TypeKind : uint8_t {
    Int,   ///< checked 64-bit when it runs, mathematical in proofs (R1)
    Nat,   ///< an Int that is never negative; same representation, checked where a Nat is stored (Op::CheckNat)
    Bool,
    Unit,
    Str,
    Bytes,
    Loc,        ///< a location; ordered by name
    Duration,   ///< nanoseconds, 64-bit
    Tuple,      ///< args: items; two or more
    Record,     ///< args: field types; `fields`: names, sorted
    Enum,    ///< nominal; constructors in declaration order; may be recursive. Option<T> is the enum `Option<T>` {None,
             ///< Some(T)}
    List,    ///< args[0]
    Set,     ///< args[0]; no repetitions; in element order
    Bag,     ///< args[0]; repetitions count; in element order
    Map,     ///< args[0] -> args[1]; in key order
    Ring,    ///< args[0]; a cyclic order of distinct elements, starting anywhere; a parameter type
    Event,   ///< an event of a run, by its number in History::events; in statements only, and no data
};

/// One constructor of an enum. `fields` are names for printing and may be empty strings.
struct Constructor {
    std::string name;
    std::vector<std::string> fields;
    std::vector<TypeId> types;
};

struct Type {
    TypeKind kind = TypeKind::Unit;
    std::string name;   ///< Enum: unique name; Record: alias for printing, not part of identity
    std::vector<TypeId> args;
    std::vector<std::string> fields;         ///< Record only
    std::vector<Constructor> constructors;   ///< Enum only
};

/// Interned types. Structural types compare by structure, enums by name.
class TypeTable {
public:
    TypeTable();

    const Type& operator[](TypeId id) const { return types_[id.index]; }
    size_t size() const { return types_.size(); }

    /// Int … Duration, and Event.
    TypeId basic(TypeKind kind) const {
        return TypeId{static_cast<uint32_t>(kind == TypeKind::Event ? TypeKind::Tuple : kind)};
    }
    TypeId tuple(std::vector<TypeId> items);   ///< zero items: Unit; one item: that type
    TypeId record(std::vector<std::pair<std::string, TypeId>> fields, std::string alias = {});   ///< sorts fields
    TypeId list(TypeId element) { return make(TypeKind::List, {element}); }
    TypeId set(TypeId element) { return make(TypeKind::Set, {element}); }
    TypeId bag(TypeId element) { return make(TypeKind::Bag, {element}); }
    TypeId map(TypeId key, TypeId value) { return make(TypeKind::Map, {key, value}); }
    TypeId ring(TypeId element) { return make(TypeKind::Ring, {element}); }
    TypeId option(TypeId element);   ///< declares and defines `Option<T>` on first use
    /// Declares an enum by its unique name (including type arguments), to be completed by defineEnum.
    TypeId declareEnum(std::string name);
    void defineEnum(TypeId id, std::vector<Constructor> constructors);

    /// Text such as `Map<Loc, Int>`; `{a: Int, b: Loc}`; enums by name. The IR parser reads it back.
    std::string text(TypeId id) const;
    bool isCollection(TypeId id) const;   ///< List, Set, Bag, Map, Ring
    /// Whether a value of an enum may hold values of the same enum, at whatever depth: only these nest without end.
    bool isRecursive(TypeId id) const;
    /// The type of elements a fold walks over: T, or the tuple (K, V) for maps is given as two locals (see Op::Fold).
    TypeId elementType(TypeId id) const;

private:
    TypeId make(TypeKind kind, std::vector<TypeId> args);
    TypeId intern(Type type);
    std::vector<Type> types_;
    /// Where types stand: structural ones by kind, arguments and fields, enums by name.
    std::map<std::tuple<TypeKind, std::vector<TypeId>, std::vector<std::string>>, TypeId> interned_;
    std::map<std::string, TypeId> enums_;
};

}   // namespace evd::ir
