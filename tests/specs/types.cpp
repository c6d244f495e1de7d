// Types of generated specs.

#include "tests/specs/generator.h"

#include <algorithm>

namespace evd::specs {

ShapeRef Generator::anyShape(size_t depth) {
    auto inner = [&] { return anyShape(depth - 1); };
    auto leaf = [&] {
        static const std::vector<Kind> kKinds = {Kind::Int,  Kind::Int, Kind::Int,   Kind::Nat,      Kind::Bool,
                                                 Kind::Bool, Kind::Str, Kind::Bytes, Kind::Duration, Kind::Loc,
                                                 Kind::Loc,  Kind::Int, Kind::Unit};
        return basic(chance_.pick(kKinds));
    };
    if (depth == 0) {
        std::vector<ShapeRef> usable;
        for (const auto& [shape, owner] : typeParams_)
            if (nameable(shape)) usable.push_back(shape);
        if (!usable.empty() && chance_.percent(8)) return chance_.pick(usable);
        return leaf();
    }
    switch (chance_.below(20)) {
    case 0:
    case 1: return shapes_.of(Kind::List, {inner()});
    case 2:
    case 3: return shapes_.of(Kind::Set, {inner()});
    case 4: return shapes_.of(Kind::Bag, {inner()});
    case 5:
    case 6: {
        ShapeRef key = anyShape(chance_.below(depth));
        return shapes_.of(Kind::Map, {key, inner()});
    }
    case 7: {
        std::vector<ShapeRef> parts = {inner(), inner()};
        if (chance_.percent(30)) parts.push_back(inner());
        return shapes_.of(Kind::Tuple, parts);
    }
    case 8: return shapes_.option(inner());
    case 9: {
        std::vector<std::string> names;
        std::vector<ShapeRef> parts;
        std::set<std::string> taken;
        for (size_t i = 1 + chance_.below(3); i > 0; --i) {
            names.push_back(fieldName(taken));
            taken.insert(names.back());
            parts.push_back(inner());
        }
        return shapes_.record(names, parts);
    }
    case 10:
    case 11: {
        std::vector<const AliasInfo*> usable;
        for (const AliasInfo& alias : aliases_)
            if (alias.module == current_ || imports(alias.module)) usable.push_back(&alias);
        if (usable.empty()) return leaf();
        const AliasInfo& alias = *chance_.pick(usable);
        Binding binding;
        for (ShapeRef var : alias.vars) binding[var] = inner();
        ShapeRef made = shapes_.substitute(alias.body, binding);
        return nameable(made) ? made : leaf();
    }
    case 12:
    case 13:
    case 14:
    case 15: {
        std::vector<const EnumInfo*> usable;
        for (const auto& info : enums_)
            if (info->module == current_ || imports(info->module)) usable.push_back(info.get());
        if (usable.empty()) return leaf();
        const EnumInfo* info = chance_.pick(usable);
        std::vector<ShapeRef> args;
        for (size_t i = 0; i < info->vars.size(); ++i) args.push_back(inner());
        ShapeRef made = shapes_.enumOf(info, args);
        return nameable(made) ? made : leaf();
    }
    default: return anyShape(0);
    }
}

ShapeRef Generator::smallShape() {
    for (int tries = 0; tries < 20; ++tries)
        if (ShapeRef made = anyShape(1); !isBig(made)) return made;
    return basic(Kind::Int);
}

/// Whether the type can be written in this module.
bool Generator::nameable(ShapeRef shape) {
    if (shape->kind == Kind::Enum && shape->enumInfo->name != "Option" &&
        !reference(shape->enumInfo->module, shape->enumInfo->name, true))
        return false;
    if (shape->kind == Kind::Variable)
        for (const auto& [param, owner] : typeParams_)
            if (param == shape && !reference(owner, shape->name, true)) return false;
    return std::all_of(shape->args.begin(), shape->args.end(), [&](ShapeRef arg) { return nameable(arg); });
}

std::string Generator::typeText(ShapeRef shape) {
    auto list = [&](const std::vector<ShapeRef>& shapes) {
        std::string out;
        for (ShapeRef one : shapes) out += (out.empty() ? "" : ", ") + typeText(one);
        return out;
    };
    if (!shape->args.empty() && chance_.percent(60))
        for (const AliasInfo& alias : aliases_) {
            Binding binding;
            if (!Shapes::unify(alias.body, shape, alias.vars, binding)) continue;
            if (shapes_.substitute(alias.body, binding) != shape || binding.size() != alias.vars.size()) continue;
            auto name = reference(alias.module, alias.name, true);
            if (!name) continue;
            std::vector<ShapeRef> args;
            for (ShapeRef var : alias.vars) args.push_back(binding[var]);
            return args.empty() ? *name : *name + "<" + list(args) + ">";
        }
    switch (shape->kind) {
    case Kind::Int: return "Int";
    case Kind::Nat: return "Nat";
    case Kind::Bool: return "Bool";
    case Kind::Unit: return "Unit";
    case Kind::Str: return "Str";
    case Kind::Bytes: return "Bytes";
    case Kind::Loc: return "Loc";
    case Kind::Duration: return "Duration";
    case Kind::Tuple: return "(" + list(shape->args) + ")";
    case Kind::Record: {
        std::string out;
        for (size_t i = 0; i < shape->args.size(); ++i)
            out += (i == 0 ? "" : ", ") + shape->fields[i] + ": " + typeText(shape->args[i]);
        return "{ " + out + " }";
    }
    case Kind::Enum: {
        std::string name = "Option";
        if (shape->enumInfo->name != "Option")
            name = reference(shape->enumInfo->module, shape->enumInfo->name, true).value();
        return shape->args.empty() ? name : name + "<" + list(shape->args) + ">";
    }
    case Kind::List: return "List<" + list(shape->args) + ">";
    case Kind::Set: return "Set<" + list(shape->args) + ">";
    case Kind::Bag: return "Bag<" + list(shape->args) + ">";
    case Kind::Map: return "Map<" + list(shape->args) + ">";
    case Kind::Ring: return "Ring<" + list(shape->args) + ">";
    case Kind::Variable:
        for (const auto& [param, owner] : typeParams_)
            if (param == shape) return reference(owner, shape->name, true).value();
        return shape->name;
    }
    return "";
}

std::string Generator::domainText(const std::vector<ShapeRef>& domain, ShapeRef result) {
    if (domain.empty()) return typeText(result);
    std::string from;
    for (ShapeRef one : domain) from += (from.empty() ? "" : ", ") + typeText(one);
    bool bare = domain.size() == 1 && domain[0]->kind != Kind::Tuple && !chance_.percent(10);
    return (bare ? from : "(" + from + ")") + " -> " + typeText(result);
}

/// Whether there is some value of the type to be had here: locations and type parameters have no literals.
bool Generator::makeable(ShapeRef shape, size_t depth) {
    if (depth == 0) return false;
    switch (shape->kind) {
    case Kind::Loc:
        if (context_.self) return true;
        [[fallthrough]];
    case Kind::Ring:
    case Kind::Variable: return variable(shape).has_value();
    case Kind::Tuple:
    case Kind::Record:
        return std::all_of(shape->args.begin(), shape->args.end(),
                           [&](ShapeRef arg) { return makeable(arg, depth - 1); });
    case Kind::Enum:
        if (shape->enumInfo->name != "Option" && !reference(shape->enumInfo->module, shape->enumInfo->name, true))
            return false;
        for (const Constructor& constructor : shape->enumInfo->constructors) {
            auto fields = shapes_.fieldsOf(shape, constructor);
            if (std::all_of(fields.begin(), fields.end(),
                            [&](const Field& field) { return makeable(field.shape, depth - 1); }))
                return true;
        }
        return false;
    default: return true;
    }
}

}   // namespace evd::specs
