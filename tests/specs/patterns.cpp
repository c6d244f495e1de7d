// Patterns of a type.

#include "tests/specs/generator.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::specs {

std::string Generator::pattern(ShapeRef shape, size_t depth, bool refutable, std::vector<Field>& bound) {
    auto fresh = [&]() -> std::string {
        for (;;) {
            std::string name = localName();
            if (std::any_of(bound.begin(), bound.end(), [&](const Field& field) { return field.name == name; }))
                continue;
            bound.push_back({name, shape});
            return name;
        }
    };
    if (depth == 0 || chance_.percent(30)) return chance_.percent(25) ? "_" : fresh();
    if (refutable && chance_.percent(15) && shape->kind != Kind::Ring && makeable(shape)) {   // a pin
        Text made = expr(shape, 1, true);   // it does not see what the pattern binds itself
        return "^" + (made.level < Text::Postfix || made.text[0] == '{' ? "(" + made.text + ")" : made.text);
    }
    switch (shape->kind) {
    case Kind::Int:
        if (refutable && chance_.percent(40)) return chance_.percent(20) ? "-1" : std::to_string(chance_.below(4));
        return fresh();
    case Kind::Nat:
    case Kind::Bool:
    case Kind::Str:
    case Kind::Bytes:
    case Kind::Duration:
        if (refutable && chance_.percent(40)) return literal(shape, 0, true).text;
        return fresh();
    case Kind::Tuple: {
        std::string out;
        for (ShapeRef part : shape->args) out += (out.empty() ? "" : ", ") + pattern(part, depth - 1, refutable, bound);
        return "(" + out + ")";
    }
    case Kind::Record: {
        std::string out;
        for (size_t i = 0; i < shape->args.size(); ++i) {
            if (!out.empty() && chance_.percent(20)) continue;
            const std::string& name = shape->fields[i];
            bool taken =
                std::any_of(bound.begin(), bound.end(), [&](const Field& field) { return field.name == name; });
            if (chance_.percent(30) && !taken) {
                bound.push_back({name, shape->args[i]});
                out += (out.empty() ? "" : ", ") + name;
            } else {
                out += (out.empty() ? "" : ", ") + name + " = " + pattern(shape->args[i], depth - 1, refutable, bound);
            }
        }
        return "{ " + out + " }";
    }
    case Kind::Enum: {
        const EnumInfo* info = shape->enumInfo;
        if (!refutable && info->constructors.size() > 1) return fresh();
        bool builtIn = info->name == "Option";
        if (!builtIn && !reference(info->module, info->name, true)) return fresh();
        const Constructor& chosen = chance_.pick(info->constructors);
        std::string name = constructorName(info, chosen);
        std::string out;
        for (const Field& field : shapes_.fieldsOf(shape, chosen))
            out += (out.empty() ? "" : ", ") + pattern(field.shape, depth - 1, refutable, bound);
        return out.empty() ? name : name + "(" + out + ")";
    }
    default: return fresh();
    }
}

/// One that binds none of the names that stand beside it in one scope.
std::string Generator::patternBeside(ShapeRef shape, bool refutable, const std::vector<Field>& names,
                                     std::vector<Field>& bound) {
    for (int tries = 0; tries < 5; ++tries) {
        std::vector<Field> made;
        std::string text = pattern(shape, 1, refutable, made);
        bool twice = std::any_of(made.begin(), made.end(), [&](const Field& one) {
            return std::any_of(names.begin(), names.end(), [&](const Field& other) { return other.name == one.name; });
        });
        if (twice) continue;
        bound.insert(bound.end(), made.begin(), made.end());
        return text;
    }
    return "_";
}

}   // namespace evd::specs
