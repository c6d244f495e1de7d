#include "frontend/sema/ranges.h"

#include "frontend/syntax/walk.h"

#include <algorithm>
#include <sstream>

namespace evd::sema {

using namespace syntax;

namespace {

/// Finds an order in which a conjunction binds its variables.
class Planner {
public:
    Planner(const Program& program, uint32_t module) : program_(program), module_(module) {}

    RangePlan run(const QuantifierExpr& quantifier, bool positive) {
        open(quantifier, positive);
        return plan();
    }

private:
    /// What is still to be used: a part of the body, or the domain that a variable was given.
    struct Pending {
        Goal goal;
        SymbolId variable = kNoSymbol;
        BoundRelation relation = BoundRelation::None;
        const Expr* bound = nullptr;
        bool isDomain() const { return bound != nullptr; }
    };

    void open(const QuantifierExpr& quantifier, bool positive) {
        plan_.quantifiers.insert(&quantifier);
        for (const QuantifiedVar& var : quantifier.vars) {
            const SymbolId id = resolve(var.name);
            if (id == kNoSymbol) continue;
            open_.push_back(id);
            if (var.bound != nullptr) pending_.push_back({{}, id, var.relation, var.bound});
        }
        add(quantifier.body, positive);
    }

    /// The parts of a formula that must all be true, or all be false.
    void add(const Expr* e, bool positive, bool conclusion = false) {
        if (const auto* node = std::get_if<UnaryExpr>(&e->node); node != nullptr && node->op == UnaryOp::Not)
            return add(node->operand, !positive, conclusion);
        if (const auto* node = std::get_if<BinaryExpr>(&e->node)) {
            if (node->op == (positive ? BinaryOp::And : BinaryOp::Or) || (node->op == BinaryOp::Implies && !positive)) {
                const bool implies = node->op == BinaryOp::Implies;
                add(node->left, implies ? true : positive, implies ? false : conclusion);
                add(node->right, positive, implies || conclusion);
                return;
            }
        }
        if (const auto* node = std::get_if<QuantifierExpr>(&e->node); node != nullptr && node->forall != positive)
            return open(*node, positive);
        pending_.push_back({{e, positive, conclusion}});
    }

    SymbolId resolve(const Name& name) const { return program_.modules[module_].resolve(name); }

    /// The open variable that an expression is, if it is one.
    SymbolId variable(const Expr* e) const {
        const auto* name = e == nullptr ? nullptr : std::get_if<NameExpr>(&e->node);
        if (name == nullptr || name->path.size() != 1) return kNoSymbol;
        const SymbolId id = resolve(name->path.back());
        return std::find(open_.begin(), open_.end(), id) != open_.end() ? id : kNoSymbol;
    }

    bool isKnown(const Expr* e) const {
        bool known = true;
        walk(e, [&](const Expr* part) { known &= variable(part) == kNoSymbol; });
        return known;
    }

    bool isKnown(const Pending& one) const {
        if (!one.isDomain()) return isKnown(one.goal.formula);
        return isKnown(one.bound) && std::find(open_.begin(), open_.end(), one.variable) == open_.end();
    }

    void bind(SymbolId id) { std::erase(open_, id); }

    RangeStep& step(RangeStep::Kind kind) {
        plan_.steps.emplace_back().kind = kind;
        return plan_.steps.back();
    }

    // ---- tests --------------------------------------------------------------------------------------------

    bool isOccurrence(const Expr* e) const {
        const auto* node = std::get_if<OccurrenceExpr>(&e->node);
        return node != nullptr && !isLocation(*node);
    }
    /// `e @ i`: not that something occurs, but where an event is.
    bool isLocation(const OccurrenceExpr& node) const {
        return node.kind == OccurrenceExpr::Kind::At && actionOf(program_, module_, node) == kNoSymbol;
    }

    /// Whether a test has a value whatever its names stand for, so that it may stand before those that guard others.
    bool isTotal(const Expr* formula) const {
        bool total = true;
        walk(formula, [&](const Expr* e) {
            const auto* binary = std::get_if<BinaryExpr>(&e->node);
            const bool plain =
                std::holds_alternative<NameExpr>(e->node) || std::holds_alternative<IntLiteral>(e->node) ||
                std::holds_alternative<BoolLiteral>(e->node) || std::holds_alternative<TextLiteral>(e->node) ||
                std::holds_alternative<UnaryExpr>(e->node) || std::holds_alternative<HoleExpr>(e->node) ||
                std::holds_alternative<OccurrenceExpr>(e->node);
            total &= plain || (binary != nullptr && binary->op >= BinaryOp::Eq && binary->op != BinaryOp::LeadsTo);
        });
        return total;
    }

    void test(const Pending& one) {
        if (!one.isDomain()) {
            step(RangeStep::Kind::Test).goal = one.goal;
            return;
        }
        const bool in = one.relation == BoundRelation::In;
        RangeStep& made = step(in ? RangeStep::Kind::Member : RangeStep::Kind::Precedes);
        made.variable = one.variable;
        made.value = one.bound;
        made.locally = one.relation == BoundRelation::LocallyBefore;
        if (one.relation == BoundRelation::After || one.relation == BoundRelation::AfterOrSame)
            made.kind = RangeStep::Kind::Follows;
        made.orSame = one.relation == BoundRelation::BeforeOrSame || one.relation == BoundRelation::AfterOrSame;
    }

    /// A test all of whose names are known, in the order of the text where one may guard another.
    bool takeTest() {
        bool guarded = false;
        const bool premises =
            std::any_of(pending_.begin(), pending_.end(), [](const Pending& one) { return !one.goal.conclusion; });
        for (size_t i = 0; i < pending_.size(); ++i) {
            const Pending one = pending_[i];
            if (one.goal.conclusion && premises) continue;
            const bool isTest = !one.isDomain() && !isOccurrence(one.goal.formula);
            if (isKnown(one) && (!guarded || !isTest || isTotal(one.goal.formula))) {
                pending_.erase(pending_.begin() + static_cast<long>(i));
                test(one);
                return true;
            }
            guarded |= isTest;
        }
        return false;
    }

    // ---- what binds variables -----------------------------------------------------------------------------

    bool takeEqual() {
        for (size_t i = 0; i < pending_.size(); ++i) {
            const Goal goal = pending_[i].goal;
            if (pending_[i].isDomain() || !goal.positive) continue;
            if (const auto* node = std::get_if<BinaryExpr>(&goal.formula->node);
                node != nullptr && node->op == BinaryOp::Eq)
                for (auto [name, value] : {std::pair(node->left, node->right), {node->right, node->left}})
                    if (SymbolId id = variable(name); id != kNoSymbol && isKnown(value))
                        return settle(i, RangeStep::Kind::Equal, id, value);
            const auto* at = std::get_if<OccurrenceExpr>(&goal.formula->node);
            if (at == nullptr || !isLocation(*at) || !isKnown(at->object)) continue;
            if (SymbolId id = variable(at->at); id != kNoSymbol)
                return settle(i, RangeStep::Kind::Location, id, at->object);
        }
        return false;
    }

    bool settle(size_t pending, RangeStep::Kind kind, SymbolId id, const Expr* value) {
        pending_.erase(pending_.begin() + static_cast<long>(pending));
        RangeStep& made = step(kind);
        made.variable = id;
        made.value = value;
        bind(id);
        return true;
    }

    /// Whether arguments of an occurrence tell the variables in them: each is one, or a tuple or constructor of such,
    /// or an expression of what those beside it tell.
    bool tell(const std::vector<const Expr*>& parts) const {
        std::set<SymbolId> told;
        for (const Expr* part : parts)
            if (variable(part) != kNoSymbol) told.insert(variable(part));
        return std::all_of(parts.begin(), parts.end(), [&](const Expr* part) {
            bool computed = true;
            walk(part, [&](const Expr* inside) {
                computed &= variable(inside) == kNoSymbol || told.count(variable(inside)) != 0;
            });
            return computed || tells(part);
        });
    }

    bool tells(const Expr* e) const {
        if (std::holds_alternative<HoleExpr>(e->node) || variable(e) != kNoSymbol || isKnown(e)) return true;
        auto all = [&](const auto& parts) { return tell({parts.begin(), parts.end()}); };
        if (const auto* node = std::get_if<TupleExpr>(&e->node)) return all(node->items);
        if (const auto* node = std::get_if<RecordExpr>(&e->node)) {
            std::vector<const Expr*> values;
            for (const FieldInit& field : node->fields) values.push_back(field.value);
            return tell(values);
        }
        const auto* call = std::get_if<CallExpr>(&e->node);
        const auto* callee = call == nullptr || call->method ? nullptr : std::get_if<NameExpr>(&call->callee->node);
        if (callee == nullptr) return false;
        const SymbolId id = resolve(callee->path.back());
        return id != kNoSymbol && program_[id].kind == SymbolKind::Constructor && all(call->args);
    }

    bool generates(const OccurrenceExpr& node) const {
        using Kind = OccurrenceExpr::Kind;
        if (isLocation(node)) return false;
        auto single = [&](const Expr* e) { return e == nullptr || variable(e) != kNoSymbol || isKnown(e); };
        if (node.kind == Kind::ClassValue && !isKnown(node.at)) return false;
        return std::all_of(node.params.begin(), node.params.end(), [&](const Expr* e) { return isKnown(e); }) &&
               tell({node.args.begin(), node.args.end()}) && single(node.at) && single(node.by) && single(node.to);
    }

    bool takeOccurrence() {
        // What happens at a known event is less than what happened anywhere.
        for (const auto& [conclusion, atKnown] : {std::pair(false, true), {false, false}, {true, true}, {true, false}})
            for (size_t i = 0; i < pending_.size(); ++i) {
                const Goal goal = pending_[i].goal;
                if (pending_[i].isDomain() || !goal.positive || goal.conclusion != conclusion) continue;
                const auto* node = std::get_if<OccurrenceExpr>(&goal.formula->node);
                if (node == nullptr || !generates(*node)) continue;
                if (atKnown && (node->at == nullptr || !isKnown(node->at))) continue;
                pending_.erase(pending_.begin() + static_cast<long>(i));
                RangeStep made;
                made.kind = RangeStep::Kind::Occurrence;
                made.goal = goal;
                if (SymbolId event = variable(node->at); event != kNoSymbol) takeBefore(event, made);
                plan_.steps.push_back(std::move(made));
                walk(goal.formula, [&](const Expr* part) {
                    if (SymbolId id = variable(part); id != kNoSymbol) bind(id);
                });
                return true;
            }
        return false;
    }

    /// Uses up what says that an event is before a known one.
    void takeBefore(SymbolId event, RangeStep& into) {
        for (size_t i = 0; i < pending_.size(); ++i) {
            const Pending one = pending_[i];
            const Expr* bound = nullptr;
            bool locally = false;
            if (one.isDomain()) {
                locally = one.relation == BoundRelation::LocallyBefore;
                if (one.variable == event && (locally || one.relation == BoundRelation::Before)) bound = one.bound;
            } else if (const auto* node = std::get_if<BinaryExpr>(&one.goal.formula->node);
                       node != nullptr && one.goal.positive) {
                locally = node->op == BinaryOp::Before;
                if ((locally || node->op == BinaryOp::Lt) && variable(node->left) == event) bound = node->right;
                if (node->op == BinaryOp::Gt && variable(node->right) == event) bound = node->left;
            }
            if (bound == nullptr || !isKnown(bound)) continue;
            pending_.erase(pending_.begin() + static_cast<long>(i));
            into.value = bound;
            into.locally = locally;
            return;
        }
    }

    bool takeCollection() {
        for (size_t i = 0; i < pending_.size(); ++i) {
            const Pending one = pending_[i];
            SymbolId id = one.variable;
            const Expr* bound = one.bound;
            if (one.isDomain()) {
                if (one.relation != BoundRelation::In || std::find(open_.begin(), open_.end(), id) == open_.end())
                    continue;
            } else {
                const auto* node = std::get_if<BinaryExpr>(&one.goal.formula->node);
                if (node == nullptr || node->op != BinaryOp::In || !one.goal.positive) continue;
                id = variable(node->left);
                bound = node->right;
            }
            if (id == kNoSymbol || !isKnown(bound)) continue;
            settle(i, RangeStep::Kind::Collection, id, bound);
            plan_.steps.back().goal = one.goal;
            return true;
        }
        return false;
    }

    bool takeEverything() {
        for (SymbolId id : open_) {
            const TypeRef type = program_[id].type;
            if (type == nullptr) continue;
            if (type->kind == Kind::Event) {
                RangeStep made;
                made.kind = RangeStep::Kind::Events;
                made.variable = id;
                takeBefore(id, made);
                plan_.steps.push_back(std::move(made));
                bind(id);
                return true;
            }
            if (!isFinite(program_, type)) continue;
            step(RangeStep::Kind::Everything).variable = id;
            bind(id);
            return true;
        }
        return false;
    }

    /// `a or b` binds what each of its parts binds.
    bool takeCases() {
        for (size_t i = 0; i < pending_.size(); ++i) {
            const Goal goal = pending_[i].goal;
            const auto* node = pending_[i].isDomain() ? nullptr : std::get_if<BinaryExpr>(&goal.formula->node);
            if (node == nullptr) continue;
            const bool implies = node->op == BinaryOp::Implies && goal.positive;
            if (!implies && node->op != (goal.positive ? BinaryOp::Or : BinaryOp::And)) continue;
            RangeStep made;
            made.kind = RangeStep::Kind::Cases;
            for (auto [part, positive] :
                 {std::pair(node->left, implies ? false : goal.positive), {node->right, goal.positive}}) {
                Planner one = *this;
                one.plan_.steps.clear();
                one.pending_.erase(one.pending_.begin() + static_cast<long>(i));
                one.add(part, positive, goal.conclusion);
                made.cases.push_back(one.plan());
                if (!made.cases.back().whyNot.empty()) break;
                plan_.quantifiers.insert(one.plan_.quantifiers.begin(), one.plan_.quantifiers.end());
            }
            if (!made.cases.back().whyNot.empty()) continue;
            plan_.steps.push_back(std::move(made));
            open_.clear();
            pending_.clear();
            return true;
        }
        return false;
    }

    RangePlan plan() {
        while (takeTest() || takeEqual() || takeOccurrence() || takeCollection() || takeEverything() || takeCases()) {}
        if (!open_.empty()) {
            const Symbol& one = program_[open_.front()];
            plan_.whyNot = "`" + one.name + "` ranges over every " + program_.text(one.type) +
                           "; give it a collection: `" + one.name + " in …`";
        }
        return plan_;
    }

    const Program& program_;
    uint32_t module_;
    std::vector<SymbolId> open_;
    std::vector<Pending> pending_;
    RangePlan plan_;
};

/// The source, on one line.
std::string quoted(const SourceSet& sources, const Expr* e) {
    std::istringstream words{std::string(sources.text(e->span))};
    std::string out, word;
    while (words >> word) out += (out.empty() ? "`" : " ") + word;
    return out + "`";
}

/// The name that an occurrence has where messages have theirs.
const Name* nameOf(const OccurrenceExpr& node) {
    if (node.kind != OccurrenceExpr::Kind::At) return node.name.empty() ? nullptr : &node.name.back();
    if (const auto* field = std::get_if<FieldExpr>(&node.object->node)) return &field->field;
    const auto* name = std::get_if<NameExpr>(&node.object->node);
    return name == nullptr ? nullptr : &name->path.back();
}

bool isBuiltin(const Program& program, uint32_t module, const Name& name) {
    SymbolId id = program.modules[module].resolve(name);
    return id != kNoSymbol && program[id].kind == SymbolKind::Builtin;
}

}   // namespace

const Expr* formulaOf(const Symbol& symbol) {
    if (symbol.decl == nullptr) return nullptr;
    if (const auto* property = std::get_if<PropertyDecl>(&symbol.decl->node)) return property->formula;
    if (const auto* predicate = std::get_if<FunctionDecl>(&symbol.decl->node))
        return predicate->isPredicate && symbol.kind == SymbolKind::Function ? predicate->body : nullptr;
    const auto* assume = std::get_if<AssumeDecl>(&symbol.decl->node);
    return assume == nullptr ? nullptr : assume->formula;
}

SymbolId formulaNamed(const Program& program, uint32_t module, const Expr* expr) {
    const auto* name = std::get_if<NameExpr>(&expr->node);
    const auto* field = std::get_if<FieldExpr>(&expr->node);
    if (name == nullptr && field == nullptr) return kNoSymbol;
    const SymbolId id = program.modules[module].resolve(name != nullptr ? name->path.back() : field->field);
    return id != kNoSymbol && formulaOf(program[id]) != nullptr ? id : kNoSymbol;
}

RangePlan planRanges(const Program& program, uint32_t module, const QuantifierExpr& quantifier, bool positive) {
    return Planner(program, module).run(quantifier, positive);
}

SymbolId actionOf(const Program& program, uint32_t module, const OccurrenceExpr& node) {
    const Name* name = nameOf(node);
    const SymbolId id = name == nullptr ? kNoSymbol : program.modules[module].resolve(*name);
    const bool fits =
        id != kNoSymbol && (program[id].kind == SymbolKind::Action || program[id].kind == SymbolKind::Timer);
    return fits ? id : kNoSymbol;
}

bool isFinite(const Program& program, TypeRef type) {
    if (type->kind == Kind::Loc || type->kind == Kind::Bool) return true;
    if (type->kind != Kind::Enum) return false;
    const auto* declared =
        program[type->symbol].decl == nullptr ? nullptr : std::get_if<EnumDecl>(&program[type->symbol].decl->node);
    return declared != nullptr && std::all_of(declared->constructors.begin(), declared->constructors.end(),
                                              [](const Constructor& one) { return one.fields.empty(); });
}

namespace {

std::string whyNot(const Program& program, uint32_t module, const Expr* formula, std::set<const Expr*>& seen) {
    if (!seen.insert(formula).second) return "";
    std::set<const QuantifierExpr*> planned;
    std::set<const Expr*> holes;    // where `_` may stand
    std::set<const Expr*> placed;   // where a location is known
    std::string reason;
    walk(formula, [&](const Expr* e) {
        if (!reason.empty()) return;
        if (const auto* node = std::get_if<QuantifierExpr>(&e->node); node != nullptr && planned.count(node) == 0) {
            RangePlan plan = planRanges(program, module, *node, !node->forall);
            reason = plan.whyNot;
            planned.insert(plan.quantifiers.begin(), plan.quantifiers.end());
        } else if (const auto* node = std::get_if<OccurrenceExpr>(&e->node)) {
            for (const Expr* arg : node->args) walk(arg, [&](const Expr* part) { holes.insert(part); });
            if (node->kind != OccurrenceExpr::Kind::ClassValue) return;
            const SymbolId id = program.modules[module].resolve(node->name.back());
            const TypeRef type = id == kNoSymbol ? nullptr : program[id].type;
            if (type != nullptr && !type->args.empty() && type->args[0]->kind == Kind::Send)
                reason = "the values of `" + program[id].name + "` are sends; speak of `sent m(…) @ e`";
        } else if (std::holds_alternative<HoleExpr>(e->node)) {
            if (holes.count(e) == 0) reason = "`_` stands for any value";
        } else if (const auto* node = std::get_if<AtEventExpr>(&e->node)) {
            walk(node->value, [&](const Expr* part) { placed.insert(part); });
        } else if (const auto* node = std::get_if<NameExpr>(&e->node)) {
            const SymbolId id = program.modules[module].resolve(node->path.back());
            if (id != kNoSymbol && program[id].kind == SymbolKind::State && placed.count(e) == 0)
                reason = "it does not say where; write `" + program[id].name + " at i`";
        }
        if (const SymbolId other = formulaNamed(program, module, e); other != kNoSymbol && reason.empty())
            reason = whyNot(program, program[other].module, formulaOf(program[other]), seen);
    });
    return reason;
}

/// The first part of a formula that speaks of a run.
std::string ofRun(const Program& program, const SourceSet& sources, uint32_t module, const Expr* formula,
                  std::set<const Expr*>& seen) {
    std::string reason;
    if (!seen.insert(formula).second) return reason;
    walk(formula, [&](const Expr* e) {
        if (!reason.empty()) return;
        const auto* call = std::get_if<CallExpr>(&e->node);
        const auto* callee = call == nullptr ? nullptr : std::get_if<NameExpr>(&call->callee->node);
        const auto* binary = std::get_if<BinaryExpr>(&e->node);
        const bool up =
            callee != nullptr && callee->path.back().text == "up" && isBuiltin(program, module, callee->path.back());
        const bool ofEvents = binary != nullptr && (binary->op == BinaryOp::LeadsTo || binary->op == BinaryOp::Before);
        if (const auto* quantifier = std::get_if<QuantifierExpr>(&e->node))
            for (const QuantifiedVar& var : quantifier->vars)
                if (const SymbolId id = program.modules[module].resolve(var.name);
                    id != kNoSymbol && program[id].type != nullptr && program[id].type->kind == Kind::Event)
                    reason = "`" + var.name.text + "` ranges over events, of which there are none yet";
        if (const SymbolId other = formulaNamed(program, module, e); other != kNoSymbol)
            reason = ofRun(program, sources, program[other].module, formulaOf(program[other]), seen);
        if (reason.empty() &&
            (up || ofEvents || std::holds_alternative<ValueOfExpr>(e->node) ||
             std::holds_alternative<PlacedExpr>(e->node) || std::holds_alternative<OccurrenceExpr>(e->node) ||
             std::holds_alternative<AtEventExpr>(e->node) || std::holds_alternative<TemporalExpr>(e->node)))
            reason = quoted(sources, e) + " speaks of a run, which has not begun";
    });
    return reason;
}

}   // namespace

std::string whyNotEvaluated(const Program& program, uint32_t module, const Expr* formula) {
    std::set<const Expr*> seen;
    return whyNot(program, module, formula, seen);
}

std::string whyNoAssumption(const Program& program, const SourceSet& sources, uint32_t module, const Expr* formula) {
    std::set<const Expr*> seen;
    std::string reason = whyNotEvaluated(program, module, formula);
    return reason.empty() ? ofRun(program, sources, module, formula, seen) : reason;
}

Diagnostics notes(const Program& program) {
    Diagnostics out;
    for (uint32_t m = 0; m < program.modules.size(); ++m)
        for (SymbolId id : program.modules[m].symbols) {
            const Symbol& symbol = program[id];
            const auto* property = symbol.kind != SymbolKind::Property || symbol.decl == nullptr
                                       ? nullptr
                                       : std::get_if<PropertyDecl>(&symbol.decl->node);
            if (property == nullptr) continue;
            if (std::string why = whyNotEvaluated(program, m, property->formula); !why.empty())
                out.report(Code::NotWatched, symbol.nameSpan, program.qualifiedName(id), why);
        }
    return out;
}

}   // namespace evd::sema
