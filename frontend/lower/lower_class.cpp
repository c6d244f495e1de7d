#include "frontend/lower/lower_class.h"

#include "base/check.h"

#include <utility>

namespace evd::lower {

using ir::Op;
using ir::StmtKind;
using ir::TypeKind;
using sema::SymbolKind;
using namespace syntax;

// ---- automata ------------------------------------------------------------------------------------------

ir::AutomatonId ClassLowering::declared(Lowering& l, SymbolId id, Use use) {
    static constexpr const char* kSuffix[] = {"", "!mark", "!observe", "!value"};
    const sema::Symbol& s = l.symbol(id);
    std::string name = l.program_.qualifiedName(id) + kSuffix[static_cast<size_t>(use)];
    auto [known, isNew] = l.classes_.emplace(std::pair(id, use), static_cast<ir::AutomatonId>(l.m_.automata.size()));
    if (!isNew) return known->second;
    const ir::AutomatonId index = known->second;
    l.m_.automata.emplace_back();
    Env env = l.moduleEnv(s.module);
    ir::Automaton& made = l.m_.automata[index];
    made.name = name;
    made.span = s.nameSpan;
    made.fromClass = true;
    for (SymbolId member : s.members) {
        ir::TypeId type = l.type(l.symbol(member).type, env);
        auto position = static_cast<uint32_t>(l.m_.automata[index].params.size());
        l.m_.automata[index].params.push_back({l.symbol(member).name, type, l.symbol(member).nameSpan});
        env.names[member] = {l.make(Op::Param, type, l.symbol(member).nameSpan, {}, position)};
    }
    if (use == Use::Value) l.m_.automata[index].yields = l.type(s.type->args[0], env);
    else if (use != Use::Output) l.m_.automata[index].yields = l.basic(TypeKind::Unit);
    ClassLowering lowering(l, index, use);
    if (s.kind == SymbolKind::Class) lowering.build(std::get<ClassDecl>(s.decl->node).body, env);
    else {
        // a state by itself: the class that refers to it with its own parameters
        ClassRef self{{Name{s.name, s.nameSpan}}, {}};
        ClassExpr whole{s.nameSpan, kWholeState, self};
        lowering.wholeState_ = id;
        lowering.build(&whole, env);
        l.stateVariables_[index] = lowering.variables_.at(placeOf(env));
    }
    return index;
}

ir::AutomatonId ClassLowering::anonymous(Lowering& l, const ClassExpr* body, const Env& env, const std::string& name,
                                         Use use) {
    auto index = static_cast<ir::AutomatonId>(l.m_.automata.size());
    l.m_.automata.emplace_back();
    l.m_.automata[index].name = name;
    l.m_.automata[index].span = body->span;
    l.m_.automata[index].fromClass = true;
    ClassLowering(l, index, use).build(body, env);
    return index;
}

void ClassLowering::build(const ClassExpr* body, const Env& env) {
    ir::AutomatonId outer = l_.current_;
    l_.current_ = index_;
    const bool inClass = std::exchange(l_.inClass_, true);
    std::set<ir::MessageId> messages;
    std::set<SymbolId> seen;
    bool starts = false;
    alphabet(body, env, messages, starts, seen);
    everyMessage_ = everyEvent(body, env) || remembersEveryEvent(body, env);
    if (everyMessage_)
        for (ir::MessageId m = 0; m < l_.m_.messages.size(); ++m)
            if (l_.m_.messages[m].kind != ir::MessageKind::Output) messages.insert(m);
    markEnds(body, env);
    for (ir::MessageId message : messages) clause(body, env, message);
    clause(body, env, std::nullopt);
    l_.inClass_ = inClass;
    l_.current_ = outer;
}

/// The clause for one message of the alphabet, or for a first event without one.
void ClassLowering::clause(const ClassExpr* body, const Env& env, std::optional<ir::MessageId> message) {
    message_ = message;
    old_.clear();
    prepared_.clear();
    Statements out;
    prepare(body, env, true, out);
    generate(
        body, env, use_ == Use::Output || use_ == Use::Mark, true,
        [&](const Env&, ir::ExprId value, Statements& into) {
            if (use_ == Use::Output) return;
            Span span = body->span;
            ir::ExprId yielded = use_ == Use::Value ? l_.stored(value, *automaton().yields, span)
                                                    : l_.make(Op::Unit, l_.basic(TypeKind::Unit), span);
            into.push_back(l_.statement(StmtKind::Yield, span, [&](ir::Stmt& s) { s.expr = yielded; }));
        },
        out);
    // R6: what can produce nothing any more ends.
    if (auto ended = dead(body, env)) {
        Statements stop = {l_.statement(StmtKind::Stop, body->span)};
        if (l_.m_[*ended].op == Op::Bool) {
            if (l_.m_[*ended].value != 0) out.push_back(stop[0]);
        } else
            out.push_back(l_.statement(StmtKind::If, body->span, [&](ir::Stmt& s) {
                s.expr = *ended;
                s.body = stop;
            }));
    }
    ir::Clause made;
    made.trigger = message ? ir::Trigger::Receive : ir::Trigger::StartOther;
    made.message = message.value_or(0);
    made.name = message ? l_.m_.messages[*message].name : "start";
    made.span = body->span;
    made.guard = l_.boolean(true, body->span);
    if (message) {
        auto pinned = pins(body, env, *message);
        if (!pinned.empty() && !everyMessage_) {
            // only messages that match matter, but the first event always does: it may be the start
            std::set<ir::MessageId> ignored;
            std::set<SymbolId> seen;
            bool starts = false;
            alphabet(body, env, ignored, starts, seen);
            made.guard = l_.all(pinned, body->span);
            if (starts || spawnsAtFirst_)
                made.guard = l_.logic(Op::Or, l_.make(Op::IsFirst, l_.basic(TypeKind::Bool), body->span), made.guard,
                                      body->span);
        }
    }
    made.body = std::move(out);
    automaton().clauses.push_back(std::move(made));
}

// ---- variables -------------------------------------------------------------------------------------------

uint32_t ClassLowering::variable(const Place& key, const std::string& name, ir::TypeId type,
                                 const std::function<ir::ExprId()>& initial, Span span) {
    if (auto known = variables_.find(key); known != variables_.end()) return known->second;
    ir::ExprId value = initial();
    auto index = static_cast<uint32_t>(automaton().vars.size());
    std::string unique = name;
    for (int n = 2;; ++n) {
        bool taken = false;
        for (const auto& other : automaton().vars) taken |= other.name == unique;
        if (!taken) break;
        unique = name + std::to_string(n);
    }
    automaton().vars.push_back({unique, type, value, false, span});
    return variables_[key] = index;
}

uint32_t ClassLowering::flag(const Place& key, const char* name, Span span) {
    return variable(key, name, l_.basic(TypeKind::Bool), [&] { return l_.boolean(false, span); }, span);
}

ir::ExprId ClassLowering::var(uint32_t index, Span span) {
    return l_.make(Op::Var, automaton().vars[index].type, span, {}, index);
}

void ClassLowering::set(uint32_t index, ir::ExprId value, Span span, Statements& out) {
    out.push_back(l_.statement(StmtKind::Assign, span, [&](ir::Stmt& s) {
        s.index = index;
        s.expr = value;
    }));
}

void ClassLowering::when(ir::ExprId condition, Span span, Statements& out,
                         const std::function<void(Statements&)>& body) {
    if (l_.m_[condition].op == Op::Bool) {
        if (l_.m_[condition].value != 0) body(out);
        return;
    }
    Statements inside;
    body(inside);
    if (!inside.empty())
        out.push_back(l_.statement(StmtKind::If, span, [&](ir::Stmt& s) {
            s.expr = condition;
            s.body = inside;
        }));
}

ClassLowering::Reference ClassLowering::reference(const ClassExpr* c, const ClassRef& ref, const Env& env) {
    if (isWholeState(c)) return {wholeState_, env};
    SymbolId id = l_.resolve(ref.path.back(), env);
    const sema::Symbol& s = l_.symbol(id);
    Env inner = l_.moduleEnv(s.module);
    if (s.kind == SymbolKind::State) inner.instance.state = id;
    else inner.instance = referred(c, env);
    inner.dynamic = env.dynamic;
    for (size_t i = 0; i < s.members.size() && i < ref.args.size(); ++i) {
        auto argument = l_.known(ref.args[i], env);
        if (!argument) {
            inner.dynamic = true;
            continue;
        }   // a value of the event: no history can hang on it
        ir::ExprId value = l_.stored(*argument, l_.type(l_.symbol(s.members[i]).type, inner), ref.args[i]->span);
        if (!l_.isStable(value)) inner.dynamic = true;
        inner.names[s.members[i]] = {value};
        if (s.kind == SymbolKind::State) inner.instance.args.push_back(l_.structure(value));
    }
    return {id, std::move(inner)};
}

// ---- generation ----------------------------------------------------------------------------------------------

/// Emits statements that call `next` for each value of the class at the event. `sends`: Send values are put out here.
/// `always`: this place is reached at every event, so operators with a memory can update it where they stand.
void ClassLowering::generate(const ClassExpr* c, const Env& env, bool sends, bool always, const Continue& next,
                             Statements& out) {
    Span span = c->span;
    ir::ExprId unit = l_.make(Op::Unit, l_.basic(TypeKind::Unit), span);
    if (isApart(c, env)) {
        generateApart(c, env, sends, always, next, out);
    } else if (std::holds_alternative<StartClass>(c->node)) {
        ir::ExprId first = message_ ? l_.make(Op::IsFirst, l_.basic(TypeKind::Bool), span) : l_.boolean(true, span);
        when(first, span, out, [&](Statements& in) { next(env, unit, in); });
    } else if (const auto* node = std::get_if<MessageClass>(&c->node)) {
        ir::MessageId message = l_.message(node->message.back(), env);
        if (!message_ || *message_ != message) return;
        Env inner = env;
        std::vector<ir::ExprId> conditions, fields;
        l_.messagePattern(*node, inner, conditions);
        for (uint32_t i = 0; i < l_.m_.messages[message].fields.size(); ++i)
            fields.push_back(l_.make(Op::Field, l_.m_.messages[message].fields[i].type, span, {}, i));
        ir::ExprId value = fields.empty()       ? unit
                           : fields.size() == 1 ? fields[0]
                                                : l_.make(Op::Tuple, l_.typeOfNode(c->id, env), span, fields);
        when(l_.all(conditions, span), span, out, [&](Statements& in) { next(inner, value, in); });
    } else if (const auto* node = std::get_if<ClassRef>(&c->node)) {
        Reference target = reference(c, *node, env);
        const sema::Symbol& s = l_.symbol(target.symbol);
        if (s.kind == SymbolKind::State) {
            auto kept = variables_.find(placeOf(target.env));
            if (!target.env.dynamic && kept != variables_.end())   // otherwise reported by prepare
                next(env, var(kept->second, span), out);
            return;
        }
        // names bound inside the class are not visible outside
        generate(
            std::get<ClassDecl>(s.decl->node).body, target.env, sends, always,
            [&](const Env&, ir::ExprId value, Statements& in) {
                next(env, l_.stored(value, l_.type(s.type->args[0], target.env), span), in);
            },
            out);
    } else if (const auto* node = std::get_if<AsClass>(&c->node)) {
        generate(
            node->source, env, sends, always,
            [&](const Env& bound, ir::ExprId value, Statements& in) {
                Env inner = bound;
                std::vector<ir::ExprId> conditions;
                ir::ExprId held = l_.bindRepeatable(value, "value", span, in);
                l_.pattern(node->pattern, held, inner, conditions);
                when(l_.all(conditions, span), span, in, [&](Statements& deeper) { next(inner, held, deeper); });
            },
            out);
    } else if (const auto* node = std::get_if<PairClass>(&c->node)) {
        const bool outer = largeNext_;
        largeNext_ = true;
        generate(
            node->left, env, false, always,
            [&](const Env& leftEnv, ir::ExprId left, Statements& in) {
                largeNext_ = outer;
                ir::ExprId held = l_.bindRepeatable(left, "left", span, in);
                generate(
                    node->right, leftEnv, false, false,
                    [&](const Env& rightEnv, ir::ExprId right, Statements& deeper) {
                        next(rightEnv,
                             l_.make(Op::Tuple, l_.m_.types.tuple({l_.typeOf(held), l_.typeOf(right)}), span,
                                     {held, right}),
                             deeper);
                    },
                    in);
                largeNext_ = true;
            },
            out);
        largeNext_ = outer;
    } else if (const auto* node = std::get_if<RuleClass>(&c->node)) {
        generate(
            node->source, env, node->value == nullptr && sends, always,
            [&](const Env& bound, ir::ExprId value, Statements& in) {
                ir::ExprId condition =
                    node->condition == nullptr ? l_.boolean(true, span) : l_.expr(node->condition, bound);
                when(condition, span, in, [&](Statements& deeper) {
                    if (node->value == nullptr) {
                        next(bound, value, deeper);
                        return;
                    }
                    sema::TypeRef made = l_.program_.modules[bound.module].typeOf(c->id);
                    if (l_.isSend(made)) {
                        if (sends && !node->each) l_.output(node->value, bound, deeper);
                        else if (sends) l_.outputs(node->value, bound, deeper);
                        next(bound, unit, deeper);
                    } else if (!node->each) next(bound, l_.expr(node->value, bound), deeper);
                    else {
                        ir::ExprId collection = l_.expr(node->value, bound);
                        ir::LocalId element = l_.m_.addLocal("x", l_.m_.types[l_.typeOf(collection)].args[0]);
                        Statements body;
                        next(bound, l_.local(element, span), body);
                        deeper.push_back(l_.statement(StmtKind::ForEach, span, [&](ir::Stmt& s) {
                            s.expr = collection;
                            s.local = element;
                            s.body = body;
                        }));
                    }
                });
            },
            out);
    } else if (const auto* node = std::get_if<UnionClass>(&c->node)) {
        if (largeNext_ && !l_.isSend(l_.program_.modules[env.module].typeOf(c->id)) &&
            joined(c, *node, env, always, next, out))
            return;
        auto outside = [&](const Env&, ir::ExprId value, Statements& in) { next(env, value, in); };
        generate(node->left, env, sends, always, outside, out);
        generate(node->right, env, sends, always, outside, out);
    } else if (const auto* node = std::get_if<OnceClass>(&c->node)) {
        Place key = placeOf(c, env, Memory::Once);
        uint32_t fired = flag(key, "once", span);
        bool here = always || old_.count(key) == 0;
        ir::ExprId was = here ? l_.bindRepeatable(var(fired, span), "was", span, out) : old_.at(key);
        when(l_.negate(was, span), span, out, [&](Statements& in) {
            generate(
                node->source, env, sends, always,
                [&](const Env&, ir::ExprId value, Statements& deeper) {
                    ir::ExprId held = l_.bindRepeatable(value, "value", span, deeper);
                    next(env, held, deeper);
                    if (here) set(fired, l_.boolean(true, span), span, deeper);
                },
                in);
        });
    } else if (const auto* node = std::get_if<UntilClass>(&c->node)) {
        Place key = placeOf(c, env, Memory::Until);
        uint32_t ended = flag(key, "ended", span);
        bool here = always || old_.count(key) == 0;
        ir::ExprId was = here ? l_.bindRepeatable(var(ended, span), "was", span, out) : old_.at(key);
        when(l_.negate(was, span), span, out, [&](Statements& in) {
            generate(
                node->source, env, sends, always,
                [&](const Env&, ir::ExprId value, Statements& deeper) { next(env, value, deeper); }, in);
            if (here)
                generate(
                    node->end, env, false, always,
                    [&](const Env&, ir::ExprId, Statements& deeper) {
                        set(ended, l_.boolean(true, span), span, deeper);
                    },
                    in);
        });
    } else if (const auto* node = std::get_if<BeforeClass>(&c->node)) {
        const auto* ref = std::get_if<ClassRef>(&node->state->node);
        EVD_CHECK(ref != nullptr, "`before` stands before a state");
        Reference target = reference(node->state, *ref, env);
        auto before = old_.find(placeOf(target.env));
        if (!target.env.dynamic && before != old_.end()) next(env, before->second, out);
    } else if (const auto* node = std::get_if<LatestClass>(&c->node)) {
        ir::ExprId old = old_.at(placeOf(c, env, Memory::Latest));
        ir::ExprId none = l_.make(Op::Eq, l_.basic(TypeKind::Bool), span,
                                  {l_.make(Op::Size, l_.basic(TypeKind::Nat), span, {old}), l_.integer(0, span)});
        ir::TypeId element = l_.m_.types[l_.typeOf(old)].args[0];
        ir::LocalId x = l_.m_.addLocal("x", element);
        Statements otherwise, each;
        next(env, l_.expr(node->otherwise, env), otherwise);
        next(env, l_.local(x, span), each);
        Statements loop = {l_.statement(StmtKind::ForEach, span, [&](ir::Stmt& s) {
            s.expr = old;
            s.local = x;
            s.body = each;
        })};
        out.push_back(l_.statement(StmtKind::If, span, [&](ir::Stmt& s) {
            s.expr = none;
            s.body = otherwise;
            s.orElse = loop;
        }));
    } else if (const auto* node = std::get_if<SpawnClass>(&c->node)) {
        Place key = placeOf(c, env, Memory::Spawned);
        if (always || old_.count(key) == 0) {
            generateSpawn(c, *node, env, sends, always, next, out);
            return;
        }
        ir::LocalId x = l_.m_.addLocal("yielded", l_.m_.types[l_.typeOf(old_.at(key))].args[0]);
        Statements body;
        next(env, l_.local(x, span), body);
        out.push_back(l_.statement(StmtKind::ForEach, span, [&](ir::Stmt& s) {
            s.expr = old_.at(key);
            s.local = x;
            s.body = body;
        }));
    } else if (const auto* node = std::get_if<AtClass>(&c->node)) {
        ir::ExprId here =
            l_.contains(l_.expr(node->locations, env), l_.make(Op::Self, l_.basic(TypeKind::Loc), span), span);
        when(here, span, out, [&](Statements& in) { generate(node->source, env, sends, always, next, in); });
    }
}

/// A union whose values go into much text: gathered in a list first, so that the text stands once. Nothing is emitted,
/// and the result is false, if the union has its values at one place only.
bool ClassLowering::joined(const ClassExpr* c, const UnionClass& node, const Env& env, bool always,
                           const Continue& next, Statements& out) {
    Span span = c->span;
    ir::TypeId list = l_.m_.types.list(l_.typeOfNode(c->id, env));
    auto empty = [&] { return l_.make(Op::List, list, span); };
    largeNext_ = false;
    size_t places = 0;
    Statements probe, gather;
    auto count = [&](const Env&, ir::ExprId, Statements&) { ++places; };
    generate(node.left, env, false, always, count, probe);
    generate(node.right, env, false, always, count, probe);
    if (places > 1) {
        uint32_t gathered = variable(placeOf(c, env, Memory::Gathered), "gathered", list, empty, span);
        auto add = [&](const Env&, ir::ExprId value, Statements& in) {
            set(gathered, l_.make(Op::Append, list, span, {var(gathered, span), value}), span, in);
        };
        generate(node.left, env, false, always, add, gather);
        generate(node.right, env, false, always, add, gather);
    }
    largeNext_ = true;
    if (places <= 1) return false;
    out.insert(out.end(), gather.begin(), gather.end());
    ir::LocalId all = l_.m_.addLocal("all", list), x = l_.m_.addLocal("x", l_.m_.types[list].args[0]);
    uint32_t gathered = variables_.at(placeOf(c, env, Memory::Gathered));
    ir::ExprId value = var(gathered, span);
    out.push_back(l_.statement(StmtKind::Let, span, [&](ir::Stmt& s) {
        s.local = all;
        s.expr = value;
    }));
    set(gathered, empty(), span, out);   // nothing of it is left in the state
    Statements body;
    next(env, l_.local(x, span), body);
    out.push_back(l_.statement(StmtKind::ForEach, span, [&](ir::Stmt& s) {
        s.expr = l_.local(all, span);
        s.local = x;
        s.body = body;
    }));
    return true;
}

/// Spawns a child for each value of the source, lets all children see the event, and passes on what they yield.
void ClassLowering::generateSpawn(const ClassExpr* c, const SpawnClass& node, const Env& env, bool sends, bool always,
                                  const Continue& next, Statements& out) {
    Span span = c->span;
    lower::Use use = useOf(c, env, sends, next);
    Child child = spawned(node.child, env, use);
    Place key = placeOf(c, env, Memory::Spawned);
    if (tables_.count(key) == 0) {
        tables_[key] = static_cast<uint32_t>(automaton().tables.size());
        automaton().tables.push_back({child.automaton, true, {}});
    }
    uint32_t table = tables_.at(key);
    generate(
        node.source, env, false, always,
        [&](const Env& bound, ir::ExprId value, Statements& in) {
            Env inner = bound;
            std::vector<ir::ExprId> conditions, args;
            l_.pattern(node.pattern, l_.bindRepeatable(value, "value", span, in), inner, conditions);
            args = l_.arguments(child.args, child.places, inner);
            when(l_.all(conditions, span), span, in, [&](Statements& deeper) {
                deeper.push_back(l_.statement(StmtKind::Spawn, span, [&](ir::Stmt& s) {
                    s.index = table;
                    s.args = args;
                }));
            });
        },
        out);
    deliver(table, env, use, span, next, out);
}

/// What the parent of a child that implements `c` needs to know. Sends that nobody looks at go out of the child
/// directly; otherwise the child tells its parent about each.
Use ClassLowering::useOf(const ClassExpr* c, const Env& env, bool sends, const Continue& next) {
    if (!l_.isSend(l_.program_.modules[env.module].typeOf(c->id))) return Use::Value;
    if (!sends) return Use::Observe;
    Statements probe;   // of other values the continuation may take parts, which this stand-in has not
    next(env, l_.make(Op::Unit, l_.basic(TypeKind::Unit), c->span), probe);
    return probe.empty() ? Use::Output : Use::Mark;
}

/// Lets the children of a table see the event, and passes on what they yield.
void ClassLowering::deliver(uint32_t table, const Env& env, Use use, Span span, const Continue& next, Statements& out) {
    out.push_back(l_.statement(StmtKind::Deliver, span, [&](ir::Stmt& s) { s.index = table; }));
    if (use == Use::Output) return;
    ir::TypeId element = *l_.m_.automata[automaton().tables[table].child].yields;
    ir::ExprId some = yields(table, span);
    ir::LocalId x = l_.m_.addLocal("yielded", element);
    Statements body;
    next(env, l_.local(x, span), body);
    if (!body.empty())
        out.push_back(l_.statement(StmtKind::ForEach, span, [&](ir::Stmt& s) {
            s.expr = some;
            s.local = x;
            s.body = body;
        }));
}

}   // namespace evd::lower
