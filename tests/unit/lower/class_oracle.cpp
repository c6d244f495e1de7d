#include "tests/unit/lower/class_oracle.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::lower::testing {

using namespace syntax;

std::string ClassValue::text() const {
    if (!tuple) return std::to_string(number);
    std::vector<std::string> parts;
    for (const ClassValue& item : items) parts.push_back(item.text());
    return fmt::format("({})", fmt::join(parts, ", "));
}

ClassOracle::ClassOracle(const Tree& tree, std::vector<LocalEvent> history, std::vector<std::string> here)
    : tree_(tree), history_(std::move(history)), here_(std::move(here)) {}

std::vector<ClassValue> ClassOracle::at(const std::string& name, size_t event) {
    std::vector<ClassValue> values;
    for (Match& match : bag(std::get<ClassDecl>(declaration(name)->node).body, {}, 0, event))
        values.push_back(std::move(match.value));
    return values;
}

const Decl* ClassOracle::declaration(const std::string& name) const {
    for (const Decl* decl : tree_.decls)
        if (decl->name.text == name &&
            (std::holds_alternative<ClassDecl>(decl->node) || std::holds_alternative<StateDecl>(decl->node)))
            return decl;
    throw std::logic_error("no class " + name);
}

ClassOracle::Names ClassOracle::arguments(const std::vector<Param>& params, const std::vector<Expr*>& args,
                                          const Names& names) const {
    Names bound;
    for (size_t i = 0; i < params.size(); ++i) bound[params[i].name.text] = eval(args[i], names);
    return bound;
}

ClassOracle::Bag ClassOracle::bag(const ClassExpr* c, const Names& names, size_t from, size_t e) {
    if (++work_ > 400000) throw TooMuch("too much work");
    const LocalEvent& event = history_[e];
    if (std::holds_alternative<StartClass>(c->node))
        return e == from ? Bag{{ClassValue::of(std::vector<ClassValue>{}), names}} : Bag{};
    if (const auto* node = std::get_if<MessageClass>(&c->node)) {
        if (event.message != node->message.back().text) return {};
        Match match{ClassValue::of(std::vector<ClassValue>{}), names};
        for (size_t i = 0; i < event.fields.size(); ++i) {
            ClassValue field = ClassValue::of(event.fields[i]);
            if (node->hasArgs && !matches(node->args[i], field, names, match.names)) return {};
            match.value.items.push_back(field);
        }
        if (match.value.items.size() == 1) match.value = ClassValue(match.value.items[0]);
        return {match};
    }
    if (const auto* node = std::get_if<ClassRef>(&c->node)) {
        const Decl* decl = declaration(node->path.back().text);
        if (std::holds_alternative<StateDecl>(decl->node)) return {{state(*node, names, from, e + 1), names}};
        const auto& declared = std::get<ClassDecl>(decl->node);
        Bag out = bag(declared.body, arguments(declared.params, node->args, names), from, e);
        for (Match& match : out) match.names = names;
        return out;
    }
    if (const auto* node = std::get_if<AsClass>(&c->node)) {
        Bag out;
        for (Match& match : bag(node->source, names, from, e)) {
            Names outside = match.names;
            if (matches(node->pattern, match.value, outside, match.names)) out.push_back(std::move(match));
        }
        return out;
    }
    if (const auto* node = std::get_if<PairClass>(&c->node)) {
        Bag out;
        for (const Match& left : bag(node->left, names, from, e))
            for (Match& right : bag(node->right, left.names, from, e)) {
                out.push_back(
                    {ClassValue::of(std::vector<ClassValue>{left.value, right.value}), std::move(right.names)});
                if (out.size() > 300) throw TooMuch("too many pairs");
            }
        return out;
    }
    if (const auto* node = std::get_if<RuleClass>(&c->node)) {
        Bag out;
        for (Match& match : bag(node->source, names, from, e)) {
            if (node->condition != nullptr && eval(node->condition, match.names).number == 0) continue;
            if (node->value == nullptr) {
                out.push_back(std::move(match));
                continue;
            }
            ClassValue value = eval(node->value, match.names);
            if (!node->each) out.push_back({value, match.names});
            else
                for (const ClassValue& item : value.items) out.push_back({item, match.names});
        }
        return out;
    }
    if (const auto* node = std::get_if<UnionClass>(&c->node)) {
        Bag out = bag(node->left, names, from, e), right = bag(node->right, names, from, e);
        out.insert(out.end(), right.begin(), right.end());
        for (Match& match : out) match.names = names;
        return out;
    }
    auto earlier = [&](const ClassExpr* part) {
        for (size_t i = from; i < e; ++i)
            if (!bag(part, names, from, i).empty()) return true;
        return false;
    };
    if (const auto* node = std::get_if<OnceClass>(&c->node)) {
        if (earlier(node->source)) return {};
        Bag out = bag(node->source, names, from, e);
        for (Match& match : out) match.names = names;
        return out;
    }
    if (const auto* node = std::get_if<UntilClass>(&c->node)) {
        if (earlier(node->end)) return {};
        Bag out = bag(node->source, names, from, e);
        for (Match& match : out) match.names = names;
        return out;
    }
    if (const auto* node = std::get_if<BeforeClass>(&c->node))
        return {{state(std::get<ClassRef>(node->state->node), names, from, e), names}};
    if (const auto* node = std::get_if<LatestClass>(&c->node)) {
        for (size_t i = e; i-- > from;) {
            Bag out = bag(node->source, names, from, i);
            for (Match& match : out) match.names = names;
            if (!out.empty()) return out;
        }
        return {{eval(node->otherwise, names), names}};
    }
    if (const auto* node = std::get_if<SpawnClass>(&c->node)) return spawned(*node, names, from, e);
    if (const auto* node = std::get_if<AtClass>(&c->node)) {
        const auto& place = std::get<NameExpr>(node->locations->node).path.back().text;
        return std::find(here_.begin(), here_.end(), place) == here_.end() ? Bag{} : bag(node->source, names, from, e);
    }
    throw std::logic_error("a class the oracle does not know");
}

ClassOracle::Bag ClassOracle::spawned(const SpawnClass& node, const Names& names, size_t from, size_t e) {
    Bag out;
    const auto* child = std::get_if<ClassRef>(&node.child->node);
    const Decl* decl = child == nullptr ? nullptr : declaration(child->path.back().text);
    for (size_t begin = from; begin <= e; ++begin)
        for (const Match& match : bag(node.source, names, from, begin)) {
            Names bound = match.names;
            if (!matches(node.pattern, match.value, match.names, bound)) continue;
            if (child == nullptr) {
                for (Match& value : bag(node.child, bound, begin, e)) out.push_back({std::move(value.value), names});
            } else if (const auto* declared = std::get_if<ClassDecl>(&decl->node)) {
                for (Match& value : bag(declared->body, arguments(declared->params, child->args, bound), begin, e))
                    out.push_back({std::move(value.value), names});
            } else out.push_back({state(*child, bound, begin, e + 1), names});
            if (out.size() > 300) throw TooMuch("too many values");
        }
    return out;
}

ClassValue ClassOracle::state(const ClassRef& ref, const Names& names, size_t from, size_t end) {
    const std::string& name = ref.path.back().text;
    const auto& decl = std::get<StateDecl>(declaration(name)->node);
    Names own = arguments(decl.params, ref.args, names);
    ClassValue value = eval(decl.initial, own);
    for (size_t i = from; i < end; ++i)
        for (const StateClause& clause : decl.clauses) {
            const auto* rule = std::get_if<RuleClass>(&clause.on->node);
            bool guarded = rule != nullptr && rule->value == nullptr;
            own[name] = value;
            for (Match& match : bag(guarded ? rule->source : clause.on, own, from, i)) {
                match.names[name] = value;   // each value of the bag updates the state so far
                if (guarded && eval(rule->condition, match.names).number == 0) continue;
                value = eval(clause.value, match.names);
            }
        }
    return value;
}

bool ClassOracle::matches(const Pattern* pattern, const ClassValue& value, const Names& outside, Names& names) const {
    if (std::holds_alternative<WildcardPattern>(pattern->node)) return true;
    if (const auto* node = std::get_if<BindPattern>(&pattern->node)) {
        names[node->name.text] = value;
        return true;
    }
    if (const auto* node = std::get_if<PinPattern>(&pattern->node)) return eval(node->value, outside) == value;
    if (const auto* node = std::get_if<LiteralPattern>(&pattern->node)) return eval(node->literal, outside) == value;
    if (const auto* node = std::get_if<TuplePattern>(&pattern->node)) {
        for (size_t i = 0; i < node->items.size(); ++i)
            if (!matches(node->items[i], value.items[i], outside, names)) return false;
        return true;
    }
    throw std::logic_error("a pattern the oracle does not know");
}

ClassValue ClassOracle::eval(const Expr* expr, const Names& names) const {
    if (const auto* node = std::get_if<IntLiteral>(&expr->node)) return ClassValue::of(node->value);
    if (const auto* node = std::get_if<BoolLiteral>(&expr->node)) return ClassValue::of(node->value ? 1 : 0);
    if (const auto* node = std::get_if<NameExpr>(&expr->node)) {
        auto found = names.find(node->path.back().text);
        if (found == names.end()) throw std::logic_error("no value for " + node->path.back().text);
        return found->second;
    }
    const std::vector<Expr*>* items = nullptr;
    if (const auto* node = std::get_if<TupleExpr>(&expr->node)) items = &node->items;
    if (const auto* node = std::get_if<ListExpr>(&expr->node)) items = &node->items;
    if (items != nullptr) {
        std::vector<ClassValue> values;
        for (const Expr* item : *items) values.push_back(eval(item, names));
        return ClassValue::of(std::move(values));
    }
    if (const auto* node = std::get_if<BinaryExpr>(&expr->node)) {
        int64_t a = eval(node->left, names).number, b = eval(node->right, names).number;
        switch (node->op) {
        case BinaryOp::Add: return ClassValue::of(a + b);
        case BinaryOp::Sub: return ClassValue::of(a - b);
        case BinaryOp::Mul: return ClassValue::of(a * b);
        case BinaryOp::Mod: return ClassValue::of(((a % b) + b) % b);
        case BinaryOp::Eq: return ClassValue::of(a == b);
        case BinaryOp::Ne: return ClassValue::of(a != b);
        case BinaryOp::Lt: return ClassValue::of(a < b);
        case BinaryOp::And: return ClassValue::of(a != 0 && b != 0);
        default: break;   // arithmetic: below
        }
    }
    throw std::logic_error("an expression the oracle does not know");
}

}   // namespace evd::lower::testing
