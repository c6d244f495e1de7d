// What systems, and classes composed of processes, consist of.

#include "frontend/sema/checker.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

namespace {

/// The body of what composes processes under a name: a class, or a system. Null for everything else.
const ClassExpr* bodyOf(const Symbol& s) {
    if (s.decl == nullptr) return nullptr;
    if (s.kind == SymbolKind::Class) return std::get<ClassDecl>(s.decl->node).body;
    if (s.kind == SymbolKind::System) return std::get<SystemDecl>(s.decl->node).body;
    return nullptr;
}

}   // namespace

bool Checker::placesProcesses(const ClassExpr* expr) {
    if (const auto* node = std::get_if<UnionClass>(&expr->node))
        return placesProcesses(node->left) || placesProcesses(node->right);
    if (const auto* node = std::get_if<AtClass>(&expr->node)) return placesProcesses(node->source);
    const auto* ref = std::get_if<ClassRef>(&expr->node);
    SymbolId id = ref == nullptr ? kNoSymbol : lookup(ref->path);
    if (id == kNoSymbol) return false;
    if (symbol(id).kind == SymbolKind::Process || symbol(id).kind == SymbolKind::System) return true;
    const ClassExpr* body = bodyOf(symbol(id));
    if (body == nullptr || !unfolding_.insert(id).second) return false;   // round in a circle: EVD2030
    Within there(*this, symbol(id).module);
    bool places = placesProcesses(body);
    unfolding_.erase(id);
    return places;
}

bool Checker::wantsPlace(const ClassExpr* expr) {
    if (const auto* node = std::get_if<UnionClass>(&expr->node))
        return wantsPlace(node->left) || wantsPlace(node->right);
    const auto* ref = std::get_if<ClassRef>(&expr->node);   // what has an `at` is placed
    SymbolId id = ref == nullptr ? kNoSymbol : lookup(ref->path);
    if (id == kNoSymbol) return false;
    if (symbol(id).kind == SymbolKind::Process) return true;
    if (symbol(id).kind != SymbolKind::Class || !placesProcesses(expr) || !unfolding_.insert(id).second) return false;
    Within there(*this, symbol(id).module);
    bool wants = wantsPlace(bodyOf(symbol(id)));
    unfolding_.erase(id);
    return wants;
}

/// A process, a class composed of processes, or a system that is named as part of a system.
void Checker::inferPart(const ClassExpr* expr, const ClassRef& ref, SymbolId id) {
    setType(expr->id, types_.basic(Kind::Process));
    moduleOf(ref.path);
    const Name& name = ref.path.back();
    use(name, id);
    if (roleOf(id) == ProcessRole::Observer)
        diagnostics_.report(Code::ObserverIsNowhere, name.span, name.text, "it sees every system without being placed")
            .label(symbol(id).nameSpan, "declared as an observer");
    inferSymbol(id);
    std::vector<TypeRef> expected;
    for (SymbolId member : symbol(id).members)
        if (symbol(member).kind == SymbolKind::Parameter) expected.push_back(symbol(member).type);
    std::vector<const Expr*> args(ref.args.begin(), ref.args.end());
    if (args.size() != expected.size())
        diagnostics_.report(Code::WrongArgumentCount, name.span, name.text,
                            fmt::format("{} argument{}", expected.size(), expected.size() == 1 ? "" : "s"),
                            args.size());
    checkArgs(name.text, name, expected, args, {}, id);
}

/// What a system consists of. `placed`: what is around it says where, as in `(P || Q) at nodes`, or will say it, as of
/// a class that is composed of processes.
void Checker::inferSystem(const ClassExpr* expr, bool placed) {
    if (const auto* node = std::get_if<UnionClass>(&expr->node)) {
        inferSystem(node->left, placed);
        inferSystem(node->right, placed);
        return;
    }
    if (const auto* node = std::get_if<AtClass>(&expr->node); node != nullptr && placesProcesses(node->source)) {
        inferSystem(node->source, true);
        places(node->locations, {});
        return;
    }
    const auto* ref = std::get_if<ClassRef>(&expr->node);
    if (placesProcesses(expr)) {
        inferPart(expr, *ref, lookup(ref->path));
        if (!placed && wantsPlace(expr))
            diagnostics_.report(Code::UnexpectedToken, expr->span, "`" + ref->path.back().text + "` alone",
                                "where it runs: `" + ref->path.back().text + " at …`");
        return;
    }
    Nested scope(*this);
    const ClassExpr* what = expr;
    if (const auto* node = std::get_if<AtClass>(&expr->node)) what = node->source;
    ref = std::get_if<ClassRef>(&what->node);
    auto isPlaceable = [](const Symbol& s) { return s.kind == SymbolKind::Process || s.kind == SymbolKind::Class; };
    if (ref != nullptr && lookup(ref->path) == kNoSymbol && ref->path.size() == 1 && !ref->path[0].missing()) {
        unknown(Code::UnknownProcess, ref->path[0], isPlaceable);
        return;
    }
    TypeRef value = inferClassExpr(expr, {});
    solvePending();
    if (!types_.unify(value, types_.basic(Kind::Send)))
        diagnostics_.report(Code::SystemOutput, expr->span, text(value));
}

}   // namespace evd::sema
