// What must be data is data; sends and functions stand only where they are written out.

#include "frontend/sema/checker.h"

namespace evd::sema {

using namespace syntax;

/// The part of a type that is not data; null if there is none.
TypeRef Checker::offender(TypeRef type) {
    type = types_.zonk(type);
    while (!type->data) {
        auto inner = std::find_if(type->args.begin(), type->args.end(), [](TypeRef arg) { return !arg->data; });
        bool holds = type->kind != Kind::Function && type->kind != Kind::Class;
        if (!holds || inner == type->args.end()) return type;
        type = *inner;
    }
    return nullptr;
}

void Checker::reportNotData(Span span, TypeRef offender) {
    switch (offender->kind) {
    case Kind::Send: diagnostics_.report(Code::SendNotStored, span); return;
    case Kind::Function: diagnostics_.report(Code::NoEquality, span, "a function"); return;
    case Kind::Class: diagnostics_.report(Code::NoEquality, span, "an event class"); return;
    default: diagnostics_.report(Code::NoEquality, span, text(offender)); return;   // a process, an event, a formula
    }
}

/// Types that are stored, compared or sent are data; nothing was left unknown.
void Checker::checkDataTypes() {
    std::set<std::pair<uint32_t, uint32_t>> told;
    for (const DataUse& one : dataUses_) {
        TypeRef bad = offender(one.type);
        if (bad != nullptr && told.insert({one.span.file, one.span.begin}).second) reportNotData(one.span, bad);
    }
    for (const ToInfer& one : toInfer_)
        if (types_.zonk(one.type)->open) diagnostics_.report(Code::CannotInfer, one.span, one.name);
    checkUnusual();
}

namespace {

/// Whether a send is made by this form, or by the forms inside it.
bool makesSend(const Expr& expr) {
    return std::holds_alternative<SendExpr>(expr.node) || std::holds_alternative<EmitExpr>(expr.node) ||
           std::holds_alternative<IfExpr>(expr.node) || std::holds_alternative<LetExpr>(expr.node) ||
           std::holds_alternative<MatchExpr>(expr.node) || std::holds_alternative<CallExpr>(expr.node);
}

bool listsSends(const Expr& expr) {
    return std::holds_alternative<ListExpr>(expr.node) || std::holds_alternative<IfExpr>(expr.node) ||
           std::holds_alternative<LetExpr>(expr.node) || std::holds_alternative<MatchExpr>(expr.node) ||
           std::holds_alternative<ComprehensionExpr>(expr.node) || std::holds_alternative<BinaryExpr>(expr.node);
}

bool isEmptyList(const Expr& expr) {
    const auto* list = std::get_if<ListExpr>(&expr.node);
    return list != nullptr && list->items.empty();
}

bool namesFunction(const Expr& expr) {
    return std::holds_alternative<LambdaExpr>(expr.node) || std::holds_alternative<NameExpr>(expr.node);
}

}   // namespace

/// Sends and functions are written out where they stand. So they stand only as themselves: never as a part of a value,
/// under a name, or as what an unknown type turned out to be.
void Checker::checkUnusual() {
    Span told;   // of the last report: what contains it is wrong only because of it
    // An empty list holds functions only because of what stands elsewhere, so it is blamed last.
    std::stable_partition(unusual_.begin(), unusual_.end(), [](const Unusual& one) { return !isEmptyList(*one.expr); });
    for (const Unusual& one : unusual_) {
        if (isEmptyList(*one.expr) && !told.empty()) break;
        const Expr& expr = *one.expr;
        TypeRef type = program_.modules[one.module].types[expr.id];
        if (type == nullptr) continue;
        type = types_.zonk(type);
        if (type->data || type->kind == Kind::Event || type->kind == Kind::Formula) continue;
        bool sends = type->kind == Kind::List && type->args[0]->kind == Kind::Send;
        if (type->kind == Kind::Send && one.context.sends && makesSend(expr)) continue;
        if (sends && one.context.sendLists && listsSends(expr)) continue;
        if (type->kind == Kind::Function && one.context.functions && namesFunction(expr)) continue;
        TypeRef bad = offender(type);
        if (bad->kind == Kind::Event && one.context.logic) continue;
        if (!told.empty() && told.file == expr.span.file && expr.span.begin <= told.begin && told.end <= expr.span.end)
            continue;
        told = expr.span;
        if (bad->kind == Kind::Send) diagnostics_.report(Code::SendNotStored, expr.span);
        else if (bad->kind == Kind::Function)
            diagnostics_.report(Code::HigherOrderNotYet, expr.span, "a function is no value")
                .note("a function is an argument of a function that takes one, and nothing else");
        else reportNotData(expr.span, bad);
    }
}

/// The parameters of a function are data or functions of data, its result is data or a send.
void Checker::checkFunctionType(SymbolId id) {
    const Symbol& function = symbol(id);
    if (function.type == nullptr || function.type->kind != Kind::Function) return;
    const std::vector<TypeRef>& args = function.type->args;
    for (size_t i = 0; i < args.size(); ++i) {
        TypeRef type = args[i];
        bool result = i + 1 == args.size();
        Span span = result || i >= function.members.size() ? function.nameSpan : symbol(function.members[i]).nameSpan;
        TypeRef bad = nullptr;
        if (result) bad = type->kind == Kind::Send ? nullptr : offender(type);
        else if (type->kind != Kind::Function) bad = offender(type);
        else
            for (TypeRef part : type->args)
                if (bad == nullptr) bad = offender(part);
        if (bad == nullptr) continue;
        if (bad->kind == Kind::Send) diagnostics_.report(Code::SendNotStored, span);
        else if (bad->kind == Kind::Class)
            diagnostics_.report(Code::HigherOrderNotYet, function.nameSpan, "a class is not a value");
        else
            diagnostics_.report(Code::HigherOrderNotYet, span,
                                result ? "a function as a result" : "a function that takes or gives functions");
    }
}

}   // namespace evd::sema
