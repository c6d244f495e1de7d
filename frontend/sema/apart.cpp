#include "frontend/sema/apart.h"

#include <algorithm>
#include <set>

namespace evd::sema {

namespace {

constexpr Wide kEnd = Wide{1} << 120;   // beyond every bound that is kept

const Fixed::Range* rangeOf(const Fixed& fixed, size_t thing) {
    auto at = std::lower_bound(fixed.ranges.begin(), fixed.ranges.end(), thing,
                               [](const Fixed::Range& one, size_t wanted) { return one.thing < wanted; });
    return at != fixed.ranges.end() && at->thing == thing ? &*at : nullptr;
}

/// The thing of which the conditions have the most different ranges.
std::optional<size_t> decisive(const std::vector<Fixed>& all, const std::vector<size_t>& places) {
    std::map<size_t, std::set<Wide>> different;
    for (size_t place : places)
        for (const Fixed::Range& range : all[place].ranges) different[range.thing].insert(range.low);
    std::optional<size_t> best;
    for (const auto& [thing, lows] : different)
        if (!best || lows.size() > different[*best].size()) best = thing;
    return best;
}

}   // namespace

void Fixing::narrow(Ranges& ranges, Thing thing, Wide low, Wide high) {
    size_t number = things_.try_emplace(std::move(thing), things_.size()).first->second;
    auto [at, isNew] = ranges.try_emplace(number, low, high);
    if (isNew) return;
    at->second.first = std::max(at->second.first, low);
    at->second.second = std::min(at->second.second, high);
}

void Fixing::bounded(Ranges& ranges, const Bound& bound) {
    auto sum = bound.sum.terms;
    if (sum.empty()) return;
    bool less = sum.begin()->second < 0;   // one sum and its negation are one thing
    if (less)
        for (auto& [term, count] : sum) count = -count;
    if (less) narrow(ranges, {Aspect::Sum, std::move(sum)}, -kEnd, bound.sum.constant);
    else narrow(ranges, {Aspect::Sum, std::move(sum)}, -bound.sum.constant, kEnd);
}

void Fixing::equals(Ranges& ranges, TermId value, TermId known) {
    const Term& term = terms_[known];
    if (term.head == Head::Literal) narrow(ranges, {Aspect::Literal, {{value, 1}}}, known, known);
    if (term.head == Head::Make) narrow(ranges, {Aspect::Constructor, {{value, 1}}}, term.number, term.number);
}

Fixing::Ranges Fixing::of(const Case& all) {
    Ranges out;
    for (const Atom& atom : all) switch (atom.kind) {
        case Atom::Kind::Bounded: bounded(out, atom.bound); break;
        case Atom::Kind::Equal:
            if (!atom.holds) break;
            equals(out, atom.left, atom.right);
            equals(out, atom.right, atom.left);
            break;
        case Atom::Kind::MadeBy:
            if (atom.holds) narrow(out, {Aspect::Constructor, {{atom.left, 1}}}, atom.constructor, atom.constructor);
            break;
        case Atom::Kind::Holds: narrow(out, {Aspect::Truth, {{atom.left, 1}}}, atom.holds, atom.holds); break;
        }
    return out;
}

Fixed Fixing::of(const Condition& condition) {
    Fixed out;
    out.never = condition.cases.empty();
    if (out.never) return out;
    Ranges whole = of(condition.cases.front());
    for (size_t i = 1; i < condition.cases.size(); ++i) {
        Ranges other = of(condition.cases[i]);
        std::erase_if(whole, [&](const auto& one) { return other.count(one.first) == 0; });
        for (auto& [thing, range] : whole) {
            range.first = std::min(range.first, other[thing].first);
            range.second = std::max(range.second, other[thing].second);
        }
    }
    for (const auto& [thing, range] : whole) out.ranges.push_back({thing, range.first, range.second});
    return out;
}

bool apart(const Fixed& a, const Fixed& b) {
    if (a.never || b.never) return true;
    for (size_t i = 0, j = 0; i < a.ranges.size() && j < b.ranges.size();) {
        const Fixed::Range &one = a.ranges[i], &other = b.ranges[j];
        if (one.thing < other.thing) ++i;
        else if (other.thing < one.thing) ++j;
        else if (one.low > other.high || other.low > one.high) return true;
        else ++i, ++j;
    }
    return false;
}

void pairsTogether(const std::vector<Fixed>& all, std::vector<size_t> places,
                   const std::function<bool(size_t, size_t)>& visit) {
    auto thing = decisive(all, places);
    auto range = [&](size_t place) {
        const Fixed::Range* known = thing ? rangeOf(all[place], *thing) : nullptr;
        return known != nullptr ? *known : Fixed::Range{0, -kEnd, kEnd};
    };
    std::stable_sort(places.begin(), places.end(), [&](size_t a, size_t b) { return range(a).low < range(b).low; });
    for (size_t i = 0; i < places.size(); ++i) {
        Wide high = range(places[i]).high;
        for (size_t j = i + 1; j < places.size() && range(places[j]).low <= high; ++j)
            if (!apart(all[places[i]], all[places[j]]) &&
                !visit(std::min(places[i], places[j]), std::max(places[i], places[j])))
                return;
    }
}

}   // namespace evd::sema
