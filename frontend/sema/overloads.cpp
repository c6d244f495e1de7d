// Operators and built-in functions: the overload is told by the arguments' types, as soon as they are known.

#include "frontend/sema/checker.h"

namespace evd::sema {

namespace {

/// Parses the scheme notation: names, `<…>`, `(…) -> …`.
class SchemeReader {
public:
    SchemeReader(TypeStore& types, SymbolId option, std::string_view text) : types_(types), option_(option), text_(text) {}

    BuiltinScheme read() {
        BuiltinScheme scheme;
        scheme.function = type();
        scheme.generics = static_cast<uint32_t>(names_.size());
        for (const auto& name : names_) scheme.isNum.push_back(name == "Num");
        return scheme;
    }

private:
    void space() { while (at_ < text_.size() && text_[at_] == ' ') ++at_; }
    bool take(std::string_view token) {
        space();
        if (text_.substr(at_, token.size()) != token) return false;
        at_ += token.size();
        return true;
    }
    std::vector<TypeRef> list(std::string_view close) {
        std::vector<TypeRef> out;
        while (!take(close)) { out.push_back(type()); take(","); }
        return out;
    }
    TypeRef type() {
        if (take("(")) {
            auto items = list(")");
            if (take("->")) { items.push_back(type()); return types_.make(Kind::Function, items); }
            return types_.tuple(items);
        }
        space();
        size_t begin = at_;
        while (at_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
        std::string name(text_.substr(begin, at_ - begin));
        std::vector<TypeRef> args;
        if (take("<")) args = list(">");
        static const std::map<std::string, Kind> kKinds = {{"Int", Kind::Int}, {"Nat", Kind::Nat}, {"Bool", Kind::Bool}, {"Str", Kind::Str}, {"Bytes", Kind::Bytes},
            {"List", Kind::List}, {"Set", Kind::Set}, {"Bag", Kind::Bag}, {"Map", Kind::Map}, {"Ring", Kind::Ring}};
        if (name == "Option") return types_.named(Kind::Enum, option_, args);
        if (auto kind = kKinds.find(name); kind != kKinds.end()) return args.empty() ? types_.basic(kind->second) : types_.make(kind->second, args);
        size_t number = static_cast<size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
        if (number == names_.size()) names_.push_back(name);
        return types_.generic(static_cast<uint32_t>(number));
    }

    TypeStore& types_;
    SymbolId option_;
    std::string_view text_;
    size_t at_ = 0;
    std::vector<std::string> names_;
};

bool isNumeric(Kind kind) { return kind == Kind::Int || kind == Kind::Nat || kind == Kind::Duration; }

/// Whether an argument type could be the parameter's, looking at heads only.
bool compatible(const TypeStore& types, const BuiltinScheme& scheme, TypeRef parameter, TypeRef argument) {
    TypeRef arg = types.resolved(argument);
    if (arg->kind == Kind::Variable || arg->kind == Kind::Error) return true;
    if (parameter->kind == Kind::Generic) return !scheme.isNum[parameter->number] || isNumeric(arg->kind);
    auto number = [](Kind k) { return k == Kind::Int || k == Kind::Nat; };
    if (number(parameter->kind) && number(arg->kind)) return true;
    return parameter->kind == arg->kind;
}

} // namespace

TypeRef Checker::operatorCall(const std::string& name, const std::vector<TypeRef>& args, const std::vector<Span>& spans, Span span, syntax::NodeId node) {
    Pending pending{name, args, types_.fresh(), span, node, spans};
    if (!tryResolve(pending, false)) pending_.push_back(pending);
    return pending.result;
}

/// Settles an overload if its arguments tell it; with `last`, numbers are assumed. True if it is settled (or reported).
bool Checker::tryResolve(const Pending& pending, bool last) {
    auto schemeOf = [&](BuiltinId id) -> const BuiltinScheme& {
        auto [at, isNew] = schemes_.try_emplace(id);
        if (isNew) at->second = SchemeReader(types_, optionSymbol_, info(id).scheme).read();
        return at->second;
    };
    std::vector<BuiltinId> fitting;
    bool arityFits = false;
    for (BuiltinId id : overloads_.at(pending.name)) {
        const BuiltinScheme& scheme = schemeOf(id);
        if (scheme.function->args.size() != pending.args.size() + 1) continue;
        arityFits = true;
        bool fits = true;
        for (size_t i = 0; i < pending.args.size() && fits; ++i) fits = compatible(types_, scheme, scheme.function->args[i], pending.args[i]);
        if (fits && compatible(types_, scheme, scheme.function->args.back(), pending.result)) fitting.push_back(id);
    }
    if (fitting.empty()) {
        types_.unify(pending.result, types_.error());
        for (TypeRef arg : pending.args) if (types_.resolved(arg)->kind == Kind::Error) return true;
        if (!arityFits) {
            size_t takes = schemeOf(overloads_.at(pending.name).front()).function->args.size() - 1;
            diagnostics_.report(Code::WrongArgumentCount, pending.span, pending.name, fmt::format("{} argument{}", takes, takes == 1 ? "" : "s"), pending.args.size());
            return true;
        }
        // Blame the argument that no overload accepts, or else the last one.
        std::string found, expected;
        Span blame = pending.span;
        for (size_t i = 0; i < pending.args.size() && expected.empty(); ++i) {
            std::set<std::string> accepted;
            bool others = false;
            for (BuiltinId id : overloads_.at(pending.name)) {
                const BuiltinScheme& scheme = schemeOf(id);
                if (scheme.function->args.size() != pending.args.size() + 1) continue;
                bool otherFit = true;
                for (size_t j = 0; j < pending.args.size(); ++j)
                    if (j != i && !compatible(types_, scheme, scheme.function->args[j], pending.args[j])) otherFit = false;
                if (!otherFit) continue;
                others = true;
                TypeRef parameter = scheme.function->args[i];
                bool num = parameter->kind == Kind::Generic && scheme.isNum[parameter->number];
                accepted.insert(num ? "a number" : text(parameter));
            }
            bool isLast = i + 1 == pending.args.size();
            if (!others && !isLast) continue;
            if (i < pending.argSpans.size()) blame = pending.argSpans[i];
            found = text(pending.args[i]);
            for (const auto& one : accepted) expected += (expected.empty() ? "" : " or ") + one;
            if (expected.empty()) expected = fmt::format("something `{}` is defined for", pending.name);
            if (accepted.size() > 3) expected = fmt::format("something `{}` is defined for", pending.name);
        }
        diagnostics_.report(Code::TypeMismatch, blame, found, expected).note(fmt::format("an argument of `{}`", pending.name));
        return true;
    }
    bool known = false;
    for (TypeRef arg : pending.args) known |= !types_.isUnknown(arg);
    bool settled = fitting.size() == 1;
    if (!settled && !last) return false;
    if (!settled && !known && types_.isUnknown(pending.result) && info(fitting.front()).scheme[1] != 'N') return false;
    const BuiltinScheme& scheme = schemeOf(fitting.front());
    std::vector<TypeRef> fresh;
    for (uint32_t i = 0; i < scheme.generics; ++i) fresh.push_back(types_.fresh());
    bool numeric = !scheme.isNum.empty() && scheme.isNum[0];
    if (numeric && !last) {   // wait until some side is known to be a number, so that Nat and Duration are told apart
        bool anyKnown = !types_.isUnknown(pending.result);
        for (TypeRef arg : pending.args) anyKnown |= !types_.isUnknown(arg);
        if (!anyKnown) return false;
    }
    TypeRef function = types_.instantiate(scheme.function, fresh);
    module().operators[pending.node] = fitting.front();
    for (size_t i = 0; i < pending.args.size(); ++i) {
        if (types_.unify(pending.args[i], function->args[i])) continue;
        mismatch(i < pending.argSpans.size() ? pending.argSpans[i] : pending.span, pending.args[i], function->args[i]);
        types_.unify(pending.result, types_.error());
        return true;
    }
    if (numeric) {
        if (types_.isUnknown(fresh[0])) types_.unify(fresh[0], types_.basic(Kind::Int));
        // Sums of Nat are Nat; a difference is an Int.
        bool allNat = true;
        for (TypeRef arg : pending.args) allNat &= types_.resolved(arg)->kind == Kind::Nat;
        bool grows = pending.name != "-";
        Kind kind = types_.resolved(fresh[0])->kind;
        TypeRef result = kind == Kind::Duration || kind == Kind::Error ? fresh[0] : types_.basic(allNat && grows ? Kind::Nat : Kind::Int);
        if (!types_.unify(pending.result, result)) mismatch(pending.span, result, pending.result);
        return true;
    }
    if (!types_.unify(pending.result, function->args.back())) mismatch(pending.span, function->args.back(), pending.result);
    return true;
}

void Checker::solvePending() {
    for (int round = 0; round < 2; ++round) {
        bool last = round == 1;
        for (bool progress = true; progress;) {
            progress = false;
            std::vector<Pending> waiting = std::move(pending_);
            pending_.clear();
            for (const Pending& pending : waiting) {
                if (tryResolve(pending, last && !progress)) progress = true;
                else pending_.push_back(pending);
            }
            std::vector<FieldWait> fields = std::move(fieldWaits_);
            fieldWaits_.clear();
            for (const FieldWait& wait : fields) {
                TypeRef object = types_.resolved(wait.object);
                if (object->kind == Kind::Variable && !last) { fieldWaits_.push_back(wait); continue; }
                progress = true;
                auto at = std::find(object->fields.begin(), object->fields.end(), wait.field);
                if (object->kind == Kind::Record && at != object->fields.end()) {
                    TypeRef type = object->args[static_cast<size_t>(at - object->fields.begin())];
                    if (!types_.unify(wait.result, type)) mismatch(wait.span, type, wait.result);
                } else {
                    types_.unify(wait.result, types_.error());
                    if (object->kind == Kind::Error) continue;
                    auto& diagnostic = diagnostics_.report(Code::UnknownField, wait.span, object->kind == Kind::Variable ? "this value" : text(object), wait.field);
                    std::string near = nearest(wait.field, object->fields);
                    if (!near.empty()) diagnostic.note("did you mean `" + near + "`?").replace("replace by `" + near + "`", wait.span, near);
                }
            }
        }
    }
    for (const Pending& pending : pending_) {
        diagnostics_.report(Code::CannotInfer, pending.span, pending.name);
        types_.unify(pending.result, types_.error());
    }
    pending_.clear();
    for (const EmptyBraces& braces : emptyBraces_) {
        Kind kind = types_.resolved(braces.type)->kind;
        if (kind == Kind::Variable) types_.unify(braces.type, types_.make(Kind::Set, {types_.fresh()}));
        else if (kind != Kind::Set && kind != Kind::Map && kind != Kind::Error) diagnostics_.report(Code::TypeMismatch, braces.span, "an empty set or map", text(braces.type));
    }
    emptyBraces_.clear();
}

} // namespace evd::sema
