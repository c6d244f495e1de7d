// What operators and built-in functions make.

#include "tests/specs/generator.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::specs {

std::optional<Text> Generator::operation(ShapeRef shape, size_t depth, bool typed) {
    switch (shape->kind) {
    case Kind::Bool: return truth(depth);
    case Kind::Int:
    case Kind::Nat: return number(shape, depth);
    case Kind::Duration:
        switch (chance_.below(4)) {
        case 0:
            return Text{at(expr(shape, depth - 1), Text::Add) + " + " + at(expr(shape, depth - 1), Text::Multiply),
                        Text::Add};
        case 1:
            return Text{std::to_string(chance_.below(4)) + " * " + at(expr(shape, depth - 1), Text::Negate),
                        Text::Multiply};
        case 2:
            return Text{at(expr(shape, depth - 1), Text::Multiply) + " / " + std::to_string(1 + chance_.below(3)),
                        Text::Multiply};
        default:
            if (!builtin("max")) return std::nullopt;
            return Text{fmt::format("max({}, {})", arg(shape, depth - 1), arg(shape, depth - 1))};
        }
    case Kind::Loc: {
        for (const Param& param : params_) {
            if (!context_.params || param.parameter.shape->kind != Kind::Ring ||
                !same(param.parameter.shape->args[0], shape))
                continue;
            const char* which = chance_.percent(50) ? "next" : "prev";
            auto ring = reference(param.module, param.parameter.name);
            if (!ring || !builtin(which)) continue;
            return Text{fmt::format("{}({}, {})", which, *ring, arg(shape, depth - 1))};
        }
        return std::nullopt;
    }
    case Kind::Str:
    case Kind::Bytes: return joined(shape, depth);
    case Kind::Record: {
        if (shape->args.empty()) return std::nullopt;
        auto base = variable(shape);
        if (!base) return literal(shape, depth - 1, typed);
        size_t field = chance_.below(shape->args.size());
        return Text{
            fmt::format("{{ {} with {} = {} }}", base->text, shape->fields[field], arg(shape->args[field], depth - 1))};
    }
    case Kind::Enum:
        if (shape->enumInfo->name == "Option" && chance_.percent(60))
            for (const Local& local : std::vector<Local>(locals_))
                if (local.shape != nullptr && local.domain.empty() && local.shape->kind == Kind::Map &&
                    same(local.shape->args[1], shape->args[0]) && !isBig(shape) && builtin("find") &&
                    makeable(local.shape->args[0]))
                    if (auto from = variable(local.shape))
                        return method("find", *from, {arg(local.shape->args[0], depth - 1)});
        return literal(shape, 1, typed);
    case Kind::List:
    case Kind::Set:
    case Kind::Bag:
    case Kind::Map: return collection(shape, depth);
    case Kind::Tuple: {
        std::string out;
        for (ShapeRef part : shape->args) out += (out.empty() ? "" : ", ") + arg(part, depth - 1, typed);
        return Text{"(" + out + ")"};
    }
    case Kind::Unit:
    case Kind::Ring:
    case Kind::Variable: return std::nullopt;
    }
    return std::nullopt;
}

Text Generator::number(ShapeRef shape, size_t depth) {
    ShapeRef same = shape->kind == Kind::Nat && chance_.percent(90) ? shape : basic(Kind::Int);
    auto operand = [&](Text::Level least) { return at(expr(same, depth - 1), least); };
    switch (chance_.below(12)) {
    case 0:
    case 1: {
        std::string left = operand(Text::Add);
        return {left + " + " + operand(Text::Multiply), Text::Add};
    }
    case 2:
        if (shape->kind == Kind::Int) {
            std::string left = operand(Text::Add);
            return {left + " - " + operand(Text::Multiply), Text::Add};
        }
        [[fallthrough]];
    case 3: {
        std::string left = operand(Text::Multiply);
        return {left + " * " + operand(Text::Negate), Text::Multiply};
    }
    case 4: {
        std::string left = operand(Text::Multiply);
        std::string right = chance_.percent(80) ? "0" : operand(Text::Negate);
        if (right.find_first_not_of("(0) -") == std::string::npos)
            right = std::to_string(1 + chance_.below(5));   // a constant fault is an error
        return {left + (chance_.percent(50) ? " / " : " mod ") + right, Text::Multiply};
    }
    case 5:
        if (shape->kind == Kind::Int) return {"-" + operand(Text::Postfix), Text::Negate};
        [[fallthrough]];
    case 6: {
        const char* which = chance_.percent(50) ? "min" : "max";
        if (!builtin(which)) return leaf(shape, true);
        return {fmt::format("{}({}, {})", which, arg(same, depth - 1), arg(same, depth - 1))};
    }
    case 7:
    case 8:
        if (!builtin("size")) return leaf(shape, true);
        return method("size", collectionValue(collectionShape(), depth - 1), {});
    case 9: {
        ShapeRef over = collectionShape();
        if ((over->kind != Kind::List && over->kind != Kind::Bag) || !builtin("count") || !makeable(over->args[0]))
            return leaf(shape, true);
        return {
            fmt::format("count({}, {})", arg(over->args[0], depth - 1, false), collectionValue(over, depth - 1).text)};
    }
    case 10: {
        ShapeRef duration = basic(Kind::Duration);
        return {at(expr(duration, depth - 1), Text::Multiply) + " / " +
                    (chance_.percent(80) ? "10ms" : at(expr(duration, 0), Text::Negate)),
                Text::Multiply};
    }
    default: return leaf(shape, true);
    }
}

Text Generator::truth(size_t depth) {
    ShapeRef Bool = basic(Kind::Bool);
    if (depth == 0) return chance_.percent(60) ? comparison(1) : leaf(Bool, true);
    auto operand = [&](Text::Level least) { return at(expr(Bool, depth - 1), least); };
    switch (chance_.below(12)) {
    case 0: {
        std::string left = operand(Text::And);
        return {left + " and " + operand(Text::Not), Text::And};
    }
    case 1: {
        std::string left = operand(Text::Or);
        return {left + " or " + operand(Text::And), Text::Or};
    }
    case 2: return {"not " + operand(Text::Compare), Text::Not};
    case 3: {
        std::string left = operand(Text::Or);
        return {left + " implies " + operand(Text::Implies), Text::Implies};
    }
    case 4: {
        std::string left = operand(Text::Implies);
        return {left + " iff " + operand(Text::Implies), Text::Iff};
    }
    case 5: {
        if (context_.degree == 0) return comparison(depth);
        ShapeRef over = collectionShape();
        if (over->kind == Kind::Map) over = shapes_.of(Kind::Set, {over->args[0]});
        Text from = collectionValue(over, depth - 1);
        Nested scope(*this);
        --context_.degree;
        context_.grow = false;
        std::vector<Field> bound;
        std::string p = pattern(over->args[0], 1, false, bound);
        bindAll(bound);
        return {fmt::format("{} {} in {}: {}", chance_.percent(50) ? "all" : "any", p, at(from, Text::Open),
                            truth(depth - 1).text),
                Text::Open};
    }
    case 6: {
        ShapeRef over = collectionShape();
        std::string item = at(expr(over->args[0], depth - 1, false), Text::Add);
        return {item + (chance_.percent(30) ? " not in " : " in ") + at(collectionValue(over, depth - 1), Text::Add),
                Text::Compare};
    }
    case 7:
        if (builtin("is_empty")) return method("is_empty", collectionValue(collectionShape(), depth - 1), {});
        return comparison(depth);
    case 8: {
        ShapeRef set = shapes_.of(Kind::Set, {orInt(anyShape(0))});
        if (!builtin("subset")) return comparison(depth);
        return {fmt::format("subset({}, {})", collectionValue(set, depth - 1).text, top(set, depth - 1))};
    }
    default: return comparison(depth);
    }
}

Text Generator::comparison(size_t depth) {
    static const std::vector<std::string> kOperators = {"==", "==", "!=", "<", "<=", ">", ">="};
    ShapeRef shape = nullptr;
    if (!locals_.empty() && chance_.percent(70)) shape = locals_[chance_.below(locals_.size())].shape;
    if (shape == nullptr || shape->kind == Kind::Ring || !makeable(shape) || !nameable(shape))
        shape = orInt(anyShape(1));
    Nested scope(*this);
    context_.grow = false;
    Text left = expr(shape, depth > 0 ? depth - 1 : 0, false);
    Text right = expr(shape, depth > 1 ? 1 : 0, true);
    return {at(left, Text::Add) + " " + chance_.pick(kOperators) + " " + at(right, Text::Add), Text::Compare};
}

/// The type of a collection that is around, or some other.
ShapeRef Generator::collectionShape() {
    std::vector<ShapeRef> found;
    for (const Local& local : locals_)
        if (local.shape != nullptr && local.domain.empty() && local.shape->collection() && nameable(local.shape))
            found.push_back(local.shape);
    if (!found.empty() && chance_.percent(80)) return chance_.pick(found);
    if (context_.params)
        for (const Param& param : params_)
            if (param.parameter.domain.empty() && param.parameter.shape->collection() &&
                reference(param.module, param.parameter.name))
                found.push_back(param.parameter.shape);
    if (!found.empty() && chance_.percent(70)) return chance_.pick(found);
    static const std::vector<Kind> kKinds = {Kind::List, Kind::Set, Kind::Bag};
    return shapes_.of(chance_.pick(kKinds), {orInt(anyShape(0))});
}

/// A collection that is only looked at: large ones may be used inside loops too.
Text Generator::collectionValue(ShapeRef shape, size_t depth) {
    Nested scope(*this);
    context_.loopBase = 0;
    context_.grow = false;
    if (chance_.percent(70))
        if (auto found = variable(shape)) return *found;
    return expr(shape, depth > 1 ? 1 : depth, false);
}

/// An element for a collection: never a large variable.
std::string Generator::small(ShapeRef shape, size_t depth) {
    Nested scope(*this);
    context_.grow = false;
    if (isBig(shape)) context_.loopBase = std::max(context_.loopBase, locals_.size());
    if (isBig(shape)) return literal(shape, 1, false).text;
    return top(shape, depth, false);
}

/// Two texts or collections in one: with something small, or below a bound.
std::optional<Text> Generator::joined(ShapeRef shape, size_t depth) {
    if (!context_.grow || shape->kind == Kind::Enum) return std::nullopt;
    auto large = variable(shape);
    if (!large) return literal(shape, 1, false);
    if (chance_.percent(25) && builtin("size"))
        if (auto other = variable(shape))
            return Text{fmt::format("if size({0}) + size({1}) < 20 then {0} + {1} else {0}", large->text, other->text),
                        Text::Open};
    Text more = literal(shape, 1, false);
    (void)depth;
    if (chance_.percent(50)) return Text{at(*large, Text::Add) + " + " + at(more, Text::Multiply), Text::Add};
    return Text{at(more, Text::Add) + " + " + at(*large, Text::Multiply), Text::Add};
}

std::optional<Text> Generator::collection(ShapeRef shape, size_t depth) {
    ShapeRef element = shape->args[0];
    if (!context_.grow || !makeable(element)) return std::nullopt;
    if (chance_.percent(25)) return comprehension(shape, depth);
    auto base = variable(shape);
    auto other = [&] {
        Nested scope(*this);
        context_.grow = false;
        context_.loopBase = locals_.size();
        return literal(shape, 1, false);
    };
    if (shape->kind == Kind::Map) {
        if (!base || !makeable(shape->args[1])) return std::nullopt;
        switch (chance_.below(3)) {
        case 0:
            if (!builtin("put")) return std::nullopt;
            return method("put", *base, {small(element, depth - 1), small(shape->args[1], depth - 1)});
        case 1:
            if (!builtin("remove")) return std::nullopt;
            return method("remove", *base, {small(element, depth - 1)});
        default: return joined(shape, depth);
        }
    }
    std::vector<std::string> ways = {"join"};
    if (shape->kind == Kind::List) ways = {"join", "append", "set_at", "slice", "list", "map", "filter"};
    if (shape->kind == Kind::Set) ways = {"join", "minus", "insert", "remove", "intersect", "set", "keys", "filter"};
    if (shape->kind == Kind::Bag) ways = {"join", "minus", "insert", "remove", "bag", "values", "filter"};
    std::string way = chance_.pick(ways);
    if (way != "join" && way != "minus" && !builtin(way.c_str())) return std::nullopt;
    if (way == "list" || way == "set" || way == "bag") {
        for (Kind kind : {Kind::Set, Kind::Bag, Kind::List})
            if (kind == shape->kind) continue;
            else if (auto from = variable(shapes_.of(kind, {element}))) return method(way.c_str(), *from, {});
        return std::nullopt;
    }
    if (way == "keys" || way == "values") {
        for (const Local& local : std::vector<Local>(locals_))
            if (local.shape != nullptr && local.domain.empty() && local.shape->kind == Kind::Map &&
                same(local.shape->args[way == "keys" ? 0 : 1], element))
                if (auto from = variable(local.shape)) return method(way.c_str(), *from, {});
        return std::nullopt;
    }
    if (!base) return std::nullopt;
    ShapeRef Int = basic(Kind::Int);
    if (way == "join") return joined(shape, depth);
    if (way == "minus") return Text{at(*base, Text::Add) + " - " + at(other(), Text::Multiply), Text::Add};
    if (way == "append" || way == "insert" || way == "remove")
        return method(way.c_str(), *base, {small(element, depth - 1)});
    if (way == "set_at") return method("set_at", *base, {top(Int, depth - 1), small(element, depth - 1)});
    if (way == "slice") return method("slice", *base, {top(Int, depth - 1), top(Int, depth - 1)});
    if (way == "intersect") return method("intersect", *base, {other().text});
    if (context_.degree == 0) return std::nullopt;
    Nested scope(*this);
    --context_.degree;
    context_.grow = false;
    context_.loopBase = locals_.size();
    std::string name = localName();
    return method(way.c_str(), *base,
                  {lambda({{name, element}}, way == "map" ? element : basic(Kind::Bool), depth - 1)});
}

std::optional<Text> Generator::comprehension(ShapeRef shape, size_t depth) {
    if (context_.degree == 0 || shape->kind == Kind::Bag) return std::nullopt;
    ShapeRef over = collectionShape();
    ShapeRef item = over->kind == Kind::Map ? shapes_.of(Kind::Tuple, over->args) : over->args[0];
    Text from = collectionValue(over, depth - 1);
    Nested scope(*this);
    context_.grow = false;
    context_.loopBase = locals_.size();
    --context_.degree;
    std::vector<Field> bound;
    std::string clauses = pattern(item, 1, false, bound) + " in " + from.text;
    bindAll(bound);
    if (chance_.percent(20)) {   // a second one over little
        std::vector<Field> second;
        ShapeRef few = shapes_.of(Kind::List, {orInt(anyShape(0))});
        std::string values = literal(few, 1, false).text;
        clauses += ", " + patternBeside(few->args[0], false, bound, second) + " in " + values;
        bindAll(second);
    }
    if (chance_.percent(40)) clauses += " if " + truth(1).text;
    if (shape->kind == Kind::Map)
        return Text{fmt::format("{{{}: {} for {}}}", at(expr(shape->args[0], 1, false), Text::LeadsTo),
                                at(expr(shape->args[1], 1, false), Text::LeadsTo), clauses)};
    std::string each = at(expr(shape->args[0], 1, false), Text::LeadsTo);
    return Text{shape->kind == Kind::List ? fmt::format("[{} for {}]", each, clauses)
                                          : fmt::format("{{{} for {}}}", each, clauses)};
}

}   // namespace evd::specs
