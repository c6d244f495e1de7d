#pragma once
// Sums and comparisons of numbers as far as their form shows them: for measures that fall and guards that are never
// true.

#include "base/source.h"
#include "frontend/syntax/tree.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace evd::sema {

/// A constant plus multiples of terms; a term is whatever is not a sum, compared by its source text.
struct Linear {
    int64_t constant = 0;
    std::map<std::string, int64_t> terms;

    void add(const Linear& other, int64_t factor);
    bool isConstant() const;
    bool isNegativeConstant() const { return isConstant() && constant < 0; }
};

/// Reads expressions as linear forms.
class LinearForm {
public:
    /// Names in `replaced` stand for those expressions (the arguments of a call).
    LinearForm(const SourceSet& sources, const std::map<std::string, const syntax::Expr*>& replaced)
        : sources_(sources), replaced_(replaced) {}
    Linear of(const syntax::Expr* expr) const;

private:
    const SourceSet& sources_;
    const std::map<std::string, const syntax::Expr*>& replaced_;
};

/// A comparison, and whether it or its negation holds.
using Fact = std::pair<const syntax::BinaryExpr*, bool>;

/// Adds the comparisons that hold where control has passed a condition (or, if `holds` is false, its negation).
void facts(const syntax::Expr* condition, bool holds, std::vector<Fact>& out);

/// Whether two of the facts cannot hold together, or one cannot hold at all. Reads numbers only; false if it does not
/// know.
bool contradict(const SourceSet& sources, const std::vector<Fact>& all);

}   // namespace evd::sema
