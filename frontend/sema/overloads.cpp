// Operators and built-in functions: the overload is told by the arguments' types, as soon as they are known.

#include "frontend/sema/checker.h"

#include <utility>

namespace evd::sema {

using namespace syntax;

namespace {

/// Parses the scheme notation: names, `<…>`, `(…) -> …`.
class SchemeReader {
public:
    SchemeReader(TypeStore& types, SymbolId option, std::string_view text)
        : types_(types), option_(option), text_(text) {}

    BuiltinScheme read() {
        BuiltinScheme scheme;
        scheme.function = type();
        scheme.generics = static_cast<uint32_t>(names_.size());
        for (const auto& name : names_) scheme.isNum.push_back(name == "Num");
        return scheme;
    }

private:
    void space() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }
    bool take(std::string_view token) {
        space();
        if (text_.substr(at_, token.size()) != token) return false;
        at_ += token.size();
        return true;
    }
    std::vector<TypeRef> list(std::string_view close) {
        std::vector<TypeRef> out;
        while (!take(close)) {
            out.push_back(type());
            take(",");
        }
        return out;
    }
    TypeRef type() {
        if (take("(")) {
            auto items = list(")");
            if (take("->")) {
                items.push_back(type());
                return types_.make(Kind::Function, items);
            }
            return types_.tuple(items);
        }
        space();
        size_t begin = at_;
        while (at_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
        std::string name(text_.substr(begin, at_ - begin));
        std::vector<TypeRef> args;
        if (take("<")) args = list(">");
        static const std::map<std::string, Kind> kKinds = {
            {"Int", Kind::Int}, {"Nat", Kind::Nat},     {"Bool", Kind::Bool}, {"Loc", Kind::Loc},
            {"Str", Kind::Str}, {"Bytes", Kind::Bytes}, {"List", Kind::List}, {"Set", Kind::Set},
            {"Bag", Kind::Bag}, {"Map", Kind::Map},     {"Ring", Kind::Ring}, {"Event", Kind::Event}};
        if (name == "Option") return types_.named(Kind::Enum, option_, args);
        if (auto kind = kKinds.find(name); kind != kKinds.end())
            return args.empty() ? types_.basic(kind->second) : types_.make(kind->second, args);
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

}   // namespace

TypeRef Checker::operatorCall(const std::string& name, const std::vector<TypeRef>& args, const std::vector<Span>& spans,
                              Span span, syntax::NodeId node, bool logic) {
    const auto& all = overloads_.at(name);
    if (!logic && std::all_of(all.begin(), all.end(), ofEvents)) {
        diagnostics_.report(Code::LogicOnly, span, "`" + name + "` of an event");
        return types_.error();
    }
    Pending pending{name, args, types_.fresh(), span, node, spans, logic};
    if (!tryResolve(pending, false)) pending_.push_back(pending);
    return pending.result;
}

/// A call of a built-in function. The other arguments choose the overload, and so tell what functions among them take.
TypeRef Checker::builtinCall(const Expr* call, const std::string& name, const std::vector<const Expr*>& args,
                             const Context& context, TypeRef wanted) {
    std::vector<TypeRef> found;
    std::vector<Span> spans;
    bool lambdas = false;
    const std::vector<BuiltinId>& all = overloads_.at(name);
    auto argument = [&](size_t i, TypeRef expected) {
        Context inner = context.part();
        inner.wanted = expected;
        inner.functions = std::any_of(all.begin(), all.end(), [&](BuiltinId id) {
            TypeRef function = schemeOf(id).function;
            return function->args.size() == args.size() + 1 && function->args[i]->kind == Kind::Function;
        });
        return infer(args[i], inner);
    };
    for (size_t i = 0; i < args.size(); ++i) {
        bool lambda = std::holds_alternative<LambdaExpr>(args[i]->node);
        lambdas |= lambda;
        found.push_back(lambda ? types_.fresh() : argument(i, nullptr));
        spans.push_back(args[i]->span);
    }
    if (lambdas) {
        settle(false);
        std::vector<BuiltinId> ids = fitting(name, found, types_.fresh(), context.logic);
        if (ids.size() > 1 && wanted != nullptr) ids = fitting(name, found, wanted, context.logic);
        TypeRef function = nullptr;
        if (ids.size() == 1) {
            const BuiltinScheme& scheme = schemeOf(ids.front());
            std::vector<TypeRef> fresh;
            for (uint32_t i = 0; i < scheme.generics; ++i) fresh.push_back(types_.fresh());
            function = types_.instantiate(scheme.function, fresh);
            for (size_t i = 0; i < args.size(); ++i)
                if (!std::holds_alternative<LambdaExpr>(args[i]->node)) types_.accepts(found[i], function->args[i]);
            guess(function->args.back(), wanted);
        }
        for (size_t i = 0; i < args.size(); ++i) {
            if (!std::holds_alternative<LambdaExpr>(args[i]->node)) continue;
            TypeRef expected = function == nullptr ? nullptr : function->args[i];
            found[i] = argument(i, expected);
            if (expected == nullptr || types_.accepts(found[i], expected)) continue;
            blame(args[i], found[i], expected);   // in its body, if it can be told
            return types_.error();
        }
    }
    return operatorCall(name, found, spans, call->span, call->id, context.logic);
}

const BuiltinScheme& Checker::schemeOf(BuiltinId id) {
    auto [at, isNew] = schemes_.try_emplace(id);
    if (isNew) at->second = SchemeReader(types_, optionSymbol_, info(id).scheme).read();
    return at->second;
}

/// The overloads that arguments and result do not rule out.
std::vector<BuiltinId> Checker::fitting(const std::string& name, const std::vector<TypeRef>& args, TypeRef result,
                                        bool logic) {
    std::vector<BuiltinId> out;
    for (BuiltinId id : overloads_.at(name)) {
        if (ofEvents(id) && !logic) continue;
        const BuiltinScheme& scheme = schemeOf(id);
        if (scheme.function->args.size() != args.size() + 1) continue;
        bool fits = true;
        for (size_t i = 0; i < args.size() && fits; ++i) {
            TypeRef parameter = scheme.function->args[i];
            fits = compatible(types_, scheme, parameter, args[i]) &&
                   (parameter->kind == Kind::Generic || parameter->kind == Kind::Set || parameter->kind == Kind::Map ||
                    !isEmptyBraces(args[i]));
        }
        if (fits && compatible(types_, scheme, scheme.function->args.back(), result)) out.push_back(id);
    }
    return out;
}

/// Settles an overload if its arguments tell it; with `last`, numbers are assumed. True if it is settled (or reported).
bool Checker::tryResolve(const Pending& pending, bool last) {
    std::vector<BuiltinId> fitting = this->fitting(pending.name, pending.args, pending.result, pending.logic);
    if (fitting.empty()) {
        const auto& all = overloads_.at(pending.name);
        bool arityFits = std::any_of(all.begin(), all.end(), [&](BuiltinId id) {
            return schemeOf(id).function->args.size() == pending.args.size() + 1;
        });
        types_.unify(pending.result, types_.error());
        for (TypeRef arg : pending.args)
            if (types_.resolved(arg)->kind == Kind::Error) return true;
        if (!arityFits) {
            size_t takes = schemeOf(overloads_.at(pending.name).front()).function->args.size() - 1;
            diagnostics_.report(Code::WrongArgumentCount, pending.span, pending.name,
                                fmt::format("{} argument{}", takes, takes == 1 ? "" : "s"), pending.args.size());
            return true;
        }
        // Blame the argument that no overload accepts, or else the last one.
        std::string found, expected;
        Span blame = pending.span;
        // What can be indexed is indexed by something wrong.
        Kind object = types_.resolved(pending.args.front())->kind;
        size_t first = pending.name == "[]" && (object == Kind::List || object == Kind::Map) ? 1 : 0;
        for (size_t i = first; i < pending.args.size() && expected.empty(); ++i) {
            std::set<std::string> accepted;
            bool others = false;
            for (BuiltinId id : overloads_.at(pending.name)) {
                const BuiltinScheme& scheme = schemeOf(id);
                if (scheme.function->args.size() != pending.args.size() + 1 || (ofEvents(id) && !pending.logic))
                    continue;
                bool otherFit = true;
                for (size_t j = 0; j < pending.args.size(); ++j)
                    if (j != i && !compatible(types_, scheme, scheme.function->args[j], pending.args[j]))
                        otherFit = false;
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
        diagnostics_.report(Code::TypeMismatch, blame, found, expected)
            .note(fmt::format("an argument of `{}`", pending.name));
        return true;
    }
    bool known = false;
    for (TypeRef arg : pending.args) known |= !types_.isUnknown(arg);
    bool settled = fitting.size() == 1;
    if (!settled && !last) return false;
    // A later statement may tell whether `{}` is a set or a map.
    if (!settled &&
        std::any_of(pending.args.begin(), pending.args.end(), [&](TypeRef arg) { return isEmptyBraces(arg); }))
        return false;
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
    module().operators[pending.node] = fitting.front();
    switch (fitting.front()) {
    case BuiltinId::FirstSet:
    case BuiltinId::FirstBag:
    case BuiltinId::LastSet:
    case BuiltinId::LastBag:
    case BuiltinId::ListOfSet:
    case BuiltinId::ListOfBag:
    case BuiltinId::ListOfMap: orderUses_.push_back({current_, pending.args.front(), pending.span, nullptr}); break;
    default: break;   // those that depend on no order
    }
    auto spanOf = [&](size_t i) { return i < pending.argSpans.size() ? pending.argSpans[i] : pending.span; };
    if (numeric) {
        // Sums of Nat are Nat; a difference is an Int. A number nothing else is known about is an Int.
        auto kindOf = [&](TypeRef type) { return types_.resolved(type)->kind; };
        bool duration = kindOf(pending.result) == Kind::Duration, allNat = pending.name != "-";
        for (TypeRef arg : pending.args) {
            duration |= kindOf(arg) == Kind::Duration;
            allNat &= kindOf(arg) == Kind::Nat;
        }
        if (std::optional<bool> scaled = scaleDuration(pending, last)) return *scaled;
        TypeRef number = types_.basic(duration ? Kind::Duration : Kind::Int);
        for (size_t i = 0; i < pending.args.size(); ++i) {
            if (types_.accepts(pending.args[i], number)) continue;
            mismatch(spanOf(i), pending.args[i], number);
            types_.unify(pending.result, types_.error());
            return true;
        }
        TypeRef result = duration ? number : types_.basic(allNat ? Kind::Nat : Kind::Int);
        if (!types_.unify(pending.result, result)) mismatch(pending.span, result, pending.result);
        return true;
    }
    TypeRef function = types_.instantiate(scheme.function, fresh);
    for (size_t i = 0; i < pending.args.size(); ++i) {
        if (types_.accepts(pending.args[i], function->args[i])) continue;
        mismatch(spanOf(i), pending.args[i], function->args[i]);
        types_.unify(pending.result, types_.error());
        return true;
    }
    if (!types_.unify(pending.result, function->args.back()))
        mismatch(pending.span, function->args.back(), pending.result);
    return true;
}

/// Products and quotients of durations: `d * n`, `n * d` and `d / n` are durations, `d / d` is a number. Nothing if the
/// operation is none of these; else whether it is settled (or reported).
std::optional<bool> Checker::scaleDuration(const Pending& pending, bool last) {
    bool product = pending.name == "*", quotient = pending.name == "/";
    if ((!product && !quotient) || pending.args.size() != 2) return std::nullopt;
    auto is = [&](size_t i, Kind kind) { return types_.resolved(pending.args[i])->kind == kind; };
    if (!is(0, Kind::Duration) && !is(1, Kind::Duration)) return std::nullopt;
    size_t other = is(0, Kind::Duration) ? 1 : 0;
    if (types_.isUnknown(pending.args[other]) && !last) return false;
    bool ratio = quotient && is(0, Kind::Duration) && is(1, Kind::Duration);
    TypeRef number = types_.basic(Kind::Int), duration = types_.basic(Kind::Duration);
    TypeRef wanted = ratio || (quotient && other == 0) ? duration : number;
    if (!types_.accepts(pending.args[other], wanted)) {
        mismatch(other < pending.argSpans.size() ? pending.argSpans[other] : pending.span, pending.args[other], wanted);
        types_.unify(pending.result, types_.error());
        return true;
    }
    TypeRef result = ratio ? number : duration;
    if (!types_.unify(pending.result, result)) mismatch(pending.span, result, pending.result);
    return true;
}

/// Whether the type is that of `{}` and nothing has told yet whether it is a set or a map.
bool Checker::isEmptyBraces(TypeRef type) const {
    type = types_.resolved(type);
    if (type->kind != Kind::Variable) return false;
    return std::any_of(emptyBraces_.begin(), emptyBraces_.end(),
                       [&](const EmptyBraces& braces) { return types_.resolved(braces.type) == type; });
}

/// Settles what the types known so far settle, again and again. With `last`, numbers are assumed, and fields of what is
/// still unknown are reported.
void Checker::settle(bool last) {
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
            if (object->kind == Kind::Variable && !last) {
                fieldWaits_.push_back(wait);
                continue;
            }
            progress = true;
            auto at = std::find(object->fields.begin(), object->fields.end(), wait.field);
            if (object->kind == Kind::Record && at != object->fields.end()) {
                TypeRef type = object->args[static_cast<size_t>(at - object->fields.begin())];
                if (!types_.unify(wait.result, type)) mismatch(wait.span, type, wait.result);
            } else {
                types_.unify(wait.result, types_.error());
                if (object->kind != Kind::Error) noField(wait, object);
            }
        }
    }
}

void Checker::noField(const FieldWait& wait, TypeRef object) {
    bool unknown = object->kind == Kind::Variable;
    auto& diagnostic =
        diagnostics_.report(Code::UnknownField, wait.span, unknown ? "this value" : text(object), wait.field);
    if (unknown) diagnostic.note("its type is not known here; write it where the value gets its name, as in `x : T`");
    std::string near = nearest(wait.field, object->fields);
    if (!near.empty())
        diagnostic.note("did you mean `" + near + "`?").replace("replace by `" + near + "`", wait.span, near);
}

/// Settles what can be settled. `final`: the declaration ends here, nothing more will be known; `{}` is a set if
/// nothing made it a map.
void Checker::solvePending(bool final) {
    settle(false);
    settle(true);
    std::vector<EmptyBraces> open;
    for (const EmptyBraces& braces : emptyBraces_) {
        Kind kind = types_.resolved(braces.type)->kind;
        if (kind == Kind::Variable) open.push_back(braces);
        else if (kind != Kind::Set && kind != Kind::Map && kind != Kind::Error)
            diagnostics_.report(Code::TypeMismatch, braces.span, "an empty set or map", text(braces.type));
    }
    emptyBraces_ = std::move(open);
    if (!emptyBraces_.empty()) {
        if (!final) return;   // what waits may wait for them
        for (const EmptyBraces& braces : std::exchange(emptyBraces_, {}))
            if (types_.isUnknown(braces.type)) types_.unify(braces.type, types_.make(Kind::Set, {types_.fresh()}));
        solvePending(true);
        return;
    }
    for (const Pending& pending : pending_) {
        diagnostics_.report(Code::CannotInfer, pending.span, pending.name);
        types_.unify(pending.result, types_.error());
    }
    pending_.clear();
}

}   // namespace evd::sema
