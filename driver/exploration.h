#pragma once
// What exploring a check has shown, over all of its instances.

#include "driver/prepare.h"
#include "explore/search/explorer.h"

namespace evd::driver {

/// A check whose instances have been explored, one after the other.
class ExploredCheck {
public:
    /// `prepared`, of a check, must outlive this. Explores until every statement is refuted or a budget is used up.
    ExploredCheck(const Prepared& prepared, const explore::ExploreOptions& options);

    /// What became of one statement on all instances: the first refutation; else what is worst.
    struct Statement {
        explore::Explored explored;
        size_t instance = 0;               ///< on which it is refuted, or unknown
        std::optional<explore::Run> run;   ///< Refuted: as the simulator tells it
        bool timely = true;                ///< some clocks allow that run
    };
    std::vector<Statement> statements;
    struct Fault {
        explore::FoundFault found;
        size_t instance = 0;
    };
    std::vector<Fault> faults;
    explore::Progress reached;   ///< of all instances; the greatest depth
    uint64_t terminal = 0, ends = 0, steps = 0;
    size_t bytes = 0;      ///< the most at a time
    size_t explored = 0;   ///< instances, the last of which may have been stopped
    bool bounded = false;
    explore::Exploration::End end = explore::Exploration::End::Complete;
    std::vector<std::string> reductions;

    /// Whether something is wrong: a statement is refuted, an assertion fails.
    bool found() const;
    /// R11's word for a statement: `checked`, `refuted`, …
    std::string verdict(const Statement& one) const;
    /// The rest of a sentence that begins with the statement: "held in every run".
    std::string sentence(const Statement& one) const;
    /// "all 657,001 states": how much was looked at.
    std::string extent() const;
    /// What is wrong, at its places.
    void report(Diagnostics& diagnostics) const;

private:
    explore::Exploration search(size_t instance, const std::vector<uint32_t>& open,
                                const explore::ExploreOptions& options) const;
    void shorten(size_t instance, const explore::ExploreOptions& options, explore::Exploration& found) const;
    void add(size_t instance, explore::Exploration found);
    explore::Run replayed(size_t instance, const std::vector<explore::Deed>& deeds, const std::string& only,
                          const std::optional<explore::Round>& round, bool& timely) const;

    const Prepared& prepared_;
};

}   // namespace evd::driver
