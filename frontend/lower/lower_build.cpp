// Small makers of expressions and statements, with the simplifications that keep the result readable.

#include "frontend/lower/lowering.h"

#include <algorithm>
#include <map>
#include <set>

namespace evd::lower {

using ir::Op;
using ir::TypeKind;

ir::ExprId Lowering::make(Op op, ir::TypeId type, Span span, std::vector<ir::ExprId> args, uint32_t index,
                          int64_t value) {
    if (++made_ > kMadeMax) throw TooLarge{span};
    return m_.add(ir::Expr{op, type, index, value, std::move(args), span});
}

ir::ExprId Lowering::logic(Op op, ir::ExprId a, ir::ExprId b, Span span) {
    bool neutral = op == Op::And;   // true and x = x; false or x = x
    if (m_[a].op == Op::Bool) return (m_[a].value != 0) == neutral ? b : a;
    if (m_[b].op == Op::Bool && (m_[b].value != 0) == neutral) return a;
    return make(op, basic(TypeKind::Bool), span, {a, b});
}

ir::ExprId Lowering::negate(ir::ExprId a, Span span) {
    if (m_[a].op == Op::Bool) return boolean(m_[a].value == 0, span);
    return make(Op::Not, basic(TypeKind::Bool), span, {a});
}

ir::ExprId Lowering::all(const std::vector<ir::ExprId>& conditions, Span span) {
    ir::ExprId whole = boolean(true, span);
    for (size_t i = conditions.size(); i-- > 0;) whole = logic(Op::And, conditions[i], whole, span);
    return whole;
}

ir::ExprId Lowering::get(ir::ExprId product, uint32_t position, Span span) {
    if (m_[product].op == Op::Tuple) return m_[product].args[position];
    return make(Op::Get, m_.types[typeOf(product)].args[position], span, {product}, position);
}

ir::ExprId Lowering::contains(ir::ExprId where, ir::ExprId location, Span span) {
    bool single = kindOf(where) == TypeKind::Loc;
    return make(single ? Op::Eq : Op::Contains, basic(TypeKind::Bool), span, {where, location});
}

bool Lowering::knownNatural(ir::ExprId id) const {
    const ir::Expr& e = m_[id];
    switch (e.op) {
    case Op::Int: return e.value >= 0;
    case Op::Size:
    case Op::Count:
    case Op::CheckNat: return true;
    case Op::Local:
    case Op::Var:
    case Op::Param:
    case Op::SystemParam:
    case Op::ParamCall:
    case Op::Field:
    case Op::Payload:
    case Op::Call: return m_.types[e.type].kind == TypeKind::Nat;
    case Op::Add:
    case Op::Mul:
    case Op::Min: return knownNatural(e.args[0]) && knownNatural(e.args[1]);
    case Op::Max: return knownNatural(e.args[0]) || knownNatural(e.args[1]);
    case Op::Mod: return true;   // Euclidean
    case Op::Div: return knownNatural(e.args[0]) && knownNatural(e.args[1]);
    case Op::If: return knownNatural(e.args[1]) && knownNatural(e.args[2]);
    case Op::Let: return knownNatural(e.args[1]);
    default: return false;   // if in doubt it is checked
    }
}

ir::ExprId Lowering::stored(ir::ExprId value, ir::TypeId place, Span span) {
    if (m_.types[place].kind != TypeKind::Nat || knownNatural(value)) return value;
    return make(Op::CheckNat, basic(TypeKind::Nat), span, {value});
}

ir::ExprId Lowering::storedPart(ir::ExprId value, sema::TypeRef declared, Span span) {
    bool natural = declared != nullptr && declared->kind == sema::Kind::Nat;
    return natural ? stored(value, basic(TypeKind::Nat), span) : value;
}

/// Whether an expression may stand several times: it is a name, or a part of one, and means the same throughout a body.
bool Lowering::isRepeatable(ir::ExprId id) const {
    const ir::Expr& e = m_[id];
    switch (e.op) {
    case Op::Local:
    case Op::Param:
    case Op::SystemParam:
    case Op::Field:
    case Op::Self:
    case Op::Sender:
    case Op::Int:
    case Op::Bool:
    case Op::Unit:
    case Op::Str: return true;
    case Op::Get:
    case Op::Payload: return isRepeatable(e.args[0]);
    case Op::Tuple:
        for (ir::ExprId arg : e.args)
            if (!isRepeatable(arg)) return false;
        return true;
    default: return false;   // a computation is bound to a name first
    }
}

ir::StmtId Lowering::statement(ir::StmtKind kind, Span span, const std::function<void(ir::Stmt&)>& fill) {
    if (++made_ > kMadeMax) throw TooLarge{span};
    ir::Stmt stmt;
    stmt.kind = kind;
    stmt.span = span;
    if (fill) fill(stmt);
    return m_.add(std::move(stmt));
}

ir::ExprId Lowering::bindRepeatable(ir::ExprId value, const std::string& name, Span span, Statements& out) {
    if (isRepeatable(value)) return value;
    ir::LocalId made = m_.addLocal(name, typeOf(value));
    out.push_back(statement(ir::StmtKind::Let, span, [&](ir::Stmt& s) {
        s.local = made;
        s.expr = value;
    }));
    return local(made, span);
}

uint32_t Lowering::bindings(const ir::Expr& e) const {
    if (e.op == Op::Let) return 1;
    if (e.op != Op::Fold) return 0;
    return m_.types[typeOf(e.args[0])].kind == ir::TypeKind::Map ? 3 : 2;
}

uint32_t Lowering::structure(ir::ExprId id) {
    std::map<ir::LocalId, uint32_t> bound;   // each time an expression is lowered it binds other locals
    std::function<uint32_t(ir::ExprId)> visit = [&](ir::ExprId at) {
        const ir::Expr e = m_[at];
        uint32_t index = e.index;
        std::vector<uint32_t> operands;
        for (size_t i = 0; i < e.args.size(); ++i) {
            uint32_t binds = i + 1 == e.args.size() ? bindings(e) : 0;
            for (uint32_t local = 0; local < binds; ++local)
                bound.emplace(e.index + local, static_cast<uint32_t>(bound.size()));
            if (binds > 0) index = bound.at(e.index);
            operands.push_back(visit(e.args[i]));
        }
        auto own = e.op == Op::Local ? bound.find(e.index) : bound.end();
        if (own != bound.end()) index = own->second;
        auto number = static_cast<uint32_t>(structures_.size());
        Structure made(e.op, e.type, index, own != bound.end() ? 1 : e.value, std::move(operands));
        return structures_.emplace(std::move(made), number).first->second;
    };
    return visit(id);
}

bool Lowering::isStable(ir::ExprId id) const {
    std::set<ir::LocalId> bound;
    std::function<bool(ir::ExprId)> visit = [&](ir::ExprId at) {
        const ir::Expr& e = m_[at];
        if (e.op == Op::Field || e.op == Op::Var || e.op == Op::Sender) return false;
        if (e.op == Op::Local && bound.count(e.index) == 0) return false;
        for (uint32_t local = 0, binds = bindings(e); local < binds; ++local) bound.insert(e.index + local);
        return std::all_of(e.args.begin(), e.args.end(), visit);
    };
    return visit(id);
}

}   // namespace evd::lower
