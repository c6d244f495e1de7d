// `use`: a module again, with declarations of its own under qualified names, parameters given and messages wired.

#include "tests/specs/generator.h"
#include "tests/specs/words.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::specs {

/// What the declarations of a module become in an instance of it.
struct Generator::Copy {
    std::map<size_t, size_t> modules;
    std::map<const EnumInfo*, const EnumInfo*> enums;
    Binding types;
};

ShapeRef Generator::copied(ShapeRef shape, Copy& copy) {
    if (auto found = copy.types.find(shape); found != copy.types.end()) return found->second;
    std::vector<ShapeRef> args = shape->args;
    for (ShapeRef& arg : args) arg = copied(arg, copy);
    auto found = copy.enums.find(shape->enumInfo);
    return shapes_.rebuilt(shape, std::move(args), found == copy.enums.end() ? shape->enumInfo : found->second);
}

std::vector<Field> Generator::copied(std::vector<Field> fields, Copy& copy) {
    for (Field& field : fields) field.shape = copied(field.shape, copy);
    return fields;
}

/// Makes a module for the instance, and one for each that it has itself. What it imports is shared.
size_t Generator::instance(size_t original, Copy& copy) {
    size_t made = modules_.size();
    modules_.emplace_back();
    modules_[made].name = modules_[original].name;
    modules_[made].names = modules_[original].names;
    modules_[made].instance = true;
    copy.modules[original] = made;
    for (const auto& [alias, imported] : modules_[original].imports)
        if (modules_[imported].instance) modules_[made].imports.emplace_back(alias, instance(imported, copy));
    return made;
}

void Generator::copyTypes(Copy& copy) {
    for (size_t i = 0, count = typeParams_.size(); i < count; ++i) {
        auto [shape, owner] = typeParams_[i];
        auto made = copy.modules.find(owner);
        if (made == copy.modules.end() || copy.types.count(shape) != 0) continue;
        copy.types[shape] = shapes_.variable(shape->name);
        typeParams_.emplace_back(copy.types[shape], made->second);
    }
    size_t before = enums_.size();
    for (size_t i = 0; i < before; ++i)
        if (auto made = copy.modules.find(enums_[i]->module); made != copy.modules.end()) {
            enums_.push_back(std::make_unique<EnumInfo>(*enums_[i]));
            enums_.back()->module = made->second;
            copy.enums[enums_[i].get()] = enums_.back().get();
        }
    for (size_t i = before; i < enums_.size(); ++i)   // which may hold one another
        for (Constructor& constructor : enums_[i]->constructors) constructor.fields = copied(constructor.fields, copy);
}

void Generator::copyDeclarations(Copy& copy) {
    auto all = [&](auto& items, auto change) {
        for (size_t i = 0, count = items.size(); i < count; ++i)
            if (auto made = copy.modules.find(items[i].module); made != copy.modules.end()) {
                auto item = items[i];
                item.module = made->second;
                change(item);
                items.push_back(std::move(item));
            }
    };
    auto parameter = [&](Parameter& param) {
        param.shape = copied(param.shape, copy);
        for (ShapeRef& from : param.domain) from = copied(from, copy);
    };
    all(params_, [&](Param& param) { parameter(param.parameter); });
    all(aliases_, [&](AliasInfo& alias) { alias.body = copied(alias.body, copy); });
    all(functions_, [&](Function& function) {
        for (Parameter& param : function.params) parameter(param);
        if (function.result != nullptr) function.result = copied(function.result, copy);
    });
    all(messages_, [&](Message& message) {
        message.fields = copied(message.fields, copy);
        size_t dot = message.key.find('.');   // it may be one with a message of a module that is not copied
        if (auto made = copy.modules.find(std::stoul(message.key.substr(0, dot))); made != copy.modules.end())
            message.key = std::to_string(made->second) + message.key.substr(dot);
    });
    all(processes_, [&](Process& process) {
        process.params = copied(process.params, copy);
        process.vars = copied(process.vars, copy);
    });
    all(classes_, [&](EventClass& one) {
        one.params = copied(one.params, copy);
        if (one.value != nullptr) one.value = copied(one.value, copy);
    });
    all(composed_, [&](Composed& one) { one.params = copied(one.params, copy); });
}

/// What a function parameter is given: a function, a parameter, or one written here; "" for nothing.
std::string Generator::givenFunction(const Parameter& param, size_t functions, size_t params) {
    std::vector<std::string> named;
    for (size_t i = 0; i < functions; ++i) {
        const Function& function = functions_[i];
        bool fits = function.result != nullptr && same(function.result, param.shape) && function.vars.empty() &&
                    function.params.size() == param.domain.size();
        for (size_t p = 0; fits && p < param.domain.size(); ++p)
            fits = function.params[p].domain.empty() && same(function.params[p].shape, param.domain[p]);
        if (fits)
            if (auto name = reference(function.module, function.name)) named.push_back(*name);
    }
    for (size_t i = 0; i < params; ++i) {
        const Parameter& other = params_[i].parameter;
        bool fits = other.domain.size() == param.domain.size() && same(other.shape, param.shape);
        for (size_t p = 0; fits && p < param.domain.size(); ++p) fits = same(other.domain[p], param.domain[p]);
        if (fits)
            if (auto name = reference(params_[i].module, other.name)) named.push_back(*name);
    }
    if (!named.empty() && chance_.percent(60)) return chance_.pick(named);
    if (!makeable(param.shape)) return "";
    std::vector<Field> names;
    std::set<std::string> taken;
    for (ShapeRef from : param.domain) {
        names.push_back({fieldName(taken), from});
        taken.insert(names.back().name);
    }
    return lambda(names, param.shape, 1);
}

/// The message that an input or output of an instance is made one with: one that fits, or a new one.
std::string Generator::wired(size_t message) {
    std::vector<size_t> fitting;
    for (size_t i = 0; i < messages_.size(); ++i) {
        if (messages_[i].module == messages_[message].module || messages_[i].key == messages_[message].key) continue;
        bool fits = messages_[i].fields.size() == messages_[message].fields.size();
        for (size_t f = 0; fits && f < messages_[i].fields.size(); ++f)
            fits = same(messages_[i].fields[f].shape, messages_[message].fields[f].shape);
        if (fits && reference(messages_[i].module, messages_[i].name)) fitting.push_back(i);
    }
    if (fitting.empty() || chance_.percent(30)) {
        Message made = messages_[message];
        made.module = current_;
        std::set<std::string> taken;
        for (Field& field : made.fields) {
            if (!nameable(field.shape)) return "";
            field.name = fieldName(taken);
            taken.insert(field.name);
        }
        std::string text = fieldsText(made.fields);
        made.way = chance_.pick(std::vector<Way>{Way::Input, Way::Output, Way::Internal, Way::Internal});
        made.name = declareName(false);
        made.key = fmt::format("{}.{}", current_, made.name);
        const char* way = made.way == Way::Input ? "input" : made.way == Way::Output ? "output" : "message";
        put(fmt::format("{} {}({})", way, made.name, text));
        fitting = {messages_.size()};
        messages_.push_back(made);
    }
    const Message& other = messages_[chance_.pick(fitting)];
    auto name = reference(other.module, other.name);
    if (!name) return "";
    std::string before = messages_[message].key;
    for (Message& one : messages_)
        if (one.key == before) one.key = other.key;
    return *name;
}

void Generator::declareUse() {
    std::vector<size_t> files;
    for (size_t i = 0; i < current_; ++i)
        if (!modules_[i].path.empty()) files.push_back(i);
    if (files.empty()) return;
    size_t original = chance_.pick(files);
    Nested scope(*this);
    context_ = {};
    context_.functions = functions_.size();
    context_.paramsBelow = params_.size();
    context_.grow = false;
    std::string alias;
    do alias = chance_.pick(smallWords()) + std::to_string(10 + chance_.below(20));   // as no local is called
    while (module().names.count(alias) != 0 || module().kept.count(alias) != 0 ||
           std::any_of(module().imports.begin(), module().imports.end(),
                       [&](const auto& import) { return import.first == alias; }));

    Copy copy;
    std::vector<std::string> args;
    for (const auto& [shape, owner] : typeParams_)
        if (owner == original && chance_.percent(75)) {
            ShapeRef given = anyShape(chance_.below(3));
            if (!nameable(given)) continue;
            copy.types[shape] = given;
            args.push_back(shape->name + " = " + typeText(given));
        }
    size_t functions = functions_.size(), params = params_.size(), messages = messages_.size();
    size_t made = instance(original, copy);
    copyTypes(copy);
    copyDeclarations(copy);
    module().imports.emplace_back(alias, made);
    module().kept.insert(alias);
    for (size_t i = params; i < params_.size(); ++i) {
        if (params_[i].module != made || !chance_.percent(60)) continue;
        Parameter param = params_[i].parameter;
        std::string value;
        if (!param.domain.empty()) value = givenFunction(param, functions, params);
        else if (param.shape->kind == Kind::Ring) value = variable(param.shape).value_or(Text{""}).text;
        else if (makeable(param.shape)) value = top(param.shape, 2);
        if (!value.empty()) args.push_back(param.name + " = " + value);
    }
    for (size_t i = messages, count = messages_.size(); i < count; ++i) {
        if (messages_[i].module != made || messages_[i].way == Way::Internal || !chance_.percent(35)) continue;
        if (std::string other = wired(i); !other.empty()) args.push_back(messages_[i].name + " = " + other);
    }
    chance_.shuffle(args);
    std::string given;
    for (const std::string& arg : args) given += (given.empty() ? "" : ", ") + arg;
    std::string file = modules_[original].name;
    put(fmt::format("use {}{} as {}", chance_.percent(50) ? "\"./" + file + ".evd\"" : file,
                    given.empty() ? "" : "(" + given + ")", alias));
}

}   // namespace evd::specs
