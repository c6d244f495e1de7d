// Expressions.

#include "frontend/lower/lower_formula.h"

#include "base/check.h"

#include <utility>

namespace evd::lower {

using ir::Op;
using ir::TypeKind;
using sema::BuiltinId;
using namespace syntax;

ir::ExprId Lowering::expr(const Expr* e, const Env& env) {
    Span span = e->span;
    if (inStatement_)
        if (auto part = FormulaLowering(*this).part(e, env)) return *part;
    if (const auto* node = std::get_if<IntLiteral>(&e->node)) return integer(node->value, span);
    if (const auto* node = std::get_if<BoolLiteral>(&e->node)) return boolean(node->value, span);
    if (const auto* node = std::get_if<TextLiteral>(&e->node)) {
        const sema::TypeRef type = program_.modules[env.module].typeOf(e->id);
        const bool place = type != nullptr && type->kind == sema::Kind::Loc;   // in a scenario
        return make(place ? Op::LocNamed : Op::Str, basic(place ? TypeKind::Loc : TypeKind::Str), span, {},
                    m_.addText(node->value));
    }
    if (const auto* node = std::get_if<BytesLiteral>(&e->node))
        return make(Op::Str, basic(TypeKind::Bytes), span, {}, m_.addText(node->value));
    if (const auto* node = std::get_if<DurationLiteral>(&e->node))
        return make(Op::Int, basic(TypeKind::Duration), span, {}, 0, node->nanoseconds);
    if (std::holds_alternative<SelfExpr>(e->node)) return make(Op::Self, basic(TypeKind::Loc), span);
    if (const auto* node = std::get_if<NameExpr>(&e->node)) return nameExpr(e, *node, env);
    if (const auto* node = std::get_if<CallExpr>(&e->node)) return call(e, *node, env);
    if (const auto* node = std::get_if<FieldExpr>(&e->node)) {
        BuiltinId built = program_.modules[env.module].operators[e->id];
        if (built != BuiltinId::None) return builtin(built, {node->object}, e->id, span, env);
        const sema::Use* named = use(node->field, env);
        if (named != nullptr && named->symbol != sema::kNoSymbol) {
            const sema::Symbol& s = symbol(named->symbol);
            if (s.kind == sema::SymbolKind::Function) return apply(named->symbol, named, {node->object}, span, env);
            if (s.kind == sema::SymbolKind::Param || s.kind == sema::SymbolKind::Constructor ||
                s.kind == sema::SymbolKind::Property || s.kind == sema::SymbolKind::Assumption ||
                s.kind == sema::SymbolKind::Quorum) {   // module.name
                NameExpr plain{{node->field}};
                return nameExpr(e, plain, env);
            }
        }
        ir::ExprId object = expr(node->object, env);
        const auto& names = m_.types[typeOf(object)].fields;
        return get(object,
                   static_cast<uint32_t>(std::find(names.begin(), names.end(), node->field.text) - names.begin()),
                   span);
    }
    if (const auto* node = std::get_if<IndexExpr>(&e->node))
        return builtin(program_.modules[env.module].operators[e->id], {node->object, node->index}, e->id, span, env);
    if (const auto* node = std::get_if<UnaryExpr>(&e->node)) {
        if (node->op == UnaryOp::Not) return negate(expr(node->operand, env), span);
        ir::ExprId operand = expr(node->operand, env);
        if (m_[operand].op == Op::Int && m_[operand].value >= 0)
            return make(Op::Int,
                        kindOf(operand) == TypeKind::Duration ? basic(TypeKind::Duration) : basic(TypeKind::Int), span,
                        {}, 0, -m_[operand].value);
        return make(Op::Neg, kindOf(operand) == TypeKind::Duration ? basic(TypeKind::Duration) : basic(TypeKind::Int),
                    span, {operand});
    }
    if (const auto* node = std::get_if<BinaryExpr>(&e->node)) {
        ir::TypeId truth = basic(TypeKind::Bool);
        switch (node->op) {
        case BinaryOp::And: return logic(Op::And, expr(node->left, env), expr(node->right, env), span);
        case BinaryOp::Or: return logic(Op::Or, expr(node->left, env), expr(node->right, env), span);
        case BinaryOp::Implies: return logic(Op::Or, negate(expr(node->left, env), span), expr(node->right, env), span);
        case BinaryOp::Iff: return make(Op::Eq, truth, span, {expr(node->left, env), expr(node->right, env)});
        case BinaryOp::Eq: return make(Op::Eq, truth, span, {expr(node->left, env), expr(node->right, env)});
        case BinaryOp::Ne: return make(Op::Ne, truth, span, {expr(node->left, env), expr(node->right, env)});
        case BinaryOp::Lt: return make(Op::Lt, truth, span, {expr(node->left, env), expr(node->right, env)});
        case BinaryOp::Le: return make(Op::Le, truth, span, {expr(node->left, env), expr(node->right, env)});
        case BinaryOp::Gt: return make(Op::Gt, truth, span, {expr(node->left, env), expr(node->right, env)});
        case BinaryOp::Ge: return make(Op::Ge, truth, span, {expr(node->left, env), expr(node->right, env)});
        case BinaryOp::In:
        case BinaryOp::NotIn: {
            ir::ExprId element = expr(node->left, env), whole = expr(node->right, env);
            ir::ExprId in = make(Op::Contains, truth, span, {whole, element});
            return node->op == BinaryOp::In ? in : negate(in, span);
        }
        default:   // arithmetic: which one the checker noted
            return builtin(program_.modules[env.module].operators[e->id], {node->left, node->right}, e->id, span, env);
        }
    }
    if (const auto* node = std::get_if<IfExpr>(&e->node)) {
        ir::ExprId condition = expr(node->condition, env), thenValue = expr(node->thenValue, env);
        return make(Op::If, typeOfNode(e->id, env), span, {condition, thenValue, expr(node->elseValue, env)});
    }
    if (const auto* node = std::get_if<MatchExpr>(&e->node)) return matchExpr(e, *node, env);
    if (const auto* node = std::get_if<LetExpr>(&e->node)) {
        ir::ExprId value = expr(node->value, env);
        if (node->type != nullptr) value = stored(value, typeOfNode(node->type->id, env), node->value->span);
        Env inner = env;
        std::vector<ir::ExprId> none;
        if (isRepeatable(value)) {
            pattern(node->pattern, value, inner, none);
            return expr(node->body, inner);
        }
        const auto* bind = std::get_if<BindPattern>(&node->pattern->node);
        ir::LocalId made = m_.addLocal(bind != nullptr ? bind->name.text : "bound", typeOf(value));
        pattern(node->pattern, local(made, span), inner, none);
        ir::ExprId body = expr(node->body, inner);
        return make(Op::Let, typeOf(body), span, {value, body}, made);
    }
    if (const auto* node = std::get_if<TupleExpr>(&e->node)) {
        std::vector<ir::ExprId> items;
        for (const Expr* item : node->items) items.push_back(expr(item, env));
        if (items.empty()) return make(Op::Unit, basic(TypeKind::Unit), span);
        return make(Op::Tuple, typeOfNode(e->id, env), span, items);
    }
    if (const auto* node = std::get_if<ListExpr>(&e->node)) {
        std::vector<ir::ExprId> items;
        for (const Expr* item : node->items) items.push_back(expr(item, env));
        return make(Op::List, typeOfNode(e->id, env), span, items);
    }
    if (const auto* node = std::get_if<SetExpr>(&e->node)) {
        std::vector<ir::ExprId> items;
        for (const Expr* item : node->items) items.push_back(expr(item, env));
        ir::TypeId made = typeOfNode(e->id, env);
        return make(m_.types[made].kind == TypeKind::Map ? Op::Map : Op::Set, made, span, items);
    }
    if (const auto* node = std::get_if<MapExpr>(&e->node)) {
        std::vector<ir::ExprId> parts;
        for (const MapEntry& entry : node->entries) {
            parts.push_back(expr(entry.key, env));
            parts.push_back(expr(entry.value, env));
        }
        return make(Op::Map, typeOfNode(e->id, env), span, parts);
    }
    if (const auto* node = std::get_if<RecordExpr>(&e->node)) {
        ir::TypeId made = typeOfNode(e->id, env);
        // evaluated in written order, stored in name order
        std::map<std::string, ir::ExprId> values;
        for (const FieldInit& field : node->fields) values[field.name.text] = expr(field.value, env);
        std::vector<ir::ExprId> parts;
        for (const auto& name : m_.types[made].fields) parts.push_back(values.at(name));
        return make(Op::Tuple, made, span, parts);
    }
    if (const auto* node = std::get_if<RecordUpdateExpr>(&e->node)) {
        ir::ExprId record = expr(node->record, env);
        ir::TypeId made = typeOf(record);
        std::map<std::string, ir::ExprId> values;
        for (const FieldInit& field : node->fields) values[field.name.text] = expr(field.value, env);
        bool repeat = isRepeatable(record) || m_[record].op == Op::Var;
        ir::LocalId held = repeat ? 0 : m_.addLocal("record", made);
        ir::ExprId source = repeat ? record : local(held, span);
        std::vector<ir::ExprId> parts;
        for (uint32_t i = 0; i < m_.types[made].fields.size(); ++i) {
            auto changed = values.find(m_.types[made].fields[i]);
            parts.push_back(changed != values.end() ? changed->second : get(source, i, span));
        }
        ir::ExprId whole = make(Op::Tuple, made, span, parts);
        return repeat ? whole : make(Op::Let, made, span, {record, whole}, held);
    }
    if (const auto* node = std::get_if<ComprehensionExpr>(&e->node)) return comprehension(e, *node, env);
    if (const auto* node = std::get_if<BoundedExpr>(&e->node)) {
        ir::ExprId source = expr(node->source, env);
        const auto* variable = std::get_if<BindPattern>(&node->pattern->node);
        return foldOver(
            source, boolean(node->all, span), span,
            [&](ir::ExprId element, ir::ExprId accumulator) {
                Env inner = env;
                std::vector<ir::ExprId> none;
                pattern(node->pattern, element, inner, none);
                return make(node->all ? Op::And : Op::Or, basic(TypeKind::Bool), span,
                            {accumulator, expr(node->body, inner)});
            },
            variable == nullptr ? "x" : variable->name.text);
    }
    EVD_CHECK(false, "every executable expression is lowered");
}

std::optional<ir::ExprId> Lowering::known(const Expr* e, const Env& env) {
    bool tolerant = std::exchange(tolerant_, true), unknown = std::exchange(unknown_, false);
    ir::ExprId value = expr(e, env);
    tolerant_ = tolerant;
    return std::exchange(unknown_, unknown) ? std::nullopt : std::optional(value);
}

ir::ExprId Lowering::nameExpr(const Expr* e, const NameExpr& node, const Env& env) {
    const sema::Use* named = use(node.path.back(), env);
    EVD_CHECK(named != nullptr, "every name of a checked program is resolved");
    SymbolId id = named->symbol;
    if (auto known = env.names.find(id); known != env.names.end()) return known->second.value;
    const sema::Symbol& s = symbol(id);
    switch (s.kind) {
    case sema::SymbolKind::Param: return paramValue(id, e->span);
    case sema::SymbolKind::Constant: {
        const bool place = s.type->kind == sema::Kind::Loc;   // else a value of a type parameter, which is a text here
        return make(place ? Op::LocNamed : Op::Str, basic(place ? TypeKind::Loc : TypeKind::Str), e->span, {},
                    m_.addText(s.name));
    }
    case sema::SymbolKind::Constructor: return make(Op::Construct, typeOfNode(e->id, env), e->span, {}, s.position);
    case sema::SymbolKind::Quorum: {
        const uint32_t index = quorum(id);
        return make(Op::Quorums, m_.types.list(typeOf(m_.quorums[index].members)), e->span, {}, index);
    }
    case sema::SymbolKind::Property:
    case sema::SymbolKind::Assumption: {
        const auto* property = std::get_if<PropertyDecl>(&s.decl->node);
        const auto* assume = std::get_if<AssumeDecl>(&s.decl->node);
        return expr(property != nullptr ? property->formula : assume->formula, moduleEnv(s.module));
    }
    case sema::SymbolKind::Local:
    case sema::SymbolKind::Parameter: {
        // A value of the event, below an operator of a class that looks at earlier events too.
        EVD_CHECK(inClass_, "names of values are bound where they are used");
        if (tolerant_) unknown_ = true;
        else if (unknownAt_.emplace(e->span.file, e->span.begin).second)
            diagnostics_.report(Code::PatternNotConstant, e->span)
                .note("`" + s.name +
                      "` is a value of one event, and what stands here looks at earlier events; compare with `when` "
                      "after it");
        ir::TypeId type = typeOfNode(e->id, env);
        return local(m_.addLocal(s.name, type), e->span);
    }
    default: EVD_CHECK(false, "names of values are bound where they are used");
    }
}

/// What a call gives to the function; in `module.f(x)` the receiver is a module and no argument.
std::vector<const Expr*> Lowering::argumentsOf(const CallExpr& node, const Env& env) {
    std::vector<const Expr*> args(node.args.begin(), node.args.end());
    if (!node.method || args.empty()) return args;
    const auto* receiver = std::get_if<NameExpr>(&args[0]->node);
    const auto* inner = std::get_if<FieldExpr>(&args[0]->node);   // `module.module`
    const sema::Use* module = receiver != nullptr ? use(receiver->path.back(), env)
                              : inner != nullptr  ? use(inner->field, env)
                                                  : nullptr;
    if (module != nullptr && module->symbol != sema::kNoSymbol && symbol(module->symbol).kind == sema::SymbolKind::Spec)
        args.erase(args.begin());
    return args;
}

/// Lets a parameter that is a function stand for the argument; false if it is data.
bool Lowering::bindFunction(SymbolId param, const Expr* arg, const Env& env, Env& inner) {
    if (symbol(param).type->kind != sema::Kind::Function) return false;
    const auto* lambda = std::get_if<LambdaExpr>(&arg->node);
    const auto* name = std::get_if<NameExpr>(&arg->node);
    if (lambda != nullptr) inner.names[param] = {{}, lambda, std::make_shared<Env>(env)};
    else if (name != nullptr && env.names.count(resolve(name->path.back(), env)) != 0)
        inner.names[param] = env.names.at(resolve(name->path.back(), env));
    return true;
}

ir::ExprId Lowering::call(const Expr* e, const CallExpr& node, const Env& env) {
    const auto* callee = std::get_if<NameExpr>(&node.callee->node);
    EVD_CHECK(callee != nullptr, "only named functions are called");
    const sema::Use* named = use(callee->path.back(), env);
    EVD_CHECK(named != nullptr, "every called function is resolved");
    std::vector<const Expr*> args = argumentsOf(node, env);
    const sema::Symbol& s = symbol(named->symbol);
    if (auto known = env.names.find(named->symbol); known != env.names.end() && known->second.lambda != nullptr) {
        std::vector<ir::ExprId> values;
        for (const Expr* arg : args) values.push_back(expr(arg, env));
        return applyLambda(known->second, values, e->span);
    }
    switch (s.kind) {
    case sema::SymbolKind::Builtin:
        return builtin(program_.modules[env.module].operators[e->id], args, e->id, e->span, env);
    case sema::SymbolKind::Function: return apply(named->symbol, named, args, e->span, env);
    case sema::SymbolKind::Constructor: {
        ir::TypeId made = typeOfNode(e->id, env);
        std::vector<ir::ExprId> values;
        for (size_t i = 0; i < args.size(); ++i)
            values.push_back(
                stored(expr(args[i], env), m_.types[made].constructors[s.position].types[i], args[i]->span));
        return make(Op::Construct, made, e->span, values, s.position);
    }
    case sema::SymbolKind::Param: {
        std::vector<ir::ExprId> values;
        for (const Expr* arg : args) values.push_back(expr(arg, env));
        return paramCall(named->symbol, values, e->span);
    }
    default: EVD_CHECK(false, "only functions are called");
    }
}

bool Lowering::takesFunctions(SymbolId id) const {
    sema::TypeRef type = symbol(id).type;
    for (size_t i = 0; i + 1 < type->args.size(); ++i)
        if (type->args[i]->kind == sema::Kind::Function) return true;
    return false;
}

bool Lowering::isPredicate(SymbolId id) const {
    const auto* declared = symbol(id).decl == nullptr ? nullptr : std::get_if<FunctionDecl>(&symbol(id).decl->node);
    return declared != nullptr && declared->isPredicate;
}

/// A call of a declared function: inlined if it takes functions or is a predicate, else a call of the instance for its
/// type arguments.
ir::ExprId Lowering::apply(SymbolId id, const sema::Use* named, const std::vector<const Expr*>& args, Span span,
                           const Env& env) {
    const sema::Symbol& s = symbol(id);
    std::vector<ir::TypeId> generics;
    for (sema::TypeRef arg : named->typeArgs) generics.push_back(type(arg, env, true));
    if (generics.empty() && s.generics > 0)
        generics = env.generics;   // a recursive call inside its own body keeps the instance
    const auto& decl = std::get<FunctionDecl>(s.decl->node);
    if (!takesFunctions(id) && !isPredicate(id)) {
        std::vector<ir::ExprId> values;
        std::vector<Span> spans;
        for (const Expr* arg : args) {
            values.push_back(expr(arg, env));
            spans.push_back(arg->span);
        }
        return callOf(id, generics, values, span, spans);
    }
    Env inner = moduleEnv(s.module);
    inner.generics = generics;
    std::vector<std::pair<ir::LocalId, ir::ExprId>> lets;
    for (size_t i = 0; i < args.size(); ++i) {
        SymbolId param = s.members[i];
        if (bindFunction(param, args[i], env, inner)) continue;
        ir::ExprId value = stored(expr(args[i], env), type(symbol(param).type, inner), args[i]->span);
        if (!isRepeatable(value)) {
            lets.emplace_back(m_.addLocal(symbol(param).name, typeOf(value)), value);
            value = local(lets.back().first, args[i]->span);
        }
        inner.names[param] = {value};
        // What a statement means by `P` at a location, its predicates mean too.
        const auto* name = std::get_if<NameExpr>(&args[i]->node);
        const SymbolId place = name == nullptr ? sema::kNoSymbol : resolve(name->path.back(), env);
        for (const auto& [meant, instance] : env.instances)
            if (meant.first == place && place != sema::kNoSymbol) inner.instances[{param, meant.second}] = instance;
    }
    ir::ExprId body = expr(decl.body, inner);
    for (auto let = lets.rbegin(); let != lets.rend(); ++let)
        body = make(Op::Let, typeOf(body), span, {let->second, body}, let->first);
    return body;
}

ir::ExprId Lowering::callOf(SymbolId id, const std::vector<ir::TypeId>& generics, const std::vector<ir::ExprId>& args,
                            Span span, const std::vector<Span>& spans) {
    ir::FunctionId target = function(id, generics);
    std::vector<ir::ExprId> values;
    for (size_t i = 0; i < args.size(); ++i)
        values.push_back(stored(args[i], m_.locals[m_.functions[target].params[i]].type, spans[i]));
    return make(Op::Call, m_.functions[target].result, span, values, target);
}

ir::FunctionId Lowering::function(SymbolId id, const std::vector<ir::TypeId>& generics) {
    auto [known, isNew] = functions_.emplace(std::pair(id, generics), static_cast<ir::FunctionId>(m_.functions.size()));
    if (!isNew) return known->second;
    const ir::FunctionId index = known->second;
    const sema::Symbol& s = symbol(id);
    const auto& decl = std::get<FunctionDecl>(s.decl->node);
    m_.functions.emplace_back();
    Env env = moduleEnv(s.module);
    env.generics = generics;
    ir::Function made;
    made.name = program_.qualifiedName(id);
    if (!generics.empty()) {
        made.name += "<";
        for (size_t i = 0; i < generics.size(); ++i) made.name += (i == 0 ? "" : ", ") + m_.types.text(generics[i]);
        made.name += ">";
    }
    made.span = s.nameSpan;
    made.isExtern = decl.isExtern;
    for (SymbolId param : s.members) {
        ir::LocalId bound = m_.addLocal(symbol(param).name, type(symbol(param).type, env));
        made.params.push_back(bound);
        env.names[param] = {local(bound, symbol(param).nameSpan)};
    }
    made.result = type(s.type->args.back(), env);
    m_.functions[index] = made;   // known before the body is lowered: it may call itself
    if (decl.body != nullptr) {
        ir::ExprId body = stored(expr(decl.body, env), made.result, decl.body->span);
        m_.functions[index].body = body;
    }
    return index;
}

ir::ExprId Lowering::applyLambda(const Meaning& meaning, const std::vector<ir::ExprId>& args, Span span) {
    Env inner = *meaning.captured;
    std::vector<std::pair<ir::LocalId, ir::ExprId>> lets;
    std::vector<ir::ExprId> none;
    for (size_t i = 0; i < args.size() && i < meaning.lambda->params.size(); ++i) {
        ir::ExprId value = args[i];
        if (!isRepeatable(value)) {
            lets.emplace_back(m_.addLocal("arg", typeOf(value)), value);
            value = local(lets.back().first, span);
        }
        pattern(meaning.lambda->params[i].pattern, value, inner, none);
    }
    ir::ExprId body = expr(meaning.lambda->body, inner);
    for (auto let = lets.rbegin(); let != lets.rend(); ++let)
        body = make(Op::Let, typeOf(body), span, {let->second, body}, let->first);
    return body;
}

/// Applies what stands as a function argument: a lambda or the name of a function parameter.
ir::ExprId Lowering::functionArgument(const Expr* argument, const std::vector<ir::ExprId>& args, const Env& env,
                                      Span span) {
    if (const auto* lambda = std::get_if<LambdaExpr>(&argument->node))
        return applyLambda({{}, lambda, std::make_shared<Env>(env)}, args, span);
    const auto* name = std::get_if<NameExpr>(&argument->node);
    EVD_CHECK(name != nullptr && env.names.count(resolve(name->path.back(), env)) != 0,
              "a function argument is a lambda or a parameter");
    return applyLambda(env.names.at(resolve(name->path.back(), env)), args, span);
}

ir::ExprId Lowering::foldOver(ir::ExprId source, ir::ExprId initial, Span span,
                              const std::function<ir::ExprId(ir::ExprId, ir::ExprId)>& body, const std::string& name) {
    const ir::Type collection = m_.types[typeOf(source)];
    ir::LocalId first = m_.addLocal(name, collection.args[0]);
    if (collection.kind == TypeKind::Map) m_.addLocal("value", collection.args[1]);
    ir::LocalId accumulator = m_.addLocal("acc", typeOf(initial));
    ir::ExprId element = local(first, span);
    if (collection.kind == TypeKind::Map)
        element = make(Op::Tuple, m_.types.tuple({collection.args[0], collection.args[1]}), span,
                       {element, local(first + 1, span)});
    ir::ExprId inner = body(element, local(accumulator, span));
    return make(Op::Fold, typeOf(initial), span, {source, initial, inner}, first);
}

ir::ExprId Lowering::comprehension(const Expr* e, const ComprehensionExpr& node, const Env& env) {
    ir::TypeId made = typeOfNode(e->id, env);
    Op empty = node.kind == ComprehensionKind::List  ? Op::List
               : node.kind == ComprehensionKind::Set ? Op::Set
                                                     : Op::Map;
    std::function<ir::ExprId(size_t, const Env&, ir::ExprId)> nested = [&](size_t next, const Env& outer,
                                                                           ir::ExprId accumulator) -> ir::ExprId {
        if (next < node.generators.size()) {
            ir::ExprId source = expr(node.generators[next].source, outer);
            return foldOver(source, accumulator, e->span, [&](ir::ExprId element, ir::ExprId inner) {
                Env bound = outer;
                std::vector<ir::ExprId> none;
                pattern(node.generators[next].pattern, element, bound, none);
                return nested(next + 1, bound, inner);
            });
        }
        ir::ExprId element = expr(node.element, outer);
        ir::ExprId grown = node.kind == ComprehensionKind::List
                               ? make(Op::Append, made, e->span, {accumulator, element})
                           : node.kind == ComprehensionKind::Set
                               ? make(Op::Insert, made, e->span, {accumulator, element})
                               : make(Op::Put, made, e->span, {accumulator, element, expr(node.value, outer)});
        if (node.condition == nullptr) return grown;
        return make(Op::If, made, e->span, {expr(node.condition, outer), grown, accumulator});
    };
    return nested(0, env, make(empty, made, e->span));
}

ir::ExprId Lowering::matchExpr(const Expr* e, const MatchExpr& node, const Env& env) {
    ir::ExprId value = expr(node.value, env);
    bool repeat = isRepeatable(value) || m_[value].op == Op::Var;
    ir::LocalId held = repeat ? 0 : m_.addLocal("matched", typeOf(value));
    ir::ExprId subject = repeat ? value : local(held, node.value->span);
    ir::TypeId made = typeOfNode(e->id, env);
    // From the last arm backwards; the match is exhaustive, so the last arm needs no test.
    struct Arm {
        ir::ExprId condition, value;
    };
    std::vector<Arm> arms;
    for (size_t i = 0; i < node.arms.size(); ++i) {
        const MatchArm& arm = node.arms[i];
        Env inner = env;
        std::vector<ir::ExprId> conditions;
        pattern(arm.pattern, subject, inner, conditions);
        if (arm.guard != nullptr) conditions.push_back(expr(arm.guard, inner));
        arms.push_back({all(conditions, arm.span), expr(arm.value, inner)});
    }
    ir::ExprId result = arms.back().value;
    for (size_t i = arms.size() - 1; i-- > 0;)
        result = make(Op::If, made, e->span, {arms[i].condition, arms[i].value, result});
    return repeat ? result : make(Op::Let, made, e->span, {value, result}, held);
}

ir::ExprId Lowering::builtin(BuiltinId id, const std::vector<const Expr*>& args, NodeId node, Span span,
                             const Env& env) {
    ir::TypeId made = typeOfNode(node, env);
    auto values = [&] {
        std::vector<ir::ExprId> out;
        for (const Expr* arg : args) out.push_back(expr(arg, env));
        return out;
    };
    auto simple = [&](Op op) { return make(op, made, span, values()); };
    auto swapped = [&](Op op) {
        auto v = values();
        return make(op, made, span, {v[1], v[0]});
    };
    auto onlyRing = [&](Op op) {
        std::vector<ir::ExprId> all;
        for (SymbolId id : program_.modules[env.module].symbols)
            if (symbol(id).kind == sema::SymbolKind::Param && symbol(id).type->kind == sema::Kind::Ring)
                all.push_back(paramValue(id, span));
        for (ir::ExprId value : values()) all.push_back(value);
        return make(op, made, span, all);
    };
    switch (id) {
    case BuiltinId::AddNum: return simple(Op::Add);
    case BuiltinId::SubNum: return simple(Op::Sub);
    case BuiltinId::MulNum: return simple(Op::Mul);
    case BuiltinId::DivNum: return simple(Op::Div);
    case BuiltinId::ModNum: return simple(Op::Mod);
    case BuiltinId::NegNum: return simple(Op::Neg);
    case BuiltinId::Min: return simple(Op::Min);
    case BuiltinId::Max: return simple(Op::Max);
    case BuiltinId::AddStr:
    case BuiltinId::AddBytes:
    case BuiltinId::AddSet:
    case BuiltinId::AddBag:
    case BuiltinId::AddMap: return simple(Op::Union);
    case BuiltinId::AddList: {
        auto v = values();
        if (m_[v[1]].op == Op::List && m_[v[1]].args.size() == 1)
            return make(Op::Append, made, span, {v[0], m_[v[1]].args[0]});
        return make(Op::Union, made, span, v);
    }
    case BuiltinId::SubSet:
    case BuiltinId::SubBag: return simple(Op::Difference);
    case BuiltinId::InList:
    case BuiltinId::InSet:
    case BuiltinId::InBag:
    case BuiltinId::InMap:
    case BuiltinId::InRing: return swapped(Op::Contains);
    case BuiltinId::AtList:
    case BuiltinId::AtMap: return simple(Op::At);
    case BuiltinId::SizeList:
    case BuiltinId::SizeSet:
    case BuiltinId::SizeBag:
    case BuiltinId::SizeMap:
    case BuiltinId::SizeRing:
    case BuiltinId::SizeStr:
    case BuiltinId::SizeBytes: return make(Op::Size, basic(TypeKind::Nat), span, values());
    case BuiltinId::IsEmptyList:
    case BuiltinId::IsEmptySet:
    case BuiltinId::IsEmptyBag:
    case BuiltinId::IsEmptyMap:
        return make(Op::Eq, basic(TypeKind::Bool), span,
                    {make(Op::Size, basic(TypeKind::Nat), span, values()), integer(0, span)});
    case BuiltinId::CountList:
    case BuiltinId::CountBag: {
        auto v = values();
        return make(Op::Count, basic(TypeKind::Nat), span, {v[1], v[0]});
    }
    case BuiltinId::FirstList:
    case BuiltinId::FirstSet:
    case BuiltinId::FirstBag: return simple(Op::First);
    case BuiltinId::LastList:
    case BuiltinId::LastSet:
    case BuiltinId::LastBag: return simple(Op::Last);
    case BuiltinId::ListOfSet:
    case BuiltinId::ListOfBag:
    case BuiltinId::ListOfRing:
    case BuiltinId::ListOfMap: return simple(Op::ToList);
    case BuiltinId::SetOfList:
    case BuiltinId::SetOfBag:
    case BuiltinId::SetOfRing: return simple(Op::ToSet);
    case BuiltinId::BagOfList:
    case BuiltinId::BagOfSet: return simple(Op::ToBag);
    case BuiltinId::Keys: return simple(Op::Keys);
    case BuiltinId::Values: return simple(Op::Values);
    case BuiltinId::Find: return simple(Op::Find);
    case BuiltinId::GetOr: {
        // let found = find(m, k) in if found is Some then its value else the default
        ir::ExprId map = expr(args[0], env), key = expr(args[1], env), otherwise = expr(args[2], env);
        ir::TypeId element = m_.types[typeOf(map)].args[1];
        ir::TypeId option = m_.types.option(element);
        ir::ExprId find = make(Op::Find, option, span, {map, key});
        ir::LocalId held = m_.addLocal("found", option);
        ir::ExprId some = make(Op::IsConstructor, basic(TypeKind::Bool), span, {local(held, span)}, 1);
        ir::ExprId value = make(Op::Payload, element, span, {local(held, span)}, 1, 0);
        return make(Op::Let, element, span, {find, make(Op::If, element, span, {some, value, otherwise})}, held);
    }
    case BuiltinId::Append: return simple(Op::Append);
    case BuiltinId::SetAt: return simple(Op::SetAt);
    case BuiltinId::Slice: return simple(Op::Slice);
    case BuiltinId::Put: return simple(Op::Put);
    case BuiltinId::RemoveMap:
    case BuiltinId::RemoveSet:
    case BuiltinId::RemoveBag: return simple(Op::Remove);
    case BuiltinId::InsertSet:
    case BuiltinId::InsertBag: return simple(Op::Insert);
    case BuiltinId::Up: return simple(Op::Up);
    case BuiltinId::FirstEvent: return simple(Op::IsFirstEvent);
    case BuiltinId::PredEvent: return simple(Op::PredEvent);
    case BuiltinId::SenderEvent: return simple(Op::SendingEvent);
    case BuiltinId::KindEvent: return simple(Op::EventKind);
    case BuiltinId::Intersect: return simple(Op::Intersect);
    case BuiltinId::Subset: return simple(Op::Subset);
    case BuiltinId::Next: return simple(Op::RingNext);
    case BuiltinId::Prev: return simple(Op::RingPrev);
    case BuiltinId::Between: return simple(Op::RingBetween);
    case BuiltinId::NextOnly: return onlyRing(Op::RingNext);
    case BuiltinId::PrevOnly: return onlyRing(Op::RingPrev);
    case BuiltinId::BetweenOnly: return onlyRing(Op::RingBetween);
    case BuiltinId::FoldList:
    case BuiltinId::FoldSet:
    case BuiltinId::FoldBag: {
        ir::ExprId source = expr(args[0], env), initial = expr(args[1], env);
        return foldOver(source, initial, span, [&](ir::ExprId element, ir::ExprId accumulator) {
            return functionArgument(args[2], {accumulator, element}, env, span);
        });
    }
    case BuiltinId::MapList: {
        ir::ExprId source = expr(args[0], env);
        return foldOver(source, make(Op::List, made, span), span, [&](ir::ExprId element, ir::ExprId accumulator) {
            return make(Op::Append, made, span, {accumulator, functionArgument(args[1], {element}, env, span)});
        });
    }
    case BuiltinId::FilterList:
    case BuiltinId::FilterSet:
    case BuiltinId::FilterBag: {
        ir::ExprId source = expr(args[0], env);
        Op empty = id == BuiltinId::FilterList ? Op::List : id == BuiltinId::FilterSet ? Op::Set : Op::Bag;
        Op grow = id == BuiltinId::FilterList ? Op::Append : Op::Insert;
        return foldOver(source, make(empty, made, span), span, [&](ir::ExprId element, ir::ExprId accumulator) {
            return make(Op::If, made, span,
                        {functionArgument(args[1], {element}, env, span),
                         make(grow, made, span, {accumulator, element}), accumulator});
        });
    }
    default: EVD_CHECK(false, "every built-in is lowered");
    }
}

}   // namespace evd::lower
