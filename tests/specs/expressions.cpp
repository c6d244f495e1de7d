// Expressions of a wanted type.

#include "tests/specs/generator.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::specs {

/// In brackets where it must, and now and then where it need not.
std::string Generator::at(Text made, Text::Level least) {
    return made.level < least || chance_.percent(4) ? "(" + made.text + ")" : made.text;
}

Text Generator::expr(ShapeRef shape, size_t depth, bool typed) {
    if (depth == 0 || !makeable(shape)) return leaf(shape, typed);
    for (int tries = 0; tries < 4; ++tries) {
        std::optional<Text> made;
        switch (chance_.below(24)) {
        case 0:
        case 1: made = branch(shape, depth, typed); break;
        case 2: made = cases(shape, depth, typed); break;
        case 3: made = naming(shape, depth, typed); break;
        case 4:
        case 5:
        case 6: made = call(shape, depth); break;
        case 7: made = paramCall(shape, depth); break;
        case 8:
        case 9:
        case 10: made = part(shape, depth); break;
        case 11: made = folded(shape, depth); break;
        case 12:
        case 13:
        case 14:
        case 15: return leaf(shape, typed);
        default: made = operation(shape, depth, typed); break;
        }
        if (made) return *made;
    }
    return leaf(shape, typed);
}

std::optional<Text> Generator::variable(ShapeRef shape) {
    std::vector<Text> found;
    bool big = isBig(shape);
    for (size_t i = 0; i < locals_.size(); ++i) {
        const Local& local = locals_[i];
        if (!local.domain.empty() || !same(local.shape, shape)) continue;
        if (big && i < context_.loopBase) continue;
        bool hidden = std::any_of(locals_.begin() + static_cast<long>(i) + 1, locals_.end(),
                                  [&](const Local& later) { return later.name == local.name; });
        if (!hidden) found.push_back({local.name, local.atom ? Text::Negate : Text::Postfix});
    }
    if (!found.empty() && chance_.percent(75)) return chance_.pick(found);
    if (context_.params && !(big && context_.loopBase > 0))
        for (size_t i = 0; i < params_.size() && i < context_.paramsBelow; ++i)
            if (const Param& param = params_[i]; param.parameter.domain.empty() && same(param.parameter.shape, shape))
                if (auto name = reference(param.module, param.parameter.name)) found.push_back({*name});
    if (found.empty()) return std::nullopt;
    return chance_.pick(found);
}

Text Generator::leaf(ShapeRef shape, bool typed) {
    if (chance_.percent(80))
        if (auto found = variable(shape)) return *found;
    return literal(shape, 2, typed);
}

std::string Generator::literalNumber(bool natural) {
    switch (chance_.below(60)) {
    case 0: return "1_000";
    case 1: return "0xff";
    case 2: return natural ? "65_536" : "9223372036854775807";
    case 3: return "10";
    default: return std::to_string(chance_.below(5));
    }
}

Text Generator::literal(ShapeRef shape, size_t depth, bool typed) {
    auto many = [&](ShapeRef element, const std::string& open, const std::string& close) -> Text {
        size_t count = depth == 0 || !makeable(element) ? 0 : chance_.below(3);
        if (count == 0 && !typed && makeable(element)) count = 1;
        if (count == 0 && !typed) return {fmt::format("(let none : {} = {}{} in none)", typeText(shape), open, close)};
        std::string out;
        for (size_t i = 0; i < count; ++i)
            out += (i == 0 ? "" : ", ") + literal(element, depth == 0 ? 0 : depth - 1, typed).text;
        return {open + out + close};
    };
    switch (shape->kind) {
    case Kind::Int:
        if (chance_.percent(20)) return {"-" + literalNumber(false), Text::Negate};
        return {literalNumber(false)};
    case Kind::Nat: return {literalNumber(true)};
    case Kind::Bool: return {chance_.percent(50) ? "true" : "false"};
    case Kind::Unit: return {"()"};
    case Kind::Str: {
        static const std::vector<std::string> kTexts = {
            "\"\"", "\"a\"", "\"b\"", "\"ab\"", "\"\\n\\\"\\u{1F600}\"", "\"// no comment\"", "\"{}%s\""};
        return {chance_.pick(kTexts)};
    }
    case Kind::Bytes: return {chance_.percent(50) ? "b\"\\x00\\xff\"" : "b\"a\""};
    case Kind::Duration: {
        static const std::vector<std::string> kTimes = {"0s", "10us", "5ms", "1s", "1min", "2h", "3ns"};
        return {chance_.pick(kTimes)};
    }
    case Kind::Loc:
        if (context_.self && chance_.percent(60)) return {"self"};
        if (auto found = variable(shape)) return *found;
        if (context_.self) return {"self"};
        throw DeadEnd("no location");
    case Kind::Ring:
    case Kind::Variable:
        if (auto found = variable(shape)) return *found;
        throw DeadEnd("no value of a type parameter");
    case Kind::Tuple: {
        std::string out;
        for (ShapeRef part : shape->args) out += (out.empty() ? "" : ", ") + leaf(part, typed).text;
        return {"(" + out + ")"};
    }
    case Kind::Record: {
        std::string out;
        std::vector<size_t> order;
        for (size_t i = 0; i < shape->args.size(); ++i) order.push_back(i);
        if (chance_.percent(30)) chance_.shuffle(order);
        for (size_t i : order)
            out += (out.empty() ? "" : ", ") + shape->fields[i] + " = " + leaf(shape->args[i], typed).text;
        return {"{ " + out + " }"};
    }
    case Kind::Enum: {
        if (!typed && !shape->args.empty())
            return {fmt::format("(let made : {} = {} in made)", typeText(shape), literal(shape, depth, true).text)};
        std::vector<const Constructor*> usable;
        const EnumInfo* info = shape->enumInfo;
        for (const Constructor& constructor : info->constructors) {
            auto fields = shapes_.fieldsOf(shape, constructor);
            bool deep = false;
            for (const Field& field : fields) deep |= isBig(field.shape) || field.shape->kind == Kind::Enum;
            if (depth == 0 && deep) continue;
            if (std::all_of(fields.begin(), fields.end(),
                            [&](const Field& field) { return makeable(field.shape, depth + 2); }))
                usable.push_back(&constructor);
        }
        if (usable.empty())   // those that end soonest
            for (const Constructor& constructor : info->constructors)
                if (constructor.fields.empty()) usable.push_back(&constructor);
        if (usable.empty()) throw DeadEnd("no constructor");
        const Constructor& chosen = *chance_.pick(usable);
        std::string name = constructorName(info, chosen);
        if (chosen.fields.empty()) return {name};
        std::string out;
        for (const Field& field : shapes_.fieldsOf(shape, chosen))
            out += (out.empty() ? "" : ", ") +
                   (depth > 0 ? literal(field.shape, depth - 1, true) : leaf(field.shape, true)).text;
        return {name + "(" + out + ")"};
    }
    case Kind::List: return many(shape->args[0], "[", "]");
    case Kind::Set: {
        if (!typed && !makeable(shape->args[0])) return many(shape->args[0], "{", "}");
        return many(shape->args[0], "{", "}");
    }
    case Kind::Bag:
        if (!builtin("bag")) throw DeadEnd("no bag");
        return {"bag(" + literal(shapes_.of(Kind::List, shape->args), depth, typed).text + ")"};
    case Kind::Map: {
        size_t count = depth == 0 || !makeable(shape->args[0]) || !makeable(shape->args[1]) ? 0 : chance_.below(3);
        if (count == 0 && !typed) return {fmt::format("(let none : {} = {{}} in none)", typeText(shape))};
        std::string out;
        for (size_t i = 0; i < count; ++i)
            out += (i == 0 ? "" : ", ") + literal(shape->args[0], depth - 1, typed).text + ": " +
                   literal(shape->args[1], depth - 1, typed).text;
        return {"{" + out + "}"};
    }
    }
    return {""};
}

std::optional<Text> Generator::branch(ShapeRef shape, size_t depth, bool typed) {
    std::string out = "if " + truth(depth - 1).text + " then " + top(shape, depth - 1, typed);
    if (chance_.percent(20)) out += " else if " + truth(depth - 1).text + " then " + top(shape, depth - 1, typed);
    return Text{out + " else " + top(shape, depth - 1, typed), Text::Open};
}

std::optional<Text> Generator::naming(ShapeRef shape, size_t depth, bool typed) {
    Nested scope(*this);
    ShapeRef named = orInt(anyShape(1));
    std::vector<Field> bound;
    std::string p = pattern(named, 1, false, bound);
    bool annotated = chance_.percent(30) && nameable(named);
    Text made = expr(named, depth - 1, annotated);
    // the first `in` ends the value
    std::string value = made.text.find(" in ") == std::string::npos ? made.text : at(made, Text::Postfix);
    std::string head = "let " + p + (annotated ? " : " + typeText(named) : "") + " = " + value + " in ";
    bindAll(bound);
    return Text{head + top(shape, depth - 1, typed), Text::Open};
}

std::optional<Text> Generator::cases(ShapeRef shape, size_t depth, bool typed) {
    // of a variable with several constructors if there is one
    ShapeRef over = nullptr;
    std::string subject;
    for (int tries = 0; tries < 6 && over == nullptr; ++tries) {
        ShapeRef candidate =
            locals_.empty() || chance_.percent(30) ? anyShape(1) : locals_[chance_.below(locals_.size())].shape;
        if (candidate == nullptr || candidate->kind == Kind::Ring || candidate->kind == Kind::Variable) continue;
        if (tries < 4 && candidate->kind != Kind::Enum) continue;
        if (!makeable(candidate) || !nameable(candidate)) continue;
        over = candidate;
    }
    if (over == nullptr) return std::nullopt;
    subject = at(expr(over, depth - 1, false), Text::LeadsTo);
    std::string out = "match " + subject + " {";
    auto arm = [&](bool refutable, const std::string& given, std::vector<Field> bound) {
        Nested scope(*this);
        std::string p = given.empty() ? pattern(over, 2, refutable, bound) : given;
        bindAll(bound);
        std::string guard = refutable && chance_.percent(30) ? " when " + truth(1).text : "";
        out += fmt::format(" {}{} => {},", p, guard, top(shape, depth - 1, typed));
    };
    for (size_t i = chance_.below(3); i > 0; --i) arm(true, "", {});
    bool all = over->kind == Kind::Enum && chance_.percent(50);
    if (all) {
        for (const Constructor& constructor : over->enumInfo->constructors) {
            std::vector<Field> bound;
            std::string parts;
            for (const Field& field : shapes_.fieldsOf(over, constructor))
                parts += (parts.empty() ? "" : ", ") + pattern(field.shape, 1, false, bound);
            std::string name = constructorName(over->enumInfo, constructor);
            arm(false, parts.empty() ? name : name + "(" + parts + ")", bound);
        }
    } else {
        arm(false, "_", {});
    }
    if (chance_.percent(70)) out.pop_back();
    return Text{out + " }"};
}

/// A call of a function of the spec, generic ones at the wanted result.
std::optional<Text> Generator::call(ShapeRef shape, size_t depth) {
    if (isBig(shape) && !context_.grow) return std::nullopt;
    std::vector<std::pair<const Function*, Binding>> fitting;
    for (size_t i = 0; i < functions_.size() && i < context_.functions; ++i) {
        const Function& function = functions_[i];
        if (function.result == nullptr || function.degree > context_.degree) continue;
        Binding binding;
        if (Shapes::unify(function.result, shape, function.vars, binding)) fitting.emplace_back(&function, binding);
    }
    if (fitting.empty()) return std::nullopt;
    auto [function, binding] = chance_.pick(fitting);
    auto name = reference(function->module, function->name);
    if (!name) return std::nullopt;
    for (ShapeRef var : function->vars)
        if (binding.count(var) == 0) binding[var] = orInt(smallShape());
    std::vector<std::string> args;
    Text::Level firstLevel = Text::Postfix;
    bool bigGiven = false;
    for (const Parameter& param : function->params) {
        ShapeRef wanted = shapes_.substitute(param.shape, binding);
        if (!param.domain.empty()) {
            Nested scope(*this);
            std::vector<Field> names;
            std::set<std::string> taken;
            for (ShapeRef from : param.domain) {
                std::string chosen;
                do chosen = localName();
                while (taken.count(chosen) != 0);
                taken.insert(chosen);
                names.push_back({chosen, shapes_.substitute(from, binding)});
            }
            context_.grow = false;
            context_.loopBase = locals_.size();
            args.push_back(lambda(names, wanted, depth > 1 ? 1 : 0));
            continue;
        }
        Nested scope(*this);
        if (function->counts && args.empty()) {
            args.push_back(chance_.percent(70) || !builtin("min") ? std::to_string(chance_.below(6))
                                                                  : "min(6, " + arg(param.shape, depth - 1) + ")");
            continue;
        }
        if (bigGiven) context_.grow = false, context_.loopBase = locals_.size();
        bigGiven |= isBig(wanted);
        if (!makeable(wanted)) return std::nullopt;
        bool typed = !mentionsVariable(param.shape, function->vars);
        Text made = expr(wanted, depth - 1, typed);
        if (args.empty()) firstLevel = made.level;
        args.push_back(made.text);
    }
    if (!args.empty() && function->params[0].domain.empty() && !function->counts && chance_.percent(20)) {
        std::string subject = args[0];
        // `alias.name` cannot be a method
        if (name->find('.') == std::string::npos) {
            if (firstLevel < Text::Postfix || std::isdigit(static_cast<unsigned char>(subject[0])))
                subject = "(" + subject + ")";
            // a record's field comes before the function of that name
            ShapeRef first = shapes_.substitute(function->params[0].shape, binding);
            bool field = first->kind == Kind::Record &&
                         std::find(first->fields.begin(), first->fields.end(), *name) != first->fields.end();
            if (!field) {
                std::string out = subject + "." + *name;
                if (args.size() == 1 && chance_.percent(50)) return Text{out};
                args.erase(args.begin());
                return Text{fmt::format("{}({})", out, fmt::join(args, ", "))};
            }
        }
    }
    return Text{fmt::format("{}({})", *name, fmt::join(args, ", "))};
}

std::string Generator::lambda(const std::vector<Field>& names, ShapeRef result, size_t depth) {
    Nested scope(*this);
    std::string head;
    bool bare = names.size() == 1 && chance_.percent(70);
    std::vector<Field> bound;
    for (const Field& name : names) {
        std::string param = name.name;
        std::vector<Field> parts = names;   // other names than these
        if ((name.shape->kind == Kind::Tuple || name.shape->kind == Kind::Record) && chance_.percent(30)) {
            parts.insert(parts.end(), bound.begin(), bound.end());
            size_t before = parts.size();
            param = pattern(name.shape, 2, false, parts);
            bound.insert(bound.end(), parts.begin() + static_cast<long>(before), parts.end());
            bare = false;
        } else {
            bound.push_back(name);
        }
        if (nameable(name.shape) && chance_.percent(20)) param += " : " + typeText(name.shape), bare = false;
        head += (head.empty() ? "" : ", ") + param;
    }
    bindAll(bound);
    if (!bare) head = "(" + head + ")";
    return head + " => " + top(result, depth);
}

/// A function parameter of the spec or of the function around.
std::optional<Text> Generator::paramCall(ShapeRef shape, size_t depth) {
    struct Found {
        std::string name;
        const std::vector<ShapeRef>* domain;
    };
    std::vector<Found> found;
    for (size_t i = 0; i < locals_.size(); ++i)
        if (!locals_[i].domain.empty() && same(locals_[i].shape, shape)) {
            bool hidden = std::any_of(locals_.begin() + static_cast<long>(i) + 1, locals_.end(),
                                      [&](const Local& later) { return later.name == locals_[i].name; });
            if (!hidden) found.push_back({locals_[i].name, &locals_[i].domain});
        }
    if (context_.params)
        for (size_t i = 0; i < params_.size() && i < context_.paramsBelow; ++i)
            if (const Param& param = params_[i]; !param.parameter.domain.empty() &&
                                                 same(param.parameter.shape, shape) &&
                                                 !(isBig(shape) && context_.loopBase > 0))
                if (auto name = reference(param.module, param.parameter.name))
                    found.push_back({*name, &param.parameter.domain});
    if (found.empty()) return std::nullopt;
    Found chosen = chance_.pick(found);
    std::vector<ShapeRef> domain = *chosen.domain;
    std::string args;
    for (ShapeRef from : domain) {
        if (!makeable(from)) return std::nullopt;
        args += (args.empty() ? "" : ", ") + arg(from, depth - 1);
    }
    return Text{chosen.name + "(" + args + ")"};
}

/// A part of a variable: a field, an element, a value of a map.
std::optional<Text> Generator::part(ShapeRef shape, size_t depth) {
    bool big = isBig(shape);
    std::vector<size_t> order;
    for (size_t i = 0; i < locals_.size(); ++i) order.push_back(i);
    chance_.shuffle(order);
    for (size_t i : order) {
        const Local local = locals_[i];
        if (!local.domain.empty() || local.shape == nullptr || (big && i < context_.loopBase)) continue;
        bool hidden = std::any_of(locals_.begin() + static_cast<long>(i) + 1, locals_.end(),
                                  [&](const Local& later) { return later.name == local.name; });
        if (hidden) continue;
        std::string name = local.atom ? "(" + local.name + ")" : local.name;
        ShapeRef from = local.shape;
        switch (from->kind) {
        case Kind::Record:
            for (size_t field = 0; field < from->args.size(); ++field)
                if (same(from->args[field], shape)) {
                    // `alias.name` is a declaration of that module
                    return Text{name + "." + from->fields[field]};
                }
            break;
        case Kind::List:
            if (!same(from->args[0], shape)) break;
            if (chance_.percent(40) && builtin("first")) return Text{fmt::format("first({})", name)};
            if (chance_.percent(40) && builtin("last")) return method("last", {name}, {});
            return Text{fmt::format("{}[{}]", name, arg(basic(Kind::Int), depth - 1))};
        case Kind::Set:
        case Kind::Bag:
            if (!same(from->args[0], shape) || !builtin("first")) break;
            return Text{fmt::format("first({})", name)};
        case Kind::Map:
            if (!same(from->args[1], shape) || !makeable(from->args[0])) break;
            if (chance_.percent(40)) return Text{fmt::format("{}[{}]", name, arg(from->args[0], depth - 1))};
            if (!builtin("get_or")) break;
            return method("get_or", {name}, {arg(from->args[0], depth - 1), leaf(shape, true).text});
        case Kind::Tuple:
            for (size_t p = 0; p < from->args.size(); ++p) {
                if (!same(from->args[p], shape)) continue;
                std::string out;
                for (size_t q = 0; q < from->args.size(); ++q)
                    out += (q == 0 ? "" : ", ") + std::string(q == p ? "it" : "_");
                return Text{fmt::format("let ({}) = {} in it", out, name), Text::Open};
            }
            break;
        default: break;
        }
    }
    return std::nullopt;
}

/// f(x, …) or x.f(…).
Text Generator::method(const char* function, const Text& first, const std::vector<std::string>& rest) {
    std::string tail = fmt::format("{}", fmt::join(rest, ", "));
    bool digit = std::isdigit(static_cast<unsigned char>(first.text[0])) != 0;
    if (chance_.percent(20) && !digit) {
        std::string subject = first.level < Text::Postfix ? "(" + first.text + ")" : first.text;
        if (rest.empty() && chance_.percent(50)) return {subject + "." + function};
        return {fmt::format("{}.{}({})", subject, function, tail)};
    }
    return {fmt::format("{}({}{}{})", function, first.text, rest.empty() ? "" : ", ", tail)};
}

std::optional<Text> Generator::folded(ShapeRef shape, size_t depth) {
    if (context_.degree == 0 || !builtin("fold")) return std::nullopt;
    ShapeRef over = collectionShape();
    if (over->kind == Kind::Map || !makeable(over->args[0])) return std::nullopt;
    Text from = collectionValue(over, depth - 1);
    std::string begin;
    {
        Nested scope(*this);
        context_.grow = false;
        if (isBig(shape)) context_.loopBase = locals_.size();
        begin = leaf(shape, false).text;
    }
    Nested scope(*this);
    context_.loopBase = locals_.size();
    context_.grow = false;
    --context_.degree;
    std::string acc = localName(), element = localName();
    if (acc == element) element += "_";
    ShapeRef item = over->args[0];
    std::string body;
    if (isBig(shape)) {   // grows by something small for each element
        Nested inner(*this);
        bind(acc, shape);
        bind(element, item);
        context_.loopBase = locals_.size();
        auto more = [&](ShapeRef part) { return same(part, item) && !isBig(item) ? element : small(part, 1); };
        switch (shape->kind) {
        case Kind::List: body = fmt::format("{} + [{}]", acc, more(shape->args[0])); break;
        case Kind::Set: body = fmt::format("{} + {{{}}}", acc, more(shape->args[0])); break;
        case Kind::Map: body = fmt::format("{} + {{{}: {}}}", acc, more(shape->args[0]), more(shape->args[1])); break;
        case Kind::Str: body = fmt::format("{} + {}", acc, same(shape, item) ? "\"z\"" : small(shape, 0)); break;
        default: return std::nullopt;
        }
    } else {
        bind(acc, shape);
        bind(element, item);
        body = top(shape, 1);
    }
    std::string function = fmt::format("({}, {}) => {}", acc, element, body);
    return method("fold", from, {begin, function});
}

}   // namespace evd::specs
