#include "ir/interp/evaluate.h"

#include "base/check.h"
#include "ir/interp/collections.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>

namespace evd::ir {

namespace {

Value boolean(bool b) { return Value::scalar(b ? 1 : 0); }

/// Euclidean quotient and remainder: 0 <= a mod b < |b|.
int64_t euclideanMod(int64_t a, int64_t b) {
    int64_t r = a % b;
    return r >= 0 ? r : b > 0 ? r + b : r - b;
}

/// A copy that can take some more.
Items withRoom(const Items& items, size_t more) {
    Items out;
    out.reserve(items.size() + more);
    out.assign(items.begin(), items.end());
    return out;
}

bool isScalar(TypeKind kind) {
    switch (kind) {
    case TypeKind::Int:
    case TypeKind::Nat:
    case TypeKind::Bool:
    case TypeKind::Unit:
    case TypeKind::Loc:
    case TypeKind::Duration:
    case TypeKind::Event: return true;
    default: return false;   // those with a text or items
    }
}

}   // namespace

const Value& Evaluator::localValue(LocalId local) const {
    for (auto at = locals_.rbegin(); at != locals_.rend(); ++at)
        if (at->local == local) return at->elsewhere != nullptr ? *at->elsewhere : at->own;
    EVD_CHECK(false, "a local is read where it is bound");
}

const Value* Evaluator::kept(ExprId id, bool locals) const {
    const Expr& expr = s_.module[id];
    switch (expr.op) {
    case Op::Local: return locals ? &localValue(expr.index) : nullptr;
    case Op::Var: return &(*s_.vars)[expr.index];
    case Op::Param: return &(*s_.params)[expr.index];
    case Op::SystemParam: return &s_.deployment.params[expr.index];
    case Op::Field: return &s_.event->payload[expr.index];
    case Op::Get: {
        const Value* whole = kept(expr.args[0], locals);
        return whole != nullptr ? &whole->list()[expr.index] : nullptr;
    }
    default: return nullptr;   // computed
    }
}

Value Evaluator::value(ExprId id) {
    const Value* one = kept(id, true);
    return one != nullptr ? *one : computed(id);
}

/// A part of something that is kept stays where it is.
void Evaluator::bindLet(const Expr& let) {
    const Value* part = s_.module[let.args[0]].op == Op::Get ? kept(let.args[0], true) : nullptr;
    if (part != nullptr) bindTo(let.index, *part);
    else bind(let.index, value(let.args[0]));
}

Value Evaluator::computed(ExprId id) {
    const Expr& expr = s_.module[id];
    switch (expr.op) {
    case Op::Int:
    case Op::Bool: return Value::scalar(expr.value);
    case Op::Unit: return Value::scalar(0);
    case Op::Str: return Value::ofText(s_.module.texts[expr.index]);
    case Op::ParamCall: {
        Value key;
        if (expr.args.size() == 1) key = arg(expr, 0);
        else {
            Items args;
            for (ExprId arg : expr.args) args.push_back(value(arg));
            key = Value::ofItems(std::move(args));
        }
        const Items& table = s_.deployment.params[expr.index].list();
        size_t at = lowerBound(table, key, 2);
        if (at >= table.size() || compare(table[at], key) != 0) failArguments(expr, key);
        return table[at + 1];
    }
    case Op::Self: return Value::scalar(s_.location);
    case Op::LocNamed: {
        const std::string& name = s_.module.texts[expr.index];
        const auto at = std::lower_bound(s_.deployment.names.begin(), s_.deployment.names.end(), name);
        if (at == s_.deployment.names.end() || *at != name) fail(Fault::MissingKey, expr, name);
        return Value::scalar(at - s_.deployment.names.begin());
    }
    case Op::Sender: return Value::scalar(s_.event->sender);
    case Op::IsFirst: return boolean(s_.first);
    case Op::TableEmpty: return boolean((*s_.tables)[expr.index].empty());
    case Op::Yields: return expr.index < s_.yields->size() ? Value::ofItems((*s_.yields)[expr.index]) : Value();
    case Op::If: {
        const int64_t condition = number(expr.args[0]);
        if (condition != kOpen) return arg(expr, condition == 1 ? 1 : 2);
        Value one = arg(expr, 1), other = arg(expr, 2);
        return compare(one, other) == 0 ? one : Value::scalar(kOpen);
    }
    case Op::And:
    case Op::Or:
    case Op::Not: return Value::scalar(connective(expr));
    case Op::Let: {
        const size_t before = mark();
        bindLet(expr);
        Value result = arg(expr, 1);
        release(before);
        return result;
    }
    case Op::Fold: return fold(expr);
    case Op::Call: return call(expr);
    case Op::Add:
    case Op::Sub:
    case Op::Mul:
    case Op::Div:
    case Op::Mod:
    case Op::Neg:
    case Op::Min:
    case Op::Max:
    case Op::CheckNat: return Value::scalar(arithmetic(expr));
    case Op::Eq:
    case Op::Ne:
    case Op::Lt:
    case Op::Le:
    case Op::Gt:
    case Op::Ge: return Value::scalar(comparison(expr));
    case Op::Tuple:
    case Op::Construct: {
        Items items;
        items.reserve(expr.args.size());
        for (ExprId part : expr.args) items.push_back(value(part));
        if (expr.op == Op::Construct) return construct(expr, expr.index, std::move(items));
        return Value::ofItems(std::move(items));
    }
    case Op::Get: return arg(expr, 0).list()[expr.index];
    case Op::IsConstructor: return boolean(number(expr.args[0]) == expr.index);
    case Op::Payload: {
        Value whole = arg(expr, 0);
        EVD_CHECK(whole.number == expr.index, "a payload is read of the constructor that was tested");
        return whole.list()[static_cast<size_t>(expr.value)];
    }
    case Op::Locations: {
        Items all;
        for (size_t i = 0; i < s_.deployment.names.size(); ++i) all.push_back(Value::scalar(static_cast<int64_t>(i)));
        return Value::ofItems(std::move(all));
    }
    default:   // the operations of collections, and those of statements
        return expr.op >= Op::Instances ? logic(expr) : collection(expr);
    }
}

int64_t Evaluator::number(ExprId id) {
    const Expr& expr = s_.module[id];
    switch (expr.op) {
    case Op::Int:
    case Op::Bool: return expr.value;
    case Op::Local: return localValue(expr.index).number;
    case Op::Var: return (*s_.vars)[expr.index].number;
    case Op::Param: return (*s_.params)[expr.index].number;
    case Op::Field: return s_.event->payload[expr.index].number;
    case Op::Sender: return s_.event->sender;
    case Op::Self: return s_.location;
    case Op::And:
    case Op::Or:
    case Op::Not: return connective(expr);
    case Op::Eq:
    case Op::Ne:
    case Op::Lt:
    case Op::Le:
    case Op::Gt:
    case Op::Ge: return comparison(expr);
    case Op::Add:
    case Op::Sub:
    case Op::Mul:
    case Op::Div:
    case Op::Mod:
    case Op::Neg:
    case Op::Min:
    case Op::Max:
    case Op::CheckNat: return arithmetic(expr);
    case Op::Let: {
        const size_t before = mark();
        bindLet(expr);
        const int64_t result = number(expr.args[1]);
        release(before);
        return result;
    }
    case Op::If: {
        const int64_t condition = number(expr.args[0]);
        if (condition != kOpen) return number(expr.args[condition == 1 ? 1 : 2]);
        Value one = arg(expr, 1), other = arg(expr, 2);
        return compare(one, other) == 0 ? one.number : kOpen;
    }
    case Op::IsConstructor: return number(expr.args[0]) == expr.index ? 1 : 0;
    case Op::SystemParam: return s_.deployment.params[expr.index].number;
    case Op::Get: {
        const Value* one = kept(id, true);
        return one != nullptr ? one->number : computed(id).number;
    }
    default: return computed(id).number;   // the others have no shorter way
    }
}

int64_t Evaluator::connective(const Expr& expr) {
    const int64_t left = number(expr.args[0]);
    if (expr.op == Op::Not) return left == kOpen ? kOpen : left == 0 ? 1 : 0;
    const int64_t decides = expr.op == Op::Or ? 1 : 0;
    if (left == decides) return decides;
    const int64_t right = number(expr.args[1]);
    return right == decides || left != kOpen ? right : kOpen;
}

int64_t Evaluator::comparison(const Expr& expr) {
    const TypeKind kind = kindOf(expr.args[0]);
    int order = 0;
    if (isScalar(kind)) {
        const int64_t left = number(expr.args[0]), right = number(expr.args[1]);
        if (kind == TypeKind::Bool && (left == kOpen || right == kOpen)) return kOpen;
        order = left < right ? -1 : left > right ? 1 : 0;
    } else {
        Value first, second;
        const Value *left = kept(expr.args[0], !binds(expr.args[1])), *right = nullptr;
        if (left == nullptr) left = &(first = arg(expr, 0));
        if (right = kept(expr.args[1], true); right == nullptr) right = &(second = arg(expr, 1));
        order = compare(*left, *right);
    }
    switch (expr.op) {
    case Op::Eq: return order == 0;
    case Op::Ne: return order != 0;
    case Op::Lt: return order < 0;
    case Op::Le: return order <= 0;
    case Op::Gt: return order > 0;
    default: return order >= 0;   // Ge
    }
}

Value Evaluator::logic(const Expr&) { EVD_CHECK(false, "statements are evaluated by ir/logic"); }

/// Only recursive enums can nest deeper than their types are written, so only their constructors can fault.
Value Evaluator::construct(const Expr& expr, uint32_t constructor, Items fields) {
    Value made = Value::ofItems(std::move(fields), constructor);
    if (made.depth() > kDepthMax && s_.module.types.isRecursive(expr.type)) fail(Fault::Depth, expr);
    return made;
}

void Evaluator::failArguments(const Expr& call, const Value& key) const {
    const SystemParam& param = s_.module.params[call.index];
    std::vector<std::string> args;
    for (size_t i = 0; i < param.domain.size(); ++i)
        args.push_back(textOf(param.domain[i], param.domain.size() == 1 ? key : key.list()[i]));
    fail(Fault::MissingKey, call, fmt::format("`{}({})`", param.name, fmt::join(args, ", ")));
}

void Evaluator::failIndex(const Expr& expr, int64_t index, size_t size) {
    fail(Fault::Index, expr, fmt::format("{}, of {} element{}", index, size, size == 1 ? "" : "s"));
}

int64_t Evaluator::arithmetic(const Expr& expr) {
    int64_t a = number(expr.args[0]);
    if (expr.op == Op::CheckNat) {
        if (a < 0) fail(Fault::NegativeNat, expr, std::to_string(a));
        return a;
    }
    if (expr.op == Op::Neg) {
        if (a == std::numeric_limits<int64_t>::min()) fail(Fault::Overflow, expr);
        return -a;
    }
    int64_t b = number(expr.args[1]), result = 0;
    switch (expr.op) {
    case Op::Add:
        if (__builtin_add_overflow(a, b, &result)) fail(Fault::Overflow, expr);
        break;
    case Op::Sub:
        if (__builtin_sub_overflow(a, b, &result)) fail(Fault::Overflow, expr);
        break;
    case Op::Mul:
        if (__builtin_mul_overflow(a, b, &result)) fail(Fault::Overflow, expr);
        break;
    case Op::Div:
    case Op::Mod:
        if (b == 0) fail(Fault::Division, expr);
        if (b == -1) {   // the machine's division would trap on the least integer
            if (expr.op == Op::Mod) break;
            if (a == std::numeric_limits<int64_t>::min()) fail(Fault::Overflow, expr);
            result = -a;
            break;
        }
        if (expr.op == Op::Mod) result = euclideanMod(a, b);
        else {
            result = a / b;
            if (a % b < 0) result += b > 0 ? -1 : 1;
        }
        break;
    case Op::Min: result = std::min(a, b); break;
    default: result = std::max(a, b); break;   // Max
    }
    return result;
}

Value Evaluator::fold(const Expr& expr) {
    Value source = arg(expr, 0);
    return foldOver(expr, source.list(), source.list().size(), arg(expr, 1));
}

void Evaluator::bindElement(LocalId local, const Items& items, size_t at, bool isMap) {
    bindTo(local, items[at]);
    if (isMap) bindTo(local + 1, items[at + 1]);
}

Value Evaluator::foldOver(const Expr& expr, const Items& items, size_t count, Value accumulator) {
    bool isMap = kindOf(expr.args[0]) == TypeKind::Map;
    // Of `acc and …` and `acc or …` nothing is evaluated any more once acc decides.
    const Expr& body = s_.module[expr.args[2]];
    const Expr* first = body.op == Op::And || body.op == Op::Or ? &s_.module[body.args[0]] : nullptr;
    const bool stops = first != nullptr && first->op == Op::Local && first->index == expr.index + (isMap ? 2 : 1);
    if (stops) {
        const int64_t decides = body.op == Op::Or ? 1 : 0;
        int64_t truth = accumulator.number;
        for (size_t i = 0; i < count && truth != decides; i += isMap ? 2 : 1) {
            const size_t before = mark();
            bindElement(expr.index, items, i, isMap);
            bind(expr.index + (isMap ? 2 : 1), Value::scalar(truth));
            const int64_t next = number(body.args[1]);
            truth = next == decides || truth != kOpen ? next : kOpen;
            release(before);
        }
        return Value::scalar(truth);
    }
    for (size_t i = 0; i < count; i += isMap ? 2 : 1) {
        const size_t before = mark();
        bindElement(expr.index, items, i, isMap);
        bind(expr.index + (isMap ? 2 : 1), std::move(accumulator));
        accumulator = arg(expr, 2);
        release(before);
    }
    return accumulator;
}

Value Evaluator::call(const Expr& expr) {
    const Function& function = s_.module.functions[expr.index];
    Items args;
    for (ExprId arg : expr.args) args.push_back(value(arg));
    if (function.isExtern && expr.index < s_.deployment.externs.size() && s_.deployment.externs[expr.index]) {
        try {
            return s_.deployment.externs[expr.index](args);
        } catch (const HostFault&) { fail(Fault::Extern, expr, "`" + function.name + "`"); }
    }
    if (!function.body.valid()) fail(Fault::Extern, expr, "there is no `" + function.name + "`");
    if (depth_ >= kDepthMax) fail(Fault::Depth, expr);
    size_t before = mark();
    for (size_t i = 0; i < args.size(); ++i) bind(function.params[i], std::move(args[i]));
    struct Deeper {   // also when the body faults: the evaluator goes on after a guard that does
        explicit Deeper(uint32_t& depth) : depth(depth) { ++depth; }
        ~Deeper() { --depth; }
        uint32_t& depth;
    } deeper(depth_);
    Value result = value(function.body);
    release(before);
    return result;
}

Value Evaluator::collection(const Expr& expr) {
    auto kind = [&](size_t i) { return kindOf(expr.args[i]); };
    switch (expr.op) {
    case Op::List:
    case Op::Set:
    case Op::Bag: {
        Items items;
        for (ExprId part : expr.args) items.push_back(value(part));
        if (expr.op != Op::List) items = sorted(std::move(items), expr.op == Op::Set);
        return Value::ofItems(std::move(items));
    }
    case Op::Map: {
        Items items, parts;
        for (ExprId part : expr.args) parts.push_back(value(part));
        for (size_t i = 0; i + 1 < parts.size(); i += 2) items = put(std::move(items), parts[i], parts[i + 1]);
        return Value::ofItems(std::move(items));
    }
    case Op::ToList:
    case Op::ToSet:
    case Op::ToBag: {
        Value source = arg(expr, 0);
        Items items = source.list();
        if (kind(0) == TypeKind::Map) {
            Items pairs;
            for (size_t i = 0; i + 1 < items.size(); i += 2) pairs.push_back(Value::ofItems({items[i], items[i + 1]}));
            items = std::move(pairs);
        }
        if (expr.op != Op::ToList) items = sorted(std::move(items), expr.op == Op::ToSet);
        return Value::ofItems(std::move(items));
    }
    case Op::Keys:
    case Op::Values: {
        Value source = arg(expr, 0);
        Items items;
        for (size_t i = expr.op == Op::Keys ? 0 : 1; i < source.list().size(); i += 2)
            items.push_back(source.list()[i]);
        if (expr.op == Op::Values) items = sorted(std::move(items), false);
        return Value::ofItems(std::move(items));
    }
    case Op::Size: {
        Value own;
        const Value* whole = kept(expr.args[0], true);
        if (whole == nullptr) whole = &(own = arg(expr, 0));
        size_t n = whole->isText()            ? whole->text().size()
                   : kind(0) == TypeKind::Map ? whole->list().size() / 2
                                              : whole->list().size();
        return Value::scalar(static_cast<int64_t>(n));
    }
    case Op::Contains: {
        Value first, second;
        const Value* whole = kept(expr.args[0], !binds(expr.args[1]));
        if (whole == nullptr) whole = &(first = arg(expr, 0));
        const Value* element = kept(expr.args[1], true);
        if (element == nullptr) element = &(second = arg(expr, 1));
        TypeKind k = kind(0);
        if (k == TypeKind::List || k == TypeKind::Ring)
            return boolean(std::any_of(whole->list().begin(), whole->list().end(),
                                       [&](const Value& v) { return compare(v, *element) == 0; }));
        return boolean(containsSorted(whole->list(), *element, k == TypeKind::Map ? 2 : 1));
    }
    case Op::Count: {
        Value whole = arg(expr, 0), element = arg(expr, 1);
        return Value::scalar(std::count_if(whole.list().begin(), whole.list().end(),
                                           [&](const Value& v) { return compare(v, element) == 0; }));
    }
    case Op::At: {
        Value whole = arg(expr, 0), key = arg(expr, 1);
        if (kind(0) == TypeKind::List) {
            if (key.number < 0 || static_cast<size_t>(key.number) >= whole.list().size())
                failIndex(expr, key.number, whole.list().size());
            return whole.list()[static_cast<size_t>(key.number)];
        }
        size_t at = lowerBound(whole.list(), key, 2);
        if (at >= whole.list().size() || compare(whole.list()[at], key) != 0)
            fail(Fault::MissingKey, expr, textOf(s_.module.types[s_.module[expr.args[0]].type].args[0], key));
        return whole.list()[at + 1];
    }
    case Op::Find: {
        Value whole = arg(expr, 0), key = arg(expr, 1);
        size_t at = lowerBound(whole.list(), key, 2);
        if (at >= whole.list().size() || compare(whole.list()[at], key) != 0) return Value::ofItems({}, 0);
        return construct(expr, 1, {whole.list()[at + 1]});
    }
    case Op::First:
    case Op::Last: {
        Value whole = arg(expr, 0);
        if (whole.list().empty()) fail(Fault::Empty, expr);
        return expr.op == Op::First ? whole.list().front() : whole.list().back();
    }
    case Op::Subset: {
        Value a = arg(expr, 0), b = arg(expr, 1);
        return boolean(
            std::all_of(a.list().begin(), a.list().end(), [&](const Value& v) { return containsSorted(b.list(), v); }));
    }
    case Op::Append: {
        Value list = arg(expr, 0);
        Items items = list.list();
        items.push_back(arg(expr, 1));
        return Value::ofItems(std::move(items));
    }
    case Op::SetAt: {
        Value list = arg(expr, 0), index = arg(expr, 1), element = arg(expr, 2);
        Items items = list.list();
        if (index.number < 0 || static_cast<size_t>(index.number) >= items.size())
            failIndex(expr, index.number, items.size());
        items[static_cast<size_t>(index.number)] = element;
        return Value::ofItems(std::move(items));
    }
    case Op::Put: {
        Value map = arg(expr, 0), key = arg(expr, 1);
        return Value::ofItems(put(withRoom(map.list(), 2), key, arg(expr, 2)));
    }
    case Op::Insert: {
        Value whole = arg(expr, 0), element = arg(expr, 1);
        Items items = withRoom(whole.list(), 1);
        size_t at = lowerBound(items, element);
        bool present = at < items.size() && compare(items[at], element) == 0;
        if (!present || kind(0) == TypeKind::Bag) items.insert(items.begin() + static_cast<long>(at), element);
        return Value::ofItems(std::move(items));
    }
    case Op::Remove: {
        Value whole = arg(expr, 0), element = arg(expr, 1);
        Items items = whole.list();
        size_t stride = kind(0) == TypeKind::Map ? 2 : 1, at = lowerBound(items, element, stride);
        if (at < items.size() && compare(items[at], element) == 0)
            items.erase(items.begin() + static_cast<long>(at), items.begin() + static_cast<long>(at + stride));
        return Value::ofItems(std::move(items));
    }
    case Op::Union: {
        Value a = arg(expr, 0), b = arg(expr, 1);
        TypeKind k = kind(0);
        if (k == TypeKind::Str || k == TypeKind::Bytes) return Value::ofText(a.text() + b.text());
        Items items = a.list();
        if (k == TypeKind::Map) {
            for (size_t i = 0; i + 1 < b.list().size(); i += 2)
                items = put(std::move(items), b.list()[i], b.list()[i + 1]);
            return Value::ofItems(std::move(items));
        }
        items.insert(items.end(), b.list().begin(), b.list().end());
        if (k != TypeKind::List) items = sorted(std::move(items), k == TypeKind::Set);
        return Value::ofItems(std::move(items));
    }
    case Op::Intersect: {
        Value a = arg(expr, 0), b = arg(expr, 1);
        Items items;
        for (const Value& v : a.list())
            if (containsSorted(b.list(), v)) items.push_back(v);
        return Value::ofItems(std::move(items));
    }
    case Op::Difference: {
        Value a = arg(expr, 0), b = arg(expr, 1);
        Items items = a.list();
        for (const Value& v : b.list()) {
            size_t at = lowerBound(items, v);
            if (at < items.size() && compare(items[at], v) == 0) items.erase(items.begin() + static_cast<long>(at));
        }
        return Value::ofItems(std::move(items));
    }
    case Op::Slice: {
        Value list = arg(expr, 0);
        auto n = static_cast<int64_t>(list.list().size());
        int64_t from = std::clamp<int64_t>(arg(expr, 1).number, 0, n),
                to = std::clamp<int64_t>(arg(expr, 2).number, 0, n);
        if (from >= to) return Value::ofItems({});
        return Value::ofItems(Items(list.list().begin() + from, list.list().begin() + to));
    }
    case Op::RingNext:
    case Op::RingPrev:
    case Op::RingBetween: {
        Value ring = arg(expr, 0);
        const Items& items = ring.list();
        auto place = [&](const Value& v) {
            for (size_t i = 0; i < items.size(); ++i)
                if (compare(items[i], v) == 0) return i;
            fail(Fault::MissingKey, expr,
                 textOf(s_.module.types[s_.module[expr.args[0]].type].args[0], v) + " is not in the ring");
        };
        size_t n = items.size();
        if (expr.op == Op::RingBetween) {
            Value x = arg(expr, 1), y = arg(expr, 2), z = arg(expr, 3);
            size_t a = place(x), b = place(y), c = place(z);
            return boolean(a != b && b != c && a != c && (b + n - a) % n < (c + n - a) % n);
        }
        size_t at = place(arg(expr, 1));
        return items[expr.op == Op::RingNext ? (at + 1) % n : (at + n - 1) % n];
    }
    default: EVD_CHECK(false, "every operation has a meaning");
    }
}

}   // namespace evd::ir
