// Functions end (R3), and what must be data is data.

#include "frontend/sema/checker.h"
#include "frontend/sema/linear.h"
#include "frontend/syntax/walk.h"

#include <fmt/format.h>

namespace evd::sema {

using namespace syntax;

namespace {

/// Every comparison that holds whenever `place` is evaluated, by the `if`s, guards and `and`s around it.
std::vector<std::pair<const BinaryExpr*, bool>> factsAt(const Expr* body, Span place) {
    std::vector<std::pair<const BinaryExpr*, bool>> out;
    auto around = [&](const Expr* part) {
        return part != nullptr && part->span.begin <= place.begin && place.end <= part->span.end;
    };
    walk(body, [&](const Expr* expr) {
        if (const auto* node = std::get_if<IfExpr>(&expr->node)) {
            if (around(node->thenValue)) facts(node->condition, true, out);
            else if (around(node->elseValue)) facts(node->condition, false, out);
        } else if (const auto* node = std::get_if<MatchExpr>(&expr->node)) {
            for (const MatchArm& arm : node->arms)
                if (arm.guard != nullptr && around(arm.value)) facts(arm.guard, true, out);
        } else if (const auto* node = std::get_if<BinaryExpr>(&expr->node)) {
            if (around(node->right) && (node->op == BinaryOp::And || node->op == BinaryOp::Implies))
                facts(node->left, true, out);
            if (around(node->right) && node->op == BinaryOp::Or) facts(node->left, false, out);
        }
    });
    return out;
}

/// Whether a comparison that holds bounds the measure from below: `measure - (greater side - lesser side)` is a
/// constant.
bool boundsBelow(const SourceSet& sources, const Linear& measure, const BinaryExpr& comparison, bool holds) {
    bool less;
    switch (comparison.op) {
    case BinaryOp::Lt:
    case BinaryOp::Le: less = holds; break;
    case BinaryOp::Gt:
    case BinaryOp::Ge: less = !holds; break;
    default: return false;   // says nothing of the smaller side
    }
    static const std::map<std::string, const Expr*> kNothing;
    LinearForm form(sources, kNothing);
    Linear rest = measure;
    rest.add(form.of(less ? comparison.right : comparison.left), -1);
    rest.add(form.of(less ? comparison.left : comparison.right), 1);
    return rest.isConstant();
}

/// What makes a function one that is written out where it is called; null if nothing does.
const char* writtenOut(const Symbol& function, const TypeStore& types) {
    const auto& args = function.type->args;
    if (types.resolved(args.back())->kind == Kind::Send) return "makes sends";
    bool takes =
        std::any_of(args.begin(), args.end(), [&](TypeRef arg) { return types.resolved(arg)->kind == Kind::Function; });
    return takes ? "takes a function" : nullptr;
}

}   // namespace

/// A recursive call must make the `decreases` measure smaller by a constant, or pass on a part of an enum argument.
void Checker::checkTotality(SymbolId id) {
    const auto& decl = std::get<FunctionDecl>(symbol(id).decl->node);
    if (decl.body == nullptr) return;
    // functions reachable from the body, for mutual recursion
    std::function<std::set<SymbolId>(const Expr*, uint32_t)> calls = [&](const Expr* body, uint32_t m) {
        std::set<SymbolId> out;
        walk(body, [&](const Expr* expr) {
            if (const auto* call = std::get_if<CallExpr>(&expr->node))
                if (const auto* name = std::get_if<NameExpr>(&call->callee->node)) {
                    SymbolId target = program_.modules[m].resolve(name->path.back());
                    if (target != kNoSymbol && symbol(target).kind == SymbolKind::Function) out.insert(target);
                }
        });
        return out;
    };
    std::function<bool(SymbolId, std::set<SymbolId>&)> reaches = [&](SymbolId from, std::set<SymbolId>& seen) {
        if (from == id) return true;
        if (!seen.insert(from).second) return false;
        const auto& other = std::get<FunctionDecl>(symbol(from).decl->node);
        if (other.body == nullptr) return false;
        for (SymbolId next : calls(other.body, symbol(from).module))
            if (reaches(next, seen)) return true;
        return false;
    };
    // variables that hold a strict part of an enum parameter
    std::map<std::string, std::string> partOf;
    std::function<void(const Pattern*, const std::string&, bool)> parts = [&](const Pattern* pattern,
                                                                              const std::string& whole, bool inside) {
        if (const auto* bind = std::get_if<BindPattern>(&pattern->node)) {
            if (inside) partOf[bind->name.text] = whole;
        } else if (const auto* constructor = std::get_if<ConstructorPattern>(&pattern->node))
            for (const Pattern* arg : constructor->args) parts(arg, whole, true);
        else if (const auto* tuple = std::get_if<TuplePattern>(&pattern->node))
            for (const Pattern* item : tuple->items) parts(item, whole, inside);
        else if (const auto* record = std::get_if<RecordPattern>(&pattern->node))
            for (const FieldPattern& field : record->fields)
                if (field.pattern != nullptr) parts(field.pattern, whole, inside);
    };
    for (int round = 0; round < 3; ++round)   // parts of parts
        walk(decl.body, [&](const Expr* expr) {
            const auto* match = std::get_if<MatchExpr>(&expr->node);
            const auto* name = match == nullptr ? nullptr : std::get_if<NameExpr>(&match->value->node);
            if (name == nullptr || name->path.size() != 1) return;
            std::string whole = name->path[0].text;
            bool isPart = partOf.count(whole) != 0;
            for (const MatchArm& arm : match->arms) parts(arm.pattern, isPart ? partOf[whole] : whole, isPart);
        });
    walk(decl.body, [&](const Expr* expr) {
        const auto* call = std::get_if<CallExpr>(&expr->node);
        const auto* name = call == nullptr ? nullptr : std::get_if<NameExpr>(&call->callee->node);
        if (name == nullptr) return;
        SymbolId target = program_.modules[symbol(id).module].resolve(name->path.back());
        if (target == kNoSymbol || symbol(target).kind != SymbolKind::Function) return;
        std::set<SymbolId> seen;
        if (!reaches(target, seen)) return;
        if (const char* why = writtenOut(symbol(target), types_);
            why != nullptr && writtenOut(symbol(id), types_) != nullptr) {
            diagnostics_
                .report(Code::HigherOrderNotYet, name->path.back().span,
                        fmt::format("`{}` {} and calls itself", symbol(target).name, why))
                .note("such a function is written out where it is called, so it cannot contain itself");
            return;
        }
        const auto& other = std::get<FunctionDecl>(symbol(target).decl->node);
        std::map<std::string, const Expr*> replaced;
        for (size_t i = 0; i < other.params.size() && i < call->args.size(); ++i)
            replaced[other.params[i].name.text] = call->args[i];
        if (decl.decreases != nullptr && other.decreases != nullptr) {
            Linear now = LinearForm(sources_, replaced).of(other.decreases);
            now.add(LinearForm(sources_, {}).of(decl.decreases), -1);
            if (now.isNegativeConstant()) {
                TypeRef measure = program_.modules[symbol(id).module].typeOf(decl.decreases->id);
                if (measure != nullptr && types_.resolved(measure)->kind == Kind::Nat) return;
                Linear start = LinearForm(sources_, {}).of(decl.decreases);
                for (const auto& [comparison, holds] : factsAt(decl.body, expr->span))
                    if (boundsBelow(sources_, start, *comparison, holds)) return;
                diagnostics_.report(Code::NotTotal, expr->span, symbol(id).name)
                    .note("nothing keeps the value of `decreases` from falling for ever: make it a Nat, or call only "
                          "under a condition like `n > 0`");
                return;
            }
        }
        bool structural = false;
        if (decl.decreases == nullptr)
            for (size_t i = 0; i < decl.params.size() && i < call->args.size(); ++i)
                if (const auto* arg = std::get_if<NameExpr>(&call->args[i]->node);
                    arg != nullptr && arg->path.size() == 1)
                    structural |=
                        partOf.count(arg->path[0].text) != 0 && partOf[arg->path[0].text] == decl.params[i].name.text;
        if (structural) return;
        auto& diagnostic = diagnostics_.report(Code::NotTotal, expr->span, symbol(id).name);
        diagnostic.note(
            decl.decreases == nullptr
                ? "write `decreases e` after the signature, with an integer that every recursive call makes smaller"
                : "the value of `decreases` must be smaller by a constant at this call");
    });
}

/// An enum has a value: some constructor needs no value of the enum itself.
void Checker::checkInhabited() {
    std::set<SymbolId> inhabited;
    std::function<bool(TypeRef)> has = [&](TypeRef type) {
        type = types_.resolved(type);
        if (type->kind == Kind::Enum) return inhabited.count(type->symbol) != 0;
        if (type->kind != Kind::Tuple && type->kind != Kind::Record) return true;   // collections can be empty
        return std::all_of(type->args.begin(), type->args.end(), has);
    };
    auto enums = [&](const std::function<void(SymbolId)>& visit) {
        for (SymbolId id = 0; id < program_.symbols.size(); ++id)
            if (symbol(id).kind == SymbolKind::Enum && inhabited.count(id) == 0) visit(id);
    };
    for (bool progress = true; progress;) {
        progress = false;
        enums([&](SymbolId id) {
            for (SymbolId constructor : symbol(id).members) {
                const auto& fields = symbol(constructor).members;
                if (!std::all_of(fields.begin(), fields.end(), [&](SymbolId field) { return has(symbol(field).type); }))
                    continue;
                progress = true;
                inhabited.insert(id);
                return;
            }
        });
    }
    enums([&](SymbolId id) {
        if (symbol(id).members.empty()) return;   // reported where it is declared
        diagnostics_.report(Code::EmptyType, symbol(id).nameSpan, symbol(id).name)
            .note("every constructor needs a value of the enum itself");
    });
}

/// Types that are stored, compared or sent are data; nothing was left unknown.
void Checker::checkDataTypes() {
    std::function<TypeRef(TypeRef)> offender = [&](TypeRef type) -> TypeRef {
        type = types_.resolved(type);
        switch (type->kind) {
        case Kind::Function:
        case Kind::Class:
        case Kind::Process:
        case Kind::Event:
        case Kind::Formula:
        case Kind::Send: return type;
        default: break;   // data, if its parts are
        }
        for (TypeRef arg : type->args)
            if (TypeRef found = offender(arg)) return found;
        return nullptr;
    };
    std::set<std::pair<uint32_t, uint32_t>> told;
    for (const DataUse& one : dataUses_) {
        TypeRef bad = offender(one.type);
        if (bad == nullptr || !told.insert({one.span.file, one.span.begin}).second) continue;
        if (bad->kind == Kind::Send) diagnostics_.report(Code::SendNotStored, one.span);
        else
            diagnostics_.report(Code::NoEquality, one.span,
                                bad->kind == Kind::Function ? "a function"
                                : bad->kind == Kind::Class  ? "an event class"
                                                            : text(bad));
    }
    std::function<bool(TypeRef)> open = [&](TypeRef type) {
        type = types_.resolved(type);
        if (type->kind == Kind::Variable) return true;
        for (TypeRef arg : type->args)
            if (open(arg)) return true;
        return false;
    };
    for (const ToInfer& one : toInfer_)
        if (open(one.type)) diagnostics_.report(Code::CannotInfer, one.span, one.name);
}

}   // namespace evd::sema
