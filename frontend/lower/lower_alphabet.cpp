// Which events a class looks at: its messages, whether every event matters, and what the patterns of a message share.

#include "frontend/lower/lower_class.h"

namespace evd::lower {

using ir::Op;
using ir::TypeKind;
using sema::SymbolKind;
using namespace syntax;

namespace {

/// Every message pattern of a class expression, references followed.
void eachMessage(const ClassExpr* c, const std::function<void(const MessageClass&)>& see,
                 const std::function<void(const ClassExpr*, const ClassRef&, bool child)>& refer) {
    std::visit(
        [&](const auto& node) {
            using N = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<N, MessageClass>) see(node);
            else if constexpr (std::is_same_v<N, ClassRef>) refer(c, node, false);
            else if constexpr (std::is_same_v<N, AsClass> || std::is_same_v<N, RuleClass> ||
                               std::is_same_v<N, OnceClass> || std::is_same_v<N, LatestClass> ||
                               std::is_same_v<N, AtClass>)
                eachMessage(node.source, see, refer);
            else if constexpr (std::is_same_v<N, PairClass> || std::is_same_v<N, UnionClass>) {
                eachMessage(node.left, see, refer);
                eachMessage(node.right, see, refer);
            } else if constexpr (std::is_same_v<N, UntilClass>) {
                eachMessage(node.source, see, refer);
                eachMessage(node.end, see, refer);
            } else if constexpr (std::is_same_v<N, BeforeClass>) eachMessage(node.state, see, refer);
            else if constexpr (std::is_same_v<N, SpawnClass>) {
                eachMessage(node.source, see, refer);
                eachMessage(node.child, see,
                            [&](const ClassExpr* at, const ClassRef& ref, bool) { refer(at, ref, true); });
            }
        },
        c->node);
}

}   // namespace

/// The messages at which the class, or a child it spawns, may have a value or change; and whether it has a `start`
/// part.
void ClassLowering::alphabet(const ClassExpr* c, const Env& env, std::set<ir::MessageId>& messages, bool& starts,
                             std::set<SymbolId>& seen) {
    if (std::holds_alternative<StartClass>(c->node)) starts = true;
    std::function<void(const ClassExpr*)> findStart = [&](const ClassExpr* part) {
        std::visit(
            [&](const auto& node) {
                using N = std::decay_t<decltype(node)>;
                if constexpr (std::is_same_v<N, StartClass>) starts = true;
                else if constexpr (std::is_same_v<N, AsClass> || std::is_same_v<N, RuleClass> ||
                                   std::is_same_v<N, OnceClass> || std::is_same_v<N, LatestClass> ||
                                   std::is_same_v<N, AtClass> || std::is_same_v<N, SpawnClass>)
                    findStart(node.source);
                else if constexpr (std::is_same_v<N, PairClass> || std::is_same_v<N, UnionClass>) {
                    findStart(node.left);
                    findStart(node.right);
                } else if constexpr (std::is_same_v<N, UntilClass>) {
                    findStart(node.source);
                    findStart(node.end);
                }
            },
            part->node);
    };
    findStart(c);
    eachMessage(
        c, [&](const MessageClass& node) { messages.insert(l_.message(node.message.back(), env)); },
        [&](const ClassExpr* at, const ClassRef& ref, bool child) {
            if (isWholeState(at)) {
                for (const StateClause& clause : std::get<StateDecl>(l_.symbol(wholeState_).decl->node).clauses)
                    alphabet(clause.on, env, messages, starts, seen);
                return;
            }
            SymbolId id = l_.resolve(ref.path.back(), env);
            const sema::Symbol& s = l_.symbol(id);
            if (!seen.insert(id).second) return;
            Env inner = l_.moduleEnv(s.module);
            bool ignored = false;
            bool& sees = child ? ignored : starts;   // a child's start is its own
            if (s.kind == SymbolKind::Class)
                alphabet(std::get<ClassDecl>(s.decl->node).body, inner, messages, sees, seen);
            else
                for (const StateClause& clause : std::get<StateDecl>(s.decl->node).clauses)
                    alphabet(clause.on, inner, messages, sees, seen);
        });
}

/// Whether the class may have a value at an event that is none of its messages: it shows a state or a latest value.
bool ClassLowering::everyEvent(const ClassExpr* c, const Env& env) {
    return std::visit(
        [&](const auto& node) -> bool {
            using N = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<N, BeforeClass> || std::is_same_v<N, LatestClass>) return true;
            else if constexpr (std::is_same_v<N, ClassRef>) {
                if (isWholeState(c)) return true;
                SymbolId id = l_.resolve(node.path.back(), env);
                const sema::Symbol& s = l_.symbol(id);
                return s.kind == SymbolKind::State ||
                       everyEvent(std::get<ClassDecl>(s.decl->node).body, l_.moduleEnv(s.module));
            } else if constexpr (std::is_same_v<N, AsClass> || std::is_same_v<N, RuleClass> ||
                                 std::is_same_v<N, OnceClass> || std::is_same_v<N, AtClass> ||
                                 std::is_same_v<N, UntilClass>)
                return everyEvent(node.source, env);
            else if constexpr (std::is_same_v<N, PairClass>)
                return everyEvent(node.left, env) && everyEvent(node.right, env);
            else if constexpr (std::is_same_v<N, UnionClass>)
                return everyEvent(node.left, env) || everyEvent(node.right, env);
            else if constexpr (std::is_same_v<N, SpawnClass>) {
                if (everyEvent(node.source, env)) return true;
                static thread_local std::set<const ClassExpr*> visiting;   // a class may spawn itself
                if (!visiting.insert(node.child).second) return false;
                bool result = everyEvent(node.child, env);
                visiting.erase(node.child);
                return result;
            } else return false;
        },
        c->node);
}

/// Whether some memory inside (of a state, `once`, `until`, `latest` or of what was spawned) may change at an event
/// that is none of the class's messages, because what it remembers has values there.
bool ClassLowering::remembersEveryEvent(const ClassExpr* body, const Env& env) {
    std::set<SymbolId> seen;
    std::function<bool(const ClassExpr*, const Env&)> visit = [&](const ClassExpr* c, const Env& here) {
        auto remembered = [&](const ClassExpr* part) { return everyEvent(part, here) || visit(part, here); };
        return std::visit(
            [&](const auto& node) -> bool {
                using N = std::decay_t<decltype(node)>;
                if constexpr (std::is_same_v<N, ClassRef>) {
                    if (isWholeState(c)) return true;
                    SymbolId id = l_.resolve(node.path.back(), here);
                    if (!seen.insert(id).second) return false;
                    const sema::Symbol& s = l_.symbol(id);
                    Env inner = l_.moduleEnv(s.module);
                    if (s.kind == SymbolKind::Class) return visit(std::get<ClassDecl>(s.decl->node).body, inner);
                    for (const StateClause& clause : std::get<StateDecl>(s.decl->node).clauses)
                        if (everyEvent(clause.on, inner) || visit(clause.on, inner)) return true;
                    return false;
                } else if constexpr (std::is_same_v<N, AsClass> || std::is_same_v<N, RuleClass> ||
                                     std::is_same_v<N, AtClass>)
                    return visit(node.source, here);
                else if constexpr (std::is_same_v<N, PairClass> || std::is_same_v<N, UnionClass>)
                    return visit(node.left, here) || visit(node.right, here);
                else if constexpr (std::is_same_v<N, OnceClass> || std::is_same_v<N, LatestClass>)
                    return remembered(node.source);
                else if constexpr (std::is_same_v<N, UntilClass>)
                    return visit(node.source, here) || remembered(node.end);
                else if constexpr (std::is_same_v<N, BeforeClass>) return visit(node.state, here);
                else if constexpr (std::is_same_v<N, SpawnClass>)
                    return remembered(node.source) || visit(node.child, here);
                else return false;
            },
            c->node);
    };
    return visit(body, env);
}

/// Equations `field == parameter` that every pattern of the message in the class shares.
std::vector<ir::ExprId> ClassLowering::pins(const ClassExpr* body, const Env& env, ir::MessageId message) {
    std::optional<std::map<uint32_t, ir::ExprId>> common;
    // A class with its arguments: which parameter each is, if it is one.
    std::set<std::pair<SymbolId, std::vector<std::optional<uint32_t>>>> seen;
    std::function<void(const ClassExpr*, const Env&)> visit = [&](const ClassExpr* c, const Env& here) {
        eachMessage(
            c,
            [&](const MessageClass& node) {
                if (l_.message(node.message.back(), here) != message) return;
                std::map<uint32_t, ir::ExprId> found;
                for (uint32_t i = 0; i < node.args.size(); ++i)
                    if (const auto* pin = std::get_if<PinPattern>(&node.args[i]->node))
                        if (const auto* name = std::get_if<NameExpr>(&pin->value->node)) {
                            auto meaning = here.names.find(l_.resolve(name->path.back(), here));
                            if (meaning != here.names.end() && meaning->second.value.valid() &&
                                l_.m_[meaning->second.value].op == Op::Param)
                                found[i] = meaning->second.value;
                        }
                if (!common) {
                    common = found;
                    return;
                }
                for (auto at = common->begin(); at != common->end();) {
                    auto same = found.find(at->first);
                    bool keep = same != found.end() && l_.m_[same->second].index == l_.m_[at->second].index;
                    at = keep ? std::next(at) : common->erase(at);
                }
            },
            [&](const ClassExpr* at, const ClassRef& ref, bool) {
                if (isWholeState(at)) {
                    common = std::map<uint32_t, ir::ExprId>{};
                    return;
                }
                SymbolId id = l_.resolve(ref.path.back(), here);
                const sema::Symbol& s = l_.symbol(id);
                std::vector<std::optional<uint32_t>> args;
                Env inner = l_.moduleEnv(s.module);
                for (size_t i = 0; i < s.members.size() && i < ref.args.size(); ++i) {
                    const auto* name = std::get_if<NameExpr>(&ref.args[i]->node);
                    auto meaning =
                        name == nullptr ? here.names.end() : here.names.find(l_.resolve(name->path.back(), here));
                    bool param = meaning != here.names.end() && meaning->second.value.valid() &&
                                 l_.m_[meaning->second.value].op == Op::Param;
                    if (param) inner.names[s.members[i]] = meaning->second;
                    args.push_back(param ? std::optional(l_.m_[meaning->second.value].index) : std::nullopt);
                }
                if (!seen.emplace(id, std::move(args)).second) return;
                if (s.kind == SymbolKind::Class) visit(std::get<ClassDecl>(s.decl->node).body, inner);
                else
                    for (const StateClause& clause : std::get<StateDecl>(s.decl->node).clauses) visit(clause.on, inner);
            });
    };
    visit(body, env);
    std::vector<ir::ExprId> out;
    if (common)
        for (const auto& [field, param] : *common) {
            ir::ExprId value = l_.make(Op::Field, l_.m_.messages[message].fields[field].type, body->span, {}, field);
            out.push_back(l_.make(Op::Eq, l_.basic(TypeKind::Bool), body->span, {value, param}));
        }
    return out;
}

}   // namespace evd::lower
