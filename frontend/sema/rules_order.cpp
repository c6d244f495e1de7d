// Records are compared field by field in the order of the names, whatever order they were written in.

#include "frontend/sema/checker.h"

namespace evd::sema {

using namespace syntax;

namespace {

/// Whether writing an expression twice reads well: a name, a field or an element of one.
bool isPlace(const Expr* expr) {
    if (const auto* field = std::get_if<FieldExpr>(&expr->node)) return isPlace(field->object);
    if (const auto* index = std::get_if<IndexExpr>(&expr->node)) return isPlace(index->object) && isPlace(index->index);
    return std::holds_alternative<NameExpr>(expr->node) || std::holds_alternative<IntLiteral>(expr->node);
}

}   // namespace

/// Warns where the order of records matters and is another than that in which their fields are written.
void Checker::checkRecordOrder() {
    if (written_.empty()) return;
    // the first record in a type whose fields are written in another order
    std::set<TypeRef> seen;
    std::function<TypeRef(TypeRef)> unordered = [&](TypeRef type) -> TypeRef {
        if (!seen.insert(type).second) return nullptr;
        if (type->kind == Kind::Record && written_.count(type->fields) != 0) return type;
        for (TypeRef arg : type->args)
            if (TypeRef found = unordered(arg)) return found;
        if (type->kind != Kind::Enum) return nullptr;
        for (SymbolId constructor : symbol(type->symbol).members)
            for (SymbolId field : symbol(constructor).members)
                if (TypeRef found = unordered(types_.zonk(symbol(field).type))) return found;
        return nullptr;
    };
    for (const OrderUse& use : orderUses_) {
        TypeRef type = types_.zonk(use.type);
        bool map = use.comparison == nullptr && type->kind == Kind::Map;   // a map is gone through by its keys
        if (map) type = type->args[0];
        seen.clear();
        TypeRef record = unordered(type);
        if (record == nullptr) continue;
        const std::vector<std::string>& order = written_.at(record->fields);
        Diagnostic& diagnostic = diagnostics_.report(Code::RecordOrder, use.span, record->fields.front());
        diagnostic.note(
            fmt::format("the fields are written in the order {}; write them in the order {}, or compare tuples",
                        fmt::join(order, ", "), fmt::join(record->fields, ", ")));
        if (use.comparison == nullptr || type != record) continue;
        const BinaryExpr& node = *use.comparison;
        if (!isPlace(node.left) || !isPlace(node.right)) continue;
        auto tuple = [&](const Expr* expr) {
            std::string text(sources_.text(expr->span)), out;
            for (const std::string& field : order) out += (out.empty() ? "(" : ", ") + text + "." + field;
            return out + ")";
        };
        diagnostic.replace("compare the fields in the order in which they are written", use.span,
                           tuple(node.left) + " " + std::string(sources_.text(node.opSpan)) + " " + tuple(node.right));
    }
}

}   // namespace evd::sema
