#include "frontend/sema/linear.h"

#include <algorithm>

namespace evd::sema {

namespace {

constexpr Wide kLargest = Wide{1} << 100;   // larger factors are given up, so that products fit
constexpr size_t kBoundsMax = 300;

Wide magnitude(Wide value) { return value < 0 ? -value : value; }

Wide common(Wide a, Wide b) {
    while (b != 0) {
        Wide rest = a % b;
        a = b;
        b = rest;
    }
    return magnitude(a);
}

/// Divides by what the factors have in common; an integer's constant is rounded down.
void reduce(Bound& bound) {
    Wide factor = 0;
    for (const auto& [term, count] : bound.sum.terms) factor = common(factor, magnitude(count));
    if (factor <= 1) return;
    Wide& constant = bound.sum.constant;
    if (constant % factor != 0) {
        if (!bound.integral) return;
        constant -= ((constant % factor) + factor) % factor;
    }
    constant /= factor;
    for (auto& [term, count] : bound.sum.terms) count /= factor;
}

bool isFalse(const Bound& bound) {
    return bound.sum.isConstant() && (bound.sum.constant < 0 || (bound.strict && bound.sum.constant == 0));
}

bool isSmall(const Bound& bound) {
    return magnitude(bound.sum.constant) < kLargest &&
           std::all_of(
               bound.sum.terms.begin(), bound.sum.terms.end(),
               [](const auto& term) { return magnitude(term.second) < (Wide{1} << 40); });
}

/// The term whose elimination makes the fewest new bounds.
std::optional<TermId> cheapest(const std::vector<Bound>& bounds) {
    std::map<TermId, std::pair<size_t, size_t>> signs;
    for (const Bound& bound : bounds)
        for (const auto& [term, count] : bound.sum.terms) ++(count > 0 ? signs[term].first : signs[term].second);
    std::optional<TermId> best;
    size_t least = 0;
    for (const auto& [term, sign] : signs)
        if (size_t cost = sign.first * sign.second; !best || cost < least) {
            best = term;
            least = cost;
        }
    return best;
}

}   // namespace

void Linear::add(const Linear& other, Wide factor) {
    constant += factor * other.constant;
    for (const auto& [term, count] : other.terms)
        if ((terms[term] += factor * count) == 0) terms.erase(term);
}

Linear linearOf(Terms& terms, TermId id) {
    const Term& term = terms[id];
    Linear out;
    auto plus = [&](TermId part, Wide factor) { out.add(linearOf(terms, part), factor); };
    auto leaf = [&](TermId one) { out.terms[one] = 1; };
    auto size = [&](TermId collection) {
        const Term& of = terms[collection];
        auto sizes = [&](std::initializer_list<size_t> parts, Wide more) {
            out.constant += more;
            for (size_t part : parts) plus(terms.sizeOf(of.args[part]), 1);
        };
        if (of.head == Head::List) out.constant += static_cast<Wide>(of.args.size());
        else if (of.head == Head::Set && of.args.size() <= 1) out.constant += static_cast<Wide>(of.args.size());
        else if (of.head != Head::Apply) leaf(id);
        else switch (static_cast<BuiltinId>(of.number)) {
            case BuiltinId::AddList:
            case BuiltinId::AddBag:
            case BuiltinId::AddStr:
            case BuiltinId::AddBytes: sizes({0, 1}, 0); break;
            case BuiltinId::Append:
            case BuiltinId::InsertBag: sizes({0}, 1); break;
            case BuiltinId::SetAt:
            case BuiltinId::Keys:
            case BuiltinId::Values:
            case BuiltinId::MapList:
            case BuiltinId::ListOfSet:
            case BuiltinId::ListOfBag:
            case BuiltinId::ListOfRing:
            case BuiltinId::ListOfMap:
            case BuiltinId::BagOfList:
            case BuiltinId::BagOfSet: sizes({0}, 0); break;
            default: leaf(id);   // every other kind
            }
    };
    if (term.head == Head::Number) out.constant = term.number;
    else if (term.head != Head::Apply) leaf(id);
    else switch (static_cast<BuiltinId>(term.number)) {
        case BuiltinId::AddNum:
            plus(term.args[0], 1);
            plus(term.args[1], 1);
            break;
        case BuiltinId::SubNum:
            plus(term.args[0], 1);
            plus(term.args[1], -1);
            break;
        case BuiltinId::NegNum: plus(term.args[0], -1); break;
        case BuiltinId::MulNum: {
            Linear left = linearOf(terms, term.args[0]), right = linearOf(terms, term.args[1]);
            if (left.isConstant()) out.add(right, left.constant);
            else if (right.isConstant()) out.add(left, right.constant);
            else leaf(id);
            break;
        }
        case BuiltinId::SizeList: size(term.args[0]); break;
        default: leaf(id);   // every other kind
        }
    if (magnitude(out.constant) >= kLargest) return Linear{0, {{id, 1}}};
    return out;
}

bool unmeetable(std::vector<Bound> bounds) {
    auto useless = [](const Bound& bound) { return !isSmall(bound) || (bound.sum.isConstant() && !isFalse(bound)); };
    while (true) {
        for (Bound& bound : bounds) {
            reduce(bound);
            if (isFalse(bound)) return true;
        }
        bounds.erase(std::remove_if(bounds.begin(), bounds.end(), useless), bounds.end());
        auto term = cheapest(bounds);
        if (!term) return false;
        std::vector<Bound> next, above, below;
        for (Bound& bound : bounds) {
            auto count = bound.sum.terms.find(*term);
            (count == bound.sum.terms.end() ? next : count->second > 0 ? above : below).push_back(std::move(bound));
        }
        if (next.size() + above.size() * below.size() > kBoundsMax) return false;
        for (const Bound& up : above)
            for (const Bound& down : below) {
                Wide a = up.sum.terms.at(*term), b = -down.sum.terms.at(*term);
                Bound made{{}, up.strict || down.strict, up.integral && down.integral};
                made.sum.add(up.sum, b);
                made.sum.add(down.sum, a);
                next.push_back(std::move(made));
            }
        bounds = std::move(next);
    }
}

}   // namespace evd::sema
