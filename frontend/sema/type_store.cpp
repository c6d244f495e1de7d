#include "frontend/sema/type_store.h"

#include <algorithm>
#include <utility>

namespace evd::sema {

namespace {

size_t mix(size_t hash, size_t value) { return (hash ^ value) * 0x9e3779b97f4a7c15u + (hash >> 29); }

bool isDataKind(Kind kind) {
    switch (kind) {
    case Kind::Function:
    case Kind::Send:
    case Kind::Class:
    case Kind::Process:
    case Kind::Event:
    case Kind::Formula: return false;
    default: return true;   // what can be stored
    }
}

bool isNumber(TypeRef type) { return type->kind == Kind::Int || type->kind == Kind::Nat; }

}   // namespace

size_t TypeStore::Hash::operator()(TypeRef type) const {
    size_t hash = mix(mix(static_cast<size_t>(type->kind), type->symbol), type->number);
    for (TypeRef arg : type->args) hash = mix(hash, std::hash<TypeRef>()(arg));
    for (const std::string& field : type->fields) hash = mix(hash, std::hash<std::string>()(field));
    return hash;
}

bool TypeStore::Same::operator()(TypeRef a, TypeRef b) const {
    return a->kind == b->kind && a->symbol == b->symbol && a->number == b->number && a->args == b->args &&
           a->fields == b->fields;
}

size_t TypeStore::PairHash::operator()(const std::pair<TypeRef, TypeRef>& pair) const {
    return mix(std::hash<TypeRef>()(pair.first), std::hash<TypeRef>()(pair.second));
}

TypeStore::TypeStore(Program& program) : program_(program), basics_(static_cast<size_t>(Kind::Error) + 1) {
    for (Kind kind : {Kind::Int, Kind::Nat, Kind::Bool, Kind::Unit, Kind::Str, Kind::Bytes, Kind::Loc, Kind::Duration,
                      Kind::Send, Kind::Process, Kind::Event, Kind::Formula, Kind::Error})
        basics_[static_cast<size_t>(kind)] = add({.kind = kind});
}

/// The one node for a type; what its variables are known to be by now stands in their place.
TypeRef TypeStore::add(Type type) {
    uint64_t parts = 1;
    type.data = isDataKind(type.kind);
    type.open = false;
    for (TypeRef& arg : type.args) {
        arg = resolved(arg);
        parts += arg->parts;
        type.open |= arg->open;
        type.data &= arg->data;
    }
    type.parts = static_cast<uint32_t>(std::min<uint64_t>(parts, UINT32_MAX));
    if (auto known = interned_.find(&type); known != interned_.end()) return *known;
    program_.typePool.push_back(std::make_unique<Type>(std::move(type)));
    return *interned_.insert(program_.typePool.back().get()).first;
}

TypeRef TypeStore::tuple(std::vector<TypeRef> items) {
    if (items.empty()) return basic(Kind::Unit);
    if (items.size() == 1) return items.front();
    return make(Kind::Tuple, std::move(items));
}

TypeRef TypeStore::record(std::vector<std::pair<std::string, TypeRef>> fields) {
    std::stable_sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    Type type{.kind = Kind::Record};
    for (auto& [name, field] : fields) {
        type.fields.push_back(name);
        type.args.push_back(field);
    }
    return add(std::move(type));
}

TypeRef TypeStore::fresh() {
    Type type{.kind = Kind::Variable, .number = static_cast<uint32_t>(bound_.size()), .open = true};
    bound_.push_back(nullptr);
    program_.typePool.push_back(std::make_unique<Type>(std::move(type)));
    return program_.typePool.back().get();
}

TypeRef TypeStore::resolved(TypeRef type) const {
    if (type->kind != Kind::Variable) return type;
    TypeRef end = type;
    while (end->kind == Kind::Variable && bound_[end->number] != nullptr) end = bound_[end->number];
    while (type != end) type = std::exchange(bound_[type->number], end);   // the next look-up is one step
    return end;
}

bool TypeStore::occurs(TypeRef variable, TypeRef in, std::unordered_set<TypeRef>& seen) const {
    in = resolved(in);
    if (in == variable) return true;
    if (!in->open || in->kind == Kind::Variable || !seen.insert(in).second) return false;
    return std::any_of(in->args.begin(), in->args.end(), [&](TypeRef arg) { return occurs(variable, arg, seen); });
}

bool TypeStore::unify(TypeRef a, TypeRef b) {
    failedOccurs_ = false;
    Pairs seen;
    return unify(a, b, seen);
}

/// `seen`: pairs that are equal already, or on the way to be.
bool TypeStore::unify(TypeRef x, TypeRef y, Pairs& seen) {
    x = resolved(x);
    y = resolved(y);
    if (x == y || x->kind == Kind::Error || y->kind == Kind::Error) return true;
    if (x->kind == Kind::Variable || y->kind == Kind::Variable) {
        if (x->kind != Kind::Variable) std::swap(x, y);
        std::unordered_set<TypeRef> visited;
        if (occurs(x, y, visited)) {
            failedOccurs_ = true;
            return false;
        }
        bound_[x->number] = y;
        return true;
    }
    if (isNumber(x) && isNumber(y)) return true;
    if (x->kind != y->kind || x->symbol != y->symbol || x->number != y->number || x->fields != y->fields ||
        x->args.size() != y->args.size())
        return false;
    if (x->args.empty() || !seen.emplace(x, y).second) return true;
    for (size_t i = 0; i < x->args.size(); ++i)
        if (!unify(x->args[i], y->args[i], seen)) return false;
    return true;
}

bool TypeStore::accepts(TypeRef found, TypeRef expected) {
    TypeRef f = resolved(found), e = resolved(expected);
    if (f->kind == Kind::Variable && isNumber(e)) bound_[f->number] = basic(Kind::Int);
    else if (e->kind == Kind::Variable && isNumber(f)) bound_[e->number] = basic(Kind::Int);
    else return unify(found, expected);
    return true;
}

TypeRef TypeStore::instantiate(TypeRef type, const std::vector<TypeRef>& args) {
    Memo memo;
    return instantiate(type, args, memo);
}

TypeRef TypeStore::instantiate(TypeRef type, const std::vector<TypeRef>& args, Memo& memo) {
    type = resolved(type);
    if (type->kind == Kind::Generic && type->number < args.size()) return args[type->number];
    if (type->args.empty()) return type;
    if (auto known = memo.find(type); known != memo.end()) return known->second;
    Type copy = *type;
    bool changed = false;
    for (TypeRef& arg : copy.args) {
        TypeRef now = instantiate(arg, args, memo);
        changed |= now != arg;
        arg = now;
    }
    return memo[type] = changed ? add(std::move(copy)) : type;
}

bool TypeStore::tooLarge(TypeRef type) const {
    if (type == nullptr) return false;
    type = resolved(type);
    if (!type->open || type->parts > kTypePartsMax) return type->parts > kTypePartsMax;
    std::unordered_map<TypeRef, uint64_t> memo;
    return partsOf(type, memo) > kTypePartsMax;
}

uint64_t TypeStore::partsOf(TypeRef type, std::unordered_map<TypeRef, uint64_t>& memo) const {
    type = resolved(type);
    if (!type->open || type->args.empty()) return type->parts;
    if (auto known = memo.find(type); known != memo.end()) return known->second;
    uint64_t parts = 1;
    for (TypeRef arg : type->args) parts = std::min<uint64_t>(parts + partsOf(arg, memo), UINT32_MAX);
    return memo[type] = parts;
}

void TypeStore::freeVariables(TypeRef type, std::vector<TypeRef>& out) const {
    std::unordered_set<TypeRef> seen(out.begin(), out.end());
    freeVariables(type, out, seen);
}

void TypeStore::freeVariables(TypeRef type, std::vector<TypeRef>& out, std::unordered_set<TypeRef>& seen) const {
    type = resolved(type);
    if (!type->open || !seen.insert(type).second) return;
    if (type->kind == Kind::Variable) out.push_back(type);
    for (TypeRef arg : type->args) freeVariables(arg, out, seen);
}

TypeRef TypeStore::zonk(TypeRef type) {
    Memo memo;
    return type == nullptr ? nullptr : zonk(type, memo);
}

TypeRef TypeStore::zonk(TypeRef type, Memo& memo) {
    type = resolved(type);
    if (!type->open || type->kind == Kind::Variable) return type;
    if (auto known = memo.find(type); known != memo.end()) return known->second;
    Type copy = *type;
    for (TypeRef& arg : copy.args) arg = zonk(arg, memo);
    return memo[type] = add(std::move(copy));
}

std::string TypeStore::text(TypeRef type) { return program_.text(zonk(type)); }

}   // namespace evd::sema
