#include "ir/core/ops.h"

namespace evd::ir {

namespace {

struct Row {
    Op op;
    std::string_view name;
    int arity;
};

constexpr Row kRows[] = {
    {Op::Int, "int", 0},
    {Op::Bool, "bool", 0},
    {Op::Unit, "unit", 0},
    {Op::Str, "text", 0},
    {Op::Local, "local", 0},
    {Op::Var, "var", 0},
    {Op::Param, "param", 0},
    {Op::SystemParam, "system_param", 0},
    {Op::ParamCall, "param_call", -1},
    {Op::Self, "self", 0},
    {Op::Sender, "sender", 0},
    {Op::Field, "field", 0},
    {Op::IsFirst, "is_first", 0},
    {Op::TableEmpty, "table_empty", 0},
    {Op::Yields, "yields", 0},
    {Op::If, "if", 3},
    {Op::And, "and", 2},
    {Op::Or, "or", 2},
    {Op::Let, "let", 2},
    {Op::Fold, "fold", 3},
    {Op::Call, "call", -1},
    {Op::Not, "not", 1},
    {Op::Add, "add", 2},
    {Op::Sub, "sub", 2},
    {Op::Mul, "mul", 2},
    {Op::Div, "div", 2},
    {Op::Mod, "mod", 2},
    {Op::Neg, "neg", 1},
    {Op::Min, "min", 2},
    {Op::Max, "max", 2},
    {Op::CheckNat, "check_nat", 1},
    {Op::Eq, "eq", 2},
    {Op::Ne, "ne", 2},
    {Op::Lt, "lt", 2},
    {Op::Le, "le", 2},
    {Op::Gt, "gt", 2},
    {Op::Ge, "ge", 2},
    {Op::Tuple, "tuple", -1},
    {Op::Get, "get", 1},
    {Op::Construct, "construct", -1},
    {Op::IsConstructor, "is", 1},
    {Op::Payload, "payload", 1},
    {Op::List, "list", -1},
    {Op::Set, "set", -1},
    {Op::Bag, "bag", -1},
    {Op::Map, "map", -1},
    {Op::ToList, "to_list", 1},
    {Op::ToSet, "to_set", 1},
    {Op::ToBag, "to_bag", 1},
    {Op::Keys, "keys", 1},
    {Op::Values, "values", 1},
    {Op::Size, "size", 1},
    {Op::Contains, "contains", 2},
    {Op::Count, "count", 2},
    {Op::At, "at", 2},
    {Op::Find, "find", 2},
    {Op::First, "first", 1},
    {Op::Last, "last", 1},
    {Op::Subset, "subset", 2},
    {Op::Append, "append", 2},
    {Op::SetAt, "set_at", 3},
    {Op::Put, "put", 3},
    {Op::Insert, "insert", 2},
    {Op::Remove, "remove", 2},
    {Op::Union, "union", 2},
    {Op::Intersect, "intersect", 2},
    {Op::Difference, "difference", 2},
    {Op::Slice, "slice", 3},
    {Op::RingNext, "ring_next", 2},
    {Op::RingPrev, "ring_prev", 2},
    {Op::RingBetween, "ring_between", 4},
    {Op::VarOf, "var_of", 1},
    {Op::RunsAt, "runs_at", 1},
    {Op::Locations, "locations", 0},
};

const Row& row(Op op) { return kRows[static_cast<size_t>(op)]; }

constexpr bool inOrder() {
    for (size_t i = 0; i < std::size(kRows); ++i)
        if (kRows[i].op != static_cast<Op>(i)) return false;
    return true;
}
static_assert(inOrder(), "rows stand in the order of the enumeration");

}   // namespace

std::string_view name(Op op) { return row(op).name; }
int arity(Op op) { return row(op).arity; }

std::optional<Op> opNamed(std::string_view wanted) {
    for (const Row& one : kRows)
        if (one.name == wanted) return one.op;
    return std::nullopt;
}

}   // namespace evd::ir
