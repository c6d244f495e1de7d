// Event classes of every combinator, states, and classes that spawn themselves.

#include "tests/specs/generator.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace evd::specs {

/// What may be used below an operator with a memory: names known before the event only, which are all of `locals_`. The
/// names of this event are handed along as `event`.
Generator::Made Generator::messageClass() {
    std::vector<const Message*> usable;
    for (const Message& message : messages_)
        if (messageUsable(message, true)) usable.push_back(&message);
    if (usable.empty()) return {"start", basic(Kind::Unit), {}};
    const Message& message = *chance_.pick(usable);
    std::string name = reference(message.module, message.name).value();
    Made out{name, nullptr, {}};
    std::vector<ShapeRef> shapes;
    for (const Field& field : message.fields) shapes.push_back(field.shape);
    out.value = shapes.empty() ? basic(Kind::Unit) : shapes.size() == 1 ? shapes[0] : shapes_.of(Kind::Tuple, shapes);
    if (chance_.percent(15)) return out;
    std::string patterns;
    for (ShapeRef shape : shapes) patterns += (patterns.empty() ? "" : ", ") + pattern(shape, 1, true, out.names);
    out.text += "(" + patterns + ")";
    if (chance_.percent(30)) out.text += " from " + pattern(basic(Kind::Loc), 1, true, out.names);
    return out;
}

std::optional<Generator::Made> Generator::classReference(const std::vector<Field>& event) {
    std::vector<const EventClass*> usable;
    for (const EventClass& one : classes_)
        if (one.value != nullptr && reference(one.module, one.name, true)) usable.push_back(&one);
    if (usable.empty()) return std::nullopt;
    const EventClass& chosen = *chance_.pick(usable);
    Nested scope(*this);
    if (!chosen.state && chance_.percent(5)) bindAll(event);
    context_.grow = false;
    std::string args;
    for (const Field& param : chosen.params) {
        if (!makeable(param.shape)) return std::nullopt;
        args += (args.empty() ? "" : ", ") + arg(param.shape, 1);
    }
    std::string text = reference(chosen.module, chosen.name, true).value() + (args.empty() ? "" : "(" + args + ")");
    if (chosen.state && chance_.percent(30)) text = "before " + text;
    return Made{text, chosen.value, {}};
}

Generator::Made Generator::rule(size_t depth, const std::vector<Field>& event) {
    Made source = eventClass(depth, event);
    Nested scope(*this);
    bindAll(event);
    bindAll(source.names);
    context_.grow = false;
    std::string text = "(" + source.text + ")";
    bool condition = chance_.percent(40);
    if (condition) text += " when " + truth(1).text;
    if (condition && chance_.percent(30)) return {"(" + text + ")", source.value, {}};
    ShapeRef value = smallShape();
    if (!makeable(value)) value = basic(Kind::Int);
    if (chance_.percent(25)) {
        static const std::vector<Kind> kKinds = {Kind::List, Kind::Set, Kind::Bag};
        return {fmt::format("({} => each {})", text, literal(shapes_.of(chance_.pick(kKinds), {value}), 1, false).text),
                value,
                {}};
    }
    return {fmt::format("({} => {})", text, top(value, 2, false)), value, {}};
}

/// One whose values have that type.
Generator::Made Generator::classOf(ShapeRef value, size_t depth, const std::vector<Field>& event) {
    Made made = eventClass(depth, event);
    if (made.value == value) return made;
    Nested scope(*this);
    std::vector<Field> bound;
    std::string p = patternBeside(made.value, false, made.names, bound);
    bindAll(event);
    bindAll(made.names);
    bindAll(bound);
    context_.grow = false;
    if (!makeable(value)) throw DeadEnd("no value for a class");
    return {fmt::format("(({}) as {} => {})", made.text, p, top(value, 1, false)), value, {}};
}

Generator::Made Generator::eventClass(size_t depth, const std::vector<Field>& event) {
    if (depth == 0) {
        if (chance_.percent(10)) return {"start", basic(Kind::Unit), {}};
        if (chance_.percent(30))
            if (auto made = classReference(event)) return *made;
        return messageClass();
    }
    auto joinedNames = [](std::vector<Field> a, const std::vector<Field>& b) {
        for (const Field& field : b)
            if (std::none_of(a.begin(), a.end(), [&](const Field& other) { return other.name == field.name; }))
                a.push_back(field);
        return a;
    };
    switch (chance_.below(16)) {
    case 0:
    case 1: return rule(depth - 1, event);
    case 2:
    case 3:
    case 4: {
        Made left = eventClass(depth - 1, event);
        size_t hidden = beside_.size();
        beside_.insert(beside_.end(), left.names.begin(), left.names.end());
        Made right = eventClass(depth - 1, joinedNames(event, left.names));
        beside_.resize(hidden);
        for (const Field& name : left.names)
            for (const Field& other : right.names)
                if (name.name == other.name) return left;   // the same name twice
        return {fmt::format("(({}) & ({}))", left.text, right.text), shapes_.of(Kind::Tuple, {left.value, right.value}),
                joinedNames(left.names, right.names)};
    }
    case 5:
    case 6: {
        Made left = eventClass(depth - 1, event);
        Made right = classOf(left.value, depth - 1, event);
        return {fmt::format("(({}) || ({}))", left.text, right.text), left.value, {}};
    }
    case 7:
    case 8: {
        Made source = eventClass(depth - 1, {});
        return {fmt::format("(once ({}))", source.text), source.value, {}};
    }
    case 9:
    case 10: {
        Made source = eventClass(depth - 1, {}), end = eventClass(depth - 1, {});
        return {fmt::format("(({}) until ({}))", source.text, end.text), source.value, {}};
    }
    case 11: {
        Made source = eventClass(depth - 1, {});
        if (!makeable(source.value) || !nameable(source.value)) return source;
        return {fmt::format("(latest ({}) else {})", source.text, at(leaf(source.value, true), Text::Postfix)),
                source.value,
                {}};
    }
    case 12:
    case 13: {
        Made source = eventClass(depth - 1, {});
        Nested scope(*this);
        std::vector<Field> bound;
        std::string p = patternBeside(source.value, false, source.names, bound);
        bindAll(source.names);
        bindAll(bound);
        if (chance_.percent(50))
            if (auto child = classReference({}); child && child->text.rfind("before", 0) != 0)
                return {fmt::format("(each {} in ({}) spawn {})", p, source.text, child->text), child->value, {}};
        Made child = eventClass(depth - 1, {});
        return {fmt::format("(each {} in ({}) spawn ({}))", p, source.text, child.text), child.value, {}};
    }
    case 14: {
        Made source = eventClass(depth - 1, event);
        std::vector<Field> bound;
        std::string p = patternBeside(source.value, true, joinedNames(event, source.names), bound);
        return {fmt::format("(({}) as {})", source.text, p), source.value, joinedNames(bound, source.names)};
    }
    default: {
        if (chance_.percent(60))
            if (auto made = classReference(event)) return *made;
        Made source = eventClass(depth - 1, event);
        std::string where = places();
        if (where.empty()) return source;
        return {fmt::format("(({}) at {})", source.text, where), source.value, source.names};
    }
    }
}

/// A call of a function that makes sends.
std::optional<std::string> Generator::sendCall() {
    std::vector<const Function*> usable;
    for (size_t i = 0; i < functions_.size() && i < context_.functions; ++i)
        if (functions_[i].result == nullptr && reference(functions_[i].module, functions_[i].name)) {
            bool good = functions_[i].degree <= context_.degree;
            for (const Parameter& param : functions_[i].params)
                good = good && param.domain.empty() && makeable(param.shape);
            if (good) usable.push_back(&functions_[i]);
        }
    if (usable.empty()) return std::nullopt;
    const Function& chosen = *chance_.pick(usable);
    hasSent_.insert(chosen.sends.begin(), chosen.sends.end());
    std::string args;
    for (const Parameter& param : chosen.params) args += (args.empty() ? "" : ", ") + arg(param.shape, 1);
    return fmt::format("{}({})", reference(chosen.module, chosen.name).value(), args);
}

/// An expression of type Send, or "".
std::string Generator::sendExpr(size_t depth) {
    auto one = [&]() -> std::string {
        sendsLeft_ = 1;
        return output(1);
    };
    switch (chance_.below(depth == 0 ? 3 : 7)) {
    case 3: {
        std::string yes = sendExpr(depth - 1), no = sendExpr(depth - 1);
        if (yes.empty() || no.empty()) return yes + no;
        return fmt::format("if {} then {} else {}", truth(1).text, yes, no);
    }
    case 4: {
        Nested scope(*this);
        ShapeRef shape = orInt(smallShape());
        std::vector<Field> bound;
        std::string value = at(expr(shape, 1, false), Text::Postfix), p = pattern(shape, 1, false, bound);
        bindAll(bound);
        std::string rest = sendExpr(depth - 1);
        return rest.empty() ? "" : fmt::format("let {} = {} in {}", p, value, rest);
    }
    case 5: {
        auto call = sendCall();
        return call ? *call : one();
    }
    case 6: {
        std::vector<Field> found;
        for (const Local& local : locals_)
            if (local.shape != nullptr && local.domain.empty() && local.shape->kind == Kind::Enum &&
                nameable(local.shape))
                found.push_back({local.name, local.shape});
        if (found.empty()) return one();
        Field over = chance_.pick(found);
        std::vector<Field> bound;
        std::string p = pattern(over.shape, 2, true, bound);
        std::string first;
        {
            Nested scope(*this);
            bindAll(bound);
            first = sendExpr(depth - 1);
        }
        std::string second = sendExpr(depth - 1);
        if (first.empty() || second.empty()) return first.empty() ? second : "";
        return fmt::format("match {} {{ {} => {}, _ => {} }}", at(expr(over.shape, 0, false), Text::LeadsTo), p, first,
                           second);
    }
    default: return one();
    }
}

/// Another class of sends: one that is declared, or spawned, or ends some time; or "".
std::string Generator::sendingClass() {
    std::vector<const EventClass*> usable;
    for (const EventClass& one : classes_)
        if (one.value == nullptr && reference(one.module, one.name, true)) usable.push_back(&one);
    if (usable.empty()) return "";
    const EventClass& chosen = *chance_.pick(usable);
    std::string name = reference(chosen.module, chosen.name, true).value();
    auto call = [&]() -> std::optional<std::string> {
        std::string args;
        for (const Field& param : chosen.params) {
            if (!makeable(param.shape)) return std::nullopt;
            args += (args.empty() ? "" : ", ") + arg(param.shape, 1);
        }
        return args.empty() ? name : name + "(" + args + ")";
    };
    Nested scope(*this);
    if (chance_.percent(40)) {
        Made source = eventClass(1, {});
        std::vector<Field> bound;
        std::string p = patternBeside(source.value, false, source.names, bound);
        bindAll(source.names);
        bindAll(bound);
        auto child = call();
        return child ? fmt::format("(each {} in ({}) spawn {})", p, source.text, *child) : "";
    }
    auto plain = call();
    if (!plain) return "";
    switch (chance_.below(4)) {
    case 0: return fmt::format("(once {})", *plain);
    case 1: return fmt::format("({} until ({}))", *plain, eventClass(1, {}).text);
    case 2: {
        std::string where = places();
        return where.empty() ? *plain : fmt::format("({} at {})", *plain, where);
    }
    default: return *plain;
    }
}

void Generator::declareClass(bool sends) {
    Nested scope(*this);
    context_ = {};
    context_.self = true;
    context_.functions = functions_.size();
    EventClass made{"", current_, {}, nullptr, false};
    std::set<std::string> taken;
    for (size_t i = chance_.percent(35) ? 1 + chance_.below(2) : 0; i > 0; --i) {
        made.params.push_back({fieldName(taken), smallShape()});
        taken.insert(made.params.back().name);
    }
    std::string params = fieldsText(made.params);
    bindAll(made.params);
    Made body = eventClass(1 + chance_.below(3), {});
    std::string text = body.text;
    if (sends) {
        Nested inner(*this);
        std::vector<Field> bound;
        std::string p = patternBeside(body.value, false, body.names, bound);
        bindAll(body.names);
        bindAll(bound);
        context_.grow = false;
        std::string send = sendExpr(2);
        if (send.empty()) return;
        if (chance_.percent(20)) {
            std::string second = sendExpr(1);
            send = "each [" + send + (second.empty() ? "" : ", " + second) + "]";
        }
        std::string condition = chance_.percent(30) ? " when " + truth(1).text : "";
        text = fmt::format("({}) as {}{} => {}", text, p, condition, send);
    } else {
        made.value = body.value;
    }
    if (sends) {
        if (chance_.percent(40))
            if (std::string other = sendingClass(); !other.empty()) text = "(" + text + ") || " + other;
    }
    made.name = declareName(true);
    std::string type;
    if (chance_.percent(40) && (sends || nameable(made.value)))
        type = sends ? " : Class<Send>" : " : Class<" + typeText(made.value) + ">";
    put(fmt::format("class {}{}{} = {}", made.name, params.empty() ? "" : "(" + params + ")", type, text));
    classes_.push_back(made);
}

void Generator::declareState() {
    Nested scope(*this);
    context_ = {};
    context_.self = true;
    context_.grow = false;
    context_.functions = functions_.size();
    EventClass made{"", current_, {}, anyShape(1), true};
    if (!makeable(made.value) || !nameable(made.value)) made.value = basic(Kind::Int);
    std::set<std::string> taken;
    if (chance_.percent(40)) made.params.push_back({fieldName(taken), smallShape()});
    std::string params = fieldsText(made.params);
    bindAll(made.params);
    bool written = chance_.percent(90);
    std::string initial = literal(made.value, 1, written).text;
    made.name = declareName(true);
    std::string clauses;
    for (size_t i = 1 + chance_.below(2); i > 0; --i) {
        Made on = eventClass(chance_.below(3), {});
        Nested inner(*this);
        bindAll(on.names);
        bind(made.name, made.value);
        std::string guard = i > 1 || chance_.percent(50) ? " when " + truth(1).text : "";
        std::string value;
        ShapeRef shape = made.value;
        bool linear =
            shape->collection() && makeable(shape->args[0]) && (shape->kind != Kind::Map || makeable(shape->args[1]));
        if (linear && chance_.percent(70)) value = fmt::format("{} + {}", made.name, literal(shape, 1, false).text);
        else value = top(shape, 2);
        clauses += fmt::format("  on ({}){} -> {}\n", on.text, guard, value);
    }
    put(fmt::format("{}state {}{}{} = {} {{\n{}}}", chance_.percent(20) ? "@S@" : "", made.name,
                    params.empty() ? "" : "(" + params + ")", written ? " : " + typeText(made.value) : "", initial,
                    clauses));
    classes_.push_back(made);
}

/// A class that spawns itself, a bounded number of times.
void Generator::declareSpawning() {
    Nested scope(*this);
    context_ = {};
    context_.self = true;
    context_.grow = false;
    context_.functions = functions_.size();
    EventClass made{"", current_, {{"deep", basic(Kind::Int)}, {"pin", basic(Kind::Int)}}, basic(Kind::Int), false};
    made.name = declareName(true);
    bindAll(made.params);
    Made values = classOf(made.value, 2, {});
    Made source = messageClass();
    Nested inner(*this);
    std::vector<Field> bound;
    std::string p = pattern(source.value, 1, false, bound);
    bindAll(bound);   // the names of the message end with its rule
    auto hides = [](const auto& names) {
        return std::count_if(names.begin(), names.end(), [](const auto& one) { return one.name == "deep"; });
    };
    if (hides(locals_) > 1 || hides(source.names) > 0) return;
    put(fmt::format("class {0}(deep: Int, pin: Int) : Class<Int> = ({1}) || (each {2} in ({3} when deep < 3) spawn "
                    "{0}(deep + 1, {4}))",
                    made.name, values.text, p, source.text, top(basic(Kind::Int), 1)));
    classes_.push_back(made);
}

}   // namespace evd::specs
