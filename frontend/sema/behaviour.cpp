#include "frontend/sema/behaviour.h"

#include "frontend/syntax/walk.h"

#include <functional>
#include <map>

namespace evd::sema {

using namespace syntax;

namespace {

class Reader {
public:
    Reader(const Program& program, uint32_t module) : program_(program), module_(module) {}

    Behaviour out;

    void body(const std::vector<Stmt*>& statements) {
        walk(statements, visitor());
        walkStatements(statements, [&](const Stmt* stmt) {
            if (const auto* spawn = std::get_if<SpawnStmt>(&stmt->node)) mention(spawn->process.back(), out.spawns);
            if (const auto* become = std::get_if<BecomeStmt>(&stmt->node)) mention(become->process.back(), out.spawns);
        });
    }

    void value(const Expr* expr) {
        if (expr != nullptr) walk(expr, visitor());
    }

    void classExpr(const ClassExpr* whole) {
        if (whole == nullptr) return;
        walk(whole, visitor());
        std::set<const ClassExpr*> apart;
        walkClasses(whole, [&](const ClassExpr* part) {
            const ClassExpr* own = ownMemory(part);
            if (own != nullptr) walkClasses(own, [&](const ClassExpr* inner) { apart.insert(inner); });
            if (const auto* message = std::get_if<MessageClass>(&part->node))
                sentOrReceived(message->message.back(), out.receives);
            if (const auto* ref = std::get_if<ClassRef>(&part->node))
                mention(ref->path.back(), apart.count(part) != 0 ? out.spawns : out.parts);
        });
    }

private:
    ExprVisitor visitor() {
        return [this](const Expr* expr) {
            if (const auto* send = std::get_if<SendExpr>(&expr->node)) sentOrReceived(send->message.back(), out.sends);
            if (const auto* name = std::get_if<NameExpr>(&expr->node)) {
                SymbolId id = resolve(name->path.back());
                if (id != kNoSymbol && program_[id].kind == SymbolKind::Function) out.parts.push_back({id, expr->span});
            }
        };
    }

    /// The part of a class expression that gets an automaton of its own, or null.
    const ClassExpr* ownMemory(const ClassExpr* part) const {
        if (const auto* spawn = std::get_if<SpawnClass>(&part->node)) return spawn->child;
        if (const auto* once = std::get_if<OnceClass>(&part->node))
            return spawnsIn(once->source) ? once->source : nullptr;
        if (const auto* until = std::get_if<UntilClass>(&part->node))
            return spawnsIn(until->source) ? until->source : nullptr;
        return nullptr;
    }

    /// Whether the class, or a class it refers to, has `each … spawn`.
    bool spawnsIn(const ClassExpr* whole) const {
        bool found = false;
        std::set<SymbolId> seen;
        std::function<void(uint32_t, const ClassExpr*)> look = [&](uint32_t module, const ClassExpr* from) {
            walkClasses(from, [&](const ClassExpr* part) {
                found |= std::holds_alternative<SpawnClass>(part->node);
                const auto* ref = std::get_if<ClassRef>(&part->node);
                SymbolId id = ref == nullptr ? kNoSymbol : program_.modules[module].resolve(ref->path.back());
                if (id == kNoSymbol || program_[id].decl == nullptr || !seen.insert(id).second) return;
                if (const auto* decl = std::get_if<ClassDecl>(&program_[id].decl->node))
                    look(program_[id].module, decl->body);
            });
        };
        look(module_, whole);
        return found;
    }

    void mention(const Name& name, std::vector<Mention>& list) const {
        SymbolId id = resolve(name);
        if (id != kNoSymbol) list.push_back({id, name.span});
    }

    /// `use` may have made it one with the message of another module.
    void sentOrReceived(const Name& name, std::vector<Mention>& list) const {
        SymbolId id = resolve(name);
        if (id != kNoSymbol) list.push_back({program_.wire(id), name.span});
    }

    SymbolId resolve(const Name& name) const { return program_.modules[module_].resolve(name); }

    const Program& program_;
    uint32_t module_;
};

/// Whether a symbol is a whole declaration that does something; its members share the declaration.
bool behaves(SymbolKind kind) {
    switch (kind) {
    case SymbolKind::Function:
    case SymbolKind::Class:
    case SymbolKind::State:
    case SymbolKind::Process:
    case SymbolKind::System: return true;
    default: return false;   // every other kind
    }
}

}   // namespace

Behaviour behaviourOf(const Program& program, SymbolId declared) {
    const Symbol& symbol = program[declared];
    Reader reader(program, symbol.module);
    if (symbol.decl == nullptr || !behaves(symbol.kind)) return {};
    if (const auto* node = std::get_if<ClassDecl>(&symbol.decl->node)) reader.classExpr(node->body);
    if (const auto* node = std::get_if<SystemDecl>(&symbol.decl->node)) reader.classExpr(node->body);
    if (const auto* node = std::get_if<FunctionDecl>(&symbol.decl->node)) reader.value(node->body);
    if (const auto* node = std::get_if<StateDecl>(&symbol.decl->node)) {
        reader.value(node->initial);
        for (const StateClause& clause : node->clauses) {
            reader.classExpr(clause.on);
            reader.value(clause.value);
        }
    }
    if (const auto* node = std::get_if<ProcessDecl>(&symbol.decl->node))
        for (const ProcessMember& member : node->members) {
            if (const auto* variable = std::get_if<VarDecl>(&member)) reader.value(variable->initial);
            if (const auto* handler = std::get_if<HandlerDecl>(&member)) {
                reader.classExpr(handler->event);
                reader.value(handler->guard);
                reader.body(handler->body);
            }
            if (const auto* action = std::get_if<ActionDecl>(&member)) {
                reader.value(action->guard);
                reader.body(action->body);
            }
        }
    return std::move(reader.out);
}

std::set<SymbolId> reachable(const Program& program, const std::vector<SymbolId>& from, bool spawned) {
    std::set<SymbolId> found(from.begin(), from.end());
    std::vector<SymbolId> open = from;
    while (!open.empty()) {
        Behaviour behaviour = behaviourOf(program, open.back());
        open.pop_back();
        for (const Mention& part : behaviour.parts)
            if (found.insert(part.symbol).second) open.push_back(part.symbol);
        if (!spawned) continue;
        for (const Mention& child : behaviour.spawns)
            if (found.insert(child.symbol).second) open.push_back(child.symbol);
    }
    return found;
}

std::set<SymbolId> leadingToCircles(const Program& program) {
    std::map<SymbolId, std::set<SymbolId>> from;   // who mentions it
    std::map<SymbolId, size_t> mentioned;          // how many it mentions that are left
    std::vector<SymbolId> ends;                    // mentions nothing that is left
    for (SymbolId id = 0; id < program.symbols.size(); ++id) {
        Behaviour behaviour = behaviourOf(program, id);
        std::set<SymbolId> to;
        for (const Mention& one : behaviour.parts) to.insert(one.symbol);
        for (const Mention& one : behaviour.spawns) to.insert(one.symbol);
        for (SymbolId one : to) from[one].insert(id);
        mentioned[id] = to.size();
        if (to.empty()) ends.push_back(id);
    }
    while (!ends.empty()) {
        SymbolId id = ends.back();
        ends.pop_back();
        mentioned.erase(id);
        for (SymbolId by : from[id])
            if (--mentioned[by] == 0) ends.push_back(by);
    }
    std::set<SymbolId> out;
    for (const auto& [id, count] : mentioned) out.insert(id);
    return out;
}

}   // namespace evd::sema
