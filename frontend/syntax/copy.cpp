#include "frontend/syntax/copy.h"

#include <algorithm>
#include <cstdlib>
#include <type_traits>
#include <utility>

namespace evd::syntax {

namespace {

// All nodes are aggregates: their members are visited by structured bindings, so that a new member is never forgotten.

/// Stands for a member of any type where it is asked whether an aggregate has so many; never made.
struct Anything {
    template <class T> operator T() const { std::abort(); }
};

template <class T, size_t... I> constexpr bool madeOf(std::index_sequence<I...>) {
    return requires { T{(static_cast<void>(I), Anything{})...}; };
}

/// How many members an aggregate has.
template <class T, size_t N = 8> constexpr size_t members() {
    if constexpr (N == 0 || madeOf<T>(std::make_index_sequence<N>())) return N;
    else return members<T, N - 1>();
}

template <class T> struct IsVector : std::false_type {};
template <class T> struct IsVector<std::vector<T>> : std::true_type {};
template <class T> struct IsVariant : std::false_type {};
template <class... T> struct IsVariant<std::variant<T...>> : std::true_type {};
template <class T> constexpr bool kPlain = std::is_arithmetic_v<T> || std::is_enum_v<T> ||
                                           std::is_same_v<T, std::string> ||
                                           std::is_same_v<T, std::optional<std::string>>;

class Copier {
public:
    Copier(Tree& tree, const Places& places) : tree_(tree), places_(places) {}

    /// Moves every span in `value` and copies every node it points to.
    template <class T> void place(T& value) {
        if constexpr (std::is_same_v<T, Span>) move(value);
        else if constexpr (std::is_same_v<T, Name>) name(value);
        else if constexpr (std::is_same_v<T, QuantifierExpr>) quantifier(value);
        else if constexpr (std::is_pointer_v<T>) value = node(value);
        else if constexpr (IsVector<T>::value)
            for (auto& item : value) place(item);
        else if constexpr (IsVariant<T>::value)
            std::visit([this](auto& alternative) { this->place(alternative); }, value);
        else if constexpr (!kPlain<T>) eachMember(value);
    }

private:
    void move(Span& span) const {
        if (span == Span{}) return;   // of a part that the form leaves out
        span = places_(span, tree_.file);
    }

    void name(Name& value) const {
        Span before = value.span;
        move(value.span);
        value.text = places_.called(value.text, before, value.span);
    }

    /// The one node that parts share: the bound of several names.
    void quantifier(QuantifierExpr& value) {
        Expr* original = nullptr;
        Expr* copied = nullptr;
        for (QuantifiedVar& var : value.vars) {
            if (var.bound != original || original == nullptr) {
                original = var.bound;
                copied = node(original);
            }
            var.bound = copied;
            place(var.name);
            place(var.type);
        }
        place(value.body);
    }

    template <class N> N* node(const N* original) {
        if (original == nullptr) return nullptr;
        auto made = original->node;
        place(made);
        Span span = original->span;
        move(span);
        if constexpr (requires { original->id; }) return tree_.make<N>(span, tree_.nodeCount++, std::move(made));
        else return tree_.make<N>(span, std::move(made));
    }

    template <class T> void eachMember(T& value) {
        constexpr size_t kMembers = members<T>();
        auto all = [this](auto&... member) { (this->place(member), ...); };
        if constexpr (kMembers == 1) {
            auto& [a] = value;
            all(a);
        } else if constexpr (kMembers == 2) {
            auto& [a, b] = value;
            all(a, b);
        } else if constexpr (kMembers == 3) {
            auto& [a, b, c] = value;
            all(a, b, c);
        } else if constexpr (kMembers == 4) {
            auto& [a, b, c, d] = value;
            all(a, b, c, d);
        } else if constexpr (kMembers == 5) {
            auto& [a, b, c, d, e] = value;
            all(a, b, c, d, e);
        } else if constexpr (kMembers == 6) {
            auto& [a, b, c, d, e, f] = value;
            all(a, b, c, d, e, f);
        } else if constexpr (kMembers == 7) {
            auto& [a, b, c, d, e, f, g] = value;
            all(a, b, c, d, e, f, g);
        } else if constexpr (kMembers == 8) {
            auto& [a, b, c, d, e, f, g, h] = value;
            all(a, b, c, d, e, f, g, h);
        } else static_assert(std::is_empty_v<T>, "an aggregate of up to eight members");
    }

    Tree& tree_;
    const Places& places_;
};

}   // namespace

uint32_t Places::at(uint32_t offset) const {
    auto after = std::upper_bound(moved_.begin(), moved_.end(), offset,
                                  [](uint32_t place, const Moved& one) { return place < one.begin; });
    if (after == moved_.begin()) return offset;
    const Moved& one = *std::prev(after);
    return offset < one.end ? one.newBegin + (offset - one.begin) : one.newEnd + (offset - one.end);
}

Decl* copy(const Decl& decl, Tree& tree, const Places& places) {
    Decl made = decl;
    Copier(tree, places).place(made);
    return tree.make<Decl>(std::move(made));
}

}   // namespace evd::syntax
