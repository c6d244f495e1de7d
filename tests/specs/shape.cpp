#include "tests/specs/shape.h"

#include <algorithm>

namespace evd::specs {

ShapeRef Shapes::make(Shape shape) {
    Key key{shape.kind, shape.args, shape.fields, shape.enumInfo, shape.name, shape.owner};
    if (auto found = made_.find(key); found != made_.end()) return found->second.get();
    Shape erased = shape;
    if (erased.kind == Kind::Nat) erased.kind = Kind::Int;
    bool different = erased.kind != shape.kind;
    for (ShapeRef& arg : erased.args) {
        different = different || arg->erased != arg;
        arg = arg->erased;
    }
    ShapeRef without = different ? make(erased) : nullptr;
    auto made = std::make_unique<Shape>(std::move(shape));
    made->erased = without != nullptr ? without : made.get();
    return (made_[key] = std::move(made)).get();
}

const EnumInfo* Shapes::optionInfo() {
    if (!option_) {
        option_ = std::make_unique<EnumInfo>();
        option_->name = "Option";
        option_->vars = {variable("T")};
        option_->constructors = {{"None", {}}, {"Some", {{"value", option_->vars[0]}}}};
    }
    return option_.get();
}

ShapeRef Shapes::option(ShapeRef value) { return enumOf(optionInfo(), {value}); }

ShapeRef Shapes::substitute(ShapeRef shape, const Binding& binding) {
    if (auto found = binding.find(shape); found != binding.end()) return found->second;
    if (shape->args.empty()) return shape;
    Shape out = *shape;
    for (ShapeRef& arg : out.args) arg = substitute(arg, binding);
    return make(std::move(out));
}

bool Shapes::unify(ShapeRef pattern, ShapeRef shape, const std::vector<ShapeRef>& vars, Binding& binding) {
    if (std::find(vars.begin(), vars.end(), pattern) != vars.end()) {
        auto [at, isNew] = binding.try_emplace(pattern, shape);
        return isNew || same(at->second, shape);
    }
    if (pattern->number() && shape->number()) return true;
    if (pattern->kind != shape->kind || pattern->fields != shape->fields || pattern->enumInfo != shape->enumInfo ||
        pattern->args.size() != shape->args.size() || pattern->name != shape->name || pattern->owner != shape->owner)
        return false;
    for (size_t i = 0; i < pattern->args.size(); ++i)
        if (!unify(pattern->args[i], shape->args[i], vars, binding)) return false;
    return true;
}

std::vector<Field> Shapes::fieldsOf(ShapeRef enumShape, const Constructor& constructor) {
    Binding binding;
    for (size_t i = 0; i < enumShape->args.size(); ++i) binding[enumShape->enumInfo->vars[i]] = enumShape->args[i];
    std::vector<Field> out = constructor.fields;
    for (Field& field : out) field.shape = substitute(field.shape, binding);
    return out;
}

bool isBig(ShapeRef shape) {
    if (shape->collection() || shape->kind == Kind::Str || shape->kind == Kind::Bytes) return true;
    if (shape->kind == Kind::Enum) {
        if (shape->enumInfo->recursive) return true;
        for (const Constructor& constructor : shape->enumInfo->constructors)
            for (const Field& field : constructor.fields)
                if (isBig(field.shape)) return true;
    }
    return std::any_of(shape->args.begin(), shape->args.end(), isBig);
}

bool mentions(ShapeRef shape, Kind kind) {
    if (shape->kind == kind) return true;
    if (shape->kind == Kind::Enum)
        for (const Constructor& constructor : shape->enumInfo->constructors)
            for (const Field& field : constructor.fields)
                if (field.shape->kind != Kind::Enum && mentions(field.shape, kind)) return true;
    return std::any_of(shape->args.begin(), shape->args.end(), [&](ShapeRef arg) { return mentions(arg, kind); });
}

bool mentionsVariable(ShapeRef shape, const std::vector<ShapeRef>& vars) {
    if (std::find(vars.begin(), vars.end(), shape) != vars.end()) return true;
    return std::any_of(shape->args.begin(), shape->args.end(),
                       [&](ShapeRef arg) { return mentionsVariable(arg, vars); });
}

}   // namespace evd::specs
