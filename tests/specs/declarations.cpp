// Declarations of generated modules, but for processes, classes and systems.

#include "tests/specs/generator.h"
#include "tests/specs/words.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::specs {

void Generator::declareParam(bool nodes) {
    Parameter made{"", nullptr, {}};
    if (nodes) {
        static const std::vector<Kind> kKinds = {Kind::Set, Kind::Set, Kind::List, Kind::Ring};
        made.shape = shapes_.of(chance_.pick(kKinds), {basic(Kind::Loc)});
    } else {
        do made.shape = anyShape(2);
        while (!nameable(made.shape));
        if (chance_.percent(25)) {
            for (size_t i = 1 + chance_.below(2); i > 0; --i) made.domain.push_back(anyShape(chance_.below(2)));
            if (chance_.percent(40)) made.domain = {basic(Kind::Loc)};
        } else if (chance_.percent(10)) {
            made.shape = shapes_.of(Kind::Ring, {basic(chance_.percent(80) ? Kind::Loc : Kind::Int)});
        }
    }
    std::string type = domainText(made.domain, made.shape);
    made.name = declareName(false);
    put(fmt::format("param {} : {}", made.name, type));
    params_.push_back({made, current_});
}

void Generator::declareTypeParam() {
    std::string name = declareName(true);
    typeParams_.emplace_back(shapes_.variable(name), current_);
    put("param type " + name);
    // a value of it, as it has no literals
    std::string value = declareName(false);
    put(fmt::format("param {} : {}", value, name));
    params_.push_back({{value, typeParams_.back().first, {}}, current_});
}

std::vector<Field> Generator::fields(size_t most, bool loc) {
    std::vector<Field> out;
    std::set<std::string> taken;
    for (size_t i = chance_.below(most + 1); i > 0; --i) {
        ShapeRef shape = anyShape(chance_.below(3));
        if (!loc && mentions(shape, Kind::Loc)) shape = basic(Kind::Int);
        out.push_back({fieldName(taken), shape});
        taken.insert(out.back().name);
    }
    return out;
}

std::string Generator::fieldsText(const std::vector<Field>& fields, bool mayOmit) {
    std::string out;
    for (const Field& field : fields)
        out +=
            (out.empty() ? "" : ", ") + field.name +
            (mayOmit && chance_.percent(10) && field.shape->kind != Kind::Record ? "" : ": " + typeText(field.shape));
    return out;
}

void Generator::declareEnum() {
    auto made = std::make_unique<EnumInfo>();
    made->module = current_;
    made->name = declareName(true);
    for (size_t i = chance_.percent(35) ? 1 + chance_.below(2) : 0; i > 0; --i)
        made->vars.push_back(shapes_.variable(made->vars.empty() ? "T" : "U"));
    EnumInfo* info = made.get();
    ShapeRef whole = shapes_.enumOf(info, info->vars);
    enums_.push_back(nullptr);   // types of the fields do not see it yet
    enums_.pop_back();
    size_t count = 1 + chance_.below(4);
    bool recursive = count > 1 && chance_.percent(40);
    info->recursive = recursive;
    std::string text;
    for (size_t i = 0; i < count; ++i) {
        Constructor constructor;
        std::set<std::string> taken;
        bool base = i == 0 && recursive;
        for (size_t f = base ? 0 : chance_.below(4); f > 0; --f) {
            ShapeRef shape = anyShape(chance_.below(2));
            if (!info->vars.empty() && chance_.percent(50)) shape = chance_.pick(info->vars);
            if (recursive && chance_.percent(40)) shape = whole;
            else if (recursive && chance_.percent(8)) shape = shapes_.of(Kind::List, {whole});
            constructor.fields.push_back({fieldName(taken), shape});
            taken.insert(constructor.fields.back().name);
        }
        constructor.name = declareName(true);
        info->constructors.push_back(constructor);
    }
    enums_.push_back(std::move(made));
    for (const Constructor& constructor : info->constructors)
        text += (text.empty() ? " " : ", ") + constructor.name +
                (constructor.fields.empty() ? "" : "(" + fieldsText(constructor.fields) + ")");
    std::string vars;
    for (ShapeRef var : info->vars) vars += (vars.empty() ? "" : ", ") + var->name;
    put(fmt::format("enum {}{} {{{}{} }}", info->name, vars.empty() ? "" : "<" + vars + ">", text,
                    chance_.percent(20) ? "," : ""));
}

void Generator::declareAlias() {
    AliasInfo made;
    made.module = current_;
    for (size_t i = chance_.percent(40) ? 1 + chance_.below(2) : 0; i > 0; --i)
        made.vars.push_back(shapes_.variable(made.vars.empty() ? "A" : "B"));
    auto partOf = [&](size_t i) { return i < made.vars.size() ? made.vars[i] : anyShape(1); };
    if (chance_.percent(70)) {
        std::vector<std::string> names;
        std::vector<ShapeRef> parts;
        std::set<std::string> taken;
        for (size_t i = 0; i < made.vars.size() + 1 + chance_.below(2); ++i) {
            names.push_back(fieldName(taken));
            taken.insert(names.back());
            parts.push_back(partOf(i));
        }
        made.body = shapes_.record(names, parts);
    } else if (made.vars.empty()) {
        made.body = anyShape(2);
    } else {
        std::vector<ShapeRef> parts;
        for (size_t i = 0; i < made.vars.size() + 1; ++i) parts.push_back(partOf(i));
        made.body = chance_.percent(50) ? shapes_.of(Kind::Tuple, parts)
                                        : shapes_.of(Kind::Map, {basic(Kind::Int), shapes_.of(Kind::Tuple, parts)});
    }
    std::string body = typeText(made.body);
    made.name = declareName(true);
    std::string vars;
    for (ShapeRef var : made.vars) vars += (vars.empty() ? "" : ", ") + var->name;
    put(fmt::format("type {}{} = {}", made.name, vars.empty() ? "" : "<" + vars + ">", body));
    if (!made.body->args.empty()) aliases_.push_back(made);
}

std::vector<Generator::Parameter> Generator::parameters(const std::vector<ShapeRef>& vars) {
    std::vector<Parameter> out;
    std::set<std::string> taken;
    auto add = [&](ShapeRef shape, std::vector<ShapeRef> domain) {
        out.push_back({fieldName(taken), shape, std::move(domain)});
        taken.insert(out.back().name);
    };
    for (ShapeRef var : vars)
        add(chance_.percent(50) ? var : shapes_.of(chance_.percent(50) ? Kind::List : Kind::Set, {var}), {});
    for (size_t i = vars.empty() ? 1 + chance_.below(3) : chance_.below(2); i > 0; --i)
        add(anyShape(chance_.below(3)), {});
    if (chance_.percent(25)) {
        std::vector<ShapeRef> domain = {vars.empty() || chance_.percent(50) ? smallShape() : chance_.pick(vars)};
        if (chance_.percent(30)) domain.push_back(smallShape());
        add(vars.empty() || chance_.percent(60) ? smallShape() : chance_.pick(vars), domain);
    }
    chance_.shuffle(out);
    return out;
}

void Generator::finishFunction(Function made, const std::string& head, const std::string& body) {
    std::string params, vars;
    for (const Parameter& param : made.params)
        params += (params.empty() ? "" : ", ") + param.name + ": " + domainText(param.domain, param.shape);
    for (ShapeRef var : made.vars) vars += (vars.empty() ? "" : ", ") + var->name;
    std::string result = made.result == nullptr                                ? " : Send"
                         : chance_.percent(90) || made.counts || !head.empty() ? " : " + typeText(made.result)
                                                                               : "";
    if (!made.vars.empty() && result.empty()) result = " : " + typeText(made.result);
    put(fmt::format("fn {}{}({}){}{} = {}", made.name, vars.empty() ? "" : "<" + vars + ">", params, result, head,
                    body));
    functions_.push_back(std::move(made));
}

void Generator::declareFunction() {
    Nested scope(*this);
    Function made{declareName(false), current_, {}, {}, nullptr, 0, false};
    for (size_t i = chance_.percent(35) ? 1 + chance_.below(2) : 0; i > 0; --i)
        made.vars.push_back(shapes_.variable(made.vars.empty() ? "T" : "U"));
    made.params = parameters(made.vars);
    for (const Parameter& param : made.params) locals_.push_back({param.name, param.shape, param.domain, false});
    context_ = {};
    context_.functions = functions_.size();
    context_.degree = made.degree = chance_.below(3);
    made.result = anyShape(chance_.below(3));
    if (!made.vars.empty() && chance_.percent(60)) {
        made.result = chance_.pick(made.vars);
        if (chance_.percent(40))
            made.result = chance_.percent(50) ? shapes_.option(made.result) : shapes_.of(Kind::List, {made.result});
    }
    if (!makeable(made.result)) {   // a type variable of which there are only collections
        if (!builtin("first")) throw DeadEnd("no value of a generic type");
        made.result = basic(Kind::Bool);
    }
    std::string body = top(made.result, 3);
    finishFunction(made, "", body);
}

/// One that counts a number down.
void Generator::declareCounting() {
    Nested scope(*this);
    Function made{declareName(false), current_, {}, {}, nullptr, 1, true};
    std::set<std::string> taken = {made.name};
    std::string n = fieldName(taken);
    taken.insert(n);
    bool natural = chance_.percent(70);
    made.params.push_back({n, basic(natural ? Kind::Nat : Kind::Int), {}});
    for (size_t i = chance_.below(3); i > 0; --i) {
        made.params.push_back({fieldName(taken), anyShape(1), {}});
        taken.insert(made.params.back().name);
    }
    made.result = anyShape(1);
    for (const Parameter& param : made.params) bind(param.name, param.shape);
    context_ = {};
    context_.degree = 0;
    context_.functions = functions_.size();
    if (!makeable(made.result)) made.result = basic(Kind::Int);
    std::string base = leaf(made.result, true).text, less = n + " - 1";
    {
        Nested inner(*this);
        context_.grow = false;
        for (size_t i = 1; i < made.params.size(); ++i)
            less +=
                ", " + (isBig(made.params[i].shape) || !makeable(made.params[i].shape) ? made.params[i].name
                                                                                       : top(made.params[i].shape, 1));
    }
    std::string again = fmt::format("{}({})", made.name, less);
    std::string condition = n + (natural && chance_.percent(50) ? " == 0" : " <= 0");
    std::string body;
    if (isBig(made.result)) body = again;
    else {
        Nested inner(*this);
        std::string rest;
        do rest = localName();
        while (rest == made.name);
        bind(rest, made.result);
        body = fmt::format("let {} = {} in {}", rest, again, top(made.result, 2));
    }
    std::string measure = natural || chance_.percent(50) ? n : n + " - 0";
    finishFunction(made, " decreases " + measure, fmt::format("if {} then {} else {}", condition, base, body));
}

/// One that takes a recursive enum apart.
void Generator::declareStructural() {
    std::vector<const EnumInfo*> usable;
    for (const auto& info : enums_)
        if (info->recursive && (info->module == current_ || imports(info->module))) usable.push_back(info.get());
    if (usable.empty()) return declareFunction();
    Nested scope(*this);
    const EnumInfo* info = chance_.pick(usable);
    if (!reference(info->module, info->name, true)) return;
    Function made{declareName(false), current_, {}, {}, nullptr, 1, false};
    Binding binding;
    std::vector<ShapeRef> args;
    for (ShapeRef var : info->vars) {
        args.push_back(shapes_.variable(var->name));
        made.vars.push_back(args.back());
    }
    ShapeRef whole = shapes_.enumOf(info, args);
    std::set<std::string> taken = {made.name};
    std::string subject = fieldName(taken);
    taken.insert(subject);
    made.params.push_back({subject, whole, {}});
    if (chance_.percent(40)) made.params.push_back({fieldName(taken), smallShape(), {}});
    made.result = chance_.percent(80) ? smallShape() : whole;
    for (const Parameter& param : made.params) bind(param.name, param.shape);
    context_ = {};
    context_.degree = 0;
    context_.functions = functions_.size();
    if (!makeable(made.result)) made.result = basic(Kind::Int);
    std::string body = fmt::format("match {} {{", subject);
    for (const Constructor& constructor : info->constructors) {
        Nested arm(*this);
        std::vector<Field> fields = shapes_.fieldsOf(whole, constructor);
        std::string parts, lets, rebuilt;
        std::vector<Field> results;
        for (size_t i = 0; i < fields.size(); ++i) {
            std::string name = "part" + std::to_string(i);
            parts += (parts.empty() ? "" : ", ") + name;
            bind(name, fields[i].shape);
            bool again = fields[i].shape == whole;
            std::string extra = made.params.size() > 1 ? ", " + made.params[1].name : "";
            std::string value = again ? fmt::format("{}({}{})", made.name, name, extra) : name;
            if (again && made.result != whole) {
                results.push_back({"below" + std::to_string(i), made.result});
                lets += fmt::format("let {} = {} in ", results.back().name, value);
            }
            rebuilt += (rebuilt.empty() ? "" : ", ") + value;
        }
        bindAll(results);
        std::string name = constructorName(info, constructor);
        std::string value =
            made.result == whole ? name + (rebuilt.empty() ? "" : "(" + rebuilt + ")") : lets + top(made.result, 2);
        body += fmt::format(" {}{} => {},", name, parts.empty() ? "" : "(" + parts + ")", value);
    }
    body.back() = ' ';
    std::string head = chance_.percent(1) ? " " : "";
    finishFunction(made, head, body + "}");
}

void Generator::declareExtern() {
    Nested scope(*this);
    Function made{declareName(false), current_, {}, {}, nullptr, 0, false};
    made.params = parameters({});
    std::erase_if(made.params, [](const Parameter& param) { return !param.domain.empty(); });
    for (const Parameter& param : made.params) bind(param.name, param.shape);
    context_ = {};
    context_.degree = made.degree = 1;
    context_.functions = functions_.size();
    made.result = orInt(anyShape(1));
    std::string params;
    for (const Parameter& param : made.params)
        params += (params.empty() ? "" : ", ") + param.name + ": " + typeText(param.shape);
    put(fmt::format("extern fn {}({}) : {} = {}", made.name, params, typeText(made.result), top(made.result, 2)));
    functions_.push_back(made);
}

/// One whose result is a send.
void Generator::declareSendFunction() {
    Nested scope(*this);
    Function made{declareName(false), current_, {}, {}, nullptr, 1, false};
    made.params = parameters({});
    for (const Parameter& param : made.params) locals_.push_back({param.name, param.shape, param.domain, false});
    context_ = {};
    context_.degree = 1;
    context_.grow = false;
    context_.functions = functions_.size();
    hasSent_.clear();
    std::string body = sendExpr(2);
    if (body.empty()) return;
    made.sends = hasSent_;
    finishFunction(made, "", body);
}

void Generator::declareMessage(Way way) {
    Message made{"", current_, way, fields(3, true), ""};
    std::erase_if(made.fields, [&](const Field& field) { return !nameable(field.shape); });
    std::string text = fieldsText(made.fields);
    made.name = declareName(false);
    made.key = std::to_string(current_) + "." + made.name;
    put(fmt::format("{} {}({})",
                    way == Way::Input    ? "input"
                    : way == Way::Output ? "output"
                                         : "message",
                    made.name, text));
    messages_.push_back(made);
}

/// One that holds for all values, as the deployment is made at random.
void Generator::declareAssumption() {
    Nested scope(*this);
    context_ = {};
    context_.functions = functions_.size();
    context_.grow = false;
    std::string body;
    if (builtin("size") && chance_.percent(50))
        body = fmt::format("size({}) >= 0", collectionValue(collectionShape(), 1).text);
    else {
        Text some = truth(2);
        body = fmt::format("{} or not {}", at(some, Text::And), at(some, Text::Compare));
    }
    put(fmt::format("assume {} = {}", declareName(false), body));
}

}   // namespace evd::specs
