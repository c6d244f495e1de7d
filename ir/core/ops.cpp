#include "ir/core/ops.h"

namespace evd::ir {

namespace {

struct Row {
    Op op;
    std::string_view name;
    int arity;
    Immediate immediate;
    bool mayFault;   ///< apart from its arguments
};

constexpr bool kFaults = true, kNever = false;

constexpr Row kRows[] = {
    {Op::Int, "int", 0, Immediate::Number, kNever},
    {Op::Bool, "bool", 0, Immediate::Number, kNever},
    {Op::Unit, "unit", 0, Immediate::None, kNever},
    {Op::Str, "text", 0, Immediate::Text, kNever},
    {Op::Local, "local", 0, Immediate::Local, kNever},
    {Op::Var, "var", 0, Immediate::Index, kNever},
    {Op::Param, "param", 0, Immediate::Index, kNever},
    {Op::SystemParam, "system_param", 0, Immediate::Index, kNever},
    {Op::ParamCall, "param_call", -1, Immediate::Index, kFaults},
    {Op::Self, "self", 0, Immediate::None, kNever},
    {Op::Sender, "sender", 0, Immediate::None, kNever},
    {Op::Field, "field", 0, Immediate::Index, kNever},
    {Op::IsFirst, "is_first", 0, Immediate::None, kNever},
    {Op::TableEmpty, "table_empty", 0, Immediate::Index, kNever},
    {Op::Yields, "yields", 0, Immediate::Index, kNever},
    {Op::If, "if", 3, Immediate::None, kNever},
    {Op::And, "and", 2, Immediate::None, kNever},
    {Op::Or, "or", 2, Immediate::None, kNever},
    {Op::Let, "let", 2, Immediate::Local, kNever},
    {Op::Fold, "fold", 3, Immediate::Local, kNever},
    {Op::Call, "call", -1, Immediate::Index, kFaults},
    {Op::Not, "not", 1, Immediate::None, kNever},
    {Op::Add, "add", 2, Immediate::None, kFaults},
    {Op::Sub, "sub", 2, Immediate::None, kFaults},
    {Op::Mul, "mul", 2, Immediate::None, kFaults},
    {Op::Div, "div", 2, Immediate::None, kFaults},
    {Op::Mod, "mod", 2, Immediate::None, kFaults},
    {Op::Neg, "neg", 1, Immediate::None, kFaults},
    {Op::Min, "min", 2, Immediate::None, kNever},
    {Op::Max, "max", 2, Immediate::None, kNever},
    {Op::CheckNat, "check_nat", 1, Immediate::None, kFaults},
    {Op::Eq, "eq", 2, Immediate::None, kNever},
    {Op::Ne, "ne", 2, Immediate::None, kNever},
    {Op::Lt, "lt", 2, Immediate::None, kNever},
    {Op::Le, "le", 2, Immediate::None, kNever},
    {Op::Gt, "gt", 2, Immediate::None, kNever},
    {Op::Ge, "ge", 2, Immediate::None, kNever},
    {Op::Tuple, "tuple", -1, Immediate::None, kNever},
    {Op::Get, "get", 1, Immediate::Index, kNever},
    {Op::Construct, "construct", -1, Immediate::Index, kNever},
    {Op::IsConstructor, "is", 1, Immediate::Index, kNever},
    {Op::Payload, "payload", 1, Immediate::Indexes, kNever},
    {Op::List, "list", -1, Immediate::None, kNever},
    {Op::Set, "set", -1, Immediate::None, kNever},
    {Op::Bag, "bag", -1, Immediate::None, kNever},
    {Op::Map, "map", -1, Immediate::None, kNever},
    {Op::ToList, "to_list", 1, Immediate::None, kNever},
    {Op::ToSet, "to_set", 1, Immediate::None, kNever},
    {Op::ToBag, "to_bag", 1, Immediate::None, kNever},
    {Op::Keys, "keys", 1, Immediate::None, kNever},
    {Op::Values, "values", 1, Immediate::None, kNever},
    {Op::Size, "size", 1, Immediate::None, kNever},
    {Op::Contains, "contains", 2, Immediate::None, kNever},
    {Op::Count, "count", 2, Immediate::None, kNever},
    {Op::At, "at", 2, Immediate::None, kFaults},
    {Op::Find, "find", 2, Immediate::None, kNever},
    {Op::First, "first", 1, Immediate::None, kFaults},
    {Op::Last, "last", 1, Immediate::None, kFaults},
    {Op::Subset, "subset", 2, Immediate::None, kNever},
    {Op::Append, "append", 2, Immediate::None, kNever},
    {Op::SetAt, "set_at", 3, Immediate::None, kFaults},
    {Op::Put, "put", 3, Immediate::None, kNever},
    {Op::Insert, "insert", 2, Immediate::None, kNever},
    {Op::Remove, "remove", 2, Immediate::None, kNever},
    {Op::Union, "union", 2, Immediate::None, kNever},
    {Op::Intersect, "intersect", 2, Immediate::None, kNever},
    {Op::Difference, "difference", 2, Immediate::None, kNever},
    {Op::Slice, "slice", 3, Immediate::None, kNever},
    {Op::RingNext, "ring_next", 2, Immediate::None, kFaults},
    {Op::RingPrev, "ring_prev", 2, Immediate::None, kFaults},
    {Op::RingBetween, "ring_between", 4, Immediate::None, kFaults},
    {Op::Locations, "locations", 0, Immediate::None, kNever},
    {Op::Instances, "instances", -1, Immediate::Index, kNever},
    {Op::VarOf, "var_of", -1, Immediate::Indexes, kFaults},
    {Op::StateOf, "state_of", -1, Immediate::Indexes, kFaults},
    {Op::Up, "up", 1, Immediate::None, kNever},
    {Op::LocNamed, "loc_named", 0, Immediate::Text, kFaults},
    {Op::ObserverVar, "observer_var", 0, Immediate::Indexes, kNever},
    {Op::Quorums, "quorums", 0, Immediate::Index, kFaults},
    {Op::Noted, "noted", 0, Immediate::None, kNever},
    {Op::Events, "events", -1, Immediate::Number, kNever},
    {Op::Received, "received", -1, Immediate::Indexes, kNever},
    {Op::Sent, "sent", -1, Immediate::Indexes, kNever},
    {Op::Acted, "acted", -1, Immediate::Indexes, kNever},
    {Op::InFlight, "in_flight", 0, Immediate::Index, kNever},
    {Op::ClassValues, "class_values", -1, Immediate::Index, kFaults},
    {Op::EventLoc, "event_loc", 1, Immediate::None, kNever},
    {Op::EventKind, "event_kind", 1, Immediate::None, kNever},
    {Op::IsFirstEvent, "is_first_event", 1, Immediate::None, kNever},
    {Op::PredEvent, "pred_event", 1, Immediate::None, kFaults},
    {Op::SendingEvent, "sending_event", 1, Immediate::None, kFaults},
    {Op::CausallyBefore, "causally_before", 2, Immediate::None, kNever},
    {Op::LocallyBefore, "locally_before", 2, Immediate::None, kNever},
    {Op::BeforeEvent, "before_event", 2, Immediate::None, kNever},
    {Op::AfterEvent, "after_event", 2, Immediate::None, kNever},
    {Op::Always, "always", 1, Immediate::None, kNever},
    {Op::Eventually, "eventually", 1, Immediate::None, kNever},
};

const Row& row(Op op) { return kRows[static_cast<size_t>(op)]; }

static_assert(std::size(kRows) == static_cast<size_t>(Op::Eventually) + 1, "each operation has a row");
constexpr bool inOrder() {
    for (size_t i = 0; i < std::size(kRows); ++i)
        if (kRows[i].op != static_cast<Op>(i)) return false;
    return true;
}
static_assert(inOrder(), "rows stand in the order of the enumeration");

}   // namespace

std::string_view name(Op op) { return row(op).name; }
int arity(Op op) { return row(op).arity; }
Immediate immediate(Op op) { return row(op).immediate; }
bool mayFault(Op op) { return row(op).mayFault; }

std::optional<Op> opNamed(std::string_view wanted) {
    for (const Row& one : kRows)
        if (one.name == wanted) return one.op;
    return std::nullopt;
}

}   // namespace evd::ir
