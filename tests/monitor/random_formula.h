#pragma once
// Random statements about the specs of this folder, as text.

#include "explore/simulate/random.h"

#include <string>
#include <vector>

namespace evd::monitoring {

/// Makes formulas that the checker accepts; of some it says that no run can evaluate them.
class RandomFormula {
public:
    explicit RandomFormula(explore::Random& random) : random_(random) {}

    std::string make();

private:
    struct Scope {
        std::vector<std::string> places, events, numbers, quorums;
    };
    uint64_t below(uint64_t bound) { return random_.below(bound); }
    bool chance(double probability) { return random_.chance(probability); }
    const std::string& oneOf(const std::vector<std::string>& all) { return all[below(all.size())]; }

    std::string formula(const Scope& scope, int depth);
    std::string quantified(const Scope& scope, int depth);
    std::string atom(const Scope& scope);
    std::string ofEvents(const Scope& scope);
    std::string present(const Scope& scope);
    std::string number(const Scope& scope);
    std::string numberOfState(const std::string& place, const Scope& scope);
    std::string comparison(const std::string& left, const std::string& right);
    std::string occurrence(const Scope& scope);
    std::string argument(const Scope& scope);
    std::string place(const Scope& scope);
    std::string fresh(const std::string& kind) { return kind + std::to_string(++names_); }

    explore::Random& random_;
    uint32_t names_ = 0;
};

}   // namespace evd::monitoring
