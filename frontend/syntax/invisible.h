#pragma once
// Characters that nobody sees, or that look like a blank and are none.

#include <cstddef>
#include <string>
#include <string_view>

namespace evd::syntax {

/// A run of one kind of invisible characters.
struct Invisible {
    size_t length = 0;    ///< in bytes; 0: what stands there can be seen
    std::string name;     ///< of the first: `U+00A0 (no-break space)`
    bool space = false;   ///< it takes room, as a blank does
};

/// What stands at the beginning of a text of valid UTF-8.
Invisible invisibleAt(std::string_view text);

}   // namespace evd::syntax
