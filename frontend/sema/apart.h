#pragma once
// Which of many conditions can hold together. To refute each pair would cost the square of their number; most pairs are
// told apart by what both fix: a number within bounds, a literal, a constructor.

#include "frontend/sema/conditions.h"

#include <functional>

namespace evd::sema {

/// What a condition fixes: for things, by number, the range that each lies in.
struct Fixed {
    struct Range {
        size_t thing = 0;
        Wide low = 0, high = 0;
    };
    std::vector<Range> ranges;   ///< by growing `thing`
    bool never = false;          ///< the condition has no case
};

/// Reads what conditions over the same terms fix. What has one number for one of them has it for all.
class Fixing {
public:
    explicit Fixing(const Terms& terms) : terms_(terms) {}
    Fixed of(const Condition& condition);

private:
    /// A thing is a sum of terms, or the form of a term: which literal, which constructor, whether it holds.
    enum class Aspect : uint8_t { Sum, Literal, Constructor, Truth };
    using Thing = std::pair<Aspect, std::map<TermId, Wide>>;
    using Ranges = std::map<size_t, std::pair<Wide, Wide>>;

    void narrow(Ranges& ranges, Thing thing, Wide low, Wide high);
    void bounded(Ranges& ranges, const Bound& bound);
    void equals(Ranges& ranges, TermId value, TermId known);
    Ranges of(const Case& all);

    const Terms& terms_;
    std::map<Thing, size_t> things_;
};

/// Calls `visit(i, j)`, i < j, for the pairs of the conditions at these places that their ranges do not tell apart,
/// until it gives false. The work is that of sorting, and of the pairs whose ranges of one thing meet: the thing that
/// most conditions have different ranges of.
void pairsTogether(const std::vector<Fixed>& all, std::vector<size_t> places,
                   const std::function<bool(size_t, size_t)>& visit);

/// Whether some range of the two is known not to meet the other's.
bool apart(const Fixed& a, const Fixed& b);

}   // namespace evd::sema
