#include "tests/unit/lower/class_generator.h"

#include <fmt/format.h>

namespace evd::lower::testing {

std::string ClassGenerator::typeText(const Shape& shape) {
    switch (shape.kind) {
    case Shape::Number: return "Int";
    case Shape::Unit: return "Unit";
    case Shape::Pair: return fmt::format("({}, {})", typeText(shape.parts[0]), typeText(shape.parts[1]));
    }
    return "";
}

std::string ClassGenerator::number(const Names& names, size_t depth) {
    if (depth == 0 || below(3) == 0)
        return names.empty() || below(3) == 0 ? std::to_string(below(4)) : names[below(names.size())];
    return fmt::format("({} {} {}) mod {}", number(names, depth - 1), below(2) == 0 ? "+" : "*",
                       number(names, depth - 1), 3 + below(5));
}

std::string ClassGenerator::truth(const Names& names) {
    static const char* const ops[] = {"==", "!=", "<"};
    std::string test = fmt::format("({}) {} {}", number(names, 1), ops[below(3)], number(names, 0));
    return below(5) == 0 ? test + " and " + truth(names) : test;
}

std::string ClassGenerator::arguments(size_t count, const Names& names) {
    if (count == 0) return "";
    std::string out = "(";
    for (size_t i = 0; i < count; ++i) out += (i == 0 ? "" : ", ") + number(names, 1);
    return out + ")";
}

std::string ClassGenerator::pattern(const Shape& shape, Names& bound, const Names& outside, bool refutable) {
    if (shape.kind == Shape::Pair) {
        std::string left = pattern(shape.parts[0], bound, outside, refutable);
        return "(" + left + ", " + pattern(shape.parts[1], bound, outside, refutable) + ")";
    }
    if (shape.kind == Shape::Unit) return "_";
    switch (below(refutable ? 6 : 4)) {
    case 0: return "_";
    case 4: return std::to_string(below(3));
    case 5:
        if (!outside.empty()) return "^" + outside[below(outside.size())];
        [[fallthrough]];
    default: bound.push_back(fresh("n")); return bound.back();
    }
}

ClassGenerator::Made ClassGenerator::message(const Names& scope) {
    const Names& outside = scope;   // a pin is known before the event
    Shape pair{Shape::Pair, {{}, {}}};
    size_t which = below(5);
    std::string name = which < 2 ? "a" : which < 4 ? "b" : "c";
    if (below(8) == 0) return {name, name == "c" ? pair : Shape{}, {}};
    Names bound;
    if (name != "c") {
        std::string p = pattern({}, bound, outside, true);
        return {fmt::format("{}({})", name, p), {}, bound};
    }
    std::string p = pattern({}, bound, outside, true);
    p += ", " + pattern({}, bound, outside, true);
    return {fmt::format("c({})", p), pair, bound};
}

ClassGenerator::Made ClassGenerator::reference(const Names& scope, const Names& event, bool states) {
    std::vector<Declared> fit;
    for (const Declared& one : declared_)
        if (one.state || !states) fit.push_back(one);
    if (fit.empty()) return message(scope);
    const Declared& one = fit[below(fit.size())];
    // values of the event are refused where the class uses them below an operator with a memory
    std::string text = one.name + arguments(one.params, !one.state && below(2) == 0 ? joined(scope, event) : scope);
    if (one.state && below(3) == 0) text = "before " + text;
    return {text, one.shape, {}};
}

ClassGenerator::Made ClassGenerator::rule(size_t depth, const Names& scope, const Names& event) {
    Made source = cls(depth, scope, event);
    Names visible = joined(joined(scope, event), source.names);
    std::string head = "(" + source.text + ")";
    if (below(2) == 0) head += " when " + truth(visible);
    switch (below(6)) {
    case 0:
        if (head.back() != ')' || head.find(" when ") != std::string::npos) return {"(" + head + ")", source.shape, {}};
        [[fallthrough]];
    case 1: {
        std::string items;
        for (size_t i = below(4); i-- > 0;) items += number(visible) + (i == 0 ? "" : ", ");
        if (items.empty()) items = number(visible);
        return {fmt::format("({} => each [{}])", head, items), {}, {}};
    }
    case 2: {
        std::string left = number(visible);
        return {fmt::format("({} => ({}, {}))", head, left, number(visible)), {Shape::Pair, {{}, {}}}, {}};
    }
    default: return {fmt::format("({} => {})", head, number(visible)), {}, {}};
    }
}

ClassGenerator::Made ClassGenerator::numbers(size_t depth, const Names& scope, const Names& event) {
    Made made = cls(depth, scope, event);
    if (made.shape.kind == Shape::Number) return made;
    Names bound, visible;
    std::string p = pattern(made.shape, bound, {}, false);
    visible = joined(joined(joined(scope, event), made.names), bound);
    return {fmt::format("(({}) as {} => {})", made.text, p, number(visible, 1)), {}, {}};
}

ClassGenerator::Made ClassGenerator::cls(size_t depth, const Names& scope, const Names& event) {
    if (depth == 0) {
        if (below(10) == 0) return {"start", {Shape::Unit, {}}, {}};
        return below(4) == 0 ? reference(scope, event, below(2) == 0) : message(scope);
    }
    switch (below(16)) {
    case 0:
    case 1: return rule(depth - 1, scope, event);
    case 2:
    case 3:
    case 4: {
        Made left = cls(depth - 1, scope, event);
        Made right = cls(depth - 1, scope, joined(event, left.names));
        return {fmt::format("(({}) & ({}))", left.text, right.text),
                {Shape::Pair, {left.shape, right.shape}},
                joined(left.names, right.names)};
    }
    case 5:
    case 6: {
        Made left = numbers(depth - 1, scope, event), right = numbers(depth - 1, scope, event);
        return {fmt::format("(({}) || ({}))", left.text, right.text), {}, {}};
    }
    case 7:
    case 8: {
        Made source = cls(depth - 1, scope, {});
        return {fmt::format("(once ({}))", source.text), source.shape, {}};
    }
    case 9:
    case 10: {
        Made source = cls(depth - 1, scope, {}), end = cls(depth - 1, scope, {});
        return {fmt::format("(({}) until ({}))", source.text, end.text), source.shape, {}};
    }
    case 11: {
        Made source = numbers(depth - 1, scope, {});
        return {fmt::format("(latest ({}) else {})", source.text, number(scope, 1)), {}, {}};
    }
    case 12:
    case 13: {
        Made source = cls(depth - 1, scope, {});
        Names bound;
        std::string p = pattern(source.shape, bound, {}, false);
        Names visible = joined(joined(scope, source.names), bound);
        if (declared_.empty() || below(2) == 0) {
            Made child = cls(depth - 1, visible, {});
            return {fmt::format("(each {} in ({}) spawn ({}))", p, source.text, child.text), child.shape, {}};
        }
        const Declared& child = declared_[below(declared_.size())];
        return {
            fmt::format("(each {} in ({}) spawn {})", p, source.text, child.name + arguments(child.params, visible)),
            child.shape,
            {}};
    }
    case 14: {
        Made source = cls(depth - 1, scope, event);
        Names bound;
        std::string p = pattern(source.shape, bound, scope, true);
        return {fmt::format("(({}) as {})", source.text, p), source.shape, joined(source.names, bound)};
    }
    default: {
        if (below(3) != 0) return reference(scope, event, false);
        Made source = cls(depth - 1, scope, event);
        return {fmt::format("(({}) at {})", source.text, below(4) == 0 ? "others" : "nodes"), source.shape,
                source.names};
    }
    }
}

void ClassGenerator::declareState() {
    Names scope;
    std::string params;
    for (size_t i = below(2); i-- > 0;) {
        scope.push_back(fresh("p"));
        params = "(" + scope.back() + ": Int)";
    }
    std::string name = fresh("State"), clauses;
    for (size_t i = 1 + below(2); i-- > 0;) {
        Made on = cls(1 + below(2), scope, {});
        Names visible = joined(joined(scope, on.names), {name});
        std::string guard = below(2) == 0 ? " when " + truth(visible) : "";
        clauses += fmt::format("  on ({}){} -> {}\n", on.text, guard, number(visible));
    }
    text_ += fmt::format("state {}{} : Int = {} {{\n{}}}\n", name, params, number(scope, 1), clauses);
    declared_.push_back({name, scope.size(), {}, true});
}

void ClassGenerator::declareClass() {
    Names scope;
    std::string params;
    for (size_t i = below(3); i-- > 0;) {
        scope.push_back(fresh("p"));
        params += (params.empty() ? "" : ", ") + scope.back() + ": Int";
    }
    std::string name = fresh("Class");
    Made body = cls(1 + below(3), scope, {});
    text_ += fmt::format("class {}{} = {}\n", name, params.empty() ? "" : "(" + params + ")", body.text);
    declared_.push_back({name, scope.size(), body.shape, false});
}

/// A class that spawns itself, a bounded number of times.
void ClassGenerator::declareRecursive() {
    std::string name = fresh("Recursive"), depth = fresh("p"), pin = fresh("p");
    Names scope = {depth, pin};
    Made values = numbers(2, scope, {});
    Made source = message(scope);
    Names bound;
    std::string p = pattern(source.shape, bound, {}, false);
    Names visible = joined(scope, bound);
    text_ += fmt::format("class {0}({1}: Int, {2}: Int) : Class<Int> = ({3}) || (each {6} in ({4} when {1} < 3) spawn "
                         "{0}({1} + 1, {5}))\n",
                         name, depth, pin, values.text, source.text, number(visible, 1), p);
    declared_.push_back({name, 2, {}, false});
}

std::string ClassGenerator::spec() {
    declared_.clear();
    text_.clear();
    next_ = 0;
    for (size_t i = below(3); i-- > 0;) declareState();
    for (size_t i = below(3); i-- > 0;) declareClass();
    if (below(4) == 0) declareRecursive();
    for (size_t i = below(2); i-- > 0;) declareClass();
    Made root = cls(2 + below(3), {}, {});
    return fmt::format("spec main\nparam nodes : Set<Loc>\nparam others : Set<Loc>\ninput a(x: Int)\ninput b(x: "
                       "Int)\ninput c(x: Int, y: Int)\noutput out(v: {})\n{}class Root = {}\n"
                       "system S = (Root as v => emit out(v)) at nodes\n",
                       typeText(root.shape), text_, root.text);
}

}   // namespace evd::lower::testing
