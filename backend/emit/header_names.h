#pragma once
// Names of generated C and C++ declarations, and which value types of a spec need one.

#include "ir/core/module.h"

#include <map>
#include <string>
#include <vector>

namespace evd::backend {

/// A name as C and C++ take it: other characters become `_`, reserved words and macros of the C library get one at the
/// end.
std::string identifier(const std::string& name);
/// The same, beginning with a capital: `vote` is `Vote`, `start_vote` is `StartVote`.
std::string typeIdentifier(const std::string& name);
/// The same for a namespace, which is no function of the C library either: `clock` is `clock_`.
std::string namespaceIdentifier(const std::string& name);
/// Names in a list made distinct by numbers at the end.
std::vector<std::string> distinct(std::vector<std::string> names);

/// The records and enums of a module in an order in which each may contain those before it, or, boxed, those of its own
/// knot.
class CppTypes {
public:
    explicit CppTypes(const ir::Module& module);

    /// Records and enums that need a declaration; `Option` is std::optional and is not among them.
    const std::vector<ir::TypeId>& declared() const { return order_; }
    const std::string& nameOf(ir::TypeId id) const { return names_.at(id.index); }
    /// The type as C++; mentions of types in the same knot as `inside` are boxed.
    std::string text(ir::TypeId id, const ir::TypeId* inside = nullptr) const;

private:
    bool isOption(const ir::Type& type) const;
    void visit(ir::TypeId id);

    const ir::Module& module_;
    std::vector<ir::TypeId> order_;
    std::map<uint32_t, std::string> names_;
    std::map<uint32_t, uint32_t> knot_, low_;   ///< Tarjan: order of discovery; then the number of the knot
    std::vector<uint32_t> stack_;
    std::map<uint32_t, bool> onStack_;
    uint32_t next_ = 0;
};

}   // namespace evd::backend
