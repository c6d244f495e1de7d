#include "frontend/sema/type_store.h"

#include <algorithm>
#include <functional>

namespace evd::sema {

TypeStore::TypeStore(Program& program) : program_(program) {
    for (Kind kind : {Kind::Int, Kind::Nat, Kind::Bool, Kind::Unit, Kind::Str, Kind::Bytes, Kind::Loc, Kind::Duration,
                      Kind::Send, Kind::Process, Kind::Event, Kind::Formula, Kind::Error})
        basics_[kind] = add({kind, {}, {}, kNoSymbol, 0});
}

TypeRef TypeStore::add(Type type) {
    program_.typePool.push_back(std::make_unique<Type>(std::move(type)));
    return program_.typePool.back().get();
}

TypeRef TypeStore::tuple(std::vector<TypeRef> items) {
    if (items.empty()) return basic(Kind::Unit);
    if (items.size() == 1) return items.front();
    return make(Kind::Tuple, std::move(items));
}

TypeRef TypeStore::record(std::vector<std::pair<std::string, TypeRef>> fields) {
    std::stable_sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    Type type{Kind::Record, {}, {}, kNoSymbol, 0};
    for (auto& [name, field] : fields) {
        type.fields.push_back(name);
        type.args.push_back(field);
    }
    return add(std::move(type));
}

TypeRef TypeStore::fresh() { return add({Kind::Variable, {}, {}, kNoSymbol, nextVariable_++}); }

TypeRef TypeStore::resolved(TypeRef type) const {
    while (type->kind == Kind::Variable) {
        auto found = bound_.find(type);
        if (found == bound_.end()) return type;
        type = found->second;
    }
    return type;
}

bool TypeStore::occurs(TypeRef variable, TypeRef in) const {
    in = resolved(in);
    if (in == variable) return true;
    return std::any_of(in->args.begin(), in->args.end(), [&](TypeRef arg) { return occurs(variable, arg); });
}

bool TypeStore::unify(TypeRef a, TypeRef b) {
    failedOccurs_ = false;
    std::function<bool(TypeRef, TypeRef)> go = [&](TypeRef x, TypeRef y) {
        x = resolved(x);
        y = resolved(y);
        if (x == y || x->kind == Kind::Error || y->kind == Kind::Error) return true;
        if (x->kind == Kind::Variable || y->kind == Kind::Variable) {
            if (x->kind != Kind::Variable) std::swap(x, y);
            if (occurs(x, y)) {
                failedOccurs_ = true;
                return false;
            }
            bound_[x] = y;
            return true;
        }
        auto number = [](TypeRef t) { return t->kind == Kind::Int || t->kind == Kind::Nat; };
        if (number(x) && number(y)) return true;
        if (x->kind != y->kind || x->symbol != y->symbol || x->number != y->number || x->fields != y->fields ||
            x->args.size() != y->args.size())
            return false;
        for (size_t i = 0; i < x->args.size(); ++i)
            if (!go(x->args[i], y->args[i])) return false;
        return true;
    };
    return go(a, b);
}

bool TypeStore::accepts(TypeRef found, TypeRef expected) {
    auto number = [](TypeRef t) { return t->kind == Kind::Int || t->kind == Kind::Nat; };
    TypeRef f = resolved(found), e = resolved(expected);
    if (f->kind == Kind::Variable && number(e)) bound_[f] = basic(Kind::Int);
    else if (e->kind == Kind::Variable && number(f)) bound_[e] = basic(Kind::Int);
    else return unify(found, expected);
    return true;
}

TypeRef TypeStore::instantiate(TypeRef type, const std::vector<TypeRef>& args) {
    type = resolved(type);
    if (type->kind == Kind::Generic && type->number < args.size()) return args[type->number];
    if (type->args.empty()) return type;
    Type copy = *type;
    bool changed = false;
    for (TypeRef& arg : copy.args) {
        TypeRef now = instantiate(arg, args);
        changed |= now != arg;
        arg = now;
    }
    return changed ? add(std::move(copy)) : type;
}

void TypeStore::freeVariables(TypeRef type, std::vector<TypeRef>& out) const {
    type = resolved(type);
    if (type->kind == Kind::Variable && std::find(out.begin(), out.end(), type) == out.end()) out.push_back(type);
    for (TypeRef arg : type->args) freeVariables(arg, out);
}

TypeRef TypeStore::zonk(TypeRef type) {
    if (type == nullptr) return nullptr;
    type = resolved(type);
    Type copy = *type;
    for (TypeRef& arg : copy.args) arg = zonk(arg);
    std::string key = fmt::format("{}/{}/{}", static_cast<int>(copy.kind), copy.symbol, copy.number);
    for (const auto& field : copy.fields) key += "." + field;
    for (TypeRef arg : copy.args) key += fmt::format("/{}", static_cast<const void*>(arg));
    auto [at, isNew] = interned_.try_emplace(key, nullptr);
    if (isNew) at->second = add(std::move(copy));
    return at->second;
}

std::string TypeStore::text(TypeRef type) { return program_.text(zonk(type)); }

}   // namespace evd::sema
