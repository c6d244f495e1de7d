// Small makers of expressions and statements, with the simplifications that keep the result readable.

#include "frontend/lower/lowering.h"

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

uint32_t Lowering::structure(ir::ExprId id) {
    std::vector<uint32_t> operands;
    for (ir::ExprId arg : m_[id].args) operands.push_back(structure(arg));
    const ir::Expr& e = m_[id];
    auto number = static_cast<uint32_t>(structures_.size());
    return structures_.emplace(Structure(e.op, e.type, e.index, e.value, std::move(operands)), number).first->second;
}

}   // namespace evd::lower
