#pragma once
// Types as the generator of specs knows them. Each is made once, so that equal types are equal pointers.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace evd::specs {

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
    Enum,
    List,
    Set,
    Bag,
    Map,
    Ring,
    Variable,   ///< a type parameter of a declaration, or a `param type`
};

struct EnumInfo;
struct Shape;
using ShapeRef = const Shape*;

struct Shape {
    Kind kind = Kind::Int;
    std::vector<ShapeRef> args;
    std::vector<std::string> fields;      ///< of a record
    const EnumInfo* enumInfo = nullptr;   ///< of an enum
    std::string name;                     ///< of a variable
    size_t owner = 0;                     ///< of a variable: tells those of one name apart
    ShapeRef erased = nullptr;            ///< with Int for each Nat: what inference sees

    bool collection() const {
        return kind == Kind::List || kind == Kind::Set || kind == Kind::Bag || kind == Kind::Map;
    }
    bool number() const { return kind == Kind::Int || kind == Kind::Nat; }
};

/// Whether a value of one may stand where the other is wanted.
inline bool same(ShapeRef a, ShapeRef b) { return a->erased == b->erased; }

struct Field {
    std::string name;
    ShapeRef shape = nullptr;
};
struct Constructor {
    std::string name;
    std::vector<Field> fields;
};
struct EnumInfo {
    std::string name;
    size_t module = 0;
    std::vector<ShapeRef> vars;
    std::vector<Constructor> constructors;
    bool recursive = false;
};
struct AliasInfo {
    std::string name;
    size_t module = 0;
    std::vector<ShapeRef> vars;
    ShapeRef body = nullptr;
};

/// What type parameters stand for.
using Binding = std::map<ShapeRef, ShapeRef>;

class Shapes {
public:
    ShapeRef basic(Kind kind) { return make({kind, {}, {}, nullptr, "", 0, nullptr}); }
    ShapeRef of(Kind kind, std::vector<ShapeRef> args) {
        return make({kind, std::move(args), {}, nullptr, "", 0, nullptr});
    }
    ShapeRef record(std::vector<std::string> fields, std::vector<ShapeRef> args) {
        return make({Kind::Record, std::move(args), std::move(fields), nullptr, "", 0, nullptr});
    }
    ShapeRef enumOf(const EnumInfo* info, std::vector<ShapeRef> args) {
        return make({Kind::Enum, std::move(args), {}, info, "", 0, nullptr});
    }
    /// A new one, different from all others.
    ShapeRef variable(std::string name) {
        return make({Kind::Variable, {}, {}, nullptr, std::move(name), ++owners_, nullptr});
    }
    ShapeRef option(ShapeRef value);
    const EnumInfo* optionInfo();

    ShapeRef substitute(ShapeRef shape, const Binding& binding);
    /// The same with other parts, and as a type of another enum.
    ShapeRef rebuilt(ShapeRef shape, std::vector<ShapeRef> args, const EnumInfo* info) {
        Shape out = *shape;
        out.args = std::move(args);
        out.enumInfo = info;
        return make(std::move(out));
    }
    /// Finds what the variables `vars` in `pattern` stand for, so that it becomes `shape`.
    static bool unify(ShapeRef pattern, ShapeRef shape, const std::vector<ShapeRef>& vars, Binding& binding);
    /// The fields of a constructor of an enum type.
    std::vector<Field> fieldsOf(ShapeRef enumShape, const Constructor& constructor);

private:
    ShapeRef make(Shape shape);

    using Key = std::tuple<Kind, std::vector<ShapeRef>, std::vector<std::string>, const EnumInfo*, std::string, size_t>;
    std::map<Key, std::unique_ptr<Shape>> made_;
    std::unique_ptr<EnumInfo> option_;
    size_t owners_ = 0;
};

/// Whether values of the type can grow without bound: a generated spec must not double them at each event.
bool isBig(ShapeRef shape);
/// Whether the type has that kind somewhere.
bool mentions(ShapeRef shape, Kind kind);
bool mentionsVariable(ShapeRef shape, const std::vector<ShapeRef>& vars);

}   // namespace evd::specs
