// Functions end (R3), and what must be data is data.

#include "frontend/sema/checker.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

namespace {

/// A sum of constants and multiples of terms; terms are compared by their source text.
struct Linear {
    int64_t constant = 0;
    std::map<std::string, int64_t> terms;
    void add(const Linear& other, int64_t factor) {
        constant += factor * other.constant;
        for (const auto& [term, count] : other.terms) terms[term] += factor * count;
    }
    bool isNegativeConstant() const {
        for (const auto& [term, count] : terms) if (count != 0) return false;
        return constant < 0;
    }
};

class LinearForm {
public:
    LinearForm(const SourceSet& sources, const std::map<std::string, const Expr*>& replaced) : sources_(sources), replaced_(replaced) {}

    Linear of(const Expr* expr) const {
        Linear out;
        if (const auto* number = std::get_if<IntLiteral>(&expr->node)) out.constant = number->value;
        else if (const auto* unary = std::get_if<UnaryExpr>(&expr->node); unary != nullptr && unary->op == UnaryOp::Negate) out.add(of(unary->operand), -1);
        else if (const auto* binary = std::get_if<BinaryExpr>(&expr->node); binary != nullptr && (binary->op == BinaryOp::Add || binary->op == BinaryOp::Sub)) {
            out = of(binary->left);
            out.add(of(binary->right), binary->op == BinaryOp::Add ? 1 : -1);
        } else {
            if (const auto* name = std::get_if<NameExpr>(&expr->node); name != nullptr && name->path.size() == 1)
                if (auto found = replaced_.find(name->path[0].text); found != replaced_.end()) return LinearForm(sources_, {}).of(found->second);
            out.terms[std::string(sources_.text(expr->span))] = 1;
        }
        return out;
    }

private:
    const SourceSet& sources_;
    const std::map<std::string, const Expr*>& replaced_;
};

} // namespace

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
        for (SymbolId next : calls(other.body, symbol(from).module)) if (reaches(next, seen)) return true;
        return false;
    };
    // variables that hold a strict part of an enum parameter
    std::map<std::string, std::string> partOf;
    std::function<void(const Pattern*, const std::string&, bool)> parts = [&](const Pattern* pattern, const std::string& whole, bool inside) {
        if (const auto* bind = std::get_if<BindPattern>(&pattern->node)) { if (inside) partOf[bind->name.text] = whole; }
        else if (const auto* constructor = std::get_if<ConstructorPattern>(&pattern->node)) for (const Pattern* arg : constructor->args) parts(arg, whole, true);
        else if (const auto* tuple = std::get_if<TuplePattern>(&pattern->node)) for (const Pattern* item : tuple->items) parts(item, whole, inside);
        else if (const auto* record = std::get_if<RecordPattern>(&pattern->node)) for (const FieldPattern& field : record->fields) if (field.pattern != nullptr) parts(field.pattern, whole, inside);
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
        const auto& other = std::get<FunctionDecl>(symbol(target).decl->node);
        std::map<std::string, const Expr*> replaced;
        for (size_t i = 0; i < other.params.size() && i < call->args.size(); ++i) replaced[other.params[i].name.text] = call->args[i];
        if (decl.decreases != nullptr && other.decreases != nullptr) {
            Linear now = LinearForm(sources_, replaced).of(other.decreases);
            now.add(LinearForm(sources_, {}).of(decl.decreases), -1);
            if (now.isNegativeConstant()) return;
        }
        bool structural = false;
        if (decl.decreases == nullptr)
            for (size_t i = 0; i < decl.params.size() && i < call->args.size(); ++i)
                if (const auto* arg = std::get_if<NameExpr>(&call->args[i]->node); arg != nullptr && arg->path.size() == 1)
                    structural |= partOf.count(arg->path[0].text) != 0 && partOf[arg->path[0].text] == decl.params[i].name.text;
        if (structural) return;
        auto& diagnostic = diagnostics_.report(Code::NotTotal, expr->span, symbol(id).name);
        diagnostic.note(decl.decreases == nullptr ? "write `decreases e` after the signature, with an integer that every recursive call makes smaller"
                                                  : "the value of `decreases` must be smaller by a constant at this call");
    });
}

/// Types that are stored, compared or sent are data; nothing was left unknown.
void Checker::checkDataTypes() {
    std::function<TypeRef(TypeRef)> offender = [&](TypeRef type) -> TypeRef {
        type = types_.resolved(type);
        switch (type->kind) {
        case Kind::Function: case Kind::Class: case Kind::Process: case Kind::Event: case Kind::Formula: case Kind::Send: return type;
        default: break;
        }
        for (TypeRef arg : type->args) if (TypeRef found = offender(arg)) return found;
        return nullptr;
    };
    std::set<std::pair<uint32_t, uint32_t>> told;
    for (const DataUse& one : dataUses_) {
        TypeRef bad = offender(one.type);
        if (bad == nullptr || !told.insert({one.span.file, one.span.begin}).second) continue;
        if (bad->kind == Kind::Send) diagnostics_.report(Code::SendNotStored, one.span);
        else diagnostics_.report(Code::NoEquality, one.span, bad->kind == Kind::Function ? "a function" : bad->kind == Kind::Class ? "an event class" : text(bad));
    }
    std::function<bool(TypeRef)> open = [&](TypeRef type) {
        type = types_.resolved(type);
        if (type->kind == Kind::Variable) return true;
        for (TypeRef arg : type->args) if (open(arg)) return true;
        return false;
    };
    for (const ToInfer& one : toInfer_)
        if (open(one.type)) diagnostics_.report(Code::CannotInfer, one.span, one.name);
}

} // namespace evd::sema
